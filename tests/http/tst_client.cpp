// SPDX-License-Identifier: Apache-2.0
#include <core/logging.h>
#include <tests/http/clientpeers.h>

#include <QRegularExpression>
#include <QTcpServer>
#include <QTest>
#include <QTimer>

using namespace gatehouse;
using namespace gatehouse::test;
using namespace std::chrono_literals;

namespace {

QStringList logLines;

void keepLogLine(QtMsgType, const QMessageLogContext&, const QString& text)
{
    logLines.append(text);
}

} // namespace

/// The client against real TLS peers on the loopback: what it sends, reads, refuses and gives up.
class TstClient : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void anAnswerArrivesWhole();
    void aRequestIsSentAsStated();
    void aPostWithoutBodyHasLengthZero();
    void headHasNoBody();
    void everyStatusFrom400IsAnAnswer_data();
    void everyStatusFrom400IsAnAnswer();
    void aChallengeIsNotAnsweredByAskingAgain_data();
    void aChallengeIsNotAnsweredByAskingAgain();
    void cookiesAreNotKept();
    void redirectsAreNeverFollowed_data();
    void redirectsAreNeverFollowed();
    void aRequestThatCannotBeSentIsRefused_data();
    void aRequestThatCannotBeSentIsRefused();

    void nothingIsRepeatedOnAConnectionOfItsOwn_data();
    void nothingIsRepeatedOnAConnectionOfItsOwn();
    void aPostNeverMeetsAKeptConnection();
    void aReadSurvivesAConnectionClosedMeanwhile();
    void aReadIsRepeatedOnceAtMost();

    void connectingTimesOut();
    void silenceTimesOut();
    void aRequestMayBringItsOwnTimeout();
    void aSlowAnswerIsNotSilence();
    void answersHaveACap_data();
    void answersHaveACap();
    void largeAnswersArrive();
    void brokenAnswersAreNamed_data();
    void brokenAnswersAreNamed();
    void unreachableHostsAreNamed_data();
    void unreachableHostsAreNamed();

    void stopBeforeStartSendsNothing();
    void stopEndsARunningRequest();
    void stopAfterTheEndChangesNothing();
    void theClientMayGoFirst();
    void moreThanTheConnectionsWaitTheirTurn();
    void theOutcomeComesFromTheEventLoop();
    void secretsAreNotTraced();

private:
    http::ClientSettings settings() const { return trusting({ m_authority->root }); }

    std::unique_ptr<Authority> m_authority;
    http::ClientIdentity m_identity;
};

void TstClient::initTestCase()
{
    m_authority = std::make_unique<Authority>(QStringLiteral("Client Test"));
    m_identity = m_authority->issue();
}

void TstClient::anAnswerArrivesWhole()
{
    RawServer server(m_identity, [](QSslSocket& socket, const QByteArray&) {
        socket.write(answer("{\"a\":1}", "200 OK\r\nContent-Type: application/json\r\nX-One: 1"));
    });
    http::Client client(settings());
    const auto outcome = send(client, get(server.url(QStringLiteral("/api/x?size=1"))));
    QVERIFY2(outcome, qPrintable(causeOf(outcome)));
    QCOMPARE(outcome->status, 200);
    QCOMPARE(outcome->body, "{\"a\":1}");
    QCOMPARE(outcome->header("content-type"), "application/json");
    QCOMPARE(outcome->header("X-ONE"), "1");
    QVERIFY(outcome->isSuccess());
}

void TstClient::aRequestIsSentAsStated()
{
    RawServer server(m_identity);
    http::Client client(settings());
    http::Request request = post(server.url(QStringLiteral("/ssl/v1/enroll?a=b%20c")), "{\"x\":2}");
    request.headers.append(http::Header { "customerUri", "Acme" });
    request.headers.append(http::Header { "Accept-Encoding", "gzip" });
    request.secretHeaders.append(
        http::SecretHeader { "password", Secret::fromUtf8(QByteArrayView("s3cret")) });
    QVERIFY(send(client, request));
    QCOMPARE(server.requests.size(), 1);
    const QByteArray sent = server.requests.constFirst();
    QVERIFY(sent.startsWith("POST /ssl/v1/enroll?a=b%20c HTTP/1.1\r\n"));
    QVERIFY(sent.contains("\r\ncustomerUri: Acme\r\n"));
    QVERIFY(sent.contains("\r\npassword: s3cret\r\n"));
    QVERIFY(sent.contains("\r\nContent-Length: 7\r\n"));
    QVERIFY(sent.contains("\r\nAccept-Encoding: identity\r\n"));
    QVERIFY(!sent.contains("gzip"));
    QVERIFY(sent.contains("\r\nUser-Agent: Gatehouse/"));
    QVERIFY(sent.endsWith("\r\n\r\n{\"x\":2}"));
}

