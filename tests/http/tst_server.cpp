// SPDX-License-Identifier: Apache-2.0
#include "serverfixture.h"
#include <core/clock.h>
#include <core/http/server.h>
#include <core/http/serversocket.h>

#include <QElapsedTimer>
#include <QTcpSocket>
#include <QTemporaryDir>
#include <QTimer>

#include <stdexcept>

using namespace gatehouse;
using namespace gatehouse::http;
using namespace gatehouse::http::tests;
using std::chrono::milliseconds;

namespace {

/// Waits, then answers; counts how many run at once.
struct SlowHandler {
    milliseconds duration { 20 };
    std::shared_ptr<int> running = std::make_shared<int>(0);
    std::shared_ptr<int> most = std::make_shared<int>(0);

    Task<ServerResponse> operator()(ServerRequest request, std::stop_token stop) const
    {
        return serve(std::move(request), std::move(stop), *this);
    }

    static Task<ServerResponse> serve(ServerRequest request, std::stop_token stop, SlowHandler self)
    {
        *self.most = std::max(*self.most, ++*self.running);
        SystemClock clock;
        co_await clock.wait(self.duration, stop);
        --*self.running;
        ServerResponse response;
        response.body = request.rawTarget;
        co_return response;
    }
};

} // namespace

class TestServer : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void curl_data();
    void curl();
    void keepsConnectionAlive();
    void parallelConnections();
    void pipelinedOneAtATime();
    void pipelinedBeyondTheBuffer();
    void expectContinue();
    void expectTooLarge();
    void headHasNoBody();
    void closes_data();
    void closes();
    void refuses_data();
    void refuses();
    void errorBody();
    void bodyRefusedWhileItArrives();
    void slowSender_data();
    void slowSender();
    void idleConnectionIsClosed();
    void truncatedRequestReachesNoHandler();
    void connectionLimit();
    void survivesFloodBeyondLimit();
    void handlerThrows();
    void handlerOutlastsLimits();
    void largeAnswer();
    void readerThatStalls();
    void anAnswerIsReceivedOnceItWasAcknowledged();
    void anAnswerIsReceivedByWhoLeavesWithIt();
    void anAnswerToWhoLeavesIsNotReceived();
    void whatCannotBeAskedForHasNotArrived();
    void readsNothingAheadWithoutBound();
    void knowsPeer();

private:
    QTemporaryDir m_dir;
    QString file(const QString& name) const { return m_dir.filePath(name); }
    void write(const QString& name, const QByteArray& bytes) const;
};

void TestServer::write(const QString& name, const QByteArray& bytes) const
{
    QFile target(file(name));
    QVERIFY(target.open(QIODevice::WriteOnly));
    QCOMPARE(target.write(bytes), bytes.size());
}

void TestServer::initTestCase()
{
    QVERIFY(m_dir.isValid());
    write(QStringLiteral("root.pem"), serverPki().root.toPem());
    write(QStringLiteral("client.pem"), pki::toPem(serverPki().client.chain));
    write(QStringLiteral("client.key"), keyPem(serverPki().client.key));
    write(QStringLiteral("body"), QByteArray(100 * 1000, 'b'));
}

