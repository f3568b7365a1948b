// SPDX-License-Identifier: Apache-2.0
#include <core/clock.h>

#include <QTimer>

#include <coroutine>
#include <optional>

namespace gatehouse {

namespace {

/// Suspends a coroutine on one QTimer. The timer is the only heap object a wait costs, so that ten
/// thousand waiting orders stay small.
class SuspendingTimer {
public:
    SuspendingTimer(std::chrono::milliseconds duration, std::stop_token stop)
        : m_duration(duration)
        , m_stop(std::move(stop))
    {
    }

    void suspend(std::coroutine_handle<> waiter)
    {
        m_timer.setSingleShot(true);
        m_timer.setTimerType(Qt::PreciseTimer);
        QObject::connect(&m_timer, &QTimer::timeout, &m_timer, [waiter] { waiter.resume(); });
        m_timer.start(m_stop.stop_requested() ? std::chrono::milliseconds(0) : m_duration);
        // A stop ends the wait through the event loop: whoever asks for it is never re-entered.
        m_onStop.emplace(m_stop, Wake { &m_timer });
    }

    bool elapsed() const { return !m_stop.stop_requested(); }

private:
    struct Wake {
        QTimer* timer;
        void operator()() const { timer->start(0); }
    };

    std::chrono::milliseconds m_duration;
    std::stop_token m_stop;
    QTimer m_timer;
    std::optional<std::stop_callback<Wake>> m_onStop;
};

/// What co_await is given: QCoro copies awaiters, and a timer cannot be copied.
struct Wait {
    SuspendingTimer* timer;
    // NOLINTBEGIN(readability-identifier-naming): the language's names
    bool await_ready() const { return false; }
    void await_suspend(std::coroutine_handle<> waiter) const { timer->suspend(waiter); }
    bool await_resume() const { return timer->elapsed(); }
    // NOLINTEND(readability-identifier-naming)
};

} // namespace

QDateTime SystemClock::now() const
{
    return QDateTime::currentDateTimeUtc();
}

std::chrono::steady_clock::time_point SystemClock::steadyNow() const
{
    return std::chrono::steady_clock::now();
}

Task<bool> SystemClock::wait(std::chrono::milliseconds duration, std::stop_token stop)
{
    SuspendingTimer timer(std::max(duration, std::chrono::milliseconds(0)), std::move(stop));
    Wait elapsed { &timer };
    co_return co_await elapsed;
}

} // namespace gatehouse
