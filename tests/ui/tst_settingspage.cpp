// SPDX-License-Identifier: Apache-2.0
#include <core/clock.h>
#include <core/connector/connectorsecrets.h>
#include <core/secrets/sessionfallbackstore.h>
#include <ui/forms/connectorform.h>
#include <ui/forms/formfield.h>
#include <ui/forms/secreteditor.h>
#include <ui/settings/settingspage.h>
#include <ui/uistate.h>
#include <ui/widgets/messagebar.h>

#include <QAction>
#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>

using namespace gatehouse;
using namespace gatehouse::ui;
using settings::ConnectorSettings;

namespace {

QString text(const char* utf8)
{
    return QString::fromUtf8(utf8);
}

/// A key chain that is not there.
class NoKeyChain final : public secrets::SecretStore {
public:
    Task<Result<std::optional<Secret>>> read(secrets::SecretName) override
    {
        const Error error = unavailable();
        co_return failure(error);
    }
    Task<Result<void>> write(secrets::SecretName, Secret) override
    {
        const Error error = unavailable();
        co_return failure(error);
    }
    Task<Result<void>> remove(secrets::SecretName) override { co_return Result<void>(); }
    bool isPersistent() const override { return true; }
    bool isWritable() const override { return true; }
    QString description() const override { return text("key chain"); }

private:
    static Error unavailable()
    {
        Error error = Error::of(ErrorKind::SecretStore, text("There is no key chain."));
        error.cause = text("secrets/unavailable");
        return error;
    }
};

ConnectorSettings sample(const char* id)
{
    ConnectorSettings settings;
    settings.uuid = QUuid::createUuid();
    settings.id = text(id);
    settings.properties = { { text("customer-uri"), text("acme") }, { text("org-id"), text("7") },
        { text("url"), text("https://cert-manager.com/api") }, { text("login"), text("admin") },
        { text("ssl-trust-store"), text("/etc/trust.p12") } };
    return settings;
}

/// A page on a home folder of its own.
struct Desk {
    explicit Desk(std::shared_ptr<secrets::SecretStore> store = secrets::sessionStore(),
        workspace::Access access = workspace::Access::Full)
        : secretStore(std::move(store))
        , workspace(
              { { QDir(folder.filePath(text("config"))), QDir(folder.filePath(text("data"))) },
                  secretStore, std::make_shared<SystemClock>(), access })
        , state(folder.filePath(text("ui.ini")))
        , page(workspace, state)
    {
        page.resize(900, 600);
        page.show();
        page.activateWindow();
        static_cast<void>(QTest::qWaitForWindowActive(&page));
    }

    /// Saves a connector with its passwords, past the page.
    void add(const char* id) { put(sample(id)); }
    void put(const ConnectorSettings& settings)
    {
        workspace::SecretChanges changes;
        changes.written.insert(text("login-password"), Secret::fromString(text("old")));
        changes.written.insert(text("ssl-trust-store-password"), Secret::fromString(text("t")));
        bool isDone = false;
        consume(workspace.save(settings, changes), &page, [&isDone](const Result<void>& result) {
            QVERIFY2(result, qPrintable(result ? QString() : result.error().message));
            isDone = true;
        });
        QTRY_VERIFY(isDone);
    }
    void show(const char* id)
    {
        page.showConnector(text(id));
        QTRY_VERIFY(form()->isEnabled() && form()->original().id == text(id));
    }
    std::optional<Secret> secret(const char* id, const char* key)
    {
        std::optional<Secret> found;
        bool isDone = false;
        const auto settings = workspace.load(text(id));
        const auto name = connector::secretName(*settings, text(key));
        consume(secretStore->read(name), &page, [&](const Result<std::optional<Secret>>& read) {
            found = read.value_or(std::nullopt);
            isDone = true;
        });
        [&] { QTRY_VERIFY(isDone); }();
        return found;
    }
    ConnectorForm* form() { return page.findChild<ConnectorForm*>(text("connectorForm")); }
    void enter(const char* key, const QString& value)
    {
        form()->field(text(key))->editor()->setValue(value);
        Q_EMIT form()->field(text(key))->editor()->left();
    }
    void enterAll()
    {
        enter("id", text("sectigo-1"));
        enter("customer-uri", text("acme"));
        enter("org-id", text("7"));
        enter("url", text("https://cert-manager.com/api"));
        enter("login", text("admin"));
        enter("login-password", text("new"));
        enter("ssl-trust-store", text("/etc/trust.p12"));
        enter("ssl-trust-store-password", text("trust"));
    }
    MessageBar* message() { return page.findChild<MessageBar*>(text("messageBar")); }
    QPushButton* button(const char* name) { return page.findChild<QPushButton*>(text(name)); }
    void click(const char* name)
    {
        QVERIFY2(button(name) != nullptr, name);
        button(name)->click();
    }
    QAction* action(const char* name) { return page.findChild<QAction*>(text(name)); }

