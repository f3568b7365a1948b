// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <ui/activity/activityentry.h>
#include <ui/models/tablemodel.h>

namespace gatehouse::ui {

/// The lines, and what the table works out of them.
struct ActivityContents {
    QList<ActivityEntry> entries; ///< newest first
    TableContents table;
};
/// For 100,000 it takes a blink too long for the event loop; pure, so that a thread can do it.
ActivityContents activityContents(QList<ActivityEntry> entries, const TableSort& sort);

/// Orders and checks, newest first.
class ActivityModel final : public TableModel {
    Q_OBJECT

public:
    enum Columns {
        TimeColumn,
        KindColumn,
        ConnectorColumn,
        WhatColumn,
        OutcomeColumn,
        WhoColumn,
        DetailColumn,
        ColumnCount
    };
    enum class Show { All, Orders, Checks, Failed, Open };

    using TableModel::TableModel;

    void setEntries(QList<ActivityEntry> entries);
    void setContents(ActivityContents contents);
    /// One that is new, or known by its id and different now.
    void setEntry(const ActivityEntry& entry);
    const ActivityEntry& entry(int record) const { return m_entries.at(record); }
    /// The entries that are shown, in the order in which they are.
    QList<ActivityEntry> shownEntries() const;

    void setShow(Show show);
    Show shownKind() const { return m_show; }
    /// Only this connector's; null shows all.
    void setConnector(const QUuid& connector);

    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    int recordCount() const override { return static_cast<int>(m_entries.size()); }
    QString key(int record) const override { return m_entries.at(record).id; }

protected:
    QVariant cell(int record, int column, int role) const override;
    QString searchText(int record) const override { return m_entries.at(record).searchText; }
    bool isLess(int column, int left, int right) const override;
    RecordOrder detachedOrder(int column) const override;
    bool accepts(int record) const override;

private:
    QString text(const ActivityEntry& entry, int column) const;

    QList<ActivityEntry> m_entries;
    /// By id, counted from the end, since new ones come in front; made when first asked for.
    QHash<QString, int> m_fromEnd;
    Show m_show = Show::All;
    QUuid m_connector;
};

} // namespace gatehouse::ui
