// SPDX-License-Identifier: Apache-2.0
#include <ui/forms/backoffpreview.h>
#include <ui/forms/connectorform.h>
#include <ui/forms/formfield.h>
#include <ui/forms/secreteditor.h>

#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QRadioButton>
#include <QSignalSpy>
#include <QTest>

using namespace gatehouse;
using namespace gatehouse::ui;
using settings::ConnectorSettings;

namespace {

QString text(const char* utf8)
{
    return QString::fromUtf8(utf8);
}

ConnectorSettings withPassword()
{
    ConnectorSettings settings;
    settings.uuid = QUuid(text("6d5f3a1e-0d5b-4c8e-9a4f-3a6b1f0f5c11"));
    settings.id = text("sectigo-1");
    settings.name = text("Sectigo, production");
    settings.properties = { { text("customer-uri"), text("acme") }, { text("org-id"), text("7") },
        { text("url"), text("https://cert-manager.com/api/") }, { text("login"), text("admin") },
        { text("ssl-trust-store"), text("/etc/trust.p12") },
        { text("enroll-max-back-off-timer"), text("PT1M") },
        { text("x-of-another-program"), text("kept") } };
    return settings;
}

const QStringList passwordSecrets { text("login-password"), text("ssl-trust-store-password") };

void type(ConnectorForm& form, const char* key, const QString& value)
{
    form.field(text(key))->editor()->setValue(value);
}

/// Enters a value and goes on, as a person does.
void typeAndLeave(ConnectorForm& form, const char* key, const QString& value)
{
    type(form, key, value);
    Q_EMIT form.field(text(key))->editor()->left();
}

SecretEditor* secretOf(const ConnectorForm& form, const char* key)
{
    return qobject_cast<SecretEditor*>(form.field(text(key))->editor());
}

void choose(ConnectorForm& form, const char* mode)
{
    form.findChild<QRadioButton*>(text(mode))->click();
}

QStringList keysOf(const QList<settings::Problem>& problems)
{
    QStringList keys;
    for (const settings::Problem& problem : problems)
        keys.append(problem.key);
    return keys;
}

} // namespace

class TestConnectorForm : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void hasTheSettingsInTheOrderOfTheirDefinitions();
    void givesBackExactlyWhatItWasGiven();
    void writesWhatWasChangedInNormalForm();
    void theSameMeaningIsNoChange_data();
    void theSameMeaningIsNoChange();
    void anEmptiedFieldIsNoPropertyAnyMore();
    void showsOnlyWhatTheModeNeeds_data();
    void showsOnlyWhatTheModeNeeds();
    void anotherModeKeepsWhatWasTypedUntilItIsSaved();
    void anotherModeSaysWhatSavingForgets();
    void aContradictionIsDecidedByAPerson();
    void marksWhatIsRequiredInTheMode();
    void showsProblemsAfterTheFieldIsLeft();
    void checkShowsEverythingAndFocusesTheFirst();
    void secretsComeOutApart();
    void aSecretInTheFileIsMovedBySaving();
    void anotherHostAsksForTheSecretAgain();
    void theDecisionToKeepASecretHoldsForThatHostOnly();
    void revertBringsEverythingBack();
    void undoDoesNotReachIntoAnotherConnector();
    void problemsOfProfilesAreNotItsOwn();
    void everyFieldIsReachedByTab();
    void theScheduleFollowsTheNumbers();
    void aWrongNumberHasNoSchedule_data();
    void aWrongNumberHasNoSchedule();
};

void TestConnectorForm::hasTheSettingsInTheOrderOfTheirDefinitions()
{
    const ConnectorForm form;
    QStringList keys;
    for (const ConnectorForm::Part& part : form.parts())
        keys += part.keys;
    QStringList defined { text("name"), text("id") };
    for (const auto& definition : settings::definitions())
        defined.append(definition.key);
    QCOMPARE(keys, defined);
}

