// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <core/pki/certificate.h>
#include <core/pki/privatekey.h>
#include <core/result.h>
#include <core/secret.h>

#include <QDateTime>
#include <QList>
#include <QString>

#include <optional>

namespace gatehouse::keystore {

enum class StoreType { Jks, Pkcs12, Pem };

QString storeTypeName(StoreType type); ///< "JKS", "PKCS12", "PEM"
/// "JKS", "PKCS12", "PKCS#12", "P12", "PFX", "PEM" in any case; Usage error otherwise.
Result<StoreType> parseStoreType(QStringView text);

/// Tells the type from the content, never from a file name. KeyStore errors: "keystore/empty-file",
/// "keystore/jceks", "keystore/bcfks", "keystore/bks", "keystore/not-a-key-store" (says what it is
/// instead), "keystore/truncated" for a beginning too short to tell, each with its remedy. `name`
/// is the file's name for the message.
Result<StoreType> detectType(QByteArrayView bytes, const QString& name);

struct Entry {
    QString alias; ///< as stored; empty for an entry without a name
    bool hasKey = false; ///< a private-key entry; otherwise a trusted certificate
    QList<pki::Certificate> chain; ///< leaf first; exactly one for a trusted certificate; may be
                                   ///< empty in odd PKCS #12 files
    QDateTime created; ///< UTC; invalid where unknown
    pki::PrivateKey key; ///< opened already where the store password of a PKCS #12 protects it;
                         ///< otherwise null until `credential`
    QByteArray protectedKey; ///< the EncryptedPrivateKeyInfo of a key that is not opened yet
};

struct KeyStore {
    QString name; ///< what messages call it: the file name
    StoreType type = StoreType::Pkcs12;
    QList<Entry> entries; ///< in file order; in PKCS #12 the keys come first
    /// Whether the file itself says which certificates are trusted: JKS, and PKCS #12 with Java's
    /// attribute.
    bool marksTrust = true;
};

/// What it takes to open a store.
struct OpenRequest {
    QString name; ///< file name for messages
    std::optional<StoreType>
        expectedType; ///< the configured type; a different content is an error that names both
    Secret storePassword;
};

/// Parses and verifies a whole store. KeyStore errors by cause: those of `detectType`,
/// "keystore/other-type", "keystore/wrong-store-password", "keystore/truncated",
/// "keystore/altered", "keystore/unsupported-algorithm", "keystore/unsupported-certificate",
/// "keystore/too-large".
/// A store without entries opens; it is `credential` or `trustAnchors` that miss them
/// ("keystore/no-entries").
Result<KeyStore> open(QByteArrayView bytes, const OpenRequest& request);

/// Reads the file (up to 64 MiB) and opens it; its base name stands in for an empty `request.name`.
/// LocalFile errors name the path and the reason: "keystore/file-missing",
/// "keystore/file-is-folder", "keystore/file-is-device", "keystore/file-not-permitted",
/// "keystore/file-unreadable".
Result<KeyStore> openFile(const QString& path, const OpenRequest& request);

/// The private key and chain under an alias.
struct Credential {
    QString alias;
    pki::PrivateKey key;
    QList<pki::Certificate> chain; ///< leaf first
};

/// Opens one key. Aliases compare as Java does: JKS and PKCS12 without regard to case. An empty
/// alias picks the only key. Causes: "keystore/no-entries", "keystore/unknown-alias" (lists those
/// there are), "keystore/alias-without-key", "keystore/no-key", "keystore/alias-needed" (several
/// keys; lists them), "keystore/wrong-key-password", "keystore/altered", "keystore/key-mismatch"
/// (certificate and key do not belong together), "keystore/key-without-certificate",
/// "keystore/unsupported-key", "keystore/unsupported-algorithm". The chain of a credential is never
/// empty. `keyPassword` empty means: the store password does it.
Result<Credential> credential(const KeyStore& store, const QString& alias,
    const Secret& keyPassword, const Secret& storePassword);

/// All certificates a trust store vouches for: its trusted-certificate entries; for PKCS #12
/// without Java's attribute and for PEM every certificate. Cause "keystore/no-entries" or
/// "keystore/no-trusted-certificate" when there is none.
Result<QList<pki::Certificate>> trustAnchors(const KeyStore& store);

/// Sentences about certificates that are expired or not yet valid at `now`, one each, naming alias
/// and date.
QStringList validityWarnings(const KeyStore& store, const QDateTime& now);

} // namespace gatehouse::keystore
