// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <core/workspace/checkhistory.h>

// The file of the check history: JSON lines, the newest last. These wait for the disk and for other
// programs, so they are for a thread.
namespace gatehouse::workspace {

/// So many are kept.
constexpr qsizetype keptChecks = 1000;

/// Newest first. A line that cannot be read is skipped.
QList<CheckRecord> readChecks(const QString& path);
/// Adds one; shortens a file that has become long.
void appendCheck(const QString& path, const CheckRecord& record);

} // namespace gatehouse::workspace
