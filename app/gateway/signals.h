// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QSocketNotifier>

#include <functional>
#include <memory>

namespace gatehouse::gateway {

/// Hands SIGTERM, SIGINT and SIGHUP to the event loop. POSIX only; one at a time.
class Signals {
public:
    Signals(std::function<void()> end, std::function<void()> reload);
    ~Signals();
    Signals(const Signals&) = delete;
    Signals& operator=(const Signals&) = delete;

private:
    void read();

    std::function<void()> m_end;
    std::function<void()> m_reload;
    std::unique_ptr<QSocketNotifier> m_notifier;
};

/// Tells systemd how the service stands ("READY=1"), where it wants to know; nothing elsewhere.
void notifySystemd(const QByteArray& state);

} // namespace gatehouse::gateway
