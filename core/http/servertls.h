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

/// What the system has taken of a connection's bytes and the peer has not acknowledged. It can
/// still be told after the socket was closed, which the peer's leaving does.
class SentBytes {
public:
    explicit SentBytes(const QSslSocket& socket);
    ~SentBytes();
    SentBytes(const SentBytes&) = delete;
    SentBytes& operator=(const SentBytes&) = delete;

    /// 0 on systems that never tell (all but Linux); more than any answer where this one cannot be
    /// asked, as when there was no descriptor left: what is not known to have arrived has not.
    int unacknowledged() const;

private:
    int m_descriptor = -1;
};

/// Drops the connection with a RST instead of an orderly end.
void resetConnection(QSslSocket& socket);

} // namespace gatehouse::http
