// SPDX-License-Identifier: Apache-2.0
#include <core/connector/connectorsecrets.h>
#include <tests/support/pulse.h>
#include <tests/support/sandboxpeer.h>
#include <tests/ui/windowfixture.h>
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
#include <QPushButton>
#include <QScrollBar>
#include <QTemporaryDir>

using namespace gatehouse;
using namespace gatehouse::ui;
using namespace gatehouse::testsupport;

namespace {

constexpr int longestPause = 50;

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

/// How long `press` keeps the event loop. What is the machine's fault alone does not happen each
/// time; who waits for the authority waits every time.
qint64 shortestPause(const std::function<void()>& press)
{
    constexpr int tries = 5;
    qint64 shortest = std::numeric_limits<qint64>::max();
    for (int attempt = 0; attempt < tries && shortest > longestPause; ++attempt) {
        Pulse pulse;
        press();
        QTest::qWait(30);
        shortest = std::min(shortest, pulse.longest());
        closeDialogs();
    }
    return shortest;
}

} // namespace

/// The console with its real pages.
class TestConsolePages : public QObject {
    Q_OBJECT

    SandboxPeer m_peer;
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
    bool addConnector(Console& into)
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
    void cleanup() { m_peer.control("DELETE", QStringLiteral("/faults")); }

    void everyPageIsNamedAndExplainsWhatIsDisabled_data();
    void everyPageIsNamedAndExplainsWhatIsDisabled();
    void theWindowStaysAliveWhileTheAuthorityHangs();
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
    m_peer.control("POST", QStringLiteral("/faults"),
        QJsonDocument(QJsonObject { { QStringLiteral("path"), QStringLiteral("/*") },
            { QStringLiteral("kind"), QStringLiteral("hang") }, { QStringLiteral("count"), -1 } }));
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
