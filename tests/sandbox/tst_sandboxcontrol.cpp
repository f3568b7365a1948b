// SPDX-License-Identifier: Apache-2.0
#include "sandboxfixture.h"
#include <app/sandbox/options.h>

#include <QDirIterator>

using namespace gatehouse;
using namespace gatehouse::sandbox;
using namespace std::chrono_literals;

class TestSandboxControl : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void wantsItsToken();
    void changesTheBehaviour();
    void refusesWrongBehaviour();
    void demandsACustomField();
    void forcesAState();
    void notesRequestsWithoutValues();
    void fillsTheInventory();
    void harmsAnswersAsTold();
    void revokesTokens();
    void readsTheCommandLine();
    void refusesWrongOptions_data();
    void refusesWrongOptions();
    void writesConnectorFilesWithoutSecrets();
    void keepsSecretsToItsOwner();

private:
    SandboxFixture m_fixture;
};

void TestSandboxControl::wantsItsToken()
{
    http::ServerRequest request = SandboxFixture::request("GET", "/sandbox/config");
    QCOMPARE(m_fixture.stage->answer(request).status, 401);
    request.headers = { { "Authorization", "Bearer wrong" } };
    QCOMPARE(m_fixture.stage->answer(request).status, 401);
    QCOMPARE(m_fixture.ask("GET", "/sandbox/config").status, 200);
    QCOMPARE(m_fixture.ask("GET", "/sandbox/nothing").status, 404);
}

void TestSandboxControl::changesTheBehaviour()
{
    const QByteArray id =
        m_fixture.enroll(SandboxFixture::enrollment(SandboxFixture::csr(), 70012));
    const QList<std::pair<QByteArray, int>> words { { "code0", 0 }, { "code-1400", -1400 },
        { "code-183", -183 } };
    for (const auto& word : words) {
        const Json config =
            m_fixture.askJson("POST", "/sandbox/config", R"({"notReady":")" + word.first + "\"}");
        QCOMPARE(memberText(config, "notReady"), QString::fromLatin1(word.first));
        QCOMPARE(m_fixture.askCode("GET", "/api/ssl/v1/collect/" + id), word.second);
    }
    m_fixture.ask("POST", "/sandbox/config", R"({"notReady":"empty","issueAfter":0})");
    const auto empty = m_fixture.ask("GET", "/api/ssl/v1/collect/" + id);
    QCOMPARE(empty.status, 200);
    QVERIFY(empty.body.isEmpty());
    const QByteArray atOnce = m_fixture.enroll(SandboxFixture::enrollment(SandboxFixture::csr()));
    QCOMPARE(m_fixture.statusOf(atOnce), QStringLiteral("Issued"));
    m_fixture.ask("POST", "/sandbox/config", R"({"notReady":"code0","issueAfter":3})");
}

void TestSandboxControl::refusesWrongBehaviour()
{
    const QByteArray before = m_fixture.ask("GET", "/sandbox/config").body;
    for (const char* body : { "", "[]", R"({"issueAfter":-1})", R"({"issueAfter":"soon"})",
             R"({"notReady":"maybe"})", R"({"tokenLifetime":1e12})" })
        QCOMPARE(m_fixture.ask("POST", "/sandbox/config", body).status, 400);
    QCOMPARE(m_fixture.ask("GET", "/sandbox/config").body, before);
}

