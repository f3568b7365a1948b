// SPDX-License-Identifier: Apache-2.0
#include <core/background.h>
#include <core/keystore/keystore.h>
#include <tests/support/busythreads.h>
#include <tests/support/sandboxworkspace.h>
#include <ui/check/chainview.h>
#include <ui/check/checkladder.h>
#include <ui/check/checkpage.h>
#include <ui/check/rung.h>
#include <ui/check/trustofferview.h>
#include <ui/settings/trypanel.h>
#include <ui/uistate.h>
#include <ui/widgets/messagebar.h>
#include <ui/window/authoritymodel.h>

#include <QApplication>
#include <QCheckBox>
#include <QClipboard>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTcpServer>
#include <QTest>

using namespace gatehouse;
using namespace gatehouse::ui;
using connector::StepState;
using testsupport::SandboxWorkspace;

namespace {

/// A port of the loopback on which nobody listens.
QString deadPort()
{
    QTcpServer server;
    server.listen(QHostAddress::LocalHost);
    return QString::number(server.serverPort());
}

} // namespace

class TestCheckPage : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();

    void saysWhenItWasNeverChecked();
    void works();
    void remembersTheLastCheck();
    void copiesTheLadder();
    void copiesThatItIsASandbox();
    void leadsToTheSettingThatIsWrong_data();
    void leadsToTheSettingThatIsWrong();
    void isStopped();
    void leavingTheConnectorEndsItsCheck();
    void comesBackToTheChainAndTheOffer();
    void saysThatTheSettingsAreOthersNow();
    void trustsWhoSignsTheConnectionAnew();
    void trustsBeforeTheSettingsAreSaved();
    void leavesNoTrustStoreThatNobodyWaitsFor();
    void leavesFilesAloneThatAreThere();

private:
    template <class T> T* find(const char* name) const
    {
        return m_page->findChild<T*>(QString::fromLatin1(name));
    }
    QString conclusion() const { return find<CheckLadder>("checkLadder")->conclusion(); }
    std::optional<StepState> state(const char* step) const
    {
        return m_page->findChild<Rung*>(QStringLiteral("rung-") + QLatin1String(step))->state();
    }
    bool isRunning() const { return !find<QPushButton>("checkStop")->isHidden(); }
    void check();
    /// The trust store of another sandbox stands for one that does not know who signs.
    bool useTrustOf(testsupport::SandboxPeer& other);

    SandboxWorkspace m_home;
    std::unique_ptr<UiState> m_state;
    std::unique_ptr<CheckPage> m_page;
};

void TestCheckPage::initTestCase()
{
    QString problem;
    QVERIFY2(m_home.start({}, problem), qPrintable(problem));
    m_state = std::make_unique<UiState>(m_home.path(QStringLiteral("ui.ini")));
}

void TestCheckPage::init()
{
    m_home.restore();
    m_page = std::make_unique<CheckPage>(m_home.workspace(), *m_state);
    m_page->showConnector(SandboxWorkspace::id());
}

void TestCheckPage::cleanup()
{
    m_page.reset();
}

void TestCheckPage::check()
{
    m_page->refresh();
    QTRY_VERIFY_WITH_TIMEOUT(!isRunning(), 20000);
}

void TestCheckPage::saysWhenItWasNeverChecked()
{
    QCOMPARE(find<QLabel>("checkLast")->text(), QStringLiteral("Not checked yet."));
    QVERIFY(!isRunning());
}

void TestCheckPage::works()
{
    check();
    QVERIFY2(conclusion().contains(QStringLiteral("works")), qPrintable(conclusion()));
    for (const char* step : { "settings", "stores", "name-lookup", "tcp", "tls", "authentication",
             "organization", "profiles" })
        QCOMPARE(state(step), StepState::Passed);
    QCOMPARE(state("proxy"), StepState::Skipped);
    QVERIFY(!m_page->findChildren<QFrame*>(QStringLiteral("chainCertificate")).isEmpty());
    QVERIFY(find<QWidget>("trustOffer")->isHidden());
}

void TestCheckPage::remembersTheLastCheck()
{
    check();
    CheckPage later(m_home.workspace(), *m_state);
    later.showConnector(SandboxWorkspace::id());
    const QString last = later.findChild<QLabel*>(QStringLiteral("checkLast"))->text();
    QVERIFY2(last.contains(QStringLiteral("worked, just now")), qPrintable(last));
    auto* ladder = later.findChild<CheckLadder*>();
    QVERIFY(ladder->conclusion().contains(QStringLiteral("works")));
}

