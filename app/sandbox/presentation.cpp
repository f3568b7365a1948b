// SPDX-License-Identifier: Apache-2.0
#include "presentation.h"

#include "authority.h"

#include <QCryptographicHash>
#include <QHostAddress>

#include <array>

namespace gatehouse::sandbox {

namespace {

constexpr qint64 firstOrderNumber = 1900000000;

struct DateFormat {
    const char* name;
    const char* pattern; ///< in Qt's letters
};
constexpr std::array<DateFormat, 10> dateFormats { {
    { "ISO", "yyyy-MM-dd" },
    { "ISO_HMS", "yyyy-MM-dd'T'HH:mm:ss.zzz'Z'" },
    { "EU", "dd.MM.yyyy" },
    { "EU_HMS", "dd.MM.yyyy HH:mm:ss" },
    { "US", "MM/dd/yyyy" },
    { "US_HMS", "MM/dd/yyyy HH:mm:ss" },
    { "UK", "dd/MM/yyyy" },
    { "UK_HMS", "dd/MM/yyyy HH:mm:ss" },
    { "JP", "yyyy/MM/dd" },
    { "JP_HMS", "yyyy/MM/dd HH:mm:ss" },
} };

QString qtPattern(const QString& format)
{
    if (format.isEmpty())
        return QStringLiteral("MM/dd/yyyy");
    for (const DateFormat& item : dateFormats) {
        if (format.compare(QLatin1String(item.name), Qt::CaseInsensitive) == 0)
            return QString::fromLatin1(item.pattern);
    }
    // Java's letter for milliseconds is Qt's z.
    return QString(format).replace(QLatin1String("SSS"), QLatin1String("zzz"));
}

QString hash(const QByteArray& der, QCryptographicHash::Algorithm algorithm)
{
    return QString::fromLatin1(QCryptographicHash::hash(der, algorithm).toHex().toUpper());
}

QString namesText(const QStringList& names)
{
    QStringList parts;
    for (const QString& name : names) {
        parts.append(QHostAddress().setAddress(name) ? QStringLiteral("iPAddress=") + name
                                                     : QStringLiteral("dNSName=") + name);
    }
    return parts.join(QStringLiteral(", "));
}

Json certificateDetails(const CertificateRecord& record, const DetailContext& context)
{
    Json json = Json::object();
    if (record.serialNumber.isEmpty())
        return json;
    json["issuer"] = toJson(context.issuer);
    json["subject"] = toJson(context.subject);
    json["subjectAltNames"] = toJson(namesText(record.subjectAltNames));
    if (!record.certificate.isEmpty()) {
        json["md5Hash"] = toJson(hash(record.certificate, QCryptographicHash::Md5));
        json["sha1Hash"] = toJson(hash(record.certificate, QCryptographicHash::Sha1));
        json["sha256Hash"] = toJson(hash(record.certificate, QCryptographicHash::Sha256));
    }
    return json;
}

void addOrder(Json& json, const CertificateRecord& record, const DetailContext& context)
{
    const qint64 orderNumber = firstOrderNumber + record.id;
    json["commonName"] = toJson(record.commonName);
    json["sslId"] = record.id;
    json["id"] = record.id;
    json["orgId"] = record.orgId;
    json["status"] = toJson(statusName(record.status));
    json["orderNumber"] = orderNumber;
    json["backendCertId"] = toJson(QString::number(orderNumber));
    json["vendor"] = "Sectigo Limited";
    if (context.profile != nullptr)
        json["certType"] = toJson(*context.profile);
    json["subType"] = "";
    json["validationType"] = "Organization Validation (OV)";
    json["term"] = record.term;
    if (!record.owner.isEmpty())
        json["owner"] = toJson(record.owner);
    json["requester"] = toJson(record.requester);
    json["requestedVia"] = toJson(record.requestedVia);
    json["externalRequester"] = toJson(record.externalRequester);
    json["comments"] = toJson(record.comments);
}

void addTimes(Json& json, const CertificateRecord& record, const QString& format)
{
    const auto add = [&](const char* name, const QDateTime& time) {
        if (time.isValid())
            json[name] = toJson(formatDate(time, format));
    };
    add("requested", record.requested);
    add("approved", record.approved);
    add("issued", record.issued);
    add("declined", record.declined);
    if (record.issued.isValid())
        add("expires", Authority::validTo(record.issued, record.term));
    add("replaced", record.replaced);
    add("revoked", record.revoked);
    if (record.reasonCode)
        json["reasonCode"] = *record.reasonCode;
    add("renewedDate", record.renewed);
    json["renewed"] = record.renewed.isValid();
}

void addKey(Json& json, const CertificateRecord& record)
{
    const bool isRsa = record.keyAlgorithm == QLatin1String("RSA");
    if (!record.serialNumber.isEmpty()) {
        json["serialNumber"] = toJson(record.serialNumber.toColonHex());
        json["signatureAlg"] = "SHA256WITHRSA";
        json["keyUsages"] = Json::array({ "digitalSignature" });
        if (isRsa)
            json["keyUsages"].push_back("keyEncipherment");
        json["extendedKeyUsages"] = Json::array({ "1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.2" });
    }
    json["keyAlgorithm"] = toJson(record.keyAlgorithm);
    json["keySize"] = isRsa ? record.keyParameter.toInt() : 0;
    json["keyType"] = toJson(record.keyAlgorithm + QStringLiteral(" - ") + record.keyParameter);
    json["subjectAlternativeNames"] = toJson(record.subjectAltNames);
}

} // namespace

QString formatDate(const QDateTime& time, const QString& format)
{
    return time.toUTC().toString(qtPattern(format));
}

Json listEntry(const CertificateRecord& record)
{
    Json json;
    json["sslId"] = record.id;
    json["commonName"] = toJson(record.commonName);
    if (!record.subjectAltNames.isEmpty())
        json["subjectAlternativeNames"] = toJson(record.subjectAltNames);
    if (!record.serialNumber.isEmpty())
        json["serialNumber"] = toJson(record.serialNumber.toColonHex());
    return json;
}

Json details(const CertificateRecord& record, const DetailContext& context)
{
    Json json;
    addOrder(json, record, context);
    addTimes(json, record, context.dateFormat);
    addKey(json, record);
    json["customFields"] = Json::array();
    for (const NameValue& field : record.customFields)
        json["customFields"].push_back(
            { { "name", toJson(field.name) }, { "value", toJson(field.value) } });
    json["certificateDetails"] = certificateDetails(record, context);
    json["autoInstallDetails"] = { { "state", "Not configured" } };
    Json autoRenew;
    autoRenew["state"] = toJson(
        record.autoRenewState.isEmpty() ? QStringLiteral("Not scheduled") : record.autoRenewState);
    if (record.autoRenewDays)
        autoRenew["daysBeforeExpiration"] = *record.autoRenewDays;
    json["autoRenewDetails"] = std::move(autoRenew);
    json["suspendNotifications"] = record.suspendNotifications;
    return json;
}

} // namespace gatehouse::sandbox
