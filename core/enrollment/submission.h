// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <core/enrollment/context.h>

namespace gatehouse::enrollment {

/// Records the order and sends the request, once. An error means that nothing has left; trouble,
/// that its answer could not be recorded.
Task<Result<Standing>> submit(
    ContextPointer context, Plan plan, ProgressSink progress, std::stop_token stop);

} // namespace gatehouse::enrollment
