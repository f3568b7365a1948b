// SPDX-License-Identifier: Apache-2.0
#include <core/workspace/trackerstate.h>
#include <core/workspace/workspace.h>

#include <QPointer>

#include <algorithm>
#include <utility>

namespace gatehouse::workspace {

namespace {

orders::Order slim(orders::Order order)
{
    order.csr.clear();
    order.encryptedKey.clear();
    order.certificates.clear();
    return order;
}

TrackedOrder trackedOf(const TrackedEntry& entry)
{
    TrackedOrder tracked;
    tracked.order = entry.order;
    tracked.isFollowed = entry.follow || entry.isCollecting || entry.due;
    if (entry.progress)
        tracked.progress = *entry.progress;
    tracked.nextAttempt = entry.nextAttempt;
    if (entry.trouble)
        tracked.trouble = *entry.trouble;
    return tracked;
}

} // namespace

bool isWaiting(orders::OrderState state)
{
    return orders::isOpen(state) && state != orders::OrderState::Issued;
}

bool keepsKey(const orders::Order& order)
{
    return order.state == orders::OrderState::Issued && order.kind == orders::OrderKind::Pkcs12;
}

TrackerState::TrackerState(OrderTracker* tracker, Workspace& workspace)
    : m_tracker(tracker)
    , m_workspace(&workspace)
    , m_clock(workspace.clock())
    , m_orders(workspace.orders())
{
}

void TrackerState::close()
{
    m_tracker = nullptr;
    m_workspace = nullptr;
    m_schedule.clear();
    std::vector<std::shared_ptr<Follow>> follows;
    for (const auto& [id, entry] : m_entries) {
        if (entry.follow)
            follows.push_back(entry.follow);
    }
    for (const std::shared_ptr<Follow>& follow : follows)
        follow->stop();
    m_stop.request_stop();
    m_wake.request_stop();
}

TrackedEntry* TrackerState::find(const orders::OrderId& id)
{
    const auto found = m_entries.find(id);
    return found == m_entries.end() ? nullptr : &found->second;
}

TrackedEntry& TrackerState::put(const orders::Order& order)
{
    TrackedEntry& entry = m_entries[order.id];
    entry.order = slim(order);
    return entry;
}

void TrackerState::takeOut(const orders::OrderId& id)
{
    unschedule(id);
    m_entries.erase(id);
}

std::vector<orders::OrderId> TrackerState::ids() const
{
    std::vector<orders::OrderId> all;
    for (const auto& [id, entry] : m_entries)
        all.push_back(id);
    return all;
}

QList<TrackedOrder> TrackerState::snapshot() const
{
    QList<TrackedOrder> all;
    for (const auto& [id, entry] : m_entries)
        all.append(trackedOf(entry));
    std::ranges::stable_sort(all, [](const TrackedOrder& left, const TrackedOrder& right) {
        return left.order.created > right.order.created;
    });
    return all;
}

std::optional<TrackedOrder> TrackerState::snapshot(const orders::OrderId& id) const
{
    const auto found = m_entries.find(id);
    if (found == m_entries.end())
        return std::nullopt;
    return trackedOf(found->second);
}

void TrackerState::schedule(const orders::OrderId& id, std::chrono::seconds pause)
{
    // A setting may ask for more seconds than a clock counts.
    constexpr std::chrono::seconds longest = std::chrono::hours(24 * 365);
    unschedule(id);
    TrackedEntry* entry = find(id);
    if (entry == nullptr || isClosed())
        return;
    const auto wait = std::min(pause, longest);
    entry->due = m_clock->steadyNow() + wait;
    entry->nextAttempt = m_clock->now().addSecs(wait.count());
    m_schedule.emplace(*entry->due, id);
    if (m_schedule.begin()->second == id)
        m_wake.request_stop();
    tellChanged(id);
}

void TrackerState::unschedule(const orders::OrderId& id)
{
    TrackedEntry* entry = find(id);
    if (entry == nullptr || !entry->due)
        return;
    m_schedule.erase({ *entry->due, id });
    entry->due.reset();
    entry->nextAttempt = QDateTime();
    tellChanged(id);
}

std::optional<std::chrono::steady_clock::time_point> TrackerState::firstDue() const
{
    if (m_schedule.empty())
        return std::nullopt;
    return m_schedule.begin()->first;
}

orders::OrderId TrackerState::takeFirst()
{
    orders::OrderId id = m_schedule.begin()->second;
    unschedule(id);
    return id;
}

std::stop_token TrackerState::renewWake()
{
    m_wake = std::stop_source();
    return m_wake.get_token();
}

void TrackerState::tellChanged(const orders::OrderId& id)
{
    tellLater();
    m_changed.insert(id);
}

void TrackerState::tellEnded(const enrollment::Outcome& outcome)
{
    tellLater();
    m_ended.append(outcome);
}

void TrackerState::tellLater()
{
    if (isClosed() || !m_changed.isEmpty() || !m_ended.isEmpty())
        return;
    QMetaObject::invokeMethod(
        m_tracker, [this] { tellNow(); }, Qt::QueuedConnection);
}

void TrackerState::tellNow()
{
    const QSet<orders::OrderId> changed = std::exchange(m_changed, {});
    const QList<enrollment::Outcome> ended = std::exchange(m_ended, {});
    const QPointer<OrderTracker> tracker(m_tracker);
    for (const orders::OrderId& id : changed) {
        if (!tracker)
            return;
        Q_EMIT tracker->changed(id);
    }
    for (const enrollment::Outcome& outcome : ended) {
        if (!tracker)
            return;
        Q_EMIT tracker->ended(outcome);
    }
}

} // namespace gatehouse::workspace
