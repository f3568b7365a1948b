// SPDX-License-Identifier: Apache-2.0
#include <core/pki/certificatebuilder.h>
#include <tests/http/clientpeers.h>

#include <QSslKey>

#include <sys/socket.h>

namespace gatehouse::test {

namespace {

const pki::KeyType keyType { pki::KeyAlgorithm::Ec, 256 };

pki::CertificateTemplate caTemplate(const QString& subject, const pki::PrivateKey& key)
{
    pki::CertificateTemplate content;
    content.subject = *pki::DistinguishedName::parse(subject);
    content.publicKeyInfo = key.publicKeyInfo();
    content.notBefore = QDateTime::currentDateTimeUtc().addDays(-2);
    content.notAfter = QDateTime::currentDateTimeUtc().addDays(365);
    content.isCa = true;
    return content;
}

pki::CertificateTemplate leafTemplate(const LeafTemplate& leaf, const pki::PrivateKey& key)
{
    pki::CertificateTemplate content;
    content.subject = *pki::DistinguishedName::parse(leaf.subject);
    content.publicKeyInfo = key.publicKeyInfo();
    content.notBefore = leaf.notBefore;
    content.notAfter = leaf.notAfter;
    for (const QString& name : leaf.names)
        content.subjectAltNames.append(*pki::GeneralName::parse(name));
    content.extendedKeyUsages = leaf.purposes;
    return content;
}

qsizetype bodyLength(const QByteArray& head)
{
    const QByteArray lower = head.toLower();
    const qsizetype at = lower.indexOf("content-length:");
    if (at < 0)
        return 0;
    const qsizetype end = lower.indexOf('\r', at);
    return lower.mid(at + 15, end - at - 15).trimmed().toLongLong();
}

} // namespace

Authority::Authority(const QString& name)
    : m_rootKey(*pki::PrivateKey::generate(keyType))
    , m_issuingKey(*pki::PrivateKey::generate(keyType))
{
    root = *pki::buildCertificate(
        caTemplate(QStringLiteral("CN=%1 Root").arg(name), m_rootKey), {}, m_rootKey);
    issuing = *pki::buildCertificate(
        caTemplate(QStringLiteral("CN=%1 Issuing CA").arg(name), m_issuingKey), root, m_rootKey);
}

http::ClientIdentity Authority::issue(const LeafTemplate& leaf) const
{
    const auto key = *pki::PrivateKey::generate(keyType);
    const auto certificate = *pki::buildCertificate(leafTemplate(leaf, key), issuing, m_issuingKey);
    return { key, { certificate, issuing } };
}

pki::Certificate Authority::expiredIssuing() const
{
    pki::CertificateTemplate content = caTemplate(issuing.subject().toString(), m_issuingKey);
    content.notBefore = QDateTime::currentDateTimeUtc().addDays(-20);
    content.notAfter = QDateTime::currentDateTimeUtc().addDays(-10);
    return *pki::buildCertificate(content, root, m_rootKey);
}

http::ClientIdentity selfSigned(const LeafTemplate& leaf)
{
    const auto key = *pki::PrivateKey::generate(keyType);
    return { key, { *pki::buildCertificate(leafTemplate(leaf, key), {}, key) } };
}

RawServer::RawServer(const http::ClientIdentity& identity, Handler handler,
    const QList<pki::Certificate>& clientAnchors)
    : m_handler(std::move(handler))
{
    // What a client of ours is configured with fits a server too, but for asking for a certificate.
    http::ClientSettings settings;
    settings.identity = identity;
    settings.trustAnchors = clientAnchors;
    QSslConfiguration configuration = http::tlsConfiguration(settings);
    configuration.setPeerVerifyMode(
        clientAnchors.isEmpty() ? QSslSocket::VerifyNone : QSslSocket::VerifyPeer);
    setSslConfiguration(configuration);
    if (!m_handler)
        m_handler = [](QSslSocket& socket, const QByteArray&) { socket.write(answer("hello")); };
    connect(this, &QTcpServer::pendingConnectionAvailable, this, [this] {
        while (auto* socket = qobject_cast<QSslSocket*>(nextPendingConnection()))
            serve(socket);
    });
    listen(QHostAddress::LocalHost);
}

void RawServer::incomingConnection(qintptr descriptor)
{
    ++connections;
    QSslServer::incomingConnection(descriptor);
}

void RawServer::serve(QSslSocket* socket)
{
    clientCertificates.append(socket->peerCertificate());
    auto received = std::make_shared<QByteArray>();
    const auto read = [this, socket, received] {
        *received += socket->readAll();
        const qsizetype end = received->indexOf("\r\n\r\n");
        if (end < 0)
            return;
        const qsizetype whole = end + 4 + bodyLength(received->left(end + 2));
        if (received->size() < whole)
            return;
        const QByteArray request = received->left(whole);
        received->remove(0, whole);
        requests.append(request);
        m_handler(*socket, request);
    };
    connect(socket, &QSslSocket::readyRead, this, read);
    connect(socket, &QSslSocket::disconnected, socket, &QObject::deleteLater);
    read();
}

QUrl RawServer::url(const QString& pathAndQuery, const QString& host) const
{
    return QUrl(QStringLiteral("https://%1:%2%3").arg(host).arg(serverPort()).arg(pathAndQuery));
}

QByteArray answer(const QByteArray& body, const QByteArray& statusAndHeaders)
{
    return "HTTP/1.1 " + statusAndHeaders + "\r\nContent-Length: " + QByteArray::number(body.size())
        + "\r\n\r\n" + body;
}

void reset(QSslSocket& socket)
{
    const linger hard { 1, 0 };
    setsockopt(
        static_cast<int>(socket.socketDescriptor()), SOL_SOCKET, SO_LINGER, &hard, sizeof hard);
    socket.abort();
}

http::ClientSettings trusting(const QList<pki::Certificate>& anchors)
{
    http::ClientSettings settings;
    settings.trustAnchors = anchors;
    settings.connectTimeout = std::chrono::seconds(10);
    settings.transferTimeout = std::chrono::seconds(10);
    return settings;
}

http::Request get(const QUrl& url)
{
    http::Request request;
    request.url = url;
    return request;
}

http::Request post(const QUrl& url, const QByteArray& body)
{
    http::Request request;
    request.method = "POST";
    request.url = url;
    request.headers.append(http::Header { "Content-Type", "application/json" });
    request.body = body;
    return request;
}

Result<http::Response> send(
    http::Client& client, const http::Request& request, const std::stop_token& stop)
{
    return QCoro::waitFor(client.send(request, stop));
}

QString causeOf(const Result<http::Response>& outcome)
{
    return outcome ? QStringLiteral("ok") : outcome.error().cause;
}

} // namespace gatehouse::test
