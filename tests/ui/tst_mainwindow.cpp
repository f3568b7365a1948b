// SPDX-License-Identifier: Apache-2.0
#include <core/pki/certificaterequest.h>
#include <core/workspace/builtinsandbox.h>
#include <tests/ui/nokeychain.h>
#include <tests/ui/windowfixture.h>
#include <ui/enroll/enrollpage.h>
#include <ui/widgets/messagebar.h>
#include <ui/widgets/textlabel.h>
#include <ui/window/authoritymodel.h>
#include <ui/window/destinations.h>
#include <ui/window/pagebar.h>
#include <ui/window/panes.h>
#include <ui/window/sidebar.h>

#include <QAbstractItemModelTester>
#include <QAction>
#include <QDialog>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QMenu>
#include <QMenuBar>
#include <QMimeData>
#include <QPushButton>
#include <QStatusBar>
#include <QTemporaryDir>
#include <QToolButton>
#include <QVBoxLayout>

using namespace gatehouse;
using namespace gatehouse::ui;
using namespace gatehouse::testsupport;

namespace {

/// A page that writes down what the window asks of it.
class FakePage final : public Page {
    Q_OBJECT

public:
    FakePage(PageId page, QStringList& log, QWidget* parent)
        : Page(parent)
        , m_name(pageTitle(page))
        , m_log(log)
        , m_edit(new QLineEdit(this))
        , m_primary(new QPushButton(QStringLiteral("Do it"), this))
    {
        setObjectName(m_name);
        m_edit->setObjectName(QStringLiteral("edit"));
        m_edit->setAccessibleName(m_name);
        auto* layout = new QVBoxLayout(this);
        layout->addWidget(m_edit);
        m_primary->setObjectName(QStringLiteral("primary"));
        m_primary->setDefault(true);
        connect(m_primary, &QPushButton::clicked, this,
            [this] { m_log.append(QStringLiteral("pressed")); });
        layout->addWidget(m_primary);
        m_log.append(QStringLiteral("make %1").arg(m_name));
    }
    void showConnector(const QString& id) override
    {
        m_log.append(QStringLiteral("%1 shows %2").arg(m_name, id));
    }
    void goTo(const Destination& to) override
    {
        m_log.append(QStringLiteral("%1 goes to %2%3%4")
                         .arg(m_name, to.settingKey, to.lookup, to.files.join(u' ')));
    }
    void leave(std::function<void()> proceed) override
    {
        if (hasChanges)
            m_proceed = std::move(proceed);
        else
            proceed();
    }
    void refresh() override { m_log.append(QStringLiteral("refresh")); }
    void focusFilter() override { m_log.append(QStringLiteral("filter")); }
    void cancel() override { m_log.append(QStringLiteral("cancel")); }

    void agree()
    {
        hasChanges = false;
        std::exchange(m_proceed, {})();
    }

    bool hasChanges = false;

private:
    QString m_name;
    QStringList& m_log;
    QLineEdit* m_edit;
    QPushButton* m_primary;
    std::function<void()> m_proceed;
};

/// A file with this content.
QString fileWith(const QTemporaryDir& folder, const QString& name, const QByteArray& content)
{
    QFile file(folder.filePath(name));
    if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size())
        return {};
    return file.fileName();
}

QByteArray someRequest()
{
    const auto key = pki::PrivateKey::generate({ pki::KeyAlgorithm::Ec, 256 });
    const auto subject = pki::DistinguishedName::parse(u"CN=www.example.org");
    return pki::CertificateRequest::create(*key, *subject, {})->toPem();
}

