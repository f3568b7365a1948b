// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QByteArrayView>
#include <QDateTime>

#include <chrono>
#include <optional>

// When a read is repeated: pure policy.
namespace gatehouse::scm {

/// 429 and 5xx, except 501: the server says that it will not learn it.
bool isPassing(int httpStatus);

/// Retry-After as seconds or as an HTTP date (RFC 9110, 10.2.3), at most a day; nullopt when absent
/// or unreadable. A date in the past is 0 s.
std::optional<std::chrono::seconds> parseRetryAfter(QByteArrayView value, const QDateTime& now);

/// How long to wait before repeat number `repeat` (1, 2, ...); nullopt for "not at all": after two
/// repeats, or when the server asks for more than 30 s. `jitter` is 0..1.
std::optional<std::chrono::milliseconds> pauseBefore(
    int repeat, std::optional<std::chrono::seconds> retryAfter, double jitter);

} // namespace gatehouse::scm
