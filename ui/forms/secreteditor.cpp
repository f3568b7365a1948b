// SPDX-License-Identifier: Apache-2.0
#include <ui/forms/secreteditor.h>
#include <ui/theme.h>

#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QToolButton>

namespace gatehouse::ui {

SecretEditor::SecretEditor(QWidget* parent)
    : FieldEditor(parent)
    , m_status(new QLabel(this))
    , m_line(new QLineEdit(this))
    , m_show(new QToolButton(this))
    , m_change(new QPushButton(tr("Change…"), this))
    , m_remove(new QPushButton(tr("Remove"), this))
    , m_keep(new QPushButton(tr("Keep the stored one"), this))
{
    m_status->setObjectName(QStringLiteral("secretStatus"));
    m_line->setObjectName(QStringLiteral("secret"));
    m_line->setEchoMode(QLineEdit::Password);
    m_line->setInputMethodHints(Qt::ImhHiddenText | Qt::ImhSensitiveData | Qt::ImhNoPredictiveText
        | Qt::ImhNoAutoUppercase);
    m_show->setObjectName(QStringLiteral("showSecret"));
    m_show->setCheckable(true);
    m_change->setObjectName(QStringLiteral("changeSecret"));
    m_remove->setObjectName(QStringLiteral("removeSecret"));
    m_keep->setObjectName(QStringLiteral("keepSecret"));

    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(gap);
    layout->addWidget(m_status, 1);
    layout->addWidget(m_line, 1);
    for (QWidget* button : { static_cast<QWidget*>(m_show), static_cast<QWidget*>(m_change),
             static_cast<QWidget*>(m_remove), static_cast<QWidget*>(m_keep) })
        layout->addWidget(button);
    for (QWidget* widget : { static_cast<QWidget*>(m_line), static_cast<QWidget*>(m_show),
             static_cast<QWidget*>(m_change), static_cast<QWidget*>(m_remove),
             static_cast<QWidget*>(m_keep) })
        watch(widget);

    connect(m_line, &QLineEdit::textChanged, this, &SecretEditor::edited);
    connect(m_show, &QToolButton::toggled, this, [this] { arrange(); });
    connect(m_change, &QPushButton::clicked, this, [this] {
        enter(State::Typing);
        m_line->setFocus();
    });
    connect(m_remove, &QPushButton::clicked, this, [this] {
        enter(State::Removed);
        m_keep->setFocus();
    });
    connect(m_keep, &QPushButton::clicked, this, &SecretEditor::keep);
    arrange();
}

void SecretEditor::setStored(bool isStored)
{
    m_isStored = isStored;
    m_isEndangered = false;
    m_show->setChecked(false);
    m_line->setText({}); // unlike clear() it can't be undone: what was typed must not come back
    enter(isStored ? State::Kept : State::Typing);
}

void SecretEditor::setEndangered(bool isEndangered)
{
    if (m_isEndangered == isEndangered)
        return;
    m_isEndangered = isEndangered;
    arrange();
    Q_EMIT targetChanged();
}

bool SecretEditor::needsDecision() const
{
    return m_isEndangered && isKept();
}

bool SecretEditor::isKept() const
{
    // Who wants to change it and types nothing has not changed it.
    return m_isStored && m_state != State::Removed && m_line->text().isEmpty();
}

bool SecretEditor::isRemoved() const
{
    return m_isStored && m_state == State::Removed;
}

Secret SecretEditor::typed() const
{
    return Secret::fromString(m_line->text());
}

bool SecretEditor::isTyped() const
{
    return !m_line->text().isEmpty();
}

void SecretEditor::setValue(const QString& value)
{
    enter(State::Typing);
    m_line->setText(value);
}

QWidget* SecretEditor::target() const
{
    if (!m_line->isHidden())
        return m_line;
    return m_state == State::Removed ? m_keep : m_change;
}

void SecretEditor::setLabel(const QString& label)
{
    const QString plain = QString(label).remove(u'&');
    m_show->setAccessibleName(tr("Show %1", "a password").arg(plain));
    m_change->setAccessibleName(tr("Change %1", "a password").arg(plain));
    m_remove->setAccessibleName(tr("Remove %1", "a password").arg(plain));
    m_keep->setAccessibleName(tr("Keep the stored %1", "a password").arg(plain));
}

void SecretEditor::enter(State state)
{
    m_state = state;
    if (state != State::Typing)
        m_line->setText({});
    arrange();
    Q_EMIT targetChanged();
    Q_EMIT edited();
}

void SecretEditor::keep()
{
    const bool wasEndangered = m_isEndangered;
    m_isEndangered = false;
    enter(State::Kept);
    m_change->setFocus();
    if (wasEndangered)
        Q_EMIT keptAlong();
}

void SecretEditor::arrange()
{
    const bool isTyping = m_state == State::Typing || (m_isEndangered && m_state == State::Kept);
    const bool isShown = m_show->isChecked();
    m_line->setVisible(isTyping);
    m_line->setEchoMode(isShown ? QLineEdit::Normal : QLineEdit::Password);
    m_line->setPlaceholderText(m_isStored ? tr("Enter the new one") : QString());
    m_show->setVisible(isTyping);
    m_show->setIcon(icon(isShown ? QStringLiteral("hide") : QStringLiteral("show")));
    m_show->setToolTip(isShown ? tr("Hide what is typed") : tr("Show what is typed"));
    m_status->setVisible(!isTyping);
    m_status->setText(m_state == State::Removed ? tr("Will be removed when you save.")
                                                : tr("Kept, and never shown."));
    m_change->setVisible(!isTyping && m_state == State::Kept);
    m_remove->setVisible(!isTyping && m_state == State::Kept);
    m_keep->setVisible(m_isStored && (isTyping || m_state == State::Removed));
}

} // namespace gatehouse::ui
