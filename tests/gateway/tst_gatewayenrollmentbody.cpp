// SPDX-License-Identifier: Apache-2.0
#include <app/gateway/enrollmentbody.h>
#include <core/json.h>
#include <core/pki/certificaterequest.h>

#include <QTest>
#include <QTimeZone>

using namespace gatehouse;
using namespace gatehouse::gateway;

namespace {

/// One request for all rows: a key is dear.
const pki::CertificateRequest& csr()
{
    static const pki::CertificateRequest request = [] {
        const auto key = pki::PrivateKey::generate({ pki::KeyAlgorithm::Ec, 256 });
        const auto subject = pki::DistinguishedName::parse(u"CN=www.example.org,O=Acme");
        return *pki::CertificateRequest::create(
            *key, *subject, { *pki::GeneralName::parse(u"DNS:own.example.org") });
    }();
    return request;
}

QByteArray base64Csr()
{
    return csr().toDer().toBase64();
}

/// A request for X509 with more members.
QByteArray x509(const QByteArray& more = {})
{
    return "{\"profileId\":\"p\",\"requiredFormat\":{\"format\":\"X509\",\"protection\":null},"
           "\"csr\":\""
        + base64Csr() + '"' + (more.isEmpty() ? QByteArray() : ',' + more) + '}';
}

QByteArray pkcs12(const QByteArray& more = {})
{
    return R"({"profileId":"p","requiredFormat":{"format":"PKCS12","protection":{"type":"PasswordProtection","password":"s3cret"}})"
        + (more.isEmpty() ? QByteArray() : ',' + more) + '}';
}

Client client(Role role = Role::PolicyConstrainedTenant)
{
    Client one;
    one.name = QStringLiteral("CN=tester");
    one.role = role;
    return one;
}

const QDateTime now(QDate(2026, 3, 1), QTime(12, 0), QTimeZone::utc());

Result<enrollment::EnrollmentRequest> composed(QByteArray bytes, QStringList& notes)
{
    const auto body = parseEnrollment(bytes, Role::PolicyConstrainedTenant);
    if (!body)
        return failure(ErrorKind::Usage, body.error().message);
    return composeRequest(*body, client(), { 365, 90 }, now, notes);
}

} // namespace

class TestGatewayEnrollmentBody : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void forms_data();
    void forms();
    void refused_data();
    void refused();
    void flags_data();
    void flags();
    void subjects_data();
    void subjects();
    void namesAndProperties();
    void thePasswordIsWiped();
};

void TestGatewayEnrollmentBody::forms_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<int>("format");
    const auto pem = [](const char* format) {
        Json body;
        body["profileId"] = "p";
        body["requiredFormat"]["format"] = format;
        body["csr"] = csr().toPem().toStdString();
        return toBytes(body);
    };
    QByteArray broken = base64Csr();
    for (qsizetype i = 64; i < broken.size(); i += 66)
        broken.insert(i, "\\n");
    QTest::newRow("X509, the csr in one line of Base64") << x509() << 0;
    QTest::newRow("the csr in PEM armour") << pem("X509") << 0;
    QTest::newRow("the csr in lines of Base64") << QByteArray(
        R"({"profileId":"p","requiredFormat":{"format":"PEM"},"csr":")" + broken + "\"}")
                                                << 1;
    QTest::newRow("lower case") << pem("pem") << 1;
    QTest::newRow("PKCS7") << pem("Pkcs7") << 2;
    QTest::newRow("no format is X509")
        << QByteArray(R"({"profileId":"p","csr":")" + base64Csr() + "\"}") << 0;
    QTest::newRow("PKCS12") << pkcs12(
        R"("csr":null,"subjectVariables":[{"type":"cn","value":"a.example.org"}])")
                            << 3;
    QTest::newRow("unknown members do not matter")
        << x509(R"("mystery":{"a":[1]},"subjectVariables":null,"subjectAltNames":null)") << 0;
    QTest::newRow("nothing but null in the details") << x509(
        R"("optionalCertificateRequestDetails":{"subjectDn":null,"validityPeriod":null,"useSANFromCSR":null,"extensions":[],"encodedPublicKey":null})")
                                                     << 0;
}

void TestGatewayEnrollmentBody::forms()
{
    QFETCH(QByteArray, body);
    QFETCH(int, format);
    const auto parsed = parseEnrollment(body, Role::PolicyConstrainedTenant);
    QVERIFY2(parsed.has_value(), qPrintable(parsed ? QString() : parsed.error().message));
    QCOMPARE(static_cast<int>(parsed->format), format);
    QCOMPARE(parsed->csr.isNull(), parsed->format == BodyFormat::Pkcs12);
}

