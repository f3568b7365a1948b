// SPDX-License-Identifier: Apache-2.0
#include <core/clock.h>

#include <QCoroTask>
#include <QElapsedTimer>
#include <QTest>

using namespace gatehouse;
using namespace std::chrono_literals;

namespace {

Task<void> note(Clock& clock, std::chrono::milliseconds duration, int number, QList<int>& order,
    std::stop_token stop)
{
    const bool elapsed = co_await clock.wait(duration, stop);
    order.append(elapsed ? number : -number);
}

} // namespace

class TestClock : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void waitsEndInTheOrderOfTheirDueTimes();
    void isNeverEarly();
    void zeroReturnsThroughTheEventLoop();
    void stopEndsAWaitThroughTheEventLoop();
    void stopRequestedBefore();
    void negativeIsZero();

private:
    SystemClock m_clock;
};

void TestClock::waitsEndInTheOrderOfTheirDueTimes()
{
    QList<int> order;
    note(m_clock, 60ms, 3, order, {});
    note(m_clock, 20ms, 1, order, {});
    note(m_clock, 40ms, 2, order, {});
    QTRY_COMPARE(order, (QList<int> { 1, 2, 3 }));
}

void TestClock::isNeverEarly()
{
    const auto begin = m_clock.steadyNow();
    QVERIFY(QCoro::waitFor(m_clock.wait(30ms, {})));
    QVERIFY(m_clock.steadyNow() - begin >= 29ms);
}

void TestClock::zeroReturnsThroughTheEventLoop()
{
    QList<int> order;
    note(m_clock, 0ms, 1, order, {});
    QVERIFY(order.isEmpty());
    QTRY_COMPARE(order, QList<int> { 1 });
}

void TestClock::stopEndsAWaitThroughTheEventLoop()
{
    QList<int> order;
    std::stop_source stop;
    note(m_clock, 1h, 7, order, stop.get_token());
    stop.request_stop();
    stop.request_stop();
    QVERIFY(order.isEmpty()); // whoever asks is not re-entered
    QTRY_COMPARE(order, QList<int> { -7 });
}

void TestClock::stopRequestedBefore()
{
    std::stop_source stop;
    stop.request_stop();
    QVERIFY(!QCoro::waitFor(m_clock.wait(1h, stop.get_token())));
}

void TestClock::negativeIsZero()
{
    QVERIFY(QCoro::waitFor(m_clock.wait(-5s, {})));
}

QTEST_GUILESS_MAIN(TestClock)
#include "tst_clock.moc"
