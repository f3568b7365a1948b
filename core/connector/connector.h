// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <core/clock.h>
#include <core/connector/transportsettings.h>
#include <core/enrollment/engine.h>
#include <core/lookup/lookup.h>
#include <core/orders/orderstore.h>
#include <core/scm/client.h>

#include <functional>
#include <memory>

namespace gatehouse::connector {

/// ReadOnly is the help desk's: no call that changes anything, here or at the CA, gets through. It
/// is held by what lies below every connector, not by the absence of buttons: the orders table and
/// the secret store refuse to write, and the transport refuses everything but reads (and the OAuth
/// token).
enum class Access { Full, ReadOnly };

/// Makes what a connector's requests go through.
using TransportFactory = std::function<std::shared_ptr<http::Transport>(http::ClientSettings)>;

/// What a connector needs from the program around it.
struct Environment {
    std::shared_ptr<secrets::SecretStore> secrets;
    std::shared_ptr<orders::OrderStore> orders;
    std::shared_ptr<Clock> clock;
    Access access = Access::Full;
    TransportFactory transport = {}; ///< none: the network
};

/// The environment in which nothing can be changed, if that is its access.
Environment guarded(Environment environment);

/// One CA, ready to use: settings resolved, stores opened, SCM client, enrollment engine and lookup
/// made. Console, command line and gateway call this and nothing below it. A task under way keeps
/// its connector alive.
class Connector : public std::enable_shared_from_this<Connector> {
public:
    /// Opens settings and stores; nothing goes over the network yet. Settings, SecretStore,
    /// KeyStore and LocalFile errors name the setting.
    static Task<Result<std::shared_ptr<Connector>>> open(
        settings::ConnectorSettings settings, Environment environment);

    const settings::ConnectorSettings& settings() const { return m_settings; }
    const settings::ResolvedSettings& resolved() const { return m_resolved; }
    QStringList warnings() const { return m_warnings; }
    const std::shared_ptr<scm::Client>& scm() const { return m_scm; }
    const std::shared_ptr<enrollment::Engine>& engine() const { return m_engine; }
    const std::shared_ptr<lookup::Lookup>& lookup() const { return m_lookup; }

    /// SCM's profiles for the organization; nullopt with profile sync off. Remembered after the
    /// first success; `refresh` asks again.
    Task<Result<std::optional<QList<scm::CertificateType>>>> syncedProfiles(
        bool refresh, std::stop_token stop);
    /// CA Gateway's ProfilesResponse.
    Task<Result<QByteArray>> profilesResponse(bool pretty, std::stop_token stop);
    Task<Result<profiles::EffectiveProfile>> effectiveProfile(QString id, std::stop_token stop);
    /// Resolves the profile, fetches the mandatory custom fields and applies the policy; nothing is
    /// ordered.
    Task<Result<enrollment::Plan>> plan(
        enrollment::EnrollmentRequest request, std::stop_token stop);

private:
    Connector() = default;

    settings::ConnectorSettings m_settings;
    settings::ResolvedSettings m_resolved;
    QStringList m_warnings;
    std::shared_ptr<scm::Client> m_scm;
    std::shared_ptr<enrollment::Engine> m_engine;
    std::shared_ptr<lookup::Lookup> m_lookup;
    std::optional<QList<scm::CertificateType>> m_synced;
};

/// Where requests go in this environment; with read-only access reads alone.
std::shared_ptr<http::Transport> makeTransport(const Environment& environment,
    const settings::ResolvedSettings& settings, http::ClientSettings client);

/// The SCM client for given settings and an opened transport: what Connector and the connection
/// check share.
std::shared_ptr<scm::Client> makeScmClient(const settings::ResolvedSettings& settings,
    const ConnectorSecrets& secrets, std::shared_ptr<http::Transport> transport,
    std::shared_ptr<Clock> clock);

} // namespace gatehouse::connector
