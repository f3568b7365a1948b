// SPDX-License-Identifier: Apache-2.0
#include <core/enrollment/sealing.h>
#include <core/enrollment/submission.h>

#include <algorithm>
#include <array>

namespace gatehouse::enrollment {

using orders::Order;
using orders::OrderChange;
using orders::OrderId;
using orders::OrderState;

namespace {

/// Whether a failed enroll request may have become an order all the same. Only what is certain says
/// no: the CA refused it, or the connection never came to carry a request.
bool mayHaveBeenTaken(const Error& error)
{
    constexpr int requestTimeout = 408;
    constexpr int firstClientError = 400;
    constexpr int firstServerError = 500;
    if (error.httpStatus >= firstServerError || error.httpStatus == requestTimeout)
        return true;
    if (error.httpStatus >= firstClientError)
        return false;
    switch (error.kind) {
    case ErrorKind::Network: {
        constexpr std::array neverSent { QLatin1String("network/unreachable"),
            QLatin1String("network/host-not-found"), QLatin1String("network/connect-timeout") };
        return std::ranges::find(neverSent, error.cause) == neverSent.end();
    }
    case ErrorKind::Proxy:
    case ErrorKind::Tls:
    case ErrorKind::Authentication:
    case ErrorKind::Authorisation:
    case ErrorKind::Settings:
    case ErrorKind::SecretStore:
    case ErrorKind::KeyStore:
    case ErrorKind::LocalFile:
    case ErrorKind::Usage:
    case ErrorKind::Policy:
        return false;
    case ErrorKind::Database:
    case ErrorKind::Rejected:
    case ErrorKind::NotFound:
    case ErrorKind::NotReady:
    case ErrorKind::Malformed:
    case ErrorKind::Cancelled:
    case ErrorKind::Internal:
        break;
    }
    return true;
}

Order draftOf(const Plan& plan, const EngineSettings& settings, const QByteArray& encryptedKey)
{
    Order draft;
    draft.connector = settings.connector;
    draft.connectorId = settings.connectorId;
    draft.profileId = plan.profileId;
    draft.certType = plan.certType;
    draft.kind = plan.kind;
    draft.subject = plan.subject.toString();
    for (const pki::GeneralName& name : plan.subjectAltNames)
        draft.subjectAltNames.append(name.toString());
    draft.term = plan.term;
    draft.csr = plan.csr.toDer();
    draft.publicKeyHash = publicKeyHash(plan.csr.publicKeyInfo());
    draft.encryptedKey = encryptedKey;
    draft.requestedBy = plan.requestedBy;
    return draft;
}

scm::EnrollRequest requestOf(const Plan& plan, const EngineSettings& settings, const OrderId& id)
{
    scm::EnrollRequest request;
    request.orgId = settings.orgId;
    request.certType = plan.certType;
    request.term = plan.term;
    request.csr = QString::fromLatin1(plan.csr.toPem()).trimmed();
    for (const pki::GeneralName& name : plan.subjectAltNames)
        request.subjectAltNames.append(name.value);
    request.comments = plan.comment.isEmpty()
        ? orderMark(id)
        : QStringLiteral("%1 %2").arg(plan.comment, orderMark(id));
    request.externalRequester = plan.externalRequester;
    request.customFields = plan.customFields;
    return request;
}

/// Records what became of the request.
Task<Standing> recordAnswer(ContextPointer context, Ticket ticket, Result<scm::EnrollAnswer> answer)
{
    OrderChange change;
    OrderState to = OrderState::Waiting;
    if (answer) {
        change.sslId = answer->sslId;
        change.renewId = answer->renewId;
        ticket.sslId = answer->sslId;
    } else if (mayHaveBeenTaken(answer.error())) {
        to = OrderState::Uncertain;
        change.lastAnswer = answer.error().message;
    } else {
        to = OrderState::Failed;
        change.failure = answer.error();
        change.removeKey = true;
    }
    // Uncertain: another process took the order for a crashed one's and is looking for it.
    const QList<OrderState> from { OrderState::Submitting, OrderState::Uncertain };
    const Result<Order> moved = co_await context->orders->move(ticket.id, from, to, change);
    if (moved)
        co_return Standing { ticketOf(*moved), std::nullopt };
    if (!isMovedElsewhere(moved.error()))
        co_return Standing { ticket, moved.error() };
    // It was given up meanwhile, or found by that other process: whatever is recorded counts, but
    // the CA's number must not get lost.
    if (answer)
        co_await context->orders->note(ticket.id, OrderState::Abandoned, change);
    const Result<Order> now = co_await context->orders->find(ticket.id);
    if (!now)
        co_return Standing { ticket, now.error() };
    co_return Standing { ticketOf(*now), std::nullopt };
}

/// The order itself, sent once. A renewal is one too: SCM makes a new certificate with a new id,
/// under the profile and for the term of the old one.
Task<Result<scm::EnrollAnswer>> sendOrder(
    ContextPointer context, Plan plan, OrderId id, std::stop_token stop)
{
    const scm::EnrollRequest request = requestOf(plan, context->settings, id);
    if (plan.renewalOf == 0)
        co_return co_await context->scm->enroll(request, stop);
    const Result<scm::SslId> renewed =
        co_await context->scm->renew(plan.renewalOf, request.csr, stop);
    if (!renewed)
        co_return failure(renewed.error());
    scm::EnrollAnswer answer;
    answer.sslId = *renewed;
    co_return answer;
}

} // namespace

Task<Result<Standing>> submit(
    ContextPointer context, Plan plan, ProgressSink progress, std::stop_token stop)
{
    QByteArray encryptedKey;
    if (plan.kind == orders::OrderKind::Pkcs12 && plan.csr.isNull()) {
        report(progress, {}, Phase::GeneratingKey);
        const Result<SealedRequest> made = co_await makeSealedRequest(
            context, plan.keyType, plan.subject, plan.subjectAltNames, stop);
        if (!made)
            co_return failure(made.error());
        plan.csr = made->csr;
        encryptedKey = made->encryptedKey;
    }
    if (stop.stop_requested())
        co_return failure(Error::cancelled());
    const Order draft = draftOf(plan, context->settings, encryptedKey);
    const Result<Order> drafted = co_await context->orders->create(draft);
    if (!drafted)
        co_return failure(drafted.error());
    const OrderId id = drafted->id;
    const QList<OrderState> fromDrafted { OrderState::Drafted };
    OrderState next = OrderState::Submitting;
    OrderChange change;
    if (stop.stop_requested()) {
        next = OrderState::Abandoned;
        change.removeKey = true;
    }
    const Result<Order> recorded = co_await context->orders->move(id, fromDrafted, next, change);
    if (!recorded)
        co_return failure(recorded.error());
    if (next == OrderState::Abandoned)
        co_return failure(Error::cancelled());
    report(progress, id, Phase::Submitting);
    const Result<scm::EnrollAnswer> answer = co_await sendOrder(context, plan, id, stop);
    co_return co_await recordAnswer(context, ticketOf(*recorded), answer);
}

} // namespace gatehouse::enrollment
