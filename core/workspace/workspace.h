// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <core/connector/connectioncheck.h>
#include <core/connector/connector.h>
#include <core/settings/settingsstore.h>
#include <core/workspace/checkhistory.h>
#include <core/workspace/ordertracker.h>

#include <QObject>

#include <memory>

namespace gatehouse::workspace {

/// See connector::Access. Here it also refuses to save, remove and import connectors (Usage error,
/// cause "access/read-only").
using connector::Access;

/// What a save does to a connector's secrets, by property key.
struct SecretChanges {
    QMap<QString, Secret> written;
    QStringList removed;
    bool isEmpty() const { return written.isEmpty() && removed.isEmpty(); }
};

/// The stored secrets that would go somewhere else when a connector's settings change from `before`
/// to `after`: to another host, over another proxy, or vouched for by another trust store. A person
/// has to enter these again, or say that they go along.
QStringList endangeredSecrets(
    const settings::ConnectorSettings& before, const settings::ConnectorSettings& after);

/// What becomes of a connector's secrets that the key chain holds, but does not let go of.
enum class StuckSecrets {
    Refuse, ///< the connector stays, too
    Leave ///< they stay where they are, filed under the connector's UUID
};

/// One connector of an import, compared with what is here.
struct ImportReview {
    settings::ImportedConnector imported; ///< with the uuid it will have
    std::optional<settings::ConnectorSettings> existing; ///< of the same id: it will be replaced
    struct Change {
        QString key; ///< property key, "name" or "profiles"
        QString before; ///< empty: not there; for "profiles" a count or list in words
        QString after;
        bool operator==(const Change&) const = default;
    };
    QList<Change> changes; ///< in the order of the form; for a new connector all it sets
    QStringList
        endangered; ///< see endangeredSecrets; they are dropped unless the file brings new ones
};

/// Everything a program with connectors works with: the connectors of a home folder, opened when
/// needed and closed when they change, their secrets, the orders, the checks. Console, command line
/// and gateway share it. Lives on one thread.
class Workspace final : public QObject {
    Q_OBJECT
public:
    struct Parts {
        settings::HomeFolders home;
        std::shared_ptr<secrets::SecretStore> secrets;
        std::shared_ptr<Clock> clock;
        Access access = Access::Full;
        connector::TransportFactory transport = {}; ///< none: the network
    };
    explicit Workspace(Parts parts);
    ~Workspace() override;

    Access access() const;
    const settings::HomeFolders& home() const;
    const std::shared_ptr<secrets::SecretStore>& secrets() const;
    const std::shared_ptr<Clock>& clock() const;
    std::shared_ptr<orders::OrderStore> orders(); ///< opened on first use
    connector::Environment environment();
    OrderTracker& tracker();
    CheckHistory& checks();

    settings::SettingsStore::Listing connectors() const;
    Result<settings::ConnectorSettings> load(const QString& id) const;
    /// The connector with which an order was made, also when it was renamed since. NotFound error
    /// when it is not here any more.
    Result<settings::ConnectorSettings> connectorOf(const orders::Order& order) const;
    /// The property keys of this connector for which a secret is kept.
    Task<Result<QStringList>> storedSecrets(settings::ConnectorSettings settings);

    /// Secrets first, then the file: a connector never stands there without the secrets it was
    /// saved with; an error means that everything is as it was. A SecretStore error lets the caller
    /// offer to keep them for this session. `replacing` is the id under which the connector was
    /// loaded when that changed, or empty. A connector without UUID gets one. Settings error
    /// "settings/id-taken" when another connector has the id.
    Task<Result<void>> save(
        settings::ConnectorSettings settings, SecretChanges secrets, QString replacing = {});
    /// Removes the connector and its secrets; its orders stay. What stands in a read-only store
    /// stays there too. With StuckSecrets::Leave nobody is asked to unlock anything.
    Task<Result<void>> remove(QString id, StuckSecrets stuck = StuckSecrets::Refuse);
    /// The property keys of this connector whose secrets are there, but locked; nobody is asked to
    /// unlock them.
    Task<QStringList> lockedSecrets(settings::ConnectorSettings settings);
    /// Each connector is opened anew by who asks for it next: secrets or key stores may have
    /// changed behind the workspace's back. Those in use stay as they are.
    void forgetOpened();

    /// Compares an import (settings::importConnectors) with what is here. Changes nothing.
    QList<ImportReview> review(const QList<settings::ImportedConnector>& imported) const;
    /// Saves one, drops the endangered secrets that it does not bring along. Whether a connector
    /// may be replaced is the caller's question.
    Task<Result<void>> import(ImportReview review);

    /// The connector, opened once and shared until its settings (here or by another program) or its
    /// secrets (here) change. An error is not remembered.
    Task<Result<std::shared_ptr<connector::Connector>>> open(QString id);
    /// Runs the ladder on settings that may not be saved yet, with secrets that may not be kept
    /// yet. The history remembers it as a trial, or, of a connector that is saved just so, as how
    /// the connector is.
    Task<connector::CheckReport> check(settings::ConnectorSettings settings, SecretChanges unsaved,
        connector::StepSink sink, std::stop_token stop);

Q_SIGNALS: // through the event loop: a slot may delete anything
    void connectorsChanged(); ///< one was added, removed or renamed
    void connectorChanged(const QString& id); ///< settings or secrets are other ones now
    void connectorOpened(const QString& id); ///< anew, by open()

private:
    struct Private;
    std::shared_ptr<Private> m_d; ///< shared with the tasks under way
};

} // namespace gatehouse::workspace