    QTemporaryDir folder;
    std::shared_ptr<secrets::SecretStore> secretStore;
    workspace::Workspace workspace;
    UiState state;
    SettingsPage page;
};

} // namespace

class TestSettingsPage : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void showsAConnectorAsItIsStored();
    void savesWhatWasChangedAndItsSecrets();
    void savesNothingWhileAnythingIsWrong();
    void revertsToWhatIsSaved();
    void renamesAConnector();
    void refusesTheIdOfAnother();
    void asksBeforeChangesAreLost();
    void savesAndGoesOn();
    void leavesAtOnceWithoutChanges();
    void addsAConnector();
    void aDraftCanBeDiscarded();
    void removesAConnectorAfterAQuestion();
    void offersTheSessionWithoutAKeyChain();
    void aChangedHostNeedsADecisionAboutThePassword();
    void followsAChangeFromElsewhere();
    void keepsUnsavedChangesWhenSomebodyElseSaves();
    void goesToASetting();
    void linksLeadToTheSections();
    void aConnectorThatIsGoneIsTold();
    void forReadingOnlyNothingCanBeSaved();
};

void TestSettingsPage::showsAConnectorAsItIsStored()
{
    Desk desk;
    desk.add("sectigo-1");
    desk.show("sectigo-1");
    QCOMPARE(desk.page.findChild<QLabel*>(text("title"))->text(), text("sectigo-1"));
    QVERIFY(!desk.page.hasUnsavedChanges());
    QVERIFY(!desk.button("save")->isEnabled());
    QVERIFY(!desk.button("save")->toolTip().isEmpty());
    QVERIFY(desk.button("checkConnection")->isEnabled());
    const auto* password =
        qobject_cast<SecretEditor*>(desk.form()->field(text("login-password"))->editor());
    QVERIFY(password->isKept());
}

void TestSettingsPage::savesWhatWasChangedAndItsSecrets()
{
    Desk desk;
    desk.add("sectigo-1");
    desk.show("sectigo-1");
    desk.enter("org-id", text("42"));
    desk.enter("login-password", text("new"));
    QVERIFY(desk.page.hasUnsavedChanges());
    QVERIFY(desk.page.findChild<QLabel*>(text("dirty"))->isVisible());
    desk.click("save");
    QTRY_VERIFY(!desk.page.hasUnsavedChanges());
    QCOMPARE(desk.workspace.load(text("sectigo-1"))->properties.value(text("org-id")), text("42"));
    QCOMPARE(*desk.secret("sectigo-1", "login-password"), Secret::fromString(text("new")));
    QCOMPARE(*desk.secret("sectigo-1", "ssl-trust-store-password"), Secret::fromString(text("t")));
}

void TestSettingsPage::savesNothingWhileAnythingIsWrong()
{
    Desk desk;
    desk.add("sectigo-1");
    desk.show("sectigo-1");
    desk.enter("customer-uri", text("other"));
    desk.enter("org-id", text("none"));
    desk.click("save");
    QVERIFY(desk.message()->text().contains(text("Nothing was saved")));
    QVERIFY(desk.form()->field(text("org-id"))->editor()->hasFocusInside());
    QCOMPARE(desk.workspace.load(text("sectigo-1"))->properties.value(text("customer-uri")),
        text("acme"));
    QCOMPARE(desk.page.findChild<QToolButton*>(text("sectionSectigoLink"))->icon().isNull(), false);
}

void TestSettingsPage::revertsToWhatIsSaved()
{
    Desk desk;
    desk.add("sectigo-1");
    desk.show("sectigo-1");
    desk.enter("customer-uri", text("other"));
    desk.click("revert");
    QVERIFY(!desk.page.hasUnsavedChanges());
    QCOMPARE(desk.form()->field(text("customer-uri"))->editor()->value(), text("acme"));
    QVERIFY(!desk.button("revert")->isEnabled());
}

void TestSettingsPage::renamesAConnector()
{
    Desk desk;
    desk.add("sectigo-1");
    desk.show("sectigo-1");
    desk.enter("id", text("sectigo-2"));
    desk.click("save");
    QTRY_VERIFY(desk.workspace.load(text("sectigo-2")));
    QVERIFY(!desk.workspace.load(text("sectigo-1")));
    QCOMPARE(*desk.secret("sectigo-2", "login-password"), Secret::fromString(text("old")));
}

void TestSettingsPage::refusesTheIdOfAnother()
{
    Desk desk;
    desk.add("sectigo-1");
    desk.add("sectigo-2");
    desk.show("sectigo-1");
    desk.enter("id", text("sectigo-2"));
    desk.click("save");
    QTRY_VERIFY(desk.message()->isShown());
    QVERIFY(desk.page.hasUnsavedChanges());
    QVERIFY(desk.workspace.load(text("sectigo-1")));
}

