// SPDX-License-Identifier: Apache-2.0
#include <core/connector/connector.h>
#include <core/connector/readonly.h>

namespace gatehouse::connector {

Environment guarded(Environment environment)
{
    if (environment.access == Access::ReadOnly) {
        environment.orders = readOnly(std::move(environment.orders));
        environment.secrets = readOnly(std::move(environment.secrets));
    }
    return environment;
}

std::shared_ptr<http::Transport> makeTransport(const Environment& environment,
    const settings::ResolvedSettings& settings, http::ClientSettings client)
{
    std::shared_ptr<http::Transport> transport;
    if (environment.transport)
        transport = environment.transport(std::move(client));
    else
        transport = std::make_shared<http::Client>(std::move(client));
    if (environment.access == Access::Full)
        return transport;
    const bool isOAuth = settings.mode == settings::AuthenticationMode::OAuth;
    return readOnly(std::move(transport), isOAuth ? settings.oauthTokenUrl : QUrl());
}

std::shared_ptr<scm::Client> makeScmClient(const settings::ResolvedSettings& settings,
    const ConnectorSecrets& secrets, std::shared_ptr<http::Transport> transport,
    std::shared_ptr<Clock> clock)
{
    std::shared_ptr<scm::Authenticator> authenticator;
    switch (settings.mode) {
    case settings::AuthenticationMode::Password:
        authenticator = scm::passwordAuthenticator(
            settings.login, secrets.value(QStringLiteral("login-password")), settings.customerUri);
        break;
    case settings::AuthenticationMode::KeyStore:
        authenticator = scm::certificateAuthenticator(settings.login, settings.customerUri);
        break;
    case settings::AuthenticationMode::OAuth: {
        scm::OAuthCredentials credentials { settings.oauthClientId,
            secrets.value(QStringLiteral("oauth-client-secret")), settings.oauthTokenUrl };
        authenticator = scm::oauthAuthenticator(std::move(credentials), transport, clock);
        break;
    }
    }
    return std::make_shared<scm::Client>(
        settings.apiBase, std::move(transport), std::move(authenticator), std::move(clock));
}

Task<Result<std::shared_ptr<Connector>>> Connector::open(
    settings::ConnectorSettings settings, Environment environment)
{
    environment = guarded(std::move(environment));
    auto secrets = co_await readSecrets(settings, environment.secrets);
    if (!secrets)
        co_return failure(secrets.error());
    auto resolved = settings::resolve(settings, QStringList(secrets->keys()));
    if (!resolved)
        co_return failure(resolved.error());
    auto transport = co_await transportSettings(*resolved, *secrets, environment.clock->now());
    if (!transport)
        co_return failure(transport.error());

    std::shared_ptr<Connector> connector(new Connector);
    connector->m_warnings = transport->warnings;
    connector->m_scm = makeScmClient(*resolved, *secrets,
        makeTransport(environment, *resolved, std::move(transport->client)), environment.clock);

    enrollment::EngineSettings engine;
    engine.connector = settings.uuid;
    engine.connectorId = settings.id;
    engine.orgId = resolved->orgId;
    engine.backOff.timer = resolved->backOffTimer;
    engine.backOff.cap = resolved->maxBackOffTimer;
    engine.backOff.maxAttempts = resolved->maxAttempts;
    connector->m_engine = std::make_shared<enrollment::Engine>(
        engine, connector->m_scm, environment.orders, environment.secrets, environment.clock);
    connector->m_lookup = std::make_shared<lookup::Lookup>(
        settings.uuid, connector->m_scm, environment.orders, connector->m_engine);
    connector->m_settings = std::move(settings);
    connector->m_resolved = std::move(*resolved);
    co_return connector;
}

Task<Result<std::optional<QList<scm::CertificateType>>>> Connector::syncedProfiles(
    bool refresh, std::stop_token stop)
{
    const auto self = shared_from_this();
    std::optional<QList<scm::CertificateType>> none;
    if (!m_resolved.profileSync)
        co_return none;
    if (!m_synced || refresh) {
        auto types = co_await m_scm->types(m_resolved.orgId, stop);
        if (!types)
            co_return failure(types.error());
        m_synced = std::move(*types);
    }
    auto known = m_synced;
    co_return known;
}

Task<Result<QByteArray>> Connector::profilesResponse(bool pretty, std::stop_token stop)
{
    const auto self = shared_from_this();
    auto synced = co_await syncedProfiles(true, stop);
    if (!synced)
        co_return failure(synced.error());
    co_return profiles::profilesResponse(m_settings.profiles, *synced, pretty);
}

Task<Result<profiles::EffectiveProfile>> Connector::effectiveProfile(
    QString id, std::stop_token stop)
{
    const auto self = shared_from_this();
    auto synced = co_await syncedProfiles(false, stop);
    if (!synced)
        co_return failure(synced.error());
    co_return profiles::effectiveProfile(id, m_settings.profiles, *synced);
}

Task<Result<enrollment::Plan>> Connector::plan(
    enrollment::EnrollmentRequest request, std::stop_token stop)
{
    const auto self = shared_from_this();
    auto profile = co_await effectiveProfile(request.profileId, stop);
    if (!profile)
        co_return failure(profile.error());
    auto customFields = co_await m_scm->customFields(stop);
    if (!customFields)
        co_return failure(customFields.error());
    co_return enrollment::plan(*profile, request, *customFields);
}

} // namespace gatehouse::connector
