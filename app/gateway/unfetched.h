// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <app/gateway/auditlog.h>
#include <core/workspace/keyexpiry.h>

namespace gatehouse::gateway {

/// How the gateway lets go of keys that no client comes for: those of orders that a client placed
/// (a console or a command line on the same home folder keeps its user's), each told to the audit
/// log before and after. `audit` must live as long.
workspace::KeyExpiry::Rules unfetchedRules(AuditLog& audit);

} // namespace gatehouse::gateway
