// SPDX-License-Identifier: Apache-2.0
#include <ui/window/returnkey.h>

#include <QAbstractSpinBox>
#include <QCheckBox>
#include <QComboBox>
#include <QLineEdit>
#include <QPushButton>
#include <QRadioButton>

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
    for (const QWidget* panel = focused->parentWidget(); panel != nullptr && !panel->isWindow();
         panel = panel->parentWidget()) {
        if (QPushButton* primary = primaryIn(panel))
            return primary;
    }
    return nullptr;
}

} // namespace gatehouse::ui
