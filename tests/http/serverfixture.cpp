// SPDX-License-Identifier: Apache-2.0
#include "serverfixture.h"

#include <QElapsedTimer>
#include <QProcess>
#include <QSslConfiguration>
#include <QSslKey>
#include <QTimer>

#include <sys/socket.h>

namespace gatehouse::http::tests {

namespace {

using pki::Certificate;
using pki::CertificateTemplate;
using pki::PrivateKey;

PrivateKey newKey()
{
    return PrivateKey::generate({ pki::KeyAlgorithm::Ec, 256 }).value();
}

CertificateTemplate contentFor(const PrivateKey& key, const QString& subject)
{
    CertificateTemplate content;
    content.subject = pki::DistinguishedName::parse(subject).value();
    content.publicKeyInfo = key.publicKeyInfo();
    content.notBefore = QDateTime::currentDateTimeUtc().addDays(-2);
    content.notAfter = QDateTime::currentDateTimeUtc().addDays(30);
    return content;
}

struct Authority {
    PrivateKey rootKey {};
    Certificate root {};
    PrivateKey issuingKey {};
    Certificate issuing {};

    Identity certify(const QString& subject, const QString& usage, int daysLeft = 30,
        const PrivateKey& key = newKey()) const
    {
        CertificateTemplate content = contentFor(key, subject);
        content.notAfter = QDateTime::currentDateTimeUtc().addDays(daysLeft);
        content.extendedKeyUsages = QStringList(usage);
        content.subjectAltNames = { pki::GeneralName::parse(u"DNS:localhost").value(),
            pki::GeneralName::parse(u"IP:127.0.0.1").value() };
        return { key, { buildCertificate(content, issuing, issuingKey).value(), issuing } };
    }
};

Authority newAuthority()
{
    Authority authority;
    authority.rootKey = newKey();
    CertificateTemplate root = contentFor(authority.rootKey, QStringLiteral("CN=Test Root,O=Test"));
    root.isCa = true;
    authority.root = buildCertificate(root, {}, authority.rootKey).value();
    authority.issuingKey = newKey();
    CertificateTemplate issuing =
        contentFor(authority.issuingKey, QStringLiteral("CN=Test Issuing,O=Test"));
    issuing.isCa = true;
    authority.issuing = buildCertificate(issuing, authority.root, authority.rootKey).value();
    return authority;
}

ServerPki newPki()
{
    const QString serverAuth = QStringLiteral("serverAuth");
    const QString clientAuth = QStringLiteral("clientAuth");
    const QString clientName = QStringLiteral("CN=client,O=Test");
    const Authority authority = newAuthority();
    const Authority foreign = newAuthority();
    ServerPki result;
    result.root = authority.root;
    result.issuing = authority.issuing;
    result.server = authority.certify(QStringLiteral("CN=localhost,O=Test"), serverAuth);
    result.rsaServer = authority.certify(QStringLiteral("CN=localhost,O=Test"), serverAuth, 30,
        PrivateKey::generate({ pki::KeyAlgorithm::Rsa, 2048 }).value());
    result.ed25519Server = authority.certify(QStringLiteral("CN=localhost,O=Test"), serverAuth, 30,
        PrivateKey::fromPkcs8(
            QByteArray::fromHex("302e020100300506032b657004220420") + QByteArray(32, 'k'))
            .value());
    result.client = authority.certify(clientName, clientAuth);
    result.expiredClient = authority.certify(clientName, clientAuth, -1);
    result.serverAsClient = authority.certify(clientName, serverAuth);
    result.foreignClient = foreign.certify(clientName, clientAuth);
    return result;
}

} // namespace

const ServerPki& serverPki()
{
    static const ServerPki pki = newPki();
    return pki;
}

QByteArray keyPem(const PrivateKey& key)
{
    const QByteArray base64 = key.toPkcs8().utf8().toByteArray().toBase64();
    QByteArray pem = "-----BEGIN PRIVATE KEY-----\n";
    for (qsizetype at = 0; at < base64.size(); at += 64)
        pem += base64.mid(at, 64) + '\n';
    return pem + "-----END PRIVATE KEY-----\n";
}

ServerSettings loopback()
{
    ServerSettings settings;
    settings.key = serverPki().server.key;
    settings.chain = serverPki().server.chain;
    return settings;
}

bool waitUntil(const std::function<bool()>& condition)
{
    QElapsedTimer elapsed;
    elapsed.start();
    QTimer heartbeat; // also for conditions that no event of ours announces
    heartbeat.start(20);
    while (!condition()) {
        if (elapsed.hasExpired(30'000))
            return false;
        QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
    }
    return true;
}

void letPass(std::chrono::milliseconds duration)
{
    QElapsedTimer elapsed;
    elapsed.start();
    waitUntil([&] { return elapsed.hasExpired(duration.count()); });
}

ProcessResult run(const QString& program, const QStringList& arguments, const QByteArray& input)
{
    QProcess process;
    process.setProcessChannelMode(QProcess::MergedChannels);
    process.start(program, arguments);
    process.write(input);
    process.closeWriteChannel();
    waitUntil([&] { return process.state() == QProcess::NotRunning; });
    return { process.exitCode(), process.readAll() };
}

RawClient::RawClient(quint16 port, const Identity& identity)
{
    QSslConfiguration configuration;
    configuration.setProtocol(QSsl::TlsV1_2OrLater);
    configuration.setCaCertificates({ QSslCertificate(serverPki().root.toDer(), QSsl::Der) });
    if (!identity.chain.isEmpty()) {
        QList<QSslCertificate> chain;
        for (const Certificate& certificate : identity.chain)
            chain.append(QSslCertificate(certificate.toDer(), QSsl::Der));
        configuration.setLocalCertificateChain(chain);
        configuration.setPrivateKey(QSslKey(keyPem(identity.key), QSsl::Ec));
    }
    socket.setSslConfiguration(configuration);
    socket.connectToHostEncrypted(QStringLiteral("127.0.0.1"), port, QStringLiteral("localhost"));
}

bool RawClient::handshake()
{
    const bool ended = waitUntil([this] {
        return socket.isEncrypted() || socket.state() == QAbstractSocket::UnconnectedState;
    });
    return ended && socket.isEncrypted();
}

void RawClient::send(const QByteArray& bytes)
{
    socket.write(bytes);
    socket.flush();
}

Answer RawClient::answer(bool withoutBody)
{
    Answer result;
    const auto isWhole = [&] {
        received += socket.readAll();
        const qsizetype end = received.indexOf("\r\n\r\n");
        if (end < 0)
            return false;
        const QByteArray head = received.first(end + 4);
        const QByteArray lower = head.toLower();
        const qsizetype field = lower.indexOf("\r\ncontent-length: ");
        qsizetype length = 0;
        if (field >= 0 && !withoutBody)
            length =
                lower.mid(field + 18, lower.indexOf('\r', field + 18) - field - 18).toLongLong();
        if (received.size() < head.size() + length)
            return false;
        result = { .status = head.mid(9, 3).toInt(),
            .head = head,
            .body = received.mid(head.size(), length) };
        received.remove(0, head.size() + length);
        return true;
    };
    bool whole = false;
    waitUntil([&] {
        const bool ended = socket.state() == QAbstractSocket::UnconnectedState;
        whole = isWhole();
        return whole || ended;
    });
    return result;
}

bool RawClient::waitForEnd()
{
    return waitUntil([this] {
        received += socket.readAll();
        return socket.state() == QAbstractSocket::UnconnectedState;
    });
}

void RawClient::reset()
{
    const linger none { .l_onoff = 1, .l_linger = 0 };
    QVERIFY(::setsockopt(int(socket.socketDescriptor()), SOL_SOCKET, SO_LINGER, &none, sizeof none)
        == 0);
    socket.abort();
}

QByteArray get(const QByteArray& path)
{
    return "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
}

QByteArray post(const QByteArray& path, const QByteArray& body)
{
    return "POST " + path + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: "
        + QByteArray::number(body.size()) + "\r\n\r\n" + body;
}

Task<ServerResponse> echo(ServerRequest request, std::stop_token /*stop*/)
{
    ServerResponse response;
    response.headers.append(Header { .name = "Content-Type", .value = "text/plain" });
    response.body = request.method + ' ' + request.rawTarget + ' ' + request.body;
    co_return response;
}

} // namespace gatehouse::http::tests
