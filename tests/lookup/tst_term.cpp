// SPDX-License-Identifier: Apache-2.0
#include <core/lookup/term.h>
#include <core/pki/certificatebuilder.h>

#include <QtTest>

using namespace gatehouse;
using namespace gatehouse::lookup;

namespace {

/// "serial a93ec0", "host www.example.org": a reading in one line.
QString written(const Term& term)
{
    switch (term.kind) {
    case Term::Kind::DistinguishedName:
        return QStringLiteral("dn ") + term.name.toString();
    case Term::Kind::SerialNumber:
        return QStringLiteral("serial ") + term.serialNumber.toHex();
    case Term::Kind::HostName:
        return QStringLiteral("host ") + term.text;
    case Term::Kind::Wildcard:
        return QStringLiteral("wildcard ") + term.text;
    case Term::Kind::EmailAddress:
        return QStringLiteral("mail ") + term.text;
    case Term::Kind::OrderNumber:
        return QStringLiteral("order ") + term.text;
    case Term::Kind::Certificate:
        break;
    }
    return QStringLiteral("certificate ") + term.serialNumber.toHex();
}

pki::Certificate makeCertificate()
{
    const auto key = pki::PrivateKey::generate({ pki::KeyAlgorithm::Ec, 256 }).value();
    pki::CertificateTemplate content;
    content.subject = pki::DistinguishedName::parse(u"CN=a.test").value();
    content.publicKeyInfo = key.publicKeyInfo();
    content.serialNumber = pki::SerialNumber::fromHex(u"a93ec0").value();
    content.notBefore = QDateTime(QDate(2026, 1, 1), QTime(0, 0), Qt::UTC);
    content.notAfter = content.notBefore.addDays(30);
    return pki::buildCertificate(content, {}, key).value();
}

} // namespace

