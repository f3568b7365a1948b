// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <core/enrollment/plan.h>
#include <core/orders/orderstore.h>

#include <optional>

namespace gatehouse::enrollment {

/// An order that asks for what `plan` asks for, so that ordering would buy it twice: for a request
/// (PKCS #10) an open one for the same public key, however old; for PKCS #12, where every order has
/// a key of its own, an open one of the last ten minutes with the same profile, subject, names and
/// term; for both also one whose certificate was saved in the last ten minutes. The newest, without
/// what is large (orders::OrderFilter::onlySummaries), or nullopt. Errors: Database.
Task<Result<std::optional<orders::Order>>> findSameRequest(
    std::shared_ptr<orders::OrderStore> orders, QUuid connector, Plan plan, QDateTime now);

} // namespace gatehouse::enrollment
