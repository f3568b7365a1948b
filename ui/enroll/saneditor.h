// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <core/pki/generalname.h>

#include <QPointer>
#include <QTimer>
#include <QWidget>

class QComboBox;
class QLineEdit;
class QVBoxLayout;

namespace gatehouse::ui {

class InlineNote;

/// Alternative names: rows of type and value. Several names that are pasted into a row, with
/// blanks, commas or lines between them, become rows of their own; of many a few at a time, so that
/// the window goes on answering.
class SanEditor final : public QWidget {
    Q_OBJECT

public:
    explicit SanEditor(QWidget* parent = nullptr);

    void setValue(const QList<pki::GeneralName>& names);
    /// Of the rows that have a value, and of the names that are still to get one; the first wrong
    /// one's error.
    Result<QList<pki::GeneralName>> value() const;
    void clear() { setValue({}); }
    bool isEmpty() const;
    int rowCount() const { return static_cast<int>(m_rows.size()); }
    void showPolicyError(const QString& text);

Q_SIGNALS:
    void changed();

private:
    struct Row {
        QWidget* widget = nullptr;
        QComboBox* type = nullptr;
        QLineEdit* value = nullptr;
        InlineNote* note = nullptr;
        bool isTypeChosen = false; ///< by a person; otherwise it follows the looks of the value
    };

    /// A text as it is put into a row.
    struct Named {
        pki::GeneralName::Type type = pki::GeneralName::Type::DnsName;
        QString value;
    };

    Row makeRow();
    void addRow();
    void insertRow(int at, pki::GeneralName::Type type, const QString& value);
    void removeRow(QWidget* widget);
    void clearRows();
    int indexOf(QWidget* widget) const;
    void valueEdited(QWidget* widget);
    void spread(int at, QStringList texts);
    void insertWaiting();
    void pasteMany();
    static Named named(const QString& text);
    static Result<pki::GeneralName> nameOf(const Row& row);
    static Result<pki::GeneralName> nameOf(pki::GeneralName::Type type, const QString& text);
    static void showProblem(const Row& row);

    QList<Row> m_rows;
    QStringList m_waiting; ///< for rows of their own
    QPointer<QWidget> m_lastSpread; ///< the row after which they come
    bool m_isTooMany = false; ///< some were left out
    QTimer m_nextRows;
    QVBoxLayout* m_list;
    InlineNote* m_note;
};

} // namespace gatehouse::ui
