// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "json.h"
#include <core/http/server.h>
#include <core/result.h>

namespace gatehouse::sandbox {

/// A refusal as SCM words it: an HTTP status and `{"code":..,"description":..}`.
struct ApiError {
    int status = 400;
    int code = -1;
    QString description;

    bool operator==(const ApiError&) const = default;
};

template <class T> using ApiResult = tl::expected<T, ApiError>;

/// SCM's own numbers (SCM API, documented error codes).
namespace code {
inline constexpr int internal = -2;
inline constexpr int notAuthorised = -3;
inline constexpr int csrNotBase64 = -9;
inline constexpr int csrUndecodable = -10;
inline constexpr int csrAlgorithm = -11;
inline constexpr int csrKeySize = -13;
inline constexpr int unknownUser = -16;
inline constexpr int invalidTerm = -36;
inline constexpr int missingCustomField = -62;
inline constexpr int notRevocable = -102;
inline constexpr int renewalFailed = -105;
inline constexpr int revokedNotCollectable = -110;
inline constexpr int unknownProfile = -111;
inline constexpr int unknownCertificate = -124;
inline constexpr int unknownFormat = -126;
inline constexpr int notIssued = -130;
inline constexpr int unknownCustomField = -135;
inline constexpr int invalidCsr = -138;
inline constexpr int keyTooShort = -141;
inline constexpr int ecForbidden = -170;
inline constexpr int notCollectable = -183;
inline constexpr int invalidField = -1001;
inline constexpr int unparsableBody = -1002;
inline constexpr int domainNotAllowed = -1010;
inline constexpr int organizationNotPossible = -1021;
inline constexpr int unknownOrganization = -1023;
inline constexpr int wrongStateToApprove = -1112;
inline constexpr int beingProcessed = -1400;
} // namespace code

/// For `return refuse(...)`.
tl::unexpected<ApiError> refuse(int number, QString description, int status = 400);
/// A failure of the sandbox itself: HTTP 500, code -2.
ApiError internalError(const Error& error);

template <class T> ApiResult<T> orInternal(Result<T> result)
{
    return std::move(result).map_error([](const Error& error) { return internalError(error); });
}

/// JSON of the SSL service ("application/json;charset=UTF-8").
http::ServerResponse sslJson(const Json& json, int status = 200);
/// JSON of every other service ("application/json").
http::ServerResponse plainJson(const Json& json, int status = 200);
http::ServerResponse noContent();
void addHeader(http::ServerResponse& response, const char* name, const QByteArray& value);
http::ServerResponse errorResponse(const ApiError& error);

} // namespace gatehouse::sandbox
