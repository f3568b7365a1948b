// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QDateTime>
#include <QString>
#include <QTimeZone>

namespace gatehouse::ui {

/// When something was, for the middle of a sentence: "just now", "5 minutes ago", "today at 14:05",
/// else
/// date and time; in the zone.
QString agoText(const QDateTime& time, const QDateTime& now,
    const QTimeZone& zone = QTimeZone::systemTimeZone());

} // namespace gatehouse::ui
