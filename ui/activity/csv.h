// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QByteArray>
#include <QStringList>

namespace gatehouse::ui {

/// A table as RFC 4180: CRLF after each row, fields quoted where they have to be. UTF-8 with a
/// byte-order mark, without which spreadsheets take the text for the machine's old code page. What
/// a spreadsheet would run as a formula gets an apostrophe in front, which it does not show.
QByteArray toCsv(const QList<QStringList>& rows);

} // namespace gatehouse::ui
