// SPDX-License-Identifier: Apache-2.0
#include <ui/forms/choiceeditor.h>
#include <ui/forms/formfield.h>
#include <ui/forms/mnemonics.h>
#include <ui/forms/secreteditor.h>

#include <QCheckBox>
#include <QComboBox>
#include <QDropEvent>
#include <QLabel>
#include <QLineEdit>
#include <QMimeData>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>
#include <QVBoxLayout>
#include <QWheelEvent>

using namespace gatehouse;
using namespace gatehouse::ui;

namespace {

/// A window with one field and something else to go to.
struct Window {
    explicit Window(const char* key)
    {
        const auto* definition = settings::findDefinition(QString::fromLatin1(key));
        field = new FormField(*definition, makeEditor(*definition, &widget), &widget);
        other = new QLineEdit(&widget);
        auto* layout = new QVBoxLayout(&widget);
        layout->addWidget(field);
        layout->addWidget(other);
        widget.show();
        widget.activateWindow();
        field->focusEditor();
        QCoreApplication::processEvents();
    }
    void leave() const
    {
        other->setFocus();
        QCoreApplication::processEvents();
    }
    QLineEdit* line() const { return qobject_cast<QLineEdit*>(field->editor()->target()); }
    template <class T> T* child(const char* name) const
    {
        return field->findChild<T*>(QString::fromLatin1(name));
    }
    SecretEditor* secret() const { return qobject_cast<SecretEditor*>(field->editor()); }

    QWidget widget;
    FormField* field = nullptr;
    QLineEdit* other = nullptr;
};

const QString wrong = QStringLiteral("The port must be a number: correct it.");

} // namespace

class TestFormField : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everySettingHasAFieldWithLabelAndHint_data();
    void everySettingHasAFieldWithLabelAndHint();
    void aNewProblemShowsWhenTheFieldIsLeft();
    void aShownProblemIsUpdatedAndClearedAtOnce();
    void aProblemThatCameFromElsewhereShowsInATouchedField();
    void anUntouchedFieldShowsItsProblemWhenAsked();
    void aNoteGivesWayToAProblem();
    void screenReadersHearTheMarkAndTheProblem();
    void typingCanBeUndoneAlsoAfterAChangeByTheForm();
    void aTimeSaysItsUnitAndWhatItComesTo();
    void aStoreTypeOffersWhatItsDefinitionTakes();
    void aChoiceThatIsNoneStaysUntilAnotherIsMade();
    void scrollingOverAChoiceChangesNothing();
    void aSwitchKeepsItsSpellingUntilItIsSwitched();
    void aDroppedFileIsItsPath();
    void aKeptSecretIsNeverShown();
    void aKeptSecretIsChangedOrKeptAfterAll();
    void aKeptSecretCanBeRemovedAndBroughtBack();
    void whatIsTypedIsShownOnlyOnDemand();
    void whatWasTypedDoesNotComeBack();
    void anEndangeredSecretAsksForADecision();
    void lettersAreGivenOnce();
};

void TestFormField::everySettingHasAFieldWithLabelAndHint_data()
{
    QTest::addColumn<QString>("key");
    for (const auto& definition : settings::definitions())
        QTest::newRow(qPrintable(definition.key)) << definition.key;
}

void TestFormField::everySettingHasAFieldWithLabelAndHint()
{
    QFETCH(QString, key);
    const Window window(qPrintable(key));
    const auto* definition = settings::findDefinition(key);
    QCOMPARE(window.field->objectName(), key);
    QWidget* target = window.field->editor()->target();
    QCOMPARE(target->accessibleName(), definition->translatedLabel());
    QCOMPARE(target->accessibleDescription(), definition->translatedHint());
    QCOMPARE(window.child<QLabel>("hint")->text(), definition->translatedHint());
    auto* label = window.child<QLabel>("label");
    QCOMPARE(label->buddy(), target);
    QCOMPARE(label->isVisible(), definition->kind != settings::ValueKind::YesNo);
    QVERIFY(target->hasFocus());
}

