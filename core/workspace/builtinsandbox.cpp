// SPDX-License-Identifier: Apache-2.0
#include <core/connector/connectorsecrets.h>
#include <core/pki/certificaterequest.h>
#include <core/pki/pem.h>
#include <core/workspace/builtinsandbox.h>
#include <core/workspace/files.h>
#include <core/workspace/words.h>

namespace gatehouse::workspace {

namespace {

constexpr qint64 largestConnector = 1024 * 1024;
constexpr int exampleKeySize = 256;
constexpr auto pollInterval = std::chrono::milliseconds(20);

QString sandboxFolder(const settings::HomeFolders& home)
{
    return QDir::cleanPath(home.data.absoluteFilePath(QStringLiteral("sandbox")));
}

QList<settings::ConnectorSettings> sandboxConnectors(const Workspace& workspace)
{
    QList<settings::ConnectorSettings> found;
    const auto listing = workspace.connectors();
    for (const auto& settings : listing.connectors) {
        if (isSandbox(settings, workspace.home()))
            found.append(settings);
    }
    return found;
}

QString freeId(const Workspace& workspace, const QString& wanted)
{
    QStringList taken;
    const auto listing = workspace.connectors();
    for (const auto& settings : listing.connectors)
        taken.append(settings.id);
    QString id = wanted;
    for (int number = 2; taken.contains(id); ++number)
        id = QStringLiteral("%1-%2").arg(wanted).arg(number);
    return id;
}

/// The same address on the port of `running`.
QString moved(const QString& address, const QUrl& running)
{
    QUrl url(address);
    if (address.isEmpty() || url.port() == running.port())
        return address;
    url.setPort(running.port());
    return url.toString();
}

void moveTo(settings::ConnectorSettings& settings, const QUrl& running)
{
    for (const auto& key : { QStringLiteral("url"), QStringLiteral("oauth-token-url") }) {
        const auto found = settings.properties.find(key);
        if (found != settings.properties.end())
            *found = moved(*found, running);
    }
}

} // namespace

bool isSandbox(const settings::ConnectorSettings& settings, const settings::HomeFolders& home)
{
    const QString host = QUrl(settings.value(u"url")).host();
    const QString store = QDir::cleanPath(settings.value(u"ssl-trust-store"));
    return (host == u"localhost" || host == u"127.0.0.1")
        && store.startsWith(sandboxFolder(home) + u'/');
}

QString displayName(const settings::ConnectorSettings& settings, const settings::HomeFolders& home)
{
    const QString name = settings.name.isEmpty() ? settings.id : settings.name;
    return isSandbox(settings, home) ? markedAsSandbox(name) : name;
}

QString markedAsSandbox(const QString& name)
{
    const bool saysSo = name.contains(Words::tr("sandbox"), Qt::CaseInsensitive);
    return saysSo ? name : Words::tr("%1 (sandbox)").arg(name);
}

QString displayId(const settings::ConnectorSettings& settings, const settings::HomeFolders& home)
{
    return isSandbox(settings, home) ? markedAsSandbox(settings.id) : settings.id;
}

QSet<QUuid> sandboxUuids(const Workspace& workspace)
{
    QSet<QUuid> uuids;
    const QList<settings::ConnectorSettings> sandboxes = sandboxConnectors(workspace);
    for (const settings::ConnectorSettings& settings : sandboxes)
        uuids.insert(settings.uuid);
    return uuids;
}

struct BuiltInSandbox::State {
    Workspace* workspace = nullptr; ///< null once the object is gone
    std::shared_ptr<secrets::OverlayStore> secrets;
    std::unique_ptr<SandboxProcess> process;
    bool isStarting = false;

