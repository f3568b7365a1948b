// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QDBusConnection>
#include <QDBusError>
#include <QProcess>
#include <QStandardPaths>

#include <optional>

namespace gatehouse::testsupport {

/// A message bus of the test's own, with the console on one side and a fake desktop on the other.
class DesktopBus {
public:
    /// False with the reason in `problem`.
    bool start(QString& problem)
    {
        const QString program = QStandardPaths::findExecutable(QStringLiteral("dbus-daemon"));
        m_daemon.start(program,
            { QStringLiteral("--session"), QStringLiteral("--nofork"),
                QStringLiteral("--print-address=1") });
        if (!m_daemon.waitForReadyRead()) {
            problem = QStringLiteral("dbus-daemon: ") + m_daemon.errorString();
            return false;
        }
        const QString address = QString::fromUtf8(m_daemon.readLine()).trimmed();
        m_console = QDBusConnection::connectToBus(address, QStringLiteral("console"));
        m_desktop = QDBusConnection::connectToBus(address, QStringLiteral("desktop"));
        problem = m_console->lastError().message() + m_desktop->lastError().message();
        return m_console->isConnected() && m_desktop->isConnected();
    }
    void stop()
    {
        m_console.reset();
        m_desktop.reset();
        QDBusConnection::disconnectFromBus(QStringLiteral("console"));
        QDBusConnection::disconnectFromBus(QStringLiteral("desktop"));
        m_daemon.terminate();
        m_daemon.waitForFinished();
    }

    const QDBusConnection& console() const { return *m_console; }
    /// The desktop offers `object` under these names.
    void serve(const QString& service, const QString& path, QObject& object)
    {
        m_desktop->registerObject(
            path, &object, QDBusConnection::ExportAllSlots | QDBusConnection::ExportAllSignals);
        m_desktop->registerService(service);
    }
    void leave(const QString& service, const QString& path)
    {
        m_desktop->unregisterService(service);
        m_desktop->unregisterObject(path);
    }

private:
    QProcess m_daemon;
    std::optional<QDBusConnection> m_console;
    std::optional<QDBusConnection> m_desktop;
};

} // namespace gatehouse::testsupport
