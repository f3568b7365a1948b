// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <core/settings/settingdefinition.h>

#include <QWidget>

namespace gatehouse::ui {

/// Where the value of one setting is entered. It knows nothing of what is valid.
class FieldEditor : public QWidget {
    Q_OBJECT

public:
    using QWidget::QWidget;

    virtual QString value() const = 0;
    /// Shows another value; a person can undo that where text is typed.
    virtual void setValue(const QString& value) = 0;
    /// Begins with a value: nothing before it can be brought back.
    virtual void reset(const QString& value) { setValue(value); }
    /// What takes the focus, carries the accessible texts, and is the label's buddy.
    virtual QWidget* target() const = 0;
    /// Whether the editor shows the field's label itself.
    virtual bool showsLabel() const { return false; }
    /// The label, with its mnemonic.
    virtual void setLabel(const QString&) { }

    bool hasFocusInside() const;

Q_SIGNALS:
    void edited(); ///< the value is another one
    void targetChanged();
    void left(); ///< the focus went to another widget of the window

protected:
    /// Reports it when the focus leaves this widget for one outside the editor.
    void watch(QWidget* widget);
    bool eventFilter(QObject* watched, QEvent* event) override;
};

/// The editor for a setting's kind of value.
FieldEditor* makeEditor(const settings::SettingDefinition& definition, QWidget* parent);

} // namespace gatehouse::ui
