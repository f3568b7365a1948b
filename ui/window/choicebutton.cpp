// SPDX-License-Identifier: Apache-2.0
#include <ui/theme.h>
#include <ui/window/choicebutton.h>

#include <QKeyEvent>
#include <QPainter>
#include <QStyle>

namespace gatehouse::ui {

namespace {

constexpr int choicePictureSize = 32;
constexpr int preferredWidth = 560;
constexpr qreal choiceCorner = 10;

} // namespace

ChoiceButton::ChoiceButton(
    const QString& iconName, const QString& title, const QString& text, QWidget* parent)
    : QAbstractButton(parent)
    , m_detail(text)
{
    setText(title);
    setIcon(gatehouse::ui::icon(iconName));
    QString plain = title;
    setAccessibleName(plain.remove(u'&'));
    setAccessibleDescription(text);
    setFocusPolicy(Qt::StrongFocus);
    setCursor(Qt::PointingHandCursor);
    QSizePolicy policy(QSizePolicy::Preferred, QSizePolicy::Minimum);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
}

QFont ChoiceButton::titleFont() const
{
    constexpr qreal scale = 1.15;
    QFont bold = font();
    bold.setPointSizeF(font().pointSizeF() * scale);
    bold.setWeight(QFont::DemiBold);
    return bold;
}

QRect ChoiceButton::wordsArea(const QRect& area) const
{
    return area.adjusted(wideGap + choicePictureSize + wideGap, wideGap, -wideGap, -wideGap);
}

QSize ChoiceButton::sizeHint() const
{
    return { preferredWidth, heightForWidth(preferredWidth) };
}

int ChoiceButton::heightForWidth(int width) const
{
    const int inner = wordsArea(QRect(0, 0, width, 0)).width();
    const QRect room(0, 0, inner, QWIDGETSIZE_MAX);
    const auto flags = static_cast<int>(Qt::TextWordWrap) | static_cast<int>(Qt::TextShowMnemonic);
    const int title = QFontMetrics(titleFont()).boundingRect(room, flags, text()).height();
    const int detail = QFontMetrics(font()).boundingRect(room, flags, m_detail).height();
    return std::max(title + smallGap + detail, choicePictureSize) + 2 * wideGap;
}

void ChoiceButton::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const bool isHot = isEnabled() && (underMouse() || hasFocus());
    const QRectF panel = QRectF(rect()).adjusted(1, 1, -1, -1);
    painter.setPen(
        QPen(palette().color(isHot ? QPalette::Highlight : QPalette::Mid), hasFocus() ? 2 : 1));
    painter.setBrush(
        isDown() ? palette().color(QPalette::AlternateBase) : palette().color(QPalette::Base));
    painter.drawRoundedRect(panel, choiceCorner, choiceCorner);

    const auto direction = layoutDirection();
    const QRect picture(
        wideGap, (height() - choicePictureSize) / 2, choicePictureSize, choicePictureSize);
    icon().paint(&painter, QStyle::visualRect(direction, rect(), picture), Qt::AlignCenter,
        isEnabled() ? QIcon::Normal : QIcon::Disabled);
    const auto group = isEnabled() ? QPalette::Active : QPalette::Disabled;
    const auto flags = static_cast<int>(Qt::TextWordWrap) | static_cast<int>(Qt::TextShowMnemonic)
        | static_cast<int>(QStyle::visualAlignment(direction, Qt::AlignLeft))
        | static_cast<int>(Qt::AlignTop);
    QRect words = QStyle::visualRect(direction, rect(), wordsArea(rect()));
    painter.setFont(titleFont());
    painter.setPen(palette().color(group, QPalette::WindowText));
    QRect used;
    painter.drawText(words, flags, text(), &used);
    words.setTop(used.bottom() + 1 + smallGap);
    painter.setFont(font());
    painter.setPen(
        palette().color(group, isEnabled() ? QPalette::PlaceholderText : QPalette::WindowText));
    painter.drawText(words, flags, m_detail);
}

void ChoiceButton::enterEvent(QEnterEvent* event)
{
    update();
    QAbstractButton::enterEvent(event);
}

void ChoiceButton::leaveEvent(QEvent* event)
{
    update();
    QAbstractButton::leaveEvent(event);
}

void ChoiceButton::keyPressEvent(QKeyEvent* event)
{
    if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) {
        click();
        return;
    }
    QAbstractButton::keyPressEvent(event);
}

} // namespace gatehouse::ui
