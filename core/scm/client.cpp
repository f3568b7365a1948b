// SPDX-License-Identifier: Apache-2.0
#include <core/logging.h>
#include <core/pki/inbackground.h>
#include <core/scm/client.h>
#include <core/scm/parse.h>
#include <core/scm/requests.h>
#include <core/scm/retry.h>

#include <QCoro/QCoroFuture>
#include <QRandomGenerator>
#include <QSet>

#include <algorithm>

namespace gatehouse::scm {

struct Client::Private {
    QUrl apiBase;
    std::shared_ptr<http::Transport> transport;
    std::shared_ptr<Authenticator> authenticator;
    std::shared_ptr<Clock> clock;
    std::function<double()> jitter;
    bool acceptedBefore = false;

    AnswerContext context(const QString& endpoint) const
    {
        return AnswerContext { endpoint, apiBase, authenticator->method(), acceptedBefore,
            clock->now() };
    }

    // Static, and sharing the state: a task goes on when its client is gone.
    using Shared = std::shared_ptr<Private>;
    static Task<Result<http::Response>> send(Shared d, Call call, std::stop_token stop);
    static Task<Result<http::Response>> exchange(Shared d, Call call, std::stop_token stop);
    static Task<Result<http::Response>> success(Shared d, Call call, std::stop_token stop);
    static Task<Result<void>> revoke(
        Shared d, Call call, SslId id, pki::SerialNumber serial, std::stop_token stop);
    static Task<bool> isRevoked(Shared d, SslId id, pki::SerialNumber serial, std::stop_token stop);
    static Task<Result<ListPage>> page(Shared d, Call call, std::stop_token stop);
    struct Inventory;
    static Task<Result<bool>> readPages(Shared d, ListFilter filter, SerialForm form,
        std::shared_ptr<Inventory> inventory, std::stop_token stop);
    static Task<Result<QList<ListItem>>> search(
        Shared d, ListFilter filter, SerialForm form, qsizetype limit, std::stop_token stop);
    static Task<Result<QList<ListItem>>> searchEitherForm(
        Shared d, ListFilter filter, qsizetype limit, std::stop_token stop);
    static Task<Result<Collected>> collect(
        Shared d, SslId id, CollectFormat format, std::stop_token stop);
    static Task<Result<Organization>> organization(Shared d, OrgId id, std::stop_token stop);

