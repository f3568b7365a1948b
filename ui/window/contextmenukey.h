// SPDX-License-Identifier: Apache-2.0
#pragma once

class QKeyEvent;
class QWidget;

// Shift+F10, for keyboards without a Menu key: Windows makes a context menu of it, Qt on other
// platforms does not.
namespace gatehouse::ui {

bool isContextMenuKey(const QKeyEvent& event);
/// As the Menu key does, at the cursor or the current row of `focused`.
void askForContextMenu(QWidget* focused);

} // namespace gatehouse::ui
