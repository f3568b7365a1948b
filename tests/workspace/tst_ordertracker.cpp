// SPDX-License-Identifier: Apache-2.0
#include <tests/workspace/workspacefixture.h>

#include <QCryptographicHash>
#include <QSignalSpy>
#include <QtTest>

using namespace gatehouse;
using namespace gatehouse::enrollment;
using namespace gatehouse::testsupport;
using namespace gatehouse::workspace;
using namespace std::chrono_literals;
using orders::Order;
using orders::OrderChange;
using orders::OrderId;
using orders::OrderState;

namespace {
using State = Outcome::State;
using Answer = Result<Outcome>;
} // namespace

class TestOrderTracker : public QObject {
    Q_OBJECT

    std::unique_ptr<WorkspaceFixture> m_fixture;
    QList<Outcome> m_ended;

    Workspace& workspace() { return *m_fixture->workspace; }
    OrderTracker& tracker() { return workspace().tracker(); }
    FakeScm& scm() { return m_fixture->scm; }
    FakeClock& clock() { return *m_fixture->clock; }

    /// The answer of a task, when it is there.
    struct Waiting {
        std::optional<Answer> answer;
        bool isPending() const { return answer && *answer && (*answer)->state == State::Pending; }
        bool isIssued() const { return answer && *answer && (*answer)->state == State::Issued; }
    };
    static Task<void> keep(std::shared_ptr<Waiting> waiting, Task<Answer> task)
    {
        const Answer answer = co_await task;
        waiting->answer = answer;
    }
    static std::shared_ptr<Waiting> start(Task<Answer> task)
    {
        auto waiting = std::make_shared<Waiting>();
        keep(waiting, std::move(task));
        return waiting;
    }
    std::shared_ptr<Waiting> enroll(std::stop_token stop = {}, const ProgressSink& sink = {})
    {
        return start(tracker().enroll(m_fixture->open(), makePlan(), sink, stop));
    }
    /// The one order that waits, once it does.
    OrderId waitingOrder()
    {
        if (!until([this] {
                const auto all = tracker().orders();
                return all.size() == 1 && all.first().progress
                    && all.first().progress->phase == Phase::Waiting && clock().waiting() > 0;
            }))
            return {};
        return tracker().orders().constFirst().order.id;
    }
    Order stored(const OrderId& id)
    {
        return QCoro::waitFor(workspace().orders()->find(id)).value();
    }
    /// An order of an earlier run.
    Order recorded(OrderState state, bool arrived, const QUuid& connector,
        orders::OrderKind kind = orders::OrderKind::Pkcs10)
    {
        using enum OrderState;
        static const QMap<OrderState, QList<OrderState>> ways { { Drafted, {} },
            { Submitting, { Submitting } }, { Uncertain, { Submitting, Uncertain } },
            { Waiting, { Submitting, OrderState::Waiting } },
            { Issued, { Submitting, OrderState::Waiting, Issued } } };
        const QString subject = QStringLiteral("CN=www.example.org");
        static const auto csr = makeCsr(subject);
        Order draft;
        draft.connector = connector;
        draft.connectorId = QStringLiteral("main");
        draft.subject = subject;
        draft.kind = kind;
        draft.publicKeyHash =
            QCryptographicHash::hash(csr.publicKeyInfo(), QCryptographicHash::Sha256);
        const auto store = workspace().orders();
        Order order = QCoro::waitFor(store->create(draft)).value();
        OrderChange change;
        if (arrived) {
            FakeScm::Record& record = scm().add(subject);
            record.csr = csr;
            record.comments = QStringLiteral("gatehouse:") + order.id;
            scm().issue(record);
            change.certificates = record.leaf.toPem();
            change.sslId = record.id;
        }
        for (const OrderState next : ways[state]) {
            const bool isTold = next != Submitting && next != Uncertain;
            order = QCoro::waitFor(
                store->move(order.id, { order.state }, next, isTold ? change : OrderChange()))
                        .value();
        }
        return order;
    }
    void listen()
    {
        connect(&tracker(), &OrderTracker::ended, this,
            [this](const Outcome& outcome) { m_ended.append(outcome); });
    }

private Q_SLOTS:
    void init()
    {
        m_fixture = std::make_unique<WorkspaceFixture>();
        m_fixture->saveConnector();
        m_ended.clear();
        listen();
    }
    void cleanup() { m_fixture.reset(); }

