// SPDX-License-Identifier: Apache-2.0
#include <core/secrets/secretstore.h>

#include <QtTest>

using namespace gatehouse;
using namespace gatehouse::secrets;

namespace {

const QString unsafePermissions = QStringLiteral("secrets/unsafe-permissions");

SecretName loginPassword()
{
    return { QUuid(QStringLiteral("6f1d2c3b-0000-4000-8000-00000000000a")), QStringLiteral("acme"),
        QStringLiteral("login-password") };
}

Secret secret(const char* text)
{
    return Secret::fromUtf8(QByteArrayView(text));
}

/// The value, "(none)", or the cause of the error.
QString outcome(const Result<std::optional<Secret>>& result)
{
    if (!result)
        return result.error().cause;
    return *result ? QString::fromUtf8((*result)->utf8()) : QStringLiteral("(none)");
}

QString read(SecretStore& store, const SecretName& name = loginPassword())
{
    return outcome(QCoro::waitFor(store.read(name)));
}

QString write(SecretStore& store, const Secret& value, const SecretName& name = loginPassword())
{
    const auto result = QCoro::waitFor(store.write(name, value));
    return result ? QString() : result.error().cause;
}

QString remove(SecretStore& store, const SecretName& name = loginPassword())
{
    const auto result = QCoro::waitFor(store.remove(name));
    return result ? QString() : result.error().cause;
}

/// A store that fails in one way.
class FailingStore final : public SecretStore {
public:
    explicit FailingStore(const char* cause)
    {
        m_error.kind = ErrorKind::SecretStore;
        m_error.cause = QString::fromLatin1(cause);
    }
    Task<Result<std::optional<Secret>>> read(SecretName) override { co_return failure(m_error); }
    Task<Result<void>> write(SecretName, Secret) override { co_return failure(m_error); }
    Task<Result<void>> remove(SecretName) override { co_return failure(m_error); }
    bool isPersistent() const override { return true; }
    bool isWritable() const override { return true; }
    QString description() const override { return QStringLiteral("failing"); }

private:
    Error m_error;
};

template <class... Stores> std::unique_ptr<SecretStore> layers(Stores... stores)
{
    std::vector<std::unique_ptr<SecretStore>> all;
    (all.push_back(std::move(stores)), ...);
    return layeredStore(std::move(all));
}

void writeFile(const QString& path, const QByteArray& content,
    QFile::Permissions permissions = QFile::ReadOwner)
{
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    QCOMPARE(file.write(content), qint64(content.size()));
    QVERIFY(file.setPermissions(permissions));
}

} // namespace

