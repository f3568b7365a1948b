// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <core/secrets/secretstore.h>
#include <core/settings/connectorsettings.h>

#include <QMap>

#include <memory>

namespace gatehouse::connector {

/// The secrets of one connector by property key.
using ConnectorSecrets = QMap<QString, Secret>;

/// Under which name a connector's secret is kept.
secrets::SecretName secretName(
    const settings::ConnectorSettings& settings, const QString& property);

/// The property keys whose secrets this connector cannot do without, in the order of the form: the
/// order in which a person is asked for them. With a proxy user name the proxy password counts too.
QStringList neededSecrets(const settings::ConnectorSettings& settings);

/// Reads every secret that may belong to the connector. A missing one is simply absent; an
/// unavailable store is an error.
Task<Result<ConnectorSecrets>> readSecrets(
    settings::ConnectorSettings settings, std::shared_ptr<secrets::SecretStore> store);

} // namespace gatehouse::connector
