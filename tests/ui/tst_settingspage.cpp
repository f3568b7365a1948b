// SPDX-License-Identifier: Apache-2.0
#include "settingsdesk.h"
#include <tests/support/askingsecrets.h>

#include <QCoro/QCoroFuture>
#include <QLineEdit>
#include <QPromise>

using namespace settingsdesk;

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
    void aLockedKeyChainIsUnlockedOrItsEntriesLeft();
    void offersTheSessionWithoutAKeyChain();
    void aKeyChainThatAsksIsWaitedForOrNot();
    void aChangedHostNeedsADecisionAboutThePassword();
    void followsAChangeFromElsewhere();
    void keepsUnsavedChangesWhenSomebodyElseSaves();
    void goesToASetting();
    void linksLeadToTheSections();
    void aConnectorThatIsGoneIsTold();
    void forReadingOnlyNothingCanBeSaved();
    void checksWhatIsSavedOnItsPage();
    void triesWhatIsEnteredWithoutSavingIt();
    void takesATrustStoreMadeWhileTrying();
    void whatIsTypedWhileItIsSavedIsNotLost();
    void onlyTheSandboxIsCalledSo();
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
    QVERIFY(!desk.action("export")->isEnabled());
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

void TestSettingsPage::aLockedKeyChainIsUnlockedOrItsEntriesLeft()
{
    const auto chain = std::make_shared<LockableKeyChain>();
    Desk desk(chain);
    desk.add("sectigo-1");
    desk.show("sectigo-1");
    const QString uuid =
        desk.workspace.load(text("sectigo-1"))->uuid.toString(QUuid::WithoutBraces);
    const auto tryToRemove = [&desk] {
        desk.action("remove")->trigger();
        QTRY_VERIFY(desk.button("confirmRemove"));
        desk.click("confirmRemove");
        QTRY_VERIFY(desk.button("removeAndLeave"));
    };
    chain->setLocked(true);
    tryToRemove();
    // What is wrong, which entries it is about, and nothing that would only be kept for a session.
    const QString told = desk.message()->text();
    QVERIFY2(told.contains(text("The key chain is locked.")), qPrintable(told));
    QVERIFY2(told.contains(uuid + text("/login-password")), qPrintable(told));
    QVERIFY2(told.contains(uuid + text("/ssl-trust-store-password")), qPrintable(told));
    QVERIFY2(!told.contains(text("proxy-password")), qPrintable(told));
    QVERIFY(desk.workspace.load(text("sectigo-1")));
    desk.click("unlockAndRemove");
    QTRY_VERIFY(desk.button("unlockAndRemove") && desk.message()->isShown());
    chain->setLocked(false);
    desk.click("unlockAndRemove");
    QTRY_VERIFY(!desk.workspace.load(text("sectigo-1")));

    desk.add("sectigo-1");
    desk.show("sectigo-1");
    const auto name =
        connector::secretName(*desk.workspace.load(text("sectigo-1")), text("login-password"));
    chain->setLocked(true);
    tryToRemove();
    desk.click("removeAndLeave");
    QTRY_VERIFY(!desk.workspace.load(text("sectigo-1")));
    chain->setLocked(false);
    const auto left = QCoro::waitFor(chain->read(name));
    QVERIFY(left && left->has_value());
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

void TestSettingsPage::aKeyChainThatAsksIsWaitedForOrNot()
{
    const auto store = std::make_shared<testsupport::AskingSecrets>();
    Desk desk(store);
    const settings::SettingsStore files(QDir(desk.folder.filePath(text("config/connectors"))));
    QVERIFY(files.save(sample("sectigo-1")));
    desk.page.showConnector(text("sectigo-1"));
    QVERIFY(!desk.form()->isEnabled());
    QTRY_VERIFY(desk.button("settingsWorkStop"));
    desk.click("settingsWorkStop");
    QTRY_VERIFY(desk.form()->isEnabled());
    QCOMPARE(desk.form()->original().id, text("sectigo-1"));
    QVERIFY(desk.button("askAgain"));
    desk.click("askAgain");
    QTRY_VERIFY(desk.button("settingsWorkStop"));
    store->answer();
    auto* work = desk.page.findChild<QWidget*>(text("settingsWork"));
    QTRY_VERIFY(!work->isVisible());
    QVERIFY(!desk.message()->isShown());
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

void TestSettingsPage::checksWhatIsSavedOnItsPage()
{
    Desk desk;
    desk.add("sectigo-1");
    desk.show("sectigo-1");
    QSignalSpy going(&desk.page, &Page::wantsToGo);
    desk.click("checkConnection");
    QCOMPARE(going.size(), 1);
    QCOMPARE(going.first().first().value<Destination>().page, PageId::Check);
}

void TestSettingsPage::triesWhatIsEnteredWithoutSavingIt()
{
    Desk desk;
    QSignalSpy going(&desk.page, &Page::wantsToGo);
    desk.page.newConnector();
    desk.click("checkConnection");
    QVERIFY(desk.message()->text().contains(text("Nothing was tried")));
    desk.enterAll();
    desk.enter("ssl-trust-store", text("/absent/trust.p12"));
    desk.click("checkConnection");
    auto* panel = desk.page.findChild<QWidget*>(text("tryPanel"));
    auto* ladder = panel->findChild<CheckLadder*>();
    QVERIFY(panel->isVisible());
    QTRY_VERIFY2(ladder->conclusion().contains(text("SSL Truststore File")),
        qPrintable(ladder->conclusion()));
    QVERIFY(ladder->conclusion().contains(text("“sectigo-1”")));
    Q_EMIT ladder->settingWanted(text("ssl-trust-store"));
    QVERIFY(!panel->isVisible());
    QVERIFY(desk.form()->field(text("ssl-trust-store"))->editor()->hasFocusInside());
    QVERIFY(desk.workspace.connectors().connectors.isEmpty());
    QVERIFY(going.isEmpty());
}

void TestSettingsPage::takesATrustStoreMadeWhileTrying()
{
    Desk desk;
    desk.add("sectigo-1");
    desk.show("sectigo-1");
    ConnectorSettings made = sample("sectigo-1");
    made.properties.insert(text("ssl-trust-store"), text("/absent/extended.pem"));
    made.properties.insert(text("ssl-truststore-type"), text("PEM"));
    Q_EMIT desk.page.findChild<TryPanel*>()->trustStoreMade(made);
    const auto entered = desk.form()->settings();
    QCOMPARE(entered.value(u"ssl-trust-store"), text("/absent/extended.pem"));
    QCOMPARE(entered.value(u"ssl-truststore-type"), text("PEM"));
    QVERIFY(desk.page.hasUnsavedChanges());
    QCOMPARE(
        desk.workspace.load(text("sectigo-1"))->value(u"ssl-trust-store"), text("/etc/trust.p12"));
}

namespace {

/// A key chain that asks a person before it stores anything.
class AskingKeyChain final : public secrets::SecretStore {
public:
    Task<Result<std::optional<Secret>>> read(secrets::SecretName name) override
    {
        return m_store->read(name);
    }
    Task<Result<void>> write(secrets::SecretName name, Secret value) override
    {
        if (m_question) {
            const QFuture<void> answer = m_question->future();
            co_await answer;
        }
        co_return co_await m_store->write(name, value);
    }
    Task<Result<void>> remove(secrets::SecretName name) override { return m_store->remove(name); }
    bool isPersistent() const override { return true; }
    bool isWritable() const override { return true; }
    QString description() const override { return text("key chain"); }
    void ask() { m_question.emplace().start(); }
    void answer() { m_question->finish(); }

private:
    std::unique_ptr<secrets::SecretStore> m_store = secrets::sessionStore();
    std::optional<QPromise<void>> m_question;
};

} // namespace

void TestSettingsPage::whatIsTypedWhileItIsSavedIsNotLost()
{
    const auto chain = std::make_shared<AskingKeyChain>();
    Desk desk(chain);
    desk.add("sectigo-1");
    desk.show("sectigo-1");
    auto* editor = desk.form()->field(text("customer-uri"))->editor();
    desk.enter("login-password", text("new"));
    desk.form()->field(text("customer-uri"))->focusEditor();
    auto* line = qobject_cast<QLineEdit*>(QApplication::focusWidget());
    QVERIFY(line != nullptr);
    QTest::keyClicks(line, text("-2"));
    const QString entered = editor->value();
    chain->ask();
    desk.click("save");
    // Nothing can be typed that would neither be saved nor kept.
    QVERIFY(!line->isEnabled());
    QVERIFY(!desk.button("save")->isEnabled());
    QCOMPARE(desk.button("save")->toolTip(), text("It is being saved."));
    chain->answer();
    QTRY_VERIFY(line->isEnabled());
    QCOMPARE(editor->value(), entered);
    QCOMPARE(
        desk.workspace.load(text("sectigo-1"))->properties.value(text("customer-uri")), entered);
    // And one types on where one was.
    QVERIFY(line->hasFocus());
    QTest::keyClicks(line, text("3"));
    QVERIFY(desk.page.hasUnsavedChanges());
    QVERIFY(editor->value().contains(u'3'));
}

void TestSettingsPage::onlyTheSandboxIsCalledSo()
{
    Desk desk;
    desk.add("sectigo-1");
    ConnectorSettings sandbox = sample("sandbox");
    sandbox.properties.insert(text("url"), text("https://localhost:4711/api"));
    sandbox.properties.insert(text("ssl-trust-store"),
        desk.workspace.home().data.absoluteFilePath(text("sandbox/stores/trust.jks")));
    desk.put(sandbox);
    const auto* chip = desk.page.findChild<QWidget*>(text("sandboxChip"));
    desk.show("sandbox");
    QTRY_VERIFY(chip->isVisible());
    desk.show("sectigo-1");
    QTRY_VERIFY(!chip->isVisible());
    // On this computer, but nobody's stand-in.
    ConnectorSettings local = sample("local");
    local.properties.insert(text("url"), text("https://localhost:4711/api"));
    desk.put(local);
    desk.show("sandbox");
    QTRY_VERIFY(chip->isVisible());
    desk.show("local");
    QTRY_VERIFY(!chip->isVisible());
    desk.show("sandbox");
    desk.page.newConnector();
    QVERIFY(!chip->isVisible());
}

QTEST_MAIN(TestSettingsPage)
#include "tst_settingspage.moc"
