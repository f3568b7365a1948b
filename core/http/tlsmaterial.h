// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <core/pki/certificate.h>
#include <core/pki/privatekey.h>

#include <QList>
#include <QSslCertificate>
#include <QSslKey>

// Our certificates and keys as Qt's TLS takes them.
namespace gatehouse::http {

QList<QSslCertificate> toQt(const QList<pki::Certificate>& certificates);
/// By handle, so that no copy of the key in bytes comes about. Null for a null key.
QSslKey toQt(const pki::PrivateKey& key);

} // namespace gatehouse::http
