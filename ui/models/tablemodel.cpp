// SPDX-License-Identifier: Apache-2.0
#include <ui/models/tablemodel.h>

#include <algorithm>
#include <numeric>

namespace gatehouse::ui {

namespace {

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
    if (column == m_sortColumn && order == m_sortOrder)
        return;
    beginResetModel();
    m_sortColumn = column;
    m_sortOrder = order;
    std::iota(m_sorted.begin(), m_sorted.end(), 0); // which is the order without a sort column
    this->order(m_sorted);
    rebuild();
    endResetModel();
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
    beginResetModel();
    m_texts.clear();
    m_texts.reserve(static_cast<size_t>(recordCount()));
    for (int record = 0; record < recordCount(); ++record)
        m_texts.push_back(textOf(record));
    m_sorted.resize(m_texts.size());
    std::iota(m_sorted.begin(), m_sorted.end(), 0);
    order(m_sorted);
    rebuild();
    endResetModel();
}

void TableModel::acceptanceChanged()
{
    beginResetModel();
    rebuild();
    endResetModel();
}

void TableModel::recordChanged(int record)
{
    const auto place = static_cast<size_t>(record);
    const bool wasShown = isShown(record);
    m_texts[place] = textOf(record);
    std::vector<int> sorted(m_sorted.size());
    std::iota(sorted.begin(), sorted.end(), 0);
    order(sorted);
    if (sorted == m_sorted && wasShown == isShown(record)) {
        const int row = rowOf(record);
        if (row >= 0)
            Q_EMIT dataChanged(index(row, 0), index(row, columnCount() - 1));
        return;
    }
    beginResetModel();
    m_sorted = std::move(sorted);
    rebuild();
    endResetModel();
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

std::string TableModel::textOf(int record) const
{
    return searchText(record).toLower().toStdString();
}

void TableModel::order(std::vector<int>& records) const
{
    if (m_sortColumn < 0)
        return;
    // By record number where the values are equal, in both directions.
    std::ranges::sort(records, [this](int left, int right) {
        if (isLess(m_sortColumn, left, right))
            return m_sortOrder == Qt::AscendingOrder;
        if (isLess(m_sortColumn, right, left))
            return m_sortOrder == Qt::DescendingOrder;
        return left < right;
    });
}

} // namespace gatehouse::ui
