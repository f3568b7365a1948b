// SPDX-License-Identifier: Apache-2.0
#include <ui/widgets/iconlabel.h>
#include <ui/widgets/messagebar.h>
#include <ui/widgets/textlabel.h>

#include <QAccessible>
#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QToolButton>
#include <QVBoxLayout>

namespace gatehouse::ui {

namespace {

constexpr int iconSize = 20;

QString toneWord(Tone tone)
{
    switch (tone) {
    case Tone::Error:
        return MessageBar::tr("Error");
    case Tone::Warning:
        return MessageBar::tr("Warning");
    case Tone::Success:
        return MessageBar::tr("Done");
    case Tone::Waiting:
        return MessageBar::tr("Waiting");
    case Tone::Neutral:
    case Tone::Info:
        break;
    }
    return MessageBar::tr("Note");
}

} // namespace

MessageBar::MessageBar(QWidget* parent)
    : QFrame(parent)
    , m_icon(new IconLabel(iconSize, this))
    , m_text(textLabel(QStringLiteral("messageText"), this))
    , m_detail(textLabel(QStringLiteral("messageDetail"), this))
    , m_fold(new QToolButton(this))
    , m_close(new QToolButton(this))
    , m_actions(new QHBoxLayout)
{
    setObjectName(QStringLiteral("messageBar"));
    setFrameShape(QFrame::StyledPanel);
    setAutoFillBackground(true);
    m_detail->setFont(monospaceFont());
    m_detail->hide();
    m_fold->setObjectName(QStringLiteral("messageFold"));
    m_fold->setText(tr("Details"));
    m_fold->setCheckable(true);
    m_fold->setAutoRaise(true);
    connect(m_fold, &QToolButton::toggled, m_detail, &QLabel::setVisible);
    m_close->setObjectName(QStringLiteral("messageClose"));
    m_close->setIcon(icon(QStringLiteral("close")));
    m_close->setAutoRaise(true);
    m_close->setToolTip(tr("Close this message"));
    m_close->setAccessibleName(tr("Close this message"));
    connect(m_close, &QToolButton::clicked, this, &MessageBar::clear);

    auto* line = new QHBoxLayout;
    line->addWidget(m_icon, 0, Qt::AlignTop);
    line->addWidget(m_text, 1);
    line->addLayout(m_actions);
    line->addWidget(m_fold, 0, Qt::AlignTop);
    line->addWidget(m_close, 0, Qt::AlignTop);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(gap + smallGap, gap, gap, gap);
    layout->addLayout(line);
    layout->addWidget(m_detail);
    hide();
}

void MessageBar::show(Tone tone, const QString& text, const QList<Action>& actions)
{
    m_tone = tone;
    m_text->setText(text);
    m_detail->clear();
    m_fold->setChecked(false);
    m_fold->hide();
    setActions(actions);
    restyle();
    setVisible(true);
    setAccessibleName(tr("%1: %2", "kind of message, its text").arg(toneWord(tone), text));
    QAccessibleEvent event(this, QAccessible::Alert);
    QAccessible::updateAccessibility(&event);
}

void MessageBar::show(const Error& error, const QList<Action>& actions)
{
    if (error.kind == ErrorKind::Cancelled) {
        clear();
        return;
    }
    show(Tone::Error, error.message, actions);
    if (error.detail.isEmpty())
        return;
    m_detail->setText(error.detail);
    m_fold->show();
}

void MessageBar::clear()
{
    if (isHidden())
        return;
    hide();
    m_text->clear();
    m_detail->clear();
    setActions({});
    Q_EMIT closed();
}

QString MessageBar::text() const
{
    return m_text->text();
}

bool MessageBar::isShown() const
{
    return !isHidden();
}

void MessageBar::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::PaletteChange && !isHidden())
        restyle();
    QFrame::changeEvent(event);
}

void MessageBar::setActions(const QList<Action>& actions)
{
    while (QLayoutItem* item = m_actions->takeAt(0)) {
        item->widget()->hide();
        item->widget()->deleteLater();
        delete item;
    }
    for (const Action& action : actions) {
        auto* button = new QPushButton(action.text, this);
        button->setObjectName(action.objectName);
        button->setAccessibleName(action.text);
        connect(button, &QPushButton::clicked, this, [this, run = action.run] {
            clear();
            if (run)
                run();
        });
        m_actions->addWidget(button);
    }
}

void MessageBar::restyle()
{
    m_icon->setIcon(toneIcon(m_tone));
    const QColor background =
        toneBackground(m_tone, parentWidget() ? parentWidget()->palette() : palette());
    if (palette().color(QPalette::Window) == background)
        return;
    QPalette own = palette();
    own.setColor(QPalette::Window, background);
    setPalette(own);
}

} // namespace gatehouse::ui
