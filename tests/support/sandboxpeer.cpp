// SPDX-License-Identifier: Apache-2.0
#include <core/pki/certificate.h>
#include <tests/support/sandboxpeer.h>

#include <QCoreApplication>
#include <QDir>
#include <QFile>

namespace gatehouse::testsupport {

namespace {

constexpr int startMilliseconds = 30000;

QByteArray content(const QString& path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace

SandboxPeer::~SandboxPeer()
{
    if (m_process.state() == QProcess::NotRunning)
        return;
    m_process.terminate();
    if (!m_process.waitForFinished(startMilliseconds))
        m_process.kill();
}

bool SandboxPeer::start(const QStringList& arguments, QString& problem)
{
    m_process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
    m_process.start(qEnvironmentVariable("GATEHOUSE_SANDBOX"),
        QStringList { QStringLiteral("--data"), m_folder.path() } + arguments);
    QByteArray line;
    while (!line.endsWith('\n') && m_process.waitForReadyRead(startMilliseconds))
        line += m_process.readLine();
    m_info = QJsonDocument::fromJson(line).object();
    if (m_info.isEmpty()) {
        problem = m_process.errorString();
        return false;
    }
    m_client = std::make_shared<http::Client>(clientSettings());
    return true;
}

QString SandboxPeer::credential(const QString& name) const
{
    const QDir folder(m_info.value(QStringLiteral("credentialsDir")).toString());
    return QString::fromUtf8(content(folder.filePath(name))).trimmed();
}

http::ClientSettings SandboxPeer::clientSettings() const
{
    http::ClientSettings settings;
    const QJsonObject trust = m_info.value(QStringLiteral("trustStore")).toObject();
    if (auto anchors =
            pki::Certificate::parseAll(content(trust.value(QStringLiteral("pem")).toString())))
        settings.trustAnchors = *anchors;
    return settings;
}

QJsonDocument SandboxPeer::control(
    const QByteArray& method, const QString& path, const QJsonDocument& body)
{
    http::Request request;
    request.method = method;
    request.url = url(QStringLiteral("controlUrl"));
    request.url.setPath(request.url.path() + path);
    request.headers.append(http::Header { "Content-Type", "application/json" });
    request.secretHeaders.append(http::SecretHeader { "Authorization",
        Secret::fromString(
            QStringLiteral("Bearer ") + credential(QStringLiteral("control-token"))) });
    if (!body.isNull())
        request.body = body.toJson(QJsonDocument::Compact);
    auto response = QCoro::waitFor(m_client->send(request, {}));
    if (!response || !response->isSuccess())
        qFatal("the sandbox's control API did not answer %s", qPrintable(path));
    return QJsonDocument::fromJson(response->body);
}

} // namespace gatehouse::testsupport
