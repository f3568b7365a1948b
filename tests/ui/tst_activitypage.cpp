// SPDX-License-Identifier: Apache-2.0
#include <core/workspace/files.h>
#include <tests/support/busythreads.h>
#include <tests/ui/sandboxhome.h>
#include <ui/activity/activitymodel.h>
#include <ui/activity/activitypage.h>
#include <ui/widgets/messagebar.h>
#include <ui/widgets/tableview.h>
#include <ui/widgets/valuetext.h>

#include <QAbstractItemModelTester>
#include <QCheckBox>
#include <QFileDialog>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QSplitter>
#include <QTest>
#include <QToolButton>

using namespace gatehouse;
using namespace gatehouse::ui;
using gatehouse::testsupport::SandboxHome;

class TestActivityPage : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();

    void listsOrdersAndChecks();
    void filtersByKind_data();
    void filtersByKind();
    void filtersByWords();
    void remembersTheQuickFilter();
    void leavesOtherAuthoritiesOut();
    void showsAnOrdersStory();
    void showsAFailureWithItsRemedy();
    void showsACheckStepByStep();
    void tellsTrialsAndStoppedChecksApart();
    void marksWhatIsASandboxs();
    void saysWhichFiltersAreOn();
    void remembersHowTheSpaceIsShared();
    void anExportCanBeStopped();
    void leadsToTheCertificate();
    void newThingsAppearByThemselves();
    void exportsWhatIsShown();
    void theBundleIsReadBeforeItLeaves();
    void theHelpDeskOnlyReads();
    void theModelIsOneThatQtAccepts();
    void anUnreadableTableSaysSo();

private:
    template <class T> T* child(const char* name) const
    {
        return m_page->findChild<T*>(QString::fromLatin1(name));
    }
    void openPage();
    void waitForTheList();
    void select(const QString& id);
    QString value(const char* name) const;
    MessageBar& message() const { return *m_page->findChild<MessageBar*>(); }
    TableView& table() const { return *child<TableView>("activityTable"); }
    QAbstractItemModel& model() const { return *table().model(); }
    QString cell(int row, int column) const { return model().index(row, column).data().toString(); }
    void saveAs(const QString& path);
    void check();

    SandboxHome m_home;
    std::unique_ptr<ActivityPage> m_page;
    orders::Order m_issued;
    orders::Order m_pending;
    orders::Order m_failed;
};

void TestActivityPage::initTestCase()
{
    QString problem;
    QVERIFY2(m_home.start({ QStringLiteral("--issue-after"), QStringLiteral("0") }, problem),
        qPrintable(problem));
    m_issued = m_home.enroll(QStringLiteral("CN=shop.example.org"));
    m_home.sandbox().control("POST", QStringLiteral("/config"),
        QJsonDocument(QJsonObject { { QStringLiteral("issueAfter"), 3600 } }));
    m_pending = m_home.enrollWithoutWaiting(QStringLiteral("CN=slow.example.org"));
    const auto declined = m_home.enrollWithoutWaiting(QStringLiteral("CN=evil.example.org"));
    m_home.sandbox().control("POST", QStringLiteral("/certificates/%1").arg(declined.sslId),
        QJsonDocument(QJsonObject { { QStringLiteral("status"), QStringLiteral("Declined") } }));
    const auto outcome =
        QCoro::waitFor(m_home.connector()->engine()->checkNow(declined.id, std::stop_token()));
    QVERIFY(outcome);
    m_failed = outcome->order;
    QCOMPARE(m_failed.state, orders::OrderState::Failed);
    check();
    // One of an authority that is not here any more.
    orders::Order foreign;
    foreign.connector = QUuid::createUuid();
    foreign.connectorId = QStringLiteral("former");
    foreign.subject = QStringLiteral("CN=old.example.org");
    QVERIFY(QCoro::waitFor(m_home.workspace().orders()->create(foreign)));
}

