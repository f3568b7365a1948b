// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "certificateservice.h"
#include <core/http/server.h>
#include <core/secret.h>

namespace gatehouse::sandbox {

/// The customer's names, which are no secrets.
namespace names {
inline constexpr char customerUri[] = "gatehouse-sandbox";
inline constexpr char login[] = "sandbox-admin";
inline constexpr char certificateLogin[] = "sandbox-cert-admin";
inline constexpr char oauthClientId[] = "sandbox-api-client";
inline constexpr char clientAlias[] = "sandbox-client";
} // namespace names

/// What an administrator proves to know.
struct AccountSecrets {
    Secret loginPassword;
    Secret oauthClientSecret;
};

/// Who may call: an administrator with a password, one with a client certificate, an OAuth client.
class Accounts {
public:
    Accounts(AccountSecrets secrets, pki::Certificate administrator, const Behaviour& behaviour,
        Clock& clock);

    /// Where tokens are to be had; known once the server listens.
    void setTokenUrl(const QString& url) { m_tokenUrl = url; }

    /// The name of the one who calls, or the 401 to answer. `isPrivate`: the path asks for a client
    /// certificate.
    tl::expected<QString, http::ServerResponse> authenticate(
        const http::ServerRequest& request, bool isPrivate) const;
    /// OAuth's token endpoint, client credentials grant (RFC 6749, 4.4).
    http::ServerResponse token(const http::ServerRequest& request) const;
    /// Makes every token given so far invalid.
    void revokeTokens();

private:
    bool isAdministrator(const http::ServerRequest& request, bool isPrivate) const;
    QByteArray sign(const QByteArray& text) const;
    bool isValidToken(const QByteArray& token) const;

    AccountSecrets m_secrets;
    pki::Certificate m_administrator;
    const Behaviour& m_behaviour;
    Clock& m_clock;
    Secret m_tokenKey;
    QString m_tokenUrl;
};

} // namespace gatehouse::sandbox
