// SPDX-License-Identifier: Apache-2.0
#include <core/pki/inbackground.h>

#include <QFutureWatcher>
#include <QSemaphore>
#include <QThreadPool>
#include <QUnhandledException>
#include <QtTest>

#include <openssl/err.h>

#include <atomic>
#include <exception>
#include <stdexcept>
#include <string>
#include <tuple>

using namespace gatehouse;

namespace {

/// What OpenSSL keeps for a thread: here, an entry of its error queue.
void leaveThreadState()
{
    ERR_raise(ERR_LIB_USER, ERR_R_INTERNAL_ERROR);
}

/// Waits without QFuture's own waiting, which may take a job off the pool and run it right here.
template <class T> bool ends(const QFuture<T>& future)
{
    return QTest::qWaitFor([&future] { return future.isFinished(); });
}

/// Asked on the pool's one thread, without `inBackground`.
bool hasThreadState()
{
    const QFuture<bool> asked =
        QtConcurrent::run(backgroundThreads(), [] { return ERR_peek_error() != 0; });
    return ends(asked) && asked.result();
}

} // namespace

class TestInBackground : public QObject {
    Q_OBJECT

    int m_threads = 0;

private Q_SLOTS:
    /// One thread: what a job leaves behind is there to be found.
    void initTestCase()
    {
        m_threads = backgroundThreads()->maxThreadCount();
        backgroundThreads()->setMaxThreadCount(1);
        backgroundThreads()->setExpiryTimeout(-1);
    }
    void cleanupTestCase() { backgroundThreads()->setMaxThreadCount(m_threads); }
    void cleanup() { backgroundThreads()->waitForDone(); }

    void theResultArrives()
    {
        const auto work = [text = QStringLiteral("a key")] {
            return QPair(text, QThread::currentThread());
        };
        const auto future = pki::inBackground(work);
        QVERIFY(ends(future));
        const auto result = future.result();
        QCOMPARE(result.first, QStringLiteral("a key"));
        QVERIFY(result.second != QThread::currentThread());
    }

    void aJobWithoutResultEnds()
    {
        std::atomic_bool isDone = false;
        QVERIFY(ends(pki::inBackground([&isDone] { isDone = true; })));
        QVERIFY(isDone);
    }

    void theThreadKeepsNothingOfOpenSsl()
    {
        QVERIFY(ends(QtConcurrent::run(backgroundThreads(), leaveThreadState)));
        QVERIFY2(hasThreadState(), "so that the next lines can tell");
        QVERIFY(ends(pki::inBackground([] { leaveThreadState(); })));
        QVERIFY(!hasThreadState());
    }

    void anExceptionReachesWhoAsksForTheResult()
    {
        QFuture<int> future = pki::inBackground([]() -> int {
            leaveThreadState();
            throw std::runtime_error("no such key");
        });
        QVERIFY(ends(future));
        bool isThrown = false;
        try {
            std::ignore = future.result();
        } catch (const QUnhandledException& wrapped) {
            try {
                std::rethrow_exception(wrapped.exception());
            } catch (const std::runtime_error& error) {
                isThrown = std::string(error.what()) == "no such key";
            }
        }
        QVERIFY(isThrown);
        QVERIFY(!hasThreadState());
        const auto next = pki::inBackground([] { return 7; });
        QVERIFY(ends(next));
        QCOMPARE(next.result(), 7); // the thread goes on
    }

    void theReceiverMayGoFirst()
    {
        QSemaphore begun;
        QSemaphore mayEnd;
        int told = 0;
        auto receiver = std::make_unique<QObject>();
        auto watcher = std::make_unique<QFutureWatcher<int>>();
        connect(watcher.get(), &QFutureWatcherBase::finished, receiver.get(), [&told] { ++told; });
        QFuture<int> future = pki::inBackground([&] {
            begun.release();
            mayEnd.acquire();
            leaveThreadState();
            return 7;
        });
        watcher->setFuture(future);
        begun.acquire();
        watcher.reset();
        receiver.reset();
        mayEnd.release();
        QVERIFY(ends(future));
        QCOMPARE(future.result(), 7);
        QCoreApplication::processEvents();
        QCOMPARE(told, 0);
        QVERIFY(!hasThreadState());
    }

    void whatIsCancelledBeforeItBeginsNeverRuns()
    {
        QSemaphore begun;
        QSemaphore mayEnd;
        std::atomic_bool hasRun = false;
        QFuture<void> first = pki::inBackground([&] {
            begun.release();
            mayEnd.acquire();
        });
        QFuture<int> second = pki::inBackground([&hasRun] {
            hasRun = true;
            return 7;
        });
        begun.acquire();
        second.cancel();
        mayEnd.release();
        QVERIFY(ends(second) && ends(first));
        QVERIFY(!hasRun);
        QVERIFY(second.isCanceled() && second.isFinished());
        QCOMPARE(second.resultCount(), 0);
    }

    /// A job cannot be interrupted; who cancelled it is only spared its result.
    void whatIsCancelledWhileItRunsEndsByItself()
    {
        QSemaphore begun;
        QSemaphore mayEnd;
        std::atomic_bool hasEnded = false;
        QFuture<int> future = pki::inBackground([&] {
            begun.release();
            mayEnd.acquire();
            leaveThreadState();
            hasEnded = true;
            return 7;
        });
        begun.acquire();
        future.cancel();
        mayEnd.release();
        QTRY_VERIFY(hasEnded);
        QVERIFY(ends(future));
        QVERIFY(future.isCanceled() && future.isFinished());
        QCOMPARE(future.resultCount(), 0);
        QVERIFY(!hasThreadState());
    }
};

QTEST_GUILESS_MAIN(TestInBackground)
#include "tst_inbackground.moc"
