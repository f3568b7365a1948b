// SPDX-License-Identifier: Apache-2.0
#include <ui/enroll/customfieldsform.h>
#include <ui/enroll/fields.h>
#include <ui/theme.h>
#include <ui/widgets/inlinenote.h>

#include <QCheckBox>
#include <QLineEdit>
#include <QVBoxLayout>

#include <algorithm>

namespace gatehouse::ui {

CustomFieldsForm::CustomFieldsForm(QWidget* parent)
    : QWidget(parent)
    , m_list(new QVBoxLayout(this))
    , m_note(new InlineNote(QStringLiteral("customFieldsNote"), this, this))
{
    m_list->setContentsMargins(0, 0, 0, 0);
    m_list->setSpacing(smallGap);
    m_list->addWidget(m_note);
    hide();
}

void CustomFieldsForm::setDefinitions(const QList<scm::CustomFieldDefinition>& definitions)
{
    if (definitions == m_definitions && m_fields != nullptr)
        return;
    m_definitions = definitions;
    m_edits.clear();
    if (m_fields != nullptr) {
        m_fields->hide();
        m_fields->deleteLater();
    }
    m_fields = new QWidget(this);
    auto* layout = new QVBoxLayout(m_fields);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(smallGap);
    bool hasOptional = false;
    for (const scm::CustomFieldDefinition& definition : definitions) {
        hasOptional = hasOptional || !definition.mandatory;
        if (definition.mandatory)
            addField(layout, definition);
    }
    if (hasOptional) {
        auto* more = new QWidget(m_fields);
        auto* moreLayout = new QVBoxLayout(more);
        moreLayout->setContentsMargins(0, 0, 0, 0);
        moreLayout->setSpacing(smallGap);
        for (const scm::CustomFieldDefinition& definition : definitions) {
            if (!definition.mandatory)
                addField(moreLayout, definition);
        }
        auto* fold = new QCheckBox(tr("Fill in optional custom fields, too"), m_fields);
        fold->setObjectName(QStringLiteral("customFieldsMore"));
        fold->setChecked(m_showsAll);
        more->setVisible(m_showsAll);
        connect(fold, &QCheckBox::toggled, more, &QWidget::setVisible);
        connect(fold, &QCheckBox::toggled, this, [this](bool shown) { m_showsAll = shown; });
        layout->addWidget(fold);
        layout->addWidget(more);
    }
    m_list->insertWidget(0, m_fields);
    setVisible(!definitions.isEmpty());
    Q_EMIT changed();
}

void CustomFieldsForm::addField(QVBoxLayout* layout, const scm::CustomFieldDefinition& definition)
{
    constexpr int longestValue = 256; // SCM API, "Enroll"
    const QString name = definition.name;
    auto* edit = new QLineEdit(layout->parentWidget());
    edit->setObjectName(QStringLiteral("customField/%1").arg(name));
    edit->setMaxLength(longestValue);
    edit->setText(m_values.value(name));
    // A name comes from outside: an ampersand in it is no mnemonic.
    addLabel(layout, QString(name).replace(u'&', QStringLiteral("&&")), edit, definition.mandatory);
    layout->addWidget(edit);
    m_edits.insert(name, edit);
    connect(edit, &QLineEdit::textEdited, this, [this, name](const QString& text) {
        m_values.insert(name, text);
        m_note->clear();
        Q_EMIT changed();
    });
}

QList<scm::CustomField> CustomFieldsForm::value() const
{
    QList<scm::CustomField> fields;
    for (const scm::CustomFieldDefinition& definition : m_definitions) {
        const QString text = m_values.value(definition.name).trimmed();
        if (!text.isEmpty())
            fields.append({ definition.name, text });
    }
    return fields;
}

void CustomFieldsForm::clear()
{
    m_values.clear();
    for (QLineEdit* edit : std::as_const(m_edits))
        edit->clear();
    m_note->clear();
}

void CustomFieldsForm::showPolicyError(const QString& text)
{
    m_note->showError(text);
}

} // namespace gatehouse::ui
