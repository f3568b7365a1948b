// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <core/workspace/ordertracker.h>
#include <ui/theme.h>

namespace gatehouse::ui {

/// Where an open order stands, in words.
struct OrderPhrase {
    Tone tone = Tone::Waiting;
    QString brief; ///< for a line in a list: "attempt 2 of 5 in 3 s"
    QString sentence; ///< for a page
    bool operator==(const OrderPhrase&) const = default;
};
OrderPhrase describe(const workspace::TrackedOrder& tracked, const QDateTime& now);

/// "12 s", "1 min 5 s", "2 h 10 min"; "a moment" for what is due.
QString countdownText(std::chrono::seconds left);
/// From `now` to the next collect, rounded up; zero when it is due or none is planned.
std::chrono::seconds secondsLeft(const workspace::TrackedOrder& tracked, const QDateTime& now);
/// What an order is called in one line: its common name, else its whole subject.
QString orderTitle(const orders::Order& order);

} // namespace gatehouse::ui
