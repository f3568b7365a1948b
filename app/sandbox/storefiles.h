// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "authority.h"
#include <core/secret.h>

namespace gatehouse::sandbox {

/// A trusted certificate and the name it goes by.
struct TrustedEntry {
    QString alias; ///< lower case, as Java keeps aliases
    pki::Certificate certificate;
};

/// Java's own key store format, version 2, holding trusted certificates.
QByteArray jksTrustStore(
    const QList<TrustedEntry>& entries, const Secret& password, const QDateTime& created);
/// The same with one private key and its chain; store and key password are the same. Internal error
/// if the key cannot be wrapped.
Result<QByteArray> jksKeyStore(const QString& alias, const Identity& identity,
    const Secret& password, const QDateTime& created);
/// A PKCS #12 trust store as the JDK writes one: every certificate carries Oracle's trustedKeyUsage
/// attribute, without which Java sees no entry at all.
Result<QByteArray> pkcs12TrustStore(const QList<TrustedEntry>& entries, const Secret& password);

} // namespace gatehouse::sandbox
