// SPDX-License-Identifier: Apache-2.0
#include <core/settings/connectorsettings.h>
#include <ui/forms/lineeditor.h>
#include <ui/theme.h>

#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>

namespace gatehouse::ui {

namespace {

/// How many digits a field is made wide for; 0 for a text.
int digitsOf(settings::ValueKind kind)
{
    using settings::ValueKind;
    switch (kind) {
    case ValueKind::PositiveInteger:
        return 12;
    case ValueKind::Seconds:
    case ValueKind::Attempts:
    case ValueKind::Port:
        return 8;
    default:
        return 0;
    }
}

Qt::InputMethodHints hintsOf(settings::ValueKind kind)
{
    using settings::ValueKind;
    if (kind == ValueKind::HttpsUrl || kind == ValueKind::Host)
        return Qt::ImhUrlCharactersOnly | Qt::ImhNoAutoUppercase | Qt::ImhNoPredictiveText;
    return digitsOf(kind) > 0 ? Qt::ImhPreferNumbers : Qt::ImhNoPredictiveText;
}

} // namespace

void replaceText(QLineEdit* line, const QString& text)
{
    if (line->text() == text)
        return;
    line->selectAll();
    line->insert(text);
    line->setCursorPosition(0);
}

LineEditor::LineEditor(const settings::SettingDefinition& definition, QWidget* parent)
    : FieldEditor(parent)
    , m_definition(definition)
    , m_line(new QLineEdit(this))
{
    m_line->setObjectName(definition.key + QStringLiteral("Edit"));
    m_line->setPlaceholderText(definition.defaultValue);
    m_line->setInputMethodHints(hintsOf(definition.kind));
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(gap);
    layout->addWidget(m_line, 1);
    if (const int digits = digitsOf(definition.kind); digits > 0) {
        m_line->setMaximumWidth(
            m_line->fontMetrics().horizontalAdvance(QString(digits, u'0')) + 2 * gap);
        layout->setStretch(0, 0);
        if (definition.kind == settings::ValueKind::Seconds) {
            m_unit = new QLabel(this);
            m_unit->setObjectName(definition.key + QStringLiteral("Unit"));
            styleSecondary(m_unit);
            layout->addWidget(m_unit);
        }
        layout->addStretch(1);
    }
    watch(m_line);
    connect(m_line, &QLineEdit::textChanged, this, [this] {
        updateUnit();
        Q_EMIT edited();
    });
    updateUnit();
}

QString LineEditor::value() const
{
    return m_line->text();
}

void LineEditor::setValue(const QString& value)
{
    replaceText(m_line, value);
}

void LineEditor::reset(const QString& value)
{
    m_line->setText(value);
    m_line->setCursorPosition(0);
}

QWidget* LineEditor::target() const
{
    return m_line;
}

void LineEditor::updateUnit()
{
    if (m_unit == nullptr)
        return;
    const QString typed = m_line->text().trimmed();
    const auto normal = settings::normalise(m_definition, typed);
    const bool isPlain = !normal || normal->isEmpty() || *normal == typed;
    m_unit->setText(isPlain ? tr("seconds") : tr("= %1 seconds").arg(*normal));
}

} // namespace gatehouse::ui
