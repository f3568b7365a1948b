// SPDX-License-Identifier: Apache-2.0
// The Enroll page where the key is made here, against the real sandbox.
#include <core/pki/pkcs12target.h>
#include <core/secrets/sessionfallbackstore.h>
#include <tests/ui/enrollfixture.h>
#include <ui/orders/ordersmodel.h>
#include <ui/orders/waitingorders.h>
#include <ui/widgets/inlinenote.h>
#include <ui/widgets/messagebar.h>

#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QFile>
#include <QFileInfo>
#include <QLineEdit>
#include <QListView>
#include <QPushButton>
#include <QRadioButton>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>

using namespace gatehouse;
using namespace gatehouse::testsupport;
using namespace gatehouse::ui;

namespace {

const QString password = QStringLiteral("otter mantle bridge violet");

/// Keeps passwords, but does not give the key of the orders.
class NoOrderKey final : public secrets::SecretStore {
public:
    explicit NoOrderKey(std::shared_ptr<secrets::SecretStore> store)
        : m_store(std::move(store))
    {
    }
    Task<Result<std::optional<Secret>>> read(secrets::SecretName name) override
    {
        if (name == secrets::orderKeyName())
            co_return failure(locked());
        co_return co_await m_store->read(name);
    }
    Task<Result<void>> write(secrets::SecretName name, Secret value) override
    {
        if (name == secrets::orderKeyName())
            co_return failure(locked());
        co_return co_await m_store->write(name, value);
    }
    Task<Result<void>> remove(secrets::SecretName name) override { return m_store->remove(name); }
    bool isPersistent() const override { return true; }
    bool isWritable() const override { return true; }
    QString description() const override { return QStringLiteral("the key chain"); }

private:
    static Error locked()
    {
        Error error = Error::of(ErrorKind::SecretStore, QStringLiteral("The key chain is locked."));
        error.cause = QStringLiteral("secrets/locked");
        return error;
    }
    std::shared_ptr<secrets::SecretStore> m_store;
};

} // namespace

class TestEnrollPkcs12 : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void cleanupTestCase() { m_fixture.reset(); }
    void init();
    void keyAndCertificateLeaveInOneFile_data();
    void keyAndCertificateLeaveInOneFile();
    void rowsAndTextOfTheSubjectFollowEachOther();
    void theSubjectTakesNoMoreRoomThanItNeeds();
    void aWrongSubjectIsToldWithItsColumn();
    void pastedNamesBecomeRows();
    void aWrongNameIsToldInItsRow();
    void passwordsThatDifferAreTold();
    void theStrengthIsToldInWords();
    void javaIsWarnedOfPasswordsItDoesNotTake();
    void theKeyCanBeCancelledWhileItIsMade();
    void withoutAKeyChainTheKeyIsKeptForTheSession();
    void theSameAgainIsOfferedTheFirstOrder();
    void aRestartAsksForThePasswordAgain();

private:
    void fill(const QString& profile, const QString& subject, const QString& secret = password);
    bool orderNow();
    template <class T> T* inForm(const char* name) const
    {
        return m_fixture->find<QWidget>("requestForm")->findChild<T*>(QString::fromLatin1(name));
    }
    /// Those that are seen, from top to bottom.
    template <class T> QList<T*> rows(const char* name) const
    {
        QList<T*> all = m_fixture->page().findChildren<T*>(QString::fromLatin1(name));
        all.removeIf([](const T* widget) { return !widget->isVisible(); });
        const auto height = [](const T* widget) { return widget->mapToGlobal(QPoint()).y(); };
        std::ranges::stable_sort(all, {}, height);
        return all;
    }
    QList<QLineEdit*> edits(const char* name) const { return rows<QLineEdit>(name); }
    orders::Order newest() const
    {
        const auto orders = QCoro::waitFor(m_fixture->workspace().orders()->list({}));
        return orders && !orders->isEmpty() ? orders->first() : orders::Order();
    }
    std::unique_ptr<EnrollFixture> m_fixture;
};

void TestEnrollPkcs12::initTestCase()
{
    m_fixture = std::make_unique<EnrollFixture>();
    QVERIFY2(m_fixture->isReady(), qPrintable(m_fixture->problem()));
}

