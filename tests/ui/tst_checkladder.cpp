// SPDX-License-Identifier: Apache-2.0
#include <core/pki/certificatebuilder.h>
#include <ui/certificates/certificateview.h>
#include <ui/check/chainview.h>
#include <ui/check/checkladder.h>
#include <ui/check/rung.h>
#include <ui/check/trustofferview.h>
#include <ui/uistate.h>

#include <QCheckBox>
#include <QLabel>
#include <QPushButton>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>

using namespace gatehouse;
using namespace gatehouse::ui;
using connector::CheckReport;
using connector::CheckStep;
using connector::StepResult;
using connector::StepState;

namespace {

const QDateTime now = QDateTime::fromString(QStringLiteral("2026-11-24T12:00:00Z"), Qt::ISODate);

pki::Certificate selfSigned(const QString& name)
{
    const auto key = pki::PrivateKey::generate({ pki::KeyAlgorithm::Ec, 256 });
    pki::CertificateTemplate content;
    content.subject = pki::DistinguishedName::parse(name).value_or(pki::DistinguishedName());
    content.publicKeyInfo = key->publicKeyInfo();
    content.notBefore = now.addDays(-1);
    content.notAfter = now.addDays(30);
    content.isCa = true;
    return pki::buildCertificate(content, {}, *key).value_or(pki::Certificate());
}

Error refused()
{
    Error error = Error::of(ErrorKind::Authentication,
        QStringLiteral("Sectigo does not accept this password."), QStringLiteral("HTTP 401, -16"));
    error.setting = QStringLiteral("login-password");
    return error;
}

StepResult step(CheckStep which, StepState state, const QString& finding = {})
{
    StepResult result;
    result.step = which;
    result.state = state;
    result.duration = std::chrono::milliseconds(12);
    result.finding = finding;
    return result;
}

CheckReport failedReport()
{
    CheckReport report;
    report.steps = { step(CheckStep::Settings, StepState::Passed, QStringLiteral("All there.")),
        step(CheckStep::Stores, StepState::Warned, QStringLiteral("It expires soon.")),
        step(CheckStep::Proxy, StepState::Skipped) };
    StepResult failed = step(CheckStep::Authentication, StepState::Failed);
    failed.failure = refused();
    report.steps.append(failed);
    report.steps.append(step(CheckStep::Profiles, StepState::Skipped));
    report.chain = { selfSigned(QStringLiteral("CN=scm.example.org")) };
    report.conclusion = QStringLiteral("Look at the password.");
    return report;
}

Rung* rung(const CheckLadder& ladder, const char* name)
{
    return ladder.findChild<Rung*>(QStringLiteral("rung-") + QLatin1String(name));
}

QString textOf(const QWidget* parent, const char* name)
{
    return parent->findChild<QLabel*>(QString::fromLatin1(name))->text();
}

} // namespace

class TestCheckLadder : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void beginsWithNothingKnown();
    void fillsInStepByStep();
    void eachStateHasItsWordAndTone_data();
    void eachStateHasItsWordAndTone();
    void aFailedStepLeadsToItsSetting();
    void aFoldedDetailOpens();
    void endsWithOneSentenceAndTheChain();
    void aStoppedCheckIsNoFailure();
    void remembersACheck();
    void isCopiedWhole();
    void trustNeedsAComparedFingerprint();
    void withoutACertificateThereIsNothingToTrust();
};

void TestCheckLadder::beginsWithNothingKnown()
{
    const CheckLadder ladder;
    QCOMPARE(ladder.findChildren<Rung*>().size(), 9);
    QVERIFY(!rung(ladder, "tls")->state());
    QCOMPARE(textOf(rung(ladder, "tls"), "rungState"), stepStateWord(std::nullopt));
}

