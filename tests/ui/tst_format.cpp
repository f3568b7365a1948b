// SPDX-License-Identifier: Apache-2.0
#include <ui/format.h>

#include <QTest>

using namespace gatehouse;
using namespace gatehouse::ui;
using namespace std::chrono_literals;

namespace {

QDateTime utc(const char* text)
{
    QDateTime time = QDateTime::fromString(QString::fromLatin1(text), Qt::ISODate);
    time.setTimeSpec(Qt::UTC);
    return time;
}

QTimeZone zone(const char* name)
{
    return QTimeZone(QByteArray(name));
}

pki::DistinguishedName dn(const QString& text)
{
    return pki::DistinguishedName::parse(text).value();
}

} // namespace

class TestFormat : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void writesTimesInTheZone_data();
    void writesTimesInTheZone();
    void writesDurations_data();
    void writesDurations();
    void tellsValidityInPlainWords_data();
    void tellsValidityInPlainWords();
    void warnsInTheLastThird_data();
    void warnsInTheLastThird();
    void countsCalendarDaysOfTheZone();
    void everyOrderStateHasItsOwnWords();
    void everyStatusHasWords();
    void showsDeceptiveCharacters_data();
    void showsDeceptiveCharacters();
    void writesANameInLines();
    void callsANameByItsCommonName();
    void writesGeneralNames();
    void writesFingerprintsAndUsages();
};

void TestFormat::writesTimesInTheZone_data()
{
    QTest::addColumn<QString>("time");
    QTest::addColumn<QString>("zoneName");
    QTest::addColumn<QString>("brief");
    QTest::addColumn<QString>("full");
    QTest::newRow("UTC is said once") << "2026-11-24T13:26:03"
                                      << "UTC"
                                      << "2026-11-24 13:26"
                                      << "2026-11-24 13:26:03 UTC";
    QTest::newRow("the same day in UTC") << "2026-11-24T13:26:03"
                                         << "Asia/Kathmandu"
                                         << "2026-11-24 19:11"
                                         << "2026-11-24 19:11:03 %1 (13:26:03 UTC)";
    QTest::newRow("another day in UTC") << "2026-11-24T22:00:00"
                                        << "Asia/Kathmandu"
                                        << "2026-11-25 03:45"
                                        << "2026-11-25 03:45:00 %1 (2026-11-24 22:00:00 UTC)";
    QTest::newRow("no time") << ""
                             << "UTC"
                             << ""
                             << "";
}

void TestFormat::writesTimesInTheZone()
{
    QFETCH(QString, time);
    QFETCH(QString, zoneName);
    QFETCH(QString, brief);
    QFETCH(QString, full);
    const QDateTime moment = utc(time.toLatin1().constData());
    const QTimeZone there = zone(zoneName.toLatin1().constData());
    QCOMPARE(formatTime(moment, there), brief);
    QCOMPARE(formatTimeWithUtc(moment, there),
        full.contains(u"%1") ? full.arg(moment.toTimeZone(there).timeZoneAbbreviation()) : full);
}

void TestFormat::writesDurations_data()
{
    QTest::addColumn<int>("milliseconds");
    QTest::addColumn<QString>("text");
    QTest::newRow("nothing") << 0 << "0 ms";
    QTest::newRow("less than a second") << 340 << "340 ms";
    QTest::newRow("seconds with a tenth") << 2340 << "2.3 s";
    QTest::newRow("whole seconds") << 32'400 << "32 s";
    QTest::newRow("rounded up to a minute") << 59'900 << "1 min 0 s";
    QTest::newRow("minutes") << 65'000 << "1 min 5 s";
    QTest::newRow("hours") << 7'800'000 << "2 h 10 min";
}

void TestFormat::writesDurations()
{
    QFETCH(int, milliseconds);
    QFETCH(QString, text);
    QCOMPARE(formatDuration(std::chrono::milliseconds(milliseconds)), text);
}

