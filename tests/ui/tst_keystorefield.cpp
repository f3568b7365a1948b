// SPDX-License-Identifier: Apache-2.0
#include "../keystore/jkswriter.h"
#include "../keystore/material.h"
#include <core/keystore/keystore.h>
#include <core/pki/pkcs12.h>
#include <tests/support/fakeclock.h>
#include <tests/ui/contextmenu.h>
#include <ui/format.h>
#include <ui/forms/connectorform.h>
#include <ui/forms/formfield.h>
#include <ui/forms/keystorepanel.h>
#include <ui/forms/secreteditor.h>
#include <ui/forms/storeentrymodel.h>

#include <QAbstractItemModelTester>
#include <QClipboard>
#include <QLabel>
#include <QRadioButton>
#include <QSignalSpy>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>

using namespace gatehouse;
using namespace gatehouse::ui;

namespace {

QString text(const char* utf8)
{
    return QString::fromUtf8(utf8);
}

jkswriter::Entry jksKey(const char* alias, const QList<pki::Certificate>& chain,
    const pki::PrivateKey& key, const char* password = "changeit")
{
    return { text(alias), toDer(chain), pkcs8(key), text(password) };
}

/// Alice's key with its chain, Bob's under a password of its own, an expired one, and a CA.
QByteArray javaStore()
{
    const Material& material = Material::get();
    return jkswriter::write(
        { jksKey("alice", material.aliceChain(), material.alice.key),
            jksKey("bob", { material.bob.certificate }, material.bob.key, "bobs own"),
            jksKey("old", { material.expired.certificate }, material.expired.key),
            { text("root"), toDer({ material.root.certificate }) } },
        text("changeit"));
}

QByteArray pkcs12Store()
{
    const Material& material = Material::get();
    return pki::writePkcs12(material.alice.key, material.alice.certificate,
        { material.intermediate.certificate, material.root.certificate }, text("alice"),
        Secret::fromString(text("changeit")), pki::Pkcs12Form::Modern)
        .value();
}

} // namespace

class TestKeyStoreField : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void tellsHowFarAStoreOpens_data();
    void tellsHowFarAStoreOpens();
    void eachCauseHasItsOwnSentence();
    void listsKeysFirstAndOnlyTheyCanBeChosen();
    void listsWhatATrustStoreVouchesFor_data();
    void listsWhatATrustStoreVouchesFor();
    void theModelIsOneThatQtAccepts();
    void expiryIsSaidInWordsAndWithAnIcon();
    void aListedEntryIsSaidInFull();
    void aListedEntryIsCopied();
    void aChosenRowIsTheAlias();
    void theOnlyKeyIsChosenByItself();
    void aKeptPasswordOpensTheStore();
    void aWrongPasswordIsToldAndACorrectedOneOpens();
    void onlyTheLatestQuestionIsAnswered();
    void aPemBundleNeedsNoPassword();
    void theStoreIsLookedIntoOnlyInItsMode();
    void aReplacedFileIsSeenOnRefresh();

private:
    QString write(const char* name, const QByteArray& bytes);

    QTemporaryDir m_folder;
    QMap<QString, QString> m_files;
};

QString TestKeyStoreField::write(const char* name, const QByteArray& bytes)
{
    const QString path = m_folder.filePath(text(name));
    QFile file(path);
    [&] { QVERIFY(file.open(QIODevice::WriteOnly)); }();
    file.write(bytes);
    return path;
}

void TestKeyStoreField::initTestCase()
{
    const Material& material = Material::get();
    const QByteArray jks = javaStore();
    write("client.jks", jks);
    write("client.p12", pkcs12Store());
    QByteArray altered = jks;
    altered[altered.size() - 40] = static_cast<char>(~altered.at(altered.size() - 40));
    write("altered.jks", altered);
    write("cut.jks", jks.first(200));
    write("empty.jks", {});
    write("nothing.jks", jkswriter::write({}, text("changeit")));
    write("text.txt", "This is no store.\n");
    write(
        "trust.pem", material.root.certificate.toPem() + material.intermediate.certificate.toPem());
    write("trust.jks",
        jkswriter::write(
            { { text("root"), toDer({ material.root.certificate }) } }, text("changeit")));
    write("mismatch.jks",
        jkswriter::write({ jksKey("alice", { material.bob.certificate }, material.alice.key) },
            text("changeit")));
}

