// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <core/enrollment/plan.h>
#include <core/orders/orderstore.h>

#include <optional>

namespace gatehouse::enrollment {

/// An open order that asks for what `plan` asks for, so that ordering would buy it twice: for a
/// request (PKCS #10) one for the same public key, however old; for PKCS #12, where every order has
/// a key of its own, one of the last ten minutes with the same profile, subject, names and term.
/// The newest, or nullopt. Errors: Database.
Task<Result<std::optional<orders::Order>>> findSameRequest(
    std::shared_ptr<orders::OrderStore> orders, QUuid connector, Plan plan, QDateTime now);

} // namespace gatehouse::enrollment
