// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>

class QAction;
class QWidget;

// What cannot be done now says why: to the mouse, to the status bar, to a screen reader.
namespace gatehouse::ui {

/// Disables with this reason, or enables when it is empty; `about` is what the tool tip says then.
void setAvailable(QWidget* widget, const QString& reason, const QString& about = {});
void setAvailable(QAction* action, const QString& reason, const QString& about = {});

} // namespace gatehouse::ui
