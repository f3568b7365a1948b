// SPDX-License-Identifier: Apache-2.0
#include <tests/ui/contextmenu.h>
#include <ui/forms/connectorform.h>
#include <ui/forms/formfield.h>
#include <ui/forms/propertiesmodel.h>
#include <ui/forms/propertiestable.h>
#include <ui/forms/secreteditor.h>

#include <QAbstractItemModelTester>
#include <QClipboard>
#include <QCompleter>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QRadioButton>
#include <QSignalSpy>
#include <QTableView>
#include <QTest>

using namespace gatehouse;
using namespace gatehouse::ui;

namespace {

QString text(const char* utf8)
{
    return QString::fromUtf8(utf8);
}

const QMap<QString, QString> two { { text("x-one"), text("1") }, { text("x-two"), text("2") } };

} // namespace

class TestPropertiesTable : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void isAModelThatQtAccepts();
    void keepsWhatItDoesNotKnow();
    void addsEditsAndDeletesWithUndo();
    void aNameWithAFieldLeavesTheTable_data();
    void aNameWithAFieldLeavesTheTable();
    void aSlipOfTheKeyboardIsSuggested();
    void aPasswordIsMaskedAndNotTakenIn();
    void aNameTwiceIsAProblem();
    void isDrivenByTheKeyboard();
    void theMenuCopiesWhatIsNoPassword();
    void theFormTakesWhatHasAField();
    void theFormTurnsToTheModeOfTheField();
    void theFormMasksASecretThatCameFromTheTable();
    void theFormGivesUnknownPropertiesBack();
};

