// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QAbstractTableModel>
#include <QStringList>

#include <string>
#include <vector>

namespace gatehouse::ui {

/// A table that filters and sorts itself. QSortFilterProxyModel is quadratic in the number of gaps
/// that a filter leaves; here a keystroke over 100,000 rows is one pass over their search texts.
///
/// "Record" is an index into the subclass's data, "row" one of the view's rows.
class TableModel : public QAbstractTableModel {
    Q_OBJECT

public:
    using QAbstractTableModel::QAbstractTableModel;

    static constexpr int rawDataRole =
        Qt::UserRole; ///< the value to export or compare, unformatted

    int rowCount(const QModelIndex& parent = {}) const final;
    QVariant data(const QModelIndex& index, int role) const final;
    void sort(int column, Qt::SortOrder order) final;

    /// Shows the records whose search text has all words of `filter`, in any case.
    void setFilter(const QString& filter);
    QString filter() const { return m_words.join(u' '); }
    int sortColumn() const { return m_sortColumn; }
    Qt::SortOrder sortOrder() const { return m_sortOrder; }

    int recordOf(int row) const; ///< -1 for a row that is not there
    int rowOf(int record) const; ///< -1 while the filter hides it
    virtual int recordCount() const = 0;
    /// What identifies a record across changes, for selections: an id.
    virtual QString key(int record) const = 0;

Q_SIGNALS:
    void filterChanged();

protected:
    /// The cell for display, tool tip, accessible text, decoration; rawDataRole gives the raw
    /// value.
    virtual QVariant cell(int record, int column, int role) const = 0;
    /// Everything a person may type to find the record; any case. Asked once for each record.
    virtual QString searchText(int record) const = 0;
    /// Ascending order by a column; records that are equal keep the order they have in the data.
    virtual bool isLess(int column, int left, int right) const = 0;
    /// A further condition besides the words.
    virtual bool accepts(int) const { return true; }

    /// The subclass replaced all its data.
    void recordsReset();
    /// `accepts` means something else now.
    void acceptanceChanged();
    /// One record has other values; its place may change.
    void recordChanged(int record);

private:
    void rebuild();
    bool isShown(int record) const;
    std::string textOf(int record) const;
    void order(std::vector<int>& records) const;

    std::vector<std::string> m_texts; ///< search texts in lower case and UTF-8, by record
    std::vector<int> m_rows; ///< the record in each row
    QStringList m_words;
    std::vector<std::string> m_needles; ///< the words in UTF-8
    int m_sortColumn = -1;
    Qt::SortOrder m_sortOrder = Qt::AscendingOrder;
    std::vector<int> m_sorted; ///< all records in the order of the sort
};

} // namespace gatehouse::ui
