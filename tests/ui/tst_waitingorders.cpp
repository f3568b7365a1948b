// SPDX-License-Identifier: Apache-2.0
// Orders that wait, seen from the side of the window and told on the desktop, against the real
// sandbox.
#include <tests/ui/enrollfixture.h>
#include <ui/orders/orderannouncer.h>
#include <ui/orders/ordersmodel.h>
#include <ui/orders/waitingorders.h>
#include <ui/widgets/messagebar.h>

#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QListView>
#include <QMenu>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

using namespace gatehouse;
using namespace gatehouse::testsupport;
using namespace gatehouse::ui;

namespace {

class FakeNotifier final : public Notifier {
public:
    explicit FakeNotifier(QList<Notice>& notices)
        : m_notices(notices)
    {
    }
    void notify(const Notice& notice) override { m_notices.append(notice); }

private:
    QList<Notice>& m_notices;
};

} // namespace

class TestWaitingOrders : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void cleanupTestCase() { m_fixture.reset(); }
    void init() { m_fixture->restart(); }
    void cleanup();
    void aPendingOrderIsShownIssuedAndAnnounced();
    void anOrderInFrontIsNotAnnounced();
    void stoppingLeavesTheOrderAndResumingTakesItUp();
    void ordersOfAnEarlierRunAppear();

private:
    /// Orders under the profile that waits for approval; its Sectigo number.
    qint64 orderOne(const QString& name);
    void approve(qint64 sslId)
    {
        m_fixture->sandbox().control("POST", QStringLiteral("/certificates/%1").arg(sslId),
            QJsonDocument::fromJson(R"({"status":"Issued"})"));
    }
    workspace::OrderTracker& tracker() { return m_fixture->workspace().tracker(); }
    static QAction* action(const QMenu& menu, const char* name)
    {
        return menu.findChild<QAction*>(QString::fromLatin1(name));
    }
    std::unique_ptr<EnrollFixture> m_fixture;
};

void TestWaitingOrders::initTestCase()
{
    m_fixture = std::make_unique<EnrollFixture>();
    QVERIFY2(m_fixture->isReady(), qPrintable(m_fixture->problem()));
}

void TestWaitingOrders::cleanup()
{
    const auto orders = tracker().orders();
    for (const workspace::TrackedOrder& tracked : orders)
        QCoro::waitFor(tracker().abandon(tracked.order.id));
}

qint64 TestWaitingOrders::orderOne(const QString& name)
{
    const bool isOrdered = m_fixture->orderCsr(
        QStringLiteral("70010"), csrPem(QStringLiteral("CN=%1,O=Example").arg(name)));
    const bool isTaken = isOrdered
        && QTest::qWaitFor(
            [this] { return m_fixture->trackedSslId() != 0; }, EnrollFixture::patience);
    return isTaken ? m_fixture->trackedSslId() : 0;
}

void TestWaitingOrders::aPendingOrderIsShownIssuedAndAnnounced()
{
    WaitingOrders panel(m_fixture->workspace());
    panel.show();
    QCOMPARE(panel.count(), 0);
    QList<Notice> notices;
    auto notifier = std::make_unique<FakeNotifier>(notices);
    FakeNotifier* desktop = notifier.get();
    OrderAnnouncer announcer(m_fixture->workspace(), std::move(notifier),
        [this](const orders::OrderId& id) { return m_fixture->page().shownOrder() == id; });
    const qint64 sslId = orderOne(QStringLiteral("pending.example.org"));
    QVERIFY(sslId != 0);
    QTRY_COMPARE(panel.count(), 1);
    const QModelIndex first = panel.model().index(0);
    const orders::OrderId id = first.data(OrdersModel::IdRole).toString();
    QCOMPARE(first.data().toString(), QStringLiteral("pending.example.org"));
    QCOMPARE(
        first.data(OrdersModel::ConnectorRole).toString(), QStringLiteral("Gatehouse sandbox"));
    QTRY_VERIFY(first.data(OrdersModel::StateRole).toString().contains(QStringLiteral("attempt")));

    // The page is left; the panel leads back to the order.
    m_fixture->page().hide();
    QSignalSpy wants(&panel, &WaitingOrders::wantsToGo);
    auto* list = panel.findChild<QListView*>(QStringLiteral("waitingOrdersList"));
    Q_EMIT list->activated(first);
    QCOMPARE(wants.size(), 1);
    const auto destination = wants.first().first().value<Destination>();
    QCOMPARE(destination.page, PageId::Enroll);
    QCOMPARE(destination.connectorId, QString::fromLatin1(EnrollFixture::connectorId));
    QCOMPARE(destination.order, id);

    approve(sslId);
    QTRY_COMPARE_WITH_TIMEOUT(notices.size(), 1, EnrollFixture::patience);
    QCOMPARE(notices.first().order, id);
    QCOMPARE(notices.first().tone, Tone::Success);
    QVERIFY(notices.first().text.contains(QStringLiteral("pending.example.org")));
    QVERIFY(notices.first().text.contains(QStringLiteral("Gatehouse sandbox")));
    QTRY_COMPARE(panel.count(), 0);
    // A click on the notification leads to the order, which shows its certificate.
    QSignalSpy opened(&announcer, &OrderAnnouncer::wantsToGo);
    Q_EMIT desktop->activated(id);
    QCOMPARE(opened.size(), 1);
    m_fixture->page().show();
    m_fixture->page().goTo(opened.first().first().value<Destination>());
    QVERIFY(m_fixture->waitFor("resultPanel"));
    QVERIFY(m_fixture->labelText("resultTitle").contains(QStringLiteral("pending.example.org")));
}

