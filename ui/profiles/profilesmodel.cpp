// SPDX-License-Identifier: Apache-2.0
#include <core/profiles/description.h>
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

void ProfilesModel::setProfiles(QList<ListedProfile> profiles)
{
    m_profiles = std::move(profiles);
    m_prepared.clear();
    m_prepared.reserve(static_cast<size_t>(m_profiles.size()));
    QSet<QString> seen;
    seen.reserve(m_profiles.size());
    for (const ListedProfile& listed : std::as_const(m_profiles)) {
        const bool isRepeated = seen.contains(listed.profile.id);
        seen.insert(listed.profile.id);
        m_prepared.push_back({ profiles::keyTypesText(listed.profile.keyTypes),
            profiles::termsText(listed.profile.terms), profileState(listed), isRepeated });
    }
    recordsReset();
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
    const QString& id = m_profiles.at(record).profile.id;
    return m_prepared[static_cast<size_t>(record)].isRepeated ? id + u' ' + QString::number(record)
                                                              : id;
}

QVariant ProfilesModel::cell(int record, int column, int role) const
{
    const auto state = m_prepared[static_cast<size_t>(record)].state;
    switch (role) {
    case Qt::DisplayRole:
        return text(record, column);
    case rawDataRole:
        return raw(record, column);
    case Qt::DecorationRole:
        if (column == State && state != ProfileState::Usable)
            return toneIcon(profileStateTone(state));
        return {};
    case Qt::ToolTipRole:
    case Qt::AccessibleDescriptionRole:
        if (column == State)
            return profileStateText(m_profiles.at(record));
        return role == Qt::ToolTipRole ? text(record, column) : QString();
    default:
        return {};
    }
}

QString ProfilesModel::text(int record, int column) const
{
    const ListedProfile& listed = m_profiles.at(record);
    const Prepared& prepared = m_prepared[static_cast<size_t>(record)];
    switch (column) {
    case Id:
        return listed.profile.id;
    case Name:
        return listed.profile.name;
    case CertType:
        return listed.profile.certType > 0 ? QString::number(listed.profile.certType) : QString();
    case KeyTypes:
        return prepared.keyTypes;
    case Terms:
        return prepared.terms;
    case From:
        return profiles::originName(listed.origin);
    case State:
        return profileStateWord(prepared.state);
    default:
        return {};
    }
}

QVariant ProfilesModel::raw(int record, int column) const
{
    return column == CertType ? QVariant(m_profiles.at(record).profile.certType)
                              : QVariant(text(record, column));
}

QString ProfilesModel::searchText(int record) const
{
    QStringList texts;
    for (int column = 0; column < ColumnCount; ++column)
        texts.append(text(record, column));
    // "RSA 4096" finds what the table shows as "RSA 2048 4096".
    for (const pki::KeyType& keyType : m_profiles.at(record).profile.keyTypes)
        texts.append(keyType.toString());
    return texts.join(u'\n');
}

bool ProfilesModel::isLess(int column, int left, int right) const
{
    const ListedProfile& leftOne = m_profiles.at(left);
    const ListedProfile& rightOne = m_profiles.at(right);
    const Prepared& leftPrepared = m_prepared[static_cast<size_t>(left)];
    const Prepared& rightPrepared = m_prepared[static_cast<size_t>(right)];
    switch (column) {
    case Id: // local ones first; those of Sectigo are numbers
        if ((leftOne.localIndex < 0) != (rightOne.localIndex < 0))
            return rightOne.localIndex < 0;
        if (leftOne.localIndex < 0)
            return leftOne.profile.certType < rightOne.profile.certType;
        return leftOne.profile.id.compare(rightOne.profile.id, Qt::CaseInsensitive) < 0;
    case Name:
        return leftOne.profile.name.compare(rightOne.profile.name, Qt::CaseInsensitive) < 0;
    case CertType:
        return leftOne.profile.certType < rightOne.profile.certType;
    case KeyTypes:
        return leftPrepared.keyTypes < rightPrepared.keyTypes;
    case Terms:
        return leftOne.profile.terms < rightOne.profile.terms;
    case From:
        return leftOne.origin < rightOne.origin;
    case State:
        return leftPrepared.state > rightPrepared.state;
    default:
        return false;
    }
}

} // namespace gatehouse::ui