    void orderIsFollowedToItsEnd()
    {
        scm().notReady = 1;
        QList<Phase> phases;
        const auto waiting =
            enroll({}, [&phases](const Progress& now) { phases.append(now.phase); });
        const OrderId id = waitingOrder();
        QVERIFY(!id.isEmpty());
        const auto tracked = tracker().order(id);
        QVERIFY(tracked && tracked->isFollowed);
        QCOMPARE(tracked->nextAttempt, clock().now().addSecs(2));
        QVERIFY(until([&] { return tracker().order(id)->order.sslId != 0; }));
        clock().advance(2s);
        QVERIFY(until([&] { return tracker().order(id)->progress->attempt == 2; }));
        QVERIFY(until([&] { return clock().waiting() > 0; }));
        QCOMPARE(tracker().order(id)->order.caStatus, QStringLiteral("Applied"));
        clock().advance(4s);
        QVERIFY(until([&] { return waiting->isIssued() && !m_ended.isEmpty(); }));
        QVERIFY(!tracker().order(id));
        QCOMPARE(m_ended.size(), 1);
        QCOMPARE(phases.first(), Phase::Submitting);
        QCOMPARE(phases.last(), Phase::Done);
    }

    void refusedOrderEndsAsFailed()
    {
        scm().intercept = [](const http::Request& request) -> std::optional<FakeScm::Answer> {
            if (request.method != "POST")
                return std::nullopt;
            return FakeScm::refusal(400, -14, QStringLiteral("no"));
        };
        const auto waiting = enroll();
        QVERIFY(until([&] { return waiting->answer.has_value() && !m_ended.isEmpty(); }));
        QCOMPARE((*waiting->answer)->state, State::Failed);
        QVERIFY(tracker().orders().isEmpty());
    }

    void twoCallersShareOneFollow()
    {
        const Order order = recorded(OrderState::Waiting, true, m_fixture->uuid);
        int told = 0;
        const auto count = [&told](const Progress& now) {
            told += now.phase == Phase::Waiting ? 1 : 0;
        };
        const auto one = start(tracker().resume(order.id, count, {}));
        const auto two = start(tracker().resume(order.id.left(8), count, {}));
        QCOMPARE(waitingOrder(), order.id);
        clock().advance(2s);
        QVERIFY(until([&] { return one->isIssued() && two->isIssued() && !m_ended.isEmpty(); }));
        QCOMPARE(scm().count(u"/collect/"), 2); // leaf and chain, once
        QCOMPARE(m_ended.size(), 1);
        QVERIFY(told >= 2); // each, also who comes later
    }

    void callerThatStopsLeavesTheOrderFollowed()
    {
        std::stop_source stop;
        const auto waiting = enroll(stop.get_token());
        const OrderId id = waitingOrder();
        stop.request_stop();
        QVERIFY(until([&] { return waiting->isPending(); }));
        QCOMPARE((*waiting->answer)->failure->kind, ErrorKind::Cancelled);
        QVERIFY(tracker().order(id)->isFollowed);
        clock().advance(2s);
        QVERIFY(until([&] { return !m_ended.isEmpty(); }));
        QCOMPARE(m_ended.first().state, State::Issued);
    }

    void stopBeforeTheOrderLeavesOrdersNothing()
    {
        std::stop_source stop;
        auto plan = makePlan();
        plan.kind = orders::OrderKind::Pkcs12;
        plan.csr = {};
        const auto waiting = start(tracker().enroll(m_fixture->open(), plan, {}, stop.get_token()));
        stop.request_stop();
        QVERIFY(until([&] { return waiting->answer.has_value(); }));
        QVERIFY(!*waiting->answer);
        QCOMPARE(waiting->answer->error().kind, ErrorKind::Cancelled);
        QCOMPARE(scm().count(u"/enroll"), 0);
        QVERIFY(tracker().orders().isEmpty());
    }

