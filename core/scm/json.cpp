// SPDX-License-Identifier: Apache-2.0
#include <core/scm/json.h>

#include <cmath>
#include <limits>
#include <vector>

namespace gatehouse::scm {

namespace {

constexpr qsizetype maximumSize = qsizetype(32) * 1024 * 1024;
constexpr std::size_t maximumDepth = 64;
constexpr int maximumMembers = 256;

/// Counts what would make the real parser or its ordered maps slow, without building anything.
class BoundsCheck {
public:
    bool accepts(QByteArrayView bytes)
    {
        for (const char c : bytes) {
            if (m_inText)
                inText(c);
            else if (!outside(c))
                return false;
        }
        return true;
    }

private:
    void inText(char c)
    {
        if (m_escaped)
            m_escaped = false;
        else if (c == '\\')
            m_escaped = true;
        else if (c == '"')
            m_inText = false;
    }

    bool outside(char c)
    {
        switch (c) {
        case '"':
            m_inText = true;
            return true;
        case '{':
        case '[':
            m_members.push_back(0);
            return m_members.size() <= maximumDepth;
        case '}':
        case ']':
            if (!m_members.empty())
                m_members.pop_back();
            return true;
        case ':':
            return m_members.empty() || ++m_members.back() <= maximumMembers;
        default:
            return true;
        }
    }

    bool m_inText = false;
    bool m_escaped = false;
    std::vector<int> m_members; ///< of each open object or array
};

} // namespace

std::optional<Json> parseJson(QByteArrayView bytes)
{
    if (bytes.isEmpty() || bytes.size() > maximumSize || !BoundsCheck().accepts(bytes))
        return std::nullopt;
    constexpr bool throwing = false;
    Json document = Json::parse(bytes.begin(), bytes.end(), nullptr, throwing);
    if (document.is_discarded())
        return std::nullopt;
    return document;
}

bool looksLikeHtml(QByteArrayView bytes)
{
    const QByteArrayView trimmed = bytes.trimmed();
    return trimmed.startsWith('<');
}

QString toText(const std::string& utf8)
{
    return QString::fromUtf8(utf8.data(), static_cast<qsizetype>(utf8.size()));
}

std::optional<qint64> toNumber(const Json& value)
{
    if (value.is_number_unsigned()) {
        const auto number = value.get<quint64>();
        if (number > static_cast<quint64>(std::numeric_limits<qint64>::max()))
            return std::nullopt;
        return static_cast<qint64>(number);
    }
    if (value.is_number_integer())
        return value.get<qint64>();
    if (value.is_number_float()) {
        // 2^53: beyond it a double no longer tells neighbouring integers apart.
        constexpr double exact = 9007199254740992.0;
        const double number = value.get<double>();
        if (std::trunc(number) != number || std::abs(number) > exact)
            return std::nullopt;
        return static_cast<qint64>(number);
    }
    if (value.is_string()) {
        bool ok = false;
        const qint64 number = toText(value.get_ref<const std::string&>()).trimmed().toLongLong(&ok);
        if (ok)
            return number;
    }
    return std::nullopt;
}

std::optional<QString> toScalarText(const Json& value)
{
    if (value.is_string())
        return toText(value.get_ref<const std::string&>());
    if (const auto number = toNumber(value))
        return QString::number(*number);
    return std::nullopt;
}

Members::Members(const Json& object, QString& problem)
    : m_object(object)
    , m_problem(problem)
{
}

void Members::note(const char* name, const char* expected) const
{
    if (m_problem.isEmpty())
        m_problem =
            QStringLiteral("'%1' is not %2").arg(QLatin1String(name), QLatin1String(expected));
}

const Json* Members::value(const char* name) const
{
    const auto found = m_object.find(name);
    if (found == m_object.end() || found->is_null())
        return nullptr;
    if (found->is_string() && found->get_ref<const std::string&>().empty())
        return nullptr;
    return &*found;
}

QString Members::text(const char* name) const
{
    const Json* found = value(name);
    if (found == nullptr)
        return {};
    const auto text = toScalarText(*found);
    if (!text)
        note(name, "a text");
    return text.value_or(QString());
}

std::optional<qint64> Members::number(const char* name) const
{
    const Json* found = value(name);
    if (found == nullptr)
        return std::nullopt;
    const auto number = toNumber(*found);
    if (!number)
        note(name, "a whole number");
    return number;
}

int Members::smallInteger(const char* name) const
{
    const qint64 number = integer(name);
    if (number < std::numeric_limits<int>::min() || number > std::numeric_limits<int>::max()) {
        note(name, "a number of this range");
        return 0;
    }
    return static_cast<int>(number);
}

std::optional<bool> Members::flag(const char* name) const
{
    const Json* found = value(name);
    if (found == nullptr)
        return std::nullopt;
    if (found->is_boolean())
        return found->get<bool>();
    const QString text = toScalarText(*found).value_or(QString()).trimmed();
    if (text.compare(QLatin1String("true"), Qt::CaseInsensitive) == 0 || text == QLatin1String("1"))
        return true;
    if (text.compare(QLatin1String("false"), Qt::CaseInsensitive) == 0
        || text == QLatin1String("0"))
        return false;
    note(name, "true or false");
    return std::nullopt;
}

QStringList Members::texts(const char* name) const
{
    const Json* found = value(name);
    QStringList result;
    if (found == nullptr)
        return result;
    if (found->is_string()) {
        QString joined = toText(found->get_ref<const std::string&>());
        joined.replace(QLatin1Char(';'), QLatin1Char(','));
        const QStringList parts = joined.split(QLatin1Char(','), Qt::SkipEmptyParts);
        for (const QString& part : parts) {
            if (!part.trimmed().isEmpty())
                result.append(part.trimmed());
        }
        return result;
    }
    if (!found->is_array()) {
        note(name, "a list of texts");
        return result;
    }
    for (const Json& element : *found) {
        const auto text = toScalarText(element);
        if (!text && !element.is_null())
            note(name, "a list of texts");
        if (text && !text->isEmpty())
            result.append(*text);
    }
    return result;
}

const Json* Members::array(const char* name) const
{
    const Json* found = value(name);
    if (found != nullptr && !found->is_array()) {
        note(name, "a list");
        return nullptr;
    }
    return found;
}

const Json* Members::object(const char* name) const
{
    const Json* found = value(name);
    if (found != nullptr && !found->is_object()) {
        note(name, "an object");
        return nullptr;
    }
    return found;
}

} // namespace gatehouse::scm
