// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QList>

class QWidget;

// Moving between the parts of a window by keyboard.
namespace gatehouse::ui {

/// Gives the focus to the first widget in `pane` that takes it by Tab, or to the one that had it
/// last. False when there is none.
bool focusInto(QWidget* pane);
/// Keeps the focus beside a widget that was hidden or disabled while it had it. Qt would go to the
/// next button, whatever that does, and the Return meant for this one would press it. False when
/// `widget` can still have the focus.
bool keepFocusBeside(QWidget* widget);
/// From the pane that has the focus to the next that can take it, in a circle.
void focusNextPane(const QList<QWidget*>& panes, bool isForward);

} // namespace gatehouse::ui
