// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <core/http/client.h>
#include <core/secret.h>

#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>

#include <memory>

namespace gatehouse::testsupport {

/// A gatehouse-sandbox of the test's own, found through the environment variable GATEHOUSE_SANDBOX.
class SandboxPeer {
public:
    SandboxPeer() = default;
    ~SandboxPeer();
    SandboxPeer(const SandboxPeer&) = delete;
    SandboxPeer& operator=(const SandboxPeer&) = delete;

    /// Starts it and waits for its JSON line. False with the reason in `problem`.
    bool start(const QStringList& arguments, QString& problem);
    const QJsonObject& info() const { return m_info; }
    QUrl url(const QString& member) const { return QUrl(m_info.value(member).toString()); }
    QString credential(const QString& name) const;
    /// The sandbox's root, as the only anchor.
    http::ClientSettings clientSettings() const;

    /// A call to the control API; an empty document where it has no body.
    QJsonDocument control(
        const QByteArray& method, const QString& path, const QJsonDocument& body = {});

private:
    QTemporaryDir m_folder;
    QProcess m_process;
    QJsonObject m_info;
    std::shared_ptr<http::Client> m_client;
};

} // namespace gatehouse::testsupport
