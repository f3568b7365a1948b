// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QIcon>

namespace gatehouse::ui {

/// The program's own picture, for title bars and task lists.
QIcon applicationIcon();

} // namespace gatehouse::ui