void TestFormField::aNewProblemShowsWhenTheFieldIsLeft()
{
    const Window window("proxy-port");
    QSignalSpy left(window.field, &FormField::left);
    QTest::keyClicks(window.line(), QStringLiteral("x"));
    window.field->setProblem(wrong);
    QVERIFY(window.field->shownProblem().isEmpty());
    window.leave();
    QTRY_COMPARE(left.size(), 1);
    QCOMPARE(window.field->shownProblem(), wrong);
    QVERIFY(window.child<QLabel>("problem")->isVisible());
}

void TestFormField::aShownProblemIsUpdatedAndClearedAtOnce()
{
    const Window window("proxy-port");
    window.field->setProblem(wrong);
    window.leave();
    QTRY_COMPARE(window.field->shownProblem(), wrong);
    window.field->focusEditor();
    const QString other = QStringLiteral("The port is too large: correct it.");
    window.field->setProblem(other);
    QCOMPARE(window.child<QLabel>("problem")->text(), other);
    window.field->setProblem({});
    QVERIFY(!window.child<QLabel>("problem")->isVisible());
    // The next one is new again.
    window.field->setProblem(wrong);
    QVERIFY(window.field->shownProblem().isEmpty());
}

void TestFormField::aProblemThatCameFromElsewhereShowsInATouchedField()
{
    const Window window("enroll-max-back-off-timer");
    window.leave();
    QCoreApplication::processEvents();
    window.field->setProblem(wrong);
    QCOMPARE(window.field->shownProblem(), wrong);
}

void TestFormField::anUntouchedFieldShowsItsProblemWhenAsked()
{
    const Window window("customer-uri");
    window.field->setProblem(wrong);
    window.field->showProblem();
    QCOMPARE(window.field->shownProblem(), wrong);
    window.field->forget();
    QVERIFY(window.field->shownProblem().isEmpty());
}

void TestFormField::aNoteGivesWayToAProblem()
{
    const Window window("url");
    window.field->setNote(Tone::Info, QStringLiteral("It came from the table."));
    QVERIFY(window.child<QLabel>("problem")->isVisible());
    window.field->setProblem(wrong);
    window.field->showProblem();
    QCOMPARE(window.child<QLabel>("problem")->text(), wrong);
    window.field->setProblem({});
    QCOMPARE(window.child<QLabel>("problem")->text(), QStringLiteral("It came from the table."));
}

void TestFormField::screenReadersHearTheMarkAndTheProblem()
{
    const Window window("customer-uri");
    window.field->setRequired(true);
    QVERIFY(window.child<QLabel>("required")->isVisible());
    QCOMPARE(window.line()->accessibleName(), QStringLiteral("Customer URI, required"));
    window.field->setProblem(wrong);
    window.field->showProblem();
    QVERIFY(window.line()->accessibleName().contains(QStringLiteral("invalid entry")));
    QVERIFY(window.line()->accessibleDescription().startsWith(wrong));
}

void TestFormField::typingCanBeUndoneAlsoAfterAChangeByTheForm()
{
    const Window window("customer-uri");
    window.field->editor()->reset(QStringLiteral("acme"));
    QVERIFY(!window.line()->isUndoAvailable());
    window.field->editor()->setValue(QStringLiteral("other"));
    QCOMPARE(window.field->editor()->value(), QStringLiteral("other"));
    window.line()->undo();
    window.line()->undo();
    QCOMPARE(window.field->editor()->value(), QStringLiteral("acme"));
}

