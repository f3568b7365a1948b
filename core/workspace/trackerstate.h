// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <core/workspace/follow.h>
#include <core/workspace/ordertracker.h>

#include <QSet>

#include <map>
#include <set>
#include <vector>

// Used inside core/workspace only.
namespace gatehouse::workspace {

/// All that is kept of an order that waits: ten thousand may do so.
struct TrackedEntry {
    orders::Order order; ///< without what is bulky
    std::shared_ptr<Follow> follow; ///< somebody waits, or the back-off runs
    std::unique_ptr<enrollment::Progress> progress; ///< of the follow
    std::unique_ptr<Error> trouble;
    QDateTime nextAttempt;
    std::optional<std::chrono::steady_clock::time_point> due; ///< of the next background collect
    std::chrono::seconds pause { 0 }; ///< between background collects
    bool isBackground = true; ///< collected when nobody waits; false after stopWaiting
    bool isCollecting = false; ///< in the background, at this moment
};

/// The orders that are tracked, and when each is collected next. Shared with the tasks under way,
/// so that the tracker may go first.
class TrackerState {
public:
    explicit TrackerState(OrderTracker* tracker, Workspace& workspace);

    Workspace* workspace() const { return m_workspace; } ///< null when it is gone
    bool isClosed() const { return m_tracker == nullptr; }
    void close();
    const std::shared_ptr<Clock>& clock() const { return m_clock; }
    const std::shared_ptr<orders::OrderStore>& orders() const { return m_orders; }
    std::stop_token stopToken() const { return m_stop.get_token(); } ///< of background collects

    /// Null when the order is not tracked. Pointers hold until it is taken out.
    TrackedEntry* find(const orders::OrderId& id);
    /// Tracks the order, or updates what is known of it.
    TrackedEntry& put(const orders::Order& order);
    void takeOut(const orders::OrderId& id);
    std::vector<orders::OrderId> ids() const;
    QList<TrackedOrder> snapshot() const;
    std::optional<TrackedOrder> snapshot(const orders::OrderId& id) const;

    /// The next background collect, in `pause` from now.
    void schedule(const orders::OrderId& id, std::chrono::seconds pause);
    void unschedule(const orders::OrderId& id);
    std::optional<std::chrono::steady_clock::time_point> firstDue() const;
    orders::OrderId takeFirst(); ///< off the schedule
    /// Ends when the schedule changes or the tracker is gone.
    std::stop_token renewWake();

    /// Signals, through the event loop, each order once.
    void tellChanged(const orders::OrderId& id);
    void tellEnded(const enrollment::Outcome& outcome);

    int inFlight = 0; ///< background collects under way
    bool isCollectorRunning = false;

private:
    void tellLater();
    void tellNow();

    OrderTracker* m_tracker;
    Workspace* m_workspace;
    std::shared_ptr<Clock> m_clock;
    std::shared_ptr<orders::OrderStore> m_orders;
    std::map<orders::OrderId, TrackedEntry> m_entries;
    std::set<std::pair<std::chrono::steady_clock::time_point, orders::OrderId>> m_schedule;
    std::stop_source m_stop;
    std::stop_source m_wake;
    QSet<orders::OrderId> m_changed;
    QList<enrollment::Outcome> m_ended;
};

/// An order that is still to be followed.
bool isWaiting(orders::OrderState state);
/// Issued, with a private key that is kept nowhere but here until it is delivered.
bool keepsKey(const orders::Order& order);

} // namespace gatehouse::workspace
