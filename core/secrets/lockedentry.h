// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <core/task.h>

#include <QString>

// Where the key chain library cannot tell a locked entry from a missing one. Used inside
// core/secrets only.
namespace gatehouse::secrets {

/// Whether the key chain holds this entry but has it locked, and nobody unlocked it when asked.
/// False where that cannot be known.
Task<bool> isEntryLocked(QString service, QString key);

} // namespace gatehouse::secrets
