// SPDX-License-Identifier: Apache-2.0
#include <ui/widgets/availability.h>

#include <QAction>
#include <QWidget>

namespace gatehouse::ui {

void setAvailable(QWidget* widget, const QString& reason, const QString& about)
{
    const QString text = reason.isEmpty() ? about : reason;
    widget->setEnabled(reason.isEmpty());
    widget->setToolTip(text);
    widget->setStatusTip(text);
    widget->setAccessibleDescription(text);
}

void setAvailable(QAction* action, const QString& reason, const QString& about)
{
    const QString text = reason.isEmpty() ? about : reason;
    action->setEnabled(reason.isEmpty());
    action->setToolTip(text);
    action->setStatusTip(text);
    action->setWhatsThis(text);
}

} // namespace gatehouse::ui
