// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QByteArray>
#include <QString>
#include <QStringList>

#include <nlohmann/json.hpp>

#include <optional>

namespace gatehouse::sandbox {

/// Keeps the order of members: SCM's clients give a meaning to the order of key types.
using Json = nlohmann::ordered_json;

/// The document, or nothing where `bytes` is not JSON. Never throws.
std::optional<Json> parseJson(QByteArrayView bytes);
/// One line, UTF-8; ill-formed text is replaced, never thrown about.
QByteArray toBytes(const Json& json);
/// A JSON string.
Json toJson(const QString& text);
/// An array of strings.
Json toJson(const QStringList& texts);
/// The strings of an array; elements that are none are left out.
QStringList toStringList(const Json& json);
/// A member's text; empty where it is absent or no string.
QString memberText(const Json& object, const char* name);
/// A number, or a string that spells one: SCM takes both. Nothing for anything else.
std::optional<qint64> toInteger(const Json& json);
/// A member as `toInteger` reads it.
std::optional<qint64> memberInteger(const Json& object, const char* name);

} // namespace gatehouse::sandbox
