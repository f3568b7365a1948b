// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <core/enrollment/context.h>
#include <core/pki/certificaterequest.h>
#include <core/pki/privatekey.h>

namespace gatehouse::enrollment {

/// A request made here, and its private key as it is stored with the order.
struct SealedRequest {
    pki::CertificateRequest csr;
    QByteArray encryptedKey; ///< EncryptedPrivateKeyInfo
};

/// Makes key and request off the event loop and seals the key under the secret store's order key,
/// which is made on first use. SecretStore error before any work is done when there is none and
/// none can be kept. Stopping returns at once.
Task<Result<SealedRequest>> makeSealedRequest(ContextPointer context, pki::KeyType keyType,
    pki::DistinguishedName subject, QList<pki::GeneralName> subjectAltNames, std::stop_token stop);

/// Opens a sealed key. SecretStore error when the order key is gone or another one.
Task<Result<pki::PrivateKey>> unseal(ContextPointer context, QByteArray encryptedKey);

} // namespace gatehouse::enrollment
