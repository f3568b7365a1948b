// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <core/pki/keytype.h>
#include <core/result.h>
#include <core/secret.h>

#include <openssl/types.h>

#include <memory>

namespace gatehouse::pki {

/// A private key held by OpenSSL, which wipes it when the last copy goes. Copies share the key.
class PrivateKey {
public:
    PrivateKey() = default;

    /// Slow for large RSA keys (seconds for 8192): call it off the event loop.
    static Result<PrivateKey> generate(KeyType type);
    /// Unencrypted PKCS #8 PrivateKeyInfo in DER.
    static Result<PrivateKey> fromPkcs8(QByteArrayView der);
    /// PKCS #8 EncryptedPrivateKeyInfo in DER or PEM. KeyStore error "pki/wrong-password" when it
    /// does not open.
    static Result<PrivateKey> fromEncryptedPkcs8(QByteArrayView bytes, const Secret& password);
    /// Takes over one reference.
    static PrivateKey fromOpenSsl(EVP_PKEY* key);

    bool isNull() const { return m_key == nullptr; }
    KeyType keyType() const;
    /// SubjectPublicKeyInfo in DER: what identifies a key everywhere in Gatehouse.
    QByteArray publicKeyInfo() const;
    /// Whether this SubjectPublicKeyInfo, in whatever encoding, is this key's public half.
    bool hasPublicKey(QByteArrayView publicKeyInfo) const;
    /// EncryptedPrivateKeyInfo, PBES2 with AES-256-CBC and HMAC-SHA-256, DER.
    Result<QByteArray> toEncryptedPkcs8(const Secret& password) const;
    /// The same in PEM ("ENCRYPTED PRIVATE KEY").
    Result<QByteArray> toEncryptedPem(const Secret& password) const;
    /// PrivateKeyInfo in DER, in wiped memory; for a TLS library that takes nothing else.
    Secret toPkcs8() const;

    EVP_PKEY* openSsl() const { return m_key.get(); }

    /// Same public key.
    bool operator==(const PrivateKey& other) const;

private:
    std::shared_ptr<EVP_PKEY> m_key;
};

} // namespace gatehouse::pki
