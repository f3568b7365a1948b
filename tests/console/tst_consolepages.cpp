// SPDX-License-Identifier: Apache-2.0
#include <core/connector/connectorsecrets.h>
#include <core/pki/certificaterequest.h>
#include <core/pki/privatekey.h>
#include <tests/support/pulse.h>
#include <tests/support/sandboxpeer.h>
#include <tests/ui/windowfixture.h>
#include <ui/widgets/inlinenote.h>
#include <ui/window/pages.h>

#include <QAbstractButton>
#include <QAccessible>
#include <QAction>
#include <QClipboard>
#include <QComboBox>
#include <QDialog>
#include <QJsonArray>
#include <QJsonObject>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QMenuBar>
#include <QPlainTextEdit>
#include <QProcess>
#include <QPushButton>
#include <QScrollArea>
#include <QScrollBar>
#include <QTableView>
#include <QTemporaryDir>

using namespace gatehouse;
using namespace gatehouse::ui;
using namespace gatehouse::testsupport;

namespace {

constexpr int longestPause = 50;
constexpr int patience = 15000; ///< milliseconds
constexpr auto whileItHangs = std::chrono::milliseconds(300);

QString describe(const QWidget* widget)
{
    QStringList path;
    for (const QWidget* at = widget; at != nullptr && !at->isWindow(); at = at->parentWidget())
        path.prepend(QStringLiteral("%1 “%2”").arg(
            QString::fromLatin1(at->metaObject()->className()), at->objectName()));
    return path.join(QStringLiteral(" > "));
}

/// Parts of Qt's own widgets are theirs to name.
bool isOfQt(const QWidget* widget)
{
    const QString name = widget->objectName();
    return name.startsWith(QStringLiteral("qt_")) || name.startsWith(QStringLiteral("ScrollLeft"))
        || name.startsWith(QStringLiteral("ScrollRight"))
        || qobject_cast<const QScrollBar*>(widget) != nullptr
        || qobject_cast<const QMenu*>(widget) != nullptr
        || widget->inherits("QComboBoxPrivateContainer") || widget->inherits("QTableCornerButton")
        || widget->isWindow() // the popups of completers
        || widget->inherits("QLineEditIconButton")
        || (qobject_cast<const QLineEdit*>(widget) != nullptr
            && qobject_cast<const QComboBox*>(widget->parentWidget()) != nullptr)
        || widget->inherits("QComboBoxListView") || widget->inherits("QHeaderView");
}

/// A text that says nothing is not shown.
bool isEmptyText(const QWidget* widget)
{
    const auto* label = qobject_cast<const QLabel*>(widget);
    const auto* button = qobject_cast<const QAbstractButton*>(widget);
    return (label != nullptr && label->text().isEmpty())
        || (button != nullptr && button->isHidden() && button->text().isEmpty());
}

QString accessibleText(QWidget* widget, QAccessible::Text kind)
{
    QAccessibleInterface* accessible = QAccessible::queryAccessibleInterface(widget);
    return accessible != nullptr ? accessible->text(kind) : QString();
}

QStringList unnamed(const QWidget& window)
{
    QStringList problems;
    const auto widgets = window.findChildren<QWidget*>();
    for (QWidget* widget : widgets) {
        if (widget->focusPolicy() == Qt::NoFocus || isOfQt(widget) || isEmptyText(widget))
            continue;
        if (widget->objectName().isEmpty())
            problems.append(QStringLiteral("no object name: ") + describe(widget));
        if (accessibleText(widget, QAccessible::Name).isEmpty())
            problems.append(QStringLiteral("no accessible name: ") + describe(widget));
    }
    return problems;
}

QStringList unexplained(const QWidget& window)
{
    QStringList problems;
    const auto buttons = window.findChildren<QAbstractButton*>();
    for (QAbstractButton* button : buttons) {
        // What is disabled because the whole form is busy is not disabled by itself.
        const bool isDisabled = !button->isEnabled() && button->testAttribute(Qt::WA_ForceDisabled);
        if (isDisabled && !isOfQt(button)
            && (button->toolTip().isEmpty() || button->accessibleDescription().isEmpty()))
            problems.append(describe(button));
    }
    const auto actions = window.findChildren<QAction*>();
    for (const QAction* action : actions) {
        const bool isOurs = !action->objectName().isEmpty()
            && !action->objectName().startsWith(QStringLiteral("_q_"));
        // An action without a tip of its own shows its text.
        QString plain = action->text();
        plain.remove(u'&').remove(u'…');
        if (isOurs && !action->isEnabled()
            && (action->toolTip().isEmpty() || action->toolTip() == plain))
            problems.append(action->objectName());
    }
    return problems;
}

/// What is scrolled may be larger than what it is seen through.
bool isScrolled(const QWidget* widget)
{
    const QWidget* parent = widget->parentWidget();
    const auto* area = qobject_cast<const QAbstractScrollArea*>(parent->parentWidget());
    return area != nullptr && area->viewport() == parent;
}

/// The first of the widgets around it, itself included, that reaches out of its parent.
const QWidget* reachingOut(const QWidget* widget)
{
    for (const QWidget* at = widget; !at->isWindow(); at = at->parentWidget()) {
        if (!isScrolled(at) && !at->parentWidget()->rect().contains(at->geometry()))
            return at;
    }
    return nullptr;
}

bool isCut(const QWidget* widget)
{
    const auto* label = qobject_cast<const QLabel*>(widget);
    if (label != nullptr && label->wordWrap())
        return label->heightForWidth(label->width()) > label->height();
    return widget->sizeHint().width() > widget->width()
        || (label != nullptr && label->sizeHint().height() > label->height());
}

QString textOf(const QWidget* widget)
{
    const auto* label = qobject_cast<const QLabel*>(widget);
    const auto* button = qobject_cast<const QAbstractButton*>(widget);
    return label != nullptr ? label->text() : button != nullptr ? button->text() : QString();
}

/// Texts and buttons that are shown, but not in full, and pages that would have to be scrolled
/// sideways to be read.
QStringList hiddenParts(const QWidget& window)
{
    QStringList problems;
    const auto widgets = window.findChildren<QWidget*>();
    for (const QWidget* widget : widgets) {
        const auto* area = qobject_cast<const QScrollArea*>(widget);
        if (!widget->isVisible())
            continue;
        if (area != nullptr && area->horizontalScrollBar()->maximum() > 0) {
            problems.append(QStringLiteral("%1 px too wide: %2")
                                .arg(area->horizontalScrollBar()->maximum())
                                .arg(describe(widget)));
        }
        if (isOfQt(widget) || textOf(widget).isEmpty())
            continue;
        if (const QWidget* out = reachingOut(widget)) {
            problems.append(QStringLiteral("“%1” reaches out of its parent: %2")
                                .arg(textOf(widget), describe(out)));
        }
        if (isCut(widget)) {
            const QSize needs = widget->sizeHint();
            problems.append(QStringLiteral("“%1” needs %2×%3 and has %4×%5: %6")
                                .arg(textOf(widget))
                                .arg(needs.width())
                                .arg(needs.height())
                                .arg(widget->width())
                                .arg(widget->height())
                                .arg(describe(widget)));
        }
    }
    return problems;
}

bool isPressable(const QPushButton* button)
{
    return button != nullptr && button->isEnabled() && button->isVisible()
        && button->menu() == nullptr;
}

void closeDialogs()
{
    const auto windows = QApplication::topLevelWidgets();
    for (QWidget* window : windows) {
        if (auto* dialog = qobject_cast<QDialog*>(window); dialog != nullptr && dialog->isVisible())
            dialog->reject();
        if (auto* menu = qobject_cast<QMenu*>(window); menu != nullptr && menu->isVisible())
            menu->close();
    }
}

/// How long `act` keeps the event loop, which runs on for `wait` after it. What is the machine's
/// fault alone does not happen each time; who waits for the authority waits every time.
qint64 shortestPause(const std::function<void()>& act, const std::function<void()>& prepare = {},
    std::chrono::milliseconds wait = std::chrono::milliseconds(30))
{
    constexpr int tries = 5;
    qint64 shortest = std::numeric_limits<qint64>::max();
    for (int attempt = 0; attempt < tries && shortest > longestPause; ++attempt) {
        if (prepare)
            prepare();
        Pulse pulse;
        act();
        QTest::qWait(static_cast<int>(wait.count()));
        shortest = std::min(shortest, pulse.longest());
        closeDialogs();
    }
    return shortest;
}

/// A request that nobody has ordered yet.
QByteArray freshCsr()
{
    static int number = 0;
    const auto key = pki::PrivateKey::generate({ pki::KeyAlgorithm::Ec, 256 });
    const auto subject =
        pki::DistinguishedName::parse(QStringLiteral("CN=host%1.example.org").arg(++number));
    return pki::CertificateRequest::create(*key, *subject, {})->toPem();
}

} // namespace

