// SPDX-License-Identifier: Apache-2.0
#include <core/workspace/follow.h>

#include <QCoro/QCoroFuture>

#include <algorithm>
#include <utility>

namespace gatehouse::workspace {

Task<bool> Follow::join(
    std::shared_ptr<Follow> follow, enrollment::ProgressSink sink, std::stop_token stop)
{
    const auto caller = std::make_shared<Caller>();
    caller->sink = std::move(sink);
    caller->promise.start();
    const QFuture<bool> future = caller->promise.future();
    if (follow->m_answer)
        release(*caller, true);
    else
        follow->m_callers.append(caller);
    if (follow->m_progress && caller->sink) {
        const enrollment::Progress progress = *follow->m_progress;
        caller->sink(progress);
    }
    const std::stop_callback onStop(stop, [follow, caller] { follow->leave(caller); });
    const bool isAnswered = co_await future;
    co_return isAnswered;
}

void Follow::release(Caller& caller, bool isAnswered)
{
    caller.promise.addResult(isAnswered);
    caller.promise.finish();
    caller.sink = {};
}

void Follow::stop()
{
    m_isStopWanted = true;
    // A request that is cut off may have become an order all the same.
    if (!m_isSubmitting)
        m_source.request_stop();
}

void Follow::leave(const std::shared_ptr<Caller>& caller)
{
    caller->isLeaving = true;
    if (m_isBeforeOrder) {
        // Nothing has left yet: when nobody wants it any more it is not ordered.
        if (std::ranges::all_of(m_callers, &Caller::isLeaving))
            stop();
        return;
    }
    if (!m_isSubmitting)
        letLeavingGo();
}

void Follow::letLeavingGo()
{
    QList<std::shared_ptr<Caller>> leaving;
    for (const std::shared_ptr<Caller>& caller : std::as_const(m_callers)) {
        if (caller->isLeaving)
            leaving.append(caller);
    }
    for (const std::shared_ptr<Caller>& caller : std::as_const(leaving)) {
        m_callers.removeOne(caller);
        release(*caller, false);
    }
}

void Follow::report(const enrollment::Progress& progress)
{
    m_progress = progress;
    if (!progress.order.isEmpty()) {
        m_order = progress.order;
        m_isBeforeOrder = false;
        m_isSubmitting = progress.phase == enrollment::Phase::Submitting;
    }
    if (!m_isBeforeOrder && !m_isSubmitting) {
        letLeavingGo();
        if (m_isStopWanted)
            m_source.request_stop();
    }
    // A sink may make its caller leave.
    const QList<std::shared_ptr<Caller>> callers = m_callers;
    for (const std::shared_ptr<Caller>& caller : callers) {
        const enrollment::ProgressSink sink = caller->sink;
        if (sink)
            sink(progress);
    }
}

void Follow::finish(const Answer& end)
{
    if (m_answer)
        return;
    m_answer = end;
    const QList<std::shared_ptr<Caller>> callers = std::exchange(m_callers, {});
    for (const std::shared_ptr<Caller>& caller : callers)
        release(*caller, true);
}

} // namespace gatehouse::workspace
