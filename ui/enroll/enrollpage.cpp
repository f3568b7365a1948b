// SPDX-License-Identifier: Apache-2.0
#include <ui/enroll/enrollpage.h>
#include <ui/enroll/enrollview.h>
#include <ui/widgets/emptystate.h>

#include <QStackedWidget>
#include <QVBoxLayout>

namespace gatehouse::ui {

EnrollPage::EnrollPage(workspace::Workspace& workspace, UiState& state, QWidget* parent)
    : Page(parent)
    , m_workspace(workspace)
    , m_state(state)
    , m_stack(new QStackedWidget(this))
    , m_nothing(new EmptyState(QStringLiteral("ca"), tr("No certificate authority"),
          tr("Choose one at the side, or add one there. Then certificates are ordered here."),
          this))
{
    setObjectName(QStringLiteral("enrollPage"));
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_stack);
    m_stack->addWidget(m_nothing);
    connect(&m_workspace, &workspace::Workspace::connectorsChanged, this,
        &EnrollPage::followConnectors);
}

void EnrollPage::showConnector(const QString& id)
{
    if (id.isEmpty()) {
        m_stack->setCurrentWidget(m_nothing);
        return;
    }
    // One whose file cannot be read has no UUID; its view says why.
    const auto settings = m_workspace.load(id);
    EnrollView*& view = m_views[settings ? settings->uuid : QUuid()];
    if (view != nullptr)
        view->setConnectorId(id);
    if (view == nullptr) {
        view = new EnrollView(m_workspace, m_state, id, m_stack);
        connect(view, &EnrollView::wantsToGo, this, &Page::wantsToGo);
        m_stack->addWidget(view);
    } else {
        view->returnTo();
    }
    m_stack->setCurrentWidget(view);
}

EnrollView* EnrollPage::current() const
{
    return qobject_cast<EnrollView*>(m_stack->currentWidget());
}

void EnrollPage::goTo(const Destination& destination)
{
    if (EnrollView* view = current())
        view->goTo(destination);
}

void EnrollPage::refresh()
{
    if (EnrollView* view = current())
        view->refresh();
}

void EnrollPage::focusFilter()
{
    if (EnrollView* view = current())
        view->focusFilter();
}

void EnrollPage::cancel()
{
    if (EnrollView* view = current())
        view->cancel();
}

orders::OrderId EnrollPage::shownOrder() const
{
    const EnrollView* view = current();
    return view != nullptr && isVisible() && window()->isActiveWindow() ? view->shownOrder()
                                                                        : orders::OrderId();
}

QString EnrollPage::withRequest() const
{
    for (const EnrollView* view : m_views) {
        if (view->hasRequest())
            return view->connectorId();
    }
    return {};
}

/// Those that are gone go, and those that were renamed are known by their new id.
void EnrollPage::followConnectors()
{
    QHash<QUuid, QString> there;
    const QList<settings::ConnectorSettings> connectors = m_workspace.connectors().connectors;
    for (const settings::ConnectorSettings& connector : connectors)
        there.insert(connector.uuid, connector.id);
    for (auto it = m_views.begin(); it != m_views.end();) {
        EnrollView* view = it.value();
        if (there.contains(it.key())) {
            view->setConnectorId(there.value(it.key()));
            ++it;
            continue;
        }
        if (m_stack->currentWidget() == view)
            m_stack->setCurrentWidget(m_nothing);
        view->deleteLater();
        it = m_views.erase(it);
    }
}

} // namespace gatehouse::ui
