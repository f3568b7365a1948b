// SPDX-License-Identifier: Apache-2.0
#include <tests/scm/scmsetup.h>
#include <tests/support/pulse.h>

#include <QCoro/QCoroCore>
#include <QtTest>

using namespace gatehouse;
using namespace gatehouse::scm;
using namespace std::chrono_literals;
using gatehouse::scm::tests::FakeClock;
using gatehouse::scm::tests::FakeTransport;
using gatehouse::scm::tests::Setup;

namespace {

using Waits = QList<std::chrono::milliseconds>;

constexpr auto csrPem =
    "-----BEGIN CERTIFICATE REQUEST-----\nMIIC\n-----END CERTIFICATE REQUEST-----\n";

/// JSON with ' for ": moc stumbles over raw strings.
QByteArray json(const char* text)
{
    return QByteArray(text).replace('\'', '"');
}

/// For test data.
struct Answers {
    QList<Result<http::Response>> list;
};

/// An authenticator whose credentials can be refused once.
class RenewingAuthenticator final : public Authenticator {
public:
    AuthenticationMethod method() const override { return AuthenticationMethod::OAuth; }
    Task<Result<http::Request>> authenticate(http::Request request, std::stop_token) override
    {
        request.headers.append(http::Header { "token", QByteArray::number(m_refusals) });
        co_return request;
    }
    bool refused() override
    {
        ++m_refusals;
        return true;
    }

private:
    int m_refusals = 0;
};

QByteArray line(const http::Request& request)
{
    return request.method + ' ' + request.url.toEncoded();
}

EnrollRequest sampleEnroll()
{
    EnrollRequest request;
    request.orgId = 1201;
    request.certType = 5011;
    request.term = 365;
    request.csr = QLatin1String(csrPem);
    request.subjectAltNames =
        QStringList { QStringLiteral("www.example.org"), QStringLiteral("api.example.org") };
    request.comments = QStringLiteral("requested by ops");
    request.customFields.append(
        CustomField { QStringLiteral("Cost centre"), QStringLiteral("4711") });
    return request;
}

Result<http::Response> busy(const QByteArray& retryAfter)
{
    http::Response response = FakeTransport::answer(429, "slow down", "text/plain");
    response.headers.append(http::Header { "retry-after", retryAfter });
    return response;
}

Result<http::Response> broken(bool isRetriable)
{
    Error error = Error::of(ErrorKind::Network, QStringLiteral("The connection broke."));
    error.retriable = isRetriable;
    return failure(error);
}

} // namespace

