// SPDX-License-Identifier: Apache-2.0
#include <core/clock.h>
#include <core/connector/connectorsecrets.h>
#include <core/secrets/overlaystore.h>
#include <core/secrets/sessionfallbackstore.h>
#include <ui/forms/connectorform.h>
#include <ui/forms/formfield.h>
#include <ui/forms/secreteditor.h>
#include <ui/settings/exportpanel.h>
#include <ui/settings/settingspage.h>
#include <ui/uistate.h>
#include <ui/widgets/messagebar.h>

#include <QAction>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QRadioButton>
#include <QScrollArea>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>
#include <QTreeWidget>

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
    void previewsAnImportBeforeItChangesAnything();
    void importsOnlyWhatIsChosen();
    void anImportToAnotherHostForgetsThePassword();
    void aFileThatIsNoneIsTold();
    void anImportWithoutAKeyChainOffersTheSession();
    void exportsWhatIsSavedWithoutSecrets();
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
    QVERIFY2(!desk.page.hasUnsavedChanges(), "The window leaves this page for itself.");
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
    // As in the console, where the sandbox's secrets stand in front.
    Desk desk(std::make_shared<secrets::OverlayStore>(store));
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

namespace {

const char* const gatewayFile = R"(managed-cas:
  - id: sectigo-1
    name: From the gateway
    connector-name: com.Sectigo
    properties:
      customer-uri: acme
      org-id: 42
      url: https://other.example/api
      login: admin
      ssl-trust-store: /etc/trust.p12
      ssl-trust-store-password: from-the-file
      x-of-another-program: kept
  - id: sectigo-2
    name: Another
    connector-name: com.Sectigo
    properties:
      customer-uri: acme
      org-id: 43
      url: https://cert-manager.com/api
      login: admin
      login-password: also-from-the-file
      ssl-trust-store: /etc/trust.p12
      ssl-trust-store-password: from-the-file
)";

QString writeFile(const Desk& desk, const char* name, const QByteArray& bytes)
{
    QFile file(desk.folder.filePath(text(name)));
    [&] { QVERIFY(file.open(QIODevice::WriteOnly)); }();
    file.write(bytes);
    return file.fileName();
}

void openImport(Desk& desk, const QByteArray& bytes = gatewayFile)
{
    Destination destination;
    destination.files = { writeFile(desk, "application.yml", bytes) };
    desk.page.goTo(destination);
}

QTreeWidget* previewOf(Desk& desk)
{
    return desk.page.findChild<QTreeWidget*>(text("importPreview"));
}

/// Every cell of the preview, one row a line.
QString wordsOf(const QTreeWidgetItem* item)
{
    QStringList lines { item->text(0) + u'|' + item->text(1) + u'|' + item->text(2) };
    for (int index = 0; index < item->childCount(); ++index)
        lines.append(wordsOf(item->child(index)));
    return lines.join(u'\n');
}

} // namespace

void TestSettingsPage::previewsAnImportBeforeItChangesAnything()
{
    Desk desk;
    desk.add("sectigo-1");
    desk.show("sectigo-1");
    openImport(desk);
    QVERIFY(previewOf(desk)->isVisible());
    QCOMPARE(previewOf(desk)->topLevelItemCount(), 2);
    const QString first = wordsOf(previewOf(desk)->topLevelItem(0));
    QVERIFY2(first.contains(text("sectigo-1: replaces the one that is here")), qPrintable(first));
    QVERIFY2(first.contains(text("Organization ID|7|42")), qPrintable(first));
    QVERIFY2(first.contains(text("x-of-another-program||kept")), qPrintable(first));
    QVERIFY2(first.contains(text("Login Password||forgotten")), qPrintable(first));
    QVERIFY2(
        first.contains(text("SSL Truststore Password||taken from the file")), qPrintable(first));
    const QString second = wordsOf(previewOf(desk)->topLevelItem(1));
    QVERIFY2(second.contains(text("sectigo-2: new")), qPrintable(second));
    QVERIFY(!(first + second).contains(text("from-the-file")));
    desk.click("importCancel");
    QVERIFY(!previewOf(desk)->isVisible());
    QVERIFY(!desk.workspace.load(text("sectigo-2")));
    QCOMPARE(desk.workspace.load(text("sectigo-1"))->properties.value(text("org-id")), text("7"));
}

