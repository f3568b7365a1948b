// SPDX-License-Identifier: Apache-2.0
#include <core/enrollment/names.h>
#include <core/enrollment/plan.h>

#include <QtTest>

#include <openssl/x509.h>

using namespace gatehouse;
using namespace gatehouse::enrollment;
using pki::GeneralName;
using pki::KeyAlgorithm;

namespace {

const pki::KeyType p256 { KeyAlgorithm::Ec, 256 };

pki::DistinguishedName dn(const char* text)
{
    return pki::DistinguishedName::parse(QString::fromUtf8(text)).value();
}

QList<GeneralName> names(const QStringList& texts)
{
    QList<GeneralName> result;
    for (const QString& text : texts)
        result.append(GeneralName::parse(text).value());
    return result;
}

QStringList texts(const QList<GeneralName>& list)
{
    QStringList result;
    for (const GeneralName& name : list)
        result.append(name.toString());
    return result;
}

pki::CertificateRequest makeCsr(pki::KeyType type = p256,
    const char* subject = "CN=www.example.org,O=Example", const QStringList& sans = {})
{
    const auto key = pki::PrivateKey::generate(type).value();
    return pki::CertificateRequest::create(key, dn(subject), names(sans)).value();
}

profiles::EffectiveProfile makeProfile()
{
    profiles::EffectiveProfile profile;
    profile.id = QStringLiteral("p1");
    profile.name = QStringLiteral("profileA");
    profile.certType = 60515;
    profile.keyTypes = { p256, { KeyAlgorithm::Rsa, 2048 } };
    profile.terms = { 47, 200, 365 };
    return profile;
}

EnrollmentRequest pkcs10(const pki::CertificateRequest& csr)
{
    EnrollmentRequest request;
    request.profileId = QStringLiteral("p1");
    request.csr = csr;
    return request;
}

EnrollmentRequest pkcs12(const char* subject = "CN=www.example.org,O=Example")
{
    EnrollmentRequest request;
    request.profileId = QStringLiteral("p1");
    request.subject = dn(subject);
    return request;
}

/// The cause of the refusal, or nothing.
QString causeOf(const Result<Plan>& planned)
{
    return planned ? QString() : planned.error().cause;
}

} // namespace

