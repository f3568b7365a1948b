// SPDX-License-Identifier: Apache-2.0
#include <tests/http/clientpeers.h>
#include <tests/support/squid.h>

#include <QNetworkProxy>
#include <QTcpServer>
#include <QTest>

using namespace gatehouse;
using namespace gatehouse::test;
using namespace std::chrono_literals;

using Login = Squid::Login;

namespace {

const QString userName = QStringLiteral("gate");
const Secret password = Secret::fromUtf8(QByteArrayView("pr0xy pa:ss"));
const Secret wrongPassword = Secret::fromUtf8(QByteArrayView("something else"));

quint16 closedPort()
{
    QTcpServer server;
    return server.listen(QHostAddress::LocalHost) ? server.serverPort() : quint16(0);
}

} // namespace

Q_DECLARE_METATYPE(Login)

/// The client and the real squid: each login, and each fault on either side of the proxy by its own
/// name.
class TstClientProxy : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void requestsGoThroughTheProxy_data();
    void requestsGoThroughTheProxy();
    void aRefusedLoginIsNamed_data();
    void aRefusedLoginIsNamed();
    void anUnreachableProxyIsNamed_data();
    void anUnreachableProxyIsNamed();
    void aRefusedTargetIsNamed_data();
    void aRefusedTargetIsNamed();
    void aSilentProxyTimesOut();
    void tlsFaultsKeepTheirNames();
    void nothingIsRepeatedThroughAProxy();
    void theProxyLoginStaysWithTheProxy();
    void theEnvironmentIsIgnored();

private:
    http::ClientSettings through(quint16 port, const QString& user = {}, const Secret& secret = {},
        const QString& host = QStringLiteral("127.0.0.1")) const
    {
        auto settings = trusting({ m_authority->root });
        settings.proxy = http::ProxySettings { host, port, user, secret };
        return settings;
    }
    Squid& squid(Login login) { return *m_squids.at(static_cast<std::size_t>(login)); }

    std::unique_ptr<Authority> m_authority;
    http::ClientIdentity m_identity;
    std::vector<std::unique_ptr<Squid>> m_squids;
};

void TstClientProxy::initTestCase()
{
    m_authority = std::make_unique<Authority>(QStringLiteral("Proxy Test"));
    m_identity = m_authority->issue();
    for (const Login login : { Login::None, Login::Basic, Login::Digest }) {
        m_squids.push_back(std::make_unique<Squid>(
            Squid::Settings { login, userName, password, { QStringLiteral("denied.test") } }));
        QVERIFY2(m_squids.back()->start(), m_squids.back()->log().constData());
    }
}

void TstClientProxy::requestsGoThroughTheProxy_data()
{
    QTest::addColumn<Login>("login");
    QTest::newRow("no login") << Login::None;
    QTest::newRow("Basic") << Login::Basic;
    QTest::newRow("Digest") << Login::Digest;
}

void TstClientProxy::requestsGoThroughTheProxy()
{
    QFETCH(const Login, login);
    RawServer server(m_identity);
    http::Client client(through(squid(login).port(), userName, password));
    for (const http::Request& request :
        { get(server.url()), post(server.url()), post(server.url()) }) {
        const auto outcome = send(client, request);
        QVERIFY2(outcome, qPrintable(causeOf(outcome)));
        QCOMPARE(outcome->body, "hello");
    }
    QCOMPARE(server.requests.size(), 3);
    const QByteArray target = "200 CONNECT localhost:" + QByteArray::number(server.serverPort());
    QTRY_VERIFY(squid(login).accessLog().contains(target));
    for (const QByteArray& request : std::as_const(server.requests))
        QVERIFY(!request.toLower().contains("proxy-"));
}

void TstClientProxy::aRefusedLoginIsNamed_data()
{
    QTest::addColumn<Login>("login");
    QTest::addColumn<QString>("user");
    QTest::addColumn<bool>("isRight");
    QTest::addColumn<QString>("cause");
    const QString wrong = QStringLiteral("proxy/wrong-credentials");
    const QString missing = QStringLiteral("proxy/login-required");
    QTest::newRow("Basic, wrong password") << Login::Basic << userName << false << wrong;
    QTest::newRow("Basic, unknown user")
        << Login::Basic << QStringLiteral("nobody") << true << wrong;
    QTest::newRow("Basic, none given") << Login::Basic << QString() << false << missing;
    QTest::newRow("Digest, wrong password") << Login::Digest << userName << false << wrong;
    QTest::newRow("Digest, unknown user")
        << Login::Digest << QStringLiteral("nobody") << true << wrong;
    QTest::newRow("Digest, none given") << Login::Digest << QString() << false << missing;
}

void TstClientProxy::aRefusedLoginIsNamed()
{
    QFETCH(const Login, login);
    QFETCH(const QString, user);
    QFETCH(const bool, isRight);
    QFETCH(const QString, cause);
    RawServer server(m_identity);
    const Secret secret = user.isEmpty() ? Secret() : (isRight ? password : wrongPassword);
    http::Client client(through(squid(login).port(), user, secret));
    const qsizetype before = squid(login).accessLog().count('\n');
    const auto outcome = send(client, post(server.url()));
    QCOMPARE(causeOf(outcome), cause);
    QCOMPARE(outcome.error().kind, ErrorKind::Proxy);
    QCOMPARE(outcome.error().setting, QStringLiteral("proxy-username"));
    QVERIFY(!outcome.error().message.contains(QStringLiteral("something else")));
    QCOMPARE(server.connections, 0);
    // Asked, and answered once: a login tried again and again gets locked.
    QTest::qWait(100);
    const qsizetype asked = squid(login).accessLog().count('\n') - before;
    QVERIFY2(asked >= 1 && asked <= 2, QByteArray::number(asked).constData());
}

