// SPDX-License-Identifier: Apache-2.0
#include <app/ctl/output.h>
#include <app/ctl/sandboxprocess.h>

#include <QCoreApplication>
#include <QDir>
#include <QStandardPaths>

#include <nlohmann/json.hpp>

namespace gatehouse::ctl {

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(gatehouse::SandboxProcess)
};

constexpr auto startTime = std::chrono::seconds(30);
constexpr auto pollInterval = std::chrono::milliseconds(20);
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
        Text::tr("The sandbox could not be started: %1. Is gatehouse-sandbox installed beside "
                 "gatehousectl?")
            .arg(reason));
}

} // namespace

Task<Result<std::unique_ptr<SandboxProcess>>> SandboxProcess::start(
    QString dataDir, std::shared_ptr<Clock> clock, std::stop_token stop)
{
    const QString executable = program();
    if (executable.isEmpty())
        co_return failure(notStarted(Text::tr("gatehouse-sandbox was not found")));
    std::unique_ptr<SandboxProcess> sandbox(new SandboxProcess);
    QProcess& process = sandbox->m_process;
    process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
    process.start(
        executable, { QStringLiteral("--data"), dataDir, QStringLiteral("--exit-with-parent") });
    const auto deadline = clock->steadyNow() + startTime;
    while (!process.canReadLine()) {
        if (process.state() == QProcess::NotRunning)
            co_return failure(notStarted(process.errorString()));
        if (clock->steadyNow() > deadline)
            co_return failure(notStarted(Text::tr("it did not say that it is ready")));
        if (!co_await clock->wait(pollInterval, stop))
            co_return failure(Error::cancelled());
    }
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
    const Json json = Json::parse(line.toStdString(), nullptr, false);
    const auto text = [&json](const char* pointer) {
        const Json::json_pointer path(pointer);
        return json.contains(path) && json.at(path).is_string()
            ? QString::fromStdString(json.at(path).get<std::string>())
            : QString();
    };
    m_info.controlUrl = QUrl(text("/controlUrl"));
    m_info.connectorFile = text("/connectorFiles/password");
    m_info.credentialsDir = text("/credentialsDir");
    m_info.trustPem = text("/trustStore/pem");
    m_info.dataDir = text("/dataDir");
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
            Text::tr("The sandbox did not approve certificate %1.").arg(sslId),
            QString::fromUtf8(response->body.left(200)));
    }
    co_return Result<void> {};
}

} // namespace gatehouse::ctl