void TestEnrollPkcs12::init()
{
    m_fixture->sandbox().control("DELETE", QStringLiteral("/requests"));
    m_fixture->restart();
    m_fixture->find<QRadioButton>("kindPkcs12")->click();
}

void TestEnrollPkcs12::fill(const QString& profile, const QString& subject, const QString& secret)
{
    QVERIFY(m_fixture->chooseProfile(profile));
    auto* line = m_fixture->find<QLineEdit>("dnLine");
    line->clear();
    QTest::keyClicks(line, subject);
    for (const char* name : { "p12Password", "p12PasswordAgain" }) {
        inForm<QLineEdit>(name)->clear();
        QTest::keyClicks(inForm<QLineEdit>(name), secret);
    }
}

bool TestEnrollPkcs12::orderNow()
{
    return m_fixture->click("reviewOrder") && m_fixture->waitFor("confirmPanel")
        && m_fixture->click("orderNow");
}

void TestEnrollPkcs12::keyAndCertificateLeaveInOneFile_data()
{
    QTest::addColumn<int>("target");
    QTest::addColumn<QByteArray>("algorithm"); ///< its OID, in DER
    QTest::newRow("for current systems") << static_cast<int>(pki::Pkcs12Target::Modern)
                                         << QByteArray::fromHex("2a864886f70d01050d"); // PBES2
    QTest::newRow("for Windows Server 2016")
        << static_cast<int>(pki::Pkcs12Target::WindowsServer2016)
        << QByteArray::fromHex("2a864886f70d010c0103"); // pbeWithSHAAnd3-KeyTripleDES-CBC
}

void TestEnrollPkcs12::keyAndCertificateLeaveInOneFile()
{
    QFETCH(int, target);
    QFETCH(QByteArray, algorithm);
    EnrollFixture& page = *m_fixture;
    const QString subject = QStringLiteral("CN=app-%1.example.org,O=Example").arg(target);
    fill(QStringLiteral("60515"), subject);
    auto* targets = inForm<QComboBox>("p12Target");
    targets->setCurrentIndex(targets->findData(target));
    QVERIFY(orderNow());
    QVERIFY(page.waitFor("resultPanel"));
    QCOMPARE(newest().state, orders::OrderState::Issued);
    QVERIFY(!newest().encryptedKey.isEmpty());
    // Where nothing can be written the key stays.
    QVERIFY(page.click("savePkcs12"));
    QVERIFY(page.answerSaveDialog(page.home().filePath(QStringLiteral("not-there/app.p12"))));
    QTRY_VERIFY(page.find<QPushButton>("savePkcs12")->isEnabled());
    QCOMPARE(newest().state, orders::OrderState::Issued);

    const QString path = page.home().filePath(QStringLiteral("app-%1.p12").arg(target));
    QVERIFY(page.click("savePkcs12"));
    QVERIFY(page.answerSaveDialog(path));
    QTRY_COMPARE_WITH_TIMEOUT(
        newest().state, orders::OrderState::Delivered, EnrollFixture::patience);
    QVERIFY(newest().encryptedKey.isEmpty());
    QFile file(path);
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QByteArray bytes = file.readAll();
    QVERIFY(bytes.contains(algorithm));
    const auto bags = pki::readPkcs12(bytes, Secret::fromString(password));
    QVERIFY(bags.has_value());
    bool hasKey = false;
    for (const pki::Pkcs12Bag& bag : *bags)
        hasKey = hasKey || !bag.key.isNull();
    QVERIFY(hasKey);
    QCOMPARE(QFileInfo(path).permissions() & (QFile::ReadGroup | QFile::ReadOther),
        QFile::Permissions());
    QTRY_VERIFY(!page.find<QPushButton>("savePkcs12")->isEnabled());
    QVERIFY(inForm<QLineEdit>("p12Password")->text().isEmpty());
}