void TestActivityPage::check()
{
    const auto settings = m_home.workspace().load(SandboxHome::connectorId);
    const connector::StepSink nobody = [](const connector::StepResult&) {};
    const auto report =
        QCoro::waitFor(m_home.workspace().check(*settings, {}, nobody, std::stop_token()));
    QVERIFY2(report.works, qPrintable(report.conclusion));
}

void TestActivityPage::init()
{
    m_home.open(workspace::Access::Full);
    openPage();
}

void TestActivityPage::cleanup()
{
    m_page.reset();
    m_home.state().setValue(QStringLiteral("activity/show"), 0);
    m_home.state().setValue(QStringLiteral("activity/onlyShown"), false);
}

void TestActivityPage::openPage()
{
    m_page = std::make_unique<ActivityPage>(m_home.workspace(), m_home.state());
    m_page->resize(1100, 800);
    m_page->show();
    m_page->showConnector(SandboxHome::connectorId);
    waitForTheList();
}

void TestActivityPage::waitForTheList()
{
    QTRY_VERIFY(child<QLabel>("activityCount")->text().contains(QStringLiteral("shown")));
}

void TestActivityPage::select(const QString& id)
{
    table().selectKey(id);
    QTRY_VERIFY(child<QWidget>("activityDetails")
                    ->findChild<QLabel*>(QStringLiteral("activityTitle"))
                    ->isVisible());
    QTRY_COMPARE(value("orderId"), id);
}

QString TestActivityPage::value(const char* name) const
{
    const auto* text = child<ValueText>(name);
    return text == nullptr || !text->isVisible() ? QString() : text->value();
}

void TestActivityPage::saveAs(const QString& path)
{
    auto* dialog = m_page->findChild<QFileDialog*>(QStringLiteral("saveDialog"));
    QVERIFY(dialog != nullptr);
    dialog->setDirectory(QFileInfo(path).absolutePath());
    dialog->selectFile(path);
    QMetaObject::invokeMethod(dialog, "accept");
    QTRY_VERIFY(m_page->findChild<QFileDialog*>(QStringLiteral("saveDialog")) == nullptr);
}

void TestActivityPage::listsOrdersAndChecks()
{
    QCOMPARE(model().rowCount(), 5);
    // Newest first.
    QCOMPARE(cell(0, ActivityModel::WhatColumn), QStringLiteral("CN=old.example.org"));
    QCOMPARE(cell(1, ActivityModel::KindColumn), QStringLiteral("Check"));
    QCOMPARE(cell(1, ActivityModel::OutcomeColumn), QStringLiteral("Works"));
    QCOMPARE(cell(2, ActivityModel::OutcomeColumn), QStringLiteral("Failed"));
    QVERIFY(!cell(2, ActivityModel::DetailColumn).isEmpty());
    QCOMPARE(cell(4, ActivityModel::OutcomeColumn), QStringLiteral("Issued"));
    QCOMPARE(cell(4, ActivityModel::WhoColumn), QStringLiteral("Tester"));
    QVERIFY(!model()
                 .index(2, ActivityModel::OutcomeColumn)
                 .data(Qt::DecorationRole)
                 .value<QIcon>()
                 .isNull());
    QCOMPARE(child<QLabel>("activityCount")->text(), QStringLiteral("5 of 5 shown"));
}

void TestActivityPage::filtersByKind_data()
{
    QTest::addColumn<QByteArray>("button");
    QTest::addColumn<int>("rows");
    QTest::newRow("orders") << QByteArray("showOrders") << 4;
    QTest::newRow("checks") << QByteArray("showChecks") << 1;
    QTest::newRow("what failed") << QByteArray("showFailed") << 1;
    QTest::newRow("what is open") << QByteArray("showOpen") << 3;
    QTest::newRow("all again") << QByteArray("showAll") << 5;
}

void TestActivityPage::filtersByKind()
{
    QFETCH(QByteArray, button);
    QFETCH(int, rows);
    child<QToolButton>(button.constData())->click();
    QCOMPARE(model().rowCount(), rows);
}

