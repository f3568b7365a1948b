// SPDX-License-Identifier: Apache-2.0
#include <app/gateway/material.h>
#include <app/gateway/words.h>
#include <core/connector/connectorsecrets.h>
#include <core/keystore/keystore.h>
#include <core/workspace/files.h>

namespace gatehouse::gateway {

namespace {

constexpr qint64 largestFile = qint64 { 1024 } * 1024;

using Problems = QList<ConfigurationProblem>;

/// Opens one of the two stores.
Task<std::optional<keystore::KeyStore>> openStore(StoreSetting setting, QString property,
    Secret* password, std::shared_ptr<secrets::SecretStore> secrets, Problems* problems)
{
    const QString place = QStringLiteral("server.ssl.") + property;
    secrets::SecretName name;
    name.property = property + QLatin1String("-password");
    const auto read = co_await secrets->read(name);
    if (!read) {
        problems->append({ setting.line, place, read.error().message });
        co_return std::nullopt;
    }
    keystore::OpenRequest request;
    if (*read)
        request.storePassword = **read;
    *password = request.storePassword;
    if (!setting.type.isEmpty()) {
        const auto type = keystore::parseStoreType(setting.type);
        if (!type) {
            problems->append(
                { setting.line, place + QLatin1String("-type"), type.error().message });
            co_return std::nullopt;
        }
        request.expectedType = *type;
    }
    const auto opened = keystore::openFile(setting.file, request);
    if (opened)
        co_return *opened;
    QString message = opened.error().message;
    if (!*read && opened.error().cause == QLatin1String("keystore/wrong-store-password"))
        message =
            Words::tr("The store needs a password, and the credentials directory has none: lay it "
                      "there as gatehouse.%1.")
                .arg(name.property);
    problems->append({ setting.line, place, message });
    co_return std::nullopt;
}

/// The gateway's own key and certificate.
Task<std::optional<keystore::Credential>> openIdentity(StoreSetting setting,
    std::shared_ptr<secrets::SecretStore> secrets, QDateTime now, Problems* problems)
{
    const QString property = QStringLiteral("key-store");
    const QString place = QStringLiteral("server.ssl.key-store");
    Secret password;
    const auto store = co_await openStore(setting, property, &password, secrets, problems);
    if (!store)
        co_return std::nullopt;
    const auto credential = keystore::credential(*store, setting.alias, {}, password);
    if (!credential) {
        problems->append({ setting.line, place, credential.error().message });
        co_return std::nullopt;
    }
    const QDateTime end = credential->chain.first().notAfter();
    if (now > end)
        problems->append({ setting.line, place,
            Words::tr("The server's certificate expired on %1: replace it.")
                .arg(end.toString(Qt::ISODate)) });
    co_return *credential;
}

/// The issuers of its clients' certificates.
Task<QList<pki::Certificate>> openAnchors(
    StoreSetting setting, std::shared_ptr<secrets::SecretStore> secrets, Problems* problems)
{
    const QString property = QStringLiteral("trust-store");
    Secret password;
    const auto store = co_await openStore(setting, property, &password, secrets, problems);
    if (!store)
        co_return QList<pki::Certificate>();
    const auto anchors = keystore::trustAnchors(*store);
    if (!anchors)
        problems->append(
            { setting.line, QStringLiteral("server.ssl.trust-store"), anchors.error().message });
    co_return anchors.value_or(QList<pki::Certificate>());
}

Task<TlsMaterial> openMaterial(Configuration configuration,
    std::shared_ptr<secrets::SecretStore> secrets, QDateTime now, Problems* problems)
{
    TlsMaterial material;
    const qsizetype before = problems->size();
    const StoreSetting& keyStore = configuration.keyStore;
    if (!keyStore.file.isEmpty()) {
        const auto identity = co_await openIdentity(keyStore, secrets, now, problems);
        if (identity) {
            material.key = identity->key;
            material.chain = identity->chain;
        }
    }
    const StoreSetting& trustStore = configuration.trustStore;
    if (!trustStore.file.isEmpty())
        material.clientAnchors = co_await openAnchors(trustStore, secrets, problems);
    const bool isWhole = !keyStore.file.isEmpty() && !trustStore.file.isEmpty();
    if (!isWhole || problems->size() > before)
        co_return material;
    if (const auto fits = http::Server::check(serverSettings(configuration, material)); !fits)
        problems->append({ keyStore.line, QStringLiteral("server.ssl"), fits.error().message });
    co_return material;
}

/// Settings first, all problems at once; only a CA without any is opened.
Task<void> checkCa(
    settings::ConnectorSettings ca, connector::Environment environment, Problems* problems)
{
    const QString place = QStringLiteral("managed-cas.%1").arg(ca.id);
    const auto secrets = co_await connector::readSecrets(ca, environment.secrets);
    if (!secrets) {
        problems->append({ 0, place, secrets.error().message });
        co_return;
    }
    const QList<settings::Problem> found = settings::validate(ca, secrets->keys());
    for (const settings::Problem& problem : found)
        problems->append({ 0, place + u'.' + problem.key, problem.message });
    if (!found.isEmpty())
        co_return;
    const auto opened = co_await connector::Connector::open(ca, environment);
    if (!opened) {
        const QString setting = opened.error().setting;
        problems->append(
            { 0, setting.isEmpty() ? place : place + u'.' + setting, opened.error().message });
    }
}

/// The connectors of a console's home folder.
QList<settings::ConnectorSettings> homeConnectors(
    const Configuration& configuration, Problems& problems)
{
    const settings::SettingsStore store(
        QDir(homeOf(configuration).config.filePath(QStringLiteral("connectors"))));
    const auto listing = store.list();
    for (const Error& error : listing.failures)
        problems.append({ 0, QStringLiteral("gatehouse.home"), error.message });
    if (listing.connectors.isEmpty())
        problems.append({ 0, QStringLiteral("gatehouse.home"),
            Words::tr("There is no connector in %1: add managed-cas, or name the home folder of a "
                      "console that has some.")
                .arg(homeOf(configuration).config.path()) });
    return listing.connectors;
}

} // namespace

http::ServerSettings serverSettings(const Configuration& configuration, const TlsMaterial& tls)
{
    http::ServerSettings settings;
    settings.address = configuration.address;
    settings.port = configuration.port;
    settings.key = tls.key;
    settings.chain = tls.chain;
    settings.clientAnchors = tls.clientAnchors;
    settings.requireClientCertificate = configuration.requireClientCertificate;
    settings.limits = configuration.limits;
    return settings;
}

settings::HomeFolders homeOf(const Configuration& configuration)
{
    settings::HomeFolders home = settings::HomeFolders::fromEnvironment();
    if (!configuration.home.isEmpty()) {
        const QDir root(QDir(configuration.home).absolutePath());
        home = { QDir(root.filePath(QStringLiteral("config"))),
            QDir(root.filePath(QStringLiteral("data"))) };
    }
    if (configuration.hasManagedCas)
        home.config = QDir(home.data.filePath(QStringLiteral("gateway")));
    return home;
}

Task<CheckedConfiguration> checkConfiguration(
    QString file, std::shared_ptr<secrets::SecretStore> secrets, std::shared_ptr<Clock> clock)
{
    CheckedConfiguration checked;
    const auto bytes = workspace::readFile(file, largestFile);
    if (!bytes) {
        checked.problems.append({ 0, {}, bytes.error().message });
        co_return checked;
    }
    const auto environment = [](const QString& name) -> std::optional<QString> {
        const QByteArray key = name.toLocal8Bit();
        if (!qEnvironmentVariableIsSet(key.constData()))
            return std::nullopt;
        return qEnvironmentVariable(key.constData());
    };
    ReadConfiguration read = readConfiguration(*bytes, environment);
    QList<settings::ConnectorSettings> cas;
    for (const settings::ImportedConnector& imported : std::as_const(read.configuration.managedCas))
        cas.append(imported.settings);
    if (!read.configuration.hasManagedCas) {
        // Which CAs there are, the clients' tenants are checked against.
        Problems problems;
        cas = homeConnectors(read.configuration, problems);
        QList<CaEntry> entries;
        for (const settings::ConnectorSettings& ca : std::as_const(cas))
            entries.append({ ca.id, ca.name });
        read = readConfiguration(*bytes, environment, entries);
        read.problems += problems;
    }
    checked.configuration = read.configuration;
    checked.problems = read.problems;
    checked.notes = read.notes;
    const QDateTime now = clock->now();
    checked.tls = co_await openMaterial(checked.configuration, secrets, now, &checked.problems);
    connector::Environment parts;
    parts.secrets = secrets;
    const QString orders =
        homeOf(checked.configuration).data.filePath(QStringLiteral("orders.sqlite"));
    parts.orders = orders::sqliteOrderStore(orders, clock);
    parts.clock = clock;
    for (const settings::ConnectorSettings& ca : std::as_const(cas)) {
        co_await checkCa(ca, parts, &checked.problems);
    }
    co_return checked;
}

} // namespace gatehouse::gateway
