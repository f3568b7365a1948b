// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <core/connector/connectorsecrets.h>
#include <core/http/client.h>
#include <core/settings/connectorsettings.h>
#include <core/task.h>

#include <QDateTime>

namespace gatehouse::connector {

/// What a connector's settings mean for the network, with its key and trust stores opened.
struct TransportSettings {
    http::ClientSettings client;
    QStringList warnings; ///< about certificates in the stores that are expired or not yet valid
};

/// Opens the trust store and, in key-store mode, the client key store. Every error is a KeyStore or
/// LocalFile error whose `setting` names the property to look at: path, password, type or alias.
/// The stores are opened in the background: a store may ask for seconds of key derivation.
Task<Result<TransportSettings>> transportSettings(
    settings::ResolvedSettings settings, ConnectorSecrets secrets, QDateTime now);

/// The error of a client key with a password of its own, with the remedy for a connector: it has
/// one password for the store and its key, so that "enter the key's" leads nowhere.
Error onePasswordNeeded(const Error& error, const QString& path);

} // namespace gatehouse::connector
