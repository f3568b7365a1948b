// SPDX-License-Identifier: Apache-2.0
#include <app/gateway/eventpages.h>

#include <QCoro/QCoroTask>
#include <QTest>
#include <QTimeZone>

using namespace gatehouse;
using namespace gatehouse::gateway;

namespace {

using Kind = CertificateEvent::Kind;

QDateTime day(int number)
{
    return QDateTime(QDate(2026, 1, 1), QTime(0, 0), QTimeZone::utc()).addDays(number);
}

/// Sectigo's certificates: a list, and each one's record, whose readings are counted.
class Inventory {
public:
    /// One a day from day 0 on; every third is revoked a day later.
    void add(int count)
    {
        for (int i = 0; i < count; ++i) {
            scm::CertificateDetails details;
            details.id = 100 + m_all.size();
            details.serialNumber =
                pki::SerialNumber::fromHex(QString::number(details.id, 16)).value();
            details.issued = day(static_cast<int>(m_all.size()));
            if (details.id % 3 == 0)
                revoke(details);
            m_all.append(details);
        }
    }
    static void revoke(scm::CertificateDetails& details)
    {
        details.status = scm::Status::Revoked;
        details.revoked = details.issued.addDays(1);
        details.revocationReason = 4;
    }

    EventSource source()
    {
        EventSource source;
        source.records = m_records;
        source.list = [this](std::optional<scm::Status> status, int position, int size) {
            return list(status, position, size);
        };
        source.details = [this](scm::SslId id) { return details(id); };
        return source;
    }

    QList<scm::CertificateDetails> m_all;
    std::shared_ptr<EventRecords> m_records = std::make_shared<EventRecords>();
    bool m_isNewestFirst = false;
    int m_readings = 0;

private:
    Task<Result<scm::ListPage>> list(std::optional<scm::Status> status, int position, int size)
    {
        QList<scm::ListItem> items;
        for (const scm::CertificateDetails& details : std::as_const(m_all)) {
            if (status && details.status != *status)
                continue;
            scm::ListItem item;
            item.id = details.id;
            item.serialNumber = details.serialNumber;
            if (m_isNewestFirst)
                items.prepend(item);
            else
                items.append(item);
        }
        scm::ListPage page;
        page.items = items.mid(position, size);
        co_return page;
    }

    Task<Result<scm::CertificateDetails>> details(scm::SslId id)
    {
        ++m_readings;
        const scm::CertificateDetails found = m_all.at(id - 100);
        co_return found;
    }
};

const std::function<bool()> inTime = [] { return false; };

EventPage pageFrom(
    Inventory& inventory, const EventPosition& from, const std::function<bool()>& isLate = inTime)
{
    const auto page = QCoro::waitFor(readPage(inventory.source(), from, isLate));
    return page.value_or(EventPage());
}

/// A position as the client brings it back.
EventPosition returned(const EventPosition& position)
{
    return parsePosition(position.toText()).value_or(EventPosition());
}

QSet<std::pair<qint64, int>> distinct(const QList<CertificateEvent>& events)
{
    QSet<std::pair<qint64, int>> result;
    for (const CertificateEvent& event : events)
        result.insert({ event.id, static_cast<int>(event.kind) });
    return result;
}

} // namespace

class TestGatewayEvents : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void everyEventOnceOverAllPages_data();
    void everyEventOnceOverAllPages();
    void aListThatGrowsMeanwhileRepeatsNothing();
    void aRevocationIsSeenLaterToo();
    void aPageReadsItsOwnRecordsOnly();
    void aLatePageEndsShortAndGoesOn();
    void whatIsNotIssuedCostsNothing();
    void positions();
};

void TestGatewayEvents::everyEventOnceOverAllPages_data()
{
    QTest::addColumn<int>("count");
    QTest::addColumn<int>("pageSize");
    QTest::addColumn<int>("startDay");
    QTest::addColumn<qsizetype>("events");
    QTest::newRow("no events") << 0 << 10 << 0 << qsizetype(0);
    QTest::newRow("one page") << 5 << 10 << 0 << qsizetype(6);
    QTest::newRow("exactly two pages") << 15 << 10 << 0 << qsizetype(20);
    QTest::newRow("a part of a page at the end") << 25 << 10 << 0 << qsizetype(33);
    QTest::newRow("one a page") << 4 << 1 << 0 << qsizetype(5);
    QTest::newRow("from a day in between") << 25 << 10 << 7 << qsizetype(24);
    QTest::newRow("from a day after all") << 25 << 10 << 90 << qsizetype(0);
    QTest::newRow("more than Sectigo lists at once") << 450 << 100 << 0 << qsizetype(600);
}

