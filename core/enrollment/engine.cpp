// SPDX-License-Identifier: Apache-2.0
#include <core/enrollment/collection.h>
#include <core/enrollment/engine.h>
#include <core/enrollment/names.h>
#include <core/enrollment/ordersearch.h>
#include <core/enrollment/sealing.h>
#include <core/enrollment/words.h>
#include <core/logging.h>

#include <QCryptographicHash>

#include <algorithm>
#include <array>

namespace gatehouse::enrollment {

struct Engine::Private : Context { };

namespace {

using orders::Order;
using orders::OrderChange;
using orders::OrderId;
using orders::OrderState;

// A second look catches an order that SCM's list did not show yet; more would only keep a person
// waiting, who can look again at any time.
constexpr int looksForLostOrder = 2;

/// An order that left us, or not: `trouble` is why its answer could not be recorded.
struct Submission {
    Ticket ticket;
    std::optional<Error> trouble;
};

/// Whether a failed enroll request may have become an order all the same. Only what is certain says
/// no: the CA refused it, or the connection never came to carry a request.
bool mayHaveBeenTaken(const Error& error)
{
    constexpr int requestTimeout = 408;
    constexpr int firstClientError = 400;
    constexpr int firstServerError = 500;
    if (error.httpStatus >= firstServerError || error.httpStatus == requestTimeout)
        return true;
    if (error.httpStatus >= firstClientError)
        return false;
    switch (error.kind) {
    case ErrorKind::Network: {
        constexpr std::array neverSent { QLatin1String("network/unreachable"),
            QLatin1String("network/host-not-found"), QLatin1String("network/connect-timeout") };
        return std::ranges::find(neverSent, error.cause) == neverSent.end();
    }
    case ErrorKind::Proxy:
    case ErrorKind::Tls:
    case ErrorKind::Authentication:
    case ErrorKind::Authorisation:
    case ErrorKind::Settings:
    case ErrorKind::SecretStore:
    case ErrorKind::KeyStore:
    case ErrorKind::LocalFile:
    case ErrorKind::Usage:
    case ErrorKind::Policy:
        return false;
    case ErrorKind::Database:
    case ErrorKind::Rejected:
    case ErrorKind::NotFound:
    case ErrorKind::NotReady:
    case ErrorKind::Malformed:
    case ErrorKind::Cancelled:
    case ErrorKind::Internal:
        break;
    }
    return true;
}

Order draftOf(const Plan& plan, const EngineSettings& settings, const QByteArray& encryptedKey)
{
    Order draft;
    draft.connector = settings.connector;
    draft.connectorId = settings.connectorId;
    draft.profileId = plan.profileId;
    draft.certType = plan.certType;
    draft.kind = plan.kind;
    draft.subject = plan.subject.toString();
    for (const pki::GeneralName& name : plan.subjectAltNames)
        draft.subjectAltNames.append(name.toString());
    draft.term = plan.term;
    draft.csr = plan.csr.toDer();
    draft.publicKeyHash = publicKeyHash(plan.csr.publicKeyInfo());
    draft.encryptedKey = encryptedKey;
    draft.requestedBy = plan.requestedBy;
    return draft;
}

scm::EnrollRequest requestOf(const Plan& plan, const EngineSettings& settings, const OrderId& id)
{
    scm::EnrollRequest request;
    request.orgId = settings.orgId;
    request.certType = plan.certType;
    request.term = plan.term;
    request.csr = QString::fromLatin1(plan.csr.toPem()).trimmed();
    for (const pki::GeneralName& name : plan.subjectAltNames)
        request.subjectAltNames.append(name.value);
    request.comments = plan.comment.isEmpty()
        ? orderMark(id)
        : QStringLiteral("%1 %2").arg(plan.comment, orderMark(id));
    request.externalRequester = plan.externalRequester;
    request.customFields = plan.customFields;
    return request;
}

void report(const ProgressSink& progress, const OrderId& id, Phase phase)
{
    if (!progress)
        return;
    Progress now;
    now.order = id;
    now.phase = phase;
    progress(now);
}

/// Records what became of the request.
Task<Submission> recordAnswer(
    ContextPointer context, Ticket ticket, Result<scm::EnrollAnswer> answer)
{
    OrderChange change;
    OrderState to = OrderState::Waiting;
    if (answer) {
        change.sslId = answer->sslId;
        change.renewId = answer->renewId;
        ticket.sslId = answer->sslId;
    } else if (mayHaveBeenTaken(answer.error())) {
        to = OrderState::Uncertain;
        change.lastAnswer = answer.error().message;
    } else {
        to = OrderState::Failed;
        change.failure = answer.error();
        change.removeKey = true;
    }
    // Uncertain: another process took the order for a crashed one's and is looking for it.
    const QList<OrderState> from { OrderState::Submitting, OrderState::Uncertain };
    const Result<Order> moved = co_await context->orders->move(ticket.id, from, to, change);
    if (moved)
        co_return Submission { ticketOf(*moved), std::nullopt };
    if (!isMovedElsewhere(moved.error()))
        co_return Submission { ticket, moved.error() };
    // It was given up meanwhile, or found by that other process: whatever is recorded counts, but
    // the CA's number must not get lost.
    if (answer)
        co_await context->orders->note(ticket.id, OrderState::Abandoned, change);
    const Result<Order> now = co_await context->orders->find(ticket.id);
    if (!now)
        co_return Submission { ticket, now.error() };
    co_return Submission { ticketOf(*now), std::nullopt };
}

/// Records the order and sends the request, once. An error means that nothing has left.
Task<Result<Submission>> submit(
    ContextPointer context, Plan plan, ProgressSink progress, std::stop_token stop)
{
    QByteArray encryptedKey;
    if (plan.kind == orders::OrderKind::Pkcs12 && plan.csr.isNull()) {
        report(progress, {}, Phase::GeneratingKey);
        const Result<SealedRequest> made = co_await makeSealedRequest(
            context, plan.keyType, plan.subject, plan.subjectAltNames, stop);
        if (!made)
            co_return failure(made.error());
        plan.csr = made->csr;
        encryptedKey = made->encryptedKey;
    }
    if (stop.stop_requested())
        co_return failure(Error::cancelled());
    const Order draft = draftOf(plan, context->settings, encryptedKey);
    const Result<Order> drafted = co_await context->orders->create(draft);
    if (!drafted)
        co_return failure(drafted.error());
    const OrderId id = drafted->id;
    const QList<OrderState> fromDrafted { OrderState::Drafted };
    OrderState next = OrderState::Submitting;
    OrderChange change;
    if (stop.stop_requested()) {
        next = OrderState::Abandoned;
        change.removeKey = true;
    }
    const Result<Order> recorded = co_await context->orders->move(id, fromDrafted, next, change);
    if (!recorded)
        co_return failure(recorded.error());
    if (next == OrderState::Abandoned)
        co_return failure(Error::cancelled());
    report(progress, id, Phase::Submitting);
    const scm::EnrollRequest request = requestOf(plan, context->settings, id);
    const Result<scm::EnrollAnswer> answer = co_await context->scm->enroll(request, stop);
    co_return co_await recordAnswer(context, ticketOf(*recorded), answer);
}

/// From wherever the order stands until its fate is decided or waiting is over; the error says why
/// it stays pending.
Task<std::optional<Error>> follow(
    ContextPointer context, Ticket ticket, ProgressSink progress, std::stop_token stop)
{
    if (ticket.state == OrderState::Submitting || ticket.state == OrderState::Uncertain) {
        const Result<Ticket> located = co_await locate(context, ticket, looksForLostOrder, stop);
        if (!located)
            co_return located.error();
        ticket = *located;
    }
    if (ticket.state != OrderState::Waiting)
        co_return std::nullopt;
    co_return co_await waitAndCollect(context, ticket, progress, stop);
}

Error givenUp(const OrderId& id)
{
    Error error = Error::of(ErrorKind::Usage,
        Words::tr("Order %1 was given up. Look the certificate up by its name if it was issued all "
                  "the same.")
            .arg(id));
    error.cause = QStringLiteral("enrollment/abandoned");
    return error;
}

void fillIssued(Outcome& outcome)
{
    outcome.state = Outcome::State::Issued;
    const auto chain = pki::Certificate::parseAll(outcome.order.certificates);
    if (!chain)
        return; // what the store holds was parsed before it was written
    outcome.chain = *chain;
    const pki::Certificate& leaf = chain->first();
    outcome.differences = differences(outcome.order, leaf);
    if (chain->size() == 1 && !leaf.isSelfIssued()) {
        outcome.differences.append(
            Words::tr("The certificates of its issuers did not come with it, or did not sign it."));
    }
}

/// The order as it stands now. `reason` is why a pending one is left alone.
Task<Result<Outcome>> outcomeOf(ContextPointer context, Ticket ticket, std::optional<Error> reason)
{
    Outcome outcome;
    const Result<Order> order = co_await context->orders->find(ticket.id);
    if (!order) {
        // It was ordered; that the record cannot be read does not undo it.
        outcome.state = Outcome::State::Pending;
        outcome.order.id = ticket.id;
        outcome.order.state = ticket.state;
        outcome.order.sslId = ticket.sslId;
        outcome.failure = reason ? *reason : order.error();
        co_return outcome;
    }
    outcome.order = *order;
    switch (order->state) {
    case OrderState::Issued:
    case OrderState::Delivered:
        fillIssued(outcome);
        break;
    case OrderState::Failed:
        outcome.state = Outcome::State::Failed;
        outcome.failure = order->failure;
        break;
    case OrderState::Abandoned:
        outcome.state = Outcome::State::Failed;
        outcome.failure = givenUp(order->id);
        break;
    case OrderState::Drafted:
    case OrderState::Submitting:
    case OrderState::Uncertain:
    case OrderState::Waiting:
        outcome.state = Outcome::State::Pending;
        outcome.failure = std::move(reason);
        break;
    }
    co_return outcome;
}

Task<Result<Outcome>> finish(
    ContextPointer context, Ticket ticket, std::optional<Error> reason, ProgressSink progress)
{
    Result<Outcome> outcome = co_await outcomeOf(context, ticket, reason);
    report(progress, ticket.id, Phase::Done);
    co_return outcome;
}

Task<Result<Outcome>> enrollOrder(
    ContextPointer context, Plan plan, ProgressSink progress, std::stop_token stop)
{
    std::optional<Error> reason;
    Ticket ticket;
    {
        Result<Submission> submitted = co_await submit(context, std::move(plan), progress, stop);
        if (!submitted)
            co_return failure(submitted.error());
        ticket = submitted->ticket;
        reason = submitted->trouble;
    }
    if (!reason)
        reason = co_await follow(context, ticket, progress, stop);
    co_return co_await finish(context, ticket, reason, progress);
}

Error neverSent(const OrderId& id)
{
    Error error = Error::of(ErrorKind::Cancelled,
        Words::tr("Order %1 was recorded, but the program ended before it was sent: nothing was "
                  "ordered. Order anew.")
            .arg(id));
    error.cause = QStringLiteral("enrollment/never-sent");
    return error;
}

/// Brings an order that was found in the table to a state from which it can be followed.
Task<Result<Ticket>> takeUp(ContextPointer context, Order order)
{
    constexpr std::chrono::seconds settling { 60 };
    OrderChange change;
    OrderState to = order.state;
    if (order.state == OrderState::Drafted) {
        // Fresh ones may be on their way out of another process right now.
        if (order.created.secsTo(context->clock->now()) >= settling.count()) {
            to = OrderState::Failed;
            change.failure = neverSent(order.id);
            change.removeKey = true;
        }
    } else if (order.state == OrderState::Failed && order.sslId != 0) {
        to = OrderState::Waiting;
    }
    if (to == order.state)
        co_return ticketOf(order);
    const QList<OrderState> from { order.state };
    const Result<Order> moved = co_await context->orders->move(order.id, from, to, change);
    if (!moved)
        co_return failure(moved.error());
    co_return ticketOf(*moved);
}

Task<Result<Order>> findOwn(ContextPointer context, OrderId id)
{
    const Result<Order> order = co_await context->orders->find(id);
    if (!order || order->connector == context->settings.connector)
        co_return order;
    Error error = Error::of(ErrorKind::Usage,
        Words::tr("Order %1 belongs to connector %2, not to %3. Name that connector.")
            .arg(order->id, order->connectorId, context->settings.connectorId));
    error.cause = QStringLiteral("enrollment/other-connector");
    co_return failure(error);
}

Task<Result<Outcome>> resumeOrder(
    ContextPointer context, OrderId id, ProgressSink progress, std::stop_token stop)
{
    Ticket ticket;
    {
        const Result<Order> order = co_await findOwn(context, id);
        if (!order)
            co_return failure(order.error());
        const Result<Ticket> taken = co_await takeUp(context, *order);
        if (taken)
            ticket = *taken;
        else if (isMovedElsewhere(taken.error()))
            ticket = ticketOf(*order);
        else
            co_return failure(taken.error());
    }
    const std::optional<Error> reason = co_await follow(context, ticket, progress, stop);
    co_return co_await finish(context, ticket, reason, progress);
}

Task<Result<Outcome>> checkOrder(ContextPointer context, OrderId id, std::stop_token stop)
{
    const Result<Order> order = co_await findOwn(context, id);
    if (!order)
        co_return failure(order.error());
    Ticket ticket = ticketOf(*order);
    std::optional<Error> reason;
    if (ticket.state == OrderState::Submitting || ticket.state == OrderState::Uncertain) {
        const Result<Ticket> located = co_await locate(context, ticket, 1, stop);
        if (located)
            ticket = *located;
        else
            reason = located.error();
    }
    if (ticket.state == OrderState::Waiting) {
        Seen seen { order->caStatus, order->lastAnswer };
        const Result<bool> over =
            co_await collectOnce(context, ticket, order->attempt, false, &seen, stop);
        if (!over)
            reason = over.error();
    }
    co_return co_await outcomeOf(context, ticket, reason);
}

Task<Result<pki::PrivateKey>> openKey(ContextPointer context, OrderId id)
{
    const Result<Order> order = co_await findOwn(context, id);
    if (!order)
        co_return failure(order.error());
    if (!order->encryptedKey.isEmpty())
        co_return co_await unseal(context, order->encryptedKey);
    const bool wasMadeHere = order->kind == orders::OrderKind::Pkcs12;
    Error error = Error::of(ErrorKind::NotFound,
        (wasMadeHere
                ? Words::tr("The private key of order %1 is not here any more: it was removed "
                            "when the order was delivered or given up.")
                : Words::tr("Order %1 was made from a request, so its private key is where the "
                            "request was made."))
            .arg(order->id));
    error.cause = QStringLiteral("enrollment/no-private-key");
    co_return failure(error);
}

Task<Result<void>> deliver(ContextPointer context, OrderId id)
{
    const Result<Order> order = co_await findOwn(context, id);
    if (!order)
        co_return failure(order.error());
    if (order->state == OrderState::Delivered)
        co_return Result<void>();
    OrderChange change;
    change.removeKey = true;
    const QList<OrderState> from { OrderState::Issued };
    const Result<Order> moved =
        co_await context->orders->move(order->id, from, OrderState::Delivered, change);
    if (!moved)
        co_return failure(moved.error());
    co_return Result<void>();
}

Task<Result<void>> giveUp(ContextPointer context, OrderId id)
{
    const Result<Order> order = co_await findOwn(context, id);
    if (!order)
        co_return failure(order.error());
    const std::shared_ptr<orders::OrderStore> store = context->orders;
    const OrderId whole = order->id;
    const Result<Outcome> outcome = co_await abandon(store, whole);
    if (!outcome)
        co_return failure(outcome.error());
    co_return Result<void>();
}

Task<Result<std::optional<Order>>> findOpenOrder(ContextPointer context, QByteArray publicKeyInfo)
{
    orders::OrderFilter filter;
    filter.connector = context->settings.connector;
    filter.onlyOpen = true;
    filter.publicKeyHash = publicKeyHash(publicKeyInfo);
    filter.limit = 1;
    const Result<QList<Order>> found = co_await context->orders->list(filter);
    if (!found)
        co_return failure(found.error());
    std::optional<Order> newest;
    if (!found->isEmpty())
        newest = found->first();
    co_return newest;
}

} // namespace

Ticket ticketOf(const Order& order)
{
    return { order.id, order.state, order.sslId, order.publicKeyHash };
}

QByteArray publicKeyHash(const QByteArray& publicKeyInfo)
{
    return QCryptographicHash::hash(publicKeyInfo, QCryptographicHash::Sha256);
}

QString orderMark(const OrderId& id)
{
    return QLatin1String("gatehouse:") + id;
}

bool isMovedElsewhere(const Error& error)
{
    return error.cause == QLatin1String("orders/transition");
}

Task<Result<Outcome>> abandon(std::shared_ptr<orders::OrderStore> orders, OrderId order)
{
    OrderChange change;
    change.removeKey = true;
    const QList<OrderState> from { OrderState::Drafted, OrderState::Submitting,
        OrderState::Uncertain, OrderState::Waiting, OrderState::Issued };
    const Result<Order> moved = co_await orders->move(order, from, OrderState::Abandoned, change);
    if (!moved)
        co_return failure(moved.error());
    Outcome outcome;
    outcome.state = Outcome::State::Failed;
    outcome.order = *moved;
    outcome.failure = givenUp(moved->id);
    co_return outcome;
}

int exitCode(Outcome::State state)
{
    switch (state) {
    case Outcome::State::Issued:
        return 0;
    case Outcome::State::Pending:
        return 3;
    case Outcome::State::Failed:
        break;
    }
    return 4;
}

int httpStatus(Outcome::State state)
{
    switch (state) {
    case Outcome::State::Issued:
        return 200;
    case Outcome::State::Pending:
        return 202;
    case Outcome::State::Failed:
        break;
    }
    return 404;
}

Engine::Engine(EngineSettings settings, std::shared_ptr<scm::Client> scm,
    std::shared_ptr<orders::OrderStore> orders, std::shared_ptr<secrets::SecretStore> secrets,
    std::shared_ptr<Clock> clock)
    : m_d(std::make_shared<Private>(Private { { std::move(settings), std::move(scm),
        std::move(orders), std::move(secrets), std::move(clock) } }))
{
}

// None of these is a coroutine: a task holds the context, never the engine.

Task<Result<Outcome>> Engine::enroll(Plan plan, ProgressSink progress, std::stop_token stop)
{
    return enrollOrder(m_d, std::move(plan), std::move(progress), std::move(stop));
}

Task<Result<Outcome>> Engine::resume(OrderId order, ProgressSink progress, std::stop_token stop)
{
    return resumeOrder(m_d, std::move(order), std::move(progress), std::move(stop));
}

Task<Result<Outcome>> Engine::checkNow(OrderId order, std::stop_token stop)
{
    return checkOrder(m_d, std::move(order), std::move(stop));
}

Task<Result<pki::PrivateKey>> Engine::privateKey(OrderId order)
{
    return openKey(m_d, std::move(order));
}

Task<Result<void>> Engine::markDelivered(OrderId order)
{
    return deliver(m_d, std::move(order));
}

Task<Result<void>> Engine::abandon(OrderId order)
{
    return giveUp(m_d, std::move(order));
}

Task<Result<std::optional<Order>>> Engine::openOrderFor(QByteArray publicKeyInfo)
{
    return findOpenOrder(m_d, std::move(publicKeyInfo));
}

} // namespace gatehouse::enrollment
