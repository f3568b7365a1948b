// SPDX-License-Identifier: Apache-2.0
#include <core/keystore/failures.h>
#include <core/pki/opensslsupport.h>
#include <core/pki/pem.h>

#include <QtEndian>

#include <algorithm>
#include <array>

namespace gatehouse::keystore {

using failures::Content;

QString storeTypeName(StoreType type)
{
    switch (type) {
    case StoreType::Jks:
        return QStringLiteral("JKS");
    case StoreType::Pkcs12:
        return QStringLiteral("PKCS12");
    case StoreType::Pem:
        break;
    }
    return QStringLiteral("PEM");
}

Result<StoreType> parseStoreType(QStringView text)
{
    const QString word = text.trimmed().toString().toUpper();
    if (word == u"JKS")
        return StoreType::Jks;
    if (word == u"PKCS12" || word == u"PKCS#12" || word == u"PKCS #12" || word == u"P12"
        || word == u"PFX")
        return StoreType::Pkcs12;
    if (word == u"PEM")
        return StoreType::Pem;
    return failure(failures::unknownTypeName(text.toString()));
}

namespace {

constexpr quint8 sequence = 0x30;
constexpr quint8 integer = 0x02;
constexpr quint8 bitString = 0x03;
constexpr quint8 octetString = 0x04;
constexpr quint8 objectIdentifier = 0x06;
constexpr quint8 contextTag0 = 0xa0;

quint8 byteAt(QByteArrayView bytes, qsizetype at)
{
    return at < bytes.size() ? static_cast<quint8>(bytes[at]) : quint8(0);
}

/// Bytes behind the tag and length octets at the front; nothing when they are not all there. The
/// length itself is not believed.
QByteArrayView contentOf(QByteArrayView der)
{
    if (der.size() < 2)
        return {};
    const quint8 length = byteAt(der, 1);
    const qsizetype header = 2 + (length > 0x80 ? length & 0x7f : 0);
    return header <= der.size() ? der.sliced(header) : QByteArrayView();
}

/// What stands behind the first element of `der`.
QByteArrayView behindFirst(QByteArrayView der)
{
    const quint8 length = byteAt(der, 1);
    if (length > 0x80)
        return {}; // what is compared here is short
    const qsizetype total = 2 + qsizetype(length);
    return total <= der.size() ? der.sliced(total) : QByteArrayView();
}

/// The tags on the way down through first elements: "30 30 06" is a SEQUENCE in a SEQUENCE that
/// starts with an OID.
QByteArray tagPath(QByteArrayView der)
{
    constexpr qsizetype deepest = 4;
    QByteArray tags;
    while (!der.isEmpty() && tags.size() < deepest) {
        const quint8 tag = byteAt(der, 0);
        tags.append(static_cast<char>(tag));
        if (tag != sequence && tag != contextTag0)
            break;
        der = contentOf(der);
    }
    return tags;
}

bool goesDown(const QByteArray& path, std::initializer_list<quint8> tags)
{
    return path.size() >= static_cast<qsizetype>(tags.size())
        && std::equal(tags.begin(), tags.end(), path.begin(),
            [](quint8 tag, char byte) { return tag == static_cast<quint8>(byte); });
}

struct DerContent {
    bool isPkcs12 = false;
    bool isBcfks = false;
    bool isTooShort = false;
    Content otherwise = Content::Unknown;
};

/// PFX (RFC 7292), PKCS #8 and #1, SEC1: a SEQUENCE that starts with a version number.
DerContent withVersionFirst(QByteArrayView content)
{
    DerContent result;
    const quint8 version = byteAt(content, 2);
    const quint8 next = byteAt(behindFirst(content), 0);
    if (version == 3 && next == sequence)
        result.isPkcs12 = true;
    else if (next == sequence || next == integer || next == octetString)
        result.otherwise = Content::PrivateKey;
    return result;
}

/// TBSCertificate, CertificationRequestInfo, AlgorithmIdentifier: a SEQUENCE in front.
DerContent withSequenceFirst(QByteArrayView der, const QByteArray& path)
{
    DerContent result;
    const QByteArrayView inner = contentOf(contentOf(der));
    if (goesDown(path, { sequence, sequence, sequence, objectIdentifier })) {
        result.isBcfks = true; // ObjectStore > EncryptedObjectStoreData > AlgorithmIdentifier
    } else if (goesDown(path, { sequence, sequence, contextTag0 })) {
        result.otherwise = Content::Certificate;
    } else if (goesDown(path, { sequence, sequence, integer })) {
        // Version 0 is a request; a certificate of version 1 starts with its serial number.
        const bool isVersion0 = byteAt(inner, 1) == 1 && byteAt(inner, 2) == 0;
        result.otherwise = isVersion0 ? Content::Request : Content::Certificate;
    } else if (goesDown(path, { sequence, sequence, objectIdentifier })) {
        const quint8 next = byteAt(behindFirst(contentOf(der)), 0);
        result.otherwise = next == bitString ? Content::PublicKey : Content::PrivateKey;
    }
    return result;
}

DerContent lookIntoDer(QByteArrayView der)
{
    constexpr qsizetype enoughToTell = 16;
    const QByteArray path = tagPath(der);
    DerContent result;
    if (goesDown(path, { sequence, integer }))
        result = withVersionFirst(contentOf(der));
    else if (goesDown(path, { sequence, objectIdentifier }))
        result.otherwise = Content::Pkcs7;
    else if (goesDown(path, { sequence, sequence }))
        result = withSequenceFirst(der, path);
    result.isTooShort = der.size() < enoughToTell && !result.isPkcs12 && pki::isTruncatedDer(der);
    return result;
}

/// BouncyCastle's BKS and UBER: version, salt length (20), salt, iteration count, all big-endian.
bool looksLikeBks(QByteArrayView bytes)
{
    constexpr quint32 saltLength = 20;
    constexpr quint32 mostIterations = 100000;
    if (bytes.size() < 8 + qsizetype(saltLength) + 4)
        return false;
    const auto number = [&](qsizetype at) { return qFromBigEndian<quint32>(bytes.data() + at); };
    const quint32 iterations = number(8 + saltLength);
    return (number(0) == 1 || number(0) == 2) && number(4) == saltLength && iterations > 0
        && iterations <= mostIterations;
}

bool isText(QByteArrayView bytes)
{
    return std::ranges::all_of(bytes, [](char c) {
        const auto byte = static_cast<quint8>(c);
        return byte >= 0x20 || byte == '\t' || byte == '\n' || byte == '\r' || byte == '\f';
    });
}

/// A text: a PEM bundle, or the reason why it is none.
Result<StoreType> detectText(QByteArrayView bytes, const QString& name)
{
    const QList<pki::PemBlock> blocks = pki::readPem(bytes);
    Content content = Content::Text;
    for (const pki::PemBlock& block : blocks) {
        if (block.label.endsWith("CERTIFICATE") || block.label.startsWith("PKCS7")
            || block.label.startsWith("PKCS #7") || block.label == "CMS")
            return StoreType::Pem;
        if (block.label.endsWith("PRIVATE KEY"))
            content = Content::PrivateKey;
        else if (block.label.endsWith("CERTIFICATE REQUEST"))
            content = Content::Request;
        else if (block.label.endsWith("PUBLIC KEY"))
            content = Content::PublicKey;
    }
    constexpr qsizetype shortestBase64 = 32;
    if (blocks.isEmpty() && bytes.size() >= shortestBase64 && pki::readBase64(bytes))
        content = Content::Base64;
    return failure(failures::notAKeyStore(name, content));
}

Result<StoreType> detectDer(QByteArrayView bytes, const QString& name)
{
    const DerContent content = lookIntoDer(bytes);
    if (content.isPkcs12)
        return StoreType::Pkcs12;
    if (content.isBcfks)
        return failure(failures::bcfks(name));
    if (content.isTooShort)
        return failure(failures::truncated(name, QStringLiteral("%1 bytes").arg(bytes.size())));
    return failure(failures::notAKeyStore(name, content.otherwise));
}

} // namespace

Result<StoreType> detectType(QByteArrayView bytes, const QString& name)
{
    constexpr std::array<char, 4> jks { '\xfe', '\xed', '\xfe', '\xed' };
    constexpr std::array<char, 4> jceks { '\xce', '\xce', '\xce', '\xce' };
    if (bytes.trimmed().isEmpty())
        return failure(failures::emptyFile(name));
    // A file cut off within the magic number is still known by what is left of it.
    const auto magicLength = std::min(bytes.size(), qsizetype(4));
    if (bytes.first(magicLength) == QByteArrayView(jks.data(), magicLength))
        return StoreType::Jks;
    if (bytes.first(magicLength) == QByteArrayView(jceks.data(), magicLength))
        return failure(failures::jceks(name));
    if (byteAt(bytes, 0) == sequence && !isText(bytes))
        return detectDer(bytes, name);
    if (looksLikeBks(bytes))
        return failure(failures::bks(name));
    if (isText(bytes) || bytes.contains("-----BEGIN "))
        return detectText(bytes, name);
    return failure(failures::notAKeyStore(name, Content::Unknown));
}

} // namespace gatehouse::keystore
