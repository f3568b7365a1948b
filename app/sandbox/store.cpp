// SPDX-License-Identifier: Apache-2.0
#include "store.h"

#include <QCoreApplication>
#include <QCryptographicHash>
#include <QSqlDatabase>
#include <QSqlError>
#include <QSqlQuery>
#include <QUuid>

#include <array>

namespace gatehouse::sandbox {

namespace {

struct StatusWord {
    Status status;
    const char* word;
};
constexpr std::array<StatusWord, 9> statusWords { {
    { Status::Requested, "Requested" },
    { Status::Approved, "Approved" },
    { Status::Applied, "Applied" },
    { Status::Issued, "Issued" },
    { Status::Declined, "Declined" },
    { Status::Rejected, "Rejected" },
    { Status::Invalid, "Invalid" },
    { Status::Revoked, "Revoked" },
    { Status::Expired, "Expired" },
} };

const char* const schema[] = {
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = NORMAL",
    "CREATE TABLE IF NOT EXISTS meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
    // AUTOINCREMENT: an id is never given twice, also after a deletion.
    "CREATE TABLE IF NOT EXISTS certificates ("
    "id INTEGER PRIMARY KEY AUTOINCREMENT, renew_id TEXT NOT NULL, org_id INTEGER NOT NULL,"
    "profile_id INTEGER NOT NULL, status TEXT NOT NULL, next_at INTEGER,"
    "common_name TEXT NOT NULL COLLATE NOCASE, serial TEXT, sha1 TEXT, sha256 TEXT, md5 TEXT,"
    "key_algorithm TEXT NOT NULL, key_parameter TEXT NOT NULL, requester TEXT NOT NULL,"
    "external_requester TEXT NOT NULL, requested_via TEXT NOT NULL,"
    "public_key BLOB NOT NULL, certificate BLOB, more TEXT NOT NULL)",
    "INSERT INTO sqlite_sequence (name, seq) SELECT 'certificates', 880000"
    " WHERE NOT EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = 'certificates')",
    "CREATE UNIQUE INDEX IF NOT EXISTS by_renew_id ON certificates (renew_id)",
    "CREATE INDEX IF NOT EXISTS by_common_name ON certificates (common_name)",
    "CREATE INDEX IF NOT EXISTS by_serial ON certificates (serial)",
    "CREATE INDEX IF NOT EXISTS by_sha1 ON certificates (sha1) WHERE sha1 IS NOT NULL",
    "CREATE INDEX IF NOT EXISTS by_next_at ON certificates (next_at) WHERE next_at IS NOT NULL",
    "CREATE TABLE IF NOT EXISTS names (name TEXT NOT NULL COLLATE NOCASE,"
    "certificate_id INTEGER NOT NULL, PRIMARY KEY (name, certificate_id)) WITHOUT ROWID",
};

// The order of the columns of every statement below.
const auto columns = QStringLiteral(
    "id, renew_id, org_id, profile_id, status, next_at, common_name, serial, sha1, sha256, md5, "
    "key_algorithm, key_parameter, requester, external_requester, requested_via, public_key, "
    "certificate, more");

tl::unexpected<Error> databaseError(const QSqlError& error)
{
    return failure(ErrorKind::Database,
        QCoreApplication::translate("gatehouse::Sandbox",
            "The sandbox's database cannot be used. Check the free space and the permissions "
            "of its data folder, or start with another one."),
        error.text());
}

struct TimeMember {
    const char* name;
    QDateTime CertificateRecord::*member;
};
constexpr std::array<TimeMember, 7> timeMembers { {
    { "requested", &CertificateRecord::requested },
    { "approved", &CertificateRecord::approved },
    { "issued", &CertificateRecord::issued },
    { "declined", &CertificateRecord::declined },
    { "replaced", &CertificateRecord::replaced },
    { "revoked", &CertificateRecord::revoked },
    { "renewed", &CertificateRecord::renewed },
} };

/// What no list asks for, as one JSON text.
QString packMore(const CertificateRecord& record)
{
    Json more;
    more["term"] = record.term;
    more["issueAfter"] = static_cast<qint64>(record.issueAfter.count());
    more["sans"] = toJson(record.subjectAltNames);
    for (const TimeMember& time : timeMembers) {
        if ((record.*time.member).isValid())
            more[time.name] = (record.*time.member).toMSecsSinceEpoch();
    }
    if (!record.comments.isEmpty())
        more["comments"] = toJson(record.comments);
    if (!record.owner.isEmpty())
        more["owner"] = toJson(record.owner);
    for (const NameValue& field : record.customFields)
        more["customFields"].push_back(
            { { "name", toJson(field.name) }, { "value", toJson(field.value) } });
    if (record.reasonCode)
        more["reasonCode"] = *record.reasonCode;
    if (!record.autoRenewState.isEmpty())
        more["autoRenewState"] = toJson(record.autoRenewState);
    if (record.autoRenewDays)
        more["autoRenewDays"] = *record.autoRenewDays;
    if (record.suspendNotifications)
        more["suspendNotifications"] = true;
    return QString::fromUtf8(toBytes(more));
}

std::optional<int> smallNumber(const Json& object, const char* name)
{
    const std::optional<qint64> value = memberInteger(object, name);
    return value ? std::optional(static_cast<int>(*value)) : std::nullopt;
}

void unpackMore(const QString& text, CertificateRecord& record)
{
    const Json more = parseJson(text.toUtf8()).value_or(Json::object());
    record.term = smallNumber(more, "term").value_or(0);
    record.issueAfter = std::chrono::milliseconds(memberInteger(more, "issueAfter").value_or(0));
    record.subjectAltNames = toStringList(more.value("sans", Json()));
    for (const TimeMember& time : timeMembers) {
        if (const std::optional<qint64> value = memberInteger(more, time.name))
            record.*time.member = QDateTime::fromMSecsSinceEpoch(*value, Qt::UTC);
    }
    record.comments = memberText(more, "comments");
    record.owner = memberText(more, "owner");
    for (const Json& field : more.value("customFields", Json::array()))
        record.customFields.append({ memberText(field, "name"), memberText(field, "value") });
    record.reasonCode = smallNumber(more, "reasonCode");
    record.autoRenewState = memberText(more, "autoRenewState");
    record.autoRenewDays = smallNumber(more, "autoRenewDays");
    record.suspendNotifications = more.value("suspendNotifications", false);
}

QVariant hashOrNull(const QByteArray& der, QCryptographicHash::Algorithm algorithm)
{
    if (der.isEmpty())
        return {};
    return QString::fromLatin1(QCryptographicHash::hash(der, algorithm).toHex());
}

void bind(QSqlQuery& query, const CertificateRecord& record)
{
    query.addBindValue(record.renewId);
    query.addBindValue(record.orgId);
    query.addBindValue(record.profileId);
    query.addBindValue(statusName(record.status));
    query.addBindValue(
        record.nextAt.isValid() ? QVariant(record.nextAt.toMSecsSinceEpoch()) : QVariant());
    query.addBindValue(record.commonName);
    query.addBindValue(
        record.serialNumber.isEmpty() ? QVariant() : QVariant(record.serialNumber.toHex()));
    query.addBindValue(hashOrNull(record.certificate, QCryptographicHash::Sha1));
    query.addBindValue(hashOrNull(record.certificate, QCryptographicHash::Sha256));
    query.addBindValue(hashOrNull(record.certificate, QCryptographicHash::Md5));
    query.addBindValue(record.keyAlgorithm);
    query.addBindValue(record.keyParameter);
    query.addBindValue(record.requester);
    query.addBindValue(
        record.externalRequester.isNull() ? QStringLiteral("") : record.externalRequester);
    query.addBindValue(record.requestedVia);
    query.addBindValue(record.publicKeyInfo);
    query.addBindValue(record.certificate.isEmpty() ? QVariant() : QVariant(record.certificate));
    query.addBindValue(packMore(record));
}

CertificateRecord recordOf(const QSqlQuery& query)
{
    CertificateRecord record;
    record.id = query.value(0).toLongLong();
    record.renewId = query.value(1).toString();
    record.orgId = query.value(2).toLongLong();
    record.profileId = query.value(3).toLongLong();
    record.status = statusFromName(query.value(4).toString()).value_or(Status::Invalid);
    if (!query.value(5).isNull())
        record.nextAt = QDateTime::fromMSecsSinceEpoch(query.value(5).toLongLong(), Qt::UTC);
    record.commonName = query.value(6).toString();
    record.serialNumber =
        pki::SerialNumber::fromBytes(QByteArray::fromHex(query.value(7).toString().toLatin1()));
    record.keyAlgorithm = query.value(11).toString();
    record.keyParameter = query.value(12).toString();
    record.requester = query.value(13).toString();
    record.externalRequester = query.value(14).toString();
    record.requestedVia = query.value(15).toString();
    record.publicKeyInfo = query.value(16).toByteArray();
    record.certificate = query.value(17).toByteArray();
    unpackMore(query.value(18).toString(), record);
    return record;
}

} // namespace

QString statusName(Status status)
{
    for (const StatusWord& item : statusWords) {
        if (item.status == status)
            return QString::fromLatin1(item.word);
    }
    return QStringLiteral("Invalid");
}

std::optional<Status> statusFromName(QStringView name)
{
    const QString wanted = name.toString().remove(u' ');
    for (const StatusWord& item : statusWords) {
        if (wanted.compare(QLatin1String(item.word), Qt::CaseInsensitive) == 0)
            return item.status;
    }
    return std::nullopt;
}

class Store::Private {
public:
    QString connection = QUuid::createUuid().toString(QUuid::WithoutBraces);
    QSqlDatabase database;
    // Prepared once: an inventory is filled with them by the hundred thousand.
    QSqlQuery insertRecord;
    QSqlQuery insertName;

