// SPDX-License-Identifier: Apache-2.0
#include <core/pki/pkcs12.h>
#include <core/secrets/sessionfallbackstore.h>
#include <core/workspace/files.h>
#include <tests/ui/contextmenu.h>
#include <tests/ui/dropfiles.h>
#include <tests/ui/nokeychain.h>
#include <tests/ui/sandboxhome.h>
#include <ui/certificates/certificatespage.h>
#include <ui/certificates/lookupbox.h>
#include <ui/certificates/matchesmodel.h>
#include <ui/widgets/inlinenote.h>
#include <ui/widgets/messagebar.h>
#include <ui/widgets/tableview.h>
#include <ui/widgets/valuetext.h>

#include <QAbstractItemModelTester>
#include <QApplication>
#include <QClipboard>
#include <QDropEvent>
#include <QFileDialog>
#include <QLabel>
#include <QLineEdit>
#include <QMimeData>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QRadioButton>
#include <QSignalSpy>
#include <QSplitter>
#include <QTest>

using namespace gatehouse;
using namespace gatehouse::ui;
using gatehouse::testsupport::SandboxHome;

class TestCertificatesPage : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();

    void saysHowItUnderstandsWhileTyping_data();
    void saysHowItUnderstandsWhileTyping();
    void nothingLeavesBeforeEnter();
    void aHugePasteIsLeftOut();
    void findsInAnySpelling_data();
    void findsInAnySpelling();
    void onlyTheChosenReadingIsTried();
    void showsAPendingOrder();
    void aRevokedCertificateIsNotShownAsValid();
    void aWildcardThatOnlyCoversTheNameSaysSo();
    void notFoundSaysWhatElseToTry();
    void anErrorNamesTheRemedy();
    void escStopsALookup();
    void aLookupComesFromElsewhere();
    void aFileIsLookedUp();
    void ofSeveralFilesOneIsLookedUpAndNamed();
    void aFileThatIsNoCertificateSaysSo();
    void exportsFiles_data();
    void exportsFiles();
    void exportsTheKeyOnce();
    void aMovedSplitterStaysWhereItIs();
    void copiesPemAndCommands();
    void theResultsMenuDoesWhatTheDetailsDo();
    void saysWhySomethingCannotBeDone();
    void anotherAuthorityStartsAnew();
    void theHelpDeskOnlyReads();
    void theHelpDeskSignsInWithoutAKeyChain();
    void theModelIsOneThatQtAccepts();
    void aDroppedCertificateIsLookedUp();
    void whatIsNoCertificateCanBeDroppedAndIsNamed_data();
    void whatIsNoCertificateCanBeDroppedAndIsNamed();

private:
    template <class T> T* child(const char* name) const
    {
        return m_page->findChild<T*>(QString::fromLatin1(name));
    }
    void openPage();
    void type(const QString& text);
    void lookUp(const QString& text);
    void waitForTheEnd();
    QString value(const char* name) const;
    MessageBar& message() const { return *m_page->findChild<MessageBar*>(); }
    TableView& table() const { return *child<TableView>("matchesTable"); }
    QString emptyText() const;
    void saveAs(const QString& path);

    SandboxHome m_home;
    std::unique_ptr<CertificatesPage> m_page;
    orders::Order m_issued;
    orders::Order m_pending;
    QList<pki::Certificate> m_chain;
};

void TestCertificatesPage::initTestCase()
{
    QString problem;
    QVERIFY2(m_home.start({ QStringLiteral("--issue-after"), QStringLiteral("0") }, problem),
        qPrintable(problem));
    m_issued = m_home.enroll(
        QStringLiteral("CN=shop.example.org"), { QStringLiteral("DNS:store.example.org") });
    QCOMPARE(m_issued.state, orders::OrderState::Issued);
    m_chain = pki::Certificate::parseAll(m_issued.certificates).value();
    QVERIFY(!m_issued.encryptedKey.isEmpty());
    m_home.sandbox().control("POST", QStringLiteral("/config"),
        QJsonDocument(QJsonObject { { QStringLiteral("issueAfter"), 3600 } }));
    m_pending = m_home.enrollWithoutWaiting(QStringLiteral("CN=slow.example.org"));
    QCOMPARE(m_pending.state, orders::OrderState::Waiting);
}

void TestCertificatesPage::init()
{
    m_home.open(workspace::Access::Full);
    openPage();
}

void TestCertificatesPage::cleanup()
{
    m_page.reset();
    m_home.sandbox().control("DELETE", QStringLiteral("/faults"));
}

