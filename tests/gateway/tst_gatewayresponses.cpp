// SPDX-License-Identifier: Apache-2.0
#include <app/gateway/apierror.h>
#include <app/gateway/responses.h>
#include <core/pki/certificatebuilder.h>

#include <QTest>
#include <QTimeZone>

using namespace gatehouse;
using namespace gatehouse::gateway;

namespace {

pki::Certificate certificate(QStringView subject, bool isCa)
{
    static const pki::PrivateKey key = *pki::PrivateKey::generate({ pki::KeyAlgorithm::Ec, 256 });
    pki::CertificateTemplate content;
    content.subject = *pki::DistinguishedName::parse(subject);
    content.publicKeyInfo = key.publicKeyInfo();
    content.serialNumber = *pki::SerialNumber::fromHex(u"0a93ec0");
    content.notBefore = QDateTime(QDate(2026, 1, 1), QTime(0, 0), QTimeZone::utc());
    content.notAfter = QDateTime(QDate(2027, 1, 1), QTime(0, 0), QTimeZone::utc());
    content.isCa = isCa;
    return *pki::buildCertificate(content, {}, key);
}

lookup::Match match(scm::Status status)
{
    lookup::Match one;
    one.chain = { certificate(u"CN=dev 1,OU=R\\, D,O=Acme,C=US", false),
        certificate(u"CN=CA", true) };
    one.details.status = status;
    one.details.revoked = QDateTime(QDate(2026, 2, 3), QTime(4, 5, 6), QTimeZone::utc());
    one.details.revocationReason = 1;
    return one;
}

std::string text(const Json& json)
{
    return json.get<std::string>();
}

} // namespace

class TestGatewayResponses : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aCertificate();
    void aRevokedCertificate();
    void aCaWithAndWithoutItsChain();
    void anIssuedEnrollment();
    void aPendingEnrollment();
    void anError();
    void reasons_data();
    void reasons();
    void failuresToStatuses_data();
    void failuresToStatuses();
};

void TestGatewayResponses::aCertificate()
{
    const Json answer = certificateJson(match(scm::Status::Issued));
    QCOMPARE(text(answer["type"]), std::string("CertificateResponse"));
    const Json& c = answer["certificate"];
    QCOMPARE(text(c["status"]), std::string("normal"));
    QCOMPARE(text(c["versionNumber"]), std::string("3"));
    QCOMPARE(text(c["serialNumber"]), std::string("a93ec0"));
    QCOMPARE(text(c["subjectName"]), std::string("cn=dev 1,ou=R\\, D,o=Acme,c=US"));
    QCOMPARE(
        text(c["rfc2253EncodedSubjectName"]), std::string("CN=dev 1, OU=R\\, D, O=Acme, C=US"));
    QCOMPARE(text(c["rfc2253EscapedSubjectName"]), std::string("CN=dev 1,OU=R\\, D,O=Acme,C=US"));
    QCOMPARE(text(c["validityPeriod"]), std::string("2026-01-01T00:00:00Z/2027-01-01T00:00:00Z"));
    QCOMPARE(text(c["subjectPublicKeyInfo"]["publicKeyAlg"]), std::string("EC"));
    QVERIFY(!c.contains("revocationInfo"));
    const QByteArray der =
        QByteArray::fromBase64(QByteArray::fromStdString(text(c["certificateData"])));
    QVERIFY(pki::Certificate::fromDer(der).has_value());
    QCOMPARE(answer["chain"].size(), std::size_t(1));
}

void TestGatewayResponses::aRevokedCertificate()
{
    const Json c = certificateJson(match(scm::Status::Revoked))["certificate"];
    QCOMPARE(text(c["status"]), std::string("revoked"));
    QCOMPARE(text(c["revocationInfo"]["reason"]), std::string("keyCompromise"));
    QCOMPARE(text(c["revocationInfo"]["revocationDate"]), std::string("2026-02-03T04:05:06Z"));
    QCOMPARE(text(c["revocationInfo"]["compromiseDate"]), std::string("2026-02-03T04:05:06Z"));
    // Without the certificate itself, SCM's record answers.
    lookup::Match bare = match(scm::Status::Revoked);
    bare.chain.clear();
    bare.details.serialNumber = *pki::SerialNumber::fromHex(u"0B");
    bare.details.subject = QStringLiteral("CN=x,O=y");
    const Json b = certificateJson(bare)["certificate"];
    QCOMPARE(text(b["serialNumber"]), std::string("0b"));
    QCOMPARE(text(b["subjectName"]), std::string("cn=x,o=y"));
    QVERIFY(!b.contains("certificateData"));
}

void TestGatewayResponses::aCaWithAndWithoutItsChain()
{
    const CaEntry ca { QStringLiteral("a~b"), QStringLiteral("A") };
    const QList<pki::Certificate> chain { certificate(u"CN=Issuing", true),
        certificate(u"CN=Root", true) };
    const Json plain = caJson(ca, chain, {});
    QVERIFY(!plain["ca"].contains("certificate"));
    QVERIFY(plain["ca"]["chain"].is_array() && plain["ca"]["chain"].empty());
    QCOMPARE(text(plain["ca"]["properties"]["connector-name"]), std::string("com.Sectigo"));
    FieldSelection fields;
    fields.included = { QStringLiteral("ca.certificate"), QStringLiteral("ca.chain") };
    const Json whole = caJson(ca, chain, fields);
    QCOMPARE(text(whole["ca"]["certificate"]["certificateData"]), base64(chain[0]).toStdString());
    QCOMPARE(text(whole["ca"]["chain"][0]["certificateData"]), base64(chain[1]).toStdString());
    fields.included = { QStringLiteral("caList.certificate.certificateData") };
    const Json list = caListJson({ ca }, { { ca.id, chain } }, fields);
    QCOMPARE(text(list["caList"][0]["id"]), std::string("a~b"));
    QVERIFY(list["caList"][0].contains("certificate"));
    QVERIFY(list["caList"][0]["chain"].empty());
    QVERIFY(caListJson({}, {}, {})["caList"].is_array());
}

