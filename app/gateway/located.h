// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <app/gateway/call.h>
#include <app/gateway/terms.h>

namespace gatehouse::gateway {

/// The certificates that the last part of a path stands for, at the CA of the path.
struct Located {
    ConnectorPointer connector;
    lookup::LookupAnswer answer; ///< with at least one match
};

/// Looks up at most `most` of them. The term's own error where it is none; 404 where nothing fits,
/// with the orders that fit and wait; otherwise the read's.
Task<ApiResult<Located>> locate(Call call, ApiResult<lookup::Term> term, int most);

} // namespace gatehouse::gateway
