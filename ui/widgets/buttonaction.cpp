// SPDX-License-Identifier: Apache-2.0
#include <ui/widgets/buttonaction.h>

#include <QEvent>
#include <QMenu>
#include <QPushButton>

namespace gatehouse::ui {

ButtonAction::ButtonAction(QPushButton* button)
    : QAction(button->icon(), button->text(), button)
    , m_button(button)
{
    setObjectName(button->objectName() + QStringLiteral("Action"));
    setCheckable(button->isCheckable());
    if (button->menu() != nullptr)
        setMenu(button->menu());
    else
        connect(this, &QAction::triggered, button, &QPushButton::click);
    connect(button, &QPushButton::toggled, this, &QAction::setChecked);
    button->installEventFilter(this);
    follow();
}

bool ButtonAction::eventFilter(QObject* watched, QEvent* event)
{
    switch (event->type()) {
    case QEvent::EnabledChange:
    case QEvent::ToolTipChange:
    case QEvent::ShowToParent:
    case QEvent::HideToParent:
        follow();
        break;
    default:
        break;
    }
    return QAction::eventFilter(watched, event);
}

void ButtonAction::follow()
{
    setEnabled(m_button->isEnabled());
    setVisible(!m_button->isHidden());
    setToolTip(m_button->toolTip());
    setStatusTip(m_button->toolTip());
    setWhatsThis(m_button->toolTip());
}

} // namespace gatehouse::ui
