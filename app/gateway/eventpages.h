// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <core/scm/client.h>

#include <QHash>
#include <QList>

#include <functional>
#include <memory>

namespace gatehouse::gateway {

/// Something that happened to a certificate: it was issued, or revoked.
struct CertificateEvent {
    enum class Kind { Issued, Revoked };
    QDateTime date; ///< UTC
    scm::SslId id = 0;
    Kind kind = Kind::Issued;
    pki::SerialNumber serialNumber;
    std::optional<int> reason; ///< of a revocation

    bool operator==(const CertificateEvent&) const = default;
};

/// Where a page begins. Self-sufficient, so that a client may come back with nothing else
/// (reference, 1.6), also after a restart.
struct EventPosition {
    QDateTime start; ///< what happened before it is not asked for; invalid: everything is
    CertificateEvent::Kind kind = CertificateEvent::Kind::Issued; ///< of which list
    int entry = 0; ///< of Sectigo's list, the first that was not read yet
    scm::SslId last = 0; ///< the entry before it: found again when the list has moved
    int count = 0; ///< events on the pages before
    int pageSize = 0;

    bool operator==(const EventPosition&) const = default;
    QString toText() const;
};
std::optional<EventPosition> parsePosition(const QString& text);

struct EventPage {
    QList<CertificateEvent> events;
    bool hasMore = false;
    EventPosition next; ///< where the next page begins
};

/// What is known of certificates already: neither date ever changes.
struct EventRecord {
    pki::SerialNumber serialNumber;
    QDateTime issued, revoked; ///< UTC; invalid when it has not happened
    int reason = 0;
};
using EventRecords = QHash<scm::SslId, EventRecord>;

/// Where events come from. SCM has no list of events, only certificates, and their dates only in
/// each one's own record.
struct EventSource {
    std::function<Task<Result<scm::ListPage>>(
        std::optional<scm::Status> status, int position, int size)>
        list;
    std::function<Task<Result<scm::CertificateDetails>>(scm::SslId id)> details;
    std::shared_ptr<EventRecords> records; ///< never null
};

/// First every certificate that was issued, then every one that was revoked, each in the order of
/// Sectigo's list. Reads no more records than it takes to fill the page; once `isLate` says so the
/// page ends short, but not before some were read, and more pages follow (reference, 2.9).
Task<Result<EventPage>> readPage(
    EventSource source, EventPosition from, std::function<bool()> isLate);

} // namespace gatehouse::gateway
