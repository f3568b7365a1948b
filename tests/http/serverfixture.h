// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <core/http/server.h>
#include <core/pki/certificatebuilder.h>

#include <QSslSocket>
#include <QTemporaryDir>
#include <QTest>

#include <functional>

namespace gatehouse::http::tests {

/// A key with its chain, leaf first.
struct Identity {
    pki::PrivateKey key {};
    QList<pki::Certificate> chain {};
};

/// A root, an issuing CA and what they certify; made once per process.
struct ServerPki {
    pki::Certificate root {};
    pki::Certificate issuing {};
    Identity server {};
    Identity rsaServer {};
    Identity ed25519Server {};
    Identity client {};
    Identity expiredClient {};
    Identity serverAsClient {}; ///< certified for serverAuth only
    Identity foreignClient {}; ///< of another root, with the same names
};
const ServerPki& serverPki();

/// PKCS #8 in PEM, unencrypted: for curl and for Qt's own client socket.
QByteArray keyPem(const pki::PrivateKey& key);

/// Loopback, any port, the server identity.
ServerSettings loopback();

/// Runs the event loop until `condition` holds; false after half a minute.
bool waitUntil(const std::function<bool()>& condition);
/// Runs the event loop for this long.
void letPass(std::chrono::milliseconds duration);

/// What a program has said, errors included, when it was over.
struct ProcessResult {
    int exitCode = -1;
    QByteArray output;
};
ProcessResult run(
    const QString& program, const QStringList& arguments, const QByteArray& input = {});

/// What a client received.
struct Answer {
    int status = 0;
    QByteArray head;
    QByteArray body;
};

/// A TLS client that says what it likes. Trusts the root, verifies "localhost".
class RawClient {
public:
    explicit RawClient(quint16 port, const Identity& identity = {});

    bool handshake();
    void send(const QByteArray& bytes);
    /// The next whole answer; status 0 when the connection ended first. `withoutBody` after HEAD.
    Answer answer(bool withoutBody = false);
    bool waitForEnd();
    /// Leaves with a RST.
    void reset();

    QSslSocket socket;
    QByteArray received; ///< and not yet taken by answer()
};

/// "GET path HTTP/1.1" with a Host.
QByteArray get(const QByteArray& path);
QByteArray post(const QByteArray& path, const QByteArray& body);

/// Answers 200 and "METHOD target body".
Task<ServerResponse> echo(ServerRequest request, std::stop_token stop);

} // namespace gatehouse::http::tests