    void stopWhileTheOrderLeavesWaitsForTheAnswer()
    {
        scm().transport().hold();
        std::stop_source stop;
        const auto waiting = enroll(stop.get_token());
        QVERIFY(until([&] { return scm().transport().held() == 1; }));
        const OrderId id = tracker().orders().constFirst().order.id;
        stop.request_stop();
        tracker().stopWaiting(id);
        FakeClock::settle();
        QVERIFY(!waiting->answer);
        scm().transport().release();
        QVERIFY(until([&] { return waiting->isPending(); }));
        QCOMPARE(stored(id).state, OrderState::Waiting);
        QVERIFY(stored(id).sslId != 0);
        QVERIFY(until([&] { return !tracker().order(id)->isFollowed; }));
    }

    void stopWaitingEndsTheFollowAndKeepsTheOrder()
    {
        scm().notReady = 1;
        const auto waiting = enroll();
        const OrderId id = waitingOrder();
        tracker().stopWaiting(id);
        QVERIFY(until([&] { return waiting->isPending(); }));
        clock().advance(10min);
        FakeClock::settle();
        QCOMPARE(scm().count(u"/collect/"), 0);
        QVERIFY(!tracker().order(id)->isFollowed);
        QCOMPARE(stored(id).state, OrderState::Waiting);
        QVERIFY(m_ended.isEmpty());
    }

    void checkNowEndsTheWaitAtOnce()
    {
        scm().notReady = 1;
        const auto waiting = enroll();
        const OrderId id = waitingOrder();
        const auto first = start(tracker().checkNow(id, {}));
        QVERIFY(until([&] { return first->isPending(); }));
        QVERIFY(!waiting->answer); // undisturbed
        const QDateTime before = clock().now();
        const auto second = start(tracker().checkNow(id, {}));
        QVERIFY(until([&] { return second->isIssued() && waiting->isIssued(); }));
        QVERIFY(until([&] { return !m_ended.isEmpty() && clock().waiting() == 0; }));
        QCOMPARE(clock().now(), before);
        QCOMPARE(m_ended.size(), 1);
        QVERIFY(tracker().orders().isEmpty());
    }

    void usedUpAttemptsGoOnInTheBackground()
    {
        m_fixture->saveConnector({ { QStringLiteral("enroll-max-attempts"), QStringLiteral("1") },
            { QStringLiteral("enroll-max-back-off-timer"), QStringLiteral("9") } });
        scm().notReady = 2;
        const auto waiting = enroll();
        const OrderId id = waitingOrder();
        clock().advance(2s);
        QVERIFY(until([&] { return waiting->isPending() && clock().waiting() == 1; }));
        QVERIFY(!(*waiting->answer)->failure);
        auto tracked = tracker().order(id);
        QVERIFY(tracked->isFollowed && !tracked->progress);
        QCOMPARE(tracked->nextAttempt, clock().now().addSecs(9));
        clock().advance(9s);
        QVERIFY(until([&] {
            return scm().count(u"/collect/") == 2 && tracker().order(id)->nextAttempt.isValid();
        }));
        QVERIFY(until([&] { return clock().waiting() == 1; }));
        clock().advance(9s);
        QVERIFY(until([&] { return !m_ended.isEmpty(); }));
        QCOMPARE(m_ended.first().state, State::Issued);
        QCOMPARE(clock().waiting(), 0);
    }

    void resumeInTheBackgroundStartsAFreshRound()
    {
        m_fixture->saveConnector(
            { { QStringLiteral("enroll-max-attempts"), QStringLiteral("1") } });
        scm().notReady = 1;
        const auto waiting = enroll();
        const OrderId id = waitingOrder();
        clock().advance(2s);
        QVERIFY(until([&] { return waiting->isPending(); }));
        const auto again = start(tracker().resume(id, {}, {}));
        QCOMPARE(waitingOrder(), id);
        QCOMPARE(tracker().order(id)->nextAttempt, clock().now().addSecs(2));
        clock().advance(2s);
        QVERIFY(until([&] { return again->isIssued() && !m_ended.isEmpty(); }));
        QCOMPARE(m_ended.size(), 1);
    }

    void ordersOfAnEarlierRunAreTakenUp_data()
    {
        QTest::addColumn<OrderState>("state");
        QTest::addColumn<bool>("arrived");
        QTest::addColumn<OrderState>("after");
        QTest::newRow("drafted long ago") << OrderState::Drafted << false << OrderState::Failed;
        QTest::newRow("submitting, arrived")
            << OrderState::Submitting << true << OrderState::Issued;
        QTest::newRow("uncertain, arrived") << OrderState::Uncertain << true << OrderState::Issued;
        QTest::newRow("uncertain, not to be found")
            << OrderState::Uncertain << false << OrderState::Uncertain;
        QTest::newRow("waiting") << OrderState::Waiting << true << OrderState::Issued;
    }

