// SPDX-License-Identifier: Apache-2.0
#include <core/settings/settingsstore.h>

#include <QtTest>

using namespace gatehouse;
using namespace gatehouse::settings;

namespace {

using Properties = QMap<QString, QString>;

QByteArray applicationYml()
{
    QFile file(QFINDTESTDATA("application.yml"));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

bool hasNote(const ImportedConnector& connector, const char* part)
{
    return std::any_of(connector.notes.begin(), connector.notes.end(),
        [part](const QString& note) { return note.contains(QLatin1String(part)); });
}

/// JSON is easier on the eye with single quotation marks.
QByteArray json(const char* text)
{
    return QByteArray(text).replace('\'', '"');
}

} // namespace

class TestTransfer : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void applicationYmlIsTakenOver()
    {
        const auto imported = importConnectors(applicationYml());
        QVERIFY2(imported, qPrintable(imported ? QString() : imported.error().message));
        QCOMPARE(imported->size(), 1);
        const ImportedConnector& connector = imported->first();
        const ConnectorSettings& settings = connector.settings;
        QVERIFY(!settings.uuid.isNull());
        QCOMPARE(settings.id, QStringLiteral("sectigo-1"));
        QCOMPARE(settings.name, QStringLiteral("Sectigo Europe"));
        const Properties expected { { QStringLiteral("customer-uri"), QStringLiteral("acme") },
            { QStringLiteral("org-id"), QStringLiteral("42") },
            { QStringLiteral("url"), QStringLiteral("https://cert-manager.com/api") },
            { QStringLiteral("login"), QStringLiteral("api-user") },
            { QStringLiteral("ssl-trust-store"), QStringLiteral("/etc/trust.jks") },
            { QStringLiteral("ssl-truststore-type"), QStringLiteral("JKS") },
            { QStringLiteral("enroll-back-off-timer"), QStringLiteral("3") },
            { QStringLiteral("enrol-max-attempts"), QStringLiteral("7") },
            { QStringLiteral("my.own"), QStringLiteral("value") },
            { QStringLiteral("enable-ca-profile-sync"), QStringLiteral("yes") } };
        QCOMPARE(settings.properties, expected);
        QCOMPARE(connector.secrets.keys(),
            (QStringList {
                QStringLiteral("login-password"), QStringLiteral("ssl-trust-store-password") }));
        QCOMPARE(connector.secrets.value(QStringLiteral("login-password")).utf8().toByteArray(),
            QByteArray("hunter2 ä"));
        QCOMPARE(connector.secrets.value(QStringLiteral("ssl-trust-store-password"))
                     .utf8()
                     .toByteArray(),
            QByteArray("changeit"));
        QVERIFY(hasNote(connector, "did you mean \"enroll-max-attempts\""));
        QVERIFY(hasNote(connector, "com.Entrust.PKIaaS"));
        QVERIFY(hasNote(connector, "\"policy\""));
        QVERIFY(hasNote(connector, "Proxy password stands in the file as a placeholder"));
        QVERIFY(hasNote(connector, "\"sslTruststoreType\" was read as \"ssl-truststore-type\""));
        for (const QString& note : connector.notes)
            QVERIFY2(!note.contains(QLatin1String("hunter2"))
                    && !note.contains(QLatin1String("changeit")),
                qPrintable(note));

        QCOMPARE(settings.profiles.size(), 2);
        const LocalProfile& web = settings.profiles.first();
        QCOMPARE(web.property(u"key_type").value_or(QString()),
            QStringLiteral("{\"RSA\":[\"4096\",\"2048\"],\"EC\":[\"P-256\"]}"));
        QCOMPARE(web.property(u"terms").value_or(QString()), QStringLiteral("[365, 30]"));
        QCOMPARE(parseKeyTypes(*web.property(u"key_type")).value().first().toString(),
            QStringLiteral("RSA 4096"));
        QCOMPARE(web.subjectVariables,
            (QList<ProfileRequirement> {
                { QStringLiteral("First Name"), QStringLiteral("First Name"), true } }));
        QCOMPARE(web.subjectAltNames,
            (QList<ProfileRequirement> { { QStringLiteral("dNSName"), {}, false } }));
        const LocalProfile& second = settings.profiles.last();
        QCOMPARE(second.name, QStringLiteral("text"));
        QCOMPARE(second.properties.first(),
            (std::pair { QStringLiteral("cert-type"), QStringLiteral("63999") }));
        QCOMPARE(parseTerms(*second.property(u"terms")).value(), (QList { 47, 200 }));
    }