void TestServer::curl_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QByteArray>("expected");
    const auto row = [](const char* name, const QStringList& arguments,
                         const QByteArray& expected) {
        QTest::newRow(name) << arguments << expected;
    };
    const QByteArray body(100 * 1000, 'b');
    row("get", {}, "GET /a?b=%20 200");
    row("head", { QStringLiteral("-I"), QStringLiteral("-o"), QStringLiteral("/dev/null") },
        " 200");
    row("post", { QStringLiteral("-d"), QStringLiteral("x=1") }, "POST /a?b=%20 x=1200");
    row("upload", { QStringLiteral("-T"), QStringLiteral("BODY") }, "PUT /a?b=%20 " + body + "200");
    row("chunked upload",
        { QStringLiteral("-T"), QStringLiteral("BODY"), QStringLiteral("-H"),
            QStringLiteral("Transfer-Encoding: chunked") },
        "PUT /a?b=%20 " + body + "200");
    row("expect",
        { QStringLiteral("-T"), QStringLiteral("BODY"), QStringLiteral("-H"),
            QStringLiteral("Expect: 100-continue"), QStringLiteral("--expect100-timeout"),
            QStringLiteral("60") },
        "PUT /a?b=%20 " + body + "200");
    row("http 1.0", { QStringLiteral("-0") }, "GET /a?b=%20 200");
    row("tls 1.2", { QStringLiteral("--tls-max"), QStringLiteral("1.2") }, "GET /a?b=%20 200");
}

