// SPDX-License-Identifier: Apache-2.0
#include <core/connector/transportsettings.h>
#include <core/keystore/keystore.h>

#include <QFileInfo>

namespace gatehouse::connector {

namespace {

/// The four properties that describe one store.
struct StoreProperties {
    QString path;
    QString type;
    QString pathKey;
    QString passwordKey;
    QString typeKey;
};

/// Which property a person should look at for a cause of core/keystore.
QString settingFor(const Error& error, const StoreProperties& properties)
{
    if (error.cause == u"keystore/wrong-store-password"
        || error.cause == u"keystore/wrong-key-password")
        return properties.passwordKey;
    if (error.cause == u"keystore/other-type")
        return properties.typeKey;
    return properties.pathKey;
}

Result<keystore::KeyStore> openStore(
    const StoreProperties& properties, const ConnectorSecrets& secrets)
{
    keystore::OpenRequest request;
    request.name = QFileInfo(properties.path).fileName();
    request.storePassword = secrets.value(properties.passwordKey);
    if (!properties.type.isEmpty()) {
        auto type = keystore::parseStoreType(properties.type);
        if (!type) {
            Error error = type.error();
            error.kind = ErrorKind::Settings;
            error.setting = properties.typeKey;
            return failure(error);
        }
        request.expectedType = *type;
    }
    auto store = keystore::openFile(properties.path, request);
    if (!store) {
        Error error = store.error();
        error.setting = settingFor(error, properties);
        return failure(error);
    }
    return store;
}

Result<http::ClientIdentity> openIdentity(const settings::ResolvedSettings& settings,
    const ConnectorSecrets& secrets, const QDateTime& now, QStringList& warnings)
{
    const StoreProperties properties { settings.clientKeyStore, settings.clientKeyStoreType,
        QStringLiteral("client-cert-key-store"), QStringLiteral("client-cert-key-store-password"),
        QStringLiteral("client-cert-key-store-type") };
    auto store = openStore(properties, secrets);
    if (!store)
        return failure(store.error());
    const Secret password = secrets.value(properties.passwordKey);
    auto credential = keystore::credential(*store, settings.clientKeyAlias, password, password);
    if (!credential) {
        Error error = credential.error();
        error.setting = error.cause == u"keystore/wrong-key-password"
            ? properties.passwordKey
            : QStringLiteral("client-cert-key-alias");
        return failure(error);
    }
    warnings += keystore::validityWarnings(*store, now);
    return http::ClientIdentity { credential->key, credential->chain };
}

} // namespace

Result<TransportSettings> transportSettings(const settings::ResolvedSettings& settings,
    const ConnectorSecrets& secrets, const QDateTime& now)
{
    TransportSettings result;
    const StoreProperties trust { settings.trustStore, settings.trustStoreType,
        QStringLiteral("ssl-trust-store"), QStringLiteral("ssl-trust-store-password"),
        QStringLiteral("ssl-truststore-type") };
    auto store = openStore(trust, secrets);
    if (!store)
        return failure(store.error());
    auto anchors = keystore::trustAnchors(*store);
    if (!anchors) {
        Error error = anchors.error();
        error.setting = trust.pathKey;
        return failure(error);
    }
    result.client.trustAnchors = *anchors;
    result.warnings = keystore::validityWarnings(*store, now);

    if (settings.mode == settings::AuthenticationMode::KeyStore) {
        auto identity = openIdentity(settings, secrets, now, result.warnings);
        if (!identity)
            return failure(identity.error());
        result.client.identity = *identity;
    }
    if (!settings.proxyHost.isEmpty()) {
        result.client.proxy = http::ProxySettings { settings.proxyHost, settings.proxyPort,
            settings.proxyUser, secrets.value(QStringLiteral("proxy-password")) };
    }
    return result;
}

} // namespace gatehouse::connector