void drop(QWidget& window, const QString& file)
{
    QMimeData data;
    data.setUrls({ QUrl::fromLocalFile(file) });
    QDragEnterEvent enter(QPoint(10, 10), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QCoreApplication::sendEvent(&window, &enter);
    QVERIFY(enter.isAccepted());
    QDropEvent event(QPointF(10, 10), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QCoreApplication::sendEvent(&window, &event);
}

} // namespace

class TestMainWindow : public QObject {
    Q_OBJECT

    QStringList m_log;
    std::unique_ptr<QTemporaryDir> m_home;

    PageFactory fakes()
    {
        return [this](PageId page, QWidget* parent) { return new FakePage(page, m_log, parent); };
    }
    QString home() const { return m_home->path(); }
    static FakePage* shown(Console& console)
    {
        return qobject_cast<FakePage*>(console.window().pages()->current());
    }

private Q_SLOTS:
    void init()
    {
        m_home = std::make_unique<QTemporaryDir>();
        m_log.clear();
    }

    void aFirstStartOffersThreeWays();
    void theWindowPaintsBeforeItLoads();
    void theSandboxIsOneClickFromEnroll();
    void theSandboxRunsAgainInALaterRun();
    void aSandboxThatIsNotInstalledIsNamed();
    void pagesAreMadeWhenTheyAreFirstShown();
    void keysLeadToEachPage();
    void keysReachThePage();
    void shiftF10BringsTheMenuUp();
    void theMenuOfAnAuthorityLeadsToItsPages();
    void aRightClickOnAnAuthorityGoesNowhere();
    void arrivingLeadsToWhatCanBeDone();
    void f6GoesRoundTheParts();
    void returnPressesWhatAPageIsFor();
    void theFocusStaysBesideWhatLostIt_data();
    void theFocusStaysBesideWhatLostIt();
    void aPageIsAskedBeforeItIsLeft();
    void theLatestWishCountsWhileAPageAsks();
    void closingAsksThePage();
    void closingAsksAboutATypedRequest();
    void closingWarnsOfKeysThatWouldBeLost();
    void windowPageAndAuthorityAreKept();
    void aRemovedAuthorityGivesWayToAnother();
    void aRenamedAuthorityStaysShown();
    void filesFindTheirPage_data();
    void filesFindTheirPage();
    void aFileOfNoUseIsExplained();
    void aDamagedConnectorFileIsToldAndHidesNothing();
    void readOnlyReachesNothingThatChanges();
    void withoutAnAuthorityPagesSayWhy();
    void theListIsAModelThatQtAccepts();
    void theKeyChainIsMissedOnce();
};

void TestMainWindow::aFirstStartOffersThreeWays()
{
    Console console(home(), fakes());
    QVERIFY(console.show());
    for (const char* name : { "trySandbox", "addFirst", "importFirst" }) {
        auto* button = console.find<QAbstractButton>(name);
        QVERIFY2(button != nullptr && button->isVisible(), name);
        QVERIFY2(!button->accessibleName().isEmpty(), name);
    }
    QVERIFY(console.find<QAbstractButton>("trySandbox")->hasFocus());
    QVERIFY(!console.find<Sidebar>("sidebar")->isVisible());
    QVERIFY(!console.find<PageBar>("pages")->isVisible());
    QVERIFY(m_log.isEmpty());
    console.find<QAbstractButton>("addFirst")->click();
    QCOMPARE(m_log,
        QStringList({ QStringLiteral("make Settings"), QStringLiteral("Settings shows "),
            QStringLiteral("Settings goes to ") }));
}

void TestMainWindow::theWindowPaintsBeforeItLoads()
{
    saveConnector(home(), QStringLiteral("acme"));
    Console console(home(), fakes());
    QSignalSpy loaded(&console.window(), &MainWindow::loaded);
    console.window().show();
    // Painting happens in here; what follows it comes through the event loop.
    console.window().grab();
    QCOMPARE(loaded.size(), 0);
    QVERIFY(m_log.isEmpty());
    QVERIFY(!QFile::exists(home() + QStringLiteral("/data/orders.sqlite")));
    QVERIFY(loaded.wait());
    QVERIFY(!m_log.isEmpty());
}

void TestMainWindow::theSandboxIsOneClickFromEnroll()
{
    Console console(home(), fakes());
    QVERIFY(console.show());
    console.find<QAbstractButton>("trySandbox")->click();
    QVERIFY(console.find<QWidget>("sandboxProgress")->isVisible());
    QVERIFY(!console.find<QAbstractButton>("addFirst")->isEnabled());
    QTRY_COMPARE_WITH_TIMEOUT(
        console.window().pages()->currentId(), std::optional(PageId::Enroll), 30000);
    QCOMPARE(m_log.at(m_log.size() - 2), QStringLiteral("Enroll shows sandbox"));
    QVERIFY2(
        m_log.last().contains(QStringLiteral("example-request.pem")), qPrintable(m_log.last()));
    const auto* list = console.find<QListView>("authorities");
    QVERIFY(list->currentIndex().data(AuthorityModel::SandboxRole).toBool());
    QVERIFY(list->currentIndex()
                .data(Qt::AccessibleTextRole)
                .toString()
                .contains(QStringLiteral("sandbox")));
    QVERIFY(console.window().windowTitle().contains(QStringLiteral("sandbox")));
    // Its secrets are there, and nothing had to be kept anywhere.
    const auto settings = console.workspace().load(QStringLiteral("sandbox"));
    QVERIFY(settings);
    const auto report = QCoro::waitFor(console.workspace().check(*settings, {}, {}, {}));
    QVERIFY2(report.works, qPrintable(report.conclusion));
    // Whatever somebody calls it.
    settings::ConnectorSettings renamed = *settings;
    renamed.name = QStringLiteral("Production");
    QCOMPARE(workspace::displayName(renamed, console.workspace().home()),
        QStringLiteral("Production (sandbox)"));
    renamed.properties.insert(
        QStringLiteral("url"), QStringLiteral("https://cert-manager.com/api"));
    QCOMPARE(
        workspace::displayName(renamed, console.workspace().home()), QStringLiteral("Production"));
    QTRY_VERIFY(list->currentIndex()
                    .data(AuthorityModel::StateRole)
                    .toString()
                    .contains(QStringLiteral("Working")));
}

void TestMainWindow::theSandboxRunsAgainInALaterRun()
{
    {
        Console console(home(), fakes());
        QVERIFY(QCoro::waitFor(console.sandbox().start({})));
        // Its next start will find another port taken by somebody else.
        auto settings = console.workspace().load(QStringLiteral("sandbox"));
        QVERIFY(settings);
        settings->name = QStringLiteral("Mine");
        settings->properties[QStringLiteral("url")] = QStringLiteral("https://localhost:9/api");
        QVERIFY(QCoro::waitFor(console.workspace().save(*settings, {}, {})));
    }
    Console console(home(), fakes());
    QVERIFY(console.show());
    QTRY_COMPARE_WITH_TIMEOUT(m_log.value(1), QStringLiteral("Settings shows sandbox"), 30000);
    QVERIFY(console.sandbox().isRunning());
    const auto settings = console.workspace().load(QStringLiteral("sandbox"));
    QVERIFY(settings->value(u"url") != QStringLiteral("https://localhost:9/api"));
    QCOMPARE(settings->name, QStringLiteral("Mine"));
    const auto report = QCoro::waitFor(console.workspace().check(*settings, {}, {}, {}));
    QVERIFY2(report.works, qPrintable(report.conclusion));
}

void TestMainWindow::aSandboxThatIsNotInstalledIsNamed()
{
    const QByteArray path = qgetenv("PATH");
    qputenv("PATH", "/nonexistent");
    Console console(home(), fakes());
    QVERIFY(console.show());
    console.find<QAbstractButton>("trySandbox")->click();
    auto* welcome = console.find<QWidget>("welcome");
    auto* bar = welcome->findChild<MessageBar*>();
    QTRY_VERIFY(bar->isShown());
    qputenv("PATH", path);
    QVERIFY2(bar->text().contains(QStringLiteral("gatehouse-sandbox")), qPrintable(bar->text()));
    QVERIFY(console.find<QAbstractButton>("addFirst")->isEnabled());
    bar->findChild<QPushButton*>(QStringLiteral("startSandboxAgain"))->click();
    QTRY_COMPARE_WITH_TIMEOUT(
        console.window().pages()->currentId(), std::optional(PageId::Enroll), 30000);
}

void TestMainWindow::pagesAreMadeWhenTheyAreFirstShown()
{
    saveConnector(home(), QStringLiteral("acme"));
    saveConnector(home(), QStringLiteral("beta"));
    Console console(home(), fakes());
    QVERIFY(console.show());
    QCOMPARE(m_log,
        QStringList({ QStringLiteral("make Settings"), QStringLiteral("Settings shows acme") }));
    m_log.clear();
    Destination to;
    to.page = PageId::Certificates;
    to.connectorId = QStringLiteral("beta");
    to.lookup = QStringLiteral("www");
    console.window().go(to);
    QCOMPARE(m_log,
        QStringList(
            { QStringLiteral("make Certificates"), QStringLiteral("Certificates shows beta"),
                QStringLiteral("Certificates goes to www") }));
    QCOMPARE(console.find<QListView>("authorities")->currentIndex().data().toString(),
        QStringLiteral("BETA"));
    QCOMPARE(console.window().windowTitle(), QStringLiteral("BETA – Gatehouse"));
    m_log.clear();
    console.window().go(to); // the page is there: it only gets the wish
    QCOMPARE(m_log, QStringList(QStringLiteral("Certificates goes to www")));
}

void TestMainWindow::keysLeadToEachPage()
{
    saveConnector(home(), QStringLiteral("acme"));
    Console console(home(), fakes());
    QVERIFY(console.show());
    console.window().activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(&console.window()));
    for (int number = 1; number <= 6; ++number) {
        console.press(static_cast<Qt::Key>(Qt::Key_0 + number), Qt::ControlModifier);
        const auto page = static_cast<PageId>(number - 1);
        QCOMPARE(console.window().pages()->currentId(), std::optional(page));
        QVERIFY(shown(console)->findChild<QLineEdit*>()->hasFocus());
        QCOMPARE(console.find<PageBar>("pages")->currentIndex(), number - 1);
    }
    console.press(Qt::Key_Comma, Qt::ControlModifier);
    QCOMPARE(console.window().pages()->currentId(), std::optional(PageId::Settings));
    m_log.clear();
    console.press(Qt::Key_N, Qt::ControlModifier);
    QCOMPARE(m_log.value(0), QStringLiteral("Settings shows "));
}

