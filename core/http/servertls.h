// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <core/http/server.h>
#include <core/result.h>

#include <QSslConfiguration>
#include <QSslError>
#include <QSslSocket>

#include <optional>

namespace gatehouse::http {

/// TLS as the server speaks it: 1.2 or later, its own chain, and a client certificate asked for
/// when there are anchors. Settings error "http/server-identity" or "http/client-anchors".
Result<QSslConfiguration> serverTlsConfiguration(const ServerSettings& settings);

/// Whether what OpenSSL reports is only that the chain ends at an anchor which is not self-signed.
/// An anchor is trusted whatever it is, an issuing CA without its root too
/// (X509_V_FLAG_PARTIAL_CHAIN, which Qt has no switch for). Every other fault is reported apart and
/// refused.
bool endsAtAnchor(const QSslError& error, const QSslConfiguration& configuration);

/// The client of a finished handshake: its chain, each link checked by signature, leaf first, up to
/// an anchor or beyond; empty when it has shown none and need not. Nothing when it must not be
/// served.
std::optional<QList<pki::Certificate>> acceptedClient(
    const QSslSocket& socket, const ServerSettings& settings);

/// Bytes that the system has accepted and the peer has not acknowledged; 0 where it cannot be told.
int unacknowledgedBytes(const QSslSocket& socket);

/// Drops the connection with a RST instead of an orderly end.
void resetConnection(QSslSocket& socket);

} // namespace gatehouse::http
