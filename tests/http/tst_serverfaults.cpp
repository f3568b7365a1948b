// SPDX-License-Identifier: Apache-2.0
#include "serverfixture.h"
#include <core/clock.h>
#include <core/http/server.h>
#include <core/logging.h>

#include <QCoro/QCoroTask>
#include <QElapsedTimer>
#include <QTcpSocket>

#include <netinet/in.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>

using namespace gatehouse;
using namespace gatehouse::http;
using namespace gatehouse::http::tests;
using std::chrono::milliseconds;
using std::chrono::seconds;

namespace {

using Wire = ServerResponse::Wire;

/// Answers every request with the same faulty answer.
Server::Handler faulty(const Wire& wire, qsizetype bodySize = 1000)
{
    return [wire, bodySize](ServerRequest, std::stop_token) -> Task<ServerResponse> {
        ServerResponse response;
        response.body = QByteArray(bodySize, 'b');
        response.wire = wire;
        co_return response;
    };
}

/// What a handler that waits has seen.
struct Watched {
    int started = 0;
    int stopped = 0;
    int ended = 0;
    std::stop_source release; ///< lets a deaf handler go on
};

/// Waits until it is stopped or the time is over; `deaf` ones do not listen to stop.
Server::Handler waiting(std::shared_ptr<Watched> watched, milliseconds duration, bool deaf = false)
{
    return [=](ServerRequest, std::stop_token stop) -> Task<ServerResponse> {
        const std::shared_ptr<Watched> mine = watched; // the captures may go while this waits
        ++mine->started;
        SystemClock clock;
        std::stop_token heard = deaf ? mine->release.get_token() : stop;
        co_await clock.wait(duration, heard);
        if (stop.stop_requested())
            ++mine->stopped;
        ++mine->ended;
        ServerResponse response;
        response.body = QByteArray(100 * 1000, 'w');
        co_return response;
    };
}

} // namespace

class TestServerFaults : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void delays();
    void resetsAtByte_data();
    void resetsAtByte();
    void resetIsOneOnTheWire();
    void cutsBody();
    void hangsUntilClientLeaves_data();
    void hangsUntilClientLeaves();
    void clientLeavesWhileHandlerWaits_data();
    void clientLeavesWhileHandlerWaits();
    void clientLeavesWhileDelayed();
    void clientLeavesDuringLargeAnswer();
    void clientLeavesRightAfterAsking();
    void manyClientsLeave();
    void closeLetsRequestsFinish();
    void closeStopsAfterGrace();
    void closeEndsDeafHandlersConnections();
    void closeRefusesNewConnections();
    void closeWithNothingToDo();
    void serverGoesInEveryPhase();
    void serverGoesDuringClose();
    void serverGoesInsideItsHandler();
    void handlerOutlivesServer();
    void outOfDescriptors();
};

void TestServerFaults::delays()
{
    Wire wire;
    wire.delay = milliseconds(300);
    Server server(loopback(), faulty(wire));
    QVERIFY(server.listen());
    RawClient client(server.port());
    QVERIFY(client.handshake());
    QElapsedTimer elapsed;
    elapsed.start();
    client.send(get("/") + get("/"));
    QCOMPARE(client.answer().status, 200);
    QVERIFY(elapsed.elapsed() >= 280);
    QCOMPARE(client.answer().status, 200);
    QVERIFY(elapsed.elapsed() >= 560);
}

void TestServerFaults::resetsAtByte_data()
{
    QTest::addColumn<qint64>("at");
    QTest::addColumn<qint64>("expected");
    QTest::newRow("nothing") << qint64(0) << qint64(0);
    QTest::newRow("one") << qint64(1) << qint64(1);
    QTest::newRow("in the head") << qint64(20) << qint64(20);
    QTest::newRow("in the body") << qint64(100'000) << qint64(100'000);
    QTest::newRow("late in the body") << qint64(900'000) << qint64(900'000);
    QTest::newRow("beyond the end") << qint64(9'000'000) << qint64(-1);
    QTest::newRow("negative") << qint64(-5) << qint64(0);
}

