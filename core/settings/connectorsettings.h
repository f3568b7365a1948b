// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <core/result.h>
#include <core/settings/localprofile.h>
#include <core/settings/settingdefinition.h>

#include <QList>
#include <QMap>
#include <QString>
#include <QUrl>
#include <QUuid>

#include <chrono>
#include <optional>

namespace gatehouse::settings {

enum class AuthenticationMode { Password, KeyStore, OAuth };

/// One connector as it is stored: everything but its secrets. Values are kept as text under their
/// property key, so that what was read can be written back unchanged, also keys that Gatehouse does
/// not know.
struct ConnectorSettings {
    QUuid uuid; ///< under which its secrets are kept; never changes
    QString id; ///< the caId in URLs; [A-Za-z0-9._~-]{1,64}
    QString name; ///< display name
    QMap<QString, QString> properties; ///< by property key, no secrets
    QList<LocalProfile> profiles; ///< local profiles, in the configured order

    bool operator==(const ConnectorSettings&) const = default;

    /// The value of a setting, or its default, or an empty text.
    QString value(QStringView key) const;
};

/// The settings as the connector uses them: typed, checked, with defaults in place.
struct ResolvedSettings {
    QString customerUri;
    int orgId = 0;
    QUrl apiBase; ///< "https://host[:port][/prefix]/api" or ".../private/api", no trailing slash
    AuthenticationMode mode = AuthenticationMode::Password;
    QString login;
    QString clientKeyStore; ///< path
    QString clientKeyAlias;
    QString clientKeyStoreType; ///< "JKS", "PKCS12" or empty: from the content
    QString oauthClientId;
    QUrl oauthTokenUrl;
    QString trustStore; ///< path
    QString trustStoreType; ///< "JKS", "PKCS12", "PEM" or empty: from the content
    std::chrono::seconds backOffTimer { 2 };
    std::chrono::seconds maxBackOffTimer { 32 };
    int maxAttempts = 5;
    QString proxyHost; ///< empty: no proxy
    quint16 proxyPort = 0;
    QString proxyUser;
    bool profileSync = false;

    bool operator==(const ResolvedSettings&) const = default;
};

/// One thing that is wrong with one setting.
struct Problem {
    QString key; ///< property key, "id", or "profiles"
    QString message; ///< one sentence with the remedy
    bool operator==(const Problem&) const = default;
};

/// Whether this can be a connector's id, which is also its file name and a step in URLs:
/// [A-Za-z0-9._~-]{1,64}, not beginning with a dot, and not a device name of Windows ("con", "nul",
/// "com1").
bool isValidConnectorId(QStringView id);
/// One sentence on what is wrong with an id that is not valid, with the remedy.
QString connectorIdProblem(QStringView id);

/// Checks one value against its definition and returns its normal form (trimmed; seconds as a plain
/// number; URL tidied). Empty is fine here: whether it must be there is `validate`'s to say.
Result<QString> normalise(const SettingDefinition& definition, QStringView value);
/// A plain number, "32 sec", "32s", "2 min" or ISO 8601 "PT32S", "PT1M": whole seconds, 1 to 604800
/// (a week).
Result<std::chrono::seconds> parseSeconds(QStringView text);

/// The mode that the properties imply. Both password and key store present is an error that names
/// both. `secretKeys` are the property keys for which a secret is stored.
Result<AuthenticationMode> authenticationMode(
    const ConnectorSettings& settings, const QStringList& secretKeys);

/// Whether a form shows this setting in this mode: all but those of another way of logging in.
bool belongsTo(const SettingDefinition& definition, AuthenticationMode mode);
/// The property keys that must be given as things are, in the order of the form. `mode` is none
/// while it is not decided.
QStringList requiredSettings(const ConnectorSettings& settings, const QStringList& secretKeys,
    std::optional<AuthenticationMode> mode);

/// Everything that is wrong, in the order of the form; empty when nothing is. A setting with a
/// default is never missing, nor is a store's type, which is read from the file's content. Problems
/// of local profiles come last, under the key "profiles". `chosenMode` is what a person has said in
/// a form that may not yet show it.
QList<Problem> validate(const ConnectorSettings& settings, const QStringList& secretKeys,
    std::optional<AuthenticationMode> chosenMode = std::nullopt);
/// `validate`, then typed. Settings error with the first problem, `Error::setting` names the key.
/// Local profiles do not count here: a wrong one cannot be enrolled under, but the connector works.
Result<ResolvedSettings> resolve(const ConnectorSettings& settings, const QStringList& secretKeys);

} // namespace gatehouse::settings
