// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <ui/forms/fieldeditor.h>

#include <QList>

#include <utility>

class QComboBox;

namespace gatehouse::ui {

/// One of a few values. A value that is none of them stays, and is shown, until another is chosen.
class ChoiceEditor final : public FieldEditor {
    Q_OBJECT

public:
    using Choices = QList<std::pair<QString, QString>>; ///< value, text

    ChoiceEditor(const Choices& choices, QWidget* parent);

    QString value() const override;
    void setValue(const QString& value) override;
    QWidget* target() const override;

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    QComboBox* m_box;
    qsizetype m_count; ///< of the regular choices
};

/// The types a store may have by its definition, after "from the file's content".
ChoiceEditor::Choices storeTypeChoices(const settings::SettingDefinition& definition);

} // namespace gatehouse::ui
