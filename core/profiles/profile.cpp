// SPDX-License-Identifier: Apache-2.0
#include <core/profiles/profile.h>
#include <core/profiles/words.h>

#include <QHash>
#include <QSet>

#include <algorithm>
#include <array>

namespace gatehouse::profiles {

namespace {

using settings::LocalProfile;
using Synced = std::optional<QList<scm::CertificateType>>;

tl::unexpected<Error> invalid(const QString& id, const Error& cause)
{
    Error error =
        Error::of(ErrorKind::Settings, Words::tr("Profile \"%1\": %2").arg(id, cause.message));
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
        Words::tr("Sectigo's profile \"%1\" allows only key types that Gatehouse cannot handle "
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

int certTypeOf(const LocalProfile& local)
{
    return local.property(u"cert_type").value_or(QString()).trimmed().toInt();
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
    profile.certType = certTypeOf(local);
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

/// What a profile itself says, completed by Sectigo's of the same Certificate Type and by the
/// defaults. `type` is null when Sectigo has none.
Result<EffectiveProfile> completed(
    Result<EffectiveProfile> own, const scm::CertificateType* type, bool isSynced)
{
    if (!own)
        return own;
    EffectiveProfile profile = *std::move(own);
    profile.knownAtSectigo = type || !isSynced;
    if (type) {
        if (const auto done = completeFromSectigo(profile, *type); !done)
            return failure(done.error());
    }
    if (profile.keyTypes.isEmpty())
        profile.keyTypes = { pki::KeyType {} };
    if (profile.terms.isEmpty())
        profile.terms = { 30 };
    return profile;
}

ListedProfile listedEntry(Result<EffectiveProfile> effective)
{
    ListedProfile entry;
    if (effective)
        entry.profile = *std::move(effective);
    else
        entry.problem = effective.error();
    return entry;
}

Error hiddenBehind(const QString& id)
{
    Error error = Error::of(ErrorKind::Settings,
        Words::tr("A local profile further up has the same ID \"%1\" and is the one that is used: "
                  "rename one of them.")
            .arg(id));
    error.cause = QStringLiteral("profiles/hidden");
    return error;
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

std::optional<int> idNumber(const QString& id)
{
    bool isNumber = false;
    const int number = id.toInt(&isNumber);
    return isNumber && QString::number(number) == id ? std::optional(number) : std::nullopt;
}

Error unknownProfile(const QString& id, const QStringList& known)
{
    constexpr qsizetype mostNamed = 20;
    QString named = known.mid(0, mostNamed).join(QLatin1String(", "));
    if (known.size() > mostNamed)
        named += QLatin1String(", …");
    Error error = Error::of(ErrorKind::NotFound,
        known.isEmpty()
            ? Words::tr(
                "There is no profile \"%1\", nor any other: add one, or enable CA Profile Sync.")
                  .arg(id)
            : Words::tr("There is no profile \"%1\": choose one of %2.").arg(id, named));
    error.cause = QStringLiteral("profiles/unknown");
    return error;
}

Result<EffectiveProfile> effectiveProfile(
    const QString& id, const QList<LocalProfile>& local, const Synced& synced)
{
    const auto configured = std::ranges::find(local, id, &LocalProfile::id);
    if (configured != local.end()) {
        const int certType = certTypeOf(*configured);
        return completed(fromLocal(*configured), findType(synced, certType), synced.has_value());
    }
    if (synced) {
        const std::optional<int> number = idNumber(id);
        const auto found = std::ranges::find_if(
            *synced, [number](const scm::CertificateType& one) { return one.id == number; });
        if (found != synced->end())
            return completed(fromSectigo(*found), &*found, true);
    }
    return failure(unknownProfile(id, profileIds(local, synced)));
}

QList<ListedProfile> listProfiles(const QList<LocalProfile>& local, const Synced& synced)
{
    QHash<int, const scm::CertificateType*> types;
    const QList<scm::CertificateType> none;
    const QList<scm::CertificateType>& known = synced ? *synced : none;
    for (const scm::CertificateType& type : known)
        types.insert(type.id, &type);
    QSet<QString> taken;
    QList<ListedProfile> listed;
    listed.reserve(local.size() + known.size());
    for (const LocalProfile& profile : local) {
        const scm::CertificateType* type = types.value(certTypeOf(profile));
        ListedProfile entry = listedEntry(completed(fromLocal(profile), type, synced.has_value()));
        entry.origin = type ? Origin::LocalAndSectigo : Origin::Local;
        entry.localIndex = static_cast<int>(listed.size());
        if (entry.problem) {
            entry.profile.id = profile.id;
            entry.profile.name = profile.name;
            entry.profile.certType = certTypeOf(profile);
            entry.profile.knownAtSectigo = type || !synced;
        }
        if (taken.contains(profile.id))
            entry.problem = hiddenBehind(profile.id);
        taken.insert(profile.id);
        listed.append(entry);
    }
    for (const scm::CertificateType& type : known) {
        ListedProfile entry = listedEntry(completed(fromSectigo(type), &type, true));
        entry.origin = Origin::Sectigo;
        if (entry.problem)
            entry.profile = fromSectigo(type);
        if (!taken.isEmpty() && taken.contains(entry.profile.id))
            entry.problem = hiddenBehind(entry.profile.id);
        listed.append(entry);
    }
    return listed;
}

} // namespace gatehouse::profiles
