// SPDX-License-Identifier: Apache-2.0
#include <app/gateway/gateway.h>
#include <app/gateway/handlers.h>
#include <app/gateway/orderaudit.h>
#include <app/gateway/reply.h>

#include <array>

namespace gatehouse::gateway {

namespace {

/// Counts a request in progress, in all and of its client.
class Counted {
public:
    Counted(int& total, QHash<QString, int>& byClient, QString client)
        : m_total(total)
        , m_byClient(byClient)
        , m_client(std::move(client))
    {
        ++m_total;
        ++m_byClient[m_client];
    }
    ~Counted()
    {
        --m_total;
        if (--m_byClient[m_client] <= 0)
            m_byClient.remove(m_client);
    }
    Counted(const Counted&) = delete;
    Counted& operator=(const Counted&) = delete;

private:
    int& m_total;
    QHash<QString, int>& m_byClient;
    QString m_client;
};

/// Requested when either of two is.
class JointStop {
public:
    JointStop(const std::stop_token& first, const std::stop_token& second)
        : m_first(first, Requester { &m_source })
        , m_second(second, Requester { &m_source })
    {
    }
    std::stop_token token() const { return m_source.get_token(); }

private:
    struct Requester {
        std::stop_source* source;
        void operator()() const { source->request_stop(); }
    };
    std::stop_source m_source;
    std::stop_callback<Requester> m_first;
    std::stop_callback<Requester> m_second;
};

bool isJson(const QByteArray& contentType)
{
    const QByteArray type = contentType.split(';').first().trimmed().toLower();
    return type.isEmpty() || type == "application/json" || type.endsWith("+json");
}

using Handler = Task<http::ServerResponse> (*)(Call);

Handler handlerOf(Endpoint endpoint)
{
    switch (endpoint) {
    case Endpoint::ListCas:
        return listCas;
    case Endpoint::OneCa:
        return oneCa;
    case Endpoint::CaStatus:
        return caStatus;
    case Endpoint::CaProperties:
        return caProperties;
    case Endpoint::ListProfiles:
        return listProfiles;
    case Endpoint::OneProfile:
        return oneProfile;
    case Endpoint::Enroll:
        return enroll;
    case Endpoint::OneEnrollment:
        return oneEnrollment;
    case Endpoint::OneCertificate:
        return oneCertificate;
    case Endpoint::CertificateAction:
        return certificateAction;
    case Endpoint::CertificateEvents:
        return certificateEvents;
    case Endpoint::OneSubject:
        return oneSubject;
    case Endpoint::SubjectAction:
        return subjectAction;
    case Endpoint::DomainAction:
        return domainAction;
    case Endpoint::OpenApi:
        break;
    }
    return openApi;
}

ApiError mediaTypeError(const QByteArray& contentType)
{
    ApiError error;
    error.status = status::unsupportedMediaType;
    error.code = code::mediaType;
    error.message = QStringLiteral("Send the body as application/json.");
    error.target = QStringLiteral("Content-Type");
    error.value = QString::fromLatin1(contentType.left(80));
    return error;
}

ApiError tooManyError(int limit)
{
    ApiError error;
    error.status = status::tooManyRequests;
    error.code = code::tooManyRequests;
    error.message =
        QStringLiteral("This client has %1 requests in progress, which is its limit: wait for "
                       "one to end.")
            .arg(limit);
    error.retryAfter = std::chrono::seconds(1);
    return error;
}

/// Resources that exist whatever the method, so that HEAD and mistakes are told apart from 404.
http::ServerResponse reply(const ApiError& error)
{
    http::ServerResponse response = errorResponse(error);
    if (error.code == code::methodNotAllowed)
        addHeader(response, "Allow", error.value.toLatin1());
    return response;
}

} // namespace

Gateway::Gateway(std::shared_ptr<workspace::Workspace> workspace, std::shared_ptr<AuditLog> audit,
    std::shared_ptr<Metrics> metrics)
    : m_state(std::make_shared<State>())
{
    m_state->around = std::make_shared<Surroundings>();
    m_state->around->clock = workspace->clock();
    m_state->around->workspace = std::move(workspace);
    m_state->around->audit = std::move(audit);
    m_state->around->metrics = std::move(metrics);
    auditEnds(m_state->around);
}

void Gateway::apply(std::shared_ptr<const Configuration> configuration)
{
    m_state->configuration = std::move(configuration);
    m_state->known = std::make_shared<Known>();
    m_state->identities.forget();
}

http::ServerResponse Gateway::health(const State& state, const QString& group)
{
    static const std::array groups { QLatin1String(), QLatin1String("liveness"),
        QLatin1String("readiness") };
    if (std::find(groups.begin(), groups.end(), group) == groups.end())
        return errorResponse(fromHttpLayer(status::notFound,
            QStringLiteral("There is no health group %1: ask for liveness or readiness.")
                .arg(group)));
    const bool isUp = group == QLatin1String("liveness") || state.isReady;
    Json body;
    body["status"] = isUp ? "UP" : "OUT_OF_SERVICE";
    if (group.isEmpty())
        body["groups"] = Json::array({ "liveness", "readiness" });
    return jsonReply(isUp ? status::ok : status::unavailable, body);
}

http::ServerResponse Gateway::manage(
    const http::ServerRequest& request, const Metrics::Gauges& gauges) const
{
    const QStringList segments = request.segments();
    const bool isRead = request.method == "GET" || request.method == "HEAD";
    if (isRead && segments == QStringList { QStringLiteral("metrics") }) {
        http::ServerResponse response;
        addHeader(response, "Content-Type", "text/plain; version=0.0.4; charset=utf-8");
        response.body = m_state->around->metrics->text(gauges);
        return response;
    }
    const bool isHealth = segments.value(0) == QLatin1String("health") && segments.size() <= 2;
    if (isRead && isHealth)
        return health(*m_state, segments.value(1));
    return errorResponse(fromHttpLayer(status::notFound,
        QStringLiteral("There are /metrics, /health, /health/liveness and /health/readiness.")));
}

Task<http::ServerResponse> Gateway::serve(StatePointer state, Call call, std::stop_token stop)
{
    const int limit = call.configuration->requestsPerClient;
    if (state->inProgressOf.value(call.client.name) >= limit)
        co_return errorResponse(tooManyError(limit));
    const Counted counted(state->inProgress, state->inProgressOf, call.client.name);
    const JointStop joint(stop, state->ending.get_token());
    call.stop = joint.token();
    const Handler handler = handlerOf(call.route.endpoint);
    co_return co_await handler(std::move(call));
}

/// What may be done with a request, or the answer to one with which nothing is done.
tl::expected<Call, http::ServerResponse> Gateway::admit(
    const StatePointer& state, http::ServerRequest request, RequestRecord& record)
{
    const std::shared_ptr<const Configuration> configuration = state->configuration;
    const QStringList segments = request.segments();
    const bool isRead = request.method == "GET" || request.method == "HEAD";
    if (isRead && !configuration->healthPath.isEmpty()) {
        const auto group = below(segments, configuration->healthPath);
        if (group && group->size() <= 1) {
            record.endpoint = QStringLiteral("health");
            return tl::unexpected(health(*state, group->value(0)));
        }
    }
    const QDateTime now = state->around->clock->now();
    const auto client = state->identities.identify(*configuration, request.clientChain, now);
    if (!client)
        return tl::unexpected(reply(client.error()));
    record.client = client->name;
    const auto path = below(segments, configuration->contextPath);
    const QStringList rest = path.value_or(QStringList { QString() });
    const auto found = route(request.method, rest);
    if (!found)
        return tl::unexpected(reply(found.error()));
    record.endpoint = endpointName(found->endpoint);
    if (const auto allowed = authorise(*configuration, *client, *found); !allowed)
        return tl::unexpected(reply(allowed.error()));
    const QByteArray contentType = request.header("Content-Type");
    if (found->isChange && !isJson(contentType))
        return tl::unexpected(reply(mediaTypeError(contentType)));
    Call call;
    call.configuration = configuration;
    call.known = state->known;
    call.around = state->around;
    call.client = *client;
    call.route = *found;
    call.request = std::move(request);
    call.request.clientChain.clear(); // not needed any more, and an enrollment may wait for long
    return call;
}

/// No coroutine: what finding out needed is gone while the handler waits.
Task<http::ServerResponse> Gateway::answer(const StatePointer& state, http::ServerRequest request,
    std::stop_token stop, RequestRecord& record)
{
    auto call = admit(state, std::move(request), record);
    if (!call)
        return immediately(std::move(call).error());
    return serve(state, *std::move(call), std::move(stop));
}

Task<http::ServerResponse> Gateway::handle(http::ServerRequest request, std::stop_token stop)
{
    const StatePointer state = m_state;
    const auto record = std::make_shared<RequestRecord>();
    record->method = request.method;
    record->path = request.rawPath;
    record->peer = request.peer.toString();
    record->clientId = QString::fromLatin1(request.header("ca-client-id").left(80));
    const auto began = state->around->clock->steadyNow();
    http::ServerResponse response = co_await answer(state, std::move(request), stop, *record);
    const std::chrono::duration<double> took = state->around->clock->steadyNow() - began;
    constexpr double milli = 1000;
    record->milliseconds = took.count() * milli;
    record->status = response.status;
    record->bytes = response.body.size();
    record->isAbandoned = stop.stop_requested();
    state->around->metrics->countRequest(
        record->endpoint.isEmpty() ? QStringLiteral("none") : record->endpoint, response.status,
        took.count());
    logRequest(*record);
    co_return response;
}

http::ServerResponse httpLayerError(int status, const QString& reason)
{
    return errorResponse(fromHttpLayer(status, reason));
}

} // namespace gatehouse::gateway
