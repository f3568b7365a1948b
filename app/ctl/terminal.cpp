// SPDX-License-Identifier: Apache-2.0
#include <app/ctl/terminal.h>
#include <app/ctl/words.h>

#include <fcntl.h>
#include <termios.h>
#include <unistd.h>

#include <cstdio>

namespace gatehouse::ctl {

namespace {

constexpr qsizetype longestSecret = 4096;

/// Reads up to the end of a line, one byte at a time so that nothing after it is taken away from a
/// later reader. False at the end of input with nothing read.
bool readLine(int descriptor, QByteArray& line)
{
    line.reserve(
        longestSecret); // no reallocation: what is typed stays in one place, which is wiped
    char byte = 0;
    bool any = false;
    while (line.size() < longestSecret && ::read(descriptor, &byte, 1) == 1) {
        any = true;
        if (byte == '\n')
            break;
        line.append(byte);
    }
    if (line.endsWith('\r'))
        line.chop(1);
    return any;
}

/// The controlling terminal with its echo off for as long as this lives.
class SilentTerminal {
public:
    SilentTerminal()
        : m_descriptor(::open("/dev/tty", O_RDWR | O_CLOEXEC))
    {
        if (m_descriptor < 0 || tcgetattr(m_descriptor, &m_before) != 0)
            return;
        termios silent = m_before;
        silent.c_lflag &= ~static_cast<tcflag_t>(ECHO);
        m_changed = tcsetattr(m_descriptor, TCSAFLUSH, &silent) == 0;
    }
    SilentTerminal(const SilentTerminal&) = delete;
    SilentTerminal& operator=(const SilentTerminal&) = delete;
    ~SilentTerminal()
    {
        if (m_changed)
            tcsetattr(m_descriptor, TCSAFLUSH, &m_before);
        if (m_descriptor >= 0)
            ::close(m_descriptor);
    }

    bool isOpen() const { return m_changed; }
    void write(const QByteArray& text) const
    {
        [[maybe_unused]] const auto written =
            ::write(m_descriptor, text.constData(), static_cast<size_t>(text.size()));
    }
    bool line(QByteArray& bytes) const { return readLine(m_descriptor, bytes); }

private:
    int m_descriptor;
    termios m_before {};
    bool m_changed = false;
};

} // namespace

Terminal::Terminal(bool secretsFromInput)
    : m_secretsFromInput(secretsFromInput)
{
    [[maybe_unused]] const bool out =
        m_outFile.open(stdout, QIODevice::WriteOnly | QIODevice::Unbuffered);
    [[maybe_unused]] const bool err =
        m_errFile.open(stderr, QIODevice::WriteOnly | QIODevice::Unbuffered);
    m_out.setDevice(&m_outFile);
    m_err.setDevice(&m_errFile);
}

void Terminal::write(const QByteArray& bytes)
{
    m_out.flush();
    m_outFile.write(bytes);
}

bool Terminal::isInteractive() const
{
    return isatty(STDERR_FILENO) == 1;
}

bool Terminal::canAsk() const
{
    return m_secretsFromInput || isatty(STDIN_FILENO) == 1;
}

Result<Secret> Terminal::secret(const QString& prompt)
{
    if (m_secretsFromInput)
        return secretFromInput(prompt);
    return secretFromTerminal(prompt);
}

Result<Secret> Terminal::newSecret(const QString& prompt)
{
    auto first = secret(prompt);
    if (!first || m_secretsFromInput)
        return first;
    auto second = secretFromTerminal(Words::tr("The same again"));
    if (!second)
        return second;
    if (!(*first == *second))
        return failure(ErrorKind::Usage,
            Words::tr("The two passwords differ. Nothing was done; please try again."));
    return first;
}

Result<Secret> Terminal::secretFromInput(const QString& prompt)
{
    QByteArray line;
    if (!readLine(STDIN_FILENO, line)) {
        return failure(ErrorKind::Usage,
            Words::tr("Standard input ended before the secret “%1”. With --password-stdin give one "
                      "secret a line, in "
                      "the order in which they are asked for.")
                .arg(prompt));
    }
    return Secret::fromUtf8(std::move(line));
}

Result<Secret> Terminal::secretFromTerminal(const QString& prompt)
{
    const SilentTerminal terminal;
    if (!terminal.isOpen() || isatty(STDIN_FILENO) != 1) {
        return failure(ErrorKind::Usage,
            Words::tr(
                "“%1” is needed and there is no terminal to ask on. Give it on standard input with "
                "--password-stdin, keep it in the key chain, or lay it into a credentials "
                "directory.")
                .arg(prompt));
    }
    m_err.flush();
    terminal.write(prompt.toLocal8Bit() + ": ");
    QByteArray line;
    const bool any = terminal.line(line);
    terminal.write("\n");
    if (!any)
        return failure(
            ErrorKind::Cancelled, Words::tr("Nothing was entered for “%1”.").arg(prompt));
    return Secret::fromUtf8(std::move(line));
}

} // namespace gatehouse::ctl
