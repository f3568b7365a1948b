// SPDX-License-Identifier: Apache-2.0
#include <core/settings/settingdefinition.h>
#include <core/settings/spelling.h>

#include <QCoreApplication>

#include <algorithm>

namespace gatehouse::settings {

namespace {

constexpr const char* context = "gatehouse::Setting";

QList<SettingDefinition> sectigoDefinitions()
{
    using enum ValueKind;
    using enum Requirement;
    return {
        { QStringLiteral("customer-uri"), QT_TRANSLATE_NOOP("gatehouse::Setting", "Customer URI"),
            QT_TRANSLATE_NOOP("gatehouse::Setting",
                "Enter the customer identifier that Sectigo gave you: the last part of the address "
                "at "
                "which you log in to Sectigo Certificate Manager."),
            Section::Sectigo, Text, Always, {} },
        { QStringLiteral("org-id"), QT_TRANSLATE_NOOP("gatehouse::Setting", "Organization ID"),
            QT_TRANSLATE_NOOP("gatehouse::Setting",
                "Enter the number of the organization or department for which certificates are "
                "ordered; "
                "Sectigo shows it in the organization's details."),
            Section::Sectigo, PositiveInteger, Always, {} },
        { QStringLiteral("url"), QT_TRANSLATE_NOOP("gatehouse::Setting", "URL"),
            QT_TRANSLATE_NOOP("gatehouse::Setting",
                "Enter the https address of Sectigo's API, such as https://cert-manager.com/api."),
            Section::Sectigo, HttpsUrl, Always, {} },
    };
}

QList<SettingDefinition> authenticationDefinitions()
{
    using enum ValueKind;
    using enum Requirement;
    constexpr auto section = Section::Authentication;
    return {
        { QStringLiteral("login"), QT_TRANSLATE_NOOP("gatehouse::Setting", "Login Userid"),
            QT_TRANSLATE_NOOP("gatehouse::Setting",
                "Enter the login name of a Sectigo administrator who may use the API."),
            section, Text, PasswordOrKeyStoreMode, {} },
        { QStringLiteral("login-password"),
            QT_TRANSLATE_NOOP("gatehouse::Setting", "Login Password"),
            QT_TRANSLATE_NOOP("gatehouse::Setting", "Enter the password of this login name."),
            section, Secret, PasswordMode, {} },
        { QStringLiteral("client-cert-key-store"),
            QT_TRANSLATE_NOOP("gatehouse::Setting", "Client key store file"),
            QT_TRANSLATE_NOOP("gatehouse::Setting",
                "Choose the JKS or PKCS #12 file that holds the administrator's certificate and "
                "key."),
            section, Path, KeyStoreMode, {} },
        { QStringLiteral("client-cert-key-alias"),
            QT_TRANSLATE_NOOP("gatehouse::Setting", "Client key alias"),
            QT_TRANSLATE_NOOP("gatehouse::Setting",
                "Enter the name under which the key stands in the client key store."),
            section, Text, KeyStoreMode, {} },
        { QStringLiteral("client-cert-key-store-password"),
            QT_TRANSLATE_NOOP("gatehouse::Setting", "Client key store password"),
            QT_TRANSLATE_NOOP("gatehouse::Setting", "Enter the password of the client key store."),
            section, Secret, KeyStoreMode, {} },
        { QStringLiteral("client-cert-key-store-type"),
            QT_TRANSLATE_NOOP("gatehouse::Setting", "Client key store type"),
            QT_TRANSLATE_NOOP("gatehouse::Setting",
                "Choose JKS or PKCS12, or leave it empty to have it read from the file."),
            section, StoreType, KeyStoreMode, {} },
        { QStringLiteral("oauth-client-id"),
            QT_TRANSLATE_NOOP("gatehouse::Setting", "OAuth client ID"),
            QT_TRANSLATE_NOOP("gatehouse::Setting",
                "Enter the client ID of the API key made in Sectigo Certificate Manager."),
            section, Text, OAuthMode, {} },
        { QStringLiteral("oauth-client-secret"),
            QT_TRANSLATE_NOOP("gatehouse::Setting", "OAuth client secret"),
            QT_TRANSLATE_NOOP(
                "gatehouse::Setting", "Enter the secret that belongs to the client ID."),
            section, Secret, OAuthMode, {} },
        { QStringLiteral("oauth-token-url"),
            QT_TRANSLATE_NOOP("gatehouse::Setting", "OAuth token URL"),
            QT_TRANSLATE_NOOP("gatehouse::Setting",
                "Enter the https address at which Sectigo issues access tokens."),
            section, HttpsUrl, OAuthMode, {} },
    };
}

QList<SettingDefinition> sslDefinitions()
{
    using enum ValueKind;
    using enum Requirement;
    return {
        { QStringLiteral("ssl-trust-store"),
            QT_TRANSLATE_NOOP("gatehouse::Setting", "SSL Truststore File"),
            QT_TRANSLATE_NOOP("gatehouse::Setting",
                "Choose the file with the CA certificates by which Sectigo's server is "
                "recognised."),
            Section::Ssl, Path, Always, {} },
        { QStringLiteral("ssl-trust-store-password"),
            QT_TRANSLATE_NOOP("gatehouse::Setting", "SSL Truststore Password"),
            QT_TRANSLATE_NOOP("gatehouse::Setting", "Enter the password of the trust store."),
            Section::Ssl, Secret, Always, {} },
        { QStringLiteral("ssl-truststore-type"),
            QT_TRANSLATE_NOOP("gatehouse::Setting", "SSL Truststore Type"),
            QT_TRANSLATE_NOOP("gatehouse::Setting",
                "Choose JKS or PKCS12, or leave it empty to have it read from the file."),
            Section::Ssl, StoreType, Always, {} },
    };
}

QList<SettingDefinition> enrollmentDefinitions()
{
    using enum ValueKind;
    using enum Requirement;
    return {
        { QStringLiteral("enroll-back-off-timer"),
            QT_TRANSLATE_NOOP("gatehouse::Setting", "Back-off timer"),
            QT_TRANSLATE_NOOP("gatehouse::Setting",
                "Enter the seconds to wait before the first attempt to collect a certificate; "
                "attempt n "
                "waits this number to the power of n."),
            Section::Enrollment, Seconds, Never, QStringLiteral("2") },
        { QStringLiteral("enroll-max-back-off-timer"),
            QT_TRANSLATE_NOOP("gatehouse::Setting", "Maximum back-off timer"),
            QT_TRANSLATE_NOOP(
                "gatehouse::Setting", "Enter the most seconds to wait between two attempts."),
            Section::Enrollment, Seconds, Never, QStringLiteral("32") },
        { QStringLiteral("enroll-max-attempts"),
            QT_TRANSLATE_NOOP("gatehouse::Setting", "Maximum attempts"),
            QT_TRANSLATE_NOOP("gatehouse::Setting",
                "Enter how often to try to collect a certificate before the order is left pending, "
                "1 to "
                "100."),
            Section::Enrollment, Attempts, Never, QStringLiteral("5") },
    };
}

QList<SettingDefinition> proxyDefinitions()
{
    using enum ValueKind;
    using enum Requirement;
    return {
        { QStringLiteral("proxy-host-name"),
            QT_TRANSLATE_NOOP("gatehouse::Setting", "Proxy host name"),
            QT_TRANSLATE_NOOP("gatehouse::Setting",
                "Enter the name or address of your proxy, or leave all proxy settings empty to "
                "connect "
                "directly."),
            Section::Proxy, Host, WithProxy, {} },
        { QStringLiteral("proxy-port"), QT_TRANSLATE_NOOP("gatehouse::Setting", "Proxy port"),
            QT_TRANSLATE_NOOP("gatehouse::Setting", "Enter the port of your proxy, such as 3128."),
            Section::Proxy, Port, WithProxy, {} },
        { QStringLiteral("proxy-username"),
            QT_TRANSLATE_NOOP("gatehouse::Setting", "Proxy user name"),
            QT_TRANSLATE_NOOP(
                "gatehouse::Setting", "Enter the user name for the proxy if it asks for one."),
            Section::Proxy, Text, Never, {} },
        { QStringLiteral("proxy-password"),
            QT_TRANSLATE_NOOP("gatehouse::Setting", "Proxy password"),
            QT_TRANSLATE_NOOP(
                "gatehouse::Setting", "Enter the password for the proxy if it asks for one."),
            Section::Proxy, Secret, Never, {} },
    };
}

QList<SettingDefinition> profileDefinitions()
{
    return {
        { QStringLiteral("enable-ca-profile-sync"),
            QT_TRANSLATE_NOOP("gatehouse::Setting", "Enable CA Profile Sync"),
            QT_TRANSLATE_NOOP("gatehouse::Setting",
                "Switch it on to fetch the organization's certificate profiles from Sectigo and "
                "list "
                "them beside the local ones."),
            Section::Profiles, ValueKind::YesNo, Requirement::Never, QStringLiteral("no") },
    };
}

} // namespace

QString SettingDefinition::translatedLabel() const
{
    return QCoreApplication::translate(context, label);
}

QString SettingDefinition::translatedHint() const
{
    return QCoreApplication::translate(context, hint);
}

const QList<SettingDefinition>& definitions()
{
    static const QList<SettingDefinition> all = sectigoDefinitions() + authenticationDefinitions()
        + sslDefinitions() + enrollmentDefinitions() + proxyDefinitions() + profileDefinitions();
    return all;
}

const SettingDefinition* findDefinition(QStringView key)
{
    const QList<SettingDefinition>& all = definitions();
    const auto found = std::ranges::find(all, key, &SettingDefinition::key);
    return found == all.end() ? nullptr : &*found;
}

const SettingDefinition* definitionForSpelling(QStringView key)
{
    const QString flat = flattened(key);
    const QList<SettingDefinition>& all = definitions();
    const auto found = std::ranges::find_if(all,
        [&flat](const SettingDefinition& definition) { return flattened(definition.key) == flat; });
    return found == all.end() ? nullptr : &*found;
}

const SettingDefinition* likelyMeant(QStringView key)
{
    constexpr int limit = 3;
    const QString flat = flattened(key);
    const SettingDefinition* best = nullptr;
    int bestDistance = limit;
    for (const SettingDefinition& definition : definitions()) {
        const int distance = editDistance(flat, flattened(definition.key), limit);
        // One slip in four letters: short words are alike by chance.
        if (distance < bestDistance && qsizetype { distance } * 4 <= flat.size()) {
            best = &definition;
            bestDistance = distance;
        }
    }
    return best;
}

bool looksSecret(QStringView key)
{
    const QString flat = flattened(key);
    const SettingDefinition* exact = definitionForSpelling(key);
    const SettingDefinition* meant = exact != nullptr ? exact : likelyMeant(key);
    return (meant != nullptr && meant->kind == ValueKind::Secret)
        || flat.endsWith(QLatin1String("password")) || flat.endsWith(QLatin1String("passphrase"))
        || flat.endsWith(QLatin1String("secret"));
}

QString sectionTitle(Section section)
{
    switch (section) {
    case Section::Sectigo:
        return QCoreApplication::translate(context, "Sectigo");
    case Section::Authentication:
        return QCoreApplication::translate(context, "Authentication");
    case Section::Ssl:
        return QCoreApplication::translate(context, "SSL");
    case Section::Enrollment:
        return QCoreApplication::translate(context, "Enrollment");
    case Section::Proxy:
        return QCoreApplication::translate(context, "Proxy");
    case Section::Profiles:
        break;
    }
    return QCoreApplication::translate(context, "Profiles");
}

} // namespace gatehouse::settings
