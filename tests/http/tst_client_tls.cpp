// SPDX-License-Identifier: Apache-2.0
#include <tests/http/clientpeers.h>

#include <QElapsedTimer>
#include <QFile>
#include <QProcess>
#include <QSslConfiguration>
#include <QTcpServer>
#include <QTemporaryDir>
#include <QTest>

using namespace gatehouse;
using namespace gatehouse::test;

namespace {

struct Case {
    http::ClientIdentity server;
    QList<pki::Certificate> anchors;
    QString host = QStringLiteral("localhost");
    QString cause = QStringLiteral("ok");
};

const QString untrusted = QStringLiteral("tls/untrusted-issuer");
const QString mismatch = QStringLiteral("tls/host-mismatch");
const QString expired = QStringLiteral("tls/expired");
const QString invalid = QStringLiteral("tls/invalid-certificate");

LeafTemplate named(
    const QStringList& names, const QString& subject = QStringLiteral("CN=localhost"))
{
    LeafTemplate leaf;
    leaf.names = names;
    leaf.subject = subject;
    return leaf;
}

LeafTemplate valid(int fromDays, int toDays)
{
    LeafTemplate leaf;
    leaf.notBefore = QDateTime::currentDateTimeUtc().addDays(fromDays);
    leaf.notAfter = QDateTime::currentDateTimeUtc().addDays(toDays);
    return leaf;
}

LeafTemplate purposed(const QStringList& purposes)
{
    LeafTemplate leaf;
    leaf.purposes = purposes;
    return leaf;
}

} // namespace

Q_DECLARE_METATYPE(Case)

/// Whom the client trusts, and as whom it shows itself.
class TstClientTls : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void onlyTheRightServerIsTrusted_data();
    void onlyTheRightServerIsTrusted();
    void acceptanceIsNotCarriedOver();
    void systemRootsAreSwitchedOff();
    void messagesNameWhatWasSeen();
    void oldProtocolsAreRefused();
    void aPlainServerIsAHandshakeFailure();
    void theClientCertificateIsShown();
    void aRefusedClientCertificateIsAHandshakeFailure_data();
    void aRefusedClientCertificateIsAHandshakeFailure();

private:
    void addAnchorRows() const;
    void addRefusedRows() const;
    static void add(const char* name, Case row) { QTest::newRow(name) << std::move(row); }
    http::ClientIdentity withoutIssuing(const LeafTemplate& leaf = {}) const
    {
        http::ClientIdentity identity = m_ours->issue(leaf);
        identity.chain.removeLast();
        return identity;
    }

    std::unique_ptr<Authority> m_ours;
    std::unique_ptr<Authority> m_foreign;
};

void TstClientTls::initTestCase()
{
    m_ours = std::make_unique<Authority>(QStringLiteral("Ours"));
    m_foreign = std::make_unique<Authority>(QStringLiteral("Foreign"));
}

void TstClientTls::addAnchorRows() const
{
    const http::ClientIdentity server = m_ours->issue();
    const http::ClientIdentity alone = selfSigned();
    add("root anchor", { server, { m_ours->root } });
    add("issuing anchor", { server, { m_ours->issuing } });
    add("issuing anchor, chain without it", { withoutIssuing(), { m_ours->issuing } });
    add("leaf anchor", { server, { server.chain.constFirst() } });
    add("leaf anchor, chain of one",
        { { server.key, { server.chain.constFirst() } }, { server.chain.constFirst() } });
    add("self-signed anchor", { alone, { alone.chain.constFirst() } });
    add("right anchor among others",
        { server, { m_foreign->root, m_foreign->issuing, m_ours->root } });
    add("the same anchor twice", { server, { m_ours->root, m_ours->root } });
    add("address in the URL", { server, { m_ours->root }, QStringLiteral("127.0.0.1") });
    add("address in the URL, leaf anchor",
        { server, { server.chain.constFirst() }, QStringLiteral("127.0.0.1") });
    add("common name where there is no other name", { m_ours->issue(named({})), { m_ours->root } });

    // The server also sends an issuer that is out of date; the path in use ends before it.
    http::ClientIdentity extra = server;
    extra.chain.append(m_ours->expiredIssuing());
    add("superfluous expired certificate", { extra, { m_ours->issuing } });
}

