// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <ui/forms/fieldeditor.h>
#include <ui/theme.h>

class QLabel;

namespace gatehouse::ui {

class IconLabel;

/// One setting in a form: visible label, required mark, editor, hint, and what is wrong with it. A
/// new problem shows when the field is left; one that shows is updated or cleared at once. Screen
/// readers hear all of it.
class FormField final : public QWidget {
    Q_OBJECT

public:
    FormField(const settings::SettingDefinition& definition, FieldEditor* editor, QWidget* parent);

    const QString& key() const { return m_key; }
    FieldEditor* editor() const { return m_editor; }
    QString label() const { return m_labelText; }
    /// The label with its mnemonic.
    void setMnemonic(const QString& label);
    void setRequired(bool isRequired);
    bool isRequired() const { return m_isRequired; }

    /// What is wrong now, one sentence with the remedy; empty when nothing is.
    void setProblem(const QString& problem);
    const QString& problem() const { return m_problem; }
    QString shownProblem() const;
    /// As if the field had been left.
    void showProblem();
    /// As in a form that nobody has touched.
    void forget();
    /// A sentence below the field that is no problem: where a value came from, what follows from
    /// it.
    void setNote(Tone tone, const QString& note);
    QString note() const;
    void focusEditor();

Q_SIGNALS:
    void edited();
    void left();
    void shownProblemChanged();

private:
    void build(const QString& hint);
    void refresh();
    void refreshTarget();
    void describe();

    QString m_key;
    QString m_labelText;
    FieldEditor* m_editor;
    QLabel* m_label;
    QLabel* m_mark;
    QLabel* m_hint;
    QWidget* m_message;
    IconLabel* m_messageIcon;
    QLabel* m_messageText;
    QString m_problem;
    QString m_note;
    Tone m_noteTone = Tone::Info;
    bool m_isRequired = false;
    bool m_isTouched = false;
    bool m_isShowing = false;
};

} // namespace gatehouse::ui