void TestSandboxControl::demandsACustomField()
{
    QVERIFY(m_fixture.askJson("GET", "/api/ssl/v1/customFields") == Json::array());
    m_fixture.ask("POST", "/sandbox/config", R"({"mandatoryCustomField":"Cost centre"})");
    const Json fields = m_fixture.askJson("GET", "/api/ssl/v1/customFields");
    QCOMPARE(memberText(fields[0], "name"), QStringLiteral("Cost centre"));
    QVERIFY(fields[0]["mandatory"] == Json(true));
    Json body = SandboxFixture::enrollment(SandboxFixture::csr());
    QCOMPARE(m_fixture.askCode("POST", "/api/ssl/v1/enroll", toBytes(body)), -62);
    body["customFields"] = Json::array({ { { "name", "Cost centre" }, { "value", "4711" } } });
    const QByteArray id = m_fixture.enroll(body);
    const Json details = m_fixture.askJson("GET", "/api/ssl/v1/" + id);
    QCOMPARE(memberText(details["customFields"][0], "value"), QStringLiteral("4711"));
    m_fixture.ask("POST", "/sandbox/config", R"({"mandatoryCustomField":null})");
    QVERIFY(m_fixture.askJson("GET", "/api/ssl/v1/customFields") == Json::array());
}

void TestSandboxControl::forcesAState()
{
    const QByteArray id =
        m_fixture.enroll(SandboxFixture::enrollment(SandboxFixture::csr(), 70012));
    for (const char* status : { "Invalid", "Rejected", "Declined", "Issued", "Revoked" }) {
        QCOMPARE(m_fixture
                     .ask("POST", "/sandbox/certificates/" + id,
                         QByteArray(R"({"status":")") + status + "\"}")
                     .status,
            204);
        QCOMPARE(m_fixture.statusOf(id), QString::fromLatin1(status));
    }
    QCOMPARE(
        m_fixture.ask("POST", "/sandbox/certificates/" + id, R"({"status":"Odd"})").status, 400);
    QCOMPARE(
        m_fixture.ask("POST", "/sandbox/certificates/1", R"({"status":"Issued"})").status, 404);
}

void TestSandboxControl::notesRequestsWithoutValues()
{
    m_fixture.ask("DELETE", "/sandbox/requests");
    m_fixture.ask("GET", "/api/ssl/v1/types?organizationId=10001");
    m_fixture.clock.advance(1500ms);
    m_fixture.ask("GET", "/api/ssl/v1/collect/1");
    const QByteArray text = m_fixture.ask("GET", "/sandbox/requests").body;
    QVERIFY(!text.contains(m_fixture.credential(QStringLiteral("sandbox.login-password"))));
    const Json journal = parseJson(text).value();
    QCOMPARE(journal.size(), std::size_t(2));
    QCOMPARE(
        memberText(journal[0], "target"), QStringLiteral("/api/ssl/v1/types?organizationId=10001"));
    QCOMPARE(memberInteger(journal[1], "status").value_or(0), 404);
    QCOMPARE(*memberInteger(journal[1], "ms") - *memberInteger(journal[0], "ms"), 1500);
    QVERIFY(journal[0]["headers"] == Json::array({ "Login", "PASSWORD", "customeruri" }));
    QVERIFY(journal[0]["password"] == Json(true));
    QVERIFY(journal[0]["bearer"] == Json(false));
}

void TestSandboxControl::fillsTheInventory()
{
    const Json made = m_fixture.askJson("POST", "/sandbox/inventory", R"({"count":2000})");
    QVERIFY(memberInteger(made, "certificates").value_or(0) >= 2000);
    m_fixture.ask("POST", "/sandbox/inventory", R"({"count":5})");
    const Json found =
        m_fixture.askJson("GET", "/api/ssl/v1?commonName=host-2003.inventory.example");
    QCOMPARE(found.size(), std::size_t(1));
    const QByteArray id = QByteArray::number(memberInteger(found[0], "sslId").value_or(0));
    const auto chain = pki::Certificate::parseAll(
        m_fixture.ask("GET", "/api/ssl/v1/collect/" + id + "?format=x509R").body);
    QVERIFY(chain && chain->size() == 3 && chain->first().isSignedBy(chain->at(1)));
    QCOMPARE(chain->first().serialNumber().toColonHex(), memberText(found[0], "serialNumber"));
    // Signed once: the second answer is the first one.
    QCOMPARE(m_fixture.ask("GET", "/api/ssl/v1/collect/" + id + "?format=x509R").body,
        pki::toPem(*chain));
    QCOMPARE(m_fixture.ask("POST", "/sandbox/inventory", R"({"count":-1})").status, 400);
}

