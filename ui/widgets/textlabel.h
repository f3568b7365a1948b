// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>

class QLabel;
class QWidget;

// Texts to read, select and copy, with the mouse and from the keyboard.
namespace gatehouse::ui {

/// How the keyboard comes to a text.
enum class TextStop {
    Tab, ///< as to a field: results, errors, details
    None ///< not at all: hints, which the description of their field says too, and headings
};

/// Also for a label that carries something else now, such as an error after a hint.
void makeSelectable(QLabel* label, TextStop stop = TextStop::Tab);
/// Plain text that wraps and can be selected.
QLabel* textLabel(const QString& name, QWidget* parent, TextStop stop = TextStop::Tab);

} // namespace gatehouse::ui
