// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <core/connector/connector.h>

#include <QObject>

#include <memory>

namespace gatehouse::workspace {

class Workspace;

/// An order that waits and what is being done about it in this process.
struct TrackedOrder {
    orders::Order order; ///< without CSR, key and certificates, which only the store holds
    bool isFollowed = false; ///< submitted, waited for or collected here, now
    std::optional<enrollment::Progress> progress; ///< while followed
    QDateTime nextAttempt; ///< UTC; when the next collect is due; invalid when none is planned
    std::optional<Error> trouble; ///< why it is not followed: connector gone, secret missing, ...
                                  ///< Taken up again when the connector changes or opens.
};

/// Follows every open order of every connector: those made here, those left by an earlier run, and
/// those that used up their attempts (they are collected at the connector's maximum back-off for as
/// long as the program runs). One order is followed once, whoever asks. What the last answer of a
/// follow was reaches everybody who waits for it.
class OrderTracker final : public QObject {
    Q_OBJECT
public:
    explicit OrderTracker(Workspace& workspace);
    ~OrderTracker() override; ///< stops what waits; the orders stay as recorded

    /// Orders that wait (drafted, submitting, uncertain, waiting) and those that are issued while
    /// their key is still kept here and nowhere else, newest first: a snapshot.
    QList<TrackedOrder> orders() const;
    std::optional<TrackedOrder> order(const orders::OrderId& id) const;

    /// Orders and waits, by the connector's back-off. An error means that nothing was ordered.
    /// `progress` is called for as long as it waits; `changed` tells the same to everybody.
    /// Stopping ends this caller's wait (Pending, Cancelled), not the order's: it goes on being
    /// followed until `stopWaiting`. Before the order has left, stopping undoes it (Cancelled
    /// error); while it is leaving, the stop waits for the CA's answer, so that no order becomes
    /// uncertain by it. When the attempts are used up the answer is Pending, and the collecting
    /// goes on in the background.
    Task<Result<enrollment::Outcome>> enroll(std::shared_ptr<connector::Connector> connector,
        enrollment::Plan plan, enrollment::ProgressSink progress, std::stop_token stop);
    /// Takes a recorded order up with a fresh back-off (Engine::resume), or joins whoever follows
    /// it.
    Task<Result<enrollment::Outcome>> resume(
        orders::OrderId id, enrollment::ProgressSink progress, std::stop_token stop);
    /// One collect, now, without disturbing the waits that go on; when it decides the order, those
    /// end at once with the same outcome.
    Task<Result<enrollment::Outcome>> checkNow(orders::OrderId id, std::stop_token stop);
    /// Nobody here waits for it any more, nor collects it in the background; the order stays.
    void stopWaiting(const orders::OrderId& id);
    /// A person gives it up (Engine::abandon).
    Task<Result<void>> abandon(orders::OrderId id);
    /// Its key is with its owner, or removed: an issued order is not tracked any more.
    void forgetDelivered(const orders::OrderId& id);
    /// Takes up all orders that an earlier run left open: each is collected, or looked for, at once
    /// and then in the background, a few at a time. Ends when they are listed. Called once after
    /// the start. With read-only access they are only listed.
    Task<void> takeUpOpenOrders();

Q_SIGNALS: // through the event loop: a slot may delete anything
    /// Something about this order is different: state, progress, trouble. It may be gone from
    /// `orders()` now, when it has ended and no key is left to be handed over.
    void changed(const gatehouse::orders::OrderId& id);
    /// Issued or failed (also given up); sent once for each order that ends while it is tracked
    /// here.
    void ended(const gatehouse::enrollment::Outcome& outcome);

private:
    struct Private;
    std::shared_ptr<Private> m_d;
};

} // namespace gatehouse::workspace
