// SPDX-License-Identifier: Apache-2.0
#include <core/settings/settingdefinition.h>
#include <ui/forms/propertiesmodel.h>
#include <ui/theme.h>

#include <QUndoCommand>

namespace gatehouse::ui {

/// All rows before and after: there are few.
class PropertiesModel::Change final : public QUndoCommand {
public:
    Change(PropertiesModel& model, QList<Row> after, const QString& text)
        : QUndoCommand(text)
        , m_model(model)
        , m_before(model.m_rows)
        , m_after(std::move(after))
    {
    }
    void undo() override { m_model.show(m_before); }
    void redo() override { m_model.show(m_after); }

private:
    PropertiesModel& m_model;
    QList<Row> m_before;
    QList<Row> m_after;
};

PropertiesModel::PropertiesModel(QObject* parent)
    : QAbstractTableModel(parent)
{
}

void PropertiesModel::setProperties(const QMap<QString, QString>& properties)
{
    m_original = properties;
    m_undo.clear();
    QList<Row> rows;
    for (auto entry = properties.begin(); entry != properties.end(); ++entry)
        rows.append({ entry.key(), entry.value() });
    show(rows);
}

QMap<QString, QString> PropertiesModel::properties() const
{
    QMap<QString, QString> properties;
    for (const Row& row : m_rows) {
        if (!row.key.isEmpty())
            properties.insert(row.key, row.value);
    }
    return properties;
}

QString PropertiesModel::problem() const
{
    QStringList seen;
    for (const Row& row : m_rows) {
        if (row.key.isEmpty() && !row.value.isEmpty())
            return tr("A property has a value but no name: give it one, or delete it.");
        if (!row.key.isEmpty() && seen.contains(row.key))
            return tr("There are two properties \"%1\": delete one of them.").arg(row.key);
        if (isNewSecret(row))
            return tr("\"%1\" looks like a password but is not a setting, and would stand readable "
                      "in a file: delete it.")
                .arg(row.key);
        seen.append(row.key);
    }
    return {};
}

int PropertiesModel::addRow(const Row& row)
{
    QList<Row> rows = m_rows;
    rows.append(row);
    change(rows, tr("Add a property"));
    return static_cast<int>(m_rows.size()) - 1;
}

void PropertiesModel::removeRow(int row)
{
    QList<Row> rows = m_rows;
    rows.removeAt(row);
    change(rows, tr("Delete a property"));
}

QString PropertiesModel::suggestion(int row) const
{
    const auto* meant = settings::likelyMeant(m_rows.at(row).key);
    return meant == nullptr ? QString() : meant->key;
}

bool PropertiesModel::isMasked(const Row& row)
{
    return settings::looksSecret(row.key);
}

int PropertiesModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int PropertiesModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant PropertiesModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const Row& row = m_rows.at(index.row());
    const bool isShown = role == Qt::DisplayRole || role == Qt::ToolTipRole;
    if (index.column() == Remark) {
        if (isShown)
            return remark(row);
        return role == Qt::DecorationRole && !remark(row).isEmpty() ? toneIcon(Tone::Warning)
                                                                    : QVariant();
    }
    if (!isShown && role != Qt::EditRole)
        return {};
    if (index.column() == Key)
        return row.key;
    if (isShown && isMasked(row))
        return row.value.isEmpty() ? QString() : QString(8, QChar(0x2022));
    return row.value;
}

QVariant PropertiesModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    if (section == Key)
        return tr("Property");
    return section == Value ? tr("Value") : tr("Remark");
}

Qt::ItemFlags PropertiesModel::flags(const QModelIndex& index) const
{
    const Qt::ItemFlags flags = QAbstractTableModel::flags(index);
    return !index.isValid() || index.column() == Remark ? flags : flags | Qt::ItemIsEditable;
}

bool PropertiesModel::setData(const QModelIndex& index, const QVariant& value, int role)
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid) || role != Qt::EditRole
        || index.column() == Remark)
        return false;
    QList<Row> rows = m_rows;
    Row& row = rows[index.row()];
    (index.column() == Key ? row.key : row.value) = value.toString().trimmed();
    if (rows == m_rows)
        return true;
    const auto* definition = settings::definitionForSpelling(row.key);
    if (definition == nullptr) {
        change(rows, tr("Edit a property"));
        return true;
    }
    const QString carried = row.value;
    rows.removeAt(index.row());
    change(rows, tr("Move a property to its field"));
    Q_EMIT hasField(definition->key, carried);
    return true;
}

void PropertiesModel::change(const QList<Row>& rows, const QString& text)
{
    m_undo.push(new Change(*this, rows, text));
}

void PropertiesModel::show(const QList<Row>& rows)
{
    const bool isSameCount = rows.size() == m_rows.size();
    if (isSameCount) {
        m_rows = rows;
        if (!rows.isEmpty())
            Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
    } else {
        beginResetModel();
        m_rows = rows;
        endResetModel();
    }
    Q_EMIT changed();
}

QString PropertiesModel::remark(const Row& row) const
{
    if (row.key.isEmpty())
        return {};
    if (isMasked(row))
        return tr("Looks like a password, but is no setting. It stands readable in the "
                  "connector's file: delete it.");
    if (const auto* meant = settings::likelyMeant(row.key))
        return tr("Is not a setting. Did you mean %1?").arg(meant->key);
    return {};
}

bool PropertiesModel::isNewSecret(const Row& row) const
{
    return isMasked(row) && !row.value.isEmpty() && m_original.value(row.key) != row.value;
}

} // namespace gatehouse::ui
