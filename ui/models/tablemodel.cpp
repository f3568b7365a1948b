// SPDX-License-Identifier: Apache-2.0
#include <ui/async.h>
#include <ui/models/tablemodel.h>

#include <algorithm>
#include <numeric>

namespace gatehouse::ui {

namespace {

/// So many are sorted within a blink.
constexpr int mostSortedAtOnce = 5000;

/// By record number where the values are equal, in both directions.
bool isBefore(int left, int right, const RecordOrder& isLess, Qt::SortOrder order)
{
    if (isLess(left, right))
        return order == Qt::AscendingOrder;
    if (isLess(right, left))
        return order == Qt::DescendingOrder;
    return left < right;
}

/// Whether all that has the words of `filter` also has those of `before`: typing on leaves nothing
/// to be looked at but what is shown.
bool narrows(const QStringList& filter, const QStringList& before)
{
    return std::ranges::all_of(before, [&filter](const QString& word) {
        return std::ranges::any_of(
            filter, [&word](const QString& longer) { return longer.contains(word); });
    });
}

} // namespace

std::vector<int> recordsInOwnOrder(int count)
{
    std::vector<int> records(static_cast<std::size_t>(count));
    std::iota(records.begin(), records.end(), 0);
    return records;
}

std::string tableText(const QString& text)
{
    return text.toLower().toStdString();
}

std::vector<int> sortedRecords(int count, const RecordOrder& isLess, Qt::SortOrder order)
{
    std::vector<int> records = recordsInOwnOrder(count);
    std::ranges::sort(records,
        [&isLess, order](int left, int right) { return isBefore(left, right, isLess, order); });
    return records;
}

int TableModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

QVariant TableModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    return cell(m_rows[static_cast<size_t>(index.row())], index.column(), role);
}

void TableModel::sort(int column, Qt::SortOrder order)
{
    const TableSort sort { column, column < 0 ? Qt::AscendingOrder : order };
    if (sort == m_sort)
        return;
    m_sort = sort;
    const int count = recordCount();
    if (column >= 0 && count > mostSortedAtOnce && detachedOrder(column)) {
        sortLater();
        return;
    }
    beginResetModel();
    m_isSorting = false;
    ++m_sortRun;
    m_sorted = column < 0 ? recordsInOwnOrder(count) : sortedRecords(count, ownOrder(), order);
    rebuild();
    endResetModel();
}

void TableModel::sortLater()
{
    const int run = ++m_sortRun;
    m_isSorting = true;
    consume(QtConcurrent::run(backgroundThreads(),
                [count = recordCount(), isLess = detachedOrder(m_sort.column),
                    order = m_sort.order] { return sortedRecords(count, isLess, order); }),
        this, [this, run](std::vector<int> sorted) {
            if (run != m_sortRun)
                return;
            beginResetModel();
            m_isSorting = false;
            m_sorted = std::move(sorted);
            rebuild();
            endResetModel();
        });
}

RecordOrder TableModel::ownOrder() const
{
    if (m_sort.column < 0)
        return std::less<>();
    return [this](int left, int right) { return isLess(m_sort.column, left, right); };
}

void TableModel::setFilter(const QString& filter)
{
    QStringList words = filter.toLower().split(u' ', Qt::SkipEmptyParts);
    if (words == m_words)
        return;
    beginResetModel();
    const bool isNarrower = narrows(words, m_words);
    m_words = std::move(words);
    m_needles.clear();
    for (const QString& word : std::as_const(m_words))
        m_needles.push_back(word.toStdString());
    if (isNarrower)
        std::erase_if(m_rows, [this](int record) { return !isShown(record); });
    else
        rebuild();
    endResetModel();
    Q_EMIT filterChanged();
}

int TableModel::recordOf(int row) const
{
    return row < 0 || row >= rowCount() ? -1 : m_rows[static_cast<size_t>(row)];
}

int TableModel::rowOf(int record) const
{
    const auto found = std::ranges::find(m_rows, record);
    return found == m_rows.end() ? -1 : static_cast<int>(found - m_rows.begin());
}

void TableModel::recordsReset()
{
    TableContents contents;
    const int count = recordCount();
    contents.texts.reserve(static_cast<std::size_t>(count));
    for (int record = 0; record < count; ++record)
        contents.texts.push_back(tableText(searchText(record)));
    contents.sort = m_sort;
    contents.sorted = m_sort.column < 0 ? recordsInOwnOrder(count)
                                        : sortedRecords(count, ownOrder(), m_sort.order);
    recordsReset(std::move(contents));
}

void TableModel::recordsReset(TableContents contents)
{
    beginResetModel();
    ++m_sortRun;
    m_isSorting = false;
    m_texts = std::move(contents.texts);
    // Sorted in another way meanwhile: in its own order first.
    const bool isAsSorted = contents.sort == m_sort;
    m_sorted = isAsSorted ? std::move(contents.sorted) : recordsInOwnOrder(recordCount());
    rebuild();
    endResetModel();
    if (!isAsSorted) {
        const TableSort wanted = std::exchange(m_sort, {});
        sort(wanted.column, wanted.order);
    }
}

void TableModel::acceptanceChanged()
{
    beginResetModel();
    rebuild();
    endResetModel();
}

void TableModel::recordChanged(int record)
{
    // As its row says: what accepts() tells is already about the changed one.
    const bool wasShown = rowOf(record) >= 0;
    m_texts[static_cast<std::size_t>(record)] = tableText(searchText(record));
    const auto place = std::ranges::find(m_sorted, record) - m_sorted.begin();
    if (!m_isSorting) {
        m_sorted.erase(m_sorted.begin() + place);
        insertSorted(record);
    }
    if (m_sorted[static_cast<std::size_t>(place)] == record && wasShown == isShown(record)) {
        const int row = rowOf(record);
        if (row >= 0)
            Q_EMIT dataChanged(index(row, 0), index(row, columnCount() - 1));
    } else {
        acceptanceChanged();
    }
    if (m_isSorting)
        sortLater(); // with what has changed
}

void TableModel::recordInserted(int record)
{
    m_texts.insert(m_texts.begin() + record, tableText(searchText(record)));
    for (int& known : m_sorted)
        known += known >= record ? 1 : 0;
    if (m_isSorting)
        m_sorted.push_back(record);
    else
        insertSorted(record);
    acceptanceChanged();
    if (m_isSorting)
        sortLater();
}

/// Among the others, which are sorted already.
void TableModel::insertSorted(int record)
{
    const RecordOrder isLess = ownOrder();
    const auto place =
        std::ranges::lower_bound(m_sorted, record, [this, &isLess](int left, int right) {
            return isBefore(left, right, isLess, m_sort.order);
        });
    m_sorted.insert(place, record);
}

void TableModel::rebuild()
{
    m_rows.clear();
    for (const int record : m_sorted) {
        if (isShown(record))
            m_rows.push_back(record);
    }
}

bool TableModel::isShown(int record) const
{
    const std::string& text = m_texts[static_cast<size_t>(record)];
    return accepts(record) && std::ranges::all_of(m_needles, [&text](const std::string& word) {
        return text.find(word) != std::string::npos;
    });
}

} // namespace gatehouse::ui