void TestCertificatesPage::openPage()
{
    m_page = std::make_unique<CertificatesPage>(m_home.workspace(), m_home.state());
    m_page->resize(1000, 800);
    m_page->show();
    m_page->showConnector(SandboxHome::connectorId);
}

void TestCertificatesPage::type(const QString& text)
{
    auto* edit = child<LookupEdit>("lookupEdit");
    edit->selectAll();
    edit->insertPlainText(text);
}

void TestCertificatesPage::lookUp(const QString& text)
{
    type(text);
    QTest::keyClick(child<LookupEdit>("lookupEdit"), Qt::Key_Return);
    waitForTheEnd();
}

void TestCertificatesPage::waitForTheEnd()
{
    constexpr int milliseconds = 20'000;
    QTRY_VERIFY_WITH_TIMEOUT(!child<QPushButton>("lookupStop")->isVisible(), milliseconds);
}

QString TestCertificatesPage::value(const char* name) const
{
    const auto* text = child<ValueText>(name);
    return text == nullptr || !text->isVisible() ? QString() : text->value();
}

QString TestCertificatesPage::emptyText() const
{
    QStringList texts;
    const auto* nothing = child<QWidget>("emptyState");
    const auto labels = nothing->isVisible() ? nothing->findChildren<QLabel*>() : QList<QLabel*>();
    for (const QLabel* label : labels)
        texts.append(label->text());
    return texts.join(u'\n');
}

void TestCertificatesPage::saveAs(const QString& path)
{
    auto* dialog = m_page->findChild<QFileDialog*>(QStringLiteral("saveDialog"));
    QVERIFY(dialog != nullptr);
    dialog->setDirectory(QFileInfo(path).absolutePath());
    dialog->selectFile(path);
    QMetaObject::invokeMethod(dialog, "accept");
    QTRY_VERIFY(m_page->findChild<QFileDialog*>(QStringLiteral("saveDialog")) == nullptr);
}

void TestCertificatesPage::saysHowItUnderstandsWhileTyping_data()
{
    QTest::addColumn<QString>("input");
    QTest::addColumn<QString>("understood");
    QTest::addColumn<int>("choices");
    QTest::newRow("a host name") << "WWW.Example.org"
                                 << "Host name www.example.org" << 0;
    QTest::newRow("a serial number") << "A9:3E:C0"
                                     << "Serial number a9:3e:c0" << 0;
    QTest::newRow("digits are ambiguous") << "12345"
                                          << "It can be understood as:" << 3;
    QTest::newRow("a name with a mistake") << "CN=a,=b"
                                           << "," << 0;
    QTest::newRow("nonsense") << "???"
                              << "nothing that can be looked up" << 0;
    QTest::newRow("nothing yet") << " "
                                 << "Enter looks it up" << 0;
    QTest::newRow("a deceptive name") << QStringLiteral("CN=a\u202Eb") << "CN=a\\u{202E}b" << 0;
}

void TestCertificatesPage::saysHowItUnderstandsWhileTyping()
{
    QFETCH(QString, input);
    QFETCH(QString, understood);
    QFETCH(int, choices);
    type(input);
    const QString text = child<QLabel>("lookupUnderstood")->text();
    QVERIFY2(text.contains(understood), qPrintable(text));
    QCOMPARE(child<QWidget>("lookupChoices")->findChildren<QRadioButton*>().size(), choices);
    QVERIFY(!child<LookupEdit>("lookupEdit")->accessibleDescription().isEmpty());
}

void TestCertificatesPage::nothingLeavesBeforeEnter()
{
    m_home.forgetCalls();
    type(QStringLiteral("shop.example.org"));
    QTest::qWait(50);
    QVERIFY(m_home.calls().isEmpty());
}

void TestCertificatesPage::aHugePasteIsLeftOut()
{
    auto* edit = child<QPlainTextEdit>("lookupEdit");
    QApplication::clipboard()->setText(QString(20'000'000, u'x') + u'\n');
    edit->setFocus();
    QTest::keySequence(edit, QKeySequence::Paste);
    QVERIFY(edit->toPlainText().isEmpty());
    const auto* told = child<QLabel>("lookupUnderstood");
    QTRY_VERIFY2(told->text().contains(QStringLiteral("65,536")), qPrintable(told->text()));
    // A chain goes in.
    QApplication::clipboard()->setText(QString::fromLatin1(pki::toPem(m_chain)));
    QTest::keySequence(edit, QKeySequence::Paste);
    QVERIFY(!edit->toPlainText().isEmpty());
}

