// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <core/result.h>
#include <ui/page.h>

namespace gatehouse::ui {

/// Where files belong that were dropped on the window, told by the content of the first. An error
/// says what could have been dropped.
Result<Destination> destinationOf(const QStringList& files);

} // namespace gatehouse::ui
