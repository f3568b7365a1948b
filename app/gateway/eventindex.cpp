// SPDX-License-Identifier: Apache-2.0
#include <app/gateway/eventindex.h>
#include <core/enrollment/validityperiod.h>

#include <QTimeZone>

#include <algorithm>
#include <tuple>
#include <vector>

namespace gatehouse::gateway {

namespace {

constexpr qsizetype mostCertificates = 50'000;
constexpr qsizetype inFlight = 6;

auto orderOf(const CertificateEvent& event)
{
    return std::tuple(event.date, event.id, event.kind);
}

QDateTime instant(qint64 milliseconds)
{
    return QDateTime::fromMSecsSinceEpoch(milliseconds, QTimeZone::utc());
}

} // namespace

QString EventPosition::toText() const
{
    const QStringList parts { QString::number(start.isValid() ? start.toMSecsSinceEpoch() : 0),
        QString::number(date.toMSecsSinceEpoch()), QString::number(id),
        QString::number(static_cast<int>(kind)), QString::number(pageSize) };
    return QString::fromLatin1(parts.join(u'.').toLatin1().toBase64(
        QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals));
}

std::optional<EventPosition> parsePosition(const QString& text)
{
    const auto decoded = QByteArray::fromBase64Encoding(
        text.toLatin1(), QByteArray::Base64UrlEncoding | QByteArray::AbortOnBase64DecodingErrors);
    if (!decoded)
        return std::nullopt;
    const QList<QByteArray> parts = (*decoded).split('.');
    QList<qint64> numbers;
    for (const QByteArray& part : parts) {
        bool isNumber = false;
        numbers.append(part.toLongLong(&isNumber));
        if (!isNumber)
            return std::nullopt;
    }
    constexpr qsizetype members = 5;
    if (numbers.size() != members || numbers[3] < 0 || numbers[3] > 1 || numbers[4] < 1
        || numbers[4] > 1000)
        return std::nullopt;
    EventPosition position;
    position.start = instant(numbers[0]);
    position.date = instant(numbers[1]);
    position.id = numbers[2];
    position.kind = static_cast<CertificateEvent::Kind>(numbers[3]);
    position.pageSize = static_cast<int>(numbers[4]);
    return position;
}

EventPage pageOf(const QList<CertificateEvent>& sorted, const QDateTime& start,
    const std::optional<EventPosition>& after, int pageSize)
{
    auto first = sorted.begin();
    if (start.isValid())
        first = std::ranges::find_if(
            sorted, [&start](const CertificateEvent& event) { return event.date >= start; });
    auto from = first;
    if (after) {
        const auto position = std::tuple(after->date, after->id, after->kind);
        from = std::find_if(first, sorted.end(),
            [&position](const CertificateEvent& event) { return orderOf(event) > position; });
    }
    EventPage page;
    page.total = sorted.end() - first;
    page.offset = from - first;
    page.events = sorted.mid(from - sorted.begin(), pageSize);
    page.hasMore = page.offset + page.events.size() < page.total;
    page.next.start = start;
    page.next.pageSize = pageSize;
    if (!page.events.isEmpty()) {
        page.next.date = page.events.last().date;
        page.next.id = page.events.last().id;
        page.next.kind = page.events.last().kind;
    } else if (after) {
        page.next = *after;
    }
    return page;
}

void EventIndex::add(const scm::CertificateDetails& details)
{
    const bool isRevoked = details.status == scm::Status::Revoked;
    const bool wasKnown = m_known.contains(details.id);
    m_known.insert(details.id, isRevoked);
    CertificateEvent event;
    event.id = details.id;
    event.serialNumber = details.serialNumber;
    if (!wasKnown && details.issued.isValid() && !details.serialNumber.isEmpty()) {
        event.date = details.issued;
        m_events.append(event);
    }
    if (isRevoked && details.revoked.isValid()) {
        event.date = details.revoked;
        event.kind = CertificateEvent::Kind::Revoked;
        event.reason = details.revocationReason.value_or(0);
        m_events.append(event);
    }
}

void EventIndex::sort()
{
    std::ranges::sort(m_events, {}, orderOf);
}

Task<Result<void>> EventIndex::read(
    std::shared_ptr<connector::Connector> connector, QList<scm::SslId> ids, std::stop_token stop)
{
    const auto self = shared_from_this();
    const auto scm = connector->scm();
    for (qsizetype start = 0; start < ids.size(); start += inFlight) {
        std::vector<Task<Result<scm::CertificateDetails>>> tasks;
        for (qsizetype i = start; i < std::min(start + inFlight, ids.size()); ++i)
            tasks.push_back(scm->details(ids[i], stop));
        std::optional<Error> error;
        for (auto& task : tasks) {
            const auto details = co_await task;
            if (details)
                self->add(*details);
            else if (details.error().kind != ErrorKind::NotFound)
                error = details.error();
        }
        if (error)
            co_return failure(*error);
    }
    co_return Result<void>();
}

Task<Result<void>> EventIndex::refresh(
    std::shared_ptr<connector::Connector> connector, std::stop_token stop)
{
    const auto self = shared_from_this();
    scm::ListFilter filter;
    filter.orgId = connector->resolved().orgId;
    QList<scm::SslId> toRead;
    // A certificate without a serial number is not issued yet: nothing has happened to it.
    const auto all = co_await connector->scm()->search(filter, mostCertificates, stop);
    if (!all)
        co_return failure(all.error());
    for (const scm::ListItem& item : *all) {
        if (!item.serialNumber.isEmpty() && !self->m_known.contains(item.id))
            toRead.append(item.id);
    }
    filter.status = scm::Status::Revoked;
    const auto revoked = co_await connector->scm()->search(filter, mostCertificates, stop);
    if (!revoked)
        co_return failure(revoked.error());
    for (const scm::ListItem& item : *revoked) {
        const auto known = self->m_known.constFind(item.id);
        if (known != self->m_known.constEnd() && !*known)
            toRead.append(item.id);
    }
    const auto done = co_await self->read(connector, toRead, stop);
    self->sort();
    co_return done;
}

} // namespace gatehouse::gateway