void TestFormat::tellsValidityInPlainWords_data()
{
    QTest::addColumn<QString>("notBefore");
    QTest::addColumn<QString>("notAfter");
    QTest::addColumn<QString>("text");
    QTest::addColumn<Tone>("tone");
    const QString begin = QStringLiteral("2026-01-01T00:00:00");
    QTest::newRow("long") << begin << "2027-01-01T00:00:00"
                          << "expires in 219 day(s)" << Tone::Success;
    QTest::newRow("soon") << begin << "2026-06-25T12:00:00"
                          << "expires in 29 day(s)" << Tone::Warning;
    QTest::newRow("tomorrow, though in less than a day") << begin << "2026-05-28T03:00:00"
                                                         << "expires tomorrow" << Tone::Warning;
    QTest::newRow("later today") << begin << "2026-05-27T18:30:00"
                                 << "expires today at 18:30" << Tone::Warning;
    QTest::newRow("earlier today") << begin << "2026-05-27T08:05:00"
                                   << "expired today at 08:05" << Tone::Error;
    QTest::newRow("yesterday") << begin << "2026-05-26T23:59:59"
                               << "expired yesterday" << Tone::Error;
    QTest::newRow("days ago") << begin << "2026-05-24T12:00:00"
                              << "expired 3 day(s) ago" << Tone::Error;
    QTest::newRow("just under two years") << begin << "2028-05-25T12:00:00"
                                          << "expires in 729 day(s)" << Tone::Success;
    QTest::newRow("two years") << begin << "2028-05-27T12:00:00"
                               << "expires in 2 year(s)" << Tone::Success;
    QTest::newRow("a root of twenty years, made the other day")
        << begin << "2046-05-22T12:00:00"
        << "expires in 20 year(s)" << Tone::Success;
    QTest::newRow("years and months") << begin << "2031-01-27T12:00:00"
                                      << "expires in more than 4 year(s)" << Tone::Success;
    QTest::newRow("years ago") << "2010-01-01T00:00:00"
                               << "2023-06-01T12:00:00"
                               << "expired 3 year(s) ago" << Tone::Error;
    QTest::newRow("years and months ago") << "2010-01-01T00:00:00"
                                          << "2023-02-01T12:00:00"
                                          << "expired more than 3 year(s) ago" << Tone::Error;
    QTest::newRow("begins later today") << "2026-05-27T16:00:00"
                                        << "2027-05-27T16:00:00"
                                        << "valid from today, 16:00, on" << Tone::Warning;
    QTest::newRow("begins tomorrow") << "2026-05-28T00:00:00"
                                     << "2027-05-27T16:00:00"
                                     << "valid from tomorrow on" << Tone::Warning;
    QTest::newRow("begins some day") << "2026-06-01T00:00:00"
                                     << "2027-05-27T16:00:00"
                                     << "not valid for another 5 day(s)" << Tone::Warning;
    QTest::newRow("only the end is known") << ""
                                           << "2027-01-01T00:00:00"
                                           << "expires in 219 day(s)" << Tone::Success;
    QTest::newRow("nothing is known") << ""
                                      << ""
                                      << "expiry unknown" << Tone::Neutral;
}

void TestFormat::tellsValidityInPlainWords()
{
    QFETCH(QString, notBefore);
    QFETCH(QString, notAfter);
    QFETCH(QString, text);
    QFETCH(Tone, tone);
    const Phrase phrase = validityPhrase(utc(notBefore.toLatin1().constData()),
        utc(notAfter.toLatin1().constData()), utc("2026-05-27T12:00:00"), zone("UTC"));
    QCOMPARE(phrase.text, text);
    QCOMPARE(phrase.tone, tone);
}

void TestFormat::warnsInTheLastThird_data()
{
    QTest::addColumn<int>("term");
    QTest::addColumn<int>("left");
    QTest::addColumn<Tone>("tone");
    QTest::newRow("thirty of thirty days") << 30 << 30 << Tone::Success;
    QTest::newRow("eleven of thirty days") << 30 << 11 << Tone::Success;
    QTest::newRow("ten of thirty days") << 30 << 10 << Tone::Warning;
    QTest::newRow("thirty-one of 365 days") << 365 << 31 << Tone::Success;
    QTest::newRow("thirty of 365 days") << 365 << 30 << Tone::Warning;
}

void TestFormat::warnsInTheLastThird()
{
    QFETCH(int, term);
    QFETCH(int, left);
    QFETCH(Tone, tone);
    const QDateTime end = utc("2027-01-01T00:00:00");
    const Phrase phrase = validityPhrase(end.addDays(-term), end, end.addDays(-left), zone("UTC"));
    QCOMPARE(phrase.tone, tone);
}

