// SPDX-License-Identifier: Apache-2.0
#include <ui/activity/activitymodel.h>

#include <algorithm>

namespace gatehouse::ui {

void ActivityModel::setEntries(QList<ActivityEntry> entries)
{
    m_entries = std::move(entries);
    m_records.clear();
    recordsReset();
}

void ActivityModel::setEntry(const ActivityEntry& entry)
{
    if (m_records.isEmpty()) {
        m_records.reserve(m_entries.size());
        for (int record = 0; record < recordCount(); ++record)
            m_records.insert(m_entries.at(record).id, record);
    }
    const auto known = m_records.constFind(entry.id);
    if (known != m_records.constEnd()) {
        if (m_entries.at(*known) == entry)
            return;
        m_entries[*known] = entry;
        recordChanged(*known);
        return;
    }
    const auto place = std::ranges::find_if(
        m_entries, [&entry](const ActivityEntry& other) { return other.time <= entry.time; });
    m_entries.insert(place, entry);
    m_records.clear();
    recordsReset();
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
        return entry.connectorId;
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
    const ActivityEntry& a = m_entries.at(left);
    const ActivityEntry& b = m_entries.at(right);
    const auto isBefore = [](const QString& one, const QString& other) {
        return QString::compare(one, other, Qt::CaseInsensitive) < 0;
    };
    switch (column) {
    case TimeColumn:
        return a.time < b.time;
    case KindColumn:
        return a.kind < b.kind;
    case ConnectorColumn:
        return isBefore(a.connectorId, b.connectorId);
    case WhatColumn:
        return isBefore(a.what, b.what);
    case OutcomeColumn:
        return std::tuple(a.kind, a.state, a.works) < std::tuple(b.kind, b.state, b.works);
    case WhoColumn:
        return isBefore(a.who, b.who);
    default:
        return isBefore(a.detail, b.detail);
    }
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