void TstClientTls::addRefusedRows() const
{
    const http::ClientIdentity server = m_ours->issue();
    const QString here = QStringLiteral("localhost");
    add("no anchor at all", { server, {}, here, untrusted });
    add("unknown issuer", { server, { m_foreign->root, m_foreign->issuing }, here, untrusted });
    add("another server's leaf as anchor",
        { server, { m_ours->issue().chain.constFirst() }, here, untrusted });
    add("self-signed, unknown", { selfSigned(), { m_ours->root }, here, untrusted });
    add("root anchor, chain without the issuing CA",
        { withoutIssuing(), { m_ours->root }, here, untrusted });

    const auto old = m_ours->issue(valid(-20, -10));
    const auto early = m_ours->issue(valid(10, 20));
    const auto oldAlone = selfSigned(valid(-20, -10));
    add("expired", { old, { m_ours->root }, here, expired });
    add("expired, issuing anchor", { old, { m_ours->issuing }, here, expired });
    add("expired, leaf anchor", { old, { old.chain.constFirst() }, here, expired });
    add("expired, self-signed anchor",
        { oldAlone, { oldAlone.chain.constFirst() }, here, expired });
    add("not yet valid", { early, { m_ours->root }, here, expired });
    add("expired issuing anchor",
        { withoutIssuing(), { m_ours->expiredIssuing() }, here, expired });

    const auto other =
        m_ours->issue(named({ QStringLiteral("DNS:other.test") }, QStringLiteral("CN=other.test")));
    const auto nameOnly = m_ours->issue(named({ QStringLiteral("DNS:other.test") }));
    add("wrong host", { other, { m_ours->root }, here, mismatch });
    add("wrong host, issuing anchor", { other, { m_ours->issuing }, here, mismatch });
    add("wrong host, leaf anchor", { other, { other.chain.constFirst() }, here, mismatch });
    add("wrong address", { other, { m_ours->root }, QStringLiteral("127.0.0.1"), mismatch });
    add("common name counts for nothing beside other names",
        { nameOnly, { m_ours->root }, here, mismatch });

    const auto client = m_ours->issue(purposed({ QStringLiteral("clientAuth") }));
    add("wrong purpose", { client, { m_ours->root }, here, invalid });
    add("wrong purpose, issuing anchor", { client, { m_ours->issuing }, here, invalid });
    add("wrong purpose, leaf anchor", { client, { client.chain.constFirst() }, here, invalid });
}

void TstClientTls::onlyTheRightServerIsTrusted_data()
{
    QTest::addColumn<Case>("row");
    addAnchorRows();
    addRefusedRows();
}

void TstClientTls::onlyTheRightServerIsTrusted()
{
    QFETCH(const Case, row);
    for (const bool isPost : { false, true }) {
        RawServer server(row.server);
        http::Client client(trusting(row.anchors));
        const QUrl url = server.url(QStringLiteral("/"), row.host);
        const auto outcome = send(client, isPost ? post(url) : get(url));
        QCOMPARE(causeOf(outcome), row.cause);
        if (outcome)
            continue;
        QCOMPARE(outcome.error().kind, ErrorKind::Tls);
        QVERIFY(outcome.error().message.contains(row.host));
        QTest::qWait(20);
        QCOMPARE(server.requests.size(), 0);
    }
}

