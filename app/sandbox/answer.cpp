// SPDX-License-Identifier: Apache-2.0
#include "answer.h"

#include <core/logging.h>

namespace gatehouse::sandbox {

namespace {

http::ServerResponse jsonAs(const char* contentType, const Json& json, int status)
{
    http::ServerResponse response;
    response.status = status;
    addHeader(response, "Content-Type", contentType);
    response.body = toBytes(json);
    return response;
}

} // namespace

tl::unexpected<ApiError> refuse(int number, QString description, int status)
{
    return tl::unexpected<ApiError>(
        ApiError { .status = status, .code = number, .description = std::move(description) });
}

ApiError internalError(const Error& error)
{
    qCWarning(logSandbox) << error;
    return ApiError { .status = 500,
        .code = code::internal,
        .description = QStringLiteral("Internal error. Please contact support.") };
}

http::ServerResponse sslJson(const Json& json, int status)
{
    return jsonAs("application/json;charset=UTF-8", json, status);
}

http::ServerResponse plainJson(const Json& json, int status)
{
    return jsonAs("application/json", json, status);
}

void addHeader(http::ServerResponse& response, const char* name, const QByteArray& value)
{
    response.headers.append(http::Header { .name = QByteArray(name), .value = value });
}

http::ServerResponse noContent()
{
    http::ServerResponse response;
    response.status = 204;
    return response;
}

http::ServerResponse errorResponse(const ApiError& error)
{
    Json body;
    body["code"] = error.code;
    body["description"] = toJson(error.description);
    return sslJson(body, error.status);
}

} // namespace gatehouse::sandbox
