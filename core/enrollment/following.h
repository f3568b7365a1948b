// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <core/enrollment/context.h>

#include <optional>

namespace gatehouse::enrollment {

/// Brings an order that was found in the table to a state from which it can be followed.
Task<Result<Ticket>> takeUp(ContextPointer context, orders::Order order);

/// From wherever the order stands until its fate is decided or waiting is over; the error says why
/// it stays pending.
Task<std::optional<Error>> follow(
    ContextPointer context, Ticket ticket, ProgressSink progress, std::stop_token stop);

/// One look or one collect, without waiting; the trouble is why the order stays pending.
Task<Standing> lookOnce(ContextPointer context, orders::Order order, std::stop_token stop);

} // namespace gatehouse::enrollment
