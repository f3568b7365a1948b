// SPDX-License-Identifier: Apache-2.0
#include <core/workspace/checkhistory.h>
#include <tests/support/fakeclock.h>

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
    CheckHistory history() const { return CheckHistory(file(), m_clock); }
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
        CheckHistory first(file(), m_clock);
        QSignalSpy added(&first, &CheckHistory::added);
        QVERIFY(first.records().isEmpty());
        first.add(m_settings, reportOf(true));
        m_clock->advance(1h);
        first.add(m_settings, reportOf(false));
        QCOMPARE(added.size(), 2);
        CheckHistory second(file(), m_clock);
        QCOMPARE(second.records(), first.records());
        const auto latest = second.latest(m_settings.uuid);
        QVERIFY(latest && !latest->works);
        QCOMPARE(latest->setting, QStringLiteral("ssl-trust-store"));
        QCOMPARE(latest->duration, 43ms);
        QCOMPARE(latest->steps.at(1).text, QStringLiteral("not trusted"));
        QVERIFY(!second.latest(QUuid::createUuid()));
        const auto others = QFile::permissions(file()) & (QFile::ReadGroup | QFile::ReadOther);
        QCOMPARE(others, QFile::Permissions());
    }

    void stoppedCheckIsNotRemembered()
    {
        auto report = reportOf(false);
        report.steps.last().failure = Error::cancelled();
        CheckHistory checks(file(), m_clock);
        checks.add(m_settings, report);
        QVERIFY(checks.records().isEmpty());
        QVERIFY(!QFile::exists(file()));
    }

    void twoProgramsAddToOneFile()
    {
        CheckHistory one(file(), m_clock);
        CheckHistory two(file(), m_clock);
        for (int i = 0; i < 5; ++i) {
            one.add(m_settings, reportOf(true));
            two.add(m_settings, reportOf(false));
        }
        QCOMPARE(CheckHistory(file(), m_clock).records().size(), 10);
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
        CheckHistory(file(), m_clock).add(m_settings, reportOf(true));
        write(damage);
        CheckHistory(file(), m_clock).add(m_settings, reportOf(false));
        CheckHistory read(file(), m_clock);
        QCOMPARE(read.records().size(), 2);
        QVERIFY(!read.records().first().works);
    }

    void newestThousandAreKept()
    {
        CheckHistory checks(file(), m_clock);
        checks.add(m_settings, reportOf(true));
        QFile source(file());
        QVERIFY(source.open(QIODevice::ReadOnly));
        const QByteArray line = source.readAll();
        write(line.repeated(2500));
        CheckHistory read(file(), m_clock);
        QCOMPARE(read.records().size(), 1000);
        read.add(m_settings, reportOf(false));
        QCOMPARE(read.records().size(), 1000);
        QCOMPARE(lines(), 1000);
        CheckHistory again(file(), m_clock);
        QVERIFY(!again.records().first().works);
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
