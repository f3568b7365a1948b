// SPDX-License-Identifier: Apache-2.0
#include <ui/window/returnkey.h>

#include <QAbstractSpinBox>
#include <QApplication>
#include <QCheckBox>
#include <QComboBox>
#include <QKeyEvent>
#include <QLineEdit>
#include <QPushButton>
#include <QRadioButton>
#include <QStatusBar>

#include <algorithm>

namespace gatehouse::ui {

namespace {

bool isOneLineField(const QWidget* widget)
{
    return qobject_cast<const QLineEdit*>(widget) != nullptr
        || qobject_cast<const QComboBox*>(widget) != nullptr
        || qobject_cast<const QAbstractSpinBox*>(widget) != nullptr
        || qobject_cast<const QCheckBox*>(widget) != nullptr
        || qobject_cast<const QRadioButton*>(widget) != nullptr;
}

QPushButton* primaryIn(const QWidget* panel)
{
    const auto buttons = panel->findChildren<QPushButton*>();
    const auto found =
        std::find_if(buttons.begin(), buttons.end(), [panel](const QPushButton* button) {
            return button->isDefault() && button->isVisibleTo(panel);
        });
    return found != buttons.end() ? *found : nullptr;
}

} // namespace

QPushButton* buttonOfReturn(QWidget* focused, bool isForced)
{
    if (auto* button = qobject_cast<QPushButton*>(focused); button != nullptr && !isForced)
        return button;
    if (focused == nullptr || (!isForced && !isOneLineField(focused)))
        return nullptr;
    for (const QWidget* panel = focused; panel != nullptr && !panel->isWindow();
         panel = panel->parentWidget()) {
        if (QPushButton* primary = primaryIn(panel))
            return primary;
    }
    return nullptr;
}

void pressButtonOfReturn(const QKeyEvent& event, QStatusBar& status)
{
    const auto modifiers = event.modifiers() & ~Qt::KeyboardModifiers(Qt::KeypadModifier);
    const bool isForced = modifiers == Qt::KeyboardModifiers(Qt::ControlModifier);
    if (event.isAutoRepeat() || (modifiers && !isForced))
        return;
    QPushButton* button = buttonOfReturn(QApplication::focusWidget(), isForced);
    if (button == nullptr)
        return;
    if (button->isEnabled())
        button->click();
    else
        status.showMessage(button->toolTip());
}

} // namespace gatehouse::ui
