// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <core/clock.h>
#include <core/http/client.h>
#include <core/task.h>

#include <QProcess>
#include <QString>
#include <QUrl>

#include <memory>

namespace gatehouse::workspace {

/// What a running sandbox says of itself in its one JSON line.
struct SandboxInfo {
    QUrl controlUrl;
    QString connectorFile; ///< connector JSON, password mode
    QString credentialsDir;
    QString trustPem;
    QString dataDir;
};

/// A sandbox of our own: started for this run, stopped with it.
class SandboxProcess {
public:
    /// Starts `gatehouse-sandbox` from beside this program, from ../sandbox of a build tree, or
    /// from the search path. LocalFile error when it is not there or does not get ready.
    static Task<Result<std::unique_ptr<SandboxProcess>>> start(
        QString dataDir, std::shared_ptr<Clock> clock, std::stop_token stop);
    ~SandboxProcess();
    SandboxProcess(const SandboxProcess&) = delete;
    SandboxProcess& operator=(const SandboxProcess&) = delete;

    bool isRunning() const { return m_process.state() == QProcess::Running; }
    const SandboxInfo& info() const { return m_info; }
    /// Approves a request, as SCM's administrator would.
    Task<Result<void>> approve(qint64 sslId, std::stop_token stop);

private:
    SandboxProcess() = default;
    Result<void> readInfo(const QByteArray& line);

    QProcess m_process;
    SandboxInfo m_info;
    std::shared_ptr<http::Client> m_control;
};

} // namespace gatehouse::workspace
