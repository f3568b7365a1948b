// SPDX-License-Identifier: Apache-2.0
#include "settingsdesk.h"

using namespace settingsdesk;

class TestSettingsTransfer : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void previewsAnImportBeforeItChangesAnything();
    void importsOnlyWhatIsChosen();
    void saysWhyNothingCanBeChosenDuringAnImport();
    void marksASandbox();
    void anImportToAnotherHostForgetsThePassword();
    void aFileThatIsNoneIsTold();
    void anImportWithoutAKeyChainOffersTheSession();
    void exportsWhatIsSavedWithoutSecrets();
};

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

/// A key chain that writes nothing before it is opened.
class SlowKeyChain final : public secrets::SecretStore {
public:
    SlowKeyChain() { m_gate.start(); }
    void open() { m_gate.finish(); }

    Task<Result<std::optional<Secret>>> read(secrets::SecretName name) override
    {
        return m_store->read(name);
    }
    Task<Result<void>> write(secrets::SecretName name, Secret secret) override
    {
        co_await m_gate.future();
        co_return co_await m_store->write(name, secret);
    }
    Task<Result<void>> remove(secrets::SecretName name) override { return m_store->remove(name); }
    bool isPersistent() const override { return true; }
    bool isWritable() const override { return true; }
    QString description() const override { return text("key chain"); }

private:
    QPromise<void> m_gate;
    std::unique_ptr<secrets::SecretStore> m_store = secrets::sessionStore();
};

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

void TestSettingsTransfer::previewsAnImportBeforeItChangesAnything()
{
    Desk desk;
    ConnectorSettings here = sample("sectigo-1");
    here.properties.insert(text("proxy-host-name"), text("proxy.example"));
    here.properties.insert(text("proxy-port"), text("3128"));
    desk.put(here);
    desk.show("sectigo-1");
    openImport(desk);
    QVERIFY(previewOf(desk)->isVisible());
    QCOMPARE(previewOf(desk)->topLevelItemCount(), 2);
    const QString first = wordsOf(previewOf(desk)->topLevelItem(0));
    QVERIFY2(first.contains(text("sectigo-1: replaces the one that is here")), qPrintable(first));
    QVERIFY2(first.contains(text("Organization ID|7|42")), qPrintable(first));
    QVERIFY2(first.contains(text("x-of-another-program||kept")), qPrintable(first));
    QVERIFY2(first.contains(text("Proxy host name|proxy.example|(not set)")), qPrintable(first));
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

void TestSettingsTransfer::importsOnlyWhatIsChosen()
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

void TestSettingsTransfer::saysWhyNothingCanBeChosenDuringAnImport()
{
    const auto store = std::make_shared<SlowKeyChain>();
    Desk desk(store);
    openImport(desk);
    desk.click("importChosen");
    QVERIFY(!previewOf(desk)->isEnabled());
    QCOMPARE(previewOf(desk)->toolTip(), text("It is being imported."));
    // What is not begun is left out.
    QVERIFY(desk.button("importCancel")->isEnabled());
    desk.click("importCancel");
    QVERIFY(!desk.button("importCancel")->isEnabled());
    QVERIFY(!desk.button("importCancel")->toolTip().isEmpty());
    store->open();
    QTRY_VERIFY(!previewOf(desk)->isVisible());
    QVERIFY(desk.workspace.load(text("sectigo-1")));
    QVERIFY(!desk.workspace.load(text("sectigo-2")));
}

void TestSettingsTransfer::marksASandbox()
{
    Desk desk;
    ConnectorSettings toy = sample("toy");
    toy.properties.insert(text("url"), text("https://localhost:1/api"));
    toy.properties.insert(
        text("ssl-trust-store"), desk.folder.filePath(text("data/sandbox/trust.p12")));
    openImport(desk, settings::exportJson(toy));
    const QString first = wordsOf(previewOf(desk)->topLevelItem(0));
    QVERIFY2(first.startsWith(text("toy (sandbox): new")), qPrintable(first));
    desk.click("importCancel");
    desk.put(toy);
    desk.show("toy");
    desk.action("export")->trigger();
    QCOMPARE(
        desk.page.findChild<QLabel*>(text("exportTitle"))->text(), text("Export toy (sandbox)"));
}

void TestSettingsTransfer::anImportToAnotherHostForgetsThePassword()
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

void TestSettingsTransfer::aFileThatIsNoneIsTold()
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

void TestSettingsTransfer::anImportWithoutAKeyChainOffersTheSession()
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

void TestSettingsTransfer::exportsWhatIsSavedWithoutSecrets()
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

QTEST_MAIN(TestSettingsTransfer)
#include "tst_settingstransfer.moc"
