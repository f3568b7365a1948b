// SPDX-License-Identifier: Apache-2.0
#include <tests/support/fakeclock.h>
#include <tests/support/faketransport.h>

#include <QCoro/QCoroCore>
#include <QtTest>

using namespace gatehouse;
using namespace gatehouse::testsupport;
using namespace std::chrono_literals;

namespace {

Task<void> note(FakeClock* clock, std::chrono::milliseconds after, QString word, QStringList* log)
{
    co_await clock->wait(after, {});
    log->append(QStringLiteral("%1@%2").arg(word).arg(
        std::chrono::milliseconds(clock->steadyNow().time_since_epoch() / 1ms).count()));
}

Task<void> loop(FakeClock* clock, int times, QStringList* log)
{
    for (int i = 0; i < times; ++i) {
        co_await clock->wait(2s, {});
        log->append(clock->now().toString(Qt::ISODate));
    }
}

Task<void> waitFor(FakeClock* clock, std::stop_token stop, QList<bool>* results)
{
    const bool elapsed = co_await clock->wait(1h, stop);
    results->append(elapsed);
}

Task<void> ask(FakeTransport* transport, std::stop_token stop, QStringList* log)
{
    http::Request request;
    request.url = QUrl(QStringLiteral("https://ca.test/x"));
    const Result<http::Response> answer = co_await transport->send(request, stop);
    log->append(answer ? QString::number(answer->status) : errorKindName(answer.error().kind));
}

} // namespace

class TestSupport : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void waitsEndInOrderOfTheirDueTimes()
    {
        FakeClock clock;
        QStringList log;
        note(&clock, 3s, QStringLiteral("late"), &log);
        note(&clock, 1s, QStringLiteral("early"), &log);
        note(&clock, 9s, QStringLiteral("never"), &log);
        clock.advance(999ms);
        QCOMPARE(log, QStringList());
        clock.advance(4s);
        QCOMPARE(log, QStringList({ QStringLiteral("early@1000"), QStringLiteral("late@3000") }));
        QCOMPARE(clock.waiting(), 1);
        clock.advance(1h);
        QCOMPARE(log.size(), 3);
    }

    void aLoopOfWaitsRunsThroughOneAdvance()
    {
        FakeClock clock(QDateTime(QDate(2026, 5, 1), QTime(0, 0), Qt::UTC));
        QStringList log;
        loop(&clock, 3, &log);
        clock.advance(60s);
        QCOMPARE(log.size(), 3);
        QCOMPARE(log.last(), QStringLiteral("2026-05-01T00:00:06Z"));
        QCOMPARE(clock.waits(), QList<std::chrono::milliseconds>({ 2s, 2s, 2s }));
    }

    void autoAdvanceJumps()
    {
        FakeClock clock;
        clock.setAutoAdvance(true);
        QVERIFY(QCoro::waitFor(clock.wait(24h, {})));
        QCOMPARE(clock.steadyNow().time_since_epoch() / 1h, 24);
    }

    void aWaitOfZeroEndsThroughTheEventLoop()
    {
        FakeClock clock;
        QStringList log;
        note(&clock, 0ms, QStringLiteral("now"), &log);
        QCOMPARE(log.size(), 0);
        FakeClock::settle();
        QCOMPARE(log.size(), 1);
    }

    void stopEndsAWait()
    {
        FakeClock clock;
        std::stop_source stop;
        QList<bool> results;
        waitFor(&clock, stop.get_token(), &results);
        stop.request_stop();
        QCOMPARE(results.size(), 0);
        FakeClock::settle();
        QCOMPARE(results, QList<bool>({ false }));
        waitFor(&clock, stop.get_token(), &results);
        FakeClock::settle();
        QCOMPARE(results.size(), 2);
    }

    void answersComeThroughTheEventLoop()
    {
        FakeTransport transport(
            [](const http::Request&) { return FakeTransport::answer(204, {}); });
        QStringList log;
        ask(&transport, {}, &log);
        QCOMPARE(log.size(), 0);
        QCOMPARE(transport.requests().size(), 1);
        FakeClock::settle();
        QCOMPARE(log, QStringList({ QStringLiteral("204") }));
    }

    void heldAnswersWaitForTheirReleaseAndMayBeStopped()
    {
        FakeTransport transport(
            [](const http::Request&) { return FakeTransport::answer(200, {}); });
        QStringList log;
        std::stop_source stop;
        transport.hold();
        ask(&transport, {}, &log);
        ask(&transport, stop.get_token(), &log);
        ask(&transport, {}, &log);
        FakeClock::settle();
        QCOMPARE(transport.held(), 3);
        stop.request_stop();
        FakeClock::settle();
        QCOMPARE(log, QStringList({ QStringLiteral("cancelled") }));
        transport.release(1);
        FakeClock::settle();
        QCOMPARE(log.size(), 2);
        transport.release();
        FakeClock::settle();
        QCOMPARE(log.size(), 3);
        QCOMPARE(transport.held(), 0);
    }

    void aDelayIsCountedByTheClock()
    {
        auto clock = std::make_shared<FakeClock>();
        FakeTransport transport(
            [](const http::Request&) { return FakeTransport::answer(200, {}); });
        transport.setDelay(clock, 500ms);
        QStringList log;
        ask(&transport, {}, &log);
        clock->advance(499ms);
        QCOMPARE(log.size(), 0);
        clock->advance(1ms);
        FakeClock::settle();
        QCOMPARE(log.size(), 1);
    }
};

QTEST_GUILESS_MAIN(TestSupport)
#include "tst_support.moc"
