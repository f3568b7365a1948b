// SPDX-License-Identifier: Apache-2.0
#include <core/clock.h>
#include <core/http/server.h>
#include <core/http/serverconnection.h>
#include <core/http/servertls.h>
#include <core/logging.h>

#include <QCoreApplication>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTimer>

#include <csignal>

namespace gatehouse::http {

namespace {

constexpr int backlog = 1024;
constexpr int refusedAtOnce =
    64; ///< connections beyond the limit that are told so; more are dropped
constexpr std::chrono::milliseconds acceptPause = std::chrono::milliseconds(100);
constexpr std::chrono::milliseconds handlerGrace = std::chrono::seconds(1);

int hexDigit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

/// Percent-decoding where what is no escape stays as it is (QByteArray::fromPercentEncoding makes
/// bytes up).
QString decoded(QByteArrayView raw)
{
    QByteArray bytes;
    bytes.reserve(raw.size());
    for (qsizetype i = 0; i < raw.size(); ++i) {
        const bool isEscape = raw[i] == '%' && i + 2 < raw.size() && hexDigit(raw[i + 1]) >= 0
            && hexDigit(raw[i + 2]) >= 0;
        if (isEscape) {
            bytes += static_cast<char>(hexDigit(raw[i + 1]) * 16 + hexDigit(raw[i + 2]));
            i += 2;
        } else {
            bytes += raw[i];
        }
    }
    return QString::fromUtf8(bytes);
}

} // namespace

QByteArray ServerRequest::header(QByteArrayView name) const
{
    return headerValue(headers, name);
}

QStringList ServerRequest::segments() const
{
    QList<QByteArray> raw = rawPath.split('/');
    if (raw.first().isEmpty())
        raw.removeFirst();
    while (!raw.isEmpty() && raw.last().isEmpty())
        raw.removeLast();
    QStringList result;
    result.reserve(raw.size());
    for (const QByteArray& segment : std::as_const(raw))
        result.append(decoded(segment));
    return result;
}

QList<std::pair<QString, QString>> ServerRequest::queryItems() const
{
    QList<std::pair<QString, QString>> result;
    const QList<QByteArray> items = rawQuery.split('&');
    for (const QByteArray& item : items) {
        if (item.isEmpty())
            continue;
        const qsizetype equals = item.indexOf('=');
        const QByteArrayView view = item;
        const QByteArrayView name = equals < 0 ? view : view.first(equals);
        const QByteArrayView value = equals < 0 ? QByteArrayView() : view.sliced(equals + 1);
        result.append({ decoded(name), decoded(value) });
    }
    return result;
}

class Server::Private final : public QTcpServer {
public:
    Private(ServerSettings settings, Handler handler, ErrorBody errorBody)
        : core(std::make_shared<ServerCore>())
    {
        core->settings = std::move(settings);
        core->handler = std::move(handler);
        core->errorBody = std::move(errorBody);
        setListenBacklogSize(backlog);
        // Out of file descriptors, Qt stops accepting for good: go on when some may be free again.
        connect(this, &QTcpServer::acceptError, this, [this](QAbstractSocket::SocketError error) {
            qCWarning(logServer) << "a connection could not be accepted:" << error << errorString();
            QTimer::singleShot(acceptPause, this, [this] { resumeAccepting(); });
        });
    }

    void abortConnections() const
    {
        const QSet<Connection*> all = core->connections;
        for (Connection* connection : all) {
            if (core->connections.contains(connection)) // ending one may have ended another
                connection->abort();
        }
    }

    std::shared_ptr<ServerCore> core;

protected:
    void incomingConnection(qintptr descriptor) override
    {
        const qsizetype served = core->connections.size() - core->refused;
        const bool refuse = served >= core->settings.limits.connections;
        if (refuse && core->refused >= refusedAtOnce) {
            QTcpSocket dropped;
            dropped.setSocketDescriptor(descriptor);
            dropped.abort();
            return;
        }
        Connection::run(std::make_shared<Connection>(core), descriptor, refuse);
    }
};

Server::Server(ServerSettings settings, Handler handler, ErrorBody errorBody)
    : m_d(std::make_shared<Private>(std::move(settings), std::move(handler), std::move(errorBody)))
{
}

// What a handler throws is caught where it is awaited; without memory there is nothing to save.
Server::~Server() // NOLINT(bugprone-exception-escape)
{
    m_d->QTcpServer::close();
    m_d->core->isClosing = true;
    m_d->abortConnections();
}

Result<void> Server::check(const ServerSettings& settings)
{
    const Result<TlsContext> tls = serverTlsContext(settings);
    if (!tls)
        return failure(tls.error());
    return {};
}

Result<void> Server::listen()
{
    const ServerSettings& settings = m_d->core->settings;
    Result<TlsContext> tls = serverTlsContext(settings);
    if (!tls)
        return failure(std::move(tls).error());
    m_d->core->tls = *std::move(tls);
    m_d->core->isClosing = false;
    m_d->core->emptied = std::stop_source();
#ifdef SIGPIPE
    // A client that has left must not end the program: OpenSSL writes without MSG_NOSIGNAL.
    std::signal(SIGPIPE, SIG_IGN);
#endif
    if (!m_d->listen(settings.address, settings.port)) {
        Error error = Error::of(ErrorKind::Network,
            QCoreApplication::translate("gatehouse::http::Server",
                "The server cannot listen at %1, port %2. Choose another port, or end the program "
                "that uses it.")
                .arg(settings.address.toString())
                .arg(settings.port),
            m_d->errorString());
        error.cause = QStringLiteral("http/listen");
        return failure(std::move(error));
    }
    qCInfo(logServer) << "listening at" << settings.address << m_d->serverPort();
    return {};
}

Result<void> Server::reload(ServerSettings settings)
{
    Result<TlsContext> tls = serverTlsContext(settings);
    if (!tls)
        return failure(std::move(tls).error());
    ServerSettings& present = m_d->core->settings;
    settings.address = present.address;
    settings.port = present.port;
    present = std::move(settings);
    m_d->core->tls = *std::move(tls);
    return {};
}

quint16 Server::port() const
{
    return m_d->serverPort();
}

int Server::connectionCount() const
{
    return int(m_d->core->connections.size());
}

Task<void> Server::close(std::chrono::milliseconds grace)
{
    const std::shared_ptr<Private> server = m_d; // the Server may go while this waits
    server->QTcpServer::close();
    server->core->isClosing = true;
    for (Connection* connection : std::as_const(server->core->connections))
        connection->closeWhenIdle();
    SystemClock clock;
    if (!server->core->connections.isEmpty()) {
        std::stop_token emptied = server->core->emptied.get_token();
        co_await clock.wait(grace, emptied);
    }
    server->abortConnections();
    if (!server->core->connections.isEmpty()) {
        std::stop_token emptied = server->core->emptied.get_token();
        co_await clock.wait(handlerGrace, emptied);
    }
}

} // namespace gatehouse::http
