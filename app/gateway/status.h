// SPDX-License-Identifier: Apache-2.0
#pragma once

// The HTTP statuses that the gateway answers (RFC 9110).
namespace gatehouse::gateway::status {

inline constexpr int ok = 200;
inline constexpr int accepted = 202;
inline constexpr int badRequest = 400;
inline constexpr int unauthorised = 401;
inline constexpr int forbidden = 403;
inline constexpr int notFound = 404;
inline constexpr int methodNotAllowed = 405;
inline constexpr int unsupportedMediaType = 415;
inline constexpr int tooManyRequests = 429;
inline constexpr int internalError = 500;
inline constexpr int notImplemented = 501;
inline constexpr int unavailable = 503;

} // namespace gatehouse::gateway::status
