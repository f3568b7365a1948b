// SPDX-License-Identifier: Apache-2.0
#include "pkifixtures.h"

#include <QTest>

using namespace gatehouse;
using namespace gatehouse::pki;
using namespace gatehouse::pki::tests;

class CertificateTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void tellsWhatIsInIt()
    {
        const SmallPki& pki = smallPki();
        const Certificate& leaf = pki.leaf;
        QCOMPARE(leaf.subject().toString(), QStringLiteral("CN=www.example.com,O=Example,C=CH"));
        QCOMPARE(leaf.issuer(), pki.issuing.subject());
        QCOMPARE(leaf.version(), 3);
        QCOMPARE(leaf.keyType(), (KeyType { KeyAlgorithm::Ec, 256 }));
        QCOMPARE(leaf.publicKeyInfo(), pki.leafKey.publicKeyInfo());
        QCOMPARE(leaf.signatureAlgorithm(), QStringLiteral("ecdsa-with-SHA256"));
        QCOMPARE(leaf.signatureAlgorithmOid(), QStringLiteral("1.2.840.10045.4.3.2"));
        QCOMPARE(leaf.keyUsages(), QStringList { QStringLiteral("digitalSignature") });
        QCOMPARE(leaf.extendedKeyUsages(),
            (QStringList { QStringLiteral("serverAuth"), QStringLiteral("clientAuth") }));
        QCOMPARE(leaf.subjectAltNames(),
            (QList<GeneralName> { { GeneralName::Type::DnsName, QStringLiteral("www.example.com") },
                { GeneralName::Type::IpAddress, QStringLiteral("192.0.2.1") } }));
        QCOMPARE(leaf.sha1Fingerprint().size(), 20);
        QCOMPARE(leaf.sha256Fingerprint().size(), 32);
        QCOMPARE(leaf.serialNumber().bytes().size(), 16);
        QVERIFY(!leaf.isCa());
        QVERIFY(!leaf.isSelfIssued());
        QVERIFY(pki.root.isCa());
        QVERIFY(pki.root.isSelfIssued());
        QVERIFY(pki.issuing.keyUsages().contains(QStringLiteral("keyCertSign")));
    }

    void keepsTimesInUtc()
    {
        CertificateTemplate content = templateFor(smallPki().leafKey, u"CN=t");
        content.notBefore = QDateTime(QDate(1999, 12, 31), QTime(23, 59, 59), Qt::UTC);
        content.notAfter = QDateTime(QDate(2061, 2, 3), QTime(4, 5, 6), Qt::UTC);
        const auto certificate = buildCertificate(content, {}, smallPki().leafKey);
        QVERIFY(certificate);
        QCOMPARE(certificate->notBefore(), content.notBefore);
        QCOMPARE(certificate->notAfter(), content.notAfter);
        QCOMPARE(certificate->notAfter().timeSpec(), Qt::UTC);
    }

    void keepsSerialNumbers_data()
    {
        QTest::addColumn<QString>("hex");
        for (const char* hex :
            { "00", "01", "7f", "80", "ff00", "a93ec0", "dc517fb9b9c3eb3b890ff2a34812e33c" })
            QTest::newRow(hex) << QString::fromLatin1(hex);
    }

    void keepsSerialNumbers()
    {
        QFETCH(QString, hex);
        CertificateTemplate content = templateFor(smallPki().leafKey, u"CN=t");
        content.serialNumber = SerialNumber::fromHex(hex).value();
        const auto certificate = buildCertificate(content, {}, smallPki().leafKey);
        QVERIFY(certificate);
        QCOMPARE(certificate->serialNumber().toHex(), hex);
    }

    void aNullOneAnswersEverything()
    {
        const Certificate none;
        QVERIFY(none.isNull());
        QVERIFY(none.toDer().isEmpty());
        QVERIFY(none.toPem().isEmpty());
        QVERIFY(none.subject().isEmpty());
        QVERIFY(none.issuer().isEmpty());
        QVERIFY(none.serialNumber().isEmpty());
        QVERIFY(!none.notBefore().isValid());
        QVERIFY(!none.notAfter().isValid());
        QCOMPARE(none.version(), 0);
        QVERIFY(none.signatureAlgorithm().isEmpty());
        QVERIFY(!none.keyType());
        QVERIFY(none.publicKeyInfo().isEmpty());
        QVERIFY(none.subjectAltNames().isEmpty());
        QVERIFY(none.keyUsages().isEmpty());
        QVERIFY(none.extendedKeyUsages().isEmpty());
        QVERIFY(!none.isCa());
        QVERIFY(!none.isSelfIssued());
        QVERIFY(none.sha256Fingerprint().isEmpty());
        QVERIFY(!none.isSignedBy(none));
        QCOMPARE(none, Certificate());
        QVERIFY(none != smallPki().leaf);
        QVERIFY(buildChain(none, {}).isEmpty());
    }

    void readsEveryForm_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<int>("count");
        const SmallPki& pki = smallPki();
        const QByteArray der = pki.leaf.toDer();
        const QByteArray pem = pki.leaf.toPem();
        const QList<Certificate> all { pki.leaf, pki.issuing, pki.root };
        QByteArray crLf = pem;
        crLf.replace("\n", "\r\n");
        QTest::newRow("DER") << der << 1;
        QTest::newRow("DER with a newline") << der + "\r\n" << 1;
        QTest::newRow("PEM") << pem << 1;
        QTest::newRow("PEM without the last newline") << pem.chopped(1) << 1;
        QTest::newRow("PEM with CR LF") << crLf << 1;
        QTest::newRow("PEM with CR only") << QByteArray(pem).replace('\n', '\r') << 1;
        QTest::newRow("PEM after a byte order mark") << "\xef\xbb\xbf" + pem << 1;
        QTest::newRow("PEM with text around")
            << "Bag Attributes\n  name: x\n\n" + pem + "-- \nregards" << 1;
        QTest::newRow("PEM, indented") << "   " + QByteArray(pem).replace("\n", "\n   ") << 1;
        QTest::newRow("PEM with the old label")
            << QByteArray(pem).replace("CERTIFICATE", "X509 CERTIFICATE") << 1;
        QTest::newRow("Base64") << der.toBase64() << 1;
        QTest::newRow("Base64 in lines") << pem.mid(28).chopped(26) << 1;
        QTest::newRow("several PEM blocks") << toPem(all) << 3;
        QTest::newRow("PEM blocks run together") << pem.chopped(1) + toPem(all) << 4;
        QTest::newRow("PEM beside a key")
            << pki.leafKey.toEncryptedPem(password("x")).value() + pem << 1;
        QTest::newRow("PKCS #7, DER") << toPkcs7Der(all).value() << 3;
        QTest::newRow("PKCS #7, PEM") << toPkcs7Pem(all).value() << 3;
        QTest::newRow("PKCS #7, Base64") << toPkcs7Der(all).value().toBase64() << 3;
        QTest::newRow("PKCS #7 as CMS") << toPkcs7Pem(all).value().replace("PKCS7", "CMS") << 3;
    }

    void readsEveryForm()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(int, count);
        const auto all = Certificate::parseAll(bytes);
        QVERIFY2(all, qPrintable(all ? QString() : all.error().message));
        QCOMPARE(all->size(), count);
        QVERIFY(all->contains(smallPki().leaf));
        const auto one = Certificate::parse(bytes);
        QCOMPARE(one.has_value(), count == 1);
        if (!one)
            QCOMPARE(one.error().cause, QStringLiteral("pki/several-certificates"));
    }

    void refusesWhatIsNone_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QString>("cause");
        const SmallPki& pki = smallPki();
        const QByteArray pem = pki.leaf.toPem();
        const auto row = [](const char* name, const QByteArray& bytes, const char* cause) {
            QTest::newRow(name) << bytes << QString::fromLatin1(cause);
        };
        row("nothing", {}, "pki/empty");
        row("blanks", " \n\n", "pki/empty");
        row("HTML", "<html><body>Proxy error</body></html>", "pki/not-certificate");
        row("cut PEM", pem.first(300), "pki/truncated");
        row("second block cut", pem + pem.first(300), "pki/truncated");
        row("cut DER", pki.leaf.toDer().first(300), "pki/truncated");
        row("one byte of DER", "\x30", "pki/truncated");
        row("DER with a tail", pki.leaf.toDer() + "tail", "pki/not-certificate");
        row("PEM with bad Base64", QByteArray(pem).replace(100, 1, "*"), "pki/not-certificate");
        row("empty PEM block", "-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n",
            "pki/not-certificate");
        row("a key", pki.leafKey.toEncryptedPem(password("x")).value(), "pki/not-certificate");
        row("empty PKCS #7", toPkcs7Der({}).value(), "pki/not-certificate");
        row("zeros", QByteArray(100000, '\0'), "pki/not-certificate");
        row("10 MB of text", QByteArray(10'000'000, 'x'), "pki/not-certificate");
        row("many open blocks", QByteArray("-----BEGIN A-----\n").repeated(200'000),
            "pki/truncated");
        row("many dashes", QByteArray("-----BEGIN ").repeated(500'000), "pki/not-certificate");
        row("a huge length", QByteArray::fromHex("3084ffffffff0000"), "pki/truncated");
        row("an indefinite length", QByteArray::fromHex("30800000"), "pki/not-certificate");
    }

    void refusesWhatIsNone()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(QString, cause);
        const auto all = Certificate::parseAll(bytes);
        QVERIFY(!all);
        QCOMPARE(all.error().cause, cause);
        QVERIFY(!all.error().message.isEmpty());
        QVERIFY(all.error().message.size() < 400);
        QVERIFY(!Certificate::parse(bytes));
    }

    void writesPem()
    {
        const QByteArray pem = smallPki().leaf.toPem();
        QVERIFY(pem.startsWith("-----BEGIN CERTIFICATE-----\n"));
        QVERIFY(pem.endsWith("\n-----END CERTIFICATE-----\n"));
        QVERIFY(!pem.contains('\r'));
        const QList<QByteArray> lines = pem.split('\n');
        QCOMPARE(lines.at(1).size(), 64);
        for (const QByteArray& line : lines)
            QVERIFY(line.size() <= 64);
    }

    void buildsTheChain()
    {
        const SmallPki& pki = smallPki();
        const QList<Certificate> expected { pki.leaf, pki.issuing, pki.root };
        QCOMPARE(buildChain(pki.leaf, { pki.root, pki.leaf, pki.issuing, pki.root, {} }), expected);
        QCOMPARE(buildChain(pki.leaf, { pki.root }), QList<Certificate> { pki.leaf });
        QCOMPARE(buildChain(pki.leaf, { pki.issuing }), expected.first(2));
        QCOMPARE(buildChain(pki.root, expected), QList<Certificate> { pki.root });
    }

    void aChainNeedsSignaturesNotNames()
    {
        const SmallPki& pki = smallPki();
        const PrivateKey other = newKey();
        CertificateTemplate content = templateFor(other, pki.issuing.subject().toString());
        content.isCa = true;
        const Certificate impostor = buildCertificate(content, pki.root, pki.rootKey).value();
        QVERIFY(!pki.leaf.isSignedBy(impostor));
        QVERIFY(pki.leaf.isSignedBy(pki.issuing));
        QVERIFY(!pki.leaf.isSignedBy(pki.root));
        QCOMPARE(buildChain(pki.leaf, { impostor, pki.issuing }),
            (QList<Certificate> { pki.leaf, pki.issuing }));
    }

    void aCrossSignedIssuerEndsAtTheSelfSignedOne()
    {
        const SmallPki& pki = smallPki();
        const PrivateKey oldKey = newKey();
        const Certificate oldRoot = selfSigned(oldKey, u"CN=Old Root");
        CertificateTemplate content = templateFor(pki.rootKey, pki.root.subject().toString());
        content.isCa = true;
        content.notAfter = content.notAfter.addYears(5);
        const Certificate cross = buildCertificate(content, oldRoot, oldKey).value();
        QCOMPARE(buildChain(pki.leaf, { cross, oldRoot, pki.issuing, pki.root }),
            (QList<Certificate> { pki.leaf, pki.issuing, pki.root }));
        QCOMPARE(buildChain(pki.leaf, { cross, oldRoot, pki.issuing }),
            (QList<Certificate> { pki.leaf, pki.issuing, cross, oldRoot }));
    }

    void theBuilderRefusesNonsense_data()
    {
        QTest::addColumn<int>("nonsense");
        int which = 0;
        for (const char* name : { "no public key", "backward validity", "no validity",
                 "unknown usage", "bad alternative name", "foreign issuer key", "no issuer key" })
            QTest::newRow(name) << which++;
    }

    void theBuilderRefusesNonsense()
    {
        QFETCH(int, nonsense);
        const SmallPki& pki = smallPki();
        CertificateTemplate content = templateFor(pki.leafKey, u"CN=x");
        QVERIFY(buildCertificate(content, pki.issuing, pki.issuingKey));
        PrivateKey issuerKey = pki.issuingKey;
        if (nonsense == 0)
            content.publicKeyInfo = "x";
        else if (nonsense == 1)
            content.notAfter = content.notBefore.addSecs(-1);
        else if (nonsense == 2)
            content.notBefore = QDateTime();
        else if (nonsense == 3)
            content.extendedKeyUsages = { QStringLiteral("noSuchUsage") };
        else if (nonsense == 4)
            content.subjectAltNames = { { GeneralName::Type::IpAddress, QStringLiteral("x") } };
        else
            issuerKey = nonsense == 5 ? pki.rootKey : PrivateKey();
        const auto certificate = buildCertificate(content, pki.issuing, issuerKey);
        QVERIFY(!certificate);
        QVERIFY(!certificate.error().message.isEmpty());
    }

    void damagedOnesNeverCrash()
    {
        const QByteArray der = smallPki().leaf.toDer();
        for (qsizetype size = 0; size < der.size(); ++size)
            QVERIFY(!Certificate::fromDer(der.first(size)));
        for (qsizetype at = 0; at < der.size(); ++at) {
            for (const int mask : { 0x01, 0x80, 0xff }) {
                QByteArray flipped = der;
                flipped[at] = static_cast<char>(flipped[at] ^ mask);
                const auto certificate = Certificate::fromDer(flipped);
                if (!certificate)
                    continue;
                readAll(*certificate);
                QVERIFY2(!certificate->isSignedBy(smallPki().issuing),
                    "a changed certificate must not verify");
            }
        }
        const QByteArray packed = toPkcs7Der({ smallPki().leaf, smallPki().root }).value();
        for (qsizetype at = 0; at < packed.size(); ++at) {
            QByteArray flipped = packed;
            flipped[at] = static_cast<char>(flipped[at] ^ 0x01);
            Certificate::parseAll(flipped);
            QVERIFY(!Certificate::parseAll(packed.first(at)));
        }
    }

private:
    static void readAll(const Certificate& certificate)
    {
        // What must hold of anything that could be decoded: its text forms exist and can be read
        // again.
        const DistinguishedName subject = certificate.subject();
        QCOMPARE(DistinguishedName::parse(subject.toString()), subject);
        certificate.issuer().canonicalKey();
        for (const GeneralName& name : certificate.subjectAltNames())
            QVERIFY(name.toString().contains(u':'));
        QCOMPARE(SerialNumber::fromHex(certificate.serialNumber().toHex()).has_value(),
            !certificate.serialNumber().isEmpty());
        certificate.keyType();
        certificate.notBefore();
        certificate.notAfter();
        certificate.signatureAlgorithm();
        certificate.keyUsages();
        certificate.extendedKeyUsages();
        certificate.isCa();
        certificate.publicKeyInfo();
        QCOMPARE(certificate.sha256Fingerprint().size(), 32);
    }
};

QTEST_GUILESS_MAIN(CertificateTest)
#include "tst_certificate.moc"
