// SPDX-License-Identifier: Apache-2.0
#include <app/gateway/actionrequest.h>
#include <app/gateway/handlers.h>
#include <app/gateway/located.h>
#include <app/gateway/reply.h>
#include <app/gateway/responses.h>

#include <QUuid>

namespace gatehouse::gateway {

namespace {

constexpr qsizetype longestReason = 512; // SCM API, revoke
constexpr int mostToRevoke = 100;

AuditRecord revocationRecord(const Call& call, const QString& event, const RevokeRequest& request,
    const lookup::Match& match)
{
    AuditRecord record = call.audit(event);
    record.serialNumber = match.details.serialNumber.toHex();
    record.subject = match.details.commonName;
    if (match.order)
        record.order = match.order->id;
    record.detail = reasonWord(static_cast<int>(request.reason));
    return record;
}

http::ServerResponse done(const Call& call, const RevokeRequest& request)
{
    ActionAnswer answer;
    answer.type = QStringLiteral("RevokeAction");
    answer.id = QUuid::createUuid().toString(QUuid::WithoutBraces);
    answer.comment = request.comment;
    answer.reason = reasonWord(static_cast<int>(request.reason));
    answer.succeedIfAlready = request.succeedIfAlready;
    answer.compromised =
        request.compromised.isValid() ? request.compromised : call.around->clock->now();
    return jsonReply(status::ok, actionJson(answer));
}

/// Revokes one certificate. Nothing is sent for one that is revoked already.
Task<ApiResult<void>> revokeOne(
    Call call, ConnectorPointer connector, lookup::Match match, RevokeRequest request)
{
    const QString serial = match.details.serialNumber.toHex();
    if (match.details.status == scm::Status::Revoked) {
        if (request.succeedIfAlready)
            co_return ApiResult<void>();
        co_return refuse(status::badRequest, code::actionRefused,
            QStringLiteral("Certificate %1 is revoked already.").arg(serial),
            QStringLiteral("serialNumber"), serial);
    }
    const AuditRecord record =
        revocationRecord(call, QStringLiteral("revoke.requested"), request, match);
    if (const auto written = call.around->audit->write(record); !written)
        co_return refuse(fromHttpLayer(500, written.error().message));
    QString comment = request.comment;
    if (comment.isEmpty())
        comment = QStringLiteral("Revoked by %1 through the gateway").arg(call.client.name);
    comment.truncate(longestReason);
    const auto revoked =
        co_await connector->scm()->revoke(match.details.id, request.reason, comment, call.stop);
    AuditRecord end = revocationRecord(call,
        revoked ? QStringLiteral("revoke.done") : QStringLiteral("revoke.failed"), request, match);
    if (!revoked)
        end.detail = revoked.error().message;
    call.around->audit->note(end);
    if (revoked)
        co_return ApiResult<void>();
    ApiError error = fromRead(revoked.error());
    if (revoked.error().kind == ErrorKind::Rejected)
        error.status = status::badRequest;
    error.code = code::actionRefused;
    co_return refuse(error);
}

bool isRevocable(const lookup::Match& match)
{
    using enum scm::Status;
    return !match.details.serialNumber.isEmpty() && match.details.status != Expired
        && match.details.status != Revoked;
}

} // namespace

Task<http::ServerResponse> certificateAction(Call call)
{
    const auto request = parseAction(call.request.body);
    if (!request)
        co_return errorResponse(request.error());
    const ApiResult<lookup::Term> term = serialTerm(call.route.item);
    const auto located = co_await locate(call, term, 1);
    if (!located)
        co_return errorResponse(located.error());
    const ConnectorPointer& connector = located->connector;
    const lookup::Match match = located->answer.matches.first();
    const RevokeRequest& revoke = *request;
    const auto revoked = co_await revokeOne(call, connector, match, revoke);
    if (!revoked)
        co_return errorResponse(revoked.error());
    co_return done(call, revoke);
}

/// All certificates of the subject that are still good; stops at the first that Sectigo refuses.
Task<http::ServerResponse> subjectAction(Call call)
{
    const auto request = parseAction(call.request.body);
    if (!request)
        co_return errorResponse(request.error());
    const ApiResult<lookup::Term> term = subjectTerm(call.route.item);
    const auto located = co_await locate(call, term, mostToRevoke);
    if (!located)
        co_return errorResponse(located.error());
    const ConnectorPointer& connector = located->connector;
    const RevokeRequest& revoke = *request;
    int revokedCount = 0;
    for (const lookup::Match& match : located->answer.matches) {
        if (!isRevocable(match))
            continue;
        const auto revoked = co_await revokeOne(call, connector, match, revoke);
        if (!revoked) {
            ApiError error = revoked.error();
            error.details.append(
                QStringLiteral("%1 certificates of this subject were revoked before.")
                    .arg(revokedCount));
            co_return errorResponse(error);
        }
        ++revokedCount;
    }
    if (revokedCount == 0 && !revoke.succeedIfAlready) {
        ApiError error;
        error.code = code::actionRefused;
        error.message = QStringLiteral("No certificate of this subject is left to revoke.");
        error.value = call.route.item;
        co_return errorResponse(error);
    }
    co_return done(call, revoke);
}

Task<http::ServerResponse> domainAction(Call)
{
    ApiError error;
    error.status = status::notImplemented;
    error.code = code::notImplemented;
    error.message = QStringLiteral("Domains are validated in Sectigo Certificate Manager.");
    co_return errorResponse(error);
}

} // namespace gatehouse::gateway
