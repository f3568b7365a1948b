// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <core/http/client.h>

#include <QAbstractSocket>

namespace gatehouse::http {

/// Where a connection was meant to go: what every message about it names.
struct Destination {
    QString host;
    quint16 port = 0;
    std::optional<ProxySettings> proxy;

    QString toString() const; ///< "host:port", an IPv6 address in brackets
};

// The failures of a connection in words. Client and probes share them, so that the same fault reads
// the same wherever it is met.

Error hostNotFound(const Destination& to); ///< "network/host-not-found"
Error unreachable(const Destination& to, const QString& detail); ///< "network/unreachable"
Error connectTimedOut(
    const Destination& to, std::chrono::milliseconds limit); ///< "network/connect-timeout"
Error noAnswer(const Destination& to, std::chrono::milliseconds limit); ///< "network/no-answer"
Error connectionLost(const Destination& to, const QString& detail); ///< "network/connection-lost"
Error proxyUnreachable(const ProxySettings& proxy, const QString& detail); ///< "proxy/unreachable"
Error proxyLoginRefused(
    const ProxySettings& proxy); ///< "proxy/wrong-credentials", "proxy/login-required"
Error proxyRefusedTarget(const Destination& to, const QString& detail); ///< "proxy/refused-target"
Error handshakeFailed(const Destination& to, const QString& detail); ///< "tls/handshake"

/// What a socket that was on its way to `to` reported.
Error connectionError(
    QAbstractSocket::SocketError error, const QString& detail, const Destination& to);

} // namespace gatehouse::http