void TestServerFaults::resetsAtByte()
{
    QFETCH(qint64, at);
    QFETCH(qint64, expected);
    Wire wire;
    wire.resetAfter = at;
    Server server(loopback(), faulty(wire, 1'000'000));
    QVERIFY(server.listen());
    RawClient client(server.port());
    QVERIFY(client.handshake());
    client.send(get("/"));
    QVERIFY(client.waitForEnd());
    if (expected >= 0)
        QCOMPARE(client.received.size(), expected);
    else
        QVERIFY(client.received.size() > 1'000'000);
    QVERIFY(waitUntil([&] { return server.connectionCount() == 0; }));
}

void TestServerFaults::resetIsOneOnTheWire()
{
    // Seen from below TLS: the system reports ECONNRESET, not the end of the stream.
    const auto endOf = [](const Wire& wire) {
        Server server(loopback(), faulty(wire));
        if (!server.listen())
            return -1;
        RawClient client(server.port());
        client.handshake();
        const int descriptor = ::dup(int(client.socket.socketDescriptor()));
        client.socket.setReadBufferSize(1); // leaves the end for us to see
        client.send("GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
        waitUntil([&] { return server.connectionCount() == 0; });
        int error = 0;
        socklen_t size = sizeof error;
        ::getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &error, &size);
        char rest[16];
        ssize_t got = 0;
        do
            got = ::recv(descriptor, rest, sizeof rest, MSG_DONTWAIT);
        while (got > 0);
        if (error == 0 && got < 0)
            error = errno;
        ::close(descriptor);
        return error;
    };
    Wire reset;
    reset.resetAfter = 10;
    QCOMPARE(endOf(reset), ECONNRESET);
    QVERIFY(endOf({}) != ECONNRESET);
}

void TestServerFaults::cutsBody()
{
    Wire wire;
    wire.cutBodyAfter = 400;
    Server server(loopback(), faulty(wire));
    QVERIFY(server.listen());
    RawClient client(server.port());
    QVERIFY(client.handshake());
    client.send(get("/"));
    QVERIFY(client.waitForEnd());
    QVERIFY(client.received.startsWith("HTTP/1.1 200 OK\r\n"));
    QVERIFY(client.received.contains("\r\nContent-Length: 1000\r\n"));
    const qsizetype bodyStart = client.received.indexOf("\r\n\r\n") + 4;
    QCOMPARE(client.received.size() - bodyStart, 400);
    QCOMPARE(client.socket.error(), QAbstractSocket::RemoteHostClosedError);
}

void TestServerFaults::hangsUntilClientLeaves_data()
{
    QTest::addColumn<bool>("orderly");
    QTest::addColumn<QByteArray>("more");
    QTest::newRow("orderly") << true << QByteArray();
    QTest::newRow("reset") << false << QByteArray();
    QTest::newRow("after much more input") << true << QByteArray(1'000'000, 'x');
}

void TestServerFaults::hangsUntilClientLeaves()
{
    QFETCH(bool, orderly);
    QFETCH(QByteArray, more);
    ServerSettings settings = loopback();
    settings.limits.idle = milliseconds(500);
    Wire wire;
    wire.hang = true;
    Server server(settings, faulty(wire));
    QVERIFY(server.listen());
    RawClient client(server.port());
    QVERIFY(client.handshake());
    client.send(get("/") + more);
    letPass(milliseconds(1000));
    QCOMPARE(server.connectionCount(), 1);
    QVERIFY(client.socket.readAll().isEmpty());
    if (orderly)
        client.socket.disconnectFromHost();
    else
        client.reset();
    QVERIFY(waitUntil([&] { return server.connectionCount() == 0; }));
}

void TestServerFaults::clientLeavesWhileHandlerWaits_data()
{
    QTest::addColumn<QString>("how");
    for (const char* how : { "orderly", "reset", "tls end only", "garbage" })
        QTest::newRow(how) << QString::fromLatin1(how);
}

