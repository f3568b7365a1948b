// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <core/secret.h>
#include <core/task.h>

#include <QHash>
#include <QString>
#include <QUuid>

#include <memory>

namespace gatehouse::secrets {

/// Names one secret: a connector's property, or one of Gatehouse's own (null uuid, empty connector
/// id).
struct SecretName {
    QUuid connector; ///< key under which the key chain files it
    QString connectorId; ///< for the credentials directory and for messages
    QString property; ///< "login-password"
    bool operator==(const SecretName&) const = default;
};

/// Under what the key chain files the secret, service aside: what a person finds in the key chain's
/// own program.
QString entryKey(const SecretName& name);
/// The name of the key that seals the private keys of waiting orders.
SecretName orderKeyName();

/// Where passwords live. Values are short: some platforms limit an entry to about 2.5 KB; longer
/// ones are refused.
class SecretStore {
public:
    SecretStore() = default;
    SecretStore(const SecretStore&) = delete;
    SecretStore& operator=(const SecretStore&) = delete;
    virtual ~SecretStore() = default;

    /// nullopt when there is no such secret. SecretStore errors: cause "secrets/unavailable" (no
    /// key chain service), "secrets/locked", "secrets/denied", "secrets/read-only",
    /// "secrets/unsafe-permissions".
    virtual Task<Result<std::optional<Secret>>> read(SecretName name) = 0;
    virtual Task<Result<void>> write(SecretName name, Secret value) = 0;
    /// No error when absent. What is locked a person is asked to unlock.
    virtual Task<Result<void>> remove(SecretName name) = 0;
    /// Whether the secret is there, but locked; nobody is asked to unlock it. False where that
    /// cannot be known.
    virtual Task<bool> isLocked(SecretName name);
    /// Keeps a secret until the program ends, for whoever reads it here; what lasts is neither
    /// asked nor changed. SecretStore error "secrets/read-only" where there is no such memory.
    virtual Result<void> keepForSession(const SecretName& name, const Secret& value);
    virtual bool canKeepForSession() const { return false; }
    virtual bool isPersistent() const = 0; ///< whether a secret outlives this process
    virtual bool isWritable() const = 0;
    virtual QString
    description() const = 0; ///< "key chain", "credentials directory /run/…", "this session only"
};

/// The desktop's key chain through QtKeychain: Secret Service, KWallet, Keychain, Windows vault. No
/// insecure fallback.
std::unique_ptr<SecretStore> keyChainStore();
/// Memory of this process.
std::unique_ptr<SecretStore> sessionStore();
/// One file a secret, as systemd's LoadCredential= lays them: "<connector id>.<property>", else
/// "<property>"; for Gatehouse's own "gatehouse.<property>". Read only. Files that others may read
/// or write are refused. One trailing newline is dropped.
std::unique_ptr<SecretStore> credentialsDirectoryStore(const QString& folder);
/// Reads from the first that has it; writes to the first writable one that works.
std::unique_ptr<SecretStore> layeredStore(std::vector<std::unique_ptr<SecretStore>> stores);

} // namespace gatehouse::secrets