void TestCheckPage::copiesTheLadder()
{
    check();
    find<QPushButton>("checkCopy")->click();
    const QString text = QApplication::clipboard()->text();
    QVERIFY(text.contains(conclusion()));
    QVERIFY(text.contains(connector::checkStepTitle(connector::CheckStep::Organization)));
    QVERIFY(!text.contains(m_home.sandbox().credential(QStringLiteral("sandbox.login-password"))));
}

void TestCheckPage::copiesThatItIsASandbox()
{
    auto settings = m_home.settings();
    settings.name = QStringLiteral("Acme");
    settings.properties.insert(QStringLiteral("ssl-trust-store"),
        m_home.workspace().home().data.filePath(QStringLiteral("sandbox/trust.p12")));
    m_home.save(settings);
    m_page->showConnector({});
    m_page->showConnector(SandboxWorkspace::id());
    check();
    find<QPushButton>("checkCopy")->click();
    const QString text = QApplication::clipboard()->text();
    QVERIFY2(text.contains(QStringLiteral("“Acme (sandbox)”")), qPrintable(text));
}

void TestCheckPage::leadsToTheSettingThatIsWrong_data()
{
    QTest::addColumn<QString>("property");
    QTest::addColumn<QString>("value");
    QTest::addColumn<QString>("fault");
    QTest::addColumn<QString>("step");
    QTest::addColumn<QString>("setting");
    const auto row = [](const char* name, const char* property, const QString& value,
                         const char* step, const char* setting, const char* fault = "") {
        QTest::newRow(name) << QString::fromLatin1(property) << value << QString::fromLatin1(fault)
                            << QString::fromLatin1(step) << QString::fromLatin1(setting);
    };
    row("a setting is missing", "customer-uri", {}, "settings", "customer-uri");
    row("the trust store's password is wrong", "secret:ssl-trust-store-password",
        QStringLiteral("wrong"), "stores", "ssl-trust-store-password");
    row("the host has no address", "url", QStringLiteral("https://no-such-host.invalid"),
        "name-lookup", "url");
    row("nobody is at the proxy", "proxy-port", deadPort(), "proxy", "proxy-host-name");
    row("nobody listens at the port", "url", QStringLiteral("https://localhost:") + deadPort(),
        "tcp", "url");
    row("the password is wrong", "secret:login-password", QStringLiteral("wrong"), "authentication",
        "login");
    row("the organization is unknown", "org-id", QStringLiteral("4711"), "organization", "org-id");
    row("the organization has no SSL", "org-id", QStringLiteral("10003"), "organization", "org-id");
    row("the profiles cannot be listed", "", {}, "profiles", "org-id",
        "path=/api/ssl/v1/types,kind=status,status=403,code=-15,count=-1");
}

void TestCheckPage::leadsToTheSettingThatIsWrong()
{
    QFETCH(QString, property);
    QFETCH(QString, value);
    QFETCH(QString, fault);
    QFETCH(QString, step);
    QFETCH(QString, setting);
    if (property.startsWith(QStringLiteral("secret:")))
        m_home.setSecret(property.mid(7), value);
    else if (!property.isEmpty())
        m_home.set(property, value);
    if (property == u"proxy-port")
        m_home.set(QStringLiteral("proxy-host-name"), QStringLiteral("127.0.0.1"));
    if (!fault.isEmpty())
        m_home.addFault(fault);
    m_page->showConnector({});
    m_page->showConnector(SandboxWorkspace::id());
    check();
    QCOMPARE(state(step.toLatin1().constData()), StepState::Failed);
    auto* button = m_page->findChild<Rung*>(QStringLiteral("rung-") + step)
                       ->findChild<QPushButton*>(QStringLiteral("goToSetting"));
    QVERIFY(!button->isHidden());
    QSignalSpy wanted(m_page.get(), &Page::wantsToGo);
    button->click();
    const auto destination = wanted.first().first().value<Destination>();
    QCOMPARE(destination.page, PageId::Settings);
    QCOMPARE(destination.settingKey, setting);
    const auto* definition = settings::findDefinition(setting);
    QVERIFY2(conclusion().contains(definition->translatedLabel()), qPrintable(conclusion()));
}

