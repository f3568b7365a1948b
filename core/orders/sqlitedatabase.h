// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <core/result.h>

#include <QSqlDatabase>
#include <QSqlQuery>
#include <QString>
#include <QVariant>

#include <memory>
#include <unordered_map>

namespace gatehouse::orders {

/// One connection to the orders file. Made, used and destroyed on one thread, which it may block.
class SqliteDatabase {
public:
    explicit SqliteDatabase(QString file);
    SqliteDatabase(const SqliteDatabase&) = delete;
    SqliteDatabase& operator=(const SqliteDatabase&) = delete;
    ~SqliteDatabase();

    /// Opens the file, making folder (mode 0700), file (mode 0600) and schema where they are
    /// missing. Does nothing when it is open. Causes "orders/newer-schema", "orders/foreign-file",
    /// "orders/damaged", "orders/disk-full", "orders/busy", "orders/unwritable".
    Result<void> open();

    /// Takes the write lock at once, so that two processes never wait for each other's upgrade.
    Result<void> begin();
    Result<void> commit();
    void rollback();

    /// Runs one statement; the query stands before its first row. It stays here, prepared, and is
    /// used again by the next call with the same text.
    Result<QSqlQuery*> run(const QString& sql, const QVariantList& values = {});

private:
    Result<void> makeFile() const;
    Result<void> prepareSchema();
    Result<void> createSchema();
    Result<qint64> number(const QString& sql);
    Error error(const QSqlError& reason) const;
    void close();

    QString m_file;
    QString m_connection; ///< Qt's name for it
    std::unordered_map<QString, std::unique_ptr<QSqlQuery>>
        m_statements; ///< prepared ones by their text
    bool m_isOpen = false;
};

} // namespace gatehouse::orders
