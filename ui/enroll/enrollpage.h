// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <core/workspace/workspace.h>
#include <ui/page.h>

#include <QHash>

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

private:
    EnrollView* current() const;
    void forgetRemoved();

    workspace::Workspace& m_workspace;
    UiState& m_state;
    QStackedWidget* m_stack;
    QWidget* m_nothing;
    QHash<QString, EnrollView*> m_views;
};

} // namespace gatehouse::ui
