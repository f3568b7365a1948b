// SPDX-License-Identifier: Apache-2.0
#include "sandboxfixture.h"

using namespace gatehouse;
using namespace gatehouse::sandbox;
using namespace std::chrono_literals;

class TestSandboxApi : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { m_csr = SandboxFixture::csr(); }

    void listsTheThreeProfilesOfAnOrdinaryOrganization();
    void keepsTheOrderOfKeyTypesAndLeavesOutWhatAProfileLacks();
    void findsTypesUnderBothVersionsAndWithATrailingSlash();
    void refusesWhoeverIsUnknown_data();
    void refusesWhoeverIsUnknown();
    void bindsTheClientCertificateToItsLogin();
    void givesTokensThatExpire();
    void showsOrganizationsAndDepartments();
    void goesThroughTheLifeCycle();
    void endsInAnotherState_data();
    void endsInAnotherState();
    void issuesWhatWasOrderedUnderVerifiedNames();
    void refusesEnrollments_data();
    void refusesEnrollments();
    void takesNumbersWrittenAsText();
    void collectsEveryFormatInItsOrder();
    void refusesToCollect();
    void findsCertificatesByEachFilter();
    void pagesThroughTheList();
    void formatsDates();
    void revokesOnce();
    void revokesBySerialNumber();
    void renewsUnderANewId();
    void replacesUnderTheSameId();
    void approvesOnlyWhatWaits();
    void updatesComments();
    void deletesOnlyImportedCertificates();
    void survivesARestart();
    void livesThroughHostileInput_data();
    void livesThroughHostileInput();

private:
    QByteArray issued(const Json& body)
    {
        const QByteArray id = m_fixture.enroll(body);
        m_fixture.clock.advance(3s);
        return id;
    }
    QByteArray issued() { return issued(SandboxFixture::enrollment(m_csr)); }
    QList<pki::Certificate> collected(const QByteArray& id, const QByteArray& format)
    {
        return pki::Certificate::parseAll(
            m_fixture.ask("GET", "/api/ssl/v1/collect/" + id + "?format=" + format).body)
            .value_or(QList<pki::Certificate>());
    }

    SandboxFixture m_fixture;
    QByteArray m_csr;
};

void TestSandboxApi::listsTheThreeProfilesOfAnOrdinaryOrganization()
{
    const QByteArray expected =
        R"([{"id":60515,"name":"profileA","description":"","terms":[30],)"
        R"("keyTypes":{"EC":["P-256","P-384","P-521"],"RSA":["2048","3072","4096","8192"]},)"
        R"("useSecondaryOrgName":false},)"
        R"-({"id":63999,"name":"Sectigo Enterprise Pro - Multi-Domain (OV)","description":"",)-"
        R"("terms":[47,200,365,397],)"
        R"("keyTypes":{"EC":["P-256","P-384"],"RSA":["2048","4096","8192"]},)"
        R"("useSecondaryOrgName":false},)"
        R"({"id":64442,"name":"test","description":"asdfsadf","terms":[30],)"
        R"("keyTypes":{"EC":["P-256","P-384","P-521"],"RSA":["2048","3072","4096","8192"]},)"
        R"("useSecondaryOrgName":false}])";
    const auto response = m_fixture.ask("GET", "/api/ssl/v1/types?organizationId=10001");
    QCOMPARE(response.body, expected);
    QCOMPARE(http::headerValue(response.headers, "content-type"),
        QByteArray("application/json;charset=UTF-8"));
    QCOMPARE(m_fixture.ask("GET", "/api/ssl/v1/types?organizationId=10011").body, expected);
}

void TestSandboxApi::keepsTheOrderOfKeyTypesAndLeavesOutWhatAProfileLacks()
{
    QByteArray all = m_fixture.ask("GET", "/api/ssl/v1/types?organizationId=10002").body;
    QVERIFY(all.contains(R"("terms":[365,90],"keyTypes":{"RSA":["2048","3072","4096"],"EC":[)"));
    const Json types = parseJson(all).value();
    QCOMPARE(types.size(), std::size_t(10));
    QVERIFY(!types[4].contains("terms") && types[4].contains("keyTypes"));
    QVERIFY(types[5].contains("terms") && !types[5].contains("keyTypes"));
    QVERIFY(m_fixture.askJson("GET", "/api/ssl/v1/types?organizationId=10003") == Json::array());
    QCOMPARE(m_fixture.askCode("GET", "/api/ssl/v1/types?organizationId=1"), -1023);
    QCOMPARE(m_fixture.askCode("GET", "/api/ssl/v1/types?organizationId=x"), -1001);
}