void TestGatewayEvents::everyEventOnceOverAllPages()
{
    QFETCH(int, count);
    QFETCH(int, pageSize);
    QFETCH(int, startDay);
    QFETCH(qsizetype, events);
    Inventory inventory;
    inventory.add(count);
    QList<CertificateEvent> seen;
    EventPosition from;
    from.start = day(startDay);
    from.pageSize = pageSize;
    bool more = true;
    while (more) {
        const EventPage page = pageFrom(inventory, from);
        QCOMPARE(from.count, static_cast<int>(seen.size()));
        if (page.hasMore)
            QCOMPARE(page.events.size(), pageSize);
        seen += page.events;
        more = page.hasMore;
        from = returned(page.next);
    }
    QCOMPARE(seen.size(), events);
    QCOMPARE(distinct(seen).size(), events);
    for (const CertificateEvent& event : seen)
        QVERIFY(event.date >= day(startDay));
}

void TestGatewayEvents::aListThatGrowsMeanwhileRepeatsNothing()
{
    for (const bool isNewestFirst : { false, true }) {
        Inventory inventory;
        inventory.m_isNewestFirst = isNewestFirst;
        inventory.add(20);
        EventPosition from;
        from.pageSize = 7;
        QList<CertificateEvent> seen;
        bool more = true;
        while (more) {
            const EventPage page = pageFrom(inventory, from);
            seen += page.events;
            more = page.hasMore;
            from = returned(page.next);
            if (inventory.m_all.size() < 26)
                inventory.add(3);
        }
        QCOMPARE(distinct(seen).size(), seen.size());
        for (int id = 100; id < 120; ++id)
            QVERIFY(distinct(seen).contains({ id, static_cast<int>(Kind::Issued) }));
    }
}

void TestGatewayEvents::aRevocationIsSeenLaterToo()
{
    Inventory inventory;
    inventory.add(2);
    EventPosition from;
    from.pageSize = 10;
    QCOMPARE(pageFrom(inventory, from).events.size(), 2);
    Inventory::revoke(inventory.m_all[1]);
    const EventPage page = pageFrom(inventory, from);
    QCOMPARE(page.events.size(), 3);
    QCOMPARE(page.events.last().kind, Kind::Revoked);
    QCOMPARE(page.events.last().reason, std::optional(4));
}

void TestGatewayEvents::aPageReadsItsOwnRecordsOnly()
{
    Inventory inventory;
    inventory.add(1000);
    EventPosition from;
    from.pageSize = 12;
    const EventPage page = pageFrom(inventory, from);
    QCOMPARE(page.events.size(), 12);
    QCOMPARE(inventory.m_readings, 12);
    pageFrom(inventory, from);
    QCOMPARE(inventory.m_readings, 12); // and each once
}

void TestGatewayEvents::aLatePageEndsShortAndGoesOn()
{
    Inventory inventory;
    inventory.add(30);
    EventPosition from;
    from.pageSize = 100;
    QList<CertificateEvent> seen;
    int pages = 0;
    bool more = true;
    while (more && pages < 100) {
        const EventPage page = pageFrom(inventory, from, [] { return true; });
        ++pages;
        seen += page.events;
        more = page.hasMore;
        from = returned(page.next);
    }
    QVERIFY(!more);
    QVERIFY(pages > 2);
    QCOMPARE(seen.size(), 40);
    QCOMPARE(distinct(seen).size(), 40);
}

void TestGatewayEvents::whatIsNotIssuedCostsNothing()
{
    Inventory inventory;
    inventory.add(3);
    inventory.m_all[1].serialNumber = {};
    inventory.m_all[1].issued = {};
    EventPosition from;
    from.pageSize = 2;
    QCOMPARE(pageFrom(inventory, from).events.last().id, 102);
    QCOMPARE(inventory.m_readings, 2);
}

void TestGatewayEvents::positions()
{
    EventPosition position;
    position.start = day(1);
    position.kind = Kind::Revoked;
    position.entry = 400;
    position.last = 880017;
    position.count = 350;
    position.pageSize = 50;
    QCOMPARE(parsePosition(position.toText()), std::optional(position));
    position.start = {};
    QCOMPARE(parsePosition(position.toText()), std::optional(position));
    const auto encoded = [](const char* text) {
        return QString::fromLatin1(QByteArray(text).toBase64(QByteArray::OmitTrailingEquals));
    };
    for (const QString& text : { QString(), QStringLiteral("x"), QStringLiteral("AAAA"),
             encoded("1.0.2.3.4"), encoded("1.0.2.3.4.5.6"), encoded("1.2.2.3.4.50"),
             encoded("1.0.-2.3.4.50"), encoded("1.0.2.3.4.0"), encoded("1.0.99999999999.3.4.50") })
        QVERIFY2(!parsePosition(text), qPrintable(text));
}

QTEST_GUILESS_MAIN(TestGatewayEvents)
#include "tst_gatewayevents.moc"
