// SPDX-License-Identifier: Apache-2.0
#include <core/orders/sqlitedatabase.h>

#include <QCoreApplication>
#include <QDeadlineTimer>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QSqlError>
#include <QThread>
#include <QUuid>

#include <array>
#include <chrono>

namespace gatehouse::orders {

namespace {

constexpr int schemaVersion = 1;
constexpr int applicationId = 0x47546873; // "GThs": tells our files from other programs'

constexpr std::chrono::milliseconds patience { 10'000 }; ///< with a file that others use
constexpr const char* causeBusy = "orders/busy";

// SQLite's primary result codes (sqlite.org/rescode.html).
constexpr int sqliteBusy = 5;
constexpr int sqliteLocked = 6;
constexpr int sqliteReadOnly = 8;
constexpr int sqliteCorrupt = 11;
constexpr int sqliteFull = 13;
constexpr int sqliteCannotOpen = 14;
constexpr int sqliteNotADatabase = 26;

constexpr std::array schema {
    // `sequence` gives "newest first" a meaning that no clock can disturb.
    "CREATE TABLE orders ("
    " sequence INTEGER PRIMARY KEY AUTOINCREMENT,"
    " id TEXT NOT NULL UNIQUE,"
    " connector TEXT NOT NULL,"
    " connector_id TEXT NOT NULL,"
    " profile_id TEXT NOT NULL,"
    " cert_type INTEGER NOT NULL,"
    " kind TEXT NOT NULL CHECK (kind IN ('pkcs10','pkcs12')),"
    " subject TEXT NOT NULL,"
    " subject_key TEXT NOT NULL,"
    " subject_alt_names TEXT NOT NULL,"
    " term INTEGER NOT NULL,"
    " csr BLOB,"
    " public_key_hash BLOB,"
    " encrypted_key BLOB,"
    " state TEXT NOT NULL CHECK (state IN ('drafted','submitting','uncertain','waiting','issued',"
    "'delivered','failed','abandoned')),"
    " ssl_id INTEGER NOT NULL,"
    " renew_id TEXT NOT NULL,"
    " attempt INTEGER NOT NULL,"
    " ca_status TEXT NOT NULL,"
    " last_answer TEXT NOT NULL,"
    " certificates BLOB,"
    " serial_number TEXT NOT NULL,"
    " not_after INTEGER,"
    " failure TEXT,"
    " requested_by TEXT NOT NULL,"
    " created INTEGER NOT NULL,"
    " updated INTEGER NOT NULL)",
    "CREATE INDEX orders_by_public_key_hash ON orders (public_key_hash)",
    "CREATE INDEX orders_by_serial_number ON orders (serial_number)",
    "CREATE INDEX orders_by_subject_key ON orders (subject_key)",
    "CREATE INDEX orders_by_ssl_id ON orders (ssl_id)",
    "CREATE INDEX orders_by_state ON orders (state, connector)",
};

constexpr QFileDevice::Permissions ownerOnly = QFileDevice::ReadOwner | QFileDevice::WriteOwner;

Error fileError(const char* cause, QString message, QString detail)
{
    Error error = Error::of(ErrorKind::Database, std::move(message), std::move(detail));
    error.cause = QString::fromLatin1(cause);
    return error;
}

Error unwritable(const QString& file, const QString& detail)
{
    return fileError("orders/unwritable",
        QCoreApplication::translate("gatehouse::Orders",
            "The orders file %1 cannot be opened or written. Check the permissions of the file and "
            "of its folder.")
            .arg(file),
        detail);
}

} // namespace

SqliteDatabase::SqliteDatabase(QString file)
    : m_file(std::move(file))
    , m_connection(
          QStringLiteral("gatehouse-orders-") + QUuid::createUuid().toString(QUuid::WithoutBraces))
{
}

SqliteDatabase::~SqliteDatabase()
{
    close();
}

void SqliteDatabase::close()
{
    m_isOpen = false;
    m_statements.clear();
    if (QSqlDatabase::contains(m_connection)) {
        QSqlDatabase::database(m_connection, false).close();
        QSqlDatabase::removeDatabase(m_connection);
    }
}

Result<void> SqliteDatabase::makeFile() const
{
    const QString folder = QFileInfo(m_file).absolutePath();
    if (!QFileInfo::exists(folder)) {
        const bool made = QDir().mkpath(QFileInfo(folder).absolutePath())
            && (QDir().mkdir(folder, ownerOnly | QFileDevice::ExeOwner)
                || QFileInfo::exists(folder));
        if (!made)
            return failure(unwritable(m_file, QStringLiteral("mkdir %1").arg(folder)));
    }
    // SQLite gives its -wal and -shm files the mode of the main file, so that has to be right
    // before there is anything in it.
    QFile file(m_file);
    if (!file.exists() && !file.open(QIODevice::WriteOnly | QIODevice::NewOnly, ownerOnly)
        && !file.exists())
        return failure(unwritable(m_file, file.errorString()));
    return {};
}

Result<void> SqliteDatabase::open()
{
    if (m_isOpen)
        return {};
    if (auto made = makeFile(); !made)
        return made;
    {
        QSqlDatabase connection =
            QSqlDatabase::addDatabase(QStringLiteral("QSQLITE"), m_connection);
        connection.setDatabaseName(m_file);
        connection.setConnectOptions(
            QStringLiteral("QSQLITE_BUSY_TIMEOUT=%1").arg(patience.count()));
        if (!connection.open()) {
            const Error reason = error(connection.lastError());
            connection = QSqlDatabase();
            close();
            return failure(reason);
        }
    }
    // SQLite's own patience does not cover the change to a write-ahead log: programs that open a
    // new file together are told "busy" at once.
    Result<void> prepared = prepareSchema();
    for (const QDeadlineTimer deadline(patience);
         !prepared && prepared.error().cause == QLatin1String(causeBusy) && !deadline.hasExpired();
         prepared = prepareSchema())
        QThread::msleep(5);
    if (!prepared) {
        close();
        return prepared;
    }
    m_isOpen = true;
    return {};
}

Result<qint64> SqliteDatabase::number(const QString& sql)
{
    Result<QSqlQuery*> query = run(sql);
    if (!query)
        return failure(query.error());
    const qint64 value = (*query)->next() ? (*query)->value(0).toLongLong() : 0;
    (*query)->finish();
    return value;
}

Result<void> SqliteDatabase::prepareSchema()
{
    Result<qint64> version = number(QStringLiteral("PRAGMA user_version"));
    if (version && *version == 0) {
        if (auto created = createSchema(); !created)
            return created;
        version = number(QStringLiteral("PRAGMA user_version"));
    }
    const Result<qint64> owner = number(QStringLiteral("PRAGMA application_id"));
    if (!version || !owner)
        return failure(!version ? version.error() : owner.error());
    if (*owner != applicationId) {
        return failure(fileError("orders/foreign-file",
            QCoreApplication::translate("gatehouse::Orders",
                "%1 is a database of another program. Move it away, or let Gatehouse keep its "
                "orders somewhere else.")
                .arg(m_file),
            QStringLiteral("application_id %1").arg(*owner)));
    }
    if (*version > schemaVersion) {
        return failure(fileError("orders/newer-schema",
            QCoreApplication::translate("gatehouse::Orders",
                "The orders file %1 was written by a newer Gatehouse. Update this one.")
                .arg(m_file),
            QStringLiteral("schema %1, known %2").arg(*version).arg(schemaVersion)));
    }
    // FULL: a committed step survives a power cut. secure_delete: a removed private key, though it
    // is encrypted, does not stay in a free page.
    for (const char* pragma : { "PRAGMA journal_mode=WAL", "PRAGMA synchronous=FULL",
             "PRAGMA secure_delete=ON", "PRAGMA foreign_keys=ON" }) {
        const Result<QSqlQuery*> done = run(QString::fromLatin1(pragma));
        if (!done)
            return failure(done.error());
    }
    m_statements.clear();
    return {};
}

Result<void> SqliteDatabase::createSchema()
{
    if (auto begun = begin(); !begun)
        return begun;
    // Another process may have been faster, and a file with tables but no version is not ours.
    const Result<qint64> tables = number(QStringLiteral("SELECT count(*) FROM sqlite_master"));
    if (!tables || *tables > 0) {
        rollback();
        return tables ? Result<void>() : failure(tables.error());
    }
    QStringList statements;
    for (const char* statement : schema)
        statements.append(QString::fromLatin1(statement));
    statements.append(QStringLiteral("PRAGMA application_id=%1").arg(applicationId));
    statements.append(QStringLiteral("PRAGMA user_version=%1").arg(schemaVersion));
    for (const QString& statement : statements) {
        const Result<QSqlQuery*> done = run(statement);
        if (!done) {
            rollback();
            return failure(done.error());
        }
    }
    return commit();
}

Result<QSqlQuery*> SqliteDatabase::run(const QString& sql, const QVariantList& values)
{
    std::unique_ptr<QSqlQuery>& query = m_statements[sql];
    if (!query) {
        query = std::make_unique<QSqlQuery>(QSqlDatabase::database(m_connection, false));
        query->setForwardOnly(true);
        if (!query->prepare(sql)) {
            const Error reason = error(query->lastError());
            m_statements.erase(sql);
            return failure(reason);
        }
    }
    for (qsizetype i = 0; i < values.size(); ++i)
        query->bindValue(static_cast<int>(i), values[i]);
    if (!query->exec()) {
        const Error reason = error(query->lastError());
        query->finish();
        return failure(reason);
    }
    return query.get();
}

Result<void> SqliteDatabase::begin()
{
    const Result<QSqlQuery*> done = run(QStringLiteral("BEGIN IMMEDIATE"));
    return done ? Result<void>() : failure(done.error());
}

Result<void> SqliteDatabase::commit()
{
    const Result<QSqlQuery*> done = run(QStringLiteral("COMMIT"));
    return done ? Result<void>() : failure(done.error());
}

void SqliteDatabase::rollback()
{
    // After some failures SQLite has rolled back by itself; then this one fails, which is fine.
    static_cast<void>(run(QStringLiteral("ROLLBACK")));
}

Error SqliteDatabase::error(const QSqlError& reason) const
{
    const QString detail =
        QStringLiteral("SQLite %1: %2 %3")
            .arg(reason.nativeErrorCode(), reason.databaseText(), reason.driverText())
            .trimmed();
    switch (reason.nativeErrorCode().toInt() & 0xff) {
    case sqliteBusy:
    case sqliteLocked:
        return fileError(causeBusy,
            QCoreApplication::translate("gatehouse::Orders",
                "The orders file %1 is held by another program. Try again; if it stays so, look "
                "for a backup or copy that is under way.")
                .arg(m_file),
            detail);
    case sqliteCorrupt:
    case sqliteNotADatabase:
        return fileError("orders/damaged",
            QCoreApplication::translate("gatehouse::Orders",
                "The orders file %1 is damaged. Restore it from a backup; without one, move it "
                "away "
                "and look the certificates up in Sectigo Certificate Manager.")
                .arg(m_file),
            detail);
    case sqliteFull:
        return fileError("orders/disk-full",
            QCoreApplication::translate("gatehouse::Orders",
                "The disk is full: the orders file %1 cannot be written. Make room and try again.")
                .arg(m_file),
            detail);
    case sqliteReadOnly:
    case sqliteCannotOpen:
        return unwritable(m_file, detail);
    default:
        return fileError("orders/database",
            QCoreApplication::translate(
                "gatehouse::Orders", "The orders file %1 cannot be read or written.")
                .arg(m_file),
            detail);
    }
}

} // namespace gatehouse::orders