void TestSandboxControl::harmsAnswersAsTold()
{
    const QByteArray faults =
        R"([{"path":"/api/ssl/v1/types","kind":"status","status":429,"retryAfter":1},)"
        R"({"path":"/api/*","kind":"reset","bytes":5}])";
    QCOMPARE(m_fixture.ask("POST", "/sandbox/faults", faults).status, 204);
    const auto first = m_fixture.ask("GET", "/api/ssl/v1/types");
    QCOMPARE(first.status, 429);
    QCOMPARE(http::headerValue(first.headers, "Retry-After"), QByteArray("1"));
    QCOMPARE(m_fixture.ask("GET", "/api/ssl/v1/types").wire.resetAfter, std::optional<qint64>(5));
    QVERIFY(!m_fixture.ask("GET", "/api/ssl/v1/types").wire.resetAfter);
    // An order whose answer is lost has been placed all the same.
    m_fixture.ask("POST", "/sandbox/faults", R"({"path":"*/enroll","kind":"reset"})");
    const auto countBefore = m_fixture.askJson("GET", "/api/ssl/v1?status=Requested").size();
    m_fixture.ask(
        "POST", "/api/ssl/v1/enroll", toBytes(SandboxFixture::enrollment(SandboxFixture::csr())));
    QCOMPARE(m_fixture.askJson("GET", "/api/ssl/v1?status=Requested").size(), countBefore + 1);
    m_fixture.ask("POST", "/sandbox/faults", R"({"path":"*","kind":"html","count":-1})");
    QVERIFY(m_fixture.ask("GET", "/api/ssl/v1/types").body.startsWith("<!DOCTYPE"));
    QVERIFY(m_fixture.ask("GET", "/api/organization/v1").body.startsWith("<!DOCTYPE"));
    QCOMPARE(m_fixture.ask("DELETE", "/sandbox/faults").status, 204);
    QVERIFY(m_fixture.ask("GET", "/api/ssl/v1/types").body.startsWith("["));
    QCOMPARE(
        m_fixture.ask("POST", "/sandbox/faults", R"([{"path":"*","kind":"cut"},{}])").status, 400);
    QVERIFY(!m_fixture.ask("GET", "/api/ssl/v1/types").wire.cutBodyAfter);
}

void TestSandboxControl::revokesTokens()
{
    http::ServerRequest request =
        SandboxFixture::request("POST", "/auth/realms/apiclients/protocol/openid-connect/token");
    request.headers = { { "Content-Type", "application/x-www-form-urlencoded" } };
    request.body = "grant_type=client_credentials&client_id=sandbox-api-client&client_secret="
        + m_fixture.credential(QStringLiteral("oauth-client-secret"));
    const Json token = parseJson(m_fixture.stage->answer(request).body).value_or(Json());
    http::ServerRequest call = SandboxFixture::request("GET", "/api/organization/v1");
    call.headers = { { "Authorization",
        "Bearer " + memberText(token, "access_token").toLatin1() } };
    QCOMPARE(m_fixture.stage->answer(call).status, 200);
    m_fixture.ask("POST", "/sandbox/config", R"({"revokeTokens":true})");
    QCOMPARE(m_fixture.stage->answer(call).status, 401);
}

void TestSandboxControl::readsTheCommandLine()
{
    const Result<Options> options = readOptions(
        { QStringLiteral("gatehouse-sandbox"), QStringLiteral("--data"), QStringLiteral("/x"),
            QStringLiteral("--port"), QStringLiteral("0"), QStringLiteral("--issue-after"),
            QStringLiteral("0.25"), QStringLiteral("--not-ready"), QStringLiteral("code-183"),
            QStringLiteral("--fault"), QStringLiteral("path=/api/*,kind=latency,ms=5,count=-1") });
    QVERIFY(options);
    QCOMPARE(options->data, QStringLiteral("/x"));
    QCOMPARE(options->port, std::optional<quint16>(0));
    QCOMPARE(options->behaviour.issueAfter, 250ms);
    QCOMPARE(options->behaviour.notReady, NotReady::CodeNotCollectable);
    QCOMPARE(options->faults.size(), 1);
    QCOMPARE(options->faults.first().delay, 5ms);
    QVERIFY(!readOptions({ QStringLiteral("gatehouse-sandbox") })->port);
}

