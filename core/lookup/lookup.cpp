// SPDX-License-Identifier: Apache-2.0
#include <core/lookup/candidates.h>
#include <core/lookup/lookup.h>
#include <core/lookup/words.h>
#include <core/scm/collected.h>

#include <algorithm>
#include <vector>

namespace gatehouse::lookup {

struct Lookup::Private : Context { };

namespace {

using orders::Order;
using orders::OrderState;

constexpr qsizetype inFlight = 8;
constexpr qsizetype maximumDetails = 200;
constexpr qsizetype maximumChecks = 24;

/// Certificates, and orders still under way, of one search.
struct Search {
    QList<Order> issued; ///< ours that fit and have a certificate, or once had
    QList<Order> pending;
};

/// Whether an error about one certificate only says that it is not there for us.
bool isAbsent(const Error& error)
{
    return error.kind == ErrorKind::NotFound || error.kind == ErrorKind::Rejected;
}

bool isUnderWay(OrderState state)
{
    return orders::isOpen(state) && state != OrderState::Issued;
}

bool mayBeCollected(const scm::CertificateDetails& details)
{
    using enum scm::Status;
    return !details.serialNumber.isEmpty()
        && (details.status == Issued || details.status == Expired || details.status == Replaced
            || details.status == Unknown);
}

/// Whether SCM has issued an order, where the answer may not be recorded.
Task<Result<bool>> isIssued(ContextPointer context, scm::SslId id, std::stop_token stop)
{
    if (id == 0)
        co_return false;
    const auto details = co_await context->scm->details(id, stop);
    if (!details && details.error().kind == ErrorKind::Cancelled)
        co_return failure(details.error());
    const bool collectable = details && mayBeCollected(*details);
    co_return collectable;
}

/// The state of one order after Sectigo has been asked about it.
struct LookedAfter {
    Order order;
    bool isIssued = false;
};

/// Asks about one open order. It is collected when issued meanwhile, or only said to be issued
/// where nothing may be recorded.
Task<Result<LookedAfter>> lookAfter(ContextPointer context, Order order, std::stop_token stop)
{
    LookedAfter now { order };
    if (context->orders->isWritable()) {
        const auto outcome = co_await context->engine->checkNow(order.id, stop);
        if (!outcome && outcome.error().kind == ErrorKind::Cancelled)
            co_return failure(outcome.error());
        if (outcome)
            now.order = outcome->order;
        now.isIssued = !isUnderWay(now.order.state);
    } else {
        const auto issued = co_await isIssued(context, order.sslId, stop);
        if (!issued)
            co_return failure(issued.error());
        now.isIssued = *issued;
    }
    co_return now;
}

/// Looks after the open orders that fit, at most maximumChecks of them.
Task<Result<Search>> checkOrders(ContextPointer context, QList<Order> fitting, std::stop_token stop)
{
    Search search;
    qsizetype checks = 0;
    for (const Order& order : fitting) {
        LookedAfter now { order, !isUnderWay(order.state) };
        const bool worthAsking = order.state != OrderState::Drafted && checks < maximumChecks;
        if (!now.isIssued && worthAsking) {
            ++checks;
            const auto asked = co_await lookAfter(context, order, stop);
            if (!asked)
                co_return failure(asked.error());
            now = *asked;
        }
        if (!now.isIssued)
            search.pending.append(now.order);
        else if (now.order.sslId != 0)
            search.issued.append(now.order);
    }
    co_return search;
}

Task<Result<std::optional<Order>>> orderOf(ContextPointer context, scm::SslId id)
{
    orders::OrderFilter filter;
    filter.connector = context->connector;
    filter.sslId = id;
    filter.limit = 1;
    const auto found = co_await context->orders->list(filter);
    if (!found)
        co_return failure(found.error());
    std::optional<Order> order;
    if (!found->isEmpty())
        order = found->first();
    co_return order;
}

/// The chain as SCM gives it, ordered by signature. Empty where it may not be had.
Task<Result<QList<pki::Certificate>>> collectChain(
    ContextPointer context, scm::SslId id, pki::SerialNumber serial, std::stop_token stop)
{
    const auto collected = co_await context->scm->collect(id, scm::CollectFormat::X509, stop);
    if (!collected && collected.error().kind == ErrorKind::Cancelled)
        co_return failure(collected.error());
    co_return scm::chainIn(collected, serial);
}

/// One candidate, looked at closely; nullopt when it does not fit.
Task<Result<std::optional<Match>>> lookAt(
    ContextPointer context, Term term, scm::SslId id, std::stop_token stop)
{
    const auto details = co_await context->scm->details(id, stop);
    if (!details && isAbsent(details.error()))
        co_return std::optional<Match>();
    if (!details)
        co_return failure(details.error());
    const auto order = co_await orderOf(context, id);
    if (!order)
        co_return failure(order.error());
    if (!fits(term, *details, *order))
        co_return std::optional<Match>();
    Match match;
    match.details = *details;
    match.order = *order;
    if (match.order && !match.order->certificates.isEmpty()) {
        const auto chain = pki::Certificate::parseAll(match.order->certificates);
        match.chain = chain.value_or(QList<pki::Certificate>());
    } else if (mayBeCollected(*details)) {
        const auto chain = co_await collectChain(context, id, details->serialNumber, stop);
        if (!chain)
            co_return failure(chain.error());
        match.chain = *chain;
    }
    co_return std::optional<Match>(match);
}

Task<Result<QList<Match>>> lookAtAll(
    ContextPointer context, Term term, QList<scm::SslId> ids, qsizetype limit, std::stop_token stop)
{
    QList<Match> matches;
    const qsizetype end = std::min(ids.size(), maximumDetails);
    // No more at once than can still be used.
    const qsizetype width = std::clamp<qsizetype>(limit, 1, inFlight);
    for (qsizetype start = 0; start < end && matches.size() < limit; start += width) {
        std::vector<Task<Result<std::optional<Match>>>> tasks;
        for (qsizetype i = start; i < std::min(start + width, end); ++i)
            tasks.push_back(lookAt(context, term, ids[i], stop));
        std::optional<Error> error;
        for (auto& task : tasks) {
            const Result<std::optional<Match>> match = co_await task;
            if (!match)
                error = match.error();
            else if (*match && matches.size() < limit)
                matches.append(**match);
        }
        if (error)
            co_return failure(*error);
    }
    co_return matches;
}

/// Adds what covers the host by a wildcard, up to the limit.
Task<Result<QList<Match>>> withCovering(
    ContextPointer context, Term term, QList<Match> matches, qsizetype limit, std::stop_token stop)
{
    const std::optional<Term> wildcard = coveringWildcard(term);
    const qsizetype left = limit - matches.size();
    if (!wildcard || left < 1)
        co_return matches;
    Result<QList<scm::SslId>> ids = co_await candidates(context, *wildcard, stop);
    if (!ids)
        co_return failure(ids.error());
    ids->removeIf([&matches](scm::SslId id) {
        return std::ranges::any_of(
            matches, [id](const Match& match) { return match.details.id == id; });
    });
    const Result<QList<Match>> covering = co_await lookAtAll(context, *wildcard, *ids, left, stop);
    if (!covering)
        co_return failure(covering.error());
    for (Match match : *covering) {
        match.coversOnly = !fits(term, match.details, match.order);
        matches.append(match);
    }
    co_return matches;
}

Error notFound(const QStringList& readings, bool hasNoCommonName)
{
    Error error = Error::of(ErrorKind::NotFound,
        Words::tr("Nothing was found. It was understood as: %1.")
            .arg(readings.join(QLatin1String("; "))));
    if (hasNoCommonName) {
        error.message += QLatin1Char(' ')
            + Words::tr("Sectigo Certificate Manager can only be asked for a common name: add CN= "
                        "to the name.");
    }
    error.cause = QStringLiteral("lookup/not-found");
    return error;
}

Task<Result<LookupAnswer>> findTerm(
    ContextPointer context, Term term, int limit, std::stop_token stop)
{
    const auto fitting = co_await fittingOrders(context, term);
    if (!fitting)
        co_return failure(fitting.error());
    const Result<Search> own = co_await checkOrders(context, *fitting, stop);
    if (!own)
        co_return failure(own.error());
    Result<QList<scm::SslId>> ids = co_await candidates(context, term, stop);
    if (!ids)
        co_return failure(ids.error());
    for (const Order& order : own->issued) {
        if (!ids->contains(order.sslId))
            ids->append(order.sslId);
    }
    ids->removeIf([&own](scm::SslId id) {
        return std::ranges::find(own->pending, id, &Order::sslId) != own->pending.end();
    });
    std::ranges::sort(*ids, std::ranges::greater());
    const Result<QList<Match>> named = co_await lookAtAll(context, term, *ids, limit, stop);
    if (!named)
        co_return failure(named.error());
    const Result<QList<Match>> matches = co_await withCovering(context, term, *named, limit, stop);
    if (!matches)
        co_return failure(matches.error());
    LookupAnswer answer;
    answer.understoodAs = term;
    answer.matches = *matches;
    answer.pending = own->pending;
    if (answer.matches.isEmpty() && answer.pending.isEmpty()) {
        const bool hasNoCommonName =
            term.kind == Term::Kind::DistinguishedName && !term.name.commonName();
        const QStringList reading { term.description() };
        co_return failure(notFound(reading, hasNoCommonName));
    }
    co_return answer;
}

Task<Result<LookupAnswer>> findInput(
    ContextPointer context, QString input, int limit, std::stop_token stop)
{
    const Result<QList<Term>> terms = interpret(input);
    if (!terms)
        co_return failure(terms.error());
    QStringList readings;
    std::optional<Error> trouble;
    for (const Term& term : *terms) {
        Result<LookupAnswer> answer = co_await findTerm(context, term, limit, stop);
        if (answer || answer.error().kind == ErrorKind::Cancelled || terms->size() == 1)
            co_return answer;
        readings.append(term.description());
        if (answer.error().kind != ErrorKind::NotFound)
            trouble = answer.error();
    }
    // A reading that could not be tried may have been the right one.
    if (trouble)
        co_return failure(*trouble);
    co_return failure(notFound(readings, false));
}

} // namespace

Lookup::Lookup(QUuid connector, std::shared_ptr<scm::Client> scm,
    std::shared_ptr<orders::OrderStore> orders, std::shared_ptr<enrollment::Engine> engine)
    : m_d(std::make_shared<Private>(
        Private { { connector, std::move(scm), std::move(orders), std::move(engine) } }))
{
}

// Neither is a coroutine: a task holds the context, never this object.

Task<Result<LookupAnswer>> Lookup::find(QString input, int limit, std::stop_token stop)
{
    return findInput(m_d, std::move(input), limit, std::move(stop));
}

Task<Result<LookupAnswer>> Lookup::find(Term term, int limit, std::stop_token stop)
{
    return findTerm(m_d, std::move(term), limit, std::move(stop));
}

} // namespace gatehouse::lookup
