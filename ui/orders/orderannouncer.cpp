// SPDX-License-Identifier: Apache-2.0
#include <core/workspace/builtinsandbox.h>
#include <ui/orders/orderannouncer.h>
#include <ui/orders/orderphrase.h>

namespace gatehouse::ui {

OrderAnnouncer::OrderAnnouncer(workspace::Workspace& workspace, std::unique_ptr<Notifier> notifier,
    IsInFront isInFront, QObject* parent)
    : QObject(parent)
    , m_workspace(workspace)
    , m_notifier(std::move(notifier))
    , m_isInFront(std::move(isInFront))
{
    connect(
        &m_workspace.tracker(), &workspace::OrderTracker::ended, this, &OrderAnnouncer::announce);
    connect(m_notifier.get(), &Notifier::activated, this, [this](const orders::OrderId& order) {
        Destination destination;
        destination.page = PageId::Enroll;
        destination.connectorId = m_connectors.value(order);
        destination.order = order;
        Q_EMIT wantsToGo(destination);
    });
}

void OrderAnnouncer::announce(const enrollment::Outcome& outcome)
{
    const orders::Order& order = outcome.order;
    // What a person gave up needs no announcement: they did it.
    if (order.state == orders::OrderState::Abandoned || m_isInFront(order.id))
        return;
    const auto settings = m_workspace.connectorOf(order);
    m_connectors.insert(order.id, settings ? settings->id : order.connectorId);
    const QString authority =
        settings ? workspace::displayName(*settings, m_workspace.home()) : order.connectorId;
    const bool isIssued = outcome.state == enrollment::Outcome::State::Issued;
    m_notifier->notify({ order.id, isIssued ? tr("Certificate issued") : tr("No certificate"),
        isIssued ? tr("%1 at %2 is ready to be saved.").arg(orderTitle(order), authority)
                 : tr("The order for %1 at %2 has failed.").arg(orderTitle(order), authority),
        isIssued ? Tone::Success : Tone::Error });
}

} // namespace gatehouse::ui
