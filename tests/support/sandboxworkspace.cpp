// SPDX-License-Identifier: Apache-2.0
#include <tests/support/sandboxworkspace.h>

#include <QFile>

namespace gatehouse::testsupport {

namespace {

workspace::Workspace::Parts partsIn(const QTemporaryDir& home, workspace::Access access)
{
    workspace::Workspace::Parts parts;
    parts.home = { QDir(home.filePath(QStringLiteral("config"))),
        QDir(home.filePath(QStringLiteral("data"))) };
    parts.secrets = secrets::sessionStore();
    parts.clock = std::make_shared<SystemClock>();
    parts.access = access;
    return parts;
}

} // namespace

SandboxWorkspace::SandboxWorkspace(workspace::Access access)
    : m_workspace(partsIn(m_home, access))
{
}

bool SandboxWorkspace::start(const QStringList& arguments, QString& problem)
{
    if (!m_sandbox.start(arguments, problem))
        return false;
    QFile file(m_sandbox.info()
                   .value(QStringLiteral("connectorFiles"))
                   .toObject()
                   .value(QStringLiteral("password"))
                   .toString());
    if (!file.open(QIODevice::ReadOnly)) {
        problem = file.errorString();
        return false;
    }
    const auto imported = settings::importConnectors(file.readAll());
    if (!imported) {
        problem = imported.error().message;
        return false;
    }
    m_original = imported->first().settings;
    restore();
    return true;
}

void SandboxWorkspace::restore()
{
    workspace::SecretChanges secrets;
    const auto write = [this, &secrets](const QString& key, const QString& credential) {
        secrets.written.insert(key, Secret::fromString(m_sandbox.credential(credential)));
    };
    write(QStringLiteral("login-password"), QStringLiteral("sandbox.login-password"));
    write(QStringLiteral("ssl-trust-store-password"), QStringLiteral("ssl-trust-store-password"));
    save(m_original, secrets);
    clearFaults();
}

settings::ConnectorSettings SandboxWorkspace::settings() const
{
    return m_workspace.load(id()).value_or(settings::ConnectorSettings());
}

void SandboxWorkspace::save(
    const settings::ConnectorSettings& settings, workspace::SecretChanges secrets)
{
    const auto saved = QCoro::waitFor(m_workspace.save(settings, std::move(secrets)));
    if (!saved)
        qFatal("the connector was not saved: %s", qPrintable(saved.error().message));
}

void SandboxWorkspace::set(const QString& property, const QString& value)
{
    settings::ConnectorSettings changed = settings();
    if (value.isEmpty())
        changed.properties.remove(property);
    else
        changed.properties.insert(property, value);
    save(changed);
}

void SandboxWorkspace::setSecret(const QString& property, const QString& value)
{
    workspace::SecretChanges secrets;
    secrets.written.insert(property, Secret::fromString(value));
    save(settings(), secrets);
}

void SandboxWorkspace::addFault(const QString& text)
{
    QJsonObject fault;
    const QStringList parts = text.split(u',');
    for (const QString& part : parts)
        fault.insert(part.section(u'=', 0, 0), part.section(u'=', 1));
    m_sandbox.control("POST", QStringLiteral("/faults"), QJsonDocument(fault));
}

void SandboxWorkspace::clearFaults()
{
    m_sandbox.control("DELETE", QStringLiteral("/faults"));
}

} // namespace gatehouse::testsupport
