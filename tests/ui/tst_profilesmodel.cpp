// SPDX-License-Identifier: Apache-2.0
#include <tests/support/pulse.h>
#include <tests/ui/contextmenu.h>
#include <ui/profiles/profilesbrowser.h>
#include <ui/profiles/profilesmodel.h>
#include <ui/uistate.h>
#include <ui/widgets/tableview.h>

#include <QAbstractItemModelTester>
#include <QIcon>
#include <QTabWidget>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>

using namespace gatehouse;
using namespace gatehouse::ui;
using settings::LocalProfile;

namespace {

scm::CertificateType type(int id, const QString& name)
{
    scm::CertificateType made;
    made.id = id;
    made.name = name;
    made.keyTypes = { { QStringLiteral("EC"), { QStringLiteral("P-256") } },
        { QStringLiteral("RSA"), { QStringLiteral("2048"), QStringLiteral("4096") } } };
    made.terms = QList<int> { 365, 30 };
    return made;
}

LocalProfile local(const QString& id, const QString& certType)
{
    LocalProfile made;
    made.id = id;
    made.name = QStringLiteral("Profile ") + id;
    made.properties = { { QStringLiteral("cert_type"), certType } };
    return made;
}

/// One completed by Sectigo, one that Sectigo lost, one that is wrong, and Sectigo's own two.
QList<profiles::ListedProfile> sample()
{
    return profiles::listProfiles({ local(QStringLiteral("web"), QStringLiteral("9")),
                                      local(QStringLiteral("lost"), QStringLiteral("77")),
                                      local(QStringLiteral("wrong"), QStringLiteral("x")) },
        QList<scm::CertificateType> {
            type(9, QStringLiteral("Beta")), type(10, QStringLiteral("alpha")) });
}

QStringList ids(const ProfilesModel& model)
{
    QStringList ids;
    for (int row = 0; row < model.rowCount(); ++row)
        ids.append(model.index(row, ProfilesModel::Id).data().toString());
    return ids;
}

} // namespace

class TestProfilesModel : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void listsLocalOnesFirst();
    void showsWhatAProfileComesTo();
    void flagsWhatSectigoNoLongerHas();
    void flagsWhatCannotBeUsed();
    void findsByWhatAPersonTypes_data();
    void findsByWhatAPersonTypes();
    void sortsByRawValues_data();
    void sortsByRawValues();
    void keysAreUniqueWhereIdsAreNot();
    void isAModelThatQtAccepts();
    void theTablesMenuHasWhatThePageDoes();
    void theDetailsSayWhyTheyAreEmpty();
    void theEventLoopGoesOnWhileManyAreListed();
};

void TestProfilesModel::listsLocalOnesFirst()
{
    ProfilesModel model;
    model.setProfiles(sample());
    QCOMPARE(ids(model),
        QStringList({ QStringLiteral("web"), QStringLiteral("lost"), QStringLiteral("wrong"),
            QStringLiteral("9"), QStringLiteral("10") }));
}

void TestProfilesModel::showsWhatAProfileComesTo()
{
    ProfilesModel model;
    model.setProfiles(sample());
    const auto text = [&model](int row, int column) {
        return model.index(row, column).data().toString();
    };
    QCOMPARE(text(0, ProfilesModel::Name), QStringLiteral("Profile web"));
    QCOMPARE(text(0, ProfilesModel::CertType), QStringLiteral("9"));
    QCOMPARE(text(0, ProfilesModel::KeyTypes), QStringLiteral("EC P-256, RSA 2048 4096"));
    QCOMPARE(text(0, ProfilesModel::Terms), QStringLiteral("365, 30"));
    QCOMPARE(text(0, ProfilesModel::From), QStringLiteral("local + Sectigo"));
    QCOMPARE(text(1, ProfilesModel::From), QStringLiteral("local"));
    QCOMPARE(text(3, ProfilesModel::From), QStringLiteral("Sectigo"));
    QVERIFY(text(0, ProfilesModel::State).isEmpty());
}

