// SPDX-License-Identifier: Apache-2.0
#include <core/enrollment/context.h>
#include <core/enrollment/samerequest.h>

#include <algorithm>

namespace gatehouse::enrollment {

namespace {

constexpr std::chrono::minutes sameForTenMinutes { 10 };

bool asksForTheSame(const orders::Order& order, const Plan& plan, const QDateTime& now)
{
    QStringList wanted;
    for (const pki::GeneralName& name : plan.subjectAltNames)
        wanted.append(name.toString());
    QStringList ordered = order.subjectAltNames;
    wanted.sort();
    ordered.sort();
    return order.kind == orders::OrderKind::Pkcs12 && order.profileId == plan.profileId
        && order.term == plan.term && ordered == wanted
        && order.created.addSecs(std::chrono::seconds(sameForTenMinutes).count()) > now;
}

} // namespace

Task<Result<std::optional<orders::Order>>> findSameRequest(
    std::shared_ptr<orders::OrderStore> orders, QUuid connector, Plan plan, QDateTime now)
{
    orders::OrderFilter filter;
    filter.connector = connector;
    filter.onlyOpen = true;
    const bool hasKey = !plan.csr.isNull();
    if (hasKey)
        filter.publicKeyHash = publicKeyHash(plan.csr.publicKeyInfo());
    else
        filter.subject = plan.subject.toString();
    const Result<QList<orders::Order>> found = co_await orders->list(filter);
    if (!found)
        co_return failure(found.error());
    std::optional<orders::Order> same;
    const auto first = std::ranges::find_if(*found,
        [&](const orders::Order& order) { return hasKey || asksForTheSame(order, plan, now); });
    if (first != found->end())
        same = *first;
    co_return same;
}

} // namespace gatehouse::enrollment
