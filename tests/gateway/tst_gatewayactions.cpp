// SPDX-License-Identifier: Apache-2.0
#include <app/gateway/actionrequest.h>

#include <QTest>

using namespace gatehouse;
using namespace gatehouse::gateway;

class TestGatewayActions : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void understood_data();
    void understood();
    void refused_data();
    void refused();
};

void TestGatewayActions::understood_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<int>("reason");
    QTest::addColumn<bool>("succeed");
    QTest::newRow("without a reason")
        << QByteArray(R"({"action":{"type":"RevokeAction"}})") << 0 << true;
    QTest::newRow("the shell utility's last one") << QByteArray(
        R"({"action":{"type":"RevokeAction","reason":"cessationOfOperation","issueCrl":"true"}})")
                                                  << 5 << true;
    QTest::newRow("Keyfactor's") << QByteArray(
        R"({"action":{"type":"RevokeAction","reason":"keyCompromise","comment":"x","status":"ACCEPTED","issueCrl":"true","properties":null}})")
                                 << 1 << true;
    QTest::newRow("other case") << QByteArray(
        R"({"action":{"type":"RevokeAction","reason":"KEYCOMPROMISE","succeedIfAlreadyInRequestedState":"false"}})")
                                << 1 << false;
    QTest::newRow("null is absent") << QByteArray(
        R"({"action":{"type":"RevokeAction","reason":null,"comment":null,"succeedIfAlreadyInRequestedState":null}})")
                                    << 0 << true;
}

void TestGatewayActions::understood()
{
    QFETCH(QByteArray, body);
    QFETCH(int, reason);
    QFETCH(bool, succeed);
    const auto request = parseAction(body);
    QVERIFY(request.has_value());
    QCOMPARE(static_cast<int>(request->reason), reason);
    QCOMPARE(request->succeedIfAlready, succeed);
}

void TestGatewayActions::refused_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<int>("status");
    QTest::addColumn<QString>("target");
    QTest::newRow("no JSON") << QByteArray("{") << 400 << "body";
    QTest::newRow("no object") << QByteArray("[]") << 400 << "body";
    QTest::newRow("deep nesting") << QByteArray(100000, '[') << 400 << "body";
    QTest::newRow("no action") << QByteArray("{}") << 400 << "action";
    QTest::newRow("no type") << QByteArray(R"({"action":{}})") << 400 << "action.type";
    QTest::newRow("an unknown type")
        << QByteArray(R"({"action":{"type":"BurnAction"}})") << 400 << "action.type";
    for (const char* type :
        { "HoldAction", "UnholdAction", "ReactivateAction", "RenewAction", "ReissueAction" })
        QTest::newRow(type) << QByteArray(R"({"action":{"type":")") + type
                + R"(","reason":"unspecified"}})"
                            << 501 << "action.type";
    for (const char* reason :
        { "caCompromise", "certificateHold", "privilegeWithdrawn", "boredom" })
        QTest::newRow(reason) << QByteArray(R"({"action":{"type":"RevokeAction","reason":")")
                + reason + R"("}})"
                              << 400 << "action.reason";
    QTest::newRow("a date that is none")
        << QByteArray(R"({"action":{"type":"RevokeAction","compromiseDate":"soon"}})") << 400
        << "action.compromiseDate";
}

void TestGatewayActions::refused()
{
    QFETCH(QByteArray, body);
    QFETCH(int, status);
    QFETCH(QString, target);
    const auto request = parseAction(body);
    QVERIFY(!request.has_value());
    QCOMPARE(request.error().status, status);
    QCOMPARE(request.error().target, target);
    QVERIFY(!request.error().message.isEmpty());
}

QTEST_GUILESS_MAIN(TestGatewayActions)
#include "tst_gatewayactions.moc"