void TestCheckLadder::fillsInStepByStep()
{
    CheckLadder ladder;
    ladder.begin();
    ladder.showStep(step(CheckStep::NameLookup, StepState::Running));
    QVERIFY(ladder.conclusion().contains(connector::checkStepTitle(CheckStep::NameLookup)));
    QCOMPARE(rung(ladder, "name-lookup")->state(), StepState::Running);
    QVERIFY(textOf(rung(ladder, "name-lookup"), "rungTime").isEmpty());
    ladder.showStep(step(CheckStep::NameLookup, StepState::Passed, QStringLiteral("It is ::1.")));
    QCOMPARE(textOf(rung(ladder, "name-lookup"), "rungText"), QStringLiteral("It is ::1."));
    QCOMPARE(textOf(rung(ladder, "name-lookup"), "rungTime"), QStringLiteral("12 ms"));
    QVERIFY(!rung(ladder, "tls")->state());
    ladder.begin();
    QVERIFY(!rung(ladder, "name-lookup")->state());
}

void TestCheckLadder::eachStateHasItsWordAndTone_data()
{
    QTest::addColumn<StepState>("state");
    QTest::addColumn<Tone>("tone");
    QTest::newRow("running") << StepState::Running << Tone::Waiting;
    QTest::newRow("passed") << StepState::Passed << Tone::Success;
    QTest::newRow("warned") << StepState::Warned << Tone::Warning;
    QTest::newRow("failed") << StepState::Failed << Tone::Error;
    QTest::newRow("skipped") << StepState::Skipped << Tone::Neutral;
}

void TestCheckLadder::eachStateHasItsWordAndTone()
{
    QFETCH(StepState, state);
    QTEST(stepStateTone(state), "tone");
    CheckLadder ladder;
    ladder.showStep(step(CheckStep::Tls, state));
    QCOMPARE(textOf(rung(ladder, "tls"), "rungState"), stepStateWord(state));
    QVERIFY(rung(ladder, "tls")->accessibleName().contains(stepStateWord(state)));
    QVERIFY(
        rung(ladder, "tls")->findChild<QPushButton*>(QStringLiteral("goToSetting"))->isHidden());
}

void TestCheckLadder::aFailedStepLeadsToItsSetting()
{
    CheckLadder ladder;
    QSignalSpy wanted(&ladder, &CheckLadder::settingWanted);
    ladder.finish(failedReport(), now);
    auto* button =
        rung(ladder, "authentication")->findChild<QPushButton*>(QStringLiteral("goToSetting"));
    QVERIFY(!button->isHidden());
    QVERIFY(button->text().contains(QStringLiteral("Login Password")));
    button->click();
    QCOMPARE(wanted.size(), 1);
    QCOMPARE(wanted.first().first().toString(), QStringLiteral("login-password"));
    QCOMPARE(textOf(rung(ladder, "authentication"), "rungText"), refused().message);
}

void TestCheckLadder::aFoldedDetailOpens()
{
    CheckLadder ladder;
    ladder.finish(failedReport(), now);
    auto* shown = rung(ladder, "authentication");
    auto* detail = shown->findChild<QLabel*>(QStringLiteral("rungDetail"));
    QVERIFY(detail->isHidden());
    shown->findChild<QToolButton*>(QStringLiteral("rungFold"))->click();
    QVERIFY(!detail->isHidden());
    QCOMPARE(detail->text(), refused().detail);
}

void TestCheckLadder::endsWithOneSentenceAndTheChain()
{
    CheckLadder ladder;
    auto* chain = ladder.findChild<ChainView*>();
    QVERIFY(chain->isHidden());
    const CheckReport report = failedReport();
    ladder.finish(report, now);
    QCOMPARE(ladder.conclusion(), report.conclusion);
    QVERIFY(!chain->isHidden());
    QVERIFY(chain->toText().contains(QStringLiteral("CN=scm.example.org")));
    QVERIFY(chain->toText().contains(QStringLiteral("2026-12-24")));
    auto* all = chain->findChild<QToolButton*>(QStringLiteral("chainAllDetails"));
    all->click();
    auto* details = chain->findChild<CertificateView*>();
    QVERIFY(!details->isHidden());
    QCOMPARE(details->chain(), report.chain);
    ladder.begin();
    QVERIFY(chain->isHidden());
    QVERIFY(!all->isChecked());
}

