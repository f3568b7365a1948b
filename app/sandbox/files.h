// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <core/result.h>

#include <QByteArray>
#include <QFileDevice>
#include <QString>

namespace gatehouse::sandbox {

/// Only the owner may read or write it.
inline constexpr QFileDevice::Permissions privateFile =
    QFileDevice::ReadOwner | QFileDevice::WriteOwner;
inline constexpr QFileDevice::Permissions publicFile =
    privateFile | QFileDevice::ReadGroup | QFileDevice::ReadOther;

/// The whole file; LocalFile error naming it.
Result<QByteArray> readFile(const QString& path);
/// Replaces the file in one step; the permissions hold from its first byte on. LocalFile error
/// naming it.
Result<void> writeFile(
    const QString& path, const QByteArray& bytes, QFileDevice::Permissions permissions);
/// Makes the folder and its parents, mode 0700. LocalFile error naming it.
Result<void> makePrivateFolder(const QString& path);

} // namespace gatehouse::sandbox
