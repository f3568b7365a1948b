// SPDX-License-Identifier: Apache-2.0
#include <core/http/clienterrors.h>

#include <QCoreApplication>

namespace gatehouse::http {

namespace {

Error make(ErrorKind kind, const char* cause, const char* setting, QString message, QString detail)
{
    Error error = Error::of(kind, std::move(message), std::move(detail));
    error.cause = QString::fromLatin1(cause);
    error.setting = QString::fromLatin1(setting);
    return error;
}

QString hostAndPort(const QString& host, quint16 port)
{
    const QString text = host.contains(u':') ? u'[' + host + u']' : host;
    return text + u':' + QString::number(port);
}

QString secondsText(std::chrono::milliseconds limit)
{
    return QString::number(static_cast<double>(limit.count()) / 1000.0);
}

Error proxyError(QAbstractSocket::SocketError error, const QString& detail, const Destination& to)
{
    switch (error) {
    case QAbstractSocket::ProxyAuthenticationRequiredError:
        return proxyLoginRefused(*to.proxy);
    // Qt's tunnel reports the proxy's 404, 503, 403 and every other refusal under these names.
    case QAbstractSocket::HostNotFoundError:
    case QAbstractSocket::ConnectionRefusedError:
    case QAbstractSocket::SocketAccessError:
    case QAbstractSocket::ProxyProtocolError:
        return proxyRefusedTarget(to, detail);
    default:
        return proxyUnreachable(*to.proxy, detail);
    }
}

} // namespace

QString Destination::toString() const
{
    return hostAndPort(host, port);
}

Error hostNotFound(const Destination& to)
{
    return make(ErrorKind::Network, "network/host-not-found", "url",
        QCoreApplication::translate("gatehouse::HttpClient",
            "There is no host named “%1”. Check the URL, and that this computer's name service "
            "works.")
            .arg(to.host),
        {});
}

Error unreachable(const Destination& to, const QString& detail)
{
    return make(ErrorKind::Network, "network/unreachable", "url",
        QCoreApplication::translate("gatehouse::HttpClient",
            "%1 cannot be reached. Check the URL and the network, and whether a proxy has to be "
            "set.")
            .arg(to.toString()),
        detail);
}

Error connectTimedOut(const Destination& to, std::chrono::milliseconds limit)
{
    return make(ErrorKind::Network, "network/connect-timeout", "url",
        QCoreApplication::translate("gatehouse::HttpClient",
            "No connection to %1 came about within %2 seconds. Check the URL and the network, and "
            "whether a proxy has to be set.")
            .arg(to.toString(), secondsText(limit)),
        {});
}

Error noAnswer(const Destination& to, std::chrono::milliseconds limit)
{
    return make(ErrorKind::Network, "network/no-answer", "",
        QCoreApplication::translate("gatehouse::HttpClient",
            "%1 was asked, but sent nothing for %2 seconds. Try again later.")
            .arg(to.toString(), secondsText(limit)),
        {});
}

Error connectionLost(const Destination& to, const QString& detail)
{
    return make(ErrorKind::Network, "network/connection-lost", "",
        QCoreApplication::translate("gatehouse::HttpClient",
            "The connection to %1 broke before the answer was complete. Try again later.")
            .arg(to.toString()),
        detail);
}

Error proxyUnreachable(const ProxySettings& proxy, const QString& detail)
{
    return make(ErrorKind::Proxy, "proxy/unreachable", "proxy-host-name",
        QCoreApplication::translate("gatehouse::HttpClient",
            "The proxy %1 cannot be reached. Check the proxy's host name and port.")
            .arg(hostAndPort(proxy.host, proxy.port)),
        detail);
}

Error proxyLoginRefused(const ProxySettings& proxy)
{
    const QString name = hostAndPort(proxy.host, proxy.port);
    if (proxy.userName.isEmpty()) {
        return make(ErrorKind::Proxy, "proxy/login-required", "proxy-username",
            QCoreApplication::translate("gatehouse::HttpClient",
                "The proxy %1 asks for a login. Enter the proxy's user name and password.")
                .arg(name),
            {});
    }
    return make(ErrorKind::Proxy, "proxy/wrong-credentials", "proxy-username",
        QCoreApplication::translate("gatehouse::HttpClient",
            "The proxy %1 refuses the login of “%2”. Check the proxy's user name and password.")
            .arg(name, proxy.userName),
        {});
}

Error proxyRefusedTarget(const Destination& to, const QString& detail)
{
    return make(ErrorKind::Proxy, "proxy/refused-target", "proxy-host-name",
        QCoreApplication::translate("gatehouse::HttpClient",
            "The proxy %1 opens no connection to %2: it does not allow it, or cannot reach it "
            "itself. "
            "Check the URL, or ask who runs the proxy.")
            .arg(hostAndPort(
                     to.proxy ? to.proxy->host : QString(), to.proxy ? to.proxy->port : quint16(0)),
                to.toString()),
        detail);
}

Error handshakeFailed(const Destination& to, const QString& detail)
{
    return make(ErrorKind::Tls, "tls/handshake", "",
        QCoreApplication::translate("gatehouse::HttpClient",
            "No TLS connection to %1 could be agreed upon. Check that the URL's port speaks TLS "
            "1.2 or "
            "later, and, where a client certificate is used, that the CA accepts it.")
            .arg(to.toString()),
        detail);
}

Error connectionError(
    QAbstractSocket::SocketError error, const QString& detail, const Destination& to)
{
    switch (error) {
    case QAbstractSocket::SslHandshakeFailedError:
    case QAbstractSocket::SslInternalError:
    case QAbstractSocket::SslInvalidUserDataError:
        return handshakeFailed(to, detail);
    default:
        break;
    }
    if (to.proxy)
        return proxyError(error, detail, to);
    if (error == QAbstractSocket::HostNotFoundError)
        return hostNotFound(to);
    return unreachable(to, detail);
}

} // namespace gatehouse::http
