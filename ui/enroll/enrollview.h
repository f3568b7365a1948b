// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <core/workspace/workspace.h>
#include <ui/async.h>
#include <ui/enroll/offer.h>
#include <ui/page.h>

#include <QWidget>

class QStackedWidget;

namespace gatehouse::ui {

class ConfirmPanel;
class EmptyState;
class MessageBar;
class OrderProgress;
class Purchase;
class RequestForm;
class ResultPanel;
class UiState;
class WorkNote;

/// The Enroll page of one certificate authority: request, confirmation, progress, result. What is
/// under way here goes on while another page or authority is shown.
class EnrollView final : public QWidget {
    Q_OBJECT

public:
    EnrollView(workspace::Workspace& workspace, UiState& state, const QString& connectorId,
        QWidget* parent = nullptr);

    /// The authority's id, which may have changed since.
    void setConnectorId(const QString& id);
    QString connectorId() const { return m_connectorId; }
    /// The page came back to this authority.
    void returnTo();
    void goTo(const Destination& destination);
    void refresh();
    void focusFilter();
    void cancel();
    /// Whether something was typed that is not ordered: it is lost with the view.
    bool hasRequest() const;
    /// The order that progress or result show; empty in the other states.
    orders::OrderId shownOrder() const;

Q_SIGNALS:
    void wantsToGo(const gatehouse::ui::Destination& destination);

private:
    QWidget* makeProgress();
    void connectOrders();
    void connectPanels();
    void load(bool refresh);
    void takeOffer(const Offer& offer);
    void showTrouble(const Error& error);
    void review();
    void confirm(const enrollment::Plan& plan);
    void lookForSame(std::function<void(bool isClear)> then);
    void offerSame(const orders::Order& known);
    static QString sameText(const orders::Order& known);
    void order();
    void send();
    void showRecorded(const orders::OrderId& id);
    void showNothing(const Error& error);
    void takeOutcome(const enrollment::Outcome& outcome);
    void backToRequest();
    void newRequest();
    void edit(const orders::Order& order);
    void fillFrom(const orders::Order& order);
    void showOrder(const orders::OrderId& id);
    void showEnded(const orders::OrderId& id);
    void showOutcome(const enrollment::Outcome& outcome);
    void show(QWidget* panel);
    bool mayTakeFocus() const;
    QString authorityName() const;

    workspace::Workspace& m_workspace;
    QString m_connectorId;
    Offer m_offer;
    Operation m_loading;
    Operation m_reviewing;
    Purchase* m_purchase;
    bool m_isOrdering = false; ///< from the click until it is sent
    bool m_isTroubleShown = false; ///< of loading, and gone with the next that succeeds
    bool m_ordersAnyway = false; ///< the person knows of the open order for the same
    orders::OrderId m_formOf; ///< the order that was made from what stands in the form
    orders::OrderId m_shown;
    MessageBar* m_messages;
    WorkNote* m_work;
    QStackedWidget* m_stack;
    EmptyState* m_empty;
    RequestForm* m_request;
    ConfirmPanel* m_confirm;
    OrderProgress* m_progress;
    QWidget* m_progressPage = nullptr;
    ResultPanel* m_result;
};

} // namespace gatehouse::ui
