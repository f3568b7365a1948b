// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <core/pki/distinguishedname.h>
#include <core/pki/generalname.h>
#include <core/pki/keytype.h>
#include <core/pki/serialnumber.h>
#include <core/result.h>

#include <QDateTime>

#include <openssl/types.h>

#include <memory>
#include <optional>

namespace gatehouse::pki {

/// An X.509 certificate (RFC 5280). A value; copies share the decoded form.
class Certificate {
public:
    Certificate() = default;

    static Result<Certificate> fromDer(QByteArrayView der);
    /// The same for a store of thousands: only the outline is checked now, and OpenSSL decodes the
    /// certificate when something is first asked that the outline does not tell (in OpenSSL 3 that
    /// takes 0.1 ms, nearly all of it for the public key). Should that fail, `openSsl()` is null,
    /// and what needs it is empty.
    static Result<Certificate> fromDerDeferred(QByteArrayView der);
    /// Exactly one certificate: PEM, DER, or Base64 of the DER without armour.
    static Result<Certificate> parse(QByteArrayView bytes);
    /// All certificates of a PEM text (text around the blocks is allowed), of a PKCS #7, or one
    /// DER. Never empty on success.
    static Result<QList<Certificate>> parseAll(QByteArrayView bytes);
    /// Takes over one reference. Null when it is not encoded in DER.
    static Certificate fromOpenSsl(X509* certificate);

    bool isNull() const { return m_content == nullptr; }
    QByteArray toDer() const;
    QByteArray toPem() const; ///< 64-column lines, LF, trailing newline

    DistinguishedName subject() const;
    DistinguishedName issuer() const;
    SerialNumber serialNumber() const;
    QDateTime notBefore() const; ///< UTC
    QDateTime notAfter() const; ///< UTC
    int version() const; ///< 1..3
    QString signatureAlgorithm() const; ///< "sha256WithRSAEncryption"
    QString signatureAlgorithmOid() const;
    /// Error for algorithms other than RSA and EC on the three curves.
    Result<KeyType> keyType() const;
    QByteArray publicKeyInfo() const; ///< SubjectPublicKeyInfo, DER
    QList<GeneralName> subjectAltNames() const;
    QStringList keyUsages() const; ///< RFC 5280 words: "digitalSignature", "keyEncipherment", ...
    QStringList
    extendedKeyUsages() const; ///< short names where known ("serverAuth"), else dotted OIDs
    bool isCa() const;
    bool isSelfIssued() const; ///< subject and issuer are the same name
    QByteArray sha1Fingerprint() const;
    QByteArray sha256Fingerprint() const;

    /// Whether `issuer`'s key made this signature, and its subject is our issuer.
    bool isSignedBy(const Certificate& issuer) const;

    /// Null for a null certificate; see `fromDerDeferred`. From any thread.
    X509* openSsl() const;

    bool operator==(const Certificate& other) const; ///< same DER

private:
    struct Content;
    std::shared_ptr<const Content> m_content;
};

/// Leaf first, then each issuer found in `pool`, up to and including a self-issued one if it is
/// there. Order and duplicates of `pool` do not matter; every link is verified by signature.
QList<Certificate> buildChain(const Certificate& leaf, const QList<Certificate>& pool);

/// One PEM text in the given order.
QByteArray toPem(const QList<Certificate>& certificates);
/// PKCS #7 certs-only SignedData (RFC 2315 degenerate form), DER and PEM ("PKCS7").
Result<QByteArray> toPkcs7Der(const QList<Certificate>& certificates);
Result<QByteArray> toPkcs7Pem(const QList<Certificate>& certificates);

} // namespace gatehouse::pki
