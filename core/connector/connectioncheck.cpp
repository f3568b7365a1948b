// SPDX-License-Identifier: Apache-2.0
#include <core/connector/connectioncheck.h>
#include <core/connector/words.h>
#include <core/http/probe.h>
#include <core/untilstopped.h>

namespace gatehouse::connector {

namespace {

constexpr quint16 httpsPort = 443;

/// The state that one run carries from rung to rung. Each rung returns what it found, or why the
/// ladder ends there.
class Ladder {
public:
    Ladder(settings::ConnectorSettings settings, Environment environment, std::stop_token stop)
        : m_settings(std::move(settings))
        , m_environment(std::move(environment))
        , m_stop(std::move(stop))
    {
    }

    Task<Result<StepResult>> run(CheckStep step);
    bool applies(CheckStep step) const;
    const QList<pki::Certificate>& chain() const { return m_chain; }

private:
    Task<Result<StepResult>> resolveSettings();
    Task<Result<StepResult>> openStores();
    Task<Result<StepResult>> lookUpName();
    Task<Result<StepResult>> throughProxy();
    Task<Result<StepResult>> connectTcp();
    Task<Result<StepResult>> handshake();
    Task<Result<StepResult>> authenticate();
    Task<Result<StepResult>> findOrganization();
    Task<Result<StepResult>> listProfiles();

    QString host() const { return m_resolved.apiBase.host(); }
    quint16 port() const { return static_cast<quint16>(m_resolved.apiBase.port(httpsPort)); }

