// SPDX-License-Identifier: Apache-2.0
#include <app/gateway/eventindex.h>

#include <QTest>
#include <QTimeZone>

using namespace gatehouse;
using namespace gatehouse::gateway;

namespace {

QDateTime day(int number)
{
    return QDateTime(QDate(2026, 1, 1), QTime(0, 0), QTimeZone::utc()).addDays(number);
}

/// `count` certificates, one a day from day 0 on.
QList<CertificateEvent> issued(int count)
{
    QList<CertificateEvent> events;
    for (int i = 0; i < count; ++i) {
        CertificateEvent event;
        event.date = day(i);
        event.id = 100 + i;
        events.append(event);
    }
    return events;
}

} // namespace

class TestGatewayEvents : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void everyEventOnceOverAllPages_data();
    void everyEventOnceOverAllPages();
    void eventsOfOneMomentAreToldApart();
    void positions();
};

void TestGatewayEvents::everyEventOnceOverAllPages_data()
{
    QTest::addColumn<int>("count");
    QTest::addColumn<int>("pageSize");
    QTest::addColumn<int>("startDay");
    QTest::newRow("no events") << 0 << 10 << 0;
    QTest::newRow("one page") << 5 << 10 << 0;
    QTest::newRow("exactly two pages") << 20 << 10 << 0;
    QTest::newRow("a part of a page at the end") << 25 << 10 << 0;
    QTest::newRow("one a page") << 4 << 1 << 0;
    QTest::newRow("from a day in between") << 25 << 10 << 7;
    QTest::newRow("from a day after all") << 25 << 10 << 90;
}

void TestGatewayEvents::everyEventOnceOverAllPages()
{
    QFETCH(int, count);
    QFETCH(int, pageSize);
    QFETCH(int, startDay);
    const QList<CertificateEvent> all = issued(count);
    QList<CertificateEvent> seen;
    std::optional<EventPosition> after;
    bool more = true;
    while (more) {
        const EventPage page = pageOf(all, after ? after->start : day(startDay), after, pageSize);
        QCOMPARE(page.offset, seen.size());
        if (page.hasMore)
            QCOMPARE(page.events.size(), pageSize);
        seen += page.events;
        more = page.hasMore;
        after = more ? parsePosition(page.next.toText()) : std::nullopt;
        QVERIFY(!more || after);
    }
    QCOMPARE(seen, all.mid(qMin(startDay, count)));
}

void TestGatewayEvents::eventsOfOneMomentAreToldApart()
{
    QList<CertificateEvent> events = issued(1);
    CertificateEvent revoked = events.first();
    revoked.kind = CertificateEvent::Kind::Revoked;
    events.append(revoked);
    const EventPage first = pageOf(events, {}, std::nullopt, 1);
    const EventPage second = pageOf(events, {}, first.next, 1);
    QCOMPARE(first.events.first().kind, CertificateEvent::Kind::Issued);
    QCOMPARE(second.events.first().kind, CertificateEvent::Kind::Revoked);
    QVERIFY(!second.hasMore);
}

void TestGatewayEvents::positions()
{
    EventPosition position;
    position.start = day(1);
    position.date = day(3);
    position.id = 880017;
    position.kind = CertificateEvent::Kind::Revoked;
    position.pageSize = 50;
    QCOMPARE(parsePosition(position.toText()), std::optional(position));
    for (const char* text : { "", "x", "AAAA", "MS4yLjMuNC41LjY", "MS4yLjMuOS41", "MS4yLjMuMS4w" })
        QVERIFY2(!parsePosition(QString::fromLatin1(text)), text);
}

QTEST_GUILESS_MAIN(TestGatewayEvents)
#include "tst_gatewayevents.moc"
