// SPDX-License-Identifier: Apache-2.0
#include <core/http/servertls.h>
#include <core/pki/opensslsupport.h>

#include <QCoreApplication>

#include <openssl/ssl.h>

#include <algorithm>

namespace gatehouse::http {

namespace {

QString translated(const char* text)
{
    return QCoreApplication::translate("gatehouse::http::Server", text);
}

tl::unexpected<Error> settingsFailure(
    const char* message, const QString& cause, const QString& detail = {})
{
    Error error = Error::of(ErrorKind::Settings, translated(message), detail);
    error.cause = cause;
    return failure(std::move(error));
}

bool setIdentity(SSL_CTX* context, const ServerSettings& settings)
{
    bool isSet = SSL_CTX_use_certificate(context, settings.chain.first().openSsl()) == 1
        && SSL_CTX_use_PrivateKey(context, settings.key.openSsl()) == 1;
    for (qsizetype i = 1; isSet && i < settings.chain.size(); ++i)
        isSet = SSL_CTX_add1_chain_cert(context, settings.chain.at(i).openSsl()) == 1;
    return isSet;
}

/// OpenSSL verifies what is shown and ends the handshake at the first fault, so that the client is
/// told by a TLS alert; missing is a fault where one is required.
bool askForClientCertificate(SSL_CTX* context, const ServerSettings& settings)
{
    if (settings.clientAnchors.isEmpty())
        return true; // no certificate is asked for
    X509_STORE* anchors = SSL_CTX_get_cert_store(context);
    bool isSet = X509_STORE_set_flags(anchors, X509_V_FLAG_PARTIAL_CHAIN) == 1;
    for (const pki::Certificate& anchor : settings.clientAnchors) {
        isSet = isSet && X509_STORE_add_cert(anchors, anchor.openSsl()) == 1
            && SSL_CTX_add_client_CA(context, anchor.openSsl()) == 1;
    }
    const int required = settings.requireClientCertificate ? SSL_VERIFY_FAIL_IF_NO_PEER_CERT : 0;
    SSL_CTX_set_verify(context, SSL_VERIFY_PEER | required, nullptr);
    return isSet;
}

/// Versions, key exchange and what is done without.
bool setProtocol(SSL_CTX* context)
{
    // Of TLS 1.2 what has forward secrecy and no SHA-1; the CBC suites at the end are for Windows
    // Server 2012 R2, whose clients know no better with an RSA certificate.
    const bool isSet = SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION) == 1
        && SSL_CTX_set_cipher_list(
               context, "ECDHE+AESGCM:ECDHE+CHACHA20:ECDHE+AES:!aNULL:!SHA1:!AESCCM")
            == 1;
    // No sessions: each connection proves anew who the client is, against the anchors of now.
    SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
    SSL_CTX_set_num_tickets(context, 0);
    // Many clients end TCP without TLS's close_notify. A cut request is seen by its length.
    SSL_CTX_set_options(context,
        SSL_OP_NO_TICKET | SSL_OP_NO_RENEGOTIATION | SSL_OP_CIPHER_SERVER_PREFERENCE
            | SSL_OP_IGNORE_UNEXPECTED_EOF);
    // A connection that waits keeps no buffers; one that reads does so in one call of the system.
    SSL_CTX_set_mode(context,
        SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ENABLE_PARTIAL_WRITE
            | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
    SSL_CTX_set_read_ahead(context, 1);
    return isSet;
}

} // namespace

Result<TlsContext> serverTlsContext(const ServerSettings& settings)
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
    const auto keyType = settings.chain.first().keyType();
    if (!keyType) {
        return settingsFailure(QT_TRANSLATE_NOOP("gatehouse::http::Server",
                                   "The server's private key is of a type that TLS cannot use "
                                   "here. Use an RSA or EC key."),
            QStringLiteral("http/server-identity"));
    }
    const pki::OpenSslErrorScope errors;
    TlsContext context(SSL_CTX_new(TLS_server_method()), SSL_CTX_free);
    if (!context || !setProtocol(context.get()) || !setIdentity(context.get(), settings)) {
        return settingsFailure(QT_TRANSLATE_NOOP("gatehouse::http::Server",
                                   "TLS does not take the server's certificate and key. Use an RSA "
                                   "key of 2048 bits or more, or an EC key, and a certificate "
                                   "signed with SHA-256 or better."),
            QStringLiteral("http/server-identity"), pki::OpenSslErrorScope::newest());
    }
    if (!askForClientCertificate(context.get(), settings)) {
        return settingsFailure(QT_TRANSLATE_NOOP("gatehouse::http::Server",
                                   "TLS does not take an issuer of client certificates. Name "
                                   "issuers whose certificates are whole."),
            QStringLiteral("http/client-anchors"), pki::OpenSslErrorScope::newest());
    }
    return context;
}

std::optional<QList<pki::Certificate>> acceptedClient(
    const ssl_st* tls, const ServerSettings& settings)
{
    const X509* leaf = SSL_get0_peer_certificate(tls);
    if (leaf == nullptr) {
        if (settings.requireClientCertificate)
            return std::nullopt;
        return QList<pki::Certificate>();
    }
    if (SSL_get_verify_result(tls) != X509_V_OK)
        return std::nullopt;
    QList<pki::Certificate> verified;
    const STACK_OF(X509)* chain = SSL_get0_verified_chain(tls);
    for (int i = 0; i < sk_X509_num(chain); ++i) {
        X509* link = sk_X509_value(chain, i);
        X509_up_ref(link);
        verified.append(pki::Certificate::fromOpenSsl(link));
        if (verified.last().isNull()) // not in DER
            return std::nullopt;
    }
    if (verified.isEmpty())
        return std::nullopt;
    const QList<pki::Certificate>& anchors = settings.clientAnchors;
    QList<pki::Certificate> whole = pki::buildChain(verified.first(), verified + anchors);
    if (!std::ranges::any_of(
            whole, [&anchors](const pki::Certificate& link) { return anchors.contains(link); }))
        return std::nullopt;
    return whole;
}

} // namespace gatehouse::http
