// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <core/orders/order.h>

#include <QVariant>

#include <utility>

class QSqlQuery;

// How an order lies in a table. Text is UTF-8, times are milliseconds since 1970 UTC, what is unset
// is NULL or empty.
namespace gatehouse::orders {

/// A column and the value it gets.
using ColumnValue = std::pair<QString, QVariant>;

/// All columns of an order, as `readOrder` expects them; a summary leaves CSR, private key and
/// certificates empty.
QString orderColumns(bool isSummary = false);
/// Every column of a new order.
QList<ColumnValue> orderValues(const Order& order);
/// The columns that a step touches.
QList<ColumnValue> changeValues(const OrderChange& change);
/// The order in the current row of a query for `orderColumns()`.
Order readOrder(const QSqlQuery& row);

/// Key under which a subject is found in either order of its RDNs; empty when it is no DN.
QString subjectKey(const QString& subject);

QByteArray errorToJson(const Error& error);
/// A damaged text gives an Internal error that says so: the order must stay readable.
Error errorFromJson(const QByteArray& json);

} // namespace gatehouse::orders
