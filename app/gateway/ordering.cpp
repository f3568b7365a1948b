// SPDX-License-Identifier: Apache-2.0
#include <app/gateway/ordering.h>

#include <QCryptographicHash>

#include <algorithm>

namespace gatehouse::gateway {

namespace {

using enrollment::Outcome;
using enrollment::Progress;
using orders::Order;
using orders::OrderId;

QStringList namesOf(const enrollment::Plan& plan)
{
    QStringList names;
    for (const pki::GeneralName& name : plan.subjectAltNames)
        names.append(name.toString());
    return names;
}

/// What makes two requests one.
QByteArray keyOf(const Call& call, const enrollment::Plan& plan)
{
    QByteArray text = call.route.caId.toUtf8() + '\n';
    if (!plan.csr.isNull())
        text += plan.csr.publicKeyInfo();
    else
        text += QStringList { call.client.name, plan.profileId, QString::number(plan.term),
            plan.subject.toString(), namesOf(plan).join(u'\n') }
                    .join(u'\n')
                    .toUtf8();
    return QCryptographicHash::hash(text, QCryptographicHash::Sha256);
}

bool isSameRequest(const Call& call, const enrollment::Plan& plan, const Order& order)
{
    return order.kind == orders::OrderKind::Pkcs12 && order.requestedBy == call.client.name
        && order.profileId == plan.profileId && order.term == plan.term
        && order.subjectAltNames == namesOf(plan);
}

/// Whether the order may be of a client that is gone. One that has vanished without a word (a power
/// cut, a network that changed) seems to be there until it does not acknowledge its answer.
bool mayBeForsaken(const Call& call, const OrderId& id)
{
    const auto& attended = call.around->attended;
    return !attended.contains(id) || attended.contains(id, call.request.peer);
}

/// An answer that nobody came for does not stand for ever: the certificate grows old.
bool isPast(const Call& call, const Order& order)
{
    const auto kept = call.configuration->keepUnfetched;
    return order.state == orders::OrderState::Issued
        && order.updated.addSecs(kept.count()) <= call.around->clock->now();
}

Error someoneElses(const Order& order)
{
    Error error = Error::of(ErrorKind::Usage,
        QStringLiteral(
            "Order %1 for the same key is still open, and another client placed it. Make a "
            "request with a key of your own.")
            .arg(order.id));
    error.cause = QStringLiteral("enrollment/already-ordered");
    return error;
}

/// The client's own open order for the same; without an id when there is none.
Task<Result<Order>> openOrder(
    Call call, std::shared_ptr<connector::Connector> connector, enrollment::Plan plan)
{
    if (!plan.csr.isNull()) {
        const QByteArray key = plan.csr.publicKeyInfo();
        const auto open = co_await connector->engine()->openOrderFor(key);
        if (!open)
            co_return failure(open.error());
        const Order order = open->value_or(Order());
        if (isPast(call, order))
            co_return Order();
        if (*open && order.requestedBy != call.client.name)
            co_return failure(someoneElses(order));
        co_return order;
    }
    orders::OrderFilter filter;
    filter.connector = connector->settings().uuid;
    filter.onlyOpen = true;
    filter.subject = plan.subject.toString();
    const auto store = call.around->workspace->orders();
    const auto listed = co_await store->list(filter);
    if (!listed)
        co_return failure(listed.error());
    const auto same = std::ranges::find_if(*listed, [&](const Order& order) {
        return isSameRequest(call, plan, order) && mayBeForsaken(call, order.id);
    });
    const Order order = same == listed->end() ? Order() : *same;
    co_return order;
}

} // namespace

Attendance::Attendance(std::shared_ptr<Surroundings> around, const QHostAddress& peer)
    : m_around(std::move(around))
    , m_peer(peer)
{
}

Attendance::~Attendance()
{
    end();
}

void Attendance::begin(const OrderId& order)
{
    end();
    m_order = order;
    m_around->attended.insert(order, m_peer);
}

void Attendance::end()
{
    // One of those from this address.
    const auto mine = m_around->attended.constFind(m_order, m_peer);
    if (mine != m_around->attended.constEnd())
        m_around->attended.erase(mine);
}

Task<Result<Task<Result<Outcome>>>> orderOnce(
    Call call, ConnectorPointer connector, enrollment::Plan plan, AttendancePointer attendance)
{
    const auto turn = std::make_shared<Turns::Turn>();
    *turn = co_await call.around->turns->take(keyOf(call, plan));
    const Result<Order> open = co_await openOrder(call, connector, plan);
    if (!open)
        co_return failure(open.error());
    workspace::OrderTracker& tracker = call.around->workspace->tracker();
    Task<Result<Outcome>> ordered;
    attendance->setJoined(!open->id.isEmpty());
    if (!open->id.isEmpty()) {
        turn->reset();
        attendance->begin(open->id);
        call.around->metrics->countEnrollment(call.route.caId, QStringLiteral("joined"));
        ordered = tracker.resume(open->id, {}, call.stop);
    } else {
        // From the moment the order is recorded, the next like request finds it.
        enrollment::ProgressSink progress = [turn, attendance](const Progress& now) {
            if (now.order.isEmpty() || !*turn)
                return;
            attendance->begin(now.order);
            turn->reset();
        };
        ordered =
            tracker.enroll(std::move(connector), std::move(plan), std::move(progress), call.stop);
    }
    co_return std::move(ordered);
}

Task<Result<bool>> holdKey(Call call, OrderId order, AttendancePointer attendance)
{
    const QByteArray key = "hand-over/" + order.toUtf8();
    Turns::Turn turn = co_await call.around->turns->take(key);
    const auto now = co_await call.around->workspace->orders()->find(order);
    if (!now)
        co_return failure(now.error());
    const bool isHere = now->state != orders::OrderState::Delivered;
    if (isHere)
        attendance->handOver(std::move(turn));
    co_return isHere;
}

} // namespace gatehouse::gateway
