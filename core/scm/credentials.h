// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <core/clock.h>
#include <core/http/transport.h>

#include <QUrl>

#include <memory>

namespace gatehouse::scm {

enum class AuthenticationMethod { Password, Certificate, OAuth };

/// Puts authentication on a request (SCM API, section 1.2, 1.3): password headers, certificate
/// headers or a bearer token.
class Authenticator {
public:
    Authenticator() = default;
    Authenticator(const Authenticator&) = delete;
    Authenticator& operator=(const Authenticator&) = delete;
    virtual ~Authenticator() = default;
    virtual AuthenticationMethod method() const { return AuthenticationMethod::Password; }
    /// Error kinds: Settings for a value that cannot stand in a header, and those of getting a
    /// token; nothing has been sent to SCM then.
    virtual Task<Result<http::Request>> authenticate(
        http::Request request, std::stop_token stop) = 0;
    /// The CA refused what `authenticate` gave: forget cached tokens. True when asking again may
    /// help.
    virtual bool refused() { return false; }
};

std::unique_ptr<Authenticator> passwordAuthenticator(
    QString login, Secret password, QString customerUri);
/// The TLS client certificate is the transport's; these are the two headers that go with it.
std::unique_ptr<Authenticator> certificateAuthenticator(QString login, QString customerUri);

struct OAuthCredentials {
    QString clientId;
    Secret clientSecret;
    QUrl tokenUrl; ///< https
};
/// OAuth2 client credentials (RFC 6749, 4.4). The token is cached until 60 s before it expires (a
/// quarter of its life when that is shorter), 300 s where expires_in is missing; many callers at
/// once cause one request. Where one of them stops, the others go on. Errors have a cause that
/// begins with "oauth/".
std::unique_ptr<Authenticator> oauthAuthenticator(OAuthCredentials credentials,
    std::shared_ptr<http::Transport> transport, std::shared_ptr<Clock> clock);

} // namespace gatehouse::scm