void TestProfilesModel::flagsWhatSectigoNoLongerHas()
{
    ProfilesModel model;
    model.setProfiles(sample());
    const QModelIndex state = model.index(1, ProfilesModel::State);
    QCOMPARE(state.data().toString(), profileStateWord(ProfileState::UnknownAtSectigo));
    QVERIFY(!state.data(Qt::DecorationRole).value<QIcon>().isNull());
    QVERIFY(state.data(Qt::AccessibleDescriptionRole).toString().contains(QStringLiteral("77")));
    QVERIFY(!model.profiles().at(1).problem);
    // While Sectigo was not asked, nobody knows.
    model.setProfiles(profiles::listProfiles(
        { local(QStringLiteral("lost"), QStringLiteral("77")) }, std::nullopt));
    QVERIFY(model.index(0, ProfilesModel::State).data().toString().isEmpty());
}

void TestProfilesModel::flagsWhatCannotBeUsed()
{
    ProfilesModel model;
    model.setProfiles(sample());
    QCOMPARE(profileState(model.profiles().at(2)), ProfileState::Unusable);
    const QModelIndex state = model.index(2, ProfilesModel::State);
    QCOMPARE(state.data().toString(), profileStateWord(ProfileState::Unusable));
    QVERIFY(state.data(Qt::ToolTipRole).toString().contains(QStringLiteral("cert_type")));
    QVERIFY(model.index(2, ProfilesModel::CertType).data().toString().isEmpty());
}

void TestProfilesModel::findsByWhatAPersonTypes_data()
{
    QTest::addColumn<QString>("filter");
    QTest::addColumn<QStringList>("found");
    QTest::newRow("a part of the name, in any case")
        << QStringLiteral("ALPH") << QStringList { QStringLiteral("10") };
    QTest::newRow("where it comes from") << QStringLiteral(
        "local sectigo") << QStringList { QStringLiteral("web"), QStringLiteral("lost") };
    QTest::newRow("a key type as it is spoken of")
        << QStringLiteral("rsa 4096 alpha") << QStringList { QStringLiteral("10") };
    QTest::newRow("the certificate type")
        << QStringLiteral("77") << QStringList { QStringLiteral("lost") };
    QTest::newRow("what is wrong with it")
        << QStringLiteral("unusable") << QStringList { QStringLiteral("wrong") };
}

void TestProfilesModel::findsByWhatAPersonTypes()
{
    QFETCH(QString, filter);
    ProfilesModel model;
    model.setProfiles(sample());
    model.setFilter(filter);
    QTEST(ids(model), "found");
}

void TestProfilesModel::sortsByRawValues_data()
{
    QTest::addColumn<int>("column");
    QTest::addColumn<QStringList>("order");
    const QString web = QStringLiteral("web");
    const QString lost = QStringLiteral("lost");
    const QString wrong = QStringLiteral("wrong");
    const QString nine = QStringLiteral("9");
    const QString ten = QStringLiteral("10");
    QTest::newRow("names without regard to case")
        << int(ProfilesModel::Name) << QStringList { ten, nine, lost, web, wrong };
    QTest::newRow("certificate types as numbers")
        << int(ProfilesModel::CertType) << QStringList { wrong, web, nine, ten, lost };
    QTest::newRow("ids by kind, numbers as numbers")
        << int(ProfilesModel::Id) << QStringList { lost, web, wrong, nine, ten };
    QTest::newRow("what needs attention first")
        << int(ProfilesModel::State) << QStringList { wrong, lost, web, nine, ten };
}

void TestProfilesModel::sortsByRawValues()
{
    QFETCH(int, column);
    ProfilesModel model;
    model.setProfiles(sample());
    model.sort(column, Qt::AscendingOrder);
    QTEST(ids(model), "order");
}

void TestProfilesModel::keysAreUniqueWhereIdsAreNot()
{
    ProfilesModel model;
    model.setProfiles(profiles::listProfiles({ local(QStringLiteral("9"), QStringLiteral("9")),
                                                 local(QStringLiteral("9"), QStringLiteral("10")) },
        QList<scm::CertificateType> { type(9, QStringLiteral("Beta")) }));
    QCOMPARE(model.rowCount(), 3);
    const QStringList keys { model.key(0), model.key(1), model.key(2) };
    QCOMPARE(QSet<QString>(keys.begin(), keys.end()).size(), 3);
    QCOMPARE(model.key(0), QStringLiteral("9"));
    QCOMPARE(profileState(model.profiles().at(0)), ProfileState::Usable);
    QCOMPARE(profileState(model.profiles().at(1)), ProfileState::Unusable);
    QCOMPARE(profileState(model.profiles().at(2)), ProfileState::Unusable);
}

