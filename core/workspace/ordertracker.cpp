// SPDX-License-Identifier: Apache-2.0
#include <core/connector/readonly.h>
#include <core/logging.h>
#include <core/workspace/ordertracker.h>
#include <core/workspace/trackerstate.h>
#include <core/workspace/workspace.h>

#include <limits>
#include <utility>

namespace gatehouse::workspace {

struct OrderTracker::Private : TrackerState {
    using TrackerState::TrackerState;
};

namespace {

using enrollment::Outcome;
using enrollment::Phase;
using enrollment::Progress;
using orders::Order;
using orders::OrderId;
using orders::OrderState;
using Answer = Follow::Answer;
using FollowPointer = std::shared_ptr<Follow>;
using Opened = Result<std::shared_ptr<connector::Connector>>;
using State = std::shared_ptr<TrackerState>;

/// Background collects at the same time: a crowd of orders must not keep a person's requests
/// waiting.
constexpr int mostInFlight = 4;

void runCollector(const State& state);

Task<Opened> openFor(State state, Order order)
{
    if (state->workspace() == nullptr)
        co_return failure(Error::cancelled());
    const auto settings = state->workspace()->connectorOf(order);
    if (!settings)
        co_return failure(settings.error());
    const QString id = settings->id;
    co_return co_await state->workspace()->open(id);
}

/// The order has ended, and everybody is told. It is tracked on only where its key is still here.
void conclude(const State& state, const Outcome& outcome)
{
    const OrderId id = outcome.order.id;
    TrackedEntry* entry = state->find(id);
    if (entry == nullptr || state->isClosed())
        return;
    const FollowPointer follow = entry->follow;
    const bool isNews = entry->order.state != OrderState::Issued;
    state->takeOut(id);
    if (keepsKey(outcome.order))
        state->put(outcome.order);
    state->tellChanged(id);
    if (isNews)
        state->tellEnded(outcome);
    if (follow) {
        follow->finish(outcome);
        follow->stop();
    }
}

/// What an answer about an order that waits on says of it.
void update(const State& state, const Outcome& outcome)
{
    TrackedEntry* entry = state->find(outcome.order.id);
    // The record could not be read: what is known stays.
    if (entry == nullptr || !outcome.order.created.isValid())
        return;
    state->put(outcome.order);
    state->tellChanged(outcome.order.id);
}

/// An order that SCM may not have is looked for less and less often.
std::chrono::seconds nextPause(TrackedEntry& entry, std::chrono::seconds cap)
{
    constexpr std::chrono::seconds rarest = std::chrono::minutes(15);
    if (entry.order.state == OrderState::Waiting)
        entry.pause = cap;
    else
        entry.pause = std::max(cap, std::min(2 * std::max(entry.pause, cap), rarest));
    return entry.pause;
}

/// Goes on in the background, unless somebody said that nobody waits.
void goOn(const State& state, const OrderId& id, std::chrono::seconds cap)
{
    TrackedEntry* entry = state->find(id);
    if (entry == nullptr || entry->follow || !entry->isBackground)
        return;
    state->schedule(id, nextPause(*entry, cap));
    runCollector(state);
}

void setTrouble(const State& state, const OrderId& id, const Error& error)
{
    TrackedEntry* entry = state->find(id);
    if (entry == nullptr)
        return;
    state->unschedule(id);
    entry->trouble = std::make_unique<Error>(error);
    state->tellChanged(id);
}

/// A connector that cannot be opened is not tried again for each of its orders.
void setTroubleOfConnector(const State& state, const QUuid& connector, const Error& error)
{
    for (const OrderId& id : state->ids()) {
        const TrackedEntry* entry = state->find(id);
        if (entry->order.connector == connector && entry->due)
            setTrouble(state, id, error);
    }
}

/// The round of a follow is over.
void endRound(const State& state, const FollowPointer& follow, const OrderId& id,
    const Answer& answer, std::chrono::seconds cap)
{
    TrackedEntry* entry = state->find(id);
    const bool isCurrent = !state->isClosed() && entry != nullptr && entry->follow == follow;
    if (isCurrent) {
        entry->follow.reset();
        entry->progress.reset();
        entry->nextAttempt = QDateTime();
        state->tellChanged(id);
        if (!answer) {
            setTrouble(state, id, answer.error());
        } else if (answer->state != Outcome::State::Pending) {
            conclude(state, *answer);
        } else {
            update(state, *answer);
            goOn(state, id, cap);
        }
    }
    follow->finish(answer);
}

/// SCM's number of a fresh order is only in its record.
Task<void> refresh(State state, OrderId id)
{
    const auto order = co_await state->orders()->find(id);
    TrackedEntry* entry = state->find(id);
    if (!order || entry == nullptr || state->isClosed() || !isWaiting(order->state))
        co_return;
    state->put(*order);
    state->tellChanged(id);
}

void note(const State& state, const FollowPointer& follow, const Progress& progress)
{
    TrackedEntry* entry = state->find(progress.order);
    if (entry == nullptr || entry->follow != follow || state->isClosed())
        return;
    entry->progress = std::make_unique<Progress>(progress);
    entry->nextAttempt = QDateTime();
    Order& order = entry->order;
    if (progress.phase == Phase::Waiting) {
        entry->nextAttempt = state->clock()->now().addSecs(progress.wait.count());
        const bool isFresh = order.state != OrderState::Waiting || order.sslId == 0;
        order.state = OrderState::Waiting;
        if (isFresh)
            refresh(state, progress.order);
    }
    if (!progress.caStatus.isEmpty())
        order.caStatus = progress.caStatus;
    if (!progress.lastAnswer.isEmpty())
        order.lastAnswer = progress.lastAnswer;
    state->tellChanged(progress.order);
}

/// What is known of an order when its request leaves, but for its id and the time.
Order orderOf(const connector::Connector& connector, const enrollment::Plan& plan)
{
    Order order;
    order.connector = connector.settings().uuid;
    order.connectorId = connector.settings().id;
    order.profileId = plan.profileId;
    order.certType = plan.certType;
    order.kind = plan.kind;
    order.subject = plan.subject.toString();
    for (const pki::GeneralName& name : plan.subjectAltNames)
        order.subjectAltNames.append(name.toString());
    order.term = plan.term;
    order.state = OrderState::Submitting;
    order.requestedBy = plan.requestedBy;
    return order;
}

Task<void> enrollRound(State state, FollowPointer follow,
    std::shared_ptr<connector::Connector> connector, enrollment::Plan plan)
{
    // Not the plan: its request, decoded, would be kept for as long as the order waits.
    const auto draft = std::make_shared<std::optional<Order>>(orderOf(*connector, plan));
    const enrollment::ProgressSink sink = [state, follow, draft](const Progress& progress) {
        const bool isLeaving = progress.phase == Phase::Submitting && !progress.order.isEmpty();
        if (isLeaving && *draft && !state->isClosed()) {
            Order order = *std::exchange(*draft, std::nullopt);
            order.id = progress.order;
            order.created = state->clock()->now();
            order.updated = order.created;
            state->put(order).follow = follow;
        }
        note(state, follow, progress);
        follow->report(progress);
    };
    const std::stop_token stop = follow->token();
    const Answer answer = co_await connector->engine()->enroll(std::move(plan), sink, stop);
    const std::chrono::seconds cap = connector->resolved().maxBackOffTimer;
    const OrderId id = answer ? answer->order.id : follow->order();
    endRound(state, follow, id, answer, cap);
}

Task<void> resumeRound(State state, FollowPointer follow, Order order)
{
    const OrderId id = order.id;
    const Opened opened = co_await openFor(state, order);
    if (!opened) {
        endRound(state, follow, id, failure(opened.error()), std::chrono::seconds(0));
        co_return;
    }
    const enrollment::ProgressSink sink = [state, follow](const Progress& progress) {
        note(state, follow, progress);
        follow->report(progress);
    };
    const std::shared_ptr<connector::Connector>& connector = *opened;
    const std::stop_token stop = follow->token();
    const Answer answer = co_await connector->engine()->resume(id, sink, stop);
    endRound(state, follow, id, answer, connector->resolved().maxBackOffTimer);
}

/// A caller that does not wait for the end is told how the order stands.
Task<Answer> standOf(State state, OrderId id)
{
    Outcome outcome;
    outcome.state = Outcome::State::Pending;
    outcome.failure = Error::cancelled();
    outcome.order.id = id;
    const auto order = co_await state->orders()->find(id);
    if (order)
        outcome.order = *order;
    co_return outcome;
}

Task<Answer> waitFor(
    State state, FollowPointer follow, enrollment::ProgressSink sink, std::stop_token stop)
{
    const bool isAnswered = co_await Follow::join(follow, std::move(sink), std::move(stop));
    if (isAnswered) {
        Answer answer = *follow->answer();
        co_return answer;
    }
    const OrderId id = follow->order();
    co_return co_await standOf(state, id);
}

Task<Answer> refusal(Error error)
{
    co_return failure(std::move(error));
}

/// No coroutine: each would keep a record of the order for as long as it waits.
Task<Answer> enrollOrder(const State& state, std::shared_ptr<connector::Connector> connector,
    enrollment::Plan plan, enrollment::ProgressSink sink, std::stop_token stop)
{
    if (!state->orders()->isWritable())
        return refusal(connector::readOnlyError());
    const FollowPointer follow = std::make_shared<Follow>(OrderId());
    enrollRound(state, follow, std::move(connector), std::move(plan));
    return waitFor(state, follow, std::move(sink), std::move(stop));
}

Task<Answer> resumeOrder(
    State state, OrderId given, enrollment::ProgressSink sink, std::stop_token stop)
{
    if (!state->orders()->isWritable())
        co_return failure(connector::readOnlyError());
    const auto found = co_await state->orders()->find(given);
    if (!found)
        co_return failure(found.error());
    if (state->isClosed())
        co_return failure(Error::cancelled());
    const Order& order = *found;
    TrackedEntry* entry = state->find(order.id);
    FollowPointer follow;
    if (entry != nullptr && entry->follow && !entry->follow->isStopped())
        follow = entry->follow;
    if (!follow) {
        follow = std::make_shared<Follow>(order.id);
        const bool canWait =
            isWaiting(order.state) || (order.state == OrderState::Failed && order.sslId != 0);
        if (canWait) {
            state->unschedule(order.id);
            TrackedEntry& tracked = state->put(order);
            tracked.follow = follow;
            tracked.isBackground = true;
            tracked.trouble.reset();
            tracked.pause = std::chrono::seconds(0);
            state->tellChanged(order.id);
        }
        resumeRound(state, follow, order);
    }
    co_return co_await waitFor(state, follow, sink, stop);
}

Task<Answer> checkOrder(State state, OrderId given, std::stop_token stop)
{
    if (!state->orders()->isWritable())
        co_return failure(connector::readOnlyError());
    const auto found = co_await state->orders()->find(given);
    if (!found)
        co_return failure(found.error());
    const Order& order = *found;
    const Opened opened = co_await openFor(state, order);
    if (!opened)
        co_return failure(opened.error());
    const std::shared_ptr<connector::Connector>& connector = *opened;
    const OrderId id = order.id;
    const Answer answer = co_await connector->engine()->checkNow(id, stop);
    if (answer && answer->state == Outcome::State::Pending)
        update(state, *answer);
    else if (answer)
        conclude(state, *answer);
    co_return answer;
}

Task<Result<void>> abandonOrder(State state, OrderId id)
{
    const std::shared_ptr<orders::OrderStore> store = state->orders();
    const Answer outcome = co_await enrollment::abandon(store, id);
    if (!outcome)
        co_return failure(outcome.error());
    conclude(state, *outcome);
    co_return Result<void>();
}

/// One background collect.
Task<void> collectOne(State state, OrderId id)
{
    const Order order = state->find(id)->order;
    const Opened opened = co_await openFor(state, order);
    std::chrono::seconds cap { 0 };
    Answer answer = failure(Error::cancelled());
    if (opened) {
        const std::shared_ptr<connector::Connector>& connector = *opened;
        cap = connector->resolved().maxBackOffTimer;
        const std::stop_token stop = state->stopToken();
        // A draft that never left is for `resume` to end; it does not wait for one that may yet.
        const enrollment::ProgressSink nobody;
        if (order.state == OrderState::Drafted)
            answer = co_await connector->engine()->resume(id, nobody, stop);
        else
            answer = co_await connector->engine()->checkNow(id, stop);
    }
    --state->inFlight;
    TrackedEntry* entry = state->find(id);
    if (state->isClosed())
        co_return;
    if (entry != nullptr)
        entry->isCollecting = false;
    if (!opened) {
        if (entry != nullptr && !entry->follow)
            setTrouble(state, id, opened.error());
        setTroubleOfConnector(state, order.connector, opened.error());
    } else if (!answer) {
        qCWarning(logOrders) << "order" << id << "could not be collected:" << answer.error();
        goOn(state, id, cap);
    } else if (answer->state != Outcome::State::Pending) {
        conclude(state, *answer);
    } else {
        update(state, *answer);
        goOn(state, id, cap);
    }
    runCollector(state);
}

Task<void> collectDue(State state)
{
    while (state->inFlight < mostInFlight && !state->isClosed()) {
        const auto due = state->firstDue();
        if (!due)
            break;
        const auto now = state->clock()->steadyNow();
        if (*due > now) {
            const auto pause = std::chrono::ceil<std::chrono::milliseconds>(*due - now);
            const std::stop_token wake = state->renewWake();
            co_await state->clock()->wait(pause, wake);
            continue;
        }
        const OrderId id = state->takeFirst();
        state->find(id)->isCollecting = true;
        ++state->inFlight;
        collectOne(state, id);
    }
    state->isCollectorRunning = false;
}

/// One task waits for the next of all orders that are due.
void runCollector(const State& state)
{
    if (state->isCollectorRunning || state->isClosed())
        return;
    state->isCollectorRunning = true;
    collectDue(state);
}

Task<void> takeUp(State state)
{
    orders::OrderFilter filter;
    filter.onlyOpen = true;
    filter.limit = std::numeric_limits<int>::max();
    const auto found = co_await state->orders()->list(filter);
    if (!found) {
        qCWarning(logOrders) << "open orders could not be taken up:" << found.error();
        co_return;
    }
    if (state->isClosed())
        co_return;
    for (const Order& order : *found) {
        if (state->find(order.id) != nullptr || !(isWaiting(order.state) || keepsKey(order)))
            continue;
        state->put(order);
        if (keepsKey(order))
            state->tellChanged(order.id);
        else if (state->orders()->isWritable())
            state->schedule(order.id, std::chrono::seconds(0));
        else
            setTrouble(state, order.id, connector::readOnlyError());
    }
    runCollector(state);
}

/// Orders whose connector could not be opened are taken up again, if it is one of this id.
void retry(const State& state, const std::optional<QString>& connectorId)
{
    std::optional<QUuid> connector;
    if (connectorId) {
        const auto settings = state->workspace()->load(*connectorId);
        if (!settings)
            return;
        connector = settings->uuid;
    }
    if (!state->orders()->isWritable())
        return;
    for (const OrderId& id : state->ids()) {
        TrackedEntry* entry = state->find(id);
        if (!entry->trouble || entry->follow || !entry->isBackground
            || (connector && entry->order.connector != *connector))
            continue;
        entry->trouble.reset();
        state->schedule(id, std::chrono::seconds(0));
    }
    runCollector(state);
}

} // namespace

OrderTracker::OrderTracker(Workspace& workspace)
    : m_d(std::make_shared<Private>(this, workspace))
{
    connect(&workspace, &Workspace::connectorsChanged, this, [this] { retry(m_d, std::nullopt); });
    connect(&workspace, &Workspace::connectorChanged, this,
        [this](const QString& id) { retry(m_d, id); });
    connect(&workspace, &Workspace::connectorOpened, this,
        [this](const QString& id) { retry(m_d, id); });
}

OrderTracker::~OrderTracker()
{
    m_d->close();
}

QList<TrackedOrder> OrderTracker::orders() const
{
    return m_d->snapshot();
}

std::optional<TrackedOrder> OrderTracker::order(const OrderId& id) const
{
    return m_d->snapshot(id);
}

void OrderTracker::stopWaiting(const OrderId& id)
{
    TrackedEntry* entry = m_d->find(id);
    if (entry == nullptr)
        return;
    entry->isBackground = false;
    entry->trouble.reset();
    m_d->unschedule(id);
    m_d->tellChanged(id);
    if (entry->follow)
        entry->follow->stop();
}

void OrderTracker::forgetDelivered(const OrderId& id)
{
    const TrackedEntry* entry = m_d->find(id);
    if (entry == nullptr || entry->order.state != OrderState::Issued)
        return;
    m_d->takeOut(id);
    m_d->tellChanged(id);
}

// None of these is a coroutine: a task holds the state, never the tracker.

Task<Result<Outcome>> OrderTracker::enroll(std::shared_ptr<connector::Connector> connector,
    enrollment::Plan plan, enrollment::ProgressSink progress, std::stop_token stop)
{
    return enrollOrder(
        m_d, std::move(connector), std::move(plan), std::move(progress), std::move(stop));
}

Task<Result<Outcome>> OrderTracker::resume(
    OrderId id, enrollment::ProgressSink progress, std::stop_token stop)
{
    return resumeOrder(m_d, std::move(id), std::move(progress), std::move(stop));
}

Task<Result<Outcome>> OrderTracker::checkNow(OrderId id, std::stop_token stop)
{
    return checkOrder(m_d, std::move(id), std::move(stop));
}

Task<Result<void>> OrderTracker::abandon(OrderId id)
{
    return abandonOrder(m_d, std::move(id));
}

Task<void> OrderTracker::takeUpOpenOrders()
{
    return takeUp(m_d);
}

} // namespace gatehouse::workspace
