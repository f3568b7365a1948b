// SPDX-License-Identifier: Apache-2.0
#include <ui/theme.h>
#include <ui/uistate.h>
#include <ui/widgets/tableview.h>

#include <QApplication>
#include <QClipboard>
#include <QHeaderView>
#include <QKeyEvent>
#include <QMenu>
#include <QPainter>

namespace gatehouse::ui {

TableView::TableView(UiState& state, const QString& stateKey, QWidget* parent)
    : QTableView(parent)
    , m_state(state)
    , m_stateKey(stateKey)
{
    setSelectionBehavior(QAbstractItemView::SelectRows);
    setSelectionMode(QAbstractItemView::ExtendedSelection);
    setAlternatingRowColors(true);
    setShowGrid(false);
    setWordWrap(false);
    setTabKeyNavigation(false);
    setEditTriggers(QAbstractItemView::NoEditTriggers);
    setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    verticalHeader()->hide();
    // One height for all rows: asking each of 100,000 for its own would freeze the window.
    verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    verticalHeader()->setDefaultSectionSize(fontMetrics().height() + gap);
    horizontalHeader()->setSectionsMovable(true);
    horizontalHeader()->setHighlightSections(false);
    horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    horizontalHeader()->setStretchLastSection(true);
    horizontalHeader()->setContextMenuPolicy(Qt::CustomContextMenu);
    connect(horizontalHeader(), &QHeaderView::customContextMenuRequested, this,
        &TableView::showColumnMenu);
    connect(this, &QTableView::activated, this, [this](const QModelIndex& index) {
        if (m_model != nullptr)
            Q_EMIT recordActivated(m_model->recordOf(index.row()));
    });
}

TableView::~TableView()
{
    saveColumns();
}

void TableView::setTableModel(TableModel* model)
{
    m_model = model;
    setModel(model);
    connect(model, &QAbstractItemModel::modelAboutToBeReset, this, &TableView::remember);
    connect(model, &QAbstractItemModel::modelReset, this, &TableView::restoreSelection);
    for (const int column : std::as_const(m_hiddenAtFirst))
        hideColumn(column);
    // Unsorted until a person sorts, and again when they click on: the data has an order too.
    horizontalHeader()->setSortIndicator(-1, Qt::AscendingOrder);
    horizontalHeader()->setSortIndicatorClearable(true);
    horizontalHeader()->restoreState(
        m_state.value(QStringLiteral("columns/") + m_stateKey).toByteArray());
    setSortingEnabled(true);
}

int TableView::currentRecord() const
{
    return m_model == nullptr ? -1 : m_model->recordOf(currentIndex().row());
}

QList<int> TableView::selectedRecords() const
{
    QList<int> records;
    if (m_model == nullptr || selectionModel() == nullptr)
        return records;
    const QModelIndexList rows = selectionModel()->selectedRows();
    for (const QModelIndex& index : rows)
        records.append(m_model->recordOf(index.row()));
    return records;
}

void TableView::selectKey(const QString& key)
{
    for (int row = 0; m_model != nullptr && row < m_model->rowCount(); ++row) {
        if (m_model->key(m_model->recordOf(row)) == key) {
            selectRow(row);
            scrollTo(model()->index(row, 0));
            return;
        }
    }
}

void TableView::setEmptyText(const QString& text)
{
    m_emptyText = text;
    setAccessibleDescription(text);
    viewport()->update();
}

void TableView::paintEvent(QPaintEvent* event)
{
    QTableView::paintEvent(event);
    if (m_emptyText.isEmpty() || (model() != nullptr && model()->rowCount() > 0))
        return;
    QPainter painter(viewport());
    painter.setPen(palette().color(QPalette::PlaceholderText));
    const int margin = pageMargin;
    painter.drawText(viewport()->rect().adjusted(margin, margin, -margin, -margin),
        Qt::AlignHCenter | Qt::AlignTop | Qt::TextWordWrap, m_emptyText);
}

void TableView::keyPressEvent(QKeyEvent* event)
{
    if (event->matches(QKeySequence::Copy)) {
        copySelection();
        return;
    }
    QTableView::keyPressEvent(event);
}

void TableView::currentChanged(const QModelIndex& current, const QModelIndex& previous)
{
    QTableView::currentChanged(current, previous);
    if (!m_isResetting && m_model != nullptr && current.row() != previous.row())
        Q_EMIT currentRecordChanged(m_model->recordOf(current.row()));
}

void TableView::remember()
{
    m_isResetting = true;
    const int current = currentRecord();
    QStringList keys;
    if (current >= 0)
        keys.append(m_model->key(current));
    const QList<int> selected = selectedRecords();
    for (const int record : selected) {
        if (record != current && record >= 0 && record < m_model->recordCount())
            keys.append(m_model->key(record));
    }
    // What a filter hides stays chosen until something else is, so that clearing it shows it again.
    if (!keys.isEmpty())
        m_selected = keys;
}

void TableView::restoreSelection()
{
    m_isResetting = false;
    const QStringList wanted = m_selected;
    QItemSelection selection;
    QModelIndex current;
    for (int row = 0; !wanted.isEmpty() && row < m_model->rowCount(); ++row) {
        const QString key = m_model->key(m_model->recordOf(row));
        if (!wanted.contains(key))
            continue;
        selection.select(m_model->index(row, 0), m_model->index(row, m_model->columnCount() - 1));
        if (key == wanted.first())
            current = m_model->index(row, 0);
        if (selection.size() == wanted.size())
            break;
    }
    if (current.isValid())
        selectionModel()->setCurrentIndex(current, QItemSelectionModel::NoUpdate);
    selectionModel()->select(selection, QItemSelectionModel::ClearAndSelect);
    if (!current.isValid())
        Q_EMIT currentRecordChanged(-1);
}

void TableView::copySelection()
{
    QStringList lines;
    const QModelIndexList rows = selectionModel()->selectedRows();
    for (const QModelIndex& row : rows) {
        QStringList cells;
        for (int visual = 0; visual < horizontalHeader()->count(); ++visual) {
            const int column = horizontalHeader()->logicalIndex(visual);
            if (!isColumnHidden(column))
                cells.append(row.siblingAtColumn(column).data(Qt::DisplayRole).toString());
        }
        lines.append(cells.join(u'\t'));
    }
    QApplication::clipboard()->setText(lines.join(u'\n'));
}

void TableView::showColumnMenu(const QPoint& position)
{
    QMenu menu(this);
    menu.setObjectName(QStringLiteral("columnMenu"));
    for (int column = 0; model() != nullptr && column < model()->columnCount(); ++column) {
        auto* action = menu.addAction(model()->headerData(column, Qt::Horizontal).toString());
        action->setCheckable(true);
        action->setChecked(!isColumnHidden(column));
        // One column has to stay, or there is no header left to bring the others back.
        action->setEnabled(isColumnHidden(column)
            || horizontalHeader()->count() - horizontalHeader()->hiddenSectionCount() > 1);
        connect(action, &QAction::toggled, this, [this, column](bool shown) {
            setColumnHidden(column, !shown);
            saveColumns();
        });
    }
    menu.exec(horizontalHeader()->mapToGlobal(position));
}

void TableView::saveColumns()
{
    if (m_model != nullptr)
        m_state.setValue(QStringLiteral("columns/") + m_stateKey, horizontalHeader()->saveState());
}

} // namespace gatehouse::ui
