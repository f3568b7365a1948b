// SPDX-License-Identifier: Apache-2.0
// The Enroll page from a request to a saved certificate, against the real sandbox.
#include <core/pki/certificatebuilder.h>
#include <tests/ui/dropfiles.h>
#include <tests/ui/enrollfixture.h>
#include <ui/widgets/messagebar.h>

#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QFile>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

using namespace gatehouse;
using namespace gatehouse::testsupport;
using namespace gatehouse::ui;

namespace {

QByteArray certificatePem()
{
    const auto key = pki::PrivateKey::generate({ pki::KeyAlgorithm::Ec, 256 });
    pki::CertificateTemplate content;
    content.subject = *pki::DistinguishedName::parse(u"CN=www.example.org");
    content.publicKeyInfo = key->publicKeyInfo();
    content.notBefore = QDateTime::currentDateTimeUtc();
    content.notAfter = content.notBefore.addDays(1);
    return pki::buildCertificate(content, {}, *key)->toPem();
}

/// A request whose names were altered after it was signed.
QByteArray alteredCsr()
{
    auto der =
        pki::CertificateRequest::parse(csrPem(QStringLiteral("CN=www.example.org")))->toDer();
    der.replace("www.example.org", "xxx.example.org");
    return pki::CertificateRequest::parse(der)->toPem();
}

} // namespace

class TestEnrollPage : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void cleanupTestCase() { m_fixture.reset(); }
    void init();
    void aPastedRequestBecomesASavedCertificate();
    void whatIsNoRequestIsNamed_data();
    void whatIsNoRequestIsNamed();
    void aFileIsReadInAnyEncoding();
    void theProfileDecidesBeforeAnythingIsOrdered_data();
    void theProfileDecidesBeforeAnythingIsOrdered();
    void aTermStaysChosenUnderAnotherProfile();
    void whatWasTypedSurvivesProfileAndPage();
    void aMandatoryFieldIsAskedFor();
    void aDoubleClickOrdersOnce();
    void theSameRequestAgainIsOfferedTheFirstOrder();
    void aDeclinedOrderSaysWhyAndIsEdited();
    void aRefusedConnectionIsExplainedAndTriedAgain();
    void loadingSaysSoAndIsStopped();
    void aSavedCertificateIsOfferedBeforeItIsBoughtAgain();
    void whatIsTypedStaysWhenTheAuthorityIsRenamed();
    void aDroppedRequestIsRead();
    void whatIsNoRequestCanBeDroppedAndIsNamed_data();
    void whatIsNoRequestCanBeDroppedAndIsNamed();

private:
    std::unique_ptr<EnrollFixture> m_fixture;
};

void TestEnrollPage::initTestCase()
{
    m_fixture = std::make_unique<EnrollFixture>();
    QVERIFY2(m_fixture->isReady(), qPrintable(m_fixture->problem()));
}

void TestEnrollPage::init()
{
    m_fixture->sandbox().control("DELETE", QStringLiteral("/requests"));
    m_fixture->sandbox().control("DELETE", QStringLiteral("/faults"));
    m_fixture->restart();
}

void TestEnrollPage::aPastedRequestBecomesASavedCertificate()
{
    EnrollFixture& page = *m_fixture;
    QVERIFY(page.chooseProfile(QStringLiteral("sectigo-profile-1")));
    page.paste(csrPem(QStringLiteral("CN=www.example.org,O=Example"),
        { pki::KeyAlgorithm::Ec, 256 }, { QStringLiteral("DNS:api.example.org") }));
    QCOMPARE(page.labelText("csrSubject"), QStringLiteral("CN=www.example.org,O=Example"));
    QCOMPARE(page.labelText("csrKey"), QStringLiteral("EC P-256"));
    QTRY_VERIFY(page.labelText("verdictRules").contains(QStringLiteral("EC P-256")));
    QVERIFY(page.click("reviewOrder"));
    QVERIFY(page.waitFor("confirmPanel"));
    QVERIFY(page.labelText("confirmRules").contains(QStringLiteral("api.example.org")));
    QCOMPARE(page.enrollCalls(), 0);
    QVERIFY(page.click("orderNow"));
    QVERIFY(page.waitFor("resultPanel"));
    QVERIFY(page.labelText("resultTitle").contains(QStringLiteral("www.example.org")));
    QCOMPARE(page.enrollCalls(), 1);

    const QString path = page.home().filePath(QStringLiteral("www.pem"));
    page.find<QAction>("savePem")->trigger();
    QVERIFY(page.answerSaveDialog(path));
    QFile file(path);
    QVERIFY(file.open(QIODevice::ReadOnly));
    const auto chain = pki::Certificate::parseAll(file.readAll());
    QVERIFY(chain.has_value());
    QVERIFY(chain->size() > 1);
    QCOMPARE(chain->first().subject().commonName().value_or(QString()),
        QStringLiteral("www.example.org"));
    const auto delivered = [&page] {
        orders::OrderFilter filter;
        filter.subject = QStringLiteral("CN=www.example.org,O=Example");
        const auto orders = QCoro::waitFor(page.workspace().orders()->list(filter));
        return orders && orders->first().state == orders::OrderState::Delivered;
    };
    QTRY_VERIFY(delivered());
}