void TstClient::aPostWithoutBodyHasLengthZero()
{
    RawServer server(m_identity);
    http::Client client(settings());
    http::Request request = get(server.url(QStringLiteral("/renew/5?reason=none")));
    request.method = "POST";
    QVERIFY(send(client, request));
    const QByteArray sent = server.requests.constFirst();
    QVERIFY(sent.startsWith("POST /renew/5?reason=none HTTP/1.1\r\n"));
    QVERIFY(sent.contains("\r\nContent-Length: 0\r\n"));
    QVERIFY(sent.endsWith("\r\n\r\n"));
}

void TstClient::headHasNoBody()
{
    RawServer server(m_identity, [](QSslSocket& socket, const QByteArray&) {
        socket.write("HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\n");
    });
    http::Client client(settings());
    http::Request request = get(server.url());
    request.method = "HEAD";
    const auto outcome = send(client, request);
    QVERIFY2(outcome, qPrintable(causeOf(outcome)));
    QVERIFY(outcome->body.isEmpty());
}

void TstClient::everyStatusFrom400IsAnAnswer_data()
{
    QTest::addColumn<int>("status");
    for (const int status :
        { 400, 401, 403, 404, 405, 407, 409, 410, 412, 418, 429, 500, 501, 502, 503, 504 })
        QTest::addRow("%d", status) << status;
}

void TstClient::everyStatusFrom400IsAnAnswer()
{
    QFETCH(const int, status);
    RawServer server(m_identity, [status](QSslSocket& socket, const QByteArray&) {
        socket.write(
            answer("{\"code\":-16}", QByteArray::number(status) + " Some\r\nRetry-After: 7"));
    });
    http::Client client(settings());
    const auto outcome = send(client, post(server.url()));
    QVERIFY2(outcome, qPrintable(causeOf(outcome)));
    QCOMPARE(outcome->status, status);
    QCOMPARE(outcome->body, "{\"code\":-16}");
    QCOMPARE(outcome->header("Retry-After"), "7");
}

void TstClient::aChallengeIsNotAnsweredByAskingAgain_data()
{
    QTest::addColumn<QByteArray>("header");
    QTest::newRow("basic") << QByteArray("WWW-Authenticate: Basic realm=\"x\"");
    QTest::newRow("digest") << QByteArray(
        "WWW-Authenticate: Digest realm=\"x\", nonce=\"abc\", qop=\"auth\"");
    QTest::newRow("ntlm") << QByteArray("WWW-Authenticate: NTLM");
    QTest::newRow("negotiate") << QByteArray("WWW-Authenticate: Negotiate");
}

void TstClient::aChallengeIsNotAnsweredByAskingAgain()
{
    QFETCH(const QByteArray, header);
    RawServer server(m_identity, [header](QSslSocket& socket, const QByteArray&) {
        socket.write(answer("who?", "401 Unauthorized\r\n" + header));
    });
    http::Client client(settings());
    const auto outcome = send(client, post(server.url()));
    QVERIFY2(outcome, qPrintable(causeOf(outcome)));
    QCOMPARE(outcome->status, 401);
    QCOMPARE(outcome->body, "who?");
    QCOMPARE(server.requests.size(), 1);
}

void TstClient::cookiesAreNotKept()
{
    RawServer server(m_identity, [](QSslSocket& socket, const QByteArray&) {
        socket.write(
            answer("x", "200 OK\r\nSet-Cookie: session=abc; Path=/\r\nCache-Control: max-age=900"));
    });
    http::Client client(settings());
    QVERIFY(send(client, get(server.url())));
    QVERIFY(send(client, get(server.url())));
    QCOMPARE(server.requests.size(), 2);
    QVERIFY(!server.requests.constLast().toLower().contains("cookie"));
}

