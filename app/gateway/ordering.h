// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <app/gateway/call.h>

namespace gatehouse::gateway {

/// Orders and waits; or, when the client repeats a request whose order is still open, joins that
/// order instead of buying again: one for the same public key, and for PKCS #12 (where the key is
/// made here) one for the same profile, names and term whose client is not connected any more. An
/// open order of somebody else for the same key is a Usage error.
Task<Result<enrollment::Outcome>> orderOnce(
    Call call, std::shared_ptr<connector::Connector> connector, enrollment::Plan plan);

} // namespace gatehouse::gateway