    /// Sends and parses a 2xx answer.
    template <class T>
    static Task<Result<T>> ask(
        Shared d, Result<Call> call, Result<T> (*parse)(const QByteArray&), std::stop_token stop);
    /// Sends; the body of a 2xx answer is nobody's business.
    static Task<Result<void>> tell(Shared d, Result<Call> call, std::stop_token stop);
};

namespace {

constexpr int pageSize = 200;
constexpr int codeNotIssued = -102;
constexpr int codeAlreadyRevoked = -159;

void log(const Call& call, const Result<http::Response>& answer, const AnswerContext& context)
{
    if (!logScm().isInfoEnabled())
        return;
    if (!answer || answer->isSuccess()) {
        qCInfo(logScm).noquote() << call.endpoint << "->"
                                 << (answer ? QStringLiteral("HTTP %1").arg(answer->status)
                                            : answer.error().cause);
        return;
    }
    const Error error = errorFromAnswer(*answer, context);
    const QString code = error.caCode ? QString::number(*error.caCode) : QStringLiteral("none");
    qCInfo(logScm).noquote() << call.endpoint << "-> HTTP" << answer->status << "code" << code
                             << error.cause;
}

/// A long answer is read by a thread: 100,000 profiles take longer than an event loop may stand
/// still.
template <class T> Task<Result<T>> parsed(QByteArray body, Result<T> (*parse)(const QByteArray&))
{
    constexpr qsizetype longBody = 256 * 1024;
    if (body.size() < longBody) {
        Result<T> value = parse(body);
        co_return value;
    }
    const QFuture<Result<T>> parsing =
        pki::inBackground([body = std::move(body), parse] { return parse(body); });
    Result<T> value = co_await parsing;
    co_return value;
}

/// A page for people where the API should be, with a status of success.
bool isPortal(const http::Response& response)
{
    const QByteArray body = response.body.trimmed();
    return body.startsWith('<')
        || (response.header("Content-Type").toLower().startsWith("text/html"));
}

} // namespace

/// Sends once, and once more when a 401 can be answered with fresh credentials: SCM has not looked
/// at a request that it answers 401, so that an order is not placed twice.
Task<Result<http::Response>> Client::Private::send(Shared d, Call call, std::stop_token stop)
{
    for (bool isSecond = false;; isSecond = true) {
        http::Request request = makeRequest(d->apiBase, call);
        Result<http::Request> authenticated =
            co_await d->authenticator->authenticate(request, stop);
        if (!authenticated)
            co_return failure(authenticated.error());
        Result<http::Response> answer = co_await d->transport->send(*authenticated, stop);
        log(call, answer, d->context(call.endpoint));
        constexpr int unauthorized = 401;
        if (isSecond || !answer || answer->status != unauthorized || !d->authenticator->refused())
            co_return answer;
    }
}

/// As `send`, with the repeats of a read. Any status is an answer here.
Task<Result<http::Response>> Client::Private::exchange(Shared d, Call call, std::stop_token stop)
{
    for (int repeat = 1;; ++repeat) {
        Result<http::Response> answer = co_await send(d, call, stop);
        if (!call.isRead()) {
            // Never to be repeated, whatever the transport thinks of the error.
            if (!answer)
                answer.error().retriable = false;
            co_return answer;
        }
        const bool mayPass = answer ? isPassing(answer->status) : answer.error().retriable;
        if (!mayPass)
            co_return answer;
        const auto retryAfter = answer
            ? parseRetryAfter(answer->header("Retry-After"), d->clock->now())
            : answer.error().retryAfter;
        const auto pause = pauseBefore(repeat, retryAfter, d->jitter());
        if (!pause)
            co_return answer;
        qCInfo(logScm).noquote() << call.endpoint << "is repeated in" << pause->count() << "ms";
        const bool hasElapsed = co_await d->clock->wait(*pause, stop);
        if (!hasElapsed)
            co_return failure(Error::cancelled());
    }
}

/// As `exchange`; only 2xx is an answer.
Task<Result<http::Response>> Client::Private::success(Shared d, Call call, std::stop_token stop)
{
    Result<http::Response> answer = co_await exchange(d, call, stop);
    if (!answer)
        co_return answer;
    if (answer->isSuccess()) {
        d->acceptedBefore = d->acceptedBefore || !isPortal(*answer);
        co_return answer;
    }
    Error error = errorFromAnswer(*answer, d->context(call.endpoint));
    error.retriable = error.retriable && call.isRead();
    constexpr int badRequest = 400;
    // Codes come with 400; other statuses may be anybody's.
    if (answer->status == badRequest && error.caCode)
        d->acceptedBefore = true;
    // Only a collect waits for something; elsewhere these codes are refusals.
    if (error.kind == ErrorKind::NotReady)
        error.kind = ErrorKind::Rejected;
    co_return failure(error);
}

template <class T>
Task<Result<T>> Client::Private::ask(
    Shared d, Result<Call> call, Result<T> (*parse)(const QByteArray&), std::stop_token stop)
{
    if (!call)
        co_return failure(call.error());
    Result<http::Response> answer = co_await success(d, *call, stop);
    if (!answer)
        co_return failure(answer.error());
    Result<T> value = co_await parsed(answer->body, parse);
    if (!value)
        value.error().httpStatus = answer->status;
    co_return value;
}

Task<Result<void>> Client::Private::tell(Shared d, Result<Call> call, std::stop_token stop)
{
    if (!call)
        co_return failure(call.error());
    Result<http::Response> answer = co_await success(d, *call, stop);
    if (!answer)
        co_return failure(answer.error());
    if (isPortal(*answer))
        co_return failure(portalAnswer(call->endpoint, answer->status));
    co_return Result<void>();
}

double randomJitter()
{
    return QRandomGenerator::global()->generateDouble();
}

Client::Client(QUrl apiBase, std::shared_ptr<http::Transport> transport,
    std::shared_ptr<Authenticator> authenticator, std::shared_ptr<Clock> clock,
    std::function<double()> jitter)
    : m_d(std::make_shared<Private>())
{
    m_d->apiBase = std::move(apiBase);
    m_d->transport = std::move(transport);
    m_d->authenticator = std::move(authenticator);
    m_d->clock = std::move(clock);
    m_d->jitter = jitter ? std::move(jitter) : [] { return 0.0; };
}

Task<Result<QList<CertificateType>>> Client::types(
    std::optional<OrgId> organization, std::stop_token stop)
{
    return Private::ask(m_d, typesCall(organization), parseTypes, std::move(stop));
}

Task<Result<QList<CustomFieldDefinition>>> Client::customFields(std::stop_token stop)
{
    return Private::ask(m_d, customFieldsCall(), parseCustomFields, std::move(stop));
}

Task<Result<QList<Organization>>> Client::organizations(std::stop_token stop)
{
    return Private::ask(m_d, organizationsCall(), parseOrganizations, std::move(stop));
}

Task<Result<Organization>> Client::organization(OrgId id, std::stop_token stop)
{
    return Private::organization(m_d, id, std::move(stop));
}

Task<Result<Organization>> Client::Private::organization(Shared d, OrgId id, std::stop_token stop)
{
    Result<Call> call = organizationCall(id);
    Result<Organization> result = co_await ask(d, call, parseOrganization, stop);
    if (!result && result.error().kind == ErrorKind::NotFound)
        result.error().setting = QStringLiteral("org-id");
    co_return result;
}

Task<Result<CertificateDetails>> Client::details(SslId id, std::stop_token stop)
{
    return Private::ask(m_d, detailsCall(id), parseDetails, std::move(stop));
}

Task<Result<EnrollAnswer>> Client::enroll(const EnrollRequest& request, std::stop_token stop)
{
    return Private::ask(m_d, enrollCall(request), parseEnrollAnswer, std::move(stop));
}

Task<Result<SslId>> Client::renew(SslId id, const QString& csr, std::stop_token stop)
{
    return Private::ask(m_d, renewCall(id, csr), parseRenewAnswer, std::move(stop));
}

Task<Result<void>> Client::replace(SslId id, const ReplaceRequest& request, std::stop_token stop)
{
    return Private::tell(m_d, replaceCall(id, request), std::move(stop));
}

Task<Result<Collected>> Client::collect(SslId id, CollectFormat format, std::stop_token stop)
{
    return Private::collect(m_d, id, format, std::move(stop));
}

Task<Result<Collected>> Client::Private::collect(
    Shared d, SslId id, CollectFormat format, std::stop_token stop)
{
    const Call call = collectCall(id, format);
    Result<http::Response> answer = co_await exchange(d, call, stop);
    if (!answer)
        co_return failure(answer.error());
    if (auto waiting = notReady(*answer)) {
        d->acceptedBefore = d->acceptedBefore || waiting->caCode;
        co_return Collected(*waiting);
    }
    if (!answer->isSuccess())
        co_return failure(errorFromAnswer(*answer, d->context(call.endpoint)));
    if (isPortal(*answer))
        co_return failure(portalAnswer(call.endpoint, answer->status));
    // The bytes go on as they are; only what can be no certificate in any format is stopped here.
    const QByteArray head = answer->body.trimmed().left(1);
    if (head == "{" || head == "[")
        co_return failure(malformedAnswer(call.endpoint, QStringLiteral("JSON, no certificate")));
    d->acceptedBefore = true;
    co_return Collected(answer->body);
}

Task<Result<void>> Client::revoke(
    SslId id, RevocationReason reasonCode, const QString& reason, std::stop_token stop)
{
    const Result<Call> call = revokeCall(id, reasonCode, reason, m_d->authenticator->method());
    if (!call)
        return Private::tell(m_d, call, std::move(stop));
    return Private::revoke(m_d, *call, id, {}, std::move(stop));
}

Task<Result<void>> Client::revokeBySerial(const pki::SerialNumber& serial,
    RevocationReason reasonCode, const QString& reason, std::stop_token stop)
{
    const Result<Call> call =
        revokeBySerialCall(serial, reasonCode, reason, m_d->authenticator->method());
    if (!call)
        return Private::tell(m_d, call, std::move(stop));
    return Private::revoke(m_d, *call, 0, serial, std::move(stop));
}

Task<Result<void>> Client::Private::revoke(
    Shared d, Call call, SslId id, pki::SerialNumber serial, std::stop_token stop)
{
    Result<Call> only = call;
    Result<void> result = co_await tell(d, only, stop);
    if (result)
        co_return result;
    const std::optional<int> code = result.error().caCode;
    if (code != codeNotIssued && code != codeAlreadyRevoked)
        co_return result;
    // "Only issued certificates can be revoked" is said of revoked ones, and of those to come.
    const bool isDone = co_await isRevoked(d, id, serial, stop);
    if (isDone)
        co_return Result<void>();
    co_return result;
}

Task<bool> Client::Private::isRevoked(
    Shared d, SslId id, pki::SerialNumber serial, std::stop_token stop)
{
    if (id == 0) {
        ListFilter filter;
        filter.serialNumber = serial;
        const Result<QList<ListItem>> found = co_await searchEitherForm(d, filter, 2, stop);
        if (!found || found->size() != 1)
            co_return false;
        id = found->first().id;
    }
    Result<Call> call = detailsCall(id);
    const Result<CertificateDetails> details = co_await ask(d, call, parseDetails, stop);
    co_return details && details->status == Status::Revoked;
}

namespace {

Result<ListPage> toPage(const Result<http::Response>& answer)
{
    if (!answer)
        return failure(answer.error());
    Result<QList<ListItem>> items = parseListItems(answer->body);
    if (!items)
        return failure(items.error());
    ListPage page;
    page.items = std::move(*items);
    bool isNumber = false;
    const qint64 total = answer->header("X-Total-Count").trimmed().toLongLong(&isNumber);
    if (isNumber && total >= 0)
        page.totalCount = total;
    return page;
}

} // namespace

Task<Result<ListPage>> Client::Private::page(Shared d, Call call, std::stop_token stop)
{
    const Result<http::Response> answer = co_await success(d, call, stop);
    co_return toPage(answer);
}

Task<Result<ListPage>> Client::list(
    const ListFilter& filter, int position, int size, std::stop_token stop)
{
    const Call call = listCall(filter, position, size, SerialForm::Colons);
    return Private::page(m_d, call, std::move(stop));
}

/// What several pages brought, each entry once.
struct Client::Private::Inventory {
    QList<ListItem> items;
    QSet<SslId> ids;
    qsizetype limit = 0;