class TestPlan : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aRequestKeepsItsKeyTypeAndGetsTheFirstTerm()
    {
        const auto csr = makeCsr();
        const auto planned = plan(makeProfile(), pkcs10(csr), {});
        QVERIFY(planned);
        QCOMPARE(planned->kind, orders::OrderKind::Pkcs10);
        QCOMPARE(planned->csr, csr);
        QCOMPARE(planned->keyType, p256);
        QCOMPARE(planned->term, 47);
        QCOMPARE(planned->certType, 60515);
        QCOMPARE(planned->subject.toString(), QStringLiteral("CN=www.example.org,O=Example"));
        QCOMPARE(planned->rules.size(), 4);
        QVERIFY(planned->rules[0].contains(QStringLiteral("EC P-256")));
        QVERIFY(planned->rules[1].contains(QStringLiteral("47")));
    }

    void aKeyMadeHereIsOfTheFirstListedType_data()
    {
        QTest::addColumn<QString>("keyTypes");
        QTest::addColumn<QString>("expected");
        QTest::newRow("RSA before EC")
            << QStringLiteral(R"({"RSA":["3072","2048"],"EC":["P-256"]})")
            << QStringLiteral("RSA 3072");
        QTest::newRow("EC before RSA")
            << QStringLiteral(R"({"EC":["P-384"],"RSA":["2048"]})") << QStringLiteral("EC P-384");
    }

    void aKeyMadeHereIsOfTheFirstListedType()
    {
        QFETCH(QString, keyTypes);
        QFETCH(QString, expected);
        profiles::EffectiveProfile profile = makeProfile();
        profile.keyTypes = settings::parseKeyTypes(keyTypes).value();
        const auto planned = plan(profile, pkcs12(), {});
        QVERIFY(planned);
        QCOMPARE(planned->kind, orders::OrderKind::Pkcs12);
        QCOMPARE(planned->keyType.toString(), expected);
        QCOMPARE(planned->term, 47);
        QVERIFY(planned->csr.isNull());
    }

    void keyTypesThatAreNotListedAreRefused()
    {
        const auto planned = plan(makeProfile(), pkcs10(makeCsr({ KeyAlgorithm::Ec, 384 })), {});
        QCOMPARE(causeOf(planned), QStringLiteral("policy/key-type"));
        QVERIFY(planned.error().message.contains(QStringLiteral("EC P-384")));
        QVERIFY(planned.error().message.contains(QStringLiteral("EC P-256, RSA 2048")));
        profiles::EffectiveProfile profile = makeProfile();
        profile.keyTypes = { { KeyAlgorithm::Rsa, 4096 } };
        const auto smaller = plan(profile, pkcs10(makeCsr({ KeyAlgorithm::Rsa, 2048 })), {});
        QCOMPARE(causeOf(smaller), QStringLiteral("policy/key-type"));
    }

    void termsMustBeListed()
    {
        for (const bool isPkcs12 : { false, true }) {
            EnrollmentRequest request = isPkcs12 ? pkcs12() : pkcs10(makeCsr());
            request.days = 365;
            QCOMPARE(plan(makeProfile(), request, {})->term, 365);
            request.days = 100;
            const auto refused = plan(makeProfile(), request, {});
            QCOMPARE(causeOf(refused), QStringLiteral("policy/term"));
            QVERIFY(refused.error().message.contains(QStringLiteral("100")));
            QVERIFY(refused.error().message.contains(QStringLiteral("47, 200, 365")));
            request.days = 0;
            QCOMPARE(causeOf(plan(makeProfile(), request, {})), QStringLiteral("policy/term"));
        }
    }

    void anAlteredRequestIsRefused()
    {
        QByteArray der = makeCsr().toDer();
        const qsizetype at = der.indexOf("www.example.org");
        QVERIFY(at > 0);
        der[at] = 'v';
        const auto altered = pki::CertificateRequest::parse(der);
        QVERIFY(altered);
        QCOMPARE(
            causeOf(plan(makeProfile(), pkcs10(*altered), {})), QStringLiteral("policy/signature"));
    }

    void unusableProfilesAreRefused()
    {
        profiles::EffectiveProfile unknown = makeProfile();
        unknown.knownAtSectigo = false;
        QCOMPARE(causeOf(plan(unknown, pkcs12(), {})), QStringLiteral("policy/unknown-profile"));
        profiles::EffectiveProfile without = makeProfile();
        without.certType = 0;
        QCOMPARE(causeOf(plan(without, pkcs12(), {})), QStringLiteral("policy/unknown-profile"));
    }

    void namesAreSpelledOut()
    {
        EnrollmentRequest request = pkcs10(makeCsr(p256, "CN=www.example.org",
            { QStringLiteral("DNS:www.example.org"), QStringLiteral("DNS:csr.example.org"),
                QStringLiteral("DNS:both.example.org") }));
        request.subjectAltNames = names({ QStringLiteral("DNS:BOTH.example.org"),
            QStringLiteral("IP:192.0.2.1"), QStringLiteral("DNS:*.wild.example.org") });
        const auto planned = plan(makeProfile(), request, {});
        QVERIFY(planned);
        QCOMPARE(texts(planned->subjectAltNames),
            QStringList({ QStringLiteral("DNS:both.example.org"), QStringLiteral("IP:192.0.2.1"),
                QStringLiteral("DNS:*.wild.example.org"), QStringLiteral("DNS:csr.example.org") }));
        request.takeNamesFromCsr = false;
        QCOMPARE(plan(makeProfile(), request, {})->subjectAltNames.size(), 3);
    }

    void internationalHostsBecomeALabels()
    {
        EnrollmentRequest request = pkcs12("CN=m\xc3\xbcnchen.example,O=M\xc3\xbcller");
        request.subjectAltNames = { GeneralName {
            GeneralName::Type::DnsName, QString::fromUtf8("*.k\xc3\xb6ln.example") } };
        const auto planned = plan(makeProfile(), request, {});
        QVERIFY(planned);
        QCOMPARE(planned->subject.commonName(), QStringLiteral("xn--mnchen-3ya.example"));
        QCOMPARE(planned->subject.values(u"2.5.4.10"),
            QStringList { QString::fromUtf8("M\xc3\xbcller") });
        QCOMPARE(texts(planned->subjectAltNames),
            QStringList { QStringLiteral("DNS:*.xn--kln-sna.example") });
    }

    void namesThatCannotBeOrderedAreRefused_data()
    {
        QTest::addColumn<QString>("subject");
        QTest::addColumn<QString>("type");
        QTest::addColumn<QString>("value");
        const auto row = [](const char* name, const char* subject, const char* value,
                             const char* type = "DNS") {
            QTest::newRow(name) << QString::fromLatin1(subject) << QString::fromLatin1(type)
                                << QString::fromLatin1(value);
        };
        row("no common name", "O=Example", "");
        row("common name too long",
            "CN=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.a", "");
        row("star in the middle of the common name", "CN=www.*.example.org", "");
        row("star with letters", "CN=a.test", "w*.example.org");
        row("star before a top-level domain", "CN=a.test", "*.org");
        row("two stars", "CN=a.test", "*.*.example.org");
        row("a directory name", "CN=a.test", "CN=b", "dirName");
        row("a comma", "CN=a.test", "https://a.test/a,b", "URI");
    }

    void namesThatCannotBeOrderedAreRefused()
    {
        QFETCH(QString, subject);
        QFETCH(QString, type);
        QFETCH(QString, value);
        EnrollmentRequest request = pkcs12();
        request.subject = pki::DistinguishedName::parse(subject).value();
        if (!value.isEmpty()) {
            GeneralName name { GeneralName::Type::DnsName, value };
            if (type == QLatin1String("dirName"))
                name.type = GeneralName::Type::DirectoryName;
            if (type == QLatin1String("URI"))
                name.type = GeneralName::Type::Uri;
            request.subjectAltNames = { name };
        }
        QCOMPARE(causeOf(plan(makeProfile(), request, {})), QStringLiteral("policy/names"));
    }

    void whatTheProfileRequiresMustBeThere()
    {
        profiles::EffectiveProfile profile = makeProfile();
        profile.subjectVariables = { { QStringLiteral("cn"), {}, true },
            { QStringLiteral("ou"), {}, true }, { QStringLiteral("l"), {}, false } };
        const auto missing = plan(profile, pkcs12(), {});
        QCOMPARE(causeOf(missing), QStringLiteral("policy/names"));
        QVERIFY(missing.error().message.contains(QStringLiteral("ou")));
        QVERIFY(plan(profile, pkcs12("CN=a.test,OU=Shop"), {}));

        profile = makeProfile();
        profile.subjectAltNames = { { QStringLiteral("dNSName"), {}, true } };
        QVERIFY(plan(profile, pkcs12(), {})); // the common name is one
        profile.subjectAltNames = { { QStringLiteral("iPAddress"), {}, true } };
        EnrollmentRequest request = pkcs12();
        QCOMPARE(causeOf(plan(profile, request, {})), QStringLiteral("policy/names"));
        request.subjectAltNames = names({ QStringLiteral("192.0.2.1") });
        QVERIFY(plan(profile, request, {}));
    }

    void mandatoryCustomFieldsAreAskedFor()
    {
        const QList<scm::CustomFieldDefinition> definitions {
            { 1, QStringLiteral("Cost centre"), true }, { 2, QStringLiteral("Ticket"), false }
        };
        EnrollmentRequest request = pkcs12();
        const auto missing = plan(makeProfile(), request, definitions);
        QCOMPARE(causeOf(missing), QStringLiteral("policy/custom-field"));
        QVERIFY(missing.error().message.contains(QStringLiteral("Cost centre")));
        request.customFields = { { QStringLiteral("cost CENTRE"), QStringLiteral(" ") } };
        QVERIFY(!plan(makeProfile(), request, definitions));
        request.customFields = { { QStringLiteral("cost CENTRE"), QStringLiteral("4711") } };
        const auto planned = plan(makeProfile(), request, definitions);
        QVERIFY(planned);
        QCOMPARE(planned->customFields[0].name, QStringLiteral("Cost centre"));
        request.customFields.append({ QStringLiteral("COST CENTRE"), QStringLiteral("1") });
        QVERIFY(!plan(makeProfile(), request, definitions)); // twice
        request.customFields[1] = { QStringLiteral("Colour"), QStringLiteral("red") };
        const auto unknown = plan(makeProfile(), request, definitions);
        QCOMPARE(causeOf(unknown), QStringLiteral("policy/custom-field"));
        QVERIFY(unknown.error().message.contains(QStringLiteral("Cost centre, Ticket")));
        request.customFields = { { QStringLiteral("Cost centre"),
            QString(257, QLatin1Char('x')) } };
        QVERIFY(!plan(makeProfile(), request, definitions));
    }

    void lengthsAreChecked()
    {
        EnrollmentRequest request = pkcs12();
        request.comment = QString(900, QLatin1Char('x'));
        request.externalRequester = QString(512, QLatin1Char('x'));
        QVERIFY(plan(makeProfile(), request, {}));
        request.comment.append(QLatin1Char('x'));
        QVERIFY(!plan(makeProfile(), request, {}));
        request.comment.clear();
        request.externalRequester.append(QLatin1Char('x'));
        QVERIFY(!plan(makeProfile(), request, {}));
    }

    void aLabelsLeaveOtherTextsAlone()
    {
        QCOMPARE(toALabels(QStringLiteral("WWW.Example.ORG")), QStringLiteral("www.example.org"));
        QCOMPARE(toALabels(QString::fromUtf8("M\xc3\xbcller GmbH")),
            QString::fromUtf8("M\xc3\xbcller GmbH"));
        QCOMPARE(toALabels(QStringLiteral("Ann Example")), QStringLiteral("Ann Example"));
        QCOMPARE(toALabels({}), QString());
    }
};

QTEST_GUILESS_MAIN(TestPlan)
#include "tst_plan.moc"
