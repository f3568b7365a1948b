// SPDX-License-Identifier: Apache-2.0
#include <core/secrets/overlaystore.h>
#include <core/secrets/sessionfallbackstore.h>

#include <QtTest>

using namespace gatehouse;
using namespace gatehouse::secrets;

namespace {

const SecretName name { QUuid(QStringLiteral("6f1d2c3b-0000-4000-8000-00000000000a")),
    QStringLiteral("acme"), QStringLiteral("login-password") };

/// Memory that fails while it is told to.
class LastingStore final : public SecretStore {
public:
    QString cause; ///< empty: works

    Task<Result<std::optional<Secret>>> read(SecretName) override
    {
        if (!cause.isEmpty())
            co_return failure(error());
        std::optional<Secret> secret = m_secret;
        co_return secret;
    }
    Task<Result<void>> write(SecretName, Secret value) override
    {
        if (!cause.isEmpty())
            co_return failure(error());
        m_secret = value;
        co_return Result<void>();
    }
    Task<Result<void>> remove(SecretName) override
    {
        if (!cause.isEmpty())
            co_return failure(error());
        m_secret.reset();
        co_return Result<void>();
    }
    bool isPersistent() const override { return true; }
    bool isWritable() const override { return true; }
    QString description() const override { return QStringLiteral("lasting"); }

private:
    Error error() const
    {
        Error failed = Error::of(ErrorKind::SecretStore, QStringLiteral("no"));
        failed.cause = cause;
        return failed;
    }
    std::optional<Secret> m_secret;
};

Secret secret(const char* text)
{
    return Secret::fromUtf8(QByteArrayView(text));
}

/// The value, "(none)", or the cause of the error.
QString read(SecretStore& store)
{
    const auto result = QCoro::waitFor(store.read(name));
    if (!result)
        return result.error().cause;
    return *result ? QString::fromUtf8((*result)->utf8()) : QStringLiteral("(none)");
}

QString write(SecretStore& store, const char* value)
{
    const auto result = QCoro::waitFor(store.write(name, secret(value)));
    return result ? QString() : result.error().cause;
}

} // namespace

