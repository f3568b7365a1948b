// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <ui/models/tablemodel.h>

#include <QSet>
#include <QTableView>

class QMenu;

namespace gatehouse::ui {

class UiState;

/// The table of every page: whole rows, sorting by the header (a third click gives the model's own
/// order back), columns chosen in the header's context menu, moved and kept, copying of the
/// selected rows, and a selection that survives filtering and sorting. Enter and double click
/// activate a row. Its own context menu offers the table's actions() and all of the above, for
/// whoever has no mouse.
class TableView final : public QTableView {
    Q_OBJECT

public:
    /// `stateKey` names the place in `state` where its columns are kept, such as "profiles".
    TableView(UiState& state, const QString& stateKey, QWidget* parent = nullptr);
    /// One whose columns are not kept.
    explicit TableView(QWidget* parent = nullptr);
    ~TableView() override;

    void setTableModel(TableModel* model);
    /// Columns that are hidden until a person asks for them; before setTableModel.
    void setHiddenAtFirst(const QList<int>& columns) { m_hiddenAtFirst = columns; }
    /// Widths in characters until a person changes them; before setTableModel.
    void setWidthsAtFirst(const QList<int>& characters) { m_widthsAtFirst = characters; }
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
    void contextMenuEvent(QContextMenuEvent* event) override;
    void currentChanged(const QModelIndex& current, const QModelIndex& previous) override;
    void selectionChanged(
        const QItemSelection& selected, const QItemSelection& deselected) override;

private:
    void remember();
    void restoreSelection();
    void copySelection();
    QMenu* makeMenu(const QString& name);
    void addCopyActions(QMenu& menu, const QModelIndex& index);
    void addSortMenu(QMenu& menu);
    void fillColumnMenu(QMenu& menu);
    QString columnName(int column) const;
    void showColumnMenu(const QPoint& position);
    void saveColumns();

    UiState* m_state = nullptr;
    QString m_stateKey;
    TableModel* m_model = nullptr;
    QList<int> m_hiddenAtFirst;
    QList<int> m_widthsAtFirst;
    QString m_current; ///< key of what a person chose last, and of all that is chosen; also while a
    QSet<QString> m_selected; ///< filter hides it
    QString m_emptyText;
    bool m_isResetting = false; ///< rows mean nothing
    bool m_isRestoring = false;
};

} // namespace gatehouse::ui
