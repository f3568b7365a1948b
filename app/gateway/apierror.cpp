// SPDX-License-Identifier: Apache-2.0
#include <app/gateway/apierror.h>
#include <app/gateway/reply.h>
#include <core/json.h>

namespace gatehouse::gateway {

namespace {

/// What the CA said and what the log would say.
QStringList detailsOf(const Error& error)
{
    QStringList details;
    if (error.caCode)
        details.append(QStringLiteral("The CA's code is %1.").arg(*error.caCode));
    if (!error.setting.isEmpty())
        details.append(QStringLiteral("The setting to look at is %1.").arg(error.setting));
    return details;
}

int codeOfEnrollment(const Error& error)
{
    if (error.cause == QLatin1String("profiles/unknown"))
        return code::unknownProfile;
    return error.kind == ErrorKind::Policy ? code::policy : code::enrollmentFailed;
}

int codeOfStatus(int status)
{
    switch (status) {
    case 408:
        return code::slow;
    case 413:
        return code::bodyTooLarge;
    case 431:
        return code::headerTooLarge;
    case 500:
        return code::internal;
    case 501:
        return code::notImplemented;
    case 503:
        return code::stopping;
    default:
        return code::malformed;
    }
}

} // namespace

tl::unexpected<ApiError> refuse(ApiError error)
{
    return tl::unexpected<ApiError>(std::move(error));
}

tl::unexpected<ApiError> refuse(
    int status, int code, QString message, QString target, QString value)
{
    ApiError error;
    error.status = status;
    error.code = code;
    error.message = std::move(message);
    error.target = std::move(target);
    error.value = std::move(value);
    return refuse(std::move(error));
}

ApiError fromRead(const Error& error)
{
    ApiError api;
    const bool isAbsent = error.kind == ErrorKind::NotFound;
    const bool isCallers = error.kind == ErrorKind::Usage;
    api.status = isAbsent ? status::notFound
        : isCallers       ? status::badRequest
                          : status::internalError;
    api.code = isAbsent ? code::notFound : isCallers ? code::malformed : code::caFailed;
    if (error.kind == ErrorKind::Internal)
        api.code = code::internal;
    if (error.cause == QLatin1String("profiles/unknown"))
        api.code = code::unknownProfile;
    api.message = error.message;
    // Only the gateway's own end cancels a request whose client is still there to be answered.
    if (error.kind == ErrorKind::Cancelled) {
        api.status = status::unavailable;
        api.code = code::stopping;
        api.message = QStringLiteral("The gateway is stopping: send the request again.");
    }
    api.details = detailsOf(error);
    api.cause = error.cause;
    api.retryAfter = error.retryAfter;
    return api;
}

ApiError fromEnrollment(const Error& error, const QString& order)
{
    ApiError api = fromRead(error);
    api.order = order;
    if (error.kind == ErrorKind::Cancelled && order.isEmpty())
        return api; // nothing was ordered, and nothing is wrong with the request
    api.status = status::notFound;
    api.code = codeOfEnrollment(error);
    api.message = error.message;
    return api;
}

ApiError fromHttpLayer(int status, const QString& reason)
{
    ApiError api;
    api.status = status;
    api.code = codeOfStatus(status);
    api.message = reason;
    return api;
}

http::ServerResponse errorResponse(const ApiError& error)
{
    Json inner;
    inner["code"] = toJson(QStringLiteral("cagw-%1").arg(error.code, 4, 10, QLatin1Char('0')));
    inner["message"] = toJson(error.message);
    if (!error.target.isEmpty())
        inner["target"] = toJson(error.target);
    if (!error.value.isEmpty())
        inner["value"] = toJson(error.value.left(256));
    inner["details"] = Json::array();
    for (const QString& detail : error.details)
        inner["details"].push_back(Json { { "message", toJson(detail) } });
    if (!error.cause.isEmpty() || !error.order.isEmpty()) {
        Json more = Json::object();
        if (!error.cause.isEmpty())
            more["cause"] = toJson(error.cause);
        if (!error.order.isEmpty())
            more["order"] = toJson(error.order);
        inner["additionalProperties"] = std::move(more);
    }
    Json body;
    body["type"] = "ErrorResponse";
    body["error"] = std::move(inner);
    http::ServerResponse response = jsonReply(error.status, body);
    if (error.retryAfter)
        addHeader(response, "Retry-After", QByteArray::number(qint64(error.retryAfter->count())));
    return response;
}

} // namespace gatehouse::gateway
