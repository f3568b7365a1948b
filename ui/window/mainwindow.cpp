// SPDX-License-Identifier: Apache-2.0
#include <ui/check/checkpage.h>
#include <ui/enroll/enrollpage.h>
#include <ui/orders/waitingorders.h>
#include <ui/theme.h>
#include <ui/widgets/emptystate.h>
#include <ui/widgets/messagebar.h>
#include <ui/window/authoritymodel.h>
#include <ui/window/contextmenukey.h>
#include <ui/window/destinations.h>
#include <ui/window/fileintake.h>
#include <ui/window/keychainnotice.h>
#include <ui/window/keysatrisk.h>
#include <ui/window/mainwindow.h>
#include <ui/window/ordersside.h>
#include <ui/window/pagebar.h>
#include <ui/window/panes.h>
#include <ui/window/returnkey.h>
#include <ui/window/sandboxstart.h>
#include <ui/window/sidebar.h>
#include <ui/window/welcomepage.h>
#include <ui/window/windowmenus.h>

#include <QCloseEvent>
#include <QKeyEvent>
#include <QListView>
#include <QSplitter>
#include <QStatusBar>
#include <QTimer>
#include <QVBoxLayout>

namespace gatehouse::ui {

namespace {

constexpr QSize defaultSize(1200, 800);
constexpr int sidebarWidth = 280;

} // namespace

MainWindow::MainWindow(Parts parts)
    : m_workspace(parts.workspace)
    , m_sandbox(parts.sandbox)
    , m_secrets(std::move(parts.secrets))
    , m_state(parts.state)
    , m_offered(offeredPages(isReadOnly()))
    , m_authorities(new AuthorityModel(m_workspace, this))
    , m_menus(new WindowMenus(m_offered, isReadOnly(), this))
    , m_splitter(new QSplitter(this))
    , m_sidebar(new Sidebar(*m_authorities, m_offered, m_menus->addMenu(), this))
    , m_bar(new PageBar(m_offered, this))
    , m_messages(new MessageBar(this))
    , m_keyChainMessages(new MessageBar(this))
    , m_keyChain(new KeyChainNotice(m_secrets, m_keyChainMessages, this))
    , m_stack(new PageStack(std::move(parts.pages), this))
    , m_sandboxStart(new SandboxStart(m_sandbox, m_stack, m_messages))
    , m_files(new FileIntake(this))
    , m_notifier(std::move(parts.notifier))
{
    setObjectName(QStringLiteral("mainWindow"));
    build();
    connectMenus();
    connect(m_sidebar, &Sidebar::chosen, this, [this](const QString& id) {
        Destination to;
        to.page = m_stack->currentId().value_or(m_offered.first());
        to.connectorId = id;
        go(to);
        followAuthority();
    });
    connect(m_sidebar, &Sidebar::pageWanted, this,
        [this](PageId page, const QString& id) { go(toPage(page, id)); });
    connect(m_bar, &PageBar::chosen, this, [this](PageId page) { go(toPage(page)); });
    connect(m_stack, &PageStack::wantsToGo, this, &MainWindow::go);
    connect(m_stack, &PageStack::made, this, [this](Page* page) {
        if (auto* check = qobject_cast<CheckPage*>(page))
            connect(check, &CheckPage::checking, m_authorities, &AuthorityModel::setChecking);
    });
    connect(m_files, &FileIntake::taken, this, &MainWindow::takeFiles);
    connect(m_files, &FileIntake::refused, this,
        [this](const Error& reason) { m_messages->show(reason); });
    connect(m_sandboxStart, &SandboxStart::againWanted, this, &MainWindow::trySandbox);
    connect(&m_workspace, &workspace::Workspace::connectorsChanged, this,
        &MainWindow::reloadAuthorities);
    // Its name, and whether it is a sandbox.
    connect(&m_workspace, &workspace::Workspace::connectorChanged, this,
        &MainWindow::reloadAuthorities);
    followAuthority();
}

void MainWindow::build()
{
    auto* right = new QWidget(m_splitter);
    auto* column = new QVBoxLayout(right);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    auto* notes = new QVBoxLayout;
    notes->setContentsMargins(gap, 0, gap, 0);
    notes->addWidget(m_keyChainMessages);
    notes->addWidget(m_messages);
    column->addWidget(m_bar);
    column->addLayout(notes);
    column->addWidget(m_stack, 1);
    m_messages->setObjectName(QStringLiteral("windowMessages"));
    m_keyChainMessages->setObjectName(QStringLiteral("keyChainMessages"));
    m_splitter->setObjectName(QStringLiteral("splitter"));
    m_splitter->addWidget(m_sidebar);
    m_splitter->addWidget(right);
    m_splitter->setChildrenCollapsible(false);
    m_splitter->setStretchFactor(1, 1);
    m_splitter->setHandleWidth(1);
    m_splitter->setSizes({ sidebarWidth, defaultSize.width() - sidebarWidth });
    setCentralWidget(m_splitter);
    statusBar()->setObjectName(QStringLiteral("statusBar"));
    statusBar()->setSizeGripEnabled(false);

    resize(defaultSize);
    restoreGeometry(m_state.value(QStringLiteral("window/geometry")).toByteArray());
    m_splitter->restoreState(m_state.value(QStringLiteral("window/splitter")).toByteArray());
}

void MainWindow::connectMenus()
{
    connect(m_menus, &WindowMenus::addWanted, this, [this] { go(toNewConnector()); });
    connect(m_menus, &WindowMenus::importWanted, m_files, &FileIntake::chooseImport);
    connect(m_menus, &WindowMenus::sandboxWanted, this, &MainWindow::trySandbox);
    connect(m_menus, &WindowMenus::pageWanted, this, [this](PageId page) { go(toPage(page)); });
    connect(m_menus, &WindowMenus::refreshWanted, this, [this] {
        if (m_stack->current() != nullptr)
            m_stack->current()->refresh();
    });
    connect(m_menus, &WindowMenus::filterWanted, this, [this] {
        if (m_stack->current() != nullptr)
            m_stack->current()->focusFilter();
    });
    connect(m_menus, &WindowMenus::nextPaneWanted, this, [this](bool isForward) {
        focusNextPane({ m_sidebar, m_keyChainMessages, m_messages, m_bar, m_stack }, isForward);
    });
    connect(m_menus, &WindowMenus::appearanceWanted, this, &MainWindow::appearanceChosen);
}

void MainWindow::showAppearance(Appearance appearance)
{
    m_menus->setAppearance(appearance);
}

bool MainWindow::event(QEvent* event)
{
    const bool isHandled = QMainWindow::event(event);
    if (event->type() == QEvent::Paint && !m_isPainted) {
        m_isPainted = true;
        QTimer::singleShot(0, this, &MainWindow::load);
    }
    return isHandled;
}

void MainWindow::load()
{
    m_authorities->reload();
    if (!isReadOnly())
        showOrders();
    showFirst();
    if (m_orders != nullptr)
        m_orders->takeUp();
    Q_EMIT loaded();
}

/// The orders that wait, of all certificate authorities, below their list.
void MainWindow::showOrders()
{
    const auto isInFront = [this](const orders::OrderId& id) {
        const auto* page = qobject_cast<const EnrollPage*>(m_stack->current());
        return page != nullptr && page->shownOrder() == id;
    };
    m_orders =
        new OrdersSide({ m_workspace, m_sandbox, *m_authorities, isInFront }, m_notifier, this);
    connect(m_orders, &OrdersSide::wantsToGo, this, &MainWindow::go);
    connect(m_orders, &OrdersSide::wantsToFront, this, [this](const Destination& destination) {
        setWindowState(windowState() & ~Qt::WindowMinimized);
        raise();
        activateWindow();
        go(destination);
    });
    connect(m_orders->panel(), &WaitingOrders::countChanged, this, &MainWindow::followAuthority);
    m_sidebar->setBelow(m_orders->panel());
    m_sidebar->restoreState(m_state.value(QStringLiteral("window/sidebar")).toByteArray());
}

/// The certificate authority and page of last time, or the first, or the welcome.
void MainWindow::showFirst()
{
    if (!m_authorities->failures().isEmpty())
        m_messages->show(m_authorities->failures().first());
    if (m_authorities->isEmpty()) {
        showWelcome();
        return;
    }
    Destination to;
    to.connectorId = m_state.value(QStringLiteral("window/connector")).toString();
    if (m_authorities->rowOf(to.connectorId) < 0)
        to.connectorId = m_authorities->idAt(0);
    const int page = m_state.value(QStringLiteral("window/page"), -1).toInt();
    to.page = static_cast<PageId>(page);
    if (!m_offered.contains(to.page))
        to.page = m_offered.first();
    go(to);
}

void MainWindow::go(const Destination& wanted)
{
    if (!m_offered.contains(wanted.page))
        return;
    Destination to = wanted;
    if (isForNew(to))
        to.connectorId.clear();
    else if (to.connectorId.isEmpty())
        to.connectorId = m_connectorId;
    // The page may know a connector that it has just saved before the list does.
    if (!to.connectorId.isEmpty() && m_authorities->rowOf(to.connectorId) < 0)
        m_authorities->reload();
    if (m_stack->currentId() == to.page && to.connectorId == m_connectorId && !isForNew(to)) {
        if (saysMore(to))
            m_stack->current()->goTo(to);
        return;
    }
    m_stack->leave([this, to] {
        if (!m_authorities->isSandbox(to.connectorId) || m_sandbox.isRunning()) {
            arrive(to);
            return;
        }
        m_sandboxStart->begin([this, to, visit = m_visit](const auto&) {
            if (visit == m_visit)
                arrive(to);
        });
    });
}

void MainWindow::arrive(const Destination& to)
{
    ++m_visit;
    m_connectorId = to.connectorId;
    m_connector = m_authorities->uuidOf(m_connectorId);
    Page* page = m_stack->show(to.page);
    page->showConnector(m_connectorId);
    if (saysMore(to))
        page->goTo(to);
    followAuthority();
    // The links keep the focus of whoever walks along them with the arrow keys.
    if (!m_bar->hasFocus() && !m_sidebar->list()->hasFocus())
        focusInto(page);
    if (!isReadOnly())
        m_keyChain->probe();
}

/// Title, links, list and menus follow what is shown.
void MainWindow::followAuthority()
{
    const std::optional<PageId> page = m_stack->currentId();
    const QString name = m_authorities->nameOf(m_connectorId);
    const QString title = name.isEmpty() ? tr("Gatehouse") : tr("%1 – Gatehouse").arg(name);
    setWindowTitle(isReadOnly() ? tr("%1 (read-only)", "window title").arg(title) : title);
    m_sidebar->setCurrent(m_connectorId);
    m_sidebar->setVisible(
        !m_authorities->isEmpty() || (m_orders != nullptr && m_orders->panel()->count() > 0));
    m_bar->setVisible(page.has_value() && !m_connectorId.isEmpty());
    if (page)
        m_bar->setCurrent(*page);
    m_menus->setShownPage(page);
    m_menus->setPagesUnavailable(
        m_connectorId.isEmpty() ? tr("Choose or add a certificate authority first.") : QString());
}

void MainWindow::reloadAuthorities()
{
    m_authorities->reload();
    if (!m_authorities->failures().isEmpty())
        m_messages->show(m_authorities->failures().first());
    const QString id = m_authorities->idOf(m_connector);
    if (!m_connector.isNull() && id.isEmpty()) {
        // Removed: there is nothing left to lose on its page.
        m_connector = {};
        m_connectorId.clear();
        if (m_authorities->isEmpty())
            showWelcome();
        else
            arrive(toPage(m_offered.first(), m_authorities->idAt(0)));
        return;
    }
    if (!m_connector.isNull())
        m_connectorId = id;
    followAuthority();
}

void MainWindow::showWelcome()
{
    m_connectorId.clear();
    m_connector = {};
    if (isReadOnly()) {
        m_stack->showInstead(new EmptyState(QStringLiteral("ca"), tr("No certificate authority"),
            tr("None is configured here. Start Gatehouse without --read-only to add one."),
            m_stack));
        followAuthority();
        return;
    }
    if (m_welcome == nullptr) {
        m_welcome = new WelcomePage(m_stack);
        connect(m_welcome, &WelcomePage::sandboxWanted, this, &MainWindow::trySandbox);
        connect(m_welcome, &WelcomePage::addWanted, this, [this] { go(toNewConnector()); });
        connect(m_welcome, &WelcomePage::importWanted, m_files, &FileIntake::chooseImport);
        m_sandboxStart->setWelcome(m_welcome);
    }
    m_stack->showInstead(m_welcome);
    m_welcome->focusFirst();
    followAuthority();
}

void MainWindow::trySandbox()
{
    m_stack->leave([this] {
        const int visit = m_visit;
        m_sandboxStart->begin([this, visit](const Result<QString>& id) {
            if (visit != m_visit)
                return; // somebody went elsewhere meanwhile
            if (id)
                showSandbox(*id);
            else if (m_stack->currentWidget() != m_welcome)
                showFirst();
        });
    });
}

/// Enroll, on a first start with a request to try it with.
void MainWindow::showSandbox(const QString& id)
{
    Destination to = toPage(PageId::Enroll, id);
    if (m_stack->currentWidget() == m_welcome) {
        // With a request and a profile at hand, two more clicks make a certificate.
        if (const auto request = m_sandbox.exampleRequest())
            to.files = { *request };
        const auto settings = m_workspace.load(id);
        if (settings && !settings->profiles.isEmpty())
            to.profileId = settings->profiles.first().id;
    }
    go(to);
}

void MainWindow::takeFiles(const Destination& destination)
{
    if (!m_offered.contains(destination.page)) {
        m_messages->show(Tone::Info,
            tr("Gatehouse is read-only here: only certificates can be looked up by dropping "
               "them."));
    } else if (!isForNew(destination) && m_connectorId.isEmpty()) {
        m_messages->show(Tone::Info, tr("Add or choose a certificate authority first."));
    } else {
        go(destination);
    }
}

void MainWindow::keyPressEvent(QKeyEvent* event)
{
    if (event->key() == Qt::Key_Escape && m_sandboxStart->isRunning())
        m_sandboxStart->cancel();
    else if (event->key() == Qt::Key_Escape && m_stack->current() != nullptr)
        m_stack->current()->cancel();
    else if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter)
        pressButtonOfReturn(*event, *statusBar());
    else if (isContextMenuKey(*event))
        askForContextMenu(focusWidget());
    else
        QMainWindow::keyPressEvent(event);
}

