// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <core/http/message.h>
#include <core/task.h>

namespace gatehouse::http {

/// Sends one request, brings one answer: the seam between protocols and the network. Tests put a
/// fake here.
class Transport {
public:
    Transport() = default;
    Transport(const Transport&) = delete;
    Transport& operator=(const Transport&) = delete;
    virtual ~Transport() = default;

    /// Exactly one outcome, always after control has returned to the event loop. Error kinds:
    /// Network, Proxy, Tls, Malformed (redirect, answer too large, broken framing), Cancelled.
    /// Nothing is ever repeated, but for a GET or HEAD that met a kept-alive connection which the
    /// server had just closed: it goes out once more on a new one.
    virtual Task<Result<Response>> send(Request request, std::stop_token stop) = 0;
};

} // namespace gatehouse::http
