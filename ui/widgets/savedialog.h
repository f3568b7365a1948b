// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QStringList>

#include <functional>

class QWidget;

namespace gatehouse::ui {

class UiState;

/// What a file dialog for saving asks.
struct SaveQuestion {
    QString title;
    QString name; ///< the suggestion, with a suffix; with a folder it starts there, otherwise in
                  ///< the folder of last time
    QStringList filters; ///< "PEM (*.pem)"; all files come last by themselves
};

/// Asks where to save a file and calls `write` with the path, or never. Does not block; remembers
/// the folder. The dialog's objectName is "saveDialog".
void askWhereToSave(QWidget* parent, UiState& state, const SaveQuestion& question,
    const std::function<void(const QString&)>& write);

} // namespace gatehouse::ui
