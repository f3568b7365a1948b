// SPDX-License-Identifier: Apache-2.0
#include <core/pki/attributetypes.h>
#include <core/pki/attributevalue.h>
#include <core/pki/distinguishedname.h>
#include <core/pki/opensslsupport.h>

#include <QCoreApplication>

#include <algorithm>

namespace gatehouse::pki {

namespace {

constexpr unsigned char sequenceTag = 0x30;
constexpr unsigned char setTag = 0x31;
constexpr unsigned char oidTag = 0x06;

QString hexEscape(char16_t unit)
{
    return QStringLiteral("\\%1").arg(static_cast<uint>(unit), 2, 16, QLatin1Char('0')).toUpper();
}

/// RFC 4514, 2.4. Control characters are escaped too: the RFC allows it, and a name stays on one
/// line.
QString escaped(const QString& value)
{
    QString text;
    text.reserve(value.size());
    for (qsizetype i = 0; i < value.size(); ++i) {
        const QChar c = value[i];
        const bool isOuterBlank = c == u' ' && (i == 0 || i == value.size() - 1);
        const bool isLeadingHash = c == u'#' && i == 0;
        if (c.unicode() < 0x20 || c.unicode() == 0x7f) {
            text += hexEscape(c.unicode());
            continue;
        }
        if (isOuterBlank || isLeadingHash || QStringView(u"\"+,;<>\\").contains(c))
            text += u'\\';
        text += c;
    }
    return text;
}

QString attributeText(const AttributeTypeAndValue& attribute)
{
    const QString name = attributeShortName(attribute.oid);
    if (!name.isEmpty())
        return name + u'=' + (attribute.isEncoded ? attribute.value : escaped(attribute.value));
    // RFC 4514, 2.4: behind a dotted decimal stands the encoding.
    return attribute.oid + QStringLiteral("=#")
        + QString::fromLatin1(attributeValueDer(attribute).toHex());
}

/// RFC 4518, 2.2: mapped to nothing.
bool isIgnorable(char32_t c)
{
    return c == 0x00AD || c == 0x034F || c == 0x1806 || (c >= 0x180B && c <= 0x180E)
        || (c >= 0x200B && c <= 0x200F) || (c >= 0x202A && c <= 0x202E)
        || (c >= 0x2060 && c <= 0x2063) || (c >= 0x206A && c <= 0x206F)
        || (c >= 0xFE00 && c <= 0xFE0F) || c == 0xFEFF || c == 0xFFFC
        || (c < 0x20 && (c < 0x09 || c > 0x0D)) || (c >= 0x7F && c <= 0x9F && c != 0x85);
}

/// RFC 4518: map, normalise, fold blanks.
QString prepared(const QString& value)
{
    QString mapped;
    mapped.reserve(value.size());
    for (const QChar c : value) {
        if (isIgnorable(c.unicode()))
            continue;
        mapped += c.isSpace() ? QChar(u' ') : c;
    }
    // Qt folds one character into one; RFC 4518's table has this one that becomes two.
    mapped.replace(QChar(0x00DF), QStringLiteral("ss"));
    mapped.replace(QChar(0x1E9E), QStringLiteral("ss"));
    // Folding can leave text that is not normalised, and normalising text that is not folded.
    QString folded = mapped.normalized(QString::NormalizationForm_KC).toCaseFolded();
    folded = folded.normalized(QString::NormalizationForm_KC).toCaseFolded();
    return folded.normalized(QString::NormalizationForm_KC).simplified();
}

QString attributeKey(const AttributeTypeAndValue& attribute)
{
    if (attribute.isEncoded)
        return attribute.oid + u'=' + attribute.value.toLower();
    QString value = prepared(attribute.value);
    value.replace(u'\\', QStringLiteral("\\\\"));
    value.replace(u',', QStringLiteral("\\,"));
    value.replace(u'+', QStringLiteral("\\+"));
    if (value.startsWith(u'#'))
        value.prepend(u'\\');
    return attribute.oid + u'=' + value;
}

QByteArray attributeDer(const AttributeTypeAndValue& attribute)
{
    const Asn1ObjectPointer object = oidObject(attribute.oid);
    const QByteArray type = encodeDer(i2d_ASN1_OBJECT, object.get());
    return writeDerElement(sequenceTag, type + attributeValueDer(attribute));
}

tl::unexpected<Error> notAName()
{
    return failure(ErrorKind::Malformed,
        QCoreApplication::translate("gatehouse::DistinguishedName",
            "The distinguished name is not encoded as X.509 wants it. Ask for the file again "
            "from where it came."));
}

std::optional<AttributeTypeAndValue> readAttribute(QByteArrayView der)
{
    const auto type = readDerElement(der);
    if (!type || type->identifier != oidTag)
        return std::nullopt;
    const QString oid = oidText(type->content);
    const QByteArrayView valueDer = der.sliced(type->size);
    const auto value = readDerElement(valueDer);
    // What oidObject() would not take again must not come in either.
    if (oid.isEmpty() || oid.size() > 256 || !value || value->size != valueDer.size())
        return std::nullopt;
    return attributeFromDer(oid, valueDer);
}

std::optional<RelativeDistinguishedName> readRdn(QByteArrayView content)
{
    RelativeDistinguishedName rdn;
    while (!content.isEmpty()) {
        const auto element = readDerElement(content);
        if (!element || element->identifier != sequenceTag)
            return std::nullopt;
        auto attribute = readAttribute(element->content);
        if (!attribute)
            return std::nullopt;
        rdn.append(std::move(*attribute));
        content = content.sliced(element->size);
    }
    return rdn;
}

} // namespace

DistinguishedName::DistinguishedName(QList<RelativeDistinguishedName> rdns)
    : m_rdns(std::move(rdns))
{
    m_rdns.removeIf([](const RelativeDistinguishedName& rdn) { return rdn.isEmpty(); });
}

Result<DistinguishedName> DistinguishedName::fromDer(QByteArrayView der)
{
    const OpenSslErrorScope errors;
    const auto outer = readDerElement(der);
    if (!outer || outer->identifier != sequenceTag || outer->size != der.size())
        return notAName();
    constexpr qsizetype usualCount = 6;
    QList<RelativeDistinguishedName> rdns;
    rdns.reserve(usualCount);
    QByteArrayView rest = outer->content;
    while (!rest.isEmpty()) {
        const auto set = readDerElement(rest);
        if (!set || set->identifier != setTag)
            return notAName();
        auto rdn = readRdn(set->content);
        if (!rdn || rdn->isEmpty())
            return notAName();
        rdns.append(std::move(*rdn));
        rest = rest.sliced(set->size);
    }
    return DistinguishedName(std::move(rdns));
}

QByteArray DistinguishedName::toDer() const
{
    const OpenSslErrorScope errors;
    QByteArray content;
    for (const RelativeDistinguishedName& rdn : m_rdns) {
        QList<QByteArray> attributes;
        for (const AttributeTypeAndValue& attribute : rdn)
            attributes.append(attributeDer(attribute));
        // X.690, 11.6: the elements of a SET OF stand in the order of their encodings.
        std::ranges::sort(attributes);
        content += writeDerElement(setTag, attributes.join());
    }
    return writeDerElement(sequenceTag, content);
}

QString DistinguishedName::toString() const
{
    QStringList texts;
    for (const RelativeDistinguishedName& rdn : m_rdns) {
        QStringList attributes;
        for (const AttributeTypeAndValue& attribute : rdn)
            attributes.append(attributeText(attribute));
        texts.prepend(attributes.join(u'+'));
    }
    return texts.join(u',');
}

std::optional<QString> DistinguishedName::commonName() const
{
    const QStringList names = values(u"2.5.4.3");
    return names.isEmpty() ? std::nullopt : std::optional(names.last());
}

QStringList DistinguishedName::values(QStringView oid) const
{
    QStringList found;
    for (const RelativeDistinguishedName& rdn : m_rdns) {
        for (const AttributeTypeAndValue& attribute : rdn) {
            if (attribute.oid == oid)
                found.append(attribute.value);
        }
    }
    return found;
}

bool DistinguishedName::matches(const DistinguishedName& other) const
{
    return m_rdns.size() == other.m_rdns.size() && canonicalKey() == other.canonicalKey();
}

bool DistinguishedName::matchesEitherWay(const DistinguishedName& other) const
{
    return matches(other) || matches(other.reversed());
}

QString DistinguishedName::canonicalKey() const
{
    QStringList keys;
    for (const RelativeDistinguishedName& rdn : m_rdns) {
        QStringList attributes;
        for (const AttributeTypeAndValue& attribute : rdn)
            attributes.append(attributeKey(attribute));
        std::ranges::sort(attributes);
        keys.append(attributes.join(u'+'));
    }
    return keys.join(u',');
}

DistinguishedName DistinguishedName::reversed() const
{
    DistinguishedName result = *this;
    std::ranges::reverse(result.m_rdns);
    return result;
}

} // namespace gatehouse::pki
