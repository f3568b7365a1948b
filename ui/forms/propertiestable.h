// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QMap>
#include <QWidget>

class QLabel;
class QPushButton;
class QTableView;

namespace gatehouse::ui {

class PropertiesModel;

/// The properties of a connector that have no field: add, edit, delete, undo. The names of settings
/// are completed; one that has a field moves there.
class PropertiesTable final : public QWidget {
    Q_OBJECT

public:
    explicit PropertiesTable(QWidget* parent);

    void setProperties(const QMap<QString, QString>& properties);
    QMap<QString, QString> properties() const;
    QString problem() const;
    /// Says what is wrong, until it is not.
    void showProblem();
    bool isProblemShown() const;
    PropertiesModel* model() const { return m_model; }
    void focusTable();

Q_SIGNALS:
    void changed();
    void hasField(const QString& key, const QString& value);

private:
    void build();
    QWidget* buildButtons();
    void add();
    void remove();
    void takeSuggestion();
    void update();
    void showMenu(const QPoint& position);

    PropertiesModel* m_model;
    QTableView* m_view;
    QLabel* m_problem;
    QPushButton* m_add = nullptr;
    QPushButton* m_edit = nullptr;
    QPushButton* m_remove = nullptr;
    QPushButton* m_rename = nullptr;
    bool m_isProblemShown = false;
};

} // namespace gatehouse::ui