void TestCertificatesPage::findsInAnySpelling_data()
{
    const QString serial = m_issued.serialNumber.toHex();
    QTest::addColumn<QString>("input");
    QTest::newRow("host name") << "SHOP.example.org";
    QTest::newRow("another name of it") << "store.example.org";
    QTest::newRow("serial number") << serial.toUpper();
    QTest::newRow("serial number with colons") << m_issued.serialNumber.toColonHex();
    QTest::newRow("decimal serial number")
        << QStringLiteral("dec: ") + m_issued.serialNumber.toDecimal();
    QTest::newRow("name") << m_chain.first().subject().toString();
    QTest::newRow("name the other way round")
        << m_chain.first().subject().reversed().toString().toLower();
    QTest::newRow("our order") << m_issued.id;
    QTest::newRow("Sectigo's order") << QString::number(m_issued.sslId);
    QTest::newRow("the certificate itself") << QString::fromLatin1(m_chain.first().toPem());
}

void TestCertificatesPage::findsInAnySpelling()
{
    QFETCH(QString, input);
    lookUp(input);
    QVERIFY2(table().isVisible(), qPrintable(emptyText() + message().text()));
    QCOMPARE(table().model()->rowCount(), 1);
    QCOMPARE(child<QLabel>("certificateName")->text(), QStringLiteral("shop.example.org"));
    QCOMPARE(value("serialNumber"), m_issued.serialNumber.toHex());
    QCOMPARE(value("recordStatus"), QStringLiteral("Issued"));
    QCOMPARE(value("recordId"), QString::number(m_issued.sslId));
    QCOMPARE(value("orderId"), m_issued.id);
    QCOMPARE(value("orderRequestedBy"), QStringLiteral("Tester"));
    // Once in the box, or, where the text has several readings, the one that it was.
    const bool saysReading =
        child<QLabel>("lookupSummary")->text().contains(QStringLiteral("Understood as: "));
    QCOMPARE(saysReading, child<QWidget>("lookupReading1") != nullptr);
}

void TestCertificatesPage::onlyTheChosenReadingIsTried()
{
    const QString number = QString::number(m_issued.sslId);
    type(number);
    const auto radios = child<QWidget>("lookupChoices")->findChildren<QRadioButton*>();
    QVERIFY(radios.size() > 1);
    QVERIFY(radios.first()->text().startsWith(QStringLiteral("Order number")));
    radios.last()->click();
    child<QPushButton>("lookupFind")->click();
    waitForTheEnd();
    QVERIFY2(emptyText().contains(QStringLiteral("Serial number")), qPrintable(emptyText()));
    QVERIFY(!emptyText().contains(QStringLiteral("Order number")));
}

void TestCertificatesPage::showsAPendingOrder()
{
    lookUp(QStringLiteral("slow.example.org"));
    QVERIFY2(table().isVisible(), qPrintable(emptyText() + message().text()));
    QCOMPARE(table().model()->index(0, MatchesModel::StatusColumn).data().toString(),
        QStringLiteral("Waiting for Sectigo"));
    QCOMPARE(value("orderId"), m_pending.id);
    QVERIFY(!child<QPushButton>("matchExport")->isEnabled());
    QVERIFY(child<QPushButton>("matchExport")->toolTip().contains(QStringLiteral("waits")));
    child<QPushButton>("matchCommand")->click();
    QVERIFY2(value("commandRest").endsWith(QStringLiteral("/subjects/CN%3Dslow.example.org")),
        qPrintable(value("commandRest")));
    QSignalSpy wants(m_page.get(), &Page::wantsToGo);
    child<QPushButton>("matchOrder")->click();
    QCOMPARE(wants.size(), 1);
    const auto there = wants.first().first().value<Destination>();
    QCOMPARE(there.page, PageId::Enroll);
    QCOMPARE(there.order, m_pending.id);
}

void TestCertificatesPage::aRevokedCertificateIsNotShownAsValid()
{
    m_home.sandbox().control("POST", QStringLiteral("/config"),
        QJsonDocument(QJsonObject { { QStringLiteral("issueAfter"), 0 } }));
    const orders::Order order = m_home.enroll(QStringLiteral("CN=revoked.example.org"));
    m_home.sandbox().control("POST", QStringLiteral("/certificates/%1").arg(order.sslId),
        QJsonDocument(QJsonObject { { QStringLiteral("status"), QStringLiteral("Revoked") } }));
    lookUp(order.serialNumber.toHex());
    const QString validity = child<QLabel>("certificateValidity")->text();
    QVERIFY2(validity.startsWith(QStringLiteral("Revoked")), qPrintable(validity));
    QCOMPARE(value("recordStatus"), QStringLiteral("Revoked"));
    QVERIFY(!value("recordRevoked").isEmpty());
}

