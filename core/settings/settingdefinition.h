// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QList>
#include <QString>

namespace gatehouse::settings {

/// The form section a setting belongs to, in the order of the form.
enum class Section { Sectigo, Authentication, Ssl, Enrollment, Proxy, Profiles };

/// What a value must look like.
enum class ValueKind {
    Text,
    PositiveInteger, ///< > 0
    HttpsUrl,
    Secret, ///< lives in the secret store, never in a file
    Path,
    StoreType, ///< JKS or PKCS12
    Seconds, ///< >= 1; see parseSeconds
    Attempts, ///< 1..100
    Host,
    Port, ///< 1..65535
    YesNo
};

/// When a setting must be there.
enum class Requirement {
    Always,
    Never,
    PasswordMode,
    KeyStoreMode,
    PasswordOrKeyStoreMode,
    OAuthMode,
    WithProxy
};

/// The one definition of a setting: forms, property table, validation, import, export, CLI and help
/// read it.
struct SettingDefinition {
    QString key; ///< property key, as in files: "customer-uri"
    const char* label; ///< untranslated; use translatedLabel
    const char* hint; ///< one sentence on what to enter; untranslated
    Section section = Section::Sectigo;
    ValueKind kind = ValueKind::Text;
    Requirement required = Requirement::Never;
    QString defaultValue; ///< normal form; empty when there is none

    QString translatedLabel() const;
    QString translatedHint() const;
};

/// All definitions in the order of the form.
const QList<SettingDefinition>& definitions();
/// nullptr for a key that has no field.
const SettingDefinition* findDefinition(QStringView key);
/// The definition that a key means in any of its spellings ("login_password", "loginPassword");
/// nullptr for none.
const SettingDefinition* definitionForSpelling(QStringView key);
/// The setting that a slip of the keyboard may have meant; nullptr when none is close.
const SettingDefinition* likelyMeant(QStringView key);
/// Whether the value of this key may be a password, be it a setting, nearly one, or neither.
bool looksSecret(QStringView key);
QString sectionTitle(Section section);

} // namespace gatehouse::settings
