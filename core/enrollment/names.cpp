// SPDX-License-Identifier: Apache-2.0
#include <core/enrollment/names.h>
#include <core/enrollment/words.h>
#include <core/pki/distinguishedname.h>

#include <QUrl>

#include <algorithm>
#include <cmath>

namespace gatehouse::enrollment {

namespace {

using pki::GeneralName;

bool looksLikeHost(QStringView text)
{
    return text.contains(u'.') && std::ranges::none_of(text, [](QChar c) {
        return c.isSpace() || c == u'@' || c == u'/';
    });
}

Error nameError(const QString& message)
{
    Error error = Error::of(ErrorKind::Policy, message);
    error.cause = QStringLiteral("policy/names");
    return error;
}

/// SCM takes names as one text with commas, and tells host names, addresses and mail addresses
/// apart by their look.
Result<GeneralName> orderedName(GeneralName name)
{
    using enum GeneralName::Type;
    if (name.type == DirectoryName || name.type == RegisteredId || name.type == Other
        || name.value.contains(u',') || name.value.trimmed().isEmpty()) {
        return failure(nameError(
            Words::tr("Sectigo Certificate Manager cannot be given the name %1. Leave it out: host "
                      "names, IP addresses, mail addresses and URIs can be ordered.")
                .arg(name.toString())));
    }
    if (name.type == DnsName) {
        name.value = toALabels(name.value);
        if (!isWildcardWellFormed(name.value)) {
            return failure(nameError(
                Words::tr("The wildcard name %1 cannot be ordered. Write the star alone in "
                          "front of a domain, as in *.example.org.")
                    .arg(name.value)));
        }
    }
    return name;
}

bool contains(const QList<GeneralName>& names, const GeneralName& name)
{
    return std::ranges::any_of(
        names, [&name](const GeneralName& other) { return other.matches(name); });
}

/// The name that a common name stands for among the SANs.
std::optional<GeneralName> nameOf(const QString& commonName)
{
    const Result<GeneralName> name = GeneralName::parse(toALabels(commonName));
    return name ? std::optional(*name) : std::nullopt;
}

QList<GeneralName> namesOf(const orders::Order& order)
{
    QList<GeneralName> names;
    for (const QString& text : order.subjectAltNames) {
        const Result<GeneralName> name = GeneralName::parse(text);
        if (name && !contains(names, *name))
            names.append(*name);
    }
    return names;
}

QString joined(const QList<GeneralName>& names)
{
    QStringList texts;
    for (const GeneralName& name : names)
        texts.append(name.value);
    return texts.join(QLatin1String(", "));
}

QList<GeneralName> without(const QList<GeneralName>& names, const QList<GeneralName>& others)
{
    QList<GeneralName> rest;
    std::ranges::copy_if(names, std::back_inserter(rest),
        [&others](const GeneralName& name) { return !contains(others, name); });
    return rest;
}

} // namespace

QString toALabels(const QString& host)
{
    const bool isAscii = std::ranges::all_of(host, [](QChar c) { return c.unicode() < 0x80; });
    if (isAscii)
        return looksLikeHost(host) ? host.toLower() : host;
    if (!looksLikeHost(host))
        return host;
    const bool isWildcard = host.startsWith(QLatin1String("*."));
    const QByteArray ace = QUrl::toAce(isWildcard ? host.mid(2) : host);
    if (ace.isEmpty())
        return host;
    const QString converted = QString::fromLatin1(ace).toLower();
    return isWildcard ? QLatin1String("*.") + converted : converted;
}

bool isWildcardWellFormed(QStringView host)
{
    if (!host.contains(u'*'))
        return true;
    return host.startsWith(QLatin1String("*.")) && host.count(u'*') == 1
        && host.mid(2).contains(u'.') && !host.endsWith(u'.')
        && !host.contains(QLatin1String(".."));
}

Result<QList<GeneralName>> orderedNames(
    const QList<GeneralName>& requested, const QString& commonName)
{
    const std::optional<GeneralName> own = nameOf(commonName);
    QList<GeneralName> names;
    for (const GeneralName& name : requested) {
        const Result<GeneralName> ordered = orderedName(name);
        if (!ordered)
            return failure(ordered.error());
        const bool isOwn = own && own->matches(*ordered);
        if (!isOwn && !contains(names, *ordered))
            names.append(*ordered);
    }
    return names;
}

QStringList differences(const orders::Order& order, const pki::Certificate& leaf)
{
    QStringList sentences;
    const Result<pki::DistinguishedName> ordered = pki::DistinguishedName::parse(order.subject);
    const pki::DistinguishedName subject = leaf.subject();
    if (ordered && !ordered->matchesEitherWay(subject)) {
        sentences.append(
            Words::tr("The subject is %1; ordered was %2.").arg(subject.toString(), order.subject));
    }
    QList<GeneralName> wanted = namesOf(order);
    const QString commonName = ordered ? ordered->commonName().value_or(QString()) : QString();
    const std::optional<GeneralName> own = nameOf(commonName);
    QList<GeneralName> present = leaf.subjectAltNames();
    // Whether the common name is repeated among the SANs is the CA's custom, not a difference.
    if (own && !contains(wanted, *own) && contains(present, *own))
        wanted.append(*own);
    const QList<GeneralName> missing = without(wanted, present);
    const QList<GeneralName> added = without(present, wanted);
    if (!missing.isEmpty())
        sentences.append(Words::tr("Ordered, but not in it: %1.").arg(joined(missing)));
    if (!added.isEmpty())
        sentences.append(Words::tr("In it, but not ordered: %1.").arg(joined(added)));

    constexpr double secondsPerDay = 86400;
    constexpr double tolerance = 1.5; // CAs count the last day, or backdate by hours
    const double days =
        static_cast<double>(leaf.notBefore().secsTo(leaf.notAfter())) / secondsPerDay;
    if (order.term > 0 && std::abs(days - order.term) > tolerance) {
        sentences.append(Words::tr("It is valid for %1 days; ordered were %2.")
                             .arg(qRound(days))
                             .arg(order.term));
    }
    return sentences;
}

} // namespace gatehouse::enrollment
