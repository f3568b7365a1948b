// SPDX-License-Identifier: Apache-2.0
#include <core/background.h>

#include <QCoreApplication>
#include <QThreadPool>

namespace gatehouse {

QThreadPool* backgroundThreads()
{
    static QThreadPool pool;
    // As the application waits for the global ones: a job may not outlast what it works with.
    [[maybe_unused]] static const bool isAwaited = [] {
        qAddPostRoutine([] { pool.waitForDone(); });
        return true;
    }();
    return &pool;
}

} // namespace gatehouse
