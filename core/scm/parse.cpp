// SPDX-License-Identifier: Apache-2.0
#include <core/scm/json.h>
#include <core/scm/parse.h>
#include <core/scm/words.h>

#include <QRegularExpression>

#include <algorithm>
#include <limits>

namespace gatehouse::scm {

namespace {

Result<Json> document(const QByteArray& body, const QString& endpoint)
{
    if (body.trimmed().isEmpty())
        return failure(malformedAnswer(endpoint, QStringLiteral("the answer is empty")));
    auto parsed = parseJson(body);
    if (parsed)
        return std::move(*parsed);
    if (looksLikeHtml(body))
        return failure(portalAnswer(endpoint, 0));
    return failure(malformedAnswer(endpoint, QStringLiteral("the answer is not JSON")));
}

/// Parses an array of objects, each with `parseOne(Members)`; a problem noted by one fails all.
template <class T, class ParseOne>
Result<QList<T>> parseObjects(const QByteArray& body, const QString& endpoint, ParseOne parseOne)
{
    const Result<Json> parsed = document(body, endpoint);
    if (!parsed)
        return failure(parsed.error());
    if (!parsed->is_array())
        return failure(malformedAnswer(endpoint, QStringLiteral("the answer is not a list")));
    QList<T> result;
    QString problem;
    for (const Json& element : *parsed) {
        if (!element.is_object())
            problem = QStringLiteral("an entry is not an object");
        else
            result.append(parseOne(Members(element, problem)));
        if (!problem.isEmpty())
            return failure(malformedAnswer(endpoint, problem));
    }
    return result;
}

template <class T, class ParseOne>
Result<T> parseObject(const QByteArray& body, const QString& endpoint, ParseOne parseOne)
{
    const Result<Json> parsed = document(body, endpoint);
    if (!parsed)
        return failure(parsed.error());
    if (!parsed->is_object())
        return failure(malformedAnswer(endpoint, QStringLiteral("the answer is not an object")));
    QString problem;
    T result = parseOne(Members(*parsed, problem));
    if (!problem.isEmpty())
        return failure(malformedAnswer(endpoint, problem));
    return result;
}

int requiredId(const Members& members, const char* name)
{
    const int id = members.smallInteger(name);
    if (id < 1)
        members.note(name, "a number above 0");
    return id;
}

/// `sslId` and its newer name `id` are the same number; either will do.
SslId requiredSslId(const Members& members)
{
    const qint64 old = members.integer("sslId");
    const SslId id = old != 0 ? old : members.integer("id");
    if (id < 1)
        members.note("sslId", "a number above 0");
    return id;
}

QStringList parseKeyParameters(const Json& value, const Members& members)
{
    QStringList parameters;
    if (value.is_null())
        return parameters;
    if (!value.is_array()) {
        const auto text = toScalarText(value);
        if (!text)
            members.note("keyTypes", "an object of lists");
        else if (!text->isEmpty())
            parameters.append(*text);
        return parameters;
    }
    for (const Json& element : value) {
        const auto text = toScalarText(element);
        if (!text && !element.is_null())
            members.note("keyTypes", "an object of lists of texts");
        if (text && !text->isEmpty())
            parameters.append(*text);
    }
    return parameters;
}

std::optional<QList<std::pair<QString, QStringList>>> parseKeyTypes(const Members& members)
{
    const Json* found = members.object("keyTypes");
    if (found == nullptr)
        return std::nullopt;
    QList<std::pair<QString, QStringList>> result;
    for (const auto& [algorithm, parameters] : found->items())
        result.append({ toText(algorithm), parseKeyParameters(parameters, members) });
    return result;
}

std::optional<QList<int>> parseTerms(const Members& members)
{
    const Json* found = members.value("terms");
    if (found == nullptr)
        return std::nullopt;
    if (!found->is_array()) {
        const int term = members.smallInteger("terms");
        return term > 0 ? std::optional(QList<int> { term }) : std::nullopt;
    }
    QList<int> terms;
    for (const Json& element : *found) {
        const auto term = toNumber(element);
        if (!term || *term < 0 || *term > std::numeric_limits<int>::max())
            members.note("terms", "a list of days");
        else if (*term > 0)
            terms.append(static_cast<int>(*term));
    }
    return terms;
}

CertificateType parseType(const Members& members)
{
    CertificateType type;
    type.id = members.smallInteger("id");
    type.name = members.text("name");
    type.description = members.text("description");
    type.keyTypes = parseKeyTypes(members);
    type.terms = parseTerms(members);
    type.useSecondaryOrgName = members.flag("useSecondaryOrgName").value_or(false);
    return type;
}

Organization parseOneOrganization(
    const Members& members, const QString& parentName, bool withDepartments)
{
    Organization organization;
    organization.id = requiredId(members, "id");
    organization.name = members.text("name");
    organization.parentName = members.text("parentName");
    if (organization.parentName.isEmpty())
        organization.parentName = parentName;
    organization.certTypes = members.texts("certTypes");
    organization.sslCertsApiEnabled = members.flag("sslCertsApiEnabled");
    const Json* departments = withDepartments ? members.array("departments") : nullptr;
    if (departments == nullptr)
        return organization;
    for (const Json& department : *departments) {
        if (!department.is_object()) {
            members.note("departments", "a list of objects");
            break;
        }
        // Departments have no departments of their own.
        organization.departments.append(
            parseOneOrganization(members.inner(department), organization.name, false));
    }
    return organization;
}

Organization parseWholeOrganization(const Members& members)
{
    return parseOneOrganization(members, {}, true);
}

pki::SerialNumber parseSerial(const QString& text)
{
    // A serial that cannot be read must not hide the certificate it belongs to.
    return pki::SerialNumber::fromHex(text).value_or(pki::SerialNumber());
}

ListItem parseListItem(const Members& members)
{
    ListItem item;
    item.id = requiredSslId(members);
    item.commonName = members.text("commonName");
    item.subjectAlternativeNames = members.texts("subjectAlternativeNames");
    item.serialNumber = parseSerial(members.text("serialNumber"));
    return item;
}

QList<CustomField> parseCustomFieldValues(const Members& members)
{
    QList<CustomField> fields;
    const Json* found = members.array("customFields");
    if (found == nullptr)
        return fields;
    for (const Json& element : *found) {
        if (!element.is_object()) {
            members.note("customFields", "a list of objects");
            break;
        }
        const Members field = members.inner(element);
        fields.append(CustomField { field.text("name"), field.text("value") });
    }
    return fields;
}

/// "dNSName=a, dNSName=b" -> a, b.
QStringList withoutNameTypes(const QStringList& names)
{
    QStringList result;
    for (const QString& name : names)
        result.append(name.mid(name.indexOf(QLatin1Char('=')) + 1).trimmed());
    return result;
}

void parseInnerDetails(CertificateDetails& details, const Members& members)
{
    // Releases before the certificateDetails object had the issuer at the top.
    details.issuer = members.text("issuer");
    const Json* found = members.object("certificateDetails");
    if (found == nullptr)
        return;
    const Members inner = members.inner(*found);
    if (const QString issuer = inner.text("issuer"); !issuer.isEmpty())
        details.issuer = issuer;
    details.subject = inner.text("subject");
    details.sha1Hash = inner.text("sha1Hash");
    if (details.subjectAlternativeNames.isEmpty())
        details.subjectAlternativeNames = withoutNameTypes(inner.texts("subjectAltNames"));
}

void parseDates(CertificateDetails& details, const Members& members)
{
    details.requested = parseDate(members.text("requested"));
    details.approved = parseDate(members.text("approved"));
    details.issued = parseDate(members.text("issued"));
    details.declined = parseDate(members.text("declined"));
    details.expires = parseDate(members.text("expires"));
    details.replaced = parseDate(members.text("replaced"));
    details.revoked = parseDate(members.text("revoked"));
}

/// 0 is both "unspecified" and "unset": only a revoked certificate has a reason.
std::optional<int> parseRevocationReason(const CertificateDetails& details, const Members& members)
{
    if (members.value("reasonCode") == nullptr)
        return std::nullopt;
    const int reason = members.smallInteger("reasonCode");
    const bool isRevoked = details.status == Status::Revoked || details.revoked.isValid();
    return reason != 0 || isRevoked ? std::optional(reason) : std::nullopt;
}

CertificateDetails parseOneDetails(const Members& members)
{
    CertificateDetails details;
    details.id = requiredSslId(members);
    details.commonName = members.text("commonName");
    details.orgId = members.smallInteger("orgId");
    details.statusText = members.text("status");
    details.status = parseStatus(details.statusText);
    const QString order = members.text("orderNumber");
    details.orderNumber = order == QLatin1String("0") ? QString() : order;
    details.backendCertId = members.text("backendCertId");
    details.vendor = members.text("vendor");
    if (const Json* type = members.object("certType"))
        details.certType = parseType(members.inner(*type));
    details.term = members.smallInteger("term");
    details.requester = members.text("requester");
    details.externalRequester = members.text("externalRequester");
    details.comments = members.text("comments");
    parseDates(details, members);
    details.revocationReason = parseRevocationReason(details, members);
    details.serialNumber = parseSerial(members.text("serialNumber"));
    details.keyType = members.text("keyType");
    details.subjectAlternativeNames = members.texts("subjectAlternativeNames");
    details.customFields = parseCustomFieldValues(members);
    parseInnerDetails(details, members);
    return details;
}

QDate dateOf(const QRegularExpressionMatch& match)
{
    const QString first = match.captured(1);
    const QString separator = match.captured(2);
    const int a = first.toInt();
    const int b = match.captured(3).toInt();
    const int c = match.captured(4).toInt();
    if (first.size() == 4)
        return { a, b, c };
    if (match.captured(4).size() != 4 || separator == QLatin1String("-"))
        return {};
    if (separator == QLatin1String("."))
        return { c, b, a };
    // US is SCM's default; a "month" above 12 can only be the UK form.
    return a > 12 ? QDate(c, b, a) : QDate(c, a, b);
}

} // namespace

QDateTime parseDate(QStringView text)
{
    static const QRegularExpression pattern(
        QStringLiteral("^(\\d{4}|\\d{1,2})([-/.])(\\d{1,2})\\2(\\d{4}|\\d{1,2})"
                       "(?:[T "
                       "](\\d{2}):(\\d{2})(?::(\\d{2})(?:[.,](\\d{1,9}))?)?\\s?(?:Z|([+-])(\\d{2}):"
                       "?(\\d{2}))?)?$"));
    constexpr qsizetype longest = 64;
    if (text.size() > longest)
        return {};
    const QRegularExpressionMatch match = pattern.match(text.trimmed().toString());
    if (!match.hasMatch())
        return {};
    const QDate date = dateOf(match);
    const int milliseconds = match.captured(8).leftJustified(3, QLatin1Char('0')).left(3).toInt();
    const QTime time = match.captured(5).isEmpty()
        ? QTime(0, 0)
        : QTime(match.captured(5).toInt(), match.captured(6).toInt(), match.captured(7).toInt(),
            milliseconds);
    if (!date.isValid() || !time.isValid())
        return {};
    const int offset = (match.captured(10).toInt() * 60 + match.captured(11).toInt()) * 60;
    const bool isEast = match.captured(9) != QLatin1String("-");
    return QDateTime(date, time, Qt::UTC).addSecs(isEast ? -offset : offset);
}

QString cleanWords(QStringView text)
{
    constexpr qsizetype longest = 300;
    QString words;
    for (const QChar c : text) {
        if (words.size() > 2 * longest)
            break;
        // Format characters too: a right-to-left override could make the words say something else.
        const bool shows = c.category() != QChar::Other_Control
            && c.category() != QChar::Other_Format && !c.isNull();
        words.append(shows ? c : QLatin1Char(' '));
    }
    words = words.simplified();
    if (words.size() <= longest)
        return words;
    words.truncate(longest);
    if (words.back().isHighSurrogate())
        words.chop(1);
    return words + QChar(0x2026);
}

Error malformedAnswer(const QString& endpoint, const QString& what)
{
    Error error = Error::of(ErrorKind::Malformed,
        Words::tr("Sectigo's answer to \"%1\" is not what its API promises. Try again; if it stays "
                  "so, check that URL leads to Sectigo's API and tell Gatehouse's makers.")
            .arg(endpoint),
        QStringLiteral("%1: %2").arg(endpoint, what));
    error.cause = QStringLiteral("scm/malformed");
    return error;
}

Error portalAnswer(const QString& endpoint, int httpStatus)
{
    Error error = Error::of(ErrorKind::Malformed,
        Words::tr("A proxy or portal answered \"%1\" instead of Sectigo's API. Check URL, and "
                  "whether the network asks for a login of its own.")
            .arg(endpoint),
        QStringLiteral("%1: HTML instead of JSON").arg(endpoint));
    error.cause = QStringLiteral("scm/portal-page");
    error.setting = QStringLiteral("url");
    error.httpStatus = httpStatus;
    return error;
}

Result<QList<CertificateType>> parseTypes(const QByteArray& body)
{
    const auto parseOne = [](const Members& members) {
        requiredId(members, "id");
        return parseType(members);
    };
    return parseObjects<CertificateType>(body, QStringLiteral("GET /ssl/v1/types"), parseOne);
}

Result<QList<CustomFieldDefinition>> parseCustomFields(const QByteArray& body)
{
    const auto parseOne = [](const Members& members) {
        CustomFieldDefinition field;
        field.id = requiredId(members, "id");
        field.name = members.text("name");
        field.mandatory = members.flag("mandatory").value_or(false);
        return field;
    };
    return parseObjects<CustomFieldDefinition>(
        body, QStringLiteral("GET /ssl/v1/customFields"), parseOne);
}

Result<QList<Organization>> parseOrganizations(const QByteArray& body)
{
    return parseObjects<Organization>(
        body, QStringLiteral("GET /organization/v1"), parseWholeOrganization);
}

Result<Organization> parseOrganization(const QByteArray& body)
{
    return parseObject<Organization>(
        body, QStringLiteral("GET /organization/v1/{id}"), parseWholeOrganization);
}

Result<QList<ListItem>> parseListItems(const QByteArray& body)
{
    return parseObjects<ListItem>(body, QStringLiteral("GET /ssl/v1"), parseListItem);
}

Result<CertificateDetails> parseDetails(const QByteArray& body)
{
    return parseObject<CertificateDetails>(
        body, QStringLiteral("GET /ssl/v1/{sslId}"), parseOneDetails);
}

Result<EnrollAnswer> parseEnrollAnswer(const QByteArray& body)
{
    const auto parseOne = [](const Members& members) {
        EnrollAnswer answer;
        answer.sslId = requiredSslId(members);
        answer.renewId = members.text("renewId");
        return answer;
    };
    auto result = parseObject<EnrollAnswer>(body, QStringLiteral("POST /ssl/v1/enroll"), parseOne);
    if (result)
        return result;
    Error error = result.error();
    error.message = Words::tr("Sectigo accepted the order, but its answer does not say which "
                              "certificate it is. Look it up in Sectigo before ordering again.");
    error.cause = QStringLiteral("scm/order-answer-unreadable");
    error.setting.clear();
    return failure(error);
}

Result<SslId> parseRenewAnswer(const QByteArray& body)
{
    const auto parseOne = [](const Members& members) { return requiredSslId(members); };
    auto result =
        parseObject<SslId>(body, QStringLiteral("POST /ssl/v1/renewById/{sslId}"), parseOne);
    if (result)
        return result;
    Error error = result.error();
    error.message = Words::tr("Sectigo accepted the renewal, but its answer does not say which "
                              "certificate is new. Look it up in Sectigo before renewing again.");
    error.cause = QStringLiteral("scm/order-answer-unreadable");
    error.setting.clear();
    return failure(error);
}

} // namespace gatehouse::scm
