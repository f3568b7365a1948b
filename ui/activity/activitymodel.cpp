// SPDX-License-Identifier: Apache-2.0
#include <ui/activity/activitymodel.h>
#include <ui/async.h>

#include <algorithm>

namespace gatehouse::ui {

namespace {

constexpr qsizetype room = 1000; // for orders that are still to come

bool isBefore(const QString& one, const QString& other)
{
    return QString::compare(one, other, Qt::CaseInsensitive) < 0;
}

bool isEntryLess(int column, const ActivityEntry& a, const ActivityEntry& b)
{
    switch (column) {
    case ActivityModel::TimeColumn:
        return a.time < b.time;
    case ActivityModel::KindColumn:
        return a.kind < b.kind;
    case ActivityModel::ConnectorColumn:
        return isBefore(a.connectorId, b.connectorId);
    case ActivityModel::WhatColumn:
        return isBefore(a.what, b.what);
    case ActivityModel::OutcomeColumn:
        return std::tuple(a.kind, a.state, a.isStopped, a.works)
            < std::tuple(b.kind, b.state, b.isStopped, b.works);
    case ActivityModel::WhoColumn:
        return isBefore(a.who, b.who);
    default:
        return isBefore(a.detail, b.detail);
    }
}

RecordOrder orderOf(const QList<ActivityEntry>& entries, int column)
{
    return [entries, column](int left, int right) {
        return isEntryLess(column, entries.at(left), entries.at(right));
    };
}

} // namespace

ActivityContents activityContents(QList<ActivityEntry> entries, const TableSort& sort)
{
    ActivityContents contents;
    // Room in front and behind: making it later would move 100,000 on the event loop.
    entries.prepend(ActivityEntry());
    entries.removeFirst();
    contents.table.texts.reserve(static_cast<std::size_t>(entries.size() + room));
    for (const ActivityEntry& entry : std::as_const(entries))
        contents.table.texts.push_back(entry.searchText.toStdString());
    contents.table.sort = sort;
    const auto count = static_cast<int>(entries.size());
    contents.table.sorted = sort.column < 0
        ? recordsInOwnOrder(count)
        : sortedRecords(count, orderOf(entries, sort.column), sort.order);
    contents.entries = std::move(entries);
    return contents;
}

void ActivityModel::setEntries(QList<ActivityEntry> entries)
{
    setContents(activityContents(std::move(entries), currentSort()));
}

void ActivityModel::setContents(ActivityContents contents)
{
    letGo(std::exchange(m_entries, std::move(contents.entries)));
    letGo(std::exchange(m_fromEnd, {}));
    recordsReset(std::move(contents.table));
}

void ActivityModel::setEntry(const ActivityEntry& entry)
{
    if (m_fromEnd.isEmpty()) {
        m_fromEnd.reserve(m_entries.size() + room);
        for (int record = 0; record < recordCount(); ++record)
            m_fromEnd.insert(m_entries.at(record).id, recordCount() - record);
    }
    const auto known = m_fromEnd.constFind(entry.id);
    if (known != m_fromEnd.constEnd()) {
        const int record = recordCount() - *known;
        if (m_entries.at(record) == entry)
            return;
        m_entries[record] = entry;
        recordChanged(record);
        return;
    }
    const auto place = std::ranges::find_if(
        m_entries, [&entry](const ActivityEntry& other) { return other.time <= entry.time; });
    const auto record = static_cast<int>(place - m_entries.begin());
    m_entries.insert(record, entry);
    // Only what is newer has moved away from the end.
    for (int moved = 0; moved <= record; ++moved)
        m_fromEnd.insert(m_entries.at(moved).id, recordCount() - moved);
    recordInserted(record);
}

QList<ActivityEntry> ActivityModel::shownEntries() const
{
    QList<ActivityEntry> shown;
    shown.reserve(rowCount());
    for (int row = 0; row < rowCount(); ++row)
        shown.append(m_entries.at(recordOf(row)));
    return shown;
}

void ActivityModel::setShow(Show show)
{
    if (show == m_show)
        return;
    m_show = show;
    acceptanceChanged();
}

void ActivityModel::setConnector(const QUuid& connector)
{
    if (connector == m_connector)
        return;
    m_connector = connector;
    acceptanceChanged();
}

int ActivityModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant ActivityModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return TableModel::headerData(section, orientation, role);
    switch (section) {
    case TimeColumn:
        return tr("Time");
    case KindColumn:
        return tr("Kind");
    case ConnectorColumn:
        return tr("Authority");
    case WhatColumn:
        return tr("What");
    case OutcomeColumn:
        return tr("State");
    case WhoColumn:
        return tr("Who");
    case DetailColumn:
        return tr("Detail");
    default:
        return {};
    }
}

QVariant ActivityModel::cell(int record, int column, int role) const
{
    const ActivityEntry& entry = m_entries.at(record);
    switch (role) {
    case Qt::DisplayRole:
    case Qt::ToolTipRole:
        return text(entry, column);
    case Qt::DecorationRole:
        return column == OutcomeColumn ? QVariant(toneIcon(outcomeOf(entry).tone)) : QVariant();
    case rawDataRole:
        return column == TimeColumn ? QVariant(entry.time) : QVariant(text(entry, column));
    default:
        return {};
    }
}

QString ActivityModel::text(const ActivityEntry& entry, int column) const
{
    switch (column) {
    case TimeColumn:
        return formatTime(QDateTime::fromMSecsSinceEpoch(entry.time, Qt::UTC));
    case KindColumn:
        return kindText(entry.kind);
    case ConnectorColumn:
        return connectorText(entry);
    case WhatColumn:
        return whatText(entry);
    case OutcomeColumn:
        return outcomeOf(entry).text;
    case WhoColumn:
        return entry.who;
    default:
        return entry.detail;
    }
}

bool ActivityModel::isLess(int column, int left, int right) const
{
    return isEntryLess(column, m_entries.at(left), m_entries.at(right));
}

RecordOrder ActivityModel::detachedOrder(int column) const
{
    return orderOf(m_entries, column);
}

bool ActivityModel::accepts(int record) const
{
    const ActivityEntry& entry = m_entries.at(record);
    if (!m_connector.isNull() && entry.connector != m_connector)
        return false;
    switch (m_show) {
    case Show::All:
        return true;
    case Show::Orders:
        return entry.kind == ActivityEntry::Kind::Order;
    case Show::Checks:
        return entry.kind == ActivityEntry::Kind::Check;
    case Show::Failed:
        return hasFailed(entry);
    case Show::Open:
        break;
    }
    return isOpen(entry);
}

} // namespace gatehouse::ui
