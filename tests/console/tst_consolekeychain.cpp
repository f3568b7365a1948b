// SPDX-License-Identifier: Apache-2.0
#include <core/connector/connectorsecrets.h>
#include <tests/support/keyring.h>
#include <tests/ui/windowfixture.h>
#include <ui/widgets/messagebar.h>
#include <ui/window/pages.h>

#include <QApplication>
#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusMetaType>
#include <QDBusObjectPath>
#include <QDBusVariant>
#include <QPushButton>
#include <QTemporaryDir>

#include <cstdio>

using namespace gatehouse;
using namespace gatehouse::testsupport;

/// What the Secret Service takes a password as (its specification, "Secret").
struct RingSecret {
    QDBusObjectPath session;
    QByteArray parameters;
    QByteArray value;
    QString contentType;
};
Q_DECLARE_METATYPE(RingSecret)

QDBusArgument& operator<<(QDBusArgument& argument, const RingSecret& secret)
{
    argument.beginStructure();
    argument << secret.session << secret.parameters << secret.value << secret.contentType;
    argument.endStructure();
    return argument;
}

const QDBusArgument& operator>>(const QDBusArgument& argument, RingSecret& secret)
{
    argument.beginStructure();
    argument >> secret.session >> secret.parameters >> secret.value >> secret.contentType;
    argument.endStructure();
    return argument;
}

namespace {

const char* const value = "correct-horse-\xC3\xA4";

void tell(const QString& line)
{
    std::puts(line.toUtf8().constData());
}

QDBusMessage askRing(const QString& interface, const QString& method, const QVariantList& arguments)
{
    QDBusMessage call = QDBusMessage::createMethodCall(QStringLiteral("org.freedesktop.secrets"),
        QStringLiteral("/org/freedesktop/secrets"), interface, method);
    call.setArguments(arguments);
    return QDBusConnection::sessionBus().call(call);
}

/// As a person who types the key ring's password where the desktop asks for it.
void unlock()
{
    qDBusRegisterMetaType<RingSecret>();
    const QDBusMessage session =
        askRing(QStringLiteral("org.freedesktop.Secret.Service"), QStringLiteral("OpenSession"),
            { QStringLiteral("plain"), QVariant::fromValue(QDBusVariant(QString())) });
    const RingSecret password { session.arguments().value(1).value<QDBusObjectPath>(), {},
        "ring password", QStringLiteral("text/plain") };
    const QDBusMessage unlocked =
        askRing(QStringLiteral("org.gnome.keyring.InternalUnsupportedGuiltRiddenInterface"),
            QStringLiteral("UnlockWithMasterPassword"),
            { QVariant::fromValue(
                  QDBusObjectPath(QStringLiteral("/org/freedesktop/secrets/collection/login"))),
                QVariant::fromValue(password) });
    tell(unlocked.type() == QDBusMessage::ReplyMessage ? QStringLiteral("unlocked")
                                                       : unlocked.errorMessage());
}

/// One run of the console, as a process of its own: one step, and lines that say how it went.
class Run {
public:
    explicit Run(const QString& home)
        : m_home(home)
        , m_console(
              home,
              [this](ui::PageId page, QWidget* parent) {
                  return ui::makePage(page, m_console.workspace(), m_console.state(), parent);
              },
              workspace::Access::Full, secrets::keyChainStore())
    {
    }

    void step(const QString& action)
    {
        if (action == u"save")
            save();
        else if (action == u"remove")
            remove();
        else if (action == u"leave")
            removeAndLeave();
        else if (action == u"entry")
            entry();
        else if (action == u"unlock")
            unlock();
        else
            window(action);
    }

private:
    settings::ConnectorSettings connector()
    {
        return m_console.workspace()
            .load(QStringLiteral("acme"))
            .value_or(settings::ConnectorSettings());
    }

    void save()
    {
        settings::ConnectorSettings settings = connector();
        if (settings.id.isEmpty())
            settings = saveConnector(m_home, QStringLiteral("acme"));
        QFile kept(uuidFile());
        if (kept.open(QIODevice::WriteOnly))
            kept.write(settings.uuid.toByteArray());
        workspace::SecretChanges changes;
        changes.written.insert(
            QStringLiteral("login-password"), Secret::fromUtf8(QByteArrayView(value)));
        const auto saved = QCoro::waitFor(m_console.workspace().save(settings, changes, QString()));
        tell(saved ? QStringLiteral("saved") : saved.error().cause);
    }

    void remove()
    {
        const auto settings = connector();
        const auto removed = QCoro::waitFor(m_console.workspace().remove(settings.id));
        tell(removed ? QStringLiteral("removed") : removed.error().cause);
        entry();
    }

    void removeAndLeave()
    {
        const auto settings = connector();
        const QStringList locked = QCoro::waitFor(m_console.workspace().lockedSecrets(settings));
        tell(locked.join(u' '));
        const auto removed = QCoro::waitFor(
            m_console.workspace().remove(settings.id, workspace::StuckSecrets::Leave));
        tell(removed ? QStringLiteral("removed") : removed.error().cause);
        tell(connector().id.isEmpty() ? QStringLiteral("gone") : QStringLiteral("still here"));
    }

    /// Asked for behind the workspace's back, also when the connector is gone.
    void entry()
    {
        QFile kept(uuidFile());
        const QByteArray uuid = kept.open(QIODevice::ReadOnly) ? kept.readAll() : QByteArray();
        const auto left =
            QCoro::waitFor(secrets::keyChainStore()->read({ QUuid(QByteArrayView(uuid)),
                QStringLiteral("acme"), QStringLiteral("login-password") }));
        tell(left && !left->has_value() ? QStringLiteral("nothing left")
                                        : QStringLiteral("something left"));
    }