void TestActivityPage::filtersByWords()
{
    auto* filter = child<QLineEdit>("activityFilter");
    QTest::keyClicks(filter, QStringLiteral("SHOP issued"));
    QCOMPARE(model().rowCount(), 1);
    filter->setText(m_failed.id);
    QCOMPARE(model().rowCount(), 1);
    filter->setText(QStringLiteral("nothing of the kind"));
    QCOMPARE(model().rowCount(), 0);
    QVERIFY(!child<QPushButton>("activityExport")->isEnabled());
    QVERIFY(!child<QPushButton>("activityExport")->toolTip().isEmpty());
    QVERIFY(table().accessibleDescription().contains(QStringLiteral("Nothing fits")));
    m_page->cancel();
    QCOMPARE(model().rowCount(), 5);
    m_page->focusFilter();
    QTRY_VERIFY(filter->hasFocus());
}

void TestActivityPage::remembersTheQuickFilter()
{
    child<QToolButton>("showChecks")->click();
    m_page.reset();
    openPage();
    QVERIFY(child<QToolButton>("showChecks")->isChecked());
    QCOMPARE(model().rowCount(), 1);
}

void TestActivityPage::leavesOtherAuthoritiesOut()
{
    child<QCheckBox>("activityOnlyShown")->click();
    QCOMPARE(model().rowCount(), 4);
    m_page->showConnector({});
    waitForTheList();
    QCOMPARE(model().rowCount(), 5);
    QVERIFY(!child<QCheckBox>("activityOnlyShown")->isEnabled());
}

void TestActivityPage::showsAnOrdersStory()
{
    select(m_issued.id);
    QCOMPARE(child<QLabel>("activityTitle")->text(), QStringLiteral("Issued"));
    QCOMPARE(value("orderRequestedBy"), QStringLiteral("Tester"));
    QCOMPARE(value("orderSectigoId"), QString::number(m_issued.sslId));
    QCOMPARE(value("orderSerial"), m_issued.serialNumber.toHex());
    QVERIFY(value("orderSubject").contains(QStringLiteral("shop.example.org")));
    QVERIFY(!child<QPushButton>("activitySetting")->isVisible());
}

void TestActivityPage::showsAFailureWithItsRemedy()
{
    select(m_failed.id);
    QCOMPARE(child<QLabel>("activityTitle")->text(), QStringLiteral("Failed"));
    QCOMPARE(child<QLabel>("activityText")->text(), m_failed.failure->message);
    QVERIFY(child<QPushButton>("activityOrder")->isVisible());
}

void TestActivityPage::showsACheckStepByStep()
{
    child<QToolButton>("showChecks")->click();
    table().selectRow(0);
    QTRY_COMPARE(child<QLabel>("activityTitle")->text(), QStringLiteral("Works"));
    QVERIFY(value("step-tls").startsWith(QStringLiteral("Passed")));
    QVERIFY(value("step-authentication").startsWith(QStringLiteral("Passed")));
    QSignalSpy wants(m_page.get(), &Page::wantsToGo);
    child<QPushButton>("activityCheck")->click();
    QCOMPARE(wants.first().first().value<Destination>().page, PageId::Check);
}

void TestActivityPage::tellsTrialsAndStoppedChecksApart()
{
    child<QToolButton>("showChecks")->click();
    const auto settings = *m_home.workspace().load(SandboxHome::connectorId);
    connector::CheckReport report;
    report.conclusion = QStringLiteral("Look at the URL.");
    auto& checks = m_home.workspace().checks();
    checks.add(settings, report, workspace::CheckHistory::Checked::Trial);
    QCOMPARE(
        cell(0, ActivityModel::WhatColumn), QStringLiteral("Connection check (tried, not saved)"));
    QCOMPARE(cell(0, ActivityModel::OutcomeColumn), QStringLiteral("Does not work"));
    table().selectRow(0);
    QTRY_COMPARE(value("checkOf"), QStringLiteral("What was entered and not saved"));
    connector::StepResult stopped;
    stopped.failure = Error::cancelled();
    report.steps.append(stopped);
    checks.add(settings, report);
    QTRY_COMPARE(cell(0, ActivityModel::OutcomeColumn), QStringLiteral("Stopped"));
    QCOMPARE(cell(0, ActivityModel::WhatColumn), QStringLiteral("Connection check"));
    QCOMPARE(exportRow(entryOf(checks.records().at(0))).at(4), QStringLiteral("stopped"));
    QCOMPARE(exportRow(entryOf(checks.records().at(1))).at(1), QStringLiteral("trial"));
}

