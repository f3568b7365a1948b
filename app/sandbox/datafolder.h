// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "authority.h"
#include <core/secret.h>

#include <QDir>

namespace gatehouse::sandbox {

/// The secrets made on the first start, each a file of its name below "credentials".
struct SandboxSecrets {
    Secret loginPassword;
    Secret clientKeyStorePassword;
    Secret trustStorePassword;
    Secret oauthClientSecret;
    Secret controlToken;
};

/// Addresses that carry the port the server got.
struct Addresses {
    explicit Addresses(quint16 port);

    QString url; ///< base for password and OAuth
    QString privateUrl; ///< base for the client certificate
    QString tokenUrl;
    QString controlUrl;
};

/// The sandbox's folder: its CA, credentials, stores, connector files and database.
class DataFolder {
public:
    /// "sandbox" below GATEHOUSE_HOME, or below the platform's data folder.
    static QString defaultPath();

    explicit DataFolder(const QString& path);

    QString path() const { return m_dir.absolutePath(); }
    QString authority() const { return m_dir.filePath(QStringLiteral("ca")); }
    QString credentials() const { return m_dir.filePath(QStringLiteral("credentials")); }
    QString database() const { return m_dir.filePath(QStringLiteral("sandbox.sqlite")); }
    QString lockFile() const { return m_dir.filePath(QStringLiteral("lock")); }
    QString trustStore(const QString& ending) const; ///< "jks", "p12", "pem"
    QString clientKeyStore(const QString& ending) const; ///< "jks", "p12"
    QString connectorFile(const QString& variant) const; ///< "password", "key-store", "oauth"

    /// Makes the folders, mode 0700. LocalFile error.
    Result<void> create() const;
    /// Reads the secrets and makes those that are missing. LocalFile error.
    Result<SandboxSecrets> secrets() const;
    /// Writes the trust and key stores anew: they then fit the passwords and the CA, whatever
    /// happened to them.
    Result<void> writeStores(
        const Authority& authority, const SandboxSecrets& secrets, const QDateTime& now) const;
    /// Writes the three connector files, which hold no secret.
    Result<void> writeConnectorFiles(const Addresses& addresses) const;

private:
    QDir m_dir;
};

} // namespace gatehouse::sandbox