    QString uuidFile() const { return m_home + QStringLiteral("/uuid"); }

    /// What the window says about the key chain, and what is kept.
    void window(const QString& action)
    {
        if (!m_console.show())
            return tell(QStringLiteral("no window"));
        auto* bar = m_console.find<ui::MessageBar>("keyChainMessages");
        if (action == u"accept") {
            if (!QTest::qWaitFor([bar] { return bar->isShown(); }, patience))
                return tell(QStringLiteral("not told"));
            bar->findChild<QPushButton*>(QStringLiteral("allowSession"))->click();
            save();
        }
        const auto stored = QCoro::waitFor(m_console.workspace().storedSecrets(connector()));
        tell(stored ? stored->join(u' ') : stored.error().cause);
        tell(bar->isShown() ? QStringLiteral("warned") : QStringLiteral("silent"));
    }

    static constexpr int patience = 20000;
    QString m_home;
    Console m_console;
};

} // namespace

class TestConsoleKeyChain : public QObject {
    Q_OBJECT

    QTemporaryDir m_home;
    const KeyRing m_ring { m_home.path() };

    QProcessEnvironment environment() const
    {
        QProcessEnvironment variables = m_ring.environment();
        variables.insert(
            QStringLiteral("GATEHOUSE_HOME"), m_home.filePath(QStringLiteral("gatehouse")));
        return variables;
    }

private Q_SLOTS:
    void secretsAreStoredReadAfterARestartAndDeletedWithTheConnector();
    void aLockedKeyRingIsUnlockedOrLeftAlone();
    void withoutAKeyChainTheSessionKeepsThem();
};

void TestConsoleKeyChain::secretsAreStoredReadAfterARestartAndDeletedWithTheConnector()
{
    QVERIFY(m_ring.isReady());
    QCOMPARE(m_ring.run(QStringLiteral("\"$0\" save; \"$0\" look"), environment()),
        (QStringList {
            QStringLiteral("saved"), QStringLiteral("login-password"), QStringLiteral("silent") }));
    // A new bus, a new key ring, a new console: what is read now was on disk.
    QCOMPARE(m_ring.run(QStringLiteral("\"$0\" look; \"$0\" remove"), environment()),
        (QStringList { QStringLiteral("login-password"), QStringLiteral("silent"),
            QStringLiteral("removed"), QStringLiteral("nothing left") }));
}

void TestConsoleKeyChain::aLockedKeyRingIsUnlockedOrLeftAlone()
{
    QVERIFY(m_ring.isReady());
    QCOMPARE(m_ring.run(QStringLiteral("\"$0\" save"), environment()),
        QStringList { QStringLiteral("saved") });
    // Nobody can be asked for its password here: the connector and its secret stay.
    QCOMPARE(
        m_ring.run(QStringLiteral("\"$0\" remove"), environment(), KeyRing::State::Locked).first(),
        QStringLiteral("secrets/locked"));
    QCOMPARE(m_ring.run(QStringLiteral("\"$0\" look"), environment()),
        (QStringList { QStringLiteral("login-password"), QStringLiteral("silent") }));
    QCOMPARE(m_ring.run(QStringLiteral("\"$0\" remove; \"$0\" unlock; \"$0\" remove"),
                 environment(), KeyRing::State::Locked),
        (QStringList { QStringLiteral("secrets/locked"), QStringLiteral("something left"),
            QStringLiteral("unlocked"), QStringLiteral("removed"),
            QStringLiteral("nothing left") }));
    // Left alone: the connector goes, and the entry that was named is still there.
    QCOMPARE(m_ring.run(QStringLiteral("\"$0\" save"), environment()),
        QStringList { QStringLiteral("saved") });
    QCOMPARE(m_ring.run(QStringLiteral("\"$0\" leave"), environment(), KeyRing::State::Locked),
        (QStringList {
            QStringLiteral("login-password"), QStringLiteral("removed"), QStringLiteral("gone") }));
    QCOMPARE(m_ring.run(QStringLiteral("\"$0\" entry"), environment()),
        QStringList { QStringLiteral("something left") });
}

void TestConsoleKeyChain::withoutAKeyChainTheSessionKeepsThem()
{
    const QProcessEnvironment variables = environment();
    // Refused at first, and nothing is lost by that; then a person agrees.
    QCOMPARE(m_ring.runAlone(QStringLiteral("\"$0\" save; \"$0\" accept"), variables),
        (QStringList { QStringLiteral("secrets/unavailable"), QStringLiteral("saved"),
            QStringLiteral("login-password"), QStringLiteral("silent") }));
}

int main(int argc, char** argv)
{
    QApplication application(argc, argv);
    const QString argument = argc == 2 ? QString::fromLatin1(argv[1]) : QString();
    static const QStringList steps { QStringLiteral("save"), QStringLiteral("look"),
        QStringLiteral("accept"), QStringLiteral("remove"), QStringLiteral("leave"),
        QStringLiteral("entry"), QStringLiteral("unlock") };
    if (steps.contains(argument)) {
        Run run(qEnvironmentVariable("GATEHOUSE_HOME"));
        run.step(argument);
        return 0;
    }
    TestConsoleKeyChain test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_consolekeychain.moc"
