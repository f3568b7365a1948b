// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <core/orders/orderstore.h>

#include <chrono>

// Private keys are kept for whom they were made for. Nobody may come, and then they have an end.
namespace gatehouse::enrollment {

/// Orders that are over (issued, failed) and have kept their private key since `since` or longer;
/// without what is bulky. One that still waits at the CA keeps its key, however old it is. Errors:
/// Database.
Task<Result<QList<orders::Order>>> ordersWithKeysSince(
    std::shared_ptr<orders::OrderStore> orders, QDateTime since);

/// Removes the private key of such an order. One that was issued is abandoned by it, with an error
/// of cause "enrollment/key-expired" that names rule and remedy; a failed one stays as it is and
/// cannot be taken up again. Usage error "orders/transition" when it has moved on meanwhile:
/// somebody came for the key.
Task<Result<void>> expireKey(
    std::shared_ptr<orders::OrderStore> orders, orders::Order order, std::chrono::seconds lifetime);

/// Whether an order was abandoned because nobody came for its key.
bool isKeyExpired(const orders::Order& order);

} // namespace gatehouse::enrollment