void TestSandboxApi::findsTypesUnderBothVersionsAndWithATrailingSlash()
{
    const QByteArray expected = m_fixture.ask("GET", "/api/ssl/v1/types").body;
    QCOMPARE(m_fixture.ask("GET", "/api/ssl/v2/types").body, expected);
    QCOMPARE(m_fixture.ask("GET", "/api/ssl/v1/types/").body, expected);
    QCOMPARE(m_fixture.ask("GET", "/api/ssl/v3/types").status, 404);
    QCOMPARE(m_fixture.ask("POST", "/api/ssl/v1/types").status, 405);
}

void TestSandboxApi::refusesWhoeverIsUnknown_data()
{
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<QByteArray>("login");
    QTest::addColumn<QByteArray>("password");
    QTest::addColumn<QByteArray>("customer");
    const QByteArray password = m_fixture.credential(QStringLiteral("sandbox.login-password"));
    const QByteArray path = "/api/ssl/v1/types";
    QTest::newRow("nothing at all") << path << QByteArray() << QByteArray() << QByteArray();
    QTest::newRow("wrong password") << path << QByteArray("sandbox-admin") << QByteArray("x")
                                    << QByteArray("gatehouse-sandbox");
    QTest::newRow("no password") << path << QByteArray("sandbox-admin") << QByteArray()
                                 << QByteArray("gatehouse-sandbox");
    QTest::newRow("unknown login")
        << path << QByteArray("admin") << password << QByteArray("gatehouse-sandbox");
    QTest::newRow("unknown customer")
        << path << QByteArray("sandbox-admin") << password << QByteArray("other");
    QTest::newRow("password where a certificate is wanted")
        << QByteArray("/private/api/ssl/v1/types") << QByteArray("sandbox-admin") << password
        << QByteArray("gatehouse-sandbox");
    QTest::newRow("certificate login with a password")
        << path << QByteArray("sandbox-cert-admin") << password << QByteArray("gatehouse-sandbox");
}

void TestSandboxApi::refusesWhoeverIsUnknown()
{
    QFETCH(QByteArray, path);
    QFETCH(QByteArray, login);
    QFETCH(QByteArray, password);
    QFETCH(QByteArray, customer);
    http::ServerRequest request = SandboxFixture::request("GET", path);
    request.headers = { { "login", login }, { "password", password }, { "customerUri", customer } };
    const http::ServerResponse response = m_fixture.stage->answer(request);
    QCOMPARE(response.status, 401);
    QCOMPARE(response.body, QByteArray(R"({"code":-16,"description":"Unknown user"})"));
}

void TestSandboxApi::bindsTheClientCertificateToItsLogin()
{
    const Authority& authority = m_fixture.stage->authority();
    http::ServerRequest request = SandboxFixture::request("GET", "/private/api/ssl/v1/types");
    request.headers = { { "login", "sandbox-cert-admin" }, { "customerUri", "gatehouse-sandbox" } };
    QCOMPARE(m_fixture.stage->answer(request).status, 401);
    request.clientChain = authority.serverIdentity(m_fixture.clock.now())->chain;
    QCOMPARE(m_fixture.stage->answer(request).status, 401);
    request.clientChain = authority.administrator().chain;
    QCOMPARE(m_fixture.stage->answer(request).status, 200);
    request.rawPath = "/api/ssl/v1/types";
    QCOMPARE(m_fixture.stage->answer(request).status, 401);
}