void TestConnectorForm::givesBackExactlyWhatItWasGiven()
{
    ConnectorForm form;
    form.setContents(withPassword(), passwordSecrets);
    QCOMPARE(form.settings(), withPassword());
    QVERIFY(form.secretChanges().isEmpty());
    QVERIFY(!form.isDirty());
    QVERIFY2(form.problems().isEmpty(), qPrintable(keysOf(form.problems()).join(u' ')));
}

void TestConnectorForm::writesWhatWasChangedInNormalForm()
{
    ConnectorForm form;
    form.setContents(withPassword(), passwordSecrets);
    QSignalSpy changed(&form, &ConnectorForm::changed);
    type(form, "enroll-back-off-timer", text("10 sec"));
    QVERIFY(!changed.isEmpty());
    QVERIFY(form.isDirty());
    QCOMPARE(form.settings().properties.value(text("enroll-back-off-timer")), text("10"));
    QCOMPARE(form.settings().properties.value(text("enroll-max-back-off-timer")), text("PT1M"));
    type(form, "name", text(" Sectigo "));
    QCOMPARE(form.settings().name, text("Sectigo"));
}

void TestConnectorForm::theSameMeaningIsNoChange_data()
{
    QTest::addColumn<QString>("key");
    QTest::addColumn<QString>("value");
    QTest::newRow("an URL with and without a slash")
        << text("url") << text("https://cert-manager.com/api");
    QTest::newRow("a time in another spelling") << text("enroll-max-back-off-timer") << text("60");
    QTest::newRow("the default said aloud") << text("enroll-max-attempts") << text("5");
    QTest::newRow("a switch that was off") << text("enable-ca-profile-sync") << text("no");
    QTest::newRow("blanks around a text") << text("login") << text(" admin ");
}

void TestConnectorForm::theSameMeaningIsNoChange()
{
    QFETCH(QString, key);
    QFETCH(QString, value);
    ConnectorForm form;
    form.setContents(withPassword(), passwordSecrets);
    form.field(key)->editor()->setValue(value);
    QVERIFY(!form.isDirty());
    QCOMPARE(form.settings(), withPassword());
}

void TestConnectorForm::anEmptiedFieldIsNoPropertyAnyMore()
{
    ConnectorForm form;
    form.setContents(withPassword(), passwordSecrets);
    type(form, "org-id", {});
    QVERIFY(!form.settings().properties.contains(text("org-id")));
    QCOMPARE(keysOf(form.problems()), QStringList { text("org-id") });
}

void TestConnectorForm::showsOnlyWhatTheModeNeeds_data()
{
    QTest::addColumn<QByteArray>("mode");
    QTest::addColumn<QStringList>("shown");
    QTest::newRow("password") << QByteArray("modePassword")
                              << QStringList({ text("login"), text("login-password") });
    QTest::newRow("key store") << QByteArray("modeKeyStore")
                               << QStringList({ text("login"), text("client-cert-key-store"),
                                      text("client-cert-key-alias"),
                                      text("client-cert-key-store-password"),
                                      text("client-cert-key-store-type") });
    QTest::newRow("OAuth") << QByteArray("modeOAuth")
                           << QStringList({ text("oauth-client-id"), text("oauth-client-secret"),
                                  text("oauth-token-url") });
}

void TestConnectorForm::showsOnlyWhatTheModeNeeds()
{
    QFETCH(QByteArray, mode);
    QFETCH(QStringList, shown);
    ConnectorForm form;
    form.show();
    choose(form, mode.constData());
    QStringList visible;
    for (const auto& definition : settings::definitions()) {
        if (definition.section == settings::Section::Authentication
            && form.field(definition.key)->isVisible())
            visible.append(definition.key);
    }
    QCOMPARE(visible, shown);
}

void TestConnectorForm::anotherModeKeepsWhatWasTypedUntilItIsSaved()
{
    ConnectorForm form;
    form.setContents(withPassword(), passwordSecrets);
    choose(form, "modeOAuth");
    type(form, "oauth-client-id", text("client"));
    QVERIFY(!form.settings().properties.contains(text("login")));
    QVERIFY(form.secretChanges().removed.contains(text("login-password")));
    choose(form, "modePassword");
    QVERIFY(!form.isDirty());
    choose(form, "modeOAuth");
    QCOMPARE(form.settings().properties.value(text("oauth-client-id")), text("client"));
}

