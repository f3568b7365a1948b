// SPDX-License-Identifier: Apache-2.0
#include <app/gateway/access.h>
#include <app/gateway/configuration.h>
#include <core/pki/certificatebuilder.h>

#include <QTest>

using namespace gatehouse;
using namespace gatehouse::gateway;

namespace {

// Not a raw string: moc finds no class after one of this kind.
const QByteArray whole =
    "\n"
    "server:\n"
    "  port: 9443\n"
    "  servlet: { context-path: /cagw }\n"
    "  ssl:\n"
    "    key-store: ${CREDENTIALS_DIRECTORY}/server.p12\n"
    "    key-store-type: PKCS12\n"
    "    trust-store: /etc/gatehouse/clients.pem\n"
    "    client-auth: want\n"
    "management.server.port: 9090\n"
    "management:\n"
    "  endpoints: { web: { base-path: /manage, exposure: { include: \"health,info\" } } }\n"
    "default-query-page-size: 25\n"
    "gatehouse:\n"
    "  limits: { header: 8KB, body: 2MB, connections: 100, requests-per-client: 4, idle: 30s, "
    "request-time: 500ms }\n"
    "  shutdown-grace: 1m\n"
    "  keep-unfetched: 7d\n"
    "  pkcs12: legacy\n"
    "managed-cas:\n"
    "  - id: CA1\n"
    "    name: First\n"
    "    connector-name: com.Sectigo\n"
    "    properties: { customer-uri: acme, org-id: 7, url: \"https://cert-manager.com/api\" }\n"
    "  - id: CA2\n"
    "    name: Second\n"
    "    connector-name: com.Sectigo\n"
    "    properties: { customer-uri: acme, org-id: 8, url: \"https://cert-manager.com/api\" }\n"
    "tenants:\n"
    "  - { unique-id: t1, name: One, ca-id: CA1 }\n"
    "  - { uniqueId: t2, name: Two, caId: CA2 }\n"
    "integrators:\n"
    "  - { unique-id: i1, name: Both, tenant-ids: [ t1, t2 ] }\n"
    "clients:\n"
    "  - { subject-dn: \"CN=vault,O=Acme,C=DE\", tenant-id: t1 }\n"
    "  - { subject-dn: \"/C=DE/O=Acme/CN=reader\", tenant-id: t2, role: read-only-tenant }\n"
    "  - { subject-dn: \"CN=both\", integrator-id: i1 }\n";

std::optional<QString> environment(const QString& name)
{
    if (name == QLatin1String("CREDENTIALS_DIRECTORY"))
        return QStringLiteral("/run/credentials");
    return std::nullopt;
}

/// What is wrong, as "line place".
QStringList places(const ReadConfiguration& read)
{
    QStringList list;
    for (const ConfigurationProblem& problem : read.problems)
        list.append(QStringLiteral("%1 %2").arg(problem.line).arg(problem.place));
    return list;
}

QByteArray with(const QByteArray& before, const QByteArray& after)
{
    QByteArray text = whole;
    Q_ASSERT(text.contains(before));
    return text.replace(before, after);
}

} // namespace

class TestGatewayConfiguration : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aWholeFile();
    void wrong_data();
    void wrong();
    void allProblemsAtOnce();
    void secretsAreNeverQuoted();
    void authorisation_data();
    void authorisation();
    void remembersWhoACertificateIs();
};

void TestGatewayConfiguration::aWholeFile()
{
    const ReadConfiguration read = readConfiguration(whole, environment);
    QCOMPARE(places(read), QStringList());
    const Configuration& c = read.configuration;
    QCOMPARE(c.port, quint16(9443));
    QCOMPARE(c.contextPath, QStringLiteral("/cagw"));
    QCOMPARE(c.keyStore.file, QStringLiteral("/run/credentials/server.p12"));
    QVERIFY(!c.requireClientCertificate);
    QCOMPARE(c.managementPort, std::optional<quint16>(9090));
    QCOMPARE(c.healthPath, QStringLiteral("/manage/health"));
    QCOMPARE(c.defaultPageSize, 25);
    QCOMPARE(c.limits.header, qsizetype(8192));
    QCOMPARE(c.limits.body, qsizetype(2 * 1024 * 1024));
    QCOMPARE(c.limits.connections, 100);
    QCOMPARE(c.requestsPerClient, 4);
    QCOMPARE(c.limits.idle, std::chrono::milliseconds(30000));
    QCOMPARE(c.limits.requestTime, std::chrono::milliseconds(500));
    QCOMPARE(c.shutdownGrace, std::chrono::seconds(60));
    QCOMPARE(c.keepUnfetched, std::chrono::hours(7 * 24));
    QCOMPARE(c.pkcs12Form, pki::Pkcs12Form::Legacy);
    QCOMPARE(c.managedCas.size(), 2);
    QVERIFY(c.managedCas[0].settings.uuid != c.managedCas[1].settings.uuid);
    QCOMPARE(c.managedCas[0].settings.uuid,
        readConfiguration(whole, environment).configuration.managedCas[0].settings.uuid);
    QCOMPARE(c.clients.size(), 3);
    QCOMPARE(c.clients[0].caIds, QStringList { QStringLiteral("CA1") });
    QCOMPARE(c.clients[0].role, Role::PolicyConstrainedTenant);
    QCOMPARE(c.clients[1].name, QStringLiteral("CN=reader,O=Acme,C=DE"));
    QCOMPARE(c.clients[2].caIds, (QStringList { QStringLiteral("CA1"), QStringLiteral("CA2") }));
    QCOMPARE(c.clients[2].role, Role::Integrator);
}

