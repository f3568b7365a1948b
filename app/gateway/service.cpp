// SPDX-License-Identifier: Apache-2.0
#include <app/gateway/log.h>
#include <app/gateway/orderaudit.h>
#include <app/gateway/reply.h>
#include <app/gateway/service.h>
#include <app/gateway/words.h>

#include <tuple>

namespace gatehouse::gateway {

namespace {

QStringList linesOfError(const Error& error)
{
    return { error.detail.isEmpty() ? error.message
                                    : QStringLiteral("%1 (%2)").arg(error.message, error.detail) };
}

/// The connectors of the file, as the workspace keeps them; those that are gone from it go.
Task<Result<void>> syncConnectors(workspace::Workspace* workspace, Configuration configuration)
{
    if (!configuration.hasManagedCas)
        co_return Result<void>();
    QStringList wanted;
    for (const settings::ImportedConnector& imported : std::as_const(configuration.managedCas)) {
        wanted.append(imported.settings.id);
        const settings::ConnectorSettings settings = imported.settings;
        const workspace::SecretChanges none;
        const auto saved = co_await workspace->save(settings, none);
        if (!saved)
            co_return failure(saved.error());
    }
    const auto present = workspace->connectors();
    for (const settings::ConnectorSettings& settings : present.connectors) {
        if (wanted.contains(settings.id))
            continue;
        const QString id = settings.id;
        const auto removed = co_await workspace->remove(id);
        if (!removed)
            co_return failure(removed.error());
    }
    co_return Result<void>();
}

http::ServerSettings managementSettings(const Configuration& configuration, const TlsMaterial& tls)
{
    http::ServerSettings settings = serverSettings(configuration, tls);
    settings.address = QHostAddress(QHostAddress::LocalHost);
    settings.port = configuration.managementPort.value_or(0);
    settings.clientAnchors.clear();
    settings.requireClientCertificate = false;
    settings.limits = http::ServerLimits();
    constexpr int scrapers = 64;
    settings.limits.connections = scrapers;
    return settings;
}

} // namespace

Service::Service(QString file, std::shared_ptr<secrets::SecretStore> secrets)
    : m_file(std::move(file))
    , m_secrets(std::move(secrets))
    , m_clock(std::make_shared<SystemClock>())
{
}

Service::~Service() = default;

QStringList Service::linesOf(const CheckedConfiguration& checked) const
{
    QStringList lines;
    for (const ConfigurationProblem& problem : checked.problems)
        lines.append(problem.toString(m_file));
    return lines;
}

/// What a running gateway cannot change.
QList<ConfigurationProblem> Service::fixedProblems(const Configuration& wanted) const
{
    QList<ConfigurationProblem> problems;
    const auto check = [&problems](bool isSame, const char* place) {
        if (!isSame)
            problems.append({ 0, QString::fromLatin1(place),
                Words::tr("This changes with a restart only: restart the gateway.") });
    };
    check(wanted.port == m_configuration->port, "server.port");
    check(wanted.address == m_configuration->address, "server.address");
    check(wanted.managementPort == m_configuration->managementPort, "management.server.port");
    check(homeOf(wanted).data == homeOf(*m_configuration).data
            && homeOf(wanted).config == homeOf(*m_configuration).config,
        "gatehouse.home");
    return problems;
}

/// Both servers or none: what they go by changes for the connections to come. On the start there
/// are none yet.
Result<void> Service::reloadServers(const Configuration& configuration, const TlsMaterial& tls)
{
    if (!m_server)
        return {};
    if (auto reloaded = m_server->reload(serverSettings(configuration, tls)); !reloaded)
        return reloaded;
    if (!m_management)
        return {};
    auto reloaded = m_management->reload(managementSettings(configuration, tls));
    if (!reloaded)
        std::ignore = m_server->reload(serverSettings(*m_configuration, m_tls));
    return reloaded;
}

Metrics::Gauges Service::gauges() const
{
    Metrics::Gauges gauges;
    gauges.connections = m_server->connectionCount();
    gauges.requestsInProgress = m_gateway->inProgress();
    for (const workspace::TrackedOrder& tracked : m_workspace->tracker().orders())
        ++(tracked.order.state == orders::OrderState::Issued ? gauges.keysWaiting
                                                             : gauges.ordersWaiting);
    gauges.certificateExpires = m_tls.chain.first().notAfter();
    gauges.isReady = m_gateway->isReady();
    return gauges;
}

QStringList Service::listen(const CheckedConfiguration& checked)
{
    m_server = std::make_unique<http::Server>(
        serverSettings(checked.configuration, checked.tls),
        [gateway = m_gateway.get()](http::ServerRequest request, std::stop_token stop) {
            return gateway->handle(std::move(request), std::move(stop));
        },
        httpLayerError);
    if (const auto listening = m_server->listen(); !listening)
        return linesOfError(listening.error());
    if (!checked.configuration.managementPort)
        return {};
    m_management = std::make_unique<http::Server>(
        managementSettings(checked.configuration, checked.tls),
        [this](const http::ServerRequest& request, const std::stop_token&) {
            return immediately(m_gateway->manage(request, gauges()));
        },
        httpLayerError);
    if (const auto listening = m_management->listen(); !listening)
        return linesOfError(listening.error());
    return {};
}

/// A checked configuration becomes the one that is served, or everything stays as it was.
Task<QStringList> Service::takeOver(CheckedConfiguration checked)
{
    const Configuration& wanted = checked.configuration;
    Result<void> taken = reloadServers(wanted, checked.tls);
    if (taken)
        taken = m_audit->reopen(wanted.auditLog);
    if (taken)
        taken = co_await syncConnectors(m_workspace.get(), wanted);
    if (!taken) {
        const Error error = taken.error();
        co_await goBack();
        co_return linesOfError(error);
    }
    // Passwords and files may have changed, even where the settings have not.
    m_workspace->forgetOpened();
    m_configuration = std::make_shared<const Configuration>(wanted);
    m_tls = checked.tls;
    m_gateway->apply(m_configuration);
    m_keyExpiry->begin(m_configuration->keepUnfetched);
    for (const QString& note : std::as_const(checked.notes))
        qCInfo(logGateway).noquote() << note;
    co_return QStringList();
}

/// What part of a new configuration was taken over before another part was refused, is undone.
Task<void> Service::goBack()
{
    if (!m_configuration)
        co_return; // a start that fails
    const Configuration before = *m_configuration;
    if (const auto reloaded = reloadServers(before, m_tls); !reloaded)
        qCCritical(logGateway) << reloaded.error();
    if (const auto opened = m_audit->reopen(before.auditLog); !opened)
        qCCritical(logGateway) << opened.error();
    const auto synced = co_await syncConnectors(m_workspace.get(), before);
    if (!synced)
        qCCritical(logGateway) << synced.error();
}

Task<QStringList> Service::start()
{
    const CheckedConfiguration checked = co_await checkConfiguration(m_file, m_secrets, m_clock);
    if (!checked.problems.isEmpty())
        co_return linesOf(checked);
    workspace::Workspace::Parts parts;
    parts.home = homeOf(checked.configuration);
    parts.secrets = m_secrets;
    parts.clock = m_clock;
    m_workspace = std::make_shared<workspace::Workspace>(parts);
    m_keyExpiry = std::make_unique<workspace::KeyExpiry>(*m_workspace, unfetchedRules(m_audit));
    m_gateway = std::make_unique<Gateway>(m_workspace, m_audit, m_metrics);
    const QStringList trouble = co_await takeOver(checked);
    if (!trouble.isEmpty())
        co_return trouble;
    const QStringList problems = listen(checked);
    if (!problems.isEmpty())
        co_return problems;
    co_await m_workspace->tracker().takeUpOpenOrders();
    m_gateway->setReady(true);
    co_return QStringList();
}

Task<QStringList> Service::reload()
{
    const CheckedConfiguration checked = co_await checkConfiguration(m_file, m_secrets, m_clock);
    QStringList problems = linesOf(checked);
    if (problems.isEmpty()) {
        for (const ConfigurationProblem& problem : fixedProblems(checked.configuration))
            problems.append(problem.toString(m_file));
    }
    if (problems.isEmpty())
        problems = co_await takeOver(checked);
    m_metrics->countReload(problems.isEmpty());
    co_return problems;
}

Task<void> Service::endWaitsAfter(std::chrono::milliseconds grace, std::stop_token stop)
{
    const auto clock = m_clock;
    if (co_await clock->wait(grace, stop))
        m_gateway->endWaits();
}

void Service::hurry()
{
    if (m_gateway)
        m_gateway->endWaits();
}

Task<void> Service::stop()
{
    m_gateway->setReady(false);
    const auto grace = std::chrono::milliseconds(m_configuration->shutdownGrace);
    constexpr std::chrono::milliseconds toAnswer { 2000 };
    // What waits for a CA is let go when the time is over, early enough to be answered.
    std::stop_source ended;
    const Task<void> waiting = endWaitsAfter(grace, ended.get_token());
    co_await m_server->close(grace + toAnswer);
    ended.request_stop();
    co_await waiting;
    if (m_management)
        co_await m_management->close(std::chrono::milliseconds(0));
}

} // namespace gatehouse::gateway
