// SPDX-License-Identifier: Apache-2.0
#include "datafolder.h"

#include "accounts.h"
#include "files.h"
#include "json.h"
#include "storefiles.h"
#include <core/pki/pkcs12.h>

#include <QFile>
#include <QStandardPaths>
#include <QUuid>

namespace gatehouse::sandbox {

namespace {

constexpr int secretBytes = 24;
constexpr int orderKeyBytes = 32;

Result<Secret> secretFile(const QString& path, int bytes)
{
    if (QFile::exists(path)) {
        Result<QByteArray> content = readFile(path);
        if (!content)
            return failure(content.error());
        return Secret::fromUtf8(*std::move(content));
    }
    Secret secret = Secret::random(bytes);
    const QByteArray view = QByteArray::fromRawData(secret.utf8().data(), secret.size());
    return writeFile(path, view, privateFile).map([&] { return secret; });
}

/// The same for every start, and another for another folder.
Json connectorFrame(const QString& file, const QString& id, const QString& name)
{
    static const QUuid space(QStringLiteral("{9a6f2f0c-5f0e-4d6a-9f31-6f3c1d0b7a52}"));
    Json json;
    json["uuid"] = toJson(QUuid::createUuidV5(space, file).toString(QUuid::WithoutBraces));
    json["id"] = toJson(id);
    json["name"] = toJson(name);
    return json;
}

Json localProfiles()
{
    Json profile;
    profile["id"] = "sectigo-profile-1";
    profile["name"] = "static-profileA-local";
    profile["properties"] = { { "cert_type", "60515" } };
    return Json::array({ profile });
}

} // namespace

Addresses::Addresses(quint16 port)
{
    const QString host = QStringLiteral("https://localhost:%1").arg(port);
    url = host + QStringLiteral("/api");
    privateUrl = host + QStringLiteral("/private/api");
    tokenUrl = host + QStringLiteral("/auth/realms/apiclients/protocol/openid-connect/token");
    controlUrl = host + QStringLiteral("/sandbox");
}

QString DataFolder::defaultPath()
{
    const QString home = qEnvironmentVariable("GATEHOUSE_HOME");
    const QString base = home.isEmpty()
        ? QStandardPaths::writableLocation(QStandardPaths::GenericDataLocation)
            + QStringLiteral("/gatehouse")
        : home;
    return QDir(base).filePath(QStringLiteral("sandbox"));
}

DataFolder::DataFolder(const QString& path)
    : m_dir(QDir(path).absolutePath())
{
}

QString DataFolder::trustStore(const QString& ending) const
{
    return m_dir.filePath(QStringLiteral("stores/trust.") + ending);
}

QString DataFolder::clientKeyStore(const QString& ending) const
{
    return m_dir.filePath(QStringLiteral("stores/client.") + ending);
}

QString DataFolder::connectorFile(const QString& variant) const
{
    return m_dir.filePath(QStringLiteral("connectors/%1.json").arg(variant));
}

Result<void> DataFolder::create() const
{
    for (const QString& folder : { path(), credentials(), m_dir.filePath(QStringLiteral("stores")),
             m_dir.filePath(QStringLiteral("connectors")) }) {
        if (Result<void> made = makePrivateFolder(folder); !made)
            return made;
    }
    return {};
}

Result<SandboxSecrets> DataFolder::secrets() const
{
    SandboxSecrets secrets;
    // The key under which Gatehouse keeps its orders' private keys is not the sandbox's own, but a
    // client that reads this folder needs it there.
    Secret orderKey;
    struct File {
        QString name;
        Secret* target;
        int bytes;
    };
    const QList<File> files {
        // For this connector only: in key-store mode a password beside the key would be ambiguous.
        { QStringLiteral("sandbox.login-password"), &secrets.loginPassword, secretBytes },
        { QStringLiteral("client-cert-key-store-password"), &secrets.clientKeyStorePassword,
            secretBytes },
        { QStringLiteral("ssl-trust-store-password"), &secrets.trustStorePassword, secretBytes },
        { QStringLiteral("oauth-client-secret"), &secrets.oauthClientSecret, secretBytes },
        { QStringLiteral("gatehouse.order-key"), &orderKey, orderKeyBytes },
        { QStringLiteral("control-token"), &secrets.controlToken, secretBytes },
    };
    for (const File& file : files) {
        const Result<Secret> secret =
            secretFile(QDir(credentials()).filePath(file.name), file.bytes);
        if (!secret)
            return failure(secret.error());
        *file.target = *secret;
    }
    return secrets;
}

Result<void> DataFolder::writeStores(
    const Authority& authority, const SandboxSecrets& secrets, const QDateTime& now) const
{
    const QString alias = QString::fromLatin1(names::clientAlias);
    const Identity& administrator = authority.administrator();
    const QList<TrustedEntry> trusted { { QStringLiteral("sandbox-root"), authority.root() } };
    const auto write = [](const QString& path) {
        return [path](const QByteArray& bytes) { return writeFile(path, bytes, privateFile); };
    };
    return write(trustStore(QStringLiteral("pem")))(authority.root().toPem())
        .and_then([&] {
            return write(trustStore(QStringLiteral("jks")))(
                jksTrustStore(trusted, secrets.trustStorePassword, now));
        })
        .and_then([&] {
            return pkcs12TrustStore(trusted, secrets.trustStorePassword)
                .and_then(write(trustStore(QStringLiteral("p12"))));
        })
        .and_then([&] {
            return jksKeyStore(alias, administrator, secrets.clientKeyStorePassword, now)
                .and_then(write(clientKeyStore(QStringLiteral("jks"))));
        })
        .and_then([&] {
            return pki::writePkcs12(administrator.key, administrator.chain.first(),
                administrator.chain.mid(1), alias, secrets.clientKeyStorePassword,
                pki::Pkcs12Form::Modern)
                .and_then(write(clientKeyStore(QStringLiteral("p12"))));
        });
}

Result<void> DataFolder::writeConnectorFiles(const Addresses& addresses) const
{
    const auto write = [&](const QString& variant, const QString& id, const QString& name,
                           const Json& authentication) {
        const QString file = connectorFile(variant);
        Json properties;
        properties["customer-uri"] = names::customerUri;
        properties["org-id"] = "10002";
        properties["url"] = toJson(addresses.url);
        properties.update(authentication);
        properties["ssl-trust-store"] = toJson(trustStore(QStringLiteral("jks")));
        properties["ssl-truststore-type"] = "JKS";
        properties["enable-ca-profile-sync"] = "yes";
        Json json = connectorFrame(file, id, name);
        json["properties"] = std::move(properties);
        json["profiles"] = localProfiles();
        return writeFile(file, QByteArray::fromStdString(json.dump(2)) + '\n', privateFile);
    };
    Json password;
    password["login"] = names::login;
    Json keyStore;
    keyStore["login"] = names::certificateLogin;
    keyStore["client-cert-key-store"] = toJson(clientKeyStore(QStringLiteral("jks")));
    keyStore["client-cert-key-alias"] = names::clientAlias;
    keyStore["client-cert-key-store-type"] = "JKS";
    Json oauth;
    oauth["oauth-client-id"] = names::oauthClientId;
    oauth["oauth-token-url"] = toJson(addresses.tokenUrl);
    return write(QStringLiteral("password"), QStringLiteral("sandbox"),
        QStringLiteral("Gatehouse sandbox"), password)
        .and_then([&] {
            return write(QStringLiteral("key-store"), QStringLiteral("sandbox-key-store"),
                QStringLiteral("Gatehouse sandbox (client key store)"), keyStore);
        })
        .and_then([&] {
            return write(QStringLiteral("oauth"), QStringLiteral("sandbox-oauth"),
                QStringLiteral("Gatehouse sandbox (OAuth)"), oauth);
        });
}

} // namespace gatehouse::sandbox