    Result<void> prepareInserts()
    {
        const QString statement =
            QStringLiteral("INSERT INTO certificates (%1) VALUES (NULL%2)")
                .arg(columns, QStringLiteral(", ?").repeated(int(columns.count(u','))));
        insertRecord = QSqlQuery(database);
        insertName = QSqlQuery(database);
        if (!insertRecord.prepare(statement))
            return databaseError(insertRecord.lastError());
        if (!insertName.prepare(QStringLiteral("INSERT OR IGNORE INTO names VALUES (?, ?)")))
            return databaseError(insertName.lastError());
        return {};
    }

    Result<QSqlQuery> run(const QString& statement, const QVariantList& values = {}) const
    {
        QSqlQuery query(database);
        query.setForwardOnly(true);
        if (!query.prepare(statement))
            return databaseError(query.lastError());
        for (const QVariant& value : values)
            query.addBindValue(value);
        if (!query.exec())
            return databaseError(query.lastError());
        return query;
    }

    Result<std::optional<CertificateRecord>> one(
        const QString& condition, const QVariant& value) const
    {
        const QString statement = QStringLiteral("SELECT %1 FROM certificates WHERE %2 = ? LIMIT 1")
                                      .arg(columns, condition);
        Result<QSqlQuery> query = run(statement, { value });
        if (!query)
            return failure(query.error());
        if (!query->next())
            return std::nullopt;
        return recordOf(*query);
    }

