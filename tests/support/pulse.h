// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QTimer>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <thread>

namespace gatehouse::testsupport {

/// How long the event loop was not heard of, beyond what the machine kept from a thread that does
/// nothing but listen.
class Pulse {
public:
    static constexpr int tick = 5;

    Pulse()
    {
        m_timer.setTimerType(Qt::PreciseTimer);
        m_timer.setInterval(tick);
        QObject::connect(&m_timer, &QTimer::timeout, &m_timer,
            [this] { m_longest = std::max(m_longest, m_elapsed.restart()); });
        m_elapsed.start();
        m_timer.start();
        m_listener = std::thread([this] {
            QElapsedTimer elapsed;
            elapsed.start();
            while (!m_isDone) {
                std::this_thread::sleep_for(std::chrono::milliseconds(tick));
                m_machine = std::max(m_machine.load(), elapsed.restart());
            }
        });
    }
    ~Pulse()
    {
        m_isDone = true;
        m_listener.join();
    }
    Pulse(const Pulse&) = delete;
    Pulse& operator=(const Pulse&) = delete;

    qint64 longest() ///< milliseconds
    {
        QCoreApplication::processEvents();
        return std::max(m_longest, m_elapsed.elapsed()) - std::max<qint64>(0, m_machine - 2 * tick);
    }

private:
    QTimer m_timer;
    QElapsedTimer m_elapsed;
    qint64 m_longest = 0;
    std::atomic<qint64> m_machine = 0;
    std::atomic<bool> m_isDone = false;
    std::thread m_listener;
};

} // namespace gatehouse::testsupport