void TestMainWindow::keysReachThePage()
{
    saveConnector(home(), QStringLiteral("acme"));
    Console console(home(), fakes());
    QVERIFY(console.show());
    QVERIFY(QTest::qWaitForWindowActive(&console.window()));
    // There is nothing to search in a form, and the menu says so.
    auto* filter = console.find<QAction>("filter");
    QVERIFY(!filter->isEnabled());
    QVERIFY(!filter->toolTip().isEmpty());
    console.window().go(toPage(PageId::Profiles));
    QVERIFY(filter->isEnabled());
    m_log.clear();
    console.press(Qt::Key_F5);
    console.press(Qt::Key_F, Qt::ControlModifier);
    console.press(Qt::Key_Escape);
    QCOMPARE(m_log,
        QStringList(
            { QStringLiteral("refresh"), QStringLiteral("filter"), QStringLiteral("cancel") }));
    console.press(Qt::Key_F1);
    QTRY_VERIFY(console.find<QDialog>("helpDialog") != nullptr);
    QVERIFY(console.find<QDialog>("helpDialog")->isVisible());
}

void TestMainWindow::shiftF10BringsTheMenuUp()
{
    saveConnector(home(), QStringLiteral("acme"));
    Console console(home(), fakes());
    QVERIFY(console.show());
    QVERIFY(QTest::qWaitForWindowActive(&console.window()));
    shown(console)->findChild<QLineEdit*>()->setFocus();
    console.press(Qt::Key_F10, Qt::ShiftModifier);
    QTRY_VERIFY(QApplication::activePopupWidget() != nullptr);
    QApplication::activePopupWidget()->close();
    auto* list = console.find<QListView>("authorities");
    list->setFocus();
    console.press(Qt::Key_F10, Qt::ShiftModifier);
    const auto* menu = console.find<QMenu>("authorityMenu");
    QVERIFY(menu != nullptr);
    // At the row, not wherever the pointer is.
    QVERIFY(list->visualRect(list->currentIndex())
                .contains(list->viewport()->mapFromGlobal(menu->pos())));
}

