// SPDX-License-Identifier: Apache-2.0
#include <core/profiles/description.h>
#include <ui/async.h>
#include <ui/profiles/profilesmodel.h>

#include <QSet>

namespace gatehouse::ui {

using profiles::ListedProfile;

ProfileState profileState(const ListedProfile& profile)
{
    if (profile.problem)
        return ProfileState::Unusable;
    return profile.profile.knownAtSectigo ? ProfileState::Usable : ProfileState::UnknownAtSectigo;
}

Tone profileStateTone(ProfileState state)
{
    switch (state) {
    case ProfileState::Usable:
        return Tone::Success;
    case ProfileState::UnknownAtSectigo:
        return Tone::Warning;
    case ProfileState::Unusable:
        break;
    }
    return Tone::Error;
}

QString profileStateWord(ProfileState state)
{
    switch (state) {
    case ProfileState::Usable:
        return {};
    case ProfileState::UnknownAtSectigo:
        return ProfilesModel::tr("not at Sectigo");
    case ProfileState::Unusable:
        break;
    }
    return ProfilesModel::tr("unusable");
}

QString profileStateText(const ListedProfile& profile)
{
    if (profile.problem)
        return profile.problem->message;
    if (!profile.profile.knownAtSectigo) {
        return ProfilesModel::tr("Sectigo has no profile with the number %1 for this organization "
                                 "(any more), so that orders under it will be refused. Choose "
                                 "another Certificate Type.")
            .arg(profile.profile.certType);
    }
    return {};
}

namespace {

QString textOf(const ProfileRows& rows, int record, int column)
{
    const ListedProfile& listed = rows.profiles.at(record);
    const ProfileRows::Prepared& prepared = rows.prepared[static_cast<size_t>(record)];
    switch (column) {
    case ProfilesModel::Id:
        return listed.profile.id;
    case ProfilesModel::Name:
        return listed.profile.name;
    case ProfilesModel::CertType:
        return listed.profile.certType > 0 ? QString::number(listed.profile.certType) : QString();
    case ProfilesModel::KeyTypes:
        return prepared.keyTypes;
    case ProfilesModel::Terms:
        return prepared.terms;
    case ProfilesModel::From:
        return profiles::originName(listed.origin);
    case ProfilesModel::State:
        return profileStateWord(prepared.state);
    default:
        return {};
    }
}

QString searchTextOf(const ProfileRows& rows, int record)
{
    QStringList texts;
    for (int column = 0; column < ProfilesModel::ColumnCount; ++column)
        texts.append(textOf(rows, record, column));
    // "RSA 4096" finds what the table shows as "RSA 2048 4096".
    for (const pki::KeyType& keyType : rows.profiles.at(record).profile.keyTypes)
        texts.append(keyType.toString());
    return texts.join(u'\n');
}

bool isRowLess(const ProfileRows& rows, int column, int left, int right)
{
    const ListedProfile& leftOne = rows.profiles.at(left);
    const ListedProfile& rightOne = rows.profiles.at(right);
    const ProfileRows::Prepared& leftPrepared = rows.prepared[static_cast<size_t>(left)];
    const ProfileRows::Prepared& rightPrepared = rows.prepared[static_cast<size_t>(right)];
    switch (column) {
    case ProfilesModel::Id: // local ones first; those of Sectigo are numbers
        if ((leftOne.localIndex < 0) != (rightOne.localIndex < 0))
            return rightOne.localIndex < 0;
        if (leftOne.localIndex < 0)
            return leftOne.profile.certType < rightOne.profile.certType;
        return leftOne.profile.id.compare(rightOne.profile.id, Qt::CaseInsensitive) < 0;
    case ProfilesModel::Name:
        return leftOne.profile.name.compare(rightOne.profile.name, Qt::CaseInsensitive) < 0;
    case ProfilesModel::CertType:
        return leftOne.profile.certType < rightOne.profile.certType;
    case ProfilesModel::KeyTypes:
        return leftPrepared.keyTypes < rightPrepared.keyTypes;
    case ProfilesModel::Terms:
        return leftOne.profile.terms < rightOne.profile.terms;
    case ProfilesModel::From:
        return leftOne.origin < rightOne.origin;
    case ProfilesModel::State:
        return leftPrepared.state > rightPrepared.state;
    default:
        return false;
    }
}

RecordOrder orderOf(std::shared_ptr<const ProfileRows> rows, int column)
{
    return [rows = std::move(rows), column](
               int left, int right) { return isRowLess(*rows, column, left, right); };
}

std::shared_ptr<const ProfileRows> rowsOf(QList<ListedProfile> profiles)
{
    auto rows = std::make_shared<ProfileRows>();
    rows->prepared.reserve(static_cast<size_t>(profiles.size()));
    QSet<QString> seen;
    seen.reserve(profiles.size());
    for (const ListedProfile& listed : std::as_const(profiles)) {
        const bool isRepeated = seen.contains(listed.profile.id);
        seen.insert(listed.profile.id);
        rows->prepared.push_back({ profiles::keyTypesText(listed.profile.keyTypes),
            profiles::termsText(listed.profile.terms), profileState(listed), isRepeated });
    }
    rows->profiles = std::move(profiles);
    return rows;
}

} // namespace

ProfilesContents profilesContents(QList<ListedProfile> profiles, const TableSort& sort)
{
    ProfilesContents contents { rowsOf(std::move(profiles)), {} };
    const auto count = static_cast<int>(contents.rows->profiles.size());
    contents.table.texts.reserve(static_cast<size_t>(count));
    for (int record = 0; record < count; ++record)
        contents.table.texts.push_back(tableText(searchTextOf(*contents.rows, record)));
    contents.table.sort = sort;
    contents.table.sorted = sort.column < 0
        ? recordsInOwnOrder(count)
        : sortedRecords(count, orderOf(contents.rows, sort.column), sort.order);
    return contents;
}

ProfilesModel::ProfilesModel(QObject* parent)
    : TableModel(parent)
    , m_rows(std::make_shared<ProfileRows>())
{
}

void ProfilesModel::setProfiles(QList<ListedProfile> profiles)
{
    setContents(profilesContents(std::move(profiles), currentSort()));
}

void ProfilesModel::setContents(ProfilesContents contents)
{
    letGo(std::exchange(m_rows, std::move(contents.rows)));
    recordsReset(std::move(contents.table));
}

int ProfilesModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant ProfilesModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Id:
        return tr("ID");
    case Name:
        return tr("Name");
    case CertType:
        return tr("Certificate Type");
    case KeyTypes:
        return tr("Key types");
    case Terms:
        return tr("Terms in days");
    case From:
        return tr("From");
    case State:
        return tr("Notes");
    default:
        return {};
    }
}