/// The console with its real pages.
class TestConsolePages : public QObject {
    Q_OBJECT

    SandboxPeer m_peer;
    QTemporaryDir m_stores;
    std::unique_ptr<QTemporaryDir> m_home;

    std::unique_ptr<Console> console(workspace::Access access = workspace::Access::Full)
    {
        auto made = std::make_shared<Console*>(nullptr);
        auto result = std::make_unique<Console>(
            m_home->path(),
            [made](PageId page, QWidget* parent) {
                return makePage(page, (*made)->workspace(), (*made)->state(), parent);
            },
            access);
        *made = result.get();
        return result;
    }

    /// A connector to the test's own sandbox, which is not the built-in one.
    bool addConnector(Console& into, const QString& trustStore = {})
    {
        QFile file(m_peer.info()
                       .value(QStringLiteral("connectorFiles"))
                       .toObject()
                       .value(QStringLiteral("password"))
                       .toString());
        if (!file.open(QIODevice::ReadOnly))
            return false;
        const auto imported = settings::importConnectors(file.readAll());
        if (!imported)
            return false;
        settings::ConnectorSettings settings = imported->first().settings;
        settings.id = QStringLiteral("acme");
        for (const char* timer : { "enroll-back-off-timer", "enroll-max-back-off-timer" })
            settings.properties.insert(QString::fromLatin1(timer), QStringLiteral("1"));
        if (!trustStore.isEmpty()) {
            settings.properties.insert(QStringLiteral("ssl-trust-store"), trustStore);
            settings.properties.insert(
                QStringLiteral("ssl-truststore-type"), QStringLiteral("PKCS12"));
        }
        workspace::SecretChanges changes;
        for (const char* key : { "login-password", "ssl-trust-store-password" }) {
            const QString property = QString::fromLatin1(key);
            QString value = m_peer.credential(property);
            if (value.isEmpty())
                value = m_peer.credential(QStringLiteral("sandbox.") + property);
            changes.written.insert(property, Secret::fromUtf8(value.toUtf8()));
        }
        return QCoro::waitFor(into.workspace().save(settings, changes, QString())).has_value();
    }