void TestMainWindow::theMenuOfAnAuthorityLeadsToItsPages()
{
    saveConnector(home(), QStringLiteral("acme"));
    saveConnector(home(), QStringLiteral("other"));
    for (const auto access : { workspace::Access::Full, workspace::Access::ReadOnly }) {
        Console console(home(), fakes(), access);
        QVERIFY(console.show());
        auto* list = console.find<QListView>("authorities");
        const QPoint second = list->visualRect(list->model()->index(1, 0)).center();
        Q_EMIT list->customContextMenuRequested(second);
        auto* menu = console.find<QMenu>("authorityMenu");
        const qsizetype pages = access == workspace::Access::Full ? 6 : 2;
        QCOMPARE(menu->actions().size(), pages);
        QAction* last = menu->actions().last();
        QVERIFY(!last->toolTip().isEmpty());
        last->trigger();
        QCOMPARE(console.window().pages()->currentId(), std::optional(PageId::Activity));
        QCOMPARE(list->currentIndex().row(), 1);
    }
}

void TestMainWindow::aRightClickOnAnAuthorityGoesNowhere()
{
    saveConnector(home(), QStringLiteral("acme"));
    saveConnector(home(), QStringLiteral("other"));
    Console console(home(), fakes());
    QVERIFY(console.show());
    auto* list = console.find<QListView>("authorities");
    const QPoint second = list->visualRect(list->model()->index(1, 0)).center();
    m_log.clear();
    QTest::mouseClick(list->viewport(), Qt::RightButton, {}, second);
    QCOMPARE(list->currentIndex().row(), 0);
    QVERIFY(m_log.isEmpty());
    QTest::mouseClick(list->viewport(), Qt::LeftButton, {}, second);
    QCOMPARE(list->currentIndex().row(), 1);
}

void TestMainWindow::arrivingLeadsToWhatCanBeDone()
{
    QWidget pane;
    auto* layout = new QVBoxLayout(&pane);
    auto* result = textLabel(QStringLiteral("result"), &pane);
    result->setText(QStringLiteral("Done."));
    auto* button = new QPushButton(&pane);
    layout->addWidget(result);
    layout->addWidget(button);
    pane.show();
    QVERIFY(focusInto(&pane));
    QCOMPARE(pane.focusWidget(), button);
    result->setFocus(); // as a stack of pages does that turns to this one
    QVERIFY(focusInto(&pane));
    QCOMPARE(pane.focusWidget(), button);
}

