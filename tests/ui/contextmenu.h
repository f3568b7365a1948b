// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QApplication>
#include <QContextMenuEvent>
#include <QMenu>

#include <algorithm>

namespace gatehouse::testsupport {

/// What the Menu key brings up over `view`, in place of what it brought up before; null: nothing.
inline QMenu* menuByKey(QWidget& view, const char* name = "tableMenu")
{
    delete view.window()->findChild<QMenu*>(QString::fromLatin1(name));
    const QPoint place = view.inputMethodQuery(Qt::ImCursorRectangle).toRect().center();
    QContextMenuEvent event(QContextMenuEvent::Keyboard, place, view.mapToGlobal(place));
    QApplication::sendEvent(&view, &event);
    return view.window()->findChild<QMenu*>(QString::fromLatin1(name));
}

/// Its action of this name, also one of its submenus'; null: there is none.
inline QAction* actionIn(const QMenu* menu, const char* name)
{
    const QList<QAction*> actions = menu->actions();
    for (QAction* action : actions) {
        if (action->objectName() == QLatin1String(name))
            return action;
        if (const auto* below = action->menu()) {
            if (QAction* found = actionIn(below, name))
                return found;
        }
    }
    return nullptr;
}

} // namespace gatehouse::testsupport
