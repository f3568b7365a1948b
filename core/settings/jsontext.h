// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <core/result.h>

#include <QByteArrayView>
#include <QString>

#include <nlohmann/json.hpp>

// JSON whose member order matters, and files that people write by hand. Used inside core/settings
// only.
namespace gatehouse::settings {

using Json = nlohmann::ordered_json;

/// No settings file is larger, and no larger text is parsed.
constexpr qsizetype maximumDocumentSize = qsizetype { 1024 } * 1024;

/// Parses a whole text. LocalFile error with line and column, never with a part of the text, which
/// may hold a secret; also when it is larger than maximumDocumentSize or nested deeper than 32
/// levels. `name` is what the message calls it.
Result<Json> parseJson(QByteArrayView bytes, const QString& name);

QString textOf(const std::string& text);
std::string utf8Of(QStringView text);
/// A value as a property holds it: texts as they are, anything else as JSON without blanks; null is
/// empty.
QString propertyText(const Json& value);
/// Without blanks; never throws.
QString compactText(const Json& value);

} // namespace gatehouse::settings
