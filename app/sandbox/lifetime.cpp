// SPDX-License-Identifier: Apache-2.0
#include "lifetime.h"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <utility>

namespace gatehouse::sandbox {

namespace {

int signalPipe = -1;

// Only what a signal handler may do: one byte into a pipe that the event loop reads.
void noteSignal(int /*number*/)
{
    const int saved = errno;
    const char byte = 0;
    [[maybe_unused]] const ssize_t written = ::write(signalPipe, &byte, 1);
    errno = saved;
}

} // namespace

Lifetime::Lifetime(bool watchStandardInput, std::function<void()> ended)
    : m_ended(std::move(ended))
{
    if (::pipe2(m_pipe.data(), O_CLOEXEC | O_NONBLOCK) == 0) {
        signalPipe = m_pipe[1];
        m_signalNotifier = std::make_unique<QSocketNotifier>(m_pipe[0], QSocketNotifier::Read);
        QObject::connect(
            m_signalNotifier.get(), &QSocketNotifier::activated, m_signalNotifier.get(), [this] {
                std::array<char, 16> bytes {};
                [[maybe_unused]] const ssize_t size = ::read(m_pipe[0], bytes.data(), bytes.size());
                end();
            });
        struct sigaction action = {};
        action.sa_handler = noteSignal;
        action.sa_flags = SA_RESTART;
        sigemptyset(&action.sa_mask);
        sigaction(SIGTERM, &action, nullptr);
        sigaction(SIGINT, &action, nullptr);
    }
    if (watchStandardInput) {
        m_inputNotifier = std::make_unique<QSocketNotifier>(STDIN_FILENO, QSocketNotifier::Read);
        QObject::connect(m_inputNotifier.get(), &QSocketNotifier::activated, m_inputNotifier.get(),
            [this] { readStandardInput(); });
    }
}

Lifetime::~Lifetime()
{
    signalPipe = -1;
    for (const int descriptor : m_pipe) {
        if (descriptor >= 0)
            ::close(descriptor);
    }
}

void Lifetime::end()
{
    if (const auto ended = std::exchange(m_ended, nullptr))
        ended();
}

void Lifetime::readStandardInput()
{
    std::array<char, 256> bytes {};
    const ssize_t size = ::read(STDIN_FILENO, bytes.data(), bytes.size());
    if (size > 0 || (size < 0 && (errno == EINTR || errno == EAGAIN)))
        return;
    m_inputNotifier->setEnabled(false);
    end();
}

} // namespace gatehouse::sandbox
