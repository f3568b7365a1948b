// SPDX-License-Identifier: Apache-2.0
#include "listquery.h"

#include <core/pki/distinguishedname.h>

#include <array>

namespace gatehouse::sandbox {

namespace {

constexpr qint64 largestPage = 200;
const auto never = QStringLiteral("0");

struct TextFilter {
    const char* parameter;
    const char* condition;
};
constexpr std::array<TextFilter, 10> textFilters { {
    { "commonName", "common_name = ?" },
    { "subjectAlternativeName", "id IN (SELECT certificate_id FROM names WHERE name = ?)" },
    { "sha1Hash", "sha1 = lower(replace(?, ':', ''))" },
    { "sha256Hash", "sha256 = lower(replace(?, ':', ''))" },
    { "md5Hash", "md5 = lower(replace(?, ':', ''))" },
    { "requester", "requester = ? COLLATE NOCASE" },
    { "externalRequester", "external_requester = ? COLLATE NOCASE" },
    { "keyAlgorithm", "key_algorithm = ? COLLATE NOCASE" },
    { "keyParam", "key_parameter = ? COLLATE NOCASE" },
    { "keySize", "key_parameter = ?" },
} };

struct FixedFilter {
    const char* parameter;
    const char* code; ///< H's spelling
    const char* label; ///< O's spelling
};
/// What is the same for each certificate of the sandbox.
constexpr std::array<FixedFilter, 5> fixedFilters { {
    { "vendor", "Sectigo Limited", "Sectigo Limited" },
    { "discoveryStatus", "NotDeployed", "Not deployed" },
    { "installStatus", "NONE", "Not configured" },
    { "renewalStatus", "NOT_SCHEDULED", "Not scheduled" },
    { "signatureAlgorithm", "SHA256WITHRSA", "SHA256withRSA" },
} };

bool sameText(const QString& value, const char* word)
{
    return value.compare(QLatin1String(word), Qt::CaseInsensitive) == 0;
}

class Reader {
public:
    Reader(const pki::DistinguishedName& issuer)
        : m_issuer(issuer)
    {
    }

    ApiResult<void> read(const QString& name, const QString& value)
    {
        if (name == QLatin1String("size"))
            return number(name, value, largestPage).map([&](qint64 size) { query.size = size; });
        if (name == QLatin1String("position")) {
            return number(name, value, std::numeric_limits<qint64>::max())
                .map([&](qint64 position) { query.position = position; });
        }
        if (name == QLatin1String("orgId"))
            return numberFilter(name, value, QStringLiteral("org_id = ?"));
        if (name == QLatin1String("sslTypeId"))
            return numberFilter(name, value, QStringLiteral("profile_id = ?"));
        // SCM takes an empty filter for none.
        if (!value.isEmpty())
            text(name, value);
        return {};
    }

    ListQuery query;

private:
    static ApiResult<qint64> number(const QString& name, const QString& value, qint64 maximum)
    {
        bool ok = false;
        const qint64 parsed = value.toLongLong(&ok);
        if (!ok || parsed < 0 || parsed > maximum) {
            return refuse(code::invalidField,
                QStringLiteral("Value of '%1' must be between 0 and %2.").arg(name).arg(maximum));
        }
        return parsed;
    }

    ApiResult<void> numberFilter(
        const QString& name, const QString& value, const QString& condition)
    {
        return number(name, value, std::numeric_limits<int>::max()).map([&](qint64 parsed) {
            add(condition, parsed);
        });
    }

    void add(const QString& condition, const QVariant& value)
    {
        query.conditions.append(condition);
        query.values.append(value);
    }

    void addIf(bool holds)
    {
        if (!holds)
            query.conditions.append(never);
    }

    void text(const QString& name, const QString& value)
    {
        for (const TextFilter& filter : textFilters) {
            if (name == QLatin1String(filter.parameter))
                add(QString::fromLatin1(filter.condition), value);
        }
        for (const FixedFilter& filter : fixedFilters) {
            if (name == QLatin1String(filter.parameter))
                addIf(sameText(value, filter.code) || sameText(value, filter.label));
        }
        if (name == QLatin1String("serialNumber"))
            serialNumber(value);
        else if (name == QLatin1String("status"))
            status(value);
        else if (name == QLatin1String("issuer"))
            issuer(value);
        else if (name == QLatin1String("requestedVia"))
            add(QStringLiteral("upper(replace(requested_via, ' ', '_')) = ?"), via(value));
    }

    void serialNumber(const QString& value)
    {
        const Result<pki::SerialNumber> serial = pki::SerialNumber::fromHex(value);
        if (serial && !serial->isEmpty())
            add(QStringLiteral("serial = ?"), serial->toHex());
        else
            query.conditions.append(never);
    }

    void status(const QString& value)
    {
        const std::optional<Status> wanted = statusFromName(value);
        if (wanted)
            add(QStringLiteral("status = ?"), statusName(*wanted));
        else
            query.conditions.append(never);
    }

    void issuer(const QString& value)
    {
        const Result<pki::DistinguishedName> name = pki::DistinguishedName::parse(value);
        addIf(value.compare(m_issuer.commonName().value_or(QString()), Qt::CaseInsensitive) == 0
            || (name && name->matchesEitherWay(m_issuer)));
    }

    static QString via(const QString& value)
    {
        const QString word = value.toUpper().replace(u' ', u'_');
        return word == QLatin1String("REST") ? QStringLiteral("REST_API") : word;
    }

    const pki::DistinguishedName& m_issuer;
};

} // namespace

ApiResult<ListQuery> readListQuery(
    const QList<std::pair<QString, QString>>& items, const pki::DistinguishedName& issuer)
{
    Reader reader(issuer);
    for (const auto& item : items) {
        if (const ApiResult<void> read = reader.read(item.first, item.second); !read)
            return tl::unexpected<ApiError>(read.error());
    }
    return reader.query;
}

} // namespace gatehouse::sandbox
