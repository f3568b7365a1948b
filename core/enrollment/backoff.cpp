// SPDX-License-Identifier: Apache-2.0
#include <core/enrollment/backoff.h>

#include <algorithm>

namespace gatehouse::enrollment {

std::chrono::seconds BackOffPolicy::waitBefore(int attempt) const
{
    const auto base = std::max<std::chrono::seconds::rep>(timer.count(), 1);
    const auto most = std::max<std::chrono::seconds::rep>(cap.count(), 1);
    if (base == 1)
        return std::chrono::seconds(1); // 1^n, and no loop over a huge attempt
    std::chrono::seconds::rep wait = 1;
    for (int n = 0; n < attempt; ++n) {
        if (wait > most / base)
            return std::chrono::seconds(most);
        wait *= base;
    }
    return std::chrono::seconds(std::min(wait, most));
}

QList<std::chrono::seconds> BackOffPolicy::schedule() const
{
    QList<std::chrono::seconds> waits;
    for (int attempt = 1; attempt <= maxAttempts; ++attempt)
        waits.append(waitBefore(attempt));
    return waits;
}

std::chrono::seconds BackOffPolicy::total() const
{
    std::chrono::seconds::rep sum = 0;
    constexpr auto most = std::chrono::seconds::max().count();
    for (int attempt = 1; attempt <= maxAttempts; ++attempt) {
        const auto wait = waitBefore(attempt).count();
        sum = sum > most - wait ? most : sum + wait;
    }
    return std::chrono::seconds(sum);
}

} // namespace gatehouse::enrollment
