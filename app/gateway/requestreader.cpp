// SPDX-License-Identifier: Apache-2.0
#include <app/gateway/requestreader.h>

namespace gatehouse::gateway {

namespace {

constexpr int maximumDepth = 16; ///< no request is nested deeper

QString problemOf(const JsonFault& fault)
{
    if (fault.isTooDeep)
        return QStringLiteral("it is nested deeper than %1 levels").arg(maximumDepth);
    if (fault.line == 0)
        return QStringLiteral("it is not JSON");
    return QStringLiteral("it is not JSON at line %1, column %2").arg(fault.line).arg(fault.column);
}

} // namespace

RequestReader::RequestReader(const Json* object, QString path)
    : m_object(object)
    , m_path(std::move(path))
{
}

const Json* RequestReader::find(const char* name) const
{
    return m_object == nullptr ? nullptr : member(*m_object, name);
}

void RequestReader::fail(const QString& name, const QString& message, const QString& value)
{
    if (m_failure)
        return;
    ApiError error;
    error.status = status::badRequest;
    error.code = code::malformed;
    error.message = message;
    error.target = m_path.isEmpty() || name.isEmpty() ? m_path + name : m_path + u'.' + name;
    error.value = value;
    m_failure = error;
}

void RequestReader::takeFailure(const RequestReader& other)
{
    if (!m_failure)
        m_failure = other.m_failure;
}

QString RequestReader::text(const char* name)
{
    const Json* value = find(name);
    if (value == nullptr)
        return {};
    if (value->is_string())
        return toText(*value);
    if (value->is_number())
        return QString::fromStdString(value->dump());
    const QString label = QString::fromLatin1(name);
    fail(label, QStringLiteral("%1 must be a text.").arg(label));
    return {};
}

bool RequestReader::flag(const char* name, bool byDefault)
{
    const Json* value = find(name);
    if (value == nullptr)
        return byDefault;
    if (value->is_boolean())
        return value->get<bool>();
    const QString word = toText(*value).trimmed().toLower();
    if (word.isEmpty() && value->is_string())
        return byDefault;
    if (word == QLatin1String("true") || word == QLatin1String("false"))
        return word == QLatin1String("true");
    const QString label = QString::fromLatin1(name);
    fail(label, QStringLiteral("%1 must be true or false.").arg(label));
    return byDefault;
}

const Json* RequestReader::list(const char* name)
{
    const Json* value = find(name);
    if (value == nullptr || (value->is_array() && value->empty()))
        return nullptr;
    if (value->is_array())
        return value;
    const QString label = QString::fromLatin1(name);
    fail(label, QStringLiteral("%1 must be a list.").arg(label));
    return nullptr;
}

RequestReader RequestReader::object(const char* name)
{
    const Json* value = find(name);
    const QString label = QString::fromLatin1(name);
    if (value != nullptr && !value->is_object()) {
        fail(label, QStringLiteral("%1 must be an object.").arg(label));
        value = nullptr;
    }
    return { value, m_path.isEmpty() ? label : m_path + u'.' + label };
}

ApiResult<Json> requestObject(QByteArrayView body)
{
    auto document = parseJson(body, maximumDepth);
    if (document && document->is_object())
        return *std::move(document);
    const QString problem =
        document ? QStringLiteral("it is not a JSON object") : problemOf(document.error());
    return refuse(status::badRequest, code::malformed,
        QStringLiteral("The request's body cannot be read: %1.").arg(problem),
        QStringLiteral("body"));
}

} // namespace gatehouse::gateway
