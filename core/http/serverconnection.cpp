// SPDX-License-Identifier: Apache-2.0
#include <core/http/serverconnection.h>
#include <core/logging.h>

#include <QTimerEvent>

#include <algorithm>
#include <exception>
#include <limits>
#include <optional>

namespace gatehouse::http {

namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using std::chrono::steady_clock;

constexpr qint64 writeAhead =
    qint64(64) * 1024; ///< unsent bytes under which the next request is read
constexpr milliseconds quietTime = milliseconds(500); ///< silence that ends the discarding of input
constexpr milliseconds discardTime = seconds(5);
constexpr milliseconds closeTime = seconds(2); ///< for the orderly end of TLS and TCP
constexpr milliseconds acknowledgeTime = seconds(1); ///< before a reset

} // namespace

ServerResponse ServerCore::errorResponse(int status, const QString& reason) const
{
    if (!errorBody)
        return plainError(status, reason);
    ServerResponse response = errorBody(status, reason);
    response.status = status;
    return response;
}

Connection::Connection(std::shared_ptr<ServerCore> core)
    : m_core(std::move(core))
{
    m_core->connections.insert(this);
}

Connection::~Connection()
{
    m_core->connections.remove(this);
    if (m_refuse)
        --m_core->refused;
    if (m_core->connections.isEmpty() && m_core->isClosing)
        m_core->emptied.request_stop();
}

Task<void> Connection::run(std::shared_ptr<Connection> self, qintptr descriptor, bool refuse)
{
    self->m_refuse = refuse;
    if (refuse)
        ++self->m_core->refused;
    if (!self->open(descriptor))
        co_return;
    bool goesOn = co_await self->handshake();
    while (goesOn)
        goesOn = co_await self->serveOne();
    co_await self->hangUp();
}

void Connection::closeWhenIdle()
{
    QMetaObject::invokeMethod(this, &Connection::signal, Qt::QueuedConnection);
}

void Connection::abort()
{
    const std::shared_ptr<Connection> keep = shared_from_this();
    if (m_socket)
        m_socket->abort();
    m_stop.request_stop();
    // A coroutine that waits for the socket ends here and now; one that waits for its handler,
    // later.
    signal();
}

void Connection::timerEvent(QTimerEvent* event)
{
    if (event->timerId() != m_timer.timerId())
        return;
    m_timer.stop();
    m_timerDue = TimePoint::max();
    if (isExpired()) {
        signal();
    } else if (m_deadline != TimePoint::max()) {
        const auto rest = std::chrono::ceil<milliseconds>(m_deadline - steady_clock::now());
        setDeadline(rest);
    }
}

void Connection::signal()
{
    m_signalled = true;
    const std::coroutine_handle<> waiter = std::exchange(m_waiter, {});
    if (waiter)
        waiter.resume(); // may destroy this
}

void Connection::onSocketChanged()
{
    const std::shared_ptr<Connection> keep = shared_from_this();
    if (isGone() && m_stop.stop_possible()) {
        // Frees the descriptor now, however long the handler goes on.
        m_socket->abort();
        m_stop.request_stop();
    }
    signal();
}

/// The timer is only ever moved forward: a deadline that is put off costs nothing until it fires.
void Connection::setDeadline(Milliseconds fromNow)
{
    constexpr Milliseconds longest = std::chrono::hours(24);
    const Milliseconds wait = std::clamp(fromNow, Milliseconds(0), longest);
    m_deadline = steady_clock::now() + wait;
    if (m_timer.isActive() && m_timerDue <= m_deadline)
        return;
    m_timerDue = m_deadline;
    m_timer.start(int(wait.count()), Qt::CoarseTimer, this);
}

bool Connection::open(qintptr descriptor)
{
    m_socket = std::make_unique<ServerSocket>(
        descriptor, m_core->tls.get(), [this] { onSocketChanged(); });
    if (isGone())
        qCCritical(logServer) << "TLS cannot be set up:" << m_socket->trouble();
    return !isGone();
}

Task<bool> Connection::handshake()
{
    setDeadline(m_core->settings.limits.handshakeTime);
    while (!m_socket->isEncrypted() && !isGone() && !isExpired()) {
        Wait change { this };
        co_await change;
    }
    if (!m_socket->isEncrypted() || isGone()) {
        qCDebug(logServer) << "no TLS connection with a client:" << m_socket->trouble();
        m_inputLeft = m_socket->hasFailed(); // a refusal may be on its way as an alert
        if (!m_inputLeft)
            m_socket->abort();
        co_return false;
    }
    std::optional<QList<pki::Certificate>> client =
        acceptedClient(m_socket->tls(), m_core->settings);
    if (!client) {
        qCDebug(logServer) << "a client certificate was not accepted";
        m_socket->abort();
        co_return false;
    }
    m_clientChain = *std::move(client);
    co_return true;
}

