// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QIcon>
#include <QWidget>

namespace gatehouse::ui {

/// An icon beside a text that says the same. Drawn whenever it is painted, and so in the colours of
/// the moment and for the screen it is on: a pixmap would keep those it was made with.
class IconLabel final : public QWidget {
    Q_OBJECT

public:
    /// Square, `size` in device-independent pixels.
    explicit IconLabel(int size, QWidget* parent = nullptr);

    void setIcon(const QIcon& icon);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QIcon m_icon;
};

} // namespace gatehouse::ui
