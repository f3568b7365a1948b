// SPDX-License-Identifier: Apache-2.0
#include <app/gateway/enrollmentbody.h>
#include <core/enrollment/validityperiod.h>
#include <core/pki/attributetypes.h>

#include <algorithm>

namespace gatehouse::gateway {

namespace {

Error namesError(const QString& message)
{
    Error error = Error::of(ErrorKind::Policy, message);
    error.cause = QStringLiteral("policy/names");
    return error;
}

/// Equal by X.500's rules for values.
bool isSameValue(const QString& oid, const QString& left, const QString& right)
{
    const auto name = [&oid](const QString& value) {
        pki::AttributeTypeAndValue attribute;
        attribute.oid = oid;
        attribute.value = value;
        return pki::DistinguishedName({ { attribute } });
    };
    return name(left).matches(name(right));
}

/// Sectigo takes the common name from the CSR and all else about the subject from its own record of
/// the organization: a request for another subject must not be answered with a certificate for the
/// CSR's.
Result<void> checkSubject(const EnrollmentBody& body, QStringList& notes)
{
    const QString commonNameOid = pki::attributeOid(u"CN");
    const pki::DistinguishedName own = body.csr.subject();
    QStringList ignored;
    for (const pki::RelativeDistinguishedName& rdn : body.subject->rdns()) {
        for (const pki::AttributeTypeAndValue& wanted : rdn) {
            const QStringList present = own.values(wanted.oid);
            const auto isWanted = [&wanted](const QString& value) {
                return isSameValue(wanted.oid, value, wanted.value);
            };
            if (std::ranges::any_of(present, isWanted))
                continue;
            if (wanted.oid == commonNameOid)
                return failure(namesError(QStringLiteral(
                    "The subject %1 was asked for, and the CSR is for %2. Sectigo takes "
                    "the common name from the CSR: make the CSR for the name you want.")
                                              .arg(body.subject->toString(), own.toString())));
            const QString name = pki::attributeShortName(wanted.oid);
            ignored.append(
                QStringLiteral("%1=%2").arg(name.isEmpty() ? wanted.oid : name, wanted.value));
        }
    }
    if (!ignored.isEmpty())
        notes.append(
            QStringLiteral("%1 was not ordered: Sectigo fills the subject in from its record "
                           "of the organization.")
                .arg(ignored.join(QLatin1String(", "))));
    return {};
}

Result<void> composeSubject(
    const EnrollmentBody& body, enrollment::EnrollmentRequest& request, QStringList& notes)
{
    request.csr = body.csr;
    if (body.csr.isNull()) {
        if (!body.subject)
            return failure(namesError(QStringLiteral(
                "No subject was given: send subjectDn, or the subject variable cn.")));
        request.subject = *body.subject;
        return {};
    }
    if (!body.subject)
        return {};
    return checkSubject(body, notes);
}

/// Properties that CA Gateway's clients send for other connectors go where Sectigo has a place for
/// them; the rest are custom fields.
void composeFields(
    const EnrollmentBody& body, enrollment::EnrollmentRequest& request, QStringList& notes)
{
    for (const auto& [name, value] : body.variables)
        request.customFields.append({ name, value });
    for (const auto& [name, value] : body.properties) {
        if (name == QLatin1String("tracking.requesterEmail"))
            request.externalRequester = value;
        else if (name == QLatin1String("tracking.trackingInfo"))
            request.comment = value;
        else if (name.startsWith(QLatin1String("tracking.")))
            notes.append(QStringLiteral("%1 was not used: Sectigo has no place for it.").arg(name));
        else
            request.customFields.append({ name, value });
    }
}

} // namespace

Result<enrollment::EnrollmentRequest> composeRequest(const EnrollmentBody& body,
    const Client& client, const QList<int>& terms, const QDateTime& now, QStringList& notes)
{
    enrollment::EnrollmentRequest request;
    request.profileId = body.profileId;
    request.requestedBy = client.name;
    request.subjectAltNames = body.subjectAltNames;
    request.takeNamesFromCsr = body.useSanFromCsr;
    if (auto composed = composeSubject(body, request, notes); !composed)
        return failure(composed.error());
    composeFields(body, request, notes);
    const auto days = enrollment::requestedDays(body.validityPeriod, terms, now);
    if (!days)
        return failure(days.error());
    request.days = *days;
    return request;
}

} // namespace gatehouse::gateway