void TestEnrollPkcs12::rowsAndTextOfTheSubjectFollowEachOther()
{
    EnrollFixture& page = *m_fixture;
    auto* line = page.find<QLineEdit>("dnLine");
    QTest::keyClicks(line, QStringLiteral("/C=DE/O=Example, Inc./CN=www.example.org"));
    QTRY_COMPARE(edits("dnValue").size(), 3);
    QTest::qWait(0);
    QCOMPARE(edits("dnValue").first()->text(), QStringLiteral("www.example.org"));
    QCOMPARE(edits("dnValue").at(1)->text(), QStringLiteral("Example, Inc."));
    // A row is edited: the text follows, in its own form.
    edits("dnValue").at(1)->clear();
    QTest::keyClicks(edits("dnValue").at(1), QStringLiteral("A+B"));
    QCOMPARE(line->text(), QStringLiteral("CN=www.example.org,O=A\\+B,C=DE"));
    rows<QToolButton>("dnDown").first()->click();
    QTest::qWait(0); // the rows find their places
    QCOMPARE(line->text(), QStringLiteral("O=A\\+B,CN=www.example.org,C=DE"));
    rows<QToolButton>("dnRemove").last()->click();
    QCOMPARE(line->text(), QStringLiteral("O=A\\+B,CN=www.example.org"));
    // A part of the name with two attributes stays one.
    line->clear();
    QTest::keyClicks(line, QStringLiteral("CN=x+UID=7,O=Y"));
    QTRY_COMPARE(edits("dnValue").size(), 3);
    QTest::qWait(0);
    QTest::keyClicks(edits("dnValue").first(), QStringLiteral("yz"));
    QCOMPARE(line->text(), QStringLiteral("CN=xyz+UID=7,O=Y"));
}

void TestEnrollPkcs12::theSubjectTakesNoMoreRoomThanItNeeds()
{
    const auto* editor = m_fixture->find<QLineEdit>("dnLine")->parentWidget();
    QVERIFY(editor->isVisible());
    QTRY_VERIFY2(editor->height() <= editor->sizeHint().height(),
        qPrintable(
            QStringLiteral("%1 > %2").arg(editor->height()).arg(editor->sizeHint().height())));
}

void TestEnrollPkcs12::aWrongSubjectIsToldWithItsColumn()
{
    EnrollFixture& page = *m_fixture;
    fill(QStringLiteral("60515"), QStringLiteral("CN=www.example.org,XYZ=1"));
    QVERIFY(page.noteText("dnLineNote").isEmpty()); // not while it is typed
    auto* line = page.find<QLineEdit>("dnLine");
    QTest::keyClick(line, Qt::Key_Return);
    QVERIFY2(page.noteText("dnLineNote").contains(QStringLiteral("column 20")),
        qPrintable(page.noteText("dnLineNote")));
    QTRY_VERIFY(!page.find<QPushButton>("reviewOrder")->isEnabled());
    QVERIFY(line->accessibleDescription().contains(QStringLiteral("column 20")));
    // Without a common name the rule of the profile speaks.
    line->clear();
    QTest::keyClicks(line, QStringLiteral("O=Example"));
    QTRY_VERIFY(page.noteText("dnLineNote").contains(QStringLiteral("common name")));
}

void TestEnrollPkcs12::pastedNamesBecomeRows()
{
    EnrollFixture& page = *m_fixture;
    QApplication::clipboard()->setText(QStringLiteral(
        "a.example.org b.example.org,\nDNS:c.example.org; 192.0.2.1\nops@example.org"));
    QVERIFY(page.click("sanPaste"));
    QTest::qWait(0);
    const auto values = edits("sanValue");
    QCOMPARE(values.size(), 5); // in the order of the text
    QCOMPARE(values.at(2)->text(), QStringLiteral("c.example.org"));
    const auto types = rows<QComboBox>("sanType");
    QCOMPARE(
        types.at(3)->currentData().toInt(), static_cast<int>(pki::GeneralName::Type::IpAddress));
    QCOMPARE(
        types.at(4)->currentData().toInt(), static_cast<int>(pki::GeneralName::Type::Rfc822Name));
}

void TestEnrollPkcs12::aWrongNameIsToldInItsRow()
{
    EnrollFixture& page = *m_fixture;
    fill(QStringLiteral("60515"), QStringLiteral("CN=www.example.org"));
    QVERIFY(page.click("sanAdd"));
    QVERIFY(page.click("sanAdd"));
    QTRY_COMPARE(edits("sanValue").size(), 2);
    QTest::qWait(0);
    QTest::keyClicks(edits("sanValue").at(0), QStringLiteral("good.example.org"));
    QTest::keyClicks(edits("sanValue").at(1), QStringLiteral("bad_-.example..org"));
    QTest::keyClick(edits("sanValue").at(1), Qt::Key_Return);
    const auto notes = page.page().findChildren<InlineNote*>(QStringLiteral("sanRowNote"));
    QVERIFY(notes.at(0)->text().isEmpty());
    QVERIFY(notes.at(1)->text().contains(QStringLiteral("bad_-.example..org")));
    QTRY_VERIFY(!page.find<QPushButton>("reviewOrder")->isEnabled());
}

