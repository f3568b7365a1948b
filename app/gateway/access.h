// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <app/gateway/apierror.h>
#include <app/gateway/configuration.h>
#include <app/gateway/routes.h>

#include <QHash>

namespace gatehouse::gateway {

/// The client whose certificate this is; its subject is compared RDN by RDN. 401 without a
/// certificate, with one that is not valid any more (a connection may outlive it), and for one that
/// no client entry names.
ApiResult<Client> identify(
    const Configuration& configuration, const QList<pki::Certificate>& chain, const QDateTime& now);

/// `identify` for one configuration, with the certificates that it has accepted remembered:
/// decoding one and comparing its name by X.500's rules takes longer than answering a small
/// request, and a client asks again and again.
class Identities {
public:
    ApiResult<Client> identify(const Configuration& configuration,
        const QList<pki::Certificate>& chain, const QDateTime& now);
    void forget() { m_known.clear(); }

private:
    struct Known {
        Client client;
        QDateTime notBefore;
        QDateTime notAfter;
    };
    QHash<QByteArray, Known> m_known; ///< by the leaf's DER
};

/// Whether the client may do this: 404 (cagw-4018) for a CA that there is not, 403 for one outside
/// its scope and for a change by a read-only role.
ApiResult<void> authorise(
    const Configuration& configuration, const Client& client, const Route& route);

} // namespace gatehouse::gateway
