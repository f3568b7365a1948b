// SPDX-License-Identifier: Apache-2.0
#include <tests/support/sandboxworkspace.h>
#include <ui/profiles/profileeditor.h>
#include <ui/profiles/profilespage.h>
#include <ui/uistate.h>
#include <ui/widgets/chip.h>
#include <ui/widgets/messagebar.h>
#include <ui/widgets/tableview.h>

#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QStackedWidget>
#include <QTableWidget>
#include <QTcpServer>
#include <QTest>

using namespace gatehouse;
using namespace gatehouse::ui;
using testsupport::SandboxWorkspace;

namespace {

const QString syncKey = QStringLiteral("enable-ca-profile-sync");

QString deadUrl()
{
    QTcpServer server;
    server.listen(QHostAddress::LocalHost);
    return QStringLiteral("https://localhost:%1").arg(server.serverPort());
}

} // namespace

class TestProfilesPage : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();

    void listsLocalAndSynchronisedProfiles();
    void showsWhereEachValueIsFrom();
    void showsAndCopiesTheGatewaysJson();
    void enrollsUnderTheChosenOne();
    void filtersAndKeepsTheChoice();
    void choosesTheProfileItIsSentTo();
    void comparesTwo();
    void disabledActionsSayWhy();
    void saysWhatIsWrong_data();
    void saysWhatIsWrong();
    void isCancelled();
    void keepsWhatWasKnownWhenAskingAgainFails();
    void offersToSwitchSyncOn();
    void flagsWhatSectigoNoLongerHas();
    void followsACorrectedPassword();
    void addsALocalProfile();
    void editsALocalProfile();
    void asksBeforeDiscardingChanges();
    void deletesAndTakesItBack();
    void refusesToOverwriteWhatChangedElsewhere();
    void changesNothingInHelpDeskMode();

private:
    template <class T> T* find(const char* name) const
    {
        return m_page->findChild<T*>(QString::fromLatin1(name));
    }
    TableView* table() const { return find<TableView>("profilesTable"); }
    MessageBar* message() const { return find<MessageBar>("messageBar"); }
    bool isRunning() const { return !find<QPushButton>("cancelSync")->isHidden(); }
    QStringList ids() const;
    QStringList detailTexts(const char* name) const;
    void show();
    void press(const char* button);

    SandboxWorkspace m_home;
    std::unique_ptr<UiState> m_state;
    std::unique_ptr<ProfilesPage> m_page;
};

void TestProfilesPage::initTestCase()
{
    QString problem;
    QVERIFY2(m_home.start({}, problem), qPrintable(problem));
    m_state = std::make_unique<UiState>(m_home.path(QStringLiteral("ui.ini")));
}

void TestProfilesPage::init()
{
    m_home.restore();
    m_home.set(QStringLiteral("org-id"), QStringLiteral("10001"));
    // What the workspace has to say about that is not for the page to come.
    QTest::qWait(0);
    m_page = std::make_unique<ProfilesPage>(m_home.workspace(), *m_state);
}

void TestProfilesPage::cleanup()
{
    m_page.reset();
}

void TestProfilesPage::show()
{
    m_page->showConnector(SandboxWorkspace::id());
    QTRY_VERIFY_WITH_TIMEOUT(!isRunning(), 20000);
}

void TestProfilesPage::press(const char* button)
{
    auto* found = find<QAbstractButton>(button);
    QVERIFY2(found != nullptr, button);
    found->click();
}

QStringList TestProfilesPage::ids() const
{
    QStringList ids;
    for (int row = 0; row < table()->model()->rowCount(); ++row)
        ids.append(table()->model()->index(row, 0).data().toString());
    return ids;
}

QStringList TestProfilesPage::detailTexts(const char* name) const
{
    QStringList texts;
    const auto labels = m_page->findChildren<QLabel*>(QString::fromLatin1(name));
    for (const QLabel* label : labels)
        texts.append(label->text());
    return texts;
}

void TestProfilesPage::listsLocalAndSynchronisedProfiles()
{
    show();
    QCOMPARE(ids(),
        QStringList({ QStringLiteral("sectigo-profile-1"), QStringLiteral("60515"),
            QStringLiteral("63999"), QStringLiteral("64442") }));
    const QString summary = find<QLabel>("profilesSummary")->text();
    QVERIFY2(summary.contains(QStringLiteral("1 local, 3 from Sectigo")), qPrintable(summary));
    QVERIFY(!message()->isShown());
}

