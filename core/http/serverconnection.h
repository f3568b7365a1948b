// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <core/http/server.h>
#include <core/http/serverparser.h>
#include <core/http/serverresponse.h>
#include <core/http/serversocket.h>
#include <core/http/servertls.h>

#include <QBasicTimer>
#include <QObject>
#include <QSet>

#include <chrono>
#include <coroutine>
#include <memory>

namespace gatehouse::http {

class Connection;

/// What all connections of a server share. Outlives the server while handlers run.
struct ServerCore {
    ServerSettings settings;
    Server::Handler handler;
    Server::ErrorBody errorBody;
    TlsContext tls;
    QSet<Connection*> connections;
    int refused = 0; ///< of these, those beyond the limit, which are only told 503
    bool isClosing = false;
    std::stop_source emptied; ///< requested when the last connection of a closing server ends

    ServerResponse errorResponse(int status, const QString& reason) const;
};

/// One client, from the TLS handshake to the end. A coroutine owns it.
///
/// The coroutine runs on from the event loop only, when the socket has nothing more to do, and may
/// close, reset or destroy it at any point.
class Connection final : public QObject, public std::enable_shared_from_this<Connection> {
    Q_OBJECT
public:
    explicit Connection(std::shared_ptr<ServerCore> core);
    ~Connection() override;

    /// Takes the accepted descriptor over and serves it.
    static Task<void> run(std::shared_ptr<Connection> self, qintptr descriptor, bool refuse);

    /// Ends at once if no request is on its way; otherwise after the next answer.
    void closeWhenIdle();
    /// Requests `stop` and drops the socket now.
    void abort();

protected:
    void timerEvent(QTimerEvent* event) override;

private:
    using Milliseconds = std::chrono::milliseconds;
    using TimePoint = std::chrono::steady_clock::time_point;

    /// Suspends until something has happened: bytes, the end of the connection, the deadline,
    /// closing.
    struct Wait {
        Connection* connection;
        // NOLINTBEGIN(readability-identifier-naming): the language names these.
        bool await_ready() const { return connection->m_signalled; }
        void await_suspend(std::coroutine_handle<> waiter) const { connection->m_waiter = waiter; }
        void await_resume() const { connection->m_signalled = false; }
        // NOLINTEND(readability-identifier-naming)
    };

    void signal();
    void onSocketChanged();
    void setDeadline(Milliseconds fromNow);
    void clearDeadline() { m_deadline = TimePoint::max(); }
    bool isExpired() const { return std::chrono::steady_clock::now() >= m_deadline; }
    bool isGone() const { return m_socket->isGone(); }

    bool open(qintptr descriptor);
    Task<bool> handshake();
    Task<bool> serveOne();
    Task<bool> receive();
    Task<ServerResponse> handle(ServerRequest request);
    Task<bool> answer(ServerResponse response, Framing framing);
    Task<bool> answerWithReset(QByteArray bytes);
    Task<bool> send(QByteArray bytes, qint64 mayRemain);
    Task<bool> pause(Milliseconds duration);
    Task<bool> deliver(QByteArray bytes);
    Task<void> discardInput();
    Task<void> hangUp();

    ServerResponse refusal() const;
    void parseInput();
    bool readInput();
    void sendContinue();

    std::shared_ptr<ServerCore> m_core;
    std::unique_ptr<ServerSocket> m_socket;
    std::unique_ptr<RequestParser> m_parser;
    QByteArray m_input; ///< read and not yet parsed
    QList<pki::Certificate> m_clientChain;
    std::stop_source m_stop { std::nostopstate }; ///< of the running handler
    std::coroutine_handle<> m_waiter;
    QBasicTimer m_timer;
    TimePoint m_deadline = TimePoint::max();
    TimePoint m_timerDue = TimePoint::max();
    bool m_signalled = false;
    bool m_refuse = false;
    bool m_inputLeft = false; ///< the client may still be sending what we do not want
};

} // namespace gatehouse::http