void TestProfilesModel::isAModelThatQtAccepts()
{
    ProfilesModel model;
    const QAbstractItemModelTester tester(
        &model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.setProfiles(sample());
    model.setFilter(QStringLiteral("local"));
    model.sort(ProfilesModel::Terms, Qt::DescendingOrder);
    model.setProfiles({});
    model.setFilter({});
}

void TestProfilesModel::theTablesMenuHasWhatThePageDoes()
{
    const QTemporaryDir folder;
    UiState state(folder.filePath(QStringLiteral("ui.ini")));
    ProfilesBrowser browser(state);
    const auto* menu = testsupport::menuByKey(*browser.findChild<TableView*>());
    QVERIFY(testsupport::actionIn(menu, "enrollUnderProfile") != nullptr);
    QVERIFY(testsupport::actionIn(menu, "copyCell") != nullptr);
}

void TestProfilesModel::theDetailsSayWhyTheyAreEmpty()
{
    const QTemporaryDir folder;
    UiState state(folder.filePath(QStringLiteral("ui.ini")));
    ProfilesBrowser browser(state);
    const auto* tabs = browser.findChild<QTabWidget*>(QStringLiteral("profileTabs"));
    QVERIFY(!tabs->isEnabled());
    QVERIFY(tabs->toolTip().contains(QStringLiteral("Choose a profile")));
    QCOMPARE(tabs->accessibleDescription(), tabs->toolTip());
    browser.setProfiles({ local(QStringLiteral("web"), QStringLiteral("60001")) }, std::nullopt);
    browser.choose(QStringLiteral("web"));
    QVERIFY(tabs->isEnabled());
    QVERIFY(tabs->toolTip().isEmpty());
}

void TestProfilesModel::theEventLoopGoesOnWhileManyAreListed()
{
    constexpr int count = 20'000;
    QList<scm::CertificateType> types;
    for (int number = 0; number < count; ++number)
        types.append(type(60'000 + number, QStringLiteral("Profile %1").arg(number)));
    const QList<LocalProfile> own { local(QStringLiteral("web"), QStringLiteral("60001")) };
    const QTemporaryDir folder;
    UiState state(folder.filePath(QStringLiteral("ui.ini")));
    ProfilesBrowser browser(state);
    browser.show();
    QVERIFY(QTest::qWaitForWindowExposed(&browser));
    const auto* table = browser.findChild<TableView*>();
    const auto* edit = browser.findChild<QToolButton*>(QStringLiteral("editProfileButton"));
    const auto isShown = [table] { return table->model()->rowCount() == count + 1; };

    testsupport::Pulse pulse;
    QElapsedTimer elapsed;
    elapsed.start();
    browser.setProfiles(own, types);
    browser.choose(QStringLiteral("60001"));
    QVERIFY(!isShown());
    QVERIFY2(edit->toolTip().contains(QStringLiteral("being listed")), qPrintable(edit->toolTip()));
    QVERIFY(QTest::qWaitFor(isShown, 60'000));
    const qint64 whole = elapsed.elapsed();
    const qint64 pause = pulse.longest();
    QVERIFY2(pause < whole / 3, qPrintable(QStringLiteral("%1 of %2 ms").arg(pause).arg(whole)));
    QCOMPARE(table->currentIndex().siblingAtColumn(ProfilesModel::Id).data().toString(),
        QStringLiteral("60001"));
    // What is overtaken does not come back.
    browser.setProfiles(own, types);
    browser.setProfiles(own, std::nullopt);
    QCOMPARE(table->model()->rowCount(), 1);
    QTest::qWait(static_cast<int>(2 * whole));
    QCOMPARE(table->model()->rowCount(), 1);
}

QTEST_MAIN(TestProfilesModel)
#include "tst_profilesmodel.moc"
