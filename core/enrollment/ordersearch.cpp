// SPDX-License-Identifier: Apache-2.0
#include <core/enrollment/ordersearch.h>
#include <core/enrollment/words.h>
#include <core/logging.h>
#include <core/pki/distinguishedname.h>

#include <algorithm>

namespace gatehouse::enrollment {

namespace {

using orders::OrderState;

// SCM does not say in which order it lists. Ids grow, so the newest are looked at first.
constexpr qsizetype maximumListed = 2000;
constexpr qsizetype maximumCandidates = 50;

/// Whether SCM's record can be of this order at all; its dates may have no time of day.
bool isRecentEnough(const scm::CertificateDetails& details, const orders::Order& order)
{
    return !details.requested.isValid() || !order.created.isValid()
        || details.requested.date() >= order.created.date().addDays(-1);
}

bool carriesAnyMark(const scm::CertificateDetails& details)
{
    return details.comments.contains(orderMark({}));
}

Task<Result<bool>> hasOurKey(
    ContextPointer context, scm::SslId id, QByteArray wanted, std::stop_token stop)
{
    const auto collected = co_await context->scm->collect(id, scm::CollectFormat::X509CO, stop);
    if (!collected) {
        // A certificate that may not be collected is not recognised; a broken wire proves nothing.
        const bool isAnswer = collected.error().kind == ErrorKind::Rejected
            || collected.error().kind == ErrorKind::NotFound;
        if (isAnswer)
            co_return false;
        co_return failure(collected.error());
    }
    const auto* bytes = std::get_if<QByteArray>(&*collected);
    if (bytes == nullptr)
        co_return false;
    const auto leaf = pki::Certificate::parse(*bytes);
    co_return leaf&& publicKeyHash(leaf->publicKeyInfo()) == wanted;
}

Task<Result<bool>> isOfOrder(
    ContextPointer context, scm::SslId id, orders::Order order, std::stop_token stop)
{
    const Result<scm::CertificateDetails> details = co_await context->scm->details(id, stop);
    if (!details) {
        if (details.error().kind == ErrorKind::NotFound)
            co_return false;
        co_return failure(details.error());
    }
    if (details->comments.contains(orderMark(order.id)))
        co_return true;
    const bool mayBe = !carriesAnyMark(*details) && details->status == scm::Status::Issued
        && isRecentEnough(*details, order);
    if (!mayBe)
        co_return false;
    co_return co_await hasOurKey(context, id, order.publicKeyHash, stop);
}

Error notFoundYet(const orders::OrderId& id)
{
    Error error = Error::of(ErrorKind::NotReady,
        Words::tr("The answer to order %1 was lost, and Sectigo Certificate Manager shows no "
                  "certificate of it yet. Check it again later. Only when it surely never arrived, "
                  "give it up and order anew.")
            .arg(id));
    error.cause = QStringLiteral("enrollment/uncertain");
    return error;
}

Task<Result<Ticket>> recordFound(ContextPointer context, Ticket ticket, scm::SslId found)
{
    orders::OrderChange change;
    change.sslId = found;
    const QList<OrderState> from { OrderState::Submitting, OrderState::Uncertain };
    const Result<orders::Order> moved =
        co_await context->orders->move(ticket.id, from, OrderState::Waiting, change);
    if (!moved)
        co_return failure(moved.error());
    qCInfo(logEnrollment) << "order" << ticket.id << "was found as" << found;
    co_return ticketOf(*moved);
}

} // namespace

Task<Result<std::optional<scm::SslId>>> findInScm(
    ContextPointer context, orders::Order order, std::stop_token stop)
{
    const auto subject = pki::DistinguishedName::parse(order.subject);
    scm::ListFilter filter;
    filter.commonName = subject ? subject->commonName().value_or(QString()) : QString();
    Result<QList<scm::ListItem>> items = co_await context->scm->search(filter, maximumListed, stop);
    if (!items)
        co_return failure(items.error());
    std::ranges::sort(*items, std::ranges::greater(), &scm::ListItem::id);
    const qsizetype count = std::min(items->size(), maximumCandidates);
    for (qsizetype i = 0; i < count; ++i) {
        const scm::SslId id = items->at(i).id;
        const Result<bool> isIt = co_await isOfOrder(context, id, order, stop);
        if (!isIt)
            co_return failure(isIt.error());
        if (*isIt)
            co_return std::optional<scm::SslId>(id);
    }
    co_return std::optional<scm::SslId>();
}

Task<Result<Ticket>> locate(ContextPointer context, Ticket ticket, int looks, std::stop_token stop)
{
    if (ticket.state == OrderState::Submitting) {
        const QList<OrderState> from { OrderState::Submitting };
        const orders::OrderChange nothing;
        const Result<orders::Order> moved =
            co_await context->orders->move(ticket.id, from, OrderState::Uncertain, nothing);
        if (!moved && !isMovedElsewhere(moved.error()))
            co_return failure(moved.error());
    }
    for (int look = 1; look <= looks; ++look) {
        if (look > 1) {
            const auto pause = context->settings.backOff.waitBefore(1);
            const bool elapsed = co_await context->clock->wait(pause, stop);
            if (!elapsed)
                co_return failure(Error::cancelled());
        }
        const Result<orders::Order> order = co_await context->orders->find(ticket.id);
        if (!order)
            co_return failure(order.error());
        // Whoever sent the request may have got the answer after all.
        if (order->state != OrderState::Uncertain)
            co_return ticketOf(*order);
        const Result<std::optional<scm::SslId>> found = co_await findInScm(context, *order, stop);
        if (!found)
            co_return failure(found.error());
        if (*found)
            co_return co_await recordFound(context, ticket, **found);
    }
    co_return failure(notFoundYet(ticket.id));
}

} // namespace gatehouse::enrollment
