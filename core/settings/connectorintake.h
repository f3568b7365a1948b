// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <core/settings/jsontext.h>
#include <core/settings/settingsstore.h>

// From a foreign document to connectors. Used inside core/settings only.
namespace gatehouse::settings {

/// Takes over one or more connectors: an object with an "id", a list of such, or a map from id to
/// such an object. Names may be written with '-', '_' or in camel case. Entries of other connectors
/// than Sectigo's are skipped with a note. Texts of secrets are overwritten in `document`.
/// LocalFile error, which names the entry, when nothing can be taken over.
Result<QList<ImportedConnector>> takeConnectors(Json& document);

} // namespace gatehouse::settings
