// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QAction>

class QPushButton;

namespace gatehouse::ui {

/// Does what a button does, is there and possible when the button is, and gives the same reason:
/// for a context menu. Its name is the button's with "Action" behind it.
class ButtonAction final : public QAction {
    Q_OBJECT

public:
    explicit ButtonAction(QPushButton* button);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void follow();

    QPushButton* m_button;
};

} // namespace gatehouse::ui
