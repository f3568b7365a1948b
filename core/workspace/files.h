// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <core/result.h>

#include <QByteArray>
#include <QString>

// The files a user names: requests and stores to read, certificates and exports to write.
namespace gatehouse::workspace {

/// Reads a file of at most `limit` bytes. LocalFile errors name the path and the reason: missing, a
/// folder, not permitted, larger than the limit.
Result<QByteArray> readFile(const QString& path, qint64 limit);

/// Who may read a written file.
enum class FilePrivacy { Shared, Private };

/// Writes atomically; a private file has mode 0600 from its first byte on. LocalFile error names
/// the path and the reason.
Result<void> writeFile(const QString& path, const QByteArray& bytes, FilePrivacy privacy);

} // namespace gatehouse::workspace