void TestGatewayResponses::anIssuedEnrollment()
{
    IssuedEnrollment issued;
    issued.order = QStringLiteral("o1");
    issued.chain = match(scm::Status::Issued).chain;
    issued.body = QStringLiteral("MIID");
    issued.details = { QStringLiteral("a note") };
    const Json answer = issuedJson(issued);
    QCOMPARE(text(answer["type"]), std::string("EnrollmentResponse"));
    QVERIFY(answer["message"].is_object());
    QCOMPARE(text(answer["message"]["details"][0]["message"]), std::string("a note"));
    const Json& e = answer["enrollment"];
    for (const char* key :
        { "id", "serialNumber", "subjectName", "issuerName", "validityPeriod", "status", "body" })
        QVERIFY2(e.contains(key) && !text(e[key]).empty(), key);
    QCOMPARE(text(e["status"]), std::string("ACCEPTED"));
    QVERIFY(e["properties"].is_object());
    QVERIFY(e["chain"].empty());
    issued.includeCa = true;
    QCOMPARE(issuedJson(issued)["enrollment"]["chain"].size(), std::size_t(1));
}

void TestGatewayResponses::aPendingEnrollment()
{
    PendingEnrollment pending;
    pending.order = QStringLiteral("o1");
    pending.subject = QStringLiteral("CN=a,O=b");
    pending.subjectUrl = QStringLiteral("https://h/subjects/cn%3Da");
    pending.certificateUrl = QStringLiteral("https://h/certificates/{serialNumber}");
    const Json e = pendingJson(pending)["enrollment"];
    QCOMPARE(text(e["subjectName"]), std::string("cn=a,o=b"));
    QCOMPARE(text(e["properties"]["subject-url"]), std::string("https://h/subjects/cn%3Da"));
    QVERIFY(!e.contains("body"));
    QVERIFY(!e.contains("serialNumber"));
}

void TestGatewayResponses::anError()
{
    ApiError error;
    error.status = 404;
    error.code = code::unknownCa;
    error.message = QStringLiteral("CA with specified name not found");
    error.target = QStringLiteral("caId");
    error.value = QStringLiteral("CA9");
    error.retryAfter = std::chrono::seconds(3);
    const http::ServerResponse response = errorResponse(error);
    const auto body = parseJson(response.body, 8);
    QVERIFY(body.has_value());
    QCOMPARE(response.status, 404);
    QCOMPARE(text((*body)["type"]), std::string("ErrorResponse"));
    QCOMPARE(text((*body)["error"]["code"]), std::string("cagw-4018"));
    QCOMPARE(text((*body)["error"]["target"]), std::string("caId"));
    QCOMPARE(text((*body)["error"]["value"]), std::string("CA9"));
    QVERIFY((*body)["error"]["details"].is_array());
    QCOMPARE(http::headerValue(response.headers, "Retry-After"), QByteArray("3"));
    QCOMPARE(http::headerValue(response.headers, "Content-Type"), QByteArray("application/json"));
}

void TestGatewayResponses::reasons_data()
{
    QTest::addColumn<int>("reason");
    QTest::addColumn<QString>("word");
    QTest::newRow("0") << 0 << "unspecified";
    QTest::newRow("the gateway's spelling of 2") << 2 << "caCompromise";
    QTest::newRow("9") << 9 << "privilegeWithdrawn";
    QTest::newRow("beyond") << 99 << "unspecified";
    QTest::newRow("below") << -1 << "unspecified";
}

void TestGatewayResponses::reasons()
{
    QFETCH(int, reason);
    QFETCH(QString, word);
    QCOMPARE(reasonWord(reason), word);
    QCOMPARE(reasonWord(std::nullopt), QStringLiteral("unspecified"));
}

void TestGatewayResponses::failuresToStatuses_data()
{
    QTest::addColumn<ErrorKind>("kind");
    QTest::addColumn<int>("read");
    QTest::addColumn<int>("enrollment");
    QTest::newRow("policy") << ErrorKind::Policy << 500 << 404;
    QTest::newRow("not found") << ErrorKind::NotFound << 404 << 404;
    QTest::newRow("the caller's input") << ErrorKind::Usage << 400 << 404;
    QTest::newRow("network") << ErrorKind::Network << 500 << 404;
    QTest::newRow("the CA refused") << ErrorKind::Rejected << 500 << 404;
    QTest::newRow("login") << ErrorKind::Authentication << 500 << 404;
    QTest::newRow("the orders table") << ErrorKind::Database << 500 << 404;
}

void TestGatewayResponses::failuresToStatuses()
{
    QFETCH(ErrorKind, kind);
    QFETCH(int, read);
    QFETCH(int, enrollment);
    const Error error = Error::of(kind, QStringLiteral("why"));
    QCOMPARE(fromRead(error).status, read);
    QCOMPARE(fromEnrollment(error).status, enrollment);
}

QTEST_GUILESS_MAIN(TestGatewayResponses)
#include "tst_gatewayresponses.moc"
