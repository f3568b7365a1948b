// SPDX-License-Identifier: Apache-2.0
#include <core/clock.h>

#include <QThreadStorage>
#include <QTimer>

#include <algorithm>
#include <coroutine>
#include <map>
#include <memory>
#include <optional>

namespace gatehouse {

namespace {

using SteadyTime = std::chrono::steady_clock::time_point;

/// All waits of one thread behind one QTimer. Qt keeps its timers in a sorted list, which each new
/// one walks: with ten thousand orders waiting, a timer for each would cost more than all the rest.
class WaitQueue {
public:
    /// Due time, then order of arrival.
    using Key = std::pair<SteadyTime, quint64>;

    WaitQueue()
    {
        m_timer.setSingleShot(true);
        m_timer.setTimerType(Qt::PreciseTimer);
        QObject::connect(&m_timer, &QTimer::timeout, &m_timer, [this] { resumeFirst(); });
    }

    Key add(SteadyTime due, std::coroutine_handle<> waiter)
    {
        const Key key { due, ++m_lastNumber };
        m_waits.emplace(key, waiter);
        arm();
        return key;
    }

    /// Makes a wait end at once, through the event loop. Nothing when it has ended.
    std::optional<Key> hurry(const Key& key)
    {
        auto wait = m_waits.extract(key);
        if (!wait)
            return std::nullopt;
        wait.key().first = SteadyTime::min();
        const Key now = wait.key();
        m_waits.insert(std::move(wait));
        arm();
        return now;
    }

private:
    /// One wait for each turn of the event loop, so that whoever it resumes may run a loop of its
    /// own, and sockets are not kept waiting by a crowd.
    void resumeFirst()
    {
        const auto first = m_waits.begin();
        const bool isDue =
            first != m_waits.end() && first->first.first <= std::chrono::steady_clock::now();
        std::coroutine_handle<> waiter;
        if (isDue) {
            waiter = first->second;
            m_waits.erase(first);
        }
        m_armedFor.reset();
        arm();
        if (waiter)
            waiter.resume();
    }

    void arm()
    {
        if (m_waits.empty()) {
            m_timer.stop();
            m_armedFor.reset();
            return;
        }
        const Key first = m_waits.begin()->first;
        if (m_armedFor == first)
            return;
        m_armedFor = first;
        // QTimer counts in int: a longer wait is looked at again on the way.
        constexpr std::chrono::milliseconds longest = std::chrono::hours(24);
        const SteadyTime now = std::chrono::steady_clock::now();
        std::chrono::milliseconds interval { 0 };
        if (first.first > now) {
            interval =
                std::min(std::chrono::ceil<std::chrono::milliseconds>(first.first - now), longest);
        }
        m_timer.start(interval);
    }

    std::map<Key, std::coroutine_handle<>> m_waits;
    std::optional<Key> m_armedFor;
    quint64 m_lastNumber = 0;
    QTimer m_timer;
};

/// The calling thread's queue. Shared with its waits: it may go first when the thread ends.
std::shared_ptr<WaitQueue> waitQueue()
{
    static QThreadStorage<std::shared_ptr<WaitQueue>> queues;
    if (!queues.hasLocalData())
        queues.setLocalData(std::make_shared<WaitQueue>());
    return queues.localData();
}

/// One wait; lives in its coroutine.
class SuspendedWait {
public:
    SuspendedWait(std::chrono::milliseconds duration, std::stop_token stop)
        : m_duration(duration)
        , m_stop(std::move(stop))
        , m_queue(waitQueue())
    {
    }

    void suspend(std::coroutine_handle<> waiter)
    {
        const SteadyTime now = std::chrono::steady_clock::now();
        // A duration from a setting may be larger than the clock can count.
        const auto most =
            std::chrono::duration_cast<std::chrono::milliseconds>(SteadyTime::max() - now);
        const bool isCountable = m_duration < most;
        m_key = m_queue->add(isCountable ? now + m_duration : SteadyTime::max(), waiter);
        // A stop ends the wait through the event loop: whoever asks for it is never re-entered.
        m_onStop.emplace(m_stop, Hurry { this });
    }

    bool elapsed() const { return !m_stop.stop_requested(); }

private:
    struct Hurry {
        SuspendedWait* wait;
        void operator()() const
        {
            if (const auto key = wait->m_queue->hurry(wait->m_key))
                wait->m_key = *key;
        }
    };

    std::chrono::milliseconds m_duration;
    std::stop_token m_stop;
    std::shared_ptr<WaitQueue> m_queue;
    WaitQueue::Key m_key;
    std::optional<std::stop_callback<Hurry>> m_onStop;
};

/// What co_await is given: QCoro copies awaiters, and a wait cannot be copied.
struct Wait {
    SuspendedWait* wait;
    // NOLINTBEGIN(readability-identifier-naming): the language's names
    bool await_ready() const { return false; }
    void await_suspend(std::coroutine_handle<> waiter) const { wait->suspend(waiter); }
    bool await_resume() const { return wait->elapsed(); }
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
    SuspendedWait suspended(std::max(duration, std::chrono::milliseconds(0)), std::move(stop));
    Wait elapsed { &suspended };
    co_return co_await elapsed;
}

} // namespace gatehouse