void TestSandboxApi::givesTokensThatExpire()
{
    http::ServerRequest request =
        SandboxFixture::request("POST", "/auth/realms/apiclients/protocol/openid-connect/token");
    request.headers = { { "Content-Type", "application/x-www-form-urlencoded" } };
    request.body = "grant_type=client_credentials&client_id=sandbox-api-client&client_secret=";
    QCOMPARE(m_fixture.stage->answer(request).status, 401);
    request.body += m_fixture.credential(QStringLiteral("oauth-client-secret"));
    const Json token = parseJson(m_fixture.stage->answer(request).body).value_or(Json());
    QCOMPARE(memberInteger(token, "expires_in").value_or(0), 300);
    QCOMPARE(memberText(token, "token_type"), QStringLiteral("Bearer"));

    http::ServerRequest call = SandboxFixture::request("GET", "/api/organization/v1");
    call.headers = { { "authorization",
        "Bearer " + memberText(token, "access_token").toLatin1() } };
    QCOMPARE(m_fixture.stage->answer(call).status, 200);
    m_fixture.clock.advance(300s);
    const http::ServerResponse expired = m_fixture.stage->answer(call);
    QCOMPARE(expired.status, 401);
    QVERIFY(expired.body.isEmpty());
    QVERIFY(http::headerValue(expired.headers, "WWW-Authenticate")
                .contains("https://localhost:4711/auth/realms/"));
}

void TestSandboxApi::showsOrganizationsAndDepartments()
{
    const Json list = m_fixture.askJson("GET", "/api/organization/v1");
    QCOMPARE(list.size(), std::size_t(3));
    QCOMPARE(memberText(list[0]["departments"][1], "name"), QStringLiteral("Web"));
    QVERIFY(!list[1].contains("departments"));
    const Json department = m_fixture.askJson("GET", "/api/organization/v1/10012");
    QCOMPARE(memberText(department, "parentName"), QStringLiteral("Example GmbH"));
    const Json noSsl = m_fixture.askJson("GET", "/api/organization/v1/10003");
    QVERIFY(noSsl["sslCertsApiEnabled"] == Json(false));
    QVERIFY(noSsl["certTypes"] == Json::array({ "SMIME" }));
    QCOMPARE(m_fixture.ask("GET", "/api/organization/v1/99").status, 404);
    QCOMPARE(memberText(m_fixture.askJson("GET", "/api/admin/v1/password"), "state"),
        QStringLiteral("ALIVE"));
}

void TestSandboxApi::goesThroughTheLifeCycle()
{
    const QByteArray id = m_fixture.enroll(SandboxFixture::enrollment(m_csr));
    QCOMPARE(m_fixture.statusOf(id), QStringLiteral("Requested"));
    m_fixture.clock.advance(1s);
    QCOMPARE(m_fixture.statusOf(id), QStringLiteral("Approved"));
    m_fixture.clock.advance(1s);
    QCOMPARE(m_fixture.statusOf(id), QStringLiteral("Applied"));
    const auto early = m_fixture.ask("GET", "/api/ssl/v1/collect/" + id);
    QCOMPARE(early.status, 400);
    QCOMPARE(early.body, QByteArray(R"({"code":0,"description":"Being processed by Sectigo"})"));
    m_fixture.clock.advance(1s);
    QCOMPARE(m_fixture.statusOf(id), QStringLiteral("Issued"));
    QCOMPARE(m_fixture.ask("GET", "/api/ssl/v1/collect/" + id).status, 200);
    m_fixture.clock.advance(24h * 31);
    QCOMPARE(m_fixture.statusOf(id), QStringLiteral("Expired"));
}

void TestSandboxApi::endsInAnotherState_data()
{
    QTest::addColumn<qint64>("profile");
    QTest::addColumn<QString>("status");
    QTest::addColumn<int>("code");
    QTest::newRow("waits") << qint64(70010) << QStringLiteral("Requested") << 0;
    QTest::newRow("declined") << qint64(70011) << QStringLiteral("Declined") << -130;
    QTest::newRow("never ready") << qint64(70012) << QStringLiteral("Applied") << 0;
    QTest::newRow("rejected") << qint64(70013) << QStringLiteral("Rejected") << -130;
}

void TestSandboxApi::endsInAnotherState()
{
    QFETCH(qint64, profile);
    QFETCH(QString, status);
    QFETCH(int, code);
    const QByteArray id = issued(SandboxFixture::enrollment(m_csr, profile));
    m_fixture.clock.advance(1h);
    QCOMPARE(m_fixture.statusOf(id), status);
    QCOMPARE(m_fixture.askCode("GET", "/api/ssl/v1/collect/" + id), code);
}