void TestMainWindow::f6GoesRoundTheParts()
{
    saveConnector(home(), QStringLiteral("acme"));
    Console console(home(), fakes());
    QVERIFY(console.show());
    QVERIFY(QTest::qWaitForWindowActive(&console.window()));
    QTRY_VERIFY(QApplication::focusWidget() != nullptr);
    const QWidget* first = QApplication::focusWidget();
    QSet<const QWidget*> visited;
    do {
        visited.insert(QApplication::focusWidget());
        console.press(Qt::Key_F6);
    } while (QApplication::focusWidget() != first && visited.size() < 10);
    QVERIFY(visited.size() >= 3);
    QVERIFY(visited.size() < 10);
    QVERIFY(visited.contains(console.find<PageBar>("pages")));
}

void TestMainWindow::returnPressesWhatAPageIsFor()
{
    saveConnector(home(), QStringLiteral("acme"));
    Console console(home(), fakes());
    QVERIFY(console.show());
    QVERIFY(QTest::qWaitForWindowActive(&console.window()));
    auto* page = shown(console);
    page->findChild<QLineEdit*>()->setFocus();
    m_log.clear();
    console.press(Qt::Key_Return);
    QCOMPARE(m_log, QStringList(QStringLiteral("pressed")));

    QKeyEvent held(
        QEvent::KeyPress, Qt::Key_Return, Qt::NoModifier, QStringLiteral("\r"), /*autorep=*/true);
    QCoreApplication::sendEvent(QApplication::focusWidget(), &held);
    QCOMPARE(m_log.size(), 1);

    page->setFocus();
    console.press(Qt::Key_Return);
    QCOMPARE(m_log.size(), 1);
    console.press(Qt::Key_Return, Qt::ControlModifier);
    QCOMPARE(m_log.size(), 2);

    auto* primary = console.find<QPushButton>("primary");
    primary->setEnabled(false);
    primary->setToolTip(QStringLiteral("Not yet."));
    console.press(Qt::Key_Return, Qt::ControlModifier);
    QCOMPARE(m_log.size(), 2);
    QCOMPARE(console.window().statusBar()->currentMessage(), QStringLiteral("Not yet."));
}

void TestMainWindow::theFocusStaysBesideWhatLostIt_data()
{
    using Loss = std::function<void(QPushButton&)>;
    QTest::addColumn<Loss>("lose");
    QTest::newRow("a disabled button") << Loss([](QPushButton& it) { it.setEnabled(false); });
    QTest::newRow("a hidden button") << Loss([](QPushButton& it) { it.hide(); });
    QTest::newRow("a disabled page")
        << Loss([](QPushButton& it) { it.parentWidget()->setEnabled(false); });
}

/// Above all it does not go to a message's button, where Return would agree to something.
void TestMainWindow::theFocusStaysBesideWhatLostIt()
{
    QFETCH(std::function<void(QPushButton&)>, lose);
    saveConnector(home(), QStringLiteral("acme"));
    Console console(home(), fakes());
    QVERIFY(console.show());
    QVERIFY(QTest::qWaitForWindowActive(&console.window()));
    bool isPressed = false;
    console.find<MessageBar>("windowMessages")
        ->show(Tone::Warning, QStringLiteral("May I?"),
            { { QStringLiteral("Yes"), QStringLiteral("yes"), [&] { isPressed = true; } } });
    auto* primary = console.find<QPushButton>("primary");
    primary->setFocus();
    QCOMPARE(QApplication::focusWidget(), primary);
    lose(*primary);
    const QWidget* focused = QApplication::focusWidget();
    QVERIFY2(
        focused == nullptr || focused == shown(console) || focused->isAncestorOf(shown(console)),
        focused != nullptr ? qPrintable(focused->objectName()) : "");
    console.press(Qt::Key_Return);
    console.press(Qt::Key_Space);
    QVERIFY(!isPressed);
    shown(console)->setEnabled(true);
    console.press(Qt::Key_Tab);
    QVERIFY(QApplication::focusWidget() != nullptr);
}

void TestMainWindow::aPageIsAskedBeforeItIsLeft()
{
    saveConnector(home(), QStringLiteral("acme"));
    saveConnector(home(), QStringLiteral("beta"));
    Console console(home(), fakes());
    QVERIFY(console.show());
    FakePage* page = shown(console);
    page->hasChanges = true;
    auto* bar = console.find<PageBar>("pages");
    QTest::mouseClick(bar, Qt::LeftButton, {}, bar->tabRect(3).center());
    QCOMPARE(console.window().pages()->currentId(), std::optional(PageId::Settings));
    QCOMPARE(bar->currentIndex(), 0);
    auto* list = console.find<QListView>("authorities");
    list->setCurrentIndex(list->model()->index(1, 0));
    QCOMPARE(list->currentIndex().row(), 0);
    page->agree(); // the last wish: the other authority
    QCOMPARE(console.window().pages()->currentId(), std::optional(PageId::Settings));
    QCOMPARE(m_log.last(), QStringLiteral("Settings shows beta"));
    QCOMPARE(list->currentIndex().row(), 1);
}

