// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <core/workspace/workspace.h>
#include <tests/support/sandboxpeer.h>

namespace gatehouse::testsupport {

/// A workspace on a home folder of the test's own, with one connector, "sandbox", that points to a
/// sandbox of the test's own.
class SandboxWorkspace {
public:
    explicit SandboxWorkspace(workspace::Access access = workspace::Access::Full);

    /// Starts the sandbox and saves the connector. False with the reason in `problem`.
    bool start(const QStringList& arguments, QString& problem);
    /// The connector and its secrets as they were after the start.
    void restore();

    workspace::Workspace& workspace() { return m_workspace; }
    SandboxPeer& sandbox() { return m_sandbox; }
    QString path(const QString& name) const { return m_home.filePath(name); }
    static QString id() { return QStringLiteral("sandbox"); }

    settings::ConnectorSettings settings() const;
    void save(const settings::ConnectorSettings& settings, workspace::SecretChanges secrets = {});
    void set(const QString& property, const QString& value); ///< an empty value removes it
    void setSecret(const QString& property, const QString& value);
    /// A fault as the sandbox's control API takes it, from "path=/api/*,kind=hang,count=-1".
    void addFault(const QString& text);
    void clearFaults();

private:
    QTemporaryDir m_home;
    workspace::Workspace m_workspace;
    SandboxPeer m_sandbox;
    settings::ConnectorSettings m_original;
};

} // namespace gatehouse::testsupport