void TestGatewayConfiguration::wrong_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("place");
    QTest::newRow("a port that is none") << with("9443", "94430") << "3 server.port";
    QTest::newRow("a setting that does not exist")
        << with("default-query", "page-query") << "13 page-query-page-size";
    QTest::newRow("a context path with a slash at its end")
        << with("/cagw ", "/cagw/ ") << "4 server.servlet.context-path";
    QTest::newRow("a variable that is not set")
        << with("CREDENTIALS_DIRECTORY", "NOWHERE") << "6 server.ssl.key-store";
    QTest::newRow("a password in the file") << with("key-store-type: PKCS12",
        "key-store-password: hunter2") << "7 server.ssl.key-store-password";
    QTest::newRow("a certificate beside a key store")
        << with("key-store-type: PKCS12", "certificate: a.pem\n    certificate-private-key: a.key")
        << "7 server.ssl.certificate";
    QTest::newRow("a certificate without its key")
        << with("key-store: ", "certificate: ") << "5 server.ssl.certificate-private-key";
    QTest::newRow("a trust certificate beside a trust store") << with(
        "key-store-type: PKCS12", "trust-certificate: a.pem") << "7 server.ssl.trust-certificate";
    QTest::newRow("no trust store")
        << with("trust-store: /etc", "key-alias: /etc") << "5 server.ssl.trust-store";
    QTest::newRow("a tenant of no CA") << with("ca-id: CA1", "ca-id: CA9") << "29 tenants[1].ca-id";
    QTest::newRow("two tenants of one CA")
        << with("caId: CA2", "caId: CA1") << "30 tenants[2].ca-id";
    QTest::newRow("an integrator of no tenant")
        << with("[ t1, t2 ]", "[ t1, t3 ]") << "32 integrators[1].tenant-ids";
    QTest::newRow("a client of no tenant")
        << with("tenant-id: t1 }", "tenant-id: t9 }") << "34 clients[1].tenant-id";
    QTest::newRow("a client of a tenant and an integrator") << with("tenant-id: t1 }",
        "tenant-id: t1, integrator-id: i1 }") << "34 clients[1].tenant-id";
    QTest::newRow("an integrator's role for a tenant's client")
        << with("role: read-only-tenant", "role: integrator") << "35 clients[2].role";
    QTest::newRow("a role that does not exist")
        << with("read-only-tenant", "reader") << "35 clients[2].role";
    QTest::newRow("a subject that is no name")
        << with("\"CN=both\"", "\"CN=a,,\"") << "36 clients[3].subject-dn";
    QTest::newRow("two clients of one name, in other spellings")
        << with("\"CN=both\"", "\"cn=VAULT, o=acme, c=de\"") << "36 clients[3].subject-dn";
    QTest::newRow("a limit that is none") << with("8KB", "much") << "15 gatehouse.limits.header";
    QTest::newRow("a time beyond what a stop may take")
        << with("grace: 1m", "grace: 25h") << "16 gatehouse.shutdown-grace";
    QTest::newRow("a time beyond ten years")
        << with("7d", "3651d") << "17 gatehouse.keep-unfetched";
    QTest::newRow("a secret of a CA") << with("org-id: 7,", "org-id: 7, login-password: x,")
                                      << "19 managed-cas.CA1.login-password";
}

void TestGatewayConfiguration::wrong()
{
    QFETCH(QByteArray, text);
    QFETCH(QString, place);
    const ReadConfiguration read = readConfiguration(text, environment);
    QVERIFY2(places(read).contains(place), qPrintable(places(read).join(u'\n')));
    for (const ConfigurationProblem& problem : read.problems)
        QVERIFY(!problem.message.isEmpty());
}

