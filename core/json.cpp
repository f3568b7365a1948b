// SPDX-License-Identifier: Apache-2.0
#include <core/json.h>

#include <algorithm>

namespace gatehouse {

namespace {

JsonFault faultAt(QByteArrayView bytes, qsizetype offset)
{
    const QByteArrayView before = bytes.first(qBound<qsizetype>(0, offset, bytes.size()));
    JsonFault fault;
    fault.line = std::count(before.begin(), before.end(), '\n') + 1;
    fault.column = before.size() - (before.lastIndexOf('\n') + 1) + 1;
    return fault;
}

} // namespace

tl::expected<Json, JsonFault> parseJson(QByteArrayView bytes, int deepest)
{
    JsonFault fault;
    const auto guard = [&fault, deepest](int depth, Json::parse_event_t, Json&) {
        fault.isTooDeep = fault.isTooDeep || depth > deepest;
        return !fault.isTooDeep;
    };
    try {
        Json document = Json::parse(bytes.begin(), bytes.end(), guard);
        if (!fault.isTooDeep)
            return document;
    } catch (const Json::parse_error& error) {
        fault = faultAt(bytes, static_cast<qsizetype>(error.byte) - 1);
    } catch (const Json::exception&) {
        fault = {};
    }
    return tl::unexpected<JsonFault>(fault);
}

QByteArray toBytes(const Json& json)
{
    return QByteArray::fromStdString(json.dump(-1, ' ', false, Json::error_handler_t::replace));
}

Json toJson(const QString& text)
{
    return utf8Of(text);
}

Json toJson(const QStringList& texts)
{
    Json list = Json::array();
    for (const QString& text : texts)
        list.push_back(toJson(text));
    return list;
}

QString toText(const Json& text)
{
    return text.is_string() ? textOf(text.get_ref<const std::string&>()) : QString();
}

const Json* member(const Json& object, const char* name)
{
    if (!object.is_object())
        return nullptr;
    const auto found = object.find(name);
    return found == object.end() || found->is_null() ? nullptr : &*found;
}

QString textOf(const std::string& utf8)
{
    return QString::fromStdString(utf8);
}

std::string utf8Of(QStringView text)
{
    return text.toUtf8().toStdString();
}

} // namespace gatehouse
