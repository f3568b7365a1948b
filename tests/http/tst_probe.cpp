// SPDX-License-Identifier: Apache-2.0
#include <core/http/probe.h>
#include <tests/http/clientpeers.h>
#include <tests/support/squid.h>

#include <QElapsedTimer>
#include <QTcpServer>
#include <QTest>
#include <QTimer>

using namespace gatehouse;
using namespace gatehouse::test;
using namespace std::chrono_literals;

namespace {

template <class T> QString cause(const Result<T>& outcome)
{
    return outcome ? QStringLiteral("ok") : outcome.error().cause;
}

const QString localhost = QStringLiteral("localhost");
const Secret password = Secret::fromUtf8(QByteArrayView("probe"));

quint16 closedPort()
{
    QTcpServer server;
    return server.listen(QHostAddress::LocalHost) ? server.serverPort() : quint16(0);
}

} // namespace

/// The steps of the connection check, each against a real peer.
class TstProbe : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void namesAreResolved();
    void tcpOpensOrSaysWhyNot();
    void tunnelsOpenOrSayWhyNot_data();
    void tunnelsOpenOrSayWhyNot();
    void tlsReportsWhatItSaw();
    void tlsReportsWhyItWouldRefuse_data();
    void tlsReportsWhyItWouldRefuse();
    void tlsGoesThroughTheProxy();
    void tlsWithoutAChainIsAFailure();
    void everyProbeCanBeStopped();
    void everyProbeTimesOut();

private:
    http::ProxySettings proxy(const QString& user, const Secret& secret) const
    {
        return { QStringLiteral("127.0.0.1"), m_squid->port(), user, secret };
    }

    std::unique_ptr<Authority> m_authority;
    std::unique_ptr<Squid> m_squid;
};

void TstProbe::initTestCase()
{
    m_authority = std::make_unique<Authority>(QStringLiteral("Probe Test"));
    m_squid = std::make_unique<Squid>(Squid::Settings { Squid::Login::Basic,
        QStringLiteral("probe"), password, { QStringLiteral("denied.test") } });
    QVERIFY2(m_squid->start(), m_squid->log().constData());
}

void TstProbe::namesAreResolved()
{
    const auto found = QCoro::waitFor(http::resolveHost(localhost, {}));
    QVERIFY(found);
    QVERIFY(std::ranges::any_of(
        *found, [](const QHostAddress& address) { return address.isLoopback(); }));
    const auto missing =
        QCoro::waitFor(http::resolveHost(QStringLiteral("no-such-host.invalid"), {}));
    QCOMPARE(cause(missing), QStringLiteral("network/host-not-found"));
    QCOMPARE(
        cause(QCoro::waitFor(http::resolveHost({}, {}))), QStringLiteral("network/host-not-found"));
}

void TstProbe::tcpOpensOrSaysWhyNot()
{
    QTcpServer server;
    QVERIFY(server.listen(QHostAddress::LocalHost));
    QCOMPARE(cause(QCoro::waitFor(http::probeTcp(localhost, server.serverPort(), 5s, {}))),
        QStringLiteral("ok"));
    QCOMPARE(cause(QCoro::waitFor(http::probeTcp(localhost, closedPort(), 5s, {}))),
        QStringLiteral("network/unreachable"));
    QCOMPARE(
        cause(QCoro::waitFor(http::probeTcp(QStringLiteral("no-such-host.invalid"), 443, 5s, {}))),
        QStringLiteral("network/host-not-found"));
}

void TstProbe::tunnelsOpenOrSayWhyNot_data()
{
    QTest::addColumn<QString>("fault");
    QTest::addColumn<QString>("expected");
    QTest::newRow("good") << QString() << QStringLiteral("ok");
    QTest::newRow("wrong password")
        << QStringLiteral("password") << QStringLiteral("proxy/wrong-credentials");
    QTest::newRow("no login") << QStringLiteral("login") << QStringLiteral("proxy/login-required");
    QTest::newRow("closed proxy") << QStringLiteral("proxy") << QStringLiteral("proxy/unreachable");
    QTest::newRow("unknown proxy")
        << QStringLiteral("proxy name") << QStringLiteral("proxy/unreachable");
    QTest::newRow("closed target")
        << QStringLiteral("target") << QStringLiteral("proxy/refused-target");
    QTest::newRow("denied target")
        << QStringLiteral("denied") << QStringLiteral("proxy/refused-target");
}

