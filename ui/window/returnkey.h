// SPDX-License-Identifier: Apache-2.0
#pragma once

class QKeyEvent;
class QPushButton;
class QStatusBar;
class QWidget;

namespace gatehouse::ui {

/// The button that Return presses: the focused one, or from a field of one line the primary button
/// of the panel it stands in; with `isForced` (Ctrl+Return) from anywhere in the panel. Null where
/// Return means nothing. A window is no dialog, so Qt has no such button for it.
QPushButton* buttonOfReturn(QWidget* focused, bool isForced);
/// Presses it, for a Return that the focused widget has no use for itself. A key held down presses
/// nothing; a disabled button says in the status bar why it is.
void pressButtonOfReturn(const QKeyEvent& event, QStatusBar& status);

} // namespace gatehouse::ui