void TestCertificatesPage::aWildcardThatOnlyCoversTheNameSaysSo()
{
    m_home.sandbox().control("POST", QStringLiteral("/config"),
        QJsonDocument(QJsonObject { { QStringLiteral("issueAfter"), 0 } }));
    m_home.enroll(QStringLiteral("CN=*.covered.example.org"));
    lookUp(QStringLiteral("api.covered.example.org"));
    QVERIFY2(table().isVisible(), qPrintable(emptyText() + message().text()));
    const auto* covers = child<InlineNote>("matchCovers");
    QVERIFY(covers->isVisible());
    QVERIFY2(covers->text().contains(QStringLiteral("api.covered.example.org by a wildcard")),
        qPrintable(covers->text()));
    lookUp(QStringLiteral("*.covered.example.org"));
    QVERIFY(!covers->isVisible());
}

void TestCertificatesPage::notFoundSaysWhatElseToTry()
{
    lookUp(QStringLiteral("nobody.example.org"));
    QVERIFY(!table().isVisible());
    const QString text = emptyText();
    QVERIFY2(text.contains(QStringLiteral("No certificate fits")), qPrintable(text));
    QVERIFY2(text.contains(QStringLiteral("Host name nobody.example.org")), qPrintable(text));
    QVERIFY2(text.contains(QStringLiteral("wildcard")), qPrintable(text));
    QVERIFY(!message().isShown());
}

void TestCertificatesPage::anErrorNamesTheRemedy()
{
    m_home.sandbox().control("POST", QStringLiteral("/faults"),
        QJsonDocument(QJsonObject { { QStringLiteral("path"), QStringLiteral("/api/ssl/v1*") },
            { QStringLiteral("kind"), QStringLiteral("html") }, { QStringLiteral("count"), 20 } }));
    lookUp(QStringLiteral("shop.example.org"));
    QVERIFY(message().isShown());
    QVERIFY(!message().text().isEmpty());
    QVERIFY(!table().isVisible());
}

void TestCertificatesPage::escStopsALookup()
{
    m_home.sandbox().control("POST", QStringLiteral("/faults"),
        QJsonDocument(QJsonObject { { QStringLiteral("path"), QStringLiteral("/api/ssl/v1*") },
            { QStringLiteral("kind"), QStringLiteral("hang") }, { QStringLiteral("count"), 10 } }));
    type(QStringLiteral("shop.example.org"));
    QTest::keyClick(child<LookupEdit>("lookupEdit"), Qt::Key_Return);
    QTRY_VERIFY(child<QPushButton>("lookupStop")->isVisible());
    QTest::qWait(100);
    QVERIFY(child<QPushButton>("lookupStop")->isVisible());
    const auto* results = child<QWidget>("certificatesStack");
    QVERIFY(!results->isEnabled());
    QVERIFY(results->toolTip().contains(QStringLiteral("stop it with Esc")));
    QCOMPARE(table().accessibleDescription(), results->toolTip());
    m_page->cancel();
    QVERIFY(results->isEnabled());
    QVERIFY(results->toolTip().isEmpty());
    QVERIFY(!child<QPushButton>("lookupStop")->isVisible());
    QTest::qWait(50);
    QVERIFY(!message().isShown());
    m_home.sandbox().control("DELETE", QStringLiteral("/faults"));
    lookUp(QStringLiteral("shop.example.org"));
    QVERIFY(table().isVisible());
}

void TestCertificatesPage::aLookupComesFromElsewhere()
{
    Destination here;
    here.page = PageId::Certificates;
    here.lookup = m_issued.id;
    m_page->goTo(here);
    waitForTheEnd();
    QCOMPARE(value("orderId"), m_issued.id);
    m_page->refresh();
    QVERIFY(child<QPushButton>("lookupStop")->isVisible());
    waitForTheEnd();
    QCOMPARE(value("orderId"), m_issued.id);
}

void TestCertificatesPage::aFileIsLookedUp()
{
    const QString path = m_home.path(QStringLiteral("found.der"));
    QVERIFY(workspace::writeFile(path, m_chain.first().toDer(), workspace::FilePrivacy::Shared));
    Destination here;
    here.page = PageId::Certificates;
    here.files = QStringList { path };
    m_page->goTo(here);
    waitForTheEnd();
    QCOMPARE(value("serialNumber"), m_issued.serialNumber.toHex());
}

