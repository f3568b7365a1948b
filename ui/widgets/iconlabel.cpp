// SPDX-License-Identifier: Apache-2.0
#include <ui/widgets/iconlabel.h>

#include <QPainter>

namespace gatehouse::ui {

IconLabel::IconLabel(int size, QWidget* parent)
    : QWidget(parent)
{
    setFixedSize(size, size);
}

void IconLabel::setIcon(const QIcon& icon)
{
    m_icon = icon;
    update();
}

void IconLabel::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    m_icon.paint(&painter, rect(), Qt::AlignCenter, isEnabled() ? QIcon::Normal : QIcon::Disabled);
}

} // namespace gatehouse::ui
