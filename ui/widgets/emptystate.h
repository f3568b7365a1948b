// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QWidget>

class QLabel;
class QPushButton;

namespace gatehouse::ui {

/// What a page shows in place of nothing: a picture, what is missing, what to do about it.
class EmptyState final : public QWidget {
    Q_OBJECT

public:
    EmptyState(const QString& iconName, const QString& title, const QString& text,
        QWidget* parent = nullptr);
    void setText(const QString& title, const QString& text);
    /// The one thing to do; its objectName is `name`.
    QPushButton* addAction(const QString& name, const QString& text);

private:
    QLabel* m_title;
    QLabel* m_text;
};

} // namespace gatehouse::ui
