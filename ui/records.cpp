// SPDX-License-Identifier: Apache-2.0
#include <ui/format.h>
#include <ui/records.h>

#include <QCoreApplication>

namespace gatehouse::ui {

namespace {

using Row = DetailsGrid::Row;

struct Text {
    Q_DECLARE_TR_FUNCTIONS(gatehouse::Records)
};

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
        lines.append(Text::tr("%1: %2", "name of a custom field, its value")
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
    return order.kind == orders::OrderKind::Pkcs12 ? Text::tr("Key made here (PKCS #12)")
                                                   : Text::tr("Request brought along (PKCS #10)");
}

QString days(int term)
{
    return term == 0 ? QString() : Text::tr("%n day(s)", nullptr, term);
}

} // namespace

QList<Row> recordRows(const scm::CertificateDetails& details)
{
    const auto revocation =
        details.revocationReason ? QString::number(*details.revocationReason) : QString();
    return {
        { QStringLiteral("recordStatus"), Text::tr("Status"),
            statusPhrase(details.status, details.statusText).text },
        { QStringLiteral("recordId"), Text::tr("Sectigo ID"), numberOf(details.id) },
        { QStringLiteral("recordOrderNumber"), Text::tr("Order number"),
            visibleText(details.orderNumber) },
        { QStringLiteral("recordRequester"), Text::tr("Requester"),
            visibleText(details.requester) },
        { QStringLiteral("recordExternalRequester"), Text::tr("External requester"),
            visibleText(details.externalRequester) },
        { QStringLiteral("recordProfile"), Text::tr("Profile"),
            visibleText(details.certType.name) },
        { QStringLiteral("recordTerm"), Text::tr("Term"), days(details.term) },
        { QStringLiteral("recordRequested"), Text::tr("Requested"),
            formatTimeWithUtc(details.requested) },
        { QStringLiteral("recordApproved"), Text::tr("Approved"),
            formatTimeWithUtc(details.approved) },
        { QStringLiteral("recordIssued"), Text::tr("Issued"), formatTimeWithUtc(details.issued) },
        { QStringLiteral("recordDeclined"), Text::tr("Declined"),
            formatTimeWithUtc(details.declined) },
        { QStringLiteral("recordExpires"), Text::tr("Expires"),
            formatTimeWithUtc(details.expires) },
        { QStringLiteral("recordReplaced"), Text::tr("Replaced"),
            formatTimeWithUtc(details.replaced) },
        { QStringLiteral("recordRevoked"), Text::tr("Revoked"),
            formatTimeWithUtc(details.revoked) },
        { QStringLiteral("recordRevocationReason"), Text::tr("Reason of the revocation"),
            revocation },
        { QStringLiteral("recordNames"), Text::tr("Names"),
            linesOf(details.subjectAlternativeNames) },
        { QStringLiteral("recordComments"), Text::tr("Comments"), visibleText(details.comments) },
        { QStringLiteral("recordCustomFields"), Text::tr("Custom fields"),
            customFieldsOf(details.customFields) },
    };
}

QList<Row> orderRows(const orders::Order& order)
{
    return {
        { QStringLiteral("orderState"), Text::tr("State"), orderStatePhrase(order.state).text },
        { QStringLiteral("orderFailure"), Text::tr("Reason"),
            order.failure ? visibleText(order.failure->message) : QString() },
        { QStringLiteral("orderFailureDetail"), Text::tr("Technical detail"),
            order.failure ? visibleText(order.failure->detail) : QString(), true },
        { QStringLiteral("orderId"), Text::tr("Order"), order.id, true },
        { QStringLiteral("orderConnector"), Text::tr("Certificate authority"), order.connectorId },
        { QStringLiteral("orderProfile"), Text::tr("Profile"), visibleText(order.profileId) },
        { QStringLiteral("orderKind"), Text::tr("Kind"), kindOf(order) },
        { QStringLiteral("orderSubject"), Text::tr("Subject as ordered"), nameLines(order.subject),
            false, order.subject },
        { QStringLiteral("orderNames"), Text::tr("Alternative names as ordered"),
            linesOf(order.subjectAltNames) },
        { QStringLiteral("orderTerm"), Text::tr("Term"), days(order.term) },
        { QStringLiteral("orderRequestedBy"), Text::tr("Ordered by"),
            visibleText(order.requestedBy) },
        { QStringLiteral("orderCreated"), Text::tr("Ordered"), formatTimeWithUtc(order.created) },
        { QStringLiteral("orderUpdated"), Text::tr("Last change"),
            formatTimeWithUtc(order.updated) },
        { QStringLiteral("orderSectigoId"), Text::tr("Sectigo ID"), numberOf(order.sslId) },
        { QStringLiteral("orderAttempts"), Text::tr("Attempts to collect"),
            numberOf(order.attempt) },
        { QStringLiteral("orderCaStatus"), Text::tr("Sectigo's status"),
            visibleText(order.caStatus) },
        { QStringLiteral("orderLastAnswer"), Text::tr("Sectigo's last answer"),
            visibleText(order.lastAnswer) },
        { QStringLiteral("orderSerial"), Text::tr("Serial number"), order.serialNumber.toHex(),
            true },
        { QStringLiteral("orderExpires"), Text::tr("Expires"), formatTimeWithUtc(order.notAfter) },
    };
}

} // namespace gatehouse::ui