void TestSettingsPage::importsOnlyWhatIsChosen()
{
    Desk desk;
    desk.add("sectigo-1");
    QSignalSpy going(&desk.page, &Page::wantsToGo);
    openImport(desk);
    previewOf(desk)->topLevelItem(0)->setCheckState(0, Qt::Unchecked);
    desk.click("importChosen");
    QTRY_COMPARE(going.size(), 1);
    QCOMPARE(going.first().first().value<Destination>().connectorId, text("sectigo-2"));
    QCOMPARE(desk.workspace.load(text("sectigo-1"))->properties.value(text("org-id")), text("7"));
    QCOMPARE(*desk.secret("sectigo-2", "login-password"),
        Secret::fromString(text("also-from-the-file")));
    openImport(desk);
    for (int index = 0; index < 2; ++index)
        previewOf(desk)->topLevelItem(index)->setCheckState(0, Qt::Unchecked);
    QVERIFY(!desk.button("importChosen")->isEnabled());
}

void TestSettingsPage::anImportToAnotherHostForgetsThePassword()
{
    Desk desk;
    desk.add("sectigo-1");
    desk.show("sectigo-1");
    openImport(desk);
    desk.click("importChosen");
    QTRY_COMPARE(desk.form()->field(text("org-id"))->editor()->value(), text("42"));
    QVERIFY(!desk.secret("sectigo-1", "login-password"));
    QCOMPARE(*desk.secret("sectigo-1", "ssl-trust-store-password"),
        Secret::fromString(text("from-the-file")));
    const auto* password =
        qobject_cast<SecretEditor*>(desk.form()->field(text("login-password"))->editor());
    QTRY_VERIFY(!password->isStored());
}

void TestSettingsPage::aFileThatIsNoneIsTold()
{
    Desk desk;
    openImport(desk, "{ this is no JSON");
    auto* panel = desk.page.findChild<QWidget*>(text("importPanel"));
    auto* message = panel->findChild<MessageBar*>(text("importMessage"));
    QVERIFY(message->isShown());
    QVERIFY(!desk.button("importChosen")->isEnabled());
    Destination destination;
    destination.files = { desk.folder.filePath(text("absent.json")) };
    desk.page.goTo(destination);
    QVERIFY(message->text().contains(text("absent.json")));
    desk.page.cancel();
    QVERIFY(!panel->isVisible());
}

void TestSettingsPage::anImportWithoutAKeyChainOffersTheSession()
{
    const auto store =
        std::make_shared<secrets::SessionFallbackStore>(std::make_shared<NoKeyChain>());
    Desk desk(store);
    QSignalSpy going(&desk.page, &Page::wantsToGo);
    openImport(desk);
    desk.click("importChosen");
    QTRY_VERIFY(desk.button("sessionOnly"));
    QVERIFY(!desk.workspace.load(text("sectigo-1")));
    desk.click("sessionOnly");
    QTRY_COMPARE(going.size(), 1);
    QVERIFY(desk.workspace.load(text("sectigo-1")));
    QVERIFY(desk.workspace.load(text("sectigo-2")));
}

void TestSettingsPage::exportsWhatIsSavedWithoutSecrets()
{
    Desk desk;
    desk.add("sectigo-1");
    desk.show("sectigo-1");
    desk.enter("customer-uri", text("not saved"));
    desk.action("export")->trigger();
    auto* preview = desk.page.findChild<QPlainTextEdit*>(text("exportPreview"));
    QVERIFY(preview->isVisible());
    QVERIFY(preview->toPlainText().contains(text("\"customer-uri\": \"acme\"")));
    desk.page.findChild<QRadioButton*>(text("exportYaml"))->click();
    QVERIFY(preview->toPlainText().startsWith(text("managed-cas:")));
    QVERIFY(!preview->toPlainText().contains(text("password")));
    auto* panel = desk.page.findChild<ExportPanel*>(text("exportPanel"));
    const QString path = desk.folder.filePath(text("out.yml"));
    QVERIFY(panel->writeTo(path));
    QFile written(path);
    QVERIFY(written.open(QIODevice::ReadOnly));
    QCOMPARE(QString::fromUtf8(written.readAll()), preview->toPlainText());
    QVERIFY(!panel->writeTo(desk.folder.filePath(text("absent/out.yml"))));
    desk.click("exportClose");
    QVERIFY(!panel->isVisible());
    QVERIFY(desk.page.hasUnsavedChanges());
}

QTEST_MAIN(TestSettingsPage)
#include "tst_settingspage.moc"
