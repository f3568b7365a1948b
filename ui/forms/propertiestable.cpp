// SPDX-License-Identifier: Apache-2.0
#include <core/settings/settingdefinition.h>
#include <ui/forms/propertiesmodel.h>
#include <ui/forms/propertiestable.h>
#include <ui/theme.h>
#include <ui/widgets/availability.h>
#include <ui/widgets/buttonaction.h>
#include <ui/widgets/textlabel.h>

#include <QApplication>
#include <QClipboard>
#include <QCompleter>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QShortcut>
#include <QStyledItemDelegate>
#include <QTableView>
#include <QVBoxLayout>

namespace gatehouse::ui {

namespace {

constexpr int rowsShown = 4;

/// Completes the names of settings, and hides what is typed where the value is masked.
class PropertyDelegate final : public QStyledItemDelegate {
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    QWidget* createEditor(
        QWidget* parent, const QStyleOptionViewItem&, const QModelIndex& index) const override
    {
        auto* line = new QLineEdit(parent);
        line->setObjectName(QStringLiteral("propertyEdit"));
        line->setFrame(false);
        const auto* model = qobject_cast<const PropertiesModel*>(index.model());
        if (index.column() == PropertiesModel::Value) {
            if (PropertiesModel::isMasked(model->row(index.row())))
                line->setEchoMode(QLineEdit::Password);
            return line;
        }
        QStringList keys;
        for (const settings::SettingDefinition& definition : settings::definitions())
            keys.append(definition.key);
        auto* completer = new QCompleter(keys, line);
        completer->setFilterMode(Qt::MatchContains);
        completer->setCaseSensitivity(Qt::CaseInsensitive);
        line->setCompleter(completer);
        return line;
    }
};

} // namespace

PropertiesTable::PropertiesTable(QWidget* parent)
    : QWidget(parent)
    , m_model(new PropertiesModel(this))
    , m_view(new QTableView(this))
    , m_problem(textLabel(QStringLiteral("problem"), this))
{
    setObjectName(QStringLiteral("propertiesTable"));
    build();
    connect(m_model, &PropertiesModel::changed, this, [this] {
        update();
        Q_EMIT changed();
    });
    connect(m_model, &PropertiesModel::hasField, this, &PropertiesTable::hasField);
    connect(m_view->selectionModel(), &QItemSelectionModel::currentChanged, this,
        &PropertiesTable::update);
    connect(m_model, &QAbstractItemModel::modelReset, this, &PropertiesTable::update);
    update();
}

void PropertiesTable::build()
{
    auto* hint = new QLabel(
        tr("Properties of CA Gateway's Sectigo connector that have no field above. Gatehouse does "
           "not use them; it keeps them and writes them back unchanged."),
        this);
    hint->setWordWrap(true);
    styleSecondary(hint);
    m_view->setObjectName(QStringLiteral("properties"));
    m_view->setAccessibleName(tr("Further properties"));
    m_view->setAccessibleDescription(hint->text());
    m_view->setModel(m_model);
    m_view->setItemDelegate(new PropertyDelegate(m_view));
    m_view->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_view->setSelectionMode(QAbstractItemView::SingleSelection);
    m_view->setEditTriggers(QAbstractItemView::DoubleClicked | QAbstractItemView::EditKeyPressed
        | QAbstractItemView::AnyKeyPressed);
    m_view->setTabKeyNavigation(false);
    m_view->setAlternatingRowColors(true);
    m_view->setShowGrid(false);
    m_view->verticalHeader()->hide();
    m_view->verticalHeader()->setDefaultSectionSize(fontMetrics().height() + gap);
    m_view->horizontalHeader()->setHighlightSections(false);
    m_view->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    m_view->horizontalHeader()->setStretchLastSection(true);
    const int characters = fontMetrics().averageCharWidth();
    m_view->setColumnWidth(PropertiesModel::Key, characters * 28);
    m_view->setColumnWidth(PropertiesModel::Value, characters * 28);
    m_view->setFixedHeight(m_view->horizontalHeader()->sizeHint().height()
        + rowsShown * m_view->verticalHeader()->defaultSectionSize() + 2 * m_view->frameWidth());
    m_problem->hide();

    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(gap);
    layout->addWidget(hint);
    layout->addWidget(m_view);
    layout->addWidget(m_problem);
    layout->addWidget(buildButtons());
}

QWidget* PropertiesTable::buildButtons()
{
    auto* row = new QWidget(this);
    auto* layout = new QHBoxLayout(row);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(gap);
    const auto add = [row, layout](const char* name, const QString& iconName, const QString& text) {
        auto* button = new QPushButton(icon(iconName), text, row);
        button->setObjectName(QString::fromLatin1(name));
        layout->addWidget(button);
        return button;
    };
    m_add = add("addProperty", QStringLiteral("add"), tr("Sectigo CA Properties"));
    m_add->setToolTip(tr("Add a property"));
    m_edit = add("editProperty", QStringLiteral("edit"), tr("Edit"));
    m_remove = add("deleteProperty", QStringLiteral("delete"), tr("Delete"));
    m_rename = add("renameProperty", QStringLiteral("ok"), tr("Use the suggestion"));
    QPushButton* undo = add("undoProperty", QStringLiteral("revert"), tr("Undo"));
    layout->addStretch(1);

    for (QPushButton* button : { m_add, m_edit, m_remove, m_rename, undo })
        m_view->addAction(new ButtonAction(button));
    m_view->setContextMenuPolicy(Qt::CustomContextMenu);
    connect(m_view, &QWidget::customContextMenuRequested, this, &PropertiesTable::showMenu);
    connect(m_add, &QPushButton::clicked, this, &PropertiesTable::add);
    connect(m_edit, &QPushButton::clicked, this, [this] {
        m_view->setFocus();
        m_view->edit(m_view->currentIndex());
    });
    connect(m_remove, &QPushButton::clicked, this, &PropertiesTable::remove);
    connect(m_rename, &QPushButton::clicked, this, &PropertiesTable::takeSuggestion);
    QUndoStack* stack = m_model->undoStack();
    connect(undo, &QPushButton::clicked, stack, &QUndoStack::undo);
    const auto offerUndo = [undo, stack] {
        setAvailable(undo, stack->canUndo() ? QString() : tr("There is nothing to undo."),
            tr("Undo: %1").arg(stack->undoText()));
    };
    connect(stack, &QUndoStack::indexChanged, undo, offerUndo);
    offerUndo();
    const auto key = [this](const QKeySequence& keys, auto&& run) {
        auto* shortcut = new QShortcut(keys, m_view);
        shortcut->setContext(Qt::WidgetWithChildrenShortcut);
        connect(shortcut, &QShortcut::activated, this, run);
    };
    key(QKeySequence::Undo, [stack] { stack->undo(); });
    key(QKeySequence::Redo, [stack] { stack->redo(); });
    key(QKeySequence::Delete, [this] { remove(); });
    return row;
}

void PropertiesTable::setProperties(const QMap<QString, QString>& properties)
{
    m_isProblemShown = false;
    m_model->setProperties(properties);
}

QMap<QString, QString> PropertiesTable::properties() const
{
    return m_model->properties();
}

QString PropertiesTable::problem() const
{
    return m_model->problem();
}

void PropertiesTable::showProblem()
{
    m_isProblemShown = true;
    update();
}

bool PropertiesTable::isProblemShown() const
{
    return m_isProblemShown && !problem().isEmpty();
}

void PropertiesTable::focusTable()
{
    m_view->setFocus(Qt::OtherFocusReason);
}

void PropertiesTable::add()
{
    const int row = m_model->addRow();
    const QModelIndex index = m_model->index(row, PropertiesModel::Key);
    m_view->setFocus();
    m_view->setCurrentIndex(index);
    m_view->edit(index);
}

void PropertiesTable::remove()
{
    const int row = m_view->currentIndex().row();
    if (row < 0)
        return;
    m_model->removeRow(row);
    const int next = std::min(row, m_model->rowCount() - 1);
    if (next >= 0)
        m_view->setCurrentIndex(m_model->index(next, PropertiesModel::Key));
}

void PropertiesTable::takeSuggestion()
{
    const QModelIndex current = m_view->currentIndex();
    const QString suggestion = m_model->suggestion(current.row());
    if (!suggestion.isEmpty())
        m_model->setData(current.siblingAtColumn(PropertiesModel::Key), suggestion);
}

void PropertiesTable::showMenu(const QPoint& position)
{
    auto* menu = new QMenu(this);
    menu->setObjectName(QStringLiteral("propertyMenu"));
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->setToolTipsVisible(true);
    menu->addActions(m_view->actions());
    menu->addSeparator();
    const auto add = [menu](const char* name, const QString& text, const QString& copied,
                         const QString& whyNot) {
        QAction* action = menu->addAction(icon(QStringLiteral("copy")), text, menu,
            [copied] { QApplication::clipboard()->setText(copied); });
        action->setObjectName(QString::fromLatin1(name));
        setAvailable(action, whyNot);
    };
    const int place = m_view->currentIndex().row();
    const bool isChosen = place >= 0 && place < m_model->rowCount();
    const PropertiesModel::Row row = isChosen ? m_model->row(place) : PropertiesModel::Row();
    const QString whyNot = isChosen ? QString() : tr("Choose a property in the table first.");
    add("copyKey", tr("&Copy property"), row.key, whyNot);
    if (PropertiesModel::isMasked(row))
        add("copyValue", tr("Copy &value"), {}, tr("It looks like a password: it stays hidden."));
    else
        add("copyValue", tr("Copy &value"), row.value, whyNot);
    menu->popup(m_view->viewport()->mapToGlobal(position));
}

void PropertiesTable::update()
{
    const int row = m_view->currentIndex().row();
    const bool isChosen = row >= 0 && row < m_model->rowCount();
    const QString reason = isChosen ? QString() : tr("Choose a property in the table first.");
    setAvailable(m_edit, reason);
    setAvailable(m_remove, reason);
    const QString suggestion = isChosen ? m_model->suggestion(row) : QString();
    m_rename->setVisible(!suggestion.isEmpty());
    m_rename->setToolTip(tr("Rename it to %1").arg(suggestion));
    m_problem->setText(problem());
    m_problem->setVisible(isProblemShown());
}

} // namespace gatehouse::ui
