// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <core/pki/keytype.h>
#include <core/result.h>
#include <core/scm/types.h>
#include <core/settings/localprofile.h>

#include <QList>
#include <QString>

#include <optional>
#include <utility>

namespace gatehouse::profiles {

enum class Source { Local, Sectigo, Default };

/// What an enrollment under one profile goes by, and where each value comes from.
struct EffectiveProfile {
    QString id;
    QString name;
    int certType = 0; ///< SCM profile id
    QList<pki::KeyType> keyTypes; ///< never empty; the first is used where the request names none
    Source keyTypesSource = Source::Default;
    QList<int> terms; ///< days, never empty; the first is used where the request names none
    Source termsSource = Source::Default;
    bool useSecondaryOrgName = false;
    Source useSecondaryOrgNameSource = Source::Default;
    bool knownAtSectigo =
        true; ///< false when synchronised profiles were given and none has this cert_type
    QList<std::pair<QString, QString>> properties; ///< the others
    QList<settings::ProfileRequirement> subjectVariables;
    QList<settings::ProfileRequirement> subjectAltNames;
    bool operator==(const EffectiveProfile&) const = default;
};

/// The profile that an id names: a local one completed by the synchronised one of the same
/// cert_type, else a synchronised one. What the local one sets wins, what it leaves open comes from
/// Sectigo, what neither sets is RSA 2048 and 30 days. `synced` is nullopt with profile sync off.
/// NotFound lists the ids there are. Unknown key types from SCM are skipped, not an error.
Result<EffectiveProfile> effectiveProfile(const QString& id,
    const QList<settings::LocalProfile>& local,
    const std::optional<QList<scm::CertificateType>>& synced);
/// Where a profile is from.
enum class Origin {
    Local, ///< configured here; Sectigo has none of its Certificate Type, or was not asked
    Sectigo,
    LocalAndSectigo ///< configured here and completed by Sectigo's
};

/// One line of a list of all profiles.
struct ListedProfile {
    EffectiveProfile profile; ///< with a problem, only id, name and Certificate Type
    Origin origin = Origin::Local;
    int localIndex = -1; ///< in the list of local profiles; -1 for one of Sectigo's own
    std::optional<Error> problem; ///< why nothing can be enrolled under it
    bool operator==(const ListedProfile&) const = default;
};

/// Every profile, local ones first as configured, then Sectigo's: what `effectiveProfile` says of
/// each, in one pass over 100,000.
QList<ListedProfile> listProfiles(const QList<settings::LocalProfile>& local,
    const std::optional<QList<scm::CertificateType>>& synced);
/// The number of the Sectigo profile that has this id; nullopt for what no such id looks like.
std::optional<int> idNumber(const QString& id);
/// NotFound error "profiles/unknown" that names the ids there are, the first of them when they are
/// many.
Error unknownProfile(const QString& id, const QStringList& known);
/// Every id that `effectiveProfile` knows, local ones first.
QStringList profileIds(const QList<settings::LocalProfile>& local,
    const std::optional<QList<scm::CertificateType>>& synced);

/// CA Gateway's ProfilesResponse, to the byte of members, order and embedded JSON texts; indented
/// by two blanks when `pretty`.
QByteArray profilesResponse(const QList<settings::LocalProfile>& local,
    const std::optional<QList<scm::CertificateType>>& synced, bool pretty = true);
/// The `profile` object of one entry of the above, for ProfileResponse. NotFound lists the ids
/// there are.
Result<QByteArray> profileResponse(const QString& id, const QList<settings::LocalProfile>& local,
    const std::optional<QList<scm::CertificateType>>& synced, bool pretty = false);

} // namespace gatehouse::profiles
