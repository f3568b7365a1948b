// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <core/http/client.h>

#include <QHostAddress>

namespace gatehouse::http {

// The single steps of reaching a host, for the connection check. Each can be stopped and times out
// after connectTimeout.

/// All addresses of a host name. Network error when it does not resolve.
Task<Result<QList<QHostAddress>>> resolveHost(QString host, std::stop_token stop);

/// Opens and closes a TCP connection, through nothing.
Task<Result<void>> probeTcp(
    QString host, quint16 port, std::chrono::milliseconds timeout, std::stop_token stop);

/// Opens a CONNECT tunnel to host:port and closes it. Proxy errors tell "not reachable", "wrong
/// user name or password" (407) and "refuses to connect to that host" apart.
Task<Result<void>> probeTunnel(ProxySettings proxy, QString host, quint16 port,
    std::chrono::milliseconds timeout, std::stop_token stop);

/// What a TLS handshake showed, also when it failed verification.
struct TlsReport {
    QString protocol; ///< "TLSv1.3"
    QString cipher;
    QList<pki::Certificate> chain; ///< as the server sent it, leaf first
    std::optional<Error> failure; ///< why the connection would be refused; nullopt when it is good
};

/// Handshakes with the settings' anchors, identity and proxy. Succeeds with a report whenever the
/// server showed a chain.
Task<Result<TlsReport>> probeTls(
    ClientSettings settings, QString host, quint16 port, std::stop_token stop);

} // namespace gatehouse::http
