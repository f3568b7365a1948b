// SPDX-License-Identifier: Apache-2.0
#include "sandbox.h"

namespace gatehouse::sandbox {

namespace {

const auto portName = QStringLiteral("port");

}

Result<std::unique_ptr<Sandbox>> Sandbox::open(
    const DataFolder& folder, const Behaviour& behaviour, Clock& clock)
{
    if (const Result<void> made = folder.create(); !made)
        return failure(made.error());
    const Result<SandboxSecrets> secrets = folder.secrets();
    if (!secrets)
        return failure(secrets.error());
    Result<Authority> authority = Authority::openOrCreate(folder.authority(), clock.now());
    if (!authority)
        return failure(authority.error());
    if (const Result<void> written = folder.writeStores(*authority, *secrets, clock.now());
        !written)
        return failure(written.error());
    Result<std::unique_ptr<Store>> store = Store::open(folder.database());
    if (!store)
        return failure(store.error());
    return std::unique_ptr<Sandbox>(
        new Sandbox(folder, behaviour, clock, *std::move(authority), *std::move(store), *secrets));
}

Sandbox::Sandbox(const DataFolder& folder, const Behaviour& behaviour, Clock& clock,
    Authority authority, std::unique_ptr<Store> store, const SandboxSecrets& secrets)
    : m_folder(folder)
    , m_behaviour(behaviour)
    , m_authority(std::move(authority))
    , m_store(std::move(store))
    , m_accounts({ secrets.loginPassword, secrets.oauthClientSecret },
          m_authority.administrator().chain.first(), m_behaviour, clock)
    , m_service(*m_store, m_authority, m_catalogue, m_behaviour, clock)
    , m_scm(m_service, *m_store, m_authority, m_catalogue, m_behaviour, clock)
    , m_journal(clock)
    , m_control({ m_service, m_accounts, m_faults, m_journal, m_behaviour }, secrets.controlToken)
{
}

http::ServerResponse Sandbox::answer(const http::ServerRequest& request)
{
    const QStringList segments = request.segments();
    // The control API stays out of the journal and of harm's way: it is how a test gets out of
    // trouble.
    if (segments.value(0) == QLatin1String("sandbox"))
        return m_control.handle(request, segments.mid(1));
    const qint64 entry = m_journal.begin(request);
    const std::optional<Fault> fault = m_faults.take(request.method, request.rawPath);
    http::ServerResponse response =
        fault ? applyFault(*fault, [&] { return carryOut(request); }) : carryOut(request);
    const bool arrives = !response.wire.hang && !response.wire.resetAfter;
    m_journal.finish(entry, arrives ? response.status : 0);
    return response;
}

http::ServerResponse Sandbox::carryOut(const http::ServerRequest& request)
{
    static const QStringList tokenPath { QStringLiteral("auth"), QStringLiteral("realms"),
        QStringLiteral("apiclients"), QStringLiteral("protocol"), QStringLiteral("openid-connect"),
        QStringLiteral("token") };
    QStringList segments = request.segments();
    if (segments == tokenPath)
        return m_accounts.token(request);
    const bool isPrivate = segments.value(0) == QLatin1String("private");
    if (isPrivate)
        segments.removeFirst();
    if (segments.value(0) != QLatin1String("api")) {
        return errorResponse(
            { .status = 404, .code = -1, .description = QStringLiteral("No such resource.") });
    }
    const auto login = m_accounts.authenticate(request, isPrivate);
    if (!login)
        return login.error();
    return m_scm.handle(request, segments.mid(1), *login);
}

quint16 Sandbox::rememberedPort() const
{
    return m_store->value(portName).value_or(QString()).toUShort();
}

Result<void> Sandbox::announce(quint16 port)
{
    const Addresses addresses(port);
    m_accounts.setTokenUrl(addresses.tokenUrl);
    return m_folder.writeConnectorFiles(addresses).and_then(
        [&] { return m_store->setValue(portName, QString::number(port)); });
}

Json Sandbox::readyLine(quint16 port, qint64 pid) const
{
    const Addresses addresses(port);
    const auto ending = [](const char* text) { return QString::fromLatin1(text); };
    Json json;
    json["program"] = "gatehouse-sandbox";
    json["version"] = GATEHOUSE_VERSION;
    json["pid"] = pid;
    json["port"] = port;
    json["url"] = toJson(addresses.url);
    json["privateUrl"] = toJson(addresses.privateUrl);
    json["tokenUrl"] = toJson(addresses.tokenUrl);
    json["controlUrl"] = toJson(addresses.controlUrl);
    json["customerUri"] = names::customerUri;
    json["login"] = names::login;
    json["certificateLogin"] = names::certificateLogin;
    json["oauthClientId"] = names::oauthClientId;
    json["organizations"] = m_catalogue.organizationList();
    json["dataDir"] = toJson(m_folder.path());
    json["credentialsDir"] = toJson(m_folder.credentials());
    json["trustStore"] = { { "jks", toJson(m_folder.trustStore(ending("jks"))) },
        { "pkcs12", toJson(m_folder.trustStore(ending("p12"))) },
        { "pem", toJson(m_folder.trustStore(ending("pem"))) } };
    json["clientKeyStore"] = { { "jks", toJson(m_folder.clientKeyStore(ending("jks"))) },
        { "pkcs12", toJson(m_folder.clientKeyStore(ending("p12"))) },
        { "alias", names::clientAlias } };
    json["connectorFiles"] = { { "password", toJson(m_folder.connectorFile(ending("password"))) },
        { "keyStore", toJson(m_folder.connectorFile(ending("key-store"))) },
        { "oauth", toJson(m_folder.connectorFile(ending("oauth"))) } };
    json["certificates"] = m_store->count(ListQuery()).value_or(0);
    return json;
}

} // namespace gatehouse::sandbox
