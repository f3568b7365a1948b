// SPDX-License-Identifier: Apache-2.0
#include <app/gateway/enrollmentbody.h>
#include <app/gateway/handlers.h>
#include <app/gateway/log.h>
#include <app/gateway/ordering.h>
#include <app/gateway/reply.h>
#include <app/gateway/responses.h>
#include <core/workspace/delivery.h>

#include <QUrl>

namespace gatehouse::gateway {

namespace {

using enrollment::Outcome;

/// What is kept of a request while its order waits: a thousand may do so at once, so that request
/// and plan go before the wait.
struct Enrolling {
    Call call; ///< without the request's body
    ConnectorPointer connector;
    BodyFormat format = BodyFormat::X509;
    Secret password; ///< PKCS #12 only
    bool includeCa = false;
    QStringList notes;
    AttendancePointer attendance;
};
using EnrollingPointer = std::shared_ptr<const Enrolling>;

/// What the profile makes of the request. Errors mean that nothing was ordered.
struct Prepared {
    enrollment::Plan plan;
    QStringList notes;
};

Error renewalError(const QString& message)
{
    Error error = Error::of(ErrorKind::Policy, message);
    error.cause = QStringLiteral("policy/renewal");
    return error;
}

/// Sectigo renews under the old certificate's type, for its names and its term: what was asked for
/// must be that.
Result<void> applyRenewal(
    enrollment::Plan& plan, const scm::CertificateDetails& old, bool isTermRequested)
{
    if (old.certType.id != 0 && old.certType.id != plan.certType)
        return failure(renewalError(QStringLiteral(
            "The certificate to renew was made with certificate type %1, and profile %2 "
            "stands for %3. Renew it with a profile of its own type.")
                                        .arg(old.certType.id)
                                        .arg(plan.profileId)
                                        .arg(plan.certType)));
    const QString commonName = plan.subject.commonName().value_or(QString());
    if (commonName.compare(old.commonName, Qt::CaseInsensitive) != 0)
        return failure(renewalError(QStringLiteral(
            "The certificate to renew is for %1, and the request for %2. A renewal keeps "
            "its names: enroll anew for others.")
                                        .arg(old.commonName, commonName)));
    // A request that names none takes the certificate's.
    for (const pki::GeneralName& name : plan.subjectAltNames) {
        const bool isKept = old.subjectAlternativeNames.contains(name.value, Qt::CaseInsensitive)
            || name.value.compare(old.commonName, Qt::CaseInsensitive) == 0;
        if (!isKept)
            return failure(renewalError(QStringLiteral(
                "The certificate to renew is not for %1. A renewal keeps its names: leave "
                "subjectAltNames out, or enroll anew.")
                                            .arg(name.toString())));
    }
    if (isTermRequested && old.term > 0 && old.term != plan.term)
        return failure(renewalError(QStringLiteral(
            "The certificate to renew is valid for %1 days, and %2 were asked for. A "
            "renewal keeps its term: leave validityPeriod out, or enroll anew.")
                                        .arg(old.term)
                                        .arg(plan.term)));
    if (old.term > 0)
        plan.term = old.term;
    plan.renewalOf = old.id;
    return {};
}

/// The certificate that is to be renewed, as Sectigo knows it.
Task<Result<scm::CertificateDetails>> renewedCertificate(
    Call call, ConnectorPointer connector, pki::SerialNumber serial)
{
    lookup::Term term;
    term.kind = lookup::Term::Kind::SerialNumber;
    term.serialNumber = serial;
    const auto found = co_await connector->lookup()->find(term, 1, call.stop);
    if (!found)
        co_return failure(found.error());
    if (found->matches.isEmpty())
        co_return failure(ErrorKind::NotFound,
            QStringLiteral("There is no certificate %1 to renew.").arg(serial.toHex()));
    const scm::CertificateDetails details = found->matches.first().details;
    co_return details;
}

Task<Result<Prepared>> prepare(Call call, ConnectorPointer connector, EnrollmentBody body)
{
    const auto profile = co_await connector->effectiveProfile(body.profileId, call.stop);
    if (!profile)
        co_return failure(profile.error());
    Prepared prepared;
    prepared.notes = body.notes;
    const QDateTime now = call.around->clock->now();
    const auto request = composeRequest(body, call.client, profile->terms, now, prepared.notes);
    if (!request)
        co_return failure(request.error());
    auto plan = co_await connector->plan(*request, call.stop);
    if (!plan)
        co_return failure(plan.error());
    prepared.plan = *std::move(plan);
    if (body.renewalOf) {
        const pki::SerialNumber serial = *body.renewalOf;
        const auto old = co_await renewedCertificate(call, connector, serial);
        if (!old)
            co_return failure(old.error());
        const auto applied = applyRenewal(prepared.plan, *old, request->days.has_value());
        if (!applied)
            co_return failure(applied.error());
    }
    co_return prepared;
}

/// What another list of Sectigo's profiles may allow.
bool isOfProfile(const Error& error)
{
    static const QStringList causes { QStringLiteral("profiles/unknown"),
        QStringLiteral("policy/unknown-profile"), QStringLiteral("policy/key-type"),
        QStringLiteral("policy/term") };
    return causes.contains(error.cause);
}

/// As `prepare`; before it refuses what Sectigo's profiles do not allow, it reads them anew, as
/// somebody may have changed them there since. Not for each refusal of a busy client, though.
Task<Result<Prepared>> prepareByPresentProfiles(
    Call call, ConnectorPointer connector, EnrollmentBody body)
{
    constexpr int rarely = 10; // seconds
    auto prepared = co_await prepare(call, connector, body);
    const QDateTime now = call.around->clock->now();
    QDateTime& read = call.known->profilesRead[call.route.caId];
    const bool mayBeOutdated = !read.isValid() || now >= read.addSecs(rarely);
    if (prepared || !isOfProfile(prepared.error()) || !mayBeOutdated)
        co_return prepared;
    read = now;
    const auto profiles = co_await connector->syncedProfiles(true, call.stop);
    if (!profiles || !*profiles)
        co_return prepared;
    co_return co_await prepare(call, connector, body);
}

/// The certificate in the wanted form.
Task<Result<QByteArray>> bodyOf(EnrollingPointer wanted, Outcome outcome)
{
    switch (wanted->format) {
    case BodyFormat::X509:
        break;
    case BodyFormat::Pem:
        co_return outcome.chain.first().toPem();
    case BodyFormat::Pkcs7: {
        const auto bytes = pki::toPkcs7Der(outcome.chain);
        if (!bytes)
            co_return failure(bytes.error());
        co_return bytes->toBase64();
    }
    case BodyFormat::Pkcs12: {
        const Secret password = wanted->password;
        const pki::Pkcs12Form form = wanted->call.configuration->pkcs12Form;
        const auto bytes = co_await workspace::pkcs12Of(wanted->connector, outcome, password, form);
        if (!bytes)
            co_return failure(bytes.error());
        co_return bytes->toBase64();
    }
    }
    co_return outcome.chain.first().toDer().toBase64();
}

void noteEnd(const Call& call, const QString& event, const QString& order, const QString& subject,
    const QString& detail, const QString& serial = {})
{
    AuditRecord record = call.audit(event);
    record.order = order;
    record.subject = subject;
    record.serialNumber = serial;
    record.detail = detail;
    call.around->audit->note(record);
}

Task<void> markDelivered(EnrollingPointer wanted, orders::OrderId id)
{
    const auto delivered = co_await wanted->connector->engine()->markDelivered(id);
    if (delivered)
        wanted->call.around->workspace->tracker().forgetDelivered(id);
    else
        qCWarning(logGateway) << "order" << id << "stays undelivered:" << delivered.error();
}

Task<http::ServerResponse> issuedReply(EnrollingPointer wanted, Outcome outcome)
{
    const auto bytes = co_await bodyOf(wanted, outcome);
    if (!bytes)
        co_return errorResponse(fromEnrollment(bytes.error(), outcome.order.id));
    IssuedEnrollment issued;
    issued.order = outcome.order.id;
    issued.chain = outcome.chain;
    issued.body = QString::fromLatin1(*bytes);
    issued.includeCa = wanted->includeCa;
    issued.details = wanted->notes + outcome.differences;
    http::ServerResponse response = jsonReply(status::ok, issuedJson(issued));
    const orders::OrderId id = outcome.order.id;
    // The order is over when the client's machine has acknowledged the answer, and with it goes the
    // private key of a PKCS #12; until then the same request gets it again.
    response.received = [wanted, id] { return markDelivered(wanted, id); };
    co_return response;
}

http::ServerResponse pendingReply(
    const Call& call, const ConnectorPointer& connector, const Outcome& outcome, QStringList notes)
{
    if (outcome.failure && outcome.failure->kind != ErrorKind::Cancelled)
        notes.append(outcome.failure->message);
    const auto subject = pki::DistinguishedName::parse(outcome.order.subject);
    const QString dn = subject ? subjectText(*subject) : outcome.order.subject;
    PendingEnrollment pending;
    pending.order = outcome.order.id;
    pending.subject = outcome.order.subject;
    pending.caStatus = outcome.order.caStatus;
    pending.caOrder = outcome.order.sslId;
    pending.subjectUrl = call.caUrl() + QLatin1String("/subjects/")
        + QString::fromLatin1(QUrl::toPercentEncoding(dn));
    pending.certificateUrl = call.caUrl() + QLatin1String("/certificates/{serialNumber}");
    pending.enrollmentUrl = call.caUrl() + QLatin1String("/enrollments/") + outcome.order.id;
    pending.details = notes;
    http::ServerResponse response = jsonReply(status::accepted, pendingJson(pending));
    addHeader(response, "Location", pending.subjectUrl.toLatin1());
    addHeader(response, "Retry-After",
        QByteArray::number(qint64(connector->resolved().maxBackOffTimer.count())));
    return response;
}

/// How the order stands, said to the client and the metrics. The audit log is told the order's end
/// where that happens (auditEnds), once, however many have waited for it; here what else there is.
Task<http::ServerResponse> replyTo(
    EnrollingPointer wanted, std::shared_ptr<const Result<Outcome>> ended)
{
    const Result<Outcome>& outcome = *ended;
    const Call& call = wanted->call;
    const QString ca = call.route.caId;
    const std::shared_ptr<Metrics> metrics = call.around->metrics;
    if (!outcome) {
        metrics->countEnrollment(ca, QStringLiteral("failed"));
        noteEnd(call, QStringLiteral("enroll.failed"), {}, {}, outcome.error().message);
        co_return errorResponse(fromEnrollment(outcome.error()));
    }
    const orders::Order& order = outcome->order;
    switch (outcome->state) {
    case Outcome::State::Failed: {
        const Error reason = outcome->failure.value_or(Error());
        metrics->countEnrollment(ca, QStringLiteral("failed"));
        co_return errorResponse(fromEnrollment(reason, order.id));
    }
    case Outcome::State::Pending:
        metrics->countEnrollment(ca, QStringLiteral("pending"));
        noteEnd(call, QStringLiteral("enroll.pending"), order.id, order.subject, order.caStatus);
        co_return pendingReply(call, wanted->connector, *outcome, wanted->notes);
    case Outcome::State::Issued:
        break;
    }
    metrics->countEnrollment(ca, QStringLiteral("issued"));
    if (wanted->attendance->isJoined()) {
        const QString serial = outcome->chain.first().serialNumber().toHex();
        noteEnd(call, QStringLiteral("enroll.answered"), order.id, order.subject, {}, serial);
    }
    const Outcome& issued = *outcome;
    co_return co_await issuedReply(wanted, issued);
}

/// Nothing was ordered: whatever the reason, 404.
http::ServerResponse refused(const Call& call, const EnrollmentBody& body, const Error& error)
{
    call.around->metrics->countEnrollment(call.route.caId, QStringLiteral("failed"));
    AuditRecord record = call.audit(QStringLiteral("enroll.refused"));
    record.profile = body.profileId;
    record.detail = error.message;
    call.around->audit->note(record);
    return errorResponse(fromEnrollment(error));
}

/// A request that may be ordered.
struct Ready {
    EnrollingPointer wanted;
    enrollment::Plan plan;
};

/// Or the answer to one that may not.
Task<tl::expected<std::unique_ptr<Ready>, http::ServerResponse>> readied(Call call)
{
    const auto body = parseEnrollment(call.request.body, call.client.role);
    call.request.body.clear();
    if (!body)
        co_return tl::unexpected(errorResponse(body.error()));
    const EnrollmentBody& asked = *body;
    const auto opened = co_await call.around->workspace->open(call.route.caId);
    if (!opened)
        co_return tl::unexpected(refused(call, asked, opened.error()));
    const ConnectorPointer& connector = *opened;
    const auto prepared = co_await prepareByPresentProfiles(call, connector, asked);
    if (!prepared)
        co_return tl::unexpected(refused(call, asked, prepared.error()));
    AuditRecord record = call.audit(QStringLiteral("enroll.requested"));
    record.profile = asked.profileId;
    record.subject = prepared->plan.subject.toString();
    if (const auto written = call.around->audit->write(record); !written)
        co_return tl::unexpected(
            errorResponse(fromHttpLayer(status::internalError, written.error().message)));
    const auto wanted = std::make_shared<Enrolling>();
    wanted->call = call;
    wanted->connector = connector;
    wanted->format = asked.format;
    wanted->password = asked.password;
    wanted->includeCa = asked.includeCa;
    wanted->notes = prepared->notes;
    wanted->attendance = std::make_shared<Attendance>(call.around, call.request.peer);
    co_return std::make_unique<Ready>(Ready { wanted, prepared->plan });
}

/// The plan, which goes while the order is waited for; only a PKCS #12 may have to be ordered
/// again.
enrollment::Plan planOf(std::unique_ptr<Ready>& ready)
{
    if (ready->plan.kind == orders::OrderKind::Pkcs12)
        return ready->plan;
    enrollment::Plan plan = std::move(ready->plan);
    ready.reset();
    return plan;
}

bool isKey(const Result<Outcome>& ended)
{
    return ended && ended->state == Outcome::State::Issued
        && ended->order.kind == orders::OrderKind::Pkcs12;
}

} // namespace

Task<http::ServerResponse> enroll(Call call)
{
    auto ready = co_await readied(std::move(call));
    if (!ready)
        co_return std::move(ready).error();
    const EnrollingPointer wanted = (*ready)->wanted;
    std::shared_ptr<const Result<Outcome>> ended;
    bool isOver = false;
    while (!isOver) {
        auto ordered =
            co_await orderOnce(wanted->call, wanted->connector, planOf(*ready), wanted->attendance);
        if (ordered)
            ended = std::make_shared<const Result<Outcome>>(co_await *ordered);
        else
            ended = std::make_shared<const Result<Outcome>>(failure(ordered.error()));
        isOver = !*ready || !isKey(*ended);
        if (isOver)
            continue;
        const orders::OrderId id = (*ended)->order.id;
        const Result<bool> held = co_await holdKey(wanted->call, id, wanted->attendance);
        if (!held)
            ended = std::make_shared<const Result<Outcome>>(failure(held.error()));
        isOver = !held || *held;
    }
    co_return co_await replyTo(wanted, ended);
}

Task<http::ServerResponse> oneEnrollment(Call call)
{
    const auto opened = co_await call.around->workspace->open(call.route.caId);
    if (!opened)
        co_return errorResponse(fromRead(opened.error()));
    const ConnectorPointer& connector = *opened;
    const orders::OrderId id = call.route.item;
    const auto order = co_await call.around->workspace->orders()->find(id);
    if (!order && order.error().kind != ErrorKind::NotFound)
        co_return errorResponse(fromRead(order.error()));
    const bool isTheirs = order && order->id == id && order->connector == connector->settings().uuid
        && order->requestedBy == call.client.name;
    if (!isTheirs) {
        ApiError error;
        error.status = 404;
        error.code = code::notFound;
        error.message = QStringLiteral("This client has placed no such order with this CA. Ask for "
                                       "the id that the answer to the enrollment gave.");
        error.target = QStringLiteral("enrollmentId");
        error.value = id;
        co_return errorResponse(error);
    }
    Outcome outcome;
    outcome.order = *order;
    if (order->state == orders::OrderState::Failed || order->state == orders::OrderState::Abandoned)
        co_return errorResponse(fromEnrollment(order->failure.value_or(Error::cancelled()), id));
    if (order->certificates.isEmpty())
        co_return pendingReply(call, connector, outcome, {});
    IssuedEnrollment issued;
    issued.order = id;
    issued.chain =
        pki::Certificate::parseAll(order->certificates).value_or(QList<pki::Certificate>());
    if (issued.chain.isEmpty())
        co_return errorResponse(
            fromHttpLayer(500, QStringLiteral("The order's certificate is damaged.")));
    issued.body = base64(issued.chain.first());
    issued.includeCa = true;
    co_return jsonReply(status::ok, issuedJson(issued));
}

} // namespace gatehouse::gateway
