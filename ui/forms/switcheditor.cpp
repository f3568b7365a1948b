// SPDX-License-Identifier: Apache-2.0
#include <core/settings/connectorsettings.h>
#include <ui/forms/switcheditor.h>

#include <QCheckBox>
#include <QHBoxLayout>
#include <QSignalBlocker>

namespace gatehouse::ui {

SwitchEditor::SwitchEditor(const settings::SettingDefinition& definition, QWidget* parent)
    : FieldEditor(parent)
    , m_box(new QCheckBox(this))
    , m_definition(definition)
{
    m_box->setObjectName(QStringLiteral("switch"));
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_box);
    layout->addStretch(1);
    watch(m_box);
    connect(m_box, &QCheckBox::toggled, this, [this](bool isOn) {
        m_value = isOn ? QStringLiteral("yes") : QStringLiteral("no");
        Q_EMIT edited();
    });
    setValue({});
}

void SwitchEditor::setValue(const QString& value)
{
    if (m_value == value && !value.isEmpty())
        return;
    m_value = value;
    const QSignalBlocker blocker(m_box);
    const QString meant = value.trimmed().isEmpty() ? m_definition.defaultValue : value;
    m_box->setChecked(settings::normalise(m_definition, meant) == QStringLiteral("yes"));
    Q_EMIT edited();
}

QWidget* SwitchEditor::target() const
{
    return m_box;
}

void SwitchEditor::setLabel(const QString& label)
{
    m_box->setText(label);
}

} // namespace gatehouse::ui
