// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>

class QString;
class QWidget;

namespace gatehouse::ui {

class UiState;

/// Asks where to save a file and calls `write` with the path, or never. Does not block; remembers
/// the folder. `name` is the suggestion, with a suffix. The dialog's objectName is "saveDialog".
void askWhereToSave(QWidget* parent, UiState& state, const QString& title, const QString& name,
    const std::function<void(const QString&)>& write);

} // namespace gatehouse::ui
