// SPDX-License-Identifier: Apache-2.0
#include <core/clock.h>
#include <core/orders/orderstore.h>

#include <QCoreApplication>
#include <QCoro/QCoroTask>
#include <QTemporaryDir>
#include <QtTest>

#include <array>
#include <memory>

using namespace gatehouse;
using namespace gatehouse::orders;

namespace {

constexpr int many = 600; // more than the database's thread takes at once

Order draft()
{
    Order order;
    order.connector = QUuid::createUuid();
    order.connectorId = QStringLiteral("main");
    order.profileId = QStringLiteral("p1");
    order.subject = QStringLiteral("CN=www.example.org");
    return order;
}

/// An application's life; tests need one after the other.
class Application {
public:
    Application()
        : m_application(m_count, m_arguments.data())
    {
    }

private:
    std::array<char, 5> m_name { "test" };
    std::array<char*, 2> m_arguments { m_name.data(), nullptr };
    int m_count = 1;
    QCoreApplication m_application;
};

} // namespace

/// What becomes of a store that outlives its application, held by tasks that nobody waits for.
class TestOrderStoreEnd : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void whatWasAskedForIsDone();
    void laterCallsAreRefused();
    void theNextApplicationHasItsOwn();

private:
    std::shared_ptr<OrderStore> store() const
    {
        return sqliteOrderStore(
            m_folder.filePath(QStringLiteral("orders.sqlite")), std::make_shared<SystemClock>());
    }

    QTemporaryDir m_folder;
};

void TestOrderStoreEnd::whatWasAskedForIsDone()
{
    std::shared_ptr<OrderStore> outliving;
    {
        const Application application;
        outliving = store();
        for (int i = 0; i < many; ++i)
            outliving->create(draft());
    }
    const Application application;
    OrderFilter all;
    all.limit = 2 * many;
    const auto listed = QCoro::waitFor(store()->list(all));
    QVERIFY2(listed, qPrintable(listed ? QString() : listed.error().message));
    QCOMPARE(listed->size(), many);
}

void TestOrderStoreEnd::laterCallsAreRefused()
{
    std::shared_ptr<OrderStore> outliving;
    {
        const Application application;
        outliving = store();
        QVERIFY(QCoro::waitFor(outliving->create(draft())));
    }
    const Application application;
    const auto refused = QCoro::waitFor(outliving->create(draft()));
    QVERIFY(!refused);
    QCOMPARE(refused.error().kind, ErrorKind::Cancelled);
}

void TestOrderStoreEnd::theNextApplicationHasItsOwn()
{
    std::shared_ptr<OrderStore> first;
    std::shared_ptr<OrderStore> second;
    {
        const Application application;
        first = store();
        QVERIFY(QCoro::waitFor(first->create(draft())));
    }
    {
        const Application application;
        second = store();
        QVERIFY(QCoro::waitFor(second->create(draft())));
        second->create(draft());
    }
    const Application application;
    const auto refused = QCoro::waitFor(second->create(draft()));
    QVERIFY(!refused);
    QCOMPARE(refused.error().kind, ErrorKind::Cancelled);
}

QTEST_APPLESS_MAIN(TestOrderStoreEnd)
#include "tst_orderstoreend.moc"