class TestSessionStores : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void overlayStandsInFrontAndIsNeverWrittenThrough()
    {
        const auto lasting = std::make_shared<LastingStore>();
        OverlayStore store(lasting);
        QCOMPARE(write(store, "kept"), QString());
        store.put(name, secret("typed"));
        QCOMPARE(read(store), QStringLiteral("typed"));
        QCOMPARE(read(*lasting), QStringLiteral("kept"));
        store.hide(name);
        QCOMPARE(read(store), QStringLiteral("(none)"));
        QCOMPARE(read(*lasting), QStringLiteral("kept"));
        QCOMPARE(write(store, "new"), QString());
        QCOMPARE(read(store), QStringLiteral("new"));
        QCOMPARE(read(*lasting), QStringLiteral("new"));
        store.put(name, secret("typed"));
        QVERIFY(QCoro::waitFor(store.remove(name)));
        QCOMPARE(read(store), QStringLiteral("(none)"));
    }

    void sessionTakesWhatTheStoreCannot_data()
    {
        QTest::addColumn<QString>("cause");
        QTest::addColumn<bool>("isTaken");
        QTest::addColumn<QString>("readWithoutSecret");
        QTest::newRow("no key chain") << "secrets/unavailable" << true << "(none)";
        QTest::newRow("locked") << "secrets/locked" << true << "(none)";
        QTest::newRow("denied") << "secrets/denied" << true << "(none)";
        QTest::newRow("the secret is too long")
            << "secrets/too-long" << false << "secrets/too-long";
    }

    void sessionTakesWhatTheStoreCannot()
    {
        QFETCH(QString, cause);
        QFETCH(bool, isTaken);
        QFETCH(QString, readWithoutSecret);
        const auto lasting = std::make_shared<LastingStore>();
        SessionFallbackStore store(lasting);
        lasting->cause = cause;
        QCOMPARE(write(store, "pw"), cause); // nobody has agreed yet
        QCOMPARE(read(store), cause);
        QVERIFY(store.isPersistent());
        store.allowSession();
        QCOMPARE(read(store), readWithoutSecret);
        QCOMPARE(write(store, "pw").isEmpty(), isTaken);
        QCOMPARE(store.hasSessionSecrets(), isTaken);
        QCOMPARE(store.isOnlyInSession(name), isTaken);
        QCOMPARE(store.isPersistent(), !isTaken);
        if (isTaken)
            QCOMPARE(read(store), QStringLiteral("pw"));
        // The key chain is there again: what is saved now lasts.
        lasting->cause.clear();
        QCOMPARE(read(*lasting), QStringLiteral("(none)"));
        QCOMPARE(write(store, "new"), QString());
        QCOMPARE(read(*lasting), QStringLiteral("new"));
        QVERIFY(!store.hasSessionSecrets());
        QVERIFY(store.isPersistent());
    }

    void sessionIsAskedBeforeTheKeyChain()
    {
        const auto lasting = std::make_shared<LastingStore>();
        SessionFallbackStore store(lasting);
        QCOMPARE(write(store, "old"), QString());
        QVERIFY(store.keepForSession(name, secret("new")));
        QCOMPARE(read(store), QStringLiteral("new"));
        QCOMPARE(read(*lasting), QStringLiteral("old"));
        QVERIFY(!store.keepForSession(name, secret(QByteArray(10'000, 'x').constData())));
        QCOMPARE(read(store), QStringLiteral("new"));
    }

    void sessionForgetsWhatIsRemoved()
    {
        const auto lasting = std::make_shared<LastingStore>();
        SessionFallbackStore store(lasting);
        store.allowSession();
        lasting->cause = QStringLiteral("secrets/unavailable");
        QCOMPARE(write(store, "pw"), QString());
        QVERIFY(QCoro::waitFor(store.remove(name)));
        QCOMPARE(read(store), QStringLiteral("(none)"));
        QVERIFY(!store.hasSessionSecrets());
    }

    void sessionForgetsWhatIsRemovedWhileTheKeyChainIsLocked()
    {
        const auto lasting = std::make_shared<LastingStore>();
        SessionFallbackStore store(lasting);
        store.allowSession();
        lasting->cause = QStringLiteral("secrets/locked");
        QCOMPARE(write(store, "pw"), QString());
        QVERIFY(QCoro::waitFor(store.remove(name)));
        QVERIFY(!store.hasSessionSecrets());
        // What the key chain may hold cannot be removed, and that is said.
        const auto removed = QCoro::waitFor(store.remove(name));
        QVERIFY(!removed);
        QCOMPARE(removed.error().cause, lasting->cause);
    }

    /// The private keys of orders are sealed with it: a key chain that is unlocked after it was
    /// asked keeps the one it has.
    void theOrderKeyIsNotOverwrittenUnseen_data()
    {
        QTest::addColumn<QString>("cause");
        QTest::newRow("locked") << "secrets/locked";
        QTest::newRow("denied") << "secrets/denied";
        QTest::newRow("not running") << "secrets/unavailable";
    }

    void theOrderKeyIsNotOverwrittenUnseen()
    {
        QFETCH(QString, cause);
        const auto lasting = std::make_shared<LastingStore>();
        QVERIFY(QCoro::waitFor(lasting->write(orderKeyName(), secret("old"))));
        SessionFallbackStore store(lasting);
        store.allowSession();
        lasting->cause = cause;
        const auto unseen = QCoro::waitFor(store.read(orderKeyName()));
        QVERIFY(unseen && !*unseen);
        lasting->cause.clear();
        QVERIFY(QCoro::waitFor(store.write(orderKeyName(), secret("new"))));
        QCOMPARE(read(*lasting), QStringLiteral("old"));
        const auto here = QCoro::waitFor(store.read(orderKeyName()));
        QVERIFY(here && *here);
        QCOMPARE((*here)->utf8(), QByteArray("new"));
        QVERIFY(store.isOnlyInSession(orderKeyName()));
    }
};

QTEST_GUILESS_MAIN(TestSessionStores)
#include "tst_sessionstores.moc"