    /// The sandbox's trust store again, with a password that takes seconds to be turned into a key.
    QString slowTrustStore()
    {
        QString path = m_stores.filePath(QStringLiteral("slow.p12"));
        const QString pem = m_peer.info()
                                .value(QStringLiteral("trustStore"))
                                .toObject()
                                .value(QStringLiteral("pem"))
                                .toString();
        QProcess openssl;
        openssl.start(QStringLiteral("openssl"),
            { QStringLiteral("pkcs12"), QStringLiteral("-export"), QStringLiteral("-nokeys"),
                QStringLiteral("-in"), pem, QStringLiteral("-out"), path, QStringLiteral("-iter"),
                QStringLiteral("5000000"), QStringLiteral("-passout"),
                QStringLiteral("pass:")
                    + m_peer.credential(QStringLiteral("ssl-trust-store-password")) });
        const bool isMade = openssl.waitForFinished() && openssl.exitCode() == 0;
        return isMade ? path : QString();
    }

    void hang()
    {
        m_peer.control("POST", QStringLiteral("/faults"),
            QJsonDocument(QJsonObject { { QStringLiteral("path"), QStringLiteral("/*") },
                { QStringLiteral("kind"), QStringLiteral("hang") },
                { QStringLiteral("count"), -1 } }));
    }
    void answerAgain() { m_peer.control("DELETE", QStringLiteral("/faults")); }
    bool wasAsked(const QString& path)
    {
        const auto requests = m_peer.control("GET", QStringLiteral("/requests")).array();
        return std::any_of(requests.begin(), requests.end(), [&path](const QJsonValue& request) {
            return request.toObject().value(QStringLiteral("target")).toString().contains(path);
        });
    }

