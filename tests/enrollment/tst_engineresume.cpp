// SPDX-License-Identifier: Apache-2.0
#include <core/enrollment/engine.h>
#include <tests/enrollment/fakescm.h>

#include <QCryptographicHash>
#include <QTemporaryDir>
#include <QtTest>

using namespace gatehouse;
using namespace gatehouse::enrollment;
using namespace gatehouse::testsupport;
using namespace std::chrono_literals;
using orders::Order;
using orders::OrderChange;
using orders::OrderState;

namespace {
using State = Outcome::State;
}

/// Orders as a crash leaves them, taken up by an engine that never saw them.
class TestEngineResume : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;
    QString m_file;
    std::shared_ptr<FakeClock> m_clock;
    std::unique_ptr<FakeScm> m_scm;
    std::shared_ptr<orders::OrderStore> m_orders;
    std::shared_ptr<secrets::SecretStore> m_secrets;
    EngineSettings m_settings;

    Engine engine(std::shared_ptr<orders::OrderStore> store = {})
    {
        return Engine(m_settings, m_scm->client(), store ? store : m_orders, m_secrets, m_clock);
    }
    /// SCM's record of an order, and the order itself in `state`.
    Order orderIn(OrderState state, bool arrived = true)
    {
        using enum OrderState;
        static const QMap<OrderState, QList<OrderState>> ways { { Drafted, {} },
            { Submitting, { Submitting } }, { Uncertain, { Submitting, Uncertain } },
            { Waiting, { Submitting, Waiting } }, { Issued, { Submitting, Waiting, Issued } },
            { Failed, { Submitting, Waiting, Failed } }, { Abandoned, { Abandoned } } };
        const QString subject = QStringLiteral("CN=www.example.org");
        const auto csr = makeCsr(subject);
        Order draft;
        draft.connector = m_settings.connector;
        draft.connectorId = m_settings.connectorId;
        draft.subject = subject;
        draft.publicKeyHash =
            QCryptographicHash::hash(csr.publicKeyInfo(), QCryptographicHash::Sha256);
        Order order = QCoro::waitFor(m_orders->create(draft)).value();
        OrderChange change;
        if (arrived) {
            FakeScm::Record& record = m_scm->add(subject);
            record.csr = csr;
            record.comments = QStringLiteral("gatehouse:") + order.id;
            m_scm->issue(record);
            change.certificates = record.leaf.toPem();
            change.sslId = record.id;
        }
        for (const OrderState next : ways[state]) {
            const bool isTold = next != Submitting && next != Uncertain;
            order = QCoro::waitFor(
                m_orders->move(order.id, { order.state }, next, isTold ? change : OrderChange()))
                        .value();
        }
        return order;
    }
    Result<Outcome> resume(const orders::OrderId& id)
    {
        return QCoro::waitFor(engine().resume(id, {}, {}));
    }

