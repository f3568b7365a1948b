// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <core/json.h>
#include <core/result.h>

// JSON in files that people write by hand. Used inside core/settings only.
namespace gatehouse::settings {

/// No settings file is larger, and no larger text is parsed.
constexpr qsizetype maximumDocumentSize = qsizetype { 1024 } * 1024;

/// Parses a whole text. LocalFile error with line and column, never with a part of the text, which
/// may hold a secret; also when it is larger than maximumDocumentSize or nested deeper than 32
/// levels. `name` is what the message calls it.
Result<Json> parseDocument(QByteArrayView bytes, const QString& name);

/// A value as a property holds it: texts as they are, anything else as JSON without blanks; null is
/// empty.
QString propertyText(const Json& value);

} // namespace gatehouse::settings
