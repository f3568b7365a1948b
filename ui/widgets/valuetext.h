// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QTextEdit>

namespace gatehouse::ui {

/// A value to read, select and copy, as high as its text needs. Unlike a label it also wraps what
/// has no blanks (serial numbers, fingerprints), and is reached with the keyboard.
class ValueText final : public QTextEdit {
    Q_OBJECT

public:
    static constexpr int padding = 3; ///< above and below the text

    explicit ValueText(QWidget* parent = nullptr);

    void setValue(const QString& text); ///< plain text
    QString value() const;

    bool hasHeightForWidth() const override { return true; }
    int heightForWidth(int width) const override;
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    QMimeData* createMimeDataFromSelection() const override;
    void resizeEvent(QResizeEvent* event) override;
    void changeEvent(QEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;

private:
    void clearBackground();
};

} // namespace gatehouse::ui
