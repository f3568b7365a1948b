// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <core/pki/distinguishedname.h>

#include <QWidget>

class QComboBox;
class QLabel;
class QLineEdit;
class QToolButton;
class QVBoxLayout;

namespace gatehouse::ui {

class InlineNote;

/// A distinguished name as rows of attribute and value, and as one line of text: each follows the
/// other. The rows stand in the order of the text, most specific first.
class DnEditor final : public QWidget {
    Q_OBJECT

public:
    explicit DnEditor(QWidget* parent = nullptr);

    void setValue(const pki::DistinguishedName& name);
    /// Of the rows that have a value; an error while a row or the line is wrong.
    Result<pki::DistinguishedName> value() const;
    void clear();
    bool isEmpty() const;
    void showPolicyError(const QString& text);

Q_SIGNALS:
    void changed();

private:
    struct Row {
        QWidget* widget = nullptr;
        QLabel* plus = nullptr; ///< shown where the row belongs to the same RDN as the one above
        QComboBox* attribute = nullptr;
        QLineEdit* value = nullptr;
        QToolButton* up = nullptr;
        QToolButton* down = nullptr;
        InlineNote* note = nullptr;
        bool joins = false;
        bool isEncoded = false; ///< the value is "#..." hex
    };

    Row makeRow();
    void addRow();
    void appendRow(const QString& attribute, const QString& value);
    void removeRow(QWidget* widget);
    void moveRow(QWidget* widget, int by);
    int indexOf(QWidget* widget) const;
    void takeRows(const pki::DistinguishedName& name);
    void takeLine();
    void rowsEdited();
    void updateRows();
    void dropRow(int index);
    void showRowErrors();
    static QString attributeProblem(const Row& row);

    QList<Row> m_rows;
    QVBoxLayout* m_list;
    QLineEdit* m_line;
    InlineNote* m_lineNote;
    std::optional<Error> m_lineError;
    bool m_isFilling = false;
};

} // namespace gatehouse::ui
