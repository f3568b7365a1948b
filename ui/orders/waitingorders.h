// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <core/workspace/workspace.h>
#include <ui/page.h>

#include <QTimer>

class QLabel;
class QListView;
class QMenu;

namespace gatehouse::ui {

class MessageBar;
class OrdersModel;

/// The open orders of every certificate authority, live: a panel for the side of the window.
class WaitingOrders final : public QWidget {
    Q_OBJECT

public:
    explicit WaitingOrders(workspace::Workspace& workspace, QWidget* parent = nullptr);

    int count() const;
    OrdersModel& model() { return *m_model; }
    /// What can be done about an order, as in its context menu.
    std::unique_ptr<QMenu> menuFor(const orders::OrderId& id);

Q_SIGNALS:
    void wantsToGo(const gatehouse::ui::Destination& destination);
    void countChanged(int count);

protected:
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;

private:
    void take(const orders::OrderId& id);
    void showConnectorNames();
    void showCount();
    void showMenu(const QPoint& position);
    void open(const orders::OrderId& id);
    void checkNow(const orders::OrderId& id);
    void resume(const orders::OrderId& id);
    void askToGiveUp(const orders::OrderId& id);
    void giveUp(const orders::OrderId& id);

    workspace::Workspace& m_workspace;
    OrdersModel* m_model;
    QLabel* m_title;
    QLabel* m_empty;
    MessageBar* m_messages;
    QListView* m_list;
    QTimer m_second; ///< one for all orders, while the panel is seen
};

} // namespace gatehouse::ui
