// SPDX-License-Identifier: Apache-2.0
#include <ui/window/contextmenukey.h>

#include <QApplication>
#include <QContextMenuEvent>
#include <QKeyEvent>
#include <QWidget>

namespace gatehouse::ui {

bool isContextMenuKey(const QKeyEvent& event)
{
    return event.key() == Qt::Key_F10 && event.modifiers() == Qt::ShiftModifier;
}

void askForContextMenu(QWidget* focused)
{
    if (focused == nullptr)
        return;
    const QPoint place = focused->inputMethodQuery(Qt::ImCursorRectangle).toRect().center();
    QContextMenuEvent event(QContextMenuEvent::Keyboard, place, focused->mapToGlobal(place));
    QApplication::sendEvent(focused, &event);
}

} // namespace gatehouse::ui
