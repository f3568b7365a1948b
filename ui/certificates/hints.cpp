// SPDX-License-Identifier: Apache-2.0
#include <ui/certificates/hints.h>
#include <ui/words.h>

namespace gatehouse::ui {

namespace {

using Kind = lookup::Term::Kind;

QString hintFor(Kind kind)
{
    switch (kind) {
    case Kind::DistinguishedName:
        return Words::tr(
            "Try the common name alone: Sectigo may have changed the rest of the name.");
    case Kind::SerialNumber:
        return Words::tr(
            "Check the serial number for a missing digit. A decimal one is marked with "
            "“dec:” in front.");
    case Kind::HostName:
        return Words::tr("Try a wildcard such as *.example.org: the certificate may cover the host "
                         "without naming it.");
    case Kind::Wildcard:
        return Words::tr("Try the domain without the star.");
    case Kind::EmailAddress:
        return Words::tr("Try the host name: server certificates seldom carry a mail address.");
    case Kind::OrderNumber:
        return Words::tr("Check the order number, or try the host name that was ordered.");
    case Kind::Certificate:
        break;
    }
    return Words::tr(
        "The certificate may come from another certificate authority: its details name "
        "the issuer.");
}

bool isPortable(QChar c)
{
    return (c >= u'a' && c <= u'z') || (c >= u'A' && c <= u'Z') || (c >= u'0' && c <= u'9')
        || c == u'-' || c == u'_' || c == u'.';
}

} // namespace

QString lookupHints(const QList<lookup::Term>& readings)
{
    QStringList hints;
    for (const lookup::Term& term : readings) {
        const QString hint = hintFor(term.kind);
        if (!hints.contains(hint))
            hints.append(hint);
    }
    hints.append(Words::tr("It may also belong to another certificate authority in the list."));
    return hints.join(u'\n');
}

QString fileNameFor(const pki::Certificate& certificate, const QString& suffix)
{
    constexpr qsizetype longest = 100;
    QString name = certificate.subject().commonName().value_or(QString()).left(longest);
    name.replace(u'*', QLatin1String("wildcard"));
    for (QChar& c : name) {
        if (!isPortable(c))
            c = u'_';
    }
    while (name.startsWith(u'.') || name.startsWith(u'-'))
        name.remove(0, 1);
    if (name.isEmpty())
        name = QStringLiteral("certificate");
    return name + u'.' + suffix;
}

} // namespace gatehouse::ui