void TestConnectorForm::anotherModeSaysWhatSavingForgets()
{
    ConnectorForm form;
    form.show();
    form.setContents(withPassword(), passwordSecrets);
    auto* note = form.findChild<QLabel*>(text("modeNote"));
    QVERIFY(!note->isVisible());
    choose(form, "modeKeyStore");
    QVERIFY(note->isVisible());
    QVERIFY(note->text().contains(text("Login Password")));
    QVERIFY(!note->text().contains(text("Login Userid")));
}

void TestConnectorForm::aContradictionIsDecidedByAPerson()
{
    ConnectorSettings both = withPassword();
    both.properties.insert(text("oauth-client-id"), text("client"));
    ConnectorForm form;
    form.show();
    form.setContents(both, passwordSecrets);
    QVERIFY2(!form.isDirty(), "Nothing is dropped before anybody has decided.");
    QVERIFY(form.findChild<QLabel*>(text("modeNote"))->text().contains(text("Login Password")));
    QVERIFY(!form.check());
    choose(form, "modePassword");
    QVERIFY(form.isDirty());
    QVERIFY(form.check());
    QVERIFY(!form.settings().properties.contains(text("oauth-client-id")));
}

void TestConnectorForm::marksWhatIsRequiredInTheMode()
{
    ConnectorForm form;
    QVERIFY(form.field(text("login-password"))->isRequired());
    QVERIFY(!form.field(text("proxy-port"))->isRequired());
    QVERIFY(!form.field(text("enroll-max-attempts"))->isRequired());
    type(form, "proxy-host-name", text("proxy"));
    QVERIFY(form.field(text("proxy-port"))->isRequired());
    choose(form, "modeOAuth");
    QVERIFY(form.field(text("oauth-client-id"))->isRequired());
    QVERIFY(!form.field(text("login"))->isRequired());
}

void TestConnectorForm::showsProblemsAfterTheFieldIsLeft()
{
    ConnectorForm form;
    form.show();
    form.setContents(withPassword(), passwordSecrets);
    type(form, "url", text("http://cert-manager.com"));
    QVERIFY(form.field(text("url"))->shownProblem().isEmpty());
    Q_EMIT form.field(text("url"))->editor()->left();
    QVERIFY(form.field(text("url"))->shownProblem().contains(text("https://")));
    QVERIFY(form.hasShownProblem(form.parts().at(1)));
    type(form, "url", text("https://cert-manager.com"));
    QVERIFY(form.field(text("url"))->shownProblem().isEmpty());
    // One that another field causes, in a field that was left before.
    Q_EMIT form.field(text("enroll-max-back-off-timer"))->editor()->left();
    typeAndLeave(form, "enroll-back-off-timer", text("3600"));
    QVERIFY(!form.field(text("enroll-max-back-off-timer"))->shownProblem().isEmpty());
}

void TestConnectorForm::checkShowsEverythingAndFocusesTheFirst()
{
    ConnectorForm form;
    form.show();
    form.activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(&form));
    form.setContents({}, {});
    QSignalSpy moved(&form, &ConnectorForm::focusMoved);
    QVERIFY(!form.check());
    QCOMPARE(keysOf(form.problems()),
        QStringList({ text("id"), text("customer-uri"), text("org-id"), text("url"), text("login"),
            text("login-password"), text("ssl-trust-store"), text("ssl-trust-store-password") }));
    for (const settings::Problem& problem : form.problems())
        QCOMPARE(form.field(problem.key)->shownProblem(), problem.message);
    QCOMPARE(moved.size(), 1);
    QVERIFY(form.field(text("id"))->editor()->hasFocusInside());
}

