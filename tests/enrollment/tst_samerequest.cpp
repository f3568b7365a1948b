// SPDX-License-Identifier: Apache-2.0
#include <core/enrollment/context.h>
#include <core/enrollment/samerequest.h>
#include <tests/enrollment/fakescm.h>

#include <QTemporaryDir>
#include <QTest>

using namespace gatehouse;
using namespace gatehouse::enrollment;
using namespace gatehouse::testsupport;

namespace {

const auto otherConnector = QUuid(QStringLiteral("{00000000-0000-0000-0000-000000000002}"));
const auto connector = QUuid(QStringLiteral("{00000000-0000-0000-0000-000000000001}"));

Plan keylessPlan()
{
    Plan plan = makePlan();
    plan.kind = orders::OrderKind::Pkcs12;
    plan.csr = {};
    plan.subject = *pki::DistinguishedName::parse(u"CN=app.example.org,O=Example");
    return plan;
}

orders::Order orderFor(const Plan& plan)
{
    orders::Order order;
    order.connector = connector;
    order.connectorId = QStringLiteral("ca");
    order.profileId = plan.profileId;
    order.kind = plan.kind;
    order.subject = plan.subject.toString();
    for (const pki::GeneralName& name : plan.subjectAltNames)
        order.subjectAltNames.append(name.toString());
    order.term = plan.term;
    order.publicKeyHash =
        plan.csr.isNull() ? QByteArray(32, 'k') : publicKeyHash(plan.csr.publicKeyInfo());
    return order;
}

} // namespace

class SameRequestTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_clock = std::make_shared<FakeClock>();
        m_orders =
            orders::sqliteOrderStore(m_folder->filePath(QStringLiteral("orders.sqlite")), m_clock);
    }

    void aRequestIsKnownByItsKey()
    {
        const Plan plan = makePlan();
        const auto order = add(orderFor(plan));
        m_clock->advance(std::chrono::hours(48));
        QCOMPARE(same(plan), order.id);
        QCOMPARE(same(makePlan()), QString()); // another key
        QCOMPARE(same(plan, otherConnector), QString());
    }

    void anEndedOrderIsNotTheSameRequest()
    {
        const Plan plan = makePlan();
        const auto order = add(orderFor(plan));
        const auto moved = QCoro::waitFor(m_orders->move(
            order.id, { orders::OrderState::Drafted }, orders::OrderState::Abandoned, {}));
        QVERIFY(moved.has_value());
        QCOMPARE(same(plan), QString());
    }

    void pkcs12OrdersAreComparedByWhatTheyAskFor_data()
    {
        QTest::addColumn<std::function<void(Plan&)>>("change");
        QTest::addColumn<bool>("isSame");
        const auto row = [](const char* name, bool isSame, std::function<void(Plan&)> change) {
            QTest::newRow(name) << change << isSame;
        };
        row("nothing changed", true, [](Plan&) {});
        row("names in another order", true,
            [](Plan& plan) { std::ranges::reverse(plan.subjectAltNames); });
        row("subject in other case", true, [](Plan& plan) {
            plan.subject = *pki::DistinguishedName::parse(u"cn=APP.example.org,o=example");
        });
        row("another subject", false, [](Plan& plan) {
            plan.subject = *pki::DistinguishedName::parse(u"CN=app2.example.org,O=Example");
        });
        row("another profile", false, [](Plan& plan) { plan.profileId = QStringLiteral("p2"); });
        row("another term", false, [](Plan& plan) { plan.term = 90; });
        row("a name more", false, [](Plan& plan) {
            plan.subjectAltNames.append(*pki::GeneralName::parse(u"DNS:more.example.org"));
        });
    }

    void pkcs12OrdersAreComparedByWhatTheyAskFor()
    {
        QFETCH(std::function<void(Plan&)>, change);
        QFETCH(bool, isSame);
        Plan plan = keylessPlan();
        plan.subjectAltNames.append(*pki::GeneralName::parse(u"DNS:second.example.org"));
        const auto order = add(orderFor(plan));
        change(plan);
        QCOMPARE(same(plan), isSame ? order.id : QString());
    }

    void aPkcs12OrderCountsForTenMinutes()
    {
        const Plan plan = keylessPlan();
        const auto order = add(orderFor(plan));
        m_clock->advance(std::chrono::minutes(9));
        QCOMPARE(same(plan), order.id);
        m_clock->advance(std::chrono::minutes(1));
        QCOMPARE(same(plan), QString());
    }

    void aSavedOrderCountsForTenMinutes_data()
    {
        QTest::addColumn<bool>("hasKey");
        QTest::newRow("PKCS #10") << true;
        QTest::newRow("PKCS #12") << false;
    }

    void aSavedOrderCountsForTenMinutes()
    {
        QFETCH(bool, hasKey);
        const Plan plan = hasKey ? makePlan() : keylessPlan();
        const auto order = add(orderFor(plan));
        m_clock->advance(std::chrono::hours(2)); // it took its time
        using enum orders::OrderState;
        orders::OrderState from = Drafted;
        for (const orders::OrderState to : { Submitting, Waiting, Issued, Delivered }) {
            const auto moved = QCoro::waitFor(m_orders->move(order.id, { from }, to, {}));
            QVERIFY2(moved, moved ? "" : qPrintable(moved.error().message));
            from = to;
        }
        m_clock->advance(std::chrono::minutes(9));
        QCOMPARE(same(plan), order.id);
        m_clock->advance(std::chrono::minutes(1));
        QCOMPARE(same(plan), QString());
    }

private:
    orders::Order add(const orders::Order& draft)
    {
        const auto created = QCoro::waitFor(m_orders->create(draft));
        Q_ASSERT(created.has_value());
        return *created;
    }

    QString same(const Plan& plan, const QUuid& of = connector)
    {
        const auto found = QCoro::waitFor(findSameRequest(m_orders, of, plan, m_clock->now()));
        if (!found)
            return found.error().message;
        return *found ? (*found)->id : QString();
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::shared_ptr<FakeClock> m_clock;
    std::shared_ptr<orders::OrderStore> m_orders;
};

QTEST_GUILESS_MAIN(SameRequestTest)
#include "tst_samerequest.moc"
