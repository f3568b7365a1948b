// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <ui/widgets/textlabel.h>

#include <QString>

class QLabel;
class QVBoxLayout;
class QWidget;

// What the forms of this room are put together from.
namespace gatehouse::ui {

/// A label above its field; `mandatory` marks it in words a screen reader speaks, too.
QLabel* addLabel(QVBoxLayout* layout, const QString& text, QWidget* field, bool mandatory = false);
/// A section's heading.
QLabel* addHeading(QVBoxLayout* layout, const QString& text);

} // namespace gatehouse::ui