void TestSandboxApi::issuesWhatWasOrderedUnderVerifiedNames()
{
    const QByteArray id = issued();
    const QList<pki::Certificate> chain = collected(id, "x509R");
    QCOMPARE(chain.size(), 3);
    const pki::Certificate& leaf = chain.first();
    QCOMPARE(
        leaf.subject().toString(), QStringLiteral("CN=www.example.org,O=Gatehouse Sandbox,C=DE"));
    QCOMPARE(leaf.publicKeyInfo(), pki::CertificateRequest::parse(m_csr)->publicKeyInfo());
    // The name that stands only in the CSR is not taken over.
    QCOMPARE(leaf.subjectAltNames().size(), 2);
    QCOMPARE(leaf.subjectAltNames().at(1).value, QStringLiteral("api.example.org"));
    QCOMPARE(leaf.notBefore().date().daysTo(leaf.notAfter().date()), 30);
    QCOMPARE(leaf.serialNumber().bytes().size(), 16);
    QVERIFY(leaf.isSignedBy(chain[1]) && chain[1].isSignedBy(chain[2]));
    QVERIFY(chain[2] == m_fixture.stage->authority().root());
    const Json details = m_fixture.askJson("GET", "/api/ssl/v1/" + id);
    QCOMPARE(memberText(details, "serialNumber"), leaf.serialNumber().toColonHex());
    QCOMPARE(memberText(details["certificateDetails"], "subject"), leaf.subject().toString());
    QCOMPARE(memberText(details["certificateDetails"], "sha1Hash").toLower(),
        QString::fromLatin1(leaf.sha1Fingerprint().toHex()));
    QCOMPARE(memberText(details, "comments"), QStringLiteral("order 4711"));
}

void TestSandboxApi::refusesEnrollments_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<int>("code");
    const Json good = SandboxFixture::enrollment(SandboxFixture::csr());
    const auto row = [&](const char* name, const char* member, const Json& value, int code) {
        Json body = good;
        body[member] = value;
        QTest::newRow(name) << toBytes(body) << code;
    };
    QTest::newRow("no JSON") << QByteArray("orgId=1") << -1002;
    QTest::newRow("a JSON text") << QByteArray("\"\"") << -1002;
    QTest::newRow("empty") << QByteArray() << -1002;
    QTest::newRow("empty object") << QByteArray("{}") << -1001;
    row("names as an array", "subjAltNames", Json::array({ "a.example.org" }), -1002);
    row("no term", "term", Json(), -1001);
    row("negative organization", "orgId", -1, -1001);
    row("unknown organization", "orgId", 4711, -1023);
    row("organization without SSL", "orgId", 10003, -1021);
    row("unknown profile", "certType", 1, -111);
    row("term not listed", "term", 31, -36);
    row("term larger than any integer", "term", 4294967326, -36);
    row("CSR that is no Base64", "csr", "-----BEGIN!", -9);
    row("CSR that is something else", "csr", "AAAA", -10);
    row("CSR too long", "csr", std::string(40000, 'A'), -1001);
    row("name that is none", "subjAltNames", "not a name", -1010);
    row("mail address as a name", "subjAltNames", "a@example.org", -1010);
    row("comment too long", "comments", std::string(1025, 'x'), -1001);
    row("field nobody defined", "customFields", Json::array({ { { "name", "x" } } }), -135);
    Json foreign = good;
    foreign["orgId"] = 10001;
    foreign["certType"] = 70001;
    QTest::newRow("profile of another organization") << toBytes(foreign) << -111;
    row("RSA 1024", "csr", SandboxFixture::csr({ pki::KeyAlgorithm::Rsa, 1024 }).toStdString(),
        -141);
    Json size =
        SandboxFixture::enrollment(SandboxFixture::csr({ pki::KeyAlgorithm::Ec, 521 }), 63999, 365);
    QTest::newRow("curve not listed") << toBytes(size) << -13;
    QByteArray tampered = pki::CertificateRequest::parse(SandboxFixture::csr())->toDer();
    tampered[tampered.size() - 3] = static_cast<char>(tampered.at(tampered.size() - 3) ^ 1);
    row("signature that does not fit", "csr", tampered.toBase64().toStdString(), -138);
}

void TestSandboxApi::refusesEnrollments()
{
    QFETCH(QByteArray, body);
    QFETCH(int, code);
    const auto before =
        http::headerValue(m_fixture.ask("HEAD", "/api/ssl/v1").headers, "X-Total-Count");
    QCOMPARE(m_fixture.askCode("POST", "/api/ssl/v1/enroll", body), code);
    QCOMPARE(
        http::headerValue(m_fixture.ask("HEAD", "/api/ssl/v1").headers, "X-Total-Count"), before);
}

