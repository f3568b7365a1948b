// SPDX-License-Identifier: Apache-2.0
#include <core/enrollment/names.h>
#include <core/lookup/candidates.h>

#include <algorithm>

namespace gatehouse::lookup {

namespace {

using orders::Order;

// SCM may match parts of a name, and in an order it does not tell: some pages are read, never all.
constexpr qsizetype maximumListed = 1000;

bool isName(const QString& name, const QString& wanted)
{
    return enrollment::toALabels(name.trimmed()).compare(wanted, Qt::CaseInsensitive) == 0;
}

bool isAmong(const QStringList& names, const QString& wanted)
{
    return std::ranges::any_of(
        names, [&wanted](const QString& name) { return isName(name, wanted); });
}

/// The filters that find a term, to be asked one after the other. `all`: every one counts; else the
/// first that finds something.
struct Question {
    QList<scm::ListFilter> filters;
    bool all = true;
};

Question questionFor(const Term& term)
{
    Question question;
    scm::ListFilter filter;
    switch (term.kind) {
    case Term::Kind::DistinguishedName: {
        const QString commonName = term.name.commonName().value_or(QString()).simplified();
        if (commonName.isEmpty())
            break;
        // Whether SCM minds the case is not documented; hosts are in lower case as a rule.
        question.all = false;
        filter.commonName = enrollment::toALabels(commonName);
        question.filters.append(filter);
        if (filter.commonName != commonName) {
            filter.commonName = commonName;
            question.filters.append(filter);
        }
        break;
    }
    case Term::Kind::SerialNumber:
    case Term::Kind::Certificate:
        filter.serialNumber = term.serialNumber;
        question.filters.append(filter);
        break;
    case Term::Kind::HostName:
    case Term::Kind::Wildcard:
    case Term::Kind::EmailAddress:
        filter.commonName = term.text;
        question.filters.append(filter);
        filter.commonName.clear();
        filter.subjectAlternativeName = term.text;
        question.filters.append(filter);
        break;
    case Term::Kind::OrderNumber:
        break;
    }
    return question;
}

/// What a list entry already rules out, so that its details need not be read.
bool mayFit(const Term& term, const scm::ListItem& item)
{
    switch (term.kind) {
    case Term::Kind::DistinguishedName:
        return item.commonName.simplified().compare(
                   term.name.commonName().value_or(QString()).simplified(), Qt::CaseInsensitive)
            == 0
            || isName(item.commonName,
                enrollment::toALabels(term.name.commonName().value_or(QString()).simplified()));
    case Term::Kind::SerialNumber:
    case Term::Kind::Certificate:
        return item.serialNumber.isEmpty() || item.serialNumber == term.serialNumber;
    case Term::Kind::HostName:
    case Term::Kind::Wildcard:
    case Term::Kind::EmailAddress:
        // The names are absent where SCM has nothing to say about them.
        return item.subjectAlternativeNames.isEmpty() || isName(item.commonName, term.text)
            || isAmong(item.subjectAlternativeNames, term.text);
    case Term::Kind::OrderNumber:
        break;
    }
    return true;
}

bool hasName(const Order& order, const QString& wanted)
{
    const auto subject = pki::DistinguishedName::parse(order.subject);
    if (subject && isName(subject->commonName().value_or(QString()), wanted))
        return true;
    return std::ranges::any_of(order.subjectAltNames, [&wanted](const QString& text) {
        const auto name = pki::GeneralName::parse(text);
        return name && isName(name->value, wanted);
    });
}

Task<Result<QList<Order>>> openOrdersNamed(ContextPointer context, QString name)
{
    orders::OrderFilter filter;
    filter.connector = context->connector;
    filter.onlyOpen = true;
    Result<QList<Order>> open = co_await context->orders->list(filter);
    if (open)
        open->removeIf([&name](const Order& order) { return !hasName(order, name); });
    co_return open;
}

Task<Result<QList<Order>>> orderNumbered(ContextPointer context, QString text)
{
    bool isNumber = false;
    orders::OrderFilter filter;
    filter.connector = context->connector;
    filter.sslId = text.toLongLong(&isNumber);
    Result<QList<Order>> found;
    if (isNumber && *filter.sslId > 0)
        found = co_await context->orders->list(filter);
    if (!found || !found->isEmpty())
        co_return found;
    const Result<Order> own = co_await context->orders->find(text);
    if (own && own->connector == context->connector)
        co_return QList<Order> { *own };
    const bool isJustUnknown = own || own.error().kind == ErrorKind::NotFound;
    if (!isJustUnknown)
        co_return failure(own.error());
    co_return QList<Order>();
}

bool isSubject(const QString& text, const pki::DistinguishedName& wanted)
{
    const auto name = pki::DistinguishedName::parse(text);
    return name && name->matchesEitherWay(wanted);
}

QString plainHash(QString hash)
{
    return hash.remove(u':').toLower();
}

} // namespace

Task<Result<QList<scm::SslId>>> candidates(ContextPointer context, Term term, std::stop_token stop)
{
    QList<scm::SslId> ids;
    if (term.kind == Term::Kind::OrderNumber) {
        const scm::SslId id = term.text.toLongLong();
        if (id > 0)
            ids.append(id);
        co_return ids;
    }
    const Question question = questionFor(term);
    for (const scm::ListFilter& filter : question.filters) {
        const auto items = co_await context->scm->search(filter, maximumListed, stop);
        if (!items)
            co_return failure(items.error());
        for (const scm::ListItem& item : *items) {
            if (mayFit(term, item) && !ids.contains(item.id))
                ids.append(item.id);
        }
        if (!question.all && !ids.isEmpty())
            break;
    }
    std::ranges::sort(ids, std::ranges::greater());
    co_return ids;
}

Task<Result<QList<Order>>> fittingOrders(ContextPointer context, Term term)
{
    orders::OrderFilter filter;
    filter.connector = context->connector;
    switch (term.kind) {
    case Term::Kind::DistinguishedName:
        filter.subject = term.name.toString();
        break;
    case Term::Kind::SerialNumber:
    case Term::Kind::Certificate:
        filter.serialNumber = term.serialNumber;
        break;
    case Term::Kind::HostName:
    case Term::Kind::Wildcard:
    case Term::Kind::EmailAddress:
        co_return co_await openOrdersNamed(context, term.text);
    case Term::Kind::OrderNumber:
        co_return co_await orderNumbered(context, term.text);
    }
    co_return co_await context->orders->list(filter);
}

std::optional<Term> coveringWildcard(const Term& term)
{
    const qsizetype dot = term.text.indexOf(u'.');
    if (term.kind != Term::Kind::HostName || dot < 1)
        return std::nullopt;
    Term wildcard;
    wildcard.kind = Term::Kind::Wildcard;
    wildcard.text = QLatin1Char('*') + term.text.mid(dot);
    const auto name = pki::GeneralName::parse(term.text);
    const bool isAddress = name && name->type == pki::GeneralName::Type::IpAddress;
    if (isAddress || !enrollment::isWildcardWellFormed(wildcard.text))
        return std::nullopt;
    return wildcard;
}

bool fits(
    const Term& term, const scm::CertificateDetails& details, const std::optional<Order>& order)
{
    switch (term.kind) {
    case Term::Kind::DistinguishedName:
        return isSubject(details.subject, term.name)
            || (order && isSubject(order->subject, term.name));
    case Term::Kind::SerialNumber:
        return details.serialNumber == term.serialNumber;
    case Term::Kind::Certificate:
        return details.serialNumber == term.serialNumber
            && (details.sha1Hash.isEmpty()
                || plainHash(details.sha1Hash)
                    == QString::fromLatin1(term.certificate.sha1Fingerprint().toHex()));
    case Term::Kind::HostName:
    case Term::Kind::Wildcard:
    case Term::Kind::EmailAddress:
        return isName(details.commonName, term.text)
            || isAmong(details.subjectAlternativeNames, term.text)
            || (order && hasName(*order, term.text));
    case Term::Kind::OrderNumber:
        break;
    }
    return QString::number(details.id) == term.text || details.orderNumber == term.text
        || (order && order->id.startsWith(term.text));
}

} // namespace gatehouse::lookup
