// SPDX-License-Identifier: Apache-2.0
#include <core/logging.h>
#include <core/settings/connectordocument.h>
#include <core/settings/settingsstore.h>
#include <core/settings/words.h>

#include <QFileInfo>
#include <QSaveFile>
#include <QStandardPaths>

namespace gatehouse::settings {

namespace {

constexpr QFile::Permissions ownerFile = QFile::ReadOwner | QFile::WriteOwner;
constexpr QFile::Permissions ownerFolder = ownerFile | QFile::ExeOwner;

Error fileError(QString message, const QString& detail = {})
{
    Error error = Error::of(ErrorKind::LocalFile, std::move(message), detail);
    error.cause = QStringLiteral("settings/file");
    return error;
}

Error idError(const QString& id)
{
    Error error = Error::of(ErrorKind::Settings, connectorIdProblem(id));
    error.cause = QStringLiteral("settings/invalid-id");
    error.setting = QStringLiteral("id");
    return error;
}

Result<ConnectorSettings> read(const QFileInfo& info)
{
    const QString path = info.filePath();
    // A pipe or device would keep the program waiting.
    if (!info.isFile())
        return failure(
            fileError(Words::tr("%1 is not a file: remove it from the folder.").arg(path)));
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return failure(fileError(
            Words::tr("%1 cannot be read: check who may read it.").arg(path), file.errorString()));
    const auto document = parseDocument(file.read(maximumDocumentSize + 1), path);
    if (!document)
        return failure(document.error());
    auto settings = connectorFrom(*document, path);
    if (settings && settings->id != info.completeBaseName())
        return failure(fileError(
            Words::tr("%1 says that its ID is \"%2\": name the file %2.json, or import it.")
                .arg(path, settings->id.left(80))));
    return settings;
}

QStringList idsIn(const QDir& folder)
{
    QStringList ids;
    const QFileInfoList files = folder.entryInfoList(
        { QStringLiteral("*.json") }, QDir::Files | QDir::Hidden | QDir::System, QDir::Name);
    for (const QFileInfo& info : files)
        ids.append(info.completeBaseName());
    return ids;
}

Result<void> makeFolder(const QDir& folder)
{
    if (folder.exists())
        return {};
    const QString path = folder.absolutePath();
    const bool made = QDir().mkpath(QFileInfo(path).path()) && QDir().mkdir(path, ownerFolder);
    if (!made && !folder.exists())
        return failure(fileError(
            Words::tr("The folder %1 cannot be made: check who may write beside it.").arg(path)));
    return {};
}

Result<void> writeFile(const QString& path, const QByteArray& content)
{
    QSaveFile file(path);
    // The permissions come first: at no moment may others read what is written.
    const bool written = file.open(QIODevice::WriteOnly) && file.setPermissions(ownerFile)
        && file.write(content) == content.size() && file.commit();
    if (!written)
        return failure(fileError(
            Words::tr("%1 cannot be written: check the free space and who may write there.")
                .arg(path),
            file.errorString()));
    return {};
}

Error refusedSecret(const QString& key)
{
    const QString label = definitionForSpelling(key)->translatedLabel();
    Error error = Error::of(ErrorKind::Settings,
        Words::tr("%1 is a secret, which is never written to a file: keep it in the secret store "
                  "instead.")
            .arg(label));
    error.cause = QStringLiteral("settings/secret-property");
    error.setting = key;
    return error;
}

} // namespace

HomeFolders HomeFolders::fromEnvironment()
{
    const QString home = qEnvironmentVariable("GATEHOUSE_HOME");
    if (!home.isEmpty()) {
        const QDir root(QDir(home).absolutePath());
        return { QDir(root.filePath(QStringLiteral("config"))),
            QDir(root.filePath(QStringLiteral("data"))) };
    }
    // The same folders for every program, whatever QCoreApplication calls it.
    const auto folder = [](QStandardPaths::StandardLocation location) {
        return QDir(
            QDir(QStandardPaths::writableLocation(location)).filePath(QStringLiteral("gatehouse")));
    };
    return { folder(QStandardPaths::GenericConfigLocation),
        folder(QStandardPaths::GenericDataLocation) };
}

SettingsStore::SettingsStore(const QDir& connectorFolder)
    : m_folder(connectorFolder)
{
}

QString SettingsStore::filePath(const QString& id) const
{
    return m_folder.absoluteFilePath(id + QLatin1String(".json"));
}

SettingsStore::Listing SettingsStore::list() const
{
    Listing listing;
    for (const QString& id : idsIn(m_folder)) {
        auto settings = read(QFileInfo(filePath(id)));
        if (settings) {
            listing.connectors.append(*std::move(settings));
        } else {
            qCWarning(logSettings) << settings.error();
            listing.failures.append(std::move(settings).error());
        }
    }
    return listing;
}

Result<ConnectorSettings> SettingsStore::load(const QString& id) const
{
    if (!isValidConnectorId(id))
        return failure(idError(id));
    const QStringList ids = idsIn(m_folder);
    if (ids.contains(id))
        return read(QFileInfo(filePath(id)));
    Error error = Error::of(ErrorKind::NotFound,
        ids.isEmpty()
            ? Words::tr("There is no connector \"%1\", nor any other yet: add or import one.")
                  .arg(id)
            : Words::tr("There is no connector \"%1\": choose one of %2.")
                  .arg(id, ids.join(QLatin1String(", "))));
    error.cause = QStringLiteral("settings/unknown-connector");
    return failure(std::move(error));
}

Result<void> SettingsStore::save(const ConnectorSettings& settings) const
{
    if (!isValidConnectorId(settings.id))
        return failure(idError(settings.id));
    if (settings.uuid.isNull())
        return failure(ErrorKind::Internal,
            Words::tr("Connector \"%1\" has no UUID and cannot be saved: report this defect.")
                .arg(settings.id));
    for (const QString& key : settings.properties.keys()) {
        if (isSecretKey(key))
            return failure(refusedSecret(key));
    }
    // On some file systems the two would be one file.
    for (const QString& other : idsIn(m_folder)) {
        if (other != settings.id && other.compare(settings.id, Qt::CaseInsensitive) == 0)
            return failure(ErrorKind::Settings,
                Words::tr("There is already a connector \"%1\", which differs only in case: choose "
                          "another ID.")
                    .arg(other));
    }
    const Json document = documentOf(settings, true);
    const QByteArray content =
        QByteArray::fromStdString(document.dump(2, ' ', false, Json::error_handler_t::replace))
        + '\n';
    if (content.size() > maximumDocumentSize)
        return failure(ErrorKind::Settings,
            Words::tr("Connector \"%1\" is larger than 1 MiB: remove properties or profiles.")
                .arg(settings.id));
    if (auto made = makeFolder(m_folder); !made)
        return made;
    return writeFile(filePath(settings.id), content);
}

Result<void> SettingsStore::remove(const QString& id) const
{
    if (!isValidConnectorId(id))
        return failure(idError(id));
    if (!QFileInfo::exists(filePath(id)))
        return load(id).map([](const ConnectorSettings&) {});
    QFile file(filePath(id));
    if (!file.remove())
        return failure(
            fileError(Words::tr("%1 cannot be removed: check who may write to its folder.")
                          .arg(file.fileName()),
                file.errorString()));
    return {};
}

} // namespace gatehouse::settings
