// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QList>

#include <chrono>

namespace gatehouse::enrollment {

/// When a certificate is collected: before attempt n the wait is min(timer^n, cap) seconds, n
/// = 1..maxAttempts. A pure policy: the form's preview, the engine and the gateway read the same
/// object.
struct BackOffPolicy {
    std::chrono::seconds timer { 2 }; ///< >= 1
    std::chrono::seconds cap { 32 }; ///< >= 1
    int maxAttempts = 5; ///< 1..100

    bool operator==(const BackOffPolicy&) const = default;

    /// The power saturates at the cap, it never overflows. `attempt` counts from 1.
    std::chrono::seconds waitBefore(int attempt) const;
    QList<std::chrono::seconds> schedule() const;
    std::chrono::seconds total() const; ///< when it gives up, without network time
};

} // namespace gatehouse::enrollment
