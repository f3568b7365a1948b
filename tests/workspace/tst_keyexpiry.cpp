// SPDX-License-Identifier: Apache-2.0
#include <core/workspace/keyexpiry.h>
#include <tests/workspace/workspacefixture.h>

#include <QtTest>

using namespace gatehouse;
using namespace gatehouse::testsupport;
using namespace gatehouse::workspace;
using namespace std::chrono_literals;
using orders::Order;
using orders::OrderChange;
using orders::OrderId;
using orders::OrderKind;
using orders::OrderState;

namespace {
constexpr std::chrono::seconds lifetime = std::chrono::hours(24 * 30);
} // namespace

class TestKeyExpiry : public QObject {
    Q_OBJECT

    std::unique_ptr<WorkspaceFixture> m_fixture;
    std::unique_ptr<KeyExpiry> m_expiry;
    QStringList m_announced;
    QStringList m_removed;
    std::optional<Error> m_refusal; ///< of the announcement

    FakeClock& clock() { return *m_fixture->clock; }
    std::shared_ptr<orders::OrderStore> store() { return m_fixture->workspace->orders(); }
    OrderTracker& tracker() { return m_fixture->workspace->tracker(); }

    /// An order whose key was made here.
    Order recorded(OrderState state, const QString& requestedBy = QStringLiteral("CN=vault"))
    {
        using enum OrderState;
        static const QMap<OrderState, QList<OrderState>> ways {
            { Waiting, { Submitting, Waiting } }, { Issued, { Submitting, Waiting, Issued } },
            { Failed, { Submitting, Waiting, Failed } }
        };
        Order draft;
        draft.connector = m_fixture->uuid;
        draft.connectorId = QStringLiteral("main");
        draft.kind = OrderKind::Pkcs12;
        draft.subject = QStringLiteral("CN=www.example.org");
        draft.encryptedKey = "sealed";
        draft.requestedBy = requestedBy;
        Order order = QCoro::waitFor(store()->create(draft)).value();
        OrderChange change;
        change.sslId = m_fixture->scm.add(draft.subject).id;
        change.serialNumber = pki::SerialNumber::fromHex(u"4711").value();
        change.failure = Error::of(ErrorKind::Rejected, QStringLiteral("The CA said no."));
        for (const OrderState next : ways[state]) {
            order = QCoro::waitFor(store()->move(order.id, { order.state }, next,
                                       next == Submitting ? OrderChange() : change))
                        .value();
        }
        return order;
    }
    Order stored(const OrderId& id) { return QCoro::waitFor(store()->find(id)).value(); }
    bool isKept(const Order& order) { return stored(order.id).encryptedKey == "sealed"; }

    void begin(std::chrono::seconds howLong = lifetime)
    {
        if (!m_expiry) {
            m_expiry = std::make_unique<KeyExpiry>(*m_fixture->workspace,
                KeyExpiry::Rules { [](const Order& order) { return order.requestedBy != u"ann"; },
                    [this](const Order& order) -> Result<void> {
                        m_announced.append(order.id);
                        return m_refusal ? Result<void>(failure(*m_refusal)) : Result<void>();
                    },
                    [this](const Order& order, const Result<void>& ended) {
                        m_removed.append(ended ? order.id : QStringLiteral("stayed"));
                    } });
        }
        m_expiry->begin(howLong);
        QVERIFY(until([this] { return clock().waiting() > 0; })); // the round is over
    }
    /// Lets time pass, and the rounds that are due.
    void pass(std::chrono::seconds time)
    {
        clock().advance(time);
        QVERIFY(until([this] { return clock().waiting() > 0; }));
    }

private Q_SLOTS:
    void init()
    {
        m_fixture = std::make_unique<WorkspaceFixture>();
        m_fixture->saveConnector();
        m_announced.clear();
        m_removed.clear();
        m_refusal.reset();
    }
    void cleanup()
    {
        m_expiry.reset();
        m_fixture.reset();
    }

    void aKeyThatNobodyFetchesHasAnEnd()
    {
        const Order order = recorded(OrderState::Issued);
        QCoro::waitFor(tracker().takeUpOpenOrders());
        QVERIFY(tracker().order(order.id));
        clock().advance(lifetime - 2h);
        begin();
        QVERIFY(isKept(order));
        pass(1h);
        QVERIFY(isKept(order));
        QVERIFY(m_announced.isEmpty());
        pass(1h);
        QVERIFY(until([&] { return m_removed == QStringList { order.id }; }));
        QCOMPARE(m_announced, QStringList { order.id });
        const Order ended = stored(order.id);
        QCOMPARE(ended.state, OrderState::Abandoned);
        QVERIFY(ended.encryptedKey.isEmpty());
        QVERIFY(ended.failure);
        QCOMPARE(ended.failure->cause, QStringLiteral("enrollment/key-expired"));
        for (const QString& word : { QStringLiteral("30 d"), order.id, QStringLiteral("4711"),
                 order.updated.toString(Qt::ISODate) })
            QVERIFY2(ended.failure->message.contains(word), qPrintable(ended.failure->message));
        QVERIFY(!tracker().order(order.id));
        pass(1h);
        QCOMPARE(m_removed.size(), 1);
    }

