// SPDX-License-Identifier: Apache-2.0
#include "storefiles.h"

#include <core/pki/opensslpointers.h>

#include <QCryptographicHash>
#include <QtEndian>

#include <openssl/crypto.h>
#include <openssl/objects.h>
#include <openssl/pkcs12.h>
#include <openssl/rand.h>

#include <array>

namespace gatehouse::sandbox {

namespace {

constexpr quint32 jksMagic = 0xfeedfeed;
constexpr quint32 jksVersion = 2;
constexpr quint32 keyEntryTag = 1;
constexpr quint32 trustedEntryTag = 2;
constexpr qsizetype digestSize = 20;
constexpr int pkcs12Iterations = 10000;

/// java.io.DataOutputStream, as far as JKS needs it.
class JksWriter {
public:
    JksWriter()
    {
        number(jksMagic);
        number(jksVersion);
    }

    void number(quint32 value) { append(qToBigEndian(value)); }
    void time(const QDateTime& value) { append(qToBigEndian(value.toMSecsSinceEpoch())); }
    void text(QByteArrayView value)
    {
        append(qToBigEndian(static_cast<quint16>(value.size())));
        m_bytes.append(value);
    }
    void block(QByteArrayView value)
    {
        number(static_cast<quint32>(value.size()));
        m_bytes.append(value);
    }
    void certificate(const pki::Certificate& value)
    {
        text("X.509");
        block(value.toDer());
    }

    /// Adds the integrity digest that the store password keys.
    QByteArray finish(const Secret& password) &&
    {
        QCryptographicHash hash(QCryptographicHash::Sha1);
        const Secret characters = password.utf16BigEndian();
        hash.addData(characters.utf8());
        hash.addData(QByteArrayView("Mighty Aphrodite"));
        hash.addData(m_bytes);
        return m_bytes + hash.result();
    }

private:
    template <class Number> void append(Number bigEndian)
    {
        m_bytes.append(reinterpret_cast<const char*>(&bigEndian), sizeof bigEndian);
    }