void TestProfilesPage::showsWhereEachValueIsFrom()
{
    show();
    table()->selectKey(QStringLiteral("sectigo-profile-1"));
    QCOMPARE(find<QLabel>("profileTitle")->text(), QStringLiteral("static-profileA-local"));
    QCOMPARE(detailTexts("profileValue"),
        QStringList({ QStringLiteral("sectigo-profile-1"), QStringLiteral("static-profileA-local"),
            QStringLiteral("60515"),
            QStringLiteral("EC P-256 P-384 P-521, RSA 2048 3072 4096 8192"), QStringLiteral("30"),
            QStringLiteral("no") }));
    QStringList sources;
    const auto chips = m_page->findChildren<Chip*>(QStringLiteral("profileSource"));
    for (const Chip* chip : chips)
        sources.append(chip->word());
    const QString local = QStringLiteral("local");
    const QString sectigo = QStringLiteral("Sectigo");
    QCOMPARE(sources, QStringList({ local, local, local, sectigo, sectigo, sectigo }));
    QVERIFY(find<QLabel>("profileRule")->text().contains(QStringLiteral("EC P-256, 30 days")));
}

void TestProfilesPage::showsAndCopiesTheGatewaysJson()
{
    show();
    table()->selectKey(QStringLiteral("63999"));
    const QString json = find<QPlainTextEdit>("profileJson")->toPlainText();
    const auto expected =
        profiles::profileResponse(QStringLiteral("63999"), m_home.settings().profiles,
            *QCoro::waitFor((*QCoro::waitFor(m_home.workspace().open(SandboxWorkspace::id())))
                                ->syncedProfiles(false, {})),
            true);
    QCOMPARE(json.toUtf8(), *expected);
    press("profileJsonCopy");
    QCOMPARE(QApplication::clipboard()->text(), json);
    find<QAction>("copyProfilesResponse")->trigger();
    const QString all = QApplication::clipboard()->text();
    QVERIFY(all.contains(QStringLiteral("\"ProfilesResponse\"")));
    QVERIFY(
        all.indexOf(QStringLiteral("sectigo-profile-1")) < all.indexOf(QStringLiteral("64442")));
}

void TestProfilesPage::enrollsUnderTheChosenOne()
{
    show();
    table()->selectKey(QStringLiteral("64442"));
    QSignalSpy wanted(m_page.get(), &Page::wantsToGo);
    find<QAction>("enrollUnderProfile")->trigger();
    const auto destination = wanted.first().first().value<Destination>();
    QCOMPARE(destination.page, PageId::Enroll);
    QCOMPARE(destination.profileId, QStringLiteral("64442"));
}

void TestProfilesPage::filtersAndKeepsTheChoice()
{
    show();
    table()->selectKey(QStringLiteral("63999"));
    find<QLineEdit>("profilesFilter")->setText(QStringLiteral("enterprise 397"));
    QCOMPARE(ids(), QStringList { QStringLiteral("63999") });
    QCOMPARE(table()->currentRecord(), 2);
    m_page->cancel();
    QCOMPARE(ids().size(), 4);
    QCOMPARE(table()->currentRecord(), 2);
}

void TestProfilesPage::choosesTheProfileItIsSentTo()
{
    m_page->showConnector(SandboxWorkspace::id());
    Destination destination;
    destination.page = PageId::Profiles;
    destination.profileId = QStringLiteral("64442");
    m_page->goTo(destination);
    QTRY_COMPARE(find<QLabel>("profileTitle")->text(), QStringLiteral("test"));
}

void TestProfilesPage::comparesTwo()
{
    show();
    auto* compare = find<QAction>("compareProfiles");
    table()->selectKey(QStringLiteral("60515"));
    QVERIFY(!compare->isEnabled());
    table()->selectionModel()->select(
        table()->model()->index(2, 0), QItemSelectionModel::Select | QItemSelectionModel::Rows);
    QVERIFY(compare->isEnabled());
    compare->trigger();
    auto* comparison = find<QTableWidget>("comparisonTable");
    QVERIFY(find<QStackedWidget>("profilesPane")->currentWidget()->isAncestorOf(comparison));
    QMap<QString, QString> marks;
    for (int row = 0; row < comparison->rowCount(); ++row)
        marks.insert(comparison->item(row, 0)->text(), comparison->item(row, 3)->text());
    QCOMPARE(marks.value(QStringLiteral("Terms in days")), QStringLiteral("differs"));
    QCOMPARE(marks.value(QStringLiteral("Key types")), QStringLiteral("differs"));
    QCOMPARE(
        marks.value(QStringLiteral("Use secondary organization name")), QStringLiteral("same"));
    press("comparisonClose");
    QVERIFY(!find<QStackedWidget>("profilesPane")->currentWidget()->isAncestorOf(comparison));
}

