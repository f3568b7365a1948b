// SPDX-License-Identifier: Apache-2.0
#include <ui/format.h>
#include <ui/timetext.h>
#include <ui/words.h>

namespace gatehouse::ui {

namespace {

constexpr qint64 minute = 60;
constexpr qint64 hour = 60 * minute;

} // namespace

QString agoText(const QDateTime& time, const QDateTime& now, const QTimeZone& zone)
{
    const qint64 seconds = time.secsTo(now);
    if (seconds >= 0 && seconds < minute)
        return Words::tr("just now");
    if (seconds >= 0 && seconds < hour)
        return Words::tr("%n minute(s) ago", nullptr, static_cast<int>(seconds / minute));
    const QDateTime local = time.toTimeZone(zone);
    if (local.date() == now.toTimeZone(zone).date())
        return Words::tr("today at %1").arg(local.toString(u"HH:mm"));
    return Words::tr("on %1", "a date and time").arg(formatTime(time, zone));
}

} // namespace gatehouse::ui
