// SPDX-License-Identifier: Apache-2.0
// Who may speak with the server, and in what TLS.
#include "serverfixture.h"
#include <core/http/server.h>

#include <QElapsedTimer>
#include <QTcpSocket>

using namespace gatehouse;
using namespace gatehouse::http;
using namespace gatehouse::http::tests;
using std::chrono::milliseconds;

class TestServerTls : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void tls13AndTls12Only();
    void forwardSecrecyOnly_data();
    void forwardSecrecyOnly();
    void plainTextGetsNothing();
    void silentHandshakeIsClosed();
    void mutualTls_data();
    void mutualTls();
    void issuingCaAloneIsAnAnchor();
    void servesWithAnRsaKey();
    void reloadIsForConnectionsToCome();
    void listenFailures();
};

void TestServerTls::tls13AndTls12Only()
{
    Server server(loopback(), echo);
    QVERIFY(server.listen());
    const auto protocolOf = [&](const char* option) {
        const ProcessResult result = run(QStringLiteral("openssl"),
            { QStringLiteral("s_client"), QStringLiteral("-connect"),
                QStringLiteral("127.0.0.1:%1").arg(server.port()), QLatin1String(option),
                QStringLiteral("-cipher"), QStringLiteral("DEFAULT:@SECLEVEL=0") });
        if (result.output.contains("Cipher is (NONE)"))
            return QByteArray(result.output.contains("protocol version") ? "refused" : "broken");
        return QByteArray(result.output.contains("TLSv1.3") ? "1.3" : "1.2");
    };
    QCOMPARE(protocolOf("-tls1_3"), QByteArray("1.3"));
    QCOMPARE(protocolOf("-tls1_2"), QByteArray("1.2"));
    QCOMPARE(protocolOf("-tls1_1"), QByteArray("refused"));
    QCOMPARE(protocolOf("-tls1"), QByteArray("refused"));
}

void TestServerTls::forwardSecrecyOnly_data()
{
    QTest::addColumn<QString>("cipher");
    QTest::addColumn<bool>("served");
    QTest::addRow("GCM") << QStringLiteral("ECDHE-RSA-AES128-GCM-SHA256") << true;
    QTest::addRow("CBC with SHA-2") << QStringLiteral("ECDHE-RSA-AES128-SHA256") << true;
    QTest::addRow("CBC with SHA-1") << QStringLiteral("ECDHE-RSA-AES128-SHA") << false;
    QTest::addRow("RSA key exchange") << QStringLiteral("AES128-GCM-SHA256") << false;
    QTest::addRow("no encryption") << QStringLiteral("ECDHE-RSA-NULL-SHA") << false;
    QTest::addRow("no identity") << QStringLiteral("AECDH-AES128-SHA") << false;
}

void TestServerTls::forwardSecrecyOnly()
{
    QFETCH(QString, cipher);
    QFETCH(bool, served);
    ServerSettings settings = loopback();
    settings.key = serverPki().rsaServer.key;
    settings.chain = serverPki().rsaServer.chain;
    Server server(settings, echo);
    QVERIFY(server.listen());
    const ProcessResult result = run(QStringLiteral("openssl"),
        { QStringLiteral("s_client"), QStringLiteral("-connect"),
            QStringLiteral("127.0.0.1:%1").arg(server.port()), QStringLiteral("-tls1_2"),
            QStringLiteral("-cipher"), cipher + QStringLiteral(":@SECLEVEL=0") });
    QCOMPARE(result.output.contains("Cipher is " + cipher.toLatin1()), served);
    QCOMPARE(result.output.contains("Cipher is (NONE)"), !served);
}

