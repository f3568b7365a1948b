// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QList>

class QWidget;

// Moving between the parts of a window by keyboard.
namespace gatehouse::ui {

/// Gives the focus to the first widget in `pane` that takes it by Tab, or to the one that had it
/// last. False when there is none.
bool focusInto(QWidget* pane);
/// From the pane that has the focus to the next that can take it, in a circle.
void focusNextPane(const QList<QWidget*>& panes, bool isForward);

} // namespace gatehouse::ui