void TestKeyStoreField::tellsHowFarAStoreOpens_data()
{
    QTest::addColumn<QString>("file");
    QTest::addColumn<QString>("type");
    QTest::addColumn<QString>("alias");
    QTest::addColumn<QString>("password");
    QTest::addColumn<bool>("isOpen");
    QTest::addColumn<QString>("cause");
    const QString right = text("changeit");
    const QString none;
    QTest::newRow("a key in a JKS")
        << text("client.jks") << none << text("alice") << right << true << none;
    QTest::newRow("a key in a PKCS12")
        << text("client.p12") << none << text("alice") << right << true << none;
    QTest::newRow("no file") << text("absent.p12") << none << none << right << false
                             << text("keystore/file-missing");
    QTest::newRow("a folder") << text(".") << none << none << right << false
                              << text("keystore/file-is-folder");
    QTest::newRow("an empty file")
        << text("empty.jks") << none << none << right << false << text("keystore/empty-file");
    QTest::newRow("a text") << text("text.txt") << none << none << right << false
                            << text("keystore/not-a-key-store");
    QTest::newRow("another type than configured")
        << text("client.jks") << text("PKCS12") << text("alice") << right << false
        << text("keystore/other-type");
    QTest::newRow("a wrong store password")
        << text("client.jks") << none << text("alice") << text("wrong") << false
        << text("keystore/wrong-store-password");
    QTest::newRow("a cut file") << text("cut.jks") << none << text("alice") << right << false
                                << text("keystore/truncated");
    QTest::newRow("an altered file") << text("altered.jks") << none << text("alice") << right
                                     << false << text("keystore/altered");
    QTest::newRow("no entries") << text("nothing.jks") << none << none << right << true
                                << text("keystore/no-entries");
    QTest::newRow("no alias among several keys")
        << text("client.jks") << none << none << right << true << text("keystore/alias-needed");
    QTest::newRow("an unknown alias") << text("client.jks") << none << text("carol") << right
                                      << true << text("keystore/unknown-alias");
    QTest::newRow("a certificate's alias") << text("client.jks") << none << text("root") << right
                                           << true << text("keystore/alias-without-key");
    QTest::newRow("a trust store") << text("trust.jks") << none << text("root") << right << true
                                   << text("keystore/alias-without-key");
    QTest::newRow("a key with a password of its own")
        << text("client.jks") << none << text("bob") << right << true
        << text("keystore/wrong-key-password");
    QTest::newRow("another's certificate") << text("mismatch.jks") << none << text("alice") << right
                                           << true << text("keystore/key-mismatch");
    QTest::newRow("a PEM file as a client's store")
        << text("trust.pem") << none << none << right << true << text("keystore/no-key");
}

void TestKeyStoreField::tellsHowFarAStoreOpens()
{
    QFETCH(QString, file);
    QFETCH(QString, type);
    QFETCH(QString, alias);
    QFETCH(QString, password);
    QFETCH(bool, isOpen);
    QFETCH(QString, cause);
    StoreQuestion question;
    question.path = m_folder.filePath(file);
    question.type = type;
    question.alias = alias;
    question.hasPassword = true;
    question.password = Secret::fromString(password);
    const StoreLook look = lookInto(question);
    QCOMPARE(look.failure ? look.failure->cause : QString(), cause);
    QCOMPARE(look.isOpen, isOpen);
    QCOMPARE(look.opensKey, cause.isEmpty());
    if (look.failure)
        QVERIFY(!look.failure->message.isEmpty());
}

void TestKeyStoreField::eachCauseHasItsOwnSentence()
{
    QSet<QString> sentences;
    QSet<QString> causes;
    const auto ask = [&](const char* file, const char* alias, const char* password) {
        StoreQuestion question;
        question.path = m_folder.filePath(text(file));
        question.alias = text(alias);
        question.hasPassword = true;
        question.password = Secret::fromString(text(password));
        const StoreLook look = lookInto(question);
        causes.insert(look.failure->cause);
        sentences.insert(look.failure->message);
    };
    ask("absent.p12", "", "changeit");
    ask("text.txt", "", "changeit");
    ask("cut.jks", "", "changeit");
    ask("client.jks", "alice", "wrong");
    ask("client.jks", "bob", "changeit");
    ask("client.jks", "carol", "changeit");
    QCOMPARE(causes.size(), 6);
    QCOMPARE(sentences.size(), 6);
}

