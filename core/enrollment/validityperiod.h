// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <core/result.h>

#include <QDateTime>
#include <QList>

#include <optional>

// Validity as CA Gateway's clients ask for it, in ISO 8601, and what it is in days. Pure functions.
namespace gatehouse::enrollment {

/// An ISO 8601 duration. Years and months have no fixed length; the rest is kept in seconds.
struct IsoDuration {
    int years = 0;
    int months = 0;
    qint64 seconds = 0; ///< weeks, days, hours, minutes and seconds; a part of one counts as one

    bool operator==(const IsoDuration&) const = default;
    bool isZero() const { return years == 0 && months == 0 && seconds == 0; }
    QDateTime after(const QDateTime& start) const;
    QDateTime before(const QDateTime& end) const;
};

/// "P1Y3M10DT0H0M", "PT525600M", "P2W", "P0.5D". Usage error for anything else, also for negative
/// ones.
Result<IsoDuration> parseDuration(QStringView text);
/// "2018-07-06T13:00Z", seconds with any number of decimals, a zone or none (then UTC), or a date
/// alone. Usage error otherwise.
Result<QDateTime> parseInstant(QStringView text);

/// The days that a validityPeriod asks for: "start/end", "start/duration", "duration/end" or
/// "duration". None for an empty text and for a duration of zero. Days are counted in the calendar
/// from the start (or from `now`) and rounded up; where a profile's `terms` list 365 days and not
/// that number, a year is 365 days. A start more than a day away from `now` is a Policy error
/// ("policy/term"): Sectigo's certificates start when they are issued.
Result<std::optional<int>> requestedDays(
    QStringView validityPeriod, const QList<int>& terms, const QDateTime& now);

} // namespace gatehouse::enrollment
