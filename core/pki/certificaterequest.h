// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <core/pki/distinguishedname.h>
#include <core/pki/generalname.h>
#include <core/pki/keytype.h>
#include <core/pki/privatekey.h>
#include <core/result.h>

#include <openssl/x509.h>

#include <memory>

namespace gatehouse::pki {

/// A PKCS #10 certification request (RFC 2986).
class CertificateRequest {
public:
    CertificateRequest() = default;

    /// PEM ("CERTIFICATE REQUEST" or "NEW CERTIFICATE REQUEST", text around it allowed), DER, or
    /// Base64 without armour. Says what it found instead (a certificate, a private key, nothing, a
    /// truncated block). Does not check the signature.
    static Result<CertificateRequest> parse(QByteArrayView bytes);
    /// Makes and signs a request; SHA-256, SHA-384 for P-384, SHA-512 for P-521.
    static Result<CertificateRequest> create(const PrivateKey& key,
        const DistinguishedName& subject, const QList<GeneralName>& subjectAltNames);

    bool isNull() const { return m_request == nullptr; }
    QByteArray toDer() const;
    QByteArray toPem() const;

    DistinguishedName subject() const;
    QList<GeneralName> subjectAltNames() const; ///< from the extensionRequest attribute
    Result<KeyType> keyType() const;
    QByteArray publicKeyInfo() const; ///< SubjectPublicKeyInfo, DER
    /// Proof of possession: the request is signed by its own key.
    bool hasValidSignature() const;

    X509_REQ* openSsl() const { return m_request.get(); }

    bool operator==(const CertificateRequest& other) const; ///< same DER

private:
    std::shared_ptr<X509_REQ> m_request;
};

} // namespace gatehouse::pki