void TestConnectorForm::secretsComeOutApart()
{
    ConnectorForm form;
    form.setContents(withPassword(), passwordSecrets);
    secretOf(form, "login-password")->setValue(text("s3cret"));
    secretOf(form, "proxy-password")->setValue(text("proxy s3cret"));
    form.field(text("ssl-trust-store-password"))
        ->findChild<QPushButton*>(text("removeSecret"))
        ->click();
    const workspace::SecretChanges changes = form.secretChanges();
    QCOMPARE(
        changes.written.keys(), QStringList({ text("login-password"), text("proxy-password") }));
    QCOMPARE(changes.written.value(text("login-password")), Secret::fromString(text("s3cret")));
    QCOMPARE(changes.removed, QStringList { text("ssl-trust-store-password") });
    QCOMPARE(form.settings(), withPassword());
    QVERIFY(form.isDirty());
}

void TestConnectorForm::aSecretInTheFileIsMovedBySaving()
{
    ConnectorSettings careless = withPassword();
    careless.properties.insert(text("login-password"), text("s3cret"));
    ConnectorForm form;
    form.setContents(careless, { text("ssl-trust-store-password") });
    QVERIFY(form.isDirty());
    QVERIFY(!form.settings().properties.contains(text("login-password")));
    QCOMPARE(form.secretChanges().written.value(text("login-password")),
        Secret::fromString(text("s3cret")));
    QVERIFY(!form.field(text("login-password"))->note().isEmpty());
    QVERIFY(form.check());
}

void TestConnectorForm::anotherHostAsksForTheSecretAgain()
{
    ConnectorForm form;
    form.show();
    form.setContents(withPassword(), passwordSecrets);
    typeAndLeave(form, "url", text("https://other.example/api"));
    QVERIFY(secretOf(form, "login-password")->needsDecision());
    QVERIFY(!secretOf(form, "ssl-trust-store-password")->needsDecision());
    QVERIFY(!form.check());
    QVERIFY(form.field(text("login-password"))
                ->shownProblem()
                .contains(text("decide to keep the stored one")));
    secretOf(form, "login-password")->setValue(text("new"));
    QVERIFY(form.check());
    form.revert();
    QVERIFY(!secretOf(form, "login-password")->needsDecision());
}

void TestConnectorForm::theDecisionToKeepASecretHoldsForThatHostOnly()
{
    ConnectorForm form;
    form.setContents(withPassword(), passwordSecrets);
    typeAndLeave(form, "url", text("https://other.example/api"));
    auto* keep = form.field(text("login-password"))->findChild<QPushButton*>(text("keepSecret"));
    keep->click();
    QVERIFY(form.check());
    QVERIFY(form.secretChanges().isEmpty());
    typeAndLeave(form, "url", text("https://other.example/api/"));
    QVERIFY(form.check());
    typeAndLeave(form, "url", text("https://third.example/api"));
    QVERIFY(!form.check());
    typeAndLeave(form, "url", text("https://cert-manager.com/api"));
    QVERIFY(form.check());
}

void TestConnectorForm::revertBringsEverythingBack()
{
    ConnectorForm form;
    form.setContents(withPassword(), passwordSecrets);
    type(form, "id", text("other"));
    type(form, "enable-ca-profile-sync", text("yes"));
    type(form, "ssl-truststore-type", text("JKS"));
    secretOf(form, "login-password")->setValue(text("new"));
    choose(form, "modeKeyStore");
    QVERIFY(form.isDirty());
    form.revert();
    QVERIFY(!form.isDirty());
    QCOMPARE(form.settings(), withPassword());
    QVERIFY(form.findChild<QRadioButton*>(text("modePassword"))->isChecked());
}

void TestConnectorForm::undoDoesNotReachIntoAnotherConnector()
{
    ConnectorForm form;
    form.setContents(withPassword(), passwordSecrets);
    auto* line = qobject_cast<QLineEdit*>(form.field(text("login"))->editor()->target());
    line->setFocus();
    line->selectAll();
    QTest::keyClicks(line, text("x"));
    line->undo();
    QCOMPARE(line->text(), text("admin"));
    ConnectorSettings other = withPassword();
    other.uuid = QUuid::createUuid();
    other.properties.insert(text("login"), text("somebody"));
    form.setContents(other, passwordSecrets);
    QVERIFY(!line->isUndoAvailable());
}

