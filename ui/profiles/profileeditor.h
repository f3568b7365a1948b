// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <core/scm/types.h>
#include <core/settings/localprofile.h>
#include <ui/profiles/certtypemodel.h>

#include <QMap>
#include <QWidget>

class QComboBox;
class QLabel;
class QLineEdit;
class QSpinBox;
class QVBoxLayout;

namespace gatehouse::ui {

class InlineNote;
class OwnList;
class RowsEditor;

/// Takes a local profile and gives one; stores nothing. Properties that it has no field for keep
/// their place and spelling.
class ProfileEditor final : public QWidget {
    Q_OBJECT

public:
    explicit ProfileEditor(QWidget* parent = nullptr);

    /// `types` are Sectigo's profiles, empty when they are not known; `otherIds` those that are
    /// taken.
    void setProfile(const settings::LocalProfile& profile, const QList<scm::CertificateType>& types,
        const QStringList& otherIds);
    settings::LocalProfile profile() const;
    bool isChanged() const;

Q_SIGNALS:
    void accepted(); ///< `profile` is valid and to be saved
    void cancelled();

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void makeFields();
    QWidget* form();
    QWidget* termAdder();
    void addField(QVBoxLayout* layout, const QString& part, const QString& label, QWidget* field,
        QWidget* target, const QString& hint = {});
    void fillCertTypes(const QString& current);
    void setCertTypes(std::shared_ptr<const CertTypeModel::Choices> choices, int current);
    void fillKeyTypes();
    void fillTerms();
    void addTerm();
    void followCertType();
    void react();
    void updateRules();
    const scm::CertificateType* chosenType() const;
    QList<pki::KeyType> chosenKeyTypes() const;
    QList<int> chosenTerms() const;
    QString certType() const;
    QList<settings::ProfileProblem> problems() const;
    void showProblems(const QStringList& parts);
    void accept();

    settings::LocalProfile m_original;
    QList<scm::CertificateType> m_types;
    QStringList m_otherIds;
    QStringList m_touched; ///< parts that were left once: their problems are shown
    bool m_isFilling = false;

    QMap<QString, InlineNote*> m_notes; ///< by part
    QMap<QString, QWidget*> m_targets; ///< what takes the focus, by part
    QLabel* m_title;
    QLineEdit* m_id = nullptr;
    QLineEdit* m_name = nullptr;
    QComboBox* m_certType = nullptr;
    CertTypeModel* m_certTypes;
    int m_filling = 0; ///< counts: only the latest list of types is taken
    InlineNote* m_certTypeNote = nullptr;
    OwnList* m_keyTypes = nullptr;
    OwnList* m_terms = nullptr;
    QSpinBox* m_newTerm = nullptr;
    QComboBox* m_secondaryName = nullptr;
    RowsEditor* m_properties = nullptr;
    RowsEditor* m_variables = nullptr;
    RowsEditor* m_names = nullptr;
};

} // namespace gatehouse::ui
