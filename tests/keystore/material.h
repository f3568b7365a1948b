// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <core/pki/certificate.h>
#include <core/pki/privatekey.h>

#include <QDateTime>

/// Keys and certificates made once per test program: a root, an intermediate, two leaves.
struct Material {
    struct Identity {
        gatehouse::pki::PrivateKey key;
        gatehouse::pki::Certificate certificate;
    };
    Identity root;
    Identity intermediate;
    Identity alice; ///< issued by the intermediate
    Identity bob; ///< issued by the intermediate
    Identity expired; ///< self-signed, valid in 2020 only

    static const Material& get();
    QList<gatehouse::pki::Certificate> aliceChain() const
    {
        return { alice.certificate, intermediate.certificate, root.certificate };
    }
};

/// PKCS #8 in clear, for the writers.
QByteArray pkcs8(const gatehouse::pki::PrivateKey& key);
QList<QByteArray> toDer(const QList<gatehouse::pki::Certificate>& certificates);
