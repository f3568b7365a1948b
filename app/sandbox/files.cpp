// SPDX-License-Identifier: Apache-2.0
#include "files.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QSaveFile>

namespace gatehouse::sandbox {

namespace {

tl::unexpected<Error> fileError(const char* sentence, const QString& path, const QString& detail)
{
    return failure(ErrorKind::LocalFile,
        QCoreApplication::translate("gatehouse::Sandbox", sentence).arg(path), detail);
}

} // namespace

Result<QByteArray> readFile(const QString& path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly)) {
        return fileError(QT_TRANSLATE_NOOP("gatehouse::Sandbox",
                             "%1 cannot be read. Check that it exists and that you may read it."),
            path, file.errorString());
    }
    return file.readAll();
}

Result<void> writeFile(
    const QString& path, const QByteArray& bytes, QFileDevice::Permissions permissions)
{
    QSaveFile file(path);
    // The permissions are set while the file is still empty: a secret is never readable by others,
    // not even briefly.
    if (!file.open(QIODevice::WriteOnly) || !file.setPermissions(permissions)
        || file.write(bytes) != bytes.size() || !file.commit()) {
        return fileError(
            QT_TRANSLATE_NOOP("gatehouse::Sandbox",
                "%1 cannot be written. Check the folder's permissions and the free space."),
            path, file.errorString());
    }
    return {};
}

Result<void> makePrivateFolder(const QString& path)
{
    const QFileDevice::Permissions ownerOnly = privateFile | QFileDevice::ExeOwner;
    if (!QDir().mkpath(path) || !QFile::setPermissions(path, ownerOnly)) {
        return fileError(
            QT_TRANSLATE_NOOP("gatehouse::Sandbox",
                "The folder %1 cannot be made. Check the permissions of the folder above it."),
            path, QString());
    }
    return {};
}

} // namespace gatehouse::sandbox
