// SPDX-License-Identifier: Apache-2.0
#include <core/pki/attributetypes.h>
#include <core/pki/attributevalue.h>
#include <core/pki/distinguishedname.h>
#include <core/pki/opensslsupport.h>

#include <QCoreApplication>

#include <algorithm>

namespace gatehouse::pki {

namespace {

QString say(const char* text)
{
    return QCoreApplication::translate("gatehouse::DistinguishedName", text);
}

bool isBlank(QChar c)
{
    return c == u' ' || c == u'\t' || c == u'\r' || c == u'\n';
}

int hexDigit(QChar c)
{
    if (c >= u'0' && c <= u'9')
        return c.unicode() - u'0';
    const char16_t lower = c.unicode() | 0x20;
    return lower >= u'a' && lower <= u'f' ? lower - u'a' + 10 : -1;
}

bool isTypeCharacter(QChar c)
{
    return (c.unicode() < 0x80 && c.isLetterOrNumber()) || c == u'.' || c == u'-' || c == u'_';
}

/// Reads one name from left to right. Each step either advances or leaves the error behind.
class Parser {
public:
    explicit Parser(QStringView text)
        : m_text(text)
    {
    }

    Result<DistinguishedName> parse();

private:
    QList<RelativeDistinguishedName> parseCommaForm();
    QList<RelativeDistinguishedName> parseSlashForm();
    AttributeTypeAndValue parseAttribute();
    QString parseType();
    AttributeTypeAndValue parseHexValue(const QString& oid);
    QString parseQuotedValue();
    QString parsePlainValue();
    void parseEscape(QByteArray& utf8);
    void appendCharacter(QByteArray& utf8);
    QString decoded(const QByteArray& utf8, qsizetype start);
    bool startsNextSlashRdn() const;
    bool endsValue(QChar c) const;

    bool atEnd() const { return m_at >= m_text.size(); }
    QChar current() const { return m_text[m_at]; }
    int hexPairAt(qsizetype at) const;
    void skipBlanks();
    void fail(qsizetype at, const QString& expected);

