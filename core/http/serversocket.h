// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QByteArray>
#include <QHostAddress>
#include <QString>

#include <functional>
#include <memory>

struct ssl_st;
struct ssl_ctx_st;

namespace gatehouse::http {

/// The server's end of one TLS connection: OpenSSL on a non-blocking socket, told by the event loop
/// what can be read and written.
///
/// Not QSslSocket, whose ring buffers keep up to 88 KiB for a client that merely waits, whose
/// contexts cannot be shared between connections, and which spends on each answer as much as all
/// the rest of the server does; a gateway has thousands of waiting clients.
///
/// Calls `changed` from the event loop, never from inside a call, and touches nothing of its own
/// after it: whoever is called may destroy the socket.
class ServerSocket {
public:
    /// Takes the descriptor over.
    ServerSocket(qintptr descriptor, ssl_ctx_st* context, std::function<void()> changed);
    ~ServerSocket();
    ServerSocket(const ServerSocket&) = delete;
    ServerSocket& operator=(const ServerSocket&) = delete;

    bool isEncrypted() const { return m_isEncrypted; } ///< the handshake is over
    /// The client has left or shut its sending side down, TLS has failed, or we have ended it.
    bool isGone() const { return m_isGone; }
    /// TLS has failed: an alert may be under way to the client, but nothing more can be said.
    bool hasFailed() const { return m_hasFailed; }
    QString trouble() const { return m_trouble; } ///< why, where OpenSSL has said so

    /// What was received since the last call. While this much waits here, TCP holds the client
    /// back.
    QByteArray takeInput();
    static constexpr qsizetype mostInput = qsizetype(64) * 1024; ///< bytes, and one TLS record

    /// Sends what the system takes at once, and the rest as it can.
    void write(QByteArray bytes);
    qsizetype unsentBytes() const { return m_output.size() - m_written; }

    /// From now on input is thrown away, whatever it is, until the client has ended.
    void discardInput();
    /// Says in TLS and TCP that nothing more will be sent.
    void shutdown();
    void abort(); ///< closes at once
    void reset(); ///< closes with a RST

    const QHostAddress& peer() const { return m_peer; }
    qintptr descriptor() const { return m_descriptor; } ///< -1 once closed
    const ssl_st* tls() const { return m_tls.get(); } ///< null once closed

private:
    class Notifier;
    struct TlsDeleter {
        void operator()(ssl_st* tls) const;
    };

    void onReady();
    void shakeHands();
    void receive();
    void transmit();
    void discard();
    /// What OpenSSL says of a call that did not succeed.
    void judge(int result);

    qintptr m_descriptor;
    std::unique_ptr<ssl_st, TlsDeleter> m_tls;
    std::function<void()> m_changed;
    std::unique_ptr<Notifier> m_readable;
    std::unique_ptr<Notifier> m_writable; ///< made when first needed
    QHostAddress m_peer;
    QByteArray m_input;
    QByteArray m_output;
    qsizetype m_written = 0; ///< bytes of it that TLS has taken
    QString m_trouble;
    bool m_isEncrypted = false;
    bool m_isGone = false;
    bool m_wantsWritable = false; ///< OpenSSL cannot go on before the system takes bytes again
    bool m_hasFailed = false; ///< TLS can say nothing more
    bool m_isDiscarding = false;
};

/// What the system has taken of a connection's bytes and the peer has not acknowledged. It can
/// still be told after the socket was closed, which the peer's leaving does.
class SentBytes {
public:
    explicit SentBytes(qintptr descriptor);
    ~SentBytes();
    SentBytes(const SentBytes&) = delete;
    SentBytes& operator=(const SentBytes&) = delete;

    /// 0 on systems that never tell (all but Linux); more than any answer where this one cannot be
    /// asked, as when there was no descriptor left: what is not known to have arrived has not.
    int unacknowledged() const;

private:
    int m_descriptor = -1;
};

} // namespace gatehouse::http
