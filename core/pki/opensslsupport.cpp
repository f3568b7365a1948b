// SPDX-License-Identifier: Apache-2.0
#include <core/pki/attributevalue.h>
#include <core/pki/opensslsupport.h>
#include <core/pki/threadstate.h>

#include <QCoreApplication>

#include <openssl/objects.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>
#include <limits>

namespace gatehouse::pki {

QString OpenSslErrorScope::newest()
{
    const unsigned long code = ERR_peek_last_error();
    if (code == 0)
        return {};
    const char* reason = ERR_reason_error_string(code);
    return reason ? QString::fromLatin1(reason) : QString::number(code, 16);
}

DerExtent derExtent(QByteArrayView der)
{
    DerExtent extent;
    if (der.isEmpty() || der[0] != 0x30)
        return extent;
    extent.isSequence = true;
    if (der.size() < 2)
        return extent;
    const auto first = static_cast<unsigned char>(der[1]);
    if (first < 0x80) {
        extent.total = 2 + first;
        return extent;
    }
    extent.isIndefinite = first == 0x80;
    const int lengthBytes = first & 0x7f;
    if (extent.isIndefinite || lengthBytes > 4 || der.size() < 2 + lengthBytes)
        return extent;
    qsizetype length = 0;
    for (int i = 0; i < lengthBytes; ++i)
        length = (length << 8) | static_cast<unsigned char>(der[2 + i]);
    extent.total = 2 + lengthBytes + length;
    return extent;
}

bool isTruncatedDer(QByteArrayView der)
{
    const DerExtent extent = derExtent(der);
    if (!extent.isSequence || extent.isIndefinite)
        return false;
    return extent.total < 0 ? der.size() < 6 : extent.total > der.size();
}

QByteArrayView withoutTrailingBlanks(QByteArrayView bytes)
{
    const DerExtent extent = derExtent(bytes);
    if (extent.total <= 0 || extent.total >= bytes.size())
        return bytes;
    for (const char byte : bytes.sliced(extent.total)) {
        if (byte != '\n' && byte != '\r' && byte != ' ' && byte != '\t')
            return bytes;
    }
    return bytes.first(extent.total);
}

Result<KeyType> keyTypeOf(const EVP_PKEY* key)
{
    const OpenSslErrorScope errors;
    const int id = key ? EVP_PKEY_get_base_id(key) : EVP_PKEY_NONE;
    if (id == EVP_PKEY_RSA || id == EVP_PKEY_RSA_PSS)
        return KeyType { KeyAlgorithm::Rsa, EVP_PKEY_get_bits(key) };
    QString name = key ? QString::fromLatin1(OBJ_nid2sn(id)) : QStringLiteral("unknown");
    if (id == EVP_PKEY_EC) {
        std::array<char, 64> group {};
        size_t length = 0;
        EVP_PKEY_get_group_name(key, group.data(), group.size(), &length);
        const int nid = OBJ_txt2nid(group.data());
        if (nid == NID_X9_62_prime256v1)
            return KeyType { KeyAlgorithm::Ec, 256 };
        if (nid == NID_secp384r1)
            return KeyType { KeyAlgorithm::Ec, 384 };
        if (nid == NID_secp521r1)
            return KeyType { KeyAlgorithm::Ec, 521 };
        name = length > 0 ? QStringLiteral("EC %1").arg(QString::fromLatin1(group.data()))
                          : QStringLiteral("EC with explicit parameters");
    }
    Error error = Error::of(ErrorKind::Usage,
        QCoreApplication::translate("gatehouse::KeyType",
            "The key algorithm %1 is not supported: use RSA, or EC on P-256, P-384 or P-521.")
            .arg(name));
    error.cause = QStringLiteral("pki/unsupported-algorithm");
    return failure(std::move(error));
}

const EVP_MD* signatureDigest(const EVP_PKEY* key)
{
    const OpenSslErrorScope errors;
    int nid = NID_undef;
    if (EVP_PKEY_get_default_digest_nid(const_cast<EVP_PKEY*>(key), &nid) > 0 && nid == NID_undef)
        return nullptr;
    const auto type = keyTypeOf(key);
    if (type && *type == KeyType { KeyAlgorithm::Ec, 384 })
        return EVP_sha384();
    if (type && *type == KeyType { KeyAlgorithm::Ec, 521 })
        return EVP_sha512();
    return EVP_sha256();
}

namespace {

constexpr std::size_t maximumOidText = 512;

/// For arcs of more than 64 bits, as those below 2.25 are.
QString oidTextByOpenSsl(QByteArrayView content)
{
    const OpenSslErrorScope errors;
    const QByteArray der = writeDerElement(V_ASN1_OBJECT, content);
    const auto object = decodeDer<Asn1ObjectPointer>(d2i_ASN1_OBJECT, der);
    std::array<char, maximumOidText> text {};
    const int size =
        object ? OBJ_obj2txt(text.data(), static_cast<int>(text.size()), object.get(), 1) : 0;
    if (size <= 0 || size >= static_cast<int>(text.size()))
        return {};
    return QString::fromLatin1(text.data(), size);
}

} // namespace

QString oidText(QByteArrayView content)
{
    constexpr quint64 arcsUnderARoot = 40;
    constexpr quint64 mostBeforeShift = std::numeric_limits<quint64>::max() >> 7;
    // The longest arc's digits and the root's, each with its dot, must still fit behind the rest.
    constexpr std::size_t spare = 24;
    std::array<char, maximumOidText + spare> text {};
    char* end = text.data();
    bool isWithinArc = false;
    quint64 arc = 0;
    for (const char octet : content) {
        const auto bits = static_cast<unsigned char>(octet);
        if (!isWithinArc && bits == 0x80)
            return {};
        if (arc > mostBeforeShift)
            return oidTextByOpenSsl(content);
        arc = arc << 7U | (bits & 0x7fU);
        isWithinArc = (bits & 0x80U) != 0;
        if (isWithinArc)
            continue;
        if (end - text.data() >= static_cast<std::ptrdiff_t>(maximumOidText))
            return {};
        if (end == text.data()) {
            const quint64 root = std::min<quint64>(arc / arcsUnderARoot, 2);
            *end++ = static_cast<char>('0' + root);
            arc -= root * arcsUnderARoot;
        }
        *end++ = '.';
        end = std::to_chars(end, text.data() + text.size(), arc).ptr;
        arc = 0;
    }
    return isWithinArc ? QString() : QString::fromLatin1(text.data(), end - text.data());
}

QString oidText(const ASN1_OBJECT* object)
{
    if (object == nullptr)
        return {};
    return oidText(
        QByteArrayView(OBJ_get0_data(object), static_cast<qsizetype>(OBJ_length(object))));
}

QString oidName(const ASN1_OBJECT* object)
{
    const int nid = object ? OBJ_obj2nid(object) : NID_undef;
    return nid == NID_undef ? oidText(object) : QString::fromLatin1(OBJ_nid2sn(nid));
}

Asn1ObjectPointer oidObject(QStringView dotted)
{
    // The conversion of one huge arc takes quadratic time, hence the limit before the library is
    // asked.
    if (dotted.isEmpty() || dotted.size() > 256)
        return {};
    for (const QChar c : dotted) {
        if (c != u'.' && (c < u'0' || c > u'9'))
            return {};
    }
    if (dotted.startsWith(u'.') || dotted.endsWith(u'.') || dotted.contains(u".."))
        return {};
    const OpenSslErrorScope errors;
    return Asn1ObjectPointer(OBJ_txt2obj(dotted.toLatin1().constData(), 1));
}

X509NamePointer toX509Name(QByteArrayView der)
{
    const OpenSslErrorScope errors;
    return decodeDer<X509NamePointer>(d2i_X509_NAME, der);
}

void releaseThreadState()
{
    OPENSSL_thread_stop();
}

} // namespace gatehouse::pki
