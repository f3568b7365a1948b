// SPDX-License-Identifier: Apache-2.0
#include "bodyreader.h"

namespace gatehouse::sandbox {

BodyReader::BodyReader(QByteArrayView body, EmptyBody empty)
    : m_body(Json::object())
{
    if (body.trimmed().isEmpty() && empty == EmptyBody::IsEmptyObject)
        return;
    std::optional<Json> json = parseJson(body);
    // A JSON string such as "" is what some clients send for "nothing": SCM refuses it, and so do
    // we.
    if (!json || !json->is_object())
        failParse();
    else
        m_body = *std::move(json);
}

const Json* BodyReader::member(const char* name) const
{
    const auto found = m_body.find(name);
    return found == m_body.end() || found->is_null() ? nullptr : &*found;
}

void BodyReader::fail(int number, const QString& description)
{
    if (!m_error)
        m_error = ApiError { .status = 400, .code = number, .description = description };
}

void BodyReader::failParse()
{
    fail(code::unparsableBody, QStringLiteral("Cannot parse message body"));
}

std::optional<qint64> BodyReader::integer(const char* name)
{
    const Json* json = member(name);
    if (json == nullptr)
        return std::nullopt;
    const std::optional<qint64> value = toInteger(*json);
    if (!value)
        failParse();
    return value;
}

qint64 BodyReader::requiredInteger(const char* name)
{
    const std::optional<qint64> value = integer(name);
    if (!value) {
        fail(code::invalidField,
            QStringLiteral("Value of '%1' must not be null.").arg(QLatin1String(name)));
    } else if (*value < 1) {
        fail(code::invalidField,
            QStringLiteral("Value of '%1' must be greater than or equal to 1.")
                .arg(QLatin1String(name)));
    }
    return value.value_or(0);
}

std::optional<bool> BodyReader::boolean(const char* name)
{
    const Json* json = member(name);
    if (json == nullptr)
        return std::nullopt;
    if (!json->is_boolean()) {
        failParse();
        return std::nullopt;
    }
    return json->get<bool>();
}

std::optional<QString> BodyReader::text(const char* name, qsizetype maximum)
{
    const Json* json = member(name);
    if (json == nullptr)
        return std::nullopt;
    if (!json->is_string()) {
        failParse();
        return std::nullopt;
    }
    QString value = QString::fromStdString(json->get_ref<const std::string&>());
    if (value.size() > maximum) {
        fail(code::invalidField,
            QStringLiteral("Length of '%1' must be between 0 and %2.")
                .arg(QLatin1String(name))
                .arg(maximum));
    }
    return value;
}

QString BodyReader::requiredText(const char* name, qsizetype maximum)
{
    const std::optional<QString> value = text(name, maximum);
    if (!value || value->isEmpty()) {
        fail(code::invalidField,
            QStringLiteral("Value of '%1' must not be empty.").arg(QLatin1String(name)));
    }
    return value.value_or(QString());
}

std::optional<QStringList> BodyReader::textList(const char* name)
{
    const Json* json = member(name);
    if (json == nullptr)
        return std::nullopt;
    if (!json->is_array()) {
        failParse();
        return std::nullopt;
    }
    QStringList list = toStringList(*json);
    if (static_cast<std::size_t>(list.size()) != json->size())
        failParse();
    return list;
}

std::optional<QList<NameValue>> BodyReader::nameValues(const char* name)
{
    const Json* json = member(name);
    if (json == nullptr)
        return std::nullopt;
    QList<NameValue> fields;
    if (!json->is_array()) {
        failParse();
        return fields;
    }
    for (const Json& item : *json) {
        const NameValue field { memberText(item, "name"), memberText(item, "value") };
        if (!item.is_object()) {
            failParse();
        } else if (field.name.isEmpty() || field.name.size() > 256 || field.value.size() > 256) {
            fail(code::invalidField,
                QStringLiteral("Value of '%1' is not valid.").arg(QLatin1String(name)));
        }
        fields.append(field);
    }
    return fields;
}

std::optional<Json> BodyReader::object(const char* name)
{
    const Json* json = member(name);
    if (json == nullptr)
        return std::nullopt;
    if (!json->is_object())
        failParse();
    return *json;
}

} // namespace gatehouse::sandbox