void TestCheckPage::isStopped()
{
    m_home.addFault(QStringLiteral("path=/api/organization*,kind=hang,count=-1"));
    auto& checks = m_home.workspace().checks();
    const auto known = checks.records().size();
    const auto before = checks.latest(m_home.settings().uuid);
    m_page->refresh();
    QTRY_COMPARE(state("authentication"), StepState::Running);
    // What goes on is said, and by which step.
    QVERIFY(find<QLabel>("checkLast")->text().contains(QStringLiteral("is being checked")));
    QVERIFY2(conclusion().contains(QStringLiteral("under way: Authentication")),
        qPrintable(conclusion()));
    m_page->cancel();
    QTRY_VERIFY(!isRunning());
    QCOMPARE(conclusion(), QStringLiteral("The check was stopped."));
    QCOMPARE(find<QLabel>("checkLast")->text(), QStringLiteral("Stopped just now."));
    // Remembered as stopped: how the connector is stays what it was.
    QCOMPARE(checks.records().size(), known + 1);
    QVERIFY(checks.records().first().isStopped);
    QCOMPARE(checks.latest(m_home.settings().uuid), before);
}

void TestCheckPage::leavingTheConnectorEndsItsCheck()
{
    m_home.addFault(QStringLiteral("path=/api/organization*,kind=hang,count=-1"));
    m_page->refresh();
    QTRY_COMPARE(state("authentication"), StepState::Running);
    m_page->showConnector({});
    QVERIFY(!isRunning());
    const QString shown = conclusion();
    QTest::qWait(0);
    QCOMPARE(conclusion(), shown);
    QVERIFY(!state("authentication"));
}

bool TestCheckPage::useTrustOf(testsupport::SandboxPeer& other)
{
    QString problem;
    if (!other.start({}, problem))
        return false;
    const QString oldStore = other.info()
                                 .value(QStringLiteral("trustStore"))
                                 .toObject()
                                 .value(QStringLiteral("pkcs12"))
                                 .toString();
    m_home.set(QStringLiteral("ssl-trust-store"), oldStore);
    m_home.set(QStringLiteral("ssl-truststore-type"), QStringLiteral("PKCS12"));
    m_home.setSecret(QStringLiteral("ssl-trust-store-password"),
        other.credential(QStringLiteral("ssl-trust-store-password")));
    return true;
}

void TestCheckPage::comesBackToTheChainAndTheOffer()
{
    testsupport::SandboxPeer other;
    QVERIFY(useTrustOf(other));
    m_page->showConnector({});
    m_page->showConnector(SandboxWorkspace::id());
    check();
    const QString found = conclusion();
    const auto hasChain = [this] { return !find<ChainView>("checkChain")->isHidden(); };
    QVERIFY(hasChain());
    m_page->showConnector({});
    QVERIFY(!hasChain());
    QVERIFY(find<QWidget>("trustOffer")->isHidden());
    m_page->showConnector(SandboxWorkspace::id());
    QCOMPARE(conclusion(), found);
    QVERIFY(hasChain());
    QVERIFY(!find<QWidget>("trustOffer")->isHidden());
}

void TestCheckPage::saysThatTheSettingsAreOthersNow()
{
    AuthorityModel authorities(m_home.workspace());
    const auto standing = [&authorities](int role) {
        authorities.reload();
        return authorities.index(0).data(role);
    };
    check();
    const QString found = conclusion();
    QCOMPARE(standing(AuthorityModel::ToneRole).toInt(), static_cast<int>(Tone::Success));
    m_home.set(QStringLiteral("enroll-back-off-timer"), QStringLiteral("3"));
    const QString said = QStringLiteral("Before the settings were changed: ") + found;
    QTRY_COMPARE(conclusion(), said);
    const QString last = find<QLabel>("checkLast")->text();
    QVERIFY2(last.contains(QStringLiteral("with the settings before")), qPrintable(last));
    QCOMPARE(standing(AuthorityModel::ToneRole).toInt(), static_cast<int>(Tone::Neutral));
    QCOMPARE(standing(AuthorityModel::StateRole).toString(),
        QStringLiteral("Not checked since the change"));
    // As before, and so is what was found.
    m_home.set(QStringLiteral("enroll-back-off-timer"), {});
    QTRY_COMPARE(conclusion(), found);
    m_home.setSecret(QStringLiteral("login-password"), QStringLiteral("another"));
    QTRY_COMPARE(conclusion(), said);
    check();
    QVERIFY(!conclusion().startsWith(QStringLiteral("Before")));
}