void TestEnrollPkcs12::passwordsThatDifferAreTold()
{
    EnrollFixture& page = *m_fixture;
    fill(QStringLiteral("60515"), QStringLiteral("CN=www.example.org"));
    QTRY_VERIFY(page.find<QPushButton>("reviewOrder")->isEnabled());
    QTest::keyClicks(inForm<QLineEdit>("p12PasswordAgain"), QStringLiteral("x"));
    QVERIFY(inForm<InlineNote>("p12Mismatch")->text().contains(QStringLiteral("differ")));
    QTRY_VERIFY(!page.find<QPushButton>("reviewOrder")->isEnabled());
    QTest::keyClick(inForm<QLineEdit>("p12PasswordAgain"), Qt::Key_Backspace);
    QVERIFY(inForm<InlineNote>("p12Mismatch")->text().isEmpty());
    QTRY_VERIFY(page.find<QPushButton>("reviewOrder")->isEnabled());
}

void TestEnrollPkcs12::theStrengthIsToldInWords()
{
    auto* first = inForm<QLineEdit>("p12Password");
    QTest::keyClicks(first, QStringLiteral("changeit"));
    QVERIFY(inForm<InlineNote>("p12Strength")->text().contains(QStringLiteral("Weak")));
    first->clear();
    QTest::keyClicks(first, password);
    QVERIFY(inForm<InlineNote>("p12Strength")->text().contains(QStringLiteral("Strong")));
}

void TestEnrollPkcs12::javaIsWarnedOfPasswordsItDoesNotTake()
{
    auto* first = inForm<QLineEdit>("p12Password");
    first->setText(QStringLiteral("grün"));
    QTest::keyClicks(first, QStringLiteral("x"));
    QVERIFY(inForm<InlineNote>("p12TargetNote")->text().contains(QStringLiteral("Java")));
    auto* targets = inForm<QComboBox>("p12Target");
    targets->setCurrentIndex(
        targets->findData(static_cast<int>(pki::Pkcs12Target::WindowsServer2016)));
    QVERIFY(inForm<InlineNote>("p12TargetNote")->text().isEmpty());
}

void TestEnrollPkcs12::theKeyCanBeCancelledWhileItIsMade()
{
    EnrollFixture& page = *m_fixture;
    const auto before = newest().id;
    fill(QStringLiteral("slow-key"), QStringLiteral("CN=slow.example.org"));
    QVERIFY(orderNow());
    QVERIFY(page.waitFor("cancelKey"));
    QVERIFY(page.click("cancelKey"));
    QVERIFY(page.waitFor("confirmPanel"));
    QCOMPARE(page.enrollCalls(), 0);
    QCOMPARE(newest().id, before);
    // Nothing is lost, and it can be ordered after all.
    page.page().cancel();
    QVERIFY(page.waitFor("requestForm"));
    QCOMPARE(page.find<QLineEdit>("dnLine")->text(), QStringLiteral("CN=slow.example.org"));
    QCOMPARE(inForm<QLineEdit>("p12Password")->text(), password);
}

void TestEnrollPkcs12::withoutAKeyChainTheKeyIsKeptForTheSession()
{
    EnrollFixture& page = *m_fixture;
    page.restart(std::make_shared<secrets::SessionFallbackStore>(
        std::make_shared<NoOrderKey>(page.secrets())));
    page.find<QRadioButton>("kindPkcs12")->click();
    fill(QStringLiteral("70001"), QStringLiteral("CN=session.example.org"));
    QVERIFY(orderNow());
    QVERIFY(page.waitFor("sessionOnly"));
    QCOMPARE(page.enrollCalls(), 0);
    QVERIFY(page.click("sessionOnly"));
    QVERIFY(page.waitFor("resultPanel"));
    QCOMPARE(page.enrollCalls(), 1);
    const QString path = page.home().filePath(QStringLiteral("session.p12"));
    QVERIFY(page.click("savePkcs12"));
    QVERIFY(page.answerSaveDialog(path));
    QTRY_COMPARE_WITH_TIMEOUT(
        newest().state, orders::OrderState::Delivered, EnrollFixture::patience);
    QVERIFY(QFile::exists(path));
}

