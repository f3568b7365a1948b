// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QStringList>
#include <QWidget>

class QTableWidget;
class QToolButton;

namespace gatehouse::ui {

/// A few rows of text that are typed, such as names with values, with an optional last column to
/// tick.
class RowsEditor final : public QWidget {
    Q_OBJECT

public:
    struct Row {
        QStringList texts; ///< one for each text column
        bool isTicked = false;
        bool operator==(const Row&) const = default;
    };

    /// `tickTitle` heads the column to tick; none when it is empty.
    RowsEditor(const QString& name, const QStringList& titles, const QString& tickTitle,
        QWidget* parent = nullptr);

    void setRows(const QList<Row>& rows);
    QList<Row> rows() const; ///< without those that are blank throughout
    QTableWidget* table() const { return m_table; }
    void addRow(const Row& row);

Q_SIGNALS:
    void changed();

private:
    void removeCurrent();
    void updateButtons();
    void updateHeight();

    int m_textColumns;
    bool m_hasTick;
    QTableWidget* m_table;
    QToolButton* m_add;
    QToolButton* m_remove;
};

} // namespace gatehouse::ui
