// SPDX-License-Identifier: Apache-2.0
#include <core/pki/attributevalue.h>
#include <core/pki/certificate.h>
#include <core/pki/generalnamecodec.h>
#include <core/pki/opensslsupport.h>
#include <core/pki/pem.h>

#include <QCoreApplication>
#include <QTimeZone>

#include <openssl/objects.h>

#include <array>
#include <ctime>
#include <mutex>
#include <optional>

namespace gatehouse::pki {

namespace {

QDateTime toDateTime(const ASN1_TIME* time)
{
    std::tm parts {};
    if (!time || ASN1_TIME_to_tm(time, &parts) != 1)
        return {};
    return { QDate(parts.tm_year + 1900, parts.tm_mon + 1, parts.tm_mday),
        QTime(parts.tm_hour, parts.tm_min, parts.tm_sec), Qt::UTC };
}

DistinguishedName toName(QByteArrayView der)
{
    return DistinguishedName::fromDer(der).value_or(DistinguishedName());
}

QByteArray fingerprint(const QByteArray& der, const EVP_MD* digest)
{
    const OpenSslErrorScope errors;
    std::array<unsigned char, EVP_MAX_MD_SIZE> bytes {};
    unsigned int size = 0;
    const auto length = static_cast<std::size_t>(der.size());
    if (der.isEmpty()
        || EVP_Digest(der.constData(), length, bytes.data(), &size, digest, nullptr) != 1)
        return {};
    return toByteArray(bytes.data(), static_cast<int>(size));
}

/// Walks along the elements of a SEQUENCE.
class ElementReader {
public:
    explicit ElementReader(QByteArrayView content)
        : m_left(content)
    {
    }

    /// The next element, which must have this identifier; its header included. Empty once anything
    /// was amiss.
    QByteArrayView next(unsigned char identifier)
    {
        const auto element = m_isFine ? readDerElement(m_left) : std::nullopt;
        m_isFine = element && element->identifier == identifier;
        if (!m_isFine)
            return {};
        const QByteArrayView whole = m_left.first(element->size);
        m_content = element->content;
        m_left = m_left.sliced(element->size);
        return whole;
    }
    bool isNext(unsigned char identifier) const
    {
        return !m_left.isEmpty() && static_cast<unsigned char>(m_left[0]) == identifier;
    }
    QByteArrayView content() const { return m_content; } ///< of the last element
    bool isFine() const { return m_isFine; }
    bool atEnd() const { return m_left.isEmpty(); }

private:
    QByteArrayView m_left;
    QByteArrayView m_content {};
    bool m_isFine = true;
};

/// Where the parts of a certificate (RFC 5280, 4.1) lie in its DER.
struct Outline {
    QByteArrayView serialNumber {}; ///< content octets
    QByteArrayView issuer {};
    QByteArrayView notBefore {};
    QByteArrayView notAfter {};
    QByteArrayView subject {};
    QByteArrayView publicKeyInfo {};
};

std::optional<Outline> readOutline(QByteArrayView der)
{
    constexpr unsigned char sequence = 0x30;
    constexpr unsigned char explicitVersion = 0xa0;
    ElementReader whole(der);
    whole.next(sequence);
    ElementReader parts(whole.content());
    parts.next(sequence);
    ElementReader fields(parts.content());
    parts.next(sequence);
    parts.next(V_ASN1_BIT_STRING);

    Outline outline;
    if (fields.isNext(explicitVersion))
        fields.next(explicitVersion);
    fields.next(V_ASN1_INTEGER);
    outline.serialNumber = fields.content();
    fields.next(sequence);
    outline.issuer = fields.next(sequence);
    fields.next(sequence);
    ElementReader validity(fields.content());
    for (QByteArrayView* time : { &outline.notBefore, &outline.notAfter })
        *time = validity.next(
            validity.isNext(V_ASN1_UTCTIME) ? V_ASN1_UTCTIME : V_ASN1_GENERALIZEDTIME);
    outline.subject = fields.next(sequence);
    outline.publicKeyInfo = fields.next(sequence);
    const bool isWhole = whole.isFine() && whole.atEnd() && parts.isFine() && parts.atEnd()
        && fields.isFine() && validity.isFine() && validity.atEnd();
    return isWhole ? std::optional(outline) : std::nullopt;
}

QDateTime timeFromDer(QByteArrayView der)
{
    using TimePointer = OpenSslPointer<ASN1_TIME, ASN1_TIME_free>;
    const OpenSslErrorScope errors;
    return toDateTime(decodeDer<TimePointer>(d2i_ASN1_TIME, der).get());
}

/// An extension in OpenSSL's form, by its d2i item; null when it is absent, broken or there twice.
template <class T, auto Free> OpenSslPointer<T, Free> extension(const X509* certificate, int nid)
{
    const OpenSslErrorScope errors;
    return OpenSslPointer<T, Free>(certificate
            ? static_cast<T*>(X509_get_ext_d2i(certificate, nid, nullptr, nullptr))
            : nullptr);
}

} // namespace

struct Certificate::Content {
    Content(QByteArray encoded, X509Pointer object)
        : der(std::move(encoded))
        , outline(readOutline(der).value_or(Outline()))
        , decoded(std::move(object))
    {
    }

