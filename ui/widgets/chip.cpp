// SPDX-License-Identifier: Apache-2.0
#include <ui/widgets/chip.h>

#include <QPainter>

namespace gatehouse::ui {

namespace {

QFont chipFont(const QFont& font)
{
    constexpr qreal scale = 0.85;
    QFont small = font;
    small.setPointSizeF(font.pointSizeF() * scale);
    small.setWeight(QFont::DemiBold);
    return small;
}

} // namespace

QSize chipSize(const QString& word, const QFont& font)
{
    const QFontMetrics metrics(chipFont(font));
    return { metrics.horizontalAdvance(word) + 2 * gap, metrics.height() + smallGap };
}

void paintChip(QPainter* painter, const QRect& rect, const QString& word, Tone tone,
    const QFont& font, const QPalette& palette)
{
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(Qt::NoPen);
    painter->setBrush(toneBackground(tone, palette));
    const qreal radius = rect.height() / 2.0;
    painter->drawRoundedRect(rect, radius, radius);
    painter->setPen(toneColor(tone, palette));
    painter->setFont(chipFont(font));
    painter->drawText(rect, Qt::AlignCenter, word);
    painter->restore();
}

Chip::Chip(const QString& word, Tone tone, QWidget* parent)
    : QWidget(parent)
    , m_word(word)
    , m_tone(tone)
{
    setObjectName(QStringLiteral("chip"));
    setAccessibleName(word);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
}

void Chip::setWord(const QString& word, Tone tone)
{
    m_word = word;
    m_tone = tone;
    setAccessibleName(word);
    updateGeometry();
    update();
}

QSize Chip::sizeHint() const
{
    return chipSize(m_word, font());
}

void Chip::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    paintChip(&painter, rect(), m_word, m_tone, font(), palette());
}

} // namespace gatehouse::ui
