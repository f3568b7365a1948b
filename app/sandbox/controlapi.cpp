// SPDX-License-Identifier: Apache-2.0
#include "controlapi.h"

#include <array>
#include <cmath>

namespace gatehouse::sandbox {

namespace {

struct NotReadyWord {
    NotReady notReady;
    const char* word;
};
constexpr std::array<NotReadyWord, 4> notReadyWords { {
    { NotReady::CodeZero, "code0" },
    { NotReady::CodeBeingProcessed, "code-1400" },
    { NotReady::CodeNotCollectable, "code-183" },
    { NotReady::EmptyAnswer, "empty" },
} };

constexpr qint64 largestInventory = 1'000'000;
constexpr double longestIssue = 86400; ///< seconds
constexpr qint64 longestToken = 86400; ///< seconds

tl::unexpected<ApiError> invalid(const char* name)
{
    return refuse(
        code::invalidField, QStringLiteral("Value of '%1' is not valid.").arg(QLatin1String(name)));
}

} // namespace

std::optional<NotReady> notReadyFromWord(const QString& word)
{
    for (const NotReadyWord& item : notReadyWords) {
        if (word == QLatin1String(item.word))
            return item.notReady;
    }
    return std::nullopt;
}

QString notReadyWord(NotReady notReady)
{
    for (const NotReadyWord& item : notReadyWords) {
        if (item.notReady == notReady)
            return QString::fromLatin1(item.word);
    }
    return {};
}

ControlApi::ControlApi(Parts parts, Secret token)
    : m_parts(parts)
    , m_token(std::move(token))
{
}

http::ServerResponse ControlApi::handle(
    const http::ServerRequest& request, const QStringList& segments)
{
    const QByteArray authorization = request.header("Authorization");
    if (!authorization.startsWith("Bearer ")
        || !(Secret::fromUtf8(QByteArrayView(authorization).sliced(7)) == m_token)) {
        return errorResponse({ .status = 401,
            .code = code::unknownUser,
            .description = QStringLiteral("The control token is missing or wrong.") });
    }
    Answer answer = route(request, segments);
    return answer ? *std::move(answer) : errorResponse(answer.error());
}

ControlApi::Answer ControlApi::route(
    const http::ServerRequest& request, const QStringList& segments)
{
    const QByteArray call = request.method + ' ' + segments.value(0).toLatin1();
    if (call == "POST certificates" && segments.size() == 2)
        return setCertificate(request, segments[1]);
    if (segments.size() == 1) {
        if (call == "POST faults")
            return addFaults(request);
        if (call == "DELETE faults") {
            m_parts.faults.clear();
            return noContent();
        }
        if (call == "GET requests")
            return plainJson(m_parts.journal.toJson());
        if (call == "DELETE requests") {
            m_parts.journal.clear();
            return noContent();
        }
        if (call == "POST inventory")
            return addInventory(request);
        if (call == "GET config")
            return plainJson(config());
        if (call == "POST config")
            return setConfig(request);
    }
    return refuse(-1, QStringLiteral("No such control."), 404);
}

ControlApi::Answer ControlApi::addFaults(const http::ServerRequest& request)
{
    const std::optional<Json> json = parseJson(request.body);
    if (!json || !(json->is_object() || json->is_array()))
        return refuse(code::unparsableBody, QStringLiteral("Cannot parse message body"));
    QList<Fault> faults;
    for (const Json& item : json->is_array() ? *json : Json::array({ *json })) {
        const ApiResult<Fault> fault = readFault(item);
        if (!fault)
            return tl::unexpected<ApiError>(fault.error());
        faults.append(*fault);
    }
    // All or none: a test with a mistake in its second fault must not run under the first.
    for (const Fault& fault : std::as_const(faults))
        m_parts.faults.add(fault);
    return noContent();
}

ControlApi::Answer ControlApi::setCertificate(const http::ServerRequest& request, const QString& id)
{
    BodyReader reader(request.body);
    const QString word = reader.requiredText("status", 20);
    const std::optional<qint64> reasonCode = reader.integer("reasonCode");
    if (reader.error())
        return tl::unexpected<ApiError>(*reader.error());
    const std::optional<Status> status = statusFromName(word);
    if (!status)
        return invalid("status");
    return m_parts.service.advance()
        .and_then([&] { return m_parts.service.find(id.toLongLong(), 404); })
        .and_then([&](CertificateRecord record) {
            if (*status == Status::Revoked)
                record.reasonCode = static_cast<int>(reasonCode.value_or(0));
            return m_parts.service.force(std::move(record), *status);
        })
        .map([] { return noContent(); });
}

ControlApi::Answer ControlApi::addInventory(const http::ServerRequest& request)
{
    BodyReader reader(request.body);
    const qint64 count = reader.requiredInteger("count");
    if (reader.error())
        return tl::unexpected<ApiError>(*reader.error());
    if (count > largestInventory)
        return invalid("count");
    return m_parts.service.addInventory(count).map([](qint64 total) {
        Json body;
        body["certificates"] = total;
        return plainJson(body);
    });
}

Json ControlApi::config() const
{
    const Behaviour& behaviour = m_parts.behaviour;
    Json json;
    json["issueAfter"] = static_cast<double>(behaviour.issueAfter.count()) / 1000;
    json["notReady"] = toJson(notReadyWord(behaviour.notReady));
    json["mandatoryCustomField"] =
        behaviour.mandatoryCustomField ? toJson(*behaviour.mandatoryCustomField) : Json();
    json["tokenLifetime"] = behaviour.tokenLifetime.count();
    return json;
}

ControlApi::Answer ControlApi::setConfig(const http::ServerRequest& request)
{
    const std::optional<Json> json = parseJson(request.body);
    if (!json || !json->is_object())
        return refuse(code::unparsableBody, QStringLiteral("Cannot parse message body"));
    Behaviour changed = m_parts.behaviour;
    if (const auto seconds = json->find("issueAfter"); seconds != json->end()) {
        const double value = seconds->is_number() ? seconds->get<double>() : -1;
        if (!(value >= 0 && value <= longestIssue))
            return invalid("issueAfter");
        changed.issueAfter = std::chrono::milliseconds(std::llround(value * 1000));
    }
    if (json->contains("notReady")) {
        const std::optional<NotReady> notReady = notReadyFromWord(memberText(*json, "notReady"));
        if (!notReady)
            return invalid("notReady");
        changed.notReady = *notReady;
    }
    if (json->contains("mandatoryCustomField")) {
        const QString name = memberText(*json, "mandatoryCustomField");
        changed.mandatoryCustomField = name.isEmpty() ? std::nullopt : std::optional(name);
    }
    if (json->contains("tokenLifetime")) {
        const qint64 lifetime = memberInteger(*json, "tokenLifetime").value_or(-1);
        if (lifetime < 0 || lifetime > longestToken)
            return invalid("tokenLifetime");
        changed.tokenLifetime = std::chrono::seconds(lifetime);
    }
    m_parts.behaviour = changed;
    if (json->value("revokeTokens", Json()) == Json(true))
        m_parts.accounts.revokeTokens();
    return plainJson(config());
}

} // namespace gatehouse::sandbox
