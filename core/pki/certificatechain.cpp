// SPDX-License-Identifier: Apache-2.0
#include <core/pki/certificate.h>
#include <core/pki/opensslsupport.h>
#include <core/pki/pem.h>

#include <QCoreApplication>

#include <openssl/pkcs7.h>

#include <algorithm>

namespace gatehouse::pki {

namespace {

using Pkcs7Pointer = OpenSslPointer<PKCS7, PKCS7_free>;

tl::unexpected<Error> noCertificate(const QString& message, const char* cause)
{
    Error error = Error::of(ErrorKind::Malformed, message);
    error.cause = QString::fromLatin1(cause);
    return failure(std::move(error));
}

QList<Certificate> fromPkcs7(QByteArrayView der)
{
    const OpenSslErrorScope errors;
    const auto message = decodeDer<Pkcs7Pointer>(d2i_PKCS7, der);
    if (!message || !PKCS7_type_is_signed(message.get()) || !message->d.sign)
        return {};
    QList<Certificate> certificates;
    const STACK_OF(X509)* stack = message->d.sign->cert;
    for (int i = 0; i < sk_X509_num(stack); ++i) {
        X509* certificate = sk_X509_value(stack, i);
        X509_up_ref(certificate);
        certificates.append(Certificate::fromOpenSsl(certificate));
    }
    return certificates;
}

Result<QList<Certificate>> fromAnyDer(QByteArrayView der)
{
    const auto single = Certificate::fromDer(der);
    if (single)
        return QList<Certificate> { *single };
    QList<Certificate> several = fromPkcs7(der);
    if (several.isEmpty())
        return failure(single.error());
    return several;
}

Result<QList<Certificate>> fromPemBlock(const PemBlock& block)
{
    if (block.isTruncated) {
        return noCertificate(QCoreApplication::translate("gatehouse::Certificate",
                                 "The PEM text is cut off: a \"BEGIN %1\" line has no \"END\" "
                                 "line. Copy the whole block.")
                                 .arg(QString::fromLatin1(block.label)),
            "pki/truncated");
    }
    if (block.label == "CERTIFICATE" || block.label == "X509 CERTIFICATE") {
        return Certificate::fromDer(block.body).map([](const Certificate& certificate) {
            return QList<Certificate> { certificate };
        });
    }
    if (block.label == "PKCS7" || block.label == "CMS" || block.label == "PKCS #7 SIGNED DATA")
        return fromPkcs7(block.body);
    return QList<Certificate>();
}

Result<QList<Certificate>> fromPem(const QList<PemBlock>& blocks)
{
    QList<Certificate> certificates;
    QStringList labels;
    for (const PemBlock& block : blocks) {
        auto found = fromPemBlock(block);
        if (!found)
            return found;
        certificates.append(std::move(*found));
        labels.append(QString::fromLatin1(block.label));
    }
    if (certificates.isEmpty()) {
        labels.removeDuplicates();
        return noCertificate(QCoreApplication::translate("gatehouse::Certificate",
                                 "The PEM text holds no certificate, only: %1. Give a "
                                 "\"BEGIN CERTIFICATE\" block.")
                                 .arg(labels.mid(0, 5).join(QStringLiteral(", "))),
            "pki/not-certificate");
    }
    return certificates;
}

bool contains(const QList<Certificate>& list, const Certificate& certificate)
{
    return std::ranges::find(list, certificate) != list.end();
}

/// The issuer to go on with: a self-issued one ends the chain soonest, else the one that lives
/// longest.
Certificate findIssuer(
    const Certificate& subject, const QList<Certificate>& pool, const QList<Certificate>& chain)
{
    Certificate best;
    for (const Certificate& candidate : pool) {
        if (!subject.isSignedBy(candidate) || contains(chain, candidate))
            continue;
        const bool isBetter = best.isNull() || (candidate.isSelfIssued() && !best.isSelfIssued())
            || (candidate.isSelfIssued() == best.isSelfIssued()
                && candidate.notAfter() > best.notAfter());
        if (isBetter)
            best = candidate;
    }
    return best;
}

} // namespace

Result<Certificate> Certificate::parse(QByteArrayView bytes)
{
    const auto all = parseAll(bytes);
    if (!all)
        return failure(all.error());
    if (all->size() > 1) {
        return noCertificate(
            QCoreApplication::translate("gatehouse::Certificate",
                "There are %1 certificates here where one is expected. Give only the one "
                "that is meant.")
                .arg(all->size()),
            "pki/several-certificates");
    }
    return all->first();
}

Result<QList<Certificate>> Certificate::parseAll(QByteArrayView bytes)
{
    if (bytes.trimmed().isEmpty()) {
        return noCertificate(QCoreApplication::translate("gatehouse::Certificate",
                                 "There is nothing here: give a certificate as PEM or DER."),
            "pki/empty");
    }
    // A DER file may hold "-----BEGIN" in a text of its own.
    if (!derExtent(bytes).isSequence) {
        const QList<PemBlock> blocks = readPem(bytes);
        if (!blocks.isEmpty())
            return fromPem(blocks);
        if (const auto der = readBase64(bytes))
            return fromAnyDer(*der);
    }
    return fromAnyDer(withoutTrailingBlanks(bytes));
}

QList<Certificate> buildChain(const Certificate& leaf, const QList<Certificate>& pool)
{
    if (leaf.isNull())
        return {};
    QList<Certificate> chain { leaf };
    while (!chain.last().isSelfIssued()) {
        const Certificate issuer = findIssuer(chain.last(), pool, chain);
        if (issuer.isNull())
            break;
        chain.append(issuer);
    }
    return chain;
}

QByteArray toPem(const QList<Certificate>& certificates)
{
    QByteArray pem;
    for (const Certificate& certificate : certificates)
        pem += certificate.toPem();
    return pem;
}

Result<QByteArray> toPkcs7Der(const QList<Certificate>& certificates)
{
    const OpenSslErrorScope errors;
    const Pkcs7Pointer message(PKCS7_new());
    bool isWhole = message && PKCS7_set_type(message.get(), NID_pkcs7_signed) == 1
        && PKCS7_content_new(message.get(), NID_pkcs7_data) == 1
        && PKCS7_set_detached(message.get(), 1) == 1;
    for (const Certificate& certificate : certificates)
        isWhole = isWhole && PKCS7_add_certificate(message.get(), certificate.openSsl()) == 1;
    QByteArray der = isWhole ? encodeDer(i2d_PKCS7, message.get()) : QByteArray();
    if (der.isEmpty()) {
        return failure(ErrorKind::Internal,
            QCoreApplication::translate(
                "gatehouse::Certificate", "The certificates could not be packed as PKCS #7."),
            OpenSslErrorScope::newest());
    }
    return der;
}

Result<QByteArray> toPkcs7Pem(const QList<Certificate>& certificates)
{
    return toPkcs7Der(certificates).map([](const QByteArray& der) {
        return writePem("PKCS7", der);
    });
}

} // namespace gatehouse::pki