void TestActivityPage::marksWhatIsASandboxs()
{
    settings::ConnectorSettings acme;
    acme.uuid = QUuid::createUuid();
    acme.id = QStringLiteral("acme");
    acme.properties = { { QStringLiteral("url"), QStringLiteral("https://localhost:1/api") },
        { QStringLiteral("ssl-trust-store"),
            m_home.workspace().home().data.filePath(QStringLiteral("sandbox/trust.p12")) } };
    QVERIFY(QCoro::waitFor(m_home.workspace().save(acme, {})));
    orders::Order order;
    order.connector = acme.uuid;
    order.connectorId = acme.id;
    order.subject = QStringLiteral("CN=toy.example.org");
    const auto created = QCoro::waitFor(m_home.workspace().orders()->create(order));
    QVERIFY(created);
    m_home.workspace().checks().add(acme, {});
    openPage();
    const QString marked = QStringLiteral("acme (sandbox)");
    child<QLineEdit>("activityFilter")->setText(QStringLiteral("acme (sandbox)"));
    QCOMPARE(model().rowCount(), 2);
    for (int row = 0; row < 2; ++row)
        QCOMPARE(cell(row, ActivityModel::ConnectorColumn), marked);
    select(created->id);
    QCOMPARE(value("orderConnector"), marked);
    child<QToolButton>("showChecks")->click();
    table().selectRow(0);
    QTRY_COMPARE(value("checkConnector"), marked);
    // Not one any more.
    acme.properties.insert(QStringLiteral("url"), QStringLiteral("https://scm.invalid/api"));
    QVERIFY(QCoro::waitFor(m_home.workspace().save(acme, {})));
    QTRY_COMPARE(model().rowCount(), 0);
    QVERIFY(QCoro::waitFor(m_home.workspace().remove(acme.id)));
}

void TestActivityPage::saysWhichFiltersAreOn()
{
    const int all = model().rowCount();
    child<QToolButton>("showFailed")->click();
    child<QCheckBox>("activityOnlyShown")->click();
    child<QLineEdit>("activityFilter")->setText(QStringLiteral("no such thing"));
    QCOMPARE(model().rowCount(), 0);
    const QString said = table().accessibleDescription();
    for (const char* filter : { "“no such thing”", "Failed", "Only this authority", "Esc" })
        QVERIFY2(said.contains(QString::fromUtf8(filter)), qPrintable(said));
    m_page->cancel();
    QVERIFY(child<QToolButton>("showAll")->isChecked());
    QCOMPARE(model().rowCount(), all);
    // One of them alone is called what it is.
    child<QToolButton>("showOpen")->click();
    child<QLineEdit>("activityFilter")->clear();
    m_page->cancel();
    QCOMPARE(model().rowCount(), all);
}

void TestActivityPage::remembersHowTheSpaceIsShared()
{
    auto* splitter = m_page->findChild<QSplitter*>();
    auto* handle = splitter->handle(1);
    QTest::mousePress(handle, Qt::LeftButton);
    QTest::mouseMove(handle, QPoint(5, -120));
    QTest::mouseRelease(handle, Qt::LeftButton, {}, QPoint(5, -120));
    const QList<int> sizes = splitter->sizes();
    QVERIFY(sizes.first() < sizes.last());
    openPage();
    QCOMPARE(m_page->findChild<QSplitter*>()->sizes(), sizes);
}

