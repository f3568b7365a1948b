// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <app/gateway/configuration.h>
#include <core/connector/connector.h>
#include <core/http/server.h>

namespace gatehouse::gateway {

/// The server's TLS identity and whom it trusts, opened.
struct TlsMaterial {
    pki::PrivateKey key;
    QList<pki::Certificate> chain;
    QList<pki::Certificate> clientAnchors;
};

/// A configuration with everything that it refers to, checked as a whole.
struct CheckedConfiguration {
    Configuration configuration;
    TlsMaterial tls;
    QList<ConfigurationProblem> problems; ///< empty when it may be used
    QStringList notes;
};

http::ServerSettings serverSettings(const Configuration& configuration, const TlsMaterial& tls);

/// Where orders and connectors are. Connectors that stand in the configuration file are written
/// beside the orders, apart from those of a console.
settings::HomeFolders homeOf(const Configuration& configuration);

/// Reads the file, opens the stores it names with the passwords in `secrets`, and checks every CA's
/// settings. Changes nothing, and nothing goes over the network.
Task<CheckedConfiguration> checkConfiguration(
    QString file, std::shared_ptr<secrets::SecretStore> secrets, std::shared_ptr<Clock> clock);

} // namespace gatehouse::gateway