QString ProfilesModel::key(int record) const
{
    const QString& id = profiles().at(record).profile.id;
    const bool isRepeated = m_rows->prepared[static_cast<size_t>(record)].isRepeated;
    return isRepeated ? id + u' ' + QString::number(record) : id;
}

QVariant ProfilesModel::cell(int record, int column, int role) const
{
    const auto state = m_rows->prepared[static_cast<size_t>(record)].state;
    switch (role) {
    case Qt::DisplayRole:
        return textOf(*m_rows, record, column);
    case rawDataRole:
        return raw(record, column);
    case Qt::DecorationRole:
        if (column == State && state != ProfileState::Usable)
            return toneIcon(profileStateTone(state));
        return {};
    case Qt::ToolTipRole:
    case Qt::AccessibleDescriptionRole:
        if (column == State)
            return profileStateText(profiles().at(record));
        return role == Qt::ToolTipRole ? textOf(*m_rows, record, column) : QString();
    default:
        return {};
    }
}

QVariant ProfilesModel::raw(int record, int column) const
{
    return column == CertType ? QVariant(profiles().at(record).profile.certType)
                              : QVariant(textOf(*m_rows, record, column));
}

QString ProfilesModel::searchText(int record) const
{
    return searchTextOf(*m_rows, record);
}

bool ProfilesModel::isLess(int column, int left, int right) const
{
    return isRowLess(*m_rows, column, left, right);
}

RecordOrder ProfilesModel::detachedOrder(int column) const
{
    return orderOf(m_rows, column);
}

} // namespace gatehouse::ui
