// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <core/pki/keytype.h>
#include <core/result.h>

#include <QList>
#include <QString>

#include <optional>
#include <utility>

namespace gatehouse::settings {

/// A subject variable or SAN that a profile wants (CA Gateway: subjectVariableRequirements,
/// subjectAltNameRequirements).
struct ProfileRequirement {
    QString name; ///< for SANs the type, such as "dNSName"
    QString description;
    bool required = false;
    bool operator==(const ProfileRequirement&) const = default;
};

/// A profile configured here. Its properties keep their order and spelling for the
/// ProfilesResponse; the typed values (cert_type, key types, terms) are read from them.
struct LocalProfile {
    QString id;
    QString name;
    QList<std::pair<QString, QString>>
        properties; ///< "cert_type" -> "60515", in the configured order
    QList<ProfileRequirement> subjectVariables;
    QList<ProfileRequirement> subjectAltNames;
    bool operator==(const LocalProfile&) const = default;

    /// By name, '_' and '-' being the same ("key_type", "key_types", "key-types" are one).
    std::optional<QString> property(QStringView name) const;
    /// Replaces a property where it stands and as it is spelled there, appends a new one, or with
    /// nullopt removes it.
    void setProperty(const QString& wanted, const std::optional<QString>& value);
};

/// `{"EC":["P-256"],"RSA":["2048"]}` in document order; tolerant of numbers for strings. Settings
/// error otherwise.
Result<QList<pki::KeyType>> parseKeyTypes(QStringView json);
/// `[47, 200, 365]`. Settings error otherwise.
Result<QList<int>> parseTerms(QStringView json);
/// The text that `parseKeyTypes` reads, without blanks. As it names each algorithm once, the order
/// that counts is that of `groupedByAlgorithm`.
QString keyTypesJson(const QList<pki::KeyType>& keyTypes);
/// All of the first one's algorithm, then those of the next algorithm, each in their order.
QList<pki::KeyType> groupedByAlgorithm(const QList<pki::KeyType>& keyTypes);
/// The text that `parseTerms` reads: "[47, 200]".
QString termsJson(const QList<int>& terms);
/// "true"/"yes" and "false"/"no"; nullopt for anything else.
std::optional<bool> parseFlag(QStringView text);
/// What is wrong with one part of a local profile.
struct ProfileProblem {
    QString part; ///< "id", "name", "cert_type", "key-types", "terms", "use-secondary-org-name",
                  ///< "subject-variables" or "subject-alt-names"
    QString message; ///< one sentence with the remedy
    bool operator==(const ProfileProblem&) const = default;
};
/// Everything that is wrong with a local profile, in the order of its form.
QList<ProfileProblem> profileProblems(const LocalProfile& profile);
/// The sentences of the above, empty when nothing is wrong.
QStringList validate(const LocalProfile& profile);

} // namespace gatehouse::settings
