// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <app/gateway/yamltree.h>
#include <core/http/server.h>
#include <core/pki/distinguishedname.h>
#include <core/pki/pkcs12.h>
#include <core/settings/settingsstore.h>

#include <QHostAddress>

#include <chrono>
#include <optional>

namespace gatehouse::gateway {

/// What a client may do (reference, 3.2).
enum class Role {
    Integrator,
    PolicyOverrideTenant,
    PolicyConstrainedTenant,
    ReadOnlyIntegrator,
    ReadOnlyTenant
};
QString roleName(Role role); ///< "read-only-tenant"
bool isReadOnly(Role role);

/// A program that is known by its certificate's subject.
struct Client {
    QString name; ///< the subject DN as configured: who did it, in logs and orders
    pki::DistinguishedName subject;
    Role role = Role::ReadOnlyTenant;
    QStringList caIds; ///< the CAs in its scope

    bool operator==(const Client&) const = default;
};

struct CaEntry {
    QString id;
    QString name;
    bool operator==(const CaEntry&) const = default;
};

/// Where a TLS identity or its peers' issuers are kept.
struct StoreSetting {
    QString file;
    QString type; ///< "PKCS12", "JKS", "PEM" or empty: from the content
    QString alias;
    int line = 0; ///< where it stands, for messages
    bool operator==(const StoreSetting&) const = default;
};

/// A TLS identity in PEM files, as Spring Boot names them.
struct PemSetting {
    QString certificate; ///< the file with the chain, leaf first
    QString key;
    int line = 0;
    bool operator==(const PemSetting&) const = default;
};

/// gateway.yml, checked. Names are those of CA Gateway's application.yml (reference, section 4) and
/// of Spring Boot; what is ours stands under "gatehouse".
struct Configuration {
    QHostAddress address { QHostAddress::Any };
    quint16 port = 8444;
    QString contextPath = QStringLiteral("/cagw");
    StoreSetting keyStore; ///< or `pem`
    PemSetting pem;
    StoreSetting trustStore;
    bool requireClientCertificate = true;

    QString healthPath; ///< "/management/health" on the API's port; empty: not exposed
    std::optional<quint16> managementPort; ///< metrics and health on the loopback

    http::ServerLimits limits;
    int requestsPerClient = 64; ///< in progress at once
    std::chrono::seconds shutdownGrace { 30 };
    /// How long what was issued is kept for a client that does not come for it: the key of a PKCS
    /// #12, and otherwise the answer to the same request.
    std::chrono::seconds keepUnfetched = std::chrono::hours(24 * 30);
    int defaultPageSize = 50;
    pki::Pkcs12Form pkcs12Form = pki::Pkcs12Form::Modern;

    QString home; ///< orders, and connectors unless managed-cas gives them; empty: GATEHOUSE_HOME
    QString auditLog; ///< file; empty: the log
    bool hasManagedCas = false;
    QList<settings::ImportedConnector> managedCas; ///< never with a secret
    QList<CaEntry> cas; ///< those that are served; of a home folder once it was listed
    QList<Client> clients;

    const CaEntry* ca(const QString& id) const;
};

struct ReadConfiguration {
    Configuration configuration;
    QList<ConfigurationProblem> problems; ///< all of them; empty when it may be used
    QStringList notes; ///< what was understood otherwise than it was written
};

/// Checks the whole text. `placeholder` is the environment. With managed-cas, tenants are checked
/// against them; otherwise against `homeCas`, the connectors of the home folder, once those are
/// known.
ReadConfiguration readConfiguration(QByteArrayView bytes,
    const std::function<std::optional<QString>(const QString&)>& placeholder,
    const std::optional<QList<CaEntry>>& homeCas = std::nullopt);

} // namespace gatehouse::gateway