void TestFormat::countsCalendarDaysOfTheZone()
{
    const QDateTime now = utc("2026-05-27T09:00:00");
    const QDateTime end = utc("2026-05-27T11:00:00");
    QCOMPARE(daysUntil(end, now, zone("UTC")), 0);
    QCOMPARE(daysUntil(end, now, zone("Asia/Kathmandu")), 0);
    // 10:00 UTC is midnight there.
    QCOMPARE(daysUntil(end, now, QTimeZone(14 * 60 * 60)), 1);
}

void TestFormat::everyOrderStateHasItsOwnWords()
{
    using enum orders::OrderState;
    QStringList words;
    for (const auto state :
        { Drafted, Submitting, Uncertain, Waiting, Issued, Delivered, Failed, Abandoned }) {
        const QString text = orderStatePhrase(state).text;
        QVERIFY(!text.isEmpty() && !words.contains(text));
        words.append(text);
    }
    QCOMPARE(orderStatePhrase(Failed).tone, Tone::Error);
    QCOMPARE(orderStatePhrase(Waiting).tone, Tone::Waiting);
}

void TestFormat::everyStatusHasWords()
{
    using enum scm::Status;
    for (const auto status : { Unknown, Init, Requested, SaApproved, Approved, Applied, Issued,
             Declined, Rejected, Invalid, Replaced, Revoked, Expired, Unmanaged })
        QVERIFY(!statusPhrase(status).text.isEmpty());
    QCOMPARE(statusPhrase(Revoked).tone, Tone::Error);
    QCOMPARE(statusPhrase(Issued).tone, Tone::Success);
}

void TestFormat::showsDeceptiveCharacters_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("shown");
    QTest::newRow("nothing special") << QStringLiteral("Müller & Søn, Ελλάδα 日本")
                                     << QStringLiteral("Müller & Søn, Ελλάδα 日本");
    QTest::newRow("turned around")
        << QStringLiteral("a\u202Egro.b") << QStringLiteral("a\\u{202E}gro.b");
    QTest::newRow("zero width") << QStringLiteral("pay\u200Bpal")
                                << QStringLiteral("pay\\u{200B}pal");
    QTest::newRow("line breaks") << QStringLiteral("a\nb\u2028c")
                                 << QStringLiteral("a\\u{A}b\\u{2028}c");
    QTest::newRow("beyond the basic plane") << QString::fromUcs4(U"a\U0001F600\U000E0041")
                                            << QString::fromUcs4(U"a\U0001F600\\u{E0041}");
    QTest::newRow("half a character")
        << QString(QChar(0xD800)) << QString(QChar(QChar::ReplacementCharacter));
}

void TestFormat::showsDeceptiveCharacters()
{
    QFETCH(QString, text);
    QFETCH(QString, shown);
    QCOMPARE(visibleText(text), shown);
}

void TestFormat::writesANameInLines()
{
    QCOMPARE(formatName(dn(QStringLiteral(
                 "CN=www.example.org,OU=Web,O=Example\\, Inc.,C=DE,1.2.3.4=#0C0141"))),
        QStringLiteral("Common name: www.example.org\nOrganizational unit: Web\n"
                       "Organization: Example, Inc.\nCountry: DE\n1.2.3.4: A"));
    QCOMPARE(formatName({}), QString());
}

void TestFormat::callsANameByItsCommonName()
{
    QCOMPARE(shortName(dn(QStringLiteral("CN=www.example.org,O=Example"))),
        QStringLiteral("www.example.org"));
    QCOMPARE(shortName(dn(QStringLiteral("O=Example,C=DE"))), QStringLiteral("O=Example,C=DE"));
    QVERIFY(!shortName({}).isEmpty());
}

void TestFormat::writesGeneralNames()
{
    using Type = pki::GeneralName::Type;
    QCOMPARE(formatGeneralName({ Type::DnsName, QStringLiteral("*.example.org") }),
        QStringLiteral("DNS name: *.example.org"));
    QCOMPARE(formatGeneralName({ Type::IpAddress, QStringLiteral("2001:db8::1") }),
        QStringLiteral("IP address: 2001:db8::1"));
}

void TestFormat::writesFingerprintsAndUsages()
{
    QCOMPARE(formatFingerprint(QByteArray::fromHex("a93ec0")), QStringLiteral("A9:3E:C0"));
    QCOMPARE(
        formatKeyUsage(QStringLiteral("digitalSignature")), QStringLiteral("Digital signature"));
    QCOMPARE(formatKeyUsage(QStringLiteral("1.2.3")), QStringLiteral("1.2.3"));
}

QTEST_APPLESS_MAIN(TestFormat)
#include "tst_format.moc"
