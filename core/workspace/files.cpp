// SPDX-License-Identifier: Apache-2.0
#include <core/workspace/files.h>
#include <core/workspace/words.h>

#include <QFileInfo>
#include <QSaveFile>

namespace gatehouse::workspace {

namespace {

constexpr QFile::Permissions privateFile = QFile::ReadOwner | QFile::WriteOwner;

Error unreadable(const QString& path, const QString& reason)
{
    Error error = Error::of(
        ErrorKind::LocalFile, Words::tr("The file %1 could not be read: %2.").arg(path, reason));
    error.cause = QStringLiteral("file/unreadable");
    return error;
}

Error unwritable(const QString& path, const QString& reason)
{
    Error error = Error::of(ErrorKind::LocalFile,
        Words::tr("The file %1 could not be written: %2. Choose another place.").arg(path, reason));
    error.cause = QStringLiteral("file/unwritable");
    return error;
}

/// The name under which the bytes will appear is private before they are there, so that QSaveFile
/// makes its temporary file private from the start. True when a file had to be made for that.
bool preparePrivate(const QString& path)
{
    if (QFileInfo::exists(path)) {
        QFile::setPermissions(path, privateFile);
        return false;
    }
    QFile file(path);
    return file.open(QIODevice::WriteOnly | QIODevice::NewOnly, privateFile);
}

} // namespace

Result<QByteArray> readFile(const QString& path, qint64 limit)
{
    const QFileInfo info(path);
    if (info.isDir())
        return failure(unreadable(path, Words::tr("it is a folder")));
    if (!info.exists())
        return failure(unreadable(path, Words::tr("there is no such file")));
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly)) {
        if (file.error() == QFileDevice::PermissionsError || !info.isReadable())
            return failure(unreadable(path, Words::tr("you are not permitted to read it")));
        return failure(unreadable(path, file.errorString()));
    }
    // A pipe gives what it has at the moment.
    QByteArray bytes;
    while (bytes.size() <= limit) {
        const QByteArray part = file.read(limit + 1 - bytes.size());
        if (part.isEmpty())
            break;
        bytes += part;
    }
    if (file.error() != QFileDevice::NoError)
        return failure(unreadable(path, file.errorString()));
    if (bytes.size() > limit) {
        constexpr qint64 bytesPerKiB = 1024;
        Error error = Error::of(ErrorKind::LocalFile,
            Words::tr("The file %1 is larger than %2 KiB, which this cannot be: choose another.")
                .arg(path, QString::number(limit / bytesPerKiB)));
        error.cause = QStringLiteral("file/too-large");
        return failure(error);
    }
    return bytes;
}

Result<void> writeFile(const QString& path, const QByteArray& bytes, FilePrivacy privacy)
{
    if (QFileInfo(path).isDir())
        return failure(unwritable(path, Words::tr("it is a folder")));
    const bool isPrivate = privacy == FilePrivacy::Private;
    const bool wasMade = isPrivate && preparePrivate(path);
    QSaveFile file(path);
    const bool written = file.open(QIODevice::WriteOnly)
        && (!isPrivate || file.setPermissions(privateFile)) && file.write(bytes) == bytes.size()
        && file.commit();
    if (written)
        return {};
    const Error error = unwritable(path, file.errorString());
    if (wasMade)
        QFile::remove(path);
    return failure(error);
}

} // namespace gatehouse::workspace
