// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <core/pki/certificatebuilder.h>
#include <core/pki/pkcs12.h>

#include <QDateTime>

namespace gatehouse::pki::tests {

/// A root, an issuing CA and a server certificate with their keys. P-256 throughout, for speed.
struct SmallPki {
    PrivateKey rootKey {};
    Certificate root {};
    PrivateKey issuingKey {};
    Certificate issuing {};
    PrivateKey leafKey {};
    Certificate leaf {};
};

/// Made once per process, with a random serial number and a validity around now.
const SmallPki& smallPki();

/// A template for `key` that is valid from yesterday for a year.
CertificateTemplate templateFor(const PrivateKey& key, QStringView subject);
/// Self-signed.
Certificate selfSigned(const PrivateKey& key, QStringView subject);
/// Two certificates for one test are told apart by nothing but their keys.
PrivateKey newKey();

Secret password(const char* utf8);

} // namespace gatehouse::pki::tests
