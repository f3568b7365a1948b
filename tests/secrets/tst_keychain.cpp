// SPDX-License-Identifier: Apache-2.0
#include <core/secrets/secretstore.h>
#include <tests/support/keyring.h>

#include <QProcess>
#include <QtTest>

#include <cstdio>

using namespace gatehouse;
using namespace gatehouse::secrets;

namespace {

/// A value that no other file would hold.
const char* const value = "hunter2-\xC3\xA4-\xE2\x82\xAC-correct-horse";

SecretName name(const QString& property)
{
    return { QUuid(QStringLiteral("6f1d2c3b-0000-4000-8000-00000000000a")), QStringLiteral("acme"),
        property };
}

/// What this program does when it is started with an argument: one step, and a line that says how
/// it went. Only the reader is told the value to expect, and it says no more than whether it is
/// that.
QByteArray step(const QString& action)
{
    const auto store = keyChainStore();
    const SecretName secretName = name(QStringLiteral("login-password"));
    const auto told = [](const Error& error) {
        return error.cause.toUtf8() + ' ' + error.message.toUtf8();
    };
    if (action == QLatin1String("write")) {
        const auto written =
            QCoro::waitFor(store->write(secretName, Secret::fromUtf8(QByteArrayView(value))));
        return written ? "written" : told(written.error());
    }
    if (action == QLatin1String("remove")) {
        const auto removed = QCoro::waitFor(store->remove(secretName));
        return removed ? "removed" : told(removed.error());
    }
    const auto read = QCoro::waitFor(store->read(secretName));
    if (!read)
        return told(read.error());
    if (!*read)
        return "none";
    return **read == Secret::fromUtf8(QByteArrayView(value)) ? "same" : "different";
}

} // namespace

class TestKeyChain : public QObject {
    Q_OBJECT

    QTemporaryDir m_home;
    const testsupport::KeyRing m_ring { m_home.path() };

    QProcessEnvironment environment() const { return m_ring.environment(); }
    QStringList withKeyRing(const QString& steps, const QProcessEnvironment& variables,
        testsupport::KeyRing::State state = testsupport::KeyRing::State::Unlocked) const
    {
        return m_ring.run(steps, variables, state);
    }

private Q_SLOTS:
    void initTestCase() { QVERIFY(m_ring.isReady()); }

    void secretOutlivesTheProgramAndTheKeyRing_data()
    {
        QTest::addColumn<QString>("desktop");
        // QtKeychain chooses by desktop where there is no Secret Service library: with it, every
        // desktop must get the Secret Service.
        QTest::newRow("no desktop") << QString();
        QTest::newRow("GNOME") << QStringLiteral("GNOME");
        QTest::newRow("KDE") << QStringLiteral("KDE");
    }

    void secretOutlivesTheProgramAndTheKeyRing()
    {
        QFETCH(QString, desktop);
        QProcessEnvironment variables = environment();
        variables.insert(QStringLiteral("XDG_CURRENT_DESKTOP"), desktop);
        variables.insert(QStringLiteral("KDE_SESSION_VERSION"), QStringLiteral("5"));
        QCOMPARE(withKeyRing(QStringLiteral("\"$0\" read; \"$0\" remove; \"$0\" write; \"$0\" "
                                            "read; \"$0\" write; \"$0\" read"),
                     variables),
            (QStringList { QStringLiteral("none"), QStringLiteral("removed"),
                QStringLiteral("written"), QStringLiteral("same"), QStringLiteral("written"),
                QStringLiteral("same") }));
        // A new bus and a new key ring: what is read now was on disk.
        QCOMPARE(withKeyRing(QStringLiteral("\"$0\" read; \"$0\" remove; \"$0\" read"), variables),
            (QStringList {
                QStringLiteral("same"), QStringLiteral("removed"), QStringLiteral("none") }));
    }

    void nothingStandsOnDiskInTheOpen()
    {
        const QProcessEnvironment variables = environment();
        QCOMPARE(withKeyRing(QStringLiteral("\"$0\" write"), variables),
            QStringList { QStringLiteral("written") });
        int files = 0;
        QDirIterator iterator(
            m_home.path(), QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
        while (iterator.hasNext()) {
            QFile file(iterator.next());
            QVERIFY(file.open(QIODevice::ReadOnly));
            QVERIFY2(!file.readAll().contains("correct-horse"), qPrintable(file.fileName()));
            ++files;
        }
        QVERIFY(files > 0);
    }

    void lockedKeyRingIsNotTakenForAnEmptyOne()
    {
        const QProcessEnvironment variables = environment();
        QCOMPARE(withKeyRing(QStringLiteral("\"$0\" write"), variables),
            QStringList { QStringLiteral("written") });
        // Nobody can be asked for the ring's password here.
        const QStringList answers =
            withKeyRing(QStringLiteral("\"$0\" read; \"$0\" write; \"$0\" remove"), variables,
                testsupport::KeyRing::State::Locked);
        QCOMPARE(answers.size(), 3);
        for (const QString& answer : answers)
            QVERIFY2(answer.startsWith(QStringLiteral("secrets/locked The key chain is locked")),
                qPrintable(answer));
        QCOMPARE(withKeyRing(QStringLiteral("\"$0\" read; \"$0\" remove"), variables),
            (QStringList { QStringLiteral("same"), QStringLiteral("removed") }));
    }

    void withoutAKeyChainTheAnswerComesSoon_data()
    {
        QTest::addColumn<QString>("action");
        QTest::addColumn<bool>("hasBus");
        for (const char* action : { "read", "write", "remove" }) {
            QTest::addRow("%s without a bus", action) << QString::fromLatin1(action) << false;
            QTest::addRow("%s on a bus without a service", action)
                << QString::fromLatin1(action) << true;
        }
    }

    void withoutAKeyChainTheAnswerComesSoon()
    {
        QFETCH(QString, action);
        QFETCH(bool, hasBus);
        QProcessEnvironment variables = environment();
        if (!hasBus)
            variables.insert(QStringLiteral("DBUS_SESSION_BUS_ADDRESS"),
                QStringLiteral("unix:path=/nonexistent/bus"));
        QProcess process;
        process.setProcessEnvironment(variables);
        const QString self = QCoreApplication::applicationFilePath();
        QElapsedTimer timer;
        timer.start();
        if (hasBus)
            process.start(QStringLiteral("dbus-run-session"),
                { QStringLiteral("--config-file=") + m_ring.bareBus(), QStringLiteral("--"), self,
                    action });
        else
            process.start(self, { action });
        QVERIFY(process.waitForFinished(30000));
        const QByteArray output = process.readAllStandardOutput();
        QVERIFY2(
            output.startsWith("secrets/unavailable There is no key chain that answers: start one"),
            output.constData());
        QVERIFY2(timer.elapsed() < 8000, qPrintable(QString::number(timer.elapsed())));
    }
};

int main(int argc, char** argv)
{
    QCoreApplication application(argc, argv);
    const QString argument = argc == 2 ? QString::fromLatin1(argv[1]) : QString();
    if (argument == QLatin1String("read") || argument == QLatin1String("write")
        || argument == QLatin1String("remove")) {
        std::puts(step(argument).constData());
        return 0;
    }
    TestKeyChain test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_keychain.moc"