void TestMainWindow::theLatestWishCountsWhileAPageAsks()
{
    saveConnector(home(), QStringLiteral("acme"));
    Console console(home(), fakes());
    QVERIFY(console.show());
    std::function<void()> first;
    PageStack stack([&](PageId id, QWidget* parent) { return new FakePage(id, m_log, parent); });
    auto* page = qobject_cast<FakePage*>(stack.show(PageId::Settings));
    page->hasChanges = true;
    int proceeded = 0;
    stack.leave([&] { proceeded = 1; });
    stack.leave([&] { proceeded = 2; });
    page->agree();
    QCOMPARE(proceeded, 2);
}

void TestMainWindow::closingAsksThePage()
{
    saveConnector(home(), QStringLiteral("acme"));
    Console console(home(), fakes());
    QVERIFY(console.show());
    FakePage* page = shown(console);
    page->hasChanges = true;
    console.window().close();
    QTest::qWait(0);
    QVERIFY(console.window().isVisible());
    page->agree();
    QTRY_VERIFY(!console.window().isVisible());
}

void TestMainWindow::closingAsksAboutATypedRequest()
{
    saveConnector(home(), QStringLiteral("acme"));
    saveConnector(home(), QStringLiteral("other"));
    Console* running = nullptr;
    Console console(home(), [&](PageId page, QWidget* parent) -> Page* {
        if (page == PageId::Enroll)
            return new EnrollPage(running->workspace(), running->state(), parent);
        return new FakePage(page, m_log, parent);
    });
    running = &console;
    QVERIFY(console.show());
    console.window().go(toPage(PageId::Enroll, QStringLiteral("acme")));
    console.find<QLineEdit>("comment")->setText(QStringLiteral("for the shop"));
    // Nothing is lost by looking elsewhere.
    console.window().go(toPage(PageId::Profiles, QStringLiteral("other")));
    QVERIFY(!console.window().close());
    QTRY_VERIFY(console.find<QPushButton>("closeAndDrop") != nullptr);
    QVERIFY(console.find<MessageBar>("windowMessages")->text().contains(QStringLiteral("ACME")));
    console.find<QPushButton>("showRequest")->click();
    QCOMPARE(console.window().pages()->currentId(), PageId::Enroll);
    QVERIFY(console.window().windowTitle().contains(QStringLiteral("ACME")));
    QVERIFY(console.window().isVisible());
    QVERIFY(!console.window().close());
    QTRY_VERIFY(console.find<QPushButton>("closeAndDrop") != nullptr);
    console.find<QPushButton>("closeAndDrop")->click();
    QTRY_VERIFY(!console.window().isVisible());
}

void TestMainWindow::closingWarnsOfKeysThatWouldBeLost()
{
    const auto connector = saveConnector(home(), QStringLiteral("acme"));
    const auto keyChain = std::make_shared<NoKeyChain>();
    Console console(home(), fakes(), workspace::Access::Full, keyChain);
    QVERIFY(console.show());
    orders::Order draft;
    draft.connector = connector.uuid;
    draft.connectorId = connector.id;
    draft.kind = orders::OrderKind::Pkcs12;
    draft.subject = QStringLiteral("CN=key.example.org");
    QVERIFY(QCoro::waitFor(console.workspace().orders()->create(draft)));
    QCoro::waitFor(console.workspace().tracker().takeUpOpenOrders());
    QCOMPARE(console.workspace().tracker().orders().size(), 1);

    QTRY_VERIFY(console.find<QPushButton>("allowSession") != nullptr);
    console.find<QPushButton>("allowSession")->click();
    QVERIFY(QCoro::waitFor(console.secrets().write(
        secrets::orderKeyName(), Secret::fromString(QStringLiteral("order key")))));
    QVERIFY(!console.window().close());
    QTRY_VERIFY(console.find<QPushButton>("closeAnyway") != nullptr);
    QVERIFY(console.window().isVisible());
    console.find<QPushButton>("closeAnyway")->click();
    QTRY_VERIFY(!console.window().isVisible());
}

