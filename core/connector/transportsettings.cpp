// SPDX-License-Identifier: Apache-2.0
#include <core/connector/transportsettings.h>
#include <core/keystore/keystore.h>
#include <core/pki/inbackground.h>

#include <QCoreApplication>
#include <QCoro/QCoroFuture>
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
    if (error.cause == u"keystore/wrong-store-password")
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
    auto credential = keystore::credential(*store, settings.clientKeyAlias, {}, password);
    if (!credential) {
        Error error = credential.error();
        error.setting = QStringLiteral("client-cert-key-alias");
        if (error.cause == u"keystore/wrong-key-password") {
            error = onePasswordNeeded(error, settings.clientKeyStore);
            error.setting = properties.pathKey;
        }
        return failure(error);
    }
    warnings += keystore::validityWarnings(*store, now);
    return http::ClientIdentity { credential->key, credential->chain };
}

Result<TransportSettings> openStores(const settings::ResolvedSettings& settings,
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

} // namespace

Error onePasswordNeeded(const Error& error, const QString& path)
{
    Error result = error;
    result.message = QCoreApplication::translate("gatehouse::Connector",
        "The client key in %1 has another password than the store, and a connector uses one for "
        "both. Write the store again with one password: keytool -importkeystore -srckeystore "
        "\"%1\" -destkeystore \"%1.p12\" -deststoretype PKCS12")
                         .arg(path);
    return result;
}

Task<Result<TransportSettings>> transportSettings(
    settings::ResolvedSettings settings, ConnectorSecrets secrets, QDateTime now)
{
    const QFuture<Result<TransportSettings>> opening =
        pki::inBackground([settings = std::move(settings), secrets = std::move(secrets), now] {
            return openStores(settings, secrets, now);
        });
    const Result<TransportSettings> opened = co_await opening;
    co_return opened;
}

} // namespace gatehouse::connector
