// SPDX-License-Identifier: Apache-2.0
#include "accounts.h"

#include <QMessageAuthenticationCode>
#include <QUrlQuery>

namespace gatehouse::sandbox {

namespace {

constexpr int tokenKeyBytes = 32;
constexpr auto base64Url = QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals;

http::ServerResponse unknownUser()
{
    Json body;
    body["code"] = code::unknownUser;
    body["description"] = "Unknown user";
    return plainJson(body, 401);
}

http::ServerResponse oauthError(int status, const char* error, const char* description)
{
    Json body;
    body["error"] = error;
    body["error_description"] = description;
    return plainJson(body, status);
}

QByteArray jwtPart(const Json& json)
{
    return toBytes(json).toBase64(base64Url);
}

} // namespace

Accounts::Accounts(AccountSecrets secrets, pki::Certificate administrator,
    const Behaviour& behaviour, Clock& clock)
    : m_secrets(std::move(secrets))
    , m_administrator(std::move(administrator))
    , m_behaviour(behaviour)
    , m_clock(clock)
    , m_tokenKey(Secret::random(tokenKeyBytes))
{
}

void Accounts::revokeTokens()
{
    m_tokenKey = Secret::random(tokenKeyBytes);
}

bool Accounts::isAdministrator(const http::ServerRequest& request, bool isPrivate) const
{
    if (request.header("customerUri") != names::customerUri)
        return false;
    const QByteArray login = request.header("login");
    if (isPrivate) {
        return login == names::certificateLogin && !request.clientChain.isEmpty()
            && request.clientChain.first() == m_administrator;
    }
    return login == names::login
        && Secret::fromUtf8(request.header("password")) == m_secrets.loginPassword;
}

tl::expected<QString, http::ServerResponse> Accounts::authenticate(
    const http::ServerRequest& request, bool isPrivate) const
{
    const QByteArray authorization = request.header("Authorization");
    if (authorization.startsWith("Bearer ") && !isPrivate) {
        if (isValidToken(authorization.mid(7).trimmed()))
            return QString::fromLatin1(names::oauthClientId);
        http::ServerResponse response;
        response.status = 401;
        addHeader(response, "WWW-Authenticate",
            "Bearer realm=\"apiclients\", authorization_uri=\"" + m_tokenUrl.toLatin1()
                + "\", error=\"invalid_token\"");
        return tl::unexpected<http::ServerResponse>(response);
    }
    if (!isAdministrator(request, isPrivate))
        return tl::unexpected<http::ServerResponse>(unknownUser());
    return QString::fromLatin1(request.header("login"));
}

http::ServerResponse Accounts::token(const http::ServerRequest& request) const
{
    if (request.method != "POST")
        return oauthError(405, "invalid_request", "The token endpoint takes POST only");
    if (!request.header("Content-Type").toLower().startsWith("application/x-www-form-urlencoded"))
        return oauthError(415, "invalid_request", "The body must be a form");
    // A form writes blanks as '+', which QUrlQuery leaves alone.
    const QUrlQuery form(QString::fromUtf8(request.body).replace(u'+', QStringLiteral("%20")));
    const auto field = [&](const QString& name) {
        return form.queryItemValue(name, QUrl::FullyDecoded);
    };
    if (field(QStringLiteral("grant_type")) != QLatin1String("client_credentials"))
        return oauthError(400, "unsupported_grant_type", "Unsupported grant_type");
    const Secret given = Secret::fromString(field(QStringLiteral("client_secret")));
    if (field(QStringLiteral("client_id")) != QLatin1String(names::oauthClientId)
        || !(given == m_secrets.oauthClientSecret))
        return oauthError(401, "invalid_client", "Invalid client or Invalid client credentials");

    const qint64 now = m_clock.now().toSecsSinceEpoch();
    Json header;
    header["alg"] = "HS256";
    header["typ"] = "JWT";
    Json claims;
    claims["iat"] = now;
    claims["exp"] = now + m_behaviour.tokenLifetime.count();
    // Two tokens of the same second differ, as a real server's do.
    claims["jti"] = toJson(QString::fromLatin1(Secret::random(12).utf8()));
    claims["azp"] = names::oauthClientId;
    const QByteArray content = jwtPart(header) + '.' + jwtPart(claims);
    Json body;
    body["access_token"] = (content + '.' + sign(content)).toStdString();
    body["expires_in"] = m_behaviour.tokenLifetime.count();
    body["refresh_expires_in"] = 0;
    body["token_type"] = "Bearer";
    body["not-before-policy"] = 0;
    body["scope"] = "profile email";
    http::ServerResponse response = plainJson(body);
    addHeader(response, "Cache-Control", "no-store");
    return response;
}

QByteArray Accounts::sign(const QByteArray& text) const
{
    return QMessageAuthenticationCode::hash(
        text, m_tokenKey.utf8().toByteArray(), QCryptographicHash::Sha256)
        .toBase64(base64Url);
}

bool Accounts::isValidToken(const QByteArray& token) const
{
    const QList<QByteArray> parts = token.split('.');
    if (parts.size() != 3)
        return false;
    const Secret expected = Secret::fromUtf8(sign(parts[0] + '.' + parts[1]));
    if (!(expected == Secret::fromUtf8(QByteArrayView(parts[2]))))
        return false;
    const std::optional<Json> claims = parseJson(QByteArray::fromBase64(parts[1], base64Url));
    return claims && memberInteger(*claims, "exp").value_or(0) > m_clock.now().toSecsSinceEpoch();
}

} // namespace gatehouse::sandbox