class TestTerm : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void anySpellingIsUnderstood_data()
    {
        QTest::addColumn<QString>("input");
        QTest::addColumn<QStringList>("readings");
        const auto row = [](const char* name, const char* input, const char* readings) {
            QTest::newRow(name) << QString::fromUtf8(input)
                                << QString::fromUtf8(readings).split(QLatin1Char('|'));
        };
        row("RFC 4514", "CN=a.test,O=Example,C=US", "dn CN=a.test,O=Example,C=US");
        row("blanks and case", "  cn = a.test , o = Example ", "dn CN=a.test,O=Example");
        row("slash form", "/C=US/O=Example/CN=a.test", "dn CN=a.test,O=Example,C=US");
        row("openssl's subject line", "subject=CN = a.test, O = Example", "dn CN=a.test,O=Example");
        row("marked name", "dn: CN=a.test", "dn CN=a.test");
        row("a name that ends with a blank", "CN=a.test\\  ", "dn CN=a.test\\ ");
        row("quoted", "\"CN=a.test\"", "dn CN=a.test");
        row("a serial number attribute", "serialNumber=HRB 7,CN=a.test",
            "dn SERIALNUMBER=HRB 7,CN=a.test");

        row("SCM's serial", "A9:3E:C0", "serial a93ec0");
        row("blanks between", "a9 3e c0", "serial a93ec0");
        row("dashes between may be a host", "a9-3e-c0", "serial a93ec0|host a9-3e-c0");
        row("0x", "0xA93EC0", "serial a93ec0");
        row("leading zeros", "0000a93ec0", "serial a93ec0|order 0000a93ec0|host 0000a93ec0");
        row("openssl's serial line", "serial=A93EC0", "serial a93ec0");
        row("certificate viewer's line", "Serial Number: a9:3e:c0", "serial a93ec0");
        row("bare hex", "a93ec0", "serial a93ec0|order a93ec0|host a93ec0");
        row("marked decimal", "dec:11091648", "serial a93ec0");
        row("marked decimal with a blank", "decimal 11091648", "serial a93ec0");
        row("marked hex digits", "hex 42", "serial 42");
        row("short digits", "880017", "order 880017|serial 880017|serial 0d6d91");
        row("sixteen digits and more", "1234567890123456",
            "serial 0462d53c8abac0|serial 1234567890123456|order 1234567890123456");
        row("padded as hex is", "0034567890123456",
            "serial 34567890123456|serial 1f7076cfbac0|order 0034567890123456");
        row("20 bytes of digits", "1234567890123456789012345678901234567890",
            "serial 03a0c92075c0dbf3b8acbc5f96ce3f0ad2"
            "|serial 1234567890123456789012345678901234567890");
        row("eight pairs may be an address", "20:01:0d:b8:00:00:00:01",
            "serial 20010db800000001|host 20:1:d:b8::1");

        row("host", "WWW.Example.org", "host www.example.org");
        row("trailing dot", "www.example.org.", "host www.example.org");
        row("with port", "www.example.org:8443", "host www.example.org");

        row("a URL", "https://www.example.org:8443/path", "host www.example.org");
        row("international", "m\xc3\xbcnchen.example", "host xn--mnchen-3ya.example");
        row("a host that could be an order", "intranet", "host intranet|order intranet");
        row("short host", "www", "host www");
        row("IPv4", "192.0.2.1", "host 192.0.2.1");
        row("IPv6", "2001:db8::1", "host 2001:db8::1");
        row("IPv6 in full", "2001:db8:0:0:0:0:0:1", "host 2001:db8::1");
        row("wildcard", "*.Example.org", "wildcard *.example.org");
        row("mail", "Bob@Example.org", "mail bob@example.org");

        row("marked order", "order 42", "order 42");
        row("hash", "#880017", "order 880017");
        row("our mark", "gatehouse:0123456789abcdefghijklmnop", "order 0123456789abcdefghijklmnop");
        row("our id", "0123456789ABCDEFGHIJKLMNOP",
            "order 0123456789abcdefghijklmnop|host 0123456789abcdefghijklmnop");
    }

    void anySpellingIsUnderstood()
    {
        QFETCH(QString, input);
        QFETCH(QStringList, readings);
        const auto terms = interpret(input);
        QVERIFY2(terms, qPrintable(terms ? QString() : terms.error().message));
        QStringList found;
        for (const Term& term : *terms) {
            found.append(written(term));
            QVERIFY(!term.description().isEmpty());
        }
        QCOMPARE(found, readings);
    }

    void aPastedCertificateIsRead()
    {
        const pki::Certificate certificate = makeCertificate();
        const QString pem = QString::fromLatin1(certificate.toPem());
        const QString base64 = QString::fromLatin1(certificate.toDer().toBase64());
        for (const QString& input :
            { pem, QString(QLatin1String("mail text\r\n") + pem), base64 }) {
            const auto terms = interpret(input);
            QVERIFY(terms);
            QCOMPARE(terms->size(), 1);
            QCOMPARE(terms->first().kind, Term::Kind::Certificate);
            QCOMPARE(terms->first().certificate, certificate);
        }
        QCOMPARE(interpret(pem.first(pem.size() / 2)).error().kind, ErrorKind::Usage);
    }

    void whatIsNothingIsTold_data()
    {
        QTest::addColumn<QString>("input");
        QTest::newRow("nothing") << QString();
        QTest::newRow("blanks") << QStringLiteral(" \t\n ");
        QTest::newRow("quotes") << QStringLiteral("\"\"");
        QTest::newRow("a sentence") << QStringLiteral("what is this?");
        QTest::newRow("a broken name") << QStringLiteral("CN=a,=b");
        QTest::newRow("NUL") << QString(QLatin1String("a") + QChar(u'\0') + QLatin1String("b"));
        QTest::newRow("dots") << QStringLiteral("..");
        QTest::newRow("two stars") << QStringLiteral("*.*.org");
        QTest::newRow("letters after dec") << QStringLiteral("dec:12ab!");
        QTest::newRow("a very long host") << QString(300, QLatin1Char('.'));
        QTest::newRow("two megabytes") << QString(2 * 1024 * 1024, QLatin1Char('a'));
    }

    void whatIsNothingIsTold()
    {
        QFETCH(QString, input);
        const auto terms = interpret(input);
        QVERIFY(!terms);
        QCOMPARE(terms.error().kind, ErrorKind::Usage);
        QVERIFY(!terms.error().message.isEmpty());
    }
};

QTEST_GUILESS_MAIN(TestTerm)
#include "tst_term.moc"