void TestFormField::aTimeSaysItsUnitAndWhatItComesTo()
{
    const Window window("enroll-back-off-timer");
    auto* unit = window.child<QLabel>("enroll-back-off-timerUnit");
    QCOMPARE(unit->text(), QStringLiteral("seconds"));
    QTest::keyClicks(window.line(), QStringLiteral("2 min"));
    QCOMPARE(unit->text(), QStringLiteral("= 120 seconds"));
    window.line()->setText(QStringLiteral("soon"));
    QCOMPARE(unit->text(), QStringLiteral("seconds"));
    QCOMPARE(window.line()->placeholderText(), QStringLiteral("2"));
}

void TestFormField::aStoreTypeOffersWhatItsDefinitionTakes()
{
    const auto types = [](const char* key) {
        QStringList values;
        for (const auto& [value, text] :
            storeTypeChoices(*settings::findDefinition(QString::fromLatin1(key))))
            values.append(value);
        return values;
    };
    QCOMPARE(types("client-cert-key-store-type"),
        QStringList({ QString(), QStringLiteral("JKS"), QStringLiteral("PKCS12") }));
    QCOMPARE(types("ssl-truststore-type"),
        QStringList(
            { QString(), QStringLiteral("JKS"), QStringLiteral("PKCS12"), QStringLiteral("PEM") }));
}

void TestFormField::aChoiceThatIsNoneStaysUntilAnotherIsMade()
{
    const Window window("ssl-truststore-type");
    auto* box = window.child<QComboBox>("choice");
    window.field->editor()->setValue(QStringLiteral("KDB"));
    QCOMPARE(window.field->editor()->value(), QStringLiteral("KDB"));
    QCOMPARE(box->currentText(), QStringLiteral("KDB"));
    window.field->editor()->setValue(QStringLiteral("CMS"));
    QCOMPARE(box->count(), 5);
    box->setCurrentIndex(1);
    QCOMPARE(window.field->editor()->value(), QStringLiteral("JKS"));
}

void TestFormField::scrollingOverAChoiceChangesNothing()
{
    const Window window("ssl-truststore-type");
    window.leave();
    auto* box = window.child<QComboBox>("choice");
    QWheelEvent wheel(QPointF(5, 5), box->mapToGlobal(QPointF(5, 5)), {}, QPoint(0, -120),
        Qt::NoButton, Qt::NoModifier, Qt::NoScrollPhase, false);
    QCoreApplication::sendEvent(box, &wheel);
    QCOMPARE(box->currentIndex(), 0);
}

void TestFormField::aSwitchKeepsItsSpellingUntilItIsSwitched()
{
    const Window window("enable-ca-profile-sync");
    auto* box = window.child<QCheckBox>("switch");
    QVERIFY(!box->isChecked());
    window.field->editor()->reset(QStringLiteral("TRUE"));
    QVERIFY(box->isChecked());
    QCOMPARE(window.field->editor()->value(), QStringLiteral("TRUE"));
    box->click();
    QCOMPARE(window.field->editor()->value(), QStringLiteral("no"));
}

