// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <core/http/server.h>
#include <core/result.h>

#include <memory>
#include <optional>

struct ssl_st;
struct ssl_ctx_st;

namespace gatehouse::http {

/// What all connections of a server share of TLS.
using TlsContext = std::shared_ptr<ssl_ctx_st>;

/// TLS as the server speaks it: 1.2 or later, its own chain, and a client certificate asked for
/// when there are anchors. An anchor is trusted whatever it is, an issuing CA without its root too.
/// Settings error "http/server-identity" or "http/client-anchors".
Result<TlsContext> serverTlsContext(const ServerSettings& settings);

/// The client of a finished handshake: its chain, each link checked by signature, leaf first, up to
/// an anchor or beyond; empty when it has shown none and need not. Nothing when it must not be
/// served.
std::optional<QList<pki::Certificate>> acceptedClient(
    const ssl_st* tls, const ServerSettings& settings);

} // namespace gatehouse::http
