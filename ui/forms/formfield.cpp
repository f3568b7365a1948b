// SPDX-License-Identifier: Apache-2.0
#include <ui/forms/formfield.h>
#include <ui/widgets/iconlabel.h>
#include <ui/widgets/textlabel.h>

#include <QAccessible>
#include <QHBoxLayout>
#include <QLabel>
#include <QVBoxLayout>

namespace gatehouse::ui {

namespace {

constexpr int iconSize = 16;

} // namespace

FormField::FormField(
    const settings::SettingDefinition& definition, FieldEditor* editor, QWidget* parent)
    : QWidget(parent)
    , m_key(definition.key)
    , m_labelText(definition.translatedLabel())
    , m_editor(editor)
    , m_label(new QLabel(this))
    , m_mark(new QLabel(QStringLiteral("*"), this))
    , m_hint(textLabel(QStringLiteral("hint"), this, TextStop::None))
    , m_message(new QWidget(this))
    , m_messageIcon(new IconLabel(iconSize, m_message))
    , m_messageText(textLabel(QStringLiteral("problem"), m_message))
{
    setObjectName(m_key);
    build(definition.translatedHint());
    setMnemonic(m_labelText);
    connect(m_editor, &FieldEditor::edited, this, &FormField::edited);
    connect(m_editor, &FieldEditor::targetChanged, this, &FormField::refreshTarget);
    connect(m_editor, &FieldEditor::left, this, [this] {
        m_isTouched = true;
        refresh();
        Q_EMIT left();
    });
    refreshTarget();
}

void FormField::build(const QString& hint)
{
    m_editor->setParent(this);
    m_label->setObjectName(QStringLiteral("label"));
    QFont font = m_label->font();
    font.setWeight(QFont::Medium);
    m_label->setFont(font);
    m_mark->setObjectName(QStringLiteral("required"));
    m_mark->setToolTip(tr("This setting is required."));
    m_mark->hide();
    m_hint->setText(hint);
    styleSecondary(m_hint);
    m_message->hide();

    auto* top = new QHBoxLayout;
    top->setSpacing(smallGap);
    top->addWidget(m_label);
    top->addWidget(m_mark);
    top->addStretch(1);
    auto* message = new QHBoxLayout(m_message);
    message->setContentsMargins(0, 0, 0, 0);
    message->setSpacing(smallGap + 2);
    message->addWidget(m_messageIcon, 0, Qt::AlignTop);
    message->addWidget(m_messageText, 1);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(smallGap);
    if (!m_editor->showsLabel())
        layout->addLayout(top);
    else
        m_label->hide();
    layout->addWidget(m_editor);
    layout->addWidget(m_message);
    layout->addWidget(m_hint);
}

void FormField::setMnemonic(const QString& label)
{
    m_label->setText(label);
    m_editor->setLabel(label);
}

void FormField::setRequired(bool isRequired)
{
    if (m_isRequired == isRequired)
        return;
    m_isRequired = isRequired;
    m_mark->setVisible(isRequired && !m_editor->showsLabel());
    describe();
}

void FormField::setProblem(const QString& problem)
{
    if (m_problem == problem)
        return;
    m_problem = problem;
    refresh();
}

QString FormField::shownProblem() const
{
    return m_isShowing ? m_problem : QString();
}

void FormField::showProblem()
{
    m_isTouched = true;
    m_isShowing = !m_problem.isEmpty();
    refresh();
}

void FormField::forget()
{
    m_isTouched = false;
    m_isShowing = false;
    m_note.clear();
    refresh();
}

void FormField::setNote(Tone tone, const QString& note)
{
    m_noteTone = tone;
    m_note = note;
    refresh();
}

QString FormField::note() const
{
    return m_note;
}

void FormField::focusEditor()
{
    m_editor->target()->setFocus(Qt::OtherFocusReason);
}

void FormField::refresh()
{
    const bool wasShowing = m_isShowing;
    if (m_problem.isEmpty())
        m_isShowing = false;
    else if (m_isTouched && !m_editor->hasFocusInside())
        m_isShowing = true;

    const QString text = m_isShowing ? m_problem : m_note;
    const Tone tone = m_isShowing ? Tone::Error : m_noteTone;
    if (m_messageText->text() != text || text.isEmpty() != m_message->isHidden()) {
        m_messageText->setText(text);
        makeSelectable(m_messageText, m_isShowing ? TextStop::Tab : TextStop::None);
        m_message->setVisible(!text.isEmpty());
    }
    // "... is missing" says what to enter already.
    m_hint->setVisible(!text.contains(m_hint->text()));
    m_messageIcon->setIcon(toneIcon(tone));
    describe();
    if (wasShowing != m_isShowing) {
        if (m_isShowing) {
            QAccessibleEvent event(m_message, QAccessible::Alert);
            QAccessible::updateAccessibility(&event);
        }
        Q_EMIT shownProblemChanged();
    }
}

void FormField::refreshTarget()
{
    QWidget* target = m_editor->target();
    m_label->setBuddy(target);
    describe();
}

void FormField::describe()
{
    QWidget* target = m_editor->target();
    QString name = m_labelText;
    if (m_isRequired)
        name = tr("%1, required", "label of a field").arg(name);
    if (m_isShowing)
        name = tr("%1, invalid entry", "label of a field").arg(name);
    target->setAccessibleName(name);
    const QString message = m_isShowing ? m_problem : m_note;
    target->setAccessibleDescription(
        message.isEmpty() ? m_hint->text() : message + u' ' + m_hint->text());
    m_message->setAccessibleName(message);
}

} // namespace gatehouse::ui
