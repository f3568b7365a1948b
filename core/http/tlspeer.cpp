// SPDX-License-Identifier: Apache-2.0
#include <core/http/tlspeer.h>
#include <core/pki/opensslsupport.h>

#include <QCoreApplication>
#include <QHostAddress>
#include <QSslCertificate>
#include <QUrl>

#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>

namespace gatehouse::http {

namespace {

using StorePointer = pki::OpenSslPointer<X509_STORE, X509_STORE_free>;
using ContextPointer = pki::OpenSslPointer<X509_STORE_CTX, X509_STORE_CTX_free>;

struct BorrowingStackDeleter {
    void operator()(STACK_OF(X509) * stack) const { sk_X509_free(stack); }
};
using BorrowingStack = std::unique_ptr<STACK_OF(X509), BorrowingStackDeleter>;

/// 112 bits of security: RSA 2048, no SHA-1 signature. What OpenSSL is set to for TLS on Debian.
constexpr int authenticationLevel = 2;

Error tlsError(const char* cause, const char* setting, QString message, QString detail)
{
    Error error = Error::of(ErrorKind::Tls, std::move(message), std::move(detail));
    error.cause = QString::fromLatin1(cause);
    error.setting = QString::fromLatin1(setting);
    return error;
}

Error internalError()
{
    return Error::of(ErrorKind::Internal,
        QCoreApplication::translate(
            "gatehouse::Tls", "The server's certificate could not be checked."),
        QStringLiteral("OpenSSL: out of memory"));
}

bool setHost(X509_VERIFY_PARAM* parameters, const QString& host)
{
    if (!QHostAddress(host).isNull())
        return X509_VERIFY_PARAM_set1_ip_asc(parameters, host.toLatin1().constData()) == 1;
    const QByteArray name = QUrl::toAce(host);
    // An empty name would switch the check off.
    if (name.isEmpty())
        return false;
    X509_VERIFY_PARAM_set_hostflags(parameters, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
    return X509_VERIFY_PARAM_set1_host(
               parameters, name.constData(), static_cast<size_t>(name.size()))
        == 1;
}

QString quoted(const pki::DistinguishedName& name)
{
    return u'\x201c' + name.toString() + u'\x201d';
}

Error untrusted(const QString& host, const pki::Certificate& last, const QString& detail)
{
    return tlsError("tls/untrusted-issuer", "ssl-trust-store",
        QCoreApplication::translate("gatehouse::Tls",
            "%1 shows a certificate issued by %2, which no certificate of the trust store vouches "
            "for. "
            "If this issuer is to be trusted, add its certificate to the trust store.")
            .arg(host, quoted(last.issuer())),
        detail);
}

Error outOfDate(const QString& host, const pki::Certificate& which, const QString& detail)
{
    const QString format = QStringLiteral("yyyy-MM-dd HH:mm 'UTC'");
    return tlsError("tls/expired", "",
        QCoreApplication::translate("gatehouse::Tls",
            "%1 shows a certificate chain with %2, which is valid only from %3 to %4. Check this "
            "computer's clock; otherwise the certificate has to be replaced.")
            .arg(host, quoted(which.subject()), which.notBefore().toString(format),
                which.notAfter().toString(format)),
        detail);
}

QString namesOf(const pki::Certificate& leaf)
{
    QStringList names;
    const auto all = leaf.subjectAltNames();
    for (const pki::GeneralName& name : all)
        names.append(name.value);
    if (names.isEmpty())
        names.append(leaf.subject().toString());
    constexpr int shown = 5;
    if (names.size() > shown)
        names = names.mid(0, shown) << QStringLiteral("…");
    return names.join(QStringLiteral(", "));
}

Error otherHost(const QString& host, const pki::Certificate& leaf, const QString& detail)
{
    return tlsError("tls/host-mismatch", "url",
        QCoreApplication::translate("gatehouse::Tls",
            "The certificate that %1 shows is for %2. Check the host name in the URL.")
            .arg(host, namesOf(leaf)),
        detail);
}

Error invalid(const QString& host, const pki::Certificate& which, const QString& detail)
{
    return tlsError("tls/invalid-certificate", "url",
        QCoreApplication::translate("gatehouse::Tls",
            "%1 shows a certificate chain with %2, which may not be used for a TLS server (%3). "
            "Check "
            "the URL; otherwise the certificate has to be replaced.")
            .arg(host, quoted(which.subject()), detail),
        detail);
}

Error explain(X509_STORE_CTX* context, const QString& host, const pki::Certificate& leaf)
{
    const int code = X509_STORE_CTX_get_error(context);
    const QString detail = QString::fromLatin1(X509_verify_cert_error_string(code))
        + QStringLiteral(", depth ") + QString::number(X509_STORE_CTX_get_error_depth(context));
    pki::Certificate current = leaf;
    if (X509* seen = X509_STORE_CTX_get_current_cert(context);
        seen != nullptr && X509_up_ref(seen) == 1)
        current = pki::Certificate::fromOpenSsl(seen);

    switch (code) {
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
    case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
    case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
    case X509_V_ERR_CERT_UNTRUSTED:
        return untrusted(host, current, detail);
    case X509_V_ERR_CERT_NOT_YET_VALID:
    case X509_V_ERR_CERT_HAS_EXPIRED:
        return outOfDate(host, current, detail);
    case X509_V_ERR_HOSTNAME_MISMATCH:
    case X509_V_ERR_IP_ADDRESS_MISMATCH:
        return otherHost(host, leaf, detail);
    default:
        return invalid(host, current, detail);
    }
}

std::optional<Error> runVerification(const QList<pki::Certificate>& chain, const QString& host,
    const QList<pki::Certificate>& anchors)
{
    const StorePointer store(X509_STORE_new());
    const ContextPointer context(X509_STORE_CTX_new());
    const BorrowingStack untrustedStack(sk_X509_new_null());
    if (!store || !context || !untrustedStack)
        return internalError();
    for (const pki::Certificate& anchor : anchors) {
        if (!anchor.isNull() && X509_STORE_add_cert(store.get(), anchor.openSsl()) != 1)
            return internalError();
    }
    for (qsizetype i = 1; i < chain.size(); ++i) {
        if (sk_X509_push(untrustedStack.get(), chain.at(i).openSsl()) == 0)
            return internalError();
    }
    const pki::Certificate& leaf = chain.constFirst();
    if (X509_STORE_CTX_init(context.get(), store.get(), leaf.openSsl(), untrustedStack.get()) != 1
        || X509_STORE_CTX_set_default(context.get(), "ssl_server") != 1)
        return internalError();
    X509_VERIFY_PARAM* parameters = X509_STORE_CTX_get0_param(context.get());
    X509_VERIFY_PARAM_set_auth_level(parameters, authenticationLevel);
    if (X509_VERIFY_PARAM_set_flags(parameters, X509_V_FLAG_PARTIAL_CHAIN) != 1)
        return internalError();
    if (!setHost(parameters, host))
        return otherHost(host, leaf, QStringLiteral("not a host name"));
    if (X509_verify_cert(context.get()) == 1
        && X509_STORE_CTX_get_error(context.get()) == X509_V_OK)
        return std::nullopt;
    return explain(context.get(), host, leaf);
}

/// Errors that say "no path to a self-signed anchor", or that a certificate is out of date which
/// the path found by verifyPeer, being shorter, does not need. (Those on its path verifyPeer has
/// checked.)
bool concernsPathOnly(QSslError::SslError error)
{
    switch (error) {
    case QSslError::UnableToGetIssuerCertificate:
    case QSslError::UnableToGetLocalIssuerCertificate:
    case QSslError::UnableToVerifyFirstCertificate:
    case QSslError::SelfSignedCertificate:
    case QSslError::SelfSignedCertificateInChain:
    case QSslError::CertificateUntrusted:
    case QSslError::CertificateExpired:
    case QSslError::CertificateNotYetValid:
        return true;
    default:
        return false;
    }
}

} // namespace

std::optional<Error> verifyPeer(const QList<pki::Certificate>& chain, const QString& host,
    const QList<pki::Certificate>& anchors)
{
    if (chain.isEmpty() || chain.constFirst().isNull()) {
        return tlsError("tls/handshake", "url",
            QCoreApplication::translate("gatehouse::Tls", "%1 shows no certificate. Check the URL.")
                .arg(host),
            {});
    }
    const pki::OpenSslErrorScope cleanQueue;
    return runVerification(chain, host, anchors);
}

QList<pki::Certificate> peerChain(const QSslConfiguration& configuration)
{
    QList<pki::Certificate> chain;
    const QList<QSslCertificate> shown = configuration.peerCertificateChain();
    for (const QSslCertificate& certificate : shown) {
        // A certificate that cannot be read ends the chain: what follows cannot be what vouches for
        // it.
        const auto decoded = pki::Certificate::fromDer(certificate.toDer());
        if (!decoded)
            break;
        chain.append(*decoded);
    }
    return chain;
}

std::optional<Error> judgeSslErrors(const QList<QSslError>& errors,
    const QList<pki::Certificate>& chain, const QString& host,
    const QList<pki::Certificate>& anchors)
{
    if (std::optional<Error> refusal = verifyPeer(chain, host, anchors))
        return refusal;
    for (const QSslError& error : errors) {
        if (!concernsPathOnly(error.error()))
            return invalid(host, chain.constFirst(), error.errorString());
    }
    return std::nullopt;
}

} // namespace gatehouse::http