void TestEnrollPkcs12::theSameAgainIsOfferedTheFirstOrder()
{
    EnrollFixture& page = *m_fixture;
    fill(QStringLiteral("70010"), QStringLiteral("CN=again.example.org"));
    QVERIFY(orderNow());
    QTRY_VERIFY_WITH_TIMEOUT(page.trackedSslId() != 0, EnrollFixture::patience);
    QVERIFY(page.click("progressNew"));
    fill(QStringLiteral("70010"), QStringLiteral("CN=again.example.org"));
    QVERIFY(page.click("reviewOrder"));
    QVERIFY(page.waitFor("resumeSame"));
    QVERIFY(page.click("resumeSame"));
    QVERIFY(page.waitFor("orderProgress"));
    QCOMPARE(page.enrollCalls(), 1);
    QVERIFY(page.click("giveUp"));
    QVERIFY(page.click("confirmGiveUp"));
    QTRY_VERIFY(page.workspace().tracker().orders().isEmpty());
    QVERIFY(newest().encryptedKey.isEmpty());
}

void TestEnrollPkcs12::aRestartAsksForThePasswordAgain()
{
    EnrollFixture& page = *m_fixture;
    fill(QStringLiteral("70010"), QStringLiteral("CN=restart.example.org"));
    QVERIFY(orderNow());
    QTRY_VERIFY_WITH_TIMEOUT(page.trackedSslId() != 0, EnrollFixture::patience);
    const qint64 sslId = page.trackedSslId();
    const orders::OrderId id = newest().id;
    page.restart();
    QCoro::waitFor(page.workspace().tracker().takeUpOpenOrders());
    QCOMPARE(page.workspace().tracker().orders().size(), 1);
    Destination destination;
    destination.order = id;
    page.page().goTo(destination);
    QVERIFY(page.waitFor("orderProgress"));
    page.sandbox().control("POST", QStringLiteral("/certificates/%1").arg(sslId),
        QJsonDocument::fromJson(R"({"status":"Issued"})"));
    QVERIFY(page.click("checkNow"));
    QVERIFY(page.waitFor("resultPanel"));
    auto* result = page.find<QWidget>("resultPanel");
    auto* first = result->findChild<QLineEdit*>(QStringLiteral("p12Password"));
    QVERIFY(first->isVisible());
    QVERIFY(!page.find<QPushButton>("savePkcs12")->isEnabled());

    // Left unsaved, also over another restart, the key stays in sight.
    page.restart();
    QCoro::waitFor(page.workspace().tracker().takeUpOpenOrders());
    WaitingOrders panel(page.workspace());
    QCOMPARE(panel.count(), 1);
    const QModelIndex row = panel.model().index(0);
    QVERIFY(row.data(OrdersModel::StateRole).toString().contains(QStringLiteral("not yet saved")));
    QSignalSpy wants(&panel, &WaitingOrders::wantsToGo);
    Q_EMIT panel.findChild<QListView*>(QStringLiteral("waitingOrdersList"))->activated(row);
    QCOMPARE(wants.size(), 1);
    page.page().goTo(wants.first().first().value<Destination>());
    QVERIFY(page.waitFor("resultPanel"));
    result = page.find<QWidget>("resultPanel");
    first = result->findChild<QLineEdit*>(QStringLiteral("p12Password"));
    QTest::keyClicks(first, password);
    QTest::keyClicks(result->findChild<QLineEdit*>(QStringLiteral("p12PasswordAgain")), password);
    const QString path = page.home().filePath(QStringLiteral("restart.p12"));
    QVERIFY(page.click("savePkcs12"));
    QVERIFY(page.answerSaveDialog(path));
    QTRY_COMPARE_WITH_TIMEOUT(
        newest().state, orders::OrderState::Delivered, EnrollFixture::patience);
    QFile file(path);
    QVERIFY(file.open(QIODevice::ReadOnly));
    QVERIFY(pki::readPkcs12(file.readAll(), Secret::fromString(password)).has_value());
    QTRY_COMPARE(panel.count(), 0);
}

QTEST_MAIN(TestEnrollPkcs12)
#include "tst_enrollpkcs12.moc"
