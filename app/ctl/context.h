// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <app/ctl/terminal.h>
#include <core/connector/connector.h>
#include <core/settings/settingsstore.h>

#include <memory>
#include <stop_token>

namespace gatehouse::ctl {

class AskedSecrets;

/// What every command works with: files, secret stores, orders, the terminal. Each part is made
/// when it is first needed, so that a quick command stays quick.
class Context {
public:
    /// `credentials`: a credentials directory, or empty.
    Context(settings::HomeFolders home, const QString& credentials, Terminal& terminal,
        std::stop_token stop);

    Terminal& terminal() { return m_terminal; }
    std::stop_token stop() const { return m_stop; }
    const settings::HomeFolders& home() const { return m_home; }
    const settings::SettingsStore& settingsStore() const { return m_settingsStore; }
    const std::shared_ptr<secrets::SecretStore>& secrets() const { return m_secrets; }
    std::shared_ptr<orders::OrderStore> orders();
    connector::Environment environment();
    QString ordersFile() const;

    /// Loads a connector and asks for the secrets that no store has.
    Task<Result<settings::ConnectorSettings>> load(QString id);
    /// The same, opened for use. Warnings about its stores go to standard error.
    Task<Result<std::shared_ptr<connector::Connector>>> open(QString id);
    /// Asks for what `keys` name and is in no store; kept for this run only.
    Task<Result<void>> ask(settings::ConnectorSettings settings, QStringList keys);
    /// Files a secret in the key chain. Says on standard error when that is not possible.
    Task<Result<void>> keep(settings::ConnectorSettings settings, QString key, Secret secret);

private:
    settings::HomeFolders m_home;
    settings::SettingsStore m_settingsStore;
    Terminal& m_terminal;
    std::stop_token m_stop;
    std::shared_ptr<AskedSecrets> m_asked;
    std::shared_ptr<secrets::SecretStore> m_secrets;
    std::shared_ptr<orders::OrderStore> m_orders;
    std::shared_ptr<Clock> m_clock;
};

} // namespace gatehouse::ctl
