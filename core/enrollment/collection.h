// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <core/enrollment/context.h>

#include <optional>

namespace gatehouse::enrollment {

/// What was last seen of a waiting order; written to the store only when it changes.
struct Seen {
    QString caStatus;
    QString lastAnswer;
    bool operator==(const Seen&) const = default;
};

/// Whether a failed collect says nothing about the order: the wire broke, a server or proxy in
/// between was in trouble, or the answer was no certificate. It counts as an attempt, and waiting
/// goes on. What the CA itself refuses ends the order.
bool isTransient(const Error& error);

/// One collect. True when the order's fate is decided and recorded (issued, failed, or moved by
/// someone else), false when waiting goes on. `isLast` takes the certificate also without its
/// issuers. Errors: Cancelled, Database. `seen` lives as long as the task.
Task<Result<bool>> collectOnce(ContextPointer context, Ticket ticket, int attempt, bool isLast,
    Seen* seen, std::stop_token stop);

/// Waits and collects by the back-off until the order's fate is decided or the attempts are used
/// up. The error says why it ended early: Cancelled, Database.
Task<std::optional<Error>> waitAndCollect(
    ContextPointer context, Ticket ticket, ProgressSink progress, std::stop_token stop);

} // namespace gatehouse::enrollment
