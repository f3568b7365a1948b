// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <core/workspace/workspace.h>
#include <ui/async.h>
#include <ui/enroll/offer.h>
#include <ui/enroll/resultpanel.h>
#include <ui/page.h>

#include <QHash>

class QStackedWidget;

namespace gatehouse::ui {

class ConfirmPanel;
class EmptyState;
class MessageBar;
class OrderProgress;
class RequestForm;

/// The Enroll page of one certificate authority: request, confirmation, progress, result. What is
/// under way here goes on while another page or authority is shown.
class EnrollView final : public QWidget {
    Q_OBJECT

public:
    EnrollView(workspace::Workspace& workspace, UiState& state, const QString& connectorId,
        QWidget* parent = nullptr);

    /// The page came back to this authority.
    void returnTo();
    void goTo(const Destination& destination);
    void refresh();
    void focusFilter();
    void cancel();
    bool isPristine() const;
    /// The order that progress or result show; empty in the other states.
    orders::OrderId shownOrder() const;

Q_SIGNALS:
    void wantsToGo(const gatehouse::ui::Destination& destination);

private:
    QWidget* makeProgress();
    void connectPanels();
    void load(bool refresh);
    void takeOffer(const Offer& offer);
    void showTrouble(const Error& error);
    void review();
    void confirm(const enrollment::Plan& plan);
    void lookForSame(std::function<void(bool isClear)> then);
    void offerSame(const orders::Order& known);
    void order();
    void send();
    void take(quint64 run, const enrollment::Progress& progress);
    void finish(quint64 run, const Result<enrollment::Outcome>& outcome);
    void backToRequest();
    void newRequest();
    void edit(const orders::Order& order);
    void fillFrom(const orders::Order& order);
    void showOrder(const orders::OrderId& id);
    void showEnded(const orders::OrderId& id);
    void showOutcome(const enrollment::Outcome& outcome);
    void show(QWidget* panel);
    QString authorityName() const;

    workspace::Workspace& m_workspace;
    QString m_connectorId;
    Offer m_offer;
    Operation m_loading;
    Operation m_reviewing;
    std::stop_source m_stopKey; ///< of an order that has not left
    quint64 m_run = 0; ///< counts the orders made here
    bool m_isOrdering = false;
    bool m_ordersAnyway = false; ///< the person knows of the open order for the same
    orders::OrderId m_sent; ///< the latest order made here
    orders::OrderId m_formOf; ///< the order that was made from what stands in the form
    orders::OrderId m_shown;
    QHash<orders::OrderId, FileSeal> m_seals; ///< until delivered, failed or given up
    std::optional<FileSeal> m_seal; ///< of the order that has no id yet
    MessageBar* m_messages;
    QStackedWidget* m_stack;
    EmptyState* m_empty;
    RequestForm* m_request;
    ConfirmPanel* m_confirm;
    OrderProgress* m_progress;
    QWidget* m_progressPage = nullptr;
    ResultPanel* m_result;
};

} // namespace gatehouse::ui