    QByteArray der;
    Outline outline; ///< views into `der`
    mutable std::once_flag decodedOnce;
    mutable X509Pointer decoded; ///< to be read behind `decodedOnce` only
};

Result<Certificate> Certificate::fromDerDeferred(QByteArrayView der)
{
    if (!readOutline(der))
        return fromDer(der);
    Certificate result;
    result.m_content = std::make_shared<const Content>(der.toByteArray(), nullptr);
    return result;
}

X509* Certificate::openSsl() const
{
    if (isNull())
        return nullptr;
    const Content& content = *m_content;
    std::call_once(content.decodedOnce, [&content] {
        const OpenSslErrorScope errors;
        if (!content.decoded)
            content.decoded = decodeDer<X509Pointer>(d2i_X509, content.der);
    });
    return content.decoded.get();
}

Result<Certificate> Certificate::fromDer(QByteArrayView der)
{
    const OpenSslErrorScope errors;
    Certificate certificate = fromOpenSsl(decodeDer<X509Pointer>(d2i_X509, der).release());
    if (!certificate.isNull())
        return certificate;
    const bool isTruncated = isTruncatedDer(der);
    Error error = Error::of(ErrorKind::Malformed,
        isTruncated ? QCoreApplication::translate("gatehouse::Certificate",
            "The certificate is cut off: its end is missing. Fetch or copy it again.")
                    : QCoreApplication::translate("gatehouse::Certificate",
                        "This is not an X.509 certificate. Give one as PEM or DER."),
        OpenSslErrorScope::newest());
    error.cause =
        isTruncated ? QStringLiteral("pki/truncated") : QStringLiteral("pki/not-certificate");
    return failure(std::move(error));
}

Certificate Certificate::fromOpenSsl(X509* certificate)
{
    const OpenSslErrorScope errors;
    X509Pointer owned(certificate);
    Certificate result;
    if (owned) {
        QByteArray der = encodeDer(i2d_X509, owned.get());
        // OpenSSL also takes BER, which RFC 5280 does not allow and nobody else could verify.
        if (readOutline(der))
            result.m_content = std::make_shared<const Content>(std::move(der), std::move(owned));
    }
    return result;
}

QByteArray Certificate::toDer() const
{
    return isNull() ? QByteArray() : m_content->der;
}

QByteArray Certificate::toPem() const
{
    return isNull() ? QByteArray() : writePem("CERTIFICATE", toDer());
}

DistinguishedName Certificate::subject() const
{
    return isNull() ? DistinguishedName() : toName(m_content->outline.subject);
}

DistinguishedName Certificate::issuer() const
{
    return isNull() ? DistinguishedName() : toName(m_content->outline.issuer);
}

SerialNumber Certificate::serialNumber() const
{
    // The content octets as they stand: some CAs forget the leading zero, and what they and
    // everybody else print is then not the negative number that it encodes.
    return isNull() ? SerialNumber() : SerialNumber::fromBytes(m_content->outline.serialNumber);
}

QDateTime Certificate::notBefore() const
{
    return isNull() ? QDateTime() : timeFromDer(m_content->outline.notBefore);
}

QDateTime Certificate::notAfter() const
{
    return isNull() ? QDateTime() : timeFromDer(m_content->outline.notAfter);
}

int Certificate::version() const
{
    const X509* certificate = openSsl();
    return certificate ? static_cast<int>(X509_get_version(certificate)) + 1 : 0;
}

QString Certificate::signatureAlgorithm() const
{
    const X509* certificate = openSsl();
    const X509_ALGOR* algorithm = certificate ? X509_get0_tbs_sigalg(certificate) : nullptr;
    const int nid = algorithm ? OBJ_obj2nid(algorithm->algorithm) : NID_undef;
    return nid == NID_undef ? signatureAlgorithmOid() : QString::fromLatin1(OBJ_nid2ln(nid));
}

QString Certificate::signatureAlgorithmOid() const
{
    const X509* certificate = openSsl();
    const X509_ALGOR* algorithm = certificate ? X509_get0_tbs_sigalg(certificate) : nullptr;
    return algorithm ? oidText(algorithm->algorithm) : QString();
}

Result<KeyType> Certificate::keyType() const
{
    const OpenSslErrorScope errors;
    const X509* certificate = openSsl();
    return keyTypeOf(certificate ? X509_get0_pubkey(certificate) : nullptr);
}

QByteArray Certificate::publicKeyInfo() const
{
    return isNull() ? QByteArray() : m_content->outline.publicKeyInfo.toByteArray();
}

QList<GeneralName> Certificate::subjectAltNames() const
{
    const auto names =
        extension<GENERAL_NAMES, GENERAL_NAMES_free>(openSsl(), NID_subject_alt_name);
    return pki::fromOpenSsl(names.get());
}

QStringList Certificate::keyUsages() const
{
    constexpr std::array words { "digitalSignature", "nonRepudiation", "keyEncipherment",
        "dataEncipherment", "keyAgreement", "keyCertSign", "cRLSign", "encipherOnly",
        "decipherOnly" };
    const auto bits = extension<ASN1_BIT_STRING, ASN1_BIT_STRING_free>(openSsl(), NID_key_usage);
    QStringList usages;
    for (size_t i = 0; bits && i < words.size(); ++i) {
        if (ASN1_BIT_STRING_get_bit(bits.get(), static_cast<int>(i)) != 0)
            usages.append(QString::fromLatin1(words.at(i)));
    }
    return usages;
}

QStringList Certificate::extendedKeyUsages() const
{
    const auto objects =
        extension<EXTENDED_KEY_USAGE, EXTENDED_KEY_USAGE_free>(openSsl(), NID_ext_key_usage);
    QStringList usages;
    for (int i = 0; i < sk_ASN1_OBJECT_num(objects.get()); ++i)
        usages.append(oidName(sk_ASN1_OBJECT_value(objects.get(), i)));
    return usages;
}

bool Certificate::isCa() const
{
    const auto constraints =
        extension<BASIC_CONSTRAINTS, BASIC_CONSTRAINTS_free>(openSsl(), NID_basic_constraints);
    return constraints && constraints->ca != 0;
}

bool Certificate::isSelfIssued() const
{
    const X509* certificate = openSsl();
    return certificate
        && X509_NAME_cmp(X509_get_subject_name(certificate), X509_get_issuer_name(certificate))
        == 0;
}

QByteArray Certificate::sha1Fingerprint() const
{
    return fingerprint(toDer(), EVP_sha1());
}

QByteArray Certificate::sha256Fingerprint() const
{
    return fingerprint(toDer(), EVP_sha256());
}

bool Certificate::isSignedBy(const Certificate& issuer) const
{
    const OpenSslErrorScope errors;
    X509* certificate = openSsl();
    const X509* issuing = issuer.openSsl();
    if (!certificate || !issuing)
        return false;
    const X509_NAME* expected = X509_get_issuer_name(certificate);
    if (X509_NAME_cmp(expected, X509_get_subject_name(issuing)) != 0)
        return false;
    EVP_PKEY* key = X509_get0_pubkey(issuing);
    return key && X509_verify(certificate, key) == 1;
}

bool Certificate::operator==(const Certificate& other) const
{
    return m_content == other.m_content || toDer() == other.toDer();
}

} // namespace gatehouse::pki
