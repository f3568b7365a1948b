// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <core/pki/certificate.h>
#include <core/pki/privatekey.h>
#include <core/result.h>

namespace gatehouse::pki {

/// What goes into a certificate besides the issuer's part: used by the sandbox's CA and by tests.
struct CertificateTemplate {
    DistinguishedName subject {};
    QByteArray publicKeyInfo {}; ///< SubjectPublicKeyInfo, DER
    SerialNumber serialNumber {}; ///< random 128 bits when empty
    QDateTime notBefore {};
    QDateTime notAfter {};
    QList<GeneralName> subjectAltNames {};
    bool isCa = false;
    int pathLength = -1; ///< -1: no constraint
    QStringList extendedKeyUsages {}; ///< short names or dotted OIDs
};

/// Signs a certificate with subject key identifier, authority key identifier, basic constraints and
/// key usage as RFC 5280 wants them. A null `issuer` makes it self-signed with `issuerKey`.
Result<Certificate> buildCertificate(
    const CertificateTemplate& content, const Certificate& issuer, const PrivateKey& issuerKey);

} // namespace gatehouse::pki