void TestEnrollPage::whatIsNoRequestIsNamed_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("named");
    const QByteArray pem = csrPem(QStringLiteral("CN=www.example.org"));
    QTest::newRow("a certificate") << certificatePem() << QStringLiteral("a certificate");
    QTest::newRow("a truncated request")
        << pem.left(pem.size() / 2) << QStringLiteral("its end is missing");
    QTest::newRow("some text") << QByteArray("Good morning") << QStringLiteral("not a PKCS #10");
    QTest::newRow("two requests") << pem + pem << QStringLiteral("one at a time");
    QTest::newRow("far too much text") << QByteArray(2'000'000, 'A') << QStringLiteral("too much");
    const auto key = pki::PrivateKey::generate({ pki::KeyAlgorithm::Ec, 256 });
    QTest::newRow("a private key") << *key->toEncryptedPem(Secret::fromUtf8(QByteArrayView("x")))
                                   << QStringLiteral("a private key");
}

void TestEnrollPage::whatIsNoRequestIsNamed()
{
    QFETCH(QByteArray, text);
    QFETCH(QString, named);
    EnrollFixture& page = *m_fixture;
    QVERIFY(page.chooseProfile(QStringLiteral("60515")));
    page.paste(text);
    QTRY_VERIFY2(page.noteText("csrNote").contains(named), qPrintable(page.noteText("csrNote")));
    QTRY_VERIFY(!page.find<QPushButton>("reviewOrder")->isEnabled());
    QVERIFY(!page.find<QPushButton>("reviewOrder")->toolTip().isEmpty());
    QVERIFY(!page.isShown("csrFacts"));
    if (named.contains(QStringLiteral("private key")))
        QVERIFY(page.find<QPlainTextEdit>("csrText")->toPlainText().isEmpty());
    // A good one after it is taken.
    page.paste(csrPem(QStringLiteral("CN=www.example.org")));
    QVERIFY(page.noteText("csrNote").isEmpty());
    QTRY_VERIFY(page.find<QPushButton>("reviewOrder")->isEnabled());
}

void TestEnrollPage::aFileIsReadInAnyEncoding()
{
    EnrollFixture& page = *m_fixture;
    const auto request = pki::CertificateRequest::parse(csrPem(QStringLiteral("CN=a.example.org")));
    QVERIFY(request.has_value());
    const QList<QByteArray> encodings { request->toPem(), request->toDer(),
        request->toDer().toBase64() };
    for (qsizetype i = 0; i < encodings.size(); ++i) {
        const QString path = page.home().filePath(QStringLiteral("request-%1").arg(i));
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(encodings[i]);
        file.close();
        page.freshPage();
        Destination destination;
        destination.page = PageId::Enroll;
        destination.files = { path };
        page.page().goTo(destination);
        QCOMPARE(page.labelText("csrSubject"), QStringLiteral("CN=a.example.org"));
    }
    Destination missing;
    missing.files = { page.home().filePath(QStringLiteral("not-there.csr")) };
    page.page().goTo(missing);
    QVERIFY(page.noteText("csrNote").contains(QStringLiteral("not-there.csr")));
}

void TestEnrollPage::theProfileDecidesBeforeAnythingIsOrdered_data()
{
    QTest::addColumn<QString>("profile");
    QTest::addColumn<QByteArray>("csr");
    QTest::addColumn<QStringList>("told");
    QTest::newRow("a key type that is not listed")
        << QStringLiteral("63999")
        << csrPem(QStringLiteral("CN=www.example.org"), { pki::KeyAlgorithm::Ec, 521 })
        << QStringList { QStringLiteral("EC P-521"), QStringLiteral("EC P-384") };
    QTest::newRow("a request without a common name")
        << QStringLiteral("60515") << csrPem(QStringLiteral("O=Example"))
        << QStringList { QStringLiteral("common name") };
    QTest::newRow("a request that was altered")
        << QStringLiteral("60515") << alteredCsr() << QStringList { QStringLiteral("altered") };
}

