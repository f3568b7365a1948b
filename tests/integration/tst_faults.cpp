// SPDX-License-Identifier: Apache-2.0
// Every fault of the wire on every call of the SCM client, against the real sandbox over TLS.
#include <core/http/client.h>
#include <core/pki/certificaterequest.h>
#include <core/scm/client.h>
#include <tests/support/fakeclock.h>
#include <tests/support/sandboxpeer.h>

#include <QJsonArray>
#include <QTest>

using namespace gatehouse;
using namespace gatehouse::testsupport;

namespace {

constexpr scm::OrgId organization = 10002;
constexpr int certType = 60515;
constexpr auto shortTimeout = std::chrono::milliseconds(400);

/// One call, with its result reduced to what the table is about.
struct Call {
    const char* name;
    bool isRead; ///< repeated by the client when it fails
    bool hasAnswer; ///< its 2xx carries JSON
};

constexpr std::array calls {
    Call { "types", true, true },
    Call { "customFields", true, true },
    Call { "organizations", true, true },
    Call { "organization", true, true },
    Call { "list", true, true },
    Call { "details", true, true },
    Call { "collect", true, false },
    Call { "enroll", false, true },
    Call { "renew", false, true },
    Call { "revoke", false, false },
    Call { "revokeBySerial", false, false },
    Call { "replace", false, false },
};

struct FaultRow {
    const char* name;
    const char* json; ///< without path and count
    QList<ErrorKind> kinds; ///< any of these; empty: the call succeeds
    bool onlyWithAnswer; ///< a call without an answer body does not notice
    bool repeatsReads;
};

const QList<FaultRow>& faults()
{
    using enum ErrorKind;
    static const QList<FaultRow> rows {
        { "latency", "{\"kind\":\"latency\",\"ms\":50}", {}, false, false },
        { "reset at once", "{\"kind\":\"reset\",\"bytes\":0}", { Network }, false, true },
        { "reset within the headers", "{\"kind\":\"reset\",\"bytes\":20}", { Network, Malformed },
            false, true },
        { "hang", "{\"kind\":\"hang\"}", { Network }, false, true },
        { "cut body", "{\"kind\":\"cut\",\"bytes\":1,\"body\":\"{\\\"cut\\\":true}\"}",
            { Network, Malformed }, false, true },
        { "wrong JSON", "{\"kind\":\"wrong-json\"}", { Malformed }, true, false },
        { "HTML", "{\"kind\":\"html\"}", { Malformed }, true, false },
        { "429", "{\"kind\":\"status\",\"status\":429,\"retryAfter\":1}", { Rejected, Network },
            false, true },
        { "503", "{\"kind\":\"status\",\"status\":503}", { Rejected, Network }, false, true },
        { "redirect", "{\"kind\":\"redirect\",\"location\":\"https://localhost:1/elsewhere\"}",
            { Malformed }, false, false },
        { "unknown code",
            "{\"kind\":\"status\",\"status\":400,\"code\":-424242,\"description\":\"the CA's very "
            "own words\"}",
            { Rejected }, false, false },
        { "401",
            "{\"kind\":\"status\",\"status\":401,\"code\":-16,\"description\":\"Unknown user\"}",
            { Authentication }, false, false },
    };
    return rows;
}

template <class T> std::optional<Error> errorOf(const Result<T>& result)
{
    if (result)
        return std::nullopt;
    return result.error();
}

} // namespace

class TestFaults : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void cleanup();
    void everyFaultOnEveryCall_data();
    void everyFaultOnEveryCall();
    void collectOfAnEmptyAnswerIsNotReady();
    void certificateIsNotReadyByEachCode_data();
    void certificateIsNotReadyByEachCode();

private:
    std::optional<Error> run(const QByteArray& call);
    qint64 issue(const QString& commonName);
    qsizetype requestsSeen();
    void addFault(QJsonObject fault);

    SandboxPeer m_sandbox;
    std::shared_ptr<scm::Client> m_client;
    scm::SslId m_issued = 0;
    QString m_csr;
};

