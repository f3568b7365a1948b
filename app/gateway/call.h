// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <app/gateway/access.h>
#include <app/gateway/auditlog.h>
#include <app/gateway/eventpages.h>
#include <app/gateway/fields.h>
#include <app/gateway/metrics.h>
#include <app/gateway/turns.h>
#include <core/workspace/workspace.h>

#include <QHostAddress>
#include <QMultiHash>

namespace gatehouse::gateway {

using ConnectorPointer = std::shared_ptr<connector::Connector>;

/// What a CA was asked for lately, by CA id: it changes rarely and is asked for often. Each
/// configuration has its own.
struct Known {
    template <class T> struct Remembered {
        T value;
        QDateTime until;
    };
    QHash<QString, Remembered<QByteArray>> profiles;
    QHash<QString, Remembered<QList<pki::Certificate>>> chains;
    QHash<QString, Remembered<bool>> states;
    QHash<QString, QDateTime> profilesRead; ///< for an enrollment that they refused
    QHash<QString, std::shared_ptr<EventRecords>> events;
};

/// What the handlers share, and keep: one that is being sent to Sectigo may outlast the service.
struct Surroundings {
    std::shared_ptr<workspace::Workspace> workspace;
    std::shared_ptr<Clock> clock;
    std::shared_ptr<AuditLog> audit;
    std::shared_ptr<Metrics> metrics;
    std::shared_ptr<Turns> turns = std::make_shared<Turns>();
    QMultiHash<orders::OrderId, QHostAddress>
        attended; ///< orders whose client is connected, as far as the system knows, and from where
};

/// One request that may be made: the client is known and allowed to. The configuration is the one
/// with which it began.
struct Call {
    std::shared_ptr<const Configuration> configuration;
    std::shared_ptr<Known> known;
    std::shared_ptr<Surroundings> around;
    Client client;
    Route route;
    http::ServerRequest request;
    std::stop_token stop; ///< the client has left, or the gateway ends

    FieldSelection fields() const { return fieldSelection(request.queryItems()); }
    QString query(const QString& name) const { return queryValue(request.queryItems(), name); }
    /// "https://host:port/cagw/v1/certificate-authorities/CA1", as the client would write it.
    QString caUrl() const;
    AuditRecord audit(const QString& event) const;
};

} // namespace gatehouse::gateway