    void whoAsksForTheOrderIsToldWhy()
    {
        const Order order = recorded(OrderState::Issued);
        clock().advance(lifetime);
        begin();
        QVERIFY(until([&] { return !m_removed.isEmpty(); }));
        const auto engine = m_fixture->open()->engine();
        const auto outcome = QCoro::waitFor(engine->resume(order.id, {}, {}));
        QVERIFY(outcome);
        QCOMPARE(outcome->state, enrollment::Outcome::State::Failed);
        QCOMPARE(outcome->failure->cause, QStringLiteral("enrollment/key-expired"));
    }

    void anOrderThatWaitsKeepsItsKeyHoweverOldItIs()
    {
        const Order order = recorded(OrderState::Waiting);
        clock().advance(10 * lifetime);
        begin();
        QVERIFY(isKept(order));
        QVERIFY(m_announced.isEmpty());
    }

    void aFailedOrderIsNotTakenUpAgainWithoutItsKey()
    {
        const Order order = recorded(OrderState::Failed);
        clock().advance(lifetime);
        begin();
        QVERIFY(until([&] { return !m_removed.isEmpty(); }));
        QVERIFY(stored(order.id).encryptedKey.isEmpty());
        const auto outcome = QCoro::waitFor(tracker().resume(order.id, {}, {}));
        QVERIFY(outcome);
        QCOMPARE(outcome->state, enrollment::Outcome::State::Failed);
        QCOMPARE(outcome->failure->message, QStringLiteral("The CA said no."));
        QCOMPARE(stored(order.id).state, OrderState::Failed);
    }

    void othersKeysStay()
    {
        const Order order = recorded(OrderState::Issued, QStringLiteral("ann"));
        clock().advance(lifetime);
        begin();
        QVERIFY(isKept(order));
        QVERIFY(m_announced.isEmpty());
    }

    void whatCannotBeAnnouncedIsNotRemoved()
    {
        const Order order = recorded(OrderState::Issued);
        clock().advance(lifetime);
        m_refusal = Error::of(ErrorKind::LocalFile, QStringLiteral("The disk is full."));
        begin();
        QVERIFY(until([&] { return m_announced.size() == 1; }));
        FakeClock::settle();
        QVERIFY(isKept(order));
        m_refusal.reset();
        pass(1h);
        QVERIFY(until([&] { return m_removed == QStringList { order.id }; }));
    }

    void whoComesInTheLastMomentHasTheKey()
    {
        const Order order = recorded(OrderState::Issued);
        clock().advance(lifetime);
        OrderChange change;
        change.removeKey = true;
        m_expiry = std::make_unique<KeyExpiry>(*m_fixture->workspace,
            KeyExpiry::Rules { [](const Order&) { return true; },
                [&, this](const Order&) -> Result<void> {
                    store()->move(order.id, { OrderState::Issued }, OrderState::Delivered, change);
                    return {};
                },
                [this](const Order&, const Result<void>& ended) {
                    m_removed.append(ended ? QString() : ended.error().cause);
                } });
        begin();
        QVERIFY(until([&] { return !m_removed.isEmpty(); }));
        QCOMPARE(m_removed, QStringList { QStringLiteral("orders/transition") });
        QCOMPARE(stored(order.id).state, OrderState::Delivered);
    }

    void anotherLifetimeCountsAtOnce()
    {
        const Order order = recorded(OrderState::Issued);
        clock().advance(2h);
        begin();
        begin();
        QCOMPARE(clock().waiting(), 1);
        QVERIFY(isKept(order));
        begin(1h);
        QVERIFY(until([&] { return !m_removed.isEmpty(); }));
        QVERIFY(until([this] { return clock().waiting() == 1; }));
        QVERIFY(stored(order.id).failure->message.contains(QLatin1String("1 h")));
    }

    void itEndsWithItsOwner()
    {
        recorded(OrderState::Issued);
        begin();
        m_expiry.reset();
        QVERIFY(until([this] { return clock().waiting() == 0; }));
        clock().advance(lifetime);
        FakeClock::settle();
        QVERIFY(m_announced.isEmpty());
    }
};

QTEST_GUILESS_MAIN(TestKeyExpiry)
#include "tst_keyexpiry.moc"
