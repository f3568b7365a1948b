// SPDX-License-Identifier: Apache-2.0
#include "json.h"

#include <cmath>
#include <limits>

namespace gatehouse::sandbox {

std::optional<Json> parseJson(QByteArrayView bytes)
{
    Json json = Json::parse(bytes.begin(), bytes.end(), nullptr, false);
    if (json.is_discarded())
        return std::nullopt;
    return json;
}

QByteArray toBytes(const Json& json)
{
    return QByteArray::fromStdString(json.dump(-1, ' ', false, Json::error_handler_t::replace));
}

Json toJson(const QString& text)
{
    return Json(text.toStdString());
}

Json toJson(const QStringList& texts)
{
    Json array = Json::array();
    for (const QString& text : texts)
        array.push_back(text.toStdString());
    return array;
}

QStringList toStringList(const Json& json)
{
    QStringList texts;
    if (!json.is_array())
        return texts;
    for (const Json& item : json) {
        if (item.is_string())
            texts.append(QString::fromStdString(item.get_ref<const std::string&>()));
    }
    return texts;
}

QString memberText(const Json& object, const char* name)
{
    if (!object.is_object())
        return {};
    const auto member = object.find(name);
    if (member == object.end() || !member->is_string())
        return {};
    return QString::fromStdString(member->get_ref<const std::string&>());
}

std::optional<qint64> toInteger(const Json& json)
{
    if (json.is_number_unsigned()) {
        const auto value = json.get<quint64>();
        if (value > static_cast<quint64>(std::numeric_limits<qint64>::max()))
            return std::nullopt;
        return static_cast<qint64>(value);
    }
    if (json.is_number_integer())
        return json.get<qint64>();
    if (json.is_number_float()) {
        const auto value = json.get<double>();
        if (std::trunc(value) != value || std::abs(value) > 1e15)
            return std::nullopt;
        return static_cast<qint64>(value);
    }
    if (json.is_string()) {
        bool ok = false;
        const qint64 value =
            QString::fromStdString(json.get_ref<const std::string&>()).trimmed().toLongLong(&ok);
        if (ok)
            return value;
    }
    return std::nullopt;
}

std::optional<qint64> memberInteger(const Json& object, const char* name)
{
    if (!object.is_object())
        return std::nullopt;
    const auto member = object.find(name);
    return member == object.end() ? std::nullopt : toInteger(*member);
}

} // namespace gatehouse::sandbox