    bool isFull() const { return items.size() >= limit; }
    void add(const ListItem& item)
    {
        if (isFull() || ids.contains(item.id))
            return;
        ids.insert(item.id);
        items.append(item);
    }
};

/// One pass over all pages. True when the inventory changed meanwhile, so that entries may have
/// been missed: they moved to a page that had been read.
Task<Result<bool>> Client::Private::readPages(Shared d, ListFilter filter, SerialForm form,
    std::shared_ptr<Inventory> inventory, std::stop_token stop)
{
    constexpr qint64 lastPosition = std::numeric_limits<int>::max() - pageSize;
    std::optional<qint64> firstTotal;
    std::optional<qint64> lastTotal;
    QSet<SslId> seen;
    qint64 position = 0;
    while (position <= lastPosition) {
        const Call call = listCall(filter, static_cast<int>(position), pageSize, form);
        const Result<ListPage> page = co_await Private::page(d, call, stop);
        if (!page)
            co_return failure(page.error());
        lastTotal = page->totalCount;
        if (!firstTotal)
            firstTotal = lastTotal;
        const qsizetype before = seen.size();
        for (const ListItem& item : page->items) {
            seen.insert(item.id);
            inventory->add(item);
        }
        if (inventory->isFull())
            co_return false;
        // A page of nothing new is the same page again: a server that ignores the position.
        position += page->items.size();
        const bool isShort = page->items.size() < pageSize;
        const bool isComplete = !lastTotal || position >= *lastTotal;
        if (seen.size() == before || (isShort && isComplete))
            break;
    }
    co_return firstTotal != lastTotal || (lastTotal && seen.size() < *lastTotal);
}

Task<Result<QList<ListItem>>> Client::Private::search(
    Shared d, ListFilter filter, SerialForm form, qsizetype limit, std::stop_token stop)
{
    const auto inventory = std::make_shared<Inventory>();
    inventory->limit = limit;
    constexpr int passes = 2;
    for (int pass = 0; pass < passes && !inventory->isFull(); ++pass) {
        const Result<bool> changed = co_await readPages(d, filter, form, inventory, stop);
        if (!changed)
            co_return failure(changed.error());
        if (!*changed)
            break;
    }
    co_return std::move(inventory->items);
}

Task<Result<QList<ListItem>>> Client::Private::searchEitherForm(
    Shared d, ListFilter filter, qsizetype limit, std::stop_token stop)
{
    Result<QList<ListItem>> found = co_await search(d, filter, SerialForm::Colons, limit, stop);
    if (!found || !found->isEmpty() || filter.serialNumber.isEmpty() || limit < 1)
        co_return found;
    Result<QList<ListItem>> foundBare = co_await search(d, filter, SerialForm::Bare, limit, stop);
    co_return foundBare;
}

Task<Result<QList<ListItem>>> Client::search(
    ListFilter filter, qsizetype limit, std::stop_token stop)
{
    return Private::searchEitherForm(m_d, std::move(filter), limit, std::move(stop));
}

} // namespace gatehouse::scm
