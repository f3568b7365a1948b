// SPDX-License-Identifier: Apache-2.0
#include <ui/theme.h>
#include <ui/widgets/chip.h>
#include <ui/window/authoritydelegate.h>
#include <ui/window/authoritymodel.h>

#include <QPainter>

namespace gatehouse::ui {

namespace {

constexpr int iconSize = 16;
constexpr qreal panelCorner = 6;

QFont nameFont(const QStyleOptionViewItem& option)
{
    QFont font = option.font;
    font.setWeight(QFont::DemiBold);
    return font;
}

/// The selected row: a tinted panel rather than a block of the highlight colour, so that state
/// colours stay readable in it.
void paintBackground(QPainter* painter, const QStyleOptionViewItem& option)
{
    const bool isSelected = option.state.testFlag(QStyle::State_Selected);
    const bool isHovered = option.state.testFlag(QStyle::State_MouseOver);
    const QRectF panel = QRectF(option.rect).adjusted(1, 1, -1, -1);
    if (isSelected || isHovered) {
        QColor color = option.palette.color(QPalette::Highlight);
        constexpr qreal selected = 0.16;
        constexpr qreal hovered = 0.07;
        color.setAlphaF(static_cast<float>(isSelected ? selected : hovered));
        painter->setPen(Qt::NoPen);
        painter->setBrush(color);
        painter->drawRoundedRect(panel, panelCorner, panelCorner);
    }
    if (option.state.testFlag(QStyle::State_HasFocus)
        && option.state.testFlag(QStyle::State_KeyboardFocusChange)) {
        painter->setPen(QPen(option.palette.color(QPalette::Highlight), 2));
        painter->setBrush(Qt::NoBrush);
        painter->drawRoundedRect(panel.adjusted(1, 1, -1, -1), panelCorner, panelCorner);
    }
}

} // namespace

void AuthorityDelegate::paint(
    QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    paintBackground(painter, option);

    const auto direction = option.direction;
    const QRect inner = option.rect.adjusted(gap, gap, -gap, -gap);
    const QFontMetrics nameMetrics(nameFont(option));
    QRect nameLine(inner.left(), inner.top(), inner.width(), nameMetrics.height());
    if (index.data(AuthorityModel::SandboxRole).toBool()) {
        const QString word = AuthorityModel::tr("Sandbox");
        const QSize size = chipSize(word, option.font);
        QRect chip(QPoint(nameLine.right() - size.width() + 1, nameLine.top()), size);
        chip.moveTop(nameLine.center().y() - size.height() / 2);
        paintChip(painter, QStyle::visualRect(direction, inner, chip), word, Tone::Warning,
            option.font, option.palette);
        nameLine.setRight(chip.left() - gap);
    }
    painter->setFont(nameFont(option));
    painter->setPen(option.palette.color(QPalette::Text));
    painter->drawText(QStyle::visualRect(direction, inner, nameLine),
        static_cast<int>(Qt::AlignVCenter)
            | static_cast<int>(QStyle::visualAlignment(direction, Qt::AlignLeft)),
        nameMetrics.elidedText(
            index.data(Qt::DisplayRole).toString(), Qt::ElideRight, nameLine.width()));

    const QFontMetrics stateMetrics(option.font);
    const QRect stateLine(inner.left(), nameLine.bottom() + 1 + smallGap, inner.width(),
        std::max(stateMetrics.height(), iconSize));
    const QRect picture(
        stateLine.left(), stateLine.center().y() - iconSize / 2, iconSize, iconSize);
    index.data(Qt::DecorationRole)
        .value<QIcon>()
        .paint(painter, QStyle::visualRect(direction, inner, picture));
    const QRect words = stateLine.adjusted(iconSize + gap, 0, 0, 0);
    const auto tone = static_cast<Tone>(index.data(AuthorityModel::ToneRole).toInt());
    painter->setFont(option.font);
    painter->setPen(toneColor(tone, option.palette));
    painter->drawText(QStyle::visualRect(direction, inner, words),
        static_cast<int>(Qt::AlignVCenter)
            | static_cast<int>(QStyle::visualAlignment(direction, Qt::AlignLeft)),
        stateMetrics.elidedText(
            index.data(AuthorityModel::StateRole).toString(), Qt::ElideRight, words.width()));
    painter->restore();
}

QSize AuthorityDelegate::sizeHint(
    const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    const QFontMetrics name(nameFont(option));
    const QFontMetrics state(option.font);
    const int width = name.horizontalAdvance(index.data(Qt::DisplayRole).toString());
    return { width + 2 * gap,
        name.height() + smallGap + std::max(state.height(), iconSize) + 2 * gap };
}

} // namespace gatehouse::ui