    static bool click(Console& in, const char* name)
    {
        auto* button =
            in.window().pages()->current()->findChild<QPushButton*>(QString::fromLatin1(name));
        if (button == nullptr
            || !QTest::qWaitFor([button] { return isPressable(button); }, patience)) {
            qWarning("%s cannot be pressed", name);
            return false;
        }
        button->click();
        return true;
    }
    /// A request in the form, ready to be reviewed.
    static bool fillIn(Console& in)
    {
        in.find<QComboBox>("profile")->setEditText(QStringLiteral("60515"));
        in.find<QPlainTextEdit>("csrText")->setPlainText(QString::fromLatin1(freshCsr()));
        const auto* review = in.find<QPushButton>("reviewOrder");
        return QTest::qWaitFor([review] { return isPressable(review); }, patience);
    }

    void goTo(Console& in, PageId page)
    {
        Destination to;
        to.page = page;
        to.connectorId = QStringLiteral("acme");
        in.window().go(to);
    }

private Q_SLOTS:
    void initTestCase()
    {
        QString problem;
        QVERIFY2(m_peer.start({ QStringLiteral("--port"), QStringLiteral("0") }, problem),
            qPrintable(problem));
    }
    void init() { m_home = std::make_unique<QTemporaryDir>(); }
    void cleanup()
    {
        answerAgain();
        m_peer.control("DELETE", QStringLiteral("/requests"));
    }

    void everyPageIsNamedAndExplainsWhatIsDisabled_data();
    void everyPageIsNamedAndExplainsWhatIsDisabled();
    void everythingThatIsShownIsSeen_data();
    void everythingThatIsShownIsSeen();
    void theWindowStaysAliveWhileTheAuthorityHangs();
    void aLookupThatHangsLeavesTheWindowAlive();
    void anOrderThatHangsLeavesTheWindowAlive();
    void aStoreThatIsSlowToOpenLeavesTheWindowAlive();
    void readOnlyHasTwoPagesThatChangeNothing();
};

void TestConsolePages::everyPageIsNamedAndExplainsWhatIsDisabled_data()
{
    QTest::addColumn<PageId>("page");
    QTest::newRow("Settings") << PageId::Settings;
    QTest::newRow("Check connection") << PageId::Check;
    QTest::newRow("Profiles") << PageId::Profiles;
    QTest::newRow("Enroll") << PageId::Enroll;
    QTest::newRow("Certificates") << PageId::Certificates;
    QTest::newRow("Activity") << PageId::Activity;
}

void TestConsolePages::everyPageIsNamedAndExplainsWhatIsDisabled()
{
    QFETCH(PageId, page);
    const auto made = console();
    QVERIFY(addConnector(*made));
    QVERIFY(made->show());
    goTo(*made, page);
    QVERIFY(made->window().pages()->current() != nullptr);
    // Empty, and filled by the authority's answers.
    for (int round = 0; round < 2; ++round) {
        const QStringList problems = unnamed(made->window()) + unexplained(made->window());
        QVERIFY2(problems.isEmpty(), qPrintable(problems.join(u'\n')));
        QTest::qWait(round == 0 ? 1000 : 0);
    }
}

