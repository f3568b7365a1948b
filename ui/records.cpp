// SPDX-License-Identifier: Apache-2.0
#include <ui/format.h>
#include <ui/records.h>
#include <ui/words.h>

namespace gatehouse::ui {

namespace {

using Row = DetailsGrid::Row;

QString linesOf(const QStringList& texts)
{
    QStringList lines;
    for (const QString& text : texts)
        lines.append(visibleText(text));
    return lines.join(u'\n');
}

QString numberOf(qint64 number)
{
    return number == 0 ? QString() : QString::number(number);
}

QString customFieldsOf(const QList<scm::CustomField>& fields)
{
    QStringList lines;
    for (const scm::CustomField& field : fields) {
        lines.append(Words::tr("%1: %2", "name of a custom field, its value")
                         .arg(visibleText(field.name), visibleText(field.value)));
    }
    return lines.join(u'\n');
}

QString nameLines(const QString& subject)
{
    const auto name = pki::DistinguishedName::parse(subject);
    return name ? formatName(*name) : visibleText(subject);
}

QString kindOf(const orders::Order& order)
{
    return order.kind == orders::OrderKind::Pkcs12 ? Words::tr("Key made here (PKCS #12)")
                                                   : Words::tr("Request brought along (PKCS #10)");
}

QString days(int term)
{
    return term == 0 ? QString() : Words::tr("%n day(s)", nullptr, term);
}

} // namespace

QList<Row> recordRows(const scm::CertificateDetails& details)
{
    const auto revocation =
        details.revocationReason ? QString::number(*details.revocationReason) : QString();
    return {
        { QStringLiteral("recordStatus"), Words::tr("Status"),
            statusPhrase(details.status, details.statusText).text },
        { QStringLiteral("recordId"), Words::tr("Sectigo ID"), numberOf(details.id) },
        { QStringLiteral("recordOrderNumber"), Words::tr("Order number"),
            visibleText(details.orderNumber) },
        { QStringLiteral("recordRequester"), Words::tr("Requester"),
            visibleText(details.requester) },
        { QStringLiteral("recordExternalRequester"), Words::tr("External requester"),
            visibleText(details.externalRequester) },
        { QStringLiteral("recordProfile"), Words::tr("Profile"),
            visibleText(details.certType.name) },
        { QStringLiteral("recordTerm"), Words::tr("Term"), days(details.term) },
        { QStringLiteral("recordRequested"), Words::tr("Requested"),
            formatTimeWithUtc(details.requested) },
        { QStringLiteral("recordApproved"), Words::tr("Approved"),
            formatTimeWithUtc(details.approved) },
        { QStringLiteral("recordIssued"), Words::tr("Issued"), formatTimeWithUtc(details.issued) },
        { QStringLiteral("recordDeclined"), Words::tr("Declined"),
            formatTimeWithUtc(details.declined) },
        { QStringLiteral("recordExpires"), Words::tr("Expires"),
            formatTimeWithUtc(details.expires) },
        { QStringLiteral("recordReplaced"), Words::tr("Replaced"),
            formatTimeWithUtc(details.replaced) },
        { QStringLiteral("recordRevoked"), Words::tr("Revoked"),
            formatTimeWithUtc(details.revoked) },
        { QStringLiteral("recordRevocationReason"), Words::tr("Reason of the revocation"),
            revocation },
        { QStringLiteral("recordNames"), Words::tr("Names"),
            linesOf(details.subjectAlternativeNames) },
        { QStringLiteral("recordComments"), Words::tr("Comments"), visibleText(details.comments) },
        { QStringLiteral("recordCustomFields"), Words::tr("Custom fields"),
            customFieldsOf(details.customFields) },
    };
}

QList<Row> orderRows(const orders::Order& order, const QString& connector)
{
    return {
        { QStringLiteral("orderState"), Words::tr("State"), orderStatePhrase(order.state).text },
        { QStringLiteral("orderFailure"), Words::tr("Reason"),
            order.failure ? visibleText(order.failure->message) : QString() },
        { QStringLiteral("orderFailureDetail"), Words::tr("Technical detail"),
            order.failure ? visibleText(order.failure->detail) : QString(), true },
        { QStringLiteral("orderId"), Words::tr("Order"), order.id, true },
        { QStringLiteral("orderConnector"), Words::tr("Certificate authority"), connector },
        { QStringLiteral("orderProfile"), Words::tr("Profile"), visibleText(order.profileId) },
        { QStringLiteral("orderKind"), Words::tr("Kind"), kindOf(order) },
        { QStringLiteral("orderSubject"), Words::tr("Subject as ordered"), nameLines(order.subject),
            false, order.subject },
        { QStringLiteral("orderNames"), Words::tr("Alternative names as ordered"),
            linesOf(order.subjectAltNames) },
        { QStringLiteral("orderTerm"), Words::tr("Term"), days(order.term) },
        { QStringLiteral("orderRequestedBy"), Words::tr("Ordered by"),
            visibleText(order.requestedBy) },
        { QStringLiteral("orderCreated"), Words::tr("Ordered"), formatTimeWithUtc(order.created) },
        { QStringLiteral("orderUpdated"), Words::tr("Last change"),
            formatTimeWithUtc(order.updated) },
        { QStringLiteral("orderSectigoId"), Words::tr("Sectigo ID"), numberOf(order.sslId) },
        { QStringLiteral("orderAttempts"), Words::tr("Attempts to collect"),
            numberOf(order.attempt) },
        { QStringLiteral("orderCaStatus"), Words::tr("Sectigo's status"),
            visibleText(order.caStatus) },
        { QStringLiteral("orderLastAnswer"), Words::tr("Sectigo's last answer"),
            visibleText(order.lastAnswer) },
        { QStringLiteral("orderSerial"), Words::tr("Serial number"), order.serialNumber.toHex(),
            true },
        { QStringLiteral("orderExpires"), Words::tr("Expires"), formatTimeWithUtc(order.notAfter) },
    };
}

} // namespace gatehouse::ui