void TestPropertiesTable::isAModelThatQtAccepts()
{
    PropertiesModel model(nullptr);
    const QAbstractItemModelTester tester(
        &model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.setProperties(two);
    model.addRow({ text("x-three"), text("3") });
    model.setData(model.index(0, PropertiesModel::Value), text("one"));
    model.setData(model.index(1, PropertiesModel::Key), text("login"));
    model.removeRow(0);
    while (model.undoStack()->canUndo())
        model.undoStack()->undo();
    QCOMPARE(model.properties(), two);
}

void TestPropertiesTable::keepsWhatItDoesNotKnow()
{
    PropertiesModel model(nullptr);
    model.setProperties(two);
    QCOMPARE(model.properties(), two);
    QVERIFY(model.problem().isEmpty());
    QVERIFY(!model.undoStack()->canUndo());
    QVERIFY(!(model.flags(model.index(0, PropertiesModel::Remark)) & Qt::ItemIsEditable));
}

void TestPropertiesTable::addsEditsAndDeletesWithUndo()
{
    PropertiesModel model(nullptr);
    model.setProperties(two);
    const int row = model.addRow();
    QVERIFY2(model.problem().isEmpty(), "An empty row is just not saved.");
    QCOMPARE(model.properties(), two);
    model.setData(model.index(row, PropertiesModel::Key), text(" x-three "));
    model.setData(model.index(row, PropertiesModel::Value), text("3"));
    QCOMPARE(model.properties().value(text("x-three")), text("3"));
    model.removeRow(0);
    QVERIFY(!model.properties().contains(text("x-one")));
    model.undoStack()->undo();
    QCOMPARE(model.properties().value(text("x-one")), text("1"));
    model.undoStack()->undo();
    QCOMPARE(model.properties().value(text("x-three")), QString());
    model.undoStack()->redo();
    QCOMPARE(model.properties().value(text("x-three")), text("3"));
}

void TestPropertiesTable::aNameWithAFieldLeavesTheTable_data()
{
    QTest::addColumn<QString>("typed");
    QTest::addColumn<QString>("key");
    QTest::newRow("as it is") << text("org-id") << text("org-id");
    QTest::newRow("with an underscore") << text("org_id") << text("org-id");
    QTest::newRow("in camel case") << text("proxyHostName") << text("proxy-host-name");
    QTest::newRow("a secret") << text("login-password") << text("login-password");
}

void TestPropertiesTable::aNameWithAFieldLeavesTheTable()
{
    QFETCH(QString, typed);
    QFETCH(QString, key);
    PropertiesModel model(nullptr);
    QSignalSpy moved(&model, &PropertiesModel::hasField);
    model.setProperties(two);
    model.setData(model.index(0, PropertiesModel::Key), typed);
    QCOMPARE(moved.size(), 1);
    QCOMPARE(moved.first(), QList<QVariant>({ key, text("1") }));
    QCOMPARE(model.rowCount(), 1);
    model.undoStack()->undo();
    QCOMPARE(model.properties(), two);
}

void TestPropertiesTable::aSlipOfTheKeyboardIsSuggested()
{
    PropertiesTable table(nullptr);
    table.show();
    QSignalSpy moved(&table, &PropertiesTable::hasField);
    auto* rename = table.findChild<QPushButton*>(text("renameProperty"));
    auto* view = table.findChild<QTableView*>(text("properties"));
    table.setProperties({ { text("enrol-back-off-timer"), text("3") } });
    const QModelIndex remark = table.model()->index(0, PropertiesModel::Remark);
    QVERIFY(remark.data().toString().contains(text("enroll-back-off-timer")));
    view->setCurrentIndex(remark);
    QVERIFY(rename->isVisible());
    rename->click();
    QCOMPARE(moved.first(), QList<QVariant>({ text("enroll-back-off-timer"), text("3") }));
    QVERIFY(!rename->isVisible());
}

void TestPropertiesTable::aPasswordIsMaskedAndNotTakenIn()
{
    PropertiesTable table(nullptr);
    table.show();
    table.setProperties({ { text("ldap-password"), text("s3cret") } });
    const QModelIndex value = table.model()->index(0, PropertiesModel::Value);
    QVERIFY(!value.data().toString().contains(text("s3cret")));
    QVERIFY(!value.data(Qt::ToolTipRole).toString().contains(text("s3cret")));
    QVERIFY2(table.problem().isEmpty(), "What is in the file already is not lost.");
    table.model()->addRow({ text("smtp-password"), text("new") });
    QVERIFY(table.problem().contains(text("smtp-password")));
    auto* problem = table.findChild<QLabel*>(text("problem"));
    QVERIFY(!problem->isVisible());
    table.showProblem();
    QVERIFY(problem->isVisible());
    table.model()->removeRow(1);
    QVERIFY(!problem->isVisible());
}

void TestPropertiesTable::aNameTwiceIsAProblem()
{
    PropertiesModel model(nullptr);
    model.setProperties(two);
    model.addRow({ text("x-one"), text("other") });
    QVERIFY(model.problem().contains(text("x-one")));
    model.setData(model.index(2, PropertiesModel::Key), QString());
    QVERIFY(model.problem().contains(text("no name")));
}

void TestPropertiesTable::isDrivenByTheKeyboard()
{
    PropertiesTable table(nullptr);
    table.show();
    table.activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(&table));
    table.findChild<QPushButton*>(text("addProperty"))->click();
    auto* view = table.findChild<QTableView*>(text("properties"));
    auto* editor = view->viewport()->findChild<QLineEdit*>(text("propertyEdit"));
    QVERIFY(editor != nullptr);
    QVERIFY(editor->completer() != nullptr);
    QTest::keyClicks(editor, text("x-new"));
    QTest::keyClick(editor, Qt::Key_Return);
    QTRY_COMPARE(table.properties().keys(), QStringList { text("x-new") });
    table.activateWindow(); // offscreen, the completer's list takes that away
    QVERIFY(QTest::qWaitForWindowActive(&table));
    view->setFocus();
    QTRY_VERIFY(view->hasFocus());
    QTest::keyClick(view, Qt::Key_Delete);
    QVERIFY(table.properties().isEmpty());
    QTest::keySequence(view, QKeySequence::Undo);
    QCOMPARE(table.properties().keys(), QStringList { text("x-new") });
}

