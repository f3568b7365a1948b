// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <app/gateway/gateway.h>
#include <app/gateway/material.h>
#include <core/workspace/keyexpiry.h>

namespace gatehouse::gateway {

/// The running program: configuration, workspace, the API's server and the management server; their
/// start, reload and end.
class Service {
public:
    Service(QString file, std::shared_ptr<secrets::SecretStore> secrets);
    ~Service();
    Service(const Service&) = delete;
    Service& operator=(const Service&) = delete;

    /// Everything that is wrong, one line each; nothing when it serves.
    Task<QStringList> start();
    /// Takes over the configuration file, certificates and passwords as they are now. What is wrong
    /// leaves everything as it was. Connections and requests go on.
    Task<QStringList> reload();
    /// Refuses new connections, lets requests end, answers enrollments that still wait with 202,
    /// and ends. Orders are taken up by the next start.
    Task<void> stop();
    /// While it stops: does not wait for the grace time to be over.
    void hurry();

    quint16 port() const { return m_server ? m_server->port() : 0; }
    quint16 managementPort() const { return m_management ? m_management->port() : 0; }
    QString contextPath() const { return m_configuration->contextPath; }
    /// Null before it has read its configuration.
    std::shared_ptr<orders::OrderStore> orders() const
    {
        return m_workspace ? m_workspace->orders() : nullptr;
    }

private:
    Task<QStringList> takeOver(CheckedConfiguration checked);
    Task<void> goBack();
    Task<void> endWaitsAfter(std::chrono::milliseconds grace, std::stop_token stop);
    QStringList linesOf(const CheckedConfiguration& checked) const;
    QList<ConfigurationProblem> fixedProblems(const Configuration& wanted) const;
    Result<void> reloadServers(const Configuration& configuration, const TlsMaterial& tls);
    QStringList listen(const CheckedConfiguration& checked);
    Metrics::Gauges gauges() const;

    QString m_file;
    std::shared_ptr<secrets::SecretStore> m_secrets;
    std::shared_ptr<Clock> m_clock;
    std::shared_ptr<const Configuration> m_configuration;
    TlsMaterial m_tls;
    // Shared with the requests: one that is being sent to Sectigo may outlast the service.
    std::shared_ptr<Metrics> m_metrics = std::make_shared<Metrics>();
    std::shared_ptr<AuditLog> m_audit = std::make_shared<AuditLog>(QString());
    std::shared_ptr<workspace::Workspace> m_workspace;
    std::unique_ptr<workspace::KeyExpiry> m_keyExpiry;
    std::unique_ptr<Gateway> m_gateway;
    std::unique_ptr<http::Server> m_server;
    std::unique_ptr<http::Server> m_management;
};

} // namespace gatehouse::gateway
