// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QWidget>

#include <vector>

class QGridLayout;
class QLabel;
class QToolButton;

namespace gatehouse::ui {

class ValueText;

/// Facts about a thing, one below the other: label, value, a button that copies the value. Rows
/// without a value are left out.
class DetailsGrid final : public QWidget {
    Q_OBJECT

public:
    struct Row {
        QString name; ///< objectName of the value; the button's is name + "Copy"
        QString label;
        QString value;
        bool isCode = false; ///< serial numbers, fingerprints
        QString copied = {}; ///< what the button copies, when that is not the value
        bool operator==(const Row&) const = default;
    };

    explicit DetailsGrid(QWidget* parent = nullptr);

    void setRows(QList<Row> rows);
    /// The shown value of a row; empty when it is not there.
    QString value(const QString& name) const;

private:
    struct Line {
        QLabel* label = nullptr;
        ValueText* value = nullptr;
        QToolButton* copy = nullptr;
        QString copied;
    };
    void addLine();
    void fill(size_t index, const Row& row);

    QGridLayout* m_layout;
    std::vector<Line> m_lines;
    QList<Row> m_rows;
};

} // namespace gatehouse::ui
