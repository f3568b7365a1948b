// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <core/profiles/profile.h>

#include <QHash>
#include <QWidget>

class QComboBox;
class QLabel;
class QStringListModel;

namespace gatehouse::ui {

class InlineNote;

/// A profile, chosen from a list that is searched by typing any part of its name or id; below it
/// what the chosen one allows.
class ProfileField final : public QWidget {
    Q_OBJECT

public:
    struct Entry {
        QString id;
        QString name;
        bool operator==(const Entry&) const = default;
    };

    explicit ProfileField(QWidget* parent = nullptr);

    /// What was chosen or typed stays.
    void setProfiles(const QList<Entry>& profiles);
    /// Empty while what is typed names none.
    QString profileId() const;
    void setProfileId(const QString& id);
    /// What the chosen profile allows, or why it cannot be used.
    void showAllowed(const Result<profiles::EffectiveProfile>& profile);
    InlineNote& note() { return *m_note; }

Q_SIGNALS:
    void changed();

private:
    void buildIndex();
    int indexOfText() const;

    QComboBox* m_combo;
    QStringListModel* m_texts;
    QLabel* m_allowed;
    InlineNote* m_note;
    QList<Entry> m_profiles;
    QHash<QString, int> m_index; ///< by id, shown text and name, in lower case
    QString m_wanted; ///< chosen before the list was there
};

} // namespace gatehouse::ui
