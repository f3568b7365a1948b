// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QByteArray>
#include <QString>
#include <QStringList>

#include <nlohmann/json.hpp>

#include <optional>

// JSON as the gateway reads and writes it. Nothing here throws.
namespace gatehouse::gateway {

using Json = nlohmann::ordered_json;

/// The document; nothing where `bytes` is not JSON or is nested deeper than any request. What is
/// wrong, with line and column, goes to `problem`.
std::optional<Json> parseJson(QByteArrayView bytes, QString& problem);
QByteArray toBytes(const Json& json);
Json toJson(const QString& text);
Json toJson(const QStringList& texts);
QString toText(const Json& text); ///< empty for anything but a string
/// A member; nullptr when it is absent or null, which mean the same throughout the API.
const Json* member(const Json& object, const char* name);

} // namespace gatehouse::gateway