    void ordersOfAnEarlierRunAreTakenUp()
    {
        QFETCH(OrderState, state);
        QFETCH(bool, arrived);
        QFETCH(OrderState, after);
        const Order order = recorded(state, arrived, m_fixture->uuid);
        recorded(OrderState::Issued, true, m_fixture->uuid);
        clock().advance(5min);
        QCoro::waitFor(tracker().takeUpOpenOrders());
        QCOMPARE(tracker().orders().size(), 1); // the issued one does not wait
        const bool ends = !isOpen(after) || after == OrderState::Issued;
        if (ends) {
            QVERIFY(until([&] { return m_ended.size() == 1; }));
            QVERIFY(tracker().orders().isEmpty());
        } else {
            QVERIFY(until([&] { return tracker().order(order.id)->nextAttempt > clock().now(); }));
            QVERIFY(tracker().order(order.id)->isFollowed);
        }
        QCOMPARE(stored(order.id).state, after);
        QCOMPARE(scm().count(u"/enroll"), 0);
    }

    /// Otherwise a private key would be lost from sight.
    void anIssuedKeyStaysInSightUntilItIsDelivered()
    {
        const Order order =
            recorded(OrderState::Waiting, true, m_fixture->uuid, orders::OrderKind::Pkcs12);
        QCoro::waitFor(tracker().takeUpOpenOrders());
        QVERIFY(until([&] { return m_ended.size() == 1; }));
        const auto stays = [&] {
            const auto tracked = tracker().order(order.id);
            return tracked && tracked->order.state == OrderState::Issued && !tracked->isFollowed
                && !tracked->nextAttempt.isValid();
        };
        QVERIFY(stays());
        // Asked again, it does not end again.
        QVERIFY(QCoro::waitFor(tracker().checkNow(order.id, {})));
        const auto again = start(tracker().resume(order.id, {}, {}));
        QVERIFY(until([&] { return again->isIssued(); }));
        FakeClock::settle();
        QCOMPARE(m_ended.size(), 1);
        QVERIFY(stays());

        m_fixture->restart();
        QSignalSpy changed(&tracker(), &OrderTracker::changed);
        QCoro::waitFor(tracker().takeUpOpenOrders());
        QVERIFY(until([&] { return !changed.isEmpty(); }));
        QVERIFY(stays());
        clock().advance(10min);
        FakeClock::settle();
        QVERIFY(stays());

        const auto connector = m_fixture->open();
        QVERIFY(QCoro::waitFor(connector->engine()->markDelivered(order.id)));
        tracker().forgetDelivered(order.id);
        QVERIFY(tracker().orders().isEmpty());
    }

    void anIssuedKeyCanBeGivenUp()
    {
        const Order order =
            recorded(OrderState::Issued, true, m_fixture->uuid, orders::OrderKind::Pkcs12);
        QCoro::waitFor(tracker().takeUpOpenOrders());
        QCOMPARE(tracker().orders().size(), 1);
        QVERIFY(QCoro::waitFor(tracker().abandon(order.id)));
        QVERIFY(tracker().orders().isEmpty());
        QCOMPARE(stored(order.id).state, OrderState::Abandoned);
    }

    void orderWhoseConnectorIsGoneSaysSo()
    {
        const Order order = recorded(OrderState::Waiting, true, QUuid::createUuid());
        QCoro::waitFor(tracker().takeUpOpenOrders());
        QVERIFY(until([&] { return tracker().order(order.id)->trouble.has_value(); }));
        const auto tracked = tracker().order(order.id);
        QCOMPARE(tracked->trouble->cause, QStringLiteral("workspace/connector-gone"));
        QVERIFY(!tracked->isFollowed);
        QVERIFY(QCoro::waitFor(tracker().abandon(order.id)));
        QVERIFY(until([&] { return m_ended.size() == 1; }));
        QCOMPARE(m_ended.first().failure->cause, QStringLiteral("enrollment/abandoned"));
    }

