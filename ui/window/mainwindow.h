// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <core/secrets/sessionfallbackstore.h>
#include <core/workspace/builtinsandbox.h>
#include <ui/theme.h>
#include <ui/uistate.h>
#include <ui/window/ordersside.h>
#include <ui/window/pagestack.h>

#include <QMainWindow>

class QSplitter;

namespace gatehouse::ui {

class AuthorityModel;
class FileIntake;
class KeyChainNotice;
class MessageBar;
class PageBar;
class SandboxStart;
class Sidebar;
class WelcomePage;
class WindowMenus;

/// The console's one window: certificate authorities on the left, the pages of the chosen one on
/// the right. It paints first and loads afterwards.
class MainWindow final : public QMainWindow {
    Q_OBJECT

public:
    struct Parts {
        workspace::Workspace& workspace;
        workspace::BuiltInSandbox& sandbox;
        std::shared_ptr<secrets::SessionFallbackStore> secrets;
        UiState& state;
        PageFactory pages;
        NotifierFactory notifier = {}; ///< none: nothing is told outside of the window
    };
    explicit MainWindow(Parts parts);

    /// Follows a page's wish, asking the page that is shown whether it may be left.
    void go(const Destination& destination);
    PageStack* pages() const { return m_stack; }
    void showAppearance(Appearance appearance); ///< in the menu

Q_SIGNALS:
    void loaded(); ///< the connectors are read, the first page is shown
    void appearanceChosen(gatehouse::ui::Appearance appearance);

protected:
    bool event(QEvent* event) override;
    void closeEvent(QCloseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    bool focusNextPrevChild(bool isForward) override;

private:
    void build();
    void connectMenus();
    void load();
    void showOrders();
    void showFirst();
    void showWelcome();
    void reloadAuthorities();
    void arrive(const Destination& destination);
    void followAuthority();
    void takeFiles(const Destination& destination);
    void trySandbox();
    void showSandbox(const QString& id);
    void askAboutRequest();
    void askAboutKeys();
    void closeForGood();
    void saveState();
    bool isReadOnly() const { return m_workspace.access() == workspace::Access::ReadOnly; }

    workspace::Workspace& m_workspace;
    workspace::BuiltInSandbox& m_sandbox;
    std::shared_ptr<secrets::SessionFallbackStore> m_secrets;
    UiState& m_state;
    QList<PageId> m_offered;

    AuthorityModel* m_authorities;
    WindowMenus* m_menus;
    QSplitter* m_splitter;
    Sidebar* m_sidebar;
    PageBar* m_bar;
    MessageBar* m_messages;
    MessageBar* m_keyChainMessages;
    KeyChainNotice* m_keyChain;
    PageStack* m_stack;
    SandboxStart* m_sandboxStart;
    FileIntake* m_files;
    NotifierFactory m_notifier;
    OrdersSide* m_orders = nullptr;
    WelcomePage* m_welcome = nullptr;

    QString m_connectorId; ///< of the certificate authority that is shown; empty: none
    QUuid m_connector;
    int m_visit = 0; ///< counts arrivals
    bool m_isPainted = false;
    bool m_mayClose = false;
};

} // namespace gatehouse::ui
