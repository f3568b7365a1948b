// SPDX-License-Identifier: Apache-2.0
#include <app/gateway/orderaudit.h>

namespace gatehouse::gateway {

namespace {

AuditRecord recordOf(const QString& event, const orders::Order& order)
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

} // namespace

workspace::KeyExpiry::Rules unfetchedRules(const std::shared_ptr<AuditLog>& audit)
{
    workspace::KeyExpiry::Rules rules;
    rules.concerns = orders::isOfGatewayClient;
    rules.announce = [audit](const orders::Order& order) {
        return audit->write(recordOf(QStringLiteral("remove-key.requested"), order));
    };
    rules.ended = [audit](const orders::Order& order, const Result<void>& removed) {
        AuditRecord record = recordOf(
            removed ? QStringLiteral("remove-key.done") : QStringLiteral("remove-key.failed"),
            order);
        if (!removed)
            record.detail = removed.error().message;
        audit->note(record);
    };
    return rules;
}

void auditEnds(const std::shared_ptr<Surroundings>& around)
{
    workspace::OrderTracker* tracker = &around->workspace->tracker();
    QObject::connect(tracker, &workspace::OrderTracker::ended, tracker,
        [weak = std::weak_ptr(around)](const enrollment::Outcome& outcome) {
            const auto here = weak.lock();
            const orders::Order& order = outcome.order;
            if (!here || !orders::isOfGatewayClient(order))
                return;
            const bool isIssued = outcome.state == enrollment::Outcome::State::Issued;
            AuditRecord record = recordOf(
                isIssued ? QStringLiteral("enroll.issued") : QStringLiteral("enroll.failed"),
                order);
            if (outcome.failure)
                record.detail = outcome.failure->message;
            if (isIssued && !outcome.chain.isEmpty())
                record.serialNumber = outcome.chain.first().serialNumber().toHex();
            here->audit->note(record);
        });
}

} // namespace gatehouse::gateway