void TstClient::redirectsAreNeverFollowed_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<bool>("isPost");
    for (const int status : { 300, 301, 302, 303, 305, 307, 308 }) {
        QTest::addRow("GET %d", status) << status << false;
        QTest::addRow("POST %d", status) << status << true;
    }
}

void TstClient::redirectsAreNeverFollowed()
{
    QFETCH(const int, status);
    QFETCH(const bool, isPost);
    RawServer elsewhere(m_identity);
    const QByteArray location = elsewhere.url(QStringLiteral("/login?token=abc#part")).toEncoded();
    RawServer server(m_identity, [&](QSslSocket& socket, const QByteArray&) {
        socket.write(answer("go", QByteArray::number(status) + " Go\r\nLocation: " + location));
    });
    http::Client client(settings());
    http::Request request = isPost ? post(server.url()) : get(server.url());
    request.secretHeaders.append(
        http::SecretHeader { "password", Secret::fromUtf8(QByteArrayView("s3cret")) });
    const auto outcome = send(client, request);
    QCOMPARE(causeOf(outcome), QStringLiteral("http/redirect"));
    const Error error = outcome.error();
    QCOMPARE(error.kind, ErrorKind::Malformed);
    QCOMPARE(error.httpStatus, status);
    QCOMPARE(error.setting, QStringLiteral("url"));
    QVERIFY(error.message.contains(elsewhere.url(QStringLiteral("/login")).toString()));
    QVERIFY(!error.message.contains(QStringLiteral("token")));
    QTest::qWait(50);
    QCOMPARE(elsewhere.connections, 0);
    QCOMPARE(server.requests.size(), 1);
}

void TstClient::aRequestThatCannotBeSentIsRefused_data()
{
    QTest::addColumn<QUrl>("url");
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<QByteArray>("value");
    QTest::addColumn<QString>("cause");
    const QUrl good(QStringLiteral("https://localhost:1/"));
    const QString badUrl = QStringLiteral("http/bad-url");
    const QString badHeader = QStringLiteral("http/bad-header");
    QTest::newRow("http") << QUrl(QStringLiteral("http://localhost/")) << QByteArray("a")
                          << QByteArray() << badUrl;
    QTest::newRow("file") << QUrl(QStringLiteral("file:///etc/passwd")) << QByteArray("a")
                          << QByteArray() << badUrl;
    QTest::newRow("no host") << QUrl(QStringLiteral("https:///x")) << QByteArray("a")
                             << QByteArray() << badUrl;
    QTest::newRow("empty") << QUrl() << QByteArray("a") << QByteArray() << badUrl;
    QTest::newRow("user info") << QUrl(QStringLiteral("https://u:p4ss@localhost/"))
                               << QByteArray("a") << QByteArray() << badUrl;
    QTest::newRow("line break in a value")
        << good << QByteArray("login") << QByteArray("a\r\nX: y") << badHeader;
    QTest::newRow("NUL in a value")
        << good << QByteArray("login") << QByteArray("a\0b", 3) << badHeader;
    QTest::newRow("colon in a name") << good << QByteArray("a:b") << QByteArray("c") << badHeader;
    QTest::newRow("empty name") << good << QByteArray("") << QByteArray("c") << badHeader;
}

void TstClient::aRequestThatCannotBeSentIsRefused()
{
    QFETCH(const QUrl, url);
    QFETCH(const QByteArray, name);
    QFETCH(const QByteArray, value);
    QFETCH(const QString, cause);
    http::Client client(settings());
    http::Request request = get(url);
    request.secretHeaders.append(
        http::SecretHeader { name, Secret::fromUtf8(QByteArrayView(value)) });
    const auto outcome = send(client, request);
    QCOMPARE(causeOf(outcome), cause);
    QVERIFY(!outcome.error().message.contains(QStringLiteral("p4ss")));
}

void TstClient::nothingIsRepeatedOnAConnectionOfItsOwn_data()
{
    QTest::addColumn<QByteArray>("method");
    QTest::addColumn<bool>("hasBody");
    QTest::addColumn<bool>("hard");
    for (const bool hard : { true, false }) {
        const char* how = hard ? "reset" : "closed";
        QTest::addRow("POST, %s", how) << QByteArray("POST") << true << hard;
        QTest::addRow("POST without body, %s", how) << QByteArray("POST") << false << hard;
        QTest::addRow("PUT, %s", how) << QByteArray("PUT") << true << hard;
        QTest::addRow("DELETE, %s", how) << QByteArray("DELETE") << false << hard;
        QTest::addRow("GET, %s", how) << QByteArray("GET") << false << hard;
    }
}

