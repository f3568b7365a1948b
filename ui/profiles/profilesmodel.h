// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <core/profiles/profile.h>
#include <ui/models/tablemodel.h>
#include <ui/theme.h>

#include <memory>

namespace gatehouse::ui {

/// What a person should know about a profile besides its values.
enum class ProfileState {
    Usable,
    UnknownAtSectigo, ///< local, and Sectigo no longer has its Certificate Type
    Unusable ///< nothing can be enrolled under it
};
ProfileState profileState(const profiles::ListedProfile& profile);
Tone profileStateTone(ProfileState state);
QString profileStateWord(ProfileState state);
/// One or two sentences with the remedy; empty for a usable one.
QString profileStateText(const profiles::ListedProfile& profile);

/// The lines of the table. Never changed once made: a thread may sort by them.
struct ProfileRows {
    /// What sorting and painting ask for again and again.
    struct Prepared {
        QString keyTypes;
        QString terms;
        ProfileState state = ProfileState::Usable;
        bool isRepeated = false; ///< a profile further up has the same id
    };
    QList<profiles::ListedProfile> profiles;
    std::vector<Prepared> prepared; ///< of each of them
};
/// The lines, and what the table works out of them.
struct ProfilesContents {
    std::shared_ptr<const ProfileRows> rows;
    TableContents table;
};
/// For 100,000 it takes a blink too long for the event loop; pure, so that a thread can do it.
ProfilesContents profilesContents(QList<profiles::ListedProfile> profiles, const TableSort& sort);

/// Local and synchronised profiles in one table.
class ProfilesModel final : public TableModel {
    Q_OBJECT

public:
    enum Columns { Id, Name, CertType, KeyTypes, Terms, From, State, ColumnCount };

    explicit ProfilesModel(QObject* parent = nullptr);

    void setProfiles(QList<profiles::ListedProfile> profiles);
    void setContents(ProfilesContents contents);
    const QList<profiles::ListedProfile>& profiles() const { return m_rows->profiles; }

    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    int recordCount() const override { return static_cast<int>(profiles().size()); }
    /// The profile's id; a further profile of the same id has its place in the list added.
    QString key(int record) const override;

protected:
    QVariant cell(int record, int column, int role) const override;
    QString searchText(int record) const override;
    bool isLess(int column, int left, int right) const override;
    RecordOrder detachedOrder(int column) const override;

private:
    QVariant raw(int record, int column) const;

    std::shared_ptr<const ProfileRows> m_rows;
};

} // namespace gatehouse::ui
