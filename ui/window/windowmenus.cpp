// SPDX-License-Identifier: Apache-2.0
#include <ui/widgets/availability.h>
#include <ui/window/aboutdialog.h>
#include <ui/window/helpdialog.h>
#include <ui/window/pagebar.h>
#include <ui/window/windowmenus.h>

#include <QAction>
#include <QActionGroup>
#include <QMainWindow>
#include <QMenu>
#include <QMenuBar>

namespace gatehouse::ui {

namespace {

QMenu* makeMenu(QMainWindow* window, const char* name, const QString& title)
{
    QMenu* menu = window->menuBar()->addMenu(title);
    menu->setObjectName(QString::fromLatin1(name));
    menu->setToolTipsVisible(true);
    return menu;
}

QString pageActionName(PageId page)
{
    return QStringLiteral("goTo%1").arg(static_cast<int>(page) + 1);
}

} // namespace

WindowMenus::WindowMenus(const QList<PageId>& pages, bool isReadOnly, QMainWindow* window)
    : QObject(window)
    , m_window(window)
{
    window->menuBar()->setObjectName(QStringLiteral("menuBar"));
    window->menuBar()->setAccessibleName(tr("Menus"));
    makeFileMenu(isReadOnly);
    makeGoMenu(pages);
    makeViewMenu();
    makeHelpMenu();
}

QAction* WindowMenus::make(QMenu* menu, const char* name, const QString& text, const QString& about,
    const QList<QKeySequence>& keys)
{
    QAction* action = menu->addAction(text);
    action->setObjectName(QString::fromLatin1(name));
    setAvailable(action, {}, about);
    action->setData(about);
    action->setShortcuts(keys);
    m_all.append(action);
    return action;
}

void WindowMenus::makeFileMenu(bool isReadOnly)
{
    QMenu* file = makeMenu(m_window, "fileMenu", tr("&File"));
    if (!isReadOnly) {
        QAction* add = make(file, "addConnector", tr("&Add a certificate authority"),
            tr("Enter a Sectigo account"), { QKeySequence(Qt::CTRL | Qt::Key_N) });
        connect(add, &QAction::triggered, this, &WindowMenus::addWanted);
        QAction* import = make(file, "importConnectors", tr("&Import…"),
            tr("Take connectors over from a Gatehouse file or from CA Gateway's application.yml"),
            { QKeySequence(Qt::CTRL | Qt::Key_O) });
        connect(import, &QAction::triggered, this, &WindowMenus::importWanted);
        QAction* sandbox = make(file, "startSandbox", tr("Built-in &sandbox"),
            tr("Start the stand-in for Sectigo that comes with Gatehouse"), {});
        connect(sandbox, &QAction::triggered, this, &WindowMenus::sandboxWanted);
        file->addSeparator();
        m_addMenu = new QMenu(m_window);
        m_addMenu->setObjectName(QStringLiteral("addMenu"));
        m_addMenu->setAccessibleName(tr("Add a certificate authority"));
        m_addMenu->setToolTipsVisible(true);
        m_addMenu->addActions({ add, import, sandbox });
    }
    QAction* quit = make(file, "quit", tr("&Quit"), tr("Close Gatehouse; no order is lost"),
        { QKeySequence(Qt::CTRL | Qt::Key_Q) });
    connect(quit, &QAction::triggered, m_window, &QWidget::close);
}

void WindowMenus::makeGoMenu(const QList<PageId>& pages)
{
    QMenu* go = makeMenu(m_window, "goMenu", tr("&Go"));
    auto* group = new QActionGroup(this);
    for (const PageId page : pages) {
        const int number = static_cast<int>(page) + 1;
        QList<QKeySequence> keys { QKeySequence(
            Qt::CTRL | static_cast<Qt::Key>(Qt::Key_0 + number)) };
        if (page == PageId::Settings)
            keys.append(QKeySequence(Qt::CTRL | Qt::Key_Comma));
        QAction* action = make(go, pageActionName(page).toLatin1().constData(),
            tr("&%1 %2", "number and title of a page").arg(number).arg(pageTitle(page)),
            pagePurpose(page), keys);
        action->setCheckable(true);
        group->addAction(action);
        connect(action, &QAction::triggered, this, [this, page] { Q_EMIT pageWanted(page); });
        m_pages.insert(page, action);
    }
    go->addSeparator();
    QAction* forward = make(go, "nextPane", tr("&Next part of the window"),
        tr("Move the focus to the next part of the window"), { QKeySequence(Qt::Key_F6) });
    connect(forward, &QAction::triggered, this, [this] { Q_EMIT nextPaneWanted(true); });
    QAction* back = make(go, "previousPane", tr("&Previous part of the window"),
        tr("Move the focus to the previous part of the window"),
        { QKeySequence(Qt::SHIFT | Qt::Key_F6) });
    connect(back, &QAction::triggered, this, [this] { Q_EMIT nextPaneWanted(false); });
}

void WindowMenus::makeViewMenu()
{
    QMenu* view = makeMenu(m_window, "viewMenu", tr("&View"));
    m_refresh = make(view, "refresh", tr("&Refresh"), tr("Ask for what the page shows anew"),
        { QKeySequence(Qt::Key_F5) });
    connect(m_refresh, &QAction::triggered, this, &WindowMenus::refreshWanted);
    m_filter = make(view, "filter", tr("&Find on this page"),
        tr("Go to the page's filter or search box"), { QKeySequence(Qt::CTRL | Qt::Key_F) });
    connect(m_filter, &QAction::triggered, this, &WindowMenus::filterWanted);
    view->addSeparator();
    auto* group = new QActionGroup(this);
    const auto appearance = [&](const char* name, Appearance which, const QString& text,
                                const QString& about) {
        QAction* action = make(view, name, text, about, {});
        action->setCheckable(true);
        group->addAction(action);
        connect(
            action, &QAction::triggered, this, [this, which] { Q_EMIT appearanceWanted(which); });
        m_appearances.insert(which, action);
    };
    appearance("appearanceSystem", Appearance::System, tr("Like the &desktop"),
        tr("Light or dark as the desktop is"));
    appearance("appearanceLight", Appearance::Light, tr("&Light"), tr("Dark text on light ground"));
    appearance("appearanceDark", Appearance::Dark, tr("Da&rk"), tr("Light text on dark ground"));
}

void WindowMenus::makeHelpMenu()
{
    QMenu* help = makeMenu(m_window, "helpMenu", tr("&Help"));
    QAction* pages = make(help, "help", tr("&Pages and keys"),
        tr("What each page is for, and every keyboard shortcut"), { QKeySequence(Qt::Key_F1) });
    connect(pages, &QAction::triggered, this, &WindowMenus::showHelp);
    QAction* about =
        make(help, "about", tr("&About Gatehouse"), tr("Version, licence and libraries"), {});
    connect(about, &QAction::triggered, this, &WindowMenus::showAbout);
}

void WindowMenus::showHelp()
{
    auto* help = m_window->findChild<HelpDialog*>();
    if (help == nullptr)
        help = new HelpDialog(m_pages.keys(), shortcuts(), m_window);
    help->show();
    help->raise();
    help->activateWindow();
}

void WindowMenus::showAbout()
{
    auto* about = new AboutDialog(m_window);
    about->setAttribute(Qt::WA_DeleteOnClose);
    about->open();
}

void WindowMenus::setPagesUnavailable(const QString& reason)
{
    for (auto page = m_pages.cbegin(); page != m_pages.cend(); ++page)
        setAvailable(page.value(), reason, pagePurpose(page.key()));
    setAvailable(m_refresh, reason, m_refresh->data().toString());
    const bool isSearched = m_shown != PageId::Settings && m_shown != PageId::Check;
    const QString nothing = isSearched ? QString() : tr("There is nothing to search on this page.");
    setAvailable(m_filter, reason.isEmpty() ? nothing : reason, m_filter->data().toString());
}

void WindowMenus::setShownPage(std::optional<PageId> shown)
{
    m_shown = shown;
    for (auto page = m_pages.cbegin(); page != m_pages.cend(); ++page) {
        if (shown == page.key())
            page.value()->setChecked(true);
    }
}

void WindowMenus::setAppearance(Appearance appearance)
{
    m_appearances.value(appearance)->setChecked(true);
}

QList<std::pair<QString, QString>> WindowMenus::shortcuts() const
{
    QList<std::pair<QString, QString>> found;
    for (const QAction* action : m_all) {
        const QList<QKeySequence> keys = action->shortcuts();
        for (const QKeySequence& key : keys)
            found.append({ key.toString(QKeySequence::NativeText), action->data().toString() });
    }
    return found;
}

} // namespace gatehouse::ui
