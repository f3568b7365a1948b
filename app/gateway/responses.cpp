// SPDX-License-Identifier: Apache-2.0
#include <app/gateway/responses.h>
#include <core/pki/attributetypes.h>

#include <algorithm>
#include <array>

namespace gatehouse::gateway {

namespace {

constexpr auto connectorName = "com.Sectigo";
constexpr auto connectorType = "Sectigo";

/// RFC 2253 with a blank after each comma. toString() puts a comma between RDNs and escapes it
/// elsewhere.
QString spacedName(const pki::DistinguishedName& name)
{
    QStringList rdns;
    for (const pki::RelativeDistinguishedName& rdn : name.rdns())
        rdns.prepend(pki::DistinguishedName({ rdn }).toString());
    return rdns.join(QLatin1String(", "));
}

Json caEntryJson(const CaEntry& ca, const QList<pki::Certificate>& chain,
    const FieldSelection& fields, const QString& root)
{
    Json entry;
    entry["id"] = toJson(ca.id);
    entry["name"] = toJson(ca.name);
    Json properties;
    properties["connector-name"] = connectorName;
    properties["type"] = connectorType;
    if (!chain.isEmpty())
        properties["issuer-dn"] = toJson(subjectText(chain.first().subject()));
    entry["properties"] = std::move(properties);
    if (!chain.isEmpty() && fields.wants(root + QLatin1String(".certificate"), false))
        entry["certificate"] = Json { { "certificateData", toJson(base64(chain.first())) } };
    const bool wantsChain = fields.wants(root + QLatin1String(".chain"), false);
    entry["chain"] = wantsChain ? chainJson(chain.mid(1)) : Json::array();
    return entry;
}

Json enrollmentJson(const QString& order, const QString& subject)
{
    Json enrollment;
    enrollment["id"] = toJson(order);
    enrollment["subjectName"] = toJson(subject);
    return enrollment;
}

Json publicKeyJson(const pki::Certificate& leaf)
{
    Json info;
    const auto type = leaf.keyType();
    info["publicKeyAlg"] = toJson(type ? type->algorithmName() : QString());
    info["subjectPublicKey"] = toJson(QString::fromLatin1(leaf.publicKeyInfo().toBase64()));
    return info;
}

QString statusWord(scm::Status status)
{
    switch (status) {
    case scm::Status::Revoked:
        return QStringLiteral("revoked");
    case scm::Status::Expired:
        return QStringLiteral("expired");
    default:
        return QStringLiteral("normal");
    }
}

Json revocationJson(const scm::CertificateDetails& details)
{
    Json info;
    info["comment"] = "";
    info["reason"] = toJson(reasonWord(details.revocationReason));
    const QString date = instantText(details.revoked);
    info["revocationDate"] = toJson(date);
    info["compromiseDate"] = toJson(date);
    return info;
}

void addNames(
    Json& certificate, const pki::DistinguishedName& subject, const pki::DistinguishedName& issuer)
{
    certificate["issuerName"] = toJson(subjectText(issuer));
    certificate["subjectName"] = toJson(subjectText(subject));
    certificate["rfc2253EncodedSubjectName"] = toJson(spacedName(subject));
    certificate["rfc2253EscapedSubjectName"] = toJson(subject.toString());
}

/// Of a certificate that is here.
void addCertificate(Json& certificate, const pki::Certificate& leaf)
{
    certificate["signatureAlgID"] = toJson(leaf.signatureAlgorithmOid());
    certificate["certificateSignatureAlg"] = toJson(leaf.signatureAlgorithm());
    addNames(certificate, leaf.subject(), leaf.issuer());
    certificate["validityPeriod"] = toJson(validityText(leaf.notBefore(), leaf.notAfter()));
    certificate["subjectPublicKeyInfo"] = publicKeyJson(leaf);
    certificate["certificateData"] = toJson(base64(leaf));
}

/// Of one that may not be collected any more: what SCM's record tells.
void addRecord(Json& certificate, const scm::CertificateDetails& details)
{
    const auto name = [](const QString& text) {
        return pki::DistinguishedName::parse(text).value_or(pki::DistinguishedName());
    };
    addNames(certificate, name(details.subject), name(details.issuer));
    certificate["validityPeriod"] = toJson(validityText(details.issued, details.expires));
}

Json certificateObject(const lookup::Match& match)
{
    const bool isHere = !match.chain.isEmpty();
    Json certificate;
    certificate["status"] = toJson(statusWord(match.details.status));
    certificate["versionNumber"] = "3";
    const pki::SerialNumber serial =
        isHere ? match.chain.first().serialNumber() : match.details.serialNumber;
    certificate["serialNumber"] = toJson(serial.toHex());
    if (isHere)
        addCertificate(certificate, match.chain.first());
    else
        addRecord(certificate, match.details);
    if (match.details.status == scm::Status::Revoked)
        certificate["revocationInfo"] = revocationJson(match.details);
    return certificate;
}

} // namespace

QString subjectText(const pki::DistinguishedName& name)
{
    // Each attribute is "TYPE=value"; only the type changes its case.
    QStringList rdns;
    for (const pki::RelativeDistinguishedName& rdn : name.rdns()) {
        QStringList attributes;
        for (const pki::AttributeTypeAndValue& attribute : rdn) {
            const QString text = pki::DistinguishedName({ { attribute } }).toString();
            const qsizetype equals = text.indexOf(u'=');
            attributes.append(text.first(equals).toLower() + text.sliced(equals));
        }
        rdns.prepend(attributes.join(u'+'));
    }
    return rdns.join(u',');
}

QString instantText(const QDateTime& instant)
{
    return instant.isValid() ? instant.toUTC().toString(QStringLiteral("yyyy-MM-dd'T'HH:mm:ss'Z'"))
                             : QStringLiteral("1970-01-01T00:00:00Z");
}

QString validityText(const QDateTime& start, const QDateTime& end)
{
    return instantText(start) + u'/' + instantText(end);
}

QString base64(const pki::Certificate& certificate)
{
    return QString::fromLatin1(certificate.toDer().toBase64());
}

Json chainJson(const QList<pki::Certificate>& certificates)
{
    Json chain = Json::array();
    for (const pki::Certificate& certificate : certificates)
        chain.push_back(Json { { "certificateData", toJson(base64(certificate)) } });
    return chain;
}

Json messageJson(const QString& text, const QStringList& details)
{
    Json message;
    message["message"] = toJson(text);
    message["details"] = Json::array();
    for (const QString& detail : details)
        message["details"].push_back(Json { { "message", toJson(detail) } });
    return message;
}

QString reasonWord(std::optional<int> reason)
{
    static const std::array words { QLatin1String("unspecified"), QLatin1String("keyCompromise"),
        QLatin1String("caCompromise"), QLatin1String("affiliationChanged"),
        QLatin1String("superseded"), QLatin1String("cessationOfOperation"),
        QLatin1String("certificateHold"), QLatin1String("unspecified"),
        QLatin1String("unspecified"), QLatin1String("privilegeWithdrawn") };
    const auto index = static_cast<std::size_t>(std::max(0, reason.value_or(0)));
    return index < words.size() ? QString(words.at(index)) : QString(words.front());
}

Json caListJson(const QList<CaEntry>& cas, const QMap<QString, QList<pki::Certificate>>& chains,
    const FieldSelection& fields)
{
    Json list = Json::array();
    for (const CaEntry& ca : cas)
        list.push_back(caEntryJson(ca, chains.value(ca.id), fields, QStringLiteral("caList")));
    Json answer;
    answer["type"] = "CAListResponse";
    answer["caList"] = std::move(list);
    return answer;
}

Json caJson(const CaEntry& ca, const QList<pki::Certificate>& chain, const FieldSelection& fields)
{
    Json answer;
    answer["type"] = "CAResponse";
    answer["ca"] = caEntryJson(ca, chain, fields, QStringLiteral("ca"));
    return answer;
}

Json issuedJson(const IssuedEnrollment& issued)
{
    const pki::Certificate& leaf = issued.chain.first();
    Json enrollment;
    enrollment["id"] = toJson(issued.order);
    enrollment["serialNumber"] = toJson(leaf.serialNumber().toHex());
    enrollment["subjectName"] = toJson(subjectText(leaf.subject()));
    enrollment["issuerName"] = toJson(subjectText(leaf.issuer()));
    enrollment["validityPeriod"] = toJson(validityText(leaf.notBefore(), leaf.notAfter()));
    enrollment["status"] = "ACCEPTED";
    enrollment["body"] = toJson(issued.body);
    enrollment["properties"] = Json::object();
    enrollment["chain"] = issued.includeCa ? chainJson(issued.chain.mid(1)) : Json::array();
    Json answer;
    answer["type"] = "EnrollmentResponse";
    answer["message"] = messageJson(QStringLiteral("Certificate issued."), issued.details);
    answer["enrollment"] = std::move(enrollment);
    return answer;
}

Json pendingJson(const PendingEnrollment& pending)
{
    const auto name = pki::DistinguishedName::parse(pending.subject);
    Json enrollment = enrollmentJson(pending.order, name ? subjectText(*name) : pending.subject);
    enrollment["status"] = "ACCEPTED";
    Json properties = Json::object();
    properties["order-id"] = toJson(pending.order);
    if (pending.caOrder != 0)
        properties["ca-order-id"] = toJson(QString::number(pending.caOrder));
    if (!pending.caStatus.isEmpty())
        properties["ca-status"] = toJson(pending.caStatus);
    properties["subject-url"] = toJson(pending.subjectUrl);
    properties["certificate-url"] = toJson(pending.certificateUrl);
    properties["enrollment-url"] = toJson(pending.enrollmentUrl);
    enrollment["properties"] = std::move(properties);
    Json answer;
    answer["type"] = "EnrollmentResponse";
    answer["message"] = messageJson(
        QStringLiteral(
            "The CA has accepted the order and not issued the certificate yet. It is being "
            "collected: ask for the subject until it is found."),
        pending.details);
    answer["enrollment"] = std::move(enrollment);
    return answer;
}

Json certificateJson(const lookup::Match& match)
{
    Json answer;
    answer["type"] = "CertificateResponse";
    answer["certificate"] = certificateObject(match);
    answer["chain"] = chainJson(match.chain.mid(1));
    return answer;
}

Json subjectJson(const pki::DistinguishedName& name, const QList<lookup::Match>& matches)
{
    Json list = Json::array();
    for (const lookup::Match& match : matches) {
        const Json whole = certificateObject(match);
        Json entry;
        for (const char* key : { "serialNumber", "status", "subjectName", "validityPeriod",
                 "certificateData", "revocationInfo" }) {
            if (whole.contains(key))
                entry[key] = whole[key];
        }
        list.push_back(std::move(entry));
    }
    Json answer;
    answer["type"] = "SubjectResponse";
    answer["subject"]["subjectName"] = toJson(subjectText(name));
    answer["subject"]["certificates"] = std::move(list);
    return answer;
}

Json actionJson(const ActionAnswer& action)
{
    Json inner;
    inner["type"] = toJson(action.type);
    inner["id"] = toJson(action.id);
    inner["properties"] = Json::object();
    inner["comment"] = toJson(action.comment);
    inner["status"] = "COMPLETED";
    inner["succeedIfAlreadyInRequestedState"] = action.succeedIfAlready;
    inner["reason"] = toJson(action.reason);
    inner["compromiseDate"] = toJson(instantText(action.compromised));
    Json answer;
    answer["type"] = "ActionResponse";
    answer["action"] = std::move(inner);
    return answer;
}

} // namespace gatehouse::gateway
