// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <app/gateway/apierror.h>
#include <app/gateway/configuration.h>
#include <app/gateway/routes.h>

namespace gatehouse::gateway {

/// The client whose certificate this is; its subject is compared RDN by RDN. 401 without a
/// certificate, with one that is not valid any more (a connection may outlive it), and for one that
/// no client entry names.
ApiResult<Client> identify(
    const Configuration& configuration, const QList<pki::Certificate>& chain, const QDateTime& now);

/// Whether the client may do this: 404 (cagw-4018) for a CA that there is not, 403 for one outside
/// its scope and for a change by a read-only role.
ApiResult<void> authorise(
    const Configuration& configuration, const Client& client, const Route& route);

} // namespace gatehouse::gateway