void TestGatewayConfiguration::allProblemsAtOnce()
{
    QByteArray text = with("9443", "x");
    text.replace("8KB", "y");
    text.replace("ca-id: CA1", "ca-id: CA9");
    text.replace("read-only-tenant", "z");
    QCOMPARE(places(readConfiguration(text, environment)),
        (QStringList { QStringLiteral("3 server.port"),
            QStringLiteral("15 gatehouse.limits.header"), QStringLiteral("29 tenants[1].ca-id"),
            QStringLiteral("35 clients[2].role") }));
    QCOMPARE(places(readConfiguration("a: [", environment)).size(), 1);
    QCOMPARE(places(readConfiguration("", environment)).size(), 1);
}

void TestGatewayConfiguration::secretsAreNeverQuoted()
{
    const QByteArray text = with("key-store-type: PKCS12", "key-store-password: hunter2")
        + "\n  bad: [unclosed hunter2";
    for (const QByteArray& one :
        { text, with("key-store-type: PKCS12", "key-store-password: hunter2") }) {
        for (const ConfigurationProblem& problem : readConfiguration(one, environment).problems)
            QVERIFY(!problem.toString(QStringLiteral("f")).contains(QLatin1String("hunter2")));
    }
}

void TestGatewayConfiguration::authorisation_data()
{
    QTest::addColumn<int>("client");
    QTest::addColumn<QString>("ca");
    QTest::addColumn<bool>("isChange");
    QTest::addColumn<int>("status"); // 0: may
    QTest::newRow("a tenant reads its CA") << 0 << "CA1" << false << 0;
    QTest::newRow("a tenant changes its CA") << 0 << "CA1" << true << 0;
    QTest::newRow("a tenant may not use another's CA") << 0 << "CA2" << false << 403;
    QTest::newRow("a CA that there is not") << 0 << "CA9" << false << 404;
    QTest::newRow("a reader reads") << 1 << "CA2" << false << 0;
    QTest::newRow("a reader may not change") << 1 << "CA2" << true << 403;
    QTest::newRow("an integrator changes one") << 2 << "CA1" << true << 0;
    QTest::newRow("an integrator changes the other") << 2 << "CA2" << true << 0;
}

void TestGatewayConfiguration::authorisation()
{
    QFETCH(int, client);
    QFETCH(QString, ca);
    QFETCH(bool, isChange);
    QFETCH(int, status);
    const Configuration c = readConfiguration(whole, environment).configuration;
    Route route;
    route.caId = ca;
    route.isChange = isChange;
    const auto allowed = authorise(c, c.clients[client], route);
    QCOMPARE(allowed ? 0 : allowed.error().status, status);
    if (status == 404)
        QCOMPARE(allowed.error().code, 4018);
    const auto nobody = identify(c, {}, QDateTime::currentDateTimeUtc());
    QCOMPARE(nobody.error().status, 401);
}

void TestGatewayConfiguration::remembersWhoACertificateIs()
{
    Configuration c = readConfiguration(whole, environment).configuration;
    const auto key = pki::PrivateKey::generate({ pki::KeyAlgorithm::Ec, 256 }).value();
    const QDateTime now = QDateTime::currentDateTimeUtc();
    pki::CertificateTemplate content;
    content.subject = pki::DistinguishedName::parse(u"CN=vault,O=acme,C=de").value();
    content.publicKeyInfo = key.publicKeyInfo();
    content.notBefore = now.addDays(-1);
    content.notAfter = now.addDays(1);
    const QList<pki::Certificate> chain { pki::buildCertificate(content, {}, key).value() };
    Identities identities;
    for (int i = 0; i < 2; ++i) {
        const auto client = identities.identify(c, chain, now);
        QVERIFY(client);
        QCOMPARE(client->caIds, QStringList { QStringLiteral("CA1") });
    }
    // A connection may outlive its certificate.
    QCOMPARE(identities.identify(c, chain, now.addDays(2)).error().status, 401);
    QCOMPARE(identities.identify(c, chain, now.addDays(-2)).error().status, 401);
    QCOMPARE(identities.identify(c, {}, now).error().status, 401);
    // The next configuration does not know this client any more.
    c.clients.removeFirst();
    identities.forget();
    QCOMPARE(identities.identify(c, chain, now).error().status, 401);
    QCOMPARE(identities.identify(c, chain, now).error().status, 401);
}

QTEST_GUILESS_MAIN(TestGatewayConfiguration)
#include "tst_gatewayconfiguration.moc"
