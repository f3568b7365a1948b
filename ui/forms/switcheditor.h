// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <ui/forms/fieldeditor.h>

class QCheckBox;

namespace gatehouse::ui {

/// Yes or no. What was there stays as it was written until a person switches.
class SwitchEditor final : public FieldEditor {
    Q_OBJECT

public:
    SwitchEditor(const settings::SettingDefinition& definition, QWidget* parent);

    QString value() const override { return m_value; }
    void setValue(const QString& value) override;
    QWidget* target() const override;
    bool showsLabel() const override { return true; }
    void setLabel(const QString& label) override;

private:
    QCheckBox* m_box;
    settings::SettingDefinition m_definition;
    QString m_value;
};

} // namespace gatehouse::ui
