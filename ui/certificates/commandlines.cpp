// SPDX-License-Identifier: Apache-2.0
#include <ui/certificates/commandlines.h>
#include <ui/format.h>

#include <QUrl>

#include <algorithm>

namespace gatehouse::ui {

namespace {

using Kind = lookup::Term::Kind;

bool needsNoQuotes(QChar character)
{
    const char16_t c = character.unicode();
    return (c >= u'a' && c <= u'z') || (c >= u'A' && c <= u'Z') || (c >= u'0' && c <= u'9')
        || QStringView(u"_@%+=:,./-").contains(character);
}

/// Bash, Zsh, Ksh and POSIX 2024: what must not reach a terminal as it is, is written in octal.
QString spelledOut(const QString& word)
{
    constexpr int octal = 8;
    constexpr int digits = 3;
    QString quoted = QStringLiteral("$'");
    const QList<uint> characters = word.toUcs4();
    for (const uint character : characters) {
        const QString text = QString::fromUcs4(reinterpret_cast<const char32_t*>(&character), 1);
        if (text == u"'" || text == u"\\") {
            quoted += u'\\' + text;
        } else if (visibleText(text) == text) {
            quoted += text;
        } else {
            const QByteArray bytes = text.toUtf8();
            for (const char byte : bytes) {
                quoted += QStringLiteral("\\%1").arg(
                    static_cast<uchar>(byte), digits, octal, QLatin1Char('0'));
            }
        }
    }
    return quoted + u'\'';
}

/// As the command line reads it without doubt.
QString argumentOf(const lookup::Term& term)
{
    switch (term.kind) {
    case Kind::DistinguishedName:
        return term.name.toString();
    case Kind::SerialNumber:
        return QStringLiteral("0x") + term.serialNumber.toHex();
    case Kind::Certificate:
        return QStringLiteral("0x") + term.certificate.serialNumber().toHex();
    case Kind::HostName:
    case Kind::Wildcard:
    case Kind::EmailAddress:
    case Kind::OrderNumber:
        break;
    }
    const auto readings = lookup::interpret(term.text);
    if (readings && readings->first().kind == term.kind)
        return term.text;
    return (term.kind == Kind::OrderNumber ? QStringLiteral("order:") : QStringLiteral("host:"))
        + term.text;
}

QString resourceOf(const lookup::Term& term)
{
    switch (term.kind) {
    case Kind::DistinguishedName:
        return QStringLiteral("subjects/")
            + QString::fromLatin1(QUrl::toPercentEncoding(term.name.toString()));
    case Kind::SerialNumber:
        return QStringLiteral("certificates/") + term.serialNumber.toHex();
    case Kind::Certificate:
        return QStringLiteral("certificates/") + term.certificate.serialNumber().toHex();
    case Kind::HostName:
    case Kind::Wildcard:
    case Kind::EmailAddress:
    case Kind::OrderNumber:
        break;
    }
    return {};
}

QString callOf(const QString& connectorId, const QString& resource)
{
    const QString url =
        QStringLiteral("https://GATEWAY:8444/cagw/v1/certificate-authorities/%1/%2")
            .arg(QString::fromLatin1(QUrl::toPercentEncoding(connectorId)), resource);
    return QStringLiteral("curl --cert CLIENT.pem --key CLIENT.key --cacert GATEWAY-CA.pem %1")
        .arg(shellQuoted(url));
}

} // namespace

QString shellQuoted(const QString& word)
{
    if (!word.isEmpty() && std::ranges::all_of(word, needsNoQuotes))
        return word;
    if (visibleText(word) != word)
        return spelledOut(word);
    QString quoted = word;
    return u'\'' + quoted.replace(u'\'', QLatin1String("'\\''")) + u'\'';
}

QString lookupCommand(const QString& connectorId, const lookup::Term& term)
{
    const QString argument = argumentOf(term);
    const bool looksLikeAnOption = argument.startsWith(u'-') || connectorId.startsWith(u'-');
    QStringList words { QStringLiteral("gatehousectl"), QStringLiteral("lookup") };
    if (looksLikeAnOption)
        words.append(QStringLiteral("--"));
    words.append(shellQuoted(connectorId));
    words.append(shellQuoted(argument));
    return words.join(u' ');
}

QString restCommand(const QString& connectorId, const lookup::Term& term)
{
    const QString resource = resourceOf(term);
    return resource.isEmpty() ? QString() : callOf(connectorId, resource);
}

QString restCommand(const QString& connectorId, const orders::Order& order)
{
    if (orders::isOfGatewayClient(order)) {
        return callOf(connectorId,
            QStringLiteral("enrollments/")
                + QString::fromLatin1(QUrl::toPercentEncoding(order.id)));
    }
    const auto subject = pki::DistinguishedName::parse(order.subject);
    return subject ? restCommand(connectorId, termOf(*subject)) : QString();
}

lookup::Term termOf(const pki::SerialNumber& serial)
{
    lookup::Term term;
    term.kind = Kind::SerialNumber;
    term.serialNumber = serial;
    return term;
}

lookup::Term termOf(const pki::DistinguishedName& name)
{
    lookup::Term term;
    term.kind = Kind::DistinguishedName;
    term.name = name;
    return term;
}

lookup::Term termOf(const QString& orderNumber)
{
    lookup::Term term;
    term.kind = Kind::OrderNumber;
    term.text = orderNumber;
    return term;
}

} // namespace gatehouse::ui