void TestEnrollPage::theProfileDecidesBeforeAnythingIsOrdered()
{
    QFETCH(QString, profile);
    QFETCH(QByteArray, csr);
    QFETCH(QStringList, told);
    EnrollFixture& page = *m_fixture;
    QVERIFY(page.chooseProfile(profile));
    page.paste(csr);
    QTRY_VERIFY(!page.noteText("csrNote").isEmpty());
    for (const QString& word : told) {
        QVERIFY2(page.noteText("csrNote").contains(word), qPrintable(page.noteText("csrNote")));
        QVERIFY(page.noteText("verdict").contains(word));
    }
    QVERIFY(!page.find<QPushButton>("reviewOrder")->isEnabled());
    QCOMPARE(page.enrollCalls(), 0);
}

void TestEnrollPage::aTermStaysChosenUnderAnotherProfile()
{
    EnrollFixture& page = *m_fixture;
    QVERIFY(page.chooseProfile(QStringLiteral("63999")));
    page.paste(csrPem(QStringLiteral("CN=www.example.org")));
    auto* validity = page.find<QComboBox>("validity");
    QTRY_COMPARE(validity->count(), 4);
    QVERIFY(validity->itemText(0).contains(QStringLiteral("default")));
    validity->setCurrentIndex(2);
    Q_EMIT validity->activated(2);
    QTRY_VERIFY(page.labelText("verdictRules").contains(QStringLiteral("365 days")));
    QVERIFY(page.chooseProfile(QStringLiteral("60515")));
    QTRY_VERIFY(page.noteText("validityNote").contains(QStringLiteral("365")));
    QVERIFY(page.noteText("validityNote").contains(QStringLiteral("30")));
    QVERIFY(validity->currentText().contains(QStringLiteral("365")));
    QVERIFY(page.chooseProfile(QStringLiteral("63999")));
    QTRY_VERIFY(page.labelText("verdictRules").contains(QStringLiteral("365 days")));
}

void TestEnrollPage::whatWasTypedSurvivesProfileAndPage()
{
    EnrollFixture& page = *m_fixture;
    const QByteArray csr = csrPem(QStringLiteral("CN=www.example.org"));
    QVERIFY(page.chooseProfile(QStringLiteral("60515")));
    page.paste(csr);
    page.find<QLineEdit>("comment")->setText(QStringLiteral("For the shop"));
    QVERIFY(page.click("sanAdd"));
    auto* name = page.find<QLineEdit>("sanValue");
    QApplication::clipboard()->setText(QStringLiteral("shop.example.org,\n192.0.2.7"));
    name->paste();
    QCOMPARE(page.page().findChildren<QLineEdit*>(QStringLiteral("sanValue")).size(), 2);
    QVERIFY(page.chooseProfile(QStringLiteral("64442")));
    page.page().showConnector({});
    page.page().hide();
    page.page().show();
    page.page().showConnector(QString::fromLatin1(EnrollFixture::connectorId));
    page.page().refresh();
    QVERIFY(page.click("reviewOrder"));
    QVERIFY(page.waitFor("confirmPanel"));
    QVERIFY(page.labelText("confirmRules").contains(QStringLiteral("DNS:shop.example.org")));
    QVERIFY(page.labelText("confirmRules").contains(QStringLiteral("IP:192.0.2.7")));
    QVERIFY(page.labelText("confirmRules").contains(QStringLiteral("64442")));
    page.page().cancel();
    QVERIFY(page.waitFor("requestForm"));
    QCOMPARE(page.find<QPlainTextEdit>("csrText")->toPlainText().toLatin1(), csr);
    QCOMPARE(page.find<QLineEdit>("comment")->text(), QStringLiteral("For the shop"));
    QCOMPARE(page.enrollCalls(), 0);
}