    bool isRunning() const { return process && process->isRunning(); }
    Task<Result<void>> launch(std::stop_token stop);
    Task<Result<void>> adopt(settings::ConnectorSettings settings);
    Task<Result<void>> presentSecrets(settings::ConnectorSettings settings);
    Result<settings::ConnectorSettings> newConnector() const;
};

/// Puts the connector's secrets, which the sandbox wrote into its folder, in front of the key
/// chain, and hides what the key chain is not to be asked for.
Task<Result<void>> BuiltInSandbox::State::presentSecrets(settings::ConnectorSettings settings)
{
    const auto files = secrets::credentialsDirectoryStore(process->info().credentialsDir);
    const QStringList needed = connector::neededSecrets(settings);
    for (const auto& definition : settings::definitions()) {
        if (definition.kind != settings::ValueKind::Secret)
            continue;
        const auto name = connector::secretName(settings, definition.key);
        if (!needed.contains(definition.key)) {
            secrets->hide(name);
            continue;
        }
        const secrets::SecretName file { settings.uuid, QStringLiteral("sandbox"), definition.key };
        auto secret = co_await files->read(file);
        if (!secret)
            co_return failure(secret.error());
        if (secret->has_value())
            secrets->put(name, **secret);
    }
    co_return Result<void> {};
}

Result<settings::ConnectorSettings> BuiltInSandbox::State::newConnector() const
{
    const auto bytes = readFile(process->info().connectorFile, largestConnector);
    if (!bytes)
        return failure(bytes.error());
    const auto imported = settings::importConnectors(*bytes);
    if (!imported)
        return failure(imported.error());
    if (imported->isEmpty()) {
        return failure(ErrorKind::Malformed,
            Words::tr("The sandbox did not describe itself. Delete the folder %1 and try again.")
                .arg(process->info().dataDir));
    }
    settings::ConnectorSettings settings = imported->first().settings;
    settings.id = freeId(*workspace, settings.id);
    return settings;
}

BuiltInSandbox::BuiltInSandbox(Workspace& workspace, std::shared_ptr<secrets::OverlayStore> secrets)
    : m_state(std::make_shared<State>())
{
    m_state->workspace = &workspace;
    m_state->secrets = std::move(secrets);
}

BuiltInSandbox::~BuiltInSandbox()
{
    m_state->workspace = nullptr;
    m_state->process.reset();
}

bool BuiltInSandbox::isRunning() const
{
    return m_state->isRunning();
}

/// Starts the process unless it runs; who comes meanwhile waits for the same.
Task<Result<void>> BuiltInSandbox::State::launch(std::stop_token stop)
{
    const auto clock = workspace->clock();
    while (isStarting) {
        if (!co_await clock->wait(pollInterval, stop))
            co_return failure(Error::cancelled());
    }
    if (isRunning())
        co_return Result<void> {};
    isStarting = true;
    process.reset();
    const QString folder = sandboxFolder(workspace->home());
    auto started = co_await SandboxProcess::start(folder, clock, stop);
    isStarting = false;
    if (!started)
        co_return failure(started.error());
    if (workspace == nullptr)
        co_return failure(Error::cancelled());
    process = std::move(*started);
    co_return Result<void> {};
}

/// Leads a connector to the running sandbox, with its secrets.
Task<Result<void>> BuiltInSandbox::State::adopt(settings::ConnectorSettings settings)
{
    moveTo(settings, process->info().controlUrl);
    auto presented = co_await presentSecrets(settings);
    if (!presented)
        co_return presented;
    if (workspace == nullptr)
        co_return failure(Error::cancelled());
    const auto existing = workspace->load(settings.id);
    if (existing && *existing == settings)
        co_return Result<void> {};
    const SecretChanges none;
    const QString sameId;
    co_return co_await workspace->save(settings, none, sameId);
}

Task<Result<QString>> BuiltInSandbox::start(std::stop_token stop)
{
    const auto state = m_state;
    auto launched = co_await state->launch(stop);
    if (!launched)
        co_return failure(launched.error());
    if (state->workspace == nullptr)
        co_return failure(Error::cancelled());
    QList<settings::ConnectorSettings> connectors = sandboxConnectors(*state->workspace);
    if (connectors.isEmpty()) {
        auto made = state->newConnector();
        if (!made)
            co_return failure(made.error());
        connectors.append(*made);
    }
    for (const auto& connector : std::as_const(connectors)) {
        auto adopted = co_await state->adopt(connector);
        if (!adopted)
            co_return failure(adopted.error());
        if (!state->isRunning())
            co_return failure(Error::cancelled());
    }
    const QString id = connectors.first().id;
    co_return id;
}

Result<QString> BuiltInSandbox::exampleRequest() const
{
    const QDir folder(sandboxFolder(m_state->workspace->home()));
    QString file = folder.filePath(QStringLiteral("example-request.pem"));
    if (QFile::exists(file))
        return file;
    const auto key = pki::PrivateKey::generate({ pki::KeyAlgorithm::Ec, exampleKeySize });
    const auto subject = pki::DistinguishedName::parse(u"CN=www.example.org");
    if (!key || !subject)
        return failure(key ? subject.error() : key.error());
    const QList<pki::GeneralName> names { { pki::GeneralName::Type::DnsName,
        QStringLiteral("example.org") } };
    const auto request = pki::CertificateRequest::create(*key, *subject, names);
    if (!request)
        return failure(request.error());
    QByteArray der = key->toPkcs8().utf8().toByteArray();
    QByteArray pem = pki::writePem("PRIVATE KEY", der);
    wipe(der);
    const auto kept =
        writeFile(folder.filePath(QStringLiteral("example-key.pem")), pem, FilePrivacy::Private);
    wipe(pem);
    if (!kept)
        return failure(kept.error());
    return writeFile(file, request->toPem(), FilePrivacy::Shared).map([&file] { return file; });
}

} // namespace gatehouse::workspace