void TestProfilesPage::disabledActionsSayWhy()
{
    show();
    table()->selectKey(QStringLiteral("60515"));
    for (const char* name : { "editProfile", "removeProfile", "compareProfiles" }) {
        const auto* action = find<QAction>(name);
        QVERIFY2(!action->isEnabled(), name);
        QVERIFY2(!action->statusTip().isEmpty(), name);
        const auto* button = m_page->findChild<QAbstractButton*>(
            QString::fromLatin1(name) + QStringLiteral("Button"));
        QCOMPARE(button->accessibleDescription(), action->statusTip());
    }
    table()->selectKey(QStringLiteral("sectigo-profile-1"));
    QVERIFY(find<QAction>("editProfile")->isEnabled());
}

void TestProfilesPage::saysWhatIsWrong_data()
{
    QTest::addColumn<QString>("property");
    QTest::addColumn<QString>("value");
    QTest::addColumn<QString>("setting");
    QTest::newRow("the password is wrong") << QStringLiteral("secret:login-password")
                                           << QStringLiteral("wrong") << QStringLiteral("login");
    QTest::newRow("nobody is there") << QStringLiteral("url") << deadUrl() << QStringLiteral("url");
    QTest::newRow("the trust store's password is wrong")
        << QStringLiteral("secret:ssl-trust-store-password") << QStringLiteral("wrong")
        << QStringLiteral("ssl-trust-store-password");
}

void TestProfilesPage::saysWhatIsWrong()
{
    QFETCH(QString, property);
    QFETCH(QString, value);
    QFETCH(QString, setting);
    if (property.startsWith(QStringLiteral("secret:")))
        m_home.setSecret(property.mid(7), value);
    else
        m_home.set(property, value);
    show();
    QTRY_VERIFY(message()->isShown());
    QCOMPARE(ids(), QStringList { QStringLiteral("sectigo-profile-1") });
    QVERIFY(find<QLabel>("profilesSummary")->text().contains(QStringLiteral("not known")));
    QSignalSpy wanted(m_page.get(), &Page::wantsToGo);
    press("goToSetting");
    const auto destination = wanted.first().first().value<Destination>();
    QCOMPARE(destination.page, PageId::Settings);
    QCOMPARE(destination.settingKey, setting);
}

void TestProfilesPage::isCancelled()
{
    m_home.addFault(QStringLiteral("path=/api/ssl/v1/types,kind=hang,count=-1"));
    m_page->showConnector(SandboxWorkspace::id());
    QVERIFY(isRunning());
    QVERIFY(!find<QWidget>("syncProgress")->isHidden());
    QCOMPARE(ids(), QStringList { QStringLiteral("sectigo-profile-1") });
    press("cancelSync");
    QTRY_VERIFY(!isRunning());
    QVERIFY(message()->text().contains(QStringLiteral("cancelled")));
}

void TestProfilesPage::keepsWhatWasKnownWhenAskingAgainFails()
{
    show();
    m_home.addFault(
        QStringLiteral("path=/api/ssl/v1/types,kind=status,status=403,code=-15,count=1"));
    m_page->refresh();
    QTRY_VERIFY_WITH_TIMEOUT(!isRunning(), 20000);
    QVERIFY(message()->isShown());
    QCOMPARE(ids().size(), 4);
    press("tryAgain");
    QTRY_VERIFY_WITH_TIMEOUT(!isRunning(), 20000);
    QVERIFY(!message()->isShown());
}

void TestProfilesPage::offersToSwitchSyncOn()
{
    m_home.set(syncKey, QStringLiteral("no"));
    show();
    QVERIFY(message()->text().contains(QStringLiteral("Sync is off")));
    QCOMPARE(ids(), QStringList { QStringLiteral("sectigo-profile-1") });
    QSignalSpy wanted(m_page.get(), &Page::wantsToGo);
    press("switchSyncOn");
    QCOMPARE(wanted.first().first().value<Destination>().settingKey, syncKey);
    // Switched on elsewhere, it is taken up at once.
    m_home.set(syncKey, QStringLiteral("yes"));
    QTRY_COMPARE_WITH_TIMEOUT(ids().size(), 4, 20000);
}

void TestProfilesPage::flagsWhatSectigoNoLongerHas()
{
    auto settings = m_home.settings();
    settings.profiles.append({ QStringLiteral("old"), QStringLiteral("Old one"),
        { { QStringLiteral("cert_type"), QStringLiteral("11111") } }, {}, {} });
    m_home.save(settings);
    show();
    QCOMPARE(ids().at(1), QStringLiteral("old"));
    table()->selectKey(QStringLiteral("old"));
    auto* problem = find<MessageBar>("profileProblem");
    QVERIFY(problem->isShown());
    QVERIFY(problem->text().contains(QStringLiteral("11111")));
}

