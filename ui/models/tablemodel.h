// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QAbstractTableModel>
#include <QStringList>

#include <functional>
#include <string>
#include <vector>

namespace gatehouse::ui {

/// How a table is sorted.
struct TableSort {
    int column = -1; ///< none: the data's own order
    Qt::SortOrder order = Qt::AscendingOrder;
    bool operator==(const TableSort&) const = default;
};

/// Whether the left of two records stands before the right.
using RecordOrder = std::function<bool(int left, int right)>;

/// What a table works out anew when all its records change. For 100,000 that takes longer than an
/// event loop may stand still; pure, so that a thread can do it.
struct TableContents {
    std::vector<std::string> texts; ///< of each record what is searched, in lower case and UTF-8
    TableSort sort;
    std::vector<int> sorted; ///< all records in the order of `sort`
};

/// As the table wants a search text.
std::string tableText(const QString& text);
std::vector<int> recordsInOwnOrder(int count);
/// All of `count` records, by record number where the order does not tell them apart.
std::vector<int> sortedRecords(int count, const RecordOrder& isLess, Qt::SortOrder order);

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
    const TableSort& currentSort() const { return m_sort; }
    /// A long table is sorted by a thread; until that is done it stands as it stood.
    bool isSorting() const { return m_isSorting; }

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
    /// The same order, holding all that it compares, so that a thread can sort by it. None for a
    /// table that is never long.
    virtual RecordOrder detachedOrder(int) const { return {}; }
    /// A further condition besides the words.
    virtual bool accepts(int) const { return true; }

    /// The subclass replaced all its data.
    void recordsReset();
    /// The same, with what a thread has worked out already.
    void recordsReset(TableContents contents);
    /// `accepts` means something else now.
    void acceptanceChanged();
    /// One record has other values; its place may change.
    void recordChanged(int record);
    /// One record was added; those from its number on have moved up.
    void recordInserted(int record);

private:
    void rebuild();
    bool isShown(int record) const;
    RecordOrder ownOrder() const;
    void sortLater();
    void insertSorted(int record);

    std::vector<std::string> m_texts; ///< search texts in lower case and UTF-8, by record
    std::vector<int> m_rows; ///< the record in each row
    QStringList m_words;
    std::vector<std::string> m_needles; ///< the words in UTF-8
    TableSort m_sort;
    std::vector<int> m_sorted; ///< all records in the order of the sort
    bool m_isSorting = false;
    int m_sortRun = 0; ///< only what the latest run brings counts
};

} // namespace gatehouse::ui
