// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QSocketNotifier>

#include <array>
#include <functional>
#include <memory>

namespace gatehouse::sandbox {

/// Says when the program is to end: SIGTERM, SIGINT and, if wanted, the end of standard input.
/// POSIX only.
class Lifetime {
public:
    /// `ended` is called from the event loop, once.
    Lifetime(bool watchStandardInput, std::function<void()> ended);
    ~Lifetime();
    Lifetime(const Lifetime&) = delete;
    Lifetime& operator=(const Lifetime&) = delete;

private:
    void end();
    void readStandardInput();

    std::function<void()> m_ended;
    std::array<int, 2> m_pipe { -1, -1 };
    std::unique_ptr<QSocketNotifier> m_signalNotifier;
    std::unique_ptr<QSocketNotifier> m_inputNotifier;
};

} // namespace gatehouse::sandbox
