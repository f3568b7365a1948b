// SPDX-License-Identifier: Apache-2.0
#include <app/gateway/eventpages.h>

#include <QTimeZone>

#include <algorithm>
#include <limits>
#include <vector>

namespace gatehouse::gateway {

namespace {

using Kind = CertificateEvent::Kind;

constexpr int window =
    200; ///< entries of Sectigo's list that are read at once: as many as it gives
constexpr qsizetype inFlight = 6;

QDateTime instant(qint64 milliseconds)
{
    return QDateTime::fromMSecsSinceEpoch(milliseconds, QTimeZone::utc());
}

/// Whether the record says what happened; one that was read before a revocation does not.
bool isKnown(const EventRecords& records, const scm::ListItem& item, Kind kind)
{
    const auto known = records.constFind(item.id);
    return known != records.constEnd() && known->serialNumber == item.serialNumber
        && (kind == Kind::Issued || known->revoked.isValid());
}

std::optional<CertificateEvent> eventOf(scm::SslId id, const EventRecord& record, Kind kind)
{
    CertificateEvent event;
    event.id = id;
    event.kind = kind;
    event.serialNumber = record.serialNumber;
    event.date = kind == Kind::Issued ? record.issued : record.revoked;
    if (kind == Kind::Revoked)
        event.reason = record.reason;
    if (!event.date.isValid() || event.serialNumber.isEmpty())
        return std::nullopt;
    return event;
}

/// Reads the records of these entries that are not known yet.
Task<Result<void>> readRecords(EventSource source, QList<scm::ListItem> items, Kind kind)
{
    std::vector<Task<Result<scm::CertificateDetails>>> tasks;
    for (const scm::ListItem& item : items) {
        if (!item.serialNumber.isEmpty() && !isKnown(*source.records, item, kind))
            tasks.push_back(source.details(item.id));
    }
    std::optional<Error> error;
    for (auto& task : tasks) {
        const auto details = co_await task;
        if (details)
            source.records->insert(details->id,
                { details->serialNumber, details->issued, details->revoked,
                    details->revocationReason.value_or(0) });
        else if (details.error().kind != ErrorKind::NotFound)
            error = details.error();
    }
    if (error)
        co_return failure(*error);
    co_return Result<void>();
}

/// Adds what happened to these entries, up to a full page; the position moves over them.
void take(EventPage& page, const QList<scm::ListItem>& items, const EventRecords& records)
{
    for (const scm::ListItem& item : items) {
        if (page.events.size() >= page.next.pageSize)
            return;
        ++page.next.entry;
        page.next.last = item.id;
        const auto known = records.constFind(item.id);
        const auto event =
            known == records.constEnd() ? std::nullopt : eventOf(item.id, *known, page.next.kind);
        if (event && (!page.next.start.isValid() || event->date >= page.next.start))
            page.events.append(*event);
    }
}

struct Window {
    QList<scm::ListItem> items;
    bool isLast = false;
};

/// The entries from the position on. Where the list has grown before it, the last entry is found
/// again, and what follows it is not read twice.
Task<Result<Window>> readWindow(EventSource source, EventPosition* position)
{
    std::optional<scm::Status> status;
    if (position->kind == Kind::Revoked)
        status = scm::Status::Revoked;
    const auto listed = co_await source.list(status, position->entry, window);
    if (!listed)
        co_return failure(listed.error());
    Window read;
    read.items = listed->items;
    read.isLast = listed->items.size() < window;
    const auto last = std::ranges::find(read.items, position->last, &scm::ListItem::id);
    if (position->last != 0 && last != read.items.end()) {
        const auto moved = static_cast<int>(last - read.items.begin()) + 1;
        position->entry += moved;
        read.items = read.items.mid(moved);
    }
    co_return read;
}

/// What the window holds, up to a full page. An entry that is not issued yet costs no record.
Task<Result<void>> takeWindow(
    EventSource source, QList<scm::ListItem> items, EventPage* page, std::function<bool()> isLate)
{
    const qsizetype wanted = page->next.pageSize;
    for (qsizetype i = 0; i < items.size() && page->events.size() < wanted; i += inFlight) {
        if (i > 0 && isLate())
            break;
        const QList<scm::ListItem> some = items.mid(i, inFlight);
        const auto read = co_await readRecords(source, some, page->next.kind);
        if (!read)
            co_return failure(read.error());
        take(*page, some, *source.records);
    }
    co_return Result<void>();
}

} // namespace

QString EventPosition::toText() const
{
    const QStringList parts { QString::number(start.isValid() ? start.toMSecsSinceEpoch() : 0),
        QString::number(static_cast<int>(kind)), QString::number(entry), QString::number(last),
        QString::number(count), QString::number(pageSize) };
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
    constexpr qsizetype members = 6;
    constexpr qint64 largest = std::numeric_limits<int>::max() / 2;
    const auto isWithin = [](qint64 number, qint64 least, qint64 most) {
        return number >= least && number <= most;
    };
    if (numbers.size() != members || !isWithin(numbers[1], 0, 1)
        || !isWithin(numbers[2], 0, largest) || !isWithin(numbers[4], 0, largest)
        || !isWithin(numbers[5], 1, 1000))
        return std::nullopt;
    EventPosition position;
    if (numbers[0] != 0)
        position.start = instant(numbers[0]);
    position.kind = static_cast<Kind>(numbers[1]);
    position.entry = static_cast<int>(numbers[2]);
    position.last = numbers[3];
    position.count = static_cast<int>(numbers[4]);
    position.pageSize = static_cast<int>(numbers[5]);
    return position;
}

Task<Result<EventPage>> readPage(
    EventSource source, EventPosition from, std::function<bool()> isLate)
{
    EventPage page;
    page.next = from;
    page.hasMore = true;
    do {
        const auto read = co_await readWindow(source, &page.next);
        if (!read)
            co_return failure(read.error());
        const auto taken = co_await takeWindow(source, read->items, &page, isLate);
        if (!taken)
            co_return failure(taken.error());
        const bool isAllTaken = read->items.isEmpty() || page.next.last == read->items.last().id;
        if (!read->isLast || !isAllTaken)
            continue;
        page.hasMore = page.next.kind == Kind::Issued;
        page.next.kind = Kind::Revoked;
        page.next.entry = 0;
        page.next.last = 0;
    } while (page.hasMore && page.events.size() < from.pageSize && !isLate());
    page.next.count += static_cast<int>(page.events.size());
    co_return page;
}

} // namespace gatehouse::gateway
