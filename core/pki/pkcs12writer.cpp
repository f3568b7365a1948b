// SPDX-License-Identifier: Apache-2.0
#include <core/pki/opensslsupport.h>
#include <core/pki/pkcs12.h>

#include <QCoreApplication>

#include <openssl/pkcs12.h>

#include <algorithm>

namespace gatehouse::pki {

namespace {

using Pkcs12Pointer = OpenSslPointer<PKCS12, PKCS12_free>;
using CertificatesPointer =
    OpenSslPointer<STACK_OF(X509), [](STACK_OF(X509) * list) { sk_X509_free(list); }>;

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

tl::unexpected<Error> cannotWrite(ErrorKind kind, const QString& message)
{
    return failure(kind, message, OpenSslErrorScope::newest());
}

QByteArray seal(const PrivateKey& key, const Certificate& leaf, const QList<Certificate>& others,
    const QString& friendlyName, const TerminatedPassword& password, const Protection& protection)
{
    const CertificatesPointer list(sk_X509_new_null());
    for (const Certificate& certificate : others)
        sk_X509_push(list.get(), certificate.openSsl());
    const QByteArray name = friendlyName.toUtf8();
    const Pkcs12Pointer file(PKCS12_create(password.data(),
        name.isEmpty() ? nullptr : name.constData(), key.openSsl(), leaf.openSsl(), list.get(),
        protection.encryption, protection.encryption, protection.iterations, -1, 0));
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

} // namespace gatehouse::pki