    Result<void> insertNames(const CertificateRecord& record)
    {
        for (const QString& name : record.subjectAltNames) {
            insertName.addBindValue(name);
            insertName.addBindValue(record.id);
            if (!insertName.exec())
                return databaseError(insertName.lastError());
        }
        return {};
    }

    Result<void> removeNames(const CertificateRecord& record)
    {
        for (const QString& name : record.subjectAltNames) {
            const Result<QSqlQuery> query =
                run(QStringLiteral("DELETE FROM names WHERE name = ? AND certificate_id = ?"),
                    { name, record.id });
            if (!query)
                return failure(query.error());
        }
        return {};
    }
};

Store::Store(std::unique_ptr<Private> data)
    : m_data(std::move(data))
{
}

Store::~Store()
{
    const QString connection = m_data->connection;
    m_data->insertRecord = QSqlQuery();
    m_data->insertName = QSqlQuery();
    m_data->database.close();
    m_data.reset();
    QSqlDatabase::removeDatabase(connection);
}

Result<std::unique_ptr<Store>> Store::open(const QString& path)
{
    auto data = std::make_unique<Private>();
    data->database = QSqlDatabase::addDatabase(QStringLiteral("QSQLITE"), data->connection);
    data->database.setDatabaseName(path);
    std::unique_ptr<Store> store(new Store(std::move(data)));
    if (!store->m_data->database.open())
        return databaseError(store->m_data->database.lastError());
    for (const char* statement : schema) {
        const Result<QSqlQuery> query = store->m_data->run(QString::fromLatin1(statement));
        if (!query)
            return failure(query.error());
    }
    if (const Result<void> prepared = store->m_data->prepareInserts(); !prepared)
        return failure(prepared.error());
    return store;
}

Result<void> Store::insert(CertificateRecord& record)
{
    bind(m_data->insertRecord, record);
    if (!m_data->insertRecord.exec())
        return databaseError(m_data->insertRecord.lastError());
    record.id = m_data->insertRecord.lastInsertId().toLongLong();
    return m_data->insertNames(record);
}

Result<void> Store::update(const CertificateRecord& record)
{
    const Result<std::optional<CertificateRecord>> old = byId(record.id);
    if (!old)
        return failure(old.error());
    QString assignments = columns.mid(columns.indexOf(u',') + 2);
    assignments.replace(QStringLiteral(", "), QStringLiteral(" = ?, "));
    const QString statement =
        QStringLiteral("UPDATE certificates SET %1 = ? WHERE id = ?").arg(assignments);
    QSqlQuery query(m_data->database);
    if (!query.prepare(statement))
        return databaseError(query.lastError());
    bind(query, record);
    query.addBindValue(record.id);
    if (!query.exec())
        return databaseError(query.lastError());
    if (!*old || (*old)->subjectAltNames == record.subjectAltNames)
        return {};
    return m_data->removeNames(**old).and_then([&] { return m_data->insertNames(record); });
}

Result<void> Store::remove(const CertificateRecord& record)
{
    const Result<QSqlQuery> query =
        m_data->run(QStringLiteral("DELETE FROM certificates WHERE id = ?"), { record.id });
    if (!query)
        return failure(query.error());
    return m_data->removeNames(record);
}

Result<std::optional<CertificateRecord>> Store::byId(qint64 id) const
{
    return m_data->one(QStringLiteral("id"), id);
}

Result<std::optional<CertificateRecord>> Store::byRenewId(const QString& renewId) const
{
    return m_data->one(QStringLiteral("renew_id"), renewId);
}

Result<std::optional<CertificateRecord>> Store::bySerialNumber(
    const pki::SerialNumber& serial) const
{
    return m_data->one(QStringLiteral("serial"), serial.toHex());
}

Result<QList<CertificateRecord>> Store::due(const QDateTime& now) const
{
    const QString statement = QStringLiteral("SELECT %1 FROM certificates WHERE next_at <= ? "
                                             "ORDER BY next_at LIMIT 100")
                                  .arg(columns);
    Result<QSqlQuery> query = m_data->run(statement, { now.toMSecsSinceEpoch() });
    if (!query)
        return failure(query.error());
    QList<CertificateRecord> records;
    while (query->next())
        records.append(recordOf(*query));
    return records;
}

namespace {

QString whereOf(const ListQuery& query)
{
    return query.conditions.isEmpty()
        ? QString()
        : QStringLiteral(" WHERE ") + query.conditions.join(QStringLiteral(" AND "));
}

} // namespace

Result<QList<CertificateRecord>> Store::list(const ListQuery& query) const
{
    const QString statement =
        QStringLiteral("SELECT %1 FROM certificates%2 ORDER BY id LIMIT ? OFFSET ?")
            .arg(columns, whereOf(query));
    Result<QSqlQuery> rows =
        m_data->run(statement, query.values + QVariantList { query.size, query.position });
    if (!rows)
        return failure(rows.error());
    QList<CertificateRecord> records;
    while (rows->next())
        records.append(recordOf(*rows));
    return records;
}

Result<qint64> Store::count(const ListQuery& query) const
{
    Result<QSqlQuery> rows = m_data->run(
        QStringLiteral("SELECT COUNT(*) FROM certificates") + whereOf(query), query.values);
    if (!rows)
        return failure(rows.error());
    return rows->next() ? rows->value(0).toLongLong() : 0;
}

Result<QString> Store::value(const QString& name) const
{
    Result<QSqlQuery> query =
        m_data->run(QStringLiteral("SELECT value FROM meta WHERE name = ?"), { name });
    if (!query)
        return failure(query.error());
    return query->next() ? query->value(0).toString() : QString();
}

Result<void> Store::setValue(const QString& name, const QString& value)
{
    return m_data->run(QStringLiteral("INSERT OR REPLACE INTO meta VALUES (?, ?)"), { name, value })
        .map([](const QSqlQuery&) {});
}

Result<void> Store::begin()
{
    if (!m_data->database.transaction())
        return databaseError(m_data->database.lastError());
    return {};
}

Result<void> Store::commit()
{
    if (!m_data->database.commit())
        return databaseError(m_data->database.lastError());
    return {};
}

void Store::rollback()
{
    m_data->database.rollback();
}

} // namespace gatehouse::sandbox