void TestMainWindow::windowPageAndAuthorityAreKept()
{
    saveConnector(home(), QStringLiteral("acme"));
    saveConnector(home(), QStringLiteral("beta"));
    const QSize size(940, 640);
    {
        Console console(home(), fakes());
        QVERIFY(console.show());
        console.window().resize(size);
        Destination to;
        to.page = PageId::Activity;
        to.connectorId = QStringLiteral("beta");
        console.window().go(to);
        console.window().close();
        QTRY_VERIFY(!console.window().isVisible());
    }
    m_log.clear();
    Console console(home(), fakes());
    QVERIFY(console.show());
    QCOMPARE(m_log.value(1), QStringLiteral("Activity shows beta"));
    QCOMPARE(console.window().size(), size);
}

void TestMainWindow::aRemovedAuthorityGivesWayToAnother()
{
    saveConnector(home(), QStringLiteral("acme"));
    saveConnector(home(), QStringLiteral("beta"));
    Console console(home(), fakes());
    QVERIFY(console.show());
    QVERIFY(QCoro::waitFor(console.workspace().remove(QStringLiteral("acme"))));
    QTRY_COMPARE(m_log.last(), QStringLiteral("Settings shows beta"));
    QVERIFY(QCoro::waitFor(console.workspace().remove(QStringLiteral("beta"))));
    QTRY_VERIFY(console.find<QAbstractButton>("trySandbox") != nullptr);
    QVERIFY(console.find<QAbstractButton>("trySandbox")->isVisible());
}

void TestMainWindow::aRenamedAuthorityStaysShown()
{
    auto acme = saveConnector(home(), QStringLiteral("acme"));
    saveConnector(home(), QStringLiteral("beta"));
    Console console(home(), fakes());
    QVERIFY(console.show());
    acme.id = QStringLiteral("zebra");
    acme.name = QStringLiteral("Zebra");
    QVERIFY(QCoro::waitFor(console.workspace().save(acme, {}, QStringLiteral("acme"))));
    QTRY_COMPARE(console.window().windowTitle(), QStringLiteral("Zebra – Gatehouse"));
    QCOMPARE(m_log.last(), QStringLiteral("Settings shows acme"));
    acme.name = QStringLiteral("Only the name");
    QVERIFY(QCoro::waitFor(console.workspace().save(acme, {}, QStringLiteral("zebra"))));
    QTRY_COMPARE(console.window().windowTitle(), QStringLiteral("Only the name – Gatehouse"));
}

void TestMainWindow::filesFindTheirPage_data()
{
    QTest::addColumn<QByteArray>("content");
    QTest::addColumn<QString>("page");
    QTest::newRow("a request goes to Enroll") << someRequest() << QStringLiteral("Enroll");
    QTest::newRow("a connector goes to Settings")
        << QByteArray(R"({"format":1,"id":"gamma","name":"Gamma","properties":{}})")
        << QStringLiteral("Settings");
}

void TestMainWindow::filesFindTheirPage()
{
    QFETCH(QByteArray, content);
    QFETCH(QString, page);
    saveConnector(home(), QStringLiteral("acme"));
    Console console(home(), fakes());
    QVERIFY(console.show());
    const QString file = fileWith(*m_home, QStringLiteral("dropped"), content);
    drop(console.window(), file);
    QCOMPARE(m_log.last(), QStringLiteral("%1 goes to %2").arg(page, file));
}

void TestMainWindow::aFileOfNoUseIsExplained()
{
    saveConnector(home(), QStringLiteral("acme"));
    Console console(home(), fakes());
    QVERIFY(console.show());
    m_log.clear();
    drop(console.window(), fileWith(*m_home, QStringLiteral("letter.txt"), "Dear all"));
    auto* bar = console.find<MessageBar>("windowMessages");
    QVERIFY(bar->text().contains(QStringLiteral("letter.txt")));
    QVERIFY(m_log.isEmpty());
}

void TestMainWindow::aDamagedConnectorFileIsToldAndHidesNothing()
{
    saveConnector(home(), QStringLiteral("acme"));
    QFile damaged(home() + QStringLiteral("/config/connectors/broken.json"));
    QVERIFY(damaged.open(QIODevice::WriteOnly));
    damaged.write("{");
    damaged.setPermissions(QFile::ReadOwner | QFile::WriteOwner);
    damaged.close();
    Console console(home(), fakes());
    QVERIFY(console.show());
    auto* bar = console.find<MessageBar>("windowMessages");
    QVERIFY2(bar->text().contains(QStringLiteral("broken")), qPrintable(bar->text()));
    QCOMPARE(m_log.last(), QStringLiteral("Settings shows acme"));
}