class TestSecretStores : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void sessionKeepsRemovesAndForgets()
    {
        const auto store = sessionStore();
        QCOMPARE(read(*store), QStringLiteral("(none)"));
        QCOMPARE(write(*store, secret("hunter2 ä")), QString());
        QCOMPARE(read(*store), QStringLiteral("hunter2 ä"));
        SecretName other = loginPassword();
        other.property = QStringLiteral("proxy-password");
        QCOMPARE(read(*store, other), QStringLiteral("(none)"));
        other = loginPassword();
        other.connector = QUuid::createUuid();
        QCOMPARE(read(*store, other), QStringLiteral("(none)"));
        // The id of a connector may change; its UUID does not.
        other = loginPassword();
        other.connectorId = QStringLiteral("renamed");
        QCOMPARE(read(*store, other), QStringLiteral("hunter2 ä"));
        QCOMPARE(write(*store, Secret()), QString());
        QCOMPARE(read(*store), QString());
        QCOMPARE(remove(*store), QString());
        QCOMPARE(remove(*store), QString());
        QCOMPARE(read(*store), QStringLiteral("(none)"));
        QVERIFY(!store->isPersistent() && store->isWritable());
    }

    void valuesThatAKeyChainWouldChangeAreRefused_data()
    {
        QTest::addColumn<QByteArray>("value");
        QTest::addColumn<QString>("cause");
        QTest::newRow("2500 bytes") << QByteArray(2500, 'x') << QString();
        QTest::newRow("2501 bytes") << QByteArray(2501, 'x') << QStringLiteral("secrets/too-long");
        QTest::newRow("a zero byte") << QByteArray("a\0b", 3) << QStringLiteral("secrets/not-text");
        QTest::newRow("not UTF-8") << QByteArray("\xff\xfe") << QStringLiteral("secrets/not-text");
        QTest::newRow("line breaks") << QByteArray("a\r\nb\n") << QString();
    }

    void valuesThatAKeyChainWouldChangeAreRefused()
    {
        QFETCH(QByteArray, value);
        QFETCH(QString, cause);
        const auto session = sessionStore();
        QCOMPARE(write(*session, Secret::fromUtf8(QByteArrayView(value))), cause);
        if (!cause.isEmpty())
            QCOMPARE(write(*keyChainStore(), Secret::fromUtf8(QByteArrayView(value))), cause);
        else
            QCOMPARE(QCoro::waitFor(session->read(loginPassword())).value()->utf8().toByteArray(),
                value);
    }

    void credentialsAreFoundByName()
    {
        const QTemporaryDir folder;
        const auto store = credentialsDirectoryStore(folder.path());
        QCOMPARE(read(*store), QStringLiteral("(none)"));
        writeFile(folder.filePath(QStringLiteral("login-password")), "for all\n");
        QCOMPARE(read(*store), QStringLiteral("for all"));
        writeFile(folder.filePath(QStringLiteral("acme.login-password")), "for acme");
        QCOMPARE(read(*store), QStringLiteral("for acme"));
        QCOMPARE(read(*store, orderKeyName()), QStringLiteral("(none)"));
        writeFile(folder.filePath(QStringLiteral("order-key")), "not this");
        QCOMPARE(read(*store, orderKeyName()), QStringLiteral("(none)"));
        writeFile(folder.filePath(QStringLiteral("gatehouse.order-key")), "this");
        QCOMPARE(read(*store, orderKeyName()), QStringLiteral("this"));
        QVERIFY(store->description().contains(folder.path()));
    }

    void oneTrailingNewlineIsDropped_data()
    {
        QTest::addColumn<QByteArray>("content");
        QTest::addColumn<QByteArray>("value");
        QTest::newRow("none") << QByteArray("a") << QByteArray("a");
        QTest::newRow("one") << QByteArray("a\n") << QByteArray("a");
        QTest::newRow("two") << QByteArray("a\n\n") << QByteArray("a\n");
        QTest::newRow("of Windows") << QByteArray("a\r\n") << QByteArray("a");
        QTest::newRow("a carriage return alone stays") << QByteArray("a\r") << QByteArray("a\r");
        QTest::newRow("blanks stay") << QByteArray(" a \n") << QByteArray(" a ");
        QTest::newRow("empty") << QByteArray() << QByteArray();
        QTest::newRow("only a newline") << QByteArray("\n") << QByteArray();
    }

    void oneTrailingNewlineIsDropped()
    {
        QFETCH(QByteArray, content);
        QFETCH(QByteArray, value);
        const QTemporaryDir folder;
        writeFile(folder.filePath(QStringLiteral("login-password")), content);
        const auto result =
            QCoro::waitFor(credentialsDirectoryStore(folder.path())->read(loginPassword()));
        QVERIFY(result && *result);
        QCOMPARE((*result)->utf8().toByteArray(), value);
    }

    void exposedFilesAreRefused_data()
    {
        QTest::addColumn<int>("mode");
        QTest::addColumn<bool>("accepted");
        const auto row = [](int mode, bool accepted) {
            QTest::addRow("mode %x", static_cast<unsigned>(mode)) << mode << accepted;
        };
        row(0x400, true);
        row(0x600, true);
        row(0x640, false);
        row(0x440, false);
        row(0x604, false);
        row(0x444, false);
        row(0x644, false);
        row(0x620, false);
        row(0x602, false);
    }

    void exposedFilesAreRefused()
    {
        QFETCH(int, mode);
        QFETCH(bool, accepted);
        const QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("login-password"));
        writeFile(path, "hunter2", QFile::ReadOwner | QFile::WriteOwner);
        // Qt's flags are the mode's digits in hexadecimal, with the owner at 0x4000.
        const int flags = ((mode & 0xf00) << 4) | (mode & 0x0ff);
        QVERIFY(QFile::setPermissions(path, QFile::Permissions(QFile::Permissions::Int(flags))));
        const auto store = credentialsDirectoryStore(folder.path());
        QCOMPARE(read(*store), accepted ? QStringLiteral("hunter2") : unsafePermissions);
        if (!accepted) {
            const Error error = QCoro::waitFor(store->read(loginPassword())).error();
            QVERIFY(error.message.contains(path) && error.message.contains(QStringLiteral("0400")));
        }
    }

    void linksStayInTheFolder()
    {
        const QTemporaryDir parent;
        QDir root(parent.path());
        QVERIFY(root.mkpath(QStringLiteral("creds/..2024")));
        QVERIFY(root.mkpath(QStringLiteral("creds-other")));
        writeFile(root.filePath(QStringLiteral("outside")), "outside");
        writeFile(root.filePath(QStringLiteral("creds-other/file")), "outside");
        writeFile(root.filePath(QStringLiteral("creds/..2024/login-password")), "inside");
        const QString link = root.filePath(QStringLiteral("creds/login-password"));
        const auto store = credentialsDirectoryStore(root.filePath(QStringLiteral("creds")));
        for (const QString& target : { root.filePath(QStringLiteral("outside")),
                 root.filePath(QStringLiteral("creds-other/file")), QStringLiteral("../outside"),
                 root.filePath(QStringLiteral("dangling")) }) {
            QVERIFY(QFile::link(target, link));
            QCOMPARE(read(*store), QStringLiteral("secrets/unsafe-link"));
            QVERIFY(QFile::remove(link));
        }
        QVERIFY(
            QFile::link(QStringLiteral("..2024"), root.filePath(QStringLiteral("creds/..data"))));
        QVERIFY(QFile::link(QStringLiteral("..data/login-password"), link));
        QCOMPARE(read(*store), QStringLiteral("inside"));
    }

    void thingsThatAreNoSecretAreRefused()
    {
        const QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("login-password"));
        const auto store = credentialsDirectoryStore(folder.path());
        writeFile(path, QByteArray(64 * 1024, 'x'));
        QCOMPARE(read(*store).size(), 64 * 1024);
        QVERIFY(QFile::remove(path));
        writeFile(path, QByteArray(64 * 1024 + 1, 'x'));
        QCOMPARE(read(*store), QStringLiteral("secrets/not-a-secret"));
        QVERIFY(QFile::remove(path));
        writeFile(path, "\xff\xfe");
        QCOMPARE(read(*store), QStringLiteral("secrets/not-a-secret"));
        QVERIFY(QFile::remove(path));
        QVERIFY(QDir(folder.path()).mkdir(QStringLiteral("login-password")));
        QCOMPARE(read(*store), QStringLiteral("secrets/not-a-secret"));
    }

    void namesNeverLeaveTheFolder()
    {
        const QTemporaryDir parent;
        QDir root(parent.path());
        QVERIFY(root.mkdir(QStringLiteral("creds")));
        writeFile(root.filePath(QStringLiteral("x.login-password")), "outside");
        writeFile(root.filePath(QStringLiteral("secret")), "outside");
        const auto store = credentialsDirectoryStore(root.filePath(QStringLiteral("creds")));
        SecretName name = loginPassword();
        name.connectorId = QStringLiteral("../x");
        QCOMPARE(read(*store, name), QStringLiteral("(none)"));
        name.property = QStringLiteral("../secret");
        QCOMPARE(read(*store, name), QStringLiteral("(none)"));
        name.property = QString();
        QCOMPARE(read(*store, name), QStringLiteral("(none)"));
        QCOMPARE(read(*credentialsDirectoryStore(root.filePath(QStringLiteral("missing")))),
            QStringLiteral("(none)"));
    }

    void credentialsAreOnlyRead()
    {
        const QTemporaryDir folder;
        const auto store = credentialsDirectoryStore(folder.path());
        QVERIFY(!store->isWritable() && store->isPersistent());
        QCOMPARE(write(*store, secret("x")), QStringLiteral("secrets/read-only"));
        QCOMPARE(remove(*store), QString());
        writeFile(folder.filePath(QStringLiteral("login-password")), "y");
        QCOMPARE(remove(*store), QStringLiteral("secrets/read-only"));
        QCOMPARE(read(*store), QStringLiteral("y"));
    }

    void layersReadTheFirstThatHasIt()
    {
        const QTemporaryDir folder;
        auto session = sessionStore();
        QCOMPARE(write(*session, secret("session")), QString());
        const auto store = layers(credentialsDirectoryStore(folder.path()), std::move(session));
        QCOMPARE(read(*store), QStringLiteral("session"));
        writeFile(folder.filePath(QStringLiteral("login-password")), "file");
        QCOMPARE(read(*store), QStringLiteral("file"));
        // What would stay hidden is not written.
        QCOMPARE(write(*store, secret("new")), QStringLiteral("secrets/read-only"));
        QVERIFY(QFile::remove(folder.filePath(QStringLiteral("login-password"))));
        QCOMPARE(read(*store), QStringLiteral("session"));
        QCOMPARE(write(*store, secret("new")), QString());
        QCOMPARE(read(*store), QStringLiteral("new"));
        QCOMPARE(remove(*store), QString());
        QCOMPARE(read(*store), QStringLiteral("(none)"));
        QVERIFY(store->isWritable() && !store->isPersistent());
        QVERIFY(store->description().contains(QStringLiteral("session")));
    }

    void layersTellAbsenceFromRefusal_data()
    {
        QTest::addColumn<QString>("cause");
        QTest::addColumn<QString>("absent");
        QTest::newRow("no key chain")
            << QStringLiteral("secrets/unavailable") << QStringLiteral("(none)");
        QTest::newRow("locked") << QStringLiteral("secrets/locked")
                                << QStringLiteral("secrets/locked");
        QTest::newRow("denied") << QStringLiteral("secrets/denied")
                                << QStringLiteral("secrets/denied");
    }

    void layersTellAbsenceFromRefusal()
    {
        QFETCH(QString, cause);
        QFETCH(QString, absent);
        const auto store =
            layers(std::unique_ptr<SecretStore>(std::make_unique<FailingStore>(qPrintable(cause))),
                sessionStore());
        QCOMPARE(read(*store), absent);
        QCOMPARE(write(*store, secret("kept")), QString());
        QCOMPARE(read(*store), QStringLiteral("kept"));
        QCOMPARE(remove(*store), absent == QLatin1String("(none)") ? QString() : cause);
        const auto alone =
            layers(std::unique_ptr<SecretStore>(std::make_unique<FailingStore>(qPrintable(cause))));
        QCOMPARE(read(*alone), cause);
        QCOMPARE(write(*alone, secret("x")), cause);
        QCOMPARE(remove(*alone), cause);
    }

    void layersWithoutAWritableOneSaySo()
    {
        const QTemporaryDir folder;
        const auto store = layers(credentialsDirectoryStore(folder.path()));
        QCOMPARE(write(*store, secret("x")), QStringLiteral("secrets/read-only"));
        QVERIFY(!store->isWritable());
        QCOMPARE(read(*layers()), QStringLiteral("(none)"));
    }

    void aWaitingTaskOutlivesItsStore()
    {
        auto store = layers(sessionStore());
        auto task = store->write(loginPassword(), secret("x"));
        store.reset();
        QVERIFY(QCoro::waitFor(std::move(task)));
    }
};

QTEST_GUILESS_MAIN(TestSecretStores)
#include "tst_secretstores.moc"
