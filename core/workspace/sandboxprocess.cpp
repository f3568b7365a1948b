// SPDX-License-Identifier: Apache-2.0
#include <core/workspace/files.h>
#include <core/workspace/sandboxprocess.h>
#include <core/workspace/words.h>

#include <QCoreApplication>
#include <QDir>
#include <QJsonDocument>
#include <QJsonObject>
#include <QStandardPaths>

namespace gatehouse::workspace {

namespace {

constexpr auto startTime = std::chrono::seconds(30);
constexpr auto stopTime = std::chrono::seconds(5);
constexpr qint64 largestPem = 1024 * 1024;

QString program()
{
    const QString name = QStringLiteral("gatehouse-sandbox");
    const QString here = QCoreApplication::applicationDirPath();
    const QString beside =
        QStandardPaths::findExecutable(name, { here, here + QStringLiteral("/../sandbox") });
    return beside.isEmpty() ? QStandardPaths::findExecutable(name) : beside;
}

Error notStarted(const QString& reason)
{
    return Error::of(ErrorKind::LocalFile,
        Words::tr("The sandbox could not be started: %1. Is gatehouse-sandbox installed beside "
                  "this program?")
            .arg(reason));
}

/// Whether the program has written a line; waits for it, but not longer than the start may take.
Task<bool> hasLine(QProcess* process, std::shared_ptr<Clock> clock, std::stop_token stop)
{
    std::stop_source wake;
    QObject context;
    const auto look = [process, &wake] {
        if (process->canReadLine() || process->state() == QProcess::NotRunning)
            wake.request_stop();
    };
    QObject::connect(process, &QProcess::readyReadStandardOutput, &context, look);
    QObject::connect(process, &QProcess::stateChanged, &context, look);
    look();
    const std::stop_callback onStop(stop, [&wake] { wake.request_stop(); });
    const std::stop_token woken = wake.get_token();
    co_await clock->wait(startTime, woken);
    co_return process->canReadLine();
}

} // namespace

Task<Result<std::unique_ptr<SandboxProcess>>> SandboxProcess::start(
    QString dataDir, std::shared_ptr<Clock> clock, std::stop_token stop)
{
    const QString executable = program();
    if (executable.isEmpty())
        co_return failure(notStarted(Words::tr("gatehouse-sandbox was not found")));
    std::unique_ptr<SandboxProcess> sandbox(new SandboxProcess);
    QProcess& process = sandbox->m_process;
    process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
    process.start(
        executable, { QStringLiteral("--data"), dataDir, QStringLiteral("--exit-with-parent") });
    const bool isReady = co_await hasLine(&process, clock, stop);
    if (stop.stop_requested())
        co_return failure(Error::cancelled());
    if (!isReady && process.state() == QProcess::NotRunning)
        co_return failure(notStarted(process.errorString()));
    if (!isReady)
        co_return failure(notStarted(Words::tr("it did not say that it is ready")));
    if (auto read = sandbox->readInfo(process.readLine()); !read)
        co_return failure(read.error());
    co_return sandbox;
}

SandboxProcess::~SandboxProcess()
{
    if (m_process.state() == QProcess::NotRunning)
        return;
    m_process.terminate();
    const auto patience = std::chrono::duration_cast<std::chrono::milliseconds>(stopTime);
    if (!m_process.waitForFinished(static_cast<int>(patience.count())))
        m_process.kill();
}

Result<void> SandboxProcess::readInfo(const QByteArray& line)
{
    const QJsonObject json = QJsonDocument::fromJson(line).object();
    const auto inner = [&json](const char* object, const char* member) {
        return json.value(QLatin1String(object)).toObject().value(QLatin1String(member)).toString();
    };
    m_info.controlUrl = QUrl(json.value(QLatin1String("controlUrl")).toString());
    m_info.connectorFile = inner("connectorFiles", "password");
    m_info.credentialsDir = json.value(QLatin1String("credentialsDir")).toString();
    m_info.trustPem = inner("trustStore", "pem");
    m_info.dataDir = json.value(QLatin1String("dataDir")).toString();
    auto pem = readFile(m_info.trustPem, largestPem);
    if (!pem)
        return failure(pem.error());
    auto anchors = pki::Certificate::parseAll(*pem);
    if (!anchors)
        return failure(anchors.error());
    http::ClientSettings settings;
    settings.trustAnchors = *anchors;
    m_control = std::make_shared<http::Client>(std::move(settings));
    return {};
}

Task<Result<void>> SandboxProcess::approve(qint64 sslId, std::stop_token stop)
{
    auto token =
        readFile(QDir(m_info.credentialsDir).filePath(QStringLiteral("control-token")), largestPem);
    if (!token)
        co_return failure(token.error());
    QByteArray value = "Bearer " + token->trimmed();
    wipe(*token);
    http::Request request;
    request.method = "POST";
    request.url = m_info.controlUrl;
    request.url.setPath(request.url.path() + QStringLiteral("/certificates/%1").arg(sslId));
    request.headers.append(http::Header { "Content-Type", "application/json" });
    request.secretHeaders.append(
        http::SecretHeader { "Authorization", Secret::fromUtf8(std::move(value)) });
    request.body = QByteArray(R"({"status":"Issued"})");
    auto response = co_await m_control->send(request, stop);
    if (!response)
        co_return failure(response.error());
    if (!response->isSuccess()) {
        co_return failure(ErrorKind::Rejected,
            Words::tr("The sandbox did not approve certificate %1.").arg(sslId),
            QString::fromUtf8(response->body.left(200)));
    }
    co_return Result<void> {};
}

} // namespace gatehouse::workspace
