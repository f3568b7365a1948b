// SPDX-License-Identifier: Apache-2.0
#include <core/settings/settingsstore.h>

#include <QtTest>

using namespace gatehouse;
using namespace gatehouse::settings;

namespace {

ConnectorSettings connector(const QString& id = QStringLiteral("sectigo-1"))
{
    ConnectorSettings settings;
    settings.uuid = QUuid(QStringLiteral("6f1d2c3b-0000-4000-8000-00000000000a"));
    settings.id = id;
    settings.name = QStringLiteral("Sectigo \"Europa\" – ä");
    settings.properties = { { QStringLiteral("zz-unknown"), QStringLiteral(" kept as it is \n") },
        { QStringLiteral("url"), QStringLiteral("https://cert-manager.com") },
        { QStringLiteral("customer-uri"), QStringLiteral("acme") },
        { QStringLiteral("aa-unknown"), QString() } };
    LocalProfile profile;
    profile.id = QStringLiteral("web");
    profile.name = QStringLiteral("Web servers");
    profile.properties = { { QStringLiteral("terms"), QStringLiteral("[365, 30]") },
        { QStringLiteral("cert_type"), QStringLiteral("60515") } };
    profile.subjectVariables = { { QStringLiteral("First Name"), QStringLiteral("text"), true } };
    profile.subjectAltNames = { { QStringLiteral("dNSName"), {}, false } };
    settings.profiles = { profile };
    return settings;
}

void write(const QString& path, const QByteArray& content)
{
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    QCOMPARE(file.write(content), qint64(content.size()));
}

} // namespace

class TestSettingsStore : public QObject {
    Q_OBJECT

    QTemporaryDir m_home;
    int m_count = 0;

    QDir freshFolder()
    {
        return QDir(m_home.filePath(QStringLiteral("%1/config/connectors").arg(++m_count)));
    }

private Q_SLOTS:
    void savedConnectorComesBackUnchanged()
    {
        const SettingsStore store(freshFolder());
        QVERIFY(store.save(connector()));
        const auto loaded = store.load(QStringLiteral("sectigo-1"));
        QVERIFY(loaded);
        QCOMPARE(*loaded, connector());
        // Written again, not a byte differs.
        const auto content = [&store] {
            QFile file(store.filePath(QStringLiteral("sectigo-1")));
            return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
        };
        const QByteArray first = content();
        QVERIFY(store.save(*loaded));
        QCOMPARE(content(), first);
        // Known settings in the order of the form, then the others by name.
        const QList<qsizetype> places { first.indexOf("customer-uri"), first.indexOf("\"url\""),
            first.indexOf("aa-unknown"), first.indexOf("zz-unknown") };
        QVERIFY(places.first() > 0 && std::is_sorted(places.begin(), places.end()));
    }

    void fileAndFolderAreTheOwnersAlone()
    {
        const QDir folder = freshFolder();
        const SettingsStore store(folder);
        QVERIFY(store.save(connector()));
        const QString path = store.filePath(QStringLiteral("sectigo-1"));
        const QFile::Permissions owner = QFile::ReadOwner | QFile::WriteOwner;
        const QFile::Permissions everybody = QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner
            | QFile::ReadGroup | QFile::WriteGroup | QFile::ExeGroup | QFile::ReadOther
            | QFile::WriteOther | QFile::ExeOther;
        QCOMPARE(
            QFile::permissions(path) & everybody & ~(QFile::ReadUser | QFile::WriteUser), owner);
        QCOMPARE(QFile::permissions(folder.path())
                & (QFile::ReadGroup | QFile::ExeGroup | QFile::WriteGroup | QFile::ReadOther
                    | QFile::ExeOther | QFile::WriteOther),
            QFile::Permissions());
        // Also when an existing file was readable by others.
        QVERIFY(QFile::setPermissions(path, everybody));
        QVERIFY(store.save(connector()));
        QCOMPARE(QFile::permissions(path)
                & (QFile::ReadGroup | QFile::ReadOther | QFile::WriteGroup | QFile::WriteOther),
            QFile::Permissions());
    }

    void secretPropertyIsRefused_data()
    {
        QTest::addColumn<QString>("key");
        for (const SettingDefinition& definition : definitions()) {
            if (definition.kind == ValueKind::Secret)
                QTest::addRow("%s", qPrintable(definition.key)) << definition.key;
        }
        QTest::newRow("another spelling") << QStringLiteral("login_password");
        QTest::newRow("camel case") << QStringLiteral("loginPassword");
    }

