// SPDX-License-Identifier: Apache-2.0
#include <ui/format.h>
#include <ui/forms/storeentrymodel.h>
#include <ui/theme.h>

namespace gatehouse::ui {

void StoreEntryModel::setEntries(const QList<StoreEntry>& entries, const QDateTime& now)
{
    m_entries = entries;
    m_now = now;
    recordsReset();
}

int StoreEntryModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant StoreEntryModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return TableModel::headerData(section, orientation, role);
    switch (section) {
    case Alias:
        return tr("Alias");
    case Subject:
        return tr("Subject");
    case Issuer:
        return tr("Issuer");
    case KeyType:
        return tr("Key type");
    default:
        return tr("Expiry");
    }
}

QString StoreEntryModel::text(const StoreEntry& entry, int column) const
{
    switch (column) {
    case Alias:
        return entry.alias.isEmpty() ? tr("(no name)") : visibleText(entry.alias);
    case Subject:
        return visibleText(entry.subject);
    case Issuer:
        return visibleText(entry.issuer);
    case KeyType:
        return entry.keyType;
    default:
        return entry.notAfter.isValid()
            ? validityPhrase(entry.notBefore, entry.notAfter, m_now).text
            : QString();
    }
}

QString StoreEntryModel::inFull(const StoreEntry& entry, int column) const
{
    switch (column) {
    case Alias:
        return entry.hasKey ? tr("%1, with its private key", "alias").arg(text(entry, column))
                            : text(entry, column);
    case Subject:
        return visibleText(entry.subjectName);
    case Issuer:
        return visibleText(entry.issuerName);
    case Expiry:
        return entry.notAfter.isValid()
            ? tr("%1: valid from %2 to %3", "expires in 29 days")
                  .arg(text(entry, column), formatTime(entry.notBefore), formatTime(entry.notAfter))
            : QString();
    default:
        return text(entry, column);
    }
}

QVariant StoreEntryModel::cell(int record, int column, int role) const
{
    const StoreEntry& entry = m_entries.at(record);
    switch (role) {
    case Qt::DisplayRole:
        return text(entry, column);
    case rawDataRole:
        return column == Expiry ? QVariant(entry.notAfter) : QVariant(text(entry, column));
    case Qt::ToolTipRole:
    case Qt::AccessibleTextRole:
        return inFull(entry, column);
    case Qt::DecorationRole:
        if (column == Alias && entry.hasKey)
            return icon(QStringLiteral("key"));
        if (column == Expiry && entry.notAfter.isValid())
            return toneIcon(validityPhrase(entry.notBefore, entry.notAfter, m_now).tone);
        return {};
    default:
        return {};
    }
}

QString StoreEntryModel::searchText(int record) const
{
    const StoreEntry& entry = m_entries.at(record);
    return entry.alias + u' ' + entry.subjectName + u' ' + entry.issuerName;
}

bool StoreEntryModel::isLess(int column, int left, int right) const
{
    const StoreEntry& one = m_entries.at(left);
    const StoreEntry& other = m_entries.at(right);
    if (column == Expiry)
        return one.notAfter < other.notAfter;
    return text(one, column).localeAwareCompare(text(other, column)) < 0;
}

} // namespace gatehouse::ui
