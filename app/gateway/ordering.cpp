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
        && order.subjectAltNames == namesOf(plan) && !call.around->attended.contains(order.id);
}

Task<Result<std::optional<Order>>> openOrder(
    Call call, std::shared_ptr<connector::Connector> connector, enrollment::Plan plan)
{
    if (!plan.csr.isNull()) {
        const QByteArray key = plan.csr.publicKeyInfo();
        co_return co_await connector->engine()->openOrderFor(key);
    }
    orders::OrderFilter filter;
    filter.connector = connector->settings().uuid;
    filter.onlyOpen = true;
    filter.subject = plan.subject.toString();
    const auto store = call.around->workspace->orders();
    const auto listed = co_await store->list(filter);
    if (!listed)
        co_return failure(listed.error());
    std::optional<Order> found;
    for (const Order& order : *listed) {
        if (!found && isSameRequest(call, plan, order))
            found = order;
    }
    co_return found;
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

} // namespace

Attendance::Attendance(std::shared_ptr<Surroundings> around)
    : m_around(std::move(around))
{
}

Attendance::~Attendance()
{
    if (!m_order.isEmpty())
        m_around->attended.remove(m_order);
}

void Attendance::begin(const OrderId& order)
{
    m_order = order;
    m_around->attended.insert(order);
}

Task<Result<Outcome>> orderOnce(
    Call call, ConnectorPointer connector, enrollment::Plan plan, AttendancePointer attendance)
{
    const QByteArray key = keyOf(call, plan);
    const auto turn = std::make_shared<Turns::Turn>();
    *turn = co_await call.around->turns->take(key);
    const auto open = co_await openOrder(call, connector, plan);
    if (!open)
        co_return failure(open.error());
    workspace::OrderTracker& tracker = call.around->workspace->tracker();
    if (*open) {
        const Order order = **open;
        if (order.requestedBy != call.client.name)
            co_return failure(someoneElses(order));
        turn->reset();
        attendance->begin(order.id);
        call.around->metrics->countEnrollment(call.route.caId, QStringLiteral("joined"));
        const OrderId id = order.id;
        const enrollment::ProgressSink none;
        co_return co_await tracker.resume(id, none, call.stop);
    }
    // From the moment the order is recorded, the next like request finds it.
    const enrollment::ProgressSink progress = [turn, attendance](const Progress& now) {
        if (now.order.isEmpty() || !*turn)
            return;
        attendance->begin(now.order);
        turn->reset();
    };
    co_return co_await tracker.enroll(connector, plan, progress, call.stop);
}

} // namespace gatehouse::gateway