    void secretPropertyIsRefused()
    {
        QFETCH(QString, key);
        const SettingsStore store(freshFolder());
        ConnectorSettings settings = connector();
        settings.properties.insert(key, QStringLiteral("hunter2"));
        const auto saved = store.save(settings);
        QVERIFY(!saved);
        QCOMPARE(saved.error().cause, QStringLiteral("settings/secret-property"));
        QVERIFY(!saved.error().message.contains(QStringLiteral("hunter2")));
        QVERIFY(!QFile::exists(store.filePath(settings.id)));
        QVERIFY(!exportJson(settings).contains("hunter2"));
        QVERIFY(!exportYaml(settings).contains("hunter2"));
    }

    void idsThatLeaveTheFolderAreRefused_data()
    {
        QTest::addColumn<QString>("id");
        for (const char* id : { "", ".", "..", "../evil", "a/b", "/etc/passwd", "con", "a b" })
            QTest::addRow("'%s'", id) << QString::fromLatin1(id);
    }

    void idsThatLeaveTheFolderAreRefused()
    {
        QFETCH(QString, id);
        const QDir folder = freshFolder();
        const SettingsStore store(folder);
        for (const Error& error :
            { store.save(connector(id)).error(), store.load(id).error(), store.remove(id).error() })
            QCOMPARE(error.cause, QStringLiteral("settings/invalid-id"));
        QVERIFY(!folder.exists());
    }

    void idsThatDifferOnlyInCaseAreRefused()
    {
        const SettingsStore store(freshFolder());
        QVERIFY(store.save(connector(QStringLiteral("acme"))));
        const auto saved = store.save(connector(QStringLiteral("ACME")));
        QVERIFY(!saved);
        QVERIFY(saved.error().message.contains(QStringLiteral("\"acme\"")));
        QVERIFY(!store.load(QStringLiteral("Acme")));
    }

    void unknownConnectorIsToldWithTheOnesThereAre()
    {
        const SettingsStore store(freshFolder());
        QVERIFY(store.load(QStringLiteral("x"))
                    .error()
                    .message.contains(QStringLiteral("add or import")));
        QVERIFY(store.save(connector(QStringLiteral("b"))));
        QVERIFY(store.save(connector(QStringLiteral("a"))));
        for (const Error& error : { store.load(QStringLiteral("x")).error(),
                 store.remove(QStringLiteral("x")).error() }) {
            QCOMPARE(error.kind, ErrorKind::NotFound);
            QCOMPARE(
                error.message, QStringLiteral("There is no connector \"x\": choose one of a, b."));
        }
    }

    void removedConnectorIsGone()
    {
        const SettingsStore store(freshFolder());
        QVERIFY(store.save(connector()));
        QVERIFY(store.remove(QStringLiteral("sectigo-1")));
        QVERIFY(!QFile::exists(store.filePath(QStringLiteral("sectigo-1"))));
        QVERIFY(store.list().connectors.isEmpty());
    }

    void brokenFilesAreNamedAndDoNotHideTheOthers_data()
    {
        QTest::addColumn<QByteArray>("content");
        QTest::addColumn<QString>("part");
        const QByteArray uuid = R"("uuid":"6f1d2c3b-0000-4000-8000-00000000000a")";
        QTest::newRow("empty") << QByteArray() << QStringLiteral("line 1, column 1");
        QTest::newRow("cut off") << QByteArray("{\n \"id\": \"broken\",\n \"na")
                                 << QStringLiteral("line 3");
        QTest::newRow("slip") << QByteArray("{\n \"id\": \"broken\" x")
                              << QStringLiteral("line 2, column 17");
        QTest::newRow("list") << QByteArray("[]") << QStringLiteral("not a connector");
        QTest::newRow("number") << QByteArray("5") << QStringLiteral("not a connector");
        QTest::newRow("properties are a list")
            << QByteArray(R"({"id":"broken","properties":[],)" + uuid + "}")
            << QStringLiteral("not a connector");
        QTest::newRow("profiles are an object")
            << QByteArray(R"({"id":"broken","profiles":{},)" + uuid + "}")
            << QStringLiteral("not a connector");
        QTest::newRow("no UUID") << QByteArray(R"({"id":"broken"})") << QStringLiteral("UUID");
        QTest::newRow("other id") << QByteArray(R"({"id":"other",)" + uuid + "}")
                                  << QStringLiteral("\"other\"");
        QTest::newRow("newer") << QByteArray(R"({"format":2,"id":"broken",)" + uuid + "}")
                               << QStringLiteral("another version");
        QTest::newRow("zero bytes") << QByteArray(100, '\0') << QStringLiteral("not valid JSON");
        QTest::newRow("deep") << QByteArray(100000, '[') << QStringLiteral("broken.json");
        QTest::newRow("huge") << QByteArray(2 * 1024 * 1024, ' ') << QStringLiteral("1 MiB");
        QTest::newRow("not UTF-8") << QByteArray("{\"id\":\"\xff\"}") << QStringLiteral("line 1");
    }

