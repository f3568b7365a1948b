// SPDX-License-Identifier: Apache-2.0
#include <ui/enroll/fittingstack.h>

namespace gatehouse::ui {

QSize FittingStack::sizeHint() const
{
    return currentWidget() != nullptr ? currentWidget()->sizeHint() : QSize();
}

QSize FittingStack::minimumSizeHint() const
{
    return currentWidget() != nullptr ? currentWidget()->minimumSizeHint() : QSize();
}

int FittingStack::heightForWidth(int width) const
{
    return currentWidget() != nullptr && currentWidget()->hasHeightForWidth()
        ? currentWidget()->heightForWidth(width)
        : sizeHint().height();
}

} // namespace gatehouse::ui