void TestKeyStoreField::listsKeysFirstAndOnlyTheyCanBeChosen()
{
    StoreQuestion question;
    question.path = m_folder.filePath(text("client.jks"));
    question.alias = text("alice");
    question.hasPassword = true;
    question.password = Secret::fromString(text("changeit"));
    const StoreLook look = lookInto(question);
    QCOMPARE(look.type, keystore::StoreType::Jks);
    QCOMPARE(look.entries.size(), 4);
    QCOMPARE(look.entries.first().subject, text("Alice"));
    QCOMPARE(look.entries.first().issuer, text("Intermediate"));
    QCOMPARE(look.entries.first().keyType, text("EC P-256"));
    QCOMPARE(look.entries.last().alias, text("root"));
    for (const StoreEntry& entry : look.entries)
        QCOMPARE(entry.isChoosable, entry.alias != text("root"));
}

void TestKeyStoreField::listsWhatATrustStoreVouchesFor_data()
{
    QTest::addColumn<QString>("file");
    QTest::addColumn<QStringList>("subjects");
    QTest::newRow("JKS") << text("trust.jks") << QStringList { text("Root") };
    QTest::newRow("PEM") << text("trust.pem")
                         << QStringList({ text("Root"), text("Intermediate") });
    QTest::newRow("the CA beside keys") << text("client.jks") << QStringList { text("Root") };
}

void TestKeyStoreField::listsWhatATrustStoreVouchesFor()
{
    QFETCH(QString, file);
    QFETCH(QStringList, subjects);
    StoreQuestion question;
    question.purpose = StorePurpose::Trust;
    question.path = m_folder.filePath(file);
    question.password = Secret::fromString(text("changeit"));
    const StoreLook look = lookInto(question);
    QVERIFY(!look.failure);
    QStringList found;
    for (const StoreEntry& entry : look.entries)
        found.append(entry.subject);
    QCOMPARE(found, subjects);
}