bool MainWindow::focusNextPrevChild(bool isForward)
{
    return keepFocusBeside(focusWidget()) || QMainWindow::focusNextPrevChild(isForward);
}

void MainWindow::closeEvent(QCloseEvent* event)
{
    if (!m_mayClose) {
        // Until the page and, where something would be lost, the person agree.
        event->ignore();
        m_stack->leave([this] { askAboutRequest(); });
        return;
    }
    m_sandboxStart->cancel();
    saveState();
    QMainWindow::closeEvent(event);
}

void MainWindow::askAboutRequest()
{
    const auto* page = m_stack->findChild<EnrollPage*>();
    const QString id = page == nullptr ? QString() : page->withRequest();
    if (id.isEmpty()) {
        askAboutKeys();
        return;
    }
    m_messages->show(Tone::Warning,
        tr("A request is entered for %1 and not ordered. It is lost when Gatehouse is closed.")
            .arg(m_authorities->nameOf(id)),
        { { tr("Close and &drop it"), QStringLiteral("closeAndDrop"), [this] { askAboutKeys(); } },
            { tr("Sho&w it"), QStringLiteral("showRequest"),
                [this, id] { go(toPage(PageId::Enroll, id)); } },
            { tr("&Stay"), QStringLiteral("stayWithRequest"), {} } });
}

void MainWindow::askAboutKeys()
{
    if (!mayLoseKeys(m_workspace, *m_secrets)) {
        closeForGood();
        return;
    }
    m_keyChainMessages->show(Tone::Warning,
        tr("There is no key chain, so closing Gatehouse now loses the private keys of orders "
           "whose certificate is not saved yet."),
        { { tr("Close and &lose the keys"), QStringLiteral("closeAnyway"),
              [this] { closeForGood(); } },
            { tr("&Stay"), QStringLiteral("stayOpen"), {} } });
}

void MainWindow::closeForGood()
{
    m_mayClose = true;
    QMetaObject::invokeMethod(this, &QWidget::close, Qt::QueuedConnection);
}

void MainWindow::saveState()
{
    m_state.setValue(QStringLiteral("window/geometry"), saveGeometry());
    m_state.setValue(QStringLiteral("window/splitter"), m_splitter->saveState());
    m_state.setValue(QStringLiteral("window/sidebar"), m_sidebar->saveState());
    m_state.setValue(QStringLiteral("window/connector"), m_connectorId);
    if (m_stack->currentId())
        m_state.setValue(QStringLiteral("window/page"), static_cast<int>(*m_stack->currentId()));
}

} // namespace gatehouse::ui
