// SPDX-License-Identifier: Apache-2.0
#include <core/connector/connectorsecrets.h>

namespace gatehouse::connector {

namespace {

bool has(const settings::ConnectorSettings& settings, const char* key)
{
    return !settings.value(QString::fromLatin1(key)).isEmpty();
}

} // namespace

secrets::SecretName secretName(const settings::ConnectorSettings& settings, const QString& property)
{
    return { settings.uuid, settings.id, property };
}

QStringList neededSecrets(const settings::ConnectorSettings& settings)
{
    QStringList needed;
    const bool keyStore = has(settings, "client-cert-key-store");
    const bool oauth = has(settings, "oauth-client-id") || has(settings, "oauth-token-url");
    if (!keyStore && !oauth)
        needed.append(QStringLiteral("login-password"));
    if (keyStore)
        needed.append(QStringLiteral("client-cert-key-store-password"));
    if (oauth)
        needed.append(QStringLiteral("oauth-client-secret"));
    needed.append(QStringLiteral("ssl-trust-store-password"));
    if (has(settings, "proxy-username"))
        needed.append(QStringLiteral("proxy-password"));
    return needed;
}

Task<Result<ConnectorSecrets>> readSecrets(
    settings::ConnectorSettings settings, std::shared_ptr<secrets::SecretStore> store)
{
    QStringList keys = neededSecrets(settings);
    // Asked for in key-store mode too: a password that is still there makes the mode ambiguous.
    if (!keys.contains(QStringLiteral("login-password")) && has(settings, "login"))
        keys.prepend(QStringLiteral("login-password"));

    ConnectorSecrets found;
    for (const QString& key : std::as_const(keys)) {
        auto name = secretName(settings, key);
        auto secret = co_await store->read(name);
        if (!secret)
            co_return failure(secret.error());
        if (secret->has_value())
            found.insert(key, **secret);
    }
    co_return found;
}

} // namespace gatehouse::connector