void TstClientTls::acceptanceIsNotCarriedOver()
{
    // One client, one trust store with an issuing anchor: first a good server, then on the same
    // port one with the same kind of path but another host name.
    const auto good = m_ours->issue();
    const auto other = m_ours->issue(named({ QStringLiteral("DNS:other.test") }));
    http::Client client(trusting({ m_ours->issuing }));
    quint16 port = 0;
    {
        RawServer server(good, [](QSslSocket& socket, const QByteArray&) {
            socket.write(answer("x", "200 OK\r\nConnection: close"));
        });
        port = server.serverPort();
        QVERIFY(send(client, get(server.url())));
    }
    RawServer impostor(other);
    impostor.close();
    QVERIFY(impostor.listen(QHostAddress::LocalHost, port));
    QCOMPARE(causeOf(send(client, get(impostor.url()))), mismatch);
    QCOMPARE(impostor.requests.size(), 0);
}

void TstClientTls::systemRootsAreSwitchedOff()
{
    const QSslConfiguration empty = http::tlsConfiguration({});
    QVERIFY(empty.caCertificates().isEmpty());
    QCOMPARE(empty.peerVerifyMode(), QSslSocket::VerifyPeer);
    QCOMPARE(empty.protocol(), QSsl::TlsV1_2OrLater);
    const QSslConfiguration one = http::tlsConfiguration(trusting({ m_ours->root }));
    QCOMPARE(one.caCertificates().size(), 1);

    // Qt loads system roots on demand from this folder of OpenSSL's; a root found there must not
    // count.
    QTemporaryDir folder;
    QFile file(folder.filePath(QStringLiteral("root.pem")));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(m_ours->root.toPem());
    file.close();
    qputenv("SSL_CERT_FILE", file.fileName().toLocal8Bit());
    RawServer server(m_ours->issue());
    http::Client client(trusting({ m_foreign->root }));
    const auto outcome = send(client, get(server.url()));
    qunsetenv("SSL_CERT_FILE");
    QCOMPARE(causeOf(outcome), untrusted);
}

void TstClientTls::messagesNameWhatWasSeen()
{
    {
        RawServer server(m_foreign->issue());
        http::Client client(trusting({ m_ours->root }));
        const auto outcome = send(client, get(server.url()));
        QVERIFY2(outcome.error().message.contains(QStringLiteral("Foreign Root")),
            qPrintable(outcome.error().message));
        QCOMPARE(outcome.error().setting, QStringLiteral("ssl-trust-store"));
    }
    {
        RawServer server(m_ours->issue(named({ QStringLiteral("DNS:other.test") })));
        http::Client client(trusting({ m_ours->root }));
        const auto outcome = send(client, get(server.url()));
        QVERIFY(outcome.error().message.contains(QStringLiteral("other.test")));
        QCOMPARE(outcome.error().setting, QStringLiteral("url"));
    }
    {
        const LeafTemplate old = valid(-20, -10);
        RawServer server(m_ours->issue(old));
        http::Client client(trusting({ m_ours->root }));
        const auto outcome = send(client, get(server.url()));
        QVERIFY(
            outcome.error().message.contains(old.notAfter.toString(QStringLiteral("yyyy-MM-dd"))));
    }
}

void TstClientTls::oldProtocolsAreRefused()
{
    RawServer server(m_ours->issue());
    QSslConfiguration old = server.sslConfiguration();
    QT_WARNING_PUSH
    QT_WARNING_DISABLE_DEPRECATED
    old.setProtocol(QSsl::TlsV1_1);
    QT_WARNING_POP
    server.setSslConfiguration(old);
    http::Client client(trusting({ m_ours->root }));
    const auto outcome = send(client, get(server.url()));
    QCOMPARE(causeOf(outcome), QStringLiteral("tls/handshake"));
}

void TstClientTls::aPlainServerIsAHandshakeFailure()
{
    QTcpServer plain;
    QVERIFY(plain.listen(QHostAddress::LocalHost));
    connect(&plain, &QTcpServer::newConnection, &plain, [&plain] {
        plain.nextPendingConnection()->write(
            "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n");
    });
    http::Client client(trusting({ m_ours->root }));
    const auto outcome =
        send(client, get(QUrl(QStringLiteral("https://localhost:%1/").arg(plain.serverPort()))));
    QCOMPARE(causeOf(outcome), QStringLiteral("tls/handshake"));
    QCOMPARE(outcome.error().kind, ErrorKind::Tls);
}