void TstClient::nothingIsRepeatedOnAConnectionOfItsOwn()
{
    QFETCH(const QByteArray, method);
    QFETCH(const bool, hasBody);
    QFETCH(const bool, hard);
    RawServer server(m_identity, [hard](QSslSocket& socket, const QByteArray&) {
        if (hard)
            reset(socket);
        else
            socket.disconnectFromHost();
    });
    http::Client client(settings());
    http::Request request = get(server.url());
    request.method = method;
    if (hasBody)
        request.body = QByteArray("purchase");
    const auto outcome = send(client, request);
    QCOMPARE(causeOf(outcome), QStringLiteral("network/connection-lost"));
    QCOMPARE(outcome.error().kind, ErrorKind::Network);
    QCOMPARE(outcome.error().retriable, method == "GET");
    QTest::qWait(100);
    QCOMPARE(server.requests.size(), 1);
}

void TstClient::aPostNeverMeetsAKeptConnection()
{
    // The kept connection is closed at the second request on it, which is the moment that makes
    // clients repeat.
    int served = 0;
    RawServer server(m_identity, [&served](QSslSocket& socket, const QByteArray& request) {
        if (++served > 1 && request.startsWith("POST"))
            reset(socket);
        else
            socket.write(answer("x"));
    });
    http::Client client(settings());
    QVERIFY(send(client, get(server.url())));
    QCOMPARE(server.connections, 1);
    const auto outcome = send(client, post(server.url()));
    QCOMPARE(causeOf(outcome), QStringLiteral("network/connection-lost"));
    QVERIFY(!outcome.error().retriable);
    QTest::qWait(100);
    QCOMPARE(server.requests.size(), 2);
    QVERIFY(server.connections >= 2);
}

void TstClient::aReadSurvivesAConnectionClosedMeanwhile()
{
    int served = 0;
    RawServer server(m_identity, [&served](QSslSocket& socket, const QByteArray&) {
        if (++served == 2)
            reset(socket);
        else
            socket.write(answer("x"));
    });
    http::Client client(settings());
    QVERIFY(send(client, get(server.url())));
    const auto outcome = send(client, get(server.url()));
    QVERIFY2(outcome, qPrintable(causeOf(outcome)));
    QCOMPARE(server.requests.size(), 3);
    QCOMPARE(server.connections, 2);
}

void TstClient::aReadIsRepeatedOnceAtMost()
{
    int served = 0;
    RawServer server(m_identity, [&served](QSslSocket& socket, const QByteArray&) {
        if (++served == 1)
            socket.write(answer("x"));
        else
            reset(socket);
    });
    http::Client client(settings());
    QVERIFY(send(client, get(server.url())));
    QCOMPARE(causeOf(send(client, get(server.url()))), QStringLiteral("network/connection-lost"));
    QTest::qWait(100);
    QCOMPARE(server.requests.size(), 3);
}

void TstClient::connectingTimesOut()
{
    QTcpServer mute; // accepts, and never says a word of TLS
    QVERIFY(mute.listen(QHostAddress::LocalHost));
    auto brief = settings();
    brief.connectTimeout = 200ms;
    http::Client client(brief);
    const auto outcome =
        send(client, get(QUrl(QStringLiteral("https://localhost:%1/").arg(mute.serverPort()))));
    QCOMPARE(causeOf(outcome), QStringLiteral("network/connect-timeout"));
    QCOMPARE(outcome.error().setting, QStringLiteral("url"));
    QVERIFY(outcome.error().message.contains(QStringLiteral("0.2")));
}

void TstClient::silenceTimesOut()
{
    RawServer server(m_identity, [](QSslSocket& socket, const QByteArray& request) {
        if (request.startsWith("GET /cut"))
            socket.write("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n123");
    });
    auto brief = settings();
    brief.transferTimeout = 200ms;
    http::Client client(brief);
    QCOMPARE(causeOf(send(client, get(server.url()))), QStringLiteral("network/no-answer"));
    QCOMPARE(causeOf(send(client, get(server.url(QStringLiteral("/cut"))))),
        QStringLiteral("network/no-answer"));
    QCOMPARE(causeOf(send(client, post(server.url()))), QStringLiteral("network/no-answer"));
    QCOMPARE(server.requests.size(), 3);
}

