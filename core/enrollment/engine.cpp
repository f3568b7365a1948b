// SPDX-License-Identifier: Apache-2.0
#include <core/enrollment/engine.h>
#include <core/enrollment/following.h>
#include <core/enrollment/outcome.h>
#include <core/enrollment/sealing.h>
#include <core/enrollment/submission.h>
#include <core/enrollment/words.h>

namespace gatehouse::enrollment {

struct Engine::Private : Context { };

namespace {

using orders::Order;
using orders::OrderChange;
using orders::OrderId;
using orders::OrderState;

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
        Result<Standing> submitted = co_await submit(context, std::move(plan), progress, stop);
        if (!submitted)
            co_return failure(submitted.error());
        ticket = submitted->ticket;
        reason = submitted->trouble;
    }
    if (!reason)
        reason = co_await follow(context, ticket, progress, stop);
    co_return co_await finish(context, ticket, reason, progress);
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
    const Standing standing = co_await lookOnce(context, *order, stop);
    co_return co_await outcomeOf(context, standing.ticket, standing.trouble);
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
