// SPDX-License-Identifier: Apache-2.0
#include <core/pki/certificate.h>
#include <core/pki/generalnamecodec.h>
#include <core/pki/opensslsupport.h>
#include <core/pki/pem.h>

#include <QCoreApplication>
#include <QTimeZone>

#include <openssl/objects.h>

#include <array>
#include <ctime>

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

DistinguishedName toName(const X509_NAME* name)
{
    return DistinguishedName::fromDer(encodeDer(i2d_X509_NAME, name)).value_or(DistinguishedName());
}

QByteArray fingerprint(const X509* certificate, const EVP_MD* digest)
{
    const OpenSslErrorScope errors;
    std::array<unsigned char, EVP_MAX_MD_SIZE> bytes {};
    unsigned int size = 0;
    if (!certificate || X509_digest(certificate, digest, bytes.data(), &size) != 1)
        return {};
    return toByteArray(bytes.data(), static_cast<int>(size));
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

Result<Certificate> Certificate::fromDer(QByteArrayView der)
{
    const OpenSslErrorScope errors;
    if (X509Pointer certificate = decodeDer<X509Pointer>(d2i_X509, der))
        return fromOpenSsl(certificate.release());
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
    Certificate result;
    if (certificate)
        result.m_certificate = std::shared_ptr<X509>(certificate, X509_free);
    return result;
}

QByteArray Certificate::toDer() const
{
    const OpenSslErrorScope errors;
    return encodeDer(i2d_X509, m_certificate.get());
}

QByteArray Certificate::toPem() const
{
    return isNull() ? QByteArray() : writePem("CERTIFICATE", toDer());
}

DistinguishedName Certificate::subject() const
{
    return isNull() ? DistinguishedName() : toName(X509_get_subject_name(m_certificate.get()));
}

DistinguishedName Certificate::issuer() const
{
    return isNull() ? DistinguishedName() : toName(X509_get_issuer_name(m_certificate.get()));
}

SerialNumber Certificate::serialNumber() const
{
    if (isNull())
        return {};
    // The content octets as they stand: some CAs forget the leading zero, and what they and
    // everybody else print is then not the negative number that it encodes.
    const QByteArray der = encodeDer(i2d_ASN1_INTEGER, X509_get0_serialNumber(m_certificate.get()));
    const unsigned char* at = octets(der);
    long length = 0;
    int tag = 0;
    int tagClass = 0;
    if ((ASN1_get_object(&at, &length, &tag, &tagClass, der.size()) & 0x80) != 0)
        return {};
    return SerialNumber::fromBytes(toByteArray(at, static_cast<int>(length)));
}

QDateTime Certificate::notBefore() const
{
    return isNull() ? QDateTime() : toDateTime(X509_get0_notBefore(m_certificate.get()));
}

QDateTime Certificate::notAfter() const
{
    return isNull() ? QDateTime() : toDateTime(X509_get0_notAfter(m_certificate.get()));
}

int Certificate::version() const
{
    return isNull() ? 0 : static_cast<int>(X509_get_version(m_certificate.get())) + 1;
}

QString Certificate::signatureAlgorithm() const
{
    const X509_ALGOR* algorithm = isNull() ? nullptr : X509_get0_tbs_sigalg(m_certificate.get());
    const int nid = algorithm ? OBJ_obj2nid(algorithm->algorithm) : NID_undef;
    return nid == NID_undef ? signatureAlgorithmOid() : QString::fromLatin1(OBJ_nid2ln(nid));
}

QString Certificate::signatureAlgorithmOid() const
{
    const X509_ALGOR* algorithm = isNull() ? nullptr : X509_get0_tbs_sigalg(m_certificate.get());
    return algorithm ? oidText(algorithm->algorithm) : QString();
}

Result<KeyType> Certificate::keyType() const
{
    const OpenSslErrorScope errors;
    return keyTypeOf(isNull() ? nullptr : X509_get0_pubkey(m_certificate.get()));
}

QByteArray Certificate::publicKeyInfo() const
{
    const OpenSslErrorScope errors;
    return isNull() ? QByteArray()
                    : encodeDer(i2d_X509_PUBKEY, X509_get_X509_PUBKEY(m_certificate.get()));
}

QList<GeneralName> Certificate::subjectAltNames() const
{
    const auto names =
        extension<GENERAL_NAMES, GENERAL_NAMES_free>(m_certificate.get(), NID_subject_alt_name);
    return pki::fromOpenSsl(names.get());
}

QStringList Certificate::keyUsages() const
{
    constexpr std::array words { "digitalSignature", "nonRepudiation", "keyEncipherment",
        "dataEncipherment", "keyAgreement", "keyCertSign", "cRLSign", "encipherOnly",
        "decipherOnly" };
    const auto bits =
        extension<ASN1_BIT_STRING, ASN1_BIT_STRING_free>(m_certificate.get(), NID_key_usage);
    QStringList usages;
    for (size_t i = 0; bits && i < words.size(); ++i) {
        if (ASN1_BIT_STRING_get_bit(bits.get(), static_cast<int>(i)) != 0)
            usages.append(QString::fromLatin1(words.at(i)));
    }
    return usages;
}

QStringList Certificate::extendedKeyUsages() const
{
    const auto objects = extension<EXTENDED_KEY_USAGE, EXTENDED_KEY_USAGE_free>(
        m_certificate.get(), NID_ext_key_usage);
    QStringList usages;
    for (int i = 0; i < sk_ASN1_OBJECT_num(objects.get()); ++i)
        usages.append(oidName(sk_ASN1_OBJECT_value(objects.get(), i)));
    return usages;
}

bool Certificate::isCa() const
{
    const auto constraints = extension<BASIC_CONSTRAINTS, BASIC_CONSTRAINTS_free>(
        m_certificate.get(), NID_basic_constraints);
    return constraints && constraints->ca != 0;
}

bool Certificate::isSelfIssued() const
{
    return !isNull()
        && X509_NAME_cmp(X509_get_subject_name(m_certificate.get()),
               X509_get_issuer_name(m_certificate.get()))
        == 0;
}

QByteArray Certificate::sha1Fingerprint() const
{
    return fingerprint(m_certificate.get(), EVP_sha1());
}

QByteArray Certificate::sha256Fingerprint() const
{
    return fingerprint(m_certificate.get(), EVP_sha256());
}

bool Certificate::isSignedBy(const Certificate& issuer) const
{
    const OpenSslErrorScope errors;
    if (isNull() || issuer.isNull())
        return false;
    const X509_NAME* expected = X509_get_issuer_name(m_certificate.get());
    if (X509_NAME_cmp(expected, X509_get_subject_name(issuer.m_certificate.get())) != 0)
        return false;
    EVP_PKEY* key = X509_get0_pubkey(issuer.m_certificate.get());
    return key && X509_verify(m_certificate.get(), key) == 1;
}

bool Certificate::operator==(const Certificate& other) const
{
    return m_certificate == other.m_certificate || toDer() == other.toDer();
}

} // namespace gatehouse::pki
