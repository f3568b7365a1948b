// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <app/gateway/status.h>
#include <core/http/server.h>
#include <core/result.h>

#include <QStringList>

#include <optional>

namespace gatehouse::gateway {

/// A refusal as CA Gateway words it (reference, 1.3). Texts are English: they are part of the
/// protocol, read by programs and in their logs.
struct ApiError {
    int status = 400;
    int code = 4000; ///< printed as "cagw-4000"
    QString message; ///< names the thing and the remedy
    QString target; ///< the field or path part it is about; may be empty
    QString value; ///< what it was; may be empty; never a secret
    QStringList details;
    QString cause; ///< Error::cause
    QString order; ///< our order id, where there is one
    std::optional<std::chrono::seconds> retryAfter;

    bool operator==(const ApiError&) const = default;
};

template <class T> using ApiResult = tl::expected<T, ApiError>;

/// Our numbers; 4018 is the one that CA Gateway's clients know.
namespace code {
inline constexpr int malformed = 4000;
inline constexpr int unauthorised = 4001;
inline constexpr int forbidden = 4003;
inline constexpr int notFound = 4004;
inline constexpr int methodNotAllowed = 4005;
inline constexpr int slow = 4008;
inline constexpr int bodyTooLarge = 4013;
inline constexpr int mediaType = 4015;
inline constexpr int unknownCa = 4018;
inline constexpr int unknownProfile = 4019;
inline constexpr int policy = 4020;
inline constexpr int enrollmentFailed = 4021;
inline constexpr int unknownCertificate = 4022;
inline constexpr int actionRefused = 4023;
inline constexpr int tooManyRequests = 4029;
inline constexpr int headerTooLarge = 4031;
inline constexpr int internal = 5000;
inline constexpr int notImplemented = 5001;
inline constexpr int caFailed = 5002;
inline constexpr int stopping = 5003;
} // namespace code

/// For `return refuse(...)`.
tl::unexpected<ApiError> refuse(
    int status, int code, QString message, QString target = {}, QString value = {});
tl::unexpected<ApiError> refuse(ApiError error);

/// A failure of a lookup or another read: 404 where it is not there, 500 for the rest, with the
/// CA's own words.
ApiError fromRead(const Error& error);
/// An enrollment that failed, whatever the reason: 404 (reference, 5.6); 503 when it never began
/// because the gateway stops.
ApiError fromEnrollment(const Error& error, const QString& order = {});
/// A failure of the HTTP layer.
ApiError fromHttpLayer(int status, const QString& reason);

http::ServerResponse errorResponse(const ApiError& error);

} // namespace gatehouse::gateway
