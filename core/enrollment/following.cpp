// SPDX-License-Identifier: Apache-2.0
#include <core/enrollment/collection.h>
#include <core/enrollment/following.h>
#include <core/enrollment/ordersearch.h>
#include <core/enrollment/words.h>

namespace gatehouse::enrollment {

using orders::Order;
using orders::OrderChange;
using orders::OrderId;
using orders::OrderState;

namespace {

// A second look catches an order that SCM's list did not show yet; more would only keep a person
// waiting, who can look again at any time.
constexpr int looksForLostOrder = 2;

Error neverSent(const OrderId& id)
{
    Error error = Error::of(ErrorKind::Cancelled,
        Words::tr("Order %1 was recorded, but the program ended before it was sent: nothing was "
                  "ordered. Order anew.")
            .arg(id));
    error.cause = QStringLiteral("enrollment/never-sent");
    return error;
}

/// Its certificate would be of no use.
bool hasLostKey(const Order& order)
{
    return order.kind == orders::OrderKind::Pkcs12 && order.encryptedKey.isEmpty();
}

} // namespace

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
    } else if (order.state == OrderState::Failed && order.sslId != 0 && !hasLostKey(order)) {
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

Task<Standing> lookOnce(ContextPointer context, Order order, std::stop_token stop)
{
    Standing standing { ticketOf(order), std::nullopt };
    const OrderState state = order.state;
    if (state == OrderState::Submitting || state == OrderState::Uncertain) {
        const Result<Ticket> located = co_await locate(context, standing.ticket, 1, stop);
        if (located)
            standing.ticket = *located;
        else
            standing.trouble = located.error();
    }
    if (standing.ticket.state == OrderState::Waiting) {
        Seen seen { order.caStatus, order.lastAnswer };
        const Result<bool> over =
            co_await collectOnce(context, standing.ticket, order.attempt, false, &seen, stop);
        if (!over)
            standing.trouble = over.error();
    }
    co_return standing;
}

} // namespace gatehouse::enrollment
