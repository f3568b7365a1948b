// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <core/task.h>

#include <QDateTime>

#include <chrono>
#include <stop_token>

namespace gatehouse {

/// Time as a dependency, so that a test never sleeps.
class Clock {
public:
    Clock() = default;
    Clock(const Clock&) = delete;
    Clock& operator=(const Clock&) = delete;
    virtual ~Clock() = default;

    /// Wall-clock time, UTC.
    virtual QDateTime now() const = 0;
    /// A clock that never goes back.
    virtual std::chrono::steady_clock::time_point steadyNow() const = 0;
    /// Ends after `duration`: true when the time has passed, false as soon as `stop` is requested.
    /// Always returns through the event loop, also for a duration of zero. `stop` is requested on
    /// the thread that waits.
    virtual Task<bool> wait(std::chrono::milliseconds duration, std::stop_token stop) = 0;
};

/// The real one: QDateTime, steady_clock and a precise QTimer.
class SystemClock final : public Clock {
public:
    QDateTime now() const override;
    std::chrono::steady_clock::time_point steadyNow() const override;
    Task<bool> wait(std::chrono::milliseconds duration, std::stop_token stop) override;
};

} // namespace gatehouse
