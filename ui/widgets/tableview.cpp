// SPDX-License-Identifier: Apache-2.0
#include <ui/theme.h>
#include <ui/uistate.h>
#include <ui/widgets/celldelegate.h>
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
    setItemDelegate(new CellDelegate(this));
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
    connect(
        model, &QAbstractItemModel::modelAboutToBeReset, this, [this] { m_isResetting = true; });
    connect(model, &QAbstractItemModel::modelReset, this, &TableView::restoreSelection);
    for (const int column : std::as_const(m_hiddenAtFirst))
        hideColumn(column);
    // Unsorted until a person sorts, and again when they click on: the data has an order too.
    horizontalHeader()->setSortIndicator(-1, Qt::AscendingOrder);
    horizontalHeader()->setSortIndicatorClearable(true);
    for (int column = 0; column < m_widthsAtFirst.size(); ++column) {
        const int width = m_widthsAtFirst.at(column) * fontMetrics().averageCharWidth() + gap;
        setColumnWidth(column, std::max(width, horizontalHeader()->sectionSizeHint(column)));
    }
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
    if (m_isResetting || m_model == nullptr)
        return;
    if (!m_isRestoring)
        remember();
    if (current.row() != previous.row())
        Q_EMIT currentRecordChanged(m_model->recordOf(current.row()));
}

void TableView::selectionChanged(const QItemSelection& selected, const QItemSelection& deselected)
{
    QTableView::selectionChanged(selected, deselected);
    if (!m_isResetting && !m_isRestoring && m_model != nullptr)
        remember();
}

/// At once, and not when the model is reset: its records are others by then.
void TableView::remember()
{
    const int current = currentRecord();
    m_current = current < 0 ? QString() : m_model->key(current);
    m_selected.clear();
    const QList<int> selected = selectedRecords();
    for (const int record : selected)
        m_selected.insert(m_model->key(record));
}

void TableView::restoreSelection()
{
    m_isResetting = false;
    m_isRestoring = true;
    QItemSelection selection;
    QModelIndex current;
    const int lastColumn = m_model->columnCount() - 1;
    qsizetype missing = m_selected.size() + (m_current.isEmpty() ? 0 : 1);
    for (int row = 0; missing > 0 && row < m_model->rowCount(); ++row) {
        const QString key = m_model->key(m_model->recordOf(row));
        if (key == m_current) {
            current = m_model->index(row, 0);
            --missing;
        }
        if (m_selected.contains(key)) {
            selection.select(m_model->index(row, 0), m_model->index(row, lastColumn));
            --missing;
        }
    }
    if (current.isValid())
        selectionModel()->setCurrentIndex(current, QItemSelectionModel::NoUpdate);
    selectionModel()->select(selection, QItemSelectionModel::ClearAndSelect);
    m_isRestoring = false;
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
