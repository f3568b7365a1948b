// SPDX-License-Identifier: Apache-2.0
#include <tests/support/fakeclock.h>
#include <ui/orders/orderphrase.h>
#include <ui/orders/ordersmodel.h>
#include <ui/orders/schedulebar.h>

#include <QAbstractItemModelTester>
#include <QElapsedTimer>
#include <QSignalSpy>
#include <QTest>

using namespace gatehouse;
using namespace gatehouse::testsupport;
using namespace gatehouse::ui;
using workspace::TrackedOrder;

namespace {

const QDateTime start(QDate(2026, 1, 1), QTime(12, 0), Qt::UTC);

TrackedOrder tracked(int number)
{
    TrackedOrder tracked;
    tracked.order.id = QStringLiteral("order%1").arg(number, 6, 10, QLatin1Char('0'));
    tracked.order.subject = QStringLiteral("CN=host%1.example.org,O=Example").arg(number);
    tracked.order.connector =
        QUuid::fromString(QStringLiteral("11111111-2222-3333-4444-555555555555"));
    tracked.order.connectorId = QStringLiteral("ca");
    tracked.order.state = orders::OrderState::Waiting;
    tracked.order.created = start.addSecs(number);
    return tracked;
}

TrackedOrder waiting(int attempt, int seconds)
{
    TrackedOrder order = tracked(1);
    order.isFollowed = true;
    order.progress = enrollment::Progress();
    order.progress->phase = enrollment::Phase::Waiting;
    order.progress->attempt = attempt;
    order.progress->maxAttempts = 5;
    order.nextAttempt = start.addSecs(seconds);
    return order;
}

} // namespace

class TestOrdersModel : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_clock = std::make_shared<FakeClock>(start);
        m_model = std::make_unique<OrdersModel>(m_clock);
        m_tester = std::make_unique<QAbstractItemModelTester>(
            m_model.get(), QAbstractItemModelTester::FailureReportingMode::QtTest);
    }
    void cleanup()
    {
        m_tester.reset();
        m_model.reset();
    }

    void theNewestComesFirst();
    void ordersComeChangeAndGo();
    void aCountdownRuns();
    void namesOfAuthoritiesAreShown();
    void statesAreWords_data();
    void statesAreWords();
    void durationsAreWords_data();
    void durationsAreWords();
    void theScheduleIsFilledToScale_data();
    void theScheduleIsFilledToScale();
    void tenThousandOrdersChangeQuickly();

private:
    QString shown(int row, int role = Qt::DisplayRole) const
    {
        return m_model->index(row).data(role).toString();
    }
    std::shared_ptr<FakeClock> m_clock;
    std::unique_ptr<OrdersModel> m_model;
    std::unique_ptr<QAbstractItemModelTester> m_tester;
};

void TestOrdersModel::theNewestComesFirst()
{
    m_model->reset({ tracked(1), tracked(3), tracked(2) });
    QCOMPARE(shown(0), QStringLiteral("host3.example.org"));
    QCOMPARE(shown(2), QStringLiteral("host1.example.org"));
    QCOMPARE(m_model->rowOf(QStringLiteral("order000001")), 2);
    QCOMPARE(m_model->rowOf(QStringLiteral("unknown")), -1);
}

void TestOrdersModel::ordersComeChangeAndGo()
{
    m_model->reset({ tracked(1), tracked(3) });
    QSignalSpy inserted(m_model.get(), &QAbstractItemModel::rowsInserted);
    QSignalSpy changed(m_model.get(), &QAbstractItemModel::dataChanged);
    QSignalSpy removed(m_model.get(), &QAbstractItemModel::rowsRemoved);
    const TrackedOrder second = tracked(2);
    m_model->update(second.order.id, second);
    QCOMPARE(inserted.size(), 1);
    QCOMPARE(m_model->rowOf(second.order.id), 1);
    TrackedOrder other = second;
    other.isFollowed = true;
    m_model->update(other.order.id, other);
    QCOMPARE(changed.size(), 1);
    // The store's own time of its making replaces the one that was assumed.
    other.order.created = start.addSecs(100);
    m_model->update(other.order.id, other);
    QCOMPARE(m_model->rowOf(other.order.id), 0);
    m_model->update(other.order.id, std::nullopt);
    m_model->update(other.order.id, std::nullopt);
    QCOMPARE(removed.size(), 2);
    QCOMPARE(m_model->rowCount(), 2);
}

void TestOrdersModel::aCountdownRuns()
{
    m_model->reset({ waiting(2, 4) });
    QCOMPARE(shown(0, OrdersModel::StateRole), QStringLiteral("attempt 2 of 5 in 4 s"));
    m_clock->advance(std::chrono::seconds(1));
    QSignalSpy changed(m_model.get(), &QAbstractItemModel::dataChanged);
    m_model->tick();
    QCOMPARE(changed.size(), 1);
    QCOMPARE(shown(0, OrdersModel::StateRole), QStringLiteral("attempt 2 of 5 in 3 s"));
    m_clock->advance(std::chrono::seconds(10));
    QCOMPARE(shown(0, OrdersModel::StateRole), QStringLiteral("attempt 2 of 5 in a moment"));
}

