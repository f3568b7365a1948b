// SPDX-License-Identifier: Apache-2.0
#include <core/http/serversocket.h>

#include <QSocketNotifier>

#include <openssl/err.h>
#include <openssl/ssl.h>

#ifdef Q_OS_WIN
#include <winsock2.h>
#include <ws2tcpip.h>
#else
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>
#endif
#ifdef Q_OS_LINUX
#include <fcntl.h>
#include <linux/sockios.h>
#endif

#include <algorithm>
#include <array>
#include <cerrno>
#include <limits>
#include <utility>

namespace gatehouse::http {

namespace {

constexpr std::size_t recordSize = std::size_t(16) * 1024; ///< the most one TLS record carries

#ifdef Q_OS_WIN
using Descriptor = SOCKET;
using OptionPointer = const char*;
void closeDescriptor(Descriptor descriptor)
{
    ::closesocket(descriptor);
}
bool setNonBlocking(Descriptor descriptor)
{
    u_long on = 1;
    return ::ioctlsocket(descriptor, FIONBIO, &on) == 0;
}
bool wouldBlock()
{
    return ::WSAGetLastError() == WSAEWOULDBLOCK;
}
constexpr int sendingSide = SD_SEND;
#else
using Descriptor = int;
using OptionPointer = const void*;
void closeDescriptor(Descriptor descriptor)
{
    ::close(descriptor);
}
bool setNonBlocking(Descriptor descriptor)
{
    int on = 1;
    return ::ioctl(descriptor, FIONBIO, &on) == 0;
}
bool wouldBlock()
{
    return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR;
}
constexpr int sendingSide = SHUT_WR;
#endif

template <class T> void setOption(qintptr descriptor, int level, int option, const T& value)
{
    ::setsockopt(Descriptor(descriptor), level, option, reinterpret_cast<OptionPointer>(&value),
        sizeof value);
}

QHostAddress peerOf(qintptr descriptor)
{
    sockaddr_storage address {};
    socklen_t size = sizeof address;
    auto* generic = reinterpret_cast<sockaddr*>(&address);
    if (::getpeername(Descriptor(descriptor), generic, &size) != 0)
        return {};
    const QHostAddress peer(generic);
    // A server on all addresses sees IPv4 clients as ::ffff:192.0.2.1 (RFC 4291, 2.5.5.2).
    bool isIpv4 = false;
    const quint32 ipv4 = peer.toIPv4Address(&isIpv4);
    return isIpv4 ? QHostAddress(ipv4) : peer;
}

QString newestReason()
{
    const char* reason = ERR_reason_error_string(ERR_peek_last_error());
    return QString::fromLatin1(reason != nullptr ? reason : "the connection was cut");
}

} // namespace

/// Calls without a signal's detour; it may be destroyed by what it calls.
class ServerSocket::Notifier final : public QSocketNotifier {
public:
    Notifier(qintptr descriptor, Type type, ServerSocket* socket)
        : QSocketNotifier(descriptor, type)
        , m_socket(socket)
    {
    }

protected:
    bool event(QEvent* event) override
    {
        if (event->type() != QEvent::SockAct && event->type() != QEvent::SockClose)
            return QSocketNotifier::event(event);
        m_socket->onReady();
        return true;
    }

private:
    ServerSocket* m_socket;
};

void ServerSocket::TlsDeleter::operator()(ssl_st* tls) const
{
    SSL_free(tls);
}

ServerSocket::ServerSocket(qintptr descriptor, ssl_ctx_st* context, std::function<void()> changed)
    : m_descriptor(descriptor)
    , m_tls(SSL_new(context))
    , m_changed(std::move(changed))
    , m_peer(peerOf(descriptor))
{
    const bool isReady = m_tls != nullptr && setNonBlocking(Descriptor(descriptor))
        && SSL_set_fd(m_tls.get(), int(descriptor)) == 1;
    if (!isReady) {
        m_trouble = newestReason();
        abort();
        return;
    }
    setOption(descriptor, IPPROTO_TCP, TCP_NODELAY, int(1));
    SSL_set_accept_state(m_tls.get());
    m_readable = std::make_unique<Notifier>(descriptor, QSocketNotifier::Read, this);
}

ServerSocket::~ServerSocket()
{
    abort();
}

void ServerSocket::onReady()
{
    m_wantsWritable = false;
    if (m_isDiscarding) {
        discard();
    } else if (!m_isEncrypted) {
        shakeHands();
    } else {
        receive();
        transmit();
    }
    if (m_writable)
        m_writable->setEnabled(m_wantsWritable && !m_isGone);
    const std::function<void()> changed = m_changed;
    changed(); // may destroy this
}

void ServerSocket::shakeHands()
{
    ERR_clear_error();
    const int result = SSL_accept(m_tls.get());
    if (result != 1)
        return judge(result);
    m_isEncrypted = true;
    receive(); // OpenSSL may have read more than the handshake
}

void ServerSocket::receive()
{
    std::array<char, recordSize> record; // NOLINT(*-member-init): filled before it is read
    while (!m_isGone && m_input.size() < mostInput) {
        ERR_clear_error();
        const int got = SSL_read(m_tls.get(), record.data(), int(record.size()));
        if (got <= 0) {
            judge(got);
            break;
        }
        m_input.append(record.data(), got);
        if (SSL_has_pending(m_tls.get()) == 0)
            break; // should the system have more, it will tell
    }
    m_readable->setEnabled(!m_isGone && m_input.size() < mostInput);
}

QByteArray ServerSocket::takeInput()
{
    QByteArray taken = std::exchange(m_input, {});
    if (taken.size() >= mostInput && !m_isGone && !m_isDiscarding)
        receive();
    return taken;
}

void ServerSocket::write(QByteArray bytes)
{
    if (m_isGone)
        return;
    if (m_output.isEmpty())
        m_output = std::move(bytes);
    else
        m_output += bytes;
    transmit();
}

void ServerSocket::transmit()
{
    while (!m_isGone && unsentBytes() > 0) {
        ERR_clear_error();
        const int most = int(std::min<qsizetype>(unsentBytes(), std::numeric_limits<int>::max()));
        const int sent = SSL_write(m_tls.get(), m_output.constData() + m_written, most);
        if (sent <= 0)
            return judge(sent);
        m_written += sent;
    }
    m_output = {};
    m_written = 0;
}

void ServerSocket::judge(int result)
{
    switch (SSL_get_error(m_tls.get(), result)) {
    case SSL_ERROR_WANT_READ:
        return;
    case SSL_ERROR_WANT_WRITE:
        m_wantsWritable = true;
        if (!m_writable)
            m_writable = std::make_unique<Notifier>(m_descriptor, QSocketNotifier::Write, this);
        m_writable->setEnabled(true);
        return;
    case SSL_ERROR_ZERO_RETURN: // close_notify
        break;
    default:
        m_hasFailed = true;
        m_trouble = newestReason();
        break;
    }
    ERR_clear_error();
    m_isGone = true;
    m_readable->setEnabled(false);
    if (m_writable)
        m_writable->setEnabled(false);
}

void ServerSocket::discardInput()
{
    m_isDiscarding = true;
    m_isGone = m_descriptor == -1;
    m_input = {};
    if (m_readable)
        m_readable->setEnabled(true);
}

void ServerSocket::discard()
{
    std::array<char, recordSize> waste; // NOLINT(*-member-init): never read
    const auto got = ::recv(Descriptor(m_descriptor), waste.data(), waste.size(), 0);
    if (got > 0 || (got < 0 && wouldBlock()))
        return;
    m_isGone = true;
    m_readable->setEnabled(false);
}

void ServerSocket::shutdown()
{
    if (m_descriptor == -1)
        return;
    if (m_isEncrypted && !m_hasFailed) {
        ERR_clear_error();
        SSL_shutdown(m_tls.get());
        ERR_clear_error();
    }
    ::shutdown(Descriptor(m_descriptor), sendingSide);
}

void ServerSocket::abort()
{
    m_isGone = true;
    m_output = {};
    m_written = 0;
    m_readable.reset();
    m_writable.reset();
    m_tls.reset();
    if (m_descriptor != -1)
        closeDescriptor(Descriptor(std::exchange(m_descriptor, -1)));
}

void ServerSocket::reset()
{
    if (m_descriptor != -1) {
        // Lingering for zero seconds is what makes close() send RST (POSIX, SO_LINGER).
        linger none {};
        none.l_onoff = 1;
        setOption(m_descriptor, SOL_SOCKET, SO_LINGER, none);
    }
    abort();
}

#ifdef Q_OS_LINUX
SentBytes::SentBytes(qintptr descriptor)
    : m_descriptor(::fcntl(int(descriptor), F_DUPFD_CLOEXEC, 0))
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
SentBytes::SentBytes(qintptr)
{
}
SentBytes::~SentBytes() = default;
int SentBytes::unacknowledged() const
{
    return 0;
}
#endif

} // namespace gatehouse::http