void TestSandboxApi::takesNumbersWrittenAsText()
{
    Json body = SandboxFixture::enrollment(m_csr);
    body["orgId"] = "10002";
    body["certType"] = "60515";
    body["term"] = "30";
    body["serverType"] = -1;
    body["externalRequester"] = nullptr;
    const Json answer = m_fixture.askJson("POST", "/api/ssl/v1/enroll/", toBytes(body));
    QVERIFY(memberInteger(answer, "sslId").value_or(0) > 0);
    QCOMPARE(memberText(answer, "renewId").size(), 20);
}

void TestSandboxApi::collectsEveryFormatInItsOrder()
{
    const QByteArray id = issued();
    const pki::Certificate leaf = collected(id, "x509CO").first();
    const pki::Certificate issuing = m_fixture.stage->authority().issuing();
    const pki::Certificate root = m_fixture.stage->authority().root();
    using Chain = QList<pki::Certificate>;
    QCOMPARE(collected(id, "x509"), (Chain { root, issuing, leaf }));
    QCOMPARE(collected(id, "x509R"), (Chain { leaf, issuing, root }));
    QCOMPARE(collected(id, "x509CO"), (Chain { leaf }));
    QCOMPARE(collected(id, "x509IO"), (Chain { root, issuing }));
    QCOMPARE(collected(id, "x509IOR"), (Chain { issuing, root }));
    QCOMPARE(collected(id, "pem"), (Chain { leaf, issuing, root }));
    QCOMPARE(collected(id, "pemco"), (Chain { leaf }));
    QCOMPARE(collected(id, "pemia"), (Chain { leaf, issuing, root }));
    QCOMPARE(collected(id, "base64").size(), 3);
    QCOMPARE(collected(id, "bin").size(), 3);
    const auto standard = m_fixture.ask("GET", "/api/ssl/v1/collect/" + id);
    QVERIFY(standard.body.startsWith("-----BEGIN PKCS7-----"));
    QCOMPARE(http::headerValue(standard.headers, "Content-Type"),
        QByteArray("application/octet-stream;charset=UTF-8"));
    QCOMPARE(http::headerValue(standard.headers, "Content-Disposition"),
        QByteArray("attachment; filename=\"www_example_org.p7b\""));
    QCOMPARE(m_fixture.ask("GET", "/api/ssl/v1/collect/" + id + "/x509CO").body, leaf.toPem());
    QCOMPARE(m_fixture.askCode("GET", "/api/ssl/v1/collect/" + id + "?format=pkcs12"), -126);
}

void TestSandboxApi::refusesToCollect()
{
    const auto response = m_fixture.ask("GET", "/api/ssl/v1/collect/1");
    QCOMPARE(response.status, 404);
    QCOMPARE(m_fixture.askCode("GET", "/api/ssl/v1/collect/1"), -124);
    QCOMPARE(m_fixture.ask("GET", "/api/ssl/v1/1").status, 404);
    QCOMPARE(m_fixture.ask("GET", "/api/ssl/v1/collect/x").status, 404);
}

void TestSandboxApi::findsCertificatesByEachFilter()
{
    Json body = SandboxFixture::enrollment(SandboxFixture::csr({ pki::KeyAlgorithm::Ec, 384 },
                                               QStringLiteral("CN=filter.example.org")),
        63999, 47);
    body["subjAltNames"] = "second.filter.example.org";
    body["externalRequester"] = "ops@example.org";
    const QByteArray id = issued(body);
    const Json details = m_fixture.askJson("GET", "/api/ssl/v1/" + id);
    const QByteArray serial = memberText(details, "serialNumber").toLatin1();
    QByteArray bare = "0x00" + serial.toLower();
    bare.replace(":", "");
    const QByteArray sha1 = memberText(details["certificateDetails"], "sha1Hash").toLatin1();
    const QByteArrayList unique { "commonName=FILTER.example.org",
        "subjectAlternativeName=second.filter.example.org", "serialNumber=" + serial,
        "serialNumber=" + bare, "sha1Hash=" + sha1, "sha1Hash=" + sha1.toLower(),
        "externalRequester=ops@example.org",
        "commonName=filter.example.org&status=issued&orgId=10002&sslTypeId=63999"
        "&issuer=Gatehouse%20Sandbox%20Issuing%20CA%201&requester=sandbox-admin"
        "&keyAlgorithm=EC&keyParam=P-384&requestedVia=REST&vendor=Sectigo%20Limited" };
    for (const QByteArray& filter : unique) {
        const Json list = m_fixture.askJson("GET", "/api/ssl/v1?" + filter);
        QVERIFY2(list.size() == 1 && memberInteger(list[0], "sslId") == id.toLongLong(),
            filter.constData());
    }
    const QByteArrayList none { "commonName=example.org", "commonName=%25", "serialNumber=xyz",
        "serialNumber=01", "status=Unmanaged", "orgId=10001&commonName=filter.example.org",
        "issuer=Nobody", "commonName=filter.example.org&sslTypeId=60515",
        "commonName=filter.example.org&requester=nobody" };
    for (const QByteArray& filter : none)
        QVERIFY2(
            m_fixture.askJson("GET", "/api/ssl/v1?" + filter) == Json::array(), filter.constData());
}

