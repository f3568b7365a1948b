// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <ui/models/tablemodel.h>

#include <QTableView>

namespace gatehouse::ui {

class UiState;

/// The table of every page: whole rows, sorting by the header, columns chosen in the header's
/// context menu, moved and kept, copying of the selected rows, and a selection that survives
/// filtering and sorting. Enter and double click activate a row.
class TableView final : public QTableView {
    Q_OBJECT

public:
    /// `stateKey` names the place in `state` where its columns are kept, such as "profiles".
    TableView(UiState& state, const QString& stateKey, QWidget* parent = nullptr);
    ~TableView() override;

    void setTableModel(TableModel* model);
    /// Columns that are hidden until a person asks for them; before setTableModel.
    void setHiddenAtFirst(const QList<int>& columns) { m_hiddenAtFirst = columns; }
    int currentRecord() const; ///< -1 for none
    QList<int> selectedRecords() const;
    void selectKey(const QString& key);
    /// What stands in the empty table.
    void setEmptyText(const QString& text);

Q_SIGNALS:
    void currentRecordChanged(int record); ///< -1 when nothing is chosen
    void recordActivated(int record);

protected:
    void paintEvent(QPaintEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void currentChanged(const QModelIndex& current, const QModelIndex& previous) override;

private:
    void remember();
    void restoreSelection();
    void copySelection();
    void showColumnMenu(const QPoint& position);
    void saveColumns();

    UiState& m_state;
    QString m_stateKey;
    TableModel* m_model = nullptr;
    QList<int> m_hiddenAtFirst;
    QStringList m_selected; ///< keys, the current one first
    QString m_emptyText;
    bool m_isResetting = false;
};

} // namespace gatehouse::ui