void TestSettingsPage::asksBeforeChangesAreLost()
{
    Desk desk;
    desk.add("sectigo-1");
    desk.show("sectigo-1");
    desk.enter("customer-uri", text("other"));
    int left = 0;
    desk.page.leave([&left] { ++left; });
    QCOMPARE(left, 0);
    QVERIFY(desk.message()->isShown());
    desk.click("leaveStay");
    QCOMPARE(left, 0);
    QVERIFY(desk.page.hasUnsavedChanges());
    desk.page.leave([&left] { ++left; });
    QTRY_VERIFY(desk.button("leaveDiscard"));
    desk.click("leaveDiscard");
    QCOMPARE(left, 1);
    QVERIFY(!desk.page.hasUnsavedChanges());
    QCOMPARE(desk.workspace.load(text("sectigo-1"))->properties.value(text("customer-uri")),
        text("acme"));
}

void TestSettingsPage::savesAndGoesOn()
{
    Desk desk;
    desk.add("sectigo-1");
    desk.show("sectigo-1");
    desk.enter("customer-uri", text("other"));
    int left = 0;
    desk.page.leave([&left] { ++left; });
    desk.click("leaveSave");
    QTRY_COMPARE(left, 1);
    QCOMPARE(desk.workspace.load(text("sectigo-1"))->properties.value(text("customer-uri")),
        text("other"));
}

void TestSettingsPage::leavesAtOnceWithoutChanges()
{
    Desk desk;
    int left = 0;
    desk.page.leave([&left] { ++left; });
    desk.add("sectigo-1");
    desk.show("sectigo-1");
    desk.page.leave([&left] { ++left; });
    QCOMPARE(left, 2);
}

void TestSettingsPage::addsAConnector()
{
    Desk desk;
    QSignalSpy going(&desk.page, &Page::wantsToGo);
    Destination destination;
    destination.addsConnector = true;
    desk.page.goTo(destination);
    QVERIFY(desk.form()->field(text("name"))->editor()->hasFocusInside());
    QVERIFY(!desk.page.hasUnsavedChanges());
    QVERIFY(!desk.button("checkConnection")->isEnabled());
    desk.enterAll();
    QVERIFY(desk.page.hasUnsavedChanges());
    desk.click("save");
    QTRY_COMPARE(going.size(), 1);
    QCOMPARE(going.first().first().value<Destination>().connectorId, text("sectigo-1"));
    QVERIFY(!desk.workspace.load(text("sectigo-1"))->uuid.isNull());
    QCOMPARE(*desk.secret("sectigo-1", "login-password"), Secret::fromString(text("new")));
    QTRY_VERIFY(!desk.page.hasUnsavedChanges());
}

void TestSettingsPage::aDraftCanBeDiscarded()
{
    Desk desk;
    desk.page.newConnector();
    desk.enter("name", text("New"));
    int left = 0;
    desk.page.leave([&left] { ++left; });
    QCOMPARE(left, 0);
    desk.click("leaveDiscard");
    QCOMPARE(left, 1);
    QVERIFY(!desk.page.hasUnsavedChanges());
    QVERIFY(desk.workspace.connectors().connectors.isEmpty());
}

void TestSettingsPage::removesAConnectorAfterAQuestion()
{
    Desk desk;
    desk.add("sectigo-1");
    desk.show("sectigo-1");
    const auto settings = desk.workspace.load(text("sectigo-1"));
    desk.action("remove")->trigger();
    QVERIFY(desk.message()->text().contains(text("passwords")));
    QVERIFY(desk.message()->text().contains(text("orders")));
    desk.click("cancelRemove");
    QVERIFY(desk.workspace.load(text("sectigo-1")));
    desk.action("remove")->trigger();
    QTRY_VERIFY(desk.button("confirmRemove"));
    desk.click("confirmRemove");
    QTRY_VERIFY(!desk.workspace.load(text("sectigo-1")));
    QVERIFY(!desk.page.hasUnsavedChanges());
    std::optional<QStringList> stored;
    consume(desk.workspace.storedSecrets(*settings), &desk.page,
        [&stored](const Result<QStringList>& keys) { stored = *keys; });
    QTRY_VERIFY(stored);
    QVERIFY(stored->isEmpty());
}