void TestSandboxApi::pagesThroughTheList()
{
    m_fixture.ask("POST", "/sandbox/inventory", R"({"count":450})");
    const auto head = m_fixture.ask("HEAD", "/api/ssl/v1");
    QVERIFY(head.body.isEmpty());
    const qint64 total = http::headerValue(head.headers, "x-total-count").toLongLong();
    QVERIFY(total >= 450);
    QSet<qint64> ids;
    qint64 position = 0;
    while (true) {
        const auto page =
            m_fixture.ask("GET", "/api/ssl/v1?size=200&position=" + QByteArray::number(position));
        QCOMPARE(http::headerValue(page.headers, "X-Total-Count").toLongLong(), total);
        const Json items = parseJson(page.body).value();
        for (const Json& item : items)
            ids.insert(memberInteger(item, "sslId").value_or(0));
        position += 200;
        if (items.size() < 200)
            break;
    }
    QCOMPARE(ids.size(), total);
    QVERIFY(m_fixture.askJson("GET", "/api/ssl/v1?size=0") == Json::array());
    QCOMPARE(m_fixture.askCode("GET", "/api/ssl/v1?size=201"), -1001);
    QCOMPARE(m_fixture.askCode("GET", "/api/ssl/v1?position=-1"), -1001);
}

void TestSandboxApi::formatsDates()
{
    const QByteArray id = m_fixture.enroll(SandboxFixture::enrollment(m_csr));
    const QDateTime now = m_fixture.clock.now();
    const QList<std::pair<QByteArray, QString>> formats { { "", QStringLiteral("MM/dd/yyyy") },
        { "?dateFormat=iso", QStringLiteral("yyyy-MM-dd") },
        { "?dateFormat=ISO_HMS", QStringLiteral("yyyy-MM-ddTHH:mm:ss.zzzZ") },
        { "?dateFormat=EU_HMS", QStringLiteral("dd.MM.yyyy HH:mm:ss") },
        { "?dateFormat=JP", QStringLiteral("yyyy/MM/dd") } };
    for (const auto& format : formats) {
        QString expected = now.toString(QString(format.second)
                                            .replace(u'T', QLatin1String("'T'"))
                                            .replace(u'Z', QLatin1String("'Z'")));
        QCOMPARE(
            memberText(m_fixture.askJson("GET", "/api/ssl/v1/" + id + format.first), "requested"),
            expected);
    }
}

void TestSandboxApi::revokesOnce()
{
    const QByteArray id = issued();
    const QByteArray path = "/api/ssl/v1/revoke/" + id;
    QCOMPARE(m_fixture.askCode("POST", path, "{}"), -1001);
    QCOMPARE(m_fixture.askCode("POST", path, R"({"reasonCode":2,"reason":"x"})"), -1001);
    const auto done = m_fixture.ask("POST", path, R"({"reasonCode":"4","reason":"superseded"})");
    QCOMPARE(done.status, 204);
    QVERIFY(done.body.isEmpty());
    QCOMPARE(m_fixture.statusOf(id), QStringLiteral("Revoked"));
    QCOMPARE(m_fixture.askCode("POST", path, R"({"reason":"again"})"), -102);
    QCOMPARE(m_fixture.askCode("GET", "/api/ssl/v1/collect/" + id), -110);
    QCOMPARE(m_fixture.askCode("POST", "/api/ssl/v1/revoke/1", R"({"reason":"x"})"), -124);
}

