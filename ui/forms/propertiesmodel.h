// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QAbstractTableModel>
#include <QMap>
#include <QUndoStack>

namespace gatehouse::ui {

/// Properties that have no field, as rows of key, value and a remark. Every change can be undone.
/// A value that looks like a password is masked.
class PropertiesModel final : public QAbstractTableModel {
    Q_OBJECT

public:
    enum Columns { Key, Value, Remark, ColumnCount };
    struct Row {
        QString key;
        QString value;
        bool operator==(const Row&) const = default;
    };

    explicit PropertiesModel(QObject* parent);

    /// Starts over; nothing before can be brought back.
    void setProperties(const QMap<QString, QString>& properties);
    /// The rows with a key; of two with the same key the last.
    QMap<QString, QString> properties() const;
    /// What has to be corrected before this can be saved; empty when nothing.
    QString problem() const;

    const Row& row(int index) const { return m_rows.at(index); }
    int addRow(const Row& row = {});
    void removeRow(int row);
    /// A known key that this one may have been meant to be; empty for none.
    QString suggestion(int row) const;
    static bool isMasked(const Row& row);
    QUndoStack* undoStack() { return &m_undo; }

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    Qt::ItemFlags flags(const QModelIndex& index) const override;
    bool setData(const QModelIndex& index, const QVariant& value, int role = Qt::EditRole) override;

Q_SIGNALS:
    void changed();
    /// This key has a field of its own; its row is gone, and can be brought back by undo.
    void hasField(const QString& key, const QString& value);

private:
    class Change;
    void change(const QList<Row>& rows, const QString& text);
    void show(const QList<Row>& rows);
    QString remark(const Row& row) const;
    bool isNewSecret(const Row& row) const;

    QMap<QString, QString> m_original;
    QList<Row> m_rows;
    QUndoStack m_undo;
};

} // namespace gatehouse::ui
