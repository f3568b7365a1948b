// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QStackedWidget>

namespace gatehouse::ui {

/// A stack that is only as high as the page it shows.
class FittingStack final : public QStackedWidget {
    Q_OBJECT

public:
    using QStackedWidget::QStackedWidget;
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;
    bool hasHeightForWidth() const override { return true; }
    int heightForWidth(int width) const override;
};

} // namespace gatehouse::ui
