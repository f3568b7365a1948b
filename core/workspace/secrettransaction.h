// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <core/workspace/workspace.h>

// Used inside core/workspace only.
namespace gatehouse::workspace {

/// The store as it will be once `unsaved` is saved.
std::shared_ptr<secrets::SecretStore> withUnsaved(std::shared_ptr<secrets::SecretStore> store,
    const settings::ConnectorSettings& settings, const SecretChanges& unsaved);

/// What a connector's secrets were before they were changed.
using SecretsBefore = QList<std::pair<secrets::SecretName, std::optional<Secret>>>;

/// Writes and removes all of them, or none: after an error the store is as it was.
Task<Result<SecretsBefore>> changeSecrets(std::shared_ptr<secrets::SecretStore> store,
    settings::ConnectorSettings settings, SecretChanges changes);

/// Puts back what was there, as far as the store lets it.
Task<void> restoreSecrets(std::shared_ptr<secrets::SecretStore> store, SecretsBefore before);

} // namespace gatehouse::workspace
