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
/// NotFound error "profiles/unknown" that names the ids there are.
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
    const std::optional<QList<scm::CertificateType>>& synced);

} // namespace gatehouse::profiles