    void otherShapesMeanTheSame_data()
    {
        QTest::addColumn<QByteArray>("document");
        QTest::newRow("map of authorities")
            << QByteArray("managed-cas:\n  acme:\n    connector-name: com.Sectigo\n    properties: "
                          "{customer-uri: x}\n");
        QTest::newRow("camel case") << QByteArray("managedCas:\n  - {id: acme, connectorName: "
                                                  "com.sectigo, properties: {customerUri: x}}\n");
        QTest::newRow("snake case") << QByteArray("managed_cas:\n  - {id: acme, connector_name: "
                                                  "com.Sectigo, properties: {customer_uri: x}}\n");
        QTest::newRow("single authority")
            << QByteArray("managed-cas: {id: acme, properties: {customer-uri: x}}\n");
        QTest::newRow("one level down") << QByteArray(
            "cagw:\n  managed-cas:\n    - {id: acme, properties: {customer-uri: x}}\n");
        QTest::newRow("second document")
            << QByteArray("spring: {profiles: a}\n---\nmanaged-cas:\n  - {id: acme, properties: "
                          "{customer-uri: x}}\n");
        QTest::newRow("byte order mark and CRLF")
            << QByteArray("\xEF\xBB\xBFmanaged-cas:\r\n  - id: acme\r\n    properties:\r\n      "
                          "customer-uri: x\r\n");
        QTest::newRow("aliases and merge keys")
            << QByteArray("base: &base {customer-uri: x}\nmanaged-cas:\n  - id: acme\n    "
                          "properties: {<<: *base}\n");
        QTest::newRow("YAML as JSON")
            << json("{'managed-cas':[{'id':'acme','properties':{'customer-uri':'x'}}]}");
        QTest::newRow("Gatehouse JSON") << json("{'id':'acme','properties':{'customer-uri':'x'}}");
        QTest::newRow("list of Gatehouse JSON")
            << json("[{'id':'acme','properties':{'customer-uri':'x'}}]");
        QTest::newRow("id with blanks around it")
            << json("[{'id':' acme ','properties':{'customer-uri':'x'}}]");
    }

    void otherShapesMeanTheSame()
    {
        QFETCH(QByteArray, document);
        const auto imported = importConnectors(document);
        QVERIFY2(imported, qPrintable(imported ? QString() : imported.error().message));
        QCOMPARE(imported->size(), 1);
        QCOMPARE(imported->first().settings.id, QStringLiteral("acme"));
        QCOMPARE(imported->first().settings.properties,
            (Properties { { QStringLiteral("customer-uri"), QStringLiteral("x") } }));
    }

    void profileSyncIsFoundWhereverItStands_data()
    {
        QTest::addColumn<QByteArray>("document");
        QTest::newRow("at the authority")
            << QByteArray("managed-cas: [{id: a, enable-ca-profile-sync: true}]");
        QTest::newRow("in its properties")
            << QByteArray("managed-cas: [{id: a, properties: {enable-ca-profile-sync: 'true'}}]");
        QTest::newRow("at a profile")
            << QByteArray("managed-cas: [{id: a, profiles: [{id: p, enable-ca-profile-sync: true, "
                          "properties: {cert_type: 1}}]}]");
        QTest::newRow("in a profile's properties")
            << QByteArray("managed-cas: [{id: a, profiles: [{id: p, properties: {cert_type: 1, "
                          "enable_ca_profile_sync: true}}]}]");
    }