/// One request and its answer; whether another may follow.
Task<bool> Connection::serveOne()
{
    m_parser = std::make_unique<RequestParser>(m_core->settings.limits);
    const bool arrived = co_await receive();
    if (!arrived)
        co_return false;
    Framing framing;
    framing.http10 = m_parser->isHttp10();
    ServerResponse response;
    if (!m_parser->isComplete()) {
        m_inputLeft = true;
        framing.keepAlive = false;
        response = refusal();
    } else {
        framing.keepAlive = m_parser->keepAlive() && !m_refuse;
        ServerRequest request = m_parser->take();
        framing.withoutBody = request.method == "HEAD";
        const QByteArray method = request.method;
        const QByteArray path =
            request.rawPath; // not the query: it may carry more than a log should
        response = co_await handle(std::move(request));
        qCDebug(logServer) << method << path << response.status;
    }
    m_parser.reset();
    co_return co_await answer(std::move(response), framing);
}

/// The answer to a request that did not arrive as it should.
ServerResponse Connection::refusal() const
{
    if (m_parser->failure())
        return m_core->errorResponse(m_parser->failure()->status, m_parser->failure()->reason);
    const auto allowed = std::chrono::ceil<seconds>(m_core->settings.limits.requestTime);
    return m_core->errorResponse(408,
        QStringLiteral("The request did not arrive completely within %1 s.").arg(allowed.count()));
}

Task<ServerResponse> Connection::handle(ServerRequest request)
{
    if (m_refuse) {
        co_return m_core->errorResponse(503,
            QStringLiteral("The server has as many connections as it may have. Try again later."));
    }
    request.clientChain = m_clientChain;
    request.peer = m_socket->peer();
    m_stop = std::stop_source();
    ServerResponse response;
    try {
        Task<ServerResponse> answering = m_core->handler(std::move(request), m_stop.get_token());
        response = co_await answering;
    } catch (const std::exception& exception) {
        // Not ours: we do not throw. A library's exception must cost one request, not the service.
        qCCritical(logServer) << "a handler threw:" << exception.what();
        response = m_core->errorResponse(
            500, QStringLiteral("The request failed for a reason of the server's own."));
    }
    m_stop = std::stop_source(std::nostopstate);
    co_return response;
}

/// Reads until the request is complete or has failed. False when there is nothing to answer: the
/// client has left, was idle for too long, or the server closes.
Task<bool> Connection::receive()
{
    bool timesRequest = false;
    bool mayContinue = true;
    setDeadline(m_core->settings.limits.idle);
    for (;;) {
        parseInput();
        if (m_parser->isComplete() || m_parser->failure())
            break;
        if (isGone())
            co_return false;
        if (m_parser->hasStarted() && !timesRequest) {
            timesRequest = true;
            setDeadline(m_core->settings.limits.requestTime);
        }
        if (m_parser->awaitsContinue() && mayContinue) {
            mayContinue = false;
            sendContinue();
        }
        if (readInput())
            continue;
        if (isGone() || (m_core->isClosing && !m_parser->hasStarted()))
            co_return false;
        if (isExpired())
            break;
        Wait change { this };
        co_await change;
    }
    const bool isIdle = !m_parser->hasStarted();
    clearDeadline();
    co_return !isIdle;
}

void Connection::parseInput()
{
    if (m_input.isEmpty())
        return;
    const qsizetype used = m_parser->feed(m_input);
    if (used == m_input.size())
        m_input.clear();
    else
        m_input.remove(0, used);
}

bool Connection::readInput()
{
    const QByteArray input = m_socket->takeInput();
    if (m_input.isEmpty())
        m_input = input;
    else
        m_input += input;
    return !input.isEmpty();
}

void Connection::sendContinue()
{
    m_socket->write("HTTP/1.1 100 Continue\r\n\r\n");
}