void TestServerFaults::clientLeavesWhileHandlerWaits()
{
    QFETCH(QString, how);
    const auto watched = std::make_shared<Watched>();
    Server server(loopback(), waiting(watched, seconds(60)));
    QVERIFY(server.listen());
    RawClient client(server.port());
    QVERIFY(client.handshake());
    client.send(get("/"));
    QVERIFY(waitUntil([&] { return watched->started == 1; }));
    QCOMPARE(server.connectionCount(), 1);
    const int descriptor = int(client.socket.socketDescriptor());
    if (how == QLatin1String("orderly")) {
        client.socket.disconnectFromHost();
    } else if (how == QLatin1String("reset")) {
        client.reset();
    } else if (how == QLatin1String("tls end only")) {
        const int kept = ::dup(descriptor); // close_notify without FIN
        client.socket.disconnectFromHost();
        QVERIFY(waitUntil([&] { return watched->ended == 1; }));
        ::close(kept);
    } else {
        QCOMPARE(::send(descriptor, "this is no TLS record", 21, 0), ssize_t(21));
    }
    QVERIFY(waitUntil([&] { return watched->ended == 1; }));
    QCOMPARE(watched->stopped, 1);
    QVERIFY(waitUntil([&] { return server.connectionCount() == 0; }));
}

void TestServerFaults::clientLeavesWhileDelayed()
{
    Wire wire;
    wire.delay = seconds(60);
    Server server(loopback(), faulty(wire));
    QVERIFY(server.listen());
    RawClient client(server.port());
    QVERIFY(client.handshake());
    client.send(get("/"));
    letPass(milliseconds(100));
    client.reset();
    QVERIFY(waitUntil([&] { return server.connectionCount() == 0; }));
}

void TestServerFaults::clientLeavesDuringLargeAnswer()
{
    Server server(loopback(), faulty({}, 30'000'000));
    QVERIFY(server.listen());
    RawClient client(server.port());
    QVERIFY(client.handshake());
    client.socket.setReadBufferSize(4096);
    client.send(get("/"));
    QVERIFY(waitUntil([&] { return client.socket.bytesAvailable() > 0; }));
    client.reset();
    QVERIFY(waitUntil([&] { return server.connectionCount() == 0; }));
}

void TestServerFaults::clientLeavesRightAfterAsking()
{
    const auto watched = std::make_shared<Watched>();
    Server server(loopback(), waiting(watched, milliseconds(1)));
    QVERIFY(server.listen());
    for (int i = 0; i < 20; ++i) {
        RawClient client(server.port());
        QVERIFY(client.handshake());
        client.send(get("/"));
        if (i % 2 == 0)
            client.reset();
        else
            client.socket.disconnectFromHost();
    }
    QVERIFY(waitUntil([&] { return server.connectionCount() == 0; }));
    QCOMPARE(watched->ended, watched->started);
    RawClient client(server.port());
    QVERIFY(client.handshake());
    client.send(get("/"));
    QCOMPARE(client.answer().status, 200);
}

void TestServerFaults::manyClientsLeave()
{
    const auto watched = std::make_shared<Watched>();
    Server server(loopback(), waiting(watched, milliseconds(50), true));
    QVERIFY(server.listen());
    std::vector<std::unique_ptr<RawClient>> clients;
    for (int i = 0; i < 100; ++i) {
        clients.push_back(std::make_unique<RawClient>(server.port()));
        QVERIFY(clients.back()->handshake());
        clients.back()->send(get("/"));
        if (i % 3 == 0)
            clients[size_t(i) / 2]->socket.abort();
    }
    clients.clear();
    QVERIFY(waitUntil([&] { return server.connectionCount() == 0; }));
    QCOMPARE(watched->ended, watched->started);
}