void TstClient::aRequestMayBringItsOwnTimeout()
{
    RawServer server(m_identity, [](QSslSocket&, const QByteArray&) {});
    http::Client client(settings());
    http::Request request = get(server.url());
    request.timeout = 150ms;
    QElapsedTimer time;
    time.start();
    QCOMPARE(causeOf(send(client, request)), QStringLiteral("network/no-answer"));
    QVERIFY(time.elapsed() < 5000);
}

void TstClient::aSlowAnswerIsNotSilence()
{
    RawServer server(m_identity, [](QSslSocket& socket, const QByteArray&) {
        socket.write("HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\n");
        auto* timer = new QTimer(&socket);
        connect(timer, &QTimer::timeout, &socket, [&socket] { socket.write("x"); });
        timer->start(100);
    });
    auto brief = settings();
    brief.transferTimeout = 500ms;
    http::Client client(brief);
    const auto outcome = send(client, get(server.url()));
    QVERIFY2(outcome, qPrintable(causeOf(outcome)));
    QCOMPARE(outcome->body, "xxxxxxxx");
}

void TstClient::answersHaveACap_data()
{
    QTest::addColumn<QByteArray>("head");
    QTest::addColumn<QByteArray>("piece");
    QTest::addColumn<bool>("endless");
    QTest::addColumn<QString>("cause");
    const QString tooLarge = QStringLiteral("http/answer-too-large");
    const QByteArray thousand(1000, 'a');
    QTest::newRow("at the cap") << QByteArray("Content-Length: 10000") << QByteArray(10000, 'a')
                                << false << QStringLiteral("ok");
    QTest::newRow("one above") << QByteArray("Content-Length: 10001") << QByteArray(10001, 'a')
                               << false << tooLarge;
    QTest::newRow("chunks without end")
        << QByteArray("Transfer-Encoding: chunked") << "3e8\r\n" + thousand + "\r\n"
        << true << tooLarge;
    QTest::newRow("no length, without end")
        << QByteArray("Connection: close") << thousand << true << tooLarge;
    QTest::newRow("a length that cannot be")
        << QByteArray("Content-Length: 9223372036854775807") << thousand << true << tooLarge;
    QTest::newRow("more than the length says")
        << QByteArray("Content-Length: 1000") << QByteArray(20000, 'a') << false
        << QStringLiteral("ok");
}

void TstClient::answersHaveACap()
{
    QFETCH(const QByteArray, head);
    QFETCH(const QByteArray, piece);
    QFETCH(const bool, endless);
    QFETCH(const QString, cause);
    RawServer server(m_identity, [&](QSslSocket& socket, const QByteArray&) {
        socket.write("HTTP/1.1 200 OK\r\n" + head + "\r\n\r\n" + piece);
        if (endless)
            connect(&socket, &QSslSocket::encryptedBytesWritten, &socket,
                [&socket, piece] { socket.write(piece); });
    });
    auto small = settings();
    small.maximumAnswer = 10000;
    http::Client client(small);
    const auto outcome = send(client, get(server.url()));
    QCOMPARE(causeOf(outcome), cause);
    if (outcome)
        QVERIFY(outcome->body.size() <= 10000);
    else
        QCOMPARE(outcome.error().kind, ErrorKind::Malformed);
}

void TstClient::largeAnswersArrive()
{
    QByteArray large;
    for (int i = 0; large.size() < 5'000'000; ++i)
        large += QByteArray::number(i);
    RawServer server(m_identity, [&large](QSslSocket& socket, const QByteArray& request) {
        const bool isError = request.startsWith("GET /error");
        socket.write(answer(large, isError ? "401 No\r\nWWW-Authenticate: Basic" : "200 OK"));
    });
    http::Client client(settings());
    const auto outcome = send(client, get(server.url()));
    QVERIFY2(outcome, qPrintable(causeOf(outcome)));
    QVERIFY(outcome->body == large);
    const auto refused = send(client, get(server.url(QStringLiteral("/error"))));
    QVERIFY2(refused, qPrintable(causeOf(refused)));
    QCOMPARE(refused->status, 401);
}

