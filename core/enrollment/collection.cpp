// SPDX-License-Identifier: Apache-2.0
#include <core/enrollment/collection.h>
#include <core/enrollment/words.h>
#include <core/logging.h>
#include <core/scm/collected.h>

#include <algorithm>

namespace gatehouse::enrollment {

namespace {

using orders::OrderChange;
using orders::OrderState;

const QList<OrderState>& onlyWaiting()
{
    static const QList<OrderState> states { OrderState::Waiting };
    return states;
}

Error finalStatusError(const QString& status)
{
    Error error = Error::of(ErrorKind::Rejected,
        Words::tr("Sectigo Certificate Manager reports the request as %1: no certificate will be "
                  "issued for it. Ask the SCM administrator for the reason, then order anew.")
            .arg(status));
    error.cause = QStringLiteral("enrollment/") + status.toLower();
    return error;
}

Error foreignKeyError(scm::SslId sslId)
{
    Error error = Error::of(ErrorKind::Malformed,
        Words::tr("The certificate that Sectigo Certificate Manager returned as number %1 is for "
                  "another key than the one ordered, so it cannot be used. Have that certificate "
                  "looked into in Sectigo Certificate Manager.")
            .arg(sslId));
    error.cause = QStringLiteral("enrollment/foreign-key");
    return error;
}

/// Records that the order is over. True, also when someone else was faster.
Task<Result<bool>> settle(
    ContextPointer context, orders::OrderId id, OrderState to, OrderChange change)
{
    const Result<orders::Order> moved =
        co_await context->orders->move(id, onlyWaiting(), to, change);
    if (!moved && !isMovedElsewhere(moved.error()))
        co_return failure(moved.error());
    co_return true;
}

Task<Result<bool>> settleFailed(
    ContextPointer context, orders::OrderId id, int attempt, Error error)
{
    qCInfo(logEnrollment) << "order" << id << "failed:" << error;
    OrderChange change;
    change.attempt = attempt;
    change.failure = std::move(error);
    co_return co_await settle(context, id, OrderState::Failed, change);
}

/// Writes down what changed. Not waited for: the store does it before anything that follows, and
/// the next wait must not start later for it.
void note(const ContextPointer& context, const orders::OrderId& id, int attempt, const Seen& now,
    Seen* before)
{
    if (now == *before)
        return;
    *before = now;
    OrderChange change;
    change.attempt = attempt;
    change.caStatus = now.caStatus;
    change.lastAnswer = now.lastAnswer;
    context->orders->note(id, OrderState::Waiting, change);
}

/// Not ready: the status says whether it ever will be.
Task<Result<bool>> readStatus(ContextPointer context, Ticket ticket, int attempt, QString answer,
    Seen* seen, std::stop_token stop)
{
    const Result<scm::CertificateDetails> details =
        co_await context->scm->details(ticket.sslId, stop);
    if (!details && details.error().kind == ErrorKind::Cancelled)
        co_return failure(details.error());
    Seen now { seen->caStatus, answer };
    if (details) {
        now.caStatus =
            details->statusText.isEmpty() ? scm::statusName(details->status) : details->statusText;
    }
    if (details && scm::isFinalFailure(details->status)) {
        const Error error = finalStatusError(now.caStatus);
        OrderChange change;
        change.attempt = attempt;
        change.caStatus = now.caStatus;
        change.lastAnswer = now.lastAnswer;
        change.failure = error;
        co_return co_await settle(context, ticket.id, OrderState::Failed, change);
    }
    note(context, ticket.id, attempt, now, seen);
    co_return false;
}

/// The issuing certificates, as far as they can be had. Empty: not now.
Task<Result<QList<pki::Certificate>>> collectIssuers(
    ContextPointer context, scm::SslId sslId, std::stop_token stop)
{
    const auto collected = co_await context->scm->collect(sslId, scm::CollectFormat::X509, stop);
    if (!collected && collected.error().kind == ErrorKind::Cancelled)
        co_return failure(collected.error());
    co_return scm::certificatesIn(collected);
}

Task<Result<bool>> takeCertificate(ContextPointer context, Ticket ticket, int attempt, bool isLast,
    pki::Certificate leaf, std::stop_token stop)
{
    const Result<QList<pki::Certificate>> issuers =
        co_await collectIssuers(context, ticket.sslId, stop);
    if (!issuers)
        co_return failure(issuers.error());
    if (issuers->isEmpty() && !isLast)
        co_return false;
    OrderChange change;
    change.attempt = attempt;
    change.caStatus = scm::statusName(scm::Status::Issued);
    change.lastAnswer = QString();
    change.certificates = pki::toPem(pki::buildChain(leaf, *issuers));
    change.serialNumber = leaf.serialNumber();
    change.notAfter = leaf.notAfter();
    co_return co_await settle(context, ticket.id, OrderState::Issued, change);
}

void report(const ContextPointer& context, const Ticket& ticket, const ProgressSink& progress,
    Phase phase, int attempt, const Seen& seen)
{
    if (!progress)
        return;
    Progress now;
    now.order = ticket.id;
    now.phase = phase;
    now.attempt = attempt;
    now.maxAttempts = context->settings.backOff.maxAttempts;
    now.wait = context->settings.backOff.waitBefore(attempt);
    now.caStatus = seen.caStatus;
    now.lastAnswer = seen.lastAnswer;
    progress(now);
}

} // namespace

bool isTransient(const Error& error)
{
    constexpr int firstServerError = 500;
    constexpr int tooManyRequests = 429;
    if (error.retriable || error.httpStatus >= firstServerError
        || error.httpStatus == tooManyRequests)
        return true;
    return error.kind == ErrorKind::Network || error.kind == ErrorKind::Proxy
        || error.kind == ErrorKind::Tls || error.kind == ErrorKind::Malformed
        || error.kind == ErrorKind::NotReady;
}

Task<Result<bool>> collectOnce(ContextPointer context, Ticket ticket, int attempt, bool isLast,
    Seen* seen, std::stop_token stop)
{
    const Result<scm::Collected> collected =
        co_await context->scm->collect(ticket.sslId, scm::CollectFormat::X509CO, stop);
    if (!collected) {
        const Error& error = collected.error();
        if (error.kind == ErrorKind::Cancelled)
            co_return failure(error);
        if (!isTransient(error))
            co_return co_await settleFailed(context, ticket.id, attempt, error);
        const Seen now { seen->caStatus, error.message };
        note(context, ticket.id, attempt, now, seen);
        co_return false;
    }
    if (const auto* notReady = std::get_if<scm::NotReady>(&*collected)) {
        const QString answer = notReady->description;
        co_return co_await readStatus(context, ticket, attempt, answer, seen, stop);
    }
    const auto leaf = pki::Certificate::parse(std::get<QByteArray>(*collected));
    if (!leaf) {
        // A login page of some proxy, or a cut body: SCM has refused nothing.
        const Seen now { seen->caStatus, leaf.error().message };
        note(context, ticket.id, attempt, now, seen);
        co_return false;
    }
    if (publicKeyHash(leaf->publicKeyInfo()) != ticket.publicKeyHash) {
        const Error error = foreignKeyError(ticket.sslId);
        co_return co_await settleFailed(context, ticket.id, attempt, error);
    }
    co_return co_await takeCertificate(context, ticket, attempt, isLast, *leaf, stop);
}

Task<std::optional<Error>> waitAndCollect(
    ContextPointer context, Ticket ticket, ProgressSink progress, std::stop_token stop)
{
    // A setting may ask for more seconds than a clock counts milliseconds.
    constexpr std::chrono::seconds longest = std::chrono::hours(24 * 365 * 100);
    const BackOffPolicy& backOff = context->settings.backOff;
    Seen seen;
    for (int attempt = 1; attempt <= backOff.maxAttempts; ++attempt) {
        report(context, ticket, progress, Phase::Waiting, attempt, seen);
        const auto pause = std::min(backOff.waitBefore(attempt), longest);
        const bool elapsed = co_await context->clock->wait(pause, stop);
        if (!elapsed)
            co_return Error::cancelled();
        report(context, ticket, progress, Phase::Collecting, attempt, seen);
        const bool isLast = attempt == backOff.maxAttempts;
        const Result<bool> over =
            co_await collectOnce(context, ticket, attempt, isLast, &seen, stop);
        if (!over)
            co_return over.error();
        if (*over)
            break;
    }
    co_return std::nullopt;
}

} // namespace gatehouse::enrollment
