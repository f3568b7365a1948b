// SPDX-License-Identifier: Apache-2.0
#include <core/http/serverparser.h>
#include <core/http/serverresponse.h>

#include <QTest>

using namespace gatehouse::http;

namespace {

struct Parsed {
    bool complete = false;
    int failure = 0;
    bool keepAlive = false;
    ServerRequest request;
    QByteArray rest;
};

/// Feeds in pieces of `step` bytes, keeping what was not taken, as a connection does.
Parsed parse(const QByteArray& wire, qsizetype step, const ServerLimits& limits = {})
{
    RequestParser parser(limits);
    QByteArray input;
    qsizetype at = 0;
    while (!parser.isComplete() && !parser.failure() && at < wire.size()) {
        input += wire.mid(at, step);
        at += step;
        input.remove(0, parser.feed(input));
    }
    Parsed result;
    result.complete = parser.isComplete();
    result.failure = parser.failure() ? parser.failure()->status : 0;
    result.keepAlive = parser.keepAlive();
    result.rest = input + wire.mid(at);
    if (result.complete)
        result.request = parser.take();
    return result;
}

} // namespace

class TestServerParser : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void sameInPiecesOfAnySize_data();
    void sameInPiecesOfAnySize();
    void refusesMalformed_data();
    void refusesMalformed();
    void truncatedIsNeverComplete();
    void limitsAreExact();
    void limitsTrailersAndChunkExtensions();
    void bodyLengthIsNotAllocated();
    void decidesKeepAlive_data();
    void decidesKeepAlive();
    void awaitsContinue();
    void leavesPipelinedRequest();
    void splitsTarget_data();
    void splitsTarget();
    void decodesSegmentsOnce();
    void decodesQuery();
    void survivesAnyByte();
    void serializes();
    void serializesWithoutBody_data();
    void serializesWithoutBody();
    void handlerCannotInjectHeaders();
};

void TestServerParser::sameInPiecesOfAnySize_data()
{
    QTest::addColumn<QByteArray>("wire");
    QTest::addColumn<QByteArray>("body");
    QTest::newRow("none") << QByteArray("GET /a?b=c HTTP/1.1\r\nHost: h\r\nX-One: 1\r\n\r\n")
                          << QByteArray();
    QTest::newRow("length") << QByteArray(
        "POST /a?b=c HTTP/1.1\r\nHost: h\r\nX-One: 1\r\nContent-Length: 5\r\n\r\nhello")
                            << QByteArray("hello");
    QTest::newRow("chunked") << QByteArray(
        "POST /a?b=c HTTP/1.1\r\nHost: h\r\nX-One: 1\r\nTransfer-Encoding: Chunked\r\n\r\n"
        "3\r\nhel\r\n2;ext=1\r\nlo\r\n0\r\nX-Trailer: t\r\n\r\n")
                             << QByteArray("hello");
    QTest::newRow("blank lines first")
        << QByteArray("\r\n\r\nGET /a?b=c HTTP/1.1\r\nHost: h\r\nX-One: 1\r\n\r\n") << QByteArray();
}

void TestServerParser::sameInPiecesOfAnySize()
{
    QFETCH(QByteArray, wire);
    QFETCH(QByteArray, body);
    for (qsizetype step = 1; step <= wire.size(); ++step) {
        const Parsed parsed = parse(wire, step);
        QVERIFY2(parsed.complete, qPrintable(QStringLiteral("in pieces of %1").arg(step)));
        QCOMPARE(parsed.request.rawPath, QByteArray("/a"));
        QCOMPARE(parsed.request.rawQuery, QByteArray("b=c"));
        QCOMPARE(parsed.request.header("x-ONE"), QByteArray("1"));
        QCOMPARE(parsed.request.header("X-Trailer"), QByteArray());
        QCOMPARE(parsed.request.body, body);
        QCOMPARE(parsed.rest, QByteArray());
    }
}

