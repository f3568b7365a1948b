// SPDX-License-Identifier: Apache-2.0
#include <app/gateway/json.h>

#include <algorithm>

namespace gatehouse::gateway {

namespace {

constexpr int maximumDepth = 16;

} // namespace

std::optional<Json> parseJson(QByteArrayView bytes, QString& problem)
{
    bool tooDeep = false;
    const auto guard = [&tooDeep](int depth, Json::parse_event_t, Json&) {
        tooDeep = tooDeep || depth > maximumDepth;
        return !tooDeep;
    };
    try {
        Json document = Json::parse(bytes.begin(), bytes.end(), guard);
        if (!tooDeep)
            return document;
        problem = QStringLiteral("it is nested deeper than %1 levels").arg(maximumDepth);
    } catch (const Json::parse_error& error) {
        const auto at = qBound<qsizetype>(0, static_cast<qsizetype>(error.byte) - 1, bytes.size());
        const QByteArrayView before = bytes.first(at);
        const auto line = std::count(before.begin(), before.end(), '\n') + 1;
        const auto column = before.size() - (before.lastIndexOf('\n') + 1) + 1;
        problem = QStringLiteral("it is not JSON at line %1, column %2").arg(line).arg(column);
    } catch (const Json::exception&) {
        problem = QStringLiteral("it is not JSON");
    }
    return std::nullopt;
}

QByteArray toBytes(const Json& json)
{
    return QByteArray::fromStdString(json.dump(-1, ' ', false, Json::error_handler_t::replace));
}

Json toJson(const QString& text)
{
    return text.toStdString();
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
    return text.is_string() ? QString::fromStdString(text.get_ref<const std::string&>())
                            : QString();
}

const Json* member(const Json& object, const char* name)
{
    if (!object.is_object())
        return nullptr;
    const auto found = object.find(name);
    return found == object.end() || found->is_null() ? nullptr : &*found;
}

} // namespace gatehouse::gateway
