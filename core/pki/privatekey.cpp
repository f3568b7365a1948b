// SPDX-License-Identifier: Apache-2.0
#include <core/pki/opensslsupport.h>
#include <core/pki/passwordbased.h>
#include <core/pki/pem.h>
#include <core/pki/privatekey.h>

#include <QCoreApplication>

#include <openssl/decoder.h>
#include <openssl/ec.h>
#include <openssl/rsa.h>

#include <limits>
#include <utility>

namespace gatehouse::pki {

namespace {

constexpr qsizetype maximumKeySize = qsizetype(1024) * 1024;

tl::unexpected<Error> notAKey(const QString& detail)
{
    Error error = Error::of(ErrorKind::KeyStore,
        QCoreApplication::translate("gatehouse::PrivateKey",
            "This is not a private key in PKCS #8 form, or it is damaged. Convert it with "
            "\"openssl pkcs8 -topk8\"."),
        detail);
    error.cause = QStringLiteral("pki/not-private-key");
    return failure(std::move(error));
}

tl::unexpected<Error> cannotEncrypt()
{
    return failure(ErrorKind::Internal,
        QCoreApplication::translate(
            "gatehouse::PrivateKey", "The private key could not be encrypted."),
        OpenSslErrorScope::newest());
}

/// A decoder of PrivateKeyInfo or SubjectPublicKeyInfo for one kind of key, for one thread. OpenSSL
/// 3 takes 0.4 ms to put one together and 0.01 ms to use it, and EVP_PKCS82PKEY() makes a new one
/// for each key, as d2i_PUBKEY() does.
class KeyDecoder {
public:
    KeyDecoder(const char* structure, const char* algorithm, int selection)
        : m_context(OSSL_DECODER_CTX_new_for_pkey(
            &m_key, "DER", structure, algorithm, selection, nullptr, nullptr))
    {
    }

