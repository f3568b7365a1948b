// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <app/gateway/call.h>
#include <core/workspace/keyexpiry.h>

namespace gatehouse::gateway {

/// How the gateway lets go of keys that no client comes for: those of orders that a client placed
/// (a console or a command line on the same home folder keeps its user's), each told to the audit
/// log before and after.
workspace::KeyExpiry::Rules unfetchedRules(std::shared_ptr<AuditLog> audit);

/// From now on the audit log is told the end of each order that a client placed and that none is
/// connected for: it was answered 202, or the gateway has been started anew. The handlers note the
/// others.
void auditEnds(const std::shared_ptr<Surroundings>& around);

} // namespace gatehouse::gateway