void TstClient::brokenAnswersAreNamed_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QString>("cause");
    const QString lost = QStringLiteral("network/connection-lost");
    const QString broken = QStringLiteral("http/broken-answer");
    QTest::newRow("cut body") << QByteArray("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n123")
                              << lost;
    QTest::newRow("cut chunk") << QByteArray(
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab")
                               << lost;
    QTest::newRow("cut head") << QByteArray("HTTP/1.1 200 OK\r\nContent-Le") << lost;
    QTest::newRow("cut error") << QByteArray("HTTP/1.1 500 X\r\nContent-Length: 10\r\n\r\n123")
                               << lost;
    // Qt takes it for a broken connection and would ask again.
    QTest::newRow("not HTTP") << QByteArray("SSH-2.0-OpenSSH_9.2\r\n\r\n") << lost;
    QTest::newRow("no final status") << QByteArray("HTTP/1.1 101 Switching\r\n\r\n") << broken;
    QTest::newRow("compressed") << answer("\x1f\x8b", "200 OK\r\nContent-Encoding: gzip")
                                << QStringLiteral("http/encoded-answer");
}

void TstClient::brokenAnswersAreNamed()
{
    QFETCH(const QByteArray, bytes);
    QFETCH(const QString, cause);
    RawServer server(m_identity, [&bytes](QSslSocket& socket, const QByteArray&) {
        socket.write(bytes);
        socket.disconnectFromHost();
    });
    http::Client client(settings());
    const auto outcome = send(client, post(server.url()));
    QCOMPARE(causeOf(outcome), cause);
    QVERIFY(!outcome.error().message.isEmpty());
    QTest::qWait(50);
    QCOMPARE(server.requests.size(), 1);
}

void TstClient::unreachableHostsAreNamed_data()
{
    QTest::addColumn<QString>("host");
    QTest::addColumn<QString>("cause");
    QTest::newRow("closed port") << QStringLiteral("localhost")
                                 << QStringLiteral("network/unreachable");
    QTest::newRow("closed port of an address")
        << QStringLiteral("127.0.0.1") << QStringLiteral("network/unreachable");
    QTest::newRow("no such host") << QStringLiteral("no-such-host.invalid")
                                  << QStringLiteral("network/host-not-found");
}

void TstClient::unreachableHostsAreNamed()
{
    QFETCH(const QString, host);
    QFETCH(const QString, cause);
    quint16 closedPort = 0;
    {
        QTcpServer server;
        QVERIFY(server.listen(QHostAddress::LocalHost));
        closedPort = server.serverPort();
    }
    http::Client client(settings());
    const QUrl url(QStringLiteral("https://%1:%2/?q=s3cret").arg(host).arg(closedPort));
    for (const http::Request& request : { get(url), post(url) }) {
        const auto outcome = send(client, request);
        QCOMPARE(causeOf(outcome), cause);
        QCOMPARE(outcome.error().kind, ErrorKind::Network);
        QCOMPARE(outcome.error().setting, QStringLiteral("url"));
        QVERIFY(outcome.error().message.contains(host));
        QVERIFY(!outcome.error().detail.contains(QStringLiteral("s3cret")));
    }
}

void TstClient::stopBeforeStartSendsNothing()
{
    RawServer server(m_identity);
    http::Client client(settings());
    std::stop_source source;
    source.request_stop();
    const auto outcome = send(client, post(server.url()), source.get_token());
    QVERIFY(!outcome);
    QCOMPARE(outcome.error().kind, ErrorKind::Cancelled);
    QTest::qWait(50);
    QCOMPARE(server.connections, 0);
}

void TstClient::stopEndsARunningRequest()
{
    std::stop_source source;
    bool left = false;
    RawServer server(m_identity, [&](QSslSocket& socket, const QByteArray&) {
        connect(&socket, &QSslSocket::disconnected, &socket, [&left] { left = true; });
        source.request_stop();
        source.request_stop();
    });
    http::Client client(settings());
    const auto outcome = send(client, post(server.url()), source.get_token());
    QVERIFY(!outcome);
    QCOMPARE(outcome.error().kind, ErrorKind::Cancelled);
    QTRY_VERIFY(left);
    QVERIFY(
        send(client, get(server.url()), source.get_token()).error().kind == ErrorKind::Cancelled);
}

