// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <core/workspace/workspace.h>
#include <tests/enrollment/fakescm.h>

#include <QTemporaryDir>

namespace gatehouse::testsupport {

/// A secret store that fails as it is told, and counts.
class FakeSecrets final : public secrets::SecretStore {
public:
    Task<Result<std::optional<Secret>>> read(secrets::SecretName name) override;
    Task<Result<void>> write(secrets::SecretName name, Secret value) override;
    Task<Result<void>> remove(secrets::SecretName name) override;
    bool isPersistent() const override { return true; }
    bool isWritable() const override { return true; }
    QString description() const override { return QStringLiteral("fake"); }

    QMap<std::pair<QUuid, QString>, QString> entries;
    QString failure; ///< cause, such as "secrets/locked"; empty: works
    QString failsAt; ///< property at which it fails; empty: at every one
    std::shared_ptr<Clock> slow; ///< reads take a second of this clock
    int reads = 0;

private:
    std::optional<Error> errorFor(const QString& property) const;
};

/// A workspace in a folder of its own, with a fake SCM, clock and secret store.
class WorkspaceFixture {
public:
    WorkspaceFixture();

    /// The connector "main", complete but for what `changes` say; a value of "" takes one away.
    settings::ConnectorSettings connector(const QMap<QString, QString>& changes = {}) const;
    /// Saves it with its secrets.
    settings::ConnectorSettings saveConnector(const QMap<QString, QString>& changes = {});
    workspace::SecretChanges passwords() const;
    std::shared_ptr<connector::Connector> open(const QString& id = QStringLiteral("main"));
    /// A new workspace on the same folder, as after a restart.
    void restart(workspace::Access access = workspace::Access::Full);
    QByteArray fileOf(const QString& id) const; ///< as it lies there; null when there is none

    QTemporaryDir folder;
    std::shared_ptr<FakeClock> clock = std::make_shared<FakeClock>();
    FakeScm scm { clock };
    std::shared_ptr<FakeSecrets> secrets = std::make_shared<FakeSecrets>();
    std::unique_ptr<workspace::Workspace> workspace;
    QUuid uuid = QUuid::createUuid(); ///< of "main"
};

/// Processes events until `condition` holds; false after five seconds.
bool until(const std::function<bool()>& condition);

} // namespace gatehouse::testsupport