void TestGatewayEnrollmentBody::refused_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<int>("role");
    QTest::addColumn<int>("status");
    QTest::addColumn<QString>("target");
    const int tenant = static_cast<int>(Role::PolicyConstrainedTenant);
    const int integrator = static_cast<int>(Role::Integrator);
    const QString details = QStringLiteral("optionalCertificateRequestDetails.");
    QTest::newRow("no JSON") << QByteArray("nonsense") << tenant << 400 << "body";
    QTest::newRow("no profile") << QByteArray("{}") << tenant << 400 << "profileId";
    QTest::newRow("no csr") << QByteArray(R"({"profileId":"p"})") << tenant << 400 << "csr";
    QTest::newRow("a csr that is none")
        << QByteArray(R"({"profileId":"p","csr":"AAAA"})") << tenant << 400 << "csr";
    QTest::newRow("a format that is none")
        << QByteArray(R"({"profileId":"p","requiredFormat":{"format":"JKS"}})") << tenant << 400
        << "requiredFormat.format";
    QTest::newRow("PKCS12 without a password")
        << QByteArray(R"({"profileId":"p","requiredFormat":{"format":"PKCS12"}})") << tenant << 400
        << "requiredFormat.protection.password";
    QTest::newRow("PKCS12 with a csr")
        << pkcs12("\"csr\":\"" + base64Csr() + '"') << tenant << 400 << "csr";
    QTest::newRow("a name of no type")
        << x509(R"("subjectAltNames":[{"value":"a"}])") << tenant << 400 << "subjectAltNames.type";
    QTest::newRow("an address that is none")
        << x509(R"("subjectAltNames":[{"type":"iPAddress","value":"999.1.1.1"}])") << tenant << 400
        << "subjectAltNames.value";
    QTest::newRow("a list that is none")
        << x509(R"("subjectAltNames":"a")") << tenant << 400 << "subjectAltNames";
    QTest::newRow("a flag that is none")
        << x509(R"("includeCa":"maybe")") << tenant << 400 << "includeCa";
    QTest::newRow("a DN that is none")
        << x509(R"("optionalCertificateRequestDetails":{"subjectDn":"CN=a,,"})") << tenant << 400
        << details + QLatin1String("subjectDn");
    QTest::newRow("a renewal of nothing")
        << x509(R"("renewal":true)") << tenant << 400 << "properties.RenewalSerialNumber";
    QTest::newRow("extensions, by a tenant")
        << x509(R"("optionalCertificateRequestDetails":{"extensions":[{"oid":"1.2"}]})") << tenant
        << 403 << details + QLatin1String("extensions");
    QTest::newRow("extensions, by an integrator")
        << x509(R"("optionalCertificateRequestDetails":{"extensions":[{"oid":"1.2"}]})")
        << integrator << 501 << details + QLatin1String("extensions");
    QTest::newRow("a key without a request")
        << x509(R"("optionalCertificateRequestDetails":{"encodedPublicKey":"AA=="})") << tenant
        << 403 << details + QLatin1String("encodedPublicKey");
    QTest::newRow("without proof of possession")
        << x509(R"("optionalCertificateRequestDetails":{"performPOP":false})") << integrator << 501
        << details + QLatin1String("performPOP");
}

void TestGatewayEnrollmentBody::refused()
{
    QFETCH(QByteArray, body);
    QFETCH(int, role);
    QFETCH(int, status);
    QFETCH(QString, target);
    const auto parsed = parseEnrollment(body, static_cast<Role>(role));
    QVERIFY(!parsed.has_value());
    QCOMPARE(parsed.error().status, status);
    QCOMPARE(parsed.error().target, target);
    QVERIFY(!parsed.error().message.isEmpty());
}

void TestGatewayEnrollmentBody::flags_data()
{
    QTest::addColumn<QByteArray>("value");
    QTest::addColumn<bool>("flag");
    QTest::newRow("true") << QByteArray("true") << true;
    QTest::newRow("the text true") << QByteArray("\"true\"") << true;
    QTest::newRow("the text True") << QByteArray("\"True\"") << true;
    QTest::newRow("false") << QByteArray("false") << false;
    QTest::newRow("the text false") << QByteArray("\"false\"") << false;
    QTest::newRow("null") << QByteArray("null") << false;
    QTest::newRow("the empty text") << QByteArray("\"\"") << false;
}

void TestGatewayEnrollmentBody::flags()
{
    QFETCH(QByteArray, value);
    QFETCH(bool, flag);
    QByteArray body = x509("\"includeCa\":" + value
        + R"(,"optionalCertificateRequestDetails":{"useSANFromCSR":)" + value + '}');
    const auto parsed = parseEnrollment(body, Role::Integrator);
    QVERIFY(parsed.has_value());
    QCOMPARE(parsed->includeCa, flag);
    QCOMPARE(parsed->useSanFromCsr, flag);
}

