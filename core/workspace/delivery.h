// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <core/connector/connector.h>
#include <core/pki/pkcs12.h>

// What an order ends in for its owner: the certificate in a file format, or key and certificate as
// PKCS #12.
namespace gatehouse::workspace {

enum class CertificateFormat {
    Pem, ///< the chain, leaf first
    Der, ///< the leaf alone
    Pkcs7 ///< certs-only, the chain, PEM armour
};
/// "pem", "der", "p7b" in any case; Usage error lists them.
Result<CertificateFormat> parseCertificateFormat(QStringView text);
QString certificateFormatName(CertificateFormat format); ///< "pem", "der", "p7b": also the suffix

/// The bytes of an issued certificate. `chain` is leaf first and not empty.
Result<QByteArray> certificateBytes(const QList<pki::Certificate>& chain, CertificateFormat format);

/// Key, certificate and chain as PKCS #12; the derivation runs off the event loop. The order keeps
/// its key: call Engine::markDelivered once the bytes are where they belong.
Task<Result<QByteArray>> pkcs12Of(std::shared_ptr<connector::Connector> connector,
    enrollment::Outcome outcome, Secret password, pki::Pkcs12Form form);

/// `pkcs12Of` into a private file, then marks the order delivered, which removes its key here.
Task<Result<void>> deliverPkcs12(std::shared_ptr<connector::Connector> connector,
    enrollment::Outcome outcome, QString path, Secret password, pki::Pkcs12Form form);

} // namespace gatehouse::workspace