void TestActivityPage::anExportCanBeStopped()
{
    const QString path = m_home.path(QStringLiteral("stopped.csv"));
    child<QPushButton>("activityExport")->click();
    auto* dialog = m_page->findChild<QFileDialog*>(QStringLiteral("saveDialog"));
    dialog->setDirectory(QFileInfo(path).absolutePath());
    dialog->selectFile(path);
    // It cannot end before the stop.
    std::optional<testsupport::BusyThreads> busy(std::in_place);
    QMetaObject::invokeMethod(dialog, "accept");
    const bool isTold = message().text().contains(QStringLiteral("being written"));
    const QString whyNot = child<QPushButton>("activityExport")->toolTip();
    const bool isOffered = child<QPushButton>("activityExport")->isEnabled();
    m_page->cancel();
    busy.reset();
    QVERIFY(isTold);
    QVERIFY(!isOffered);
    QVERIFY2(whyNot.contains(QStringLiteral("still being written")), qPrintable(whyNot));
    QTRY_VERIFY(message().text().startsWith(QStringLiteral("Stopped")));
    QVERIFY(child<QPushButton>("activityExport")->isEnabled());
    QVERIFY(!QFile::exists(path));
}

void TestActivityPage::leadsToTheCertificate()
{
    select(m_issued.id);
    QSignalSpy wants(m_page.get(), &Page::wantsToGo);
    child<QPushButton>("activityCertificate")->click();
    const auto there = wants.first().first().value<Destination>();
    QCOMPARE(there.page, PageId::Certificates);
    QCOMPARE(there.connectorId, SandboxHome::connectorId);
    QCOMPARE(there.lookup, m_issued.id);
}

void TestActivityPage::newThingsAppearByThemselves()
{
    m_home.sandbox().control("POST", QStringLiteral("/config"),
        QJsonDocument(QJsonObject { { QStringLiteral("issueAfter"), 0 } }));
    const int before = model().rowCount();
    const auto order = m_home.enroll(QStringLiteral("CN=new.example.org"));
    QTRY_COMPARE(model().rowCount(), before + 1);
    QTRY_COMPARE(cell(0, ActivityModel::OutcomeColumn), QStringLiteral("Issued"));
    QCOMPARE(cell(0, ActivityModel::WhatColumn), QStringLiteral("CN=new.example.org"));
    check();
    QTRY_COMPARE(model().rowCount(), before + 2);
    QCOMPARE(cell(0, ActivityModel::KindColumn), QStringLiteral("Check"));
    QCOMPARE(
        child<QLabel>("activityCount")->text(), QStringLiteral("%1 of %1 shown").arg(before + 2));
}

void TestActivityPage::exportsWhatIsShown()
{
    child<QToolButton>("showOrders")->click();
    child<QLineEdit>("activityFilter")->setText(QStringLiteral("example"));
    table().sortByColumn(ActivityModel::WhatColumn, Qt::AscendingOrder);
    child<QPushButton>("activityExport")->click();
    const QString path = m_home.path(QStringLiteral("activity.csv"));
    saveAs(path);
    QTRY_VERIFY(message().text().contains(path));
    const auto bytes = workspace::readFile(path, 1'000'000);
    QVERIFY(bytes->startsWith("\xEF\xBB\xBFtime,kind,connector,what,state,who,detail,id\r\n"));
    const QByteArrayList lines = bytes->trimmed().split('\n');
    QCOMPARE(lines.size(), model().rowCount() + 1);
    for (int row = 0; row < model().rowCount(); ++row) {
        const QByteArray what = cell(row, ActivityModel::WhatColumn).toUtf8();
        QVERIFY2(lines.at(row + 1).contains(what), lines.at(row + 1).constData());
        QVERIFY(lines.at(row + 1).contains(",order,"));
    }
}