void TestSandboxApi::revokesBySerialNumber()
{
    const QByteArray id = issued();
    const QByteArray serial =
        memberText(m_fixture.askJson("GET", "/api/ssl/v1/" + id), "serialNumber").toLatin1();
    QCOMPARE(
        m_fixture.ask("POST", "/api/ssl/v1/revoke/serial/" + serial, R"({"reason":"x"})").status,
        204);
    QCOMPARE(m_fixture.statusOf(id), QStringLiteral("Revoked"));
}

void TestSandboxApi::renewsUnderANewId()
{
    const Json order =
        m_fixture.askJson("POST", "/api/ssl/v1/enroll", toBytes(SandboxFixture::enrollment(m_csr)));
    const QByteArray id = QByteArray::number(memberInteger(order, "sslId").value_or(0));
    QCOMPARE(m_fixture.askCode("POST", "/api/ssl/v1/renewById/" + id, "{}"), -105);
    m_fixture.clock.advance(3s);
    QCOMPARE(m_fixture.askCode("POST", "/api/ssl/v1/renewById/" + id, "\"\""), -1002);
    const Json renewed = m_fixture.askJson("POST", "/api/ssl/v1/renewById/" + id, "{}");
    const QByteArray newId = QByteArray::number(memberInteger(renewed, "sslId").value_or(0));
    QVERIFY(newId.toLongLong() > id.toLongLong());
    m_fixture.clock.advance(3s);
    QCOMPARE(collected(newId, "x509CO").first().publicKeyInfo(),
        collected(id, "x509CO").first().publicKeyInfo());
    QVERIFY(m_fixture.askJson("GET", "/api/ssl/v1/" + id)["renewed"] == Json(true));
    const QByteArray token = memberText(order, "renewId").toLatin1();
    QCOMPARE(m_fixture.ask("POST", "/api/ssl/v1/renew/" + token).status, 204);
    QCOMPARE(m_fixture.askCode("POST", "/api/ssl/v1/renew/nobody"), -124);
}

void TestSandboxApi::replacesUnderTheSameId()
{
    const QByteArray id = issued();
    const pki::Certificate before = collected(id, "x509CO").first();
    Json body;
    body["csr"] = SandboxFixture::csr().toStdString();
    body["subjectAlternativeNames"] = Json::array({ "third.example.org" });
    QCOMPARE(m_fixture.askCode("POST", "/api/ssl/v1/replace/" + id, toBytes(body)), -1001);
    body["reason"] = "key lost";
    QCOMPARE(m_fixture.ask("POST", "/api/ssl/v1/replace/" + id, toBytes(body)).status, 204);
    QCOMPARE(m_fixture.askCode("GET", "/api/ssl/v1/collect/" + id), 0);
    m_fixture.clock.advance(3s);
    const pki::Certificate after = collected(id, "x509CO").first();
    QVERIFY(after.publicKeyInfo() != before.publicKeyInfo());
    QCOMPARE(after.subjectAltNames().last().value, QStringLiteral("third.example.org"));
    QCOMPARE(
        m_fixture.askJson("GET", "/api/ssl/v1?subjectAlternativeName=third.example.org").size(),
        std::size_t(1));
}

void TestSandboxApi::approvesOnlyWhatWaits()
{
    const QByteArray id = m_fixture.enroll(SandboxFixture::enrollment(m_csr, 70010));
    QCOMPARE(m_fixture.askCode("POST", "/api/ssl/v1/approve/" + id, "{}"), -1001);
    QCOMPARE(m_fixture.ask("POST", "/api/ssl/v1/approve/" + id, R"({"message":"ok"})").status, 204);
    QCOMPARE(m_fixture.askCode("POST", "/api/ssl/v1/approve/" + id, R"({"message":"ok"})"), -1112);
    m_fixture.clock.advance(3s);
    QCOMPARE(m_fixture.statusOf(id), QStringLiteral("Issued"));
    const QByteArray other = m_fixture.enroll(SandboxFixture::enrollment(m_csr, 70010));
    QCOMPARE(
        m_fixture.ask("POST", "/api/ssl/v1/decline/" + other, R"({"message":"no"})").status, 204);
    QCOMPARE(m_fixture.statusOf(other), QStringLiteral("Declined"));
}

