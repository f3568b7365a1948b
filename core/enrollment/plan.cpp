// SPDX-License-Identifier: Apache-2.0
#include <core/enrollment/names.h>
#include <core/enrollment/plan.h>
#include <core/enrollment/words.h>

#include <algorithm>

namespace gatehouse::enrollment {

namespace {

// Limits of SCM's enroll call (SCM API, "Enroll"); the comment leaves room for our order id.
constexpr qsizetype maximumComment = 900;
constexpr qsizetype maximumExternalRequester = 512;
constexpr qsizetype maximumCsr = 32767;
constexpr qsizetype maximumFieldName = 256;
constexpr qsizetype maximumFieldValue = 256;
constexpr qsizetype maximumCommonName = 64; // RFC 5280, ub-common-name

using pki::GeneralName;
using profiles::EffectiveProfile;

Error policyError(const char* cause, const QString& message)
{
    Error error = Error::of(ErrorKind::Policy, message);
    error.cause = QString::fromLatin1(cause);
    return error;
}

QString keyTypeList(const EffectiveProfile& profile)
{
    QStringList names;
    for (const pki::KeyType& type : profile.keyTypes)
        names.append(type.toString());
    return names.join(QLatin1String(", "));
}

QString termList(const EffectiveProfile& profile)
{
    QStringList days;
    for (const int term : profile.terms)
        days.append(QString::number(term));
    return days.join(QLatin1String(", "));
}

Result<void> checkProfile(const EffectiveProfile& profile)
{
    if (profile.certType <= 0) {
        return failure(policyError("policy/unknown-profile",
            Words::tr("Profile %1 names no certificate type. Set its Certificate Type to the id of "
                      "a profile in Sectigo Certificate Manager.")
                .arg(profile.id)));
    }
    if (!profile.knownAtSectigo) {
        return failure(policyError("policy/unknown-profile",
            Words::tr(
                "Profile %1 stands for certificate type %2, which Sectigo Certificate Manager "
                "does not offer to this organization. Correct the Certificate Type, or have "
                "the profile assigned in Sectigo Certificate Manager.")
                .arg(profile.id)
                .arg(profile.certType)));
    }
    if (profile.keyTypes.isEmpty() || profile.terms.isEmpty()) {
        return failure(policyError("policy/unknown-profile",
            Words::tr("Profile %1 allows no key type or no term. Correct its key types and terms.")
                .arg(profile.id)));
    }
    return {};
}

/// The CSR's key type if it is listed; for a key made here the first one.
Result<void> decideKeyType(
    Plan& plan, const EffectiveProfile& profile, const pki::CertificateRequest& csr)
{
    if (csr.isNull()) {
        plan.keyType = profile.keyTypes.first();
        plan.rules.append(Words::tr("Key type %1: the first that profile %2 lists.")
                              .arg(plan.keyType.toString(), profile.id));
        return {};
    }
    const Result<pki::KeyType> type = csr.keyType();
    if (!type) {
        Error error = policyError("policy/key-type",
            Words::tr("The kind of key in the request is not allowed. Profile %1 allows %2: make "
                      "the request with one of these.")
                .arg(profile.id, keyTypeList(profile)));
        error.detail = type.error().message;
        return failure(error);
    }
    if (!profile.keyTypes.contains(*type)) {
        return failure(policyError("policy/key-type",
            Words::tr("The request has a key of type %1. Profile %2 allows %3: make the request "
                      "with one of these.")
                .arg(type->toString(), profile.id, keyTypeList(profile))));
    }
    plan.keyType = *type;
    plan.rules.append(Words::tr("Key type %1: the request's own; profile %2 lists it.")
                          .arg(type->toString(), profile.id));
    return {};
}

Result<void> decideTerm(Plan& plan, const EffectiveProfile& profile, std::optional<int> days)
{
    if (!days) {
        plan.term = profile.terms.first();
        plan.rules.append(
            Words::tr("Valid for %1 days: none was requested, so the first term that profile %2 "
                      "lists.")
                .arg(plan.term)
                .arg(profile.id));
        return {};
    }
    if (!profile.terms.contains(*days)) {
        return failure(policyError("policy/term",
            Words::tr("A validity of %1 days was requested. Profile %2 allows %3: ask for one of "
                      "these, or for none to get the first.")
                .arg(*days)
                .arg(profile.id, termList(profile))));
    }
    plan.term = *days;
    plan.rules.append(Words::tr("Valid for %1 days: as requested; profile %2 lists it.")
                          .arg(plan.term)
                          .arg(profile.id));
    return {};
}

/// The subject with a common name in A-labels where it is a host name. Only for requests made here:
/// a CSR's subject is signed.
pki::DistinguishedName withALabels(const pki::DistinguishedName& subject)
{
    QList<pki::RelativeDistinguishedName> rdns = subject.rdns();
    for (pki::RelativeDistinguishedName& rdn : rdns) {
        for (pki::AttributeTypeAndValue& attribute : rdn) {
            if (attribute.oid == QLatin1String("2.5.4.3"))
                attribute.value = toALabels(attribute.value);
        }
    }
    return pki::DistinguishedName(rdns);
}

Result<void> checkCommonName(const QString& commonName)
{
    if (commonName.trimmed().isEmpty()) {
        return failure(policyError("policy/names",
            Words::tr("The subject has no common name. Add one, such as CN=www.example.org: "
                      "Sectigo Certificate Manager needs it.")));
    }
    if (commonName.size() > maximumCommonName) {
        return failure(policyError("policy/names",
            Words::tr("The common name has %1 characters; at most %2 are allowed. Take a shorter "
                      "one and put the long name among the alternative names.")
                .arg(commonName.size())
                .arg(maximumCommonName)));
    }
    if (!isWildcardWellFormed(commonName)) {
        return failure(policyError("policy/names",
            Words::tr("The wildcard name %1 cannot be ordered. Write the star alone in front of a "
                      "domain, as in *.example.org.")
                .arg(commonName)));
    }
    return {};
}

Result<void> decideNames(Plan& plan, const EnrollmentRequest& request)
{
    const bool isOurs = request.csr.isNull();
    plan.subject = isOurs ? withALabels(request.subject) : request.csr.subject();
    const QString commonName = plan.subject.commonName().value_or(QString());
    if (auto checked = checkCommonName(commonName); !checked)
        return checked;
    plan.rules.append((
        isOurs ? Words::tr("Subject %1: as entered.") : Words::tr("Subject %1: the request's own."))
                          .arg(plan.subject.toString()));

    QList<GeneralName> names = request.subjectAltNames;
    const bool takesCsrNames = !isOurs && request.takeNamesFromCsr;
    if (takesCsrNames)
        names += request.csr.subjectAltNames();
    const Result<QList<GeneralName>> ordered = orderedNames(names, commonName);
    if (!ordered)
        return failure(ordered.error());
    plan.subjectAltNames = *ordered;
    if (ordered->isEmpty()) {
        plan.rules.append(Words::tr("Alternative names: none besides the common name."));
        return {};
    }
    QStringList texts;
    for (const GeneralName& name : *ordered)
        texts.append(name.toString());
    plan.rules.append(
        (takesCsrNames ? Words::tr("Alternative names %1: those entered and the request's own; all "
                                   "are spelled out, because Sectigo ignores names that stand only "
                                   "in a request.")
                       : Words::tr("Alternative names %1: as entered."))
            .arg(texts.join(QLatin1String(", "))));
    return {};
}

/// Whether the subject, or a custom field of that name, gives what the profile asks for.
bool hasSubjectVariable(const Plan& plan, const QString& name)
{
    const auto type = pki::DistinguishedName::parse(QString(name + QLatin1String("=x")));
    if (type && !type->isEmpty() && !type->rdns().first().isEmpty()) {
        const QStringList values = plan.subject.values(type->rdns().first().first().oid);
        if (std::ranges::any_of(values, [](const QString& v) { return !v.trimmed().isEmpty(); }))
            return true;
    }
    return std::ranges::any_of(plan.customFields, [&name](const scm::CustomField& field) {
        return field.name.compare(name, Qt::CaseInsensitive) == 0 && !field.value.isEmpty();
    });
}

bool hasNameOfType(const Plan& plan, const QString& typeName)
{
    QList<GeneralName> names = plan.subjectAltNames;
    // Sectigo puts the common name among the alternative names.
    if (const auto own = GeneralName::parse(plan.subject.commonName().value_or(QString())))
        names.append(*own);
    return std::ranges::any_of(names, [&typeName](const GeneralName& name) {
        return GeneralName::typeName(name.type).compare(typeName, Qt::CaseInsensitive) == 0;
    });
}

Result<void> checkRequirements(const Plan& plan, const EffectiveProfile& profile)
{
    for (const settings::ProfileRequirement& variable : profile.subjectVariables) {
        if (variable.required && !hasSubjectVariable(plan, variable.name)) {
            return failure(policyError("policy/names",
                Words::tr("Profile %1 requires the subject variable %2. Add it to the subject.")
                    .arg(profile.id, variable.name)));
        }
    }
    for (const settings::ProfileRequirement& name : profile.subjectAltNames) {
        if (name.required && !hasNameOfType(plan, name.name)) {
            return failure(policyError("policy/names",
                Words::tr("Profile %1 requires an alternative name of type %2. Add one.")
                    .arg(profile.id, name.name)));
        }
    }
    return {};
}

const scm::CustomField* fieldNamed(const QList<scm::CustomField>& fields, const QString& name)
{
    const auto found = std::ranges::find_if(fields, [&name](const scm::CustomField& field) {
        return field.name.compare(name, Qt::CaseInsensitive) == 0;
    });
    return found == fields.end() ? nullptr : &*found;
}

QString definedNames(const QList<scm::CustomFieldDefinition>& definitions)
{
    QStringList names;
    for (const scm::CustomFieldDefinition& definition : definitions)
        names.append(definition.name);
    return names.join(QLatin1String(", "));
}

Result<void> checkField(const scm::CustomField& field)
{
    if (field.name.trimmed().isEmpty() || field.name.size() > maximumFieldName) {
        return failure(policyError("policy/custom-field",
            Words::tr("The name of a custom field has 1 to %1 characters; \"%2\" has %3.")
                .arg(maximumFieldName)
                .arg(field.name.left(40))
                .arg(field.name.size())));
    }
    if (field.value.size() > maximumFieldValue) {
        return failure(policyError("policy/custom-field",
            Words::tr("Custom field %1 has a value of %2 characters; at most %3 are allowed. "
                      "Shorten it.")
                .arg(field.name)
                .arg(field.value.size())
                .arg(maximumFieldValue)));
    }
    return {};
}

/// One custom field under the spelling of its definition. Without definitions SCM decides.
Result<scm::CustomField> decideField(
    const scm::CustomField& field, const QList<scm::CustomFieldDefinition>& definitions)
{
    if (const auto checked = checkField(field); !checked)
        return failure(checked.error());
    if (definitions.isEmpty())
        return field;
    const auto found = std::ranges::find_if(definitions, [&field](const auto& definition) {
        return definition.name.compare(field.name, Qt::CaseInsensitive) == 0;
    });
    if (found == definitions.end()) {
        return failure(policyError("policy/custom-field",
            Words::tr("Sectigo Certificate Manager has no custom field %1. There are: %2.")
                .arg(field.name, definedNames(definitions))));
    }
    return scm::CustomField { found->name, field.value };
}

Result<void> decideCustomFields(Plan& plan, const EnrollmentRequest& request,
    const QList<scm::CustomFieldDefinition>& definitions)
{
    for (const scm::CustomField& field : request.customFields) {
        const Result<scm::CustomField> decided = decideField(field, definitions);
        if (!decided)
            return failure(decided.error());
        if (fieldNamed(plan.customFields, decided->name) != nullptr) {
            return failure(policyError("policy/custom-field",
                Words::tr("Custom field %1 is given twice. Leave one out.").arg(decided->name)));
        }
        plan.customFields.append(*decided);
    }
    for (const scm::CustomFieldDefinition& definition : definitions) {
        const scm::CustomField* field = fieldNamed(plan.customFields, definition.name);
        if (definition.mandatory && (field == nullptr || field->value.trimmed().isEmpty())) {
            return failure(policyError("policy/custom-field",
                Words::tr("Custom field %1 is mandatory in Sectigo Certificate Manager. Give it a "
                          "value.")
                    .arg(definition.name)));
        }
    }
    return {};
}

Result<void> checkLengths(const EnrollmentRequest& request)
{
    if (request.comment.size() > maximumComment) {
        return failure(policyError("policy/names",
            Words::tr("The comment has %1 characters; at most %2 are allowed. Shorten it.")
                .arg(request.comment.size())
                .arg(maximumComment)));
    }
    if (request.externalRequester.size() > maximumExternalRequester) {
        return failure(policyError("policy/names",
            Words::tr("The external requester has %1 characters; at most %2 are allowed. Shorten "
                      "it.")
                .arg(request.externalRequester.size())
                .arg(maximumExternalRequester)));
    }
    if (!request.csr.isNull() && request.csr.toPem().size() > maximumCsr) {
        return failure(policyError("policy/names",
            Words::tr("The request has more than the %1 characters that Sectigo Certificate "
                      "Manager takes. Make it smaller.")
                .arg(maximumCsr)));
    }
    return {};
}

} // namespace

Result<Plan> plan(const EffectiveProfile& profile, const EnrollmentRequest& request,
    const QList<scm::CustomFieldDefinition>& customFields)
{
    Plan plan;
    plan.profileId = profile.id;
    plan.profileName = profile.name;
    plan.certType = profile.certType;
    plan.kind = request.csr.isNull() ? orders::OrderKind::Pkcs12 : orders::OrderKind::Pkcs10;
    plan.csr = request.csr;
    plan.comment = request.comment;
    plan.externalRequester = request.externalRequester;
    plan.requestedBy = request.requestedBy;

    if (const auto checked = checkProfile(profile); !checked)
        return failure(checked.error());
    if (!request.csr.isNull() && !request.csr.hasValidSignature()) {
        return failure(policyError("policy/signature",
            Words::tr("The signature of the request does not fit its key: it was altered, or made "
                      "with another key. Make it anew.")));
    }
    if (const auto decided = decideKeyType(plan, profile, request.csr); !decided)
        return failure(decided.error());
    if (const auto decided = decideTerm(plan, profile, request.days); !decided)
        return failure(decided.error());
    if (const auto decided = decideNames(plan, request); !decided)
        return failure(decided.error());
    if (const auto decided = decideCustomFields(plan, request, customFields); !decided)
        return failure(decided.error());
    if (const auto checked = checkRequirements(plan, profile); !checked)
        return failure(checked.error());
    if (const auto checked = checkLengths(request); !checked)
        return failure(checked.error());
    return plan;
}

} // namespace gatehouse::enrollment