void TestServerFaults::closeLetsRequestsFinish()
{
    const auto watched = std::make_shared<Watched>();
    Server server(loopback(), waiting(watched, milliseconds(300)));
    QVERIFY(server.listen());
    RawClient idle(server.port());
    RawClient busy(server.port());
    QVERIFY(idle.handshake());
    QVERIFY(busy.handshake());
    busy.send(get("/"));
    QVERIFY(waitUntil([&] { return watched->started == 1; }));
    QElapsedTimer elapsed;
    elapsed.start();
    QCoro::waitFor(server.close(seconds(60)));
    QVERIFY(elapsed.elapsed() < 20'000); // as soon as all is done, not at the end of the grace
    QCOMPARE(server.connectionCount(), 0);
    QCOMPARE(watched->stopped, 0);
    const Answer answer = busy.answer();
    QCOMPARE(answer.status, 200);
    QVERIFY(answer.head.contains("Connection: close\r\n"));
    QVERIFY(idle.waitForEnd());
    QVERIFY(idle.received.isEmpty());
}

void TestServerFaults::closeStopsAfterGrace()
{
    const auto watched = std::make_shared<Watched>();
    Server server(loopback(), waiting(watched, seconds(60)));
    QVERIFY(server.listen());
    RawClient busy(server.port());
    RawClient halfway(server.port());
    RawClient shaking(server.port());
    QVERIFY(busy.handshake());
    QVERIFY(halfway.handshake());
    busy.send(get("/"));
    halfway.send("GET / HT");
    QVERIFY(waitUntil([&] { return watched->started == 1; }));
    QElapsedTimer elapsed;
    elapsed.start();
    QCoro::waitFor(server.close(milliseconds(300)));
    QVERIFY(elapsed.elapsed() >= 280);
    QVERIFY(elapsed.elapsed() < 20'000);
    QCOMPARE(watched->stopped, 1);
    QCOMPARE(watched->ended, 1);
    QCOMPARE(server.connectionCount(), 0);
    QVERIFY(busy.waitForEnd());
    QVERIFY(halfway.waitForEnd());
    QVERIFY(busy.received.isEmpty());
}

void TestServerFaults::closeEndsDeafHandlersConnections()
{
    const auto watched = std::make_shared<Watched>();
    Server server(loopback(), waiting(watched, seconds(60), true));
    QVERIFY(server.listen());
    RawClient busy(server.port());
    QVERIFY(busy.handshake());
    busy.send(get("/"));
    QVERIFY(waitUntil([&] { return watched->started == 1; }));
    QElapsedTimer elapsed;
    elapsed.start();
    QCoro::waitFor(server.close(milliseconds(0)));
    QVERIFY(elapsed.elapsed() >= 900);
    QVERIFY(elapsed.elapsed() < 20'000);
    QCOMPARE(watched->ended, 0);
    QVERIFY(busy.waitForEnd());
    watched->release.request_stop();
    QVERIFY(waitUntil([&] { return server.connectionCount() == 0; }));
    QCOMPARE(watched->ended, 1);
}

void TestServerFaults::closeRefusesNewConnections()
{
    Server server(loopback(), echo);
    QVERIFY(server.listen());
    const quint16 port = server.port();
    QCoro::waitFor(server.close(seconds(1)));
    QTcpSocket socket;
    socket.connectToHost(QHostAddress::LocalHost, port);
    QVERIFY(waitUntil([&] { return socket.error() != QAbstractSocket::UnknownSocketError; }));
    QCOMPARE(socket.error(), QAbstractSocket::ConnectionRefusedError);
}

void TestServerFaults::closeWithNothingToDo()
{
    Server server(loopback(), echo);
    QElapsedTimer elapsed;
    elapsed.start();
    QCoro::waitFor(server.close(seconds(60))); // never listened
    QVERIFY(server.listen());
    QCoro::waitFor(server.close(seconds(60)));
    QVERIFY(elapsed.elapsed() < 20'000);
    QCOMPARE(server.connectionCount(), 0);
    QVERIFY(server.listen()); // and it may open again
    RawClient client(server.port());
    QVERIFY(client.handshake());
    client.send(get("/1"));
    QVERIFY(!client.answer().head.contains("Connection: close"));
    client.send(get("/2"));
    QCOMPARE(client.answer().status, 200);
}

void TestServerFaults::serverGoesInEveryPhase()
{
    const auto watched = std::make_shared<Watched>();
    auto server = std::make_unique<Server>(loopback(), waiting(watched, seconds(60)));
    QVERIFY(server->listen());
    QTcpSocket silent;
    silent.connectToHost(QHostAddress::LocalHost, server->port());
    RawClient idle(server->port());
    RawClient halfway(server->port());
    RawClient busy(server->port());
    RawClient refused(server->port());
    for (RawClient* client : { &idle, &halfway, &busy, &refused })
        QVERIFY(client->handshake());
    halfway.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\nabc");
    busy.send(get("/"));
    refused.send("nonsense\r\n\r\n");
    QVERIFY(waitUntil([&] { return watched->started == 1; }));
    QCOMPARE(refused.answer().status, 400);
    QCOMPARE(server->connectionCount(), 5);
    server.reset();
    QVERIFY(waitUntil([&] { return watched->ended == 1; }));
    QCOMPARE(watched->stopped, 1);
    for (RawClient* client : { &idle, &halfway, &busy, &refused })
        QVERIFY(client->waitForEnd());
    QVERIFY(busy.received.isEmpty());
}

void TestServerFaults::serverGoesDuringClose()
{
    const auto watched = std::make_shared<Watched>();
    auto server = std::make_unique<Server>(loopback(), waiting(watched, seconds(60)));
    QVERIFY(server->listen());
    RawClient busy(server->port());
    QVERIFY(busy.handshake());
    busy.send(get("/"));
    QVERIFY(waitUntil([&] { return watched->started == 1; }));
    Task<void> closing = server->close(seconds(60));
    server.reset();
    QElapsedTimer elapsed;
    elapsed.start();
    QCoro::waitFor(std::move(closing));
    QVERIFY(elapsed.elapsed() < 20'000);
    QCOMPARE(watched->stopped, 1);
}

void TestServerFaults::serverGoesInsideItsHandler()
{
    std::unique_ptr<Server> server;
    bool wasStopped = false;
    server = std::make_unique<Server>(
        loopback(), [&](ServerRequest, std::stop_token stop) -> Task<ServerResponse> {
            server.reset();
            wasStopped = stop.stop_requested();
            co_return ServerResponse();
        });
    QVERIFY(server->listen());
    RawClient client(server->port());
    QVERIFY(client.handshake());
    client.send(get("/"));
    QVERIFY(client.waitForEnd());
    QVERIFY(wasStopped);
    QVERIFY(client.received.isEmpty());
}

void TestServerFaults::handlerOutlivesServer()
{
    const auto watched = std::make_shared<Watched>();
    auto server = std::make_unique<Server>(loopback(), waiting(watched, milliseconds(400), true));
    QVERIFY(server->listen());
    RawClient client(server->port());
    QVERIFY(client.handshake());
    client.send(get("/"));
    QVERIFY(waitUntil([&] { return watched->started == 1; }));
    server.reset();
    QVERIFY(client.waitForEnd());
    QVERIFY(waitUntil([&] { return watched->ended == 1; }));
    QVERIFY(client.received.isEmpty());
}

void TestServerFaults::outOfDescriptors()
{
    Server server(loopback(), echo);
    QVERIFY(server.listen());
    // Connected by the system alone: it waits in the backlog until there is a descriptor for it.
    const int early = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address {};
    address.sin_family = AF_INET;
    address.sin_port = htons(server.port());
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    QCOMPARE(::connect(early, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
    // The first use of a class makes the sanitizer open a pipe, which it cannot below.
    QString unused;
    QDebug(&unused) << "no descriptors from here" << QAbstractSocket::SocketResourceError;
    const int next = ::dup(0);
    ::close(next);
    rlimit before {};
    QCOMPARE(::getrlimit(RLIMIT_NOFILE, &before), 0);
    rlimit none = before;
    none.rlim_cur = rlim_t(next);
    QCOMPARE(::setrlimit(RLIMIT_NOFILE, &none), 0);
    letPass(milliseconds(250));
    const int connections = server.connectionCount();
    QCOMPARE(::setrlimit(RLIMIT_NOFILE, &before), 0);
    QCOMPARE(connections, 0);
    QVERIFY(waitUntil([&] { return server.connectionCount() == 1; }));
    ::close(early);
    RawClient client(server.port());
    QVERIFY(client.handshake());
    client.send(get("/"));
    QCOMPARE(client.answer().status, 200);
}

QTEST_GUILESS_MAIN(TestServerFaults)
#include "tst_serverfaults.moc"