void TestOrdersModel::namesOfAuthoritiesAreShown()
{
    m_model->reset({ tracked(1) });
    QCOMPARE(shown(0, OrdersModel::ConnectorRole), QStringLiteral("ca"));
    m_model->setConnectorNames({ { QUuid::createUuid(), QStringLiteral("Another") },
        { tracked(1).order.connector, QStringLiteral("Sectigo Test") } });
    QCOMPARE(shown(0, OrdersModel::ConnectorRole), QStringLiteral("Sectigo Test"));
    QVERIFY(shown(0, Qt::AccessibleTextRole).contains(QStringLiteral("Sectigo Test")));
    QVERIFY(shown(0, Qt::ToolTipRole).contains(QStringLiteral("order000001")));
}

void TestOrdersModel::statesAreWords_data()
{
    QTest::addColumn<TrackedOrder>("order");
    QTest::addColumn<QString>("words");
    QTest::addColumn<Tone>("tone");
    TrackedOrder order = tracked(1);
    QTest::newRow("nobody waits") << order << QStringLiteral("not waited for") << Tone::Neutral;
    order.trouble = Error::of(ErrorKind::SecretStore, QStringLiteral("The key chain is locked."));
    QTest::newRow("in trouble") << order << QStringLiteral("key chain is locked") << Tone::Error;
    order = tracked(1);
    order.isFollowed = true;
    order.nextAttempt = start.addSecs(32);
    QTest::newRow("in the background")
        << order << QStringLiteral("asks again in 32 s") << Tone::Waiting;
    order.nextAttempt = {};
    QTest::newRow("being collected") << order << QStringLiteral("asking Sectigo") << Tone::Info;
    order = waiting(1, 2);
    order.progress->phase = enrollment::Phase::Submitting;
    QTest::newRow("being sent") << order << QStringLiteral("being sent") << Tone::Info;
    order = waiting(3, 2);
    order.progress->phase = enrollment::Phase::Collecting;
    QTest::newRow("asking") << order << QStringLiteral("asking Sectigo") << Tone::Info;
    order.order.state = orders::OrderState::Uncertain;
    QTest::newRow("lost answer") << order << QStringLiteral("looked for") << Tone::Warning;
    order = tracked(1);
    order.order.state = orders::OrderState::Issued;
    QTest::newRow("issued") << order << QStringLiteral("not yet saved") << Tone::Success;
}

void TestOrdersModel::statesAreWords()
{
    QFETCH(TrackedOrder, order);
    QFETCH(QString, words);
    QFETCH(Tone, tone);
    const OrderPhrase phrase = describe(order, start);
    QVERIFY2(phrase.brief.contains(words), qPrintable(phrase.brief));
    QVERIFY(!phrase.sentence.isEmpty());
    QCOMPARE(phrase.tone, tone);
}

void TestOrdersModel::durationsAreWords_data()
{
    QTest::addColumn<int>("seconds");
    QTest::addColumn<QString>("words");
    QTest::newRow("over") << -3 << QStringLiteral("a moment");
    QTest::newRow("none") << 0 << QStringLiteral("a moment");
    QTest::newRow("seconds") << 59 << QStringLiteral("59 s");
    QTest::newRow("minutes") << 65 << QStringLiteral("1 min 5 s");
    QTest::newRow("hours") << 7800 << QStringLiteral("2 h 10 min");
}

void TestOrdersModel::durationsAreWords()
{
    QFETCH(int, seconds);
    QFETCH(QString, words);
    QCOMPARE(countdownText(std::chrono::seconds(seconds)), words);
}

void TestOrdersModel::theScheduleIsFilledToScale_data()
{
    QTest::addColumn<int>("attempt");
    QTest::addColumn<int>("left");
    QTest::addColumn<double>("fraction");
    // 2, 4, 8, 16 and 32 seconds: 62 in all.
    QTest::newRow("not begun") << 0 << 0 << 0.0;
    QTest::newRow("at the start") << 1 << 2 << 0.0;
    QTest::newRow("in the second wait") << 2 << 1 << 5.0 / 62;
    QTest::newRow("at the third attempt") << 3 << 0 << 14.0 / 62;
    QTest::newRow("more left than the wait is long") << 3 << 99 << 6.0 / 62;
    QTest::newRow("all used up") << 6 << 10 << 1.0;
}

void TestOrdersModel::theScheduleIsFilledToScale()
{
    QFETCH(int, attempt);
    QFETCH(int, left);
    QFETCH(double, fraction);
    ScheduleBar bar;
    bar.setPolicy({});
    bar.setPosition(attempt, std::chrono::seconds(left));
    QVERIFY(std::abs(bar.fraction() - fraction) < 1e-9);
}

void TestOrdersModel::tenThousandOrdersChangeQuickly()
{
    m_tester.reset(); // it looks at every row with every change
    constexpr int many = 10000;
    QList<TrackedOrder> orders;
    for (int i = 0; i < many; ++i)
        orders.append(tracked(i));
    m_model->reset(orders);
    QElapsedTimer timer;
    timer.start();
    for (const TrackedOrder& order : std::as_const(orders))
        m_model->update(order.order.id, order);
    for (const TrackedOrder& order : std::as_const(orders))
        m_model->update(order.order.id, std::nullopt);
    QCOMPARE(m_model->rowCount(), 0);
    constexpr int generous = 2000; // milliseconds; quadratic behaviour takes many times that
    QVERIFY2(timer.elapsed() < generous, qPrintable(QString::number(timer.elapsed())));
}

QTEST_MAIN(TestOrdersModel)
#include "tst_ordersmodel.moc"
