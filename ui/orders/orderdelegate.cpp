// SPDX-License-Identifier: Apache-2.0
#include <ui/orders/orderdelegate.h>
#include <ui/orders/ordersmodel.h>
#include <ui/theme.h>

#include <QApplication>
#include <QPainter>

namespace gatehouse::ui {

namespace {

constexpr int iconSize = 16;

} // namespace

void OrderDelegate::paint(
    QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    QStyleOptionViewItem item = option;
    initStyleOption(&item, index);
    item.text.clear();
    const QStyle* style = item.widget != nullptr ? item.widget->style() : QApplication::style();
    style->drawControl(QStyle::CE_ItemViewItem, &item, painter, item.widget);

    const auto tone = static_cast<Tone>(index.data(OrdersModel::ToneRole).toInt());
    const bool isSelected = item.state.testFlag(QStyle::State_Selected);
    const QRect inner = item.rect.adjusted(gap, smallGap, -gap, -smallGap);
    const QFontMetrics& metrics = item.fontMetrics;
    const QRect picture(
        inner.left(), inner.top() + (metrics.height() - iconSize) / 2, iconSize, iconSize);
    toneIcon(tone).paint(painter, picture);

    const int left = inner.left() + iconSize + gap;
    const QRect first(left, inner.top(), inner.right() - left, metrics.height());
    const QRect second = first.translated(0, metrics.height() + 2);
    const QString state = tr("%1 · %2", "where an order stands, certificate authority")
                              .arg(index.data(OrdersModel::StateRole).toString(),
                                  index.data(OrdersModel::ConnectorRole).toString());
    painter->save();
    painter->setPen(item.palette.color(isSelected ? QPalette::HighlightedText : QPalette::Text));
    painter->drawText(first, Qt::AlignLeft | Qt::AlignVCenter,
        metrics.elidedText(index.data(Qt::DisplayRole).toString(), Qt::ElideMiddle, first.width()));
    if (!isSelected)
        painter->setPen(item.palette.color(QPalette::PlaceholderText));
    painter->drawText(second, Qt::AlignLeft | Qt::AlignVCenter,
        metrics.elidedText(state, Qt::ElideRight, second.width()));
    painter->restore();
}

QSize OrderDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex&) const
{
    const int height = 2 * option.fontMetrics.height() + 2 + 2 * smallGap;
    return { option.fontMetrics.averageCharWidth() * 20, height };
}

} // namespace gatehouse::ui
