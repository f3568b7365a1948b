// SPDX-License-Identifier: Apache-2.0
#include <tests/scm/scmsetup.h>

#include <QCoro/QCoroCore>
#include <QUrlQuery>
#include <QtTest>

using namespace gatehouse;
using namespace gatehouse::scm;
using gatehouse::scm::tests::FakeTransport;
using gatehouse::scm::tests::Setup;

namespace {

/// An inventory that a handler pages through.
struct Inventory {
    QList<int> ids;
    std::function<void(int page)> afterPage;
    bool tellsTotal = true;
    int served = 0;

    Result<http::Response> page(const http::Request& request)
    {
        const QUrlQuery query(request.url);
        const int position = query.queryItemValue(QStringLiteral("position")).toInt();
        const int size = query.queryItemValue(QStringLiteral("size")).toInt();
        QByteArrayList entries;
        for (const int id : ids.mid(position, size))
            entries.append("{\"sslId\":" + QByteArray::number(id) + ",\"commonName\":\"c\"}");
        http::Response response = FakeTransport::answer(200, '[' + entries.join(',') + ']');
        if (tellsTotal)
            response.headers.append(
                http::Header { "x-total-count", QByteArray::number(ids.size()) });
        ++served;
        if (afterPage)
            afterPage(served);
        return response;
    }
};

QList<int> range(int from, int count)
{
    QList<int> result;
    for (int i = 0; i < count; ++i)
        result.append(from + i);
    return result;
}

QSet<SslId> idsOf(const QList<ListItem>& items)
{
    QSet<SslId> ids;
    for (const ListItem& item : items)
        ids.insert(item.id);
    return ids;
}

} // namespace

/// Lists that come page by page.
class TestScmPaging : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void searchReadsAllPages_data()
    {
        QTest::addColumn<int>("count");
        QTest::addColumn<bool>("tellsTotal");
        QTest::addColumn<int>("requests");
        QTest::newRow("nothing") << 0 << true << 1;
        QTest::newRow("one page") << 57 << true << 1;
        QTest::newRow("exactly one page") << 200 << false << 2;
        QTest::newRow("three pages") << 450 << true << 3;
        QTest::newRow("three pages without a total") << 450 << false << 3;
    }
    void searchReadsAllPages()
    {
        QFETCH(int, count);
        QFETCH(bool, tellsTotal);
        QFETCH(int, requests);
        Inventory inventory;
        inventory.ids = range(1, count);
        inventory.tellsTotal = tellsTotal;
        Setup setup;
        setup.transport->setHandler(
            [&inventory](const http::Request& request) { return inventory.page(request); });
        const auto result = QCoro::waitFor(setup.client->search({}, 100000, {}));
        QVERIFY(result);
        QCOMPARE(idsOf(*result).size(), count);
        QCOMPARE(result->size(), count);
        QCOMPARE(setup.transport->requests().size(), requests);
    }

    void searchStopsAtTheLimit()
    {
        Inventory inventory;
        inventory.ids = range(1, 1000);
        Setup setup;
        setup.transport->setHandler(
            [&inventory](const http::Request& request) { return inventory.page(request); });
        const auto result = QCoro::waitFor(setup.client->search({}, 250, {}));
        QVERIFY(result);
        QCOMPARE(result->size(), 250);
        QCOMPARE(setup.transport->requests().size(), 2);
        const auto none = QCoro::waitFor(setup.client->search({}, 0, {}));
        QVERIFY(none && none->isEmpty());
        QCOMPARE(setup.transport->requests().size(), 2);
    }

    void anInventoryThatChangesMeanwhileLosesNoEntry_data()
    {
        QTest::addColumn<bool>("removes");
        QTest::newRow("an entry of the first page goes") << true;
        QTest::newRow("a new entry comes in front") << false;
    }
    void anInventoryThatChangesMeanwhileLosesNoEntry()
    {
        QFETCH(bool, removes);
        Inventory inventory;
        inventory.ids = range(1, 450);
        inventory.afterPage = [&inventory, removes](int page) {
            if (page != 1)
                return;
            if (removes)
                inventory.ids.removeFirst();
            else
                inventory.ids.prepend(9999);
        };
        Setup setup;
        setup.transport->setHandler(
            [&inventory](const http::Request& request) { return inventory.page(request); });
        const auto result = QCoro::waitFor(setup.client->search({}, 100000, {}));
        QVERIFY(result);
        const QSet<SslId> ids = idsOf(*result);
        QCOMPARE(ids.size(), result->size());
        for (const int id : std::as_const(inventory.ids))
            QVERIFY2(ids.contains(id), qPrintable(QString::number(id)));
    }

    void aServerThatIgnoresThePositionDoesNotHangTheSearch()
    {
        QByteArrayList entries;
        for (int id = 1; id <= 200; ++id)
            entries.append("{\"id\":" + QByteArray::number(id) + '}');
        http::Response page = FakeTransport::answer(200, '[' + entries.join(',') + ']');
        page.headers.append(http::Header { "X-Total-Count", "1000000" });
        Setup setup;
        setup.answers({ page });
        const auto result = QCoro::waitFor(setup.client->search({}, 100000, {}));
        QVERIFY(result);
        QCOMPARE(result->size(), 200);
        QVERIFY(setup.transport->requests().size() <= 4);
    }

    void aSerialNumberIsAskedForInBothForms()
    {
        Setup setup;
        setup.transport->setHandler([](const http::Request& request) {
            const bool isBare = request.url.toEncoded().endsWith("serialNumber=A93EC0");
            return FakeTransport::answer(200, isBare ? "[{\"sslId\":3}]" : "[]");
        });
        ListFilter filter;
        filter.serialNumber = *pki::SerialNumber::fromHex(u"a93ec0");
        const auto result = QCoro::waitFor(setup.client->search(filter, 10, {}));
        QVERIFY(result);
        QCOMPARE(result->size(), 1);
        QCOMPARE(setup.transport->requests().size(), 2);
    }

    void aPageTellsTheTotal()
    {
        Inventory inventory;
        inventory.ids = range(1, 57);
        Setup setup;
        setup.transport->setHandler(
            [&inventory](const http::Request& request) { return inventory.page(request); });
        const auto page = QCoro::waitFor(setup.client->list({}, 50, 20, {}));
        QVERIFY(page);
        QCOMPARE(page->items.size(), 7);
        QCOMPARE(page->totalCount, std::optional<qint64>(57));
    }
};

QTEST_GUILESS_MAIN(TestScmPaging)
#include "tst_scmpaging.moc"
