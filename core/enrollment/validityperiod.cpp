// SPDX-License-Identifier: Apache-2.0
#include <core/enrollment/validityperiod.h>
#include <core/enrollment/words.h>

#include <QRegularExpression>
#include <QTimeZone>

#include <cmath>

namespace gatehouse::enrollment {

namespace {

constexpr qint64 secondsOfMinute = 60;
constexpr qint64 secondsOfHour = 3600;
constexpr qint64 secondsOfDay = 86400;
constexpr qint64 daysOfWeek = 7;
constexpr int daysOfYear = 365;
constexpr int monthsOfYear = 12;
constexpr double meanYear = 365.25;
constexpr double meanMonth = meanYear / 12;
constexpr qint64 longestDays = 36525; ///< a century: beyond any term, within every calculation

Error badPeriod(QStringView text)
{
    Error error = Error::of(ErrorKind::Usage,
        Words::tr("\"%1\" is not a validity period. Write a duration such as P365D, or start and "
                  "end such as 2026-01-01T00:00:00Z/2027-01-01T00:00:00Z.")
            .arg(text.left(80)));
    error.cause = QStringLiteral("enrollment/validity-period");
    return error;
}

double numberOf(const QString& text)
{
    return QString(text).replace(u',', u'.').toDouble();
}

qint64 wholeSeconds(double seconds)
{
    return static_cast<qint64>(std::ceil(seconds - 1e-6));
}

/// Start and end, and the duration if one was given.
struct Span {
    QDateTime start;
    QDateTime end;
    bool hasStart = false;
    IsoDuration duration;
};

bool isDuration(QStringView text)
{
    return text.startsWith(u'P') || text.startsWith(u'p');
}

Result<Span> spanOf(QStringView text, const QDateTime& now)
{
    const qsizetype slash = text.indexOf(u'/');
    const QStringView first = text.first(slash < 0 ? text.size() : slash).trimmed();
    const QStringView second = slash < 0 ? QStringView() : text.sliced(slash + 1).trimmed();
    Span span;
    span.hasStart = slash >= 0;
    if (isDuration(first) || isDuration(second)) {
        const auto duration = parseDuration(isDuration(first) ? first : second);
        if (!duration)
            return failure(duration.error());
        span.duration = *duration;
    }
    if (slash < 0) {
        if (!isDuration(first))
            return failure(badPeriod(text));
        span.start = now;
        span.end = span.duration.after(now);
        return span;
    }
    if (isDuration(first) == isDuration(second) && isDuration(first))
        return failure(badPeriod(text));
    const auto start = isDuration(first) ? Result<QDateTime>(now) : parseInstant(first);
    const auto end = isDuration(second) ? Result<QDateTime>(now) : parseInstant(second);
    if (!start || !end)
        return failure(badPeriod(text));
    span.start = isDuration(first) ? span.duration.before(*end) : *start;
    span.end = isDuration(second) ? span.duration.after(*start) : *end;
    return span;
}

/// A calendar year has 365 or 366 days; a profile lists one of them.
int listedDays(int days, const IsoDuration& duration, const QList<int>& terms)
{
    if (terms.contains(days))
        return days;
    const int months = duration.years * monthsOfYear + duration.months;
    if (months == 0 || months % monthsOfYear != 0)
        return days;
    const int plain = months / monthsOfYear * daysOfYear
        + static_cast<int>((duration.seconds + secondsOfDay - 1) / secondsOfDay);
    return terms.contains(plain) ? plain : days;
}

} // namespace

QDateTime IsoDuration::after(const QDateTime& start) const
{
    return start.addYears(years).addMonths(months).addSecs(seconds);
}

QDateTime IsoDuration::before(const QDateTime& end) const
{
    return end.addYears(-years).addMonths(-months).addSecs(-seconds);
}

Result<IsoDuration> parseDuration(QStringView text)
{
    static const QString number = QStringLiteral("(\\d{1,9}(?:[.,]\\d{1,9})?)");
    static const QRegularExpression pattern(
        QStringLiteral("^P(?:%1Y)?(?:%1M)?(?:%1W)?(?:%1D)?(T(?:%1H)?(?:%1M)?(?:%1S)?)?$")
            .arg(number),
        QRegularExpression::CaseInsensitiveOption);
    const QRegularExpressionMatch match = pattern.match(text.trimmed().toString());
    const bool saysNothing =
        text.trimmed().size() < 3 || text.trimmed().endsWith(u'T') || text.trimmed().endsWith(u't');
    if (!match.hasMatch() || saysNothing)
        return failure(badPeriod(text));
    const auto value = [&match](int group) { return numberOf(match.captured(group)); };
    const double years = value(1);
    const double months = value(2);
    const double wholeYears = std::floor(years);
    const double wholeMonths = std::floor(months);
    constexpr int hours = 6;
    constexpr int minutes = 7;
    constexpr int seconds = 8;
    const double days = value(3) * double(daysOfWeek) + value(4) + (years - wholeYears) * meanYear
        + (months - wholeMonths) * meanMonth;
    IsoDuration duration;
    duration.seconds =
        wholeSeconds(days * double(secondsOfDay) + value(hours) * double(secondsOfHour)
            + value(minutes) * double(secondsOfMinute) + value(seconds));
    if (wholeYears > 100 || wholeMonths > 1200 || duration.seconds > longestDays * secondsOfDay)
        return failure(badPeriod(text));
    duration.years = static_cast<int>(wholeYears);
    duration.months = static_cast<int>(wholeMonths);
    return duration;
}

Result<QDateTime> parseInstant(QStringView text)
{
    static const QRegularExpression pattern(QStringLiteral(
        "^(\\d{4}-\\d\\d-\\d\\d)"
        "(?:[Tt ](\\d\\d:\\d\\d)(?::(\\d\\d)(?:[.,]\\d+)?)?([Zz]|[+-]\\d\\d:?\\d\\d)?)?$"));
    const QRegularExpressionMatch match = pattern.match(text.trimmed().toString());
    const QDate date = QDate::fromString(match.captured(1), Qt::ISODate);
    const QString clock = match.captured(2).isEmpty() ? QStringLiteral("00:00") : match.captured(2);
    const QString seconds = match.captured(3).isEmpty() ? QStringLiteral("00") : match.captured(3);
    const QTime time = QTime::fromString(clock + u':' + seconds, QStringLiteral("HH:mm:ss"));
    if (!match.hasMatch() || !date.isValid() || !time.isValid()) {
        Error error = Error::of(ErrorKind::Usage,
            Words::tr("\"%1\" is not a point in time. Write it as 2026-01-31T12:00:00Z.")
                .arg(text.left(80)));
        error.cause = QStringLiteral("enrollment/instant");
        return failure(error);
    }
    const QString zone = match.captured(4);
    qint64 offset = 0;
    if (zone.size() > 1) {
        const QString digits = QString(zone).remove(u':');
        offset =
            digits.mid(1, 2).toInt() * secondsOfHour + digits.mid(3, 2).toInt() * secondsOfMinute;
        if (zone.startsWith(u'-'))
            offset = -offset;
    }
    return QDateTime(date, time, QTimeZone::utc()).addSecs(-offset);
}

Result<std::optional<int>> requestedDays(
    QStringView validityPeriod, const QList<int>& terms, const QDateTime& now)
{
    const QStringView text = validityPeriod.trimmed();
    if (text.isEmpty())
        return std::optional<int>();
    const auto span = spanOf(text, now);
    if (!span)
        return failure(span.error());
    const qint64 seconds = span->start.secsTo(span->end);
    if (seconds == 0)
        return std::optional<int>();
    if (seconds < 0)
        return failure(badPeriod(text));
    if (span->hasStart && std::abs(span->start.secsTo(now)) > secondsOfDay) {
        Error error = Error::of(ErrorKind::Policy,
            Words::tr("The validity %1 starts on another day than today. Sectigo's certificates "
                      "start when they are issued: ask for a duration alone, such as P%2D.")
                .arg(text.left(80))
                .arg((seconds + secondsOfDay - 1) / secondsOfDay));
        error.cause = QStringLiteral("policy/term");
        return failure(error);
    }
    const qint64 days = std::min((seconds + secondsOfDay - 1) / secondsOfDay, longestDays * 2);
    return std::optional<int>(listedDays(static_cast<int>(days), span->duration, terms));
}

} // namespace gatehouse::enrollment
