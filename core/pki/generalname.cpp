// SPDX-License-Identifier: Apache-2.0
#include <core/pki/distinguishedname.h>
#include <core/pki/generalname.h>
#include <core/pki/generalnamecodec.h>

#include <QCoreApplication>
#include <QUrl>

#include <algorithm>
#include <array>
#include <optional>

namespace gatehouse::pki {

namespace {

using Type = GeneralName::Type;
using L = QLatin1String;

struct TypeWords {
    Type type = Type::Other;
    L prefix {}; ///< as written
    L gatewayName {};
    std::array<L, 3> alsoRead {};
};

constexpr std::array typeWords = {
    TypeWords { Type::DnsName, L("DNS"), L("dNSName"), { L("host"), L("hostname"), L() } },
    TypeWords { Type::IpAddress, L("IP"), L("iPAddress"), { L("ip address"), L(), L() } },
    TypeWords {
        Type::Rfc822Name, L("email"), L("rfc822Name"), { L("rfc822"), L("mail"), L("e-mail") } },
    TypeWords { Type::Uri, L("URI"), L("uniformResourceIdentifier"), { L("url"), L(), L() } },
    TypeWords { Type::DirectoryName, L("dirName"), L("directoryName"), { L("dn"), L(), L() } },
    TypeWords { Type::RegisteredId, L("RID"), L("registeredID"), { L(), L(), L() } },
    TypeWords { Type::Other, L("other"), L("otherName"), { L(), L(), L() } },
};

const TypeWords& wordsOf(Type type)
{
    return *std::ranges::find(typeWords, type, &TypeWords::type);
}

std::optional<Type> typeFromWord(QStringView word)
{
    const auto is = [word](L candidate) {
        return !candidate.isEmpty() && word.compare(candidate, Qt::CaseInsensitive) == 0;
    };
    for (const TypeWords& words : typeWords) {
        if (is(words.prefix) || is(words.gatewayName) || std::ranges::any_of(words.alsoRead, is))
            return words.type;
    }
    return std::nullopt;
}

QString wrong(const char* reason)
{
    return QCoreApplication::translate("gatehouse::GeneralName", reason);
}

bool isLabel(QStringView label)
{
    const auto isAllowed = [](QChar c) {
        // The underscore is not in RFC 1123, but is in use in private name spaces; the CA decides.
        return (c >= u'a' && c <= u'z') || (c >= u'A' && c <= u'Z') || (c >= u'0' && c <= u'9')
            || c == u'-' || c == u'_';
    };
    return !label.isEmpty() && label.size() <= 63 && std::ranges::all_of(label, isAllowed)
        && !label.startsWith(u'-') && !label.endsWith(u'-');
}

bool isHostName(QStringView host)
{
    const QList<QStringView> labels = host.split(u'.');
    const auto isDigit = [](QChar c) { return c >= u'0' && c <= u'9'; };
    return host.size() <= 253 && std::ranges::all_of(labels, isLabel)
        && !std::ranges::all_of(labels.last(), isDigit);
}

/// A-labels of a host name; empty when it is none.
QString asciiHost(const QString& host)
{
    const bool isAscii = std::ranges::all_of(host, [](QChar c) { return c < QChar(0x80); });
    const QString ascii = isAscii ? host : QString::fromLatin1(QUrl::toAce(host));
    return isHostName(ascii) ? ascii : QString();
}

struct Checked {
    QString value;
    QString problem; ///< empty when there is none
};

Checked checkDns(const QString& text)
{
    const QString wildcard = text.startsWith(u"*.") ? QStringLiteral("*.") : QString();
    const QString host = asciiHost(text.mid(wildcard.size()));
    if (host.isEmpty()) {
        return { {},
            wrong(QT_TRANSLATE_NOOP("gatehouse::GeneralName",
                "it is not a host name such as www.example.com or *.example.com")) };
    }
    return { wildcard + host, {} };
}

Checked checkAddress(const QString& text)
{
    const bool isBracketed = text.startsWith(u'[') && text.endsWith(u']');
    const QByteArray bytes = addressBytes(isBracketed ? text.mid(1, text.size() - 2) : text);
    if (bytes.isEmpty()) {
        return { {},
            wrong(QT_TRANSLATE_NOOP("gatehouse::GeneralName",
                "it is not an address such as 192.0.2.1 or 2001:db8::1")) };
    }
    return { addressText(bytes), {} };
}

Checked checkMail(const QString& text)
{
    const qsizetype at = text.lastIndexOf(u'@');
    const QString local = text.left(at);
    const QString host = at < 0 ? QString() : asciiHost(text.mid(at + 1));
    const bool isPlain = std::ranges::all_of(
        local, [](QChar c) { return c > u' ' && c < QChar(0x7f) && c != u'@'; });
    if (at <= 0 || local.size() > 64 || host.isEmpty() || !isPlain) {
        return { {},
            wrong(QT_TRANSLATE_NOOP(
                "gatehouse::GeneralName", "it is not a mail address such as name@example.com")) };
    }
    return { local + u'@' + host, {} };
}

Checked checkUri(const QString& text)
{
    const QUrl url(text, QUrl::StrictMode);
    const bool hasContent = !url.host().isEmpty() || !url.path().isEmpty();
    if (!url.isValid() || url.scheme().isEmpty() || !hasContent) {
        return { {},
            wrong(QT_TRANSLATE_NOOP(
                "gatehouse::GeneralName", "it is not a URI such as https://example.com/path")) };
    }
    const bool isAscii = std::ranges::all_of(text, [](QChar c) { return c < QChar(0x80); });
    return { isAscii ? text : QString::fromLatin1(url.toEncoded()), {} };
}

Checked checkDirectoryName(const QString& text)
{
    const auto dn = DistinguishedName::parse(text);
    if (!dn)
        return { {}, dn.error().message };
    if (dn->isEmpty())
        return { {}, wrong(QT_TRANSLATE_NOOP("gatehouse::GeneralName", "the name is empty")) };
    return { dn->toString(), {} };
}

Checked checkOid(const QString& text)
{
    if (!oidObject(text)) {
        return { {},
            wrong(QT_TRANSLATE_NOOP(
                "gatehouse::GeneralName", "it is not an object identifier such as 1.2.840.1")) };
    }
    return { text, {} };
}

Checked checkOther(const QString& text)
{
    const QByteArray hex = text.toLatin1().toLower();
    const QByteArray der = QByteArray::fromHex(hex);
    const auto names = toOpenSsl(QList<GeneralName> { { Type::Other, text } });
    if (der.isEmpty() || der.toHex() != hex || !names) {
        return { {},
            wrong(QT_TRANSLATE_NOOP(
                "gatehouse::GeneralName", "it is not the hexadecimal DER of a GeneralName")) };
    }
    return { QString::fromLatin1(hex), {} };
}

Checked check(Type type, const QString& text)
{
    switch (type) {
    case Type::DnsName:
        return checkDns(text);
    case Type::IpAddress:
        return checkAddress(text);
    case Type::Rfc822Name:
        return checkMail(text);
    case Type::Uri:
        return checkUri(text);
    case Type::DirectoryName:
        return checkDirectoryName(text);
    case Type::RegisteredId:
        return checkOid(text);
    case Type::Other:
        break;
    }
    return checkOther(text);
}

Type guessType(const QString& text)
{
    if (checkAddress(text).problem.isEmpty())
        return Type::IpAddress;
    return text.contains(u'@') ? Type::Rfc822Name : Type::DnsName;
}

/// What is compared: the parts without regard to case folded, addresses in one spelling.
QString comparable(const GeneralName& name)
{
    switch (name.type) {
    case Type::DnsName:
    case Type::Other:
        return name.value.toLower();
    case Type::IpAddress: {
        const Checked address = checkAddress(name.value);
        return address.problem.isEmpty() ? address.value : name.value;
    }
    case Type::Rfc822Name: {
        // RFC 5280, 7.5: the local part is exact, the host is not.
        const qsizetype at = name.value.lastIndexOf(u'@');
        return name.value.left(at) + name.value.mid(at).toLower();
    }
    case Type::Uri: {
        const QUrl url(name.value, QUrl::StrictMode);
        return url.isValid() ? QString::fromLatin1(url.toEncoded()) : name.value;
    }
    case Type::DirectoryName: {
        const auto dn = DistinguishedName::parse(name.value);
        return dn ? dn->canonicalKey() : name.value;
    }
    case Type::RegisteredId:
        break;
    }
    return name.value;
}

} // namespace

Result<GeneralName> GeneralName::parse(QStringView text)
{
    const OpenSslErrorScope errors;
    const QStringView trimmed = text.trimmed();
    const qsizetype colon = trimmed.indexOf(u':');
    const auto named = colon < 0 ? std::nullopt : typeFromWord(trimmed.first(colon).trimmed());
    const QString given =
        named ? trimmed.sliced(colon + 1).trimmed().toString() : trimmed.toString();
    const Type parsedType = named.value_or(guessType(given));
    Checked checked = check(parsedType, given);
    if (!checked.problem.isEmpty()) {
        return failure(ErrorKind::Usage,
            QCoreApplication::translate("gatehouse::GeneralName",
                "\"%1\" is not usable as a subject alternative name of the type %2: %3.")
                .arg(given.left(120), wordsOf(parsedType).prefix, checked.problem));
    }
    return GeneralName { parsedType, std::move(checked.value) };
}

QString GeneralName::toString() const
{
    return wordsOf(type).prefix + u':' + value;
}

QString GeneralName::typeName(Type type)
{
    return wordsOf(type).gatewayName;
}

bool GeneralName::matches(const GeneralName& other) const
{
    return type == other.type && comparable(*this) == comparable(other);
}

} // namespace gatehouse::pki
