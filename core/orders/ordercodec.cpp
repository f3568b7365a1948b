// SPDX-License-Identifier: Apache-2.0
#include <core/orders/ordercodec.h>
#include <core/pki/distinguishedname.h>

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSqlQuery>

#include <algorithm>

namespace gatehouse::orders {

namespace {

const QString pkcs10Word = QStringLiteral("pkcs10");
const QString pkcs12Word = QStringLiteral("pkcs12");

/// Never NULL: to SQL an unset QString would be.
QVariant text(const QString& value)
{
    return value.isNull() ? QVariant(QStringLiteral("")) : QVariant(value);
}

QVariant timeValue(const QDateTime& time)
{
    return time.isValid() ? QVariant(time.toMSecsSinceEpoch()) : QVariant();
}

QDateTime readTime(const QVariant& value)
{
    return value.isNull() ? QDateTime()
                          : QDateTime::fromMSecsSinceEpoch(value.toLongLong(), Qt::UTC);
}

QVariant errorValue(const std::optional<Error>& error)
{
    return error ? QVariant(QString::fromUtf8(errorToJson(*error))) : QVariant();
}

QString namesValue(const QStringList& names)
{
    return QString::fromUtf8(
        QJsonDocument(QJsonArray::fromStringList(names)).toJson(QJsonDocument::Compact));
}

QStringList readNames(const QVariant& value)
{
    QStringList names;
    const QJsonArray array = QJsonDocument::fromJson(value.toString().toUtf8()).array();
    for (const auto& name : array)
        names.append(name.toString());
    return names;
}

ErrorKind readKind(const QString& name)
{
    for (int kind = 0; kind < static_cast<int>(ErrorKind::Internal); ++kind) {
        if (errorKindName(static_cast<ErrorKind>(kind)) == name)
            return static_cast<ErrorKind>(kind);
    }
    return ErrorKind::Internal;
}

const QStringList& columnNames()
{
    static const QStringList names = [] {
        QStringList result;
        const QList<ColumnValue> values = orderValues({});
        for (const ColumnValue& value : values)
            result.append(value.first);
        return result;
    }();
    return names;
}

} // namespace

QString orderColumns(bool isSummary)
{
    QStringList columns = columnNames();
    if (isSummary) {
        for (const char* large : { "subject_key", "csr", "encrypted_key", "certificates" })
            columns.replace(columns.indexOf(QLatin1String(large)), QStringLiteral("NULL"));
    }
    return columns.join(QLatin1String(", "));
}

QList<ColumnValue> orderValues(const Order& order)
{
    return {
        { QStringLiteral("id"), text(order.id) },
        { QStringLiteral("connector"), order.connector.toString(QUuid::WithoutBraces) },
        { QStringLiteral("connector_id"), text(order.connectorId) },
        { QStringLiteral("profile_id"), text(order.profileId) },
        { QStringLiteral("cert_type"), order.certType },
        { QStringLiteral("kind"), order.kind == OrderKind::Pkcs12 ? pkcs12Word : pkcs10Word },
        { QStringLiteral("subject"), text(order.subject) },
        { QStringLiteral("subject_key"), text(subjectKey(order.subject)) },
        { QStringLiteral("subject_alt_names"), namesValue(order.subjectAltNames) },
        { QStringLiteral("term"), order.term },
        { QStringLiteral("csr"), order.csr },
        { QStringLiteral("public_key_hash"), order.publicKeyHash },
        { QStringLiteral("encrypted_key"), order.encryptedKey },
        { QStringLiteral("state"), orderStateName(order.state) },
        { QStringLiteral("ssl_id"), order.sslId },
        { QStringLiteral("renew_id"), text(order.renewId) },
        { QStringLiteral("attempt"), order.attempt },
        { QStringLiteral("ca_status"), text(order.caStatus) },
        { QStringLiteral("last_answer"), text(order.lastAnswer) },
        { QStringLiteral("certificates"), order.certificates },
        { QStringLiteral("serial_number"), text(order.serialNumber.toHex()) },
        { QStringLiteral("not_after"), timeValue(order.notAfter) },
        { QStringLiteral("failure"), errorValue(order.failure) },
        { QStringLiteral("requested_by"), text(order.requestedBy) },
        { QStringLiteral("created"), timeValue(order.created) },
        { QStringLiteral("updated"), timeValue(order.updated) },
    };
}

QList<ColumnValue> changeValues(const OrderChange& change)
{
    QList<ColumnValue> values;
    if (change.sslId)
        values.append({ QStringLiteral("ssl_id"), *change.sslId });
    if (change.renewId)
        values.append({ QStringLiteral("renew_id"), text(*change.renewId) });
    if (change.attempt)
        values.append({ QStringLiteral("attempt"), *change.attempt });
    if (change.caStatus)
        values.append({ QStringLiteral("ca_status"), text(*change.caStatus) });
    if (change.lastAnswer)
        values.append({ QStringLiteral("last_answer"), text(*change.lastAnswer) });
    if (change.certificates)
        values.append({ QStringLiteral("certificates"), *change.certificates });
    if (change.serialNumber)
        values.append({ QStringLiteral("serial_number"), text(change.serialNumber->toHex()) });
    if (change.notAfter)
        values.append({ QStringLiteral("not_after"), timeValue(*change.notAfter) });
    if (change.failure)
        values.append({ QStringLiteral("failure"), errorValue(change.failure) });
    if (change.removeKey)
        values.append({ QStringLiteral("encrypted_key"), QByteArray() });
    return values;
}

Order readOrder(const QSqlQuery& row)
{
    const auto value = [&row](QLatin1String column) {
        return row.value(static_cast<int>(columnNames().indexOf(column)));
    };
    Order order;
    order.id = value(QLatin1String("id")).toString();
    order.connector = QUuid::fromString(value(QLatin1String("connector")).toString());
    order.connectorId = value(QLatin1String("connector_id")).toString();
    order.profileId = value(QLatin1String("profile_id")).toString();
    order.certType = value(QLatin1String("cert_type")).toInt();
    order.kind = value(QLatin1String("kind")).toString() == pkcs12Word ? OrderKind::Pkcs12
                                                                       : OrderKind::Pkcs10;
    order.subject = value(QLatin1String("subject")).toString();
    order.subjectAltNames = readNames(value(QLatin1String("subject_alt_names")));
    order.term = value(QLatin1String("term")).toInt();
    order.csr = value(QLatin1String("csr")).toByteArray();
    order.publicKeyHash = value(QLatin1String("public_key_hash")).toByteArray();
    order.encryptedKey = value(QLatin1String("encrypted_key")).toByteArray();
    // The table's CHECK lets no other word in.
    order.state =
        parseOrderState(value(QLatin1String("state")).toString()).value_or(OrderState::Uncertain);
    order.sslId = value(QLatin1String("ssl_id")).toLongLong();
    order.renewId = value(QLatin1String("renew_id")).toString();
    order.attempt = value(QLatin1String("attempt")).toInt();
    order.caStatus = value(QLatin1String("ca_status")).toString();
    order.lastAnswer = value(QLatin1String("last_answer")).toString();
    order.certificates = value(QLatin1String("certificates")).toByteArray();
    const QString serial = value(QLatin1String("serial_number")).toString();
    if (!serial.isEmpty())
        order.serialNumber = pki::SerialNumber::fromHex(serial).value_or(pki::SerialNumber());
    order.notAfter = readTime(value(QLatin1String("not_after")));
    const QVariant failed = value(QLatin1String("failure"));
    if (!failed.isNull())
        order.failure = errorFromJson(failed.toString().toUtf8());
    order.requestedBy = value(QLatin1String("requested_by")).toString();
    order.created = readTime(value(QLatin1String("created")));
    order.updated = readTime(value(QLatin1String("updated")));
    return order;
}

QString subjectKey(const QString& subject)
{
    const Result<pki::DistinguishedName> name = pki::DistinguishedName::parse(subject);
    if (!name || name->isEmpty())
        return {};
    // Of the two directions the smaller one stands for both, so that one index finds either.
    return std::min(name->canonicalKey(), name->reversed().canonicalKey());
}

QByteArray errorToJson(const Error& error)
{
    QJsonObject json;
    json[QLatin1String("kind")] = errorKindName(error.kind);
    json[QLatin1String("message")] = error.message;
    json[QLatin1String("detail")] = error.detail;
    json[QLatin1String("cause")] = error.cause;
    json[QLatin1String("setting")] = error.setting;
    json[QLatin1String("httpStatus")] = error.httpStatus;
    json[QLatin1String("retriable")] = error.retriable;
    if (error.caCode)
        json[QLatin1String("caCode")] = *error.caCode;
    if (error.retryAfter)
        json[QLatin1String("retryAfter")] = static_cast<qint64>(error.retryAfter->count());
    return QJsonDocument(json).toJson(QJsonDocument::Compact);
}

Error errorFromJson(const QByteArray& json)
{
    const QJsonDocument document = QJsonDocument::fromJson(json);
    if (!document.isObject()) {
        return Error::of(ErrorKind::Internal,
            QCoreApplication::translate(
                "gatehouse::Orders", "The reason recorded with this order cannot be read."),
            QString::fromUtf8(json.left(200)));
    }
    const QJsonObject object = document.object();
    Error error = Error::of(readKind(object[QLatin1String("kind")].toString()),
        object[QLatin1String("message")].toString(), object[QLatin1String("detail")].toString());
    error.cause = object[QLatin1String("cause")].toString();
    error.setting = object[QLatin1String("setting")].toString();
    error.httpStatus = object[QLatin1String("httpStatus")].toInt();
    error.retriable = object[QLatin1String("retriable")].toBool();
    if (object.contains(QLatin1String("caCode")))
        error.caCode = object[QLatin1String("caCode")].toInt();
    if (object.contains(QLatin1String("retryAfter")))
        error.retryAfter = std::chrono::seconds(object[QLatin1String("retryAfter")].toInteger());
    return error;
}

} // namespace gatehouse::orders
