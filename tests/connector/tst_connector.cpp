// SPDX-License-Identifier: Apache-2.0
// The connector and its check within one process, against the real sandbox.
#include <core/connector/connectioncheck.h>
#include <core/connector/connector.h>
#include <core/settings/settingsstore.h>
#include <tests/support/askingsecrets.h>
#include <tests/support/sandboxpeer.h>

#include <QFile>
#include <QJsonArray>
#include <QTest>

using namespace gatehouse;
using namespace gatehouse::testsupport;

class TestConnector : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void synchronisedProfilesAreRememberedUnharmed();
    void taskOutlivesItsConnector();
    void ladderReportsEachStepTwice();
    void ladderStopsAtTheFirstFailure();
    void ladderCanBeStopped();
    void ladderCanBeStoppedWhileTheKeyChainAsks();
    void trustStoreThatIsMissingNamesItsSetting();

private:
    SandboxPeer m_sandbox;
    QTemporaryDir m_folder;
    settings::ConnectorSettings m_settings;
    connector::Environment m_environment;
};

void TestConnector::initTestCase()
{
    QString problem;
    QVERIFY2(m_sandbox.start({}, problem), qPrintable(problem));
    QFile file(m_sandbox.info().value(u"connectorFiles").toObject().value(u"password").toString());
    QVERIFY(file.open(QIODevice::ReadOnly));
    const auto imported = settings::importConnectors(file.readAll());
    QVERIFY(imported && imported->size() == 1);
    m_settings = imported->constFirst().settings;
    m_environment.secrets =
        secrets::credentialsDirectoryStore(m_sandbox.info().value(u"credentialsDir").toString());
    m_environment.clock = std::make_shared<SystemClock>();
    m_environment.orders = orders::sqliteOrderStore(
        m_folder.filePath(QStringLiteral("orders.sqlite")), m_environment.clock);
}

void TestConnector::synchronisedProfilesAreRememberedUnharmed()
{
    const auto opened = QCoro::waitFor(connector::Connector::open(m_settings, m_environment));
    QVERIFY(opened);
    m_sandbox.control("DELETE", QStringLiteral("/requests"));
    const auto first = QCoro::waitFor((*opened)->syncedProfiles(false, {}));
    const auto second = QCoro::waitFor((*opened)->syncedProfiles(false, {}));
    QVERIFY(first && first->has_value() && !(*first)->isEmpty());
    QVERIFY(second);
    QCOMPARE(**second, **first);
    QCOMPARE(m_sandbox.control("GET", QStringLiteral("/requests")).array().size(), 1);
    QVERIFY(QCoro::waitFor((*opened)->syncedProfiles(true, {})));
    QCOMPARE(m_sandbox.control("GET", QStringLiteral("/requests")).array().size(), 2);
}

void TestConnector::taskOutlivesItsConnector()
{
    auto opened = QCoro::waitFor(connector::Connector::open(m_settings, m_environment));
    QVERIFY(opened);
    auto task = (*opened)->profilesResponse(false, {});
    opened->reset();
    const auto response = QCoro::waitFor(std::move(task));
    QVERIFY(response);
    QVERIFY(response->contains("ProfilesResponse"));
}

void TestConnector::ladderReportsEachStepTwice()
{
    QList<std::pair<connector::CheckStep, connector::StepState>> seen;
    const auto sink = [&seen](const connector::StepResult& step) {
        seen.append({ step.step, step.state });
    };
    const auto report =
        QCoro::waitFor(connector::checkConnection(m_settings, m_environment, sink, {}));
    QVERIFY2(report.works, qPrintable(report.conclusion));
    QCOMPARE(report.steps.size(), 9);
    QVERIFY(report.chain.size() >= 2);
    // Eight steps begin and end; the proxy's is skipped.
    QCOMPARE(seen.size(), 17);
    QCOMPARE(seen.first().second, connector::StepState::Running);
}

void TestConnector::ladderStopsAtTheFirstFailure()
{
    settings::ConnectorSettings broken = m_settings;
    broken.properties.insert(
        QStringLiteral("url"), QStringLiteral("https://no-such-host.invalid/api"));
    const auto report = QCoro::waitFor(connector::checkConnection(broken, m_environment, {}, {}));
    QVERIFY(!report.works);
    QCOMPARE(report.steps.at(2).state, connector::StepState::Failed);
    QCOMPARE(report.steps.at(2).failure->setting, QStringLiteral("url"));
    for (qsizetype later = 3; later < report.steps.size(); ++later)
        QCOMPARE(report.steps.at(later).state, connector::StepState::Skipped);
    QVERIFY2(report.conclusion.contains(u"URL"), qPrintable(report.conclusion));
}

void TestConnector::ladderCanBeStopped()
{
    std::stop_source stop;
    const auto sink = [&stop](const connector::StepResult& step) {
        if (step.step == connector::CheckStep::Tls)
            stop.request_stop();
    };
    const auto report = QCoro::waitFor(
        connector::checkConnection(m_settings, m_environment, sink, stop.get_token()));
    QVERIFY(!report.works);
    QCOMPARE(report.steps.at(5).failure->kind, ErrorKind::Cancelled);
}

void TestConnector::ladderCanBeStoppedWhileTheKeyChainAsks()
{
    const auto secrets = std::make_shared<AskingSecrets>();
    connector::Environment environment = m_environment;
    environment.secrets = secrets;
    std::stop_source stop;
    auto check = connector::checkConnection(m_settings, environment, {}, stop.get_token());
    QVERIFY(!check.isReady());
    stop.request_stop();
    const auto report = QCoro::waitFor(std::move(check));
    QCOMPARE(report.steps.constFirst().failure->kind, ErrorKind::Cancelled);
    QCOMPARE(report.conclusion, QStringLiteral("The check was stopped."));
    // The answer that comes all the same finds nobody, and harms nobody.
    secrets->answer();
    QCoreApplication::processEvents();
}

void TestConnector::trustStoreThatIsMissingNamesItsSetting()
{
    settings::ConnectorSettings broken = m_settings;
    broken.properties.insert(
        QStringLiteral("ssl-trust-store"), m_folder.filePath(QStringLiteral("missing.jks")));
    const auto opened = QCoro::waitFor(connector::Connector::open(broken, m_environment));
    QVERIFY(!opened);
    QCOMPARE(opened.error().setting, QStringLiteral("ssl-trust-store"));
    QVERIFY2(opened.error().message.contains(u"missing.jks"), qPrintable(opened.error().message));
}

QTEST_GUILESS_MAIN(TestConnector)
#include "tst_connector.moc"
