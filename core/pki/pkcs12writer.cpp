// SPDX-License-Identifier: Apache-2.0
#include <core/pki/opensslsupport.h>
#include <core/pki/pkcs12.h>

#include <QCoreApplication>

#include <openssl/pkcs12.h>

#include <algorithm>
#include <memory>

namespace gatehouse::pki {

namespace {

using Pkcs12Pointer = OpenSslPointer<PKCS12, PKCS12_free>;
struct Protection {
    int encryption =
        NID_aes_256_cbc; ///< PBES2 with HMAC-SHA-256 for a cipher, else a PBE of PKCS #12
    int iterations = 0;
    const EVP_MD* macDigest = nullptr;
};

Protection protectionOf(Pkcs12Form form)
{
    // Windows refuses more than 600,000 iterations; old Java versions take seconds for many.
    if (form == Pkcs12Form::Modern)
        return { NID_aes_256_cbc, 100'000, EVP_sha256() };
    return { NID_pbe_WithSHA1And3_Key_TripleDES_CBC, 2048, EVP_sha1() };
}

/// A password with the terminator that the writing half of OpenSSL's interface counts on.
class TerminatedPassword {
public:
    explicit TerminatedPassword(const Secret& secret)
        : m_bytes(secret.utf8().toByteArray())
    {
    }
    ~TerminatedPassword() { wipe(m_bytes); }
    TerminatedPassword(const TerminatedPassword&) = delete;
    TerminatedPassword& operator=(const TerminatedPassword&) = delete;

    const char* data() const { return m_bytes.constData(); }
    bool hasNul() const { return m_bytes.contains('\0'); }

private:
    QByteArray m_bytes;
};

QByteArray utf16BigEndian(const QString& text)
{
    QByteArray bytes;
    for (const QChar unit : text) {
        bytes += static_cast<char>(unit.unicode() >> 8);
        bytes += static_cast<char>(unit.unicode() & 0xff);
    }
    return bytes;
}

tl::unexpected<Error> cannotWrite(ErrorKind kind, const QString& message)
{
    return failure(kind, message, OpenSslErrorScope::newest());
}

using BagList = STACK_OF(PKCS12_SAFEBAG);
using SafeList = STACK_OF(PKCS7);
struct BagListFree {
    void operator()(BagList* bags) const { sk_PKCS12_SAFEBAG_pop_free(bags, PKCS12_SAFEBAG_free); }
};
struct SafeListFree {
    void operator()(SafeList* safes) const { sk_PKCS7_pop_free(safes, PKCS7_free); }
};
using BagListPointer = std::unique_ptr<BagList, BagListFree>;
using SafeListPointer = std::unique_ptr<SafeList, SafeListFree>;

/// The name by which people see the entry, and the id that ties the key to its certificate.
bool label(PKCS12_SAFEBAG* bag, const QString& friendlyName, QByteArray localKeyId)
{
    // Not PKCS12_create() nor the UTF-8 function: both refuse what is outside of the BMP.
    const QByteArray name = utf16BigEndian(friendlyName);
    return bag
        && (name.isEmpty()
            || PKCS12_add_friendlyname_uni(bag, octets(name), static_cast<int>(name.size())) == 1)
        && PKCS12_add_localkeyid(bag, reinterpret_cast<unsigned char*>(localKeyId.data()),
               static_cast<int>(localKeyId.size()))
        == 1;
}

bool addCertificates(SafeList** safes, const Certificate& leaf, const QList<Certificate>& others,
    const QString& friendlyName, const TerminatedPassword& password, const Protection& protection)
{
    BagList* list = nullptr;
    bool isWhole =
        label(PKCS12_add_cert(&list, leaf.openSsl()), friendlyName, leaf.sha1Fingerprint());
    for (const Certificate& certificate : others)
        isWhole = isWhole && PKCS12_add_cert(&list, certificate.openSsl()) != nullptr;
    const BagListPointer bags(list);
    return isWhole
        && PKCS12_add_safe(
               safes, bags.get(), protection.encryption, protection.iterations, password.data())
        == 1;
}

bool addKey(SafeList** safes, const PrivateKey& key, const Certificate& leaf,
    const QString& friendlyName, const TerminatedPassword& password, const Protection& protection)
{
    BagList* list = nullptr;
    PKCS12_SAFEBAG* bag = PKCS12_add_key(
        &list, key.openSsl(), 0, protection.iterations, protection.encryption, password.data());
    const BagListPointer bags(list);
    return label(bag, friendlyName, leaf.sha1Fingerprint())
        && PKCS12_add_safe(safes, bags.get(), -1, 0, nullptr) == 1;
}

QByteArray seal(const PrivateKey& key, const Certificate& leaf, const QList<Certificate>& others,
    const QString& friendlyName, const TerminatedPassword& password, const Protection& protection)
{
    SafeList* list = nullptr;
    const bool isFilled = addCertificates(&list, leaf, others, friendlyName, password, protection)
        && addKey(&list, key, leaf, friendlyName, password, protection);
    const SafeListPointer safes(list);
    const Pkcs12Pointer file(isFilled ? PKCS12_add_safes(safes.get(), 0) : nullptr);
    const bool isSealed = file
        && PKCS12_set_mac(file.get(), password.data(), -1, nullptr, 0, protection.iterations,
               protection.macDigest)
            == 1;
    return isSealed ? encodeDer(i2d_PKCS12, file.get()) : QByteArray();
}

bool holdsExactly(const QList<Pkcs12Bag>& bags, const PrivateKey& key, const Certificate& leaf,
    const QList<Certificate>& others)
{
    QList<PrivateKey> keys;
    QList<Certificate> certificates;
    for (const Pkcs12Bag& bag : bags) {
        if (!bag.key.isNull())
            keys.append(bag.key);
        if (!bag.certificate.isNull())
            certificates.append(bag.certificate);
    }
    return keys == QList<PrivateKey> { key }
    && certificates == QList<Certificate> { leaf } + others;
}

} // namespace

Result<QByteArray> writePkcs12(const PrivateKey& key, const Certificate& leaf,
    const QList<Certificate>& chain, const QString& friendlyName, const Secret& password,
    Pkcs12Form form)
{
    const OpenSslErrorScope errors;
    const TerminatedPassword terminated(password);
    if (password.isEmpty() || terminated.hasNul()) {
        return cannotWrite(ErrorKind::Usage,
            QCoreApplication::translate("gatehouse::Pkcs12",
                "A PKCS #12 file is not written without a proper password: enter one."));
    }
    if (key.isNull() || leaf.isNull()
        || X509_check_private_key(leaf.openSsl(), key.openSsl()) != 1) {
        return cannotWrite(ErrorKind::Usage,
            QCoreApplication::translate("gatehouse::Pkcs12",
                "The private key does not belong to the certificate: a PKCS #12 file takes the key "
                "that the "
                "certificate was issued for."));
    }
    QList<Certificate> others;
    for (const Certificate& certificate : chain) {
        if (!certificate.isNull() && certificate != leaf && !others.contains(certificate))
            others.append(certificate);
    }
    QByteArray sealed = seal(key, leaf, others, friendlyName, terminated, protectionOf(form));
    const auto reopened = readPkcs12(sealed, password);
    if (sealed.isEmpty() || !reopened || !holdsExactly(*reopened, key, leaf, others)) {
        return cannotWrite(ErrorKind::Internal,
            QCoreApplication::translate("gatehouse::Pkcs12",
                "The PKCS #12 file could not be written: what was written does not read back the "
                "same."));
    }
    return sealed;
}

QString pkcs12PasswordWarning(const Secret& password)
{
    const QByteArrayView text = password.utf8();
    const bool isForJava =
        std::ranges::all_of(text, [](char octet) { return octet >= ' ' && octet <= '~'; });
    if (isForJava)
        return {};
    return QCoreApplication::translate("gatehouse::Pkcs12",
        "Java does not open a PKCS #12 file whose password has other characters than the "
        "letters, digits and signs of ASCII (such as ä or €). If a Java program is to read the "
        "file, choose another password.");
}

} // namespace gatehouse::pki