void TstProbe::tunnelsOpenOrSayWhyNot()
{
    QFETCH(const QString, fault);
    QFETCH(const QString, expected);
    QTcpServer server;
    QVERIFY(server.listen(QHostAddress::LocalHost));
    http::ProxySettings by = proxy(QStringLiteral("probe"), password);
    QString host = localhost;
    quint16 port = server.serverPort();
    if (fault == QStringLiteral("password"))
        by.password = Secret::fromUtf8(QByteArrayView("wrong"));
    if (fault == QStringLiteral("login"))
        by.userName.clear();
    if (fault == QStringLiteral("proxy"))
        by.port = closedPort();
    if (fault == QStringLiteral("proxy name"))
        by.host = QStringLiteral("no-such-proxy.invalid");
    if (fault == QStringLiteral("target"))
        port = closedPort();
    if (fault == QStringLiteral("denied"))
        host = QStringLiteral("denied.test");
    const auto outcome = QCoro::waitFor(http::probeTunnel(by, host, port, 8s, {}));
    QCOMPARE(cause(outcome), expected);
    if (!outcome)
        QCOMPARE(outcome.error().kind, ErrorKind::Proxy);
}

void TstProbe::tlsReportsWhatItSaw()
{
    const auto identity = m_authority->issue();
    RawServer server(identity);
    for (const auto& anchor :
        { m_authority->root, m_authority->issuing, identity.chain.constFirst() }) {
        const auto report = QCoro::waitFor(
            http::probeTls(trusting({ anchor }), localhost, server.serverPort(), {}));
        QVERIFY2(report, qPrintable(cause(report)));
        QVERIFY(!report->failure);
        QCOMPARE(report->protocol, QStringLiteral("TLSv1.3"));
        QVERIFY(report->cipher.startsWith(QStringLiteral("TLS_")));
        QVERIFY(report->chain == identity.chain);
    }
}

void TstProbe::tlsReportsWhyItWouldRefuse_data()
{
    QTest::addColumn<QString>("fault");
    QTest::addColumn<QString>("expected");
    QTest::newRow("issuer") << QStringLiteral("issuer") << QStringLiteral("tls/untrusted-issuer");
    QTest::newRow("host") << QStringLiteral("host") << QStringLiteral("tls/host-mismatch");
    QTest::newRow("date") << QStringLiteral("date") << QStringLiteral("tls/expired");
    QTest::newRow("purpose") << QStringLiteral("purpose")
                             << QStringLiteral("tls/invalid-certificate");
}

void TstProbe::tlsReportsWhyItWouldRefuse()
{
    QFETCH(const QString, fault);
    QFETCH(const QString, expected);
    LeafTemplate leaf;
    if (fault == QStringLiteral("host"))
        leaf.names = QStringList { QStringLiteral("DNS:other.test") };
    if (fault == QStringLiteral("date"))
        leaf.notAfter = QDateTime::currentDateTimeUtc().addSecs(-60);
    if (fault == QStringLiteral("purpose"))
        leaf.purposes = QStringList { QStringLiteral("clientAuth") };
    const auto identity = m_authority->issue(leaf);
    const Authority foreign(QStringLiteral("Foreign"));
    RawServer server(identity);
    const auto anchor = fault == QStringLiteral("issuer") ? foreign.root : m_authority->root;
    const auto report =
        QCoro::waitFor(http::probeTls(trusting({ anchor }), localhost, server.serverPort(), {}));
    QVERIFY2(report, qPrintable(cause(report)));
    QVERIFY(report->failure);
    QCOMPARE(report->failure->cause, expected);
    QVERIFY(report->chain == identity.chain);

    // The client would say the same.
    http::Client client(trusting({ anchor }));
    QCOMPARE(causeOf(send(client, get(server.url()))), expected);
}