void TestEnrollPage::aMandatoryFieldIsAskedFor()
{
    EnrollFixture& page = *m_fixture;
    const auto configure = [&page](const char* json) {
        page.sandbox().control("POST", QStringLiteral("/config"), QJsonDocument::fromJson(json));
    };
    QVERIFY(page.chooseProfile(QStringLiteral("60515")));
    page.paste(csrPem(QStringLiteral("CN=field.example.org")));
    QTRY_VERIFY(page.find<QPushButton>("reviewOrder")->isEnabled());
    // It becomes mandatory after the form was filled in: found out before anything is ordered.
    configure(R"({"mandatoryCustomField":"Cost centre"})");
    QVERIFY(page.click("reviewOrder"));
    QTRY_VERIFY(page.noteText("customFieldsNote").contains(QStringLiteral("Cost centre")));
    QTRY_VERIFY(page.find<QLineEdit>("customField/Cost centre") != nullptr);
    QTest::keyClicks(page.find<QLineEdit>("customField/Cost centre"), QStringLiteral("4711"));
    QVERIFY(page.click("reviewOrder"));
    QVERIFY(page.waitFor("confirmPanel"));
    QVERIFY(page.click("orderNow"));
    QVERIFY(page.waitFor("resultPanel"));
    QVERIFY(page.labelText("resultTitle").contains(QStringLiteral("Issued")));
    configure(R"({"mandatoryCustomField":""})");
}

void TestEnrollPage::aDoubleClickOrdersOnce()
{
    EnrollFixture& page = *m_fixture;
    QVERIFY(page.chooseProfile(QStringLiteral("60515")));
    page.paste(csrPem(QStringLiteral("CN=twice.example.org")));
    QVERIFY(page.click("reviewOrder"));
    QVERIFY(page.waitFor("confirmPanel"));
    auto* order = page.find<QPushButton>("orderNow");
    QVERIFY(!order->isEnabled()); // the second half of a double click on "Review"
    QTRY_VERIFY(order->isEnabled());
    order->setFocus();
    QTest::mouseDClick(order, Qt::LeftButton);
    QTest::mouseClick(order, Qt::LeftButton);
    QTest::keyClick(order, Qt::Key_Space);
    QTest::keyClick(order, Qt::Key_Return);
    order->click();
    QVERIFY(page.waitFor("resultPanel"));
    QCOMPARE(page.enrollCalls(), 1);
}

void TestEnrollPage::theSameRequestAgainIsOfferedTheFirstOrder()
{
    EnrollFixture& page = *m_fixture;
    const QByteArray csr = csrPem(QStringLiteral("CN=again.example.org"));
    QVERIFY(page.orderCsr(QStringLiteral("70010"), csr));
    QTRY_VERIFY_WITH_TIMEOUT(page.trackedSslId() != 0, EnrollFixture::patience);
    const orders::OrderId first = page.workspace().tracker().orders().first().order.id;
    QVERIFY(page.click("progressNew"));
    QVERIFY(page.chooseProfile(QStringLiteral("70010")));
    page.paste(csr);
    QVERIFY(page.click("reviewOrder"));
    QVERIFY(page.waitFor("confirmPanel"));
    QVERIFY(page.waitFor("resumeSame"));
    // Ordering without an answer to the offer orders nothing.
    QVERIFY(page.click("orderNow"));
    QVERIFY(page.waitFor("resumeSame"));
    QVERIFY(page.click("resumeSame"));
    QVERIFY(page.waitFor("orderProgress"));
    QCOMPARE(page.page().isVisible(), true);
    QTRY_VERIFY(page.labelText("orderId").contains(first));
    QCOMPARE(page.enrollCalls(), 1);
    QVERIFY(page.click("giveUp"));
    QVERIFY(page.click("confirmGiveUp"));
    QTRY_VERIFY(page.workspace().tracker().orders().isEmpty());
    QVERIFY(page.waitFor("requestForm"));
}

void TestEnrollPage::aDeclinedOrderSaysWhyAndIsEdited()
{
    EnrollFixture& page = *m_fixture;
    const QByteArray csr = csrPem(QStringLiteral("CN=declined.example.org"));
    QVERIFY(page.orderCsr(QStringLiteral("70011"), csr));
    QVERIFY(page.waitFor("resultPanel"));
    QVERIFY(page.labelText("resultTitle").contains(QStringLiteral("declined.example.org")));
    bool isTold = false;
    const auto texts = page.find<QWidget>("resultPanel")->findChildren<MessageBar*>();
    for (const MessageBar* bar : texts)
        isTold = isTold || bar->text().contains(QStringLiteral("Declined"));
    QVERIFY(isTold);
    QVERIFY(page.click("editAgain"));
    QVERIFY(page.waitFor("requestForm"));
    QCOMPARE(page.find<QPlainTextEdit>("csrText")->toPlainText().toLatin1(), csr);
}

