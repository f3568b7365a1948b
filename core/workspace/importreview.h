// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <core/workspace/workspace.h>

// Used inside core/workspace only.
namespace gatehouse::workspace {

/// What is different, in the order of the form. Without `before` all that `after` sets.
QList<ImportReview::Change> changesBetween(const std::optional<settings::ConnectorSettings>& before,
    const settings::ConnectorSettings& after);

/// The endangered secrets that the import does not bring anew.
QStringList lostSecrets(const std::optional<settings::ConnectorSettings>& before,
    const settings::ImportedConnector& imported);

} // namespace gatehouse::workspace
