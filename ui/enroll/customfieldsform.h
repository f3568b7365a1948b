// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <core/scm/types.h>

#include <QMap>
#include <QWidget>

class QCheckBox;
class QLineEdit;
class QVBoxLayout;

namespace gatehouse::ui {

class InlineNote;

/// The fields that the customer defined in SCM: the mandatory ones, and on request the others.
class CustomFieldsForm final : public QWidget {
    Q_OBJECT

public:
    explicit CustomFieldsForm(QWidget* parent = nullptr);

    /// What was entered stays, by name.
    void setDefinitions(const QList<scm::CustomFieldDefinition>& definitions);
    QList<scm::CustomField> value() const; ///< those that have a value
    void clear();
    bool isEmpty() const { return value().isEmpty(); }
    void showPolicyError(const QString& text);

Q_SIGNALS:
    void changed();

private:
    void addField(QVBoxLayout* layout, const scm::CustomFieldDefinition& definition);

    QList<scm::CustomFieldDefinition> m_definitions;
    QMap<QString, QString> m_values; ///< by name, also of fields that are not there now
    QMap<QString, QLineEdit*> m_edits;
    QVBoxLayout* m_list;
    QWidget* m_fields = nullptr;
    InlineNote* m_note;
    bool m_showsAll = false;
};

} // namespace gatehouse::ui
