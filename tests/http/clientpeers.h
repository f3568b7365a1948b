// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <core/http/client.h>

#include <QDateTime>
#include <QSslServer>
#include <QSslSocket>
#include <QUrl>

#include <functional>

namespace gatehouse::test {

/// What a server's certificate says; the defaults are those of a good one for localhost.
struct LeafTemplate {
    QString subject = QStringLiteral("CN=localhost");
    QStringList names = { QStringLiteral("DNS:localhost"), QStringLiteral("IP:127.0.0.1") };
    QStringList purposes = { QStringLiteral("serverAuth") };
    QDateTime notBefore = QDateTime::currentDateTimeUtc().addDays(-1);
    QDateTime notAfter = QDateTime::currentDateTimeUtc().addDays(30);
};

/// A real root with an issuing CA below it.
class Authority {
public:
    explicit Authority(const QString& name);

    /// Chain: leaf and issuing CA, as a server should send it.
    http::ClientIdentity issue(const LeafTemplate& leaf = {}) const;
    /// Another certificate for the same issuing CA's name and key, out of date.
    pki::Certificate expiredIssuing() const;

    pki::Certificate root;
    pki::Certificate issuing;

private:
    pki::PrivateKey m_rootKey;
    pki::PrivateKey m_issuingKey;
};

/// A certificate that nobody but itself vouches for.
http::ClientIdentity selfSigned(const LeafTemplate& leaf = {});

/// A TLS server that notes each request to the byte and lets the test decide what to do with the
/// socket.
class RawServer final : public QSslServer {
public:
    using Handler = std::function<void(QSslSocket& socket, const QByteArray& request)>;

    explicit RawServer(const http::ClientIdentity& identity, Handler handler = {},
        const QList<pki::Certificate>& clientAnchors = {});

    QUrl url(const QString& pathAndQuery = QStringLiteral("/"),
        const QString& host = QStringLiteral("localhost")) const;

    QList<QByteArray> requests; ///< head and body
    QList<QSslCertificate> clientCertificates; ///< the leaf of each handshake that succeeded
    int connections = 0; ///< TCP connections

protected:
    void incomingConnection(qintptr descriptor) override;

private:
    void serve(QSslSocket* socket);

    Handler m_handler;
};

/// A complete answer with Content-Length.
QByteArray answer(const QByteArray& body, const QByteArray& statusAndHeaders = "200 OK");
/// Ends the connection with RST.
void reset(QSslSocket& socket);

http::ClientSettings trusting(const QList<pki::Certificate>& anchors);
http::Request get(const QUrl& url);
http::Request post(const QUrl& url, const QByteArray& body = "order");
Result<http::Response> send(
    http::Client& client, const http::Request& request, const std::stop_token& stop = {});
/// The cause of a failure, or "ok".
QString causeOf(const Result<http::Response>& outcome);

} // namespace gatehouse::test
