// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QAbstractButton>

namespace gatehouse::ui {

/// A big choice: a picture, what it is, and a line on what happens then.
class ChoiceButton final : public QAbstractButton {
    Q_OBJECT

public:
    ChoiceButton(const QString& iconName, const QString& title, const QString& text,
        QWidget* parent = nullptr);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }
    bool hasHeightForWidth() const override { return true; }
    int heightForWidth(int width) const override;

protected:
    void paintEvent(QPaintEvent* event) override;
    void enterEvent(QEnterEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    QFont titleFont() const;
    QRect wordsArea(const QRect& area) const;

    QString m_detail;
};

} // namespace gatehouse::ui