void TestSandboxControl::refusesWrongOptions_data()
{
    QTest::addColumn<QStringList>("arguments");
    const auto row = [](const char* name, const QStringList& arguments) {
        QTest::newRow(name) << QStringList { QStringLiteral("gatehouse-sandbox") } + arguments;
    };
    row("unknown option", { QStringLiteral("--prot") });
    row("port too large", { QStringLiteral("--port"), QStringLiteral("65536") });
    row("negative time", { QStringLiteral("--issue-after"), QStringLiteral("-1") });
    row("no number", { QStringLiteral("--issue-after"), QStringLiteral("nan") });
    row("unknown kind", { QStringLiteral("--not-ready"), QStringLiteral("code1") });
    row("fault without path", { QStringLiteral("--fault"), QStringLiteral("kind=hang") });
    row("fault without sense", { QStringLiteral("--fault"), QStringLiteral("hang") });
    row("a bare word", { QStringLiteral("start") });
}

void TestSandboxControl::refusesWrongOptions()
{
    QFETCH(QStringList, arguments);
    const Result<Options> options = readOptions(arguments);
    QVERIFY(!options);
    QCOMPARE(options.error().kind, ErrorKind::Usage);
    QVERIFY(!options.error().message.isEmpty());
}

void TestSandboxControl::writesConnectorFilesWithoutSecrets()
{
    QByteArray everything;
    for (const char* variant : { "password", "key-store", "oauth" }) {
        QFile file(m_fixture.folder.connectorFile(QString::fromLatin1(variant)));
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QByteArray text = file.readAll();
        everything += text;
        const Json json = parseJson(text).value();
        QVERIFY(memberText(json, "id").startsWith(QStringLiteral("sandbox")));
        QCOMPARE(
            memberText(json["properties"], "url"), QStringLiteral("https://localhost:4711/api"));
        QCOMPARE(
            memberText(json["profiles"][0]["properties"], "cert_type"), QStringLiteral("60515"));
        QCOMPARE(json["properties"].contains("login"), QByteArray(variant) != "oauth");
    }
    everything += toBytes(m_fixture.stage->readyLine(4711, 1));
    QDirIterator secrets(m_fixture.folder.credentials(), QDir::Files);
    int count = 0;
    while (secrets.hasNext()) {
        secrets.next();
        const QByteArray secret = m_fixture.credential(secrets.fileName());
        QVERIFY(secret.size() >= 32);
        QVERIFY(!everything.contains(secret));
        ++count;
    }
    QCOMPARE(count, 6);
}

void TestSandboxControl::keepsSecretsToItsOwner()
{
    const QFile::Permissions others = QFile::ReadGroup | QFile::WriteGroup | QFile::ExeGroup
        | QFile::ReadOther | QFile::WriteOther | QFile::ExeOther;
    QVERIFY(!(QFile::permissions(m_fixture.folder.credentials()) & others));
    QVERIFY(!(QFile::permissions(m_fixture.folder.path()) & others));
    for (const QString& folder : { m_fixture.folder.credentials(), m_fixture.folder.authority() }) {
        QDirIterator files(folder, QDir::Files);
        QVERIFY(files.hasNext());
        while (files.hasNext()) {
            const QString path = files.next();
            if (!path.endsWith(QLatin1String(".pem")))
                QVERIFY2(!(QFile::permissions(path) & others), qPrintable(path));
        }
    }
}

QTEST_GUILESS_MAIN(TestSandboxControl)
#include "tst_sandboxcontrol.moc"
