// SPDX-License-Identifier: Apache-2.0
#include <app/gateway/enrollmentbody.h>
#include <app/gateway/requestreader.h>
#include <core/enrollment/validityperiod.h>
#include <core/pki/attributetypes.h>

#include <openssl/crypto.h>

#include <algorithm>
#include <array>

namespace gatehouse::gateway {

namespace {

std::optional<BodyFormat> parseFormat(const QString& text)
{
    const QString word = text.trimmed().toUpper();
    if (word.isEmpty() || word == QLatin1String("X509"))
        return BodyFormat::X509;
    if (word == QLatin1String("PEM"))
        return BodyFormat::Pem;
    if (word == QLatin1String("PKCS7"))
        return BodyFormat::Pkcs7;
    if (word == QLatin1String("PKCS12"))
        return BodyFormat::Pkcs12;
    return std::nullopt;
}

/// Takes the password out of the document, which is overwritten there.
Secret takePassword(Json& document)
{
    const auto format = document.find("requiredFormat");
    if (format == document.end() || !format->is_object())
        return {};
    const auto protection = format->find("protection");
    if (protection == format->end() || !protection->is_object())
        return {};
    const auto password = protection->find("password");
    if (password == protection->end() || !password->is_string())
        return {};
    auto& text = password->get_ref<std::string&>();
    Secret secret =
        Secret::fromUtf8(QByteArrayView(text.data(), static_cast<qsizetype>(text.size())));
    OPENSSL_cleanse(text.data(), text.size());
    return secret;
}

void readFormat(RequestReader& top, EnrollmentBody& body)
{
    RequestReader format = top.object("requiredFormat");
    const QString word = format.text("format");
    if (const auto parsed = parseFormat(word))
        body.format = *parsed;
    else
        format.fail(QStringLiteral("format"),
            QStringLiteral("Format %1 is not offered: use X509, PEM, PKCS7 or PKCS12.")
                .arg(word.left(40)),
            word);
    RequestReader protection = format.object("protection");
    const QString type = protection.text("type");
    const bool isPkcs12 = body.format == BodyFormat::Pkcs12;
    if (isPkcs12 && !type.isEmpty() && type != QLatin1String("PasswordProtection"))
        protection.fail(
            QStringLiteral("type"), QStringLiteral("Only PasswordProtection is offered."), type);
    if (isPkcs12 && body.password.isEmpty())
        protection.fail(QStringLiteral("password"),
            QStringLiteral(
                "PKCS12 needs a protection of type PasswordProtection with a password."));
    format.takeFailure(protection);
    top.takeFailure(format);
}

void readCsr(RequestReader& top, EnrollmentBody& body)
{
    const QString text = top.text("csr");
    const QString name = QStringLiteral("csr");
    if (body.format == BodyFormat::Pkcs12) {
        if (!text.isEmpty())
            top.fail(name,
                QStringLiteral(
                    "PKCS12 holds a key that is made here: leave the csr out, or ask for "
                    "X509, PEM or PKCS7."));
        return;
    }
    if (text.trimmed().isEmpty()) {
        top.fail(name,
            QStringLiteral("The csr is missing: send a PKCS #10 request in Base64, or ask "
                           "for PKCS12."));
        return;
    }
    const auto csr = pki::CertificateRequest::parse(text.toUtf8());
    if (csr)
        body.csr = *csr;
    else
        top.fail(name, csr.error().message);
}

/// "cn=a,o=b", OpenSSL's slash form, or a bare name, which is a common name.
std::optional<pki::DistinguishedName> readName(
    RequestReader& reader, const char* member, const QString& text)
{
    if (text.trimmed().isEmpty())
        return std::nullopt;
    if (!text.contains(u'=')) {
        pki::AttributeTypeAndValue commonName;
        commonName.oid = pki::attributeOid(u"CN");
        commonName.value = text.trimmed();
        return pki::DistinguishedName({ { commonName } });
    }
    const auto name = pki::DistinguishedName::parse(text);
    if (name && !name->isEmpty())
        return *name;
    reader.fail(QString::fromLatin1(member),
        name ? QStringLiteral("The name is empty.") : name.error().message, text);
    return std::nullopt;
}

/// Variables named like attributes make the subject, the most specific (cn) at its end.
void readVariables(RequestReader& top, EnrollmentBody& body)
{
    const Json* list = top.list("subjectVariables");
    if (list == nullptr)
        return;
    QList<pki::RelativeDistinguishedName> rdns;
    for (const Json& entry : *list) {
        RequestReader variable(&entry, QStringLiteral("subjectVariables"));
        const QString type = variable.text("type").trimmed();
        const QString value = variable.text("value").trimmed();
        if (!entry.is_object() || type.isEmpty())
            variable.fail(
                QStringLiteral("type"), QStringLiteral("Each variable needs a type and a value."));
        top.takeFailure(variable);
        if (value.isEmpty())
            continue;
        const QString oid = pki::attributeOid(type);
        if (oid.isEmpty()) {
            body.variables.append({ type, value });
            continue;
        }
        pki::AttributeTypeAndValue attribute;
        attribute.oid = oid;
        attribute.value = value;
        rdns.append(pki::RelativeDistinguishedName { attribute });
    }
    // From country to common name, whatever order they came in.
    static const std::array ranks { u"CN", u"SERIALNUMBER", u"E", u"OU", u"O", u"STREET", u"L",
        u"ST", u"C" };
    const auto rank = [](const pki::RelativeDistinguishedName& rdn) {
        const QString name = pki::attributeShortName(rdn.first().oid).toUpper();
        const auto found = std::ranges::find_if(
            ranks, [&name](const char16_t* one) { return name == QStringView(one); });
        return found - ranks.begin();
    };
    std::ranges::stable_sort(rdns, std::ranges::greater {}, rank);
    if (!rdns.isEmpty())
        body.subject = pki::DistinguishedName(rdns);
}

void readAltNames(RequestReader& top, EnrollmentBody& body)
{
    const Json* list = top.list("subjectAltNames");
    if (list == nullptr)
        return;
    for (const Json& entry : *list) {
        RequestReader reader(&entry, QStringLiteral("subjectAltNames"));
        const QString type = reader.text("type").trimmed();
        const QString value = reader.text("value").trimmed();
        if (reader.has("der") && value.isEmpty())
            reader.fail(QStringLiteral("der"),
                QStringLiteral("Names are ordered from Sectigo as text: send the value instead."));
        const auto name = pki::GeneralName::parse(QString(type + u':' + value));
        if (!entry.is_object() || type.isEmpty())
            reader.fail(QStringLiteral("type"),
                QStringLiteral("Each name needs a type, such as dNSName, and a value."));
        else if (!name)
            reader.fail(QStringLiteral("value"), name.error().message, value);
        else
            body.subjectAltNames.append(*name);
        top.takeFailure(reader);
    }
}

void readProperties(RequestReader& top, EnrollmentBody& body)
{
    RequestReader properties = top.object("properties");
    const Json* map = top.find("properties");
    QString serial;
    if (map != nullptr && map->is_object()) {
        for (const auto& [key, value] : map->items()) {
            const QString name = QString::fromStdString(key);
            const QString text = properties.text(key.c_str());
            // The documentation spells it in both ways.
            if (name.compare(QLatin1String("renewalSerialNumber"), Qt::CaseInsensitive) == 0)
                serial = text;
            else if (!text.isEmpty())
                body.properties.append({ name, text });
        }
    }
    const bool isRenewal = top.flag("renewal", false);
    const QString name = QStringLiteral("RenewalSerialNumber");
    if (isRenewal && serial.isEmpty())
        properties.fail(name,
            QStringLiteral(
                "A renewal needs the property RenewalSerialNumber: the serial number of the "
                "certificate to renew."));
    if (isRenewal && !serial.isEmpty()) {
        const auto number = pki::SerialNumber::fromHex(serial);
        if (number)
            body.renewalOf = *number;
        else
            properties.fail(name, number.error().message, serial);
    }
    if (!isRenewal && !serial.isEmpty())
        properties.fail(name,
            QStringLiteral(
                "RenewalSerialNumber is given but \"renewal\" is not true: set it, or leave "
                "the serial number out."));
    top.takeFailure(properties);
}

/// What a role may not ask for, or Sectigo cannot do for anyone.
ApiResult<void> checkRestricted(RequestReader& details, Role role)
{
    struct Part {
        const char* name;
        const char* what;
    };
    static constexpr std::array parts {
        Part { "extensions", "explicit extensions" },
        Part { "privateKeyUsagePercentage", "a private-key usage period" },
        Part { "encodedPublicKey", "a public key without a request" },
        Part { "encodedPrivateKey", "a private key of your own" },
    };
    for (const Part& part : parts) {
        const Json* value = details.find(part.name);
        const bool isAsked = value != nullptr && !(value->is_structured() && value->empty())
            && !(value->is_string() && toText(*value).isEmpty());
        if (!isAsked)
            continue;
        const QString target = QStringLiteral("optionalCertificateRequestDetails.%1")
                                   .arg(QString::fromLatin1(part.name));
        const QString what = QString::fromLatin1(part.what);
        if (role == Role::PolicyConstrainedTenant)
            return refuse(status::forbidden, code::forbidden,
                QStringLiteral("The role %1 may not ask for %2: leave it out.")
                    .arg(roleName(role), what),
                target);
        return refuse(status::notImplemented, code::notImplemented,
            QStringLiteral("Sectigo's profiles decide this: %1 cannot be ordered. Leave it out.")
                .arg(what),
            target);
    }
    if (!details.flag("performPOP", true))
        return refuse(status::notImplemented, code::notImplemented,
            QStringLiteral("Proof of possession is always verified: leave performPOP out."),
            QStringLiteral("optionalCertificateRequestDetails.performPOP"));
    return {};
}

void readDetails(RequestReader& details, EnrollmentBody& body)
{
    body.validityPeriod = details.text("validityPeriod");
    body.useSanFromCsr = details.flag("useSANFromCSR", false);
    const QString text = details.text("subjectDn");
    if (const auto subject = readName(details, "subjectDn", text))
        body.subject = subject; // before subjectVariables, before the CSR's (reference, 1.13)
    if (details.flag("forceIssuance", false))
        body.notes.append(QStringLiteral("forceIssuance was not used: Sectigo has no such thing."));
}

} // namespace

ApiResult<EnrollmentBody> parseEnrollment(QByteArray& bytes, Role role)
{
    auto document = requestObject(bytes);
    if (!document)
        return refuse(document.error());
    EnrollmentBody body;
    body.password = takePassword(*document);
    if (!body.password.isEmpty())
        wipe(bytes);
    RequestReader top(&*document, {});
    body.profileId = top.text("profileId").trimmed();
    if (body.profileId.isEmpty())
        top.fail(QStringLiteral("profileId"),
            QStringLiteral("The profileId is missing: name one of the CA's profiles."));
    readFormat(top, body);
    readCsr(top, body);
    readVariables(top, body);
    RequestReader details = top.object("optionalCertificateRequestDetails");
    if (auto allowed = checkRestricted(details, role); !allowed)
        return refuse(allowed.error());
    readDetails(details, body);
    top.takeFailure(details);
    readAltNames(top, body);
    readProperties(top, body);
    body.includeCa = top.flag("includeCa", false);
    if (!top.text("previousSubjectDn").isEmpty())
        body.notes.append(QStringLiteral("previousSubjectDn was not used: to continue a "
                                         "certificate, renew it by its serial number."));
    if (top.failure())
        return refuse(*top.failure());
    return body;
}

} // namespace gatehouse::gateway
