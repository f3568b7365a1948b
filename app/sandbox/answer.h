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
inline constexpr int Internal = -2;
inline constexpr int NotAuthorised = -3;
inline constexpr int CsrNotBase64 = -9;
inline constexpr int CsrUndecodable = -10;
inline constexpr int CsrAlgorithm = -11;
inline constexpr int CsrKeySize = -13;
inline constexpr int UnknownUser = -16;
inline constexpr int InvalidTerm = -36;
inline constexpr int MissingCustomField = -62;
inline constexpr int NotRevocable = -102;
inline constexpr int RenewalFailed = -105;
inline constexpr int RevokedNotCollectable = -110;
inline constexpr int UnknownProfile = -111;
inline constexpr int UnknownCertificate = -124;
inline constexpr int UnknownFormat = -126;
inline constexpr int NotIssued = -130;
inline constexpr int UnknownCustomField = -135;
inline constexpr int InvalidCsr = -138;
inline constexpr int KeyTooShort = -141;
inline constexpr int EcForbidden = -170;
inline constexpr int NotCollectable = -183;
inline constexpr int InvalidField = -1001;
inline constexpr int UnparsableBody = -1002;
inline constexpr int DomainNotAllowed = -1010;
inline constexpr int OrganizationNotPossible = -1021;
inline constexpr int UnknownOrganization = -1023;
inline constexpr int WrongStateToApprove = -1112;
inline constexpr int BeingProcessed = -1400;
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
