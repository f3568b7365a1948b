// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <core/lookup/term.h>

#include <QString>

namespace gatehouse::ui {

/// What else to try when nothing was found, one sentence a line. Pure.
QString lookupHints(const QList<lookup::Term>& readings);

/// A file name for a certificate, without a folder: "www.example.org.pem",
/// "wildcard.example.org.der".
QString fileNameFor(const pki::Certificate& certificate, const QString& suffix);

} // namespace gatehouse::ui
