// SPDX-License-Identifier: Apache-2.0
#include <app/gateway/handlers.h>
#include <app/gateway/reply.h>
#include <app/gateway/responses.h>
#include <core/enrollment/validityperiod.h>

#include <algorithm>

namespace gatehouse::gateway {

namespace {

constexpr int largestPage = 100;
/// Each certificate of a page is fetched from Sectigo.
constexpr int largestPageWithCertificates = 50;

/// Which page is asked for.
struct Query {
    QDateTime start;
    std::optional<EventPosition> after;
    int pageSize = 0;
    bool wantsCertificates = true;
};

ApiResult<Query> parseQuery(const Call& call)
{
    Query query;
    query.wantsCertificates = call.fields().wants(QStringLiteral("events.certificate"), true);
    query.pageSize = call.configuration->defaultPageSize;
    const int largest = query.wantsCertificates ? largestPageWithCertificates : largestPage;
    if (const QString index = call.query(QStringLiteral("nextPageIndex")); !index.isEmpty()) {
        query.after = parsePosition(index);
        if (!query.after)
            return refuse(status::badRequest, code::malformed,
                QStringLiteral("The nextPageIndex is none of ours: begin again with a startDate."),
                QStringLiteral("nextPageIndex"), index);
        query.start = query.after->start;
        query.pageSize = query.after->pageSize;
    } else if (const QString date = call.query(QStringLiteral("startDate")); !date.isEmpty()) {
        const auto start = enrollment::parseInstant(date);
        if (!start)
            return refuse(status::badRequest, code::malformed, start.error().message,
                QStringLiteral("startDate"), date);
        query.start = *start;
    }
    if (const QString size = call.query(QStringLiteral("preferredPageSize")); !size.isEmpty()) {
        bool isNumber = false;
        query.pageSize = size.toInt(&isNumber);
        if (!isNumber || query.pageSize < 1)
            return refuse(status::badRequest, code::malformed,
                QStringLiteral("preferredPageSize must be a number from 1 on."),
                QStringLiteral("preferredPageSize"), size);
    }
    query.pageSize = std::min(query.pageSize, largest);
    return query;
}

/// Base64 of the DER; empty where it may not be had any more, as with revoked certificates.
Task<QString> certificateText(
    ConnectorPointer connector, CertificateEvent event, std::stop_token stop)
{
    QString text;
    const auto collected =
        co_await connector->scm()->collect(event.id, scm::CollectFormat::X509, stop);
    const auto* bytes = collected ? std::get_if<QByteArray>(&*collected) : nullptr;
    if (bytes == nullptr)
        co_return text;
    const auto pool = pki::Certificate::parseAll(*bytes);
    if (!pool)
        co_return text;
    for (const pki::Certificate& certificate : *pool) {
        if (certificate.serialNumber() == event.serialNumber)
            text = base64(certificate);
    }
    co_return text;
}

Json eventJson(const CertificateEvent& event, qsizetype number)
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

Task<Json> eventsJson(
    ConnectorPointer connector, EventPage page, bool wantsCertificates, std::stop_token stop)
{
    Json events = Json::array();
    qsizetype number = page.offset;
    QHash<scm::SslId, QString> texts;
    for (const CertificateEvent& event : page.events) {
        Json json = eventJson(event, ++number);
        if (wantsCertificates) {
            if (!texts.contains(event.id)) {
                const CertificateEvent one = event;
                const QString text = co_await certificateText(connector, one, stop);
                texts.insert(event.id, text);
            }
            json["certificate"] = toJson(texts.value(event.id));
        }
        events.push_back(std::move(json));
    }
    co_return events;
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
    auto& slot = call.around->events[call.route.caId];
    if (!slot)
        slot = std::make_shared<EventIndex>();
    const std::shared_ptr<EventIndex> index = slot;
    const bool isFirstPage = !query->after;
    if (isFirstPage || index->events().isEmpty()) {
        const QByteArray key = "events/" + call.route.caId.toUtf8();
        const Turns::Turn turn = co_await call.around->turns->take(key);
        const auto refreshed = co_await index->refresh(connector, call.stop);
        if (!refreshed)
            co_return errorResponse(fromRead(refreshed.error()));
    }
    const EventPage page = pageOf(index->events(), query->start, query->after, query->pageSize);
    const bool wantsCertificates = query->wantsCertificates;
    Json events = co_await eventsJson(connector, page, wantsCertificates, call.stop);
    Json answer;
    answer["type"] = "CertificateEventsResponse";
    answer["metadata"]["currentCount"] = page.events.size();
    answer["metadata"]["totalCount"] = page.total;
    answer["metadata"]["currentOffset"] = page.offset;
    answer["metadata"]["currentLimit"] = query->pageSize;
    answer["events"] = std::move(events);
    answer["morePages"] = page.hasMore;
    answer["hasMore"] = page.hasMore;
    answer["nextPageIndex"] = toJson(page.next.date.isValid() ? page.next.toText() : QString());
    co_return jsonReply(status::ok, answer);
}

} // namespace gatehouse::gateway
