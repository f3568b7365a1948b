// SPDX-License-Identifier: Apache-2.0
#include <core/http/servertls.h>
#include <core/http/tlsmaterial.h>

#include <QCoreApplication>
#include <QSslDiffieHellmanParameters>

#ifdef Q_OS_WIN
#include <winsock2.h>
#else
#include <sys/ioctl.h>
#include <sys/socket.h>
#endif
#ifdef Q_OS_LINUX
#include <fcntl.h>
#include <linux/sockios.h>
#include <unistd.h>
#endif

#include <algorithm>
#include <limits>

namespace gatehouse::http {

namespace {

QString translated(const char* text)
{
    return QCoreApplication::translate("gatehouse::http::Server", text);
}

tl::unexpected<Error> settingsFailure(const char* message, const QString& cause)
{
    Error error = Error::of(ErrorKind::Settings, translated(message));
    error.cause = cause;
    return failure(std::move(error));
}

void askForClientCertificate(QSslConfiguration& configuration, const ServerSettings& settings)
{
    if (settings.clientAnchors.isEmpty()) {
        configuration.setCaCertificates({});
        configuration.setPeerVerifyMode(QSslSocket::VerifyNone); // no certificate is asked for
        return;
    }
    configuration.setCaCertificates(toQt(settings.clientAnchors));
    // OpenSSL verifies what is shown and ends the handshake at the first fault, so that the client
    // is told by a TLS alert; missing is a fault where one is required. QueryPeer only means that
    // Qt does not go through the faults once more afterwards: `acceptedClient` does.
    configuration.setPeerVerifyMode(QSslSocket::QueryPeer);
    configuration.setMissingCertificateIsFatal(settings.requireClientCertificate);
    configuration.setHandshakeMustInterruptOnError(true);
}

} // namespace

Result<QSslConfiguration> serverTlsConfiguration(const ServerSettings& settings)
{
    if (settings.key.isNull() || settings.chain.isEmpty()) {
        return settingsFailure(QT_TRANSLATE_NOOP("gatehouse::http::Server",
                                   "The server has no certificate with its private key. Name the "
                                   "key store that holds both."),
            QStringLiteral("http/server-identity"));
    }
    if (settings.chain.first().publicKeyInfo() != settings.key.publicKeyInfo()) {
        return settingsFailure(QT_TRANSLATE_NOOP("gatehouse::http::Server",
                                   "The server's private key does not belong to its certificate. "
                                   "Name the key store that "
                                   "holds both."),
            QStringLiteral("http/server-identity"));
    }
    if (settings.requireClientCertificate && settings.clientAnchors.isEmpty()) {
        return settingsFailure(QT_TRANSLATE_NOOP("gatehouse::http::Server",
                                   "Client certificates are required, but no issuer of them is "
                                   "trusted. Name at least one."),
            QStringLiteral("http/client-anchors"));
    }
    const QSslKey key = toQt(settings.key);
    if (key.algorithm() != QSsl::Rsa && key.algorithm() != QSsl::Ec) {
        return settingsFailure(QT_TRANSLATE_NOOP("gatehouse::http::Server",
                                   "The server's private key is of a type that TLS cannot use "
                                   "here. Use an RSA or EC key."),
            QStringLiteral("http/server-identity"));
    }
    QSslConfiguration configuration;
    configuration.setProtocol(QSsl::TlsV1_2OrLater);
    configuration.setPrivateKey(key);
    configuration.setLocalCertificateChain(toQt(settings.chain));
    // Every QSslSocket has an OpenSSL context of its own, so that no ticket could ever be redeemed.
    configuration.setSslOption(QSsl::SslOptionDisableSessionTickets, true);
    configuration.setSslOption(QSsl::SslOptionDisableSessionSharing, true);
    // Key exchange is ECDHE: Qt's own finite-field group is too small for OpenSSL's default level.
    configuration.setDiffieHellmanParameters({});
    askForClientCertificate(configuration, settings);
    return configuration;
}

bool endsAtAnchor(const QSslError& error, const QSslConfiguration& configuration)
{
    if (error.error() != QSslError::UnableToGetIssuerCertificate)
        return false;
    const QSslCertificate top = error.certificate();
    const QDateTime now = QDateTime::currentDateTimeUtc();
    return configuration.caCertificates().contains(top) && top.effectiveDate() <= now
        && now <= top.expiryDate();
}

std::optional<QList<pki::Certificate>> acceptedClient(
    const QSslSocket& socket, const ServerSettings& settings)
{
    const QList<QSslError> faults = socket.sslHandshakeErrors();
    const bool isFaultless = std::ranges::all_of(faults, [](const QSslError& fault) {
        return fault.error()
            == QSslError::UnableToGetIssuerCertificate; // endsAtAnchor() has agreed
    });
    if (!isFaultless)
        return std::nullopt;
    QList<pki::Certificate> shown;
    const QList<QSslCertificate> peerChain = socket.peerCertificateChain();
    for (const QSslCertificate& certificate : peerChain) {
        Result<pki::Certificate> decoded = pki::Certificate::fromDer(certificate.toDer());
        if (!decoded)
            return std::nullopt;
        shown.append(*std::move(decoded));
    }
    if (shown.isEmpty()) {
        if (settings.requireClientCertificate)
            return std::nullopt;
        return shown;
    }
    const QList<pki::Certificate>& anchors = settings.clientAnchors;
    QList<pki::Certificate> chain = pki::buildChain(shown.first(), shown + anchors);
    if (!std::ranges::any_of(
            chain, [&anchors](const pki::Certificate& link) { return anchors.contains(link); }))
        return std::nullopt;
    return chain;
}

#ifdef Q_OS_LINUX
SentBytes::SentBytes(const QSslSocket& socket)
    : m_descriptor(::fcntl(int(socket.socketDescriptor()), F_DUPFD_CLOEXEC, 0))
{
}

SentBytes::~SentBytes()
{
    if (m_descriptor >= 0)
        ::close(m_descriptor);
}

int SentBytes::unacknowledged() const
{
    int bytes = 0;
    if (::ioctl(m_descriptor, SIOCOUTQ, &bytes) != 0)
        return std::numeric_limits<int>::max();
    return bytes;
}
#else
SentBytes::SentBytes(const QSslSocket&)
{
}
SentBytes::~SentBytes() = default;
int SentBytes::unacknowledged() const
{
    return 0;
}
#endif

void resetConnection(QSslSocket& socket)
{
    const qintptr descriptor = socket.socketDescriptor();
    if (descriptor != -1) {
        // Lingering for zero seconds is what makes close() send RST (POSIX, SO_LINGER).
        linger none {};
        none.l_onoff = 1;
        none.l_linger = 0;
#ifdef Q_OS_WIN
        ::setsockopt(SOCKET(descriptor), SOL_SOCKET, SO_LINGER,
            reinterpret_cast<const char*>(&none), sizeof none);
#else
        ::setsockopt(int(descriptor), SOL_SOCKET, SO_LINGER, &none, sizeof none);
#endif
    }
    socket.abort();
}

} // namespace gatehouse::http