void TestWaitingOrders::anOrderInFrontIsNotAnnounced()
{
    QList<Notice> notices;
    OrderAnnouncer announcer(m_fixture->workspace(), std::make_unique<FakeNotifier>(notices),
        [](const orders::OrderId&) { return true; });
    const qint64 sslId = orderOne(QStringLiteral("front.example.org"));
    QVERIFY(sslId != 0);
    QSignalSpy ended(&tracker(), &workspace::OrderTracker::ended);
    approve(sslId);
    QTRY_COMPARE_WITH_TIMEOUT(ended.size(), 1, EnrollFixture::patience);
    QVERIFY(notices.isEmpty());
}

void TestWaitingOrders::stoppingLeavesTheOrderAndResumingTakesItUp()
{
    WaitingOrders panel(m_fixture->workspace());
    panel.show();
    QVERIFY(orderOne(QStringLiteral("stop.example.org")) != 0);
    QTRY_COMPARE(panel.count(), 1);
    const orders::OrderId id = panel.model().index(0).data(OrdersModel::IdRole).toString();
    auto menu = panel.menuFor(id);
    action(*menu, "copyOrderId")->trigger();
    QCOMPARE(QApplication::clipboard()->text(), id);
    QVERIFY(action(*menu, "resume") == nullptr);
    QTRY_VERIFY(panel.menuFor(id) && action(*panel.menuFor(id), "stopWaiting")->isEnabled());
    action(*menu, "stopWaiting")->trigger();
    QTRY_COMPARE(panel.model().index(0).data(OrdersModel::StateRole).toString(),
        QStringLiteral("not waited for"));
    QCOMPARE(panel.count(), 1);
    menu = panel.menuFor(id);
    action(*menu, "resume")->trigger();
    QTRY_VERIFY(panel.model().index(0).data(OrdersModel::StateRole).toString()
        != QStringLiteral("not waited for"));
    // Giving up is asked in place.
    menu = panel.menuFor(id);
    action(*menu, "giveUp")->trigger();
    auto* yes = panel.findChild<QPushButton*>(QStringLiteral("confirmGiveUp"));
    QVERIFY(yes != nullptr);
    QCOMPARE(panel.count(), 1);
    yes->click();
    QTRY_COMPARE(panel.count(), 0);
}

void TestWaitingOrders::ordersOfAnEarlierRunAppear()
{
    const qint64 sslId = orderOne(QStringLiteral("earlier.example.org"));
    QVERIFY(sslId != 0);
    const orders::OrderId id = tracker().orders().first().order.id;
    m_fixture->restart();
    WaitingOrders panel(m_fixture->workspace());
    panel.show();
    QCoro::waitFor(tracker().takeUpOpenOrders());
    QTRY_COMPARE(panel.count(), 1);
    QCOMPARE(panel.model().index(0).data(OrdersModel::IdRole).toString(), id);
    approve(sslId);
    QTRY_COMPARE_WITH_TIMEOUT(panel.count(), 0, EnrollFixture::patience);
    Destination destination;
    destination.order = id;
    m_fixture->page().goTo(destination);
    QVERIFY(m_fixture->waitFor("resultPanel"));
}

QTEST_MAIN(TestWaitingOrders)
#include "tst_waitingorders.moc"
