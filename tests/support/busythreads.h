// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <core/background.h>

#include <QSemaphore>
#include <QThreadPool>

namespace gatehouse::testsupport {

/// Takes every background thread, until `release` or its end: what is asked of them meanwhile does
/// not begin.
class BusyThreads {
public:
    BusyThreads()
        : m_count(backgroundThreads()->maxThreadCount())
    {
        for (int i = 0; i < m_count; ++i) {
            backgroundThreads()->start([this] {
                m_taken.release();
                m_released.acquire();
            });
        }
        m_taken.acquire(m_count);
    }
    BusyThreads(const BusyThreads&) = delete;
    BusyThreads& operator=(const BusyThreads&) = delete;
    ~BusyThreads()
    {
        release();
        backgroundThreads()->waitForDone(); // they use the semaphores
    }

    void release()
    {
        m_released.release(m_count);
        m_count = 0;
    }

private:
    int m_count;
    QSemaphore m_taken;
    QSemaphore m_released;
};

} // namespace gatehouse::testsupport