void TestEnrollPage::aRefusedConnectionIsExplainedAndTriedAgain()
{
    EnrollFixture& page = *m_fixture;
    page.sandbox().control("POST", QStringLiteral("/faults"),
        QJsonDocument::fromJson(
            R"({"path":"/api/ssl/v1/types","kind":"status","status":503,"count":-1})"));
    page.restart();
    QVERIFY(page.waitFor("tryAgain"));
    page.paste(csrPem(QStringLiteral("CN=www.example.org")));
    page.sandbox().control("DELETE", QStringLiteral("/faults"));
    QVERIFY(page.click("tryAgain"));
    QVERIFY(page.chooseProfile(QStringLiteral("63999")));
    QTRY_VERIFY_WITH_TIMEOUT(
        page.find<QPushButton>("reviewOrder")->isEnabled(), EnrollFixture::patience);
}

void TestEnrollPage::loadingSaysSoAndIsStopped()
{
    EnrollFixture& page = *m_fixture;
    page.sandbox().control("POST", QStringLiteral("/faults"),
        QJsonDocument::fromJson(R"({"path":"/api/ssl/v1/types","kind":"hang","count":-1})"));
    page.restart();
    QVERIFY(page.waitFor("enrollWorkStop"));
    QVERIFY(page.click("enrollWorkStop"));
    QTRY_VERIFY(!page.isShown("enrollWork"));
    QVERIFY(page.waitFor("tryAgain"));
    // Esc does the same, and what was entered stays.
    page.paste(csrPem(QStringLiteral("CN=stopped.example.org")));
    QVERIFY(page.click("tryAgain"));
    QVERIFY(page.waitFor("enrollWorkStop"));
    page.page().cancel();
    QTRY_VERIFY(!page.isShown("enrollWork"));
    QVERIFY(!page.find<QPlainTextEdit>("csrText")->toPlainText().isEmpty());
    page.sandbox().control("DELETE", QStringLiteral("/faults"));
    QVERIFY(page.click("tryAgain"));
    QVERIFY(page.chooseProfile(QStringLiteral("60515")));
    QTRY_VERIFY_WITH_TIMEOUT(
        page.find<QPushButton>("reviewOrder")->isEnabled(), EnrollFixture::patience);

    // So does the last check before the confirmation.
    page.sandbox().control("POST", QStringLiteral("/faults"),
        QJsonDocument::fromJson(R"({"path":"/api/ssl/v1/customFields","kind":"hang","count":-1})"));
    QVERIFY(page.click("reviewOrder"));
    QVERIFY(page.waitFor("enrollWorkStop"));
    QVERIFY(page.click("enrollWorkStop"));
    QTRY_VERIFY(page.find<QPushButton>("reviewOrder")->isEnabled());
    QVERIFY(page.waitFor("requestForm"));
    QCOMPARE(page.enrollCalls(), 0);
}

void TestEnrollPage::aSavedCertificateIsOfferedBeforeItIsBoughtAgain()
{
    EnrollFixture& page = *m_fixture;
    const QByteArray csr = csrPem(QStringLiteral("CN=saved.example.org"));
    QVERIFY(page.orderCsr(QStringLiteral("60515"), csr));
    QVERIFY(page.waitFor("resultPanel"));
    page.find<QAction>("savePem")->trigger();
    QVERIFY(page.answerSaveDialog(page.home().filePath(QStringLiteral("saved.pem"))));
    QTRY_VERIFY(page.workspace().tracker().orders().isEmpty());
    QVERIFY(page.click("newRequest"));
    QVERIFY(page.chooseProfile(QStringLiteral("60515")));
    page.paste(csr);
    QVERIFY(page.click("reviewOrder"));
    QVERIFY(page.waitFor("resumeSame"));
    QVERIFY(page.click("resumeSame"));
    QVERIFY(page.waitFor("resultPanel"));
    QCOMPARE(page.enrollCalls(), 1);
    // It may be meant so.
    QVERIFY(page.click("newRequest"));
    QVERIFY(page.chooseProfile(QStringLiteral("60515")));
    page.paste(csr);
    QVERIFY(page.click("reviewOrder"));
    QVERIFY(page.waitFor("orderAnother"));
    QVERIFY(page.click("orderAnother"));
    QVERIFY(page.waitFor("resultPanel"));
    QCOMPARE(page.enrollCalls(), 2);
}

