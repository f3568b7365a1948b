// SPDX-License-Identifier: Apache-2.0
#include "scmapi.h"

#include "collect.h"
#include "listquery.h"
#include "presentation.h"

namespace gatehouse::sandbox {

namespace {

QString queryValue(const http::ServerRequest& request, const char* name)
{
    for (const auto& item : request.queryItems()) {
        if (item.first == QLatin1String(name))
            return item.second;
    }
    return {};
}

/// The values at the pattern's variable places, or nothing where it does not match.
std::optional<QStringList> match(const char* pattern, const QStringList& segments)
{
    const QStringList parts = QString::fromLatin1(pattern).split(u'/');
    if (parts.size() != segments.size())
        return std::nullopt;
    QStringList variables;
    for (qsizetype at = 0; at < parts.size(); ++at) {
        if (parts[at] == QLatin1String("*"))
            variables.append(segments[at]);
        else if (parts[at] != segments[at])
            return std::nullopt;
    }
    return variables;
}

/// The states in which names and term of a request can still be changed.
bool isEditable(Status status)
{
    return status == Status::Requested || status == Status::Declined || status == Status::Rejected
        || status == Status::Invalid;
}

} // namespace

ScmApi::ScmApi(CertificateService& service, Store& store, const Authority& authority,
    const Catalogue& catalogue, const Behaviour& behaviour, Clock& clock)
    : m_service(service)
    , m_store(store)
    , m_authority(authority)
    , m_catalogue(catalogue)
    , m_behaviour(behaviour)
    , m_clock(clock)
{
}

/// The first that fits is taken: fixed words stand before variables.
const QList<ScmApi::Route>& ScmApi::routes()
{
    static const QList<Route> table {
        { "GET", "ssl/v1/types", &ScmApi::types },
        { "GET", "ssl/v1/customFields", &ScmApi::customFields },
        { "GET", "ssl/v1", &ScmApi::list },
        { "HEAD", "ssl/v1", &ScmApi::list },
        { "PUT", "ssl/v1", &ScmApi::update },
        { "POST", "ssl/v1/enroll", &ScmApi::enroll },
        { "GET", "ssl/v1/collect/*", &ScmApi::collect },
        { "GET", "ssl/v1/collect/*/*", &ScmApi::collect },
        { "POST", "ssl/v1/approve/*", &ScmApi::approve },
        { "POST", "ssl/v1/decline/*", &ScmApi::decline },
        { "POST", "ssl/v1/revoke/*", &ScmApi::revoke },
        { "POST", "ssl/v1/revoke/serial/*", &ScmApi::revokeBySerial },
        { "POST", "ssl/v1/renewById/*", &ScmApi::renewById },
        { "POST", "ssl/v1/renew/*", &ScmApi::renewByToken },
        { "POST", "ssl/v1/replace/*", &ScmApi::replace },
        { "GET", "ssl/v1/*", &ScmApi::details },
        { "DELETE", "ssl/v1/*", &ScmApi::remove },
        { "GET", "organization/v1", &ScmApi::organizations },
        { "GET", "organization/v1/*", &ScmApi::organization },
        { "GET", "admin/v1/password", &ScmApi::passwordState },
    };
    return table;
}

http::ServerResponse ScmApi::handle(
    const http::ServerRequest& request, const QStringList& path, const QString& login)
{
    QStringList segments = path;
    // The SSL service has the same methods under both versions.
    if (segments.size() >= 2 && segments[0] == QLatin1String("ssl")
        && segments[1] == QLatin1String("v2"))
        segments[1] = QStringLiteral("v1");
    bool isKnownPath = false;
    for (const Route& route : routes()) {
        const std::optional<QStringList> variables = match(route.path, segments);
        isKnownPath = isKnownPath || variables.has_value();
        if (!variables || request.method != route.method)
            continue;
        Answer answer = m_service.advance().and_then([&] {
            return (this->*route.handler)({ request, login, *variables });
        });
        return answer ? *std::move(answer) : errorResponse(answer.error());
    }
    return errorResponse({ .status = isKnownPath ? 405 : 404,
        .code = -1,
        .description = isKnownPath ? QStringLiteral("Request method is not supported.")
                                   : QStringLiteral("No such resource.") });
}

ApiResult<CertificateRecord> ScmApi::recordOf(const Call& call, int missingStatus)
{
    bool ok = false;
    const qint64 id = call.variables.value(0).toLongLong(&ok);
    if (!ok) {
        return refuse(code::unknownCertificate,
            QStringLiteral("Wrong SSL certificate id %1.").arg(call.variables.value(0)),
            missingStatus);
    }
    return m_service.find(id, missingStatus);
}

ScmApi::Answer ScmApi::types(const Call& call)
{
    std::optional<qint64> organization;
    const QString text = queryValue(call.request, "organizationId");
    if (!text.isEmpty()) {
        bool ok = false;
        organization = text.toLongLong(&ok);
        if (!ok || *organization < 1) {
            return refuse(code::invalidField,
                QStringLiteral("Value of 'organizationId' must be greater than or equal to 1."));
        }
        if (m_catalogue.organizationOf(*organization) == nullptr) {
            return refuse(
                code::unknownOrganization, QStringLiteral("Organization %1 not found.").arg(text));
        }
    }
    Json body = Json::array();
    for (const Profile& profile : m_catalogue.profilesOf(organization))
        body.push_back(toJson(profile));
    return sslJson(body);
}

ScmApi::Answer ScmApi::customFields(const Call&)
{
    Json body = Json::array();
    if (m_behaviour.mandatoryCustomField) {
        body.push_back({ { "id", 501 }, { "name", toJson(*m_behaviour.mandatoryCustomField) },
            { "mandatory", true } });
    }
    return sslJson(body);
}

ScmApi::Answer ScmApi::list(const Call& call)
{
    const ApiResult<ListQuery> query =
        readListQuery(call.request.queryItems(), m_authority.issuing().subject());
    if (!query)
        return tl::unexpected<ApiError>(query.error());
    const ApiResult<qint64> count = orInternal(m_store.count(*query));
    if (!count)
        return tl::unexpected<ApiError>(count.error());
    http::ServerResponse response = sslJson(Json::array());
    if (call.request.method == "HEAD") {
        response.body.clear();
    } else {
        const ApiResult<QList<CertificateRecord>> page = orInternal(m_store.list(*query));
        if (!page)
            return tl::unexpected<ApiError>(page.error());
        Json body = Json::array();
        for (const CertificateRecord& record : *page)
            body.push_back(listEntry(record));
        response.body = toBytes(body);
    }
    addHeader(response, "X-Total-Count", QByteArray::number(*count));
    return response;
}

ScmApi::Answer ScmApi::detailsOf(CertificateRecord record, const Call& call)
{
    const ApiResult<CertificateRecord> complete = m_service.signedRecord(std::move(record));
    if (!complete)
        return tl::unexpected<ApiError>(complete.error());
    DetailContext context;
    context.profile = m_catalogue.profile(complete->profileId);
    context.subject = m_service.subjectOf(*complete).toString();
    context.issuer = m_authority.issuing().subject().toString();
    context.dateFormat = queryValue(call.request, "dateFormat");
    return sslJson(sandbox::details(*complete, context));
}

ScmApi::Answer ScmApi::details(const Call& call)
{
    return recordOf(call, 404).and_then(
        [&](const CertificateRecord& record) { return detailsOf(record, call); });
}

ScmApi::Answer ScmApi::update(const Call& call)
{
    BodyReader reader(call.request.body);
    const qint64 id = reader.requiredInteger("sslId");
    const std::optional<QString> comments = reader.text("comments", 1024);
    const std::optional<QString> externalRequester = reader.text("externalRequester", 512);
    const std::optional<QList<NameValue>> fields = reader.nameValues("customFields");
    const std::optional<bool> suspend = reader.boolean("suspendNotifications");
    const std::optional<QStringList> names = reader.textList("subjectAlternativeNames");
    const std::optional<Json> autoRenew = reader.object("autoRenewDetails");
    if (reader.error())
        return tl::unexpected<ApiError>(*reader.error());
    ApiResult<CertificateRecord> record = m_service.find(id);
    if (!record)
        return tl::unexpected<ApiError>(record.error());
    if (names) {
        if (!isEditable(record->status)) {
            return refuse(code::organizationNotPossible,
                QStringLiteral("Names cannot be changed. State is %1.")
                    .arg(statusName(record->status)));
        }
        const ApiResult<QStringList> checked = checkNames(record->commonName, *names);
        if (!checked)
            return tl::unexpected<ApiError>(checked.error());
        record->subjectAltNames = *checked;
    }
    if (fields) {
        if (const ApiResult<void> checked = m_service.checkCustomFields(*fields); !checked)
            return tl::unexpected<ApiError>(checked.error());
        record->customFields = *fields;
    }
    record->comments = comments.value_or(record->comments);
    record->externalRequester = externalRequester.value_or(record->externalRequester);
    record->suspendNotifications = suspend.value_or(record->suspendNotifications);
    if (autoRenew) {
        record->autoRenewState = memberText(*autoRenew, "state");
        record->autoRenewDays =
            static_cast<int>(memberInteger(*autoRenew, "daysBeforeExpiration").value_or(30));
    }
    return m_service.save(*record).and_then([&] { return detailsOf(*record, call); });
}

ScmApi::Answer ScmApi::enroll(const Call& call)
{
    const ApiResult<CertificateRecord> record =
        readEnrollBody(call.request.body)
            .and_then([&](const EnrollBody& body) { return checkEnrollment(body, m_catalogue); })
            .and_then([&](const EnrollOrder& order) {
                return m_service.checkCustomFields(order.customFields).and_then([&] {
                    return m_service.enroll(order, call.login);
                });
            });
    if (!record)
        return tl::unexpected<ApiError>(record.error());
    Json body;
    body["sslId"] = record->id;
    body["renewId"] = toJson(record->renewId);
    return sslJson(body);
}

ScmApi::Answer ScmApi::collect(const Call& call)
{
    const ApiResult<CertificateRecord> record = recordOf(call, 404).and_then(
        [&](const CertificateRecord& found) { return m_service.signedRecord(found); });
    if (!record)
        return tl::unexpected<ApiError>(record.error());
    if (auto refusal = notCollectable(record->status, m_behaviour.notReady))
        return *std::move(refusal);
    const ApiResult<pki::Certificate> leaf =
        orInternal(pki::Certificate::fromDer(record->certificate));
    if (!leaf)
        return tl::unexpected<ApiError>(leaf.error());
    const QString format =
        call.variables.size() > 1 ? call.variables[1] : queryValue(call.request, "format");
    return collectResponse(
        { *leaf, m_authority.issuing(), m_authority.root() }, record->commonName, format);
}

ScmApi::Answer ScmApi::decide(const Call& call, bool approved)
{
    BodyReader reader(call.request.body);
    reader.requiredText("message", 512);
    if (reader.error())
        return tl::unexpected<ApiError>(*reader.error());
    return recordOf(call)
        .and_then([&](const CertificateRecord& record) {
            return approved ? m_service.approve(record, call.login)
                            : m_service.decline(record, call.login);
        })
        .map([] { return noContent(); });
}

ScmApi::Answer ScmApi::approve(const Call& call)
{
    return decide(call, true);
}

ScmApi::Answer ScmApi::decline(const Call& call)
{
    return decide(call, false);
}

ApiResult<void> ScmApi::revokeRecord(const Call& call, const CertificateRecord& record)
{
    BodyReader reader(call.request.body);
    const qint64 reasonCode = reader.integer("reasonCode").value_or(0);
    reader.requiredText("reason", 512);
    if (reader.error())
        return tl::unexpected<ApiError>(*reader.error());
    if (!QList<qint64> { 0, 1, 3, 4, 5 }.contains(reasonCode)) {
        return refuse(code::invalidField, QStringLiteral("Value of 'reasonCode' is not valid."));
    }
    return m_service.revoke(record, static_cast<int>(reasonCode));
}

ScmApi::Answer ScmApi::revoke(const Call& call)
{
    return recordOf(call)
        .and_then([&](const CertificateRecord& record) { return revokeRecord(call, record); })
        .map([] { return noContent(); });
}

ScmApi::Answer ScmApi::revokeBySerial(const Call& call)
{
    return m_service.findBySerialNumber(call.variables.value(0))
        .and_then([&](const CertificateRecord& record) { return revokeRecord(call, record); })
        .map([] { return noContent(); });
}

ScmApi::Answer ScmApi::renewById(const Call& call)
{
    BodyReader reader(call.request.body, BodyReader::EmptyBody::IsEmptyObject);
    const std::optional<QString> csr = reader.text("csr", 32767);
    if (reader.error())
        return tl::unexpected<ApiError>(*reader.error());
    return recordOf(call)
        .and_then([&](const CertificateRecord& record) {
            return m_service.renew(record, csr, call.login);
        })
        .map([](const CertificateRecord& record) {
            Json body;
            body["sslId"] = record.id;
            return sslJson(body);
        });
}

ScmApi::Answer ScmApi::renewByToken(const Call& call)
{
    BodyReader reader(call.request.body, BodyReader::EmptyBody::IsEmptyObject);
    const std::optional<QString> csr = reader.text("csr", 32767);
    if (reader.error())
        return tl::unexpected<ApiError>(*reader.error());
    return m_service.renewByToken(call.variables.value(0), csr, call.login)
        .map([](const CertificateRecord&) { return noContent(); });
}

ScmApi::Answer ScmApi::replace(const Call& call)
{
    BodyReader reader(call.request.body);
    const QString csr = reader.requiredText("csr", 32767);
    reader.requiredText("reason", 512);
    reader.text("commonName", 64);
    const std::optional<QStringList> names = reader.textList("subjectAlternativeNames");
    if (reader.error())
        return tl::unexpected<ApiError>(*reader.error());
    return recordOf(call)
        .and_then(
            [&](const CertificateRecord& record) { return m_service.replace(record, csr, names); })
        .map([] { return noContent(); });
}

ScmApi::Answer ScmApi::remove(const Call& call)
{
    return recordOf(call, 404)
        .and_then([&](const CertificateRecord& record) { return m_service.remove(record); })
        .map([] { return noContent(); });
}

ScmApi::Answer ScmApi::organizations(const Call&)
{
    return plainJson(m_catalogue.organizationList());
}

ScmApi::Answer ScmApi::organization(const Call& call)
{
    const QString& id = call.variables.first();
    if (const std::optional<Json> found = m_catalogue.organizationDetails(id.toLongLong()))
        return plainJson(*found);
    return refuse(
        code::unknownOrganization, QStringLiteral("Organization %1 not found.").arg(id), 404);
}

ScmApi::Answer ScmApi::passwordState(const Call& call)
{
    const QString format = queryValue(call.request, "dateFormat");
    Json body;
    body["expirationDate"] = toJson(
        formatDate(m_clock.now().addDays(90), format.isEmpty() ? QStringLiteral("ISO") : format));
    body["state"] = "ALIVE";
    return plainJson(body);
}

} // namespace gatehouse::sandbox
