// SPDX-License-Identifier: Apache-2.0
#include <app/gateway/configuration.h>
#include <app/gateway/configurationreader.h>
#include <app/gateway/words.h>

#include <algorithm>

namespace gatehouse::gateway {

namespace {

constexpr qint64 kilobyte = 1024;
constexpr qsizetype maximumSize = qsizetype { 1024 } * 1024;

StoreSetting storeSetting(ConfigurationReader ssl, const QString& prefix)
{
    StoreSetting store;
    store.file = ssl.text(prefix).value_or(QString());
    store.type = ssl.text(prefix + QLatin1String("-type")).value_or(QString());
    store.line = ssl.lineOf(prefix);
    if (ssl.has(prefix + QLatin1String("-password")))
        ssl.problem(prefix + QLatin1String("-password"),
            Words::tr("A password does not belong into this file: remove it and lay it into the "
                      "credentials directory as gatehouse.%1-password.")
                .arg(prefix));
    if (store.file.isEmpty() && !ssl.has(prefix))
        ssl.problem(prefix,
            prefix == QLatin1String("key-store")
                ? Words::tr(
                    "The key store with the server's own certificate is missing: name its file.")
                : Words::tr(
                    "The trust store with the issuers of client certificates is missing: name "
                    "its file."));
    return store;
}

/// The gateway's own identity: a key store, or PEM files.
void readIdentity(ConfigurationReader ssl, Configuration& configuration)
{
    const QString certificate = QStringLiteral("certificate");
    const QString key = QStringLiteral("certificate-private-key");
    if (!ssl.has(certificate) && !ssl.has(key)) {
        configuration.keyStore = storeSetting(ssl, QStringLiteral("key-store"));
        configuration.keyStore.alias = ssl.text(QStringLiteral("key-alias")).value_or(QString());
        return;
    }
    configuration.pem.certificate = ssl.text(certificate).value_or(QString());
    configuration.pem.key = ssl.text(key).value_or(QString());
    configuration.pem.line = ssl.lineOf(certificate);
    if (ssl.has(QStringLiteral("key-store")))
        ssl.problem(certificate,
            Words::tr("There is a key-store too: write either that or certificate and "
                      "certificate-private-key."));
    for (const QString& name : { certificate, key }) {
        if (!ssl.has(name))
            ssl.problem(name,
                Words::tr("It is missing: certificate and certificate-private-key belong "
                          "together."));
    }
}

/// The issuers of its clients' certificates: a store, or Spring's name for a PEM file.
void readAnchors(ConfigurationReader ssl, Configuration& configuration)
{
    const QString certificate = QStringLiteral("trust-certificate");
    const QString store = QStringLiteral("trust-store");
    if (!ssl.has(certificate) || ssl.has(store)) {
        configuration.trustStore = storeSetting(ssl, store);
        if (ssl.has(certificate))
            ssl.problem(certificate, Words::tr("There is a trust-store too: write one of them."));
        return;
    }
    configuration.trustStore.file = ssl.text(certificate).value_or(QString());
    configuration.trustStore.type = QStringLiteral("PEM");
    configuration.trustStore.line = ssl.lineOf(certificate);
}

void readServer(ConfigurationReader server, Configuration& configuration)
{
    configuration.port = static_cast<quint16>(server.number(u"port", 0, 65535).value_or(8444));
    if (const auto address = server.text(QStringLiteral("address"))) {
        if (!configuration.address.setAddress(*address))
            server.problem(QStringLiteral("address"),
                Words::tr(
                    "\"%1\" is not an IP address: write one, or leave it out to listen at all.")
                    .arg(*address));
    }
    ConfigurationReader servlet = server.map(QStringLiteral("servlet"), { u"context-path" });
    if (const auto path = servlet.text(QStringLiteral("context-path"))) {
        configuration.contextPath = *path;
        const bool isPath = path->isEmpty() || (path->startsWith(u'/') && !path->endsWith(u'/'));
        if (!isPath || path->contains(u'?') || path->contains(u'#') || path->contains(u'%'))
            servlet.problem(QStringLiteral("context-path"),
                Words::tr("Write it with a slash before and none after it, as in /cagw."));
    }
    ConfigurationReader ssl = server.map(QStringLiteral("ssl"),
        { u"key-store", u"key-store-type", u"key-store-password", u"key-alias", u"trust-store",
            u"trust-store-type", u"trust-store-password", u"certificate",
            u"certificate-private-key", u"trust-certificate", u"client-auth", u"enabled" });
    readIdentity(ssl, configuration);
    readAnchors(ssl, configuration);
    const QString clientAuth =
        ssl.word(u"client-auth", { u"need", u"want" }).value_or(QStringLiteral("need"));
    configuration.requireClientCertificate = clientAuth == QLatin1String("need");
    if (ssl.flag(u"enabled") == false)
        ssl.problem(
            QStringLiteral("enabled"), Words::tr("The gateway speaks TLS only: remove this."));
}

void readManagement(ConfigurationReader management, Configuration& configuration)
{
    ConfigurationReader server = management.map(QStringLiteral("server"), { u"port" });
    if (const auto port = server.number(u"port", 0, 65535))
        configuration.managementPort = static_cast<quint16>(*port);
    ConfigurationReader web = management.map(QStringLiteral("endpoints"), { u"web" })
                                  .map(QStringLiteral("web"), { u"base-path", u"exposure" });
    const QString base =
        web.text(QStringLiteral("base-path")).value_or(QStringLiteral("/actuator"));
    if (!base.startsWith(u'/'))
        web.problem(QStringLiteral("base-path"), Words::tr("Write it with a slash before it."));
    ConfigurationReader exposure = web.map(QStringLiteral("exposure"), { u"include", u"exclude" });
    const QStringList include = exposure.texts(QStringLiteral("include"));
    if (include.contains(QLatin1String("health")) || include.contains(QLatin1String("*")))
        configuration.healthPath =
            (base == QLatin1String("/") ? QString() : base) + QLatin1String("/health");
}

void readLimits(ConfigurationReader limits, Configuration& configuration)
{
    http::ServerLimits& server = configuration.limits;
    if (const auto bytes = limits.size(u"header", kilobyte, 64 * kilobyte))
        server.header = *bytes;
    if (const auto bytes = limits.size(u"body", kilobyte, 64 * kilobyte * kilobyte))
        server.body = *bytes;
    if (const auto count = limits.number(u"connections", 1, 100'000))
        server.connections = *count;
    if (const auto count = limits.number(u"requests-per-client", 1, 100'000))
        configuration.requestsPerClient = *count;
    if (const auto time = limits.duration(u"idle"))
        server.idle = *time;
    if (const auto time = limits.duration(u"request-time"))
        server.requestTime = *time;
    if (const auto time = limits.duration(u"handshake-time"))
        server.handshakeTime = *time;
}

void readOwn(ConfigurationReader own, Configuration& configuration)
{
    configuration.home = own.text(QStringLiteral("home")).value_or(QString());
    configuration.auditLog = own.text(QStringLiteral("audit-log")).value_or(QString());
    const auto form = own.word(u"pkcs12", { u"modern", u"legacy" });
    if (form == QLatin1String("legacy"))
        configuration.pkcs12Form = pki::Pkcs12Form::Legacy;
    if (const auto grace = own.duration(u"shutdown-grace"))
        configuration.shutdownGrace = std::chrono::ceil<std::chrono::seconds>(*grace);
    constexpr std::chrono::hours tenYears { 24 * 3650 };
    if (const auto time = own.duration(u"keep-unfetched", tenYears))
        configuration.keepUnfetched = std::chrono::ceil<std::chrono::seconds>(*time);
    readLimits(own.map(QStringLiteral("limits"),
                   { u"header", u"body", u"connections", u"requests-per-client", u"idle",
                       u"request-time", u"handshake-time" }),
        configuration);
}

/// The connectors that stand in the file itself, read as every import is.
void readManagedCas(const YamlNode& node, QByteArrayView bytes, ReadConfiguration& read)
{
    Configuration& configuration = read.configuration;
    configuration.hasManagedCas = true;
    auto imported = settings::importConnectors(bytes);
    if (!imported) {
        read.problems.append(
            { node.line, QStringLiteral("managed-cas"), imported.error().message });
        return;
    }
    for (settings::ImportedConnector& connector : *imported) {
        const QString id = connector.settings.id;
        const QStringList secrets = connector.secrets.keys();
        for (const QString& key : secrets)
            read.problems.append({ node.line, QStringLiteral("managed-cas.%1.%2").arg(id, key),
                Words::tr("A secret does not belong into this file: remove it and lay it into the "
                          "credentials directory as %1.%2.")
                    .arg(id, key) });
        for (const QString& note : std::as_const(connector.notes))
            read.notes.append(QStringLiteral("%1: %2").arg(id, note));
        connector.secrets.clear();
        // Orders refer to their connector by its UUID: it must be the same after every start.
        const QUuid gateway(QStringLiteral("3f0e8a54-6d5b-4d0e-9a53-8b4f1c1b7e21"));
        connector.settings.uuid = QUuid::createUuidV5(gateway, id);
        configuration.cas.append({ id, connector.settings.name });
        configuration.managedCas.append(std::move(connector));
    }
}

} // namespace

const CaEntry* Configuration::ca(const QString& id) const
{
    const auto found = std::ranges::find(cas, id, &CaEntry::id);
    return found == cas.end() ? nullptr : &*found;
}

ReadConfiguration readConfiguration(QByteArrayView bytes,
    const std::function<std::optional<QString>(const QString&)>& placeholder,
    const std::optional<QList<CaEntry>>& homeCas)
{
    ReadConfiguration read;
    if (bytes.size() > maximumSize) {
        read.problems.append(
            { 0, {}, Words::tr("The file is larger than 1 MiB: name another one.") });
        return read;
    }
    const auto tree = readYaml(bytes, placeholder, read.problems);
    if (!tree)
        return read;
    ConfigurationReader top(&*tree, {}, read.problems);
    top.expect({ u"server", u"management", u"gatehouse", u"default-query-page-size", u"managed-cas",
        u"tenants", u"integrators", u"clients" });
    readServer(top.map(QStringLiteral("server"), { u"port", u"address", u"servlet", u"ssl" }),
        read.configuration);
    readManagement(
        top.map(QStringLiteral("management"), { u"server", u"endpoints", u"endpoint" }, true),
        read.configuration);
    readOwn(
        top.map(QStringLiteral("gatehouse"),
            { u"home", u"audit-log", u"pkcs12", u"shutdown-grace", u"keep-unfetched", u"limits" }),
        read.configuration);
    if (const auto size = top.number(u"default-query-page-size", 1, 1000))
        read.configuration.defaultPageSize = *size;
    if (const YamlNode* managed = tree->find(u"managed-cas"))
        readManagedCas(*managed, bytes, read);
    else if (homeCas)
        read.configuration.cas = *homeCas;
    const bool casAreKnown = read.configuration.hasManagedCas || homeCas.has_value();
    readClients(top, casAreKnown, read.configuration);
    std::ranges::stable_sort(read.problems, {}, &ConfigurationProblem::line);
    return read;
}

} // namespace gatehouse::gateway