    void profileSyncIsFoundWhereverItStands()
    {
        QFETCH(QByteArray, document);
        const auto imported = importConnectors(document);
        QVERIFY(imported);
        const ConnectorSettings& settings = imported->first().settings;
        QCOMPARE(settings.value(u"enable-ca-profile-sync"), QStringLiteral("yes"));
        for (const LocalProfile& profile : settings.profiles)
            QVERIFY(!profile.property(u"enable-ca-profile-sync"));
    }

    void importedUuidIsAlwaysNew()
    {
        // A crafted file must not get at the secrets that are kept for another connector.
        const QByteArray document(
            json("{'uuid':'6f1d2c3b-0000-4000-8000-00000000000a','id':'acme','properties':{}}"));
        const auto first = importConnectors(document);
        const auto second = importConnectors(document);
        QVERIFY(first && second);
        QVERIFY(first->first().settings.uuid
            != QUuid(QStringLiteral("6f1d2c3b-0000-4000-8000-00000000000a")));
        QVERIFY(first->first().settings.uuid != second->first().settings.uuid);
    }

    void unknownPasswordsAreNotKeptInTheOpen()
    {
        const auto imported =
            importConnectors(json("{'id':'a','properties':{'login-passwort':'hunter2','keystore."
                                  "password':'hunter2','api-secret':'hunter2'}}"));
        QVERIFY(imported);
        QCOMPARE(imported->first().settings.properties, Properties());
        QCOMPARE(imported->first().notes.size(), 3);
        QVERIFY(imported->first().secrets.isEmpty());
    }

    /// Somebody may have written one into the connector's file by hand.
    void unknownPasswordsDoNotLeave()
    {
        ConnectorSettings settings;
        settings.id = QStringLiteral("a");
        settings.properties = { { QStringLiteral("api-secret"), QStringLiteral("hunter2") },
            { QStringLiteral("login-password"), QStringLiteral("hunter2") },
            { QStringLiteral("something"), QStringLiteral("harmless") } };
        for (const QByteArray& exported : { exportJson(settings), exportYaml(settings) }) {
            QVERIFY2(!exported.contains("hunter2"), exported.constData());
            QVERIFY2(exported.contains("harmless"), exported.constData());
        }
    }

    void secretsThatAreNumbersAreTexts()
    {
        const auto imported =
            importConnectors(json("{'id':'a','properties':{'login-password':12345}}"));
        QVERIFY(imported);
        QCOMPARE(
            imported->first().secrets.value(QStringLiteral("login-password")).utf8().toByteArray(),
            QByteArray("12345"));
    }

    void wrongValuesAreKeptAndTold()
    {
        const auto imported = importConnectors(json(
            "{'id':'a','properties':{'url':'http://x','org-id':'abc'},'profiles':[{'id':'p'}]}"));
        QVERIFY(imported);
        QCOMPARE(imported->first().settings.value(u"url"), QStringLiteral("http://x"));
        QVERIFY(hasNote(imported->first(), "use https://"));
        QVERIFY(hasNote(imported->first(), "Organization ID"));
        QVERIFY(hasNote(imported->first(), "Certificate Type"));
    }

    void unusableIdsAreChangedOrRefused()
    {
        const auto changed = importConnectors(json("{'id':'../My CA','properties':{}}"));
        QVERIFY(changed);
        QCOMPARE(changed->first().settings.id, QStringLiteral("-My-CA"));
        QCOMPARE(changed->first().settings.name, QStringLiteral("../My CA"));
        QVERIFY(hasNote(changed->first(), "was changed to"));
        const auto refused = importConnectors(json("[{'id':'ok'},{'name':'no id'}]"));
        QVERIFY(!refused);
        QVERIFY(refused.error().message.contains(QStringLiteral("Entry 2")));
    }

    void exportsComeBackUnchanged_data()
    {
        QTest::addColumn<bool>("yaml");
        QTest::newRow("JSON") << false;
        QTest::newRow("YAML") << true;
    }

