// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <app/ctl/terminal.h>
#include <core/secrets/overlaystore.h>
#include <core/workspace/workspace.h>

#include <memory>
#include <stop_token>

namespace gatehouse::ctl {

/// What every command works with: the workspace and the terminal.
class Context {
public:
    /// `credentials`: a credentials directory, or empty.
    Context(settings::HomeFolders home, const QString& credentials, Terminal& terminal,
        std::stop_token stop);

    Terminal& terminal() { return m_terminal; }
    std::stop_token stop() const { return m_stop; }
    workspace::Workspace& workspace() { return m_workspace; }
    const settings::HomeFolders& home() const { return m_workspace.home(); }
    const std::shared_ptr<secrets::SecretStore>& secrets() const { return m_workspace.secrets(); }
    std::shared_ptr<orders::OrderStore> orders() { return m_workspace.orders(); }

    /// Loads a connector and asks for the secrets that no store has.
    Task<Result<settings::ConnectorSettings>> load(QString id);
    /// The same, opened for use. Warnings about its stores go to standard error.
    Task<Result<std::shared_ptr<connector::Connector>>> open(QString id);
    /// Asks for what `keys` name and is in no store; kept for this run only.
    Task<Result<void>> ask(settings::ConnectorSettings settings, QStringList keys);
    /// Uses a secret for this run, without filing it anywhere.
    void use(const settings::ConnectorSettings& settings, const QString& key, const Secret& secret);

private:
    Terminal& m_terminal;
    std::stop_token m_stop;
    std::shared_ptr<secrets::OverlayStore> m_asked; ///< in front of the stores that last
    workspace::Workspace m_workspace;
};

} // namespace gatehouse::ctl
