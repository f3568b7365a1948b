// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <core/connector/connector.h>

#include <QHash>
#include <QList>

#include <compare>

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

/// Where a page begins: after this event. Self-sufficient, so that a client may come back with
/// nothing else (reference, 1.6), also after a restart.
struct EventPosition {
    QDateTime start; ///< nothing before it is asked for
    QDateTime date;
    scm::SslId id = 0;
    CertificateEvent::Kind kind = CertificateEvent::Kind::Issued;
    int pageSize = 0;

    bool operator==(const EventPosition&) const = default;
    QString toText() const;
};
std::optional<EventPosition> parsePosition(const QString& text);

struct EventPage {
    QList<CertificateEvent> events;
    qsizetype total = 0; ///< from the start date on
    qsizetype offset = 0; ///< of the first of `events` in these
    bool hasMore = false;
    EventPosition next; ///< after the last of `events`

    bool operator==(const EventPage&) const = default;
};
/// One page of events that are sorted by date, id and kind; exactly `pageSize` long unless it is
/// the last. Pure.
EventPage pageOf(const QList<CertificateEvent>& sorted, const QDateTime& start,
    const std::optional<EventPosition>& after, int pageSize);

/// The events of one CA, built of Sectigo's list of certificates: SCM has no such list. Each
/// certificate's record is read once; afterwards only new and newly revoked ones are.
class EventIndex : public std::enable_shared_from_this<EventIndex> {
public:
    /// Brings the index up to date. One at a time: who comes meanwhile waits for the same.
    Task<Result<void>> refresh(
        std::shared_ptr<connector::Connector> connector, std::stop_token stop);
    /// By date, id, kind.
    const QList<CertificateEvent>& events() const { return m_events; }

private:
    Task<Result<void>> read(std::shared_ptr<connector::Connector> connector, QList<scm::SslId> ids,
        std::stop_token stop);
    void add(const scm::CertificateDetails& details);
    void sort();

    QHash<scm::SslId, bool> m_known; ///< whether it was revoked when it was read
    QList<CertificateEvent> m_events;
};

} // namespace gatehouse::gateway