void TestMainWindow::readOnlyReachesNothingThatChanges()
{
    saveConnector(home(), QStringLiteral("acme"));
    Console console(home(), fakes(), workspace::Access::ReadOnly);
    QVERIFY(console.show());
    QVERIFY(console.window().windowTitle().contains(QStringLiteral("read-only")));
    QCOMPARE(m_log.value(0), QStringLiteral("make Certificates"));
    for (int number = 0; number < 6; ++number) {
        Destination to;
        to.page = static_cast<PageId>(number);
        console.window().go(to);
        to.addsConnector = true;
        to.files = { QStringLiteral("/etc/hosts") };
        console.window().go(to);
        console.press(static_cast<Qt::Key>(Qt::Key_1 + number), Qt::ControlModifier);
        QVERIFY(isReadOnlyPage(*console.window().pages()->currentId()));
    }
    console.press(Qt::Key_N, Qt::ControlModifier);
    console.press(Qt::Key_O, Qt::ControlModifier);
    drop(console.window(), fileWith(*m_home, QStringLiteral("request.pem"), someRequest()));
    QVERIFY(console.find<MessageBar>("windowMessages")->isShown());
    for (const PageId page : { PageId::Settings, PageId::Check, PageId::Profiles, PageId::Enroll })
        QVERIFY(!console.window().pages()->isMade(page));
    QCOMPARE(console.find<PageBar>("pages")->count(), 2);
    QVERIFY(console.find<QToolButton>("addAuthority") == nullptr);
    static const QStringList harmless { QStringLiteral("quit"), QStringLiteral("goTo5"),
        QStringLiteral("goTo6"), QStringLiteral("nextPane"), QStringLiteral("previousPane"),
        QStringLiteral("refresh"), QStringLiteral("filter"), QStringLiteral("appearanceSystem"),
        QStringLiteral("appearanceLight"), QStringLiteral("appearanceDark"), QStringLiteral("help"),
        QStringLiteral("about") };
    const auto menus = console.window().menuBar()->actions();
    QCOMPARE(menus.size(), 4);
    for (const QAction* menu : menus) {
        const auto actions = menu->menu()->actions();
        for (const QAction* action : actions) {
            QVERIFY2(action->isSeparator() || harmless.contains(action->objectName()),
                qPrintable(action->text()));
        }
    }
}

void TestMainWindow::withoutAnAuthorityPagesSayWhy()
{
    Console console(home(), fakes());
    QVERIFY(console.show());
    auto* action = console.find<QAction>("goTo4");
    QVERIFY(!action->isEnabled());
    QVERIFY(action->toolTip().contains(QStringLiteral("certificate authority")));
    QCOMPARE(action->statusTip(), action->toolTip());
    saveConnector(home(), QStringLiteral("acme"));
    Destination to;
    to.connectorId = QStringLiteral("acme");
    console.window().go(to);
    QVERIFY(action->isEnabled());
    QVERIFY(action->toolTip().contains(QStringLiteral("request")));
}

void TestMainWindow::theListIsAModelThatQtAccepts()
{
    const auto acme = saveConnector(home(), QStringLiteral("acme"));
    Console console(home(), fakes());
    AuthorityModel model(console.workspace());
    const QAbstractItemModelTester tester(
        &model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.reload();
    QCOMPARE(model.rowCount(), 1);
    QTRY_COMPARE(
        model.index(0).data(AuthorityModel::StateRole).toString(), QStringLiteral("Never checked"));
    QVERIFY(!model.index(0).data(AuthorityModel::SandboxRole).toBool());
    connector::CheckReport report;
    report.conclusion = QStringLiteral("Look at the URL.");
    QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
    console.workspace().checks().add(acme, report);
    QTRY_COMPARE(changed.size(), 1);
    QCOMPARE(model.index(0).data(AuthorityModel::StateRole).toString(),
        QStringLiteral("Look at the URL."));
    QCOMPARE(model.index(0).data(AuthorityModel::ToneRole).toInt(), static_cast<int>(Tone::Error));
}

void TestMainWindow::theKeyChainIsMissedOnce()
{
    saveConnector(home(), QStringLiteral("acme"));
    const auto keyChain = std::make_shared<NoKeyChain>();
    Console console(home(), fakes(), workspace::Access::Full, keyChain);
    QVERIFY(console.show());
    auto* bar = console.find<MessageBar>("keyChainMessages");
    QTRY_VERIFY(bar->isShown());
    const int asked = keyChain->reads;
    const auto walk = [&console] {
        for (int number = 0; number < 6; ++number) {
            Destination to;
            to.page = static_cast<PageId>(number);
            to.connectorId = QStringLiteral("acme");
            console.window().go(to);
            QCoreApplication::processEvents();
        }
    };
    walk();
    QVERIFY2(bar->isShown(), "it stays until it is answered");
    bar->clear();
    walk();
    QVERIFY(!bar->isShown());
    QCOMPARE(keyChain->reads, asked);
}

QTEST_MAIN(TestMainWindow)
#include "tst_mainwindow.moc"
