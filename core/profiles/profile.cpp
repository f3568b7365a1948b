// SPDX-License-Identifier: Apache-2.0
#include <core/profiles/profile.h>

#include <QCoreApplication>

#include <algorithm>
#include <array>

namespace gatehouse::profiles {

namespace {

using settings::LocalProfile;
using Synced = std::optional<QList<scm::CertificateType>>;

struct Text {
    Q_DECLARE_TR_FUNCTIONS(gatehouse::Profile)
};

tl::unexpected<Error> invalid(const QString& id, const Error& cause)
{
    Error error =
        Error::of(ErrorKind::Settings, Text::tr("Profile \"%1\": %2").arg(id, cause.message));
    error.cause = QStringLiteral("profiles/invalid");
    error.setting = QStringLiteral("profiles");
    return failure(std::move(error));
}

/// What Sectigo's profile says about key types. Absent or empty is nullopt; some known is a list of
/// those.
Result<std::optional<QList<pki::KeyType>>> keyTypesOf(const scm::CertificateType& type)
{
    if (!type.keyTypes)
        return std::nullopt;
    QList<pki::KeyType> known;
    QStringList unknown;
    for (const auto& [algorithm, parameters] : *type.keyTypes) {
        for (const QString& parameter : parameters) {
            const auto keyType = pki::KeyType::parse(algorithm, parameter);
            if (!keyType || !keyType->isSupported())
                unknown.append(algorithm + u' ' + parameter);
            else if (!known.contains(*keyType))
                known.append(*keyType);
        }
    }
    if (!known.isEmpty())
        return known;
    if (unknown.isEmpty())
        return std::nullopt;
    // The default would be refused by Sectigo after the order: better to say so before.
    Error error = Error::of(ErrorKind::Policy,
        Text::tr("Sectigo's profile \"%1\" allows only key types that Gatehouse cannot handle "
                 "(%2): choose another profile, or add RSA or EC "
                 "to it at Sectigo.")
            .arg(type.name, unknown.join(QLatin1String(", "))));
    error.cause = QStringLiteral("profiles/unknown-key-types");
    return failure(std::move(error));
}

Result<void> completeFromSectigo(EffectiveProfile& profile, const scm::CertificateType& type)
{
    if (profile.keyTypesSource == Source::Default) {
        const auto keyTypes = keyTypesOf(type);
        if (!keyTypes)
            return failure(keyTypes.error());
        if (*keyTypes) {
            profile.keyTypes = **keyTypes;
            profile.keyTypesSource = Source::Sectigo;
        }
    }
    if (profile.termsSource == Source::Default && type.terms && !type.terms->isEmpty()) {
        profile.terms = *type.terms;
        profile.termsSource = Source::Sectigo;
    }
    if (profile.useSecondaryOrgNameSource == Source::Default) {
        profile.useSecondaryOrgName = type.useSecondaryOrgName;
        profile.useSecondaryOrgNameSource = Source::Sectigo;
    }
    return {};
}

/// Whether a property is one of those with a member of its own.
bool isTyped(const QString& key)
{
    LocalProfile single;
    single.properties = { { key, QString() } };
    static constexpr std::array typed { u"cert_type", u"key-types", u"terms",
        u"use-secondary-org-name" };
    return std::any_of(typed.begin(), typed.end(),
        [&single](const char16_t* name) { return single.property(name).has_value(); });
}

/// What the local profile itself sets.
Result<EffectiveProfile> fromLocal(const LocalProfile& local)
{
    EffectiveProfile profile;
    profile.id = local.id;
    profile.name = local.name;
    profile.subjectVariables = local.subjectVariables;
    profile.subjectAltNames = local.subjectAltNames;
    const QStringList problems = settings::validate(local);
    if (!problems.isEmpty()) {
        Error error = Error::of(ErrorKind::Settings, problems.first());
        error.cause = QStringLiteral("profiles/invalid");
        error.setting = QStringLiteral("profiles");
        return failure(std::move(error));
    }
    profile.certType = local.property(u"cert_type").value_or(QString()).trimmed().toInt();
    if (const auto text = local.property(u"key-types")) {
        const auto keyTypes = settings::parseKeyTypes(*text);
        if (!keyTypes)
            return invalid(local.id, keyTypes.error());
        profile.keyTypes = *keyTypes;
        profile.keyTypesSource = Source::Local;
    }
    if (const auto text = local.property(u"terms")) {
        const auto terms = settings::parseTerms(*text);
        if (!terms)
            return invalid(local.id, terms.error());
        profile.terms = *terms;
        profile.termsSource = Source::Local;
    }
    if (const auto text = local.property(u"use-secondary-org-name")) {
        profile.useSecondaryOrgName = settings::parseFlag(*text).value_or(false);
        profile.useSecondaryOrgNameSource = Source::Local;
    }
    for (const auto& [key, value] : local.properties) {
        if (!isTyped(key))
            profile.properties.append({ key, value });
    }
    return profile;
}

EffectiveProfile fromSectigo(const scm::CertificateType& type)
{
    EffectiveProfile profile;
    profile.id = QString::number(type.id);
    profile.name = type.name;
    profile.certType = type.id;
    if (!type.description.isEmpty())
        profile.properties.append({ QStringLiteral("description"), type.description });
    return profile;
}

const scm::CertificateType* findType(const Synced& synced, int certType)
{
    if (!synced)
        return nullptr;
    const auto found = std::ranges::find(*synced, certType, &scm::CertificateType::id);
    return found == synced->end() ? nullptr : &*found;
}

} // namespace

QStringList profileIds(const QList<LocalProfile>& local, const Synced& synced)
{
    QStringList ids;
    for (const LocalProfile& profile : local)
        ids.append(profile.id);
    if (synced) {
        for (const scm::CertificateType& type : *synced)
            ids.append(QString::number(type.id));
    }
    ids.removeDuplicates();
    return ids;
}

Error unknownProfile(const QString& id, const QStringList& known)
{
    Error error = Error::of(ErrorKind::NotFound,
        known.isEmpty() ? Text::tr(
            "There is no profile \"%1\", nor any other: add one, or enable CA Profile Sync.")
                              .arg(id)
                        : Text::tr("There is no profile \"%1\": choose one of %2.")
                              .arg(id, known.join(QLatin1String(", "))));
    error.cause = QStringLiteral("profiles/unknown");
    return error;
}

Result<EffectiveProfile> effectiveProfile(
    const QString& id, const QList<LocalProfile>& local, const Synced& synced)
{
    EffectiveProfile profile;
    const scm::CertificateType* type = nullptr;
    const auto configured = std::ranges::find(local, id, &LocalProfile::id);
    if (configured != local.end()) {
        auto own = fromLocal(*configured);
        if (!own)
            return own;
        profile = *std::move(own);
        type = findType(synced, profile.certType);
        profile.knownAtSectigo = type || !synced;
    } else {
        if (synced) {
            const auto found = std::ranges::find_if(*synced,
                [&id](const scm::CertificateType& one) { return QString::number(one.id) == id; });
            type = found == synced->end() ? nullptr : &*found;
        }
        if (!type)
            return failure(unknownProfile(id, profileIds(local, synced)));
        profile = fromSectigo(*type);
    }
    if (type) {
        if (const auto completed = completeFromSectigo(profile, *type); !completed)
            return failure(completed.error());
    }
    if (profile.keyTypes.isEmpty())
        profile.keyTypes = { pki::KeyType {} };
    if (profile.terms.isEmpty())
        profile.terms = { 30 };
    return profile;
}

} // namespace gatehouse::profiles