    void brokenFilesAreNamedAndDoNotHideTheOthers()
    {
        QFETCH(QByteArray, content);
        QFETCH(QString, part);
        const SettingsStore store(freshFolder());
        QVERIFY(store.save(connector()));
        write(store.filePath(QStringLiteral("broken")), content);
        const SettingsStore::Listing listing = store.list();
        QCOMPARE(listing.connectors, QList<ConnectorSettings> { connector() });
        QCOMPARE(listing.failures.size(), 1);
        const Error& error = listing.failures.first();
        QCOMPARE(error.kind, ErrorKind::LocalFile);
        QVERIFY2(error.message.contains(QStringLiteral("broken.json")), qPrintable(error.message));
        QVERIFY2(error.message.contains(part), qPrintable(error.message));
        QCOMPARE(store.load(QStringLiteral("broken")).error(), error);
    }

    void otherFilesInTheFolderAreLeftAlone()
    {
        const QDir folder = freshFolder();
        const SettingsStore store(folder);
        QVERIFY(store.save(connector()));
        write(folder.filePath(QStringLiteral("notes.txt")), "hello");
        QVERIFY(folder.mkdir(QStringLiteral("sub.json")));
        const SettingsStore::Listing listing = store.list();
        QCOMPARE(listing.connectors.size(), 1);
        QCOMPARE(listing.failures.size(), 0);
    }

    void folderThatCannotBeMadeIsNamed()
    {
        const QString blocker = m_home.filePath(QStringLiteral("blocker"));
        write(blocker, "a file where a folder should be");
        const SettingsStore store(QDir(blocker + QStringLiteral("/connectors")));
        const auto saved = store.save(connector());
        QVERIFY(!saved);
        QCOMPARE(saved.error().kind, ErrorKind::LocalFile);
        QVERIFY(saved.error().message.contains(blocker));
    }

    void failedWriteLeavesTheOldFile()
    {
        const QDir folder = freshFolder();
        const SettingsStore store(folder);
        QVERIFY(store.save(connector()));
        ConnectorSettings huge = connector();
        huge.properties.insert(QStringLiteral("x"), QString(2 * 1024 * 1024, u'x'));
        QVERIFY(!store.save(huge));
        QCOMPARE(store.load(huge.id).value(), connector());
        QCOMPARE(folder.entryList(QDir::Files | QDir::Hidden),
            QStringList { QStringLiteral("sectigo-1.json") });
    }

    void numbersAndFlagsWrittenByHandAreRead()
    {
        const SettingsStore store(freshFolder());
        QVERIFY(store.save(connector()));
        write(store.filePath(QStringLiteral("hand")),
            R"({"uuid":"{6f1d2c3b-0000-4000-8000-00000000000b}","id":"hand","properties":{"org-id":42,"enable-ca-profile-sync":true,"none":null},
            "profiles":[{"id":"p","properties":{"cert_type":60515,"key-types":{"RSA":["4096"],"EC":["P-256"]},"terms":[47,200]}}]})");
        const auto loaded = store.load(QStringLiteral("hand"));
        QVERIFY(loaded);
        QCOMPARE(loaded->value(u"org-id"), QStringLiteral("42"));
        QCOMPARE(loaded->value(u"enable-ca-profile-sync"), QStringLiteral("true"));
        QCOMPARE(loaded->profiles.first().property(u"key_type").value_or(QString()),
            QStringLiteral("{\"RSA\":[\"4096\"],\"EC\":[\"P-256\"]}"));
        QCOMPARE(loaded->profiles.first().property(u"terms").value_or(QString()),
            QStringLiteral("[47, 200]"));
    }

    void homeFollowsTheEnvironment()
    {
        const QByteArray before = qgetenv("GATEHOUSE_HOME");
        qputenv("GATEHOUSE_HOME", "/srv/gatehouse");
        QCOMPARE(
            HomeFolders::fromEnvironment().config.path(), QStringLiteral("/srv/gatehouse/config"));
        QCOMPARE(HomeFolders::fromEnvironment().data.path(), QStringLiteral("/srv/gatehouse/data"));
        qunsetenv("GATEHOUSE_HOME");
        QVERIFY(
            HomeFolders::fromEnvironment().config.path().endsWith(QStringLiteral("/gatehouse")));
        QVERIFY(HomeFolders::fromEnvironment().config.path()
            != HomeFolders::fromEnvironment().data.path());
        qputenv("GATEHOUSE_HOME", before);
    }
};

QTEST_GUILESS_MAIN(TestSettingsStore)
#include "tst_settingsstore.moc"
