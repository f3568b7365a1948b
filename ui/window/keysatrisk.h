// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <core/secrets/sessionfallbackstore.h>
#include <core/workspace/workspace.h>

namespace gatehouse::ui {

/// Whether private keys of ours would be lost with this session: orders hold some, and the key that
/// seals them is only here.
bool mayLoseKeys(workspace::Workspace& workspace, const secrets::SessionFallbackStore& secrets);

} // namespace gatehouse::ui
