// SPDX-License-Identifier: Apache-2.0
#include <app/gateway/fields.h>
#include <app/gateway/routes.h>
#include <app/gateway/terms.h>

#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>
#include <QTest>

using namespace gatehouse;
using namespace gatehouse::gateway;

class TestGatewayRoutes : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void routes_data();
    void routes();
    void contextPath();
    void whatIsServedIsDescribedAndNothingElse();
    void fields_data();
    void fields();
    void serials_data();
    void serials();
};

void TestGatewayRoutes::routes_data()
{
    QTest::addColumn<QByteArray>("method");
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<int>("status"); // 0: found
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("caId");
    QTest::addColumn<QString>("item");
    const QByteArray base = "/v1/certificate-authorities";
    QTest::newRow("list") << QByteArray("GET") << base << 0 << "list-cas"
                          << ""
                          << "";
    QTest::newRow("list with a slash at its end")
        << QByteArray("GET") << base + "/" << 0 << "list-cas"
        << ""
        << "";
    QTest::newRow("HEAD is GET") << QByteArray("HEAD") << base << 0 << "list-cas"
                                 << ""
                                 << "";
    QTest::newRow("hosted id with a tilde")
        << QByteArray("GET") << base + "/abc123~def456" << 0 << "ca"
        << "abc123~def456"
        << "";
    QTest::newRow("an escaped tilde")
        << QByteArray("GET") << base + "/abc%7Edef/status" << 0 << "status"
        << "abc~def"
        << "";
    QTest::newRow("a DN with encoded commas")
        << QByteArray("GET") << base + "/CA1/subjects/cn%3Dtest1%2Ccn%3Droot%2Co%3Dacme%2Cc%3DCA"
        << 0 << "subject"
        << "CA1"
        << "cn=test1,cn=root,o=acme,c=CA";
    QTest::newRow("a DN with an encoded slash")
        << QByteArray("POST") << base + "/CA1/subjects/cn%3Da%2Fb/actions" << 0 << "subject-action"
        << "CA1"
        << "cn=a/b";
    QTest::newRow("a profile id") << QByteArray("GET") << base + "/CA1/profiles/60515" << 0
                                  << "profile"
                                  << "CA1"
                                  << "60515";
    QTest::newRow("enroll") << QByteArray("POST") << base + "/CA1/enrollments" << 0 << "enroll"
                            << "CA1"
                            << "";
    QTest::newRow("enroll with the wrong method")
        << QByteArray("PUT") << base + "/CA1/enrollments" << 405 << ""
        << ""
        << "";
    QTest::newRow("a certificate cannot be deleted")
        << QByteArray("DELETE") << base + "/CA1/certificates/5912bd91" << 405 << ""
        << ""
        << "";
    QTest::newRow("no such resource") << QByteArray("GET") << base + "/CA1/crl" << 404 << ""
                                      << ""
                                      << "";
    QTest::newRow("no dots are followed") << QByteArray("GET") << base + "/CA1/../CA2" << 404 << ""
                                          << ""
                                          << "";
    QTest::newRow("an empty id") << QByteArray("GET") << base + "//status" << 404 << ""
                                 << ""
                                 << "";
}

void TestGatewayRoutes::routes()
{
    QFETCH(QByteArray, method);
    QFETCH(QByteArray, path);
    QFETCH(int, status);
    QFETCH(QString, name);
    QFETCH(QString, caId);
    QFETCH(QString, item);
    http::ServerRequest request;
    request.rawPath = path;
    const auto found = route(method, request.segments());
    QCOMPARE(found ? 0 : found.error().status, status);
    if (!found)
        return;
    QCOMPARE(endpointName(found->endpoint), name);
    QCOMPARE(found->caId, caId);
    QCOMPARE(found->item, item);
    QCOMPARE(found->isChange, method == "POST");
}

void TestGatewayRoutes::contextPath()
{
    const QStringList segments { QStringLiteral("a"), QStringLiteral("b"), QStringLiteral("v1") };
    QCOMPARE(below(segments, QStringLiteral("/a/b")), QStringList { QStringLiteral("v1") });
    QCOMPARE(below(segments, QString()), segments);
    QVERIFY(!below(segments, QStringLiteral("/a/c")));
    QVERIFY(!below(segments, QStringLiteral("/a/b/v1/x")));
}

