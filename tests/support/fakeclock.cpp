// SPDX-License-Identifier: Apache-2.0
#include <tests/support/fakeclock.h>

#include <QAbstractEventDispatcher>
#include <QTimer>

#include <algorithm>
#include <functional>
#include <optional>

namespace gatehouse::testsupport {

struct FakeClock::Waiter {
    quint64 id = 0; ///< an address may be used again; this is not
    std::chrono::milliseconds due { 0 };
    std::stop_token stop;
    std::coroutine_handle<> handle;
    std::optional<std::stop_callback<std::function<void()>>> onStop;
};

/// What co_await is given; QCoro copies it, so it only points.
struct FakeClock::Suspend {
    FakeClock* clock;
    Waiter* waiter;
    bool await_ready() const { return false; }
    void await_suspend(std::coroutine_handle<> handle) const
    {
        waiter->handle = handle;
        clock->add(waiter);
    }
    bool await_resume() const { return !waiter->stop.stop_requested(); }
};

FakeClock::FakeClock(QDateTime start)
    : m_start(std::move(start))
{
}

FakeClock::~FakeClock() = default;

QDateTime FakeClock::now() const
{
    return m_start.addMSecs(m_elapsed.count());
}

std::chrono::steady_clock::time_point FakeClock::steadyNow() const
{
    return std::chrono::steady_clock::time_point(m_elapsed);
}

Task<bool> FakeClock::wait(std::chrono::milliseconds duration, std::stop_token stop)
{
    m_waits.append(duration);
    Waiter waiter;
    waiter.id = ++m_lastId;
    waiter.due = m_elapsed + std::max(duration, std::chrono::milliseconds(0));
    waiter.stop = std::move(stop);
    Suspend suspend { this, &waiter };
    co_return co_await suspend;
}

void FakeClock::add(Waiter* waiter)
{
    m_waiters.append(waiter);
    if (waiter->due <= m_elapsed || waiter->stop.stop_requested()) {
        finishSoon(waiter);
        return;
    }
    waiter->onStop.emplace(waiter->stop, [this, waiter] { finishSoon(waiter); });
    if (m_autoAdvance)
        jumpSoon();
}

FakeClock::Waiter* FakeClock::next() const
{
    const auto first = std::ranges::min_element(m_waiters, {}, [](auto* w) { return w->due; });
    return first == m_waiters.end() ? nullptr : *first;
}

void FakeClock::finish(Waiter* waiter)
{
    m_waiters.removeOne(waiter);
    waiter->handle.resume();
}

void FakeClock::finishSoon(Waiter* waiter)
{
    QTimer::singleShot(0, &m_context, [this, id = waiter->id] {
        const auto found = std::ranges::find(m_waiters, id, [](auto* w) { return w->id; });
        if (found != m_waiters.end())
            finish(*found);
    });
}

void FakeClock::jumpSoon()
{
    QTimer::singleShot(0, &m_context, [this] {
        Waiter* waiter = m_autoAdvance ? next() : nullptr;
        if (waiter == nullptr)
            return;
        m_elapsed = std::max(m_elapsed, waiter->due);
        finish(waiter);
    });
}

void FakeClock::advance(std::chrono::milliseconds duration)
{
    const auto target = m_elapsed + duration;
    settle();
    for (Waiter* waiter = next(); waiter != nullptr && waiter->due <= target; waiter = next()) {
        m_elapsed = std::max(m_elapsed, waiter->due);
        finish(waiter);
        settle();
    }
    m_elapsed = target;
}

void FakeClock::setAutoAdvance(bool on)
{
    m_autoAdvance = on;
    // One jump for each wait: those that came before owe theirs.
    for (qsizetype i = 0; on && i < m_waiters.size(); ++i)
        jumpSoon();
}

void FakeClock::settle()
{
    // Bounded, in case something keeps itself busy for ever.
    constexpr int maximumRounds = 1000;
    QAbstractEventDispatcher* dispatcher = QAbstractEventDispatcher::instance();
    for (int i = 0; i < maximumRounds && dispatcher != nullptr; ++i) {
        if (!dispatcher->processEvents(QEventLoop::AllEvents))
            return;
    }
}

} // namespace gatehouse::testsupport
