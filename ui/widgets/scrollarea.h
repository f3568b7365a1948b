// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>

class QScrollArea;
class QWidget;

namespace gatehouse::ui {

/// A frameless area that scrolls `content`; `about` is what a screen reader calls it, since it
/// takes the focus to be scrolled by keyboard.
QScrollArea* scrollAround(
    QWidget* content, const QString& objectName, const QString& about, QWidget* parent);

} // namespace gatehouse::ui
