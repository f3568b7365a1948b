// SPDX-License-Identifier: Apache-2.0
#include <tests/workspace/workspacefixture.h>

#include <QTest>

namespace gatehouse::testsupport {

std::optional<Error> FakeSecrets::errorFor(const QString& property) const
{
    if (failure.isEmpty() || (!failsAt.isEmpty() && failsAt != property))
        return std::nullopt;
    Error error = Error::of(ErrorKind::SecretStore, QStringLiteral("The fake store fails."));
    error.cause = failure;
    return error;
}

Task<Result<std::optional<Secret>>> FakeSecrets::read(secrets::SecretName name)
{
    ++reads;
    if (slow) {
        const std::shared_ptr<Clock> clock = slow;
        const std::stop_token never;
        co_await clock->wait(std::chrono::seconds(1), never);
    }
    if (failsAt.isEmpty()) {
        if (const auto error = errorFor(name.property))
            co_return gatehouse::failure(*error);
    }
    const auto found = entries.constFind({ name.connector, name.property });
    std::optional<Secret> secret;
    if (found != entries.constEnd())
        secret = Secret::fromString(*found);
    co_return secret;
}

Task<Result<void>> FakeSecrets::write(secrets::SecretName name, Secret value)
{
    if (const auto error = errorFor(name.property))
        co_return gatehouse::failure(*error);
    entries.insert({ name.connector, name.property }, QString::fromUtf8(value.utf8()));
    co_return Result<void>();
}

Task<Result<void>> FakeSecrets::remove(secrets::SecretName name)
{
    if (const auto error = errorFor(name.property))
        co_return gatehouse::failure(*error);
    entries.remove({ name.connector, name.property });
    co_return Result<void>();
}

WorkspaceFixture::WorkspaceFixture()
{
    QFile trust(folder.filePath(QStringLiteral("trust.pem")));
    if (!trust.open(QIODevice::WriteOnly) || trust.write(scm.root().toPem()) < 0)
        qFatal("no trust store");
    restart();
}

void WorkspaceFixture::restart(workspace::Access access)
{
    workspace.reset();
    workspace::Workspace::Parts parts;
    parts.home = { QDir(folder.filePath(QStringLiteral("config"))),
        QDir(folder.filePath(QStringLiteral("data"))) };
    parts.secrets = secrets;
    parts.clock = clock;
    parts.access = access;
    parts.transport = [transport = scm.sharedTransport()](
                          const http::ClientSettings&) { return transport; };
    workspace = std::make_unique<workspace::Workspace>(std::move(parts));
}

settings::ConnectorSettings WorkspaceFixture::connector(const QMap<QString, QString>& changes) const
{
    settings::ConnectorSettings settings;
    settings.uuid = uuid;
    settings.id = QStringLiteral("main");
    settings.name = QStringLiteral("Main");
    settings.properties = { { QStringLiteral("customer-uri"), QStringLiteral("cust") },
        { QStringLiteral("org-id"), QStringLiteral("1201") },
        { QStringLiteral("url"), QStringLiteral("https://ca.test/api") },
        { QStringLiteral("login"), QStringLiteral("svc") },
        { QStringLiteral("ssl-trust-store"), folder.filePath(QStringLiteral("trust.pem")) } };
    for (auto change = changes.cbegin(); change != changes.cend(); ++change) {
        if (change.value().isEmpty())
            settings.properties.remove(change.key());
        else
            settings.properties.insert(change.key(), change.value());
    }
    return settings;
}

workspace::SecretChanges WorkspaceFixture::passwords() const
{
    workspace::SecretChanges changes;
    changes.written.insert(
        QStringLiteral("login-password"), Secret::fromString(QStringLiteral("pw")));
    changes.written.insert(
        QStringLiteral("ssl-trust-store-password"), Secret::fromString(QStringLiteral("trust")));
    return changes;
}

settings::ConnectorSettings WorkspaceFixture::saveConnector(const QMap<QString, QString>& changes)
{
    const settings::ConnectorSettings settings = connector(changes);
    const auto saved = QCoro::waitFor(workspace->save(settings, passwords()));
    if (!saved)
        qFatal("%s", qPrintable(saved.error().message));
    return settings;
}

std::shared_ptr<connector::Connector> WorkspaceFixture::open(const QString& id)
{
    const auto opened = QCoro::waitFor(workspace->open(id));
    if (!opened)
        qFatal("%s", qPrintable(opened.error().message));
    return *opened;
}

QByteArray WorkspaceFixture::fileOf(const QString& id) const
{
    QFile file(folder.filePath(QStringLiteral("config/connectors/%1.json").arg(id)));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

bool until(const std::function<bool()>& condition)
{
    constexpr int patience = 5000;
    return QTest::qWaitFor(condition, patience);
}

} // namespace gatehouse::testsupport