void TestServerTls::plainTextGetsNothing()
{
    int calls = 0;
    Server server(loopback(), [&calls](ServerRequest request, std::stop_token stop) {
        ++calls;
        return echo(std::move(request), std::move(stop));
    });
    QVERIFY(server.listen());
    QTcpSocket socket;
    socket.connectToHost(QHostAddress::LocalHost, server.port());
    socket.write(get("/"));
    QVERIFY(waitUntil([&] {
        return socket.state() == QAbstractSocket::UnconnectedState && server.connectionCount() == 0;
    }));
    QVERIFY(!socket.readAll().contains("HTTP"));
    QCOMPARE(calls, 0);
}

void TestServerTls::silentHandshakeIsClosed()
{
    ServerSettings settings = loopback();
    settings.limits.handshakeTime = milliseconds(300);
    Server server(settings, echo);
    QVERIFY(server.listen());
    QTcpSocket socket;
    socket.connectToHost(QHostAddress::LocalHost, server.port());
    QVERIFY(waitUntil([&] { return server.connectionCount() == 1; }));
    QElapsedTimer elapsed;
    elapsed.start();
    QVERIFY(waitUntil([&] { return socket.state() == QAbstractSocket::UnconnectedState; }));
    QVERIFY(elapsed.elapsed() >= 200);
    QVERIFY(elapsed.elapsed() < 10'000);
    QCOMPARE(server.connectionCount(), 0);
}

void TestServerTls::mutualTls_data()
{
    QTest::addColumn<QString>("who");
    QTest::addColumn<bool>("required");
    QTest::addColumn<bool>("served");
    for (const bool required : { true, false }) {
        const auto row = [required](const char* who, bool served) {
            QTest::addRow("%s, %s", who, required ? "required" : "optional")
                << QString::fromLatin1(who) << required << served;
        };
        row("good", true);
        row("leaf only", true);
        row("absent", !required);
        row("foreign", false);
        row("expired", false);
        row("server certificate", false);
    }
}

void TestServerTls::mutualTls()
{
    QFETCH(QString, who);
    QFETCH(bool, required);
    QFETCH(bool, served);
    const ServerPki& pki = serverPki();
    Identity identity;
    if (who == QLatin1String("good") || who == QLatin1String("leaf only"))
        identity = pki.client;
    if (who == QLatin1String("leaf only"))
        identity.chain = identity.chain.first(1);
    if (who == QLatin1String("foreign"))
        identity = pki.foreignClient;
    if (who == QLatin1String("expired"))
        identity = pki.expiredClient;
    if (who == QLatin1String("server certificate"))
        identity = pki.serverAsClient;

    ServerSettings settings = loopback();
    settings.clientAnchors = { pki.root, pki.issuing };
    settings.requireClientCertificate = required;
    int calls = 0;
    QList<pki::Certificate> chain;
    Server server(settings, [&](ServerRequest request, std::stop_token stop) {
        ++calls;
        chain = request.clientChain;
        return echo(std::move(request), std::move(stop));
    });
    QVERIFY(server.listen());
    RawClient client(server.port(), identity);
    QStringList alerts;
    QObject::connect(&client.socket, &QSslSocket::alertReceived, &client.socket,
        [&alerts](QSsl::AlertLevel, QSsl::AlertType, const QString& text) { alerts.append(text); });
    client.handshake();
    if (!served) {
        // In TLS 1.3 the client learns of a refusal only afterwards. It is said in TLS, not by a
        // connection that just ends.
        QVERIFY(client.waitForEnd());
        QVERIFY(!alerts.isEmpty());
    }
    client.send(get("/"));
    const Answer answer = client.answer();
    QCOMPARE(answer.status, served ? 200 : 0);
    QCOMPARE(calls, served ? 1 : 0);
    if (!served) {
        QVERIFY(waitUntil([&] { return server.connectionCount() == 0; }));
    } else if (who != QLatin1String("absent")) {
        const QList<pki::Certificate> expected { pki.client.chain.first(), pki.issuing, pki.root };
        QCOMPARE(chain, expected);
    } else {
        QVERIFY(chain.isEmpty());
    }
}

void TestServerTls::issuingCaAloneIsAnAnchor()
{
    const ServerPki& pki = serverPki();
    ServerSettings settings = loopback();
    settings.clientAnchors = { pki.issuing };
    settings.requireClientCertificate = true;
    QList<pki::Certificate> chain;
    Server server(settings, [&](ServerRequest request, std::stop_token stop) {
        chain = request.clientChain;
        return echo(std::move(request), std::move(stop));
    });
    QVERIFY(server.listen());
    RawClient good(server.port(), pki.client);
    QVERIFY(good.handshake());
    good.send(get("/"));
    QCOMPARE(good.answer().status, 200);
    QCOMPARE(chain, QList<pki::Certificate>({ pki.client.chain.first(), pki.issuing }));

    for (const Identity& bad : { pki.foreignClient, pki.expiredClient, pki.serverAsClient }) {
        RawClient client(server.port(), bad);
        client.handshake();
        client.send(get("/"));
        QCOMPARE(client.answer().status, 0);
    }
}

void TestServerTls::servesWithAnRsaKey()
{
    ServerSettings settings = loopback();
    settings.key = serverPki().rsaServer.key;
    settings.chain = serverPki().rsaServer.chain;
    Server server(settings, echo);
    QVERIFY(server.listen());
    RawClient client(server.port());
    QVERIFY(client.handshake());
    client.send(get("/"));
    QCOMPARE(client.answer().status, 200);
}

void TestServerTls::reloadIsForConnectionsToCome()
{
    const ServerPki& pki = serverPki();
    Server server(loopback(), echo);
    QVERIFY(server.listen());
    const quint16 port = server.port();
    RawClient before(port);
    QVERIFY(before.handshake());

    ServerSettings useless = loopback();
    useless.key = {};
    QVERIFY(!server.reload(useless));
    RawClient unharmed(port);
    QVERIFY(unharmed.handshake());

    ServerSettings stricter = loopback();
    stricter.clientAnchors = { pki.root, pki.issuing };
    stricter.requireClientCertificate = true;
    QVERIFY(server.reload(stricter));
    QCOMPARE(server.port(), port);
    before.send(get("/1"));
    QCOMPARE(before.answer().body, QByteArray("GET /1 "));
    RawClient stranger(port);
    stranger.handshake();
    QVERIFY(stranger.waitForEnd());
    RawClient known(port, pki.client);
    QVERIFY(known.handshake());
    known.send(get("/2"));
    QCOMPARE(known.answer().status, 200);
}

void TestServerTls::listenFailures()
{
    const auto failureOf = [](const ServerSettings& settings) {
        Server server(settings, echo);
        const Result<void> result = server.listen();
        return result ? Error() : result.error();
    };
    ServerSettings settings = loopback();
    settings.key = {};
    QCOMPARE(failureOf(settings).cause, QStringLiteral("http/server-identity"));
    settings = loopback();
    settings.chain.clear();
    QCOMPARE(failureOf(settings).cause, QStringLiteral("http/server-identity"));
    settings = loopback();
    settings.key = serverPki().client.key;
    QCOMPARE(failureOf(settings).cause, QStringLiteral("http/server-identity"));
    settings = loopback();
    settings.key = serverPki().ed25519Server.key;
    settings.chain = serverPki().ed25519Server.chain;
    QCOMPARE(failureOf(settings).cause, QStringLiteral("http/server-identity"));
    settings = loopback();
    settings.requireClientCertificate = true;
    QCOMPARE(failureOf(settings).cause, QStringLiteral("http/client-anchors"));
    QCOMPARE(failureOf(settings).kind, ErrorKind::Settings);

    Server first(loopback(), echo);
    QVERIFY(first.listen());
    settings = loopback();
    settings.port = first.port();
    const Error taken = failureOf(settings);
    QCOMPARE(taken.kind, ErrorKind::Network);
    QVERIFY(taken.message.contains(QString::number(first.port())));
}

QTEST_GUILESS_MAIN(TestServerTls)
#include "tst_servertls.moc"