void TestSandboxApi::updatesComments()
{
    const QByteArray id = issued();
    const QByteArray start = R"({"sslId":)" + id;
    const Json changed = m_fixture.askJson("PUT", "/api/ssl/v1", start + R"(,"comments":"new"})");
    QCOMPARE(memberText(changed, "comments"), QStringLiteral("new"));
    QCOMPARE(m_fixture.askCode(
                 "PUT", "/api/ssl/v1", start + R"(,"subjectAlternativeNames":["x.example.org"]})"),
        -1021);
}

void TestSandboxApi::deletesOnlyImportedCertificates()
{
    const QByteArray managed = issued();
    QCOMPARE(m_fixture.askCode("DELETE", "/api/ssl/v1/" + managed), -3);
    m_fixture.ask("POST", "/sandbox/inventory", R"({"count":1})");
    const qint64 total = http::headerValue(
        m_fixture.ask("HEAD", "/api/ssl/v1?requestedVia=Imported").headers, "X-Total-Count")
                             .toLongLong();
    const Json imported = m_fixture.askJson("GET", "/api/ssl/v1?requestedVia=Imported&size=1");
    const QByteArray id = QByteArray::number(memberInteger(imported[0], "sslId").value_or(0));
    QCOMPARE(m_fixture.ask("DELETE", "/api/ssl/v1/" + id).status, 204);
    QCOMPARE(m_fixture.ask("DELETE", "/api/ssl/v1/" + id).status, 404);
    QCOMPARE(http::headerValue(m_fixture.ask("HEAD", "/api/ssl/v1?requestedVia=Imported").headers,
                 "X-Total-Count")
                 .toLongLong(),
        total - 1);
}

void TestSandboxApi::survivesARestart()
{
    const QByteArray id = issued();
    const QByteArray before = m_fixture.ask("GET", "/api/ssl/v1/collect/" + id).body;
    const QByteArray details = m_fixture.ask("GET", "/api/ssl/v1/" + id).body;
    const QByteArray waiting = m_fixture.enroll(SandboxFixture::enrollment(m_csr));
    m_fixture.start();
    QCOMPARE(m_fixture.ask("GET", "/api/ssl/v1/" + id).body, details);
    QCOMPARE(m_fixture.ask("GET", "/api/ssl/v1/collect/" + id).body, before);
    QCOMPARE(m_fixture.stage->rememberedPort(), quint16(4711));
    m_fixture.clock.advance(3s);
    QCOMPARE(m_fixture.statusOf(waiting), QStringLiteral("Issued"));
}

void TestSandboxApi::livesThroughHostileInput_data()
{
    QTest::addColumn<QByteArray>("method");
    QTest::addColumn<QByteArray>("target");
    QTest::addColumn<QByteArray>("body");
    QTest::newRow("no path") << QByteArray("GET") << QByteArray() << QByteArray();
    QTest::newRow("only slashes") << QByteArray("GET") << QByteArray("////") << QByteArray();
    QTest::newRow("huge id") << QByteArray("GET") << QByteArray("/api/ssl/v1/99999999999999999999")
                             << QByteArray();
    QTest::newRow("SQL in a name")
        << QByteArray("GET") << QByteArray("/api/ssl/v1?commonName=x'%20OR%201=1--")
        << QByteArray();
    QTest::newRow("deep nesting") << QByteArray("POST") << QByteArray("/api/ssl/v1/enroll")
                                  << QByteArray(200000, '[');
    QTest::newRow("numbers without end") << QByteArray("POST") << QByteArray("/api/ssl/v1/enroll")
                                         << QByteArray(R"({"orgId":1e999,"term":-1e308})");
    QTest::newRow("ill-formed UTF-8") << QByteArray("POST") << QByteArray("/api/ssl/v1/enroll")
                                      << QByteArray("{\"csr\":\"\xff\"}");
    QTest::newRow("NUL in a path")
        << QByteArray("GET") << QByteArray("/api/ssl/v1/%00") << QByteArray();
}

void TestSandboxApi::livesThroughHostileInput()
{
    QFETCH(QByteArray, method);
    QFETCH(QByteArray, target);
    QFETCH(QByteArray, body);
    const http::ServerResponse response = m_fixture.ask(method, target, body);
    QVERIFY(response.status == 200 || response.status == 400 || response.status == 404);
    if (response.status == 200)
        QCOMPARE(response.body, QByteArray("[]"));
}

QTEST_GUILESS_MAIN(TestSandboxApi)
#include "tst_sandboxapi.moc"
