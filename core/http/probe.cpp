// SPDX-License-Identifier: Apache-2.0
#include <core/http/clientcompletion.h>
#include <core/http/clienterrors.h>
#include <core/http/clientproxy.h>
#include <core/http/probe.h>
#include <core/http/tlspeer.h>

#include <QHostInfo>
#include <QSslCipher>
#include <QSslSocket>
#include <QTcpSocket>
#include <QTimer>

namespace gatehouse::http {

namespace {

/// Ends the wait with connectTimedOut.
template <class T>
void limit(
    Completion<T>& done, QTimer& timer, std::chrono::milliseconds timeout, const Destination& to)
{
    QObject::connect(&timer, &QTimer::timeout, &done,
        [&done, timeout, to] { done.set(failure(connectTimedOut(to, timeout))); });
    timer.setSingleShot(true);
    timer.start(timeout);
}

/// Opens a connection by way of `to.proxy`, or directly, and closes it.
Task<Result<void>> probeConnection(
    Destination to, std::chrono::milliseconds timeout, std::stop_token stop)
{
    Completion<void> done(std::move(stop));
    QTcpSocket socket;
    QTimer timer;
    if (!done.isSet()) {
        QObject::connect(&socket, &QTcpSocket::connected, &done, [&done] { done.set({}); });
        QObject::connect(&socket, &QTcpSocket::errorOccurred, &done,
            [&done, &socket, to](QAbstractSocket::SocketError error) {
                done.set(failure(connectionError(error, socket.errorString(), to)));
            });
        limit(done, timer, timeout, to);
        socket.setProxy(networkProxy(to.proxy));
        socket.connectToHost(to.host, to.port);
    }
    auto wait = done.wait();
    Result<void> outcome = co_await wait;
    QObject::disconnect(&socket, nullptr, &done, nullptr);
    socket.abort();
    co_return outcome;
}

/// A handshake under way: judges the server as Client does and notes what it showed.
class Handshake : public QObject {
public:
    Handshake(ClientSettings settings, Destination to, std::stop_token stop)
        : m_settings(std::move(settings))
        , m_to(std::move(to))
        , m_done(std::move(stop))
    {
    }

    Completion<TlsReport>::Awaiter wait() { return m_done.wait(); }

    void start()
    {
        if (m_done.isSet())
            return;
        connect(&m_socket, &QSslSocket::sslErrors, this, &Handshake::sslErrors);
        connect(&m_socket, &QSslSocket::encrypted, this, &Handshake::encrypted);
        connect(&m_socket, &QSslSocket::errorOccurred, this, &Handshake::failed);
        limit(m_done, m_timer, m_settings.connectTimeout, m_to);
        m_socket.setProxy(networkProxy(m_settings.proxy));
        m_socket.setSslConfiguration(tlsConfiguration(m_settings));
        m_socket.connectToHostEncrypted(m_to.host, m_to.port);
    }

private:
    void sslErrors(const QList<QSslError>& errors)
    {
        const auto chain = peerChain(m_socket.sslConfiguration());
        m_refusal = judgeSslErrors(errors, chain, m_to.host, m_settings.trustAnchors);
        if (m_refusal)
            report(m_refusal);
        else
            m_socket.ignoreSslErrors(errors);
    }

    void encrypted()
    {
        const auto chain = peerChain(m_socket.sslConfiguration());
        report(verifyPeer(chain, m_to.host, m_settings.trustAnchors));
    }

    void failed(QAbstractSocket::SocketError code)
    {
        Error error = connectionError(code, m_socket.errorString(), m_to);
        // The tunnel or the connection stood, and then ended without a word.
        if (code == QAbstractSocket::RemoteHostClosedError
            && m_socket.mode() == QSslSocket::SslClientMode)
            error = handshakeFailed(m_to, m_socket.errorString());
        if (m_socket.peerCertificate().isNull())
            m_done.set(failure(std::move(error)));
        else
            report(std::move(error));
    }

    void report(std::optional<Error> refusal)
    {
        const QSslConfiguration seen = m_socket.sslConfiguration();
        TlsReport result { protocolName(seen.sessionProtocol()), seen.sessionCipher().name(),
            peerChain(seen), std::move(refusal) };
        m_done.set(std::move(result));
    }

    static QString protocolName(QSsl::SslProtocol protocol)
    {
        switch (protocol) {
        case QSsl::TlsV1_2:
            return QStringLiteral("TLSv1.2");
        case QSsl::TlsV1_3:
            return QStringLiteral("TLSv1.3");
        default: // no other is ever agreed upon; none is known while verification goes on
            return {};
        }
    }

    ClientSettings m_settings;
    Destination m_to;
    std::optional<Error> m_refusal;
    QSslSocket m_socket;
    QTimer m_timer;
    Completion<TlsReport> m_done;
};

struct LookupAbort {
    int id = -1;
    ~LookupAbort() { QHostInfo::abortHostLookup(id); }
};

} // namespace

Task<Result<QList<QHostAddress>>> resolveHost(QString host, std::stop_token stop)
{
    const Destination to { host, 0, std::nullopt };
    Completion<QList<QHostAddress>> done(std::move(stop));
    QTimer timer;
    LookupAbort lookup;
    if (!done.isSet()) {
        limit(done, timer, ClientSettings().connectTimeout, to);
        lookup.id = QHostInfo::lookupHost(host, &done, [&done, to](const QHostInfo& info) {
            if (info.error() == QHostInfo::NoError && !info.addresses().isEmpty())
                done.set(info.addresses());
            else
                done.set(failure(hostNotFound(to)));
        });
    }
    auto wait = done.wait();
    co_return co_await wait;
}

Task<Result<void>> probeTcp(
    QString host, quint16 port, std::chrono::milliseconds timeout, std::stop_token stop)
{
    Destination to { std::move(host), port, std::nullopt };
    return probeConnection(std::move(to), timeout, std::move(stop));
}

Task<Result<void>> probeTunnel(ProxySettings proxy, QString host, quint16 port,
    std::chrono::milliseconds timeout, std::stop_token stop)
{
    // First the proxy alone: when a tunnel takes too long, this tells which side of the proxy is
    // silent.
    Destination itself { proxy.host, proxy.port, std::nullopt };
    auto reaching = probeConnection(std::move(itself), timeout, stop);
    const Result<void> reached = co_await reaching;
    if (!reached) {
        if (reached.error().kind == ErrorKind::Cancelled)
            co_return reached;
        co_return failure(proxyUnreachable(proxy, reached.error().message));
    }
    Destination to { std::move(host), port, proxy };
    auto opening = probeConnection(to, timeout, stop);
    const Result<void> opened = co_await opening;
    if (!opened && opened.error().kind == ErrorKind::Network)
        co_return failure(proxyRefusedTarget(to, opened.error().message));
    co_return opened;
}

Task<Result<TlsReport>> probeTls(
    ClientSettings settings, QString host, quint16 port, std::stop_token stop)
{
    Destination to { std::move(host), port, settings.proxy };
    Handshake handshake(std::move(settings), std::move(to), std::move(stop));
    handshake.start();
    auto wait = handshake.wait();
    co_return co_await wait;
}

} // namespace gatehouse::http