void TstClientTls::theClientCertificateIsShown()
{
    RawServer server(m_ours->issue(), {}, { m_foreign->root });
    auto settings = trusting({ m_ours->root });
    settings.identity = m_foreign->issue(purposed({ QStringLiteral("clientAuth") }));
    http::Client client(settings);
    const auto outcome = send(client, get(server.url()));
    QVERIFY2(outcome, qPrintable(causeOf(outcome)));
    QCOMPARE(server.clientCertificates.size(), 1);
    QCOMPARE(server.clientCertificates.constFirst().toDer(),
        settings.identity->chain.constFirst().toDer());
}

void TstClientTls::aRefusedClientCertificateIsAHandshakeFailure_data()
{
    QTest::addColumn<QString>("protocol");
    QTest::addColumn<bool>("shown");
    QTest::newRow("none shown, TLS 1.3") << QStringLiteral("-tls1_3") << false;
    QTest::newRow("none shown, TLS 1.2") << QStringLiteral("-tls1_2") << false;
    QTest::newRow("unknown issuer, TLS 1.3") << QStringLiteral("-tls1_3") << true;
    QTest::newRow("unknown issuer, TLS 1.2") << QStringLiteral("-tls1_2") << true;
}

void TstClientTls::aRefusedClientCertificateIsAHandshakeFailure()
{
    QFETCH(const QString, protocol);
    QFETCH(const bool, shown);
    QTemporaryDir folder;
    const auto write = [&folder](const QString& name, const QByteArray& content) {
        QFile file(folder.filePath(name));
        return file.open(QIODevice::WriteOnly) && file.write(content) == content.size();
    };
    const auto identity = m_ours->issue();
    const Secret password = Secret::fromUtf8(QByteArrayView("pass"));
    QVERIFY(write(QStringLiteral("key.pem"), *identity.key.toEncryptedPem(password)));
    QVERIFY(write(QStringLiteral("chain.pem"), pki::toPem(identity.chain)));
    QVERIFY(write(QStringLiteral("ca.pem"), m_ours->root.toPem()));
    quint16 port = 0;
    {
        QTcpServer server;
        QVERIFY(server.listen(QHostAddress::LocalHost));
        port = server.serverPort();
    }
    QProcess openssl;
    openssl.setWorkingDirectory(folder.path());
    openssl.setProcessChannelMode(QProcess::MergedChannels);
    openssl.start(QStringLiteral("openssl"),
        { QStringLiteral("s_server"), QStringLiteral("-www"), protocol, QStringLiteral("-Verify"),
            QStringLiteral("2"), QStringLiteral("-verify_return_error"), QStringLiteral("-accept"),
            QStringLiteral("127.0.0.1:%1").arg(port), QStringLiteral("-key"),
            QStringLiteral("key.pem"), QStringLiteral("-pass"), QStringLiteral("pass:pass"),
            QStringLiteral("-cert"), QStringLiteral("chain.pem"), QStringLiteral("-cert_chain"),
            QStringLiteral("chain.pem"), QStringLiteral("-CAfile"), QStringLiteral("ca.pem") });
    QVERIFY(openssl.waitForStarted());
    QByteArray said;
    QTRY_VERIFY((said += openssl.readAll()).contains("ACCEPT"));

    auto settings = trusting({ m_ours->root });
    if (shown)
        settings.identity = m_foreign->issue(purposed({ QStringLiteral("clientAuth") }));
    http::Client client(settings);
    const auto outcome = send(client, get(QUrl(QStringLiteral("https://localhost:%1/").arg(port))));
    openssl.kill();
    openssl.waitForFinished();
    QCOMPARE(causeOf(outcome), QStringLiteral("tls/handshake"));
    QVERIFY(!outcome.error().retriable);
}

QTEST_GUILESS_MAIN(TstClientTls)
#include "tst_client_tls.moc"