void TestGatewayEnrollmentBody::subjects_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QString>("subject"); // of PKCS #12; empty for a CSR's
    QTest::addColumn<QString>("cause"); // empty: fine
    QTest::addColumn<int>("notes");
    const auto dn = [](const QByteArray& text) {
        return R"("optionalCertificateRequestDetails":{"subjectDn":")" + text + "\"}";
    };
    QTest::newRow("a csr alone") << x509() << ""
                                 << "" << 0;
    QTest::newRow("the shell utility's empty subject") << x509(dn("")) << ""
                                                       << "" << 0;
    QTest::newRow("the csr's own name, in another case") << x509(dn("cn=WWW.example.org")) << ""
                                                         << "" << 0;
    QTest::newRow("a bare host name") << x509(dn("www.example.org")) << ""
                                      << "" << 0;
    QTest::newRow("another common name") << x509(dn("CN=evil.example.org")) << ""
                                         << "policy/names" << 0;
    QTest::newRow("Tidepool's country, which Sectigo decides") << x509(dn("C=US")) << ""
                                                               << "" << 1;
    QTest::newRow("a variable that is another common name")
        << x509(R"("subjectVariables":[{"type":"cn","value":"b"}])") << ""
        << "policy/names" << 0;
    QTest::newRow("PKCS12 by DN") << pkcs12(dn("cn=a.example.org,o=Acme"))
                                  << "CN=a.example.org,O=Acme"
                                  << "" << 0;
    QTest::newRow("PKCS12 by slash form")
        << pkcs12(dn("/C=CA/O=x/CN=y.example.org")) << "CN=y.example.org,O=x,C=CA"
        << "" << 0;
    QTest::newRow("PKCS12 by variables, in any order") << pkcs12(
        R"("subjectVariables":[{"type":"cn","value":"a.example.org"},{"type":"c","value":"DE"},{"type":"O","value":"Acme"}])")
                                                       << "CN=a.example.org,O=Acme,C=DE"
                                                       << "" << 0;
    QTest::newRow("a DN goes before variables") << pkcs12(
        R"("subjectVariables":[{"type":"cn","value":"v.example.org"}],)" + dn("cn=d.example.org"))
                                                << "CN=d.example.org"
                                                << "" << 0;
    QTest::newRow("PKCS12 without a subject") << pkcs12() << ""
                                              << "policy/names" << 0;
}

void TestGatewayEnrollmentBody::subjects()
{
    QFETCH(QByteArray, body);
    QFETCH(QString, subject);
    QFETCH(QString, cause);
    QFETCH(int, notes);
    QStringList noted;
    const auto request = composed(body, noted);
    QCOMPARE(request ? QString() : request.error().cause, cause);
    if (!request)
        return;
    QCOMPARE(request->subject.toString(), subject);
    QCOMPARE(noted.size(), notes);
    QCOMPARE(request->requestedBy, QStringLiteral("CN=tester"));
}

void TestGatewayEnrollmentBody::namesAndProperties()
{
    QStringList notes;
    const auto request = composed(
        x509(
            R"("subjectAltNames":[{"type":"dNSName","value":"b.example.org"},{"type":"IPADDRESS","value":"192.0.2.1"}],
        "properties":{"Cost centre":4711,"tracking.requesterEmail":"a@b.example","tracking.trackingInfo":"why","tracking.requesterName":"A"},
        "optionalCertificateRequestDetails":{"validityPeriod":"P1Y"})"),
        notes);
    QVERIFY(request.has_value());
    QCOMPARE(request->days, std::optional(365));
    QVERIFY(!request->takeNamesFromCsr);
    QCOMPARE(request->subjectAltNames.size(), 2);
    QCOMPARE(request->customFields,
        (QList<scm::CustomField> { { QStringLiteral("Cost centre"), QStringLiteral("4711") } }));
    QCOMPARE(request->externalRequester, QStringLiteral("a@b.example"));
    QCOMPARE(request->comment, QStringLiteral("why"));
    QCOMPARE(notes.size(), 1);
    QStringList none;
    const auto vault =
        composed(x509(R"("optionalCertificateRequestDetails":{"validityPeriod":"PT0M"})"), none);
    QVERIFY(vault.has_value() && !vault->days);
}

void TestGatewayEnrollmentBody::thePasswordIsWiped()
{
    QByteArray body = pkcs12();
    const auto parsed = parseEnrollment(body, Role::Integrator);
    QVERIFY(parsed.has_value());
    QVERIFY(parsed->password == Secret::fromUtf8(QByteArrayView("s3cret")));
    QVERIFY(!body.contains("s3cret"));
}

QTEST_GUILESS_MAIN(TestGatewayEnrollmentBody)
#include "tst_gatewayenrollmentbody.moc"
