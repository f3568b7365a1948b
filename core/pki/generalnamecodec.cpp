// SPDX-License-Identifier: Apache-2.0
#include <core/pki/attributevalue.h>
#include <core/pki/distinguishedname.h>
#include <core/pki/generalnamecodec.h>

#include <QCoreApplication>

#include <array>

namespace gatehouse::pki {

namespace {

using OctetStringPointer = OpenSslPointer<ASN1_OCTET_STRING, ASN1_OCTET_STRING_free>;
using GeneralNamePointer = OpenSslPointer<GENERAL_NAME, GENERAL_NAME_free>;

QByteArrayView contentOf(const ASN1_STRING* string)
{
    return { ASN1_STRING_get0_data(string), ASN1_STRING_length(string) };
}

QString ia5Text(const ASN1_STRING* string)
{
    return QString::fromLatin1(contentOf(string));
}

GeneralName otherName(const GENERAL_NAME* name)
{
    return { GeneralName::Type::Other,
        QString::fromLatin1(encodeDer(i2d_GENERAL_NAME, name).toHex()) };
}

GeneralName directoryName(const GENERAL_NAME* name)
{
    const auto dn = DistinguishedName::fromDer(encodeDer(i2d_X509_NAME, name->d.directoryName));
    return dn ? GeneralName { GeneralName::Type::DirectoryName, dn->toString() } : otherName(name);
}

GeneralName fromOpenSsl(const GENERAL_NAME* name)
{
    using NameType = GeneralName::Type;
    switch (name->type) {
    case GEN_DNS:
        return { NameType::DnsName, ia5Text(name->d.dNSName) };
    case GEN_EMAIL:
        return { NameType::Rfc822Name, ia5Text(name->d.rfc822Name) };
    case GEN_URI:
        return { NameType::Uri, ia5Text(name->d.uniformResourceIdentifier) };
    case GEN_IPADD:
        return { NameType::IpAddress, addressText(contentOf(name->d.iPAddress)) };
    case GEN_RID:
        return { NameType::RegisteredId, oidText(name->d.registeredID) };
    case GEN_DIRNAME:
        return directoryName(name);
    default:
        return otherName(name);
    }
}

int ia5Type(GeneralName::Type type)
{
    if (type == GeneralName::Type::Rfc822Name)
        return GEN_EMAIL;
    return type == GeneralName::Type::Uri ? GEN_URI : GEN_DNS;
}

GeneralNamePointer withValue(int type, void* value)
{
    GeneralNamePointer name(value ? GENERAL_NAME_new() : nullptr);
    if (name)
        GENERAL_NAME_set0_value(name.get(), type, value);
    return name;
}

GeneralNamePointer ia5Name(const GeneralName& name)
{
    for (const QChar c : name.value) {
        if (c.unicode() == 0 || c.unicode() > 0x7e)
            return {};
    }
    if (name.value.isEmpty())
        return {};
    ASN1_IA5STRING* string = ASN1_IA5STRING_new();
    const QByteArray text = name.value.toLatin1();
    ASN1_STRING_set(string, text.constData(), static_cast<int>(text.size()));
    return withValue(ia5Type(name.type), string);
}

GeneralNamePointer addressName(const QString& text)
{
    const QByteArray bytes = addressBytes(text);
    if (bytes.isEmpty())
        return {};
    ASN1_OCTET_STRING* string = ASN1_OCTET_STRING_new();
    ASN1_OCTET_STRING_set(string, octets(bytes), static_cast<int>(bytes.size()));
    return withValue(GEN_IPADD, string);
}

GeneralNamePointer toOpenSsl(const GeneralName& name)
{
    switch (name.type) {
    case GeneralName::Type::DnsName:
    case GeneralName::Type::Rfc822Name:
    case GeneralName::Type::Uri:
        return ia5Name(name);
    case GeneralName::Type::IpAddress:
        return addressName(name.value);
    case GeneralName::Type::DirectoryName: {
        const auto dn = DistinguishedName::parse(name.value);
        return dn ? withValue(GEN_DIRNAME, toX509Name(dn->toDer()).release()) : nullptr;
    }
    case GeneralName::Type::RegisteredId:
        return withValue(GEN_RID, oidObject(name.value).release());
    case GeneralName::Type::Other:
        break;
    }
    return decodeDer<GeneralNamePointer>(
        d2i_GENERAL_NAME, QByteArray::fromHex(name.value.toLatin1()));
}

QString ipv6Text(QByteArrayView bytes)
{
    std::array<int, 8> groups {};
    for (size_t i = 0; i < 8; ++i) {
        const qsizetype at = 2 * static_cast<qsizetype>(i);
        groups[i] =
            static_cast<unsigned char>(bytes[at]) * 256 + static_cast<unsigned char>(bytes[at + 1]);
    }
    // RFC 5952: the first of the longest runs of zero groups becomes "::"; a single one does not.
    size_t bestStart = 8;
    size_t bestLength = 1;
    for (size_t start = 0; start < 8; ++start) {
        size_t length = 0;
        while (start + length < 8 && groups[start + length] == 0)
            ++length;
        if (length > bestLength) {
            bestStart = start;
            bestLength = length;
        }
    }
    QString text;
    for (size_t i = 0; i < 8; ++i) {
        if (i == bestStart) {
            text += u"::";
            i += bestLength - 1;
            continue;
        }
        if (!text.isEmpty() && !text.endsWith(u':'))
            text += u':';
        text += QString::number(groups[i], 16);
    }
    return text;
}

} // namespace

QByteArray addressBytes(const QString& text)
{
    const OpenSslErrorScope errors;
    if (text.size() > 64 || text.contains(QChar(0)))
        return {};
    const OctetStringPointer address(a2i_IPADDRESS(text.toUtf8().constData()));
    return address ? contentOf(address.get()).toByteArray() : QByteArray();
}

QString addressText(QByteArrayView bytes)
{
    if (bytes.size() == 16)
        return ipv6Text(bytes);
    if (bytes.size() != 4)
        return QString::fromLatin1(bytes.toByteArray().toHex());
    QStringList parts;
    for (const char byte : bytes)
        parts.append(QString::number(static_cast<unsigned char>(byte)));
    return parts.join(u'.');
}

QList<GeneralName> fromOpenSsl(const GENERAL_NAMES* names)
{
    QList<GeneralName> list;
    for (int i = 0; i < sk_GENERAL_NAME_num(names); ++i)
        list.append(fromOpenSsl(sk_GENERAL_NAME_value(names, i)));
    return list;
}

Result<GeneralNamesPointer> toOpenSsl(const QList<GeneralName>& names)
{
    const OpenSslErrorScope errors;
    GeneralNamesPointer list(sk_GENERAL_NAME_new_null());
    for (const GeneralName& name : names) {
        GeneralNamePointer converted = toOpenSsl(name);
        if (!converted || !sk_GENERAL_NAME_push(list.get(), converted.get())) {
            return failure(ErrorKind::Usage,
                QCoreApplication::translate("gatehouse::GeneralName",
                    "\"%1\" cannot be encoded as a subject alternative name of the type %2. "
                    "Correct or "
                    "remove it.")
                    .arg(name.value.left(120), GeneralName::typeName(name.type)));
        }
        static_cast<void>(converted.release()); // the list owns it now
    }
    return list;
}

Result<QByteArray> encodeGeneralNames(const QList<GeneralName>& names)
{
    if (names.isEmpty()) {
        return failure(ErrorKind::Usage,
            QCoreApplication::translate("gatehouse::GeneralName",
                "A list of subject alternative names must hold at least one name."));
    }
    return toOpenSsl(names).map(
        [](const GeneralNamesPointer& list) { return encodeDer(i2d_GENERAL_NAMES, list.get()); });
}

} // namespace gatehouse::pki
