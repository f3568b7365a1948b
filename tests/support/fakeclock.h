// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <core/clock.h>

#include <QList>
#include <QObject>

#include <coroutine>

namespace gatehouse::testsupport {

/// A clock that stands still until it is told to move. For one thread.
class FakeClock final : public Clock {
public:
    explicit FakeClock(QDateTime start = QDateTime(QDate(2026, 1, 1), QTime(12, 0), Qt::UTC));
    ~FakeClock() override;

    QDateTime now() const override;
    std::chrono::steady_clock::time_point steadyNow() const override;
    Task<bool> wait(std::chrono::milliseconds duration, std::stop_token stop) override;

    /// Moves the time on. Waits that fall due on the way end in the order of their due times, each
    /// at its own time, and what they cause is processed before the next: a loop of waits runs
    /// through. Must not be called from within what a wait resumed.
    void advance(std::chrono::milliseconds duration);
    /// From now on the time jumps by itself to the next wait's end, through the event loop.
    void setAutoAdvance(bool on);

    qsizetype waiting() const { return m_waiters.size(); } ///< waits under way
    QList<std::chrono::milliseconds> waits() const { return m_waits; } ///< every wait asked for

    /// Processes events until nothing is left to do right now.
    static void settle();

private:
    struct Waiter;
    struct Suspend;

    void add(Waiter* waiter);
    Waiter* next() const; ///< the first to fall due
    void finish(Waiter* waiter); ///< takes it off the list and resumes it
    void finishSoon(Waiter* waiter);
    void jumpSoon();

    QObject m_context;
    QDateTime m_start;
    std::chrono::milliseconds m_elapsed { 0 };
    QList<Waiter*> m_waiters; ///< in order of arrival; each lives in its coroutine
    QList<std::chrono::milliseconds> m_waits;
    quint64 m_lastId = 0;
    bool m_autoAdvance = false;
};

} // namespace gatehouse::testsupport