private Q_SLOTS:
    void init()
    {
        static int number = 0;
        m_clock = std::make_shared<FakeClock>();
        m_clock->setAutoAdvance(true);
        m_scm = std::make_unique<FakeScm>(m_clock);
        m_file = m_folder.filePath(QStringLiteral("%1.sqlite").arg(++number));
        m_orders = orders::sqliteOrderStore(m_file, m_clock);
        m_secrets = secrets::sessionStore();
        m_settings = {};
        m_settings.connector = QUuid::createUuid();
        m_settings.connectorId = QStringLiteral("main");
    }

    void afterACrash_data()
    {
        QTest::addColumn<OrderState>("state");
        QTest::addColumn<bool>("arrived");
        QTest::addColumn<State>("outcome");
        QTest::addColumn<OrderState>("after");
        QTest::newRow("submitting, arrived")
            << OrderState::Submitting << true << State::Issued << OrderState::Issued;
        QTest::newRow("submitting, did not arrive")
            << OrderState::Submitting << false << State::Pending << OrderState::Uncertain;
        QTest::newRow("uncertain, arrived")
            << OrderState::Uncertain << true << State::Issued << OrderState::Issued;
        QTest::newRow("uncertain, did not arrive")
            << OrderState::Uncertain << false << State::Pending << OrderState::Uncertain;
        QTest::newRow("waiting") << OrderState::Waiting << true << State::Issued
                                 << OrderState::Issued;
        QTest::newRow("issued") << OrderState::Issued << true << State::Issued
                                << OrderState::Issued;
        QTest::newRow("failed, but SCM has it")
            << OrderState::Failed << true << State::Issued << OrderState::Issued;
        QTest::newRow("failed") << OrderState::Failed << false << State::Failed
                                << OrderState::Failed;
        QTest::newRow("given up") << OrderState::Abandoned << true << State::Failed
                                  << OrderState::Abandoned;
    }

    void afterACrash()
    {
        QFETCH(OrderState, state);
        QFETCH(bool, arrived);
        QFETCH(State, outcome);
        QFETCH(OrderState, after);
        const Order order = orderIn(state, arrived);
        m_orders = orders::sqliteOrderStore(m_file, m_clock); // as the next process opens it
        const Result<Outcome> resumed = resume(order.id);
        QVERIFY(resumed);
        QCOMPARE(resumed->state, outcome);
        QCOMPARE(resumed->order.state, after);
        QCOMPARE(m_scm->count(u"/enroll"), 0);
        if (outcome == State::Issued)
            QVERIFY(!resumed->chain.isEmpty());
        if (state == OrderState::Issued)
            QCOMPARE(m_scm->transport().requests().size(), 0);
    }

    void aDraftThatNeverLeftFailsWhenItIsOld()
    {
        const Order order = orderIn(OrderState::Drafted, false);
        // Another process may be about to send it this very moment.
        const Result<Outcome> fresh = resume(order.id);
        QCOMPARE(fresh->state, State::Pending);
        QCOMPARE(fresh->order.state, OrderState::Drafted);
        m_clock->advance(2min);
        const Result<Outcome> old = resume(order.id);
        QCOMPARE(old->state, State::Failed);
        QCOMPARE(old->failure->cause, QStringLiteral("enrollment/never-sent"));
        QCOMPARE(m_scm->transport().requests().size(), 0);
    }

    void aFreshRoundWaitsFromTheBeginning()
    {
        const Order order = orderIn(OrderState::Waiting);
        FakeScm::Record& record = m_scm->records.last();
        record.status = QStringLiteral("Applied");
        record.collectsLeft = 7;
        record.leaf = {};
        QCOMPARE(resume(order.id)->state, State::Pending);
        QCOMPARE(resume(order.id)->state, State::Issued);
        QCOMPARE(m_clock->waits(),
            QList<std::chrono::milliseconds>({ 2s, 4s, 8s, 16s, 32s, 2s, 4s, 8s }));
    }

    void checkingNowDoesNotWait()
    {
        const Order order = orderIn(OrderState::Waiting);
        FakeScm::Record& record = m_scm->records.last();
        record.status = QStringLiteral("Approved");
        record.collectsLeft = 1;
        record.leaf = {};
        const auto pending = QCoro::waitFor(engine().checkNow(order.id, {}));
        QCOMPARE(pending->state, State::Pending);
        QCoro::waitFor(m_orders->list({})); // behind the note
        QCOMPARE(QCoro::waitFor(m_orders->find(order.id))->caStatus, QStringLiteral("Approved"));
        const auto issued = QCoro::waitFor(engine().checkNow(order.id, {}));
        QCOMPARE(issued->state, State::Issued);
        QCOMPARE(m_clock->waits().size(), 0);
        const Order lost = orderIn(OrderState::Uncertain);
        QCOMPARE(QCoro::waitFor(engine().checkNow(lost.id, {}))->state, State::Issued);
        const Order never = orderIn(OrderState::Uncertain, false);
        const auto unknown = QCoro::waitFor(engine().checkNow(never.id, {}));
        QCOMPARE(unknown->state, State::Pending);
        QCOMPARE(unknown->failure->cause, QStringLiteral("enrollment/uncertain"));
        QCOMPARE(m_clock->waits().size(), 0);
    }

    void twoCollectsOfOneOrderAgree()
    {
        const Order order = orderIn(OrderState::Waiting);
        Engine one = engine();
        auto first = one.resume(order.id, {}, {});
        auto second = one.resume(order.id, {}, {});
        const auto a = QCoro::waitFor(std::move(first));
        const auto b = QCoro::waitFor(std::move(second));
        QCOMPARE(a->state, State::Issued);
        QCOMPARE(b->state, State::Issued);
        QCOMPARE(a->chain, b->chain);
    }

    void twoEnginesOnOneFileAgree()
    {
        const Order order = orderIn(OrderState::Waiting);
        const std::shared_ptr<orders::OrderStore> other = orders::sqliteOrderStore(m_file, m_clock);
        auto first = engine().resume(order.id, {}, {});
        auto second = engine(other).resume(order.id, {}, {});
        QCOMPARE(QCoro::waitFor(std::move(first))->state, State::Issued);
        QCOMPARE(QCoro::waitFor(std::move(second))->state, State::Issued);
    }

    void anotherProcessMayLookForAnOrderThatIsJustBeingSent()
    {
        // Ours sends; the other one, just started, takes it for a crashed one's.
        const std::shared_ptr<orders::OrderStore> other = orders::sqliteOrderStore(m_file, m_clock);
        Engine ours = engine();
        m_scm->transport().hold();
        auto task = ours.enroll(makePlan(), {}, {});
        QTRY_COMPARE(m_scm->transport().held(), 1);
        const Order order = QCoro::waitFor(m_orders->list({})).value().first();
        QCOMPARE(order.state, OrderState::Submitting);
        m_scm->transport().release(0);
        QVERIFY(QCoro::waitFor(other->move(
            order.id, { OrderState::Submitting }, OrderState::Uncertain, OrderChange())));
        m_scm->transport().release();
        QCOMPARE(QCoro::waitFor(std::move(task))->state, State::Issued);
        QCOMPARE(m_scm->count(u"/enroll"), 1);
    }

    void anOrderGivenUpWhileItIsSentKeepsItsNumber()
    {
        Engine ours = engine();
        m_scm->transport().hold();
        auto task = ours.enroll(makePlan(), {}, {});
        QTRY_COMPARE(m_scm->transport().held(), 1);
        const Order order = QCoro::waitFor(m_orders->list({})).value().first();
        QVERIFY(QCoro::waitFor(ours.abandon(order.id)));
        m_scm->transport().release();
        const auto outcome = QCoro::waitFor(std::move(task));
        QCOMPARE(outcome->state, State::Failed);
        QCOMPARE(outcome->failure->cause, QStringLiteral("enrollment/abandoned"));
        QCOMPARE(outcome->order.sslId, m_scm->records.lastKey());
    }

    void ordersOfAnotherConnectorAreNotTouched()
    {
        const Order order = orderIn(OrderState::Waiting);
        m_settings.connector = QUuid::createUuid();
        m_settings.connectorId = QStringLiteral("second");
        const Result<Outcome> outcome = resume(order.id);
        QCOMPARE(outcome.error().cause, QStringLiteral("enrollment/other-connector"));
        QVERIFY(outcome.error().message.contains(QStringLiteral("main")));
        QVERIFY(!QCoro::waitFor(engine().abandon(order.id)));
        QCOMPARE(resume(QStringLiteral("nosuchorder")).error().kind, ErrorKind::NotFound);
    }

    void onlyIssuedOrdersAreDelivered()
    {
        const Order waiting = orderIn(OrderState::Waiting);
        const auto refused = QCoro::waitFor(engine().markDelivered(waiting.id));
        QCOMPARE(refused.error().cause, QStringLiteral("orders/transition"));
        const Order issued = orderIn(OrderState::Issued);
        QVERIFY(QCoro::waitFor(engine().markDelivered(issued.id.first(10))));
        QVERIFY(!QCoro::waitFor(engine().abandon(issued.id)));
    }
};

QTEST_GUILESS_MAIN(TestEngineResume)
#include "tst_engineresume.moc"
