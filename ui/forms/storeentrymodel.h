// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <ui/forms/storelook.h>
#include <ui/models/tablemodel.h>

namespace gatehouse::ui {

/// What an opened store holds. Validity is said in words and with an icon, as of `setEntries`.
/// Cells are short; tool tips and screen readers have whole names, dates, and where there is a key.
class StoreEntryModel final : public TableModel {
    Q_OBJECT

public:
    enum Columns { Alias, Subject, Issuer, KeyType, Expiry, ColumnCount };
    using TableModel::TableModel;

    void setEntries(const QList<StoreEntry>& entries, const QDateTime& now);
    const StoreEntry& entry(int record) const { return m_entries.at(record); }

    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    int recordCount() const override { return static_cast<int>(m_entries.size()); }
    QString key(int record) const override { return QString::number(record); }

protected:
    QVariant cell(int record, int column, int role) const override;
    QString searchText(int record) const override;
    bool isLess(int column, int left, int right) const override;

private:
    QString text(const StoreEntry& entry, int column) const;
    QString inFull(const StoreEntry& entry, int column) const;

    QList<StoreEntry> m_entries;
    QDateTime m_now;
};

} // namespace gatehouse::ui
