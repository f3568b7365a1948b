// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QWidget>

namespace gatehouse::ui {

/// Shows one of several pages and is only as high as that one; Qt's own stack is as high as the
/// highest.
class FittingStack final : public QWidget {
    Q_OBJECT

public:
    explicit FittingStack(QWidget* parent = nullptr);

    void addWidget(QWidget* page); ///< hidden, unless it is the first
    void setCurrentWidget(QWidget* page);
    QWidget* currentWidget() const { return m_current; }

private:
    QWidget* m_current = nullptr;
};

} // namespace gatehouse::ui