void TestCheckPage::trustsWhoSignsTheConnectionAnew()
{
    testsupport::SandboxPeer other;
    QVERIFY(useTrustOf(other));
    m_page->showConnector({});
    m_page->showConnector(SandboxWorkspace::id());
    check();
    QCOMPARE(state("tls"), StepState::Failed);
    auto* offer = find<QWidget>("trustOffer");
    QVERIFY(!offer->isHidden());
    QVERIFY(find<QLabel>("trustText")->text().contains(QStringLiteral("localhost")));
    const QString file = m_home.path(QStringLiteral("trust.pem"));
    find<QLineEdit>("trustFile")->setText(file);
    find<QCheckBox>("trustCompared")->setChecked(true);
    const auto before = m_home.settings();
    find<QPushButton>("trustAccept")->click();
    QTRY_VERIFY_WITH_TIMEOUT(conclusion().contains(QStringLiteral("works")), 20000);
    QVERIFY(offer->isHidden());
    QCOMPARE(m_home.settings().properties.value(QStringLiteral("ssl-trust-store")), file);
    QCOMPARE(m_home.settings().properties.value(QStringLiteral("ssl-truststore-type")), u"PEM");
    // What was trusted before still is.
    const auto store = keystore::openFile(file, {});
    QVERIFY(store.has_value());
    const auto anchors = keystore::trustAnchors(*store);
    QVERIFY(anchors.has_value());
    const auto formerAnchors = other.clientSettings().trustAnchors;
    for (const pki::Certificate& anchor : formerAnchors)
        QVERIFY(anchors->contains(anchor));
    QCOMPARE(anchors->size(), formerAnchors.size() + 1);
    find<QPushButton>("undoTrust")->click();
    QTRY_COMPARE(m_home.settings(), before);
}

/// Tried from the Settings page: the same offer, and nothing is saved by it.
void TestCheckPage::trustsBeforeTheSettingsAreSaved()
{
    testsupport::SandboxPeer other;
    QVERIFY(useTrustOf(other));
    const auto before = m_home.settings();
    TryPanel panel(m_home.workspace(), *m_state, nullptr);
    panel.show();
    panel.run(before, {});
    auto* offer = panel.findChild<TrustOfferView*>();
    QTRY_VERIFY_WITH_TIMEOUT(offer->isVisible(), 20000);
    QVERIFY(!offer->certificate().isNull());
    const QString file = m_home.path(QStringLiteral("tried.pem"));
    offer->findChild<QLineEdit*>(QStringLiteral("trustFile"))->setText(file);
    auto* accept = offer->findChild<QPushButton*>(QStringLiteral("trustAccept"));
    QVERIFY(!accept->isEnabled());
    offer->findChild<QCheckBox*>(QStringLiteral("trustCompared"))->setChecked(true);
    QSignalSpy made(&panel, &TryPanel::trustStoreMade);
    accept->click();
    QTRY_COMPARE_WITH_TIMEOUT(made.size(), 1, 20000);
    const auto extended = made.first().first().value<settings::ConnectorSettings>();
    QCOMPARE(extended.value(u"ssl-trust-store"), file);
    QCOMPARE(m_home.settings(), before);
    panel.run(extended, {});
    const auto* ladder = panel.findChild<CheckLadder*>();
    QTRY_VERIFY_WITH_TIMEOUT(ladder->conclusion().contains(QStringLiteral("works")), 20000);
    QVERIFY(!offer->isVisible());
}

/// Stopped after the click, the trial names no file: none may be left.
void TestCheckPage::leavesNoTrustStoreThatNobodyWaitsFor()
{
    const QString file = m_home.path(QStringLiteral("unwanted.pem"));
    std::stop_source source;
    // The present trust store cannot have been opened before the stop.
    testsupport::BusyThreads busy;
    auto making = workspace::extendTrustStore(m_home.workspace(), m_home.settings(), {},
        m_home.sandbox().clientSettings().trustAnchors.first(), file, source.get_token());
    source.request_stop();
    busy.release();
    const auto made = QCoro::waitFor(making);
    QVERIFY(!made.has_value());
    QCOMPARE(made.error().kind, ErrorKind::Cancelled);
    QVERIFY(!QFile::exists(file));
}

void TestCheckPage::leavesFilesAloneThatAreThere()
{
    QFile file(m_home.path(QStringLiteral("precious.pem")));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("precious");
    file.close();
    const auto before = m_home.settings();
    const auto added =
        QCoro::waitFor(workspace::addTrustedCertificate(m_home.workspace(), SandboxWorkspace::id(),
            m_home.sandbox().clientSettings().trustAnchors.first(), file.fileName()));
    QVERIFY(!added.has_value());
    QCOMPARE(added.error().cause, QStringLiteral("trust/file-exists"));
    QVERIFY(file.open(QIODevice::ReadOnly));
    QCOMPARE(file.readAll(), QByteArray("precious"));
    QCOMPARE(m_home.settings(), before);
}

QTEST_MAIN(TestCheckPage)
#include "tst_checkpage.moc"
