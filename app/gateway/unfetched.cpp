// SPDX-License-Identifier: Apache-2.0
#include <app/gateway/log.h>
#include <app/gateway/unfetched.h>
#include <core/pki/distinguishedname.h>

namespace gatehouse::gateway {

namespace {

AuditRecord removalRecord(const QString& event, const orders::Order& order)
{
    AuditRecord record;
    record.event = event;
    record.client = order.requestedBy;
    record.ca = order.connectorId;
    record.order = order.id;
    record.profile = order.profileId;
    record.subject = order.subject;
    record.serialNumber = order.serialNumber.toHex();
    return record;
}

/// Clients are known by their certificate's subject, persons by their user name.
bool isOfClient(const orders::Order& order)
{
    return pki::DistinguishedName::parse(order.requestedBy).has_value();
}

} // namespace

workspace::KeyExpiry::Rules unfetchedRules(AuditLog& audit)
{
    workspace::KeyExpiry::Rules rules;
    rules.concerns = isOfClient;
    rules.announce = [&audit](const orders::Order& order) {
        return audit.write(removalRecord(QStringLiteral("remove-key.requested"), order));
    };
    rules.ended = [&audit](const orders::Order& order, const Result<void>& removed) {
        AuditRecord record = removalRecord(
            removed ? QStringLiteral("remove-key.done") : QStringLiteral("remove-key.failed"),
            order);
        if (!removed)
            record.detail = removed.error().message;
        if (const auto written = audit.write(record); !written)
            qCCritical(logGateway) << written.error();
    };
    return rules;
}

} // namespace gatehouse::gateway
