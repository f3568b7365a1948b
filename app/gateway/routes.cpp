// SPDX-License-Identifier: Apache-2.0
#include <app/gateway/routes.h>

#include <algorithm>
#include <array>

namespace gatehouse::gateway {

namespace {

struct Pattern {
    const char* method;
    const char* path; ///< below the context path; "*" stands for any one segment
    Endpoint endpoint;
    const char* name;
};

constexpr std::array patterns {
    Pattern { "GET", "v1/certificate-authorities", Endpoint::ListCas, "list-cas" },
    Pattern { "GET", "v1/certificate-authorities/*", Endpoint::OneCa, "ca" },
    Pattern { "GET", "v1/certificate-authorities/*/status", Endpoint::CaStatus, "status" },
    Pattern {
        "GET", "v1/certificate-authorities/*/properties", Endpoint::CaProperties, "properties" },
    Pattern { "GET", "v1/certificate-authorities/*/profiles", Endpoint::ListProfiles, "profiles" },
    Pattern { "GET", "v1/certificate-authorities/*/profiles/*", Endpoint::OneProfile, "profile" },
    Pattern { "POST", "v1/certificate-authorities/*/enrollments", Endpoint::Enroll, "enroll" },
    Pattern { "GET", "v1/certificate-authorities/*/enrollments/*", Endpoint::OneEnrollment,
        "enrollment" },
    Pattern { "GET", "v1/certificate-authorities/*/certificates/*", Endpoint::OneCertificate,
        "certificate" },
    Pattern { "POST", "v1/certificate-authorities/*/certificates/*/actions",
        Endpoint::CertificateAction, "certificate-action" },
    Pattern { "GET", "v1/certificate-authorities/*/certificate-events", Endpoint::CertificateEvents,
        "certificate-events" },
    Pattern { "GET", "v1/certificate-authorities/*/subjects/*", Endpoint::OneSubject, "subject" },
    Pattern { "POST", "v1/certificate-authorities/*/subjects/*/actions", Endpoint::SubjectAction,
        "subject-action" },
    Pattern { "POST", "v1/certificate-authorities/*/domains/*/actions", Endpoint::DomainAction,
        "domain-action" },
    Pattern { "GET", "openapi.json", Endpoint::OpenApi, "openapi" },
};

/// The paths of the patterns, split once.
const std::array<QStringList, patterns.size()>& patternParts()
{
    static const auto all = [] {
        std::array<QStringList, patterns.size()> parts;
        std::ranges::transform(patterns, parts.begin(),
            [](const Pattern& pattern) { return QString::fromLatin1(pattern.path).split(u'/'); });
        return parts;
    }();
    return all;
}

/// The segments that the stars stand for; nothing when the path is another one.
std::optional<QStringList> match(const QStringList& parts, const QStringList& segments)
{
    if (parts.size() != segments.size())
        return std::nullopt;
    QStringList stars;
    for (qsizetype i = 0; i < parts.size(); ++i) {
        if (parts[i] == QLatin1String("*") && !segments[i].isEmpty())
            stars.append(segments[i]);
        else if (parts[i] != segments[i])
            return std::nullopt;
    }
    return stars;
}

} // namespace

QString endpointName(Endpoint endpoint)
{
    for (const Pattern& pattern : patterns) {
        if (pattern.endpoint == endpoint)
            return QString::fromLatin1(pattern.name);
    }
    return {};
}

QStringList servedResources()
{
    QStringList resources;
    for (const Pattern& pattern : patterns)
        resources.append(QStringLiteral("%1 %2").arg(
            QString::fromLatin1(pattern.method), QString::fromLatin1(pattern.path)));
    return resources;
}

ApiResult<Route> route(const QByteArray& method, const QStringList& segments)
{
    const QByteArray wanted = method == "HEAD" ? QByteArray("GET") : method;
    QStringList allowed;
    for (std::size_t i = 0; i < patterns.size(); ++i) {
        const Pattern& pattern = patterns.at(i);
        const auto stars = match(patternParts().at(i), segments);
        if (!stars)
            continue;
        if (wanted == pattern.method) {
            Route found;
            found.endpoint = pattern.endpoint;
            found.caId = stars->value(0);
            found.item = stars->value(1);
            found.isChange = wanted == "POST";
            return found;
        }
        allowed.append(QString::fromLatin1(pattern.method));
    }
    if (!allowed.isEmpty())
        return refuse(status::methodNotAllowed, code::methodNotAllowed,
            QStringLiteral("%1 is not possible here: use %2.")
                .arg(QString::fromLatin1(method.left(16)), allowed.join(QLatin1String(", "))),
            QStringLiteral("method"), allowed.join(QLatin1String(", ")));
    return refuse(status::notFound, code::notFound,
        QStringLiteral(
            "There is no such resource: see openapi.json below the context path for those "
            "there are."),
        QStringLiteral("path"));
}

std::optional<QStringList> below(const QStringList& segments, const QString& contextPath)
{
    const QStringList context = contextPath.split(u'/', Qt::SkipEmptyParts);
    if (segments.size() < context.size() || segments.mid(0, context.size()) != context)
        return std::nullopt;
    return segments.mid(context.size());
}

} // namespace gatehouse::gateway