    /// Null when this is not such a key.
    EvpPkeyPointer decode(QByteArrayView der)
    {
        const unsigned char* at = octets(der);
        auto left = static_cast<std::size_t>(der.size());
        m_key = nullptr;
        const bool isFine = m_context && OSSL_DECODER_from_data(m_context.get(), &at, &left) == 1;
        EvpPkeyPointer key(std::exchange(m_key, nullptr));
        return isFine ? std::move(key) : nullptr;
    }

private:
    EVP_PKEY* m_key = nullptr; // where the decoder puts what it has made
    OpenSslPointer<OSSL_DECODER_CTX, OSSL_DECODER_CTX_free> m_context;
};

EvpPkeyPointer decodeKey(const PKCS8_PRIV_KEY_INFO* info, QByteArrayView der)
{
    thread_local KeyDecoder rsa("PrivateKeyInfo", "RSA", EVP_PKEY_KEYPAIR);
    thread_local KeyDecoder ec("PrivateKeyInfo", "EC", EVP_PKEY_KEYPAIR);
    const ASN1_OBJECT* algorithm = nullptr;
    PKCS8_pkey_get0(&algorithm, nullptr, nullptr, nullptr, info);
    const int nid = OBJ_obj2nid(algorithm);
    EvpPkeyPointer key;
    if (nid == NID_rsaEncryption)
        key = rsa.decode(der);
    else if (nid == NID_X9_62_id_ecPublicKey)
        key = ec.decode(der);
    return key ? std::move(key) : EvpPkeyPointer(EVP_PKCS82PKEY(info));
}

/// The public key in `der`, which is expected to be of the same kind as `sibling`.
EvpPkeyPointer decodePublicKey(const EVP_PKEY* sibling, QByteArrayView der)
{
    thread_local KeyDecoder rsa("SubjectPublicKeyInfo", "RSA", EVP_PKEY_PUBLIC_KEY);
    thread_local KeyDecoder ec("SubjectPublicKeyInfo", "EC", EVP_PKEY_PUBLIC_KEY);
    EvpPkeyPointer key;
    if (EVP_PKEY_is_a(sibling, "RSA") == 1)
        key = rsa.decode(der);
    else if (EVP_PKEY_is_a(sibling, "EC") == 1)
        key = ec.decode(der);
    return key ? std::move(key) : decodeDer<EvpPkeyPointer>(d2i_PUBKEY, der);
}

/// DER of an EncryptedPrivateKeyInfo, out of PEM where it is PEM.
QByteArray encryptedKeyDer(QByteArrayView bytes)
{
    for (const PemBlock& block : readPem(bytes)) {
        if (block.label == "ENCRYPTED PRIVATE KEY")
            return block.body;
    }
    return withoutTrailingBlanks(bytes).toByteArray();
}

} // namespace

Result<PrivateKey> PrivateKey::generate(KeyType type)
{
    const OpenSslErrorScope errors;
    if (!type.isSupported()) {
        return failure(ErrorKind::Usage,
            QCoreApplication::translate("gatehouse::PrivateKey",
                "A key of the type %1 cannot be made: choose RSA 2048, 3072, 4096 or 8192, or EC "
                "P-256, "
                "P-384 or P-521.")
                .arg(type.toString()));
    }
    EVP_PKEY* key = type.algorithm == KeyAlgorithm::Rsa
        ? EVP_RSA_gen(static_cast<unsigned int>(type.bits))
        : EVP_EC_gen(type.parameterName().toLatin1().constData());
    if (!key) {
        return failure(ErrorKind::Internal,
            QCoreApplication::translate(
                "gatehouse::PrivateKey", "A key of the type %1 could not be made.")
                .arg(type.toString()),
            OpenSslErrorScope::newest());
    }
    return fromOpenSsl(key);
}

Result<PrivateKey> PrivateKey::fromPkcs8(QByteArrayView der)
{
    const OpenSslErrorScope errors;
    if (der.isEmpty() || der.size() > maximumKeySize)
        return notAKey({});
    const auto open = decodeDer<Pkcs8Pointer>(d2i_PKCS8_PRIV_KEY_INFO, der);
    EvpPkeyPointer key = open ? decodeKey(open.get(), der) : nullptr;
    if (!key)
        return notAKey(OpenSslErrorScope::newest());
    return fromOpenSsl(key.release());
}

Result<PrivateKey> PrivateKey::fromEncryptedPkcs8(QByteArrayView bytes, const Secret& password)
{
    const OpenSslErrorScope errors;
    if (bytes.isEmpty() || bytes.size() > maximumKeySize)
        return notAKey({});
    const auto sealed = decodeDer<X509SigPointer>(d2i_X509_SIG, encryptedKeyDer(bytes));
    if (!sealed)
        return notAKey(OpenSslErrorScope::newest());
    DerivationBudget budget;
    const auto open = decryptPkcs8(sealed.get(), { password }, budget);
    if (!open)
        return failure(open.error());
    EVP_PKEY* key = EVP_PKCS82PKEY(open->get());
    if (!key)
        return notAKey(OpenSslErrorScope::newest());
    return fromOpenSsl(key);
}

PrivateKey PrivateKey::fromOpenSsl(EVP_PKEY* key)
{
    PrivateKey result;
    if (key)
        result.m_key = std::shared_ptr<EVP_PKEY>(key, EVP_PKEY_free);
    return result;
}

KeyType PrivateKey::keyType() const
{
    const auto type = keyTypeOf(m_key.get());
    // Not one of ours, such as Ed25519: representable, and isSupported() is false.
    return type ? *type : KeyType { KeyAlgorithm::Ec, m_key ? EVP_PKEY_get_bits(m_key.get()) : 0 };
}

QByteArray PrivateKey::publicKeyInfo() const
{
    const OpenSslErrorScope errors;
    return encodeDer(i2d_PUBKEY, m_key.get());
}

Result<QByteArray> PrivateKey::toEncryptedPkcs8(const Secret& password) const
{
    const OpenSslErrorScope errors;
    if (password.isEmpty()) {
        return failure(ErrorKind::Usage,
            QCoreApplication::translate("gatehouse::PrivateKey",
                "A private key is not saved without a password: enter one."));
    }
    const Pkcs8Pointer open(m_key ? EVP_PKEY2PKCS8(m_key.get()) : nullptr);
    const X509SigPointer sealed = open ? encryptPkcs8(open.get(), password) : nullptr;
    QByteArray der = encodeDer(i2d_X509_SIG, sealed.get());
    if (der.isEmpty())
        return cannotEncrypt();
    return der;
}

Result<QByteArray> PrivateKey::toEncryptedPem(const Secret& password) const
{
    return toEncryptedPkcs8(password).map(
        [](const QByteArray& der) { return writePem("ENCRYPTED PRIVATE KEY", der); });
}

bool PrivateKey::hasPublicKey(QByteArrayView publicKeyInfo) const
{
    const OpenSslErrorScope errors;
    const EvpPkeyPointer other = m_key ? decodePublicKey(m_key.get(), publicKeyInfo) : nullptr;
    return other && EVP_PKEY_eq(m_key.get(), other.get()) == 1;
}

Secret PrivateKey::toPkcs8() const
{
    const OpenSslErrorScope errors;
    const Pkcs8Pointer open(m_key ? EVP_PKEY2PKCS8(m_key.get()) : nullptr);
    return Secret::fromUtf8(encodeDer(i2d_PKCS8_PRIV_KEY_INFO, open.get()));
}

bool PrivateKey::operator==(const PrivateKey& other) const
{
    const OpenSslErrorScope errors;
    if (!m_key || !other.m_key)
        return m_key == other.m_key;
    return EVP_PKEY_eq(m_key.get(), other.m_key.get()) == 1;
}

} // namespace gatehouse::pki
