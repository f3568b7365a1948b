// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <core/result.h>

#include <QFile>

#include <memory>

namespace gatehouse::gateway {

/// Who changed what, and how it ended.
struct AuditRecord {
    QString event; ///< "enroll.requested", "enroll.issued", "revoke.requested", ...
    QString client; ///< subject DN
    QString role;
    QString peer; ///< address
    QString ca;
    QString order;
    QString profile;
    QString subject;
    QString serialNumber;
    QString detail; ///< the reason of a failure, the reason of a revocation
};

/// One JSON object a line, appended and written through to the disk. Without a file the lines go to
/// the log. A change whose request cannot be recorded is not made.
class AuditLog {
public:
    explicit AuditLog(QString file);

    /// Opens the file anew: after it was rotated. LocalFile error.
    Result<void> reopen(const QString& file);
    Result<void> write(const AuditRecord& record);
    /// Of what has happened: a failure to write it does not undo it, and goes to the log.
    void note(const AuditRecord& record);

private:
    QString m_path;
    std::unique_ptr<QFile> m_file;
};

} // namespace gatehouse::gateway