void TestServer::curl()
{
    QFETCH(QStringList, arguments);
    QFETCH(QByteArray, expected);
    Server server(loopback(), echo);
    QVERIFY(server.listen());
    arguments.replaceInStrings(QStringLiteral("BODY"), file(QStringLiteral("body")));
    arguments << QStringLiteral("-sS") << QStringLiteral("-w") << QStringLiteral("%{http_code}")
              << QStringLiteral("--max-time") << QStringLiteral("60") << QStringLiteral("--cacert")
              << file(QStringLiteral("root.pem"))
              << QStringLiteral("https://localhost:%1/a?b=%20").arg(server.port());
    QElapsedTimer elapsed;
    elapsed.start();
    const ProcessResult result = run(QStringLiteral("curl"), arguments);
    QCOMPARE(result.exitCode, 0);
    QCOMPARE(result.output.trimmed(), expected.trimmed());
    QVERIFY(elapsed.elapsed() < 30'000);
}

void TestServer::keepsConnectionAlive()
{
    Server server(loopback(), echo);
    QVERIFY(server.listen());
    RawClient client(server.port());
    QVERIFY(client.handshake());
    for (int i = 0; i < 100; ++i) {
        const QByteArray path = "/" + QByteArray::number(i);
        client.send(i % 2 == 0 ? get(path) : post(path, "body"));
        const Answer answer = client.answer();
        QCOMPARE(answer.status, 200);
        QCOMPARE(answer.body, i % 2 == 0 ? "GET " + path + ' ' : "POST " + path + " body");
        QVERIFY(answer.head.contains("\r\nDate: "));
    }
    QCOMPARE(server.connectionCount(), 1);
    client.socket.disconnectFromHost();
    QVERIFY(waitUntil([&] { return server.connectionCount() == 0; }));
}

void TestServer::parallelConnections()
{
    const SlowHandler handler { .duration = milliseconds(200) };
    ServerSettings settings = loopback();
    settings.limits.handshakeTime =
        std::chrono::minutes(2); // all of them shake hands on one thread
    Server server(settings, handler);
    QVERIFY(server.listen());
    std::vector<std::unique_ptr<RawClient>> clients;
    for (int i = 0; i < 200; ++i)
        clients.push_back(std::make_unique<RawClient>(server.port()));
    for (int i = 0; i < 200; ++i) {
        QVERIFY(clients[size_t(i)]->handshake());
        clients[size_t(i)]->send(get("/" + QByteArray::number(i)));
    }
    for (int i = 0; i < 200; ++i) {
        const Answer answer = clients[size_t(i)]->answer();
        QCOMPARE(answer.status, 200);
        QCOMPARE(answer.body, "/" + QByteArray::number(i));
    }
    QVERIFY(*handler.most > 1);
    QCOMPARE(server.connectionCount(), 200);
    clients.clear();
    QVERIFY(waitUntil([&] { return server.connectionCount() == 0; }));
}

void TestServer::pipelinedOneAtATime()
{
    const SlowHandler handler;
    Server server(loopback(), handler);
    QVERIFY(server.listen());
    RawClient client(server.port());
    QVERIFY(client.handshake());
    client.send(get("/1") + post("/2", "body") + get("/3"));
    QCOMPARE(client.answer().body, QByteArray("/1"));
    QCOMPARE(client.answer().body, QByteArray("/2"));
    QCOMPARE(client.answer().body, QByteArray("/3"));
    QCOMPARE(*handler.most, 1);
}

void TestServer::pipelinedBeyondTheBuffer()
{
    // More than is read ahead, in one go, and while the first request is still being answered: what
    // TLS has decrypted and nobody has taken yet is not announced by the system again.
    constexpr int requests = 6000;
    Server server(loopback(), SlowHandler { .duration = milliseconds(0) });
    QVERIFY(server.listen());
    RawClient client(server.port());
    QVERIFY(client.handshake());
    QByteArray all;
    for (int i = 0; i < requests; ++i)
        all += get("/" + QByteArray::number(i));
    QVERIFY(all.size() > 128 * 1024);
    client.send(all);
    for (int i = 0; i < requests; ++i)
        QCOMPARE(client.answer().body, "/" + QByteArray::number(i));
}

void TestServer::expectContinue()
{
    Server server(loopback(), echo);
    QVERIFY(server.listen());
    RawClient client(server.port());
    QVERIFY(client.handshake());
    client.send("POST / HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n");
    QCOMPARE(client.answer().head, QByteArray("HTTP/1.1 100 Continue\r\n\r\n"));
    client.send("a");
    client.send("b");
    QCOMPARE(client.answer().body, QByteArray("POST / ab"));
}

void TestServer::expectTooLarge()
{
    Server server(loopback(), echo);
    QVERIFY(server.listen());
    RawClient client(server.port());
    QVERIFY(client.handshake());
    client.send(
        "POST / HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 9999999\r\n\r\n");
    QCOMPARE(client.answer().status, 413); // without a 100 first
}

void TestServer::headHasNoBody()
{
    Server server(loopback(), echo);
    QVERIFY(server.listen());
    RawClient client(server.port());
    QVERIFY(client.handshake());
    client.send("HEAD /a HTTP/1.1\r\nHost: h\r\n\r\n" + get("/b"));
    const Answer head = client.answer(true);
    QCOMPARE(head.status, 200);
    QVERIFY(head.head.contains("Content-Length: 8\r\n"));
    QCOMPARE(client.answer().body, QByteArray("GET /b "));
}

void TestServer::closes_data()
{
    QTest::addColumn<QByteArray>("request");
    QTest::addColumn<bool>("closes");
    QTest::newRow("1.1 close") << QByteArray(
        "GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n")
                               << true;
    QTest::newRow("1.0") << QByteArray("GET / HTTP/1.0\r\n\r\n") << true;
    QTest::newRow("1.0 keep-alive")
        << QByteArray("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n") << false;
}

void TestServer::closes()
{
    QFETCH(QByteArray, request);
    QFETCH(bool, closes);
    Server server(loopback(), echo);
    QVERIFY(server.listen());
    RawClient client(server.port());
    QVERIFY(client.handshake());
    client.send(request);
    const Answer answer = client.answer();
    QCOMPARE(answer.status, 200);
    QCOMPARE(answer.head.contains("Connection: close\r\n"), closes);
    QCOMPARE(answer.head.contains("Connection: keep-alive\r\n"), !closes);
    if (closes) {
        QElapsedTimer elapsed;
        elapsed.start();
        QVERIFY(client.waitForEnd());
        QVERIFY(elapsed.elapsed() < 10'000);
        QCOMPARE(client.socket.error(), QAbstractSocket::RemoteHostClosedError);
    } else {
        client.send(request);
        QCOMPARE(client.answer().status, 200);
    }
    client.socket.disconnectFromHost();
    QVERIFY(waitUntil([&] { return server.connectionCount() == 0; }));
}

void TestServer::refuses_data()
{
    QTest::addColumn<QByteArray>("request");
    QTest::addColumn<int>("status");
    QTest::newRow("malformed") << QByteArray("what is this\r\n\r\n") << 400;
    QTest::newRow("bad length") << QByteArray(
        "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: -5\r\n\r\n")
                                << 400;
    QTest::newRow("no host") << QByteArray("GET / HTTP/1.1\r\n\r\n") << 400;
    QTest::newRow("long target") << get("/" + QByteArray(20000, 'a')) << 431;
    QTest::newRow("long header") << QByteArray(
        "GET / HTTP/1.1\r\nHost: h\r\nX: " + QByteArray(20000, 'a') + "\r\n\r\n")
                                 << 431;
    QTest::newRow("endless header")
        << QByteArray("GET / HTTP/1.1\r\nX: " + QByteArray(200000, 'a')) << 431;
    QTest::newRow("length too large")
        << QByteArray("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1048577\r\n\r\n") << 413;
    QTest::newRow("chunks too large")
        << QByteArray("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n"
               + QByteArray("10000\r\n" + QByteArray(65536, 'c') + "\r\n").repeated(17))
        << 413;
    QTest::newRow("coding") << QByteArray(
        "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: br\r\n\r\n")
                            << 501;
}

void TestServer::refuses()
{
    QFETCH(QByteArray, request);
    QFETCH(int, status);
    int calls = 0;
    Server server(loopback(), [&calls](ServerRequest received, std::stop_token stop) {
        ++calls;
        return echo(std::move(received), std::move(stop));
    });
    QVERIFY(server.listen());
    RawClient client(server.port());
    QVERIFY(client.handshake());
    client.send(request + get("/smuggled"));
    const Answer answer = client.answer();
    QCOMPARE(answer.status, status);
    QVERIFY(answer.head.contains("Connection: close\r\n"));
    QVERIFY(!answer.body.isEmpty());
    QVERIFY(client.waitForEnd());
    QVERIFY(client.received.isEmpty());
    QCOMPARE(calls, 0);
    QVERIFY(waitUntil([&] { return server.connectionCount() == 0; }));
}

void TestServer::errorBody()
{
    Server server(loopback(), echo, [](int status, const QString& reason) {
        ServerResponse response;
        response.headers.append(Header { .name = "Content-Type", .value = "application/json" });
        response.body = "{\"status\":" + QByteArray::number(status) + ",\"reason\":\""
            + reason.toUtf8() + "\"}";
        return response;
    });
    QVERIFY(server.listen());
    RawClient client(server.port());
    QVERIFY(client.handshake());
    client.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1048577\r\n\r\n");
    const Answer answer = client.answer();
    QCOMPARE(answer.status, 413);
    QVERIFY(answer.head.contains("Content-Type: application/json\r\n"));
    QCOMPARE(answer.body,
        QByteArray(
            "{\"status\":413,\"reason\":\"The body is larger than the 1048576 bytes allowed.\"}"));
}

void TestServer::bodyRefusedWhileItArrives()
{
    Server server(loopback(), echo);
    QVERIFY(server.listen());
    RawClient client(server.port());
    QVERIFY(client.handshake());
    // The client sends 3 MB regardless. A RST would lose it the answer.
    client.send(post("/", QByteArray(3 * 1000 * 1000, 'x')));
    QCOMPARE(client.answer().status, 413);
}

void TestServer::slowSender_data()
{
    QTest::addColumn<QByteArray>("start");
    QTest::newRow("request line") << QByteArray("GE");
    QTest::newRow("header") << QByteArray("GET / HTTP/1.1\r\nHost: h\r\nX-Slow: ");
    QTest::newRow("body") << QByteArray(
        "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1000\r\n\r\n");
    QTest::newRow("chunks") << QByteArray(
        "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n10\r\n");
}

void TestServer::slowSender()
{
    QFETCH(QByteArray, start);
    ServerSettings settings = loopback();
    settings.limits.requestTime = milliseconds(400);
    Server server(settings, echo);
    QVERIFY(server.listen());
    RawClient client(server.port());
    QVERIFY(client.handshake());
    QElapsedTimer elapsed;
    elapsed.start();
    client.send(start);
    // One byte now and then keeps nobody waiting: the time counts from the first.
    QTimer drip;
    QObject::connect(&drip, &QTimer::timeout, &drip, [&client] { client.send("x"); });
    drip.start(50);
    const Answer answer = client.answer();
    drip.stop();
    QCOMPARE(answer.status, 408);
    QVERIFY(elapsed.elapsed() >= 380);
    QVERIFY(elapsed.elapsed() < 10'000);
    QVERIFY(client.waitForEnd());
}

void TestServer::idleConnectionIsClosed()
{
    ServerSettings settings = loopback();
    settings.limits.idle = milliseconds(1000);
    Server server(settings, echo);
    QVERIFY(server.listen());
    RawClient client(server.port());
    QVERIFY(client.handshake());
    client.send(get("/"));
    QCOMPARE(client.answer().status, 200);
    QElapsedTimer elapsed;
    elapsed.start();
    QVERIFY(client.waitForEnd());
    QVERIFY(elapsed.elapsed() >= 900);
    QVERIFY(elapsed.elapsed() < 10'000);
    QVERIFY(client.received.isEmpty()); // nothing was asked, nothing is answered
    QCOMPARE(client.socket.error(), QAbstractSocket::RemoteHostClosedError);
    QVERIFY(waitUntil([&] { return server.connectionCount() == 0; }));
}

void TestServer::truncatedRequestReachesNoHandler()
{
    int calls = 0;
    Server server(loopback(), [&calls](ServerRequest request, std::stop_token stop) {
        ++calls;
        return echo(std::move(request), std::move(stop));
    });
    QVERIFY(server.listen());
    const QByteArray whole = post("/", "0123456789");
    for (qsizetype size : { qsizetype(1), qsizetype(20), whole.size() - 1 }) {
        RawClient client(server.port());
        QVERIFY(client.handshake());
        client.send(whole.first(size));
        client.socket.disconnectFromHost();
        QVERIFY(waitUntil([&] { return server.connectionCount() == 0; }));
    }
    QCOMPARE(calls, 0);
}

void TestServer::connectionLimit()
{
    ServerSettings settings = loopback();
    settings.limits.connections = 2;
    Server server(settings, echo);
    QVERIFY(server.listen());
    auto first = std::make_unique<RawClient>(server.port());
    RawClient second(server.port());
    QVERIFY(first->handshake());
    QVERIFY(second.handshake());
    RawClient third(server.port());
    QVERIFY(third.handshake());
    third.send(get("/"));
    const Answer answer = third.answer();
    QCOMPARE(answer.status, 503);
    QVERIFY(answer.head.contains("Connection: close\r\n"));
    QVERIFY(third.waitForEnd());
    second.send(get("/"));
    QCOMPARE(second.answer().status, 200);
    first.reset();
    QVERIFY(waitUntil([&] { return server.connectionCount() == 1; }));
    RawClient fourth(server.port());
    QVERIFY(fourth.handshake());
    fourth.send(get("/"));
    QCOMPARE(fourth.answer().status, 200);
}

void TestServer::survivesFloodBeyondLimit()
{
    ServerSettings settings = loopback();
    settings.limits.connections = 1;
    settings.limits.handshakeTime = milliseconds(500);
    Server server(settings, echo);
    QVERIFY(server.listen());
    std::vector<std::unique_ptr<QTcpSocket>> flood;
    for (int i = 0; i < 300; ++i) {
        flood.push_back(std::make_unique<QTcpSocket>());
        flood.back()->connectToHost(QHostAddress::LocalHost, server.port());
    }
    int mostConnections = 0;
    QVERIFY(waitUntil([&] {
        mostConnections = std::max(mostConnections, server.connectionCount());
        return std::ranges::all_of(flood, [](const auto& socket) {
            return socket->state() == QAbstractSocket::UnconnectedState;
        });
    }));
    QVERIFY(mostConnections <= 1 + 64);
    QVERIFY(waitUntil([&] { return server.connectionCount() == 0; }));
    RawClient client(server.port());
    QVERIFY(client.handshake());
    client.send(get("/"));
    QCOMPARE(client.answer().status, 200);
}

void TestServer::handlerThrows()
{
    bool isFirst = true;
    Server server(loopback(), [&isFirst](ServerRequest request, std::stop_token stop) {
        if (std::exchange(isFirst, false))
            throw std::runtime_error("of a library");
        return echo(std::move(request), std::move(stop));
    });
    QVERIFY(server.listen());
    RawClient client(server.port());
    QVERIFY(client.handshake());
    client.send(get("/"));
    const Answer answer = client.answer();
    QCOMPARE(answer.status, 500);
    QVERIFY(!answer.body.contains("of a library"));
    client.send(get("/"));
    QCOMPARE(client.answer().status, 200);
}

void TestServer::handlerOutlastsLimits()
{
    ServerSettings settings = loopback();
    settings.limits.idle = milliseconds(500);
    settings.limits.requestTime = milliseconds(500);
    Server server(settings, SlowHandler { .duration = milliseconds(1500) });
    QVERIFY(server.listen());
    RawClient client(server.port());
    QVERIFY(client.handshake());
    client.send(get("/slow"));
    QCOMPARE(client.answer().body, QByteArray("/slow"));
}

void TestServer::largeAnswer()
{
    const QByteArray large(20 * 1000 * 1000, 'z');
    Server server(loopback(), [large](ServerRequest, std::stop_token) -> Task<ServerResponse> {
        ServerResponse response;
        response.body = large;
        co_return response;
    });
    QVERIFY(server.listen());
    RawClient client(server.port());
    QVERIFY(client.handshake());
    for (int i = 0; i < 2; ++i) {
        client.send(get("/"));
        const Answer answer = client.answer();
        QCOMPARE(answer.status, 200);
        QVERIFY(answer.body == large);
    }
}

void TestServer::readerThatStalls()
{
    ServerSettings settings = loopback();
    settings.limits.idle = milliseconds(1000);
    Server server(settings, [](ServerRequest, std::stop_token) -> Task<ServerResponse> {
        ServerResponse response;
        response.body = QByteArray(30 * 1000 * 1000, 'z');
        co_return response;
    });
    QVERIFY(server.listen());
    RawClient client(server.port());
    client.socket.setReadBufferSize(4096);
    QVERIFY(client.handshake());
    client.send(get("/"));
    QVERIFY(waitUntil([&] { return client.socket.bytesAvailable() > 0; }));
    QVERIFY(waitUntil([&] { return server.connectionCount() == 0; }));
}

void TestServer::anAnswerIsReceivedOnceItWasAcknowledged()
{
    int received = 0;
    QList<int> receivedBefore; // when each request arrived
    Server server(loopback(), [&](ServerRequest, std::stop_token) -> Task<ServerResponse> {
        receivedBefore.append(received);
        ServerResponse response;
        response.body = QByteArray(300 * 1000, 'z');
        response.received = [&received]() -> Task<void> {
            ++received;
            co_return;
        };
        co_return response;
    });
    QVERIFY(server.listen());
    RawClient client(server.port());
    QVERIFY(client.handshake());
    client.send(get("/1") + get("/2"));
    QCOMPARE(client.answer().body.size(), 300 * 1000);
    QCOMPARE(client.answer().body.size(), 300 * 1000);
    QVERIFY(waitUntil([&] { return received == 2; }));
    QCOMPARE(receivedBefore, QList<int>({ 0, 1 }));
}

void TestServer::anAnswerIsReceivedByWhoLeavesWithIt()
{
    // A client that ends TCP without a word of TLS's, as many do. What TLS would say to that is not
    // acknowledged any more, and must not count as a part of the answer.
    int received = 0;
    Server server(loopback(), [&received](ServerRequest, std::stop_token) -> Task<ServerResponse> {
        ServerResponse response;
        response.body = "all";
        response.received = [&received]() -> Task<void> {
            ++received;
            co_return;
        };
        co_return response;
    });
    QVERIFY(server.listen());
    for (int i = 1; i <= 30; ++i) {
        RawClient client(server.port());
        QVERIFY(client.handshake());
        client.send(get("/"));
        QCOMPARE(client.answer().body, QByteArray("all"));
        client.socket.abort();
        QVERIFY(waitUntil([&] { return server.connectionCount() == 0; }));
        QCOMPARE(received, i);
    }
}

void TestServer::anAnswerToWhoLeavesIsNotReceived()
{
    int received = 0;
    int answered = 0;
    Server server(loopback(), [&](ServerRequest, std::stop_token) -> Task<ServerResponse> {
        ++answered;
        ServerResponse response;
        response.body = QByteArray(30 * 1000 * 1000, 'z');
        response.received = [&received]() -> Task<void> {
            ++received;
            co_return;
        };
        co_return response;
    });
    QVERIFY(server.listen());
    RawClient client(server.port());
    client.socket.setReadBufferSize(4096);
    QVERIFY(client.handshake());
    client.send(get("/"));
    QVERIFY(waitUntil([&] { return client.socket.bytesAvailable() > 0; }));
    client.reset();
    QVERIFY(waitUntil([&] { return server.connectionCount() == 0; }));
    QCOMPARE(answered, 1);
    QCOMPARE(received, 0);
}

void TestServer::whatCannotBeAskedForHasNotArrived()
{
#ifdef Q_OS_LINUX
    const SentBytes counted(-1); // as one for which there was no descriptor left to copy to
    QVERIFY(counted.unacknowledged() > 0);
#else
    QSKIP("this system never tells");
#endif
}

void TestServer::readsNothingAheadWithoutBound()
{
    // While a handler runs, TCP holds back a client that goes on sending.
    Server server(loopback(), SlowHandler { .duration = milliseconds(500) });
    QVERIFY(server.listen());
    RawClient client(server.port());
    QVERIFY(client.handshake());
    client.send(get("/1"));
    client.send(post("/2", QByteArray(1000 * 1000, 'x')).repeated(20));
    letPass(milliseconds(300));
    QVERIFY(client.socket.bytesToWrite() + client.socket.encryptedBytesToWrite() > 5 * 1000 * 1000);
    QCOMPARE(client.answer().body, QByteArray("/1"));
    QCOMPARE(client.answer().body, QByteArray("/2"));
}

void TestServer::knowsPeer()
{
    ServerRequest seen;
    Server server(loopback(), [&seen](ServerRequest request, std::stop_token stop) {
        seen = request;
        return echo(std::move(request), std::move(stop));
    });
    QVERIFY(server.listen());
    RawClient client(server.port());
    QVERIFY(client.handshake());
    client.send(get("/v1/a%2Fb/?x=%26"));
    QCOMPARE(client.answer().status, 200);
    QVERIFY(seen.peer.isLoopback());
    QCOMPARE(seen.method, QByteArray("GET"));
    QCOMPARE(seen.segments(), QStringList({ QStringLiteral("v1"), QStringLiteral("a/b") }));
    QCOMPARE(seen.queryItems().first().second, QStringLiteral("&"));
    QVERIFY(seen.clientChain.isEmpty());
}

QTEST_GUILESS_MAIN(TestServer)
#include "tst_server.moc"