    void exportsComeBackUnchanged()
    {
        QFETCH(bool, yaml);
        ConnectorSettings settings;
        settings.uuid = QUuid::createUuid();
        settings.id = QStringLiteral("sectigo-1");
        settings.name = QStringLiteral("yes: \"no\" # ä 🥐\\");
        settings.properties = { { QStringLiteral("customer-uri"), QStringLiteral("0x1F") },
            { QStringLiteral("org-id"), QStringLiteral("42") },
            { QStringLiteral("enable-ca-profile-sync"), QStringLiteral("yes") },
            { QStringLiteral("odd: key"), QStringLiteral("a\n\tb'\"\\ \x01 – ~") },
            { QStringLiteral("null"), QStringLiteral("null") },
            { QStringLiteral("blank"), QStringLiteral("  x  ") } };
        LocalProfile profile;
        profile.id = QStringLiteral("60515");
        profile.name = QStringLiteral("true");
        profile.properties = { { QStringLiteral("terms"), QStringLiteral("[365, 30]") },
            { QStringLiteral("cert_type"), QStringLiteral("60515") },
            { QStringLiteral("key-types"),
                QStringLiteral("{\"RSA\":[\"2048\"],\"EC\":[\"P-256\"]}") } };
        profile.subjectVariables = { { QStringLiteral("First Name"), QStringLiteral("on"), true } };
        profile.subjectAltNames = { { QStringLiteral("dNSName"), QStringLiteral("host"), false } };
        settings.profiles = { profile, profile };
        const QByteArray text = yaml ? exportYaml(settings) : exportJson(settings);
        QVERIFY(!text.contains(settings.uuid.toByteArray(QUuid::WithoutBraces)));
        const auto imported = importConnectors(text);
        QVERIFY2(imported, qPrintable(imported ? QString() : imported.error().message));
        QCOMPARE(imported->size(), 1);
        ConnectorSettings back = imported->first().settings;
        back.uuid = settings.uuid;
        QCOMPARE(back.properties, settings.properties);
        QCOMPARE(back, settings);
        QCOMPARE(imported->first().notes, QStringList());
    }

    void badDocumentsAreErrors_data()
    {
        QTest::addColumn<QByteArray>("document");
        QTest::addColumn<QString>("part");
        const auto row = [](const char* name, const QByteArray& document, const char* part) {
            QTest::newRow(name) << document << QString::fromLatin1(part);
        };
        row("empty", "", "managed-cas");
        row("blanks", "  \n ", "managed-cas");
        row("HTML", "<html><body>hunter2</body></html>", "managed-cas");
        row("text", "hello hunter2", "managed-cas");
        row("zero bytes", QByteArray(1000, '\0'), "file");
        row("no such part", "server: {port: 1}\n", "managed-cas");
        row("YAML slip", "managed-cas:\n  - id: a\n   name: hunter2\n", "line 3");
        row("YAML unknown alias",
            "managed-cas:\n  - {id: a, properties: {login-password: *hunter2}}\n", "line 2");
        row("YAML cut off", "managed-cas: [ {id: a, name: \"hunter2", "not valid YAML");
        row("JSON slip", "{\n\"id\": hunter2}", "line 2, column 7");
        row("JSON cut off", "[{\"id\":\"a\",\"properties\":{\"login-password\":\"hunter2",
            "not valid JSON");
        row("part is a text", "managed-cas: hunter2\n", "no connector");
        row("part is empty", "managed-cas: []\n", "no connector");
        row("part is null", "managed-cas:\n", "no connector");
        row("entries are texts", "managed-cas: [hunter2]\n", "Entry 1");
        row("only others", "managed-cas: [{id: a, connector-name: com.Other}]\n", "com.Other");
        row("JSON number", "[1]", "Entry 1");
        row("JSON empty", "{}", "no connector");
        row("too large", QByteArray(1024 * 1024 + 1, '#'), "1 MiB");
        row("too large JSON", "[" + QByteArray(1024 * 1024, ' ') + "]", "1 MiB");
        row("not UTF-8", "{\"id\":\"\xff\xfe\"}", "line 1");
    }

    void badDocumentsAreErrors()
    {
        QFETCH(QByteArray, document);
        QFETCH(QString, part);
        const auto imported = importConnectors(document);
        QVERIFY(!imported);
        const Error& error = imported.error();
        QCOMPARE(error.kind, ErrorKind::LocalFile);
        QVERIFY2(error.message.contains(part), qPrintable(error.message));
        QVERIFY(!error.message.contains(QLatin1String("hunter2"))
            && !error.detail.contains(QLatin1String("hunter2")));
    }

