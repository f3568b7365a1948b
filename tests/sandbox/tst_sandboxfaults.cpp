// SPDX-License-Identifier: Apache-2.0
#include <app/sandbox/faults.h>

#include <QTest>

using namespace gatehouse;
using namespace gatehouse::sandbox;
using namespace std::chrono_literals;

class TestSandboxFaults : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void matchesPaths_data();
    void matchesPaths();
    void countsRequests();
    void readsEveryMember();
    void refusesNonsense_data();
    void refusesNonsense();
    void carriesRequestsOutOnlyWhereItShould();
};

void TestSandboxFaults::matchesPaths_data()
{
    QTest::addColumn<QByteArray>("pattern");
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<bool>("expected");
    QTest::newRow("the same") << QByteArray("/api/a") << QByteArray("/api/a") << true;
    QTest::newRow("only a start") << QByteArray("/api/a") << QByteArray("/api/ab") << false;
    QTest::newRow("star at the end") << QByteArray("/api/*") << QByteArray("/api/a/b") << true;
    QTest::newRow("star for nothing") << QByteArray("/api*") << QByteArray("/api") << true;
    QTest::newRow("star in between")
        << QByteArray("*/collect/*/x") << QByteArray("/a/collect/1/x") << true;
    QTest::newRow("one more try") << QByteArray("*ab") << QByteArray("aab") << true;
    QTest::newRow("not in there") << QByteArray("*ac*") << QByteArray("abab") << false;
    QTest::newRow("question mark is itself") << QByteArray("/?") << QByteArray("/a") << false;
    QTest::newRow("empty") << QByteArray() << QByteArray("/") << false;
}

void TestSandboxFaults::matchesPaths()
{
    QFETCH(QByteArray, pattern);
    QFETCH(QByteArray, path);
    QFETCH(bool, expected);
    QCOMPARE(globMatches(pattern, path), expected);
}

void TestSandboxFaults::countsRequests()
{
    Faults faults;
    Fault fault;
    fault.path = "/api/*";
    fault.method = "GET";
    fault.after = 1;
    fault.count = 2;
    faults.add(fault);
    QVERIFY(!faults.take("POST", "/api/x"));
    QVERIFY(!faults.take("GET", "/api/x"));
    QVERIFY(faults.take("GET", "/api/x"));
    QVERIFY(!faults.take("GET", "/other"));
    QVERIFY(faults.take("GET", "/api/y"));
    QVERIFY(!faults.take("GET", "/api/y"));
    fault.after = 0;
    fault.count = -1;
    faults.add(fault);
    for (int time = 0; time < 5; ++time)
        QVERIFY(faults.take("GET", "/api/z"));
    faults.clear();
    QVERIFY(!faults.take("GET", "/api/z"));
}

void TestSandboxFaults::readsEveryMember()
{
    const ApiResult<Fault> fault = readFault(QStringLiteral(
        "path=/a,method=PUT,after=3,count=-1,kind=cut,ms=7,bytes=9,process=false,unknown=1"));
    QVERIFY(fault);
    QCOMPARE(fault->path, QByteArray("/a"));
    QCOMPARE(fault->method, QByteArray("PUT"));
    QCOMPARE(fault->after, 3);
    QCOMPARE(fault->count, -1);
    QCOMPARE(fault->kind, FaultKind::Cut);
    QCOMPARE(fault->delay, 7ms);
    QCOMPARE(fault->bytes, std::optional<qint64>(9));
    QVERIFY(!fault->process);
    QCOMPARE(readFault(QStringLiteral("path=*,kind=latency"))->delay, 1000ms);
}

void TestSandboxFaults::refusesNonsense_data()
{
    QTest::addColumn<QString>("text");
    for (const char* text :
        { "", "kind=hang", "path=/a", "path=/a,kind=odd", "path=/a,kind=hang,ms=-1",
            "path=/a,kind=status,status=42", "path=/a,kind=status,status=999",
            "path=/a,kind=redirect", "path=/a,kind=cut,bytes=-5", "path=/a,kind=hang,count=x",
            "path=/a,kind=hang,count=-2", "path=/a,kind=redirect,location=a\r\nb" })
        QTest::newRow(text) << QString::fromLatin1(text);
}

void TestSandboxFaults::refusesNonsense()
{
    QFETCH(QString, text);
    QVERIFY(!readFault(text));
}

void TestSandboxFaults::carriesRequestsOutOnlyWhereItShould()
{
    int carriedOut = 0;
    const auto answer = [&] {
        ++carriedOut;
        return sslJson(Json::array({ 1, 2, 3 }));
    };
    const auto apply = [&](const char* text) {
        return applyFault(*readFault(QString::fromLatin1(text)), answer);
    };
    QCOMPARE(apply("path=*,kind=latency,ms=20").wire.delay, 20ms);
    QCOMPARE(apply("path=*,kind=cut").wire.cutBodyAfter, std::optional<qint64>(3));
    QVERIFY(apply("path=*,kind=hang").wire.hang);
    QCOMPARE(apply("path=*,kind=reset").wire.resetAfter, std::optional<qint64>(0));
    QCOMPARE(carriedOut, 4);
    QCOMPARE(apply("path=*,kind=status").status, 503);
    QVERIFY(!parseJson(apply("path=*,kind=wrong-json").body));
    QVERIFY(!parseJson(apply("path=*,kind=html").body));
    QVERIFY(apply("path=*,kind=empty").body.isEmpty());
    const http::ServerResponse moved = apply("path=*,kind=redirect,location=https://x.example/");
    QCOMPARE(moved.status, 302);
    QCOMPARE(http::headerValue(moved.headers, "Location"), QByteArray("https://x.example/"));
    QCOMPARE(apply("path=*,kind=status,status=400,code=-2,description=broken").body,
        QByteArray(R"({"code":-2,"description":"broken"})"));
    QCOMPARE(carriedOut, 4);
    QCOMPARE(apply("path=*,kind=empty,process=true").body, QByteArray());
    QCOMPARE(carriedOut, 5);
}

QTEST_GUILESS_MAIN(TestSandboxFaults)
#include "tst_sandboxfaults.moc"
