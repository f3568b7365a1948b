// SPDX-License-Identifier: Apache-2.0
#include <core/pki/certificatebuilder.h>
#include <core/pki/generalnamecodec.h>
#include <core/pki/opensslsupport.h>

#include <QCoreApplication>

#include <openssl/bn.h>
#include <openssl/rand.h>

namespace gatehouse::pki {

namespace {

using BignumPointer = OpenSslPointer<BIGNUM, BN_free>;
using ExtensionPointer = OpenSslPointer<X509_EXTENSION, X509_EXTENSION_free>;

tl::unexpected<Error> badTemplate(const QString& message)
{
    return failure(ErrorKind::Usage, message, OpenSslErrorScope::newest());
}

SerialNumber randomSerial()
{
    QByteArray bytes(16, '\0');
    RAND_bytes(reinterpret_cast<unsigned char*>(bytes.data()), static_cast<int>(bytes.size()));
    bytes[0] = static_cast<char>(bytes[0] | 0x01); // 128 bits are promised: no leading zero octet
    return SerialNumber::fromBytes(bytes);
}

bool setSerial(X509* certificate, const SerialNumber& serial)
{
    const QByteArray bytes = (serial.isEmpty() ? randomSerial() : serial).bytes();
    const BignumPointer number(BN_bin2bn(octets(bytes), static_cast<int>(bytes.size()), nullptr));
    const Asn1IntegerPointer integer(BN_to_ASN1_INTEGER(number.get(), nullptr));
    return X509_set_serialNumber(certificate, integer.get()) == 1;
}

bool setValidity(X509* certificate, const QDateTime& from, const QDateTime& to)
{
    return from.isValid() && to.isValid() && from <= to
        && ASN1_TIME_set(X509_getm_notBefore(certificate), from.toSecsSinceEpoch())
        && ASN1_TIME_set(X509_getm_notAfter(certificate), to.toSecsSinceEpoch());
}

/// Adds an extension by the text of OpenSSL's configuration syntax.
bool addExtension(X509* certificate, X509* issuer, int nid, const QByteArray& value)
{
    X509V3_CTX context {};
    X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
    const ExtensionPointer extension(
        X509V3_EXT_conf_nid(nullptr, &context, nid, value.constData()));
    return extension && X509_add_ext(certificate, extension.get(), -1) == 1;
}

bool addKeyUsages(X509* certificate, const CertificateTemplate& content, const EVP_PKEY* key)
{
    if (content.isCa)
        return addExtension(
            certificate, nullptr, NID_key_usage, "critical,digitalSignature,keyCertSign,cRLSign");
    // RFC 8446 and RFC 5480: only RSA keys encipher keys.
    const bool isRsa = EVP_PKEY_get_base_id(key) == EVP_PKEY_RSA;
    return addExtension(certificate, nullptr, NID_key_usage,
        isRsa ? "critical,digitalSignature,keyEncipherment" : "critical,digitalSignature");
}

bool addBasicConstraints(X509* certificate, const CertificateTemplate& content)
{
    QByteArray value = content.isCa ? "critical,CA:TRUE" : "critical,CA:FALSE";
    if (content.isCa && content.pathLength >= 0)
        value += ",pathlen:" + QByteArray::number(content.pathLength);
    return addExtension(certificate, nullptr, NID_basic_constraints, value);
}

bool addExtendedKeyUsages(X509* certificate, const QStringList& usages)
{
    using ObjectsPointer = OpenSslPointer<EXTENDED_KEY_USAGE, EXTENDED_KEY_USAGE_free>;
    const ObjectsPointer objects(sk_ASN1_OBJECT_new_null());
    for (const QString& usage : usages) {
        ASN1_OBJECT* object =
            usage.size() > 256 ? nullptr : OBJ_txt2obj(usage.toLatin1().constData(), 0);
        if (!object || !sk_ASN1_OBJECT_push(objects.get(), object)) {
            ASN1_OBJECT_free(object);
            return false;
        }
    }
    return usages.isEmpty()
        || X509_add1_ext_i2d(certificate, NID_ext_key_usage, objects.get(), 0, X509V3_ADD_DEFAULT)
        == 1;
}

bool addSubjectAltNames(X509* certificate, GENERAL_NAMES* names, bool isSubjectEmpty)
{
    // RFC 5280, 4.2.1.6: critical where the subject is empty.
    return sk_GENERAL_NAME_num(names) == 0
        || X509_add1_ext_i2d(
               certificate, NID_subject_alt_name, names, isSubjectEmpty ? 1 : 0, X509V3_ADD_DEFAULT)
        == 1;
}

bool setNames(X509* certificate, const X509_NAME* subject, const Certificate& issuer)
{
    // The issuer's own bytes, so that its name is the same to the octet.
    const X509_NAME* issuerName =
        issuer.isNull() ? subject : X509_get_subject_name(issuer.openSsl());
    return X509_set_subject_name(certificate, subject) == 1
        && X509_set_issuer_name(certificate, issuerName) == 1;
}

} // namespace

Result<Certificate> buildCertificate(
    const CertificateTemplate& content, const Certificate& issuer, const PrivateKey& issuerKey)
{
    const OpenSslErrorScope errors;
    const auto altNames = toOpenSsl(content.subjectAltNames);
    if (!altNames)
        return failure(altNames.error());
    const X509NamePointer subject = toX509Name(content.subject.toDer());
    const auto key = decodeDer<EvpPkeyPointer>(d2i_PUBKEY, content.publicKeyInfo);
    X509Pointer certificate(X509_new());
    if (!subject || !key || issuerKey.isNull()) {
        return badTemplate(QCoreApplication::translate("gatehouse::Certificate",
            "A certificate cannot be made without a proper subject, public key and issuer's key."));
    }
    if (!issuer.isNull() && X509_check_private_key(issuer.openSsl(), issuerKey.openSsl()) != 1) {
        return badTemplate(QCoreApplication::translate("gatehouse::Certificate",
            "The private key does not belong to the issuing certificate \"%1\".")
                               .arg(issuer.subject().toString()));
    }
    X509* const made = certificate.get();
    if (!setValidity(made, content.notBefore, content.notAfter)) {
        return badTemplate(QCoreApplication::translate("gatehouse::Certificate",
            "A certificate needs a start of its validity that lies before its end."));
    }
    X509* const issuedBy = issuer.isNull() ? made : issuer.openSsl();
    const bool isFilled = X509_set_version(made, X509_VERSION_3) == 1
        && setSerial(made, content.serialNumber) && setNames(made, subject.get(), issuer)
        && X509_set_pubkey(made, key.get()) == 1
        && addExtension(made, nullptr, NID_subject_key_identifier, "hash")
        && addExtension(made, issuedBy, NID_authority_key_identifier, "keyid:always")
        && addBasicConstraints(made, content) && addKeyUsages(made, content, key.get())
        && addSubjectAltNames(made, altNames->get(), content.subject.isEmpty());
    if (!isFilled || !addExtendedKeyUsages(made, content.extendedKeyUsages)) {
        return badTemplate(QCoreApplication::translate("gatehouse::Certificate",
            "The certificate could not be filled in: check the key usages and the issuer's key "
            "identifier."));
    }
    if (X509_sign(made, issuerKey.openSsl(), signatureDigest(issuerKey.openSsl())) <= 0) {
        return failure(ErrorKind::Internal,
            QCoreApplication::translate(
                "gatehouse::Certificate", "The certificate could not be signed."),
            OpenSslErrorScope::newest());
    }
    return Certificate::fromOpenSsl(certificate.release());
}

} // namespace gatehouse::pki
