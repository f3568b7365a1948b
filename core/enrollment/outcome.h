// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <core/enrollment/context.h>

#include <optional>

namespace gatehouse::enrollment {

/// The order as it stands now. `reason` is why a pending one is left alone.
Task<Result<Outcome>> outcomeOf(ContextPointer context, Ticket ticket, std::optional<Error> reason);

} // namespace gatehouse::enrollment
