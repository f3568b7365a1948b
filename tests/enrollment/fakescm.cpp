// SPDX-License-Identifier: Apache-2.0
#include <core/pki/certificatebuilder.h>
#include <tests/enrollment/fakescm.h>

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QUrlQuery>

namespace gatehouse::testsupport {

namespace {

pki::Certificate makeCa(const QString& subject, const pki::PrivateKey& key,
    const pki::Certificate& issuer, const pki::PrivateKey& issuerKey)
{
    pki::CertificateTemplate content;
    content.subject = pki::DistinguishedName::parse(subject).value();
    content.publicKeyInfo = key.publicKeyInfo();
    content.notBefore = QDateTime(QDate(2025, 1, 1), QTime(0, 0), Qt::UTC);
    content.notAfter = content.notBefore.addYears(20);
    content.isCa = true;
    return pki::buildCertificate(content, issuer, issuerKey).value();
}

pki::PrivateKey makeKey()
{
    return pki::PrivateKey::generate({ pki::KeyAlgorithm::Ec, 256 }).value();
}

QByteArray json(const QJsonObject& object)
{
    return QJsonDocument(object).toJson(QJsonDocument::Compact);
}

} // namespace

FakeScm::FakeScm(std::shared_ptr<FakeClock> clock)
    : m_clock(std::move(clock))
    , m_transport(std::make_shared<FakeTransport>(
          [this](const http::Request& request) { return answer(request); }))
    , m_rootKey(makeKey())
    , m_intermediateKey(makeKey())
    , m_root(makeCa(QStringLiteral("CN=Test Root"), m_rootKey, {}, m_rootKey))
    , m_intermediate(makeCa(QStringLiteral("CN=Test CA"), m_intermediateKey, m_root, m_rootKey))
{
    m_client =
        std::make_shared<scm::Client>(QUrl(QStringLiteral("https://ca.test/api")), m_transport,
            scm::passwordAuthenticator(QStringLiteral("svc"),
                Secret::fromUtf8(QByteArrayView("pw")), QStringLiteral("cust")),
            m_clock);
}

http::Response FakeScm::refusal(int status, int code, const QString& description)
{
    return FakeTransport::answer(status,
        json({ { QStringLiteral("code"), code }, { QStringLiteral("description"), description } }));
}

qsizetype FakeScm::count(QStringView part) const
{
    qsizetype found = 0;
    for (const http::Request& request : m_transport->requests())
        found += request.url.toString().contains(part) ? 1 : 0;
    return found;
}

FakeScm::Record& FakeScm::add(const QString& subject, const QStringList& subjectAltNames)
{
    Record record;
    record.id = ++m_lastId;
    record.csr = makeCsr(subject);
    record.subject = record.csr.subject();
    record.commonName = record.subject.commonName().value_or(QString());
    record.subjectAltNames = subjectAltNames;
    record.term = 365;
    record.requested = m_clock->now().toString(QStringLiteral("yyyy-MM-dd"));
    return *records.insert(record.id, record);
}

void FakeScm::issue(Record& record)
{
    pki::CertificateTemplate content;
    content.subject = record.subject;
    content.publicKeyInfo = record.csr.publicKeyInfo();
    content.notBefore = m_clock->now();
    content.notAfter = content.notBefore.addDays(record.term).addSecs(-1);
    content.subjectAltNames.append(
        pki::GeneralName { pki::GeneralName::Type::DnsName, record.commonName });
    for (const QString& name : std::as_const(record.subjectAltNames))
        content.subjectAltNames.append(pki::GeneralName::parse(name).value());
    if (onIssue)
        onIssue(content);
    record.leaf = pki::buildCertificate(content, m_intermediate, m_intermediateKey).value();
    record.status = QStringLiteral("Issued");
}

FakeScm::Answer FakeScm::enroll(const http::Request& request)
{
    const QJsonObject body = QJsonDocument::fromJson(FakeTransport::bodyOf(request)).object();
    Record record;
    record.id = ++m_lastId;
    record.csr =
        pki::CertificateRequest::parse(body[QLatin1String("csr")].toString().toLatin1()).value();
    record.subject = record.csr.subject();
    record.commonName = record.subject.commonName().value_or(QString());
    record.subjectAltNames =
        body[QLatin1String("subjAltNames")].toString().split(QLatin1Char(','), Qt::SkipEmptyParts);
    record.comments = body[QLatin1String("comments")].toString();
    record.term = body[QLatin1String("term")].toInt();
    record.collectsLeft = notReady;
    record.requested = m_clock->now().toString(QStringLiteral("yyyy-MM-dd"));
    if (onEnroll)
        onEnroll(record);
    records.insert(record.id, record);
    return FakeTransport::answer(200,
        json({ { QStringLiteral("sslId"), record.id },
            { QStringLiteral("renewId"), QStringLiteral("renew%1").arg(record.id) } }));
}

FakeScm::Answer FakeScm::answer(const http::Request& request)
{
    if (intercept) {
        if (const std::optional<Answer> other = intercept(request))
            return *other;
    }
    const QStringList path = request.url.path().split(QLatin1Char('/'), Qt::SkipEmptyParts);
    const QString last = path.last();
    if (last == QLatin1String("enroll"))
        return enroll(request);
    if (last == QLatin1String("v1"))
        return list(request);
    const auto record = records.find(last.toLongLong());
    if (record == records.end())
        return refusal(404, -124, QStringLiteral("Unknown id"));
    if (path.contains(QLatin1String("collect")))
        return collect(*record, QUrlQuery(request.url).queryItemValue(QStringLiteral("format")));
    return FakeTransport::answer(200, detailsOf(*record));
}

FakeScm::Answer FakeScm::collect(Record& record, const QString& format)
{
    const bool isPending = record.status == QLatin1String("Applied")
        || record.status == QLatin1String("Requested")
        || record.status == QLatin1String("Approved");
    if (isPending && record.collectsLeft-- > 0)
        return refusal(400, 0, QStringLiteral("Being processed by Sectigo"));
    if (isPending)
        issue(record);
    if (record.status == QLatin1String("Revoked"))
        return refusal(400, -110, QStringLiteral("Certificate was revoked"));
    if (record.leaf.isNull())
        return refusal(400, 0, QStringLiteral("Being processed by Sectigo"));
    QByteArray body = record.leaf.toPem();
    if (format.compare(QLatin1String("x509"), Qt::CaseInsensitive) == 0)
        body = chainBody.value_or(m_root.toPem() + m_intermediate.toPem() + body);
    return FakeTransport::answer(200, body, "application/octet-stream;charset=UTF-8");
}

QByteArray FakeScm::detailsOf(const Record& record)
{
    QJsonObject details { { QStringLiteral("sslId"), record.id },
        { QStringLiteral("id"), record.id }, { QStringLiteral("orgId"), 1201 },
        { QStringLiteral("commonName"), record.commonName },
        { QStringLiteral("status"), record.status },
        { QStringLiteral("comments"), record.comments }, { QStringLiteral("term"), record.term },
        { QStringLiteral("requested"), record.requested },
        { QStringLiteral("subjectAlternativeNames"),
            QJsonArray::fromStringList(record.subjectAltNames) } };
    if (!record.leaf.isNull()) {
        details.insert(QStringLiteral("serialNumber"), record.leaf.serialNumber().toColonHex());
        details.insert(QStringLiteral("certificateDetails"),
            QJsonObject { { QStringLiteral("subject"), record.leaf.subject().toString() },
                { QStringLiteral("issuer"), record.leaf.issuer().toString() },
                { QStringLiteral("sha1Hash"),
                    QString::fromLatin1(record.leaf.sha1Fingerprint().toHex()) } });
    }
    return json(details);
}

FakeScm::Answer FakeScm::list(const http::Request& request) const
{
    const QUrlQuery query(request.url);
    const auto value = [&query](const char* key) {
        return query.queryItemValue(QString::fromLatin1(key), QUrl::FullyDecoded);
    };
    const QString commonName = value("commonName");
    const QString name = value("subjectAlternativeName");
    const QString serial = value("serialNumber");
    QJsonArray found;
    for (const Record& record : records) {
        const QString own =
            record.leaf.isNull() ? QString() : record.leaf.serialNumber().toColonHex();
        // As the real one may, it matches parts of a common name.
        const bool fits = record.commonName.contains(commonName, Qt::CaseInsensitive)
            && (name.isEmpty() || record.subjectAltNames.contains(name, Qt::CaseInsensitive))
            && (serial.isEmpty() || own.compare(serial, Qt::CaseInsensitive) == 0);
        if (!fits)
            continue;
        found.append(QJsonObject { { QStringLiteral("sslId"), record.id },
            { QStringLiteral("commonName"), record.commonName },
            { QStringLiteral("serialNumber"), own },
            { QStringLiteral("subjectAlternativeNames"),
                QJsonArray::fromStringList(record.subjectAltNames) } });
    }
    const qsizetype total = found.size();
    const qsizetype position = value("position").toInt();
    const qsizetype size = value("size").toInt();
    QJsonArray page;
    for (qsizetype i = position; i < std::min(total, position + size); ++i)
        page.append(found.at(i));
    http::Response response =
        FakeTransport::answer(200, QJsonDocument(page).toJson(QJsonDocument::Compact));
    response.headers.append(http::Header { "X-Total-Count", QByteArray::number(total) });
    return response;
}

pki::CertificateRequest makeCsr(const QString& subject, const QStringList& subjectAltNames)
{
    QList<pki::GeneralName> names;
    for (const QString& name : subjectAltNames)
        names.append(pki::GeneralName::parse(name).value());
    const auto parsed = pki::DistinguishedName::parse(subject).value();
    return pki::CertificateRequest::create(makeKey(), parsed, names).value();
}

enrollment::Plan makePlan(const QString& subject, const QStringList& subjectAltNames)
{
    enrollment::Plan plan;
    plan.profileId = QStringLiteral("p1");
    plan.certType = 60515;
    plan.csr = makeCsr(subject);
    plan.keyType = { pki::KeyAlgorithm::Ec, 256 };
    plan.term = 365;
    plan.subject = plan.csr.subject();
    for (const QString& name : subjectAltNames)
        plan.subjectAltNames.append(pki::GeneralName::parse(name).value());
    plan.comment = QStringLiteral("for the shop");
    plan.requestedBy = QStringLiteral("ann");
    return plan;
}

} // namespace gatehouse::testsupport