void TestActivityPage::theBundleIsReadBeforeItLeaves()
{
    child<QPushButton>("activityBundle")->click();
    auto* text = child<QPlainTextEdit>("bundleText");
    QVERIFY(text->isVisible());
    QTRY_VERIFY(!text->toPlainText().isEmpty());
    QVERIFY(text->toPlainText().contains(QStringLiteral("customer-uri")));
    QVERIFY(!text->toPlainText().contains(
        m_home.sandbox().credential(QStringLiteral("sandbox.login-password"))));
    child<QPushButton>("bundleSave")->click();
    const QString path = m_home.path(QStringLiteral("bundle.txt"));
    const QString shown = text->toPlainText();
    saveAs(path);
    QCOMPARE(QString::fromUtf8(*workspace::readFile(path, 1'000'000)), shown);
    QVERIFY(message().text().contains(path));
    QVERIFY(table().isVisible());
    // Nothing is made, and nothing is kept, after closing it.
    child<QPushButton>("activityBundle")->click();
    m_page->cancel();
    QVERIFY(table().isVisible());
    QVERIFY(text->toPlainText().isEmpty());
}

void TestActivityPage::theHelpDeskOnlyReads()
{
    // Left while the list is being read: what reads it ends after the page.
    m_page->refresh();
    m_page.reset();
    m_home.close();
    const auto before = m_home.files();
    QVERIFY(!before.isEmpty());
    m_home.forgetCalls();
    m_home.open(workspace::Access::ReadOnly);
    openPage();
    select(m_pending.id);
    QVERIFY(!child<QPushButton>("activityOrder")->isVisible());
    QVERIFY(child<QPushButton>("activityCertificate")->isVisible());
    select(m_failed.id);
    QVERIFY(!child<QPushButton>("activitySetting")->isVisible());
    child<QToolButton>("showChecks")->click();
    table().selectRow(0);
    QTRY_COMPARE(child<QLabel>("activityTitle")->text(), QStringLiteral("Works"));
    QVERIFY(!child<QPushButton>("activityCheck")->isVisible());
    m_page->refresh();
    waitForTheList();
    m_page.reset();
    m_home.close();
    const QStringList calls = m_home.calls();
    for (const QString& call : calls)
        QVERIFY2(call.startsWith(QStringLiteral("GET ")), qPrintable(call));
    QCOMPARE(m_home.files(), before);
}

void TestActivityPage::theModelIsOneThatQtAccepts()
{
    ActivityModel model;
    const QAbstractItemModelTester tester(
        &model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.setEntries(entriesOf({ m_pending, m_failed, m_issued }, {}));
    QCOMPARE(model.rowCount(), 3);
    model.sort(ActivityModel::OutcomeColumn, Qt::DescendingOrder);
    QCOMPARE(
        model.index(0, ActivityModel::OutcomeColumn).data().toString(), QStringLiteral("Failed"));
    orders::Order changed = m_pending;
    changed.state = orders::OrderState::Abandoned;
    model.setEntry(entryOf(changed));
    QCOMPARE(
        model.index(0, ActivityModel::OutcomeColumn).data().toString(), QStringLiteral("Given up"));
    workspace::CheckRecord check;
    check.time = QDateTime::currentDateTimeUtc();
    model.setEntry(entryOf(check));
    model.setEntry(entryOf(check));
    QCOMPARE(model.rowCount(), 4);
    model.setShow(ActivityModel::Show::Failed);
    QCOMPARE(model.rowCount(), 2);
    // What was stopped is no failure.
    check.isStopped = true;
    model.setEntry(entryOf(check));
    QCOMPARE(model.rowCount(), 1);
    model.setShow(ActivityModel::Show::All);
    model.setConnector(m_issued.connector);
    QCOMPARE(model.rowCount(), 3);
    model.setEntries({});
    QCOMPARE(model.rowCount(), 0);
}

void TestActivityPage::anUnreadableTableSaysSo()
{
    m_page.reset();
    SandboxHome broken;
    QVERIFY(QDir().mkpath(broken.path(QStringLiteral("home/data/orders.sqlite"))));
    broken.open(workspace::Access::Full);
    m_page = std::make_unique<ActivityPage>(broken.workspace(), broken.state());
    m_page->show();
    m_page->showConnector({});
    QTRY_VERIFY(message().isShown());
    QVERIFY(message().text().contains(QStringLiteral("orders.sqlite")));
    m_page.reset();
}

QTEST_MAIN(TestActivityPage)
#include "tst_activitypage.moc"