void TestKeyStoreField::theModelIsOneThatQtAccepts()
{
    StoreEntryModel model;
    const QAbstractItemModelTester tester(
        &model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    const QDateTime now(QDate(2026, 1, 1), QTime(0, 0), Qt::UTC);
    model.setEntries({ { text("b") }, { text("a") }, {} }, now);
    model.sort(StoreEntryModel::Alias, Qt::AscendingOrder);
    QCOMPARE(model.entry(model.recordOf(0)).alias, QString());
    QCOMPARE(model.index(0, 0).data().toString(), text("(no name)"));
    model.setFilter(text("a"));
    model.setEntries({}, now);
    QCOMPARE(model.rowCount(), 0);
}

void TestKeyStoreField::expiryIsSaidInWordsAndWithAnIcon()
{
    StoreEntryModel model;
    const QDateTime now(QDate(2026, 1, 1), QTime(0, 0), Qt::UTC);
    StoreEntry expired { text("old"), {}, {}, {}, now.addDays(-400), now.addDays(-3), true, true };
    StoreEntry later { text("new"), {}, {}, {}, now.addDays(2), now.addDays(400), true, true };
    model.setEntries({ expired, later }, now);
    const QModelIndex first = model.index(0, StoreEntryModel::Expiry);
    QVERIFY(first.data().toString().contains(text("expired")));
    QVERIFY(!first.data(Qt::DecorationRole).value<QIcon>().isNull());
    QVERIFY(first.data(Qt::ToolTipRole).toString().contains(text("2025-12-29")));
    QVERIFY(model.index(1, StoreEntryModel::Expiry).data().toString().contains(text("valid")));
}

void TestKeyStoreField::aListedEntryIsSaidInFull()
{
    StoreQuestion question;
    question.path = m_folder.filePath(text("client.jks"));
    question.hasPassword = true;
    question.password = Secret::fromString(text("changeit"));
    StoreEntryModel model;
    model.setEntries(lookInto(question).entries, Material::get().alice.certificate.notBefore());
    const pki::Certificate& alice = Material::get().alice.certificate;
    for (const int role : { int(Qt::ToolTipRole), int(Qt::AccessibleTextRole) }) {
        const auto said = [&model, role](int row, int column) {
            return model.index(row, column).data(role).toString();
        };
        QCOMPARE(said(0, StoreEntryModel::Subject), alice.subject().toString());
        QCOMPARE(said(0, StoreEntryModel::Issuer), alice.issuer().toString());
        QVERIFY(said(0, StoreEntryModel::Subject).startsWith(text("CN=")));
        QVERIFY(said(0, StoreEntryModel::Alias).contains(text("private key")));
        QVERIFY(!said(3, StoreEntryModel::Alias).contains(text("private key")));
        QVERIFY(said(0, StoreEntryModel::Expiry).contains(formatTime(alice.notAfter())));
    }
}

namespace {

/// A form in key-store mode with the panels' words at hand.
struct Desk {
    Desk()
    {
        form.setSurroundings([this](const QString& key) { return readKept(key); }, clock);
        form.resize(700, 900);
        form.show();
        form.findChild<QRadioButton*>(text("modeKeyStore"))->click();
    }
    Task<Result<std::optional<Secret>>> readKept(QString key)
    {
        asked.append(key);
        const std::optional<Secret> found = kept;
        co_return found;
    }
    void enter(const char* key, const QString& value)
    {
        form.field(text(key))->editor()->setValue(value);
    }
    KeyStorePanel* panel(const char* name = "keyStorePanel")
    {
        return form.findChild<KeyStorePanel*>(text(name));
    }
    QString words(const char* label, const char* name = "keyStorePanel")
    {
        const auto* found = panel(name)->findChild<QLabel*>(text(label));
        return found->isVisible() ? found->text() : QString();
    }
    QTableView* table() { return panel()->findChild<QTableView*>(text("storeEntries")); }
    QString alias() { return form.field(text("client-cert-key-alias"))->editor()->value(); }

    std::shared_ptr<testsupport::FakeClock> clock = std::make_shared<testsupport::FakeClock>();
    std::optional<Secret> kept;
    QStringList asked;
    ConnectorForm form;
};

} // namespace

void TestKeyStoreField::aChosenRowIsTheAlias()
{
    Desk desk;
    desk.enter("client-cert-key-store", m_folder.filePath(text("client.jks")));
    QTRY_VERIFY(desk.words("storeState").contains(text("is of type JKS. Enter its password")));
    desk.enter("client-cert-key-store-password", text("changeit"));
    QTRY_COMPARE(desk.table()->model()->rowCount(), 4);
    QVERIFY(desk.words("keyState").contains(text("Choose one of")));
    QTest::mouseClick(desk.table()->viewport(), Qt::LeftButton, Qt::NoModifier,
        desk.table()->visualRect(desk.table()->model()->index(0, 1)).center());
    QCOMPARE(desk.alias(), text("alice"));
    QTRY_VERIFY(desk.words("keyState").contains(text("opens the key \"alice\"")));
    QCOMPARE(desk.table()->selectionModel()->selectedRows().size(), 1);
    // The CA beside the keys is none.
    QTest::mouseClick(desk.table()->viewport(), Qt::LeftButton, Qt::NoModifier,
        desk.table()->visualRect(desk.table()->model()->index(3, 1)).center());
    QCOMPARE(desk.alias(), text("alice"));
    // A key with a password of its own has the remedy for a connector, which has but one.
    QTest::mouseClick(desk.table()->viewport(), Qt::LeftButton, Qt::NoModifier,
        desk.table()->visualRect(desk.table()->model()->index(1, 1)).center());
    QTRY_VERIFY(desk.words("keyState").contains(text("keytool -importkeystore")));
}

void TestKeyStoreField::aListedEntryIsCopied()
{
    Desk desk;
    desk.enter("client-cert-key-store", m_folder.filePath(text("client.jks")));
    desk.enter("client-cert-key-store-password", text("changeit"));
    QTRY_COMPARE(desk.table()->model()->rowCount(), 4);
    desk.table()->setCurrentIndex(desk.table()->model()->index(0, StoreEntryModel::KeyType));
    testsupport::actionIn(testsupport::menuByKey(*desk.table()), "copyCell")->trigger();
    QCOMPARE(QApplication::clipboard()->text(), text("EC P-256"));
    testsupport::actionIn(testsupport::menuByKey(*desk.table()), "copyRow")->trigger();
    QVERIFY(QApplication::clipboard()->text().startsWith(text("alice\tAlice\tIntermediate\t")));
}

void TestKeyStoreField::theOnlyKeyIsChosenByItself()
{
    Desk desk;
    desk.enter("client-cert-key-store", m_folder.filePath(text("client.p12")));
    desk.enter("client-cert-key-store-password", text("changeit"));
    QTRY_COMPARE(desk.alias(), text("alice"));
    QTRY_VERIFY(desk.words("storeState").contains(text("of type PKCS12, opens")));
}

void TestKeyStoreField::aKeptPasswordOpensTheStore()
{
    Desk desk;
    desk.kept = Secret::fromString(text("changeit"));
    settings::ConnectorSettings settings;
    settings.uuid = QUuid::createUuid();
    settings.properties = { { text("client-cert-key-store"),
                                m_folder.filePath(text("client.jks")) },
        { text("client-cert-key-alias"), text("Alice") } };
    desk.form.setContents(settings, { text("client-cert-key-store-password") });
    QTRY_VERIFY(desk.panel()->look().opensKey);
    QCOMPARE(desk.asked, QStringList { text("client-cert-key-store-password") });
    QCOMPARE(desk.table()->selectionModel()->selectedRows().value(0).row(), 0);
    QVERIFY(!desk.form.isDirty());
}

void TestKeyStoreField::aWrongPasswordIsToldAndACorrectedOneOpens()
{
    Desk desk;
    desk.enter("client-cert-key-store", m_folder.filePath(text("client.jks")));
    desk.enter("client-cert-key-alias", text("alice"));
    desk.enter("client-cert-key-store-password", text("chang"));
    QTRY_VERIFY(desk.words("storeState").contains(text("The password does not open client.jks")));
    QVERIFY(!desk.table()->isVisible());
    desk.enter("client-cert-key-store-password", text("changeit"));
    QTRY_VERIFY(desk.panel()->look().opensKey);
    QVERIFY(desk.table()->isVisible());
}

void TestKeyStoreField::onlyTheLatestQuestionIsAnswered()
{
    Desk desk;
    QSignalSpy looked(desk.panel(), &KeyStorePanel::looked);
    for (const char* name : { "client.jks", "text.txt", "client.p12" })
        desk.enter("client-cert-key-store", m_folder.filePath(text(name)));
    desk.enter("client-cert-key-store-password", text("changeit"));
    QTRY_COMPARE(desk.panel()->look().type, keystore::StoreType::Pkcs12);
    QTRY_VERIFY(desk.panel()->look().opensKey);
    QVERIFY(looked.size() <= 2); // one more for the alias that it found
}

void TestKeyStoreField::aPemBundleNeedsNoPassword()
{
    Desk desk;
    FormField* type = desk.form.field(text("ssl-truststore-type"));
    FormField* password = desk.form.field(text("ssl-trust-store-password"));
    QVERIFY(password->isRequired());
    desk.enter("ssl-trust-store", m_folder.filePath(text("trust.pem")));
    QTRY_COMPARE(type->editor()->value(), text("PEM"));
    QVERIFY(!password->isRequired());
    QVERIFY(!type->note().isEmpty());
    QTRY_VERIFY(desk.words("storeState", "trustStorePanel").contains(text("vouches for")));
}

void TestKeyStoreField::theStoreIsLookedIntoOnlyInItsMode()
{
    Desk desk;
    desk.enter("client-cert-key-store", m_folder.filePath(text("client.jks")));
    QTRY_VERIFY(desk.panel()->isVisible());
    desk.form.findChild<QRadioButton*>(text("modePassword"))->click();
    QTRY_VERIFY(!desk.panel()->isVisible());
    desk.form.findChild<QRadioButton*>(text("modeKeyStore"))->click();
    QTRY_VERIFY(desk.panel()->isVisible());
}

void TestKeyStoreField::aReplacedFileIsSeenOnRefresh()
{
    Desk desk;
    const QString file = write("replaced.jks", "not yet");
    desk.enter("client-cert-key-store", file);
    desk.enter("client-cert-key-store-password", text("changeit"));
    desk.enter("client-cert-key-alias", text("alice"));
    QTRY_VERIFY(desk.words("storeState").contains(text("not a key store")));
    write("replaced.jks", javaStore());
    desk.form.lookAgain();
    QTRY_VERIFY(desk.panel()->look().opensKey);
}

QTEST_MAIN(TestKeyStoreField)
#include "tst_keystorefield.moc"
