// SPDX-License-Identifier: Apache-2.0
#include <core/pki/attributetypes.h>
#include <core/pki/attributevalue.h>

#include <QStringDecoder>

#include <openssl/asn1.h>

#include <algorithm>

namespace gatehouse::pki {

namespace {

std::optional<QString> decodeWith(QStringDecoder::Encoding encoding, QByteArrayView bytes)
{
    QStringDecoder decoder(
        encoding, QStringDecoder::Flag::Stateless | QStringDecoder::Flag::ConvertInitialBom);
    QString text = decoder.decode(bytes);
    if (decoder.hasError() || !text.isValidUtf16())
        return std::nullopt;
    return text;
}

bool isAscii(QByteArrayView bytes)
{
    return std::ranges::all_of(bytes, [](char c) { return (c & 0x80) == 0; });
}

std::optional<QString> decodeString(unsigned char tag, QByteArrayView content)
{
    switch (tag) {
    case V_ASN1_UTF8STRING:
        if (isAscii(content))
            return QString::fromLatin1(content);
        return decodeWith(QStringDecoder::Utf8, content);
    case V_ASN1_BMPSTRING:
        if (content.size() % 2 != 0)
            return std::nullopt;
        return decodeWith(QStringDecoder::Utf16BE, content);
    case V_ASN1_UNIVERSALSTRING:
        if (content.size() % 4 != 0)
            return std::nullopt;
        return decodeWith(QStringDecoder::Utf32BE, content);
    case V_ASN1_PRINTABLESTRING:
    case V_ASN1_IA5STRING:
    case V_ASN1_NUMERICSTRING:
    case V_ASN1_VISIBLESTRING:
    case V_ASN1_T61STRING:
        // T.61 proper is not in use: what is called so in certificates is Latin-1.
        return QString::fromLatin1(content);
    default:
        return std::nullopt;
    }
}

bool isPrintable(QChar c)
{
    return (c >= u'A' && c <= u'Z') || (c >= u'a' && c <= u'z') || (c >= u'0' && c <= u'9')
        || QStringView(u" '()+,-./:=?").contains(c);
}

unsigned char stringTag(const AttributeTypeAndValue& attribute)
{
    switch (attributeSyntax(attribute.oid)) {
    case AttributeSyntax::Printable:
        if (std::ranges::all_of(attribute.value, isPrintable))
            return V_ASN1_PRINTABLESTRING;
        break;
    case AttributeSyntax::Ia5:
        if (std::ranges::all_of(attribute.value, [](QChar c) { return c < QChar(0x80); }))
            return V_ASN1_IA5STRING;
        break;
    case AttributeSyntax::Utf8:
        break;
    }
    return V_ASN1_UTF8STRING;
}

} // namespace

std::optional<DerElement> readDerElement(QByteArrayView der)
{
    if (der.size() < 2)
        return std::nullopt;
    DerElement element;
    element.identifier = static_cast<unsigned char>(der[0]);
    if ((element.identifier & 0x1f) == 0x1f)
        return std::nullopt;
    const auto first = static_cast<unsigned char>(der[1]);
    qsizetype length = first;
    qsizetype header = 2;
    if (first >= 0x80) {
        const int lengthBytes = first & 0x7f;
        if (lengthBytes == 0 || lengthBytes > 4 || der.size() < 2 + lengthBytes)
            return std::nullopt;
        length = 0;
        for (int i = 0; i < lengthBytes; ++i)
            length = (length << 8) | static_cast<unsigned char>(der[2 + i]);
        header += lengthBytes;
    }
    if (length > der.size() - header)
        return std::nullopt;
    element.content = der.sliced(header, length);
    element.size = header + length;
    return element;
}

QByteArray writeDerElement(unsigned char identifier, QByteArrayView content)
{
    QByteArray der(1, static_cast<char>(identifier));
    const qsizetype length = content.size();
    if (length < 0x80) {
        der.append(static_cast<char>(length));
    } else {
        QByteArray lengthBytes;
        for (qsizetype rest = length; rest > 0; rest >>= 8)
            lengthBytes.prepend(static_cast<char>(rest & 0xff));
        der.append(static_cast<char>(0x80 | lengthBytes.size()));
        der.append(lengthBytes);
    }
    return der.append(content);
}

std::optional<QString> decodeStringElement(const DerElement& element)
{
    auto text = decodeString(element.identifier, element.content);
    // A NUL would end the text early in every C program behind us: "good.example\0.evil.example".
    if (text && text->contains(QChar(0)))
        return std::nullopt;
    return text;
}

AttributeTypeAndValue attributeFromDer(const QString& oid, QByteArrayView der)
{
    const auto element = readDerElement(der);
    if (element && element->size == der.size()) {
        if (auto text = decodeStringElement(*element))
            return { .oid = oid, .value = std::move(*text) };
    }
    return { .oid = oid,
        .value = u'#' + QString::fromLatin1(der.toByteArray().toHex()),
        .isEncoded = true };
}

QByteArray attributeValueDer(const AttributeTypeAndValue& attribute)
{
    if (attribute.isEncoded)
        return QByteArray::fromHex(attribute.value.mid(1).toLatin1());
    const unsigned char tag = stringTag(attribute);
    return writeDerElement(
        tag, tag == V_ASN1_UTF8STRING ? attribute.value.toUtf8() : attribute.value.toLatin1());
}

} // namespace gatehouse::pki
