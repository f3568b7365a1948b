// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <core/workspace/checkhistory.h>

#include <QSet>

// The file of the check history: JSON lines, the newest last. These wait for the disk and for other
// programs, so they are for a thread.
namespace gatehouse::workspace {

/// Which checks stay, asked about one after the other, the newest first: so many, and of each
/// connector the last conclusive one, lest trials push out how it is.
class KeptChecks {
public:
    static constexpr qsizetype most = 1000;
    bool keeps(const CheckRecord& record);
    /// Of a connector whose secrets were changed: while an older check might be kept.
    bool keepsChange(const QUuid& connector) const { return !m_known.contains(connector); }

private:
    qsizetype m_count = 0;
    QSet<QUuid> m_known; ///< have a conclusive check
};

/// Newest first. A line that cannot be read is skipped.
QList<CheckRecord> readChecks(const QString& path);
/// Adds one; shortens a file that has become long.
void appendCheck(const QString& path, const CheckRecord& record);
void appendSecretsChange(const QString& path, const QUuid& connector, const QDateTime& time);

} // namespace gatehouse::workspace
