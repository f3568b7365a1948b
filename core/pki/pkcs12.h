// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <core/pki/certificate.h>
#include <core/pki/privatekey.h>
#include <core/result.h>
#include <core/secret.h>

namespace gatehouse::pki {

/// How a PKCS #12 file is protected (RFC 7292).
enum class Pkcs12Form {
    Modern, ///< PBES2 AES-256-CBC, HMAC-SHA-256 key derivation and MAC
    Legacy ///< PBE-SHA1-3DES for key and certificates, SHA-1 MAC: Windows Server 2016 and older,
           ///< Java 8
};

/// One key with its certificate and the rest of the chain, sealed with `password`. What was written
/// is re-opened and compared before it is returned. `chain` is without the leaf. An empty password
/// is refused (Usage).
Result<QByteArray> writePkcs12(const PrivateKey& key, const Certificate& leaf,
    const QList<Certificate>& chain, const QString& friendlyName, const Secret& password,
    Pkcs12Form form);

/// One sentence where a password, though good for us, OpenSSL and Windows, keeps Java from opening
/// the file: it takes printable ASCII only, in either form. Empty when there is nothing to say.
QString pkcs12PasswordWarning(const Secret& password);

/// What one bag of a PKCS #12 holds.
struct Pkcs12Bag {
    PrivateKey
        key {}; ///< null in a certificate bag, and where the file's password does not open it
    QByteArray sealedKey {}; ///< EncryptedPrivateKeyInfo of a key with a password of its own
    Certificate certificate {}; ///< null in a key bag
    QString friendlyName {}; ///< empty when there is none
    QByteArray localKeyId {}; ///< pairs a key with its certificate
    bool trustedByJava =
        false; ///< carries Oracle's trustedKeyUsage attribute 2.16.840.1.113894.746875.1.1
    QDateTime created {}; ///< from Java's "Time <ms>" local key id; invalid where unknown

    bool holdsKey() const { return !key.isNull() || !sealedKey.isEmpty(); }
};

/// Every key and certificate bag, in file order. Opens RC2 and 3DES through OpenSSL's legacy
/// provider, files without a MAC, and the empty password in both of its spellings (absent and
/// zero-length). A key that has another password than the file stays sealed, once the file's own
/// password has proven right. Error causes: "pki/not-pkcs12", "pki/truncated",
/// "pki/wrong-password", "pki/key-password" (the password is a key's, not the file's),
/// "pki/altered" (the password opened a bag but the MAC does not fit), "pki/unsupported-algorithm"
/// (names it).
Result<QList<Pkcs12Bag>> readPkcs12(QByteArrayView bytes, const Secret& password);

} // namespace gatehouse::pki
