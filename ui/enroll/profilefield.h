// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <core/profiles/profile.h>

#include <QHash>
#include <QWidget>

#include <memory>

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

    /// The profiles, with what is looked up with each letter that is typed. Never changed once
    /// made.
    struct Choices {
        QList<Entry> profiles;
        QStringList texts; ///< as they are shown
        QHash<QString, int> index; ///< by id, shown text and name, in lower case
    };
    /// What several share names the first of them; an id counts before a name. For 100,000 it takes
    /// a blink too long for the event loop; pure, so that a thread can do it.
    static std::shared_ptr<const Choices> choicesOf(const QList<Entry>& profiles);

    explicit ProfileField(QWidget* parent = nullptr);

    /// What was chosen or typed stays.
    void setChoices(std::shared_ptr<const Choices> choices);
    /// Empty while what is typed names none.
    QString profileId() const;
    void setProfileId(const QString& id);
    /// What the chosen profile allows, or why it cannot be used.
    void showAllowed(const Result<profiles::EffectiveProfile>& profile);
    InlineNote& note() { return *m_note; }

Q_SIGNALS:
    void changed();

private:
    int indexOfText() const;

    QComboBox* m_combo;
    QStringListModel* m_texts;
    QLabel* m_allowed;
    InlineNote* m_note;
    std::shared_ptr<const Choices> m_choices;
    QString m_wanted; ///< chosen before the list was there
};

} // namespace gatehouse::ui
