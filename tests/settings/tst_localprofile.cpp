// SPDX-License-Identifier: Apache-2.0
#include <core/settings/localprofile.h>

#include <QtTest>

using namespace gatehouse;
using namespace gatehouse::settings;
using gatehouse::pki::KeyAlgorithm;
using gatehouse::pki::KeyType;

class TestLocalProfile : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void propertiesAreFoundInAnySpelling()
    {
        LocalProfile profile;
        profile.properties = { { QStringLiteral("cert-type"), QStringLiteral("1") },
            { QStringLiteral("key_type"), QStringLiteral("k") },
            { QStringLiteral("keys"), QStringLiteral("other") } };
        for (const char16_t* name : { u"cert_type", u"cert-type", u"certType" })
            QCOMPARE(profile.property(name).value_or(QString()), QStringLiteral("1"));
        for (const char16_t* name :
            { u"key_type", u"key_types", u"key-type", u"key-types", u"keyTypes" })
            QCOMPARE(profile.property(name).value_or(QString()), QStringLiteral("k"));
        QVERIFY(!profile.property(u"terms"));
    }

    void keyTypes_data()
    {
        QTest::addColumn<QString>("json");
        QTest::addColumn<QStringList>("types"); // empty: refused
        const auto row = [](const char* json, const QStringList& types) {
            QTest::addRow("%s", json) << QString::fromUtf8(json) << types;
        };
        row(R"({"EC":["P-256"],"RSA":["2048","4096"]})",
            { QStringLiteral("EC P-256"), QStringLiteral("RSA 2048"), QStringLiteral("RSA 4096") });
        row(R"({"RSA":["4096","2048"],"EC":["P-384"]})",
            { QStringLiteral("RSA 4096"), QStringLiteral("RSA 2048"), QStringLiteral("EC P-384") });
        row(R"( {"RSA":[2048]} )", { QStringLiteral("RSA 2048") });
        row(R"({"RSA":"3072"})", { QStringLiteral("RSA 3072") });
        row(R"({"RSA":["2048",2048]})", { QStringLiteral("RSA 2048") });
        row(R"({"EC":["secp521r1"]})", { QStringLiteral("EC P-521") });
        for (const char* bad :
            { "", "{}", "[]", "null", "RSA", "{\"RSA\":[]}", "{\"RSA\":[1024]}", "{\"RSA\":[true]}",
                "{\"RSA\":[null]}", "{\"RSA\":[-2048]}", "{\"RSA\":[2048.5]}", "{\"RSA\":[[2048]]}",
                "{\"RSA\":{\"a\":1}}", "{\"DSA\":[\"2048\"]}", "{\"RSA\":[\"2048\"]",
                "{\"RSA\":[\"2048\"]} x", "{\"RSA\":[\"99999999999999\"]}" })
            row(bad, {});
        QTest::newRow("nested a million deep") << QString(500000, u'[') << QStringList();
        QTest::newRow("huge") << QString(2000000, u' ') << QStringList();
    }

    void keyTypes()
    {
        QFETCH(QString, json);
        QFETCH(QStringList, types);
        const auto parsed = parseKeyTypes(json);
        QStringList names;
        if (parsed) {
            for (const pki::KeyType& type : *parsed)
                names.append(type.toString());
        } else {
            QCOMPARE(parsed.error().kind, ErrorKind::Settings);
            QVERIFY(parsed.error().message.size() < 300);
        }
        QCOMPARE(names, types);
    }

    void terms_data()
    {
        QTest::addColumn<QString>("json");
        QTest::addColumn<QList<int>>("terms"); // empty: refused
        const auto row = [](const char* json, const QList<int>& terms) {
            QTest::addRow("%s", json) << QString::fromUtf8(json) << terms;
        };
        row("[47, 200, 365, 397]", { 47, 200, 365, 397 });
        row("[365,30]", { 365, 30 });
        row("[\"30\"]", { 30 });
        row("[30, 30]", { 30 });
        for (const char* bad : { "", "[]", "30", "{}", "[0]", "[-1]", "[30.5]", "[1e9]", "[true]",
                 "[null]", "[[30]]", "[30", "[36526]", "[99999999999999999999]", "[\"30 days\"]" })
            row(bad, {});
    }

    void terms()
    {
        QFETCH(QString, json);
        QFETCH(QList<int>, terms);
        const auto parsed = parseTerms(json);
        QCOMPARE(parsed.value_or(QList<int>()), terms);
        if (!parsed)
            QCOMPARE(parsed.error().kind, ErrorKind::Settings);
    }

    void problemsAreNamed_data()
    {
        QTest::addColumn<QString>("key");
        QTest::addColumn<QString>("value");
        QTest::addColumn<QString>("part"); // empty: no problem
        const auto row = [](const char* key, const char* value, const char* part) {
            QTest::addRow("%s=%s", key, value)
                << QString::fromLatin1(key) << QString::fromLatin1(value)
                << QString::fromLatin1(part);
        };
        row("other", "x", "");
        row("cert_type", "", "Certificate Type");
        row("cert_type", "abc", "Certificate Type");
        row("cert_type", "0", "Certificate Type");
        row("key-types", "RSA", "key types");
        row("key-types", "{\"RSA\":[\"2048\"]}", "");
        row("terms", "30", "list of days");
        row("terms", "[30]", "");
        row("use-secondary-org-name", "oui", "true or false");
        row("use-secondary-org-name", "true", "");
    }

    void problemsAreNamed()
    {
        QFETCH(QString, key);
        QFETCH(QString, value);
        QFETCH(QString, part);
        LocalProfile profile;
        profile.id = profile.name = QStringLiteral("web");
        profile.properties = { { key, value } };
        if (key != QLatin1String("cert_type"))
            profile.properties.append({ QStringLiteral("cert_type"), QStringLiteral("60515") });
        const QStringList problems = validate(profile);
        QCOMPARE(problems.size(), part.isEmpty() ? 0 : 1);
        if (!part.isEmpty())
            QVERIFY2(problems.first().contains(part)
                    && problems.first().contains(QLatin1String("\"web\"")),
                qPrintable(problems.first()));
    }

    void namelessThingsAreNamed()
    {
        LocalProfile profile;
        profile.subjectVariables = { {} };
        profile.subjectAltNames = { {} };
        QCOMPARE(validate(profile).size(), 5);
        QStringList parts;
        const auto problems = profileProblems(profile);
        for (const ProfileProblem& problem : problems)
            parts.append(problem.part);
        QCOMPARE(parts,
            QStringList({ QStringLiteral("id"), QStringLiteral("name"), QStringLiteral("cert_type"),
                QStringLiteral("subject-variables"), QStringLiteral("subject-alt-names") }));
    }

    void propertiesKeepTheirPlaceAndSpelling()
    {
        LocalProfile profile;
        profile.properties = { { QStringLiteral("key_type"), QStringLiteral("a") },
            { QStringLiteral("note"), QStringLiteral("b") } };
        profile.setProperty(QStringLiteral("key-types"), QStringLiteral("c"));
        profile.setProperty(QStringLiteral("terms"), QStringLiteral("d"));
        profile.setProperty(QStringLiteral("note"), std::nullopt);
        profile.setProperty(QStringLiteral("absent"), std::nullopt);
        QCOMPARE(profile.properties,
            (QList<std::pair<QString, QString>> {
                { QStringLiteral("key_type"), QStringLiteral("c") },
                { QStringLiteral("terms"), QStringLiteral("d") } }));
    }

    void listsAreWrittenAsTheyAreRead()
    {
        const QList<KeyType> mixed { { KeyAlgorithm::Rsa, 4096 }, { KeyAlgorithm::Ec, 256 },
            { KeyAlgorithm::Rsa, 2048 } };
        const QList<KeyType> grouped { { KeyAlgorithm::Rsa, 4096 }, { KeyAlgorithm::Rsa, 2048 },
            { KeyAlgorithm::Ec, 256 } };
        QCOMPARE(groupedByAlgorithm(mixed), grouped);
        QCOMPARE(keyTypesJson(mixed),
            QStringLiteral("{\"RSA\":[\"4096\",\"2048\"],\"EC\":[\"P-256\"]}"));
        QCOMPARE(parseKeyTypes(keyTypesJson(mixed)).value(), grouped);
        QCOMPARE(termsJson({ 47, 200 }), QStringLiteral("[47, 200]"));
        QCOMPARE(parseTerms(termsJson({ 47, 200 })).value(), QList<int>({ 47, 200 }));
    }
};

QTEST_GUILESS_MAIN(TestLocalProfile)
#include "tst_localprofile.moc"
