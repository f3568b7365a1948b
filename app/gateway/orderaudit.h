// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <app/gateway/call.h>
#include <core/workspace/keyexpiry.h>

namespace gatehouse::gateway {

/// How the gateway lets go of keys that no client comes for: those of orders that a client placed
/// (a console or a command line on the same home folder keeps its user's), each told to the audit
/// log before and after.
workspace::KeyExpiry::Rules unfetchedRules(const std::shared_ptr<AuditLog>& audit);

/// From now on the audit log is told the end of each order that a client placed, once, before its
/// clients are answered.
void auditEnds(const std::shared_ptr<Surroundings>& around);

} // namespace gatehouse::gateway
