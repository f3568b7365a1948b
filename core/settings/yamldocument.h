// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <core/settings/jsontext.h>

// CA Gateway's application.yml. Used inside core/settings only.
namespace gatehouse::settings {

/// The managed-cas part of a YAML text (also one level down, also in a later document of the same
/// file) as JSON, with every scalar a text; aliases and merge keys are resolved. LocalFile error
/// with line and column, never with a part of the text; also when it is larger than
/// maximumDocumentSize, when it has no such part, or when its aliases multiply beyond measure.
Result<Json> parseManagedCas(QByteArrayView bytes);

} // namespace gatehouse::settings