/// Run once more at 200 %, where a screen of 1920 × 1080 has room for the smaller one.
void TestConsolePages::everythingThatIsShownIsSeen_data()
{
    QTest::addColumn<QSize>("size");
    QTest::newRow("as it opens") << QSize(1280, 800);
    QTest::newRow("a small screen") << QSize(960, 540);
}

void TestConsolePages::everythingThatIsShownIsSeen()
{
    QFETCH(QSize, size);
    const auto made = console();
    QVERIFY(addConnector(*made));
    QVERIFY(made->show());
    made->window().resize(size);
    QCOMPARE(made->window().size(), size);
    QStringList problems;
    const auto look = [&](const QString& where) {
        QTest::qWait(100); // what is laid out later
        const QStringList found = hiddenParts(made->window());
        for (const QString& problem : found)
            problems.append(where + QStringLiteral(": ") + problem);
    };
    goTo(*made, PageId::Settings);
    QTRY_VERIFY(made->find<QWidget>("connectorForm")->isEnabled());
    look(QStringLiteral("Settings"));
    made->find<QAction>("export")->trigger();
    look(QStringLiteral("Export"));
    made->window().pages()->current()->cancel();
    made->find<QAction>("remove")->trigger();
    look(QStringLiteral("Remove"));
    made->window().pages()->current()->cancel();

    goTo(*made, PageId::Check);
    look(QStringLiteral("Check connection"));
    QVERIFY(click(*made, "checkNow"));
    QTRY_VERIFY_WITH_TIMEOUT(!made->find<QPushButton>("checkStop")->isVisible(), patience);
    look(QStringLiteral("Check connection, done"));

    goTo(*made, PageId::Profiles);
    auto* profiles = made->find<QTableView>("profilesTable");
    QTRY_VERIFY_WITH_TIMEOUT(profiles->model()->rowCount() > 0, patience);
    profiles->selectRow(0);
    look(QStringLiteral("Profiles"));

    goTo(*made, PageId::Enroll);
    QTRY_VERIFY_WITH_TIMEOUT(made->find<QComboBox>("profile")->count() > 0, patience);
    made->find<QAbstractButton>("kindPkcs12")->click();
    look(QStringLiteral("Enroll, PKCS #12"));
    made->find<QAbstractButton>("kindPkcs10")->click();
    QVERIFY(fillIn(*made));
    look(QStringLiteral("Enroll"));
    QVERIFY(click(*made, "reviewOrder"));
    QTRY_VERIFY_WITH_TIMEOUT(isPressable(made->find<QPushButton>("orderNow")), patience);
    look(QStringLiteral("Review"));
    QVERIFY(click(*made, "orderNow"));
    QTRY_VERIFY_WITH_TIMEOUT(made->find<QWidget>("giveUp")->isVisible(), patience);
    look(QStringLiteral("Progress"));
    QTRY_VERIFY_WITH_TIMEOUT(made->find<QWidget>("resultPanel")->isVisible(), patience);
    look(QStringLiteral("Result"));

    goTo(*made, PageId::Certificates);
    made->find<QPlainTextEdit>("lookupEdit")
        ->setPlainText(made->find<QLabel>("csrSubject")->text());
    QVERIFY(click(*made, "lookupFind"));
    QTRY_VERIFY_WITH_TIMEOUT(made->find<QWidget>("matchesTable")->isVisible(), patience);
    look(QStringLiteral("Certificates"));

    goTo(*made, PageId::Activity);
    auto* activity = made->find<QTableView>("activityTable");
    QTRY_VERIFY_WITH_TIMEOUT(activity->model()->rowCount() > 0, patience);
    activity->selectRow(0);
    look(QStringLiteral("Activity"));
    QVERIFY2(problems.isEmpty(), qPrintable(problems.join(u'\n')));
}

