// SPDX-License-Identifier: Apache-2.0
#include <core/workspace/builtinsandbox.h>
#include <ui/window/authoritymodel.h>

#include <QLocale>

#include <algorithm>

namespace gatehouse::ui {

namespace {

/// The hour for today, the date for earlier.
QString shortTime(const QDateTime& time)
{
    const QDateTime local = time.toLocalTime();
    const QLocale locale;
    return local.date() == QDate::currentDate()
        ? locale.toString(local.time(), QLocale::ShortFormat)
        : locale.toString(local.date(), QLocale::ShortFormat);
}

} // namespace

AuthorityModel::AuthorityModel(workspace::Workspace& workspace, QObject* parent)
    : QAbstractListModel(parent)
    , m_workspace(workspace)
{
    connect(&workspace.checks(), &workspace::CheckHistory::added, this,
        [this](const workspace::CheckRecord& record) { stateChanged(record.connector); });
    connect(&workspace.checks(), &workspace::CheckHistory::read, this, [this] {
        if (!isEmpty())
            Q_EMIT dataChanged(index(0), index(rowCount() - 1));
    });
}

int AuthorityModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_connectors.size());
}

QVariant AuthorityModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid() || index.row() >= m_connectors.size())
        return {};
    const settings::ConnectorSettings& settings = m_connectors.at(index.row());
    const QString name = settings.name.isEmpty() ? settings.id : settings.name;
    const bool sandbox = workspace::isSandbox(settings, m_workspace.home());
    switch (role) {
    case Qt::DisplayRole:
        return name;
    case Qt::AccessibleTextRole:
        return tr("%1: %2", "a certificate authority, its state")
            .arg(workspace::displayName(settings, m_workspace.home()), standing(settings).text);
    case Qt::ToolTipRole:
        return tr("%1\n%2", "a certificate authority's URL, its state")
            .arg(settings.value(u"url"), standing(settings).text);
    case Qt::DecorationRole:
        return toneIcon(standing(settings).tone);
    case IdRole:
        return settings.id;
    case StateRole:
        return standing(settings).text;
    case ToneRole:
        return static_cast<int>(standing(settings).tone);
    case SandboxRole:
        return sandbox;
    default:
        return {};
    }
}

AuthorityModel::Standing AuthorityModel::standing(const settings::ConnectorSettings& settings) const
{
    if (!m_checking.isNull() && m_checking == settings.uuid)
        return { Tone::Info, tr("Checking…") };
    const auto record = m_workspace.checks().latest(settings.uuid);
    if (!record) {
        return { Tone::Neutral,
            m_workspace.checks().isRead() ? tr("Never checked") : tr("Reading its last check…") };
    }
    if (!record->isOf(workspace::settingsDigest(settings)))
        return { Tone::Neutral, tr("Not checked since the change") };
    if (record->works)
        return { Tone::Success, tr("Working, checked %1").arg(shortTime(record->time)) };
    return { Tone::Error, record->conclusion };
}

void AuthorityModel::reload()
{
    beginResetModel();
    auto listing = m_workspace.connectors();
    m_connectors = std::move(listing.connectors);
    m_failures = std::move(listing.failures);
    std::stable_sort(m_connectors.begin(), m_connectors.end(), [](const auto& a, const auto& b) {
        return QString::localeAwareCompare(a.name, b.name) < 0;
    });
    endResetModel();
}

void AuthorityModel::setChecking(const QUuid& uuid)
{
    const QUuid former = std::exchange(m_checking, uuid);
    stateChanged(former);
    stateChanged(uuid);
}

void AuthorityModel::stateChanged(const QUuid& uuid)
{
    for (int row = 0; row < m_connectors.size(); ++row) {
        if (m_connectors.at(row).uuid == uuid)
            Q_EMIT dataChanged(index(row), index(row));
    }
}

int AuthorityModel::rowOf(const QString& id) const
{
    for (int row = 0; row < m_connectors.size(); ++row) {
        if (m_connectors.at(row).id == id)
            return row;
    }
    return -1;
}

QString AuthorityModel::idAt(int row) const
{
    return row >= 0 && row < m_connectors.size() ? m_connectors.at(row).id : QString();
}

QString AuthorityModel::nameOf(const QString& id) const
{
    const int row = rowOf(id);
    return row < 0 ? QString() : workspace::displayName(m_connectors.at(row), m_workspace.home());
}

bool AuthorityModel::isSandbox(const QString& id) const
{
    return index(rowOf(id)).data(SandboxRole).toBool();
}

QUuid AuthorityModel::uuidOf(const QString& id) const
{
    const int row = rowOf(id);
    return row < 0 ? QUuid() : m_connectors.at(row).uuid;
}

QString AuthorityModel::idOf(const QUuid& uuid) const
{
    const auto found = std::find_if(m_connectors.begin(), m_connectors.end(),
        [&uuid](const auto& settings) { return settings.uuid == uuid; });
    return found == m_connectors.end() ? QString() : found->id;
}

} // namespace gatehouse::ui
