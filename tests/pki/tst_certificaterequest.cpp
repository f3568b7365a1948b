// SPDX-License-Identifier: Apache-2.0
#include "pkifixtures.h"
#include <core/pki/certificaterequest.h>

#include <QTest>

using namespace gatehouse;
using namespace gatehouse::pki;
using namespace gatehouse::pki::tests;

namespace {

const CertificateRequest& request()
{
    static const CertificateRequest made = CertificateRequest::create(smallPki().leafKey,
        DistinguishedName::parse(u"CN=a.example,O=Ä,C=CH").value(),
        { GeneralName::parse(u"a.example").value(), GeneralName::parse(u"a@b.example").value() })
                                               .value();
    return made;
}

} // namespace

class CertificateRequestTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void tellsWhatIsInIt()
    {
        QCOMPARE(request().subject().toString(), QStringLiteral("CN=a.example,O=Ä,C=CH"));
        QCOMPARE(request().subjectAltNames(),
            (QList<GeneralName> { { GeneralName::Type::DnsName, QStringLiteral("a.example") },
                { GeneralName::Type::Rfc822Name, QStringLiteral("a@b.example") } }));
        QCOMPARE(request().keyType(), (KeyType { KeyAlgorithm::Ec, 256 }));
        QCOMPARE(request().publicKeyInfo(), smallPki().leafKey.publicKeyInfo());
        QVERIFY(request().hasValidSignature());
    }

    void signsWithTheDigestOfTheCurve_data()
    {
        QTest::addColumn<QString>("type");
        QTest::addColumn<QByteArray>("oid");
        QTest::newRow("P-256") << QStringLiteral("P-256") << QByteArray("06082a8648ce3d040302");
        QTest::newRow("P-384") << QStringLiteral("P-384") << QByteArray("06082a8648ce3d040303");
        QTest::newRow("P-521") << QStringLiteral("P-521") << QByteArray("06082a8648ce3d040304");
        QTest::newRow("RSA") << QStringLiteral("RSA 2048") << QByteArray("06092a864886f70d01010b");
    }

    void signsWithTheDigestOfTheCurve()
    {
        QFETCH(QString, type);
        QFETCH(QByteArray, oid);
        const PrivateKey key = PrivateKey::generate(KeyType::parse(type).value()).value();
        const auto made = CertificateRequest::create(key, {}, {});
        QVERIFY(made);
        QVERIFY(made->subject().isEmpty());
        QVERIFY(made->subjectAltNames().isEmpty());
        QVERIFY(made->hasValidSignature());
        QVERIFY(made->toDer().contains(QByteArray::fromHex(oid)));
        QCOMPARE(made->keyType(), KeyType::parse(type));
    }

    void readsEveryForm_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        const QByteArray pem = request().toPem();
        const QByteArray der = request().toDer();
        QTest::newRow("PEM") << pem;
        QTest::newRow("the other label")
            << QByteArray(pem).replace("CERTIFICATE", "NEW CERTIFICATE");
        QTest::newRow("CR LF") << QByteArray(pem).replace("\n", "\r\n");
        QTest::newRow("no last newline") << pem.chopped(1);
        QTest::newRow("text around")
            << "Certificate Request:\n  Data: ...\n" + pem + "Thanks,\nJane";
        QTest::newRow("beside its key")
            << smallPki().leafKey.toEncryptedPem(password("x")).value() + pem;
        QTest::newRow("DER") << der;
        QTest::newRow("DER with a newline") << der + '\n';
        QTest::newRow("Base64") << der.toBase64();
        QTest::newRow("Base64 with line breaks")
            << der.toBase64().insert(64, "\r\n").insert(20, ' ');
    }

    void readsEveryForm()
    {
        QFETCH(QByteArray, bytes);
        const auto parsed = CertificateRequest::parse(bytes);
        QVERIFY2(parsed, qPrintable(parsed ? QString() : parsed.error().message));
        QCOMPARE(*parsed, request());
    }

    void saysWhatItFoundInstead_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QString>("cause");
        const auto row = [](const char* name, const QByteArray& bytes, const char* cause) {
            QTest::newRow(name) << bytes << QString::fromLatin1(cause);
        };
        const SmallPki& pki = smallPki();
        const QByteArray key = pki.leafKey.toPkcs8().utf8().toByteArray();
        row("nothing", "", "pki/empty");
        row("blanks", "\r\n ", "pki/empty");
        row("certificate, PEM", pki.leaf.toPem(), "pki/is-certificate");
        row("certificate, DER", pki.leaf.toDer(), "pki/is-certificate");
        row("certificate, Base64", pki.leaf.toDer().toBase64(), "pki/is-certificate");
        row("certificate with the wrong label",
            pki.leaf.toPem().replace("CERTIFICATE", "CERTIFICATE REQUEST"), "pki/is-certificate");
        row("key, PEM", pki.leafKey.toEncryptedPem(password("x")).value(), "pki/is-private-key");
        row("key, DER", pki.leafKey.toEncryptedPkcs8(password("x")).value(), "pki/is-private-key");
        row("open key, DER", key, "pki/is-private-key");
        row("RSA key label", "-----BEGIN RSA PRIVATE KEY-----\nAAAA\n-----END RSA PRIVATE KEY-----",
            "pki/is-private-key");
        row("cut PEM", request().toPem().first(200), "pki/truncated");
        row("cut within the block", request().toPem().remove(100, 65), "pki/truncated");
        row("cut DER", request().toDer().first(100), "pki/truncated");
        row("two", request().toPem() + request().toPem(), "pki/several-csrs");
        row("a word", "hello", "pki/not-csr");
        row("HTML", "<html></html>", "pki/not-csr");
        row("DER of something else", QByteArray::fromHex("3003020101"), "pki/not-csr");
        row("a list", "-----BEGIN X509 CRL-----\nAAAA\n-----END X509 CRL-----", "pki/not-csr");
        row("10 MB", QByteArray(10'000'000, 'A'), "pki/not-csr");
    }

    void saysWhatItFoundInstead()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(QString, cause);
        const auto parsed = CertificateRequest::parse(bytes);
        QVERIFY(!parsed);
        QCOMPARE(parsed.error().kind, ErrorKind::Usage);
        QCOMPARE(parsed.error().cause, cause);
    }

    void provesPossession()
    {
        // The last octets are the signature's: the request is well-formed, and not its key's.
        QByteArray der = request().toDer();
        der[der.size() - 1] = static_cast<char>(der[der.size() - 1] ^ 1);
        const auto forged = CertificateRequest::parse(der);
        QVERIFY(forged);
        QVERIFY(!forged->hasValidSignature());
        QVERIFY(*forged != request());
    }

    void refusesWhatCannotBeEncoded()
    {
        const DistinguishedName subject = DistinguishedName::parse(u"CN=a").value();
        QVERIFY(!CertificateRequest::create(smallPki().leafKey, subject,
            { { GeneralName::Type::IpAddress, QStringLiteral("x") } }));
        QVERIFY(!CertificateRequest::create({}, subject, {}));
        QVERIFY(!CertificateRequest::create(
            smallPki().leafKey, DistinguishedName::parse(u"CN=#020101").value(), {}));
        const CertificateRequest none;
        QVERIFY(none.isNull());
        QVERIFY(none.toPem().isEmpty());
        QVERIFY(none.subject().isEmpty());
        QVERIFY(none.subjectAltNames().isEmpty());
        QVERIFY(!none.keyType());
        QVERIFY(none.publicKeyInfo().isEmpty());
        QVERIFY(!none.hasValidSignature());
    }

    void damagedOnesNeverCrash()
    {
        const QByteArray der = request().toDer();
        for (qsizetype size = 0; size < der.size(); ++size)
            QVERIFY(!CertificateRequest::parse(der.first(size)));
        for (qsizetype at = 0; at < der.size(); ++at) {
            for (const int mask : { 0x01, 0x80, 0xff }) {
                QByteArray flipped = der;
                flipped[at] = static_cast<char>(flipped[at] ^ mask);
                const auto parsed = CertificateRequest::parse(flipped);
                if (!parsed)
                    continue;
                parsed->subject();
                parsed->subjectAltNames();
                parsed->keyType();
                QVERIFY(!parsed->hasValidSignature());
            }
        }
    }
};

QTEST_GUILESS_MAIN(CertificateRequestTest)
#include "tst_certificaterequest.moc"