void TestCertificatesPage::ofSeveralFilesOneIsLookedUpAndNamed()
{
    const QString first = m_home.path(QStringLiteral("first.der"));
    const QString second = m_home.path(QStringLiteral("second.txt"));
    QVERIFY(workspace::writeFile(first, m_chain.first().toDer(), workspace::FilePrivacy::Shared));
    QVERIFY(workspace::writeFile(second, "Dear colleague,", workspace::FilePrivacy::Shared));
    QMimeData dropped;
    dropped.setUrls({ QUrl::fromLocalFile(first), QUrl::fromLocalFile(second) });
    QDropEvent drop(QPointF(5, 5), Qt::CopyAction, &dropped, Qt::LeftButton, Qt::NoModifier);
    QDragEnterEvent enter(QPoint(5, 5), Qt::CopyAction, &dropped, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(child<LookupEdit>("lookupEdit")->viewport(), &enter);
    QApplication::sendEvent(child<LookupEdit>("lookupEdit")->viewport(), &drop);
    QTRY_COMPARE_WITH_TIMEOUT(value("serialNumber"), m_issued.serialNumber.toHex(), 20'000);
    QVERIFY2(message().text().contains(QStringLiteral("first.der")), qPrintable(message().text()));
    QVERIFY(!message().text().contains(QStringLiteral("second.txt")));

    child<LookupBox>("lookupBox")->openFiles({ second, first });
    QVERIFY(message().text().contains(QStringLiteral("second.txt")));
    const auto* problem = child<QLabel>("lookupUnderstood");
    QVERIFY(problem->text().contains(QStringLiteral("holds no certificate")));
    QVERIFY((problem->focusPolicy() & Qt::TabFocus) != 0);
    QCOMPARE(child<LookupEdit>("lookupEdit")->accessibleDescription(), problem->text());
    type(QStringLiteral("shop.example.org"));
    QVERIFY((problem->focusPolicy() & Qt::TabFocus) == 0);
}

void TestCertificatesPage::aFileThatIsNoCertificateSaysSo()
{
    const QString path = m_home.path(QStringLiteral("letter.txt"));
    QVERIFY(workspace::writeFile(path, "Dear colleague,", workspace::FilePrivacy::Shared));
    child<LookupBox>("lookupBox")->openFiles({ path });
    QVERIFY(child<QLabel>("lookupUnderstood")->text().contains(path));
    child<LookupBox>("lookupBox")->openFiles({ m_home.path(QStringLiteral("gone.pem")) });
    QVERIFY(child<QLabel>("lookupUnderstood")->text().contains(QStringLiteral("gone.pem")));
}

void TestCertificatesPage::exportsFiles_data()
{
    QTest::addColumn<QString>("action");
    QTest::addColumn<QString>("file");
    QTest::addColumn<int>("certificates");
    const auto chain = static_cast<int>(m_chain.size());
    QTest::newRow("PEM with the chain") << "exportPem"
                                        << "out.pem" << chain;
    QTest::newRow("DER of the leaf") << "exportDer"
                                     << "out.der" << 1;
    QTest::newRow("PKCS #7 with the chain") << "exportPkcs7"
                                            << "out.p7b" << chain;
}

void TestCertificatesPage::exportsFiles()
{
    QFETCH(QString, action);
    QFETCH(QString, file);
    QFETCH(int, certificates);
    lookUp(QStringLiteral("shop.example.org"));
    m_page->findChild<QAction*>(action)->trigger();
    const QString path = m_home.path(file);
    saveAs(path);
    QVERIFY(message().text().contains(path));
    const auto bytes = workspace::readFile(path, 1'000'000);
    QVERIFY(bytes);
    const auto read = pki::Certificate::parseAll(*bytes);
    QVERIFY(read);
    QCOMPARE(read->size(), certificates);
    QVERIFY(read->contains(m_chain.first()));
}

void TestCertificatesPage::exportsTheKeyOnce()
{
    m_home.sandbox().control("POST", QStringLiteral("/config"),
        QJsonDocument(QJsonObject { { QStringLiteral("issueAfter"), 0 } }));
    const orders::Order order = m_home.enroll(QStringLiteral("CN=key.example.org"));
    lookUp(order.id);
    auto* action = m_page->findChild<QAction*>(QStringLiteral("exportPkcs12"));
    QVERIFY2(action->isEnabled(), qPrintable(action->toolTip()));
    action->trigger();
    auto* save = child<QPushButton>("pkcs12Save");
    QVERIFY(save->isVisible() && !save->isEnabled());
    const QString password = QStringLiteral("four unrelated words here");
    QTest::keyClicks(child<QLineEdit>("p12Password"), password);
    QVERIFY(!save->isEnabled());
    QTest::keyClicks(child<QLineEdit>("p12PasswordAgain"), password);
    QVERIFY(save->isEnabled());
    save->click();
    const QString path = m_home.path(QStringLiteral("key.p12"));
    saveAs(path);
    QTRY_VERIFY_WITH_TIMEOUT(message().text().contains(path), 10'000);
    waitForTheEnd();
    const auto bytes = workspace::readFile(path, 1'000'000);
    const auto bags = pki::readPkcs12(*bytes, Secret::fromString(password));
    QVERIFY(bags);
    QVERIFY(std::ranges::any_of(*bags, [](const auto& bag) { return !bag.key.isNull(); }));
    QCOMPARE(QFile::permissions(path) & (QFile::ReadGroup | QFile::ReadOther), 0);
    // It was handed over: there is nothing left to export, and the page says so.
    QVERIFY(!action->isEnabled());
    QVERIFY(action->toolTip().contains(QStringLiteral("handed over")));
    QVERIFY(child<QLineEdit>("p12Password")->text().isEmpty());
    const auto now = QCoro::waitFor(m_home.workspace().orders()->find(order.id));
    QCOMPARE(now->state, orders::OrderState::Delivered);
}

void TestCertificatesPage::aMovedSplitterStaysWhereItIs()
{
    const auto rowsHeight = [this] {
        return child<QSplitter>("certificatesSplitter")->sizes().first();
    };
    const auto kept = [this] {
        return m_home.state().value(QStringLiteral("splitters/certificates"));
    };
    lookUp(QStringLiteral("shop.example.org"));
    QVERIFY2(!kept().isValid(), "The page sizes it by itself until then.");
    const int fitted = rowsHeight();
    QWidget* handle = child<QSplitter>("certificatesSplitter")->handle(1);
    const QPoint grip = handle->rect().center();
    QTest::mousePress(handle, Qt::LeftButton, {}, grip);
    QMouseEvent move(QEvent::MouseMove, grip + QPoint(0, 90),
        handle->mapToGlobal(grip + QPoint(0, 90)), Qt::NoButton, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(handle, &move);
    QTest::mouseRelease(handle, Qt::LeftButton, {}, grip);
    const int moved = rowsHeight();
    QVERIFY(moved > fitted);
    lookUp(QStringLiteral("slow.example.org"));
    QCOMPARE(rowsHeight(), moved);
    // In the next run as well.
    openPage();
    lookUp(QStringLiteral("shop.example.org"));
    QCOMPARE(rowsHeight(), moved);
    m_home.state().setValue(QStringLiteral("splitters/certificates"), {});
}

void TestCertificatesPage::copiesPemAndCommands()
{
    lookUp(QStringLiteral("shop.example.org"));
    child<QPushButton>("matchCopyPem")->click();
    const auto copied = pki::Certificate::parseAll(QApplication::clipboard()->text().toLatin1());
    QVERIFY(copied);
    QCOMPARE(*copied, m_chain);
    QVERIFY(value("commandLine").isEmpty());
    child<QPushButton>("matchCommand")->click();
    QCOMPARE(value("commandLine"),
        QStringLiteral("gatehousectl lookup sandbox 0x%1").arg(m_issued.serialNumber.toHex()));
    QVERIFY(value("commandRest")
                .endsWith(QStringLiteral("/v1/certificate-authorities/sandbox/certificates/%1")
                              .arg(m_issued.serialNumber.toHex())));
}

void TestCertificatesPage::theResultsMenuDoesWhatTheDetailsDo()
{
    const auto action = [this](const char* name) {
        return testsupport::actionIn(testsupport::menuByKey(table()), name);
    };
    lookUp(QStringLiteral("shop.example.org"));
    QVERIFY(action("matchExportAction")->isEnabled());
    QVERIFY(action("matchExportAction")->menu() == child<QPushButton>("matchExport")->menu());
    QApplication::clipboard()->clear();
    action("matchCopyPemAction")->trigger();
    QVERIFY(QApplication::clipboard()->text().startsWith(QStringLiteral("-----BEGIN CERT")));
    action("matchCommandAction")->trigger();
    QVERIFY(!value("commandLine").isEmpty());
    QVERIFY(action("matchCommandAction")->isChecked());
    QVERIFY(action("copyRow")->isEnabled());

    lookUp(QStringLiteral("slow.example.org"));
    QVERIFY(!action("matchExportAction")->isEnabled());
    QVERIFY(action("matchExportAction")->toolTip().contains(QStringLiteral("waits")));
    QSignalSpy wants(m_page.get(), &Page::wantsToGo);
    action("matchOrderAction")->trigger();
    QCOMPARE(wants.size(), 1);
}

void TestCertificatesPage::saysWhySomethingCannotBeDone()
{
    auto* find = child<QPushButton>("lookupFind");
    type(QString());
    QVERIFY(!find->isEnabled());
    QVERIFY(!find->toolTip().isEmpty());
    QCOMPARE(find->accessibleDescription(), find->toolTip());
    m_page->showConnector({});
    type(QStringLiteral("shop.example.org"));
    QVERIFY(!find->isEnabled());
    QVERIFY(find->toolTip().contains(QStringLiteral("certificate authority")));
}

void TestCertificatesPage::anotherAuthorityStartsAnew()
{
    lookUp(QStringLiteral("shop.example.org"));
    QVERIFY(table().isVisible());
    m_page->showConnector(SandboxHome::connectorId);
    QVERIFY(table().isVisible());
    m_page->showConnector({});
    QVERIFY(!table().isVisible());
    QCOMPARE(table().model()->rowCount(), 0);
}

void TestCertificatesPage::theHelpDeskOnlyReads()
{
    m_page.reset();
    m_home.close();
    const auto before = m_home.files();
    QVERIFY(!before.isEmpty());
    m_home.forgetCalls();
    m_home.open(workspace::Access::ReadOnly);
    openPage();
    for (const QString& input : { QStringLiteral("shop.example.org"), m_issued.id,
             QStringLiteral("slow.example.org"), QStringLiteral("nobody.example.org") })
        lookUp(input);
    lookUp(QStringLiteral("shop.example.org"));
    QVERIFY2(table().isVisible(), qPrintable(emptyText() + message().text()));
    QVERIFY(m_page->findChild<QAction*>(QStringLiteral("exportPkcs12")) == nullptr);
    QVERIFY(child<QWidget>("pkcs12Panel") == nullptr);
    QVERIFY(!child<QPushButton>("matchOrder")->isVisible());
    QVERIFY(!m_page->findChild<QAction*>(QStringLiteral("matchOrderAction"))->isVisible());
    m_page->findChild<QAction*>(QStringLiteral("exportPem"))->trigger();
    saveAs(m_home.path(QStringLiteral("help.pem")));
    m_page.reset();
    m_home.close();
    const QStringList calls = m_home.calls();
    QVERIFY(!calls.isEmpty());
    for (const QString& call : calls)
        QVERIFY2(call.startsWith(QStringLiteral("GET ")), qPrintable(call));
    QCOMPARE(m_home.files(), before);
}

void TestCertificatesPage::theHelpDeskSignsInWithoutAKeyChain()
{
    const auto before = m_home.files();
    const auto session = std::make_shared<secrets::SessionFallbackStore>(
        std::make_shared<testsupport::NoKeyChain>());
    m_page.reset();
    m_home.open(workspace::Access::ReadOnly, session);
    openPage();
    lookUp(QStringLiteral("nobody.example.org"));
    QVERIFY2(message().text().contains(u"key chain"), qPrintable(message().text()));
    const auto enter = [this](const char* key, const QString& password) {
        child<QLineEdit>(key)->setText(password);
    };
    const QString trust = m_home.sandbox().credential(QStringLiteral("ssl-trust-store-password"));
    child<QPushButton>("enterPassword")->click();
    auto* panel = child<QWidget>("sessionPasswords");
    QTRY_VERIFY(panel->isVisible());
    auto* use = child<QPushButton>("sessionPasswordsUse");
    QVERIFY(!use->isEnabled());
    QVERIFY(!use->toolTip().isEmpty());
    enter("session-login-password", QStringLiteral("wrong"));
    enter("session-ssl-trust-store-password", QStringLiteral("wrong"));
    use->click();
    waitForTheEnd();
    QVERIFY(!panel->isVisible());
    // The trust store is opened first: its password is asked for again, and no other.
    QTRY_VERIFY2(child<QPushButton>("enterPassword"), qPrintable(message().text() + emptyText()));
    child<QPushButton>("enterPassword")->click();
    QTRY_VERIFY(panel->isVisible());
    QVERIFY(child<QLineEdit>("session-login-password") == nullptr);
    enter("session-ssl-trust-store-password", trust);
    use->click();
    waitForTheEnd();
    // The one that was refused is asked for again, the other is not.
    QTRY_VERIFY2(child<QPushButton>("enterPassword"), qPrintable(message().text() + emptyText()));
    child<QPushButton>("enterPassword")->click();
    QTRY_VERIFY(panel->isVisible());
    QVERIFY(child<QLineEdit>("session-ssl-trust-store-password") == nullptr);
    enter("session-login-password",
        m_home.sandbox().credential(QStringLiteral("sandbox.login-password")));
    QTest::keyClick(child<QLineEdit>("session-login-password"), Qt::Key_Return);
    waitForTheEnd();
    QTRY_VERIFY2(emptyText().contains(u"No certificate fits"), qPrintable(message().text()));
    QVERIFY(session->hasSessionSecrets());
    m_page.reset();
    m_home.close();
    QCOMPARE(m_home.files(), before);
}

void TestCertificatesPage::theModelIsOneThatQtAccepts()
{
    MatchesModel model(std::make_shared<SystemClock>(), nullptr);
    const QAbstractItemModelTester tester(
        &model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    lookup::LookupAnswer answer;
    for (int id = 1; id <= 3; ++id) {
        lookup::Match match;
        match.details.id = id;
        match.details.commonName = QStringLiteral("host%1.example.org").arg(4 - id);
        match.details.expires = QDateTime::currentDateTimeUtc().addDays(id);
        answer.matches.append(match);
    }
    answer.pending.append(m_pending);
    model.setAnswer(answer);
    QCOMPARE(model.rowCount(), 4);
    QVERIFY(model.matchAt(2) != nullptr);
    QVERIFY(model.matchAt(3) == nullptr);
    QCOMPARE(model.order(3)->id, m_pending.id);
    QVERIFY(!model.order(0));
    QVERIFY(!model.order(4));
    model.sort(MatchesModel::NameColumn, Qt::AscendingOrder);
    QCOMPARE(model.index(0, MatchesModel::NameColumn).data().toString(),
        QStringLiteral("host1.example.org"));
    model.sort(MatchesModel::ExpiresColumn, Qt::DescendingOrder);
    QCOMPARE(model.index(0, MatchesModel::NameColumn).data().toString(),
        QStringLiteral("host1.example.org"));
    model.setFilter(QStringLiteral("waiting"));
    QCOMPARE(model.rowCount(), 1);
    model.setAnswer(std::nullopt);
    QCOMPARE(model.rowCount(), 0);
}

void TestCertificatesPage::aDroppedCertificateIsLookedUp()
{
    const QString path = m_home.path(QStringLiteral("dropped certificate.pem"));
    QVERIFY(
        workspace::writeFile(path, m_chain.constFirst().toPem(), workspace::FilePrivacy::Shared));
    QVERIFY(gatehouse::testsupport::dropFiles(*child<QPlainTextEdit>("lookupEdit"), { path }));
    constexpr int milliseconds = 20'000;
    QTRY_COMPARE_WITH_TIMEOUT(table().model()->rowCount(), 1, milliseconds);
}

void TestCertificatesPage::whatIsNoCertificateCanBeDroppedAndIsNamed_data()
{
    QTest::addColumn<QByteArray>("content");
    QTest::addColumn<int>("files");
    QTest::addColumn<QString>("named");
    QTest::newRow("a folder") << QByteArray() << 0 << QStringLiteral("it is a folder");
    QTest::newRow("an empty file") << QByteArray("") << 1 << QStringLiteral("holds no certificate");
    QTest::newRow("a huge file") << QByteArray(2'000'000, 'A') << 1
                                 << QStringLiteral("larger than");
}

void TestCertificatesPage::whatIsNoCertificateCanBeDroppedAndIsNamed()
{
    QFETCH(QByteArray, content);
    QFETCH(int, files);
    QFETCH(QString, named);
    const QTemporaryDir folder;
    QStringList dropped;
    for (int number = 0; number < files; ++number) {
        dropped.append(folder.filePath(QString::number(number)));
        QVERIFY(workspace::writeFile(dropped.last(), content, workspace::FilePrivacy::Shared));
    }
    if (dropped.isEmpty())
        dropped.append(folder.path());
    m_home.forgetCalls();
    QVERIFY(gatehouse::testsupport::dropFiles(*child<QPlainTextEdit>("lookupEdit"), dropped));
    const auto* told = child<QLabel>("lookupUnderstood");
    QTRY_VERIFY2(told->text().contains(named), qPrintable(told->text()));
    QVERIFY(!child<QPushButton>("lookupStop")->isVisible());
    QCOMPARE(m_home.calls(), QStringList());
}

QTEST_MAIN(TestCertificatesPage)
#include "tst_certificatespage.moc"