class TestScmClient : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void requestsCarryTheLoginAndThePasswordAsASecret()
    {
        Setup setup;
        setup.answer(200, "[]");
        QVERIFY(QCoro::waitFor(setup.client->types(1201, {})));
        const http::Request request = setup.request();
        QCOMPARE(line(request),
            QByteArray("GET https://cert-manager.com/api/ssl/v1/types?organizationId=1201"));
        QCOMPARE(FakeTransport::headerOf(request, "login"), QByteArray("svc-api"));
        QCOMPARE(FakeTransport::headerOf(request, "customerUri"), QByteArray("example"));
        QCOMPARE(FakeTransport::headerOf(request, "Accept"), QByteArray("application/json"));
        QCOMPARE(request.secretHeaders.size(), 1);
        QCOMPARE(request.secretHeaders.first().name, QByteArray("password"));
        QCOMPARE(request.secretHeaders.first().value.utf8().toByteArray(), QByteArray("secret"));
        QVERIFY(http::headerValue(request.headers, "password").isEmpty());
        QVERIFY(http::headerValue(request.headers, "Content-Type").isEmpty());
    }

    void aLongAnswerIsReadInAThread()
    {
        constexpr int count = 15'000;
        const QByteArray rest =
            R"x(,"name":"Multi-Domain (OV)","description":"","terms":[365,90],)x"
            R"x("keyTypes":{"EC":["P-256","P-384"],"RSA":["2048","4096"]}})x";
        QByteArrayList types;
        for (int id = 1; id <= count; ++id) {
            types.append("{\"id\":" + QByteArray::number(id) + rest);
        }
        Setup setup;
        setup.answer(200, '[' + types.join(',') + ']');
        testsupport::Pulse pulse;
        QElapsedTimer elapsed;
        elapsed.start();
        const auto read = QCoro::waitFor(setup.client->types(std::nullopt, {}));
        const qint64 whole = elapsed.elapsed();
        const qint64 pause = pulse.longest();
        QVERIFY(read);
        QCOMPARE(read->size(), count);
        QCOMPARE(read->last().id, count);
        QVERIFY2(
            pause < whole / 3, qPrintable(QStringLiteral("%1 of %2 ms").arg(pause).arg(whole)));
        setup.answer(200, '[' + types.join(',') + ",{}]");
        const auto refused = QCoro::waitFor(setup.client->types(std::nullopt, {}));
        QVERIFY(!refused);
        QCOMPARE(refused.error().cause, QStringLiteral("scm/malformed"));
        QCOMPARE(refused.error().httpStatus, 200);
    }

    void certificateModeSendsNoPassword()
    {
        Setup setup(certificateAuthenticator(QStringLiteral("svc"), QStringLiteral("example")),
            QStringLiteral("https://cert-manager.com/private/api/"));
        setup.answer(200, "[]");
        QVERIFY(QCoro::waitFor(setup.client->organizations({})));
        QCOMPARE(line(setup.request()),
            QByteArray("GET https://cert-manager.com/private/api/organization/v1"));
        QVERIFY(setup.request().secretHeaders.isEmpty());
        QCOMPARE(FakeTransport::headerOf(setup.request(), "login"), QByteArray("svc"));
    }

    void aCredentialWithALineBreakIsNotSent_data()
    {
        QTest::addColumn<QString>("login");
        QTest::addColumn<QString>("password");
        QTest::addColumn<QString>("customer");
        QTest::addColumn<QString>("setting");
        const QString good = QStringLiteral("x");
        const QString bad = QStringLiteral("x\r\nlogin: admin");
        QTest::newRow("login") << bad << good << good << QStringLiteral("login");
        QTest::newRow("password") << good << bad << good << QStringLiteral("login-password");
        QTest::newRow("customer") << good << good << bad << QStringLiteral("customer-uri");
        QTest::newRow("no password")
            << good << QString() << good << QStringLiteral("login-password");
    }
    void aCredentialWithALineBreakIsNotSent()
    {
        QFETCH(QString, login);
        QFETCH(QString, password);
        QFETCH(QString, customer);
        QFETCH(QString, setting);
        Setup setup(passwordAuthenticator(login, Secret::fromString(password), customer));
        const auto result = QCoro::waitFor(setup.client->organizations({}));
        QVERIFY(!result);
        QCOMPARE(result.error().kind, ErrorKind::Settings);
        QCOMPARE(result.error().setting, setting);
        QVERIFY(setup.transport->requests().isEmpty());
    }

    void everyReadHasItsPath()
    {
        Setup setup;
        setup.answer(500, {});
        QCoro::waitFor(setup.client->types(std::nullopt, {}));
        setup.transport->setHandler([](const http::Request&) { return broken(false); });
        QCoro::waitFor(setup.client->customFields({}));
        QCoro::waitFor(setup.client->organization(1202, {}));
        QCoro::waitFor(setup.client->details(880017, {}));
        QCoro::waitFor(setup.client->collect(880017, CollectFormat::X509CO, {}));
        QCOMPARE(
            line(setup.request(0)), QByteArray("GET https://cert-manager.com/api/ssl/v1/types"));
        QCOMPARE(line(setup.request(3)),
            QByteArray("GET https://cert-manager.com/api/ssl/v1/customFields"));
        QCOMPARE(line(setup.request(4)),
            QByteArray("GET https://cert-manager.com/api/organization/v1/1202"));
        QCOMPARE(
            line(setup.request(5)), QByteArray("GET https://cert-manager.com/api/ssl/v1/880017"));
        QCOMPARE(line(setup.request(6)),
            QByteArray("GET https://cert-manager.com/api/ssl/v1/collect/880017?format=x509CO"));
        QCOMPARE(FakeTransport::headerOf(setup.request(6), "Accept"), QByteArray("*/*"));
    }

    void theListSendsOnlyFiltersThatAreSet()
    {
        Setup setup;
        setup.answer(200, "[]");
        ListFilter filter;
        filter.commonName = QStringLiteral("*.a+b & c.org");
        filter.serialNumber = *pki::SerialNumber::fromHex(u"a93ec0");
        filter.status = Status::SaApproved;
        filter.orgId = 7;
        QVERIFY(QCoro::waitFor(setup.client->list(filter, 400, 1000, {})));
        QCOMPARE(line(setup.request()),
            QByteArray("GET https://cert-manager.com/api/ssl/v1?size=200&position=400"
                       "&commonName=%2A.a%2Bb%20%26%20c.org&status=SAApproved&orgId=7"
                       "&serialNumber=A9%3A3E%3AC0"));
    }

    void enrollSendsTheDocumentedBody()
    {
        Setup setup;
        setup.answer(200, json("{ 'sslId' : 880017, 'renewId' : 'k3VbQ9x0LmPz7RtYw2Ha' }"));
        const auto result = QCoro::waitFor(setup.client->enroll(sampleEnroll(), {}));
        QVERIFY(result);
        QCOMPARE(result->sslId, 880017);
        QCOMPARE(result->renewId, QStringLiteral("k3VbQ9x0LmPz7RtYw2Ha"));
        QCOMPARE(
            line(setup.request()), QByteArray("POST https://cert-manager.com/api/ssl/v1/enroll"));
        QCOMPARE(FakeTransport::headerOf(setup.request(), "Content-Type"),
            QByteArray("application/json"));
        QCOMPARE(FakeTransport::bodyOf(setup.request()),
            QByteArray(
                json("{'orgId':1201,'certType':5011,'term':365,'csr':'-----BEGIN CERTIFICATE "
                     "REQUEST-----\\nMIIC\\n-----END CERTIFICATE "
                     "REQUEST-----','subjAltNames':'www.example.org,api.example.org','comments':'"
                     "requested by ops','customFields':[{'name':'Cost centre','value':'4711'}]}")));
    }

    void enrollRefusesWhatScmWouldRefuse_data()
    {
        QTest::addColumn<EnrollRequest>("request");
        EnrollRequest request = sampleEnroll();
        request.csr = QStringLiteral(" \n");
        QTest::newRow("no CSR") << request;
        request.csr = QString(40000, QLatin1Char('A'));
        QTest::newRow("CSR too long") << request;
        request = sampleEnroll();
        request.subjectAltNames.append(QStringLiteral("a.org,evil.org"));
        QTest::newRow("a comma in a name would make two names") << request;
        request = sampleEnroll();
        request.subjectAltNames.append(QString());
        QTest::newRow("empty name") << request;
        request = sampleEnroll();
        request.comments = QString(1025, QLatin1Char('c'));
        QTest::newRow("comment too long") << request;
        request = sampleEnroll();
        request.externalRequester = QString(513, QLatin1Char('c'));
        QTest::newRow("external requester too long") << request;
        request = sampleEnroll();
        request.customFields.append(CustomField { QString(), QStringLiteral("x") });
        QTest::newRow("custom field without a name") << request;
        request = sampleEnroll();
        request.customFields.append(CustomField { QStringLiteral("x"), QString(257, u'v') });
        QTest::newRow("custom field too long") << request;
    }
    void enrollRefusesWhatScmWouldRefuse()
    {
        QFETCH(EnrollRequest, request);
        Setup setup;
        const auto result = QCoro::waitFor(setup.client->enroll(request, {}));
        QVERIFY(!result);
        QCOMPARE(result.error().kind, ErrorKind::Usage);
        QVERIFY(setup.transport->requests().isEmpty());
    }

    void renewReplaceAndRevokeSendTheirBodies()
    {
        Setup setup;
        setup.answer(200, json("{'sslId':880041}"));
        const auto renewed = QCoro::waitFor(setup.client->renew(880017, {}, {}));
        QVERIFY(renewed);
        QCOMPARE(*renewed, 880041);
        QVERIFY(QCoro::waitFor(setup.client->renew(880017, QStringLiteral("CSR\n"), {})));
        setup.answer(204, {});
        ReplaceRequest replace { QStringLiteral("CSR"), QStringLiteral("new key"),
            QStringLiteral("a.org"), { QStringLiteral("a.org"), QStringLiteral("b.org") } };
        QVERIFY(QCoro::waitFor(setup.client->replace(880017, replace, {})));
        QVERIFY(QCoro::waitFor(setup.client->revoke(
            880017, RevocationReason::Superseded, QStringLiteral("superseded by 880040"), {})));
        QVERIFY(QCoro::waitFor(setup.client->revokeBySerial(*pki::SerialNumber::fromHex(u"a93ec0"),
            RevocationReason::Unspecified, QStringLiteral("gone"), {})));
        const QByteArray base("POST https://cert-manager.com/api/ssl/v1/");
        QCOMPARE(line(setup.request(0)), base + "renewById/880017");
        QCOMPARE(FakeTransport::bodyOf(setup.request(0)), QByteArray("{}"));
        QCOMPARE(FakeTransport::bodyOf(setup.request(1)), QByteArray(json("{'csr':'CSR'}")));
        QCOMPARE(line(setup.request(2)), base + "replace/880017");
        QCOMPARE(FakeTransport::bodyOf(setup.request(2)),
            QByteArray(
                json("{'csr':'CSR','reason':'new "
                     "key','commonName':'a.org','subjectAlternativeNames':['a.org','b.org']}")));
        QCOMPARE(line(setup.request(3)), base + "revoke/880017");
        QCOMPARE(FakeTransport::bodyOf(setup.request(3)),
            QByteArray(json("{'reasonCode':4,'reason':'superseded by 880040'}")));
        QCOMPARE(line(setup.request(4)), base + "revoke/serial/A9:3E:C0");
        QCOMPARE(FakeTransport::bodyOf(setup.request(4)),
            QByteArray(json("{'reasonCode':0,'reason':'gone'}")));
    }

    void theOAuthFlavourTakesTheReasonCodeAsText()
    {
        Setup setup(std::make_shared<RenewingAuthenticator>());
        setup.answer(204, {});
        QVERIFY(QCoro::waitFor(
            setup.client->revoke(1, RevocationReason::KeyCompromise, QStringLiteral("lost"), {})));
        QCOMPARE(FakeTransport::bodyOf(setup.request()),
            QByteArray(json("{'reasonCode':'1','reason':'lost'}")));
    }

    void aRevocationNeedsAReason()
    {
        Setup setup;
        const auto result =
            QCoro::waitFor(setup.client->revoke(1, RevocationReason::Unspecified, QString(), {}));
        QVERIFY(!result);
        QCOMPARE(result.error().kind, ErrorKind::Usage);
        QVERIFY(setup.transport->requests().isEmpty());
    }

    void revokingWhatIsRevokedSucceeds_data()
    {
        QTest::addColumn<QByteArray>("refusal");
        QTest::addColumn<QByteArray>("status");
        QTest::addColumn<bool>("succeeds");
        const QByteArray notIssued(json("{'code':-102,'description':'Only issued'}"));
        QTest::newRow("revoked already") << notIssued << QByteArray("Revoked") << true;
        QTest::newRow("not issued yet") << notIssued << QByteArray("Requested") << false;
        QTest::newRow("the other code")
            << QByteArray(json("{'code':-159,'description':'Certificate already revoked'}"))
            << QByteArray("revoked") << true;
        QTest::newRow("no permission")
            << QByteArray(json("{'code':-3,'description':'no'}")) << QByteArray("Revoked") << false;
    }
    void revokingWhatIsRevokedSucceeds()
    {
        QFETCH(QByteArray, refusal);
        QFETCH(QByteArray, status);
        QFETCH(bool, succeeds);
        const auto handler = [refusal, status](const http::Request& request) {
            if (request.method == "POST")
                return FakeTransport::answer(400, refusal);
            if (request.url.hasQuery())
                return FakeTransport::answer(200, json("[{'sslId':5}]"));
            return FakeTransport::answer(200, "{\"sslId\":5,\"status\":\"" + status + "\"}");
        };
        Setup setup;
        setup.transport->setHandler(handler);
        const auto byId = QCoro::waitFor(
            setup.client->revoke(5, RevocationReason::Unspecified, QStringLiteral("x"), {}));
        QCOMPARE(byId.has_value(), succeeds);
        const auto bySerial =
            QCoro::waitFor(setup.client->revokeBySerial(*pki::SerialNumber::fromHex(u"0a"),
                RevocationReason::Unspecified, QStringLiteral("x"), {}));
        QCOMPARE(bySerial.has_value(), succeeds);
    }

    void aPortalPageIsNoSuccess()
    {
        Setup setup;
        setup.transport->setHandler([](const http::Request&) {
            return FakeTransport::answer(200, "<html>Log in</html>", "text/html");
        });
        const auto revoked = QCoro::waitFor(
            setup.client->revoke(5, RevocationReason::Unspecified, QStringLiteral("x"), {}));
        QVERIFY(!revoked);
        QCOMPARE(revoked.error().cause, QStringLiteral("scm/portal-page"));
        const auto types = QCoro::waitFor(setup.client->types(1, {}));
        QVERIFY(!types);
        QCOMPARE(types.error().setting, QStringLiteral("url"));
        const auto collected = QCoro::waitFor(setup.client->collect(5, CollectFormat::Bin, {}));
        QVERIFY(!collected);
        QCOMPARE(collected.error().kind, ErrorKind::Malformed);
        const auto enrolled = QCoro::waitFor(setup.client->enroll(sampleEnroll(), {}));
        QVERIFY(!enrolled);
        QCOMPARE(enrolled.error().cause, QStringLiteral("scm/order-answer-unreadable"));
        QCOMPARE(enrolled.error().httpStatus, 200);
    }

    void collectKeepsBytes()
    {
        Setup setup;
        const QByteArray der("0\x82\x00\xff\xfe\0\n ", 8);
        setup.transport->setHandler([der](const http::Request&) {
            return FakeTransport::answer(200, der, "application/octet-stream;charset=UTF-8");
        });
        const auto result = QCoro::waitFor(setup.client->collect(5, CollectFormat::Bin, {}));
        QVERIFY(result);
        QCOMPARE(std::get<QByteArray>(*result), der);
    }

    void collectTellsWaitingFromRefusal()
    {
        Setup setup;
        setup.answer(400, json("{'code':0,'description':'Being processed by Sectigo'}"));
        const auto waiting = QCoro::waitFor(setup.client->collect(5, CollectFormat::X509, {}));
        QVERIFY(waiting);
        QCOMPARE(
            std::get<NotReady>(*waiting).description, QStringLiteral("Being processed by Sectigo"));
        setup.answer(400, json("{'code':-110,'description':'revoked'}"));
        const auto refused = QCoro::waitFor(setup.client->collect(5, CollectFormat::X509, {}));
        QVERIFY(!refused);
        QCOMPARE(refused.error().cause, QStringLiteral("scm/revoked"));
        QCOMPARE(setup.transport->requests().size(), 2);
    }

    void aNotReadyCodeElsewhereIsARefusal()
    {
        Setup setup;
        setup.answer(400, json("{'code':-130,'description':'SSL state is not ISSUED'}"));
        const auto result = QCoro::waitFor(setup.client->renew(5, {}, {}));
        QVERIFY(!result);
        QCOMPARE(result.error().kind, ErrorKind::Rejected);
        QCOMPARE(result.error().caCode, std::optional(-130));
    }

    void readsAreRepeatedTwice_data()
    {
        QTest::addColumn<Answers>("answers");
        QTest::addColumn<int>("requests");
        QTest::addColumn<Waits>("waits");
        QTest::addColumn<bool>("succeeds");
        const Result<http::Response> good = FakeTransport::answer(200, "[]");
        const Result<http::Response> down = FakeTransport::answer(503, "upstream", "text/plain");
        const Result<http::Response> never = FakeTransport::answer(501, "no", "text/plain");
        QTest::newRow("once unavailable")
            << Answers { { down, good } } << 2 << Waits { 1s } << true;
        QTest::newRow("twice unavailable")
            << Answers { { down, down, good } } << 3 << Waits { 1s, 2s } << true;
        QTest::newRow("always unavailable")
            << Answers { { down } } << 3 << Waits { 1s, 2s } << false;
        QTest::newRow("501 is final") << Answers { { never, good } } << 1 << Waits {} << false;
        QTest::newRow("connection broke")
            << Answers { { broken(true), good } } << 2 << Waits { 1s } << true;
        QTest::newRow("an error that stays")
            << Answers { { broken(false) } } << 1 << Waits {} << false;
        QTest::newRow("Retry-After in seconds")
            << Answers { { busy("7"), good } } << 2 << Waits { 7s } << true;
        // The fake clock starts on 2026-01-01 at 12:00 UTC.
        QTest::newRow("Retry-After as a date")
            << Answers { { busy("Thu, 01 Jan 2026 12:00:20 GMT"), good } } << 2 << Waits { 20s }
            << true;
        QTest::newRow("Retry-After in the past")
            << Answers { { busy("Thu, 01 Jan 2026 11:00:00 GMT"), good } } << 2 << Waits { 0s }
            << true;
        QTest::newRow("Retry-After of 30 s")
            << Answers { { busy("30"), good } } << 2 << Waits { 30s } << true;
        QTest::newRow("Retry-After beyond patience")
            << Answers { { busy("31"), good } } << 1 << Waits {} << false;
        QTest::newRow("Retry-After is nonsense")
            << Answers { { busy("soon"), good } } << 2 << Waits { 1s } << true;
        QTest::newRow("Retry-After is negative")
            << Answers { { busy("-5"), good } } << 2 << Waits { 1s } << true;
        QTest::newRow("Retry-After is huge")
            << Answers { { busy("99999999999999999999999"), good } } << 2 << Waits { 1s } << true;
    }
    void readsAreRepeatedTwice()
    {
        QFETCH(Answers, answers);
        QFETCH(int, requests);
        QFETCH(Waits, waits);
        QFETCH(bool, succeeds);
        Setup setup;
        setup.answers(answers.list);
        const auto result = QCoro::waitFor(setup.client->types(1, {}));
        QCOMPARE(result.has_value(), succeeds);
        QCOMPARE(setup.transport->requests().size(), requests);
        QCOMPARE(setup.clock->waits(), waits);
    }

    void aRefusalTellsHowLongToWait()
    {
        Setup setup;
        setup.answers({ busy("120") });
        const auto result = QCoro::waitFor(setup.client->types(1, {}));
        QVERIFY(!result);
        QCOMPARE(result.error().httpStatus, 429);
        QCOMPARE(result.error().retryAfter, std::optional(120s));
        QVERIFY(result.error().retriable);
    }

    void jitterLengthensAPause()
    {
        Setup setup;
        setup.answer(503, {});
        const auto authenticator = std::make_shared<RenewingAuthenticator>();
        Client client(QUrl(QStringLiteral("https://a.test/api")), setup.transport, authenticator,
            setup.clock, [] { return 1.0; });
        QVERIFY(!QCoro::waitFor(client.types(1, {})));
        QCOMPARE(setup.clock->waits(), Waits({ 1500ms, 3s }));
    }

    void ordersAreSentOnce_data()
    {
        QTest::addColumn<Answers>("answers");
        QTest::newRow("unavailable") << Answers { { FakeTransport::answer(503, {}) } };
        QTest::newRow("asked too often") << Answers { { busy("1") } };
        QTest::newRow("connection broke") << Answers { { broken(true) } };
    }
    void ordersAreSentOnce()
    {
        QFETCH(Answers, answers);
        Setup setup;
        setup.answers(answers.list);
        const auto enrolled = QCoro::waitFor(setup.client->enroll(sampleEnroll(), {}));
        const auto renewed = QCoro::waitFor(setup.client->renew(1, {}, {}));
        const auto replaced = QCoro::waitFor(setup.client->replace(
            1, ReplaceRequest { QStringLiteral("CSR"), QStringLiteral("x"), {}, {} }, {}));
        const auto revoked = QCoro::waitFor(
            setup.client->revoke(1, RevocationReason::Superseded, QStringLiteral("x"), {}));
        QVERIFY(!enrolled && !renewed && !replaced && !revoked);
        QVERIFY(!enrolled.error().retriable);
        QVERIFY(!revoked.error().retriable);
        QCOMPARE(setup.transport->requests().size(), 4);
        QCOMPARE(setup.clock->waits(), Waits());
    }

    void aFreshTokenIsTriedOnceAlsoForAnOrder()
    {
        Setup setup(std::make_shared<RenewingAuthenticator>());
        setup.answers({ FakeTransport::answer(401, {}),
            FakeTransport::answer(200, json("{'sslId':9,'renewId':'r'}")) });
        const auto result = QCoro::waitFor(setup.client->enroll(sampleEnroll(), {}));
        QVERIFY(result);
        QCOMPARE(setup.transport->requests().size(), 2);
        QCOMPARE(FakeTransport::headerOf(setup.request(1), "token"), QByteArray("1"));

        Setup refused(std::make_shared<RenewingAuthenticator>());
        refused.answer(401, {});
        const auto failed = QCoro::waitFor(refused.client->types(1, {}));
        QVERIFY(!failed);
        QCOMPARE(failed.error().kind, ErrorKind::Authentication);
        QCOMPARE(refused.transport->requests().size(), 2);
    }

    void aWrongPasswordIsSentOnce()
    {
        Setup setup;
        setup.answer(401, json("{'code':-16,'description':'Unknown user'}"));
        const auto result = QCoro::waitFor(setup.client->organizations({}));
        QVERIFY(!result);
        QCOMPARE(result.error().cause, QStringLiteral("scm/unknown-user"));
        QCOMPARE(setup.transport->requests().size(), 1);
    }

    void aLoginThatWorkedBeforeIsToldApart()
    {
        Setup setup;
        setup.answer(200, "[]");
        QVERIFY(QCoro::waitFor(setup.client->organizations({})));
        setup.answer(401, json("{'code':-16,'description':'Unknown user'}"));
        const auto result = QCoro::waitFor(setup.client->organizations({}));
        QVERIFY(!result);
        QCOMPARE(result.error().cause, QStringLiteral("scm/login-no-longer-accepted"));
        QCOMPARE(result.error().setting, QStringLiteral("login-password"));
    }

    void aStopEndsARequestAndAPause()
    {
        Setup setup;
        setup.clock->setAutoAdvance(false);
        setup.answer(503, {});
        std::stop_source stop;
        std::optional<Result<QList<CertificateType>>> result;
        const auto run = [](std::shared_ptr<Client> client, std::stop_token token,
                             std::optional<Result<QList<CertificateType>>>* out) -> Task<void> {
            *out = co_await client->types(1, token);
        };
        run(setup.client, stop.get_token(), &result);
        FakeClock::settle();
        QCOMPARE(setup.clock->waiting(), 1);
        stop.request_stop();
        FakeClock::settle();
        QVERIFY(result);
        QVERIFY(!*result);
        QCOMPARE(result->error().kind, ErrorKind::Cancelled);

        setup.transport->hold();
        std::stop_source again;
        result.reset();
        run(setup.client, again.get_token(), &result);
        FakeClock::settle();
        again.request_stop();
        FakeClock::settle();
        QVERIFY(result && !*result);
        QCOMPARE(result->error().kind, ErrorKind::Cancelled);
    }

    void aTaskOutlivesItsClient()
    {
        Setup setup;
        setup.answers({ FakeTransport::answer(503, {}), FakeTransport::answer(200, "[]") });
        auto task = setup.client->types(1, {});
        setup.client.reset();
        QVERIFY(QCoro::waitFor(std::move(task)));
    }

    void anUnknownOrganisationPointsToItsSetting()
    {
        Setup setup;
        setup.answer(200, "[]");
        QVERIFY(QCoro::waitFor(setup.client->organizations({})));
        setup.answer(404, {});
        const auto result = QCoro::waitFor(setup.client->organization(7, {}));
        QVERIFY(!result);
        QCOMPARE(result.error().kind, ErrorKind::NotFound);
        QCOMPARE(result.error().setting, QStringLiteral("org-id"));
    }

    void noSecretIsInTheLog()
    {
        static QStringList lines;
        lines.clear();
        QLoggingCategory::setFilterRules(QStringLiteral("gatehouse.*=true"));
        const auto previous = qInstallMessageHandler(
            [](QtMsgType, const QMessageLogContext&, const QString& text) { lines.append(text); });
        Setup setup(passwordAuthenticator(QStringLiteral("svc"),
            Secret::fromUtf8(QByteArrayView("hunter2-secret")), QStringLiteral("example")));
        setup.answer(400, json("{'code':-36,'description':'Term is invalid'}"));
        const auto result = QCoro::waitFor(setup.client->enroll(sampleEnroll(), {}));
        qInstallMessageHandler(previous);
        QLoggingCategory::setFilterRules(QString());
        QVERIFY(!result);
        const QString log = lines.join(QLatin1Char('\n'));
        QVERIFY2(log.contains(QStringLiteral("POST /ssl/v1/enroll -> HTTP 400 code -36")),
            qPrintable(log));
        QVERIFY(!log.contains(QStringLiteral("hunter2")));
    }
};

QTEST_GUILESS_MAIN(TestScmClient)
#include "tst_scmclient.moc"
