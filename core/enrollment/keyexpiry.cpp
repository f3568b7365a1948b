// SPDX-License-Identifier: Apache-2.0
#include <core/enrollment/keyexpiry.h>
#include <core/enrollment/words.h>

#include <limits>

namespace gatehouse::enrollment {

namespace {

constexpr QLatin1String expiredCause("enrollment/key-expired");

/// "30 d", "12 h" or "90 s": the largest unit that says it in a whole number.
QString lifetimeText(std::chrono::seconds lifetime)
{
    using std::chrono::hours;
    if (lifetime % hours(24) == std::chrono::seconds(0))
        return Words::tr("%1 d").arg(lifetime / hours(24));
    if (lifetime % hours(1) == std::chrono::seconds(0))
        return Words::tr("%1 h").arg(lifetime / hours(1));
    return Words::tr("%1 s").arg(lifetime.count());
}

Error keyExpired(const orders::Order& order, std::chrono::seconds lifetime)
{
    Error error = Error::of(ErrorKind::NotFound,
        Words::tr("A private key that nobody fetches is kept for %1: the key of order %2, issued "
                  "%3, is removed. Enroll anew, and revoke certificate %4, which is of no use "
                  "without its key.")
            .arg(lifetimeText(lifetime), order.id, order.updated.toUTC().toString(Qt::ISODate),
                order.serialNumber.toHex()));
    error.cause = expiredCause;
    return error;
}

} // namespace

Task<Result<QList<orders::Order>>> ordersWithKeysSince(
    std::shared_ptr<orders::OrderStore> orders, QDateTime since)
{
    orders::OrderFilter filter;
    filter.keepsKeySince = since;
    filter.onlySummaries = true;
    filter.limit = std::numeric_limits<int>::max();
    co_return co_await orders->list(filter);
}

Task<Result<void>> expireKey(
    std::shared_ptr<orders::OrderStore> orders, orders::Order order, std::chrono::seconds lifetime)
{
    orders::OrderChange change;
    change.removeKey = true;
    if (order.state == orders::OrderState::Failed)
        co_return co_await orders->note(order.id, orders::OrderState::Failed, change);
    change.failure = keyExpired(order, lifetime);
    const QList<orders::OrderState> from { orders::OrderState::Issued };
    const auto moved = co_await orders->move(order.id, from, orders::OrderState::Abandoned, change);
    if (!moved)
        co_return failure(moved.error());
    co_return Result<void>();
}

bool isKeyExpired(const orders::Order& order)
{
    return order.state == orders::OrderState::Abandoned && order.failure
        && order.failure->cause == expiredCause;
}

} // namespace gatehouse::enrollment
