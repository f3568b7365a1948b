// SPDX-License-Identifier: Apache-2.0
#include <core/keystore/keyprotector.h>
#include <core/keystore/sha1.h>
#include <core/pki/opensslsupport.h>

#include <QByteArray>

#include <openssl/x509.h>

#include <algorithm>

namespace gatehouse::keystore {

namespace {

using X509SigPointer = pki::OpenSslPointer<X509_SIG, X509_SIG_free>;

/// salt | key XOR stream | SHA-1(password | key), where the stream is salt hashed with the password
/// again and again. `password` is UTF-16 already.
tl::expected<Secret, UnsealFailure> unsealContent(QByteArrayView content, const Secret& password)
{
    if (content.size() < 2 * Sha1::size)
        return tl::unexpected(UnsealFailure::Altered);
    const QByteArrayView cipher = content.sliced(Sha1::size, content.size() - 2 * Sha1::size);
    Sha1 sha1;
    Sha1::Digest stream {};
    std::ranges::copy(content.first(Sha1::size), reinterpret_cast<char*>(stream.data()));
    QByteArray plain(cipher.size(), Qt::Uninitialized);
    char* out = plain.data();
    for (qsizetype i = 0; i < cipher.size(); ++i) {
        const auto phase = static_cast<std::size_t>(i % Sha1::size);
        if (phase == 0) {
            const auto next = sha1.of({ password.utf8(), { stream.data(), Sha1::size } });
            if (!next)
                return tl::unexpected(UnsealFailure::UnknownProtector);
            stream = *next;
        }
        out[i] = static_cast<char>(static_cast<quint8>(cipher[i]) ^ stream[phase]);
    }
    OPENSSL_cleanse(stream.data(), stream.size());
    const auto check = sha1.of({ password.utf8(), plain });
    Secret key = Secret::fromUtf8(std::move(plain));
    if (!check || !Sha1::same(*check, content.last(Sha1::size)))
        return tl::unexpected(UnsealFailure::WrongPassword);
    return key;
}

} // namespace

tl::expected<Secret, UnsealFailure> unsealKey(QByteArrayView sealedKey, const Secret& password)
{
    const pki::OpenSslErrorScope errors;
    const auto sealed = pki::decodeDer<X509SigPointer>(d2i_X509_SIG, sealedKey);
    if (!sealed)
        return tl::unexpected(UnsealFailure::Altered);
    const X509_ALGOR* algorithm = nullptr;
    const ASN1_OCTET_STRING* octets = nullptr;
    X509_SIG_get0(sealed.get(), &algorithm, &octets);
    if (pki::oidText(algorithm->algorithm) != u"1.3.6.1.4.1.42.2.17.1.1")
        return tl::unexpected(UnsealFailure::UnknownProtector);
    const QByteArrayView content(ASN1_STRING_get0_data(octets), ASN1_STRING_length(octets));
    return unsealContent(content, password.utf16BigEndian());
}

} // namespace gatehouse::keystore