void TestSettingsPage::offersTheSessionWithoutAKeyChain()
{
    const auto store =
        std::make_shared<secrets::SessionFallbackStore>(std::make_shared<NoKeyChain>());
    Desk desk(store);
    desk.page.newConnector();
    desk.enterAll();
    desk.click("save");
    QTRY_VERIFY(desk.button("sessionOnly"));
    QCOMPARE(desk.message()->text(), text("There is no key chain."));
    QVERIFY(!desk.workspace.load(text("sectigo-1")));
    QVERIFY(desk.button("tryAgain"));
    desk.click("sessionOnly");
    QTRY_VERIFY(desk.workspace.load(text("sectigo-1")));
    QVERIFY(store->hasSessionSecrets());
    QTRY_VERIFY(!desk.page.hasUnsavedChanges());
    // It is asked once.
    desk.enter("login-password", text("newer"));
    desk.click("save");
    QTRY_VERIFY(!desk.page.hasUnsavedChanges());
    QTRY_VERIFY(!desk.button("sessionOnly"));
}

void TestSettingsPage::aChangedHostNeedsADecisionAboutThePassword()
{
    Desk desk;
    desk.add("sectigo-1");
    desk.show("sectigo-1");
    desk.enter("url", text("https://other.example/api"));
    desk.click("save");
    QVERIFY(desk.message()->text().contains(text("Nothing was saved")));
    desk.form()
        ->field(text("login-password"))
        ->findChild<QPushButton*>(text("keepSecret"))
        ->click();
    desk.click("save");
    QTRY_VERIFY(!desk.page.hasUnsavedChanges());
    QCOMPARE(*desk.secret("sectigo-1", "login-password"), Secret::fromString(text("old")));
}

void TestSettingsPage::followsAChangeFromElsewhere()
{
    Desk desk;
    desk.add("sectigo-1");
    desk.show("sectigo-1");
    ConnectorSettings other = *desk.workspace.load(text("sectigo-1"));
    other.properties.insert(text("org-id"), text("99"));
    desk.put(other);
    QTRY_COMPARE(desk.form()->field(text("org-id"))->editor()->value(), text("99"));
}

void TestSettingsPage::keepsUnsavedChangesWhenSomebodyElseSaves()
{
    Desk desk;
    desk.add("sectigo-1");
    desk.show("sectigo-1");
    desk.enter("customer-uri", text("mine"));
    ConnectorSettings other = *desk.workspace.load(text("sectigo-1"));
    other.properties.insert(text("org-id"), text("99"));
    desk.put(other);
    QTRY_VERIFY(desk.message()->isShown());
    QCOMPARE(desk.form()->field(text("customer-uri"))->editor()->value(), text("mine"));
    desk.click("reload");
    QTRY_COMPARE(desk.form()->field(text("org-id"))->editor()->value(), text("99"));
    QCOMPARE(desk.form()->field(text("customer-uri"))->editor()->value(), text("acme"));
}

void TestSettingsPage::goesToASetting()
{
    Desk desk;
    desk.add("sectigo-1");
    desk.show("sectigo-1");
    Destination destination;
    destination.settingKey = text("proxy-port");
    desk.page.goTo(destination);
    QVERIFY(desk.form()->field(text("proxy-port"))->editor()->hasFocusInside());
    auto* area = desk.page.findChild<QScrollArea*>(text("settingsArea"));
    QVERIFY(area->verticalScrollBar()->value() > 0);
    // Also when the connector is not shown yet.
    desk.add("sectigo-2");
    desk.page.showConnector(text("sectigo-2"));
    destination.settingKey = text("ssl-trust-store");
    desk.page.goTo(destination);
    QTRY_VERIFY(desk.form()->field(text("ssl-trust-store"))->editor()->hasFocusInside());
}

void TestSettingsPage::linksLeadToTheSections()
{
    Desk desk;
    desk.add("sectigo-1");
    desk.show("sectigo-1");
    auto* area = desk.page.findChild<QScrollArea*>(text("settingsArea"));
    QTRY_VERIFY(area->verticalScrollBar()->maximum() > 0);
    auto* link = desk.page.findChild<QToolButton*>(text("sectionSslLink"));
    link->click();
    QVERIFY(area->verticalScrollBar()->value() > 0);
    QVERIFY(link->isChecked());
    area->verticalScrollBar()->setValue(0);
    QVERIFY(!link->isChecked());
    QVERIFY(desk.page.findChild<QToolButton*>(text("sectionSectigoLink"))->isChecked());
}

void TestSettingsPage::aConnectorThatIsGoneIsTold()
{
    Desk desk;
    desk.page.showConnector(text("gone"));
    QVERIFY(desk.message()->isShown());
    QVERIFY(desk.message()->text().contains(text("gone")));
    QVERIFY(!desk.form()->isEnabled());
}

void TestSettingsPage::forReadingOnlyNothingCanBeSaved()
{
    Desk desk(secrets::sessionStore(), workspace::Access::ReadOnly);
    QVERIFY(!desk.button("save")->isEnabled());
    QVERIFY(!desk.action("import")->isEnabled());
    QVERIFY(!desk.action("remove")->isEnabled());
}

QTEST_MAIN(TestSettingsPage)
#include "tst_settingspage.moc"