    QByteArray m_bytes;
};

QByteArray sha1(QByteArrayView first, QByteArrayView second)
{
    QCryptographicHash hash(QCryptographicHash::Sha1);
    hash.addData(first);
    hash.addData(second);
    return hash.result();
}

/// Sun's proprietary key protection: salt, the key under a stream of chained digests, and a check
/// digest.
QByteArray protectKey(QByteArrayView key, const Secret& password)
{
    const Secret characters = password.utf16BigEndian();
    QByteArray sealed(digestSize, Qt::Uninitialized);
    if (RAND_bytes(reinterpret_cast<unsigned char*>(sealed.data()), digestSize) != 1)
        std::abort();
    QByteArray pad = sealed;
    for (qsizetype at = 0; at < key.size(); ++at) {
        if (at % digestSize == 0)
            pad = sha1(characters.utf8(), pad);
        sealed.append(static_cast<char>(key.at(at) ^ pad.at(at % digestSize)));
    }
    return sealed + sha1(characters.utf8(), key);
}

tl::unexpected<Error> openSslFailure(const QString& what)
{
    return failure(ErrorKind::Internal, what, QStringLiteral("OpenSSL refused"));
}

using SignaturePointer = pki::OpenSslPointer<X509_SIG, X509_SIG_free>;
using Pkcs12Pointer = pki::OpenSslPointer<PKCS12, PKCS12_free>;
using ObjectPointer = pki::OpenSslPointer<ASN1_OBJECT, ASN1_OBJECT_free>;

void freeBags(STACK_OF(PKCS12_SAFEBAG) * bags)
{
    sk_PKCS12_SAFEBAG_pop_free(bags, PKCS12_SAFEBAG_free);
}
void freeSafes(STACK_OF(PKCS7) * safes)
{
    sk_PKCS7_pop_free(safes, PKCS7_free);
}
using BagsPointer = pki::OpenSslPointer<STACK_OF(PKCS12_SAFEBAG), freeBags>;
using SafesPointer = pki::OpenSslPointer<STACK_OF(PKCS7), freeSafes>;

/// EncryptedPrivateKeyInfo with the JDK's own algorithm identifier.
QByteArray encryptedPrivateKeyInfo(const QByteArray& sealed)
{
    const SignaturePointer info(X509_SIG_new());
    X509_ALGOR* algorithm = nullptr;
    ASN1_OCTET_STRING* data = nullptr;
    X509_SIG_getm(info.get(), &algorithm, &data);
    X509_ALGOR_set0(algorithm, OBJ_txt2obj("1.3.6.1.4.1.42.2.17.1.1", 1), V_ASN1_NULL, nullptr);
    ASN1_OCTET_STRING_set(data, reinterpret_cast<const unsigned char*>(sealed.constData()),
        static_cast<int>(sealed.size()));
    unsigned char* der = nullptr;
    const int size = i2d_X509_SIG(info.get(), &der);
    if (size <= 0)
        return {};
    QByteArray bytes(reinterpret_cast<const char*>(der), size);
    OPENSSL_free(der);
    return bytes;
}

bool addTrustedBag(STACK_OF(PKCS12_SAFEBAG) * bags, const TrustedEntry& entry)
{
    pki::OpenSslPointer<PKCS12_SAFEBAG, PKCS12_SAFEBAG_free> bag(
        PKCS12_SAFEBAG_create_cert(entry.certificate.openSsl()));
    if (!bag)
        return false;
    const QByteArray alias = entry.alias.toUtf8();
    const ObjectPointer anyUsage(OBJ_txt2obj("2.5.29.37.0", 1));
    const bool described =
        PKCS12_add_friendlyname_utf8(bag.get(), alias.constData(), static_cast<int>(alias.size()))
            == 1
        && PKCS12_add1_attr_by_txt(bag.get(), "2.16.840.1.113894.746875.1.1", V_ASN1_OBJECT,
               reinterpret_cast<const unsigned char*>(anyUsage.get()), -1)
            == 1;
    if (!described || sk_PKCS12_SAFEBAG_push(bags, bag.get()) == 0)
        return false;
    // The stack owns it now.
    static_cast<void>(bag.release());
    return true;
}

} // namespace

QByteArray jksTrustStore(
    const QList<TrustedEntry>& entries, const Secret& password, const QDateTime& created)
{
    JksWriter writer;
    writer.number(static_cast<quint32>(entries.size()));
    for (const TrustedEntry& entry : entries) {
        writer.number(trustedEntryTag);
        writer.text(entry.alias.toUtf8());
        writer.time(created);
        writer.certificate(entry.certificate);
    }
    return std::move(writer).finish(password);
}

Result<QByteArray> jksKeyStore(const QString& alias, const Identity& identity,
    const Secret& password, const QDateTime& created)
{
    const Secret plain = identity.key.toPkcs8();
    const QByteArray wrapped = encryptedPrivateKeyInfo(protectKey(plain.utf8(), password));
    if (plain.isEmpty() || wrapped.isEmpty())
        return openSslFailure(QStringLiteral("The sandbox cannot wrap its administrator's key."));
    JksWriter writer;
    writer.number(1);
    writer.number(keyEntryTag);
    writer.text(alias.toUtf8());
    writer.time(created);
    writer.block(wrapped);
    writer.number(static_cast<quint32>(identity.chain.size()));
    for (const pki::Certificate& certificate : identity.chain)
        writer.certificate(certificate);
    return std::move(writer).finish(password);
}

Result<QByteArray> pkcs12TrustStore(const QList<TrustedEntry>& entries, const Secret& password)
{
    const auto message = QStringLiteral("The sandbox cannot write its PKCS #12 trust store.");
    const BagsPointer bags(sk_PKCS12_SAFEBAG_new_null());
    for (const TrustedEntry& entry : entries) {
        if (!addTrustedBag(bags.get(), entry))
            return openSslFailure(message);
    }
    const QByteArray passphrase =
        QByteArray::fromRawData(password.utf8().data(), static_cast<qsizetype>(password.size()));
    const std::string terminated(
        passphrase.constData(), static_cast<std::size_t>(passphrase.size()));
    STACK_OF(PKCS7)* rawSafes = nullptr;
    const int added = PKCS12_add_safe(
        &rawSafes, bags.get(), NID_aes_256_cbc, pkcs12Iterations, terminated.c_str());
    const SafesPointer safes(rawSafes);
    if (added != 1)
        return openSslFailure(message);
    const Pkcs12Pointer store(PKCS12_add_safes(safes.get(), 0));
    if (!store
        || PKCS12_set_mac(
               store.get(), terminated.c_str(), -1, nullptr, 0, pkcs12Iterations, EVP_sha256())
            != 1) {
        return openSslFailure(message);
    }
    unsigned char* der = nullptr;
    const int size = i2d_PKCS12(store.get(), &der);
    if (size <= 0)
        return openSslFailure(message);
    QByteArray bytes(reinterpret_cast<const char*>(der), size);
    OPENSSL_free(der);
    return bytes;
}

} // namespace gatehouse::sandbox
