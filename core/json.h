// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QByteArrayView>
#include <QString>
#include <QStringList>

#include <nlohmann/json.hpp>
#include <tl/expected.hpp>

#include <string>

// JSON whose member order or shape matters, between bytes, QString and nlohmann's values. Nothing
// here throws. Who uses it links nlohmann_json.
namespace gatehouse {

using Json = nlohmann::ordered_json;

/// Why a text is not the JSON that was expected; each caller has words of its own for it.
struct JsonFault {
    bool isTooDeep = false; ///< JSON, but nested too deep
    qsizetype line = 0; ///< from 1, as is the column; 0 where no place can be told
    qsizetype column = 0;
};

/// Parses a whole text that is nested at most `deepest` levels: what walks the result is recursive,
/// so deep nesting is cut off while it is read. The fault never holds a part of the text, which may
/// be a secret.
tl::expected<Json, JsonFault> parseJson(QByteArrayView bytes, int deepest);
/// One line without blanks; ill-formed UTF-8 is replaced.
QByteArray toBytes(const Json& json);

Json toJson(const QString& text);
Json toJson(const QStringList& texts);
QString toText(const Json& text); ///< empty for anything but a string
/// A member; nullptr when it is absent or null, or `object` is none.
const Json* member(const Json& object, const char* name);

QString textOf(const std::string& utf8);
std::string utf8Of(QStringView text);

} // namespace gatehouse
