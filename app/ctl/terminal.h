// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <core/result.h>
#include <core/secret.h>

#include <QFile>
#include <QString>
#include <QTextStream>

namespace gatehouse::ctl {

/// Standard input, output and error of one run. Results go to `out`, everything else to `err`.
class Terminal {
public:
    /// With `secretsFromInput` each secret is one line of standard input (`--password-stdin`).
    explicit Terminal(bool secretsFromInput);

    QTextStream& out() { return m_out; }
    QTextStream& err() { return m_err; }
    /// Bytes to standard output, unconverted.
    void write(const QByteArray& bytes);

    /// Whether a progress line may be drawn over.
    bool isInteractive() const;
    /// Whether `secret` has a way to ask.
    bool canAsk() const;
    /// One secret: the next line of standard input, or typed without echo after `prompt`. Usage
    /// error where there is nobody to ask or the input has ended.
    Result<Secret> secret(const QString& prompt);
    /// A new password: typed twice on a terminal, one line of standard input otherwise.
    Result<Secret> newSecret(const QString& prompt);

private:
    Result<Secret> secretFromInput(const QString& prompt);
    Result<Secret> secretFromTerminal(const QString& prompt);

    bool m_secretsFromInput;
    QFile m_outFile;
    QFile m_errFile;
    QTextStream m_out;
    QTextStream m_err;
};

} // namespace gatehouse::ctl
