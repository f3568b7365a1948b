// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <core/http/server.h>

#include <memory>
#include <optional>

namespace gatehouse::http {

/// Why a request is not served, as the server answers it.
struct RequestFailure {
    int status = 400;
    QString reason;
};

/// One request, fed piece by piece (RFC 9112). Knows no socket: Boost.Beast's parser does the
/// syntax, this adds the limits and the rules that Beast leaves to its user.
class RequestParser {
public:
    explicit RequestParser(const ServerLimits& limits);
    ~RequestParser();
    RequestParser(const RequestParser&) = delete;
    RequestParser& operator=(const RequestParser&) = delete;

    /// Takes what it can and says how many bytes that were. What it did not take must come first in
    /// the next call. Takes nothing once the request is complete or has failed.
    qsizetype feed(QByteArrayView bytes);

    bool hasStarted() const; ///< a byte other than blank lines has come
    bool isComplete() const;
    /// The header is complete, the body is not, and the client waits for a 100 (RFC 9110, 10.1.1).
    bool awaitsContinue() const;
    bool keepAlive() const; ///< of a complete request
    bool isHttp10() const;
    const std::optional<RequestFailure>& failure() const;
    /// The complete request, without what only the connection knows.
    ServerRequest take();

private:
    class Machine;
    std::unique_ptr<Machine> m_machine;
};

} // namespace gatehouse::http