void TstClient::stopAfterTheEndChangesNothing()
{
    RawServer server(m_identity);
    http::Client client(settings());
    std::stop_source source;
    const auto outcome = send(client, get(server.url()), source.get_token());
    source.request_stop();
    QCoreApplication::processEvents();
    QVERIFY(outcome);
    QCOMPARE(outcome->body, "hello");
}

void TstClient::theClientMayGoFirst()
{
    RawServer server(m_identity, [](QSslSocket&, const QByteArray&) {});
    auto client = std::make_unique<http::Client>(settings());
    std::vector<Task<Result<http::Response>>> tasks;
    for (int i = 0; i < 20; ++i)
        tasks.push_back(client->send(i % 2 ? post(server.url()) : get(server.url()), {}));
    QTRY_VERIFY(!server.requests.isEmpty());
    client.reset();
    for (auto& task : tasks) {
        const auto outcome = QCoro::waitFor(task);
        QVERIFY(!outcome);
        QCOMPARE(outcome.error().kind, ErrorKind::Cancelled);
    }
}

void TstClient::moreThanTheConnectionsWaitTheirTurn()
{
    int open = 0;
    int most = 0;
    RawServer server(m_identity, [&](QSslSocket& socket, const QByteArray&) {
        most = std::max(most, ++open);
        QTimer::singleShot(10, &socket, [&socket, &open] {
            --open;
            socket.write(answer("x"));
        });
    });
    http::Client client(settings());
    std::vector<Task<Result<http::Response>>> tasks;
    for (int i = 0; i < 40; ++i)
        tasks.push_back(client.send(i % 4 ? get(server.url()) : post(server.url()), {}));
    for (auto& task : tasks)
        QVERIFY(QCoro::waitFor(task));
    QCOMPARE(server.requests.size(), 40);
    QVERIFY(most > 1);
    QVERIFY(most <= 6);
}

void TstClient::theOutcomeComesFromTheEventLoop()
{
    http::Client client(settings());
    std::stop_source stopped;
    stopped.request_stop();
    bool done = false;
    auto task = client.send(get(QUrl(QStringLiteral("http://x/"))), stopped.get_token());
    auto other = client.send(get(QUrl(QStringLiteral("http://x/"))), {});
    other.then([&done](const Result<http::Response>&) { done = true; });
    QVERIFY(!task.isReady());
    QVERIFY(!done);
    QTRY_VERIFY(done);
    QTRY_VERIFY(task.isReady());
}

void TstClient::secretsAreNotTraced()
{
    RawServer server(m_identity, [](QSslSocket& socket, const QByteArray&) {
        socket.write(answer("body-0123", "200 OK\r\nSet-Cookie: id=cookie-0123\r\nX-Seen: yes"));
    });
    QLoggingCategory::setFilterRules(QStringLiteral("gatehouse.http.debug=true"));
    logLines.clear();
    const QtMessageHandler previous = qInstallMessageHandler(keepLogLine);
    http::Client client(settings());
    http::Request request = post(server.url(QStringLiteral("/x?size=200")));
    request.headers.append(http::Header { "login", "alice" });
    request.secretHeaders.append(
        http::SecretHeader { "password", Secret::fromUtf8(QByteArrayView("header-0123")) });
    request.body = Secret::fromUtf8(QByteArrayView("form-0123"));
    const auto outcome = send(client, request);
    request.url.setPort(1);
    const auto failed = send(client, request);
    qInstallMessageHandler(previous);
    QLoggingCategory::setFilterRules({});
    QVERIFY(outcome);
    QVERIFY(!failed);
    QVERIFY(server.requests.constFirst().contains("form-0123"));
    const QString all = logLines.join(u'\n');
    QVERIFY2(!all.contains(QStringLiteral("0123")), qPrintable(all));
    QVERIFY(all.contains(QStringLiteral("POST https://localhost")));
    QVERIFY(all.contains(QStringLiteral("/x?size=200")));
    QVERIFY(all.contains(QStringLiteral("login: alice")));
    QVERIFY(all.contains(QStringLiteral("password: (secret)")));
    QVERIFY(all.contains(QStringLiteral("X-Seen: yes")));
    QVERIFY(all.contains(QStringLiteral("body of 9 bytes")));
    QVERIFY(all.contains(QStringLiteral("network/unreachable")));
}

QTEST_GUILESS_MAIN(TstClient)
#include "tst_client.moc"