void TestEnrollPage::whatIsTypedStaysWhenTheAuthorityIsRenamed()
{
    EnrollFixture& page = *m_fixture;
    QVERIFY(page.chooseProfile(QStringLiteral("60515")));
    QVERIFY(page.page().withRequest().isEmpty());
    page.find<QLineEdit>("comment")->setText(QStringLiteral("for the shop"));
    QCOMPARE(page.page().withRequest(), QString::fromLatin1(EnrollFixture::connectorId));
    auto settings = page.workspace().load(QString::fromLatin1(EnrollFixture::connectorId));
    QVERIFY(settings);
    const QString before = settings->id;
    settings->id = QStringLiteral("renamed");
    QVERIFY(QCoro::waitFor(page.workspace().save(*settings, {}, before)));
    QTRY_COMPARE(page.page().withRequest(), QStringLiteral("renamed"));
    page.page().showConnector(QStringLiteral("renamed"));
    QCOMPARE(page.find<QLineEdit>("comment")->text(), QStringLiteral("for the shop"));
    QCOMPARE(page.page().findChildren<QLineEdit*>(QStringLiteral("comment")).size(), 1);
    settings->id = before;
    QVERIFY(QCoro::waitFor(page.workspace().save(*settings, {}, QStringLiteral("renamed"))));
}

void TestEnrollPage::aDroppedRequestIsRead()
{
    EnrollFixture& page = *m_fixture;
    QVERIFY(page.chooseProfile(QStringLiteral("60515")));
    const auto request =
        pki::CertificateRequest::parse(csrPem(QStringLiteral("CN=dropped.example.org")));
    const QString path = page.home().filePath(QStringLiteral("dropped request.der"));
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(request->toDer());
    file.close();
    QVERIFY(dropFiles(*page.find<QPlainTextEdit>("csrText"), { path }));
    QTRY_COMPARE(page.labelText("csrSubject"), QStringLiteral("CN=dropped.example.org"));
    QVERIFY(page.noteText("csrNote").isEmpty());
    QTRY_VERIFY(page.find<QPushButton>("reviewOrder")->isEnabled());
}

void TestEnrollPage::whatIsNoRequestCanBeDroppedAndIsNamed_data()
{
    QTest::addColumn<QByteArray>("content");
    QTest::addColumn<int>("files");
    QTest::addColumn<QString>("named");
    QTest::newRow("a folder") << QByteArray() << 0 << QStringLiteral("it is a folder");
    QTest::newRow("an empty file")
        << QByteArray("") << 1 << QStringLiteral("no certificate request here");
    QTest::newRow("a huge file") << QByteArray(2'000'000, 'A') << 1
                                 << QStringLiteral("larger than");
    QTest::newRow("several requests") << csrPem(QStringLiteral("CN=two.example.org")) << 2
                                      << QStringLiteral("one request at a time");
    QTest::newRow("a certificate") << certificatePem() << 1 << QStringLiteral("a certificate");
}

void TestEnrollPage::whatIsNoRequestCanBeDroppedAndIsNamed()
{
    QFETCH(QByteArray, content);
    QFETCH(int, files);
    QFETCH(QString, named);
    EnrollFixture& page = *m_fixture;
    const QTemporaryDir folder;
    QVERIFY(page.chooseProfile(QStringLiteral("60515")));
    page.paste(csrPem(QStringLiteral("CN=before.example.org")));
    QTRY_VERIFY(page.find<QPushButton>("reviewOrder")->isEnabled());
    QStringList dropped;
    for (int number = 0; number < files; ++number) {
        QFile file(folder.filePath(QString::number(number)));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(content);
        dropped.append(file.fileName());
    }
    if (dropped.isEmpty())
        dropped.append(folder.path());
    QVERIFY(dropFiles(*page.find<QPlainTextEdit>("csrText"), dropped));
    QTRY_VERIFY2(page.noteText("csrNote").contains(named), qPrintable(page.noteText("csrNote")));
    // What was there before is not ordered in its place.
    QVERIFY(!page.isShown("csrFacts"));
    QTRY_VERIFY(!page.find<QPushButton>("reviewOrder")->isEnabled());
}

QTEST_MAIN(TestEnrollPage)
#include "tst_enrollpage.moc"
