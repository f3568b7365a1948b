// SPDX-License-Identifier: Apache-2.0
#include <app/gateway/handlers.h>
#include <app/gateway/log.h>
#include <app/gateway/reply.h>
#include <app/gateway/responses.h>
#include <app/gateway/terms.h>

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
    const auto term = serialTerm(call.route.item);
    if (!term)
        co_return errorResponse(term.error());
    const auto opened = co_await call.around->workspace->open(call.route.caId);
    if (!opened)
        co_return errorResponse(fromRead(opened.error()));
    const ConnectorPointer& connector = *opened;
    const lookup::Term& serial = *term;
    const auto found = co_await connector->lookup()->find(serial, 1, call.stop);
    if (!found)
        co_return errorResponse(unknownCertificate(found.error(), call.route.item));
    if (found->matches.isEmpty())
        co_return errorResponse(notIssuedYet(found->pending, call.route.item));
    const lookup::Match match = found->matches.first();
    co_await markFetched(call, connector, match);
    co_return jsonReply(status::ok, certificateJson(match));
}

Task<http::ServerResponse> oneSubject(Call call)
{
    const auto term = subjectTerm(call.route.item);
    if (!term)
        co_return errorResponse(term.error());
    const auto opened = co_await call.around->workspace->open(call.route.caId);
    if (!opened)
        co_return errorResponse(fromRead(opened.error()));
    const ConnectorPointer& connector = *opened;
    const lookup::Term& name = *term;
    const auto found = co_await connector->lookup()->find(name, mostOfSubject, call.stop);
    if (!found)
        co_return errorResponse(unknownCertificate(found.error(), call.route.item));
    QList<lookup::Match> issued;
    for (const lookup::Match& match : found->matches) {
        if (!match.chain.isEmpty() || !match.details.serialNumber.isEmpty())
            issued.append(match);
    }
    if (issued.isEmpty())
        co_return errorResponse(notIssuedYet(found->pending, call.route.item));
    co_return jsonReply(status::ok, subjectJson(name.name, issued));
}

} // namespace gatehouse::gateway
