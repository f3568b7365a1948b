// SPDX-License-Identifier: Apache-2.0
#include <core/connector/connectorsecrets.h>
#include <core/workspace/files.h>
#include <tests/ui/sandboxhome.h>

#include <QCryptographicHash>
#include <QDirIterator>
#include <QJsonArray>
#include <QTest>

#include <chrono>

namespace gatehouse::testsupport {

SandboxHome::SandboxHome()
    : m_state(m_folder.filePath(QStringLiteral("ui.ini")))
    , m_secrets(secrets::sessionStore())
{
}

SandboxHome::~SandboxHome() = default;

bool SandboxHome::start(const QStringList& arguments, QString& problem)
{
    if (!m_sandbox.start(arguments, problem))
        return false;
    if (const auto prepared = prepare(); !prepared) {
        problem = prepared.error().message;
        return false;
    }
    open(workspace::Access::Full);
    return true;
}

/// The connector as the sandbox wrote it, with a back-off that does not make a test wait.
Result<void> SandboxHome::prepare()
{
    constexpr qint64 limit = 1024 * 1024;
    const QJsonObject files = m_sandbox.info().value(QStringLiteral("connectorFiles")).toObject();
    const auto bytes =
        workspace::readFile(files.value(QStringLiteral("password")).toString(), limit);
    if (!bytes)
        return failure(bytes.error());
    const auto imported = settings::importConnectors(*bytes);
    if (!imported)
        return failure(imported.error());
    settings::ConnectorSettings settings = imported->first().settings;
    settings.properties.insert(QStringLiteral("enroll-back-off-timer"), QStringLiteral("1"));
    settings.properties.insert(QStringLiteral("enroll-max-back-off-timer"), QStringLiteral("1"));
    const QMap<QString, QString> secrets {
        { QStringLiteral("login-password"), QStringLiteral("sandbox.login-password") },
        { QStringLiteral("ssl-trust-store-password"), QStringLiteral("ssl-trust-store-password") },
    };
    for (auto secret = secrets.cbegin(); secret != secrets.cend(); ++secret) {
        const auto written =
            QCoro::waitFor(m_secrets->write(connector::secretName(settings, secret.key()),
                Secret::fromString(m_sandbox.credential(secret.value()))));
        if (!written)
            return written;
    }
    const settings::SettingsStore store(QDir(path(QStringLiteral("home/config/connectors"))));
    return store.save(settings);
}

void SandboxHome::open(workspace::Access access, std::shared_ptr<secrets::SecretStore> secrets)
{
    close();
    workspace::Workspace::Parts parts;
    parts.home = { QDir(path(QStringLiteral("home/config"))),
        QDir(path(QStringLiteral("home/data"))) };
    parts.secrets = std::move(secrets);
    parts.clock = std::make_shared<SystemClock>();
    parts.access = access;
    m_workspace = std::make_unique<workspace::Workspace>(std::move(parts));
}

void SandboxHome::close()
{
    if (!m_workspace)
        return;
    // What still runs holds on to the orders, whose write-ahead log lies beside them until then.
    const std::weak_ptr<orders::OrderStore> orders = m_workspace->orders();
    m_workspace.reset();
    constexpr std::chrono::seconds patience(30);
    if (!QTest::qWaitFor([&orders] { return orders.expired(); }, patience.count() * 1000))
        qFatal("the orders are still in use after the workspace is gone");
}

std::shared_ptr<connector::Connector> SandboxHome::connector()
{
    const auto opened = QCoro::waitFor(m_workspace->open(connectorId));
    if (!opened)
        qFatal("%s", qPrintable(opened.error().message));
    return *opened;
}

Task<Result<enrollment::Outcome>> SandboxHome::order(
    QString subject, QStringList names, std::stop_token stop)
{
    const std::shared_ptr<connector::Connector> here = connector();
    enrollment::EnrollmentRequest request;
    request.profileId = QStringLiteral("60515");
    request.subject = *pki::DistinguishedName::parse(subject);
    for (const QString& name : names)
        request.subjectAltNames.append(*pki::GeneralName::parse(name));
    request.requestedBy = QStringLiteral("Tester");
    const auto plan = co_await here->plan(request, {});
    if (!plan)
        co_return failure(plan.error());
    const enrollment::Plan decided = *plan;
    const enrollment::ProgressSink nobody = [](const enrollment::Progress&) {};
    const Result<enrollment::Outcome> outcome =
        co_await m_workspace->tracker().enroll(here, decided, nobody, stop);
    co_return outcome;
}

orders::Order SandboxHome::enroll(const QString& subject, const QStringList& names)
{
    const auto outcome = QCoro::waitFor(order(subject, names, {}));
    if (!outcome)
        qFatal("%s", qPrintable(outcome.error().message));
    return outcome->order;
}

orders::Order SandboxHome::enrollWithoutWaiting(const QString& subject)
{
    const auto here = connector();
    enrollment::EnrollmentRequest request;
    request.profileId = QStringLiteral("60515");
    request.subject = *pki::DistinguishedName::parse(subject);
    request.requestedBy = QStringLiteral("Tester");
    const auto plan = QCoro::waitFor(here->plan(request, {}));
    std::stop_source stop;
    const enrollment::ProgressSink stopAtOnce = [&stop](const enrollment::Progress& progress) {
        if (progress.phase == enrollment::Phase::Waiting)
            stop.request_stop();
    };
    const auto outcome =
        QCoro::waitFor(here->engine()->enroll(*plan, stopAtOnce, stop.get_token()));
    if (!outcome)
        qFatal("%s", qPrintable(outcome.error().message));
    return outcome->order;
}

QStringList SandboxHome::calls()
{
    QStringList calls;
    const QJsonArray journal = m_sandbox.control("GET", QStringLiteral("/requests")).array();
    for (const QJsonValue& call : journal) {
        calls.append(call.toObject().value(QStringLiteral("method")).toString() + u' '
            + call.toObject().value(QStringLiteral("target")).toString());
    }
    return calls;
}

void SandboxHome::forgetCalls()
{
    m_sandbox.control("DELETE", QStringLiteral("/requests"));
}

QMap<QString, QByteArray> SandboxHome::files() const
{
    QMap<QString, QByteArray> files;
    QDirIterator iterator(
        path(QStringLiteral("home")), QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
    while (iterator.hasNext()) {
        QFile file(iterator.next());
        if (file.open(QIODevice::ReadOnly)) {
            files.insert(file.fileName(),
                QCryptographicHash::hash(file.readAll(), QCryptographicHash::Sha256));
        }
    }
    return files;
}

} // namespace gatehouse::testsupport
