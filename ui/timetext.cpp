// SPDX-License-Identifier: Apache-2.0
#include <ui/format.h>
#include <ui/timetext.h>

#include <QCoreApplication>

namespace gatehouse::ui {

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(gatehouse::ui::TimeText)
};

constexpr qint64 minute = 60;
constexpr qint64 hour = 60 * minute;

} // namespace

QString agoText(const QDateTime& time, const QDateTime& now, const QTimeZone& zone)
{
    const qint64 seconds = time.secsTo(now);
    if (seconds >= 0 && seconds < minute)
        return Text::tr("just now");
    if (seconds >= 0 && seconds < hour)
        return Text::tr("%n minute(s) ago", nullptr, static_cast<int>(seconds / minute));
    const QDateTime local = time.toTimeZone(zone);
    if (local.date() == now.toTimeZone(zone).date())
        return Text::tr("today at %1").arg(local.toString(u"HH:mm"));
    return Text::tr("on %1", "a date and time").arg(formatTime(time, zone));
}

} // namespace gatehouse::ui
