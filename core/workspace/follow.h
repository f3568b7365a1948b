// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <core/enrollment/engine.h>

#include <QPromise>

#include <memory>

// Used inside core/workspace only.
namespace gatehouse::workspace {

/// One order on its way, and everybody who waits for it.
class Follow {
public:
    using Answer = Result<enrollment::Outcome>;

    /// Of a recorded order, or (empty) of one that is yet to be recorded and sent.
    explicit Follow(const orders::OrderId& order)
        : m_order(order)
        , m_isBeforeOrder(order.isEmpty())
    {
    }

    /// Waits with the others for the end, and is told how far it is. True when `answer` is there;
    /// false when `stop` was requested and the order goes on.
    static Task<bool> join(
        std::shared_ptr<Follow> follow, enrollment::ProgressSink sink, std::stop_token stop);
    const std::optional<Answer>& answer() const { return m_answer; }

    const orders::OrderId& order() const { return m_order; } ///< empty until it is recorded
    /// For the engine.
    std::stop_token token() const { return m_source.get_token(); }
    /// Ends the wait, not the order: while its request is under way, when that is answered.
    void stop();
    bool isStopped() const { return m_isStopWanted; }
    /// What the engine tells.
    void report(const enrollment::Progress& progress);
    /// The answer to everybody who waits. Later ones do not count.
    void finish(const Answer& answer);

private:
    struct Caller {
        enrollment::ProgressSink sink;
        QPromise<bool> promise;
        bool isLeaving = false;
    };

    void leave(const std::shared_ptr<Caller>& caller);
    void letLeavingGo();
    static void release(Caller& caller, bool isAnswered);

    orders::OrderId m_order;
    std::stop_source m_source;
    QList<std::shared_ptr<Caller>> m_callers;
    std::optional<Answer> m_answer;
    std::optional<enrollment::Progress> m_progress; ///< as told last, for who joins later
    bool m_isBeforeOrder;
    bool m_isSubmitting = false;
    bool m_isStopWanted = false;
};

} // namespace gatehouse::workspace
