// SPDX-License-Identifier: Apache-2.0
#include <core/enrollment/validityperiod.h>

#include <QTest>
#include <QTimeZone>

using namespace gatehouse;
using namespace gatehouse::enrollment;

namespace {

const QDateTime now(QDate(2026, 3, 1), QTime(12, 0), QTimeZone::utc());

} // namespace

class TestValidityPeriod : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void days_data();
    void days();
    void refused_data();
    void refused();
    void instants_data();
    void instants();
};

void TestValidityPeriod::days_data()
{
    QTest::addColumn<QString>("period");
    QTest::addColumn<QList<int>>("terms");
    QTest::addColumn<int>("days"); // 0: not requested
    const QList<int> year { 365 };
    const QList<int> leap { 366 };
    const QList<int> both { 365, 366 };
    QTest::newRow("nothing asks for nothing") << QString() << year << 0;
    QTest::newRow("Vault's zero minutes ask for nothing") << "PT0M" << year << 0;
    QTest::newRow("zero in every unit asks for nothing") << "P0Y0M0DT0H0M0S" << year << 0;
    QTest::newRow("Vault's minutes of a year") << "PT525600M" << year << 365;
    QTest::newRow("SPIRE's seconds of a day") << "PT86400S" << year << 1;
    QTest::newRow("the shell utility's days") << "P30D" << year << 30;
    QTest::newRow("six months from the first of March") << "P6M" << year << 184;
    QTest::newRow("a calendar year") << "P1Y" << year << 365;
    QTest::newRow("the documentation's year with zeros") << "P1Y0M0D" << year << 365;
    QTest::newRow("a year, where only 366 days are listed, stays what it is")
        << "P1Y" << leap << 365;
    QTest::newRow("two years over a leap day, where 730 days are listed")
        << "P2Y" << QList<int> { 730 } << 730;
    QTest::newRow("two years over a leap day") << "P2Y" << year << 731;
    QTest::newRow("twelve months are a year") << "P12M" << year << 365;
    QTest::newRow("weeks") << "P2W" << year << 14;
    QTest::newRow("a fraction of a day counts as a day") << "P0.5D" << year << 1;
    QTest::newRow("a comma is a decimal sign") << "P1,5D" << year << 2;
    QTest::newRow("lower case") << "p30d" << year << 30;
    QTest::newRow("start and end, without seconds")
        << "2026-03-01T13:00Z/2027-03-01T13:00:00Z" << both << 365;
    QTest::newRow("start and duration") << "2026-03-01T13:00Z/P1Y3M0DT0H0M" << year << 457;
    QTest::newRow("duration and end") << "P0Y3M0DT0H0M/2026-06-01T00:00Z" << year << 92;
    QTest::newRow("an end a second short of the day is that day")
        << "2026-03-01T00:00:00Z/2026-03-30T23:59:59Z" << year << 30;
    QTest::newRow("another zone") << "2026-03-01T13:00+02:00/2026-03-31T13:00+02:00" << year << 30;
}

void TestValidityPeriod::days()
{
    QFETCH(QString, period);
    QFETCH(QList<int>, terms);
    QFETCH(int, days);
    const auto read = requestedDays(period, terms, now);
    QVERIFY2(read.has_value(), qPrintable(read ? QString() : read.error().message));
    QCOMPARE(read->value_or(0), days);
}

void TestValidityPeriod::refused_data()
{
    QTest::addColumn<QString>("period");
    QTest::addColumn<QString>("cause");
    const QString malformed = QStringLiteral("enrollment/validity-period");
    QTest::newRow("words") << "one year" << malformed;
    QTest::newRow("a number alone") << "365" << malformed;
    QTest::newRow("P alone") << "P" << malformed;
    QTest::newRow("a T with nothing after it") << "P1DT" << malformed;
    QTest::newRow("units out of order") << "P1D1Y" << malformed;
    QTest::newRow("negative") << "-P1D" << malformed;
    QTest::newRow("two durations") << "P1D/P2D" << malformed;
    QTest::newRow("an instant alone") << "2026-03-01T00:00:00Z" << malformed;
    QTest::newRow("an end before its start") << "2026-03-02T00:00Z/2026-03-01T00:00Z" << malformed;
    QTest::newRow("no such day") << "2026-02-30T00:00Z/2027-03-01T00:00Z" << malformed;
    QTest::newRow("longer than any calculation") << "P999999999Y" << malformed;
    QTest::newRow("half an interval") << "2026-03-01T00:00Z/" << malformed;
    QTest::newRow("a start in the past") << "2018-07-06T13:00Z/2019-07-06T13:00:00Z"
                                         << "policy/term";
    QTest::newRow("a start next month") << "2026-04-01T00:00Z/P30D"
                                        << "policy/term";
}

void TestValidityPeriod::refused()
{
    QFETCH(QString, period);
    QFETCH(QString, cause);
    const auto read = requestedDays(period, { 365 }, now);
    QVERIFY(!read.has_value());
    QCOMPARE(read.error().cause, cause);
    QVERIFY(!read.error().message.isEmpty());
}

void TestValidityPeriod::instants_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QDateTime>("instant");
    const QDateTime noon(QDate(2026, 3, 1), QTime(12, 0), QTimeZone::utc());
    QTest::newRow("with seconds") << "2026-03-01T12:00:00Z" << noon;
    QTest::newRow("without seconds") << "2026-03-01T12:00Z" << noon;
    QTest::newRow("nine decimals") << "2026-03-01T12:00:00.293536733Z" << noon;
    QTest::newRow("two decimals") << "2026-03-01T12:00:00.00Z" << noon;
    QTest::newRow("an offset") << "2026-03-01T14:30:00+02:30" << noon;
    QTest::newRow("an offset without a colon") << "2026-03-01T07:00:00-0500" << noon;
    QTest::newRow("a date alone is its midnight") << "2026-03-01" << noon.addSecs(-43200);
    QTest::newRow("an hour that is none") << "2026-03-01T25:00Z" << QDateTime();
}

void TestValidityPeriod::instants()
{
    QFETCH(QString, text);
    QFETCH(QDateTime, instant);
    const auto read = parseInstant(text);
    QCOMPARE(read.has_value(), instant.isValid());
    if (read)
        QCOMPARE(*read, instant);
}

QTEST_GUILESS_MAIN(TestValidityPeriod)
#include "tst_validityperiod.moc"
