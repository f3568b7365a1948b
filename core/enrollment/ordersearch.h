// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <core/enrollment/context.h>

#include <optional>

namespace gatehouse::enrollment {

/// One look in SCM for an order whose answer was lost: a certificate of its common name whose
/// comments carry our order's mark, or which has our public key. nullopt when there is none; an
/// error when SCM could not be asked, which says nothing about the order.
Task<Result<std::optional<scm::SslId>>> findInScm(
    ContextPointer context, orders::Order order, std::stop_token stop);

/// Looks up to `looks` times, a back-off's first wait apart because SCM's list may lag behind its
/// orders, and records what is found. The ticket is Waiting on success; an error says why the order
/// stays uncertain.
Task<Result<Ticket>> locate(ContextPointer context, Ticket ticket, int looks, std::stop_token stop);

} // namespace gatehouse::enrollment