void TestConnectorForm::problemsOfProfilesAreNotItsOwn()
{
    ConnectorSettings settings = withPassword();
    settings.profiles.append(settings::LocalProfile());
    ConnectorForm form;
    form.setContents(settings, passwordSecrets);
    QVERIFY(form.problems().isEmpty());
    QVERIFY(form.check());
}

void TestConnectorForm::everyFieldIsReachedByTab()
{
    ConnectorForm form;
    form.show();
    form.activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(&form));
    form.field(text("name"))->focusEditor();
    QStringList visited;
    for (int step = 0; step < 60; ++step) {
        QWidget* focused = QApplication::focusWidget();
        for (const ConnectorForm::Part& part : form.parts()) {
            for (const QString& key : part.keys) {
                if (form.field(key)->isAncestorOf(focused) && !visited.contains(key))
                    visited.append(key);
            }
        }
        QVERIFY(focused != nullptr);
        QTest::keyClick(focused, Qt::Key_Tab);
    }
    QStringList expected;
    for (const ConnectorForm::Part& part : form.parts()) {
        for (const QString& key : part.keys) {
            if (form.field(key)->isVisible())
                expected.append(key);
        }
    }
    QCOMPARE(visited, expected);
}

void TestConnectorForm::theScheduleFollowsTheNumbers()
{
    using enrollment::BackOffPolicy;
    using std::chrono::seconds;
    ConnectorForm form;
    form.setContents(withPassword(), passwordSecrets);
    const auto* preview = form.findChild<BackOffPreview*>();
    const auto* words = form.findChild<QLabel*>(text("schedule"));
    const auto shown = [&] { return preview->policy().value_or(BackOffPolicy {}); };
    type(form, "enroll-back-off-timer", text("3"));
    QCOMPARE(shown().timer, seconds(3));
    // While typing: nobody leaves a field to see what a number means.
    type(form, "enroll-max-back-off-timer", text("PT2M"));
    QCOMPARE(shown().cap, seconds(120));
    QString before = words->text();
    type(form, "enroll-max-attempts", text("4"));
    QCOMPARE(shown().maxAttempts, 4);
    QVERIFY(words->text() != before);
    QCOMPARE(words->text(), scheduleText(shown()));
    QCOMPARE(preview->accessibleDescription(), words->text());
    // An empty field means the default, which is drawn, too.
    type(form, "enroll-back-off-timer", QString());
    QVERIFY(preview->policy());
    QVERIFY(shown().timer != seconds(3));
}

void TestConnectorForm::aWrongNumberHasNoSchedule_data()
{
    QTest::addColumn<QString>("key");
    QTest::addColumn<QString>("wrong");
    for (const char* key :
        { "enroll-back-off-timer", "enroll-max-back-off-timer", "enroll-max-attempts" }) {
        for (const char* wrong : { "soon", "0", "-1", "1.5", "99999999999999999999" })
            QTest::addRow("%s = %s", key, wrong) << text(key) << text(wrong);
    }
}

void TestConnectorForm::aWrongNumberHasNoSchedule()
{
    QFETCH(QString, key);
    QFETCH(QString, wrong);
    ConnectorForm form;
    form.setContents(withPassword(), passwordSecrets);
    const auto* preview = form.findChild<BackOffPreview*>();
    QVERIFY(preview->policy());
    type(form, key.toLatin1().constData(), wrong);
    QVERIFY(!preview->policy());
    QVERIFY(form.findChild<QLabel*>(text("schedule"))->text().contains(text("three numbers")));
    QCOMPARE(keysOf(form.problems()), QStringList { key });
    type(form, key.toLatin1().constData(), text("5"));
    QVERIFY(preview->policy());
}

QTEST_MAIN(TestConnectorForm)
#include "tst_connectorform.moc"
