// SPDX-License-Identifier: Apache-2.0
#include <app/gateway/terms.h>
#include <core/pki/attributetypes.h>

namespace gatehouse::gateway {

ApiResult<lookup::Term> serialTerm(const QString& text)
{
    const auto serial = pki::SerialNumber::fromHex(text);
    if (!serial || serial->isEmpty())
        return refuse(status::badRequest, code::malformed,
            QStringLiteral("The serial number must be hexadecimal, as in 5912bd91."),
            QStringLiteral("serialNumber"), text);
    lookup::Term term;
    term.kind = lookup::Term::Kind::SerialNumber;
    term.serialNumber = *serial;
    return term;
}

ApiResult<lookup::Term> subjectTerm(const QString& text)
{
    lookup::Term term;
    term.kind = lookup::Term::Kind::DistinguishedName;
    if (!text.contains(u'=')) {
        pki::AttributeTypeAndValue commonName;
        commonName.oid = pki::attributeOid(u"CN");
        commonName.value = text.trimmed();
        term.name = pki::DistinguishedName({ { commonName } });
        return term;
    }
    const auto name = pki::DistinguishedName::parse(text);
    if (!name || name->isEmpty())
        return refuse(status::badRequest, code::malformed,
            name ? QStringLiteral("The subject is empty.") : name.error().message,
            QStringLiteral("dn"), text);
    term.name = *name;
    return term;
}

ApiError notIssuedYet(const QList<orders::Order>& pending, const QString& value)
{
    ApiError api;
    api.status = status::notFound;
    api.code = code::unknownCertificate;
    api.message =
        QStringLiteral("No certificate of this name or number has been issued yet. Ask again later "
                       "if one is ordered, or compare what was asked for with the certificate.");
    api.value = value;
    for (const orders::Order& order : pending)
        api.details.append(
            QStringLiteral("Order %1 waits%2.")
                .arg(order.id,
                    order.caStatus.isEmpty() ? QString()
                                             : QStringLiteral(", the CA says ") + order.caStatus));
    return api;
}

} // namespace gatehouse::gateway
