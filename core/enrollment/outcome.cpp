// SPDX-License-Identifier: Apache-2.0
#include <core/enrollment/keyexpiry.h>
#include <core/enrollment/names.h>
#include <core/enrollment/outcome.h>
#include <core/enrollment/words.h>

namespace gatehouse::enrollment {

using orders::Order;
using orders::OrderChange;
using orders::OrderId;
using orders::OrderState;

namespace {

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

} // namespace

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
        outcome.failure = isKeyExpired(*order) ? order->failure : givenUp(order->id);
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

} // namespace gatehouse::enrollment
