// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <core/workspace/workspace.h>
#include <ui/page.h>

#include <QHash>
#include <QUuid>

class QStackedWidget;

namespace gatehouse::ui {

class EnrollView;
class UiState;

/// PageId::Enroll: a view for each certificate authority that was shown, so that nothing typed or
/// under way is lost by looking at another one.
class EnrollPage final : public Page {
    Q_OBJECT

public:
    EnrollPage(workspace::Workspace& workspace, UiState& state, QWidget* parent = nullptr);

    void showConnector(const QString& id) override;
    void goTo(const Destination& destination) override;
    void refresh() override;
    void focusFilter() override;
    void cancel() override;
    /// The order a person sees here, if the page is seen at all; for notifications.
    orders::OrderId shownOrder() const;
    /// The id of a certificate authority for which something is entered and not ordered, or empty.
    QString withRequest() const;

private:
    EnrollView* current() const;
    void followConnectors();

    workspace::Workspace& m_workspace;
    UiState& m_state;
    QStackedWidget* m_stack;
    QWidget* m_nothing;
    QHash<QUuid, EnrollView*> m_views; ///< ids may change
};

} // namespace gatehouse::ui
