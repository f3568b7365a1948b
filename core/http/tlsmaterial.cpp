// SPDX-License-Identifier: Apache-2.0
#include <core/http/tlsmaterial.h>

#include <openssl/evp.h>

namespace gatehouse::http {

QList<QSslCertificate> toQt(const QList<pki::Certificate>& certificates)
{
    QList<QSslCertificate> list;
    list.reserve(certificates.size());
    for (const pki::Certificate& certificate : certificates)
        list.append(QSslCertificate(certificate.toDer(), QSsl::Der));
    return list;
}

QSslKey toQt(const pki::PrivateKey& key)
{
    // Qt drops the reference it is given.
    if (key.isNull() || EVP_PKEY_up_ref(key.openSsl()) != 1)
        return {};
    return QSslKey(static_cast<Qt::HANDLE>(key.openSsl()), QSsl::PrivateKey);
}

} // namespace gatehouse::http
