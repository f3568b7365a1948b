// SPDX-License-Identifier: Apache-2.0
#include <core/enrollment/context.h>
#include <core/enrollment/samerequest.h>

#include <algorithm>

namespace gatehouse::enrollment {

namespace {

constexpr std::chrono::minutes sameForTenMinutes { 10 };

bool isOfLately(const QDateTime& time, const QDateTime& now)
{
    return time.addSecs(std::chrono::seconds(sameForTenMinutes).count()) > now;
}

/// By its key a request is known for as long as something is still to be done about it. Once the
/// certificate is saved, asking again may be meant so: a renewal with the same key.
bool isStillTheSame(const orders::Order& order, const QDateTime& now)
{
    if (orders::isOpen(order.state))
        return order.kind == orders::OrderKind::Pkcs10 || isOfLately(order.created, now);
    return order.state == orders::OrderState::Delivered && isOfLately(order.updated, now);
}

bool asksForTheSame(const orders::Order& order, const Plan& plan)
{
    QStringList wanted;
    for (const pki::GeneralName& name : plan.subjectAltNames)
        wanted.append(name.toString());
    QStringList ordered = order.subjectAltNames;
    wanted.sort();
    ordered.sort();
    return order.kind == orders::OrderKind::Pkcs12 && order.profileId == plan.profileId
        && order.term == plan.term && ordered == wanted;
}

} // namespace

Task<Result<std::optional<orders::Order>>> findSameRequest(
    std::shared_ptr<orders::OrderStore> orders, QUuid connector, Plan plan, QDateTime now)
{
    orders::OrderFilter filter;
    filter.connector = connector;
    filter.onlySummaries = true;
    const bool hasKey = !plan.csr.isNull();
    if (hasKey)
        filter.publicKeyHash = publicKeyHash(plan.csr.publicKeyInfo());
    else
        filter.subject = plan.subject.toString();
    const Result<QList<orders::Order>> found = co_await orders->list(filter);
    if (!found)
        co_return failure(found.error());
    std::optional<orders::Order> same;
    const auto first = std::ranges::find_if(*found, [&](const orders::Order& order) {
        return isStillTheSame(order, now) && (hasKey || asksForTheSame(order, plan));
    });
    if (first != found->end())
        same = *first;
    co_return same;
}

} // namespace gatehouse::enrollment
