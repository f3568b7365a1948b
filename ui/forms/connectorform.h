// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <core/workspace/workspace.h>
#include <ui/forms/keystorepanel.h>

#include <QHash>
#include <QWidget>

#include <optional>

class QLabel;
class QVBoxLayout;

namespace gatehouse::ui {

class BackOffPreview;
class FormField;
class ModeChoice;
class PropertiesTable;
class SecretEditor;

/// All settings of one connector, drawn from their definitions: a value in, a value out. It stores
/// nothing and knows of no store. Another connector or `revert` starts over; until then undo works
/// in every text field.
class ConnectorForm final : public QWidget {
    Q_OBJECT

public:
    /// A part of the form with a heading, to be scrolled to.
    struct Part {
        QString name; ///< objectName of the widget
        QString title;
        QWidget* widget = nullptr;
        QStringList keys; ///< of its fields
    };

    explicit ConnectorForm(QWidget* parent = nullptr);

    /// What the form needs of the program around it to look into stores: the kept passwords, and
    /// the time, by which certificates are expired or not.
    void setSurroundings(
        const SecretReader& keptSecrets, const std::shared_ptr<const Clock>& clock);

    /// Shows a connector as it is stored; `storedSecrets` are the property keys for which a secret
    /// is kept.
    void setContents(const settings::ConnectorSettings& settings, const QStringList& storedSecrets);
    void revert() { setContents(m_original, m_stored); }

    /// What is entered, in normal form where it is valid. What nobody has changed is exactly what
    /// was there, also properties that have no field.
    settings::ConnectorSettings settings() const;
    workspace::SecretChanges secretChanges() const;
    bool isDirty() const;
    /// The property keys for which a secret is kept once this is saved.
    QStringList givenSecrets() const;
    const settings::ConnectorSettings& original() const { return m_original; }

    /// Shows everything that is wrong and focuses the first field of it; true when nothing is.
    bool check();
    /// What is wrong now, whether it shows or not. Problems of local profiles are none of these.
    QList<settings::Problem> problems() const;

    const QList<Part>& parts() const { return m_parts; }
    /// Whether a field of this part shows a problem.
    bool hasShownProblem(const Part& part) const;
    FormField* field(const QString& key) const { return m_fields.value(key); }
    /// Looks into the stores again, whose files may be other ones now.
    void lookAgain();
    /// Focuses a setting's field; the choice of authentication for one that it hides.
    void focusSetting(const QString& key);

Q_SIGNALS:
    void changed(); ///< contents or problems
    void focusMoved(QWidget* widget); ///< to be scrolled to

private:
    QVBoxLayout* addPart(const QString& name, const QString& title);
    void addFields(QVBoxLayout* layout, settings::Section section);
    FormField* addField(const settings::SettingDefinition& definition);
    void buildIdentity();
    void build();
    void buildStores(QVBoxLayout* layout, settings::Section section);
    void buildProperties();
    void setMnemonics();
    void takeSecretsOutOfProperties();

    SecretEditor* secretEditor(const QString& key) const;
    bool isShown(const settings::SettingDefinition& definition) const;
    void update();
    void arrangeModes();
    void judgeSecrets();
    void updatePreview();
    void updateStores();
    StoreQuestion questionAbout(StorePurpose purpose) const;
    void trustStoreLooked();
    void takeFromTable(const QString& key, const QString& value);

    settings::ConnectorSettings m_original;
    QStringList m_stored;
    QHash<QString, FormField*> m_fields;
    QList<Part> m_parts;
    ModeChoice* m_mode = nullptr;
    QLabel* m_modeNote = nullptr;
    BackOffPreview* m_preview = nullptr;
    KeyStorePanel* m_keyStore = nullptr;
    KeyStorePanel* m_trustStore = nullptr;
    PropertiesTable* m_properties = nullptr;
    /// The settings for which a person said that an endangered secret goes along.
    QHash<QString, settings::ConnectorSettings> m_keptAlong;
    bool m_isLoading = false;
};

} // namespace gatehouse::ui