/// Sends an answer as its wire faults want it; whether the connection may serve another request.
Task<bool> Connection::answer(ServerResponse response, Framing framing)
{
    if (isGone())
        co_return false;
    const ServerResponse::Wire wire = response.wire;
    if (wire.hang) {
        clearDeadline();
        while (!isGone()) {
            m_socket->takeInput(); // or a full buffer would hide that the client has left
            Wait change { this };
            co_await change;
        }
        co_return false;
    }
    if (wire.delay > milliseconds(0)) {
        const bool isThere = co_await pause(wire.delay);
        if (!isThere)
            co_return false;
    }
    framing.keepAlive = framing.keepAlive && !m_core->isClosing && !wire.cutBodyAfter;
    SerializedResponse serialized = serializeResponse(response, framing);
    const std::function<Task<void>()> received = std::move(response.received);
    response = {}; // its body may be large
    if (wire.resetAfter) {
        serialized.bytes.truncate(
            qsizetype(std::clamp<qint64>(*wire.resetAfter, 0, serialized.bytes.size())));
        co_return co_await answerWithReset(std::move(serialized.bytes));
    }
    if (wire.cutBodyAfter) {
        const qint64 body = std::clamp<qint64>(
            *wire.cutBodyAfter, 0, serialized.bytes.size() - serialized.headSize);
        serialized.bytes.truncate(serialized.headSize + qsizetype(body));
    }
    const bool goesOn = serialized.keepAlive;
    const qint64 mayRemain = goesOn ? writeAhead : 0;
    if (!received) {
        const bool sent = co_await send(std::move(serialized.bytes), mayRemain);
        co_return sent&& goesOn;
    }
    const bool arrived = co_await deliver(std::move(serialized.bytes));
    if (arrived)
        co_await received();
    co_return arrived&& goesOn && !isGone();
}

/// Sends, and waits until the client's machine has it all; false when it has left before, or takes
/// longer than the idle time.
Task<bool> Connection::deliver(QByteArray bytes)
{
    constexpr milliseconds longestStep = milliseconds(100);
    const SentBytes counted(m_socket->descriptor());
    const bool sent = co_await send(std::move(bytes), 0);
    if (!sent)
        co_return false;
    const TimePoint latest = steady_clock::now() + m_core->settings.limits.idle;
    milliseconds step = milliseconds(1);
    while (counted.unacknowledged() > 0 && !isGone() && steady_clock::now() < latest) {
        co_await pause(step);
        step = std::min(step * 2, longestStep);
    }
    co_return counted.unacknowledged() == 0;
}

Task<bool> Connection::answerWithReset(QByteArray bytes)
{
    const bool sent = co_await send(std::move(bytes), 0);
    // A reset throws away what the system has not delivered yet.
    const TimePoint latest = steady_clock::now() + acknowledgeTime;
    bool isThere = sent;
    const SentBytes counted(m_socket->descriptor());
    while (isThere && counted.unacknowledged() > 0 && steady_clock::now() < latest)
        isThere = co_await pause(milliseconds(2));
    m_socket->reset();
    co_return false;
}

/// Writes, and waits until at most `mayRemain` bytes are unsent. False when the client has left or
/// takes nothing for the idle time.
Task<bool> Connection::send(QByteArray bytes, qint64 mayRemain)
{
    m_socket->write(std::move(bytes));
    qint64 last = std::numeric_limits<qint64>::max();
    while (!isGone() && m_socket->unsentBytes() > mayRemain) {
        const qint64 now = m_socket->unsentBytes();
        if (now < last)
            setDeadline(m_core->settings.limits.idle);
        else if (isExpired())
            break;
        last = now;
        Wait change { this };
        co_await change;
    }
    clearDeadline();
    if (!isGone() && m_socket->unsentBytes() > mayRemain)
        m_socket->abort();
    co_return !isGone();
}

/// Lets time pass; false when the client has left meanwhile.
Task<bool> Connection::pause(Milliseconds duration)
{
    setDeadline(duration);
    while (!isGone() && !isExpired()) {
        Wait change { this };
        co_await change;
    }
    clearDeadline();
    co_return !isGone();
}

/// Reads on for a moment after a refusal. Closing with input unread would send a RST, and that can
/// throw away the refusal before the client has seen it (RFC 9112, 9.6).
Task<void> Connection::discardInput()
{
    const TimePoint latest = steady_clock::now() + discardTime;
    m_socket->discardInput();
    setDeadline(quietTime);
    while (!isGone() && !isExpired()) {
        Wait change { this };
        co_await change;
        const auto rest = std::chrono::ceil<milliseconds>(latest - steady_clock::now());
        if (!isExpired())
            setDeadline(std::min(quietTime, rest));
    }
}

Task<void> Connection::hangUp()
{
    setDeadline(closeTime);
    while (!isGone() && m_socket->unsentBytes() > 0 && !isExpired()) {
        Wait change { this };
        co_await change;
    }
    if (!isGone() || m_socket->hasFailed())
        m_socket->shutdown();
    if (m_inputLeft)
        co_await discardInput();
    m_socket->abort();
}

} // namespace gatehouse::http
