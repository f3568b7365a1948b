// SPDX-License-Identifier: Apache-2.0
#include <core/settings/connectorsettings.h>
#include <core/settings/words.h>

#include <QSet>

#include <algorithm>

namespace gatehouse::settings {

namespace {

QString labelOf(QStringView key)
{
    const SettingDefinition* definition = findDefinition(key);
    return definition ? definition->translatedLabel() : key.toString();
}

/// Whether the user has given this setting: as a property, or as a stored secret.
class Given {
public:
    Given(const ConnectorSettings& settings, const QStringList& secretKeys)
        : m_settings(settings)
        , m_secretKeys(secretKeys)
    {
    }

    bool operator()(const QString& key) const
    {
        return !m_settings.properties.value(key).trimmed().isEmpty() || m_secretKeys.contains(key);
    }

    /// The first of these that is there, or an empty text.
    QString firstOf(const QStringList& keys) const
    {
        const auto found =
            std::ranges::find_if(keys, [this](const QString& key) { return (*this)(key); });
        return found == keys.end() ? QString() : *found;
    }

private:
    const ConnectorSettings& m_settings;
    const QStringList& m_secretKeys;
};

const QStringList& passwordKeys()
{
    static const QStringList keys { QStringLiteral("login-password") };
    return keys;
}

const QStringList& keyStoreKeys()
{
    // The type is left out: a form may fill it in by itself.
    static const QStringList keys { QStringLiteral("client-cert-key-store"),
        QStringLiteral("client-cert-key-alias"), QStringLiteral("client-cert-key-store-password") };
    return keys;
}

const QStringList& oauthKeys()
{
    static const QStringList keys { QStringLiteral("oauth-client-id"),
        QStringLiteral("oauth-client-secret"), QStringLiteral("oauth-token-url") };
    return keys;
}

Error conflict(const QString& first, const QString& second)
{
    Error error = Error::of(ErrorKind::Settings,
        Words::tr("%1 and %2 belong to different ways of logging in: remove one of them.")
            .arg(labelOf(first), labelOf(second)));
    error.cause = QStringLiteral("settings/two-authentication-modes");
    error.setting = second;
    return error;
}

struct Needs {
    std::optional<AuthenticationMode> mode; ///< none while two modes contradict each other
    bool proxy = false;
    bool trustStorePassword = true;
};

Needs needsOf(const ConnectorSettings& settings, const Given& given,
    const std::optional<AuthenticationMode>& mode)
{
    Needs needs;
    needs.mode = mode;
    needs.proxy = given(QStringLiteral("proxy-host-name")) || given(QStringLiteral("proxy-port"))
        || given(QStringLiteral("proxy-username")) || given(QStringLiteral("proxy-password"));
    needs.trustStorePassword =
        settings.value(u"ssl-truststore-type").compare(u"PEM", Qt::CaseInsensitive) != 0;
    return needs;
}

bool isNeeded(const SettingDefinition& definition, const Needs& needs)
{
    // A store's type is read from its content when it is not given.
    if (definition.kind == ValueKind::StoreType)
        return false;
    if (definition.key == QLatin1String("ssl-trust-store-password"))
        return needs.trustStorePassword;
    switch (definition.required) {
    case Requirement::Always:
        return true;
    case Requirement::PasswordMode:
    case Requirement::KeyStoreMode:
    case Requirement::PasswordOrKeyStoreMode:
    case Requirement::OAuthMode:
        return needs.mode && belongsTo(definition, *needs.mode);
    case Requirement::WithProxy:
        return needs.proxy;
    case Requirement::Never:
        break;
    }
    return false;
}

/// What is wrong with one setting on its own; an empty text when nothing is.
QString problemOf(const SettingDefinition& definition, const ConnectorSettings& settings,
    const Given& given, const Needs& needs)
{
    const QString stored = settings.properties.value(definition.key);
    if (definition.kind == ValueKind::Secret && !stored.isEmpty())
        return Words::tr(
            "%1 stands among the properties, where anybody could read it: remove it there "
            "and enter it as a secret.")
            .arg(definition.translatedLabel());
    if (isNeeded(definition, needs) && !given(definition.key))
        return Words::tr("%1 is missing. %2")
            .arg(definition.translatedLabel(), definition.translatedHint());
    const auto normal = normalise(definition, stored);
    return normal ? QString() : normal.error().message;
}

/// The problems of two settings that do not fit together, filed under the second.
void addTimerProblem(const ConnectorSettings& settings, QList<Problem>& problems)
{
    const QString baseKey = QStringLiteral("enroll-back-off-timer");
    const QString capKey = QStringLiteral("enroll-max-back-off-timer");
    const auto base = parseSeconds(settings.value(baseKey));
    const auto cap = parseSeconds(settings.value(capKey));
    if (base && cap && *cap < *base) {
        problems.append({ capKey,
            Words::tr("%1 (%2 s) is shorter than %3 (%4 s): raise the first or lower the second.")
                .arg(labelOf(capKey), QString::number(cap->count()), labelOf(baseKey),
                    QString::number(base->count())) });
    }
}

void addProfileProblems(const ConnectorSettings& settings, QList<Problem>& problems)
{
    const QString key = QStringLiteral("profiles");
    QSet<QString> seen;
    for (const LocalProfile& profile : settings.profiles) {
        for (const QString& message : validate(profile))
            problems.append({ key, message });
        if (seen.contains(profile.id))
            problems.append({ key,
                Words::tr("Two local profiles have the ID \"%1\": rename one of them.")
                    .arg(profile.id) });
        seen.insert(profile.id);
    }
}

/// "https://host[:port][/prefix]" with the API's path for the mode (SCM API, section 1.3).
QUrl apiBase(const QString& normalUrl, AuthenticationMode mode)
{
    QUrl url(normalUrl, QUrl::StrictMode);
    QString path = url.path(QUrl::FullyEncoded);
    for (const QLatin1String suffix : { QLatin1String("/api"), QLatin1String("/private") }) {
        while (path.endsWith(u'/'))
            path.chop(1);
        if (path.endsWith(suffix, Qt::CaseInsensitive))
            path.chop(suffix.size());
    }
    while (path.endsWith(u'/'))
        path.chop(1);
    path += mode == AuthenticationMode::KeyStore ? QLatin1String("/private/api")
                                                 : QLatin1String("/api");
    url.setPath(path, QUrl::StrictMode);
    return url;
}

} // namespace

bool isValidConnectorId(QStringView id)
{
    const auto allowed = [](QChar character) {
        return (character >= u'a' && character <= u'z') || (character >= u'A' && character <= u'Z')
            || (character >= u'0' && character <= u'9') || QStringView(u"._~-").contains(character);
    };
    if (id.isEmpty() || id.size() > 64 || !std::all_of(id.begin(), id.end(), allowed))
        return false;
    // "." and ".." are steps in a path; a leading dot hides a file.
    if (id.startsWith(u'.'))
        return false;
    // Names of devices, which Windows also recognises before an extension.
    static const QStringList devices { QStringLiteral("con"), QStringLiteral("prn"),
        QStringLiteral("aux"), QStringLiteral("nul") };
    const QString stem = id.toString().toLower().section(u'.', 0, 0);
    const bool isPort = stem.size() == 4
        && (stem.startsWith(QLatin1String("com")) || stem.startsWith(QLatin1String("lpt")))
        && stem.back().isDigit();
    return !isPort && !devices.contains(stem);
}

QString connectorIdProblem(QStringView id)
{
    if (id.isEmpty())
        return Words::tr(
            "The connector has no ID: give it one of letters, digits and . _ ~ -, such as "
            "sectigo-1.");
    return Words::tr(
        "\"%1\" cannot be the ID of a connector: use 1 to 64 letters, digits and . _ ~ -, not "
        "beginning with a dot, and not the name of a device.")
        .arg(id.left(80));
}

QString ConnectorSettings::value(QStringView key) const
{
    QString stored = properties.value(key.toString()).trimmed();
    if (!stored.isEmpty())
        return stored;
    const SettingDefinition* definition = findDefinition(key);
    return definition ? definition->defaultValue : QString();
}

Result<AuthenticationMode> authenticationMode(
    const ConnectorSettings& settings, const QStringList& secretKeys)
{
    const Given given(settings, secretKeys);
    const QString password = given.firstOf(passwordKeys());
    const QString keyStore = given.firstOf(keyStoreKeys());
    const QString oauth = given.firstOf(oauthKeys());
    if (!password.isEmpty() && !keyStore.isEmpty())
        return failure(conflict(password, keyStore));
    if (!password.isEmpty() && !oauth.isEmpty())
        return failure(conflict(password, oauth));
    if (!keyStore.isEmpty() && !oauth.isEmpty())
        return failure(conflict(keyStore, oauth));
    if (!keyStore.isEmpty())
        return AuthenticationMode::KeyStore;
    return oauth.isEmpty() ? AuthenticationMode::Password : AuthenticationMode::OAuth;
}

bool belongsTo(const SettingDefinition& definition, AuthenticationMode mode)
{
    switch (definition.required) {
    case Requirement::PasswordMode:
        return mode == AuthenticationMode::Password;
    case Requirement::KeyStoreMode:
        return mode == AuthenticationMode::KeyStore;
    case Requirement::PasswordOrKeyStoreMode:
        return mode != AuthenticationMode::OAuth;
    case Requirement::OAuthMode:
        return mode == AuthenticationMode::OAuth;
    case Requirement::Always:
    case Requirement::Never:
    case Requirement::WithProxy:
        break;
    }
    return true;
}

QStringList requiredSettings(const ConnectorSettings& settings, const QStringList& secretKeys,
    std::optional<AuthenticationMode> mode)
{
    const Needs needs = needsOf(settings, Given(settings, secretKeys), mode);
    QStringList keys;
    for (const SettingDefinition& definition : definitions()) {
        if (isNeeded(definition, needs))
            keys.append(definition.key);
    }
    return keys;
}

QList<Problem> validate(const ConnectorSettings& settings, const QStringList& secretKeys,
    std::optional<AuthenticationMode> chosenMode)
{
    QList<Problem> problems;
    if (!isValidConnectorId(settings.id))
        problems.append({ QStringLiteral("id"), connectorIdProblem(settings.id) });

    const Given given(settings, secretKeys);
    Result<AuthenticationMode> mode = authenticationMode(settings, secretKeys);
    if (chosenMode)
        mode = *chosenMode;
    const Needs needs = needsOf(settings, given, mode ? std::optional(*mode) : std::nullopt);

    for (const SettingDefinition& definition : definitions()) {
        const QString message = problemOf(definition, settings, given, needs);
        if (!message.isEmpty())
            problems.append({ definition.key, message });
        if (!mode && mode.error().setting == definition.key)
            problems.append({ definition.key, mode.error().message });
        if (definition.key == QLatin1String("enroll-max-back-off-timer"))
            addTimerProblem(settings, problems);
    }
    addProfileProblems(settings, problems);
    return problems;
}

Result<ResolvedSettings> resolve(const ConnectorSettings& settings, const QStringList& secretKeys)
{
    const QList<Problem> problems = validate(settings, secretKeys);
    // A local profile that is wrong cannot be enrolled under; the connector works without it.
    if (!problems.isEmpty() && problems.first().key != QLatin1String("profiles")) {
        Error error = Error::of(ErrorKind::Settings, problems.first().message);
        error.cause = QStringLiteral("settings/invalid");
        error.setting = problems.first().key;
        return failure(std::move(error));
    }
    const auto normal = [&settings](QStringView key) {
        return normalise(*findDefinition(key), settings.value(key)).value_or(QString());
    };
    const auto seconds = [&normal](QStringView key) {
        return std::chrono::seconds(normal(key).toLongLong());
    };
    ResolvedSettings resolved;
    resolved.customerUri = normal(u"customer-uri");
    resolved.orgId = normal(u"org-id").toInt();
    resolved.mode = authenticationMode(settings, secretKeys).value_or(AuthenticationMode::Password);
    resolved.apiBase = apiBase(normal(u"url"), resolved.mode);
    resolved.login = normal(u"login");
    resolved.clientKeyStore = normal(u"client-cert-key-store");
    resolved.clientKeyAlias = normal(u"client-cert-key-alias");
    resolved.clientKeyStoreType = normal(u"client-cert-key-store-type");
    resolved.oauthClientId = normal(u"oauth-client-id");
    resolved.oauthTokenUrl = QUrl(normal(u"oauth-token-url"), QUrl::StrictMode);
    resolved.trustStore = normal(u"ssl-trust-store");
    resolved.trustStoreType = normal(u"ssl-truststore-type");
    resolved.backOffTimer = seconds(u"enroll-back-off-timer");
    resolved.maxBackOffTimer = seconds(u"enroll-max-back-off-timer");
    resolved.maxAttempts = normal(u"enroll-max-attempts").toInt();
    resolved.proxyHost = normal(u"proxy-host-name");
    resolved.proxyPort = normal(u"proxy-port").toUShort();
    resolved.proxyUser = normal(u"proxy-username");
    resolved.profileSync = normal(u"enable-ca-profile-sync") == QLatin1String("yes");
    return resolved;
}

} // namespace gatehouse::settings
