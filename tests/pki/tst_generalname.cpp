// SPDX-License-Identifier: Apache-2.0
#include <core/pki/generalname.h>

#include <QTest>

using namespace gatehouse::pki;

class GeneralNameTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void readsAndWrites_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("expected");
        const auto row = [](const char* name, const char16_t* text, const char16_t* expected) {
            QTest::newRow(name) << QString::fromUtf16(text) << QString::fromUtf16(expected);
        };
        row("plain host", u" www.example.com ", u"DNS:www.example.com");
        row("typed host", u"dns: WWW.example.com", u"DNS:WWW.example.com");
        row("CA Gateway's word", u"dNSName:a.example", u"DNS:a.example");
        row("wildcard", u"*.example.com", u"DNS:*.example.com");
        row("international host", u"DNS:zürich.example", u"DNS:xn--zrich-kva.example");
        row("underscore", u"DNS:_dmarc.example.com", u"DNS:_dmarc.example.com");
        row("single label", u"localhost", u"DNS:localhost");
        row("wildcard within", u"DNS:a*.example.com", u"");
        row("two wildcards", u"DNS:*.*.example.com", u"");
        row("host with a blank", u"DNS:a b.example", u"");
        row("host with a port", u"www.example.com:443", u"");
        row("empty label", u"DNS:a..example", u"");
        row("trailing dot", u"DNS:a.example.", u"");
        row("leading hyphen", u"DNS:-a.example", u"");
        row("nothing", u"", u"");
        row("type without a value", u"DNS:", u"");
        row("IPv4", u"192.0.2.1", u"IP:192.0.2.1");
        row("IPv6", u"2001:0DB8:0:0:0:0:0:1", u"IP:2001:db8::1");
        row("IPv6 in brackets", u"IP:[::1]", u"IP:::1");
        row("IPv6, all zeros", u"::", u"IP:::");
        row("IPv6, one zero group stays", u"2001:db8:0:1:1:1:1:1", u"IP:2001:db8:0:1:1:1:1:1");
        row("IPv6, longest run", u"2001:0:0:1:0:0:0:1", u"IP:2001:0:0:1::1");
        row("IPv6 that ends in zeros", u"2001:db8::", u"IP:2001:db8::");
        row("CA Gateway's address", u"iPAddress:192.0.2.1", u"IP:192.0.2.1");
        row("too large", u"192.0.2.256", u"");
        row("short form", u"IP:127.1", u"");
        row("network", u"IP:192.0.2.0/24", u"");
        row("zone", u"IP:fe80::1%eth0", u"");
        row("mail", u"Jane@EXAMPLE.com", u"email:Jane@EXAMPLE.com");
        row("mail by CA Gateway's word", u"rfc822Name:a@b.example", u"email:a@b.example");
        row("mail at an international host", u"a@zürich.example", u"email:a@xn--zrich-kva.example");
        row("mail without a name", u"@example.com", u"");
        row("mail with two at signs", u"a@b@example.com", u"");
        row("mail without a host", u"a@", u"");
        row("URI", u"URI:https://example.com/a?b=c", u"URI:https://example.com/a?b=c");
        row("URN", u"uniformResourceIdentifier:urn:uuid:1", u"URI:urn:uuid:1");
        row("URI without a scheme", u"URI:example.com", u"");
        row("URI with a blank", u"URI:https://exa mple.com/", u"");
        row("directory name", u"dirName:cn=a, o=b", u"dirName:CN=a,O=b");
        row("directory name, slash form", u"directoryName:/C=CH/CN=a", u"dirName:CN=a,C=CH");
        row("bad directory name", u"dirName:hello", u"");
        row("empty directory name", u"dirName:", u"");
        row("registered id", u"registeredID:1.2.840.1", u"RID:1.2.840.1");
        row("bad registered id", u"RID:1.99.1", u"");
        row("other name", u"other:a014060a2b060104018237140203a0060c0461406263",
            u"other:a014060a2b060104018237140203a0060c0461406263");
        row("other name that is not DER", u"other:30ff", u"");
        row("other name that is not hex", u"other:xyz", u"");
    }

    void readsAndWrites()
    {
        QFETCH(QString, text);
        QFETCH(QString, expected);
        const auto name = GeneralName::parse(text);
        QCOMPARE(name ? name->toString() : QString(), expected);
        if (!name) {
            QCOMPARE(name.error().kind, gatehouse::ErrorKind::Usage);
            return;
        }
        QCOMPARE(GeneralName::parse(name->toString()), *name);
        const auto der = encodeGeneralNames({ *name });
        QVERIFY(der);
        QCOMPARE(der->at(0), '\x30');
    }

    void errorsNameTheValue()
    {
        const auto name = GeneralName::parse(u"DNS:a b.example");
        QVERIFY(name.error().message.contains(QStringLiteral("\"a b.example\"")));
        QVERIFY(GeneralName::parse(QString(1'000'000, u'a')).error().message.size() < 400);
    }

    void matchesByType_data()
    {
        QTest::addColumn<GeneralName>("left");
        QTest::addColumn<GeneralName>("right");
        QTest::addColumn<bool>("isMatch");
        using Type = GeneralName::Type;
        const auto row = [](const char* name, Type type, const QString& left, const QString& right,
                             bool isMatch) {
            QTest::newRow(name) << GeneralName { type, left } << GeneralName { type, right }
                                << isMatch;
        };
        row("host, case", Type::DnsName, QStringLiteral("WWW.a"), QStringLiteral("www.A"), true);
        row("host", Type::DnsName, QStringLiteral("a.b"), QStringLiteral("a.c"), false);
        row("address", Type::IpAddress, QStringLiteral("2001:db8::1"),
            QStringLiteral("2001:0DB8:0::1"), true);
        row("mail, host", Type::Rfc822Name, QStringLiteral("a@B.c"), QStringLiteral("a@b.C"), true);
        row("mail, name", Type::Rfc822Name, QStringLiteral("A@b.c"), QStringLiteral("a@b.c"),
            false);
        row("URI, host", Type::Uri, QStringLiteral("HTTPS://A.b/x"),
            QStringLiteral("https://a.B/x"), true);
        row("URI, path", Type::Uri, QStringLiteral("https://a.b/X"),
            QStringLiteral("https://a.b/x"), false);
        row("directory name", Type::DirectoryName, QStringLiteral("CN=A"), QStringLiteral("cn=a"),
            true);
        QTest::newRow("type") << GeneralName { Type::DnsName, QStringLiteral("1.2") }
                              << GeneralName { Type::RegisteredId, QStringLiteral("1.2") } << false;
    }

    void matchesByType()
    {
        QFETCH(GeneralName, left);
        QFETCH(GeneralName, right);
        QFETCH(bool, isMatch);
        QCOMPARE(left.matches(right), isMatch);
        QCOMPARE(right.matches(left), isMatch);
    }

    void encodesWhatRfc5280Says()
    {
        const auto der = encodeGeneralNames({ { GeneralName::Type::DnsName, QStringLiteral("a.b") },
            { GeneralName::Type::IpAddress, QStringLiteral("192.0.2.1") } });
        QVERIFY(der);
        QCOMPARE(der->toHex(), QByteArray("300b8203612e628704c0000201"));
        QVERIFY(!encodeGeneralNames({}));
        QVERIFY(!encodeGeneralNames({ { GeneralName::Type::IpAddress, QStringLiteral("x") } }));
        QVERIFY(!encodeGeneralNames({ { GeneralName::Type::DnsName, QStringLiteral("ä") } }));
        QVERIFY(!encodeGeneralNames({ { GeneralName::Type::DnsName, QString() } }));
    }
};

QTEST_GUILESS_MAIN(GeneralNameTest)
#include "tst_generalname.moc"