void TestServerParser::refusesMalformed_data()
{
    QTest::addColumn<QByteArray>("wire");
    QTest::addColumn<int>("status");
    const auto row = [](const char* name, const char* wire, int status) {
        QTest::newRow(name) << QByteArray(wire) << status;
    };
    row("not http", "hello\r\n\r\n", 400);
    row("tls hello", "\x16\x03\x01\x02\x05\x01\x01\x02\r\n\r\n", 400);
    row("http 2 preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400);
    row("http 0.9", "GET /\r\n\r\n", 400);
    row("blank before colon", "GET / HTTP/1.1\r\nHost : h\r\n\r\n", 400);
    row("no colon", "GET / HTTP/1.1\r\nHost h\r\n\r\n", 400);
    row("no host", "GET / HTTP/1.1\r\n\r\n", 400);
    row("two hosts", "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400);
    row("negative length", "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: -1\r\n\r\n", 400);
    row("length no number", "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1x\r\n\r\n", 400);
    row("length overflows",
        "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 99999999999999999999\r\n\r\n", 400);
    row("two lengths",
        "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab", 400);
    row("length and chunked",
        "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
        400);
    row("chunked and length",
        "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\nContent-Length: 1\r\n\r\n",
        400);
    row("unknown coding", "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: gzip\r\n\r\n", 501);
    row("coding before chunked",
        "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: gzip, chunked\r\n\r\n", 501);
    row("http 1.0 chunked", "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n", 400);
    row("chunk no number", "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\nx\r\n",
        400);
    row("chunk size overflows",
        "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n11111111111111111\r\n",
        400);
    row("chunk too large",
        "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffff\r\n", 413);
    row("chunk longer than told",
        "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nabcdef\r\n0\r\n\r\n",
        400);
    row("length too large", "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1048577\r\n\r\n", 413);
}

void TestServerParser::refusesMalformed()
{
    QFETCH(QByteArray, wire);
    QFETCH(int, status);
    for (qsizetype step : { qsizetype(1), qsizetype(7), wire.size() }) {
        const Parsed parsed = parse(wire, step);
        QVERIFY(!parsed.complete);
        QCOMPARE(parsed.failure, status);
    }
}

void TestServerParser::truncatedIsNeverComplete()
{
    const QByteArray wires[] = {
        "POST /a HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nhello",
        "POST /a HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n"
    };
    // A bare line feed ends nothing (RFC 9112, 2.2); in pieces it runs into the time limit.
    QVERIFY(!parse("GET / HTTP/1.1\nHost: h\n\n", 1).complete);
    QCOMPARE(parse("GET / HTTP/1.1\nHost: h\n\n", 100).failure, 400);
    for (const QByteArray& wire : wires) {
        for (qsizetype size = 0; size < wire.size(); ++size) {
            const Parsed parsed = parse(wire.first(size), 3);
            QVERIFY(!parsed.complete);
            QCOMPARE(parsed.failure, 0);
        }
    }
}

void TestServerParser::limitsAreExact()
{
    ServerLimits limits;
    limits.header = 200;
    limits.body = 100;
    const auto request = [](qsizetype headerBytes, qsizetype bodyBytes) {
        const QByteArray length = QByteArray::number(bodyBytes).rightJustified(5, '0');
        QByteArray head = "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: " + length + "\r\nX: ";
        head += QByteArray(headerBytes - head.size() - 4, 'x') + "\r\n\r\n";
        return head + QByteArray(bodyBytes, 'b');
    };
    for (qsizetype step : { qsizetype(1), qsizetype(50), qsizetype(1000) }) {
        QVERIFY(parse(request(200, 100), step, limits).complete);
        QCOMPARE(parse(request(200, 101), step, limits).failure, 413);
        QCOMPARE(parse(request(210, 0), step, limits).failure, 431);
        QCOMPARE(parse(request(5000, 0), step, limits).failure, 431);
        // Never an end of line: it must not be collected for ever.
        QCOMPARE(parse(QByteArray(201, 'A'), step, limits).failure, 431);
        QCOMPARE(parse("GET /" + QByteArray(400, 'a'), step, limits).failure, 431);
        QCOMPARE(parse("GET / HTTP/1.1\r\nX: " + QByteArray(400, 'a'), step, limits).failure, 431);
    }
}

void TestServerParser::limitsTrailersAndChunkExtensions()
{
    ServerLimits limits;
    limits.header = 200;
    const QByteArray head = "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n";
    const QByteArray longText(100 * 1000, 'a');
    for (qsizetype step : { qsizetype(150), longText.size() * 2 }) {
        QCOMPARE(parse(head + "1;" + longText, step, limits).failure, 431);
        QCOMPARE(parse(head + "0\r\nX: " + longText, step, limits).failure, 431);
        QCOMPARE(parse(head + "0\r\nX: " + longText + "\r\n\r\n", step, limits).failure, 431);
    }
}

void TestServerParser::bodyLengthIsNotAllocated()
{
    ServerLimits limits;
    limits.body = qsizetype(1) << 40;
    const Parsed parsed = parse(
        "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1000000000000\r\n\r\nabc", 1000, limits);
    QVERIFY(!parsed.complete);
    QCOMPARE(parsed.failure, 0);
}

void TestServerParser::decidesKeepAlive_data()
{
    QTest::addColumn<QByteArray>("wire");
    QTest::addColumn<bool>("keepAlive");
    QTest::newRow("1.1") << QByteArray("GET / HTTP/1.1\r\nHost: h\r\n\r\n") << true;
    QTest::newRow("1.1 close") << QByteArray(
        "GET / HTTP/1.1\r\nHost: h\r\nConnection: Close\r\n\r\n")
                               << false;
    QTest::newRow("1.0") << QByteArray("GET / HTTP/1.0\r\n\r\n") << false;
    QTest::newRow("1.0 keep-alive")
        << QByteArray("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n") << true;
}

void TestServerParser::decidesKeepAlive()
{
    QFETCH(QByteArray, wire);
    QFETCH(bool, keepAlive);
    const Parsed parsed = parse(wire, 1000);
    QVERIFY(parsed.complete);
    QCOMPARE(parsed.keepAlive, keepAlive);
}

void TestServerParser::awaitsContinue()
{
    const ServerLimits limits;
    const QByteArray rest = "Host: h\r\nContent-Length: 2\r\nExpect: 100-Continue\r\n\r\n";
    RequestParser parser(limits);
    const QByteArray head = "POST / HTTP/1.1\r\n" + rest;
    QCOMPARE(parser.feed(head), head.size());
    QVERIFY(parser.awaitsContinue());
    QCOMPARE(parser.feed("ab"), 2);
    QVERIFY(!parser.awaitsContinue());
    QVERIFY(parser.isComplete());

    RequestParser oldParser(limits);
    oldParser.feed("POST / HTTP/1.0\r\n" + rest);
    QVERIFY(!oldParser.awaitsContinue());
}

void TestServerParser::leavesPipelinedRequest()
{
    const QByteArray second = "GET /2 HTTP/1.1\r\nHost: h\r\n\r\n";
    const Parsed parsed =
        parse("POST /1 HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\nab" + second, 1000);
    QVERIFY(parsed.complete);
    QCOMPARE(parsed.request.body, QByteArray("ab"));
    QCOMPARE(parsed.rest, second);
}

void TestServerParser::splitsTarget_data()
{
    QTest::addColumn<QByteArray>("target");
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<QByteArray>("query");
    const auto row = [](const char* target, const char* path, const char* query) {
        QTest::newRow(target) << QByteArray(target) << QByteArray(path) << QByteArray(query);
    };
    row("/", "/", "");
    row("/a/b", "/a/b", "");
    row("/a?", "/a", "");
    row("/a?b?c=d", "/a", "b?c=d");
    row("https://host:1/a?b", "/a", "b");
    row("https://host", "/", "");
    row("https://host?q", "/", "q");
    row("/a?u=http://x/", "/a", "u=http://x/");
    row("*", "*", "");
    row("host:443", "host:443", "");
}

void TestServerParser::splitsTarget()
{
    QFETCH(QByteArray, target);
    const Parsed parsed = parse("GET " + target + " HTTP/1.1\r\nHost: h\r\n\r\n", 1000);
    QVERIFY(parsed.complete);
    QCOMPARE(parsed.request.rawTarget, target);
    QTEST(parsed.request.rawPath, "path");
    QTEST(parsed.request.rawQuery, "query");
}

void TestServerParser::decodesSegmentsOnce()
{
    ServerRequest request;
    request.rawPath = "/v1/subjects/CN%3Da%2Fb%252C/%zz%4//x//";
    const QStringList expected { QStringLiteral("v1"), QStringLiteral("subjects"),
        QStringLiteral("CN=a/b%2C"), QStringLiteral("%zz%4"), QString(), QStringLiteral("x") };
    QCOMPARE(request.segments(), expected);
    request.rawPath = "/";
    QCOMPARE(request.segments(), QStringList());
    request.rawPath = "/%C3%A4";
    QCOMPARE(request.segments(), QStringList(QStringLiteral("ä")));
}

void TestServerParser::decodesQuery()
{
    ServerRequest request;
    QVERIFY(request.queryItems().isEmpty());
    request.rawQuery = "a=1&b=x+y%20z&&c&d=%3D=%26&a=2";
    const QList<std::pair<QString, QString>> expected {
        { QStringLiteral("a"), QStringLiteral("1") },
        { QStringLiteral("b"), QStringLiteral("x+y z") },
        { QStringLiteral("c"), QString() },
        { QStringLiteral("d"), QStringLiteral("==&") },
        { QStringLiteral("a"), QStringLiteral("2") },
    };
    QCOMPARE(request.queryItems(), expected);
}

void TestServerParser::survivesAnyByte()
{
    const QByteArray wire = "POST /a HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n"
                            "Connection: close\r\n\r\n5;a=b\r\nhello\r\n0\r\nT: v\r\n\r\n";
    int ended = 0;
    for (qsizetype at = 0; at < wire.size(); ++at) {
        for (int byte = 0; byte < 256; ++byte) {
            QByteArray hostile = wire;
            hostile[at] = static_cast<char>(byte);
            const Parsed parsed = parse(hostile, 11);
            QVERIFY(!(parsed.complete && parsed.failure != 0));
            ended += parsed.complete || parsed.failure != 0 ? 1 : 0;
        }
    }
    QVERIFY(ended > 0);
}

void TestServerParser::serializes()
{
    ServerResponse response;
    response.status = 404;
    response.headers.append(Header { .name = "Content-Type", .value = "application/json" });
    response.body = "{}";
    const SerializedResponse done = serializeResponse(response, {});
    QVERIFY(done.bytes.startsWith("HTTP/1.1 404 Not Found\r\nDate: "));
    QVERIFY(done.bytes.contains(
        " GMT\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}"));
    QVERIFY(!done.bytes.contains("Connection"));
    QCOMPARE(done.bytes.mid(done.headSize), QByteArray("{}"));
    QVERIFY(done.keepAlive);

    Framing framing;
    framing.keepAlive = false;
    QVERIFY(serializeResponse(response, framing).bytes.contains("\r\nConnection: close\r\n"));
    framing.keepAlive = true;
    framing.http10 = true;
    QVERIFY(serializeResponse(response, framing).bytes.contains("\r\nConnection: keep-alive\r\n"));
    framing.withoutBody = true;
    QVERIFY(serializeResponse(response, framing)
                .bytes.endsWith("Content-Length: 2\r\nConnection: keep-alive\r\n\r\n"));
}

void TestServerParser::serializesWithoutBody_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("statusLine");
    QTest::addColumn<bool>("hasLength");
    QTest::newRow("204") << 204 << QByteArray("HTTP/1.1 204 No Content\r\n") << false;
    QTest::newRow("304") << 304 << QByteArray("HTTP/1.1 304 Not Modified\r\n") << false;
    QTest::newRow("nonsense") << 42 << QByteArray("HTTP/1.1 500 Internal Server Error\r\n") << true;
    QTest::newRow("informational")
        << 101 << QByteArray("HTTP/1.1 500 Internal Server Error\r\n") << true;
}

void TestServerParser::serializesWithoutBody()
{
    QFETCH(int, status);
    QFETCH(QByteArray, statusLine);
    ServerResponse response;
    response.status = status;
    response.body = "body";
    const QByteArray bytes = serializeResponse(response, {}).bytes;
    QVERIFY(bytes.startsWith(statusLine));
    QTEST(bytes.contains("Content-Length: 4"), "hasLength");
    QTEST(bytes.endsWith("body"), "hasLength");
}

void TestServerParser::handlerCannotInjectHeaders()
{
    ServerResponse response;
    response.headers = { { "X-A", QByteArray("1\r\nX-Evil: 1\n\0", 14) }, { "X-B:\r\nX-Evil", "2" },
        { "", "3" }, { "Content-Length", "999" }, { "Transfer-Encoding", "chunked" },
        { "Connection", "close" } };
    const SerializedResponse done = serializeResponse(response, {});
    QVERIFY(done.bytes.contains("\r\nX-A: 1  X-Evil: 1  \r\n"));
    QVERIFY(!done.bytes.contains("\nX-Evil"));
    QVERIFY(!done.bytes.contains("999"));
    QVERIFY(!done.bytes.contains("chunked"));
    QCOMPARE(done.bytes.count("Connection: close"), 1);
    QVERIFY(!done.keepAlive);
}

QTEST_GUILESS_MAIN(TestServerParser)
#include "tst_serverparser.moc"
