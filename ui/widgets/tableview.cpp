// SPDX-License-Identifier: Apache-2.0
#include <ui/theme.h>
#include <ui/uistate.h>
#include <ui/widgets/availability.h>
#include <ui/widgets/celldelegate.h>
#include <ui/widgets/tableview.h>

#include <QActionGroup>
#include <QApplication>
#include <QClipboard>
#include <QContextMenuEvent>
#include <QHeaderView>
#include <QKeyEvent>
#include <QMenu>
#include <QPainter>

namespace gatehouse::ui {

TableView::TableView(UiState& state, const QString& stateKey, QWidget* parent)
    : TableView(parent)
{
    m_state = &state;
    m_stateKey = QStringLiteral("columns/") + stateKey;
}

TableView::TableView(QWidget* parent)
    : QTableView(parent)
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
    if (m_state != nullptr)
        horizontalHeader()->restoreState(m_state->value(m_stateKey).toByteArray());
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

/// A menu that is gone when it closes.
QMenu* TableView::makeMenu(const QString& name)
{
    auto* menu = new QMenu(this);
    menu->setObjectName(name);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->setToolTipsVisible(true);
    return menu;
}

void TableView::contextMenuEvent(QContextMenuEvent* event)
{
    QModelIndex index = indexAt(event->pos());
    QPoint place = event->globalPos();
    if (event->reason() == QContextMenuEvent::Keyboard) {
        // The pointer may be anywhere.
        index = currentIndex();
        scrollTo(index);
        place = viewport()->mapToGlobal(visualRect(index).center());
    }
    QMenu* menu = makeMenu(QStringLiteral("tableMenu"));
    menu->addActions(actions());
    menu->addSeparator();
    addCopyActions(*menu, index);
    menu->addSeparator();
    addSortMenu(*menu);
    auto* columns = menu->addMenu(tr("C&olumns"));
    columns->setObjectName(QStringLiteral("tableColumns"));
    fillColumnMenu(*columns);
    menu->popup(place);
}

void TableView::addCopyActions(QMenu& menu, const QModelIndex& index)
{
    const QString text = index.data(Qt::DisplayRole).toString();
    auto* cell = menu.addAction(icon(QStringLiteral("copy")), tr("&Copy cell"), this,
        [text] { QApplication::clipboard()->setText(text); });
    cell->setObjectName(QStringLiteral("copyCell"));
    setAvailable(cell, text.isEmpty() ? tr("There is no text here to copy.") : QString());
    const auto chosen = selectedRecords().size();
    auto* rows = menu.addAction(
        chosen > 1 ? tr("Copy &rows") : tr("Copy &row"), this, &TableView::copySelection);
    rows->setObjectName(QStringLiteral("copyRow"));
    rows->setShortcut(QKeySequence::Copy);
    setAvailable(rows, chosen == 0 ? tr("Choose a row first.") : QString());
}

void TableView::addSortMenu(QMenu& menu)
{
    auto* sorting = menu.addMenu(tr("&Sort by"));
    sorting->setObjectName(QStringLiteral("tableSort"));
    auto* group = new QActionGroup(sorting);
    const auto add = [&](const QString& text, int column, Qt::SortOrder order) {
        auto* action = sorting->addAction(text);
        action->setObjectName(QStringLiteral("sortBy%1").arg(column));
        action->setCheckable(true);
        group->addAction(action);
        connect(action, &QAction::triggered, this,
            [this, column, order] { sortByColumn(column, order); });
        return action;
    };
    const TableSort present = m_model == nullptr ? TableSort() : m_model->currentSort();
    const bool isAscending = present.order == Qt::AscendingOrder;
    for (int visual = 0; visual < horizontalHeader()->count(); ++visual) {
        const int column = horizontalHeader()->logicalIndex(visual);
        if (isColumnHidden(column))
            continue;
        const QString name = columnName(column);
        if (column != present.column)
            add(name, column, Qt::AscendingOrder);
        else if (isAscending)
            add(tr("%1 (ascending)", "column").arg(name), column, Qt::DescendingOrder)
                ->setChecked(true);
        else
            add(tr("%1 (descending)", "column").arg(name), column, Qt::AscendingOrder)
                ->setChecked(true);
    }
    sorting->addSeparator();
    add(tr("&Nothing"), -1, Qt::AscendingOrder)->setChecked(present.column < 0);
}

void TableView::fillColumnMenu(QMenu& menu)
{
    menu.setToolTipsVisible(true);
    const int shown = horizontalHeader()->count() - horizontalHeader()->hiddenSectionCount();
    for (int column = 0; column < horizontalHeader()->count(); ++column) {
        const bool isShown = !isColumnHidden(column);
        auto* action = menu.addAction(columnName(column));
        action->setObjectName(QStringLiteral("column%1").arg(column));
        action->setCheckable(true);
        action->setChecked(isShown);
        // Or there is no header left to bring the others back.
        setAvailable(action,
            isShown && shown == 1 ? tr("One column has to stay: show another one first.")
                                  : QString());
        connect(action, &QAction::toggled, this, [this, column](bool isWanted) {
            setColumnHidden(column, !isWanted);
            saveColumns();
        });
    }
}

QString TableView::columnName(int column) const
{
    return model()->headerData(column, Qt::Horizontal).toString();
}

void TableView::showColumnMenu(const QPoint& position)
{
    QMenu* menu = makeMenu(QStringLiteral("columnMenu"));
    fillColumnMenu(*menu);
    menu->popup(horizontalHeader()->mapToGlobal(position));
}

void TableView::saveColumns()
{
    if (m_model != nullptr && m_state != nullptr)
        m_state->setValue(m_stateKey, horizontalHeader()->saveState());
}

} // namespace gatehouse::ui
