// SPDX-License-Identifier: Apache-2.0
#include <app/gateway/material.h>
#include <app/gateway/words.h>
#include <core/connector/connectorsecrets.h>
#include <core/keystore/keystore.h>
#include <core/pki/inbackground.h>
#include <core/pki/pem.h>
#include <core/workspace/files.h>

#include <QCoro/QCoroFuture>

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
    const QFuture<Result<keystore::KeyStore>> opening = pki::inBackground(
        [file = setting.file, request] { return keystore::openFile(file, request); });
    const Result<keystore::KeyStore> opened = co_await opening;
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

Result<pki::PrivateKey> privateKey(const QByteArray& bytes, const Secret& password)
{
    for (const pki::PemBlock& block : pki::readPem(bytes)) {
        if (block.label == "PRIVATE KEY")
            return pki::PrivateKey::fromPkcs8(block.body);
        if (block.label == "ENCRYPTED PRIVATE KEY")
            return pki::PrivateKey::fromEncryptedPkcs8(bytes, password);
    }
    return failure(ErrorKind::KeyStore,
        Words::tr("It holds no private key of the kind PRIVATE KEY or ENCRYPTED PRIVATE KEY: "
                  "convert it with openssl pkcs8 -topk8."));
}

Result<pki::PrivateKey> readKey(const QString& file, const Secret& password)
{
    auto bytes = workspace::readFile(file, largestFile);
    auto key =
        bytes.and_then([&password](const QByteArray& pem) { return privateKey(pem, password); });
    if (bytes)
        wipe(*bytes);
    return key;
}

/// The gateway's own key and certificate in PEM files.
Task<std::optional<keystore::Credential>> openPem(
    PemSetting setting, std::shared_ptr<secrets::SecretStore> secrets, Problems* problems)
{
    const auto note = [&setting, problems](const char* name, const Error& error) {
        problems->append(
            { setting.line, QStringLiteral("server.ssl.") + QLatin1String(name), error.message });
    };
    secrets::SecretName name;
    name.property = QStringLiteral("certificate-private-key-password");
    const auto password = co_await secrets->read(name);
    if (!password) {
        note("certificate-private-key", password.error());
        co_return std::nullopt;
    }
    keystore::Credential credential;
    const auto certificates =
        workspace::readFile(setting.certificate, largestFile).and_then([](const QByteArray& bytes) {
            return pki::Certificate::parseAll(bytes);
        });
    if (!certificates)
        note("certificate", certificates.error());
    const QFuture<Result<pki::PrivateKey>> opening =
        pki::inBackground([file = setting.key, password = password->value_or(Secret())] {
            return readKey(file, password);
        });
    const Result<pki::PrivateKey> key = co_await opening;
    if (!key)
        note("certificate-private-key", key.error());
    if (!certificates || !key)
        co_return std::nullopt;
    credential.key = *key;
    credential.chain = pki::buildChain(certificates->first(), *certificates);
    co_return credential;
}

/// The gateway's own key and certificate in a key store.
Task<std::optional<keystore::Credential>> openKeyStore(
    StoreSetting setting, std::shared_ptr<secrets::SecretStore> secrets, Problems* problems)
{
    const QString property = QStringLiteral("key-store");
    const QString place = QStringLiteral("server.ssl.key-store");
    Secret password;
    const auto store = co_await openStore(setting, property, &password, secrets, problems);
    if (!store)
        co_return std::nullopt;
    const QFuture<Result<keystore::Credential>> opening =
        pki::inBackground([store = *store, alias = setting.alias, password] {
            return keystore::credential(store, alias, {}, password);
        });
    const Result<keystore::Credential> credential = co_await opening;
    if (!credential) {
        problems->append({ setting.line, place, credential.error().message });
        co_return std::nullopt;
    }
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
    std::optional<keystore::Credential> identity;
    const PemSetting& pem = configuration.pem;
    const StoreSetting& keyStore = configuration.keyStore;
    const int line = keyStore.line != 0 ? keyStore.line : pem.line;
    if (!pem.certificate.isEmpty() && !pem.key.isEmpty())
        identity = co_await openPem(pem, secrets, problems);
    else if (!keyStore.file.isEmpty())
        identity = co_await openKeyStore(keyStore, secrets, problems);
    if (identity) {
        material.key = identity->key;
        material.chain = identity->chain;
        const QDateTime end = material.chain.first().notAfter();
        if (now > end)
            problems->append({ line, QStringLiteral("server.ssl"),
                Words::tr("The server's certificate expired on %1: replace it.")
                    .arg(end.toString(Qt::ISODate)) });
    }
    const StoreSetting& trustStore = configuration.trustStore;
    if (!trustStore.file.isEmpty())
        material.clientAnchors = co_await openAnchors(trustStore, secrets, problems);
    const bool isWhole = identity && !trustStore.file.isEmpty();
    if (!isWhole || problems->size() > before)
        co_return material;
    if (const auto fits = http::Server::check(serverSettings(configuration, material)); !fits)
        problems->append({ line, QStringLiteral("server.ssl"), fits.error().message });
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

/// Whether something can be made at `path`, or changed where it is there. Makes nothing itself:
/// who checks a configuration may be somebody else than the service.
bool isWritable(const QString& path)
{
    QFileInfo info(path);
    while (!info.exists() && !info.isRoot())
        info = QFileInfo(info.absolutePath());
    return info.isWritable()
        && (info.isDir() || info.absoluteFilePath() == QFileInfo(path).absoluteFilePath());
}

void checkPlaces(const Configuration& configuration, Problems& problems)
{
    const QString data = homeOf(configuration).data.path();
    if (!isWritable(data))
        problems.append({ 0, QStringLiteral("gatehouse.home"),
            Words::tr("Orders cannot be kept in %1: let the service write there, or name another "
                      "folder.")
                .arg(data) });
    const QString audit = configuration.auditLog;
    if (!audit.isEmpty() && !isWritable(audit))
        problems.append({ 0, QStringLiteral("gatehouse.audit-log"),
            Words::tr("The audit log cannot be written at %1: let the service write there, or name "
                      "another file.")
                .arg(audit) });
}

Task<void> checkOrderKey(std::shared_ptr<secrets::SecretStore> secrets, QStringList* notes)
{
    const secrets::SecretName name = secrets::orderKeyName();
    const auto key = co_await secrets->read(name);
    if (!key || !*key)
        notes->append(Words::tr("There is no secret gatehouse.%1, with which the keys of PKCS #12 "
                                "orders are sealed: those orders will be refused.")
                          .arg(name.property));
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
    checkPlaces(checked.configuration, checked.problems);
    co_await checkOrderKey(secrets, &checked.notes);
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
