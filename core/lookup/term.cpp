// SPDX-License-Identifier: Apache-2.0
#include <core/enrollment/names.h>
#include <core/lookup/term.h>
#include <core/lookup/words.h>
#include <core/pki/generalname.h>

#include <QRegularExpression>
#include <QUrl>

#include <algorithm>
#include <array>
#include <optional>

namespace gatehouse::lookup {

namespace {

/// nullopt: not for this reader. An error ends the reading: it can be nothing else.
using Reading = std::optional<Result<QList<Term>>>;

Error notUnderstood(const QString& detail = {})
{
    Error error = Error::of(ErrorKind::Usage,
        Words::tr(
            "This is nothing that can be looked up. Enter a distinguished name, a serial "
            "number (hexadecimal, or decimal after \"dec:\"), a host name, a wildcard such as "
            "*.example.org, a mail address or an order number, or paste a certificate in "
            "PEM."),
        detail);
    error.cause = QStringLiteral("lookup/not-understood");
    return error;
}

bool isAll(QStringView text, bool (*allowed)(QChar))
{
    return !text.isEmpty() && std::ranges::all_of(text, allowed);
}

bool isDigit(QChar c)
{
    return c >= u'0' && c <= u'9';
}

bool isHexDigit(QChar c)
{
    return isDigit(c) || (c >= u'a' && c <= u'f') || (c >= u'A' && c <= u'F');
}

bool isOrderIdCharacter(QChar c)
{
    return isDigit(c) || (c >= u'a' && c <= u'z') || (c >= u'A' && c <= u'Z');
}

Term nameTerm(Term::Kind kind, const QString& text)
{
    Term term;
    term.kind = kind;
    term.text = text;
    return term;
}

std::optional<Term> serialTerm(const Result<pki::SerialNumber>& serial)
{
    if (!serial || serial->isEmpty())
        return std::nullopt;
    Term term;
    term.kind = Term::Kind::SerialNumber;
    term.serialNumber = *serial;
    return term;
}

std::optional<Term> hexTerm(const QString& text)
{
    return serialTerm(pki::SerialNumber::fromHex(text));
}

std::optional<Term> decimalTerm(const QString& text)
{
    return serialTerm(pki::SerialNumber::fromDecimal(text));
}

/// An order number of SCM's, or ours or its beginning.
std::optional<Term> orderTerm(const QString& text)
{
    constexpr qsizetype longestNumber = 18; // fits 63 bits
    constexpr qsizetype shortestId = 6;
    constexpr qsizetype longestId = 26;
    const bool isNumber = isAll(text, isDigit) && text.size() <= longestNumber;
    const bool isOurs =
        isAll(text, isOrderIdCharacter) && text.size() >= shortestId && text.size() <= longestId;
    if (!isNumber && !isOurs)
        return std::nullopt;
    return nameTerm(Term::Kind::OrderNumber, text.toLower());
}

bool isHostLabel(QStringView label)
{
    constexpr qsizetype longestLabel = 63; // RFC 1035
    return label.size() <= longestLabel && !label.startsWith(u'-') && !label.endsWith(u'-')
        && isAll(label, [](QChar c) { return isOrderIdCharacter(c) || c == u'-' || c == u'_'; });
}

std::optional<Term> hostTerm(QString text)
{
    constexpr qsizetype longestName = 253; // RFC 1035
    while (text.endsWith(u'.'))
        text.chop(1);
    const bool isWildcard = text.startsWith(QLatin1String("*."));
    const QString host = enrollment::toALabels(text).toLower();
    const QStringList labels = host.mid(isWildcard ? 2 : 0).split(u'.');
    if (host.size() > longestName || !std::ranges::all_of(labels, isHostLabel))
        return std::nullopt;
    return nameTerm(isWildcard ? Term::Kind::Wildcard : Term::Kind::HostName, host);
}

std::optional<Term> addressTerm(const QString& text)
{
    const auto name = pki::GeneralName::parse(text);
    if (!name || name->type != pki::GeneralName::Type::IpAddress)
        return std::nullopt;
    return nameTerm(Term::Kind::HostName, name->value);
}

Reading oneOrMore(const QList<std::optional<Term>>& candidates)
{
    QList<Term> terms;
    for (const std::optional<Term>& candidate : candidates) {
        if (candidate)
            terms.append(*candidate);
    }
    if (terms.isEmpty())
        return std::nullopt;
    return Result<QList<Term>>(terms);
}

Result<QList<pki::Certificate>> single(const Result<pki::Certificate>& certificate)
{
    return certificate.map(
        [](const pki::Certificate& one) { return QList<pki::Certificate> { one }; });
}

/// A pasted chain means its end entity, wherever in the chain that stands.
pki::Certificate leafOf(const QList<pki::Certificate>& chain)
{
    const auto leaf = std::find_if(
        chain.begin(), chain.end(), [](const pki::Certificate& one) { return !one.isCa(); });
    return leaf == chain.end() ? chain.constFirst() : *leaf;
}

Reading readCertificate(const QString& text)
{
    constexpr qsizetype shortest = 200; // no certificate is shorter
    const bool isPem = text.contains(QLatin1String("-----BEGIN"));
    if (!isPem && text.size() < shortest)
        return std::nullopt;
    const auto certificates = isPem ? pki::Certificate::parseAll(text.toLatin1())
                                    : single(pki::Certificate::parse(text.toLatin1()));
    if (!certificates && !isPem)
        return std::nullopt;
    if (!certificates) {
        Error error = certificates.error();
        error.kind = ErrorKind::Usage;
        return Result<QList<Term>>(failure(error));
    }
    Term term;
    term.kind = Term::Kind::Certificate;
    term.certificate = leafOf(*certificates);
    term.serialNumber = term.certificate.serialNumber();
    return Result<QList<Term>>({ term });
}

Reading readDistinguishedName(const QString& text)
{
    if (!text.contains(u'='))
        return std::nullopt;
    const auto name = pki::DistinguishedName::parse(text);
    if (!name) {
        Error error = name.error();
        error.kind = ErrorKind::Usage;
        return Result<QList<Term>>(failure(error));
    }
    if (name->isEmpty())
        return std::nullopt;
    Term term;
    term.kind = Term::Kind::DistinguishedName;
    term.name = *name;
    return Result<QList<Term>>({ term });
}

/// What a caller or a tool puts in front: "serial=A93EC0" (openssl x509 -serial), "dec: 42".
Reading readMarked(const QString& text)
{
    struct Mark {
        const char* words; ///< alternatives of a regular expression
        Reading (*read)(const QString&);
    };
    static constexpr std::array marks {
        Mark { "0x()", [](const QString& rest) { return oneOrMore({ hexTerm(rest) }); } },
        Mark { "#()", [](const QString& rest) { return oneOrMore({ orderTerm(rest) }); } },
        Mark { "(serial|serial ?number|serial ?no\\.?|sn)\\s*[:=]\\s*",
            [](const QString& rest) { return oneOrMore({ hexTerm(rest) }); } },
        Mark { "(dec|decimal)\\s*[:= ]\\s*",
            [](const QString& rest) { return oneOrMore({ decimalTerm(rest) }); } },
        Mark { "(hex|hexadecimal)\\s*[:= ]\\s*",
            [](const QString& rest) { return oneOrMore({ hexTerm(rest) }); } },
        Mark { "(order|order ?number|ssl ?id|gatehouse)\\s*[:= ]\\s*",
            [](const QString& rest) { return oneOrMore({ orderTerm(rest) }); } },
        Mark { "(subject|dn)\\s*[:=]\\s*",
            [](const QString& rest) { return readDistinguishedName(rest); } },
        Mark { "(host|dns|dns ?name)\\s*[:=]\\s*",
            [](const QString& rest) { return oneOrMore({ hostTerm(rest) }); } },
    };
    for (const Mark& mark : marks) {
        const QRegularExpression form(QStringLiteral("^%1(.+)$").arg(QLatin1String(mark.words)),
            QRegularExpression::CaseInsensitiveOption
                | QRegularExpression::DotMatchesEverythingOption);
        const auto match = form.match(text);
        if (!match.hasMatch())
            continue;
        if (Reading reading = mark.read(match.captured(match.lastCapturedIndex()).trimmed()))
            return reading;
    }
    return std::nullopt;
}

Reading readMailAddress(const QString& text)
{
    const qsizetype at = text.lastIndexOf(u'@');
    const bool isAddress =
        at > 0 && std::ranges::none_of(text, [](QChar c) { return c.isSpace(); });
    const auto host = isAddress ? hostTerm(text.mid(at + 1)) : std::nullopt;
    if (!host)
        return std::nullopt;
    return oneOrMore(
        { nameTerm(Term::Kind::EmailAddress, text.first(at + 1).toLower() + host->text) });
}

/// Pairs of hex digits with something between them: "A9:3E:C0", "a9 3e", "a9-3e".
Reading readGroupedSerial(const QString& text)
{
    static const QRegularExpression form(QStringLiteral("^[0-9a-f]{2}(?:([:\\- ])[0-9a-f]{2})+$"),
        QRegularExpression::CaseInsensitiveOption);
    const auto match = form.match(text);
    if (!match.hasMatch()) {
        const bool hasColons = text.contains(u':') && !text.contains(QLatin1String("::"))
            && isAll(text, [](QChar c) { return isHexDigit(c) || c == u':' || c.isSpace(); });
        if (!hasColons)
            return std::nullopt;
        const auto address = addressTerm(text);
        return oneOrMore({ address ? address : hexTerm(text) });
    }
    if (match.captured(1) == QLatin1String("-"))
        return oneOrMore({ hexTerm(text), hostTerm(text) });
    return oneOrMore({ hexTerm(text), addressTerm(text) });
}

/// Digits alone may be three things.
Reading readDigits(const QString& text)
{
    // Of random hex digits five in eight are decimal ones: a long text without a letter is a
    // decimal number, unless it is padded as hex is.
    constexpr qsizetype longForHex = 16;
    constexpr qsizetype longForOrder = 12;
    if (!isAll(text, isDigit))
        return std::nullopt;
    const auto hex = hexTerm(text);
    const auto decimal = decimalTerm(text);
    const auto order = orderTerm(text);
    if (text.size() <= longForOrder)
        return oneOrMore({ order, hex, decimal });
    if (text.size() >= longForHex && !text.startsWith(u'0'))
        return oneOrMore({ decimal, hex, order });
    return oneOrMore({ hex, decimal, order });
}

/// One word of letters and digits: a serial number, an order of ours, a host without a domain.
Reading readWord(const QString& text)
{
    constexpr qsizetype ourIdSize = 26;
    if (!isAll(text, isOrderIdCharacter))
        return std::nullopt;
    const auto hex = isAll(text, isHexDigit) ? hexTerm(text) : std::nullopt;
    const auto order = orderTerm(text);
    const auto host = hostTerm(text);
    if (text.size() == ourIdSize)
        return oneOrMore({ order, hex, host });
    return hex ? oneOrMore({ hex, order, host }) : oneOrMore({ host, order });
}

Reading readHost(const QString& text)
{
    static const QRegularExpression withPort(QStringLiteral("^([^:\\s]+):[0-9]{1,5}$"));
    if (text.contains(QLatin1String("://")))
        return oneOrMore({ hostTerm(QUrl(text).host()) });
    if (const auto match = withPort.match(text); match.hasMatch())
        return oneOrMore({ addressTerm(match.captured(1)), hostTerm(match.captured(1)) });
    if (const auto address = addressTerm(text))
        return oneOrMore({ address });
    return oneOrMore({ hostTerm(text) });
}

QString cleaned(QStringView input)
{
    QString text = input.trimmed().toString();
    // The blank that ends a name is written with a backslash before it.
    const bool isEscaped = text.endsWith(u'\\') && !text.endsWith(QLatin1String("\\\\"));
    if (isEscaped && !input.endsWith(u'\\'))
        text += u' ';
    const bool isQuoted = text.size() >= 2 && text.front() == text.back()
        && (text.front() == u'"' || text.front() == u'\'');
    return isQuoted ? text.mid(1, text.size() - 2).trimmed() : text;
}

} // namespace

QString Term::description() const
{
    switch (kind) {
    case Kind::DistinguishedName:
        return Words::tr("Distinguished name %1").arg(name.toString());
    case Kind::SerialNumber:
        return Words::tr("Serial number %1").arg(serialNumber.toColonHex().toLower());
    case Kind::HostName:
        return Words::tr("Host name %1").arg(text);
    case Kind::Wildcard:
        return Words::tr("Wildcard %1").arg(text);
    case Kind::EmailAddress:
        return Words::tr("Mail address %1").arg(text);
    case Kind::OrderNumber:
        return Words::tr("Order number %1").arg(text);
    case Kind::Certificate:
        break;
    }
    return Words::tr("Certificate with serial number %1").arg(serialNumber.toColonHex().toLower());
}

Result<QList<Term>> interpret(QStringView input)
{
    constexpr qsizetype longest = 1024 * 1024;
    if (input.size() > longest)
        return failure(notUnderstood(QStringLiteral("%1 characters").arg(input.size())));
    const QString text = cleaned(input);
    if (text.isEmpty() || text.contains(QChar(u'\0')))
        return failure(notUnderstood());
    // In this order: the first that knows the text decides.
    constexpr std::array readers { readCertificate, readMarked, readDistinguishedName,
        readMailAddress, readGroupedSerial, readDigits, readWord, readHost };
    for (const auto& read : readers) {
        if (Reading reading = read(text))
            return *reading;
    }
    return failure(notUnderstood());
}

} // namespace gatehouse::lookup
