// SPDX-License-Identifier: Apache-2.0
#include <ui/async.h>
#include <ui/orders/orderannouncer.h>
#include <ui/orders/waitingorders.h>
#include <ui/window/authoritymodel.h>
#include <ui/window/ordersside.h>

#include <algorithm>

namespace gatehouse::ui {

OrdersSide::OrdersSide(Parts parts, const NotifierFactory& notifier, QWidget* parent)
    : QObject(parent)
    , m_parts(std::move(parts))
    , m_panel(new WaitingOrders(m_parts.workspace, parent))
{
    connect(m_panel, &WaitingOrders::wantsToGo, this, &OrdersSide::wantsToGo);
    if (!notifier)
        return;
    auto* announcer = new OrderAnnouncer(m_parts.workspace, notifier(), m_parts.isInFront, this);
    connect(announcer, &OrderAnnouncer::wantsToGo, this, &OrdersSide::wantsToFront);
}

void OrdersSide::takeUp()
{
    if (std::exchange(m_hasTakenUp, true))
        return;
    const auto begin = [this] {
        consume(m_parts.workspace.tracker().takeUpOpenOrders(), this, [] {});
    };
    orders::OrderFilter open;
    open.onlyOpen = true;
    consume(m_parts.workspace.orders()->list(open), this, [this, begin](const auto& orders) {
        const bool needsSandbox = orders && !m_parts.sandbox.isRunning()
            && std::any_of(orders->begin(), orders->end(), [this](const orders::Order& order) {
                   const AuthorityModel& known = m_parts.authorities;
                   return known.isSandbox(known.idOf(order.connector));
               });
        if (needsSandbox)
            consume(m_parts.sandbox.start({}), this, [begin](const auto&) { begin(); });
        else
            begin();
    });
}

} // namespace gatehouse::ui
