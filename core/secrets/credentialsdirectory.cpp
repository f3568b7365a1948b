// SPDX-License-Identifier: Apache-2.0
#include <core/logging.h>
#include <core/secrets/storeerror.h>
#include <core/secrets/words.h>

#include <QDir>
#include <QFileInfo>
#include <QStringDecoder>

#if defined(Q_OS_UNIX)
#include <unistd.h>
#endif

namespace gatehouse::secrets {

namespace {

constexpr qint64 maximumFileSize = 64 * 1024;

/// Whether somebody who should not could read or change the file.
bool isExposed(const QFileInfo& info)
{
#if defined(Q_OS_UNIX)
    const QFile::Permissions permissions = info.permissions();
    if (permissions & (QFile::WriteGroup | QFile::WriteOther | QFile::ReadOther))
        return true;
    // systemd gives an unprivileged service its files, which root owns with mode 0400, through an
    // access control list; the list's mask then shows as the group's permission.
    const bool isSystemdStyle = info.ownerId() == 0 && geteuid() != 0;
    return permissions.testFlag(QFile::ReadGroup) && !isSystemdStyle;
#else
    // Elsewhere access is not a matter of mode bits, which Qt only imitates there.
    Q_UNUSED(info)
    return false;
#endif
}

bool isFileName(const QString& name)
{
    return !name.isEmpty() && !name.startsWith(u'.') && !name.contains(u'/')
        && !name.contains(u'\\') && !name.contains(QChar(u'\0'));
}

/// The file names that may hold the secret, best first.
QStringList candidates(const SecretName& name)
{
    QStringList names;
    if (name.connector.isNull() && name.connectorId.isEmpty()) {
        names.append(QLatin1String("gatehouse.") + name.property);
    } else {
        if (!name.connectorId.isEmpty())
            names.append(name.connectorId + u'.' + name.property);
        names.append(name.property);
    }
    names.removeIf([](const QString& file) { return !isFileName(file); });
    return names;
}

Error refused(const char* cause, QString message)
{
    Error error = storeError(cause, std::move(message));
    qCWarning(logSecrets) << error;
    return error;
}

Result<Secret> readFile(const QString& path)
{
    QFile file(path);
    // Unbuffered: no copy of the secret stays behind in the file's own buffer.
    if (!file.open(QIODevice::ReadOnly | QIODevice::Unbuffered))
        return failure(storeError("denied",
            Words::tr("The secret in %1 cannot be read: check who may read the file.").arg(path),
            file.errorString()));
    QByteArray bytes = file.read(maximumFileSize + 1);
    const bool tooLong = bytes.size() > maximumFileSize;
    QStringDecoder decoder(QStringDecoder::Utf8);
    QString text = decoder(bytes);
    wipe(text);
    if (tooLong || decoder.hasError()) {
        wipe(bytes);
        return failure(refused("not-a-secret",
            Words::tr(
                "%1 is larger than 64 KiB or not UTF-8 text, so it is not a password: replace it.")
                .arg(path)));
    }
    qsizetype length = bytes.size();
    if (length > 0 && bytes.at(length - 1) == '\n')
        --length;
    if (length < bytes.size() && length > 0 && bytes.at(length - 1) == '\r')
        --length;
    const Secret secret = Secret::fromUtf8(QByteArrayView(bytes).first(length));
    wipe(bytes);
    return secret;
}

/// nullopt when there is no such file.
Result<std::optional<Secret>> readCredential(const QDir& folder, const QString& fileName)
{
    const QString root = folder.canonicalPath();
    const QString path = folder.absoluteFilePath(fileName);
    const QFileInfo link(path);
    if (root.isEmpty() || !(link.exists() || link.isSymLink()))
        return std::optional<Secret>();
    // A link inside the folder is how Kubernetes lays its secrets; one that leads out of it could
    // show any file of ours.
    const QString target = link.canonicalFilePath();
    if (!target.startsWith(root + u'/'))
        return failure(refused("unsafe-link",
            Words::tr("%1 leads out of its folder or nowhere: put the file itself there.")
                .arg(path)));
    const QFileInfo info(target);
    if (!info.isFile())
        return failure(refused("not-a-secret",
            Words::tr("%1 is not a file: put a file with the secret there.").arg(path)));
    if (isExposed(info))
        return failure(refused("unsafe-permissions",
            Words::tr("Others may read or change %1: give it to the account that runs Gatehouse, "
                      "with mode 0400.")
                .arg(path)));
    auto secret = readFile(target);
    if (!secret)
        return failure(secret.error());
    return std::optional<Secret>(*std::move(secret));
}

Result<std::optional<Secret>> readFirst(const QDir& folder, const SecretName& name)
{
    for (const QString& fileName : candidates(name)) {
        auto secret = readCredential(folder, fileName);
        if (!secret || *secret)
            return secret;
    }
    return std::optional<Secret>();
}

class CredentialsDirectory final : public SecretStore {
public:
    explicit CredentialsDirectory(const QString& folder)
        : m_folder(folder)
    {
    }

    Task<Result<std::optional<Secret>>> read(SecretName name) override
    {
        co_return readFirst(m_folder, name);
    }

    Task<Result<void>> write(SecretName name, Secret value) override
    {
        Q_UNUSED(value)
        co_return failure(readOnly(name));
    }

    Task<Result<void>> remove(SecretName name) override
    {
        const Result<std::optional<Secret>> found = readFirst(m_folder, name);
        if (found && !*found)
            co_return Result<void>();
        co_return failure(readOnly(name));
    }

    bool isPersistent() const override { return true; }
    bool isWritable() const override { return false; }
    QString description() const override
    {
        return Words::tr("credentials directory %1").arg(m_folder.absolutePath());
    }

private:
    Error readOnly(const SecretName& name) const
    {
        return storeError("read-only",
            Words::tr("%1 comes from the credentials directory %2, which Gatehouse only reads: "
                      "change the file there.")
                .arg(displayName(name), m_folder.absolutePath()));
    }

    QDir m_folder;
};

} // namespace

std::unique_ptr<SecretStore> credentialsDirectoryStore(const QString& folder)
{
    return std::make_unique<CredentialsDirectory>(folder);
}

} // namespace gatehouse::secrets