    void hostileDocumentsEndSoon_data()
    {
        QTest::addColumn<QByteArray>("document");
        QTest::newRow("countless brackets") << QByteArray(300000, '[');
        QTest::newRow("countless braces") << QByteArray(300000, '{');
        QTest::newRow("deep YAML flow") << QByteArray("managed-cas: " + QByteArray(300000, '['));
        QTest::newRow("deep YAML flow maps")
            << QByteArray("managed-cas: " + QByteArray(300000, '{'));
        QTest::newRow("deep YAML blocks")
            << QByteArray("managed-cas:\n  " + QByteArray("- ").repeated(150000));
        QTest::newRow("question marks")
            << QByteArray("managed-cas:\n  " + QByteArray("? ").repeated(150000));
        QTest::newRow("many keys") << QByteArray("managed-cas:\n  - id: a\n    properties:\n"
            + QByteArray("      k: v\n").repeated(30000));
        QTest::newRow("many anchors")
            << QByteArray("managed-cas:\n" + QByteArray("  - &a {id: a}\n").repeated(30000));
        QByteArray laughs = "a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n";
        for (int level = 1; level < 12; ++level) {
            const QByteArray before = "*a" + QByteArray::number(level - 1);
            laughs += "a" + QByteArray::number(level) + ": &a" + QByteArray::number(level) + " ["
                + (before + ",").repeated(9) + before + "]\n";
        }
        QTest::newRow("a billion laughs") << QByteArray(laughs + "managed-cas: *a11\n");
        QTest::newRow("a billion laughs in a property")
            << QByteArray(laughs + "managed-cas: [{id: a, properties: {x: *a11}}]\n");
        QTest::newRow("an alias to itself") << QByteArray("managed-cas: &a [*a, *a]\n");
        QTest::newRow("a map that is its own key") << QByteArray("managed-cas: &a {*a : *a}\n");
        QTest::newRow("many aliases of many profiles")
            << QByteArray("p: &p [" + QByteArray("{id: a},").repeated(1000)
                   + "]\nc: &c {id: c, profiles: *p}\nmanaged-cas: ["
                   + QByteArray("*c,").repeated(1000) + "]\n");
        QTest::newRow("countless dashes") << QByteArray(300000, '-');
        QTest::newRow("countless quotes") << QByteArray(300000, '"');
        QTest::newRow("countless backslashes") << QByteArray("\"" + QByteArray(300000, '\\'));
        QTest::newRow("countless tabs") << QByteArray(300000, '\t');
        QTest::newRow("countless colons") << QByteArray("a" + QByteArray(300000, ':'));
        QTest::newRow("countless documents") << QByteArray(QByteArray("---\n").repeated(30000));
    }

    void hostileDocumentsEndSoon()
    {
        QFETCH(QByteArray, document);
        QElapsedTimer timer;
        timer.start();
        const auto imported = importConnectors(document);
        // "many keys" is only odd, all others are refused.
        const bool mayPass = QLatin1String(QTest::currentDataTag()) == QLatin1String("many keys");
        QVERIFY(mayPass || !imported);
        QVERIFY2(timer.elapsed() < 10000, qPrintable(QString::number(timer.elapsed())));
    }

    void cutAndChangedDocumentsNeverCrash()
    {
        const QByteArray whole = applicationYml();
        int successes = 0;
        for (qsizetype length = 0; length < whole.size(); length += 7)
            successes += importConnectors(whole.first(length)) ? 1 : 0;
        for (qsizetype place = 0; place < whole.size(); place += 5) {
            QByteArray changed = whole;
            changed[place] = static_cast<char>(place * 37);
            successes += importConnectors(changed) ? 1 : 0;
        }
        QVERIFY(successes > 0);
    }
};

QTEST_GUILESS_MAIN(TestTransfer)
#include "tst_transfer.moc"