void TstClientProxy::anUnreachableProxyIsNamed_data()
{
    QTest::addColumn<QString>("host");
    QTest::newRow("closed port") << QStringLiteral("127.0.0.1");
    QTest::newRow("no such host") << QStringLiteral("no-such-proxy.invalid");
}

void TstClientProxy::anUnreachableProxyIsNamed()
{
    QFETCH(const QString, host);
    RawServer server(m_identity);
    http::Client client(through(closedPort(), {}, {}, host));
    for (const http::Request& request : { get(server.url()), post(server.url()) }) {
        const auto outcome = send(client, request);
        QCOMPARE(causeOf(outcome), QStringLiteral("proxy/unreachable"));
        QCOMPARE(outcome.error().kind, ErrorKind::Proxy);
        QCOMPARE(outcome.error().setting, QStringLiteral("proxy-host-name"));
        QVERIFY(outcome.error().message.contains(host));
    }
    QCOMPARE(server.connections, 0);
}

void TstClientProxy::aRefusedTargetIsNamed_data()
{
    QTest::addColumn<QString>("host");
    QTest::newRow("not allowed") << QStringLiteral("denied.test");
    QTest::newRow("closed port") << QStringLiteral("127.0.0.1");
    QTest::newRow("no such host") << QStringLiteral("no-such-host.invalid");
}

void TstClientProxy::aRefusedTargetIsNamed()
{
    QFETCH(const QString, host);
    http::Client client(through(squid(Login::None).port()));
    const QUrl url(QStringLiteral("https://%1:%2/").arg(host).arg(closedPort()));
    const auto outcome = send(client, get(url));
    QCOMPARE(causeOf(outcome), QStringLiteral("proxy/refused-target"));
    QCOMPARE(outcome.error().kind, ErrorKind::Proxy);
    QVERIFY(outcome.error().message.contains(host));
}

void TstClientProxy::aSilentProxyTimesOut()
{
    QTcpServer mute;
    QVERIFY(mute.listen(QHostAddress::LocalHost));
    auto settings = through(mute.serverPort());
    settings.connectTimeout = 200ms;
    http::Client client(settings);
    const auto outcome = send(client, get(QUrl(QStringLiteral("https://localhost:1/"))));
    QCOMPARE(causeOf(outcome), QStringLiteral("proxy/refused-target"));
}

void TstClientProxy::tlsFaultsKeepTheirNames()
{
    RawServer server(selfSigned());
    http::Client client(through(squid(Login::Basic).port(), userName, password));
    const auto outcome = send(client, post(server.url()));
    QCOMPARE(causeOf(outcome), QStringLiteral("tls/untrusted-issuer"));
    QCOMPARE(server.requests.size(), 0);
}

void TstClientProxy::nothingIsRepeatedThroughAProxy()
{
    RawServer server(m_identity, [](QSslSocket& socket, const QByteArray&) { reset(socket); });
    http::Client client(through(squid(Login::Digest).port(), userName, password));
    const auto outcome = send(client, post(server.url()));
    QCOMPARE(causeOf(outcome), QStringLiteral("network/connection-lost"));
    QTest::qWait(100);
    QCOMPARE(server.requests.size(), 1);
}

void TstClientProxy::theProxyLoginStaysWithTheProxy()
{
    // A server inside the tunnel that pretends to be a proxy must not be given the proxy's login.
    RawServer server(m_identity, [](QSslSocket& socket, const QByteArray&) {
        socket.write(
            answer("who?", "407 Who\r\nProxy-Authenticate: Basic realm=\"gatehouse test\""));
    });
    http::Client client(through(squid(Login::Basic).port(), userName, password));
    for (const http::Request& request :
        { get(server.url()), post(server.url()), get(server.url()) }) {
        const auto outcome = send(client, request);
        QVERIFY2(outcome, qPrintable(causeOf(outcome)));
        QCOMPARE(outcome->status, 407);
    }
    for (const QByteArray& request : std::as_const(server.requests))
        QVERIFY(!request.toLower().contains("authorization"));
}

void TstClientProxy::theEnvironmentIsIgnored()
{
    const QByteArray dead = "http://127.0.0.1:" + QByteArray::number(closedPort());
    for (const char* name : { "http_proxy", "https_proxy", "HTTPS_PROXY", "all_proxy" })
        qputenv(name, dead);
    QNetworkProxyFactory::setUseSystemConfiguration(true);
    QNetworkProxy::setApplicationProxy(
        QNetworkProxy(QNetworkProxy::HttpProxy, QStringLiteral("127.0.0.1"), closedPort()));
    RawServer server(m_identity);
    http::Client client(trusting({ m_authority->root }));
    const auto outcome = send(client, get(server.url()));
    QNetworkProxy::setApplicationProxy(QNetworkProxy(QNetworkProxy::NoProxy));
    QVERIFY2(outcome, qPrintable(causeOf(outcome)));
}

QTEST_GUILESS_MAIN(TstClientProxy)
#include "tst_client_proxy.moc"