void TestFaults::initTestCase()
{
    QString problem;
    QVERIFY2(m_sandbox.start({ QStringLiteral("--issue-after"), QStringLiteral("0") }, problem),
        qPrintable(problem));
    auto settings = m_sandbox.clientSettings();
    settings.transferTimeout = shortTimeout;
    auto clock = std::make_shared<FakeClock>(QDateTime::currentDateTimeUtc());
    clock->setAutoAdvance(true);
    std::shared_ptr<scm::Authenticator> authenticator =
        scm::passwordAuthenticator(m_sandbox.info().value(QStringLiteral("login")).toString(),
            Secret::fromString(m_sandbox.credential(QStringLiteral("sandbox.login-password"))),
            m_sandbox.info().value(QStringLiteral("customerUri")).toString());
    m_client = std::make_shared<scm::Client>(m_sandbox.url(QStringLiteral("url")),
        std::make_shared<http::Client>(std::move(settings)), authenticator, clock,
        [] { return 0.0; });

    const auto key = pki::PrivateKey::generate({ pki::KeyAlgorithm::Ec, 256 });
    const auto subject = pki::DistinguishedName::parse(u"CN=faults.example.org");
    QVERIFY(key && subject);
    const auto csr = pki::CertificateRequest::create(*key, *subject, {});
    QVERIFY(csr);
    m_csr = QString::fromLatin1(csr->toPem());
    m_issued = issue(QStringLiteral("faults"));
    QVERIFY(m_issued > 0);
}

void TestFaults::cleanup()
{
    m_sandbox.control("DELETE", QStringLiteral("/faults"));
}

qint64 TestFaults::issue(const QString& comment)
{
    scm::EnrollRequest request;
    request.orgId = organization;
    request.certType = certType;
    request.term = 30;
    request.csr = m_csr;
    request.comments = comment;
    auto answer = QCoro::waitFor(m_client->enroll(request, {}));
    if (!answer)
        return 0;
    m_sandbox.control("POST", QStringLiteral("/certificates/%1").arg(answer->sslId),
        QJsonDocument(QJsonObject { { QStringLiteral("status"), QStringLiteral("Issued") } }));
    return answer->sslId;
}

void TestFaults::addFault(QJsonObject fault)
{
    fault.insert(QStringLiteral("path"), QStringLiteral("/api/*"));
    fault.insert(QStringLiteral("count"), -1);
    m_sandbox.control("POST", QStringLiteral("/faults"), QJsonDocument(fault));
}

qsizetype TestFaults::requestsSeen()
{
    return m_sandbox.control("GET", QStringLiteral("/requests")).array().size();
}

std::optional<Error> TestFaults::run(const QByteArray& call)
{
    const std::stop_token stop;
    if (call == "types")
        return errorOf(QCoro::waitFor(m_client->types(organization, stop)));
    if (call == "customFields")
        return errorOf(QCoro::waitFor(m_client->customFields(stop)));
    if (call == "organizations")
        return errorOf(QCoro::waitFor(m_client->organizations(stop)));
    if (call == "organization")
        return errorOf(QCoro::waitFor(m_client->organization(organization, stop)));
    if (call == "list")
        return errorOf(QCoro::waitFor(m_client->list({}, 0, 10, stop)));
    if (call == "details")
        return errorOf(QCoro::waitFor(m_client->details(m_issued, stop)));
    if (call == "collect")
        return errorOf(QCoro::waitFor(m_client->collect(m_issued, scm::CollectFormat::X509, stop)));
    if (call == "renew")
        return errorOf(QCoro::waitFor(m_client->renew(m_issued, {}, stop)));
    if (call == "revoke")
        return errorOf(QCoro::waitFor(m_client->revoke(
            m_issued, scm::RevocationReason::Superseded, QStringLiteral("test"), stop)));
    if (call == "revokeBySerial") {
        const auto serial = pki::SerialNumber::fromHex(u"0102030405060708");
        return errorOf(QCoro::waitFor(m_client->revokeBySerial(
            *serial, scm::RevocationReason::Superseded, QStringLiteral("test"), stop)));
    }
    if (call == "replace") {
        scm::ReplaceRequest request;
        request.csr = m_csr;
        request.reason = QStringLiteral("test");
        return errorOf(QCoro::waitFor(m_client->replace(m_issued, request, stop)));
    }
    scm::EnrollRequest request;
    request.orgId = organization;
    request.certType = certType;
    request.term = 30;
    request.csr = m_csr;
    return errorOf(QCoro::waitFor(m_client->enroll(request, stop)));
}

