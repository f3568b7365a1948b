// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <core/workspace/workspace.h>
#include <tests/support/sandboxpeer.h>
#include <ui/uistate.h>

namespace gatehouse::testsupport {

/// A home folder with the connector of a sandbox of the test's own.
class SandboxHome {
public:
    SandboxHome();
    ~SandboxHome();

    /// False with the reason in `problem`.
    bool start(const QStringList& arguments, QString& problem);
    SandboxPeer& sandbox() { return m_sandbox; }
    workspace::Workspace& workspace() { return *m_workspace; }
    ui::UiState& state() { return m_state; }
    QString path(const QString& name) const { return m_folder.filePath(name); }
    /// Another run of the program on the same home.
    void open(workspace::Access access) { open(access, m_secrets); }
    void open(workspace::Access access, std::shared_ptr<secrets::SecretStore> secrets);
    /// The end of that run: returns when the files are closed.
    void close();

    static inline const QString connectorId = QStringLiteral("sandbox");

    std::shared_ptr<connector::Connector> connector();
    /// Orders with a key made here and waits; what became of it.
    orders::Order enroll(const QString& subject, const QStringList& names = {});
    /// Orders, and stops waiting before it is issued.
    orders::Order enrollWithoutWaiting(const QString& subject);
    /// "GET /api/ssl/v1/…" of every call to the CA since the last `forgetCalls`.
    QStringList calls();
    void forgetCalls();
    /// Every file of the home folder with a hash of its content.
    QMap<QString, QByteArray> files() const;

private:
    Result<void> prepare();
    Task<Result<enrollment::Outcome>> order(
        QString subject, QStringList names, std::stop_token stop);

    SandboxPeer m_sandbox;
    QTemporaryDir m_folder;
    ui::UiState m_state;
    std::shared_ptr<secrets::SecretStore> m_secrets;
    std::unique_ptr<workspace::Workspace> m_workspace;
};

} // namespace gatehouse::testsupport