void TestCheckLadder::aStoppedCheckIsNoFailure()
{
    CheckReport report;
    StepResult stopped = step(CheckStep::Tcp, StepState::Failed);
    stopped.failure = Error::cancelled();
    stopped.failure->setting = QStringLiteral("url");
    report.steps = { stopped };
    report.conclusion = QStringLiteral("The check was stopped.");
    CheckLadder ladder;
    ladder.finish(report, now);
    QVERIFY(
        rung(ladder, "tcp")->findChild<QPushButton*>(QStringLiteral("goToSetting"))->isHidden());
    QCOMPARE(ladder.conclusion(), report.conclusion);
}

void TestCheckLadder::remembersACheck()
{
    workspace::CheckRecord record;
    record.setting = QStringLiteral("url");
    record.steps = { { CheckStep::Settings, StepState::Passed, std::chrono::milliseconds(3),
                         QStringLiteral("All there.") },
        { CheckStep::Tcp, StepState::Failed, std::chrono::milliseconds(30),
            QStringLiteral("No answer.") } };
    CheckLadder ladder;
    QSignalSpy wanted(&ladder, &CheckLadder::settingWanted);
    ladder.showRecord(record, QStringLiteral("It did not work."));
    QCOMPARE(ladder.conclusion(), QStringLiteral("It did not work."));
    QCOMPARE(textOf(rung(ladder, "settings"), "rungText"), QStringLiteral("All there."));
    QCOMPARE(textOf(rung(ladder, "tcp"), "rungText"), QStringLiteral("No answer."));
    rung(ladder, "tcp")->findChild<QPushButton*>(QStringLiteral("goToSetting"))->click();
    QCOMPARE(wanted.first().first().toString(), QStringLiteral("url"));
    QVERIFY(!rung(ladder, "tls")->state());
}

void TestCheckLadder::isCopiedWhole()
{
    CheckLadder ladder;
    ladder.finish(failedReport(), now);
    const QString text = ladder.toText();
    for (const char* part : { "Look at the password.", "All there.", "It expires soon.",
             "does not accept this password", "Login Password (login-password)", "HTTP 401, -16",
             "12 ms", "CN=scm.example.org" })
        QVERIFY2(text.contains(QLatin1String(part)), part);
}

void TestCheckLadder::trustNeedsAComparedFingerprint()
{
    const QTemporaryDir folder;
    UiState state(folder.filePath(QStringLiteral("ui.ini")));
    TrustOfferView view(state);
    QVERIFY(view.isHidden());
    workspace::TrustOffer offer;
    offer.host = QStringLiteral("scm.example.org");
    offer.issuer = QStringLiteral("CN=Inspecting Proxy");
    offer.certificate = selfSigned(offer.issuer);
    view.setOffer(offer, QStringLiteral("/home/anna/trust-extended.pem"), now);
    QVERIFY(!view.isHidden());
    QVERIFY(textOf(&view, "trustText").contains(offer.issuer));
    auto* accept = view.findChild<QPushButton*>(QStringLiteral("trustAccept"));
    auto* compared = view.findChild<QCheckBox*>(QStringLiteral("trustCompared"));
    QSignalSpy accepted(&view, &TrustOfferView::accepted);
    accept->click();
    QVERIFY(accepted.isEmpty());
    QVERIFY(!accept->accessibleDescription().isEmpty());
    compared->setChecked(true);
    QVERIFY(accept->isEnabled());
    accept->click();
    QCOMPARE(accepted.size(), 1);
    QCOMPARE(view.file(), QStringLiteral("/home/anna/trust-extended.pem"));
    // Another offer is another fingerprint.
    view.setOffer(offer, QStringLiteral("/home/anna/trust-extended.pem"), now);
    QVERIFY(!compared->isChecked());
    QVERIFY(!accept->isEnabled());
}

void TestCheckLadder::withoutACertificateThereIsNothingToTrust()
{
    const QTemporaryDir folder;
    UiState state(folder.filePath(QStringLiteral("ui.ini")));
    TrustOfferView view(state);
    workspace::TrustOffer offer;
    offer.obstacle = QStringLiteral("Ask for it.");
    view.setOffer(offer, {}, now);
    QVERIFY(!view.findChild<QLabel*>(QStringLiteral("trustObstacle"))->isHidden());
    QVERIFY(
        view.findChild<QPushButton*>(QStringLiteral("trustAccept"))->parentWidget()->isHidden());
}

QTEST_MAIN(TestCheckLadder)
#include "tst_checkladder.moc"
