// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <core/settings/connectorsettings.h>
#include <core/settings/jsontext.h>

// A connector as JSON, as it is stored and exported. Used inside core/settings only.
namespace gatehouse::settings {

bool isSecretKey(QStringView key);

/// The whole connector; leaves out what `isSecretKey` says is a secret. The UUID is left out of
/// what others will read: who imports a connector must not thereby get at secrets filed under it.
Json documentOf(const ConnectorSettings& settings, bool withUuid);

/// A connector from a stored file, exactly as it was written. LocalFile error that names the file.
Result<ConnectorSettings> connectorFrom(const Json& document, const QString& fileName);

/// A profile, in the spelling of a stored file or of CA Gateway's; what was not understood is added
/// to `notes`.
LocalProfile profileFrom(const Json& entry, QStringList& notes);

/// The member of this name in any spelling; nullptr when there is none or `object` is none.
const Json* memberOf(const Json& object, QStringView name);
/// The member as text; empty when there is none.
QString memberText(const Json& object, QStringView name);

} // namespace gatehouse::settings
