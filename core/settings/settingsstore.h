// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <core/secret.h>
#include <core/settings/connectorsettings.h>

#include <QDir>

namespace gatehouse::settings {

/// Where a user's files are: GATEHOUSE_HOME/{config,data} when that variable is set, else the
/// platform's folders.
struct HomeFolders {
    QDir config; ///< connectors/<id>.json
    QDir data; ///< orders.sqlite
    static HomeFolders fromEnvironment();
};

/// Connectors as one JSON file each, written atomically with mode 0600 and without secrets:
///
///   { "format": 1, "uuid": "...", "id": "sectigo-1", "name": "...", "properties": { "url": "..."
///   },
///     "profiles": [ { "id": "...", "name": "...", "properties": { "cert_type": "60515" },
///         "subjectVariableRequirements": [], "subjectAltNameRequirements": [] } ] }
///
/// Errors: Settings "settings/invalid-id", "settings/secret-property"; NotFound
/// "settings/unknown-connector"; LocalFile "settings/file", "settings/malformed-file".
class SettingsStore {
public:
    explicit SettingsStore(const QDir& connectorFolder);

    /// By id. A file that cannot be read is reported by name and does not hide the others.
    struct Listing {
        QList<ConnectorSettings> connectors;
        QList<Error> failures;
    };
    Listing list() const;
    Result<ConnectorSettings> load(const QString& id) const; ///< NotFound lists the ids there are
    Result<void> save(
        const ConnectorSettings& settings) const; ///< refuses a secret property and a bad id
    Result<void> remove(const QString& id) const;
    QString filePath(const QString& id) const;

private:
    QDir m_folder;
};

/// What an import found. Secrets that stood in the file are taken out of the properties and handed
/// over apart.
struct ImportedConnector {
    ConnectorSettings settings;
    QMap<QString, Secret> secrets; ///< by property key
    QStringList notes; ///< what was changed or could not be taken over, one sentence each
};

/// Gatehouse JSON (one connector or an array) or CA Gateway's application.yml (its managed-cas
/// part), told apart by content; at most 1 MiB. Errors name line and column where there are any,
/// and never quote the file. Every imported connector has a new UUID, so that a file from elsewhere
/// cannot name one under which another connector's secrets are kept. Whoever replaces a connector
/// by an imported one of the same id keeps the old UUID, and must not send its secrets to a changed
/// `url` without asking.
Result<QList<ImportedConnector>> importConnectors(QByteArrayView bytes);
QByteArray exportJson(const ConnectorSettings& settings); ///< never a secret
QByteArray exportYaml(
    const ConnectorSettings& settings); ///< a managed-cas document; never a secret

} // namespace gatehouse::settings
