// SPDX-License-Identifier: Apache-2.0
#include "enrollorder.h"

#include <core/pki/certificaterequest.h>

#include <QRegularExpression>

#include <algorithm>

namespace gatehouse::sandbox {

namespace {

constexpr qsizetype maximumCsr = 32767; ///< characters
constexpr int minimumRsaBits = 2048;
constexpr int longestTerm = 398; ///< days, where the profile lists no terms

/// The Base64 between the armour lines, or the whole text where there are none.
QByteArray base64Of(const QString& csr)
{
    static const QRegularExpression armour(
        QStringLiteral("-----BEGIN [A-Z ]*CERTIFICATE REQUEST-----(.*?)-----END "),
        QRegularExpression::DotMatchesEverythingOption);
    const QRegularExpressionMatch match = armour.match(csr);
    QString text = match.hasMatch() ? match.captured(1) : csr;
    text.remove(QRegularExpression(QStringLiteral("\\s")));
    return text.toUtf8();
}

ApiResult<void> checkKeyType(const pki::KeyType& type, const Profile& profile)
{
    const bool isRsa = type.algorithm == pki::KeyAlgorithm::Rsa;
    if (isRsa && type.bits < minimumRsaBits) {
        return refuse(code::keyTooShort,
            QStringLiteral("The public key in the CSR must have at least %1 bits.")
                .arg(minimumRsaBits));
    }
    if (!profile.keyTypes) {
        if (type.isSupported())
            return {};
        return refuse(code::csrKeySize, QStringLiteral("The CSR uses an unsupported key size."));
    }
    const auto list =
        std::ranges::find(*profile.keyTypes, type.algorithmName(), &KeyTypeList::algorithm);
    if (list == profile.keyTypes->end()) {
        return isRsa
            ? refuse(code::csrAlgorithm, QStringLiteral("The CSR uses an unsupported algorithm."))
            : refuse(code::ecForbidden, QStringLiteral("ECC CSRs are not allowed."));
    }
    if (!list->parameters.contains(type.parameterName()))
        return refuse(code::csrKeySize, QStringLiteral("The CSR uses an unsupported key size."));
    return {};
}

ApiResult<int> checkTerm(qint64 term, const Profile& profile)
{
    const bool allowed =
        profile.terms ? profile.terms->contains(static_cast<int>(term)) : term <= longestTerm;
    if (!allowed || term > 36500)
        return refuse(code::invalidTerm,
            QStringLiteral("The certificate term is not valid for this profile."));
    return static_cast<int>(term);
}

/// Organization and profile, each visible and fit for the other.
ApiResult<const Profile*> checkPlace(qint64 orgId, qint64 profileId, const Catalogue& catalogue)
{
    const Organization* organization = catalogue.organizationOf(orgId);
    if (organization == nullptr) {
        return refuse(
            code::unknownOrganization, QStringLiteral("Organization %1 not found.").arg(orgId));
    }
    if (!organization->ssl) {
        return refuse(code::organizationNotPossible,
            QStringLiteral("Operation is not possible for organization %1.")
                .arg(organization->name));
    }
    const Profile* profile = catalogue.profile(profileId);
    if (profile == nullptr || !organization->profiles.contains(profileId)) {
        return refuse(code::unknownProfile,
            QStringLiteral("There is no certificate profile with id %1.").arg(profileId));
    }
    return profile;
}

} // namespace

ApiResult<EnrollBody> readEnrollBody(QByteArrayView bytes)
{
    BodyReader reader(bytes);
    EnrollBody body;
    body.orgId = reader.requiredInteger("orgId");
    body.csr = reader.requiredText("csr", maximumCsr);
    body.profileId = reader.requiredInteger("certType");
    body.term = reader.requiredInteger("term");
    body.subjAltNames = reader.text("subjAltNames", maximumCsr).value_or(QString());
    body.comments = reader.text("comments", 1024).value_or(QString());
    body.externalRequester = reader.text("externalRequester", 512).value_or(QString());
    body.customFields = reader.nameValues("customFields").value_or(QList<NameValue>());
    if (reader.error())
        return tl::unexpected<ApiError>(*reader.error());
    return body;
}

ApiResult<RequestedKey> checkCsr(const QString& csr, const Profile& profile)
{
    const QByteArray base64 = base64Of(csr);
    const auto decoded =
        QByteArray::fromBase64Encoding(base64, QByteArray::AbortOnBase64DecodingErrors);
    if (!decoded || (*decoded).isEmpty())
        return refuse(code::csrNotBase64, QStringLiteral("The CSR is not valid Base64."));
    const Result<pki::CertificateRequest> request = pki::CertificateRequest::parse(*decoded);
    if (!request)
        return refuse(code::csrUndecodable, QStringLiteral("The CSR could not be decoded."));
    if (!request->hasValidSignature())
        return refuse(code::invalidCsr, QStringLiteral("The CSR is not valid."));
    const Result<pki::KeyType> type = request->keyType();
    if (!type)
        return refuse(code::csrAlgorithm, QStringLiteral("The CSR uses an unsupported algorithm."));
    if (const ApiResult<void> fits = checkKeyType(*type, profile); !fits)
        return tl::unexpected<ApiError>(fits.error());
    return RequestedKey { .publicKeyInfo = request->publicKeyInfo(),
        .type = *type,
        .commonName = request->subject().commonName().value_or(QString()) };
}

ApiResult<QStringList> checkNames(const QString& commonName, const QStringList& names)
{
    QStringList checked;
    for (const QString& item : QStringList { commonName } + names) {
        const QString name = item.trimmed();
        if (name.isEmpty())
            continue;
        const Result<pki::GeneralName> parsed = pki::GeneralName::parse(name);
        if (!parsed
            || (parsed->type != pki::GeneralName::Type::DnsName
                && parsed->type != pki::GeneralName::Type::IpAddress)) {
            return refuse(
                code::domainNotAllowed, QStringLiteral("Domain %1 is not allowed.").arg(name));
        }
        if (!checked.contains(parsed->value, Qt::CaseInsensitive))
            checked.append(parsed->value);
    }
    if (checked.isEmpty()) {
        return refuse(
            code::invalidField, QStringLiteral("Value of 'commonName' must not be empty."));
    }
    return checked;
}

QList<pki::GeneralName> toGeneralNames(const QStringList& names)
{
    QList<pki::GeneralName> list;
    for (const QString& name : names) {
        if (Result<pki::GeneralName> parsed = pki::GeneralName::parse(name))
            list.append(*std::move(parsed));
    }
    return list;
}

ApiResult<EnrollOrder> checkEnrollment(const EnrollBody& body, const Catalogue& catalogue)
{
    const ApiResult<const Profile*> profile = checkPlace(body.orgId, body.profileId, catalogue);
    if (!profile)
        return tl::unexpected<ApiError>(profile.error());
    const ApiResult<int> term = checkTerm(body.term, **profile);
    if (!term)
        return tl::unexpected<ApiError>(term.error());
    ApiResult<RequestedKey> key = checkCsr(body.csr, **profile);
    if (!key)
        return tl::unexpected<ApiError>(key.error());
    ApiResult<QStringList> names =
        checkNames(key->commonName, body.subjAltNames.split(u',', Qt::SkipEmptyParts));
    if (!names)
        return tl::unexpected<ApiError>(names.error());
    EnrollOrder order;
    order.profile = *profile;
    order.orgId = body.orgId;
    order.term = *term;
    order.commonName = key->commonName.isEmpty() ? names->first() : key->commonName;
    order.key = *std::move(key);
    order.subjectAltNames = *std::move(names);
    order.comments = body.comments;
    order.externalRequester = body.externalRequester;
    order.customFields = body.customFields;
    return order;
}

} // namespace gatehouse::sandbox
