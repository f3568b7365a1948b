// SPDX-License-Identifier: Apache-2.0
#include <core/workspace/checkhistory.h>
#include <tests/support/fakeclock.h>

#include <QCoro/QCoroFuture>
#include <QLockFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QtTest>

using namespace gatehouse;
using namespace gatehouse::testsupport;
using namespace gatehouse::workspace;
using namespace std::chrono_literals;

namespace {

connector::CheckReport reportOf(bool works)
{
    connector::CheckReport report;
    report.works = works;
    report.conclusion = works ? QStringLiteral("works") : QStringLiteral("look at the URL");
    connector::StepResult settings;
    settings.step = connector::CheckStep::Settings;
    settings.state = connector::StepState::Passed;
    settings.duration = 3ms;
    settings.finding = QStringLiteral("all there, “quoted”\nand broken");
    report.steps.append(settings);
    if (!works) {
        connector::StepResult tls;
        tls.step = connector::CheckStep::Tls;
        tls.state = connector::StepState::Failed;
        tls.duration = 40ms;
        tls.failure = Error::of(ErrorKind::Tls, QStringLiteral("not trusted"));
        tls.failure->setting = QStringLiteral("ssl-trust-store");
        report.steps.append(tls);
    }
    return report;
}

} // namespace

class TestCheckHistory : public QObject {
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_folder;
    std::shared_ptr<FakeClock> m_clock;
    settings::ConnectorSettings m_settings;

