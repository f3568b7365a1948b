// SPDX-License-Identifier: Apache-2.0
#include <core/scm/json.h>
#include <core/scm/requests.h>
#include <core/scm/words.h>

#include <QUrl>

#include <algorithm>

namespace gatehouse::scm {

namespace {

constexpr qsizetype longestCsr = 32767;
constexpr qsizetype longestComments = 1024;
constexpr qsizetype longestRequester = 512;
constexpr qsizetype longestReason = 512;
constexpr qsizetype longestField = 256;

std::string toJsonText(const QString& text)
{
    return text.toUtf8().toStdString();
}

QByteArray toBytes(const Json& body)
{
    // Never throws: what is not UTF-8, which QString cannot give, would be replaced.
    return QByteArray::fromStdString(body.dump(-1, ' ', false, Json::error_handler_t::replace));
}

/// Everything but unreserved characters is escaped: a "+" left alone would arrive as a blank.
void add(QByteArray& query, const char* name, const QString& value)
{
    if (value.isEmpty())
        return;
    if (!query.isEmpty())
        query.append('&');
    query.append(name).append('=').append(QUrl::toPercentEncoding(value));
}

Call get(QByteArray path, const char* endpoint)
{
    Call call;
    call.path = std::move(path);
    call.endpoint = QLatin1String(endpoint);
    return call;
}

Call post(QByteArray path, const char* endpoint, const Json& body)
{
    Call call;
    call.method = "POST";
    call.path = std::move(path);
    call.endpoint = QLatin1String(endpoint);
    call.body = toBytes(body);
    return call;
}

Error usage(const QString& message)
{
    Error error = Error::of(ErrorKind::Usage, message);
    error.cause = QStringLiteral("scm/request-invalid");
    return error;
}

std::optional<Error> checkLength(
    const QString& name, const QString& value, qsizetype least, qsizetype most)
{
    if (value.size() >= least && value.size() <= most)
        return std::nullopt;
    return usage(Words::tr("%1 must have %2 to %3 characters, and has %4. Nothing was sent.")
                     .arg(name)
                     .arg(least)
                     .arg(most)
                     .arg(value.size()));
}

std::optional<Error> checkNames(const QStringList& names)
{
    for (const QString& name : names) {
        // Names travel in one text with commas between them: a comma would make two of one.
        const bool isBad = name.trimmed().isEmpty() || std::ranges::any_of(name, [](QChar c) {
            return c == QLatin1Char(',') || c.category() == QChar::Other_Control;
        });
        if (isBad)
            return usage(Words::tr("\"%1\" cannot be a subject alternative name. Correct or "
                                   "remove it. Nothing was sent.")
                             .arg(name.simplified()));
    }
    return std::nullopt;
}

std::optional<Error> checkEnroll(const EnrollRequest& request)
{
    if (auto error = checkLength(Words::tr("The CSR"), request.csr.trimmed(), 1, longestCsr))
        return error;
    if (auto error = checkNames(request.subjectAltNames))
        return error;
    if (auto error = checkLength(Words::tr("The comment"), request.comments, 0, longestComments))
        return error;
    if (auto error = checkLength(
            Words::tr("The external requester"), request.externalRequester, 0, longestRequester))
        return error;
    for (const CustomField& field : request.customFields) {
        if (auto error =
                checkLength(Words::tr("The name of a custom field"), field.name, 1, longestField))
            return error;
        if (auto error = checkLength(
                Words::tr("The custom field \"%1\"").arg(field.name), field.value, 0, longestField))
            return error;
    }
    return std::nullopt;
}

Result<Json> revocation(RevocationReason code, const QString& reason, AuthenticationMethod method)
{
    if (auto error = checkLength(Words::tr("The reason"), reason, 1, longestReason))
        return failure(*error);
    Json body = Json::object();
    const int number = static_cast<int>(code);
    // The two flavours of the API type the code differently.
    if (method == AuthenticationMethod::OAuth)
        body["reasonCode"] = std::to_string(number);
    else
        body["reasonCode"] = number;
    body["reason"] = toJsonText(reason);
    return body;
}

} // namespace

Call typesCall(std::optional<OrgId> organization)
{
    Call call = get("/ssl/v1/types", "GET /ssl/v1/types");
    if (organization)
        add(call.query, "organizationId", QString::number(*organization));
    return call;
}

Call customFieldsCall()
{
    return get("/ssl/v1/customFields", "GET /ssl/v1/customFields");
}

Call organizationsCall()
{
    return get("/organization/v1", "GET /organization/v1");
}

Call organizationCall(OrgId id)
{
    return get("/organization/v1/" + QByteArray::number(id), "GET /organization/v1/{id}");
}

Call listCall(const ListFilter& filter, int position, int size, SerialForm form)
{
    constexpr int largestPage = 200;
    Call call = get("/ssl/v1", "GET /ssl/v1");
    add(call.query, "size", QString::number(std::clamp(size, 1, largestPage)));
    add(call.query, "position", QString::number(std::max(position, 0)));
    add(call.query, "commonName", filter.commonName);
    add(call.query, "subjectAlternativeName", filter.subjectAlternativeName);
    if (filter.status)
        add(call.query, "status", statusName(*filter.status));
    if (filter.orgId)
        add(call.query, "orgId", QString::number(*filter.orgId));
    if (!filter.serialNumber.isEmpty())
        add(call.query, "serialNumber",
            form == SerialForm::Colons ? filter.serialNumber.toColonHex()
                                       : filter.serialNumber.toHex().toUpper());
    add(call.query, "sha1Hash", filter.sha1Hash);
    return call;
}

Call detailsCall(SslId id)
{
    return get("/ssl/v1/" + QByteArray::number(id), "GET /ssl/v1/{sslId}");
}

Call collectCall(SslId id, CollectFormat format)
{
    Call call = get("/ssl/v1/collect/" + QByteArray::number(id), "GET /ssl/v1/collect/{sslId}");
    add(call.query, "format", collectFormatName(format));
    call.accept = "*/*";
    return call;
}

Result<Call> enrollCall(const EnrollRequest& request)
{
    if (const auto error = checkEnroll(request))
        return failure(*error);
    Json body = Json::object();
    body["orgId"] = request.orgId;
    body["certType"] = request.certType;
    body["term"] = request.term;
    body["csr"] = toJsonText(request.csr.trimmed());
    if (!request.subjectAltNames.isEmpty())
        body["subjAltNames"] = toJsonText(request.subjectAltNames.join(QLatin1Char(',')));
    if (!request.comments.isEmpty())
        body["comments"] = toJsonText(request.comments);
    if (!request.externalRequester.isEmpty())
        body["externalRequester"] = toJsonText(request.externalRequester);
    for (const CustomField& field : request.customFields) {
        Json entry = Json::object();
        entry["name"] = toJsonText(field.name);
        entry["value"] = toJsonText(field.value);
        body["customFields"].push_back(std::move(entry));
    }
    return post("/ssl/v1/enroll", "POST /ssl/v1/enroll", body);
}

Result<Call> revokeCall(
    SslId id, RevocationReason code, const QString& reason, AuthenticationMethod method)
{
    const Result<Json> body = revocation(code, reason, method);
    if (!body)
        return failure(body.error());
    return post("/ssl/v1/revoke/" + QByteArray::number(id), "POST /ssl/v1/revoke/{sslId}", *body);
}

Result<Call> revokeBySerialCall(const pki::SerialNumber& serial, RevocationReason code,
    const QString& reason, AuthenticationMethod method)
{
    if (serial.isEmpty())
        return failure(usage(Words::tr("Give the serial number of the certificate to revoke.")));
    const Result<Json> body = revocation(code, reason, method);
    if (!body)
        return failure(body.error());
    return post("/ssl/v1/revoke/serial/" + serial.toColonHex().toLatin1(),
        "POST /ssl/v1/revoke/serial/{serialNumber}", *body);
}

Result<Call> renewCall(SslId id, const QString& csr)
{
    if (auto error = checkLength(Words::tr("The CSR"), csr.trimmed(), 0, longestCsr))
        return failure(*error);
    // SCM refuses "" as a body; an empty object reuses the old CSR.
    Json body = Json::object();
    if (!csr.trimmed().isEmpty())
        body["csr"] = toJsonText(csr.trimmed());
    return post(
        "/ssl/v1/renewById/" + QByteArray::number(id), "POST /ssl/v1/renewById/{sslId}", body);
}

Result<Call> replaceCall(SslId id, const ReplaceRequest& request)
{
    if (auto error = checkLength(Words::tr("The CSR"), request.csr.trimmed(), 1, longestCsr))
        return failure(*error);
    if (auto error = checkLength(Words::tr("The reason"), request.reason, 1, longestReason))
        return failure(*error);
    if (auto error = checkNames(request.subjectAlternativeNames))
        return failure(*error);
    Json body = Json::object();
    body["csr"] = toJsonText(request.csr.trimmed());
    body["reason"] = toJsonText(request.reason);
    if (!request.commonName.isEmpty())
        body["commonName"] = toJsonText(request.commonName);
    for (const QString& name : request.subjectAlternativeNames)
        body["subjectAlternativeNames"].push_back(toJsonText(name));
    return post("/ssl/v1/replace/" + QByteArray::number(id), "POST /ssl/v1/replace/{sslId}", body);
}

http::Request makeRequest(const QUrl& apiBase, const Call& call)
{
    QByteArray url = apiBase.toEncoded(
        QUrl::RemoveUserInfo | QUrl::RemoveQuery | QUrl::RemoveFragment | QUrl::StripTrailingSlash);
    url.append(call.path);
    if (!call.query.isEmpty())
        url.append('?').append(call.query);
    http::Request request;
    request.method = call.method;
    request.url = QUrl::fromEncoded(url, QUrl::StrictMode);
    request.headers.append(http::Header { "Accept", call.accept });
    if (call.body) {
        request.headers.append(http::Header { "Content-Type", "application/json" });
        request.body = *call.body;
    }
    return request;
}

} // namespace gatehouse::scm
