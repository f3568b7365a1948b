// SPDX-License-Identifier: Apache-2.0
#include <core/workspace/builtinsandbox.h>
#include <ui/activity/activityentry.h>
#include <ui/words.h>

#include <algorithm>

namespace gatehouse::ui {

namespace {

QString detailOf(const orders::Order& order)
{
    if (order.failure)
        return order.failure->message;
    if (!orders::isOpen(order.state) || order.state == orders::OrderState::Issued)
        return order.serialNumber.isEmpty() ? QString() : order.serialNumber.toHex();
    return order.lastAnswer.isEmpty() ? order.caStatus : order.lastAnswer;
}

/// Everything a person may remember of it, in one text.
QString searchTextOf(const ActivityEntry& entry, const QStringList& further)
{
    const QStringList texts { formatTime(QDateTime::fromMSecsSinceEpoch(entry.time)),
        kindText(entry.kind), connectorText(entry), whatText(entry), outcomeOf(entry).text,
        entry.who, entry.detail, further.join(u' ') };
    return texts.join(u' ').toLower();
}

} // namespace

ActivityEntry entryOf(const orders::Order& order, const QSet<QUuid>& sandboxes)
{
    ActivityEntry entry;
    entry.kind = ActivityEntry::Kind::Order;
    entry.state = order.state;
    entry.time = order.created.toMSecsSinceEpoch();
    entry.connector = order.connector;
    entry.isSandbox = sandboxes.contains(order.connector);
    entry.id = order.id;
    entry.connectorId = order.connectorId;
    entry.what = visibleText(order.subject);
    entry.who = visibleText(order.requestedBy);
    entry.detail = visibleText(detailOf(order));
    const QString number = order.sslId == 0 ? QString() : QString::number(order.sslId);
    entry.searchText = searchTextOf(entry,
        { order.id, number, order.serialNumber.toHex(), order.profileId, order.caStatus,
            order.subjectAltNames.join(u' ') });
    return entry;
}

ActivityEntry entryOf(const workspace::CheckRecord& check, const QSet<QUuid>& sandboxes)
{
    ActivityEntry entry;
    entry.kind = ActivityEntry::Kind::Check;
    entry.works = check.works;
    entry.isStopped = check.isStopped;
    entry.isTrial = check.isTrial;
    entry.time = check.time.toMSecsSinceEpoch();
    entry.connector = check.connector;
    entry.isSandbox = sandboxes.contains(check.connector);
    entry.id = QStringLiteral("check/%1/%2")
                   .arg(check.connector.toString(QUuid::WithoutBraces))
                   .arg(entry.time);
    entry.connectorId = check.connectorId;
    entry.detail = visibleText(check.conclusion);
    entry.searchText = searchTextOf(entry, { check.setting });
    return entry;
}

QList<ActivityEntry> entriesOf(const QList<orders::Order>& orders,
    const QList<workspace::CheckRecord>& checks, const QSet<QUuid>& sandboxes)
{
    QList<ActivityEntry> entries;
    entries.reserve(orders.size() + checks.size());
    for (const orders::Order& order : orders)
        entries.append(entryOf(order, sandboxes));
    for (const workspace::CheckRecord& check : checks)
        entries.append(entryOf(check, sandboxes));
    std::ranges::stable_sort(entries, std::ranges::greater(), &ActivityEntry::time);
    return entries;
}

QString kindText(ActivityEntry::Kind kind)
{
    return kind == ActivityEntry::Kind::Order ? Words::tr("Order") : Words::tr("Check");
}

QString connectorText(const ActivityEntry& entry)
{
    return entry.isSandbox ? workspace::markedAsSandbox(entry.connectorId) : entry.connectorId;
}

QString whatText(const ActivityEntry& entry)
{
    if (entry.kind == ActivityEntry::Kind::Order)
        return entry.what;
    return entry.isTrial ? Words::tr("Connection check (tried, not saved)")
                         : Words::tr("Connection check");
}

Phrase outcomeOf(const ActivityEntry& entry)
{
    if (entry.kind == ActivityEntry::Kind::Order)
        return orderStatePhrase(entry.state);
    if (entry.isStopped)
        return { Words::tr("Stopped"), Tone::Neutral };
    return entry.works ? Phrase { Words::tr("Works"), Tone::Success }
                       : Phrase { Words::tr("Does not work"), Tone::Error };
}

bool hasFailed(const ActivityEntry& entry)
{
    return entry.kind == ActivityEntry::Kind::Order ? entry.state == orders::OrderState::Failed
                                                    : !entry.works && !entry.isStopped;
}

bool isOpen(const ActivityEntry& entry)
{
    return entry.kind == ActivityEntry::Kind::Order && orders::isOpen(entry.state);
}

namespace {

QString exportKind(const ActivityEntry& entry)
{
    if (entry.kind == ActivityEntry::Kind::Order)
        return QStringLiteral("order");
    return entry.isTrial ? QStringLiteral("trial") : QStringLiteral("check");
}

QString exportState(const ActivityEntry& entry)
{
    if (entry.kind == ActivityEntry::Kind::Order)
        return orders::orderStateName(entry.state);
    if (entry.isStopped)
        return QStringLiteral("stopped");
    return entry.works ? QStringLiteral("works") : QStringLiteral("fails");
}

} // namespace

QStringList exportHeader()
{
    return { QStringLiteral("time"), QStringLiteral("kind"), QStringLiteral("connector"),
        QStringLiteral("what"), QStringLiteral("state"), QStringLiteral("who"),
        QStringLiteral("detail"), QStringLiteral("id") };
}

QStringList exportRow(const ActivityEntry& entry)
{
    const bool isOrder = entry.kind == ActivityEntry::Kind::Order;
    return { QDateTime::fromMSecsSinceEpoch(entry.time, Qt::UTC).toString(Qt::ISODate),
        exportKind(entry), entry.connectorId, isOrder ? entry.what : QString(), exportState(entry),
        entry.who, entry.detail, isOrder ? entry.id : QString() };
}

} // namespace gatehouse::ui
