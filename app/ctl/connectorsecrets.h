// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <app/ctl/context.h>
#include <core/workspace/workspace.h>

#include <QCommandLineOption>

namespace gatehouse::ctl {

// The secrets of a connector, as the commands that change one ask for them, keep and drop them.

QCommandLineOption keepSecretsOption();

/// The error, with --keep-secrets named as the way out.
Error withWayOut(Error error);

/// Which of these secrets are kept somewhere.
Task<Result<QStringList>> keptSecrets(
    Context& context, settings::ConnectorSettings settings, QStringList keys);

/// The kept secrets that would go somewhere else after the change are entered again, or dropped
/// where they are not needed any more. A Usage error names the secret where nobody can be asked.
Task<Result<workspace::SecretChanges>> askEndangered(Context& context,
    settings::ConnectorSettings before, settings::ConnectorSettings after,
    workspace::SecretChanges changes);

/// The secrets that are missing, asked for where that is possible.
Task<Result<QMap<QString, Secret>>> askMissing(
    Context& context, settings::ConnectorSettings settings);

/// Saves the settings with their secrets. Reports what is still wrong, without refusing to save: a
/// connector may be set up in several steps, and where no store takes its secrets.
Task<Result<void>> saveConnector(
    Context& context, settings::ConnectorSettings settings, workspace::SecretChanges changes);

} // namespace gatehouse::ctl