void TestConsolePages::theWindowStaysAliveWhileTheAuthorityHangs()
{
    const auto made = console();
    QVERIFY(addConnector(*made));
    QVERIFY(made->show());
    static const QList<PageId> pages { PageId::Settings, PageId::Check, PageId::Profiles,
        PageId::Enroll, PageId::Certificates, PageId::Activity };
    for (const PageId page : pages) {
        goTo(*made, page);
        QTest::qWait(50);
    }
    hang();
    for (const PageId page : pages) {
        goTo(*made, page);
        QTest::qWait(20);
        QWidget* shown = made->window().pages()->current();
        QVERIFY(shown != nullptr);
        const auto buttons = shown->findChildren<QPushButton*>();
        for (const QPointer<QPushButton> button : buttons) {
            // Making a file dialog is Qt's work; what may not happen is waiting for the authority.
            const QString name = button ? button->objectName() : QString();
            if (!isPressable(button) || name.contains(QStringLiteral("pen"))
                || name.contains(QStringLiteral("hoose")))
                continue;
            QApplication::clipboard()->clear();
            const qint64 pause = shortestPause([button] {
                if (isPressable(button))
                    button->click();
            });
            QVERIFY2(pause <= longestPause,
                qPrintable(QStringLiteral("%1: %2 ms").arg(name).arg(pause)));
        }
        made->window().pages()->current()->cancel();
    }
    const auto requests = m_peer.control("GET", QStringLiteral("/requests")).array();
    QVERIFY2(!requests.isEmpty(), "nothing was asked of the authority that hangs");
}

void TestConsolePages::aLookupThatHangsLeavesTheWindowAlive()
{
    const auto made = console();
    QVERIFY(addConnector(*made));
    QVERIFY(made->show());
    goTo(*made, PageId::Certificates);
    made->find<QPlainTextEdit>("lookupEdit")->setPlainText(QStringLiteral("www.example.org"));
    hang();
    const qint64 pause = shortestPause([&] { QVERIFY(click(*made, "lookupFind")); },
        [&] { made->window().pages()->current()->cancel(); }, whileItHangs);
    QVERIFY2(pause <= longestPause, qPrintable(QStringLiteral("%1 ms").arg(pause)));
    QVERIFY(wasAsked(QStringLiteral("commonName=www.example.org")));
}

void TestConsolePages::anOrderThatHangsLeavesTheWindowAlive()
{
    const auto made = console();
    QVERIFY(addConnector(*made));
    QVERIFY(made->show());
    goTo(*made, PageId::Enroll);
    QTRY_VERIFY_WITH_TIMEOUT(made->find<QComboBox>("profile")->count() > 0, patience);

    // The rules are asked once more, and what is mandatory may be another by now.
    QVERIFY(fillIn(*made));
    hang();
    m_peer.control("DELETE", QStringLiteral("/requests"));
    qint64 pause = shortestPause([&] { QVERIFY(click(*made, "reviewOrder")); },
        [&] { made->window().pages()->current()->cancel(); }, whileItHangs);
    QVERIFY2(pause <= longestPause, qPrintable(QStringLiteral("Review: %1 ms").arg(pause)));
    QVERIFY(wasAsked(QStringLiteral("/customFields")));
    // It says so, and Escape ends it.
    const auto* verdict = made->find<InlineNote>("verdict");
    QVERIFY2(verdict->text().contains(QStringLiteral("Esc")), qPrintable(verdict->text()));
    QVERIFY(!made->find<QPushButton>("reviewOrder")->isEnabled());
    made->press(Qt::Key_Escape);
    QTRY_VERIFY(made->find<QPushButton>("reviewOrder")->isEnabled());
    QVERIFY(!verdict->text().contains(QStringLiteral("Esc")));

    bool isAgain = false;
    const auto reviewed = [&] {
        answerAgain();
        if (std::exchange(isAgain, true))
            QVERIFY(click(*made, "progressNew"));
        QVERIFY(fillIn(*made));
        QVERIFY(click(*made, "reviewOrder"));
        const auto* order = made->find<QPushButton>("orderNow");
        QTRY_VERIFY_WITH_TIMEOUT(isPressable(order), patience);
        hang();
    };
    pause = shortestPause([&] { QVERIFY(click(*made, "orderNow")); }, reviewed, whileItHangs);
    QVERIFY2(pause <= longestPause, qPrintable(QStringLiteral("Order: %1 ms").arg(pause)));
    QVERIFY(wasAsked(QStringLiteral("/enroll")));
    const QString title = made->find<QLabel>("orderTitle")->text();
    QVERIFY2(title.contains(QStringLiteral("Waiting for host")), qPrintable(title));
}

