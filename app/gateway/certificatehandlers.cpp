// SPDX-License-Identifier: Apache-2.0
#include <app/gateway/handlers.h>
#include <app/gateway/located.h>
#include <app/gateway/log.h>
#include <app/gateway/reply.h>
#include <app/gateway/responses.h>

namespace gatehouse::gateway {

namespace {

constexpr int mostOfSubject = 100;

/// The client has its certificate now: nothing is left to do about the order. A PKCS #12 order
/// keeps its key, which only the enrollment's answer can hand over.
Task<void> markFetched(Call call, ConnectorPointer connector, lookup::Match match)
{
    const bool isTheirs = match.order && match.order->requestedBy == call.client.name
        && match.order->kind == orders::OrderKind::Pkcs10
        && match.order->state == orders::OrderState::Issued && !match.chain.isEmpty();
    if (!isTheirs)
        co_return;
    const orders::OrderId id = match.order->id;
    const auto marked = co_await connector->engine()->markDelivered(id);
    if (!marked)
        qCWarning(logGateway) << "order" << id << "stays undelivered:" << marked.error();
}

} // namespace

Task<http::ServerResponse> oneCertificate(Call call)
{
    const ApiResult<lookup::Term> term = serialTerm(call.route.item);
    const auto located = co_await locate(call, term, 1);
    if (!located)
        co_return errorResponse(located.error());
    const ConnectorPointer& connector = located->connector;
    const lookup::Match match = located->answer.matches.first();
    co_await markFetched(call, connector, match);
    co_return jsonReply(status::ok, certificateJson(match));
}

Task<http::ServerResponse> oneSubject(Call call)
{
    const ApiResult<lookup::Term> term = subjectTerm(call.route.item);
    const auto located = co_await locate(call, term, mostOfSubject);
    if (!located)
        co_return errorResponse(located.error());
    QList<lookup::Match> issued;
    for (const lookup::Match& match : located->answer.matches) {
        if (!match.chain.isEmpty() || !match.details.serialNumber.isEmpty())
            issued.append(match);
    }
    if (issued.isEmpty())
        co_return errorResponse(notIssuedYet(located->answer.pending, call.route.item));
    co_return jsonReply(status::ok, subjectJson(term->name, issued));
}

} // namespace gatehouse::gateway