    void troubledOrdersGoOnWhenTheConnectorWorks()
    {
        const Order one = recorded(OrderState::Waiting, true, m_fixture->uuid);
        const Order two = recorded(OrderState::Waiting, true, m_fixture->uuid);
        m_fixture->secrets->failure = QStringLiteral("secrets/locked");
        QCoro::waitFor(tracker().takeUpOpenOrders());
        QVERIFY(until(
            [&] { return tracker().order(one.id)->trouble && tracker().order(two.id)->trouble; }));
        m_fixture->secrets->failure.clear();
        QVERIFY(m_fixture->open());
        QVERIFY(until([&] { return m_ended.size() == 2; }));
    }

    void abandonedOrderEndsEveryWait()
    {
        const auto waiting = enroll();
        const OrderId id = waitingOrder();
        QVERIFY(QCoro::waitFor(tracker().abandon(id)));
        QVERIFY(until([&] { return waiting->answer && m_ended.size() == 1; }));
        QCOMPARE((*waiting->answer)->state, State::Failed);
        QCOMPARE((*waiting->answer)->failure->cause, QStringLiteral("enrollment/abandoned"));
        QVERIFY(tracker().orders().isEmpty());
        QVERIFY(until([&] { return clock().waiting() == 0; }));
        QCOMPARE(m_ended.size(), 1);
        QCOMPARE(stored(id).state, OrderState::Abandoned);
    }

    void destroyedWhileWaitingTheOrderStays()
    {
        const auto waiting = enroll();
        const OrderId id = waitingOrder();
        m_fixture->restart();
        QVERIFY(until([&] { return waiting->isPending(); }));
        QCOMPARE(stored(id).state, OrderState::Waiting);
        QCOMPARE(clock().waiting(), 0);
        // The next run finds it.
        listen();
        QCoro::waitFor(tracker().takeUpOpenOrders());
        QVERIFY(until([&] { return m_ended.size() == 1; }));
        QCOMPARE(m_ended.first().order.id, id);
    }

    void slotMayDeleteEverything()
    {
        connect(&tracker(), &OrderTracker::ended, this, [this] { m_fixture->workspace.reset(); });
        const auto waiting = enroll();
        QVERIFY(!waitingOrder().isEmpty());
        clock().advance(2s);
        QVERIFY(until([&] { return waiting->isIssued() && !m_fixture->workspace; }));
    }

    void thousandOrdersAreCheap()
    {
        constexpr int many = 1000;
        const auto store = workspace().orders();
        std::vector<Task<Result<Order>>> tasks;
        for (int i = 0; i < many; ++i) {
            Order draft;
            draft.connector = m_fixture->uuid;
            draft.connectorId = QStringLiteral("main");
            draft.subject = QStringLiteral("CN=host%1.example.org").arg(i);
            draft.csr = QByteArray(1500, 'c');
            tasks.push_back(store->create(draft));
        }
        // Not waited for one by one: calls that arrive together share a transaction.
        for (auto& task : tasks) {
            const auto order = QCoro::waitFor(std::move(task));
            OrderChange change;
            change.sslId = scm().add(order->subject).id;
            store->move(order->id, { OrderState::Drafted }, OrderState::Submitting, {});
            store->move(order->id, { OrderState::Submitting }, OrderState::Waiting, change);
        }
        scm().transport().hold();
        QElapsedTimer timer;
        timer.start();
        QCoro::waitFor(tracker().takeUpOpenOrders());
        QCOMPARE(tracker().orders().size(), many);
        QVERIFY2(timer.elapsed() < 5000, qPrintable(QString::number(timer.elapsed())));
        QVERIFY(until([&] { return scm().transport().held() > 0; }));
        FakeClock::settle();
        QVERIFY(scm().transport().held() <= 4); // a few at a time
        QCOMPARE(clock().waiting(), 0); // no timer for each
        for (const TrackedOrder& tracked : tracker().orders())
            QVERIFY(tracked.order.csr.isEmpty() && tracked.isFollowed);
        scm().transport().release();
        QVERIFY(until([&] { return m_ended.size() >= 20; }));
    }
};

QTEST_GUILESS_MAIN(TestOrderTracker)
#include "tst_ordertracker.moc"
