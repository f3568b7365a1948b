// SPDX-License-Identifier: Apache-2.0
#include <ui/theme.h>
#include <ui/widgets/celldelegate.h>

#include <QApplication>
#include <QIcon>
#include <QPainter>

namespace gatehouse::ui {

namespace {

constexpr QChar ellipsis(0x2026);

QPalette::ColorGroup colorGroup(QStyle::State state)
{
    if (!state.testFlag(QStyle::State_Enabled))
        return QPalette::Disabled;
    return state.testFlag(QStyle::State_Active) ? QPalette::Active : QPalette::Inactive;
}

QIcon::Mode iconMode(QStyle::State state)
{
    if (!state.testFlag(QStyle::State_Enabled))
        return QIcon::Disabled;
    return state.testFlag(QStyle::State_Selected) ? QIcon::Selected : QIcon::Normal;
}

} // namespace

void CellDelegate::paint(
    QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    const QWidget* widget = option.widget;
    const QStyle* style = widget != nullptr ? widget->style() : QApplication::style();
    const bool isRightToLeft = option.direction == Qt::RightToLeft;
    style->drawPrimitive(QStyle::PE_PanelItemViewItem, &option, painter, widget);

    const int margin = style->pixelMetric(QStyle::PM_FocusFrameHMargin, &option, widget) + 1;
    QRect room = option.rect.adjusted(margin, 0, -margin, 0);
    const QVariant decoration = index.data(Qt::DecorationRole);
    if (decoration.isValid()) {
        QRect place(QPoint(), option.decorationSize);
        place.moveCenter(room.center());
        if (isRightToLeft)
            place.moveRight(room.right());
        else
            place.moveLeft(room.left());
        decoration.value<QIcon>().paint(
            painter, place, Qt::AlignCenter, iconMode(option.state), QIcon::Off);
        const int taken = place.width() + margin + smallGap / 2;
        room.adjust(isRightToLeft ? 0 : taken, 0, isRightToLeft ? -taken : 0, 0);
    }

    const QString text = fitting(index.data(Qt::DisplayRole).toString(), option.font, room.width());
    if (!text.isEmpty()) {
        const bool isSelected = option.state.testFlag(QStyle::State_Selected);
        painter->setPen(option.palette.color(
            colorGroup(option.state), isSelected ? QPalette::HighlightedText : QPalette::Text));
        painter->setFont(option.font);
        const int baseline = room.top()
            + (room.height() + option.fontMetrics.ascent() - option.fontMetrics.descent()) / 2;
        const int start = isRightToLeft
            ? room.right() + 1 - option.fontMetrics.horizontalAdvance(text)
            : room.left();
        painter->drawText(QPoint(start, baseline), text);
    }
    if (option.state.testFlag(QStyle::State_HasFocus)) {
        QStyleOptionFocusRect focus;
        focus.QStyleOption::operator=(option);
        focus.state |= QStyle::State_KeyboardFocusChange | QStyle::State_Item;
        focus.backgroundColor = option.palette.color(QPalette::Base);
        style->drawPrimitive(QStyle::PE_FrameFocusRect, &focus, painter, widget);
    }
}

void CellDelegate::measure(const QFont& font) const
{
    const QFontMetricsF metrics(font);
    m_font = font;
    for (std::size_t c = 0; c < asciiCharacters; ++c)
        m_widths.at(c) = metrics.horizontalAdvance(QChar(static_cast<char16_t>(c)));
    m_ellipsisWidth = metrics.horizontalAdvance(ellipsis);
}

QString CellDelegate::fitting(const QString& text, const QFont& font, int width) const
{
    if (m_ellipsisWidth < 0 || m_font != font)
        measure(font);
    qreal taken = 0;
    qsizetype fits = 0; // characters that leave room for an ellipsis
    for (qsizetype at = 0; at < text.size(); ++at) {
        const char16_t c = text.at(at).unicode();
        // Anything else has to be laid out to be measured.
        if (c < u' ' || c >= asciiCharacters)
            return QFontMetrics(font).elidedText(text, Qt::ElideRight, width);
        taken += m_widths.at(c);
        if (taken + m_ellipsisWidth <= width)
            fits = at + 1;
        if (taken > width)
            return text.left(fits) + ellipsis;
    }
    return text;
}

} // namespace gatehouse::ui
