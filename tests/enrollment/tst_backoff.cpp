// SPDX-License-Identifier: Apache-2.0
#include <core/enrollment/backoff.h>

#include <QtTest>

#include <limits>

using namespace gatehouse::enrollment;
using std::chrono::seconds;

class TestBackOff : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void theScheduleIsThePowerUpToTheCap_data()
    {
        QTest::addColumn<qint64>("timer");
        QTest::addColumn<qint64>("cap");
        QTest::addColumn<int>("attempts");
        QTest::addColumn<QList<qint64>>("waits");
        QTest::newRow("the default: 2, 32, 5")
            << qint64(2) << qint64(32) << 5 << QList<qint64> { 2, 4, 8, 16, 32 };
        QTest::newRow("base 2, cap between powers")
            << qint64(2) << qint64(20) << 6 << QList<qint64> { 2, 4, 8, 16, 20, 20 };
        QTest::newRow("base 3") << qint64(3) << qint64(100) << 5
                                << QList<qint64> { 3, 9, 27, 81, 100 };
        QTest::newRow("base 1 never grows")
            << qint64(1) << qint64(32) << 4 << QList<qint64> { 1, 1, 1, 1 };
        QTest::newRow("cap below the timer")
            << qint64(10) << qint64(4) << 3 << QList<qint64> { 4, 4, 4 };
        QTest::newRow("cap equal to a power")
            << qint64(2) << qint64(8) << 4 << QList<qint64> { 2, 4, 8, 8 };
        QTest::newRow("one attempt") << qint64(7) << qint64(32) << 1 << QList<qint64> { 7 };
        QTest::newRow("none") << qint64(2) << qint64(32) << 0 << QList<qint64> {};
        QTest::newRow("values below 1 count as 1")
            << qint64(0) << qint64(-5) << 2 << QList<qint64> { 1, 1 };
    }

    void theScheduleIsThePowerUpToTheCap()
    {
        QFETCH(qint64, timer);
        QFETCH(qint64, cap);
        QFETCH(int, attempts);
        QFETCH(QList<qint64>, waits);
        const BackOffPolicy policy { seconds(timer), seconds(cap), attempts };
        QList<qint64> counted;
        qint64 sum = 0;
        for (const seconds wait : policy.schedule()) {
            counted.append(wait.count());
            sum += wait.count();
        }
        QCOMPARE(counted, waits);
        QCOMPARE(policy.total().count(), sum);
    }

    void hugeValuesSaturate()
    {
        constexpr qint64 most = std::numeric_limits<qint64>::max();
        const BackOffPolicy huge { seconds(most), seconds(most), 100 };
        QCOMPARE(huge.waitBefore(1).count(), most);
        QCOMPARE(huge.waitBefore(100).count(), most);
        QCOMPARE(huge.total().count(), most);
        const BackOffPolicy deep { seconds(2), seconds(most), 100 };
        QCOMPARE(deep.waitBefore(62).count(), qint64(1) << 62);
        QCOMPARE(deep.waitBefore(63).count(), most);
        QCOMPARE(deep.waitBefore(std::numeric_limits<int>::max()).count(), most);
        const BackOffPolicy flat { seconds(1), seconds(most), 100 };
        QCOMPARE(flat.waitBefore(std::numeric_limits<int>::max()).count(), 1);
        QCOMPARE(deep.waitBefore(-3).count(), 1);
    }
};

QTEST_GUILESS_MAIN(TestBackOff)
#include "tst_backoff.moc"