void TestConsolePages::aStoreThatIsSlowToOpenLeavesTheWindowAlive()
{
    const QString store = slowTrustStore();
    QVERIFY(!store.isEmpty());
    std::unique_ptr<Console> made;
    const auto begin = [&] {
        made.reset();
        init();
        made = console();
        QVERIFY(addConnector(*made, store));
        QVERIFY(made->show());
        goTo(*made, PageId::Certificates);
        made->find<QPlainTextEdit>("lookupEdit")->setPlainText(QStringLiteral("www.example.org"));
    };
    QElapsedTimer elapsed;
    const auto lookUp = [&] {
        elapsed.start();
        QVERIFY(click(*made, "lookupFind"));
        const auto* stop = made->find<QPushButton>("lookupStop");
        QTRY_VERIFY_WITH_TIMEOUT(!stop->isVisible(), patience);
    };
    qint64 pause = shortestPause(lookUp, begin);
    QVERIFY2(pause <= longestPause, qPrintable(QStringLiteral("Look up: %1 ms").arg(pause)));
    QVERIFY2(elapsed.elapsed() > whileItHangs.count(), "the store was not slow to open");
    QVERIFY(wasAsked(QStringLiteral("commonName=www.example.org")));

    goTo(*made, PageId::Check);
    const auto check = [&] {
        elapsed.start();
        QVERIFY(click(*made, "checkNow"));
        const auto* stop = made->find<QPushButton>("checkStop");
        QTRY_VERIFY_WITH_TIMEOUT(!stop->isVisible(), patience);
    };
    pause = shortestPause(check);
    QVERIFY2(pause <= longestPause, qPrintable(QStringLiteral("Check: %1 ms").arg(pause)));
    QVERIFY2(elapsed.elapsed() > whileItHangs.count(), "the store was not slow to open");
    const auto* conclusion =
        made->window().pages()->current()->findChild<QLabel*>(QStringLiteral("checkConclusion"));
    QVERIFY2(conclusion->text().contains(QStringLiteral("works")), qPrintable(conclusion->text()));

    // Its entries are shown, too.
    pause = shortestPause([&] { goTo(*made, PageId::Settings); }, {}, 2 * whileItHangs);
    QVERIFY2(pause <= longestPause, qPrintable(QStringLiteral("Settings: %1 ms").arg(pause)));
}

void TestConsolePages::readOnlyHasTwoPagesThatChangeNothing()
{
    {
        const auto made = console();
        QVERIFY(addConnector(*made));
    }
    const auto made = console(workspace::Access::ReadOnly);
    QVERIFY(made->show());
    for (const PageId page : { PageId::Certificates, PageId::Activity }) {
        goTo(*made, page);
        QTest::qWait(300);
        // The way from here to everything else is shut, too.
        Destination elsewhere;
        elsewhere.page = PageId::Enroll;
        Q_EMIT made->window().pages()->current()->wantsToGo(elsewhere);
        QCOMPARE(made->window().pages()->currentId(), std::optional(page));
    }
    QVERIFY(made->find<QWidget>("waitingOrders") == nullptr);
    const auto saved = made->workspace().load(QStringLiteral("acme"));
    QVERIFY(saved);
    QVERIFY(!QCoro::waitFor(made->workspace().save(*saved, {}, QString())));
    QVERIFY(!QCoro::waitFor(made->workspace().remove(QStringLiteral("acme"))));
    const auto requests = m_peer.control("GET", QStringLiteral("/requests"));
    QVERIFY(!requests.isNull());
}

QTEST_MAIN(TestConsolePages)
#include "tst_consolepages.moc"
