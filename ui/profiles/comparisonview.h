// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <core/profiles/description.h>

#include <QWidget>

class QLabel;
class QPushButton;
class QTableWidget;

namespace gatehouse::ui {

/// Two profiles side by side. What differs is marked with an icon and a word, and set in bold.
class ComparisonView final : public QWidget {
    Q_OBJECT

public:
    explicit ComparisonView(QWidget* parent = nullptr);

    void setProfiles(const profiles::ListedProfile& left, const profiles::ListedProfile& right);

Q_SIGNALS:
    void closed();

private:
    void fillRow(int row, const profiles::ComparedValue& value);

    QLabel* m_summary;
    QPushButton* m_close;
    QTableWidget* m_table;
};

} // namespace gatehouse::ui
