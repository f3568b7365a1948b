// SPDX-License-Identifier: Apache-2.0
#include <core/pki/attributevalue.h>
#include <core/pki/distinguishedname.h>
#include <core/pki/opensslsupport.h>

#include <QRandomGenerator>
#include <QTest>

#include <openssl/x509.h>

#include <array>

using namespace gatehouse::pki;

namespace {

using NamePointer = OpenSslPointer<X509_NAME, X509_NAME_free>;

DistinguishedName dn(QStringView text)
{
    const auto name = DistinguishedName::parse(text);
    if (!name)
        qFatal("not a DN: %s (%s)", qPrintable(text.toString()), qPrintable(name.error().message));
    return *name;
}

/// OpenSSL's own RFC 2253 text of our encoding; "(broken)" where it does not take it.
QByteArray openSslText(const QByteArray& der)
{
    const auto* at = reinterpret_cast<const unsigned char*>(der.constData());
    const NamePointer name(d2i_X509_NAME(nullptr, &at, der.size()));
    const BioPointer out(BIO_new(BIO_s_mem()));
    if (!name
        || X509_NAME_print_ex(out.get(), name.get(), 0, XN_FLAG_RFC2253 & ~ASN1_STRFLGS_ESC_MSB)
            < 0)
        return "(broken)";
    char* text = nullptr;
    const long size = BIO_get_mem_data(out.get(), &text);
    return { text, size };
}

} // namespace

class DistinguishedNameTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void readsAndWrites_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("expected");
        const auto row = [](const char* name, const char16_t* text, const char16_t* expected) {
            QTest::newRow(name) << QString::fromUtf16(text) << QString::fromUtf16(expected);
        };
        row("RFC 4514, simple", u"UID=jsmith,DC=example,DC=net", u"UID=jsmith,DC=example,DC=net");
        row("RFC 4514, multi-valued", u"OU=Sales+CN=J.  Smith,DC=example,DC=net",
            u"OU=Sales+CN=J.  Smith,DC=example,DC=net");
        row("RFC 4514, escaped quotes", uR"(CN=James \"Jim\" Smith\, III,DC=example,DC=net)",
            uR"(CN=James \"Jim\" Smith\, III,DC=example,DC=net)");
        row("RFC 4514, control character", uR"(CN=Before\0dAfter,DC=example,DC=net)",
            uR"(CN=Before\0DAfter,DC=example,DC=net)");
        row("RFC 4514, dotted type", u"1.3.6.1.4.1.1466.0=#04024869",
            u"1.3.6.1.4.1.1466.0=#04024869");
        row("RFC 4514, UTF-8 in hex", uR"(CN=Lu\C4\8Di\C4\87)", u"CN=Lučić");
        row("RFC 2253, quoted", uR"(CN="Smith, James + Co; x" , O="a\"b\\c")",
            uR"(CN=Smith\, James \+ Co\; x,O=a\"b\\c)");
        row("RFC 2253, semicolon and blanks", u" cn = a ; o = b\n,\tc = US ", u"CN=a,O=b,C=US");
        row("RFC 2253, OID prefix", u"OID.2.5.4.3=a,oid.2.5.4.10=b", u"CN=a,O=b");
        row("hex of a UTF8String", u"CN=#0C0141", u"CN=A");
        row("hex of a text that starts with #", u"CN=#0C0223 41", u"");
        row("hex of a text with a number sign", u"CN=#0C022341", uR"(CN=\#A)");
        row("hex of a BMPString", u"CN=#1E0400410042", u"CN=AB");
        row("hex of a UniversalString", u"CN=#1C040001F511", u"CN=\U0001F511");
        row("hex of a T61String", u"CN=#1403FC4142", u"CN=üAB");
        row("slash form", u"/C=US/O=b/CN=a", u"CN=a,O=b,C=US");
        row("slash form with a slash", u"/O=x/CN=HTTP/host.example", u"CN=HTTP/host.example,O=x");
        row("slash form with an escaped slash", uR"(/O=a\/CN=b/CN=c)", u"CN=c,O=a/CN\\=b");
        row("slash form with bytes", uR"(/CN=Z\xC3\xBCrich)", u"CN=Zürich");
        row("slash form, multi-valued", u"/C=US/CN=a+UID=b", u"CN=a+UID=b,C=US");
        row("slash form with a comma", u"/O=a, b/CN=c", u"CN=c,O=a\\, b");
        row("equals sign in a value", u"CN=a=b", u"CN=a\\=b");
        row("blanks kept by escapes", uR"(CN=\ a\20)", uR"(CN=\ a\ )");
        row("escaped number sign", uR"(CN=\#a#)", uR"(CN=\#a#)");
        row("empty value", u"CN=,O=b", u"CN=,O=b");
        row("short names of all kinds",
            u"sn=a,SERIALNUMBER=b,s=c,street=d,title=e,givenname=f,initials=g,email=h,postalcode=i,"
            u"dnqualifier=j,businesscategory=k,jurisdictionl=l,jurisdictionst=m,jurisdictionc=US,"
            u"organizationidentifier=n",
            u"SN=a,SERIALNUMBER=b,ST=c,STREET=d,T=e,GN=f,INITIALS=g,E=h,POSTALCODE=i,DNQUALIFIER=j,"
            u"BUSINESSCATEGORY=k,JURISDICTIONL=l,JURISDICTIONST=m,JURISDICTIONC=US,"
            u"ORGANIZATIONIDENTIFIER=n");
        row("empty", u"", u"");
        row("blank", u" \t\n", u"");
    }

    void readsAndWrites()
    {
        QFETCH(QString, text);
        QFETCH(QString, expected);
        expected.replace(QStringLiteral("\\="), QStringLiteral("="));
        const auto name = DistinguishedName::parse(text);
        if (expected.isEmpty() && !text.trimmed().isEmpty()) {
            QVERIFY(!name);
            return;
        }
        QVERIFY2(name, qPrintable(name ? QString() : name.error().message));
        QCOMPARE(name->toString(), expected);
        QCOMPARE(dn(name->toString()), *name);
    }

    void saysWhereAndWhat_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<int>("column");
        const auto row = [](const char* name, const QString& text, int column) {
            QTest::newRow(name) << text << column;
        };
        row("no type", QStringLiteral("example.com"), 1);
        row("unknown type", QStringLiteral("CN=a,XY=b"), 6);
        row("no equals sign", QStringLiteral("CN=a,O"), 7);
        row("trailing comma", QStringLiteral("CN=a,"), 6);
        row("double comma", QStringLiteral("CN=a,,O=b"), 6);
        row("trailing plus", QStringLiteral("CN=a+"), 6);
        row("open quotation mark", QStringLiteral("CN=\"a,O=b"), 4);
        row("text after a quotation", QStringLiteral("CN=\"a\"b"), 7);
        row("quotation mark within", QStringLiteral("CN=a\"b"), 5);
        row("bad escape", QStringLiteral("CN=a\\zb"), 5);
        row("backslash at the end", QStringLiteral("CN=a\\"), 5);
        row("not UTF-8", QStringLiteral("CN=\\C3"), 4);
        row("escaped NUL", QStringLiteral("CN=a\\00b"), 4);
        row("plain NUL", QStringLiteral("CN=a") + QChar(0) + u'b', 5);
        row("lone surrogate", QStringLiteral("CN=a") + QChar(0xd800) + u'b', 5);
        row("odd hex", QStringLiteral("CN=#0C014"), 4);
        row("hex that promises more", QStringLiteral("CN=#0C7F41"), 4);
        row("hex with a huge length", QStringLiteral("CN=#0C84FFFFFFFF41"), 4);
        row("hex of nothing", QStringLiteral("CN=#"), 4);
        row("impossible OID", QStringLiteral("9.1=a"), 1);
        row("OID with two dots", QStringLiteral("2..5=a"), 1);
        row("endless OID", QStringLiteral("2.") + QString(50000, u'9') + QStringLiteral("=a"), 1);
        row("slash form, unknown type", QStringLiteral("/C=US/XY=b"), 7);
        row("slash alone", QStringLiteral("/"), 2);
    }

    void saysWhereAndWhat()
    {
        QFETCH(QString, text);
        QFETCH(int, column);
        const auto name = DistinguishedName::parse(text);
        QVERIFY(!name);
        QCOMPARE(name.error().kind, gatehouse::ErrorKind::Usage);
        const QString message = name.error().message;
        QVERIFY2(message.contains(QStringLiteral("column %1:").arg(column)), qPrintable(message));
        QVERIFY(message.size() < 300);
    }

    void refusesAHugeText()
    {
        QVERIFY(!DistinguishedName::parse(QStringLiteral("CN=") + QString(20'000'000, u'a')));
        QString many = QStringLiteral("CN=a");
        for (int i = 0; i < 15000; ++i)
            many += QStringLiteral(",O=");
        QCOMPARE(dn(many).rdns().size(), 15001);
    }

    void survivesTheEncoding()
    {
        const DistinguishedName name =
            dn(u"E=a@b.ch,CN=Zürich \U0001F511,OU=x+UID=y,DC=example,SERIALNUMBER=1*2,C=CH");
        const auto decoded = DistinguishedName::fromDer(name.toDer());
        QVERIFY(decoded);
        QVERIFY(decoded->matches(name));
        QCOMPARE(decoded->toDer(), name.toDer());
        QCOMPARE(openSslText(name.toDer()),
            QByteArray("emailAddress=a@b.ch,CN=Zürich "
                       "\U0001F511,UID=y+OU=x,DC=example,serialNumber=1*2,C=CH"));
        QCOMPARE(openSslText(DistinguishedName().toDer()), QByteArray());
    }

    void choosesTheStringType_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<int>("tag");
        QTest::newRow("country") << QStringLiteral("C=CH") << V_ASN1_PRINTABLESTRING;
        QTest::newRow("serial number")
            << QStringLiteral("serialNumber=A-1") << V_ASN1_PRINTABLESTRING;
        QTest::newRow("qualifier") << QStringLiteral("dnQualifier=A") << V_ASN1_PRINTABLESTRING;
        QTest::newRow("serial number with an asterisk")
            << QStringLiteral("serialNumber=A*1") << V_ASN1_UTF8STRING;
        QTest::newRow("mail") << QStringLiteral("E=a@b") << V_ASN1_IA5STRING;
        QTest::newRow("domain") << QStringLiteral("DC=ch") << V_ASN1_IA5STRING;
        QTest::newRow("mail outside of ASCII") << QStringLiteral("E=ä@b") << V_ASN1_UTF8STRING;
        QTest::newRow("common name") << QStringLiteral("CN=a") << V_ASN1_UTF8STRING;
        QTest::newRow("unknown type") << QStringLiteral("1.2.3.4=a") << V_ASN1_UTF8STRING;
    }

    void choosesTheStringType()
    {
        QFETCH(QString, text);
        QFETCH(int, tag);
        const QByteArray der = dn(text).toDer();
        const auto* at = reinterpret_cast<const unsigned char*>(der.constData());
        const NamePointer name(d2i_X509_NAME(nullptr, &at, der.size()));
        QVERIFY(name);
        QCOMPARE(
            ASN1_STRING_type(X509_NAME_ENTRY_get_data(X509_NAME_get_entry(name.get(), 0))), tag);
    }

    void keepsWhatIsNotText()
    {
        const DistinguishedName number = dn(u"CN=#020101");
        QVERIFY(number.rdns().first().first().isEncoded);
        QCOMPARE(number.toString(), QStringLiteral("CN=#020101"));
        QVERIFY(number.toDer().contains(QByteArray::fromHex("020101")));
        const DistinguishedName text = dn(u"CN=\\#020101");
        QVERIFY(text != number);
        QVERIFY(!text.matches(number));
        QCOMPARE(DistinguishedName::fromDer(text.toDer()), text);
        // A NUL inside: shown as hex, never cut off at the NUL.
        const auto nul = DistinguishedName::fromDer(QByteArray::fromHex("300d310b300906035504030c02"
                                                                        "6100"));
        QVERIFY(nul);
        QCOMPARE(nul->toString(), QStringLiteral("CN=#0c026100"));
    }

    void readsTypesAsOpenSslDoes_data()
    {
        QTest::addColumn<QByteArray>("content");
        QTest::newRow("common name") << QByteArray::fromHex("550403");
        QTest::newRow("ITU root") << QByteArray::fromHex("00");
        QTest::newRow("ISO root") << QByteArray::fromHex("2a");
        QTest::newRow("last arc under the ISO root") << QByteArray::fromHex("4f");
        QTest::newRow("joint root, first arc") << QByteArray::fromHex("50");
        QTest::newRow("joint root, arc of two octets") << QByteArray::fromHex("883703");
        QTest::newRow("several octets") << QByteArray::fromHex("2a864886f70d010901");
        QTest::newRow("63 bits") << QByteArray::fromHex("2affffffffffffffff7f");
        QTest::newRow("64 bits") << QByteArray::fromHex("2a81ffffffffffffffff7f");
        QTest::newRow("65 bits") << QByteArray::fromHex("2a83ffffffffffffffff7f");
        QTest::newRow("UUID") << QByteArray::fromHex("6983fbc1a9e6d5c3b2a190ffeeddccbbaa9f7e");
        QTest::newRow("huge first arc") << QByteArray::fromHex("83ffffffffffffffffff7f");
        QTest::newRow("empty") << QByteArray();
        QTest::newRow("leading zero bits") << QByteArray::fromHex("2a8001");
        QTest::newRow("cut off within an arc") << QByteArray::fromHex("2a8648");
        QTest::newRow("cut off behind an arc of 64 bits")
            << QByteArray::fromHex("2a83ffffffffffffffffff");
    }

    void readsTypesAsOpenSslDoes()
    {
        QFETCH(QByteArray, content);
        const OpenSslErrorScope errors;
        const QByteArray der = writeDerElement(V_ASN1_OBJECT, content);
        const auto object = decodeDer<Asn1ObjectPointer>(d2i_ASN1_OBJECT, der);
        std::array<char, 128> text {};
        if (object)
            OBJ_obj2txt(text.data(), static_cast<int>(text.size()), object.get(), 1);
        QCOMPARE(oidText(content), QString::fromLatin1(text.data()));
        QCOMPARE(oidText(object.get()), QString::fromLatin1(text.data()));
    }

    void matchesByX500Rules_data()
    {
        QTest::addColumn<QString>("left");
        QTest::addColumn<QString>("right");
        QTest::addColumn<bool>("isMatch");
        const auto row = [](const char* name, const char16_t* left, const char16_t* right,
                             bool isMatch) {
            QTest::newRow(name) << QString::fromUtf16(left) << QString::fromUtf16(right) << isMatch;
        };
        row("case", u"CN=A,O=ÄÖ", u"cn=a,o=äö", true);
        row("blanks", uR"(CN=\ a   b\ )", u"CN=a b", true);
        row("another blank", u"CN=a\u00A0b", u"CN=a b", true);
        row("order within an RDN", u"CN=a+OU=b,O=c", u"OU=B+CN=A,O=C", true);
        row("order of RDNs", u"CN=a,O=c", u"O=c,CN=a", false);
        row("multi-valued is not two RDNs", u"CN=a+OU=b", u"CN=a,OU=b", false);
        row("composed and decomposed", u"CN=Z\u00FCrich", u"CN=Zu\u0308rich", true);
        row("compatibility forms", u"CN=\uFB01x", u"CN=fix", true);
        row("sharp s", u"CN=Straße", u"CN=STRASSE", true);
        row("soft hyphen", u"CN=a\u00ADb", u"CN=ab", true);
        row("type by name and OID", u"2.5.4.3=a", u"CN=a", true);
        row("other type", u"CN=a", u"OU=a", false);
        row("prefix", u"CN=a,O=b", u"CN=a", false);
        row("a plus sign in a value", u"CN=a\\+2.5.4.11\\=b", u"CN=a+OU=b", false);
        row("a comma in a value", u"O=b\\,2.5.4.3\\=a", u"CN=a,O=b", false);
        row("string types", u"CN=#1E0400410042", u"CN=ab", true);
        row("empty", u"", u"", true);
        row("empty and not", u"", u"CN=a", false);
    }

    void matchesByX500Rules()
    {
        QFETCH(QString, left);
        QFETCH(QString, right);
        QFETCH(bool, isMatch);
        QCOMPARE(dn(left).matches(dn(right)), isMatch);
        QCOMPARE(dn(right).matches(dn(left)), isMatch);
        QCOMPARE(dn(left).canonicalKey() == dn(right).canonicalKey(), isMatch);
        QVERIFY(dn(left).matchesEitherWay(dn(left).reversed()));
    }

    void answersQuestions()
    {
        const DistinguishedName name = dn(u"CN=leaf,CN=middle,OU=a,OU=b,C=CH");
        QCOMPARE(name.commonName(), std::optional(QStringLiteral("leaf")));
        QCOMPARE(
            name.values(u"2.5.4.11"), QStringList({ QStringLiteral("b"), QStringLiteral("a") }));
        QCOMPARE(dn(u"O=a").commonName(), std::nullopt);
        QVERIFY(name.matchesEitherWay(dn(u"C=CH,OU=b,OU=a,CN=middle,CN=leaf")));
        QVERIFY(DistinguishedName({ {}, {} }).isEmpty());
    }

    void roundTripOfRandomNames()
    {
        QRandomGenerator random(20240612);
        const QList<QString> alphabet { QStringLiteral(" "), QStringLiteral("\t"),
            QStringLiteral("\n"), QStringLiteral("#"), QStringLiteral("\""), QStringLiteral("+"),
            QStringLiteral(","), QStringLiteral(";"), QStringLiteral("<"), QStringLiteral("="),
            QStringLiteral(">"), QStringLiteral("\\"), QStringLiteral("/"), QStringLiteral("a"),
            QStringLiteral("Z"), QStringLiteral("0"), QStringLiteral("ä"), QStringLiteral("ß"),
            QStringLiteral("\u00A0"), QStringLiteral("\u0301"), QStringLiteral("\u200B"),
            QStringLiteral("漢"), QStringLiteral("\U0001F511"), QStringLiteral("\u007F"),
            QStringLiteral("\u0001") };
        const QStringList types { QStringLiteral("2.5.4.3"), QStringLiteral("2.5.4.10"),
            QStringLiteral("1.2.840.113549.1.9.1"), QStringLiteral("1.2.3.4.5") };
        for (int round = 0; round < 5000; ++round) {
            QList<RelativeDistinguishedName> rdns(1 + random.bounded(3));
            for (auto& rdn : rdns) {
                for (int i = 1 + random.bounded(2); i > 0; --i) {
                    QString value;
                    for (int length = random.bounded(8); length > 0; --length)
                        value += alphabet[random.bounded(alphabet.size())];
                    rdn.append({ .oid = types[random.bounded(types.size())], .value = value });
                }
            }
            const DistinguishedName name(rdns);
            const auto read = DistinguishedName::parse(name.toString());
            QVERIFY2(read, qPrintable(name.toString()));
            QCOMPARE(*read, name);
            const auto decoded = DistinguishedName::fromDer(name.toDer());
            QVERIFY(decoded);
            QVERIFY2(decoded->matches(name), qPrintable(name.toString()));
            QVERIFY(openSslText(name.toDer()) != "(broken)");
        }
    }

    void damagedEncodingsNeverCrash()
    {
        const QByteArray der = dn(u"E=a@b.ch,CN=Zürich,OU=x+UID=y,DC=example,C=CH").toDer();
        for (qsizetype size = 0; size < der.size(); ++size)
            QVERIFY(!DistinguishedName::fromDer(der.first(size)));
        QVERIFY(!DistinguishedName::fromDer(der + '\0'));
        int accepted = 0;
        for (qsizetype at = 0; at < der.size(); ++at) {
            for (int bit = 0; bit < 8; ++bit) {
                QByteArray flipped = der;
                flipped[at] = static_cast<char>(flipped[at] ^ (1 << bit));
                const auto name = DistinguishedName::fromDer(flipped);
                if (!name)
                    continue;
                ++accepted;
                QCOMPARE(dn(name->toString()), *name);
            }
        }
        QVERIFY(accepted > 0);
    }
};

QTEST_GUILESS_MAIN(DistinguishedNameTest)
#include "tst_distinguishedname.moc"
