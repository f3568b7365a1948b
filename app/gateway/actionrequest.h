// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <app/gateway/apierror.h>
#include <core/scm/types.h>

namespace gatehouse::gateway {

/// A request to revoke (reference, 2.8).
struct RevokeRequest {
    scm::RevocationReason reason = scm::RevocationReason::Unspecified;
    QString comment;
    bool succeedIfAlready = true; ///< what CA Gateway's live answers show when it is not sent
    QDateTime compromised; ///< as sent; invalid when not

    bool operator==(const RevokeRequest&) const = default;
};

/// 400 for what is no action or has a reason that Sectigo does not take; 501, with the reason, for
/// actions that Sectigo does not have.
ApiResult<RevokeRequest> parseAction(QByteArrayView body);

} // namespace gatehouse::gateway
