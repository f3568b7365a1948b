// SPDX-License-Identifier: Apache-2.0
#include <core/pki/certificate.h>
#include <core/pki/certificaterequest.h>
#include <core/pki/generalnamecodec.h>
#include <core/pki/opensslsupport.h>
#include <core/pki/passwordbased.h>
#include <core/pki/pem.h>

#include <QCoreApplication>

namespace gatehouse::pki {

namespace {

using ExtensionsPointer = OpenSslPointer<STACK_OF(X509_EXTENSION),
    [](STACK_OF(X509_EXTENSION) * list) { sk_X509_EXTENSION_pop_free(list, X509_EXTENSION_free); }>;

tl::unexpected<Error> notARequest(const QString& message, const char* cause)
{
    Error error = Error::of(ErrorKind::Usage, message, OpenSslErrorScope::newest());
    error.cause = QString::fromLatin1(cause);
    return failure(std::move(error));
}

tl::unexpected<Error> truncated()
{
    return notARequest(
        QCoreApplication::translate("gatehouse::CertificateRequest",
            "The certificate request is cut off: its end is missing. Copy the whole of it, "
            "from \"BEGIN\" to \"END\"."),
        "pki/truncated");
}

tl::unexpected<Error> isCertificate()
{
    return notARequest(
        QCoreApplication::translate("gatehouse::CertificateRequest",
            "This is a certificate, not a certificate request. Give the request (CSR) that "
            "was made with the key."),
        "pki/is-certificate");
}

tl::unexpected<Error> isPrivateKey()
{
    return notARequest(QCoreApplication::translate("gatehouse::CertificateRequest",
                           "This is a private key, not a certificate request. Keep it secret, and "
                           "give the request (CSR) "
                           "that was made with it."),
        "pki/is-private-key");
}

tl::unexpected<Error> isSomethingElse()
{
    return notARequest(QCoreApplication::translate("gatehouse::CertificateRequest",
                           "This is not a PKCS #10 certificate request. Give one as PEM or DER."),
        "pki/not-csr");
}

Result<X509ReqPointer> requestFromDer(QByteArrayView der)
{
    if (auto request = decodeDer<X509ReqPointer>(d2i_X509_REQ, der))
        return request;
    if (isTruncatedDer(der))
        return truncated();
    if (Certificate::fromDer(der))
        return isCertificate();
    const bool isKey =
        PrivateKey::fromPkcs8(der) || decodeDer<X509SigPointer>(d2i_X509_SIG, der) != nullptr;
    return isKey ? isPrivateKey() : isSomethingElse();
}

Result<X509ReqPointer> requestFromPem(const QList<PemBlock>& blocks)
{
    const PemBlock* found = nullptr;
    bool hasCertificate = false;
    bool hasKey = false;
    for (const PemBlock& block : blocks) {
        if (block.label == "CERTIFICATE REQUEST" || block.label == "NEW CERTIFICATE REQUEST") {
            if (found) {
                return notARequest(
                    QCoreApplication::translate("gatehouse::CertificateRequest",
                        "There are several certificate requests here. Give one at a time."),
                    "pki/several-csrs");
            }
            found = &block;
        }
        hasCertificate = hasCertificate || block.label.endsWith("CERTIFICATE");
        hasKey = hasKey || block.label.endsWith("PRIVATE KEY");
    }
    if (found)
        return found->isTruncated ? truncated() : requestFromDer(found->body);
    if (hasCertificate)
        return isCertificate();
    return hasKey ? isPrivateKey() : isSomethingElse();
}

Result<X509ReqPointer> requestFromBytes(QByteArrayView bytes)
{
    if (bytes.trimmed().isEmpty()) {
        return notARequest(QCoreApplication::translate("gatehouse::CertificateRequest",
                               "There is no certificate request here: give one as PEM or DER."),
            "pki/empty");
    }
    if (!derExtent(bytes).isSequence) {
        const QList<PemBlock> blocks = readPem(bytes);
        if (!blocks.isEmpty())
            return requestFromPem(blocks);
        if (const auto der = readBase64(bytes))
            return requestFromDer(*der);
    }
    return requestFromDer(withoutTrailingBlanks(bytes));
}

bool addSubjectAltNames(X509_REQ* request, GENERAL_NAMES* names)
{
    STACK_OF(X509_EXTENSION)* list = nullptr;
    const bool isAdded =
        X509V3_add1_i2d(&list, NID_subject_alt_name, names, 0, X509V3_ADD_DEFAULT) == 1;
    const ExtensionsPointer extensions(list);
    return isAdded && X509_REQ_add_extensions(request, extensions.get()) == 1;
}

} // namespace

Result<CertificateRequest> CertificateRequest::parse(QByteArrayView bytes)
{
    const OpenSslErrorScope errors;
    auto request = requestFromBytes(bytes);
    if (!request)
        return failure(std::move(request.error()));
    CertificateRequest result;
    result.m_request = std::shared_ptr<X509_REQ>(request->release(), X509_REQ_free);
    return result;
}

Result<CertificateRequest> CertificateRequest::create(const PrivateKey& key,
    const DistinguishedName& subject, const QList<GeneralName>& subjectAltNames)
{
    const OpenSslErrorScope errors;
    const auto names = toOpenSsl(subjectAltNames);
    if (!names)
        return failure(names.error());
    const X509NamePointer name = toX509Name(subject.toDer());
    if (!name) {
        return notARequest(QCoreApplication::translate("gatehouse::CertificateRequest",
                               "The subject \"%1\" cannot be encoded. Shorten or correct it.")
                               .arg(subject.toString().left(120)),
            "pki/bad-dn");
    }
    X509ReqPointer request(X509_REQ_new());
    const bool isFilled = request && !key.isNull()
        && X509_REQ_set_version(request.get(), X509_REQ_VERSION_1) == 1
        && X509_REQ_set_subject_name(request.get(), name.get()) == 1
        && X509_REQ_set_pubkey(request.get(), key.openSsl()) == 1
        && (subjectAltNames.isEmpty() || addSubjectAltNames(request.get(), names->get()));
    if (!isFilled
        || X509_REQ_sign(request.get(), key.openSsl(), signatureDigest(key.openSsl())) <= 0) {
        return failure(ErrorKind::Internal,
            QCoreApplication::translate(
                "gatehouse::CertificateRequest", "The certificate request could not be made."),
            OpenSslErrorScope::newest());
    }
    CertificateRequest result;
    result.m_request = std::shared_ptr<X509_REQ>(request.release(), X509_REQ_free);
    return result;
}

QByteArray CertificateRequest::toDer() const
{
    const OpenSslErrorScope errors;
    return encodeDer(i2d_X509_REQ, m_request.get());
}

QByteArray CertificateRequest::toPem() const
{
    return isNull() ? QByteArray() : writePem("CERTIFICATE REQUEST", toDer());
}

DistinguishedName CertificateRequest::subject() const
{
    if (isNull())
        return {};
    const QByteArray der = encodeDer(i2d_X509_NAME, X509_REQ_get_subject_name(m_request.get()));
    return DistinguishedName::fromDer(der).value_or(DistinguishedName());
}

QList<GeneralName> CertificateRequest::subjectAltNames() const
{
    const OpenSslErrorScope errors;
    const ExtensionsPointer extensions(
        isNull() ? nullptr : X509_REQ_get_extensions(m_request.get()));
    if (!extensions)
        return {};
    const GeneralNamesPointer names(static_cast<GENERAL_NAMES*>(
        X509V3_get_d2i(extensions.get(), NID_subject_alt_name, nullptr, nullptr)));
    return fromOpenSsl(names.get());
}

Result<KeyType> CertificateRequest::keyType() const
{
    const OpenSslErrorScope errors;
    return keyTypeOf(isNull() ? nullptr : X509_REQ_get0_pubkey(m_request.get()));
}

QByteArray CertificateRequest::publicKeyInfo() const
{
    const OpenSslErrorScope errors;
    return isNull() ? QByteArray()
                    : encodeDer(i2d_X509_PUBKEY, X509_REQ_get_X509_PUBKEY(m_request.get()));
}

bool CertificateRequest::hasValidSignature() const
{
    const OpenSslErrorScope errors;
    EVP_PKEY* key = isNull() ? nullptr : X509_REQ_get0_pubkey(m_request.get());
    return key && X509_REQ_verify(m_request.get(), key) == 1;
}

bool CertificateRequest::operator==(const CertificateRequest& other) const
{
    return m_request == other.m_request || toDer() == other.toDer();
}

} // namespace gatehouse::pki
