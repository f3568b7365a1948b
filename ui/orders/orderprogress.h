// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <core/workspace/workspace.h>

#include <QTimer>
#include <QWidget>

class QLabel;
class QPushButton;

namespace gatehouse::ui {

class InlineNote;
class MessageBar;
class ScheduleBar;

/// An order while it is made and waited for: where it stands, what the CA said last, and what a
/// person can do about it.
class OrderProgress final : public QWidget {
    Q_OBJECT

public:
    explicit OrderProgress(workspace::Workspace& workspace, QWidget* parent = nullptr);

    /// Before there is an order: the key is made, or the request is being sent. Its key can still
    /// be cancelled (`cancelled`).
    void showBegin(const QString& title, const enrollment::Progress& progress);
    /// This order of the tracker's, live, until another is shown.
    void follow(const orders::OrderId& id);
    void clear();
    const orders::OrderId& order() const { return m_order; }

Q_SIGNALS:
    void cancelled(); ///< while nothing has been ordered
    void left(); ///< the order is not open any more
    void givenUp();

protected:
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;

private:
    QWidget* makeFacts();
    QWidget* makeButtons();
    void refresh();
    void showFacts(const workspace::TrackedOrder& tracked);
    void showButtons(const workspace::TrackedOrder& tracked);
    void readPolicy(const orders::Order& order);
    void checkNow();
    void resume();
    void askToGiveUp();
    void giveUp();

    workspace::Workspace& m_workspace;
    orders::OrderId m_order;
    QTimer m_second;
    bool m_isChecking = false;
    QLabel* m_title;
    InlineNote* m_state;
    ScheduleBar* m_schedule;
    MessageBar* m_messages;
    QLabel* m_answer = nullptr;
    QLabel* m_status = nullptr;
    QLabel* m_id = nullptr;
    QPushButton* m_check = nullptr;
    QPushButton* m_stop = nullptr;
    QPushButton* m_resume = nullptr;
    QPushButton* m_giveUp = nullptr;
    QPushButton* m_cancel = nullptr;
};

} // namespace gatehouse::ui
