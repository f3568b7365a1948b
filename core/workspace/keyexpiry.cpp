// SPDX-License-Identifier: Apache-2.0
#include <core/enrollment/keyexpiry.h>
#include <core/logging.h>
#include <core/workspace/keyexpiry.h>
#include <core/workspace/workspace.h>

#include <algorithm>

namespace gatehouse::workspace {

struct KeyExpiry::Private {
    Workspace* workspace = nullptr; ///< null when the expiry is gone
    std::shared_ptr<orders::OrderStore> orders;
    std::shared_ptr<Clock> clock;
    Rules rules;
    std::chrono::seconds lifetime { 0 };
    std::stop_source stop { std::nostopstate };

    static Task<void> expire(std::shared_ptr<Private> self, orders::Order order);
    static Task<void> look(std::shared_ptr<Private> self);
    static Task<void> run(
        std::shared_ptr<Private> self, std::chrono::seconds pause, std::stop_token stop);
};

Task<void> KeyExpiry::Private::expire(std::shared_ptr<Private> self, orders::Order order)
{
    if (const auto announced = self->rules.announce(order); !announced) {
        qCWarning(logOrders) << "the key of order" << order.id << "stays:" << announced.error();
        co_return;
    }
    const auto expired = co_await enrollment::expireKey(self->orders, order, self->lifetime);
    if (self->workspace == nullptr)
        co_return;
    if (expired) {
        qCInfo(logOrders) << "the key of order" << order.id << "is removed: nobody fetched it";
        self->workspace->tracker().forgetDelivered(order.id);
    } else {
        qCWarning(logOrders) << "the key of order" << order.id << "stays:" << expired.error();
    }
    self->rules.ended(order, expired);
}

Task<void> KeyExpiry::Private::look(std::shared_ptr<Private> self)
{
    const QDateTime since = self->clock->now().addSecs(-self->lifetime.count());
    const auto found = co_await enrollment::ordersWithKeysSince(self->orders, since);
    if (!found) {
        qCWarning(logOrders) << "keys that nobody fetched cannot be found:" << found.error();
        co_return;
    }
    for (const orders::Order& order : *found) {
        if (self->workspace == nullptr)
            co_return;
        if (self->rules.concerns(order))
            co_await expire(self, order);
    }
}

Task<void> KeyExpiry::Private::run(
    std::shared_ptr<Private> self, std::chrono::seconds pause, std::stop_token stop)
{
    bool goesOn = true;
    while (goesOn) {
        co_await look(self);
        goesOn = co_await self->clock->wait(pause, stop);
    }
}

KeyExpiry::KeyExpiry(Workspace& workspace, Rules rules)
    : m_d(std::make_shared<Private>())
{
    m_d->workspace = &workspace;
    m_d->orders = workspace.orders();
    m_d->clock = workspace.clock();
    m_d->rules = std::move(rules);
}

KeyExpiry::~KeyExpiry()
{
    m_d->workspace = nullptr;
    m_d->stop.request_stop();
}

void KeyExpiry::begin(std::chrono::seconds lifetime)
{
    constexpr std::chrono::seconds least { 1 };
    constexpr std::chrono::seconds rarest = std::chrono::hours(1);
    lifetime = std::max(lifetime, least);
    if (m_d->lifetime == lifetime)
        return;
    m_d->lifetime = lifetime;
    m_d->stop.request_stop();
    m_d->stop = std::stop_source();
    Private::run(m_d, std::min(lifetime, rarest), m_d->stop.get_token());
}

} // namespace gatehouse::workspace
