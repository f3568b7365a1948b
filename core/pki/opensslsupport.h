// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <core/pki/keytype.h>
#include <core/pki/opensslpointers.h>

#include <QByteArray>
#include <QByteArrayView>
#include <QString>

#include <openssl/err.h>
#include <openssl/x509v3.h>

namespace gatehouse::pki {

using GeneralNamesPointer = OpenSslPointer<GENERAL_NAMES, GENERAL_NAMES_free>;
using X509NamePointer = OpenSslPointer<X509_NAME, X509_NAME_free>;
using Asn1ObjectPointer = OpenSslPointer<ASN1_OBJECT, ASN1_OBJECT_free>;
using Asn1IntegerPointer = OpenSslPointer<ASN1_INTEGER, ASN1_INTEGER_free>;

/// Leaves OpenSSL's per-thread error queue as it was: an entry left behind would make the TLS
/// library in the same thread believe that its own last call failed.
class OpenSslErrorScope {
public:
    OpenSslErrorScope() { ERR_set_mark(); }
    ~OpenSslErrorScope() { ERR_pop_to_mark(); }
    OpenSslErrorScope(const OpenSslErrorScope&) = delete;
    OpenSslErrorScope& operator=(const OpenSslErrorScope&) = delete;

    /// OpenSSL's reason of the newest error, for `Error::detail`; empty when there is none.
    static QString newest();
};

inline const unsigned char* octets(QByteArrayView bytes)
{
    return reinterpret_cast<const unsigned char*>(bytes.data());
}

inline QByteArray toByteArray(const unsigned char* data, int size)
{
    return { reinterpret_cast<const char*>(data), size };
}

/// DER of an OpenSSL object by its i2d function; empty on failure.
template <class Encode, class T> QByteArray encodeDer(Encode encode, T* object)
{
    const int size = object ? encode(object, nullptr) : 0;
    if (size <= 0)
        return {};
    QByteArray der(size, Qt::Uninitialized);
    auto* out = reinterpret_cast<unsigned char*>(der.data());
    encode(object, &out);
    return der;
}

/// The object that fills `der` to its last byte, by its d2i function; null otherwise.
template <class Pointer, class Decode> Pointer decodeDer(Decode decode, QByteArrayView der)
{
    const unsigned char* at = octets(der);
    Pointer object(decode(nullptr, &at, static_cast<long>(der.size())));
    if (object && at != octets(der) + der.size())
        object.reset();
    return object;
}

/// What an outermost DER (or BER) header promises about its input.
struct DerExtent {
    bool isSequence = false;
    bool isIndefinite = false;
    qsizetype total = -1; ///< header and content; -1 where it is not known
};
DerExtent derExtent(QByteArrayView der);
/// A sequence whose declared end lies behind the last byte there is.
bool isTruncatedDer(QByteArrayView der);

/// `der` without the white space that editors and mail programs leave behind the last byte.
QByteArrayView withoutTrailingBlanks(QByteArrayView bytes);

/// The key's type; Usage error for algorithms other than RSA and EC on the three curves, and for
/// null.
Result<KeyType> keyTypeOf(const EVP_PKEY* key);
/// The digest that suits the key's strength: SHA-256, SHA-384 for P-384, SHA-512 for P-521; null
/// for keys that bring their own, such as Ed25519.
const EVP_MD* signatureDigest(const EVP_PKEY* key);
/// Dotted decimal of the content octets of an OBJECT IDENTIFIER (X.690, 8.19). Empty when they are
/// none, and when it would be longer than 500 characters.
QString oidText(QByteArrayView content);
QString oidText(const ASN1_OBJECT* object); ///< empty for null
/// The short name OpenSSL has for it, such as "pbeWithSHA1And40BitRC2-CBC", else dotted decimal.
QString oidName(const ASN1_OBJECT* object);
/// The object of a dotted decimal; null when it is not well-formed.
Asn1ObjectPointer oidObject(QStringView dotted);
/// OpenSSL's form of a distinguished name's DER; null where OpenSSL cannot represent it.
X509NamePointer toX509Name(QByteArrayView der);

} // namespace gatehouse::pki
