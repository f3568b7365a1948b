// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>

class QComboBox;

namespace gatehouse::ui {

/// Lets a box be typed into: what contains the text is suggested, whatever the case, and nothing is
/// added to its list. Bears a hundred thousand rows. `name` and `about` are those of the list that
/// drops down. To be called once the box has its model.
void suggestWhileTyping(QComboBox& box, const QString& name, const QString& about);

} // namespace gatehouse::ui
