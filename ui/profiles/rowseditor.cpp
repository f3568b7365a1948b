// SPDX-License-Identifier: Apache-2.0
#include <ui/profiles/rowseditor.h>
#include <ui/theme.h>
#include <ui/widgets/availability.h>

#include <QHBoxLayout>
#include <QHeaderView>
#include <QSignalBlocker>
#include <QTableWidget>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

namespace gatehouse::ui {

namespace {

constexpr int mostShownRows = 6;

QToolButton* button(
    const QString& name, const QString& iconName, const QString& text, QWidget* parent)
{
    auto* made = new QToolButton(parent);
    made->setObjectName(name);
    made->setIcon(icon(iconName));
    made->setText(text);
    made->setAccessibleName(text);
    made->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    made->setFocusPolicy(Qt::StrongFocus);
    return made;
}

} // namespace

RowsEditor::RowsEditor(
    const QString& name, const QStringList& titles, const QString& tickTitle, QWidget* parent)
    : QWidget(parent)
    , m_textColumns(static_cast<int>(titles.size()))
    , m_hasTick(!tickTitle.isEmpty())
    , m_table(new QTableWidget(0, m_textColumns + (m_hasTick ? 1 : 0), this))
    , m_add(button(name + QLatin1String("Add"), QStringLiteral("add"), tr("Add"), this))
    , m_remove(button(name + QLatin1String("Remove"), QStringLiteral("delete"), tr("Remove"), this))
{
    setObjectName(name);
    setFocusProxy(m_table);
    m_table->setObjectName(name + QLatin1String("Table"));
    m_table->setHorizontalHeaderLabels(m_hasTick ? titles + QStringList { tickTitle } : titles);
    m_table->setTabKeyNavigation(false);
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->verticalHeader()->hide();
    m_table->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    m_table->horizontalHeader()->setHighlightSections(false);
    for (int column = 0; column < m_textColumns; ++column)
        m_table->horizontalHeader()->setSectionResizeMode(column, QHeaderView::Stretch);
    auto* buttons = new QHBoxLayout;
    buttons->addWidget(m_add);
    buttons->addWidget(m_remove);
    buttons->addStretch(1);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(smallGap);
    layout->addWidget(m_table);
    layout->addLayout(buttons);
    connect(m_add, &QToolButton::clicked, this, [this] {
        addRow({ QStringList(m_textColumns, QString()), false });
        m_table->setFocus();
        m_table->editItem(m_table->item(m_table->rowCount() - 1, 0));
    });
    connect(m_remove, &QToolButton::clicked, this, &RowsEditor::removeCurrent);
    connect(m_table, &QTableWidget::itemChanged, this, &RowsEditor::changed);
    connect(m_table, &QTableWidget::currentCellChanged, this, &RowsEditor::updateButtons);
    updateButtons();
    updateHeight();
}

void RowsEditor::setRows(const QList<Row>& rows)
{
    {
        const QSignalBlocker quiet(m_table);
        m_table->setRowCount(0);
    }
    const QSignalBlocker quiet(this);
    for (const Row& row : rows)
        addRow(row);
    m_table->setCurrentItem(nullptr);
    updateButtons();
    updateHeight();
}

QList<RowsEditor::Row> RowsEditor::rows() const
{
    QList<Row> rows;
    for (int row = 0; row < m_table->rowCount(); ++row) {
        Row made;
        for (int column = 0; column < m_textColumns; ++column)
            made.texts.append(m_table->item(row, column)->text());
        made.isTicked = m_hasTick && m_table->item(row, m_textColumns)->checkState() == Qt::Checked;
        const bool isBlank = std::ranges::all_of(
            made.texts, [](const QString& text) { return text.trimmed().isEmpty(); });
        if (!isBlank)
            rows.append(made);
    }
    return rows;
}

void RowsEditor::addRow(const Row& row)
{
    {
        const QSignalBlocker quiet(m_table);
        const int at = m_table->rowCount();
        m_table->insertRow(at);
        for (int column = 0; column < m_textColumns; ++column)
            m_table->setItem(at, column, new QTableWidgetItem(row.texts.value(column)));
        if (m_hasTick) {
            auto* tick = new QTableWidgetItem;
            tick->setFlags(Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemIsUserCheckable);
            tick->setCheckState(row.isTicked ? Qt::Checked : Qt::Unchecked);
            m_table->setItem(at, m_textColumns, tick);
        }
        m_table->setCurrentCell(at, 0);
    }
    updateButtons();
    updateHeight();
    Q_EMIT changed();
}

void RowsEditor::removeCurrent()
{
    const int row = m_table->currentRow();
    if (row < 0)
        return;
    m_table->removeRow(row);
    updateButtons();
    updateHeight();
    Q_EMIT changed();
}

void RowsEditor::updateButtons()
{
    setAvailable(
        m_remove, m_table->currentRow() < 0 ? tr("Choose a row of the table first.") : QString());
}

void RowsEditor::updateHeight()
{
    const int shown = std::clamp(m_table->rowCount(), 1, mostShownRows);
    m_table->setFixedHeight(m_table->horizontalHeader()->sizeHint().height()
        + shown * m_table->verticalHeader()->defaultSectionSize() + 2 * m_table->frameWidth());
}

} // namespace gatehouse::ui