void TstProbe::tlsGoesThroughTheProxy()
{
    RawServer server(m_authority->issue());
    auto settings = trusting({ m_authority->root });
    settings.proxy = proxy(QStringLiteral("probe"), password);
    const auto report =
        QCoro::waitFor(http::probeTls(settings, localhost, server.serverPort(), {}));
    QVERIFY2(report, qPrintable(cause(report)));
    QVERIFY(!report->failure);
    settings.proxy->password = Secret::fromUtf8(QByteArrayView("wrong"));
    const auto refused =
        QCoro::waitFor(http::probeTls(settings, localhost, server.serverPort(), {}));
    QCOMPARE(cause(refused), QStringLiteral("proxy/wrong-credentials"));
}

void TstProbe::tlsWithoutAChainIsAFailure()
{
    const auto settings = trusting({ m_authority->root });
    QCOMPARE(cause(QCoro::waitFor(http::probeTls(settings, localhost, closedPort(), {}))),
        QStringLiteral("network/unreachable"));
    QTcpServer plain;
    QVERIFY(plain.listen(QHostAddress::LocalHost));
    connect(&plain, &QTcpServer::newConnection, &plain,
        [&plain] { plain.nextPendingConnection()->write("220 mail ready\r\n"); });
    QCOMPARE(cause(QCoro::waitFor(http::probeTls(settings, localhost, plain.serverPort(), {}))),
        QStringLiteral("tls/handshake"));
    QTcpServer closing;
    QVERIFY(closing.listen(QHostAddress::LocalHost));
    connect(&closing, &QTcpServer::newConnection, &closing,
        [&closing] { closing.nextPendingConnection()->disconnectFromHost(); });
    QCOMPARE(cause(QCoro::waitFor(http::probeTls(settings, localhost, closing.serverPort(), {}))),
        QStringLiteral("tls/handshake"));
}

void TstProbe::everyProbeCanBeStopped()
{
    QTcpServer mute;
    QVERIFY(mute.listen(QHostAddress::LocalHost));
    const auto settings = trusting({ m_authority->root });
    const http::ProxySettings by { QStringLiteral("127.0.0.1"), mute.serverPort(), {}, {} };
    for (const bool early : { true, false }) {
        std::stop_source source;
        if (early)
            source.request_stop();
        auto tls = http::probeTls(settings, localhost, mute.serverPort(), source.get_token());
        auto tunnel = http::probeTunnel(by, localhost, 1, 10s, source.get_token());
        auto tcp = http::probeTcp(QStringLiteral("192.0.2.1"), 9, 10s, source.get_token());
        auto lookup = http::resolveHost(QStringLiteral("no-such-host.invalid"), source.get_token());
        if (!early)
            source.request_stop();
        QCOMPARE(QCoro::waitFor(tls).error().kind, ErrorKind::Cancelled);
        QCOMPARE(QCoro::waitFor(tunnel).error().kind, ErrorKind::Cancelled);
        QCOMPARE(QCoro::waitFor(tcp).error().kind, ErrorKind::Cancelled);
        QCOMPARE(QCoro::waitFor(lookup).error().kind, ErrorKind::Cancelled);
    }
}

void TstProbe::everyProbeTimesOut()
{
    QTcpServer mute;
    QVERIFY(mute.listen(QHostAddress::LocalHost));
    auto settings = trusting({ m_authority->root });
    settings.connectTimeout = 200ms;
    QElapsedTimer time;
    time.start();
    QCOMPARE(cause(QCoro::waitFor(http::probeTls(settings, localhost, mute.serverPort(), {}))),
        QStringLiteral("network/connect-timeout"));
    const http::ProxySettings by { QStringLiteral("127.0.0.1"), mute.serverPort(), {}, {} };
    QCOMPARE(cause(QCoro::waitFor(http::probeTunnel(by, localhost, 1, 200ms, {}))),
        QStringLiteral("proxy/refused-target"));
    QVERIFY(time.elapsed() < 5000);
}

QTEST_GUILESS_MAIN(TstProbe)
#include "tst_probe.moc"
