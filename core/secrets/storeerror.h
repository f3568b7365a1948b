// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <core/secrets/secretstore.h>

// What the stores share. Used inside core/secrets only.
namespace gatehouse::secrets {

/// "login-password of sectigo-1", for messages; never a value.
QString displayName(const SecretName& name);

/// A SecretStore error; `cause` without its "secrets/".
Error storeError(const char* cause, QString message, const QString& detail = {});

/// Whether the store itself is not there, as where no key chain runs.
bool isAbsence(const Error& error);

/// Error "secrets/too-long" or "secrets/not-text" when a key chain could not hold this value as it
/// is.
Result<void> checkValue(const SecretName& name, const Secret& value);

} // namespace gatehouse::secrets