void TestGatewayRoutes::fields_data()
{
    QTest::addColumn<QByteArray>("query");
    QTest::addColumn<QString>("path");
    QTest::addColumn<bool>("byDefault");
    QTest::addColumn<bool>("wanted");
    QTest::newRow("off by default") << QByteArray() << "ca.certificate" << false << false;
    QTest::newRow("asked for") << QByteArray("$fields=ca.certificate") << "ca.certificate" << false
                               << true;
    QTest::newRow("asked for with an encoded dollar")
        << QByteArray("%24fields=ca.certificate%2Cca.chain") << "ca.chain" << false << true;
    QTest::newRow("asked for below") << QByteArray("$fields=caList.certificate.certificateData")
                                     << "caList.certificate" << false << true;
    QTest::newRow("asked for above") << QByteArray("$fields=ca") << "ca.chain" << false << true;
    QTest::newRow("the basics stay")
        << QByteArray("$fields=caList.certificate") << "caList.id" << true << true;
    QTest::newRow("left out") << QByteArray("%24fields=-events.certificate&startDate=x")
                              << "events.certificate" << true << false;
    QTest::newRow("a longer name is another")
        << QByteArray("$fields=-events.cert") << "events.certificate" << true << true;
    QTest::newRow("the spelling without a dollar is another parameter")
        << QByteArray("fields=ca.certificate") << "ca.certificate" << false << false;
}

void TestGatewayRoutes::fields()
{
    QFETCH(QByteArray, query);
    QFETCH(QString, path);
    QFETCH(bool, byDefault);
    QFETCH(bool, wanted);
    http::ServerRequest request;
    request.rawQuery = query;
    QCOMPARE(fieldSelection(request.queryItems()).wants(path, byDefault), wanted);
}

void TestGatewayRoutes::serials_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("hex"); // empty: refused
    QTest::newRow("the server's own") << "5912bd91"
                                      << "5912bd91";
    QTest::newRow("Ansible's upper case without leading zeros") << "DC517FB9"
                                                                << "dc517fb9";
    QTest::newRow("padded") << "00000000dc517fb9b9c3eb3b890ff2a34812e33c"
                            << "dc517fb9b9c3eb3b890ff2a34812e33c";
    QTest::newRow("colons") << "A9:3E:C0"
                            << "a93ec0";
    QTest::newRow("any length") << QString(200, u'a') << QString(200, u'a');
    QTest::newRow("no number") << "not-a-serial"
                               << "";
}

void TestGatewayRoutes::serials()
{
    QFETCH(QString, text);
    QFETCH(QString, hex);
    const auto term = serialTerm(text);
    QCOMPARE(term.has_value(), !hex.isEmpty());
    if (term)
        QCOMPARE(term->serialNumber.toHex(), hex);
    else
        QCOMPARE(term.error().status, 400);
}

void TestGatewayRoutes::whatIsServedIsDescribedAndNothingElse()
{
    QFile file(QFINDTESTDATA("../../app/gateway/openapi.json"));
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QJsonObject description = QJsonDocument::fromJson(file.readAll()).object();
    const QJsonObject paths = description.value(QLatin1String("paths")).toObject();
    static const QRegularExpression parameter(QStringLiteral("\\{\\w+\\}"));
    QStringList described;
    for (auto path = paths.begin(); path != paths.end(); ++path) {
        QString pattern = path.key().mid(1);
        pattern.replace(parameter, QStringLiteral("*"));
        const QStringList members = path.value().toObject().keys();
        for (const QString& member : members) {
            if (member != QLatin1String("parameters"))
                described.append(member.toUpper() + u' ' + pattern);
        }
    }
    QStringList served = servedResources();
    served.sort();
    described.sort();
    QCOMPARE(described, served);
}

QTEST_GUILESS_MAIN(TestGatewayRoutes)
#include "tst_gatewayroutes.moc"
