// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <core/workspace/workspace.h>
#include <ui/orders/notifier.h>
#include <ui/page.h>

#include <QHash>

namespace gatehouse::ui {

/// Tells on the desktop that an order was issued or has failed, unless a person is looking at it.
class OrderAnnouncer final : public QObject {
    Q_OBJECT

public:
    using IsInFront = std::function<bool(const orders::OrderId&)>;
    /// `isInFront` says whether a person sees this order right now.
    OrderAnnouncer(workspace::Workspace& workspace, std::unique_ptr<Notifier> notifier,
        IsInFront isInFront, QObject* parent = nullptr);

Q_SIGNALS:
    /// The notification was clicked: the window comes to the front and goes there.
    void wantsToGo(const gatehouse::ui::Destination& destination);

private:
    void announce(const enrollment::Outcome& outcome);

    workspace::Workspace& m_workspace;
    std::unique_ptr<Notifier> m_notifier;
    IsInFront m_isInFront;
    QHash<orders::OrderId, QString> m_connectors; ///< of the orders announced
};

} // namespace gatehouse::ui
