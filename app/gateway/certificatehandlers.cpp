// SPDX-License-Identifier: Apache-2.0
#include <app/gateway/handlers.h>
#include <app/gateway/located.h>
#include <app/gateway/log.h>
#include <app/gateway/reply.h>
#include <app/gateway/responses.h>

namespace gatehouse::gateway {

namespace {

constexpr int mostOfSubject = 100;

/// Whether the client is given the certificate of its own order, so that nothing is left to do
/// about it. A PKCS #12 order keeps its key, which only the enrollment's answer can hand over.
bool endsOrder(const Call& call, const lookup::Match& match)
{
    return match.order && match.order->requestedBy == call.client.name
        && match.order->kind == orders::OrderKind::Pkcs10
        && match.order->state == orders::OrderState::Issued && !match.chain.isEmpty();
}

Task<void> markFetched(ConnectorPointer connector, orders::OrderId id)
{
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
    const lookup::Match& match = located->answer.matches.first();
    http::ServerResponse response = jsonReply(status::ok, certificateJson(match));
    if (endsOrder(call, match)) {
        response.received = [connector = located->connector, id = match.order->id] {
            return markFetched(connector, id);
        };
    }
    co_return response;
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
