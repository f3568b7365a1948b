// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <core/secret.h>

#include <QProcess>
#include <QStringList>
#include <QTemporaryDir>

namespace gatehouse::test {

/// A squid of the test's own: configured in a temporary folder, on a free port of the loopback, in
/// the foreground, without a cache. Ends with this object.
class Squid {
public:
    enum class Login { None, Basic, Digest };

    struct Settings {
        Login login = Login::None;
        QString userName; ///< the one that is let in
        Secret password;
        QStringList deniedHosts; ///< answered with 403
    };

    explicit Squid(Settings settings);
    ~Squid();
    Squid(const Squid&) = delete;
    Squid& operator=(const Squid&) = delete;

    /// Starts it and waits until it listens. On failure what squid said is in `log()`.
    bool start();
    quint16 port() const { return m_port; }
    /// One line for each request: the status given to the client, method and target.
    QByteArray accessLog() const;
    QByteArray log() const;

private:
    bool startOnce();
    bool waitUntilListening();
    bool writeFiles();
    bool write(const QString& name, const QByteArray& content);
    QByteArray loginLines() const;
    QByteArray passwordEntry() const;
    QString path(const QString& name) const { return m_folder.filePath(name); }

    Settings m_settings;
    QTemporaryDir m_folder;
    QProcess m_process;
    quint16 m_port = 0;
};

} // namespace gatehouse::test
