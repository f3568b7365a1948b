// SPDX-License-Identifier: Apache-2.0
#include <app/gateway/handlers.h>
#include <app/gateway/reply.h>
#include <app/gateway/responses.h>
#include <core/enrollment/validityperiod.h>
#include <core/scm/collected.h>

#include <algorithm>
#include <vector>

namespace gatehouse::gateway {

namespace {

constexpr int largestPage = 100;

/// A page that takes longer than this to read ends short: each certificate of it is fetched from
/// Sectigo, and clients wait half a minute.
constexpr std::chrono::seconds longestRead { 10 };

/// Which page is asked for.
struct Query {
    EventPosition from;
    bool wantsCertificates = true;
};

ApiResult<Query> parseQuery(const Call& call)
{
    Query query;
    query.wantsCertificates = call.fields().wants(QStringLiteral("events.certificate"), true);
    query.from.pageSize = call.configuration->defaultPageSize;
    if (const QString index = call.query(QStringLiteral("nextPageIndex")); !index.isEmpty()) {
        const auto position = parsePosition(index);
        if (!position)
            return refuse(status::badRequest, code::malformed,
                QStringLiteral("The nextPageIndex is none of ours: begin again with a startDate."),
                QStringLiteral("nextPageIndex"), index);
        query.from = *position;
    } else if (const QString date = call.query(QStringLiteral("startDate")); !date.isEmpty()) {
        const auto start = enrollment::parseInstant(date);
        if (!start)
            return refuse(status::badRequest, code::malformed, start.error().message,
                QStringLiteral("startDate"), date);
        query.from.start = *start;
    }
    if (const QString size = call.query(QStringLiteral("preferredPageSize")); !size.isEmpty()) {
        bool isNumber = false;
        query.from.pageSize = size.toInt(&isNumber);
        if (!isNumber || query.from.pageSize < 1)
            return refuse(status::badRequest, code::malformed,
                QStringLiteral("preferredPageSize must be a number from 1 on."),
                QStringLiteral("preferredPageSize"), size);
    }
    query.from.pageSize = std::min(query.from.pageSize, largestPage);
    return query;
}

/// Base64 of the DER; empty where it may not be had any more, as with revoked certificates.
Task<QString> certificateText(
    ConnectorPointer connector, CertificateEvent event, std::stop_token stop)
{
    const auto collected =
        co_await connector->scm()->collect(event.id, scm::CollectFormat::X509, stop);
    const QList<pki::Certificate> chain = scm::chainIn(collected, event.serialNumber);
    co_return chain.isEmpty() ? QString() : base64(chain.first());
}

Json eventJson(const CertificateEvent& event, int number)
{
    const bool isRevocation = event.kind == CertificateEvent::Kind::Revoked;
    Json json;
    json["action"] = isRevocation ? "revoked" : "issued";
    json["event"] = number;
    json["eventDate"] = toJson(instantText(event.date));
    json["serialNumber"] = toJson(event.serialNumber.toHex());
    if (isRevocation)
        json["reason"] = toJson(reasonWord(event.reason));
    json["detail"] = "";
    return json;
}

/// Of every certificate on the page, by id; some at once, since each is a request to Sectigo.
Task<QHash<scm::SslId, QString>> certificateTexts(
    ConnectorPointer connector, QList<CertificateEvent> events, std::stop_token stop)
{
    constexpr qsizetype inFlight = 6;
    QHash<scm::SslId, QString> texts;
    for (qsizetype i = 0; i < events.size(); i += inFlight) {
        const QList<CertificateEvent> some = events.mid(i, inFlight);
        std::vector<Task<QString>> tasks;
        for (const CertificateEvent& event : some)
            tasks.push_back(certificateText(connector, event, stop));
        for (qsizetype k = 0; k < some.size(); ++k) {
            const QString text = co_await tasks[static_cast<std::size_t>(k)];
            texts.insert(some[k].id, text);
        }
    }
    co_return texts;
}

Task<Json> eventsJson(ConnectorPointer connector, EventPage page, int number,
    bool wantsCertificates, std::stop_token stop)
{
    QHash<scm::SslId, QString> texts;
    if (wantsCertificates)
        texts = co_await certificateTexts(connector, page.events, stop);
    Json events = Json::array();
    for (const CertificateEvent& event : page.events) {
        Json json = eventJson(event, ++number);
        if (wantsCertificates)
            json["certificate"] = toJson(texts.value(event.id));
        events.push_back(std::move(json));
    }
    co_return events;
}

EventSource sourceOf(const ConnectorPointer& connector, std::shared_ptr<EventRecords> records,
    const std::stop_token& stop)
{
    EventSource source;
    source.records = std::move(records);
    source.list = [connector, stop](std::optional<scm::Status> status, int position, int size) {
        scm::ListFilter filter;
        filter.orgId = connector->resolved().orgId;
        filter.status = status;
        return connector->scm()->list(filter, position, size, stop);
    };
    source.details = [connector, stop](
                         scm::SslId id) { return connector->scm()->details(id, stop); };
    return source;
}

} // namespace

Task<http::ServerResponse> certificateEvents(Call call)
{
    const auto query = parseQuery(call);
    if (!query)
        co_return errorResponse(query.error());
    const auto opened = co_await call.around->workspace->open(call.route.caId);
    if (!opened)
        co_return errorResponse(fromRead(opened.error()));
    const ConnectorPointer& connector = *opened;
    auto& records = call.known->events[call.route.caId];
    if (!records)
        records = std::make_shared<EventRecords>();
    const EventSource source = sourceOf(connector, records, call.stop);
    // Of many that ask at once, one reads.
    const QByteArray key = "events/" + call.route.caId.toUtf8();
    Turns::Turn turn = co_await call.around->turns->take(key);
    const auto clock = call.around->clock;
    const auto latest = clock->steadyNow() + longestRead;
    const std::function<bool()> isLate = [clock, latest] { return clock->steadyNow() > latest; };
    const EventPosition& from = query->from;
    const auto page = co_await readPage(source, from, isLate);
    if (!page)
        co_return errorResponse(fromRead(page.error()));
    turn.reset();
    const bool wantsCertificates = query->wantsCertificates;
    Json events = co_await eventsJson(connector, *page, from.count, wantsCertificates, call.stop);
    Json answer;
    answer["type"] = "CertificateEventsResponse";
    answer["metadata"]["currentCount"] = page->events.size();
    answer["metadata"]["currentOffset"] = from.count;
    answer["metadata"]["currentLimit"] = from.pageSize;
    answer["events"] = std::move(events);
    answer["morePages"] = page->hasMore;
    answer["hasMore"] = page->hasMore;
    answer["nextPageIndex"] = toJson(page->next.toText());
    co_return jsonReply(status::ok, answer);
}

} // namespace gatehouse::gateway
