// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <ui/window/mainwindow.h>

#include <QDir>
#include <QSignalSpy>
#include <QTest>

#include <memory>

namespace gatehouse::testsupport {

/// What the console wires together, over a home folder of the test's own; secrets live in memory
/// unless the test brings a store.
class Console {
public:
    Console(const QString& home, ui::PageFactory pages,
        workspace::Access access = workspace::Access::Full,
        std::shared_ptr<secrets::SecretStore> lasting = secrets::sessionStore())
        : m_state(QDir(home).filePath(QStringLiteral("config/console.ini")))
        , m_session(std::make_shared<secrets::SessionFallbackStore>(std::move(lasting)))
        , m_secrets(std::make_shared<secrets::OverlayStore>(m_session))
        , m_workspace(
              { { QDir(home + QStringLiteral("/config")), QDir(home + QStringLiteral("/data")) },
                  m_secrets, std::make_shared<SystemClock>(), access })
        , m_sandbox(m_workspace, m_secrets)
        , m_window({ m_workspace, m_sandbox, m_session, m_state, std::move(pages) })
    {
    }

    /// Shows the window and waits until the first page stands there.
    bool show()
    {
        QSignalSpy loaded(&m_window, &ui::MainWindow::loaded);
        m_window.show();
        return loaded.wait();
    }
    ui::MainWindow& window() { return m_window; }
    workspace::Workspace& workspace() { return m_workspace; }
    workspace::BuiltInSandbox& sandbox() { return m_sandbox; }
    ui::UiState& state() { return m_state; }
    secrets::SecretStore& secrets() { return *m_secrets; }

    template <class T> T* find(const char* name)
    {
        return m_window.findChild<T*>(QString::fromLatin1(name));
    }
    void press(Qt::Key key, Qt::KeyboardModifiers modifiers = Qt::NoModifier)
    {
        QWidget* target = QApplication::focusWidget();
        QTest::keyClick(target != nullptr ? target : &m_window, key, modifiers);
    }

private:
    ui::UiState m_state;
    std::shared_ptr<secrets::SessionFallbackStore> m_session;
    std::shared_ptr<secrets::OverlayStore> m_secrets;
    workspace::Workspace m_workspace;
    workspace::BuiltInSandbox m_sandbox;
    ui::MainWindow m_window;
};

/// Saves a connector that points nowhere.
inline settings::ConnectorSettings saveConnector(const QString& home, const QString& id)
{
    settings::ConnectorSettings connector;
    connector.uuid = QUuid::createUuid();
    connector.id = id;
    connector.name = id.toUpper();
    connector.properties.insert(
        QStringLiteral("url"), QStringLiteral("https://%1.invalid/api").arg(id));
    const settings::SettingsStore store(QDir(home + QStringLiteral("/config/connectors")));
    if (!store.save(connector))
        return {};
    return connector;
}

} // namespace gatehouse::testsupport
