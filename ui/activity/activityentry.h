// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <core/orders/order.h>
#include <core/workspace/checkhistory.h>
#include <ui/format.h>

#include <QHash>
#include <QSet>
#include <QUuid>

namespace gatehouse::ui {

/// One line of the activity: an order, or a connection check. Small, because there may be 100,000.
struct ActivityEntry {
    enum class Kind : quint8 { Order, Check };
    Kind kind = Kind::Order;
    bool works = false; ///< of a check
    bool isStopped = false; ///< of a check: it says nothing
    bool isTrial = false; ///< of a check: of what was entered and not saved
    orders::OrderState state = orders::OrderState::Drafted; ///< of an order
    qint64 time = 0; ///< milliseconds since 1970: when it was ordered or checked
    bool isSandbox = false; ///< its connector
    QUuid connector;
    QString id; ///< of an order; of a check made from connector and time
    QString connectorId;
    QString what; ///< the subject ordered; empty for a check
    QString who;
    QString detail; ///< failure, last answer, or the check's conclusion
    QString searchText; ///< lower case

    bool operator==(const ActivityEntry&) const = default;
};

/// `sandboxes`: the connectors that are some.
ActivityEntry entryOf(const orders::Order& order, const QSet<QUuid>& sandboxes = {});
ActivityEntry entryOf(const workspace::CheckRecord& check, const QSet<QUuid>& sandboxes = {});
/// All of them, newest first. For 100,000 it takes a blink too long for the event loop; pure, so
/// that a thread can do it.
QList<ActivityEntry> entriesOf(const QList<orders::Order>& orders,
    const QList<workspace::CheckRecord>& checks, const QSet<QUuid>& sandboxes = {});

QString kindText(ActivityEntry::Kind kind); ///< "Order"
QString connectorText(const ActivityEntry& entry); ///< its id; a sandbox's says so
QString whatText(const ActivityEntry& entry); ///< the subject, or "Connection check"
Phrase outcomeOf(const ActivityEntry& entry); ///< "Issued"; "Works", "Does not work", "Stopped"
bool hasFailed(const ActivityEntry& entry);
bool isOpen(const ActivityEntry& entry); ///< an order about which something is still to be done

/// Names of the columns of an export; stable, untranslated.
QStringList exportHeader();
/// One row of an export: time in ISO 8601 UTC, and the words that `gatehousectl --json` uses.
QStringList exportRow(const ActivityEntry& entry);

} // namespace gatehouse::ui

Q_DECLARE_TYPEINFO(gatehouse::ui::ActivityEntry, Q_RELOCATABLE_TYPE);
