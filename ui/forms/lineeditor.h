// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <ui/forms/fieldeditor.h>

class QLabel;
class QLineEdit;

namespace gatehouse::ui {

/// Replaces the whole text in a way that a person can undo.
void replaceText(QLineEdit* line, const QString& text);

/// One line of text: names, numbers, addresses. A time says its unit, and what "2 min" comes to.
class LineEditor final : public FieldEditor {
    Q_OBJECT

public:
    LineEditor(const settings::SettingDefinition& definition, QWidget* parent);

    QString value() const override;
    void setValue(const QString& value) override;
    void reset(const QString& value) override;
    QWidget* target() const override;

private:
    void updateUnit();

    settings::SettingDefinition m_definition;
    QLineEdit* m_line;
    QLabel* m_unit = nullptr; ///< of a time
};

} // namespace gatehouse::ui