void TestFaults::everyFaultOnEveryCall_data()
{
    QTest::addColumn<int>("call");
    QTest::addColumn<int>("fault");
    for (int fault = 0; fault < static_cast<int>(faults().size()); ++fault) {
        for (int call = 0; call < static_cast<int>(calls.size()); ++call) {
            QTest::addRow(
                "%s: %s", faults().at(fault).name, calls.at(static_cast<std::size_t>(call)).name)
                << call << fault;
        }
    }
}

void TestFaults::everyFaultOnEveryCall()
{
    QFETCH(const int, call);
    QFETCH(const int, fault);
    const Call& what = calls.at(static_cast<std::size_t>(call));
    const FaultRow& how = faults().at(fault);
    QJsonObject json = QJsonDocument::fromJson(how.json).object();
    // The request is not carried out: each row finds the certificate as the one before left it.
    if (!how.kinds.isEmpty())
        json.insert(QStringLiteral("process"), false);
    m_sandbox.control("DELETE", QStringLiteral("/requests"));
    addFault(json);

    const auto error = run(what.name);

    const bool succeeds = how.onlyWithAnswer && !what.hasAnswer;
    if (!succeeds && !how.kinds.isEmpty()) {
        QVERIFY2(error, "the call must notice");
        QVERIFY2(how.kinds.contains(error->kind),
            qPrintable(errorKindName(error->kind) + QStringLiteral(": ") + error->message
                + error->detail));
        QVERIFY(!error->message.isEmpty());
        if (qstrcmp(how.name, "unknown code") == 0)
            QVERIFY2(
                error->message.contains(u"the CA's very own words"), qPrintable(error->message));
    }
    const qsizetype seen = requestsSeen();
    if (!what.isRead)
        QCOMPARE(seen, qsizetype(1)); // what buys or revokes is never repeated
    else if (how.repeatsReads) // thrice, give or take one that met a kept-alive connection just
                               // closed
        QVERIFY2(seen >= 2 && seen <= 4, qPrintable(QString::number(seen)));
    else
        QVERIFY(seen >= 1);
}

void TestFaults::collectOfAnEmptyAnswerIsNotReady()
{
    addFault(QJsonObject { { QStringLiteral("kind"), QStringLiteral("empty") } });
    const auto collected =
        QCoro::waitFor(m_client->collect(m_issued, scm::CollectFormat::X509, {}));
    QVERIFY(collected);
    QVERIFY(std::holds_alternative<scm::NotReady>(*collected));
}

void TestFaults::certificateIsNotReadyByEachCode_data()
{
    QTest::addColumn<int>("code");
    QTest::addColumn<bool>("notReady");
    for (const int code : { 0, -103, -109, -130, -183, -1400 })
        QTest::addRow("%d goes on", code) << code << true;
    for (const int code : { -3, -25, -37, -110, -192, -124, -5101, -126, -1450 })
        QTest::addRow("%d ends it", code) << code << false;
}

void TestFaults::certificateIsNotReadyByEachCode()
{
    QFETCH(const int, code);
    QFETCH(const bool, notReady);
    addFault(QJsonObject { { QStringLiteral("kind"), QStringLiteral("status") },
        { QStringLiteral("status"), 400 }, { QStringLiteral("code"), code },
        { QStringLiteral("description"), QStringLiteral("as the CA says") } });
    const auto collected =
        QCoro::waitFor(m_client->collect(m_issued, scm::CollectFormat::X509, {}));
    QCOMPARE(collected.has_value() && std::holds_alternative<scm::NotReady>(*collected), notReady);
    QCOMPARE(!collected.has_value(), !notReady);
}

QTEST_GUILESS_MAIN(TestFaults)
#include "tst_faults.moc"