void TestProfilesPage::followsACorrectedPassword()
{
    m_home.setSecret(QStringLiteral("login-password"), QStringLiteral("wrong"));
    show();
    QTRY_VERIFY(message()->isShown());
    m_home.setSecret(QStringLiteral("login-password"),
        m_home.sandbox().credential(QStringLiteral("sandbox.login-password")));
    QTRY_COMPARE_WITH_TIMEOUT(ids().size(), 4, 20000);
    QVERIFY(!message()->isShown());
}

void TestProfilesPage::addsALocalProfile()
{
    show();
    find<QAction>("addProfile")->trigger();
    QVERIFY(find<QStackedWidget>("profilesStack")->currentWidget()
        == find<ProfileEditor>("profileEditor"));
    QVERIFY(!m_page->hasUnsavedChanges());
    find<QLineEdit>("profileId")->setText(QStringLiteral("web"));
    find<QLineEdit>("profileName")->setText(QStringLiteral("Web servers"));
    auto* certType = find<QComboBox>("profileCertType");
    certType->setCurrentIndex(certType->findData(63999));
    QVERIFY(m_page->hasUnsavedChanges());
    press("profileSave");
    QTRY_COMPARE(m_home.settings().profiles.size(), 2);
    const auto saved = m_home.settings().profiles.last();
    QCOMPARE(saved.id, QStringLiteral("web"));
    QCOMPARE(saved.property(u"cert_type"), QStringLiteral("63999"));
    QTRY_COMPARE(ids().size(), 5);
    QCOMPARE(find<QLabel>("profileTitle")->text(), QStringLiteral("Web servers"));
    QVERIFY(message()->text().contains(QStringLiteral("was saved")));
}

void TestProfilesPage::editsALocalProfile()
{
    show();
    table()->selectKey(QStringLiteral("sectigo-profile-1"));
    find<QAction>("editProfile")->trigger();
    QCOMPARE(find<QLineEdit>("profileId")->text(), QStringLiteral("sectigo-profile-1"));
    find<QLineEdit>("profileName")->setText(QStringLiteral("Another name"));
    press("profileSave");
    QTRY_COMPARE(m_home.settings().profiles.first().name, QStringLiteral("Another name"));
    QCOMPARE(m_home.settings().profiles.size(), 1);
}

void TestProfilesPage::asksBeforeDiscardingChanges()
{
    show();
    int left = 0;
    m_page->leave([&left] { ++left; });
    QCOMPARE(left, 1);
    find<QAction>("addProfile")->trigger();
    find<QLineEdit>("profileName")->setText(QStringLiteral("Half a profile"));
    m_page->leave([&left] { ++left; });
    QCOMPARE(left, 1);
    press("stayHere");
    QVERIFY(m_page->hasUnsavedChanges());
    m_page->leave([&left] { ++left; });
    press("discardChanges");
    QCOMPARE(left, 2);
    QVERIFY(!m_page->hasUnsavedChanges());
}

void TestProfilesPage::deletesAndTakesItBack()
{
    show();
    const auto before = m_home.settings();
    table()->selectKey(QStringLiteral("sectigo-profile-1"));
    find<QAction>("removeProfile")->trigger();
    press("keepProfile");
    QCOMPARE(m_home.settings(), before);
    find<QAction>("removeProfile")->trigger();
    press("confirmRemoval");
    QTRY_VERIFY(m_home.settings().profiles.isEmpty());
    QTRY_COMPARE(ids().size(), 3);
    press("undoRemoval");
    QTRY_COMPARE(m_home.settings(), before);
    QTRY_COMPARE(ids().size(), 4);
}

void TestProfilesPage::refusesToOverwriteWhatChangedElsewhere()
{
    show();
    table()->selectKey(QStringLiteral("sectigo-profile-1"));
    find<QAction>("editProfile")->trigger();
    find<QLineEdit>("profileName")->setText(QStringLiteral("Mine"));
    auto settings = m_home.settings();
    settings.profiles.first().name = QStringLiteral("Theirs");
    m_home.save(settings);
    press("profileSave");
    QTest::qWait(0);
    QCOMPARE(m_home.settings(), settings);
    QVERIFY(message()->text().contains(QStringLiteral("elsewhere")));
    QCOMPARE(find<QLineEdit>("profileName")->text(), QStringLiteral("Mine"));
    QVERIFY(m_page->hasUnsavedChanges());
}

void TestProfilesPage::changesNothingInHelpDeskMode()
{
    SandboxWorkspace home(workspace::Access::ReadOnly);
    const ProfilesPage page(home.workspace(), *m_state);
    for (const char* name : { "addProfile", "editProfile", "removeProfile", "enrollUnderProfile" })
        QVERIFY2(!page.findChild<QAction*>(QString::fromLatin1(name))->isEnabled(), name);
}

QTEST_MAIN(TestProfilesPage)
#include "tst_profilespage.moc"