    QStringView m_text;
    qsizetype m_at = 0;
    bool m_slashForm = false;
    std::optional<Error> m_error;
};

void Parser::fail(qsizetype at, const QString& expected)
{
    if (m_error)
        return;
    m_error = Error::of(ErrorKind::Usage,
        say(QT_TRANSLATE_NOOP("gatehouse::DistinguishedName",
                "The distinguished name has an error in column %1: %2."))
            .arg(QString::number(at + 1), expected));
    m_error->cause = QStringLiteral("pki/bad-dn");
}

void Parser::skipBlanks()
{
    while (!atEnd() && isBlank(current()))
        ++m_at;
}

int Parser::hexPairAt(qsizetype at) const
{
    if (at + 1 >= m_text.size())
        return -1;
    const int high = hexDigit(m_text[at]);
    const int low = hexDigit(m_text[at + 1]);
    return high < 0 || low < 0 ? -1 : high * 16 + low;
}

QString Parser::parseType()
{
    const qsizetype start = m_at;
    while (!atEnd() && isTypeCharacter(current()))
        ++m_at;
    QStringView name = m_text.sliced(start, m_at - start);
    if (name.isEmpty()) {
        fail(start,
            say(QT_TRANSLATE_NOOP("gatehouse::DistinguishedName",
                "an attribute type such as CN, O or C is expected here")));
        return {};
    }
    if (name.startsWith(u"OID.", Qt::CaseInsensitive))
        name = name.sliced(4);
    if (QString oid = attributeOid(name); !oid.isEmpty())
        return oid;
    if (const Asn1ObjectPointer object = oidObject(name))
        return oidText(object.get());
    fail(start,
        say(QT_TRANSLATE_NOOP("gatehouse::DistinguishedName",
                "\"%1\" is not a known attribute type; write CN, O, OU, C, another short name, or "
                "an "
                "OID such as 2.5.4.3"))
            .arg(name.left(40)));
    return {};
}

void Parser::appendCharacter(QByteArray& utf8)
{
    const qsizetype units = current().isHighSurrogate() && m_at + 1 < m_text.size() ? 2 : 1;
    const QStringView character = m_text.sliced(m_at, units);
    if (current() == QChar(0) || !character.isValidUtf16()) {
        fail(m_at,
            say(QT_TRANSLATE_NOOP(
                "gatehouse::DistinguishedName", "this character cannot be part of a name")));
    }
    utf8 += character.toUtf8();
    m_at += units;
}

void Parser::parseEscape(QByteArray& utf8)
{
    const qsizetype start = m_at++;
    const int pair = hexPairAt(m_at);
    if (pair >= 0 && !m_slashForm) {
        utf8 += static_cast<char>(pair);
        m_at += 2;
    } else if (m_slashForm && !atEnd() && current() == u'x' && hexPairAt(m_at + 1) >= 0) {
        // X509_NAME_oneline() writes every byte outside of ASCII like this.
        utf8 += static_cast<char>(hexPairAt(m_at + 1));
        m_at += 3;
    } else if (!atEnd() && (m_slashForm || QStringView(u" \"#+,;<=>\\").contains(current()))) {
        appendCharacter(utf8);
    } else {
        fail(start,
            say(QT_TRANSLATE_NOOP("gatehouse::DistinguishedName",
                "after a backslash, two hexadecimal digits or one of \" # + , ; < = > \\ or a "
                "blank "
                "is expected")));
        m_at = m_text.size();
    }
}

QString Parser::decoded(const QByteArray& utf8, qsizetype start)
{
    const DerElement element {
        .identifier = V_ASN1_UTF8STRING, .content = utf8, .size = utf8.size()
    };
    const auto text = decodeStringElement(element);
    if (!text) {
        fail(start,
            say(QT_TRANSLATE_NOOP("gatehouse::DistinguishedName",
                "the escaped bytes of this value are not UTF-8 text, or contain a NUL")));
    }
    return text.value_or(QString());
}

AttributeTypeAndValue Parser::parseHexValue(const QString& oid)
{
    const qsizetype start = m_at++;
    QByteArray der;
    for (int pair = hexPairAt(m_at); pair >= 0; pair = hexPairAt(m_at)) {
        der += static_cast<char>(pair);
        m_at += 2;
    }
    const auto element = readDerElement(der);
    if (!element || element->size != der.size() || (!atEnd() && hexDigit(current()) >= 0)) {
        fail(start,
            say(QT_TRANSLATE_NOOP("gatehouse::DistinguishedName",
                "after #, the hexadecimal digits of one whole DER value are expected")));
    }
    return attributeFromDer(oid, der);
}

QString Parser::parseQuotedValue()
{
    const qsizetype start = m_at++;
    QByteArray utf8;
    while (!atEnd() && current() != u'"') {
        if (current() == u'\\')
            parseEscape(utf8);
        else
            appendCharacter(utf8);
    }
    if (atEnd()) {
        fail(start,
            say(QT_TRANSLATE_NOOP("gatehouse::DistinguishedName",
                "the quotation mark that closes this one is missing")));
        return {};
    }
    ++m_at;
    return decoded(utf8, start);
}

bool Parser::startsNextSlashRdn() const
{
    // X509_NAME_oneline() does not escape a slash within a value: only "/type=" starts an RDN.
    qsizetype at = m_at + 1;
    while (at < m_text.size() && isTypeCharacter(m_text[at]))
        ++at;
    return at > m_at + 1 && at < m_text.size() && m_text[at] == u'=';
}

bool Parser::endsValue(QChar c) const
{
    if (m_slashForm)
        return c == u'+' || (c == u'/' && startsNextSlashRdn());
    return c == u',' || c == u';' || c == u'+';
}

QString Parser::parsePlainValue()
{
    const qsizetype start = m_at;
    QByteArray utf8;
    qsizetype kept = 0; // blanks behind it are dropped, unless escaped
    while (!atEnd() && !endsValue(current())) {
        const bool isPlainBlank = isBlank(current());
        if (current() == u'\\') {
            parseEscape(utf8);
        } else if (current() == u'"' && !m_slashForm) {
            fail(m_at,
                say(QT_TRANSLATE_NOOP("gatehouse::DistinguishedName",
                    "a quotation mark within a value is written as \\\"")));
            ++m_at;
        } else {
            appendCharacter(utf8);
        }
        if (!isPlainBlank)
            kept = utf8.size();
    }
    return decoded(utf8.first(kept), start);
}

AttributeTypeAndValue Parser::parseAttribute()
{
    skipBlanks();
    const QString oid = parseType();
    skipBlanks();
    if (m_error)
        return {};
    if (atEnd() || current() != u'=') {
        fail(m_at,
            say(QT_TRANSLATE_NOOP(
                "gatehouse::DistinguishedName", "\"=\" is expected after the attribute type")));
        return {};
    }
    ++m_at;
    skipBlanks();
    if (!atEnd() && !m_slashForm && current() == u'#')
        return parseHexValue(oid);
    const bool isQuoted = !atEnd() && !m_slashForm && current() == u'"';
    return { .oid = oid, .value = isQuoted ? parseQuotedValue() : parsePlainValue() };
}

QList<RelativeDistinguishedName> Parser::parseCommaForm()
{
    QList<RelativeDistinguishedName> rdns;
    RelativeDistinguishedName rdn;
    while (!m_error) {
        rdn.append(parseAttribute());
        skipBlanks();
        const QChar separator = atEnd() ? QChar(u',') : current();
        if (!endsValue(separator)) {
            fail(m_at,
                say(QT_TRANSLATE_NOOP("gatehouse::DistinguishedName",
                    "a comma, a plus sign, or the end of the name is expected")));
        }
        if (separator != u'+') {
            rdns.append(rdn);
            rdn.clear();
        }
        if (atEnd())
            break;
        ++m_at;
    }
    // The text has the leaf first, the encoding the root.
    std::ranges::reverse(rdns);
    return rdns;
}

QList<RelativeDistinguishedName> Parser::parseSlashForm()
{
    QList<RelativeDistinguishedName> rdns;
    while (!m_error && !atEnd()) {
        const bool joins = current() == u'+';
        ++m_at;
        AttributeTypeAndValue attribute = parseAttribute();
        if (joins)
            rdns.last().append(std::move(attribute));
        else
            rdns.append(RelativeDistinguishedName { std::move(attribute) });
    }
    return rdns;
}

Result<DistinguishedName> Parser::parse()
{
    constexpr qsizetype maximumLength = 65536;
    if (m_text.size() > maximumLength) {
        fail(maximumLength,
            say(QT_TRANSLATE_NOOP(
                "gatehouse::DistinguishedName", "a name longer than this is not accepted")));
        return failure(*m_error);
    }
    skipBlanks();
    if (atEnd())
        return DistinguishedName();
    m_slashForm = current() == u'/';
    QList<RelativeDistinguishedName> rdns = m_slashForm ? parseSlashForm() : parseCommaForm();
    if (m_error)
        return failure(std::move(*m_error));
    return DistinguishedName(std::move(rdns));
}

} // namespace

Result<DistinguishedName> DistinguishedName::parse(QStringView text)
{
    const OpenSslErrorScope errors;
    return Parser(text).parse();
}

} // namespace gatehouse::pki
