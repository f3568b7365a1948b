// SPDX-License-Identifier: Apache-2.0
#include <ui/style.h>
#include <ui/theme.h>

#include <QPainter>
#include <QStyleOption>

namespace gatehouse::ui {

namespace {

constexpr qreal corner = 2;
constexpr qreal half = 0.5; // a line one pixel wide runs through the middle of pixels

/// The edge of what can be filled in or ticked, on the window or on a base.
QColor edge(const QPalette& palette, bool isEnabled)
{
    return palette.color(isEnabled ? QPalette::PlaceholderText : QPalette::Mid);
}

void drawEdge(QPainter& painter, const QRect& rect, const QColor& color, qreal radius = corner)
{
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(color);
    painter.setBrush(Qt::NoBrush);
    painter.drawRoundedRect(QRectF(rect).adjusted(half, half, -half, -half), radius, radius);
    painter.restore();
}

bool isPlain(const QStyleOption& option)
{
    return !option.state.testFlag(QStyle::State_HasFocus);
}

/// A button that is pressed in, in the colour of what is chosen.
void drawChosen(QPainter& painter, const QStyleOption& option)
{
    constexpr int tint = 56;
    QColor fill = option.palette.color(QPalette::Highlight);
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(toneColor(Tone::Info, option.palette));
    fill.setAlpha(tint);
    painter.setBrush(fill);
    painter.drawRoundedRect(QRectF(option.rect).adjusted(half, half, -half, -half), corner, corner);
    painter.restore();
}

} // namespace

Style::Style()
    : QProxyStyle(QStringLiteral("Fusion"))
{
}

void Style::drawPrimitive(PrimitiveElement element, const QStyleOption* option, QPainter* painter,
    const QWidget* widget) const
{
    const bool isEnabled = option->state.testFlag(State_Enabled);
    if (element == PE_PanelButtonCommand && option->state.testFlag(State_On)
        && !option->state.testFlag(State_Sunken)) {
        drawChosen(*painter, *option);
        return;
    }
    // The chosen row says enough; a tint over one cell of it only dims the text.
    if (element == PE_FrameFocusRect && option->state.testFlag(State_Item)
        && option->state.testFlag(State_Selected))
        return;
    QProxyStyle::drawPrimitive(element, option, painter, widget);
    switch (element) {
    case PE_IndicatorCheckBox:
        if (isPlain(*option))
            drawEdge(*painter, option->rect, edge(option->palette, isEnabled));
        break;
    case PE_IndicatorRadioButton:
        if (isPlain(*option)) {
            const QRect rect = option->rect;
            drawEdge(*painter, rect, edge(option->palette, isEnabled), rect.width() / 2.0);
        }
        break;
    case PE_FrameLineEdit:
        if (isPlain(*option) && isDark(option->palette))
            drawEdge(*painter, option->rect, option->palette.color(QPalette::Mid));
        break;
    case PE_Frame:
        if (!isPlain(*option))
            drawEdge(*painter, option->rect, toneColor(Tone::Info, option->palette), 0);
        else if (isDark(option->palette))
            drawEdge(*painter, option->rect, option->palette.color(QPalette::Mid), 0);
        break;
    default:
        break;
    }
}

void Style::drawComplexControl(ComplexControl control, const QStyleOptionComplex* option,
    QPainter* painter, const QWidget* widget) const
{
    QProxyStyle::drawComplexControl(control, option, painter, widget);
    const bool isField = control == CC_ComboBox || control == CC_SpinBox;
    if (isField && isPlain(*option) && isDark(option->palette))
        drawEdge(*painter, option->rect, option->palette.color(QPalette::Mid));
}

} // namespace gatehouse::ui
