// SPDX-License-Identifier: Apache-2.0
#include <core/logging.h>
#include <core/scm/credentials.h>
#include <core/scm/json.h>
#include <core/scm/parse.h>
#include <core/scm/retry.h>
#include <core/scm/words.h>

#include <QCoro/QCoroFuture>
#include <QPromise>
#include <QUrl>

#include <openssl/crypto.h>

#include <algorithm>

namespace gatehouse::scm {

namespace {

using namespace std::chrono_literals;

Error oauthError(ErrorKind kind, const QString& message, const char* cause, const char* setting)
{
    Error error = Error::of(kind, message);
    error.cause = QLatin1String(cause);
    error.setting = QLatin1String(setting);
    return error;
}

struct Token {
    Secret authorization; ///< "Bearer ..."
    std::chrono::seconds lifetime { 0 };
};

/// RFC 6750, 2.1: nothing else may follow "Bearer", a line break least of all.
bool isBearerToken(QByteArrayView token)
{
    return !token.isEmpty() && std::ranges::all_of(token, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')
            || QByteArrayView("-._~+/=").contains(c);
    });
}

Secret bearer(QByteArrayView token)
{
    QByteArray value;
    value.reserve(token.size() + 7);
    value.append("Bearer ").append(token);
    return Secret::fromUtf8(std::move(value));
}

std::chrono::seconds lifetimeOf(const Json& document)
{
    // A day is far more than any token of Sectigo's lives; it keeps the sums small.
    constexpr qint64 longest = 86400;
    constexpr qint64 usual = 300;
    QString ignored;
    const qint64 seconds = Members(document, ignored).integer("expires_in");
    return std::chrono::seconds(seconds > 0 ? std::min(seconds, longest) : usual);
}

Error unreadableToken()
{
    return oauthError(ErrorKind::Malformed,
        Words::tr("The OAuth token URL did not answer with an access token. Check OAuth token "
                  "URL."),
        "oauth/malformed", "oauth-token-url");
}

Result<Token> parseToken(QByteArray& body)
{
    auto document = parseJson(body);
    wipe(body);
    if (!document || !document->is_object())
        return failure(unreadableToken());
    const auto found = document->find("access_token");
    if (found == document->end() || !found->is_string())
        return failure(unreadableToken());
    auto& text = found->get_ref<std::string&>();
    const QByteArrayView view(text.data(), static_cast<qsizetype>(text.size()));
    const bool isToken = isBearerToken(view);
    Token token { isToken ? bearer(view) : Secret(), lifetimeOf(*document) };
    OPENSSL_cleanse(text.data(), text.size());
    if (!isToken)
        return failure(unreadableToken());
    return token;
}

/// RFC 6749, 5.2.
QString oauthErrorWord(const QByteArray& body)
{
    const auto document = parseJson(body);
    if (!document || !document->is_object())
        return {};
    QString ignored;
    return cleanWords(Members(*document, ignored).text("error"));
}

Error refusedToken(const http::Response& response, const QDateTime& now)
{
    const QString word = oauthErrorWord(response.body);
    Error error;
    if (isPassing(response.status))
        error = oauthError(ErrorKind::Network,
            Words::tr("Sectigo's OAuth service is not available (HTTP %1). Try again later.")
                .arg(response.status),
            "oauth/unavailable", "");
    else if (word == QLatin1String("unauthorized_client"))
        error = oauthError(ErrorKind::Authentication,
            Words::tr("The API key may not be used like this. Check OAuth client ID, and that the "
                      "key is an active API key in SCM."),
            "oauth/unauthorized-client", "oauth-client-id");
    else if (word == QLatin1String("invalid_client") || response.status == 401)
        error = oauthError(ErrorKind::Authentication,
            Words::tr("The OAuth client ID or its secret is wrong. Check OAuth client ID and OAuth "
                      "client secret; the API key may have been replaced in SCM."),
            "oauth/invalid-client", "oauth-client-secret");
    else
        error = oauthError(ErrorKind::Settings,
            Words::tr("The OAuth token URL refused to give an access token (HTTP %1). Check OAuth "
                      "token URL.")
                .arg(response.status),
            "oauth/refused", "oauth-token-url");
    error.httpStatus = response.status;
    error.retriable = isPassing(response.status);
    error.retryAfter = parseRetryAfter(response.header("Retry-After"), now);
    error.detail = QStringLiteral("token request: HTTP %1 %2").arg(response.status).arg(word);
    return error;
}

/// One token request, which any number of callers wait for.
struct Flight {
    std::stop_source stop; ///< requested when nobody waits any more
    QList<std::shared_ptr<QPromise<void>>> waiters;
    Result<Secret> outcome = failure(Error::cancelled());
};

struct TokenState {
    OAuthCredentials credentials;
    std::shared_ptr<http::Transport> transport;
    std::shared_ptr<Clock> clock;
    Secret authorization; ///< empty: none cached
    std::chrono::steady_clock::time_point renewAt;
    std::shared_ptr<Flight> flight; ///< under way
};

Secret formBody(const OAuthCredentials& credentials)
{
    QByteArray form("grant_type=client_credentials&client_id=");
    form.append(QUrl::toPercentEncoding(credentials.clientId)).append("&client_secret=");
    const QByteArrayView secret = credentials.clientSecret.utf8();
    // Percent-encoding makes at most three bytes of one: no reallocation leaves a copy behind.
    form.reserve(form.size() + 3 * secret.size());
    constexpr QByteArrayView digits("0123456789ABCDEF");
    for (const char c : secret) {
        const auto byte = static_cast<unsigned char>(c);
        const bool isPlain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')
            || (c >= '0' && c <= '9') || QByteArrayView("-._~").contains(c);
        if (isPlain)
            form.append(c);
        else
            form.append('%').append(digits[byte >> 4]).append(digits[byte & 0xf]);
    }
    return Secret::fromUtf8(std::move(form));
}

http::Request tokenRequest(const OAuthCredentials& credentials)
{
    http::Request request;
    request.method = "POST";
    request.url = credentials.tokenUrl;
    request.headers.append(http::Header { "Accept", "application/json" });
    request.headers.append(http::Header { "Content-Type", "application/x-www-form-urlencoded" });
    request.body = formBody(credentials);
    return request;
}

void keep(TokenState& state, const Token& token)
{
    const std::chrono::milliseconds life = token.lifetime;
    const auto margin = std::min<std::chrono::milliseconds>(60s, life / 4);
    state.authorization = token.authorization;
    state.renewAt = state.clock->steadyNow() + (life - margin);
}

Result<Secret> evaluate(TokenState& state, Result<http::Response>& response)
{
    if (!response) {
        Error error = response.error();
        // Told apart from an error on the way to SCM: nothing has been sent there.
        error.detail = QStringLiteral("token request: %1 %2").arg(error.cause, error.detail);
        if (error.kind != ErrorKind::Cancelled)
            error.cause = QStringLiteral("oauth/unreachable");
        if (error.setting.isEmpty() && error.kind == ErrorKind::Network)
            error.setting = QStringLiteral("oauth-token-url");
        return failure(error);
    }
    if (!response->isSuccess())
        return failure(refusedToken(*response, state.clock->now()));
    const Result<Token> token = parseToken(response->body);
    if (!token)
        return failure(token.error());
    keep(state, *token);
    return token->authorization;
}

Task<void> fetch(std::shared_ptr<TokenState> state, std::shared_ptr<Flight> flight)
{
    const std::chrono::steady_clock::time_point asked = state->clock->steadyNow();
    http::Request request = tokenRequest(state->credentials);
    Result<http::Response> response =
        co_await state->transport->send(request, flight->stop.get_token());
    flight->outcome = evaluate(*state, response);
    // The token's life began when it was made, somewhere between asking and now.
    if (flight->outcome)
        state->renewAt -= state->clock->steadyNow() - asked;
    qCInfo(logScm).noquote() << "token request ->"
                             << (flight->outcome ? QStringLiteral("token")
                                                 : flight->outcome.error().cause);
    if (state->flight == flight)
        state->flight.reset();
    const auto waiters = std::exchange(flight->waiters, {});
    for (const auto& waiter : waiters)
        waiter->finish();
}

/// Waits for the flight or for `stop`, whichever is first.
Task<Result<Secret>> join(
    std::shared_ptr<TokenState> state, std::shared_ptr<Flight> flight, std::stop_token stop)
{
    const auto promise = std::make_shared<QPromise<void>>();
    promise->start();
    QFuture<void> landed = promise->future();
    flight->waiters.append(promise);
    {
        const std::stop_callback leave(stop, [promise] { promise->finish(); });
        co_await landed;
    }
    flight->waiters.removeOne(promise);
    const bool isStopped = stop.stop_requested();
    if (isStopped && flight->waiters.isEmpty() && state->flight == flight) {
        state->flight.reset();
        flight->stop.request_stop();
    }
    if (isStopped)
        co_return failure(Error::cancelled());
    // A copy: QCoro moves whatever is not const out of its place, and others wait for it too.
    const Result<Secret> outcome = flight->outcome;
    co_return outcome;
}

Task<Result<Secret>> authorization(std::shared_ptr<TokenState> state, std::stop_token stop)
{
    if (!state->authorization.isEmpty() && state->clock->steadyNow() < state->renewAt) {
        const Secret cached = state->authorization; // const: see join()
        co_return cached;
    }
    if (!state->flight) {
        state->authorization = Secret();
        state->flight = std::make_shared<Flight>();
        fetch(state, state->flight);
    }
    const std::shared_ptr<Flight> flight = state->flight;
    Result<Secret> result = co_await join(state, flight, stop);
    co_return result;
}

Task<Result<http::Request>> authorize(
    std::shared_ptr<TokenState> state, http::Request request, std::stop_token stop)
{
    const Result<Secret> value = co_await authorization(state, stop);
    if (!value)
        co_return failure(value.error());
    request.secretHeaders.append(http::SecretHeader { "Authorization", *value });
    co_return request;
}

class OAuthAuthenticator final : public Authenticator {
public:
    OAuthAuthenticator(OAuthCredentials credentials, std::shared_ptr<http::Transport> transport,
        std::shared_ptr<Clock> clock)
        : m_state(std::make_shared<TokenState>())
    {
        m_state->credentials = std::move(credentials);
        m_state->transport = std::move(transport);
        m_state->clock = std::move(clock);
    }

    AuthenticationMethod method() const override { return AuthenticationMethod::OAuth; }

    Task<Result<http::Request>> authenticate(http::Request request, std::stop_token stop) override
    {
        // The state outlives this object: a task under way does not look back.
        return authorize(m_state, std::move(request), std::move(stop));
    }

    bool refused() override
    {
        m_state->authorization = Secret();
        return true;
    }

private:
    std::shared_ptr<TokenState> m_state;
};

} // namespace

std::unique_ptr<Authenticator> oauthAuthenticator(OAuthCredentials credentials,
    std::shared_ptr<http::Transport> transport, std::shared_ptr<Clock> clock)
{
    return std::make_unique<OAuthAuthenticator>(
        std::move(credentials), std::move(transport), std::move(clock));
}

} // namespace gatehouse::scm
