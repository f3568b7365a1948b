// SPDX-License-Identifier: Apache-2.0
#include <app/gateway/signals.h>

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstddef>
#include <cstring>

namespace gatehouse::gateway {

namespace {

std::array<int, 2> pipeEnds { -1, -1 };

// Only what a signal handler may do.
void noteSignal(int number)
{
    const int saved = errno;
    const char byte = static_cast<char>(number);
    [[maybe_unused]] const ssize_t written = ::write(pipeEnds[1], &byte, 1);
    errno = saved;
}

} // namespace

Signals::Signals(std::function<void()> end, std::function<void()> reload)
    : m_end(std::move(end))
    , m_reload(std::move(reload))
{
    if (::pipe2(pipeEnds.data(), O_CLOEXEC | O_NONBLOCK) != 0)
        return;
    m_notifier = std::make_unique<QSocketNotifier>(pipeEnds[0], QSocketNotifier::Read);
    QObject::connect(
        m_notifier.get(), &QSocketNotifier::activated, m_notifier.get(), [this] { read(); });
    struct sigaction action = {};
    action.sa_handler = noteSignal;
    action.sa_flags = SA_RESTART;
    sigemptyset(&action.sa_mask);
    for (const int number : { SIGTERM, SIGINT, SIGHUP })
        sigaction(number, &action, nullptr);
}

Signals::~Signals()
{
    // The program ends: a signal that comes late must not make a failure of it.
    for (const int number : { SIGTERM, SIGINT, SIGHUP })
        std::signal(number, SIG_IGN);
    m_notifier.reset();
    for (int& descriptor : pipeEnds) {
        if (descriptor >= 0)
            ::close(descriptor);
        descriptor = -1;
    }
}

void Signals::read()
{
    std::array<char, 16> bytes {};
    const ssize_t size = ::read(pipeEnds[0], bytes.data(), bytes.size());
    bool wantsReload = false;
    for (ssize_t i = 0; i < size; ++i) {
        if (bytes.at(static_cast<std::size_t>(i)) != static_cast<char>(SIGHUP)) {
            m_end();
            return;
        }
        wantsReload = true;
    }
    if (wantsReload)
        m_reload();
}

void notifySystemd(const QByteArray& state)
{
    const QByteArray path = qgetenv("NOTIFY_SOCKET");
    sockaddr_un address {};
    const auto size = static_cast<std::size_t>(path.size());
    if (path.isEmpty() || size >= sizeof(address.sun_path))
        return;
    address.sun_family = AF_UNIX;
    std::memcpy(address.sun_path, path.constData(), size);
    if (address.sun_path[0] == '@')
        address.sun_path[0] = '\0'; // the abstract name space
    const int descriptor = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (descriptor < 0)
        return;
    const auto length = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + size);
    ::sendto(descriptor, state.constData(), static_cast<std::size_t>(state.size()), MSG_NOSIGNAL,
        reinterpret_cast<const sockaddr*>(&address), length);
    ::close(descriptor);
}

} // namespace gatehouse::gateway
