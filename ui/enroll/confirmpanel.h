// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <core/enrollment/plan.h>

#include <QTimer>
#include <QWidget>

class QLabel;
class QPushButton;

namespace gatehouse::ui {

class DetailsGrid;
class MessageBar;

/// The second state of the page: what will be ordered, spelled out, and the button that orders it.
class ConfirmPanel final : public QWidget {
    Q_OBJECT

public:
    explicit ConfirmPanel(QWidget* parent = nullptr);

    /// `authority` is the certificate authority's name, `target` what a PKCS #12 is for.
    void setPlan(const enrollment::Plan& plan, const QString& authority, const QString& target);
    const enrollment::Plan& plan() const { return m_plan; }
    /// While the order is on its way there is no second one.
    void setBusy(bool isBusy);
    MessageBar& messages() { return *m_messages; }

Q_SIGNALS:
    void orderRequested();
    void backRequested();

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    QWidget* makeFooter();
    void updateButtons();

    enrollment::Plan m_plan;
    bool m_isBusy = false;
    QTimer m_arming; ///< the second half of a double click on "Review" buys nothing
    MessageBar* m_messages;
    DetailsGrid* m_facts;
    QLabel* m_rules;
    QPushButton* m_order = nullptr;
    QPushButton* m_back = nullptr;
};

} // namespace gatehouse::ui
