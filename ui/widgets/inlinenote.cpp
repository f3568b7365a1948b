// SPDX-License-Identifier: Apache-2.0
#include <ui/widgets/iconlabel.h>
#include <ui/widgets/inlinenote.h>
#include <ui/widgets/textlabel.h>

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>

namespace gatehouse::ui {

namespace {

constexpr int noteIconSize = 16;

} // namespace

InlineNote::InlineNote(const QString& name, QWidget* field, QWidget* parent)
    : QWidget(parent)
    , m_field(field)
    , m_icon(new IconLabel(noteIconSize, this))
    , m_text(textLabel(QStringLiteral("noteText"), this))
{
    setObjectName(name);
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(smallGap + 2);
    layout->addWidget(m_icon, 0, Qt::AlignTop);
    layout->addWidget(m_text, 1);
    hide();
}

void InlineNote::show(Tone tone, const QString& text)
{
    m_tone = tone;
    m_text->setText(text);
    const bool isWrong = tone == Tone::Error || tone == Tone::Warning;
    makeSelectable(m_text, isWrong || !m_field ? TextStop::Tab : TextStop::None);
    if (m_field)
        m_field->setAccessibleDescription(text);
    restyle();
    setVisible(!text.isEmpty());
}

QString InlineNote::text() const
{
    return m_text->text();
}

void InlineNote::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::ApplicationPaletteChange
        || (event->type() == QEvent::PaletteChange && isVisible()))
        restyle();
    QWidget::changeEvent(event);
}

void InlineNote::restyle()
{
    m_icon->setVisible(m_tone != Tone::Neutral);
    m_icon->setIcon(toneIcon(m_tone));
    const QColor color = toneColor(m_tone, window()->palette());
    QPalette own = m_text->palette();
    if (own.color(QPalette::WindowText) == color)
        return;
    own.setColor(QPalette::WindowText, color);
    m_text->setPalette(own);
}

} // namespace gatehouse::ui