    QString file() const { return m_folder->filePath(QStringLiteral("data/checks.jsonl")); }
    /// What another run of the program would read.
    QList<CheckRecord> written() const
    {
        CheckHistory history(file(), m_clock);
        return QCoro::waitFor(history.all());
    }
    void record(bool works) { CheckHistory(file(), m_clock).add(m_settings, reportOf(works)); }
    void write(const QByteArray& bytes, QIODevice::OpenMode mode = QIODevice::Append)
    {
        QFile target(file());
        QVERIFY(target.open(QIODevice::WriteOnly | mode));
        target.write(bytes);
    }
    qsizetype lines() const
    {
        QFile source(file());
        return source.open(QIODevice::ReadOnly) ? source.readAll().count('\n') : -1;
    }

private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_clock = std::make_shared<FakeClock>();
        m_settings.uuid = QUuid::createUuid();
        m_settings.id = QStringLiteral("main");
    }

    void checksAreReadBackAsTheyWere()
    {
        QList<CheckRecord> records;
        {
            CheckHistory first(file(), m_clock);
            QSignalSpy added(&first, &CheckHistory::added);
            QVERIFY(first.records().isEmpty());
            first.add(m_settings, reportOf(true));
            m_clock->advance(1h);
            first.add(m_settings, reportOf(false));
            QCOMPARE(added.size(), 2);
            records = first.records();
        }
        CheckHistory second(file(), m_clock);
        QCOMPARE(QCoro::waitFor(second.all()), records);
        const auto latest = second.latest(m_settings.uuid);
        QVERIFY(latest && !latest->works);
        QCOMPARE(latest->setting, QStringLiteral("ssl-trust-store"));
        QCOMPARE(latest->duration, 43ms);
        QCOMPARE(latest->steps.at(1).text, QStringLiteral("not trusted"));
        QVERIFY(!second.latest(QUuid::createUuid()));
        const auto others = QFile::permissions(file()) & (QFile::ReadGroup | QFile::ReadOther);
        QCOMPARE(others, QFile::Permissions());
    }

    /// The disk may be slow, and another program may hold the file.
    void nobodyWaitsForTheFile()
    {
        record(true);
        CheckHistory checks(file(), m_clock);
        QSignalSpy read(&checks, &CheckHistory::read);
        QVERIFY(checks.records().isEmpty());
        QVERIFY(!checks.isRead());
        QLockFile other(file() + QStringLiteral(".lock"));
        QVERIFY(other.lock());
        // Added while it is being read, it is there once, and in front.
        checks.add(m_settings, reportOf(false));
        QCOMPARE(checks.records().size(), 1);
        QCOMPARE(lines(), 1);
        QVERIFY(read.wait());
        QVERIFY(checks.isRead());
        QCOMPARE(checks.records().size(), 2);
        QVERIFY(!checks.records().first().works);
        QTRY_COMPARE(lines(), 2);
    }

    void stoppedChecksAndTrialsSayNothingAboutTheConnector()
    {
        auto stopped = reportOf(false);
        stopped.steps.last().failure = Error::cancelled();
        {
            CheckHistory checks(file(), m_clock);
            checks.add(m_settings, reportOf(true));
            checks.add(m_settings, stopped);
            checks.add(m_settings, reportOf(false), CheckHistory::Checked::Trial);
            settings::ConnectorSettings added;
            added.id = QStringLiteral("new");
            checks.add(added, reportOf(false), CheckHistory::Checked::Trial);
            QVERIFY(checks.latest(m_settings.uuid)->works);
        }
        CheckHistory checks(file(), m_clock);
        const auto records = QCoro::waitFor(checks.all());
        QCOMPARE(records.size(), 4);
        QCOMPARE(records.at(0).connectorId, QStringLiteral("new"));
        QVERIFY(records.at(1).isTrial && !records.at(1).isStopped);
        QVERIFY(records.at(2).isStopped && !records.at(2).isTrial);
        QVERIFY(checks.latest(m_settings.uuid)->works);
    }

    void manyTrialsDoNotPushOutHowAConnectorIs()
    {
        auto other = m_settings;
        other.uuid = QUuid::createUuid();
        {
            CheckHistory checks(file(), m_clock);
            checks.add(other, reportOf(false));
            checks.add(m_settings, reportOf(true));
            checks.secretsChanged(other.uuid);
        }
        const QByteArray trial = R"({"time":"2026-01-01T12:00:00.000Z","trial":true})";
        write((trial + '\n').repeated(2000));
        {
            CheckHistory checks(file(), m_clock);
            QCOMPARE(QCoro::waitFor(checks.all()).size(), 1002);
            checks.add(m_settings, reportOf(false), CheckHistory::Checked::Trial);
            QCOMPARE(checks.records().size(), 1002);
            QVERIFY(checks.latest(m_settings.uuid)->works);
        }
        QCOMPARE(lines(), 1003); // and that the secrets were changed
        CheckHistory checks(file(), m_clock);
        QVERIFY(QCoro::waitFor(checks.all()).size() <= 1002);
        QVERIFY(checks.latest(m_settings.uuid)->works);
        QVERIFY(checks.latest(other.uuid)->isBeforeNewSecrets);
    }

    void whatWasFoundEndsWithTheNextChange()
    {
        const auto digest = settingsDigest(m_settings);
        auto changed = m_settings;
        changed.name = QStringLiteral("Another name");
        QCOMPARE(settingsDigest(changed), digest);
        changed.properties.insert(QStringLiteral("org-id"), QStringLiteral("7"));
        {
            CheckHistory checks(file(), m_clock);
            checks.add(m_settings, reportOf(true));
            QVERIFY(checks.latest(m_settings.uuid)->isOf(digest));
            QVERIFY(!checks.latest(m_settings.uuid)->isOf(settingsDigest(changed)));
            checks.secretsChanged(m_settings.uuid);
            QVERIFY(!checks.latest(m_settings.uuid)->isOf(digest));
        }
        {
            CheckHistory checks(file(), m_clock);
            QCOMPARE(QCoro::waitFor(checks.all()).size(), 1);
            QVERIFY(!checks.latest(m_settings.uuid)->isOf(digest));
            checks.add(m_settings, reportOf(true));
        }
        const auto records = written();
        QVERIFY(records.first().isOf(digest));
        QVERIFY(!records.last().isOf(digest));
    }

    void recordsOfFormerVersionsAreOfWhateverIsSet()
    {
        QVERIFY(QDir(m_folder->path()).mkpath(QStringLiteral("data")));
        const QByteArray uuid = m_settings.uuid.toByteArray(QUuid::WithoutBraces);
        write(R"({"time":"2026-01-01T12:00:00.000Z","connector":")" + uuid
            + R"(","id":"main","works":true,"conclusion":"works","setting":"","ms":3,"steps":[]})"
              "\n");
        const auto records = written();
        QCOMPARE(records.size(), 1);
        QVERIFY(records.first().isConclusive());
        QVERIFY(records.first().isOf(settingsDigest(m_settings)));
    }

    void twoProgramsAddToOneFile()
    {
        {
            CheckHistory one(file(), m_clock);
            CheckHistory two(file(), m_clock);
            for (int i = 0; i < 5; ++i) {
                one.add(m_settings, reportOf(true));
                two.add(m_settings, reportOf(false));
            }
        }
        QCOMPARE(written().size(), 10);
    }

    void damagedLinesAreSkipped_data()
    {
        QTest::addColumn<QByteArray>("damage");
        QTest::newRow("cut off in the middle") << QByteArray("{\"time\":\"2026-01-01T12:00");
        QTest::newRow("no JSON") << QByteArray("hello\n");
        QTest::newRow("another JSON") << QByteArray("[1,2]\n{}\n{\"time\":7}\n");
        QTest::newRow("bytes") << QByteArray("\xff\xfe\0\x01\n", 5);
        QTest::newRow("empty lines") << QByteArray("\n\n");
    }

    void damagedLinesAreSkipped()
    {
        QFETCH(QByteArray, damage);
        record(true);
        write(damage);
        record(false);
        const QList<CheckRecord> read = written();
        QCOMPARE(read.size(), 2);
        QVERIFY(!read.first().works);
    }

    void newestThousandAreKept()
    {
        record(true);
        QFile source(file());
        QVERIFY(source.open(QIODevice::ReadOnly));
        const QByteArray line = source.readAll();
        write(line.repeated(2500));
        {
            CheckHistory checks(file(), m_clock);
            QCOMPARE(QCoro::waitFor(checks.all()).size(), 1000);
            checks.add(m_settings, reportOf(false));
            QCOMPARE(checks.records().size(), 1000);
        }
        QCOMPARE(lines(), 1000);
        QVERIFY(!written().first().works);
    }

    void unwritableFileDoesNotLoseTheCheckOfThisRun()
    {
        QVERIFY(QDir(m_folder->path()).mkpath(QStringLiteral("data/checks.jsonl")));
        CheckHistory checks(file(), m_clock);
        checks.add(m_settings, reportOf(true));
        QCOMPARE(checks.records().size(), 1);
    }
};

QTEST_GUILESS_MAIN(TestCheckHistory)
#include "tst_checkhistory.moc"
