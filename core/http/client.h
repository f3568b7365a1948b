// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <core/http/transport.h>
#include <core/pki/certificate.h>
#include <core/pki/privatekey.h>

#include <QSslConfiguration>
#include <QString>

#include <memory>
#include <optional>

namespace gatehouse::http {

/// An HTTP CONNECT proxy. Basic and Digest logins are answered.
struct ProxySettings {
    QString host;
    quint16 port = 0;
    QString userName; ///< empty: no login
    Secret password;
};

/// The client's own TLS certificate.
struct ClientIdentity {
    pki::PrivateKey key;
    QList<pki::Certificate> chain; ///< leaf first
};

struct ClientSettings {
    /// The only anchors: system roots are never consulted. Any certificate here, root, intermediate
    /// or leaf, is one.
    QList<pki::Certificate> trustAnchors;
    std::optional<ClientIdentity> identity;
    std::optional<ProxySettings> proxy;
    std::chrono::milliseconds connectTimeout =
        std::chrono::seconds(15); ///< until the request is on its way
    std::chrono::milliseconds transferTimeout =
        std::chrono::seconds(60); ///< without any byte arriving
    qint64 maximumAnswer = qint64(64) * 1024 * 1024; ///< bytes of body
};

/// TLS as every connection of ours uses it: 1.2 or later, anchors from the settings only, host
/// verified.
QSslConfiguration tlsConfiguration(const ClientSettings& settings);

/// The one HTTPS client. Lives on the thread that made it. At most six requests are under way at
/// once, the others wait.
///
/// Causes of its errors:
/// - surely never sent: "http/bad-url", "http/bad-header", "network/host-not-found",
/// "network/unreachable",
///   "network/connect-timeout", "proxy/unreachable", "proxy/login-required",
///   "proxy/wrong-credentials", "proxy/refused-target", "tls/untrusted-issuer",
///   "tls/host-mismatch", "tls/expired", "tls/invalid-certificate"
/// - not dealt with by the server: "tls/handshake" (also a client certificate that the server
/// refuses)
/// - perhaps dealt with: "network/connection-lost", "network/no-answer", "http/answer-too-large",
/// "http/redirect",
///   "http/encoded-answer", "http/broken-answer", and Cancelled
class Client final : public Transport {
public:
    explicit Client(ClientSettings settings);
    ~Client() override;

    Task<Result<Response>> send(Request request, std::stop_token stop) override;

private:
    class Private;
    std::shared_ptr<Private>
        m_private; ///< shared with requests under way, so that the client may go first
};

} // namespace gatehouse::http