    settings::ConnectorSettings m_settings;
    Environment m_environment;
    std::stop_token m_stop;
    ConnectorSecrets m_secrets;
    settings::ResolvedSettings m_resolved;
    TransportSettings m_transport;
    std::shared_ptr<scm::Client> m_scm;
    QList<scm::Organization> m_organizations;
    QList<pki::Certificate> m_chain;
};

StepResult passed(QString finding)
{
    StepResult result;
    result.state = StepState::Passed;
    result.finding = std::move(finding);
    return result;
}

/// Gives an error of the network the setting that this step is about, unless it knows better.
Error lookAt(Error error, const char* setting)
{
    if (error.setting.isEmpty())
        error.setting = QString::fromLatin1(setting);
    return error;
}

bool Ladder::applies(CheckStep step) const
{
    if (step == CheckStep::Proxy)
        return m_transport.client.proxy.has_value();
    if (step == CheckStep::Tcp)
        return !m_transport.client.proxy.has_value();
    return true;
}

Task<Result<StepResult>> Ladder::run(CheckStep step)
{
    switch (step) {
    case CheckStep::Settings:
        return resolveSettings();
    case CheckStep::Stores:
        return openStores();
    case CheckStep::NameLookup:
        return lookUpName();
    case CheckStep::Proxy:
        return throughProxy();
    case CheckStep::Tcp:
        return connectTcp();
    case CheckStep::Tls:
        return handshake();
    case CheckStep::Authentication:
        return authenticate();
    case CheckStep::Organization:
        return findOrganization();
    case CheckStep::Profiles:
        break;
    }
    return listProfiles();
}

Task<Result<StepResult>> Ladder::resolveSettings()
{
    auto secrets = co_await readSecrets(m_settings, m_environment.secrets);
    if (!secrets)
        co_return failure(secrets.error());
    auto resolved = settings::resolve(m_settings, QStringList(secrets->keys()));
    if (!resolved)
        co_return failure(resolved.error());
    m_secrets = std::move(*secrets);
    m_resolved = std::move(*resolved);
    co_return passed(Words::tr("Every setting that is needed is there."));
}

Task<Result<StepResult>> Ladder::openStores()
{
    auto transport = co_await transportSettings(m_resolved, m_secrets, m_environment.clock->now());
    if (!transport)
        co_return failure(transport.error());
    m_transport = std::move(*transport);
    StepResult result = passed(Words::tr("The trust store holds %n certificate(s).", nullptr,
        static_cast<int>(m_transport.client.trustAnchors.size())));
    if (!m_transport.warnings.isEmpty()) {
        result.state = StepState::Warned;
        result.finding = m_transport.warnings.join(u' ');
    }
    co_return result;
}

Task<Result<StepResult>> Ladder::lookUpName()
{
    const bool proxied = m_transport.client.proxy.has_value();
    const QString name = proxied ? m_transport.client.proxy->host : host();
    auto addresses = co_await http::resolveHost(name, m_stop);
    if (!addresses)
        co_return failure(lookAt(addresses.error(), proxied ? "proxy-host-name" : "url"));
    QStringList shown;
    for (const QHostAddress& address : std::as_const(*addresses))
        shown.append(address.toString());
    co_return passed(Words::tr("%1 is %2.").arg(name, shown.join(QStringLiteral(", "))));
}

Task<Result<StepResult>> Ladder::throughProxy()
{
    const http::ProxySettings proxy = *m_transport.client.proxy;
    const auto timeout = m_transport.client.connectTimeout;
    auto tunnel = co_await http::probeTunnel(proxy, host(), port(), timeout, m_stop);
    if (!tunnel)
        co_return failure(lookAt(tunnel.error(), "proxy-host-name"));
    co_return passed(Words::tr("The proxy %1 opened a tunnel to %2.").arg(proxy.host, host()));
}

Task<Result<StepResult>> Ladder::connectTcp()
{
    const auto timeout = m_transport.client.connectTimeout;
    auto connected = co_await http::probeTcp(host(), port(), timeout, m_stop);
    if (!connected)
        co_return failure(lookAt(connected.error(), "url"));
    co_return passed(Words::tr("Port %1 answers.").arg(port()));
}

Task<Result<StepResult>> Ladder::handshake()
{
    auto report = co_await http::probeTls(m_transport.client, host(), port(), m_stop);
    if (!report)
        co_return failure(lookAt(report.error(), "url"));
    m_chain = report->chain;
    if (report->failure)
        co_return failure(lookAt(*report->failure, "ssl-trust-store"));
    const QString issuer = m_chain.isEmpty() ? QString() : m_chain.constFirst().issuer().toString();
    co_return passed(
        Words::tr("%1; the certificate was issued by %2.").arg(report->protocol, issuer));
}

Task<Result<StepResult>> Ladder::authenticate()
{
    auto transport = makeTransport(m_environment, m_resolved, m_transport.client);
    m_scm = makeScmClient(m_resolved, m_secrets, transport, m_environment.clock);
    auto organizations = co_await m_scm->organizations(m_stop);
    if (!organizations)
        co_return failure(lookAt(organizations.error(), "url"));
    m_organizations = std::move(*organizations);
    switch (m_resolved.mode) {
    case settings::AuthenticationMode::Password:
        co_return passed(Words::tr("Signed in as %1 with a password.").arg(m_resolved.login));
    case settings::AuthenticationMode::KeyStore:
        co_return passed(
            Words::tr("Signed in as %1 with a client certificate.").arg(m_resolved.login));
    case settings::AuthenticationMode::OAuth:
        break;
    }
    co_return passed(Words::tr("Signed in as OAuth client %1.").arg(m_resolved.oauthClientId));
}

/// The ids a person could have meant, "10001 (Example GmbH)", departments included.
QStringList organizationChoices(const QList<scm::Organization>& organizations)
{
    QStringList choices;
    for (const scm::Organization& organization : organizations) {
        choices.append(QStringLiteral("%1 (%2)").arg(organization.id).arg(organization.name));
        choices += organizationChoices(organization.departments);
    }
    return choices;
}

bool contains(const QList<scm::Organization>& organizations, scm::OrgId id)
{
    return std::any_of(
        organizations.begin(), organizations.end(), [id](const scm::Organization& organization) {
            return organization.id == id || contains(organization.departments, id);
        });
}

Task<Result<StepResult>> Ladder::findOrganization()
{
    const scm::OrgId id = m_resolved.orgId;
    Error error;
    error.kind = ErrorKind::Settings;
    error.setting = QStringLiteral("org-id");
    if (!contains(m_organizations, id)) {
        error.cause = QStringLiteral("check/organization-unknown");
        error.message =
            Words::tr("This login cannot see an organization with the ID %1. It can see: %2.")
                .arg(id)
                .arg(organizationChoices(m_organizations).join(QStringLiteral(", ")));
        co_return failure(error);
    }
    auto details = co_await m_scm->organization(id, m_stop);
    if (!details)
        co_return failure(lookAt(details.error(), "org-id"));
    const bool listed = details->certTypes.contains(QStringLiteral("SSL"), Qt::CaseInsensitive);
    if (!listed || details->sslCertsApiEnabled == false) {
        error.cause = QStringLiteral("check/organization-without-ssl");
        error.message =
            Words::tr("The organization %1 (%2) may not order SSL certificates through the API. "
                      "An SCM administrator can switch on its SSL certificates and their Web API.")
                .arg(id)
                .arg(details->name);
        co_return failure(error);
    }
    co_return passed(Words::tr("Organization %1 is %2.").arg(id).arg(details->name));
}

Task<Result<StepResult>> Ladder::listProfiles()
{
    auto types = co_await m_scm->types(m_resolved.orgId, m_stop);
    if (!types)
        co_return failure(lookAt(types.error(), "org-id"));
    StepResult result = passed(Words::tr(
        "%n certificate profile(s) may be used.", nullptr, static_cast<int>(types->size())));
    if (types->isEmpty())
        result.state = StepState::Warned;
    co_return result;
}

/// A rung that outlasts a stopped check has the ladder as long as it needs it.
Task<Result<StepResult>> climb(std::shared_ptr<Ladder> ladder, CheckStep step)
{
    auto result = co_await ladder->run(step);
    co_return result;
}

QString conclusionFor(const settings::ConnectorSettings& settings, const CheckReport& report)
{
    const QString& name = settings.name.isEmpty() ? settings.id : settings.name;
    for (const StepResult& step : report.steps) {
        if (!step.failure)
            continue;
        if (step.failure->kind == ErrorKind::Cancelled)
            return Words::tr("The check was stopped.");
        const auto* definition = settings::findDefinition(step.failure->setting);
        if (definition != nullptr) {
            return Words::tr("“%1” does not work yet. Look at the setting “%2” (%3).")
                .arg(name, definition->translatedLabel(), definition->key);
        }
        return Words::tr("“%1” does not work yet: the step “%2” failed.")
            .arg(name, checkStepTitle(step.step));
    }
    return Words::tr("“%1” works.").arg(name);
}

} // namespace

QString checkStepTitle(CheckStep step)
{
    switch (step) {
    case CheckStep::Settings:
        return Words::tr("Settings");
    case CheckStep::Stores:
        return Words::tr("Key and trust stores");
    case CheckStep::NameLookup:
        return Words::tr("Name lookup");
    case CheckStep::Proxy:
        return Words::tr("Proxy");
    case CheckStep::Tcp:
        return Words::tr("Connection");
    case CheckStep::Tls:
        return Words::tr("TLS");
    case CheckStep::Authentication:
        return Words::tr("Authentication");
    case CheckStep::Organization:
        return Words::tr("Organization");
    case CheckStep::Profiles:
        break;
    }
    return Words::tr("Profile list");
}

QString checkStepName(CheckStep step)
{
    switch (step) {
    case CheckStep::Settings:
        return QStringLiteral("settings");
    case CheckStep::Stores:
        return QStringLiteral("stores");
    case CheckStep::NameLookup:
        return QStringLiteral("name-lookup");
    case CheckStep::Proxy:
        return QStringLiteral("proxy");
    case CheckStep::Tcp:
        return QStringLiteral("tcp");
    case CheckStep::Tls:
        return QStringLiteral("tls");
    case CheckStep::Authentication:
        return QStringLiteral("authentication");
    case CheckStep::Organization:
        return QStringLiteral("organization");
    case CheckStep::Profiles:
        break;
    }
    return QStringLiteral("profiles");
}

QString stepStateName(StepState state)
{
    switch (state) {
    case StepState::Running:
        return QStringLiteral("running");
    case StepState::Passed:
        return QStringLiteral("passed");
    case StepState::Warned:
        return QStringLiteral("warned");
    case StepState::Failed:
        return QStringLiteral("failed");
    case StepState::Skipped:
        break;
    }
    return QStringLiteral("skipped");
}

Task<CheckReport> checkConnection(settings::ConnectorSettings settings, Environment environment,
    StepSink sink, std::stop_token stop)
{
    using enum CheckStep;
    const QList<CheckStep> order { Settings, Stores, NameLookup, Proxy, Tcp, Tls, Authentication,
        Organization, Profiles };
    const auto ladder = std::make_shared<Ladder>(settings, environment, stop);
    CheckReport report;
    bool failed = false;
    for (const CheckStep step : order) {
        StepResult result;
        result.step = step;
        if (failed || !ladder->applies(step)) {
            result.state = StepState::Skipped;
        } else {
            if (sink)
                sink(result);
            const auto begin = environment.clock->steadyNow();
            auto outcome = co_await untilStopped(climb(ladder, step), stop);
            if (outcome) {
                result = std::move(*outcome);
                result.step = step;
            } else {
                result.state = StepState::Failed;
                result.failure = outcome.error();
                failed = true;
            }
            result.duration = std::chrono::duration_cast<std::chrono::milliseconds>(
                environment.clock->steadyNow() - begin);
        }
        if (sink)
            sink(result);
        report.steps.append(result);
    }
    report.chain = ladder->chain();
    report.works = !failed;
    report.conclusion = conclusionFor(settings, report);
    co_return report;
}

} // namespace gatehouse::connector