void TestPropertiesTable::theMenuCopiesWhatIsNoPassword()
{
    PropertiesTable table(nullptr);
    table.show();
    table.setProperties(
        { { text("ldap-password"), text("s3cret") }, { text("x-one"), text("1") } });
    auto* view = table.findChild<QTableView*>(text("properties"));
    const auto action = [&table, view](int row, const char* name) {
        view->setCurrentIndex(table.model()->index(row, PropertiesModel::Key));
        return testsupport::actionIn(testsupport::menuByKey(*view, "propertyMenu"), name);
    };
    QApplication::clipboard()->clear();
    action(0, "copyKey")->trigger();
    QCOMPARE(QApplication::clipboard()->text(), text("ldap-password"));
    QAction* secret = action(0, "copyValue");
    QVERIFY(!secret->isEnabled());
    QVERIFY(secret->toolTip().contains(text("password")));
    action(1, "copyValue")->trigger();
    QCOMPARE(QApplication::clipboard()->text(), text("1"));
    QVERIFY(!action(1, "renamePropertyAction")->isVisible());
    QVERIFY(!action(1, "undoPropertyAction")->isEnabled());
    action(1, "deletePropertyAction")->trigger();
    QCOMPARE(table.properties().keys(), QStringList { text("ldap-password") });
    QAction* undo = action(0, "undoPropertyAction");
    QVERIFY2(undo->isEnabled(), qPrintable(undo->toolTip()));
    undo->trigger();
    QCOMPARE(table.properties().size(), 2);
    QVERIFY(!action(-1, "copyKey")->isEnabled());
}

namespace {

settings::ConnectorSettings sample()
{
    settings::ConnectorSettings settings;
    settings.uuid = QUuid::createUuid();
    settings.id = text("sectigo-1");
    settings.properties = two;
    return settings;
}

PropertiesModel* modelOf(const ConnectorForm& form)
{
    return form.findChild<PropertiesTable*>(text("propertiesTable"))->model();
}

} // namespace

void TestPropertiesTable::theFormTakesWhatHasAField()
{
    ConnectorForm form;
    form.show();
    form.activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(&form));
    form.setContents(sample(), {});
    modelOf(form)->addRow({ {}, text("8080") });
    modelOf(form)->setData(modelOf(form)->index(2, PropertiesModel::Key), text("proxy_port"));
    FormField* port = form.field(text("proxy-port"));
    QCOMPARE(port->editor()->value(), text("8080"));
    QVERIFY(port->editor()->hasFocusInside());
    QVERIFY(!port->note().isEmpty());
    QCOMPARE(form.settings().properties.value(text("proxy-port")), text("8080"));
    QVERIFY(!form.settings().properties.contains(text("proxy_port")));
}

void TestPropertiesTable::theFormTurnsToTheModeOfTheField()
{
    ConnectorForm form;
    form.show();
    form.setContents(sample(), {});
    modelOf(form)->addRow({ {}, text("client") });
    modelOf(form)->setData(modelOf(form)->index(2, PropertiesModel::Key), text("oauth-client-id"));
    QVERIFY(form.findChild<QRadioButton*>(text("modeOAuth"))->isChecked());
    QVERIFY(form.field(text("oauth-client-id"))->isVisible());
    QCOMPARE(form.settings().properties.value(text("oauth-client-id")), text("client"));
}

void TestPropertiesTable::theFormMasksASecretThatCameFromTheTable()
{
    ConnectorForm form;
    form.setContents(sample(), {});
    modelOf(form)->addRow({ {}, text("s3cret") });
    modelOf(form)->setData(modelOf(form)->index(2, PropertiesModel::Key), text("login-password"));
    QVERIFY(!form.settings().properties.values().contains(text("s3cret")));
    QCOMPARE(form.secretChanges().written.value(text("login-password")),
        Secret::fromString(text("s3cret")));
    auto* line = form.field(text("login-password"))->findChild<QLineEdit*>(text("secret"));
    QCOMPARE(line->echoMode(), QLineEdit::Password);
}

void TestPropertiesTable::theFormGivesUnknownPropertiesBack()
{
    ConnectorForm form;
    form.setContents(sample(), {});
    QVERIFY(!form.isDirty());
    modelOf(form)->removeRow(0);
    QVERIFY(form.isDirty());
    QVERIFY(!form.settings().properties.contains(text("x-one")));
    form.revert();
    QVERIFY(!form.isDirty());
    modelOf(form)->addRow({ text("x-one"), text("other") });
    QVERIFY(!form.check());
    QVERIFY(form.hasShownProblem(form.parts().last()));
}

QTEST_MAIN(TestPropertiesTable)
#include "tst_propertiestable.moc"