void TestFormField::aDroppedFileIsItsPath()
{
    const Window window("ssl-trust-store");
    QMimeData data;
    data.setUrls({ QUrl::fromLocalFile(QStringLiteral("/etc/trust store.p12")) });
    QDragEnterEvent enter(QPoint(5, 5), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QCoreApplication::sendEvent(window.field->editor(), &enter);
    QVERIFY(enter.isAccepted());
    QDropEvent drop(QPointF(5, 5), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QCoreApplication::sendEvent(window.field->editor(), &drop);
    QCOMPARE(window.field->editor()->value(), QStringLiteral("/etc/trust store.p12"));
}

void TestFormField::aKeptSecretIsNeverShown()
{
    const Window window("login-password");
    window.secret()->setStored(true);
    QVERIFY(window.secret()->isKept());
    QVERIFY(window.secret()->isGiven());
    QVERIFY(!window.child<QLineEdit>("secret")->isVisible());
    QCOMPARE(
        window.child<QLabel>("secretStatus")->text(), QStringLiteral("Kept, and never shown."));
    QVERIFY(window.secret()->value().isEmpty());
    QCOMPARE(window.child<QLabel>("label")->buddy(), window.child<QPushButton>("changeSecret"));
}

void TestFormField::aKeptSecretIsChangedOrKeptAfterAll()
{
    const Window window("login-password");
    window.secret()->setStored(true);
    window.child<QPushButton>("changeSecret")->click();
    QVERIFY2(window.secret()->isKept(), "Nothing typed is nothing changed.");
    QTest::keyClicks(window.line(), QStringLiteral("new"));
    QVERIFY(!window.secret()->isKept());
    QCOMPARE(window.secret()->typed(), Secret::fromString(QStringLiteral("new")));
    window.child<QPushButton>("keepSecret")->click();
    QVERIFY(window.secret()->isKept());
    QVERIFY(!window.secret()->isTyped());
}

void TestFormField::aKeptSecretCanBeRemovedAndBroughtBack()
{
    const Window window("login-password");
    window.secret()->setStored(true);
    window.child<QPushButton>("removeSecret")->click();
    QVERIFY(window.secret()->isRemoved());
    QVERIFY(!window.secret()->isGiven());
    window.child<QPushButton>("keepSecret")->click();
    QVERIFY(window.secret()->isKept());
}

void TestFormField::whatIsTypedIsShownOnlyOnDemand()
{
    const Window window("login-password");
    QTest::keyClicks(window.line(), QStringLiteral("secret"));
    QCOMPARE(window.line()->echoMode(), QLineEdit::Password);
    window.child<QToolButton>("showSecret")->click();
    QCOMPARE(window.line()->echoMode(), QLineEdit::Normal);
    window.secret()->setStored(true);
    QVERIFY(!window.secret()->isTyped());
    QCOMPARE(window.child<QLineEdit>("secret")->echoMode(), QLineEdit::Password);
}

/// The editor serves one connector after the other.
void TestFormField::whatWasTypedDoesNotComeBack()
{
    const Window window("login-password");
    QTest::keyClicks(window.line(), QStringLiteral("secret"));
    window.secret()->setStored(true);
    window.child<QPushButton>("changeSecret")->click();
    window.child<QToolButton>("showSecret")->click();
    auto* line = window.child<QLineEdit>("secret");
    QVERIFY(line->isVisible());
    line->undo();
    QCOMPARE(line->text(), QString());
    QTest::keyClicks(line, QStringLiteral("another"));
    window.child<QPushButton>("keepSecret")->click();
    window.child<QPushButton>("changeSecret")->click();
    line->undo();
    QCOMPARE(line->text(), QString());
}

void TestFormField::anEndangeredSecretAsksForADecision()
{
    const Window window("login-password");
    QSignalSpy along(window.secret(), &SecretEditor::keptAlong);
    window.secret()->setStored(true);
    window.secret()->setEndangered(true);
    QVERIFY(window.secret()->needsDecision());
    QTest::keyClicks(window.line(), QStringLiteral("new"));
    QVERIFY(!window.secret()->needsDecision());
    QVERIFY(window.secret()->isTyped());
    window.child<QPushButton>("keepSecret")->click();
    QVERIFY(!window.secret()->needsDecision());
    QVERIFY(window.secret()->isKept());
    QCOMPARE(along.size(), 1);
}

void TestFormField::lettersAreGivenOnce()
{
    Mnemonics mnemonics(QStringLiteral("s"));
    QCOMPARE(mnemonics.mark(QStringLiteral("SSL Truststore File")),
        QStringLiteral("SSL &Truststore File"));
    QCOMPARE(mnemonics.mark(QStringLiteral("Timer & trust")), QStringLiteral("T&imer && trust"));
    QCOMPARE(mnemonics.mark(QStringLiteral("sits")), QStringLiteral("sits"));
}

QTEST_MAIN(TestFormField)
#include "tst_formfield.moc"
