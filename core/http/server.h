// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <core/http/message.h>
#include <core/pki/certificate.h>
#include <core/pki/privatekey.h>
#include <core/task.h>

#include <QHostAddress>

#include <functional>
#include <memory>

namespace gatehouse::http {

/// A request as the server received it, complete.
struct ServerRequest {
    QByteArray method;
    QByteArray rawTarget; ///< as on the request line
    QByteArray rawPath; ///< before '?', not decoded: split on '/' first, decode after
    QByteArray rawQuery; ///< after '?', not decoded
    QList<Header> headers;
    QByteArray body;
    QList<pki::Certificate>
        clientChain; ///< verified against clientAnchors, leaf first; empty when none was shown
    QHostAddress peer;

    QByteArray header(QByteArrayView name) const;
    /// Path segments, each percent-decoded once; empty segments at the end are dropped.
    QStringList segments() const;
    /// Decoded query items in order; names and values percent-decoded, '+' kept.
    QList<std::pair<QString, QString>> queryItems() const;
};

/// What a handler answers. The server adds Content-Length, Date and Connection.
struct ServerResponse {
    int status = 200;
    QList<Header> headers;
    QByteArray body;
    /// Awaited once the client's machine has acknowledged the whole answer, before the next request
    /// of the connection is read; never when the client left before. Where the system does not tell
    /// what is acknowledged (all but Linux), once the system has taken the answer.
    std::function<Task<void>()> received;

    /// Faults of the wire, only ever set by the sandbox.
    struct Wire {
        std::chrono::milliseconds delay = std::chrono::milliseconds(0); ///< before the first byte
        std::optional<qint64> resetAfter; ///< bytes of the whole answer sent, then RST
        std::optional<qint64>
            cutBodyAfter; ///< bytes of body sent under the full Content-Length, then orderly close
        bool hang = false; ///< never answer; hold the connection until the client leaves
    } wire;
};

struct ServerLimits {
    qsizetype header = qsizetype(16) * 1024; ///< bytes of request line and header fields
    qsizetype body = qsizetype(1024) * 1024; ///< bytes
    int connections = 4096;
    std::chrono::milliseconds idle = std::chrono::seconds(60); ///< between requests
    std::chrono::milliseconds requestTime =
        std::chrono::seconds(30); ///< from first byte to the whole request
    std::chrono::milliseconds handshakeTime = std::chrono::seconds(15);
};

struct ServerSettings {
    QHostAddress address = QHostAddress::LocalHost;
    quint16 port = 0; ///< 0: any free port
    pki::PrivateKey key;
    QList<pki::Certificate> chain; ///< leaf first
    /// Issuers of acceptable client certificates. A client certificate is asked for when there are
    /// any.
    QList<pki::Certificate> clientAnchors;
    bool requireClientCertificate = false;
    ServerLimits limits;
};

/// A small HTTPS/1.1 server: QTcpServer, OpenSSL, Boost.Beast's parser without its I/O, one
/// coroutine a connection. Keep-alive, pipelined requests one after the other, no chunked answers.
/// A client that leaves requests `stop` for its handler; the handler's answer is then dropped.
/// Malformed, oversized and slow requests are answered 400, 413, 431, 408 and closed; a transfer
/// coding other than chunked 501. A client that shuts its sending side down counts as one that has
/// left.
///
/// Lives on one thread. A handler that throws is answered 500. The handler function lives until the
/// last call of it has ended, which may be after the server: what it refers to must live as long,
/// or `close` must have been awaited.
class Server {
public:
    /// `stop` is requested when the client has gone or the server closes.
    using Handler =
        std::function<Task<ServerResponse>(ServerRequest request, std::stop_token stop)>;
    /// The body of an error that the HTTP layer itself answers (400, 408, 413, 431, 500, 501, 503),
    /// so that an API keeps its shape.
    using ErrorBody = std::function<ServerResponse(int status, QString reason)>;

    Server(ServerSettings settings, Handler handler, ErrorBody errorBody = {});
    ~Server(); // NOLINT(bugprone-exception-escape): see there
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;

    /// Settings error when key, certificate or anchors cannot serve.
    static Result<void> check(const ServerSettings& settings);
    /// Settings error as `check`; Network error when the address
    /// is taken.
    Result<void> listen();
    /// Takes over key, chain, anchors and limits for the connections to come; those there are go
    /// on. Address and port stay. On an error nothing has changed.
    Result<void> reload(ServerSettings settings);
    quint16 port() const;
    /// Connections whose request or handler is not over, including those whose client has gone.
    int connectionCount() const;
    /// Refuses new connections, lets running requests finish until `grace` is over, then requests
    /// `stop` and closes what is left. Waits up to one second more for handlers to notice.
    Task<void> close(std::chrono::milliseconds grace);

private:
    class Private;
    std::shared_ptr<Private> m_d;
};

} // namespace gatehouse::http
