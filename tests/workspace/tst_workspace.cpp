// SPDX-License-Identifier: Apache-2.0
#include <core/workspace/supportbundle.h>
#include <tests/workspace/workspacefixture.h>

#include <QSignalSpy>
#include <QtTest>

using namespace gatehouse;
using namespace gatehouse::testsupport;
using namespace gatehouse::workspace;
using namespace std::chrono_literals;
using settings::ConnectorSettings;

namespace {

const QString loginPassword = QStringLiteral("login-password");

SecretChanges written(const QString& key, const QString& value)
{
    SecretChanges changes;
    changes.written.insert(key, Secret::fromString(value));
    return changes;
}

} // namespace

class TestWorkspace : public QObject {
    Q_OBJECT

    std::unique_ptr<WorkspaceFixture> m_fixture;

    Workspace& workspace() { return *m_fixture->workspace; }
    Result<void> save(const ConnectorSettings& settings, const SecretChanges& changes = {},
        const QString& replacing = {})
    {
        return QCoro::waitFor(workspace().save(settings, changes, replacing));
    }
    QString stored(const QString& key)
    {
        return m_fixture->secrets->entries.value({ m_fixture->uuid, key });
    }
    ImportReview review(const ConnectorSettings& settings, const QMap<QString, Secret>& secrets)
    {
        settings::ImportedConnector imported;
        imported.settings = settings;
        imported.settings.uuid = QUuid::createUuid();
        imported.secrets = secrets;
        return workspace().review({ imported }).constFirst();
    }

private Q_SLOTS:
    void init() { m_fixture = std::make_unique<WorkspaceFixture>(); }

    void savedConnectorIsThereWithItsSecrets()
    {
        QSignalSpy list(&workspace(), &Workspace::connectorsChanged);
        QSignalSpy one(&workspace(), &Workspace::connectorChanged);
        const ConnectorSettings settings = m_fixture->saveConnector();
        QCOMPARE(workspace().load(QStringLiteral("main")).value(), settings);
        QCOMPARE(stored(loginPassword), QStringLiteral("pw"));
        QVERIFY(until([&] { return list.size() == 1 && one.size() == 1; }));
        QVERIFY(save(settings));
        FakeClock::settle();
        QCOMPARE(one.size(), 1); // nothing was different
        QVERIFY(save(m_fixture->connector({ { QStringLiteral("org-id"), QStringLiteral("7") } })));
        QVERIFY(until([&] { return one.size() == 2; }));
        QCOMPARE(list.size(), 1);
    }

    void nothingIsHalfSaved_data()
    {
        QTest::addColumn<QString>("failure");
        QTest::addColumn<QString>("failsAt");
        QTest::addColumn<bool>("forbiddenProperty");
        QTest::newRow("no key chain") << "secrets/unavailable"
                                      << "" << false;
        QTest::newRow("the second secret is refused") << "secrets/denied"
                                                      << "ssl-trust-store-password" << false;
        QTest::newRow("the file is refused") << ""
                                             << "" << true;
    }

    void nothingIsHalfSaved()
    {
        QFETCH(QString, failure);
        QFETCH(QString, failsAt);
        QFETCH(bool, forbiddenProperty);
        m_fixture->saveConnector();
        const QByteArray before = m_fixture->fileOf(QStringLiteral("main"));
        const auto secretsBefore = m_fixture->secrets->entries;
        ConnectorSettings settings =
            m_fixture->connector({ { QStringLiteral("org-id"), QStringLiteral("7") } });
        if (forbiddenProperty)
            settings.properties.insert(loginPassword, QStringLiteral("in the file"));
        SecretChanges changes = written(loginPassword, QStringLiteral("new"));
        changes.written.insert(QStringLiteral("ssl-trust-store-password"),
            Secret::fromString(QStringLiteral("new, too")));
        m_fixture->secrets->failure = failure;
        m_fixture->secrets->failsAt = failsAt;
        const auto saved = save(settings, changes);
        QVERIFY(!saved);
        QCOMPARE(
            saved.error().kind, forbiddenProperty ? ErrorKind::Settings : ErrorKind::SecretStore);
        QCOMPARE(m_fixture->fileOf(QStringLiteral("main")), before);
        QCOMPARE(m_fixture->secrets->entries, secretsBefore);
    }

    /// What was changed last is put back first: the older value is the one that stays.
    void secretRemovedTwiceIsPutBack()
    {
        m_fixture->saveConnector();
        ConnectorSettings refused = m_fixture->connector();
        refused.properties.insert(loginPassword, QStringLiteral("in the file"));
        SecretChanges changes;
        changes.removed = { loginPassword, loginPassword };
        QVERIFY(!save(refused, changes));
        QCOMPARE(stored(loginPassword), QStringLiteral("pw"));
    }

    void connectorOfAnotherIsNotOverwritten()
    {
        m_fixture->saveConnector();
        ConnectorSettings other = m_fixture->connector();
        other.uuid = QUuid::createUuid();
        const auto saved = save(other);
        QVERIFY(!saved);
        QCOMPARE(saved.error().cause, QStringLiteral("settings/id-taken"));
        QCOMPARE(saved.error().setting, QStringLiteral("id"));
    }

    void newIdKeepsTheSecrets()
    {
        m_fixture->saveConnector();
        ConnectorSettings renamed = m_fixture->connector();
        renamed.id = QStringLiteral("other");
        QVERIFY(save(renamed, {}, QStringLiteral("main")));
        QVERIFY(!workspace().load(QStringLiteral("main")));
        QCOMPARE(workspace().connectors().connectors.size(), 1);
        QCOMPARE(m_fixture->open(QStringLiteral("other"))->settings(), renamed);
        orders::Order order;
        order.connector = renamed.uuid;
        order.connectorId = QStringLiteral("main");
        QCOMPARE(workspace().connectorOf(order).value(), renamed);
        order.connector = QUuid::createUuid();
        QCOMPARE(workspace().connectorOf(order).error().cause,
            QStringLiteral("workspace/connector-gone"));
    }

    void removedConnectorLeavesNoSecret()
    {
        m_fixture->saveConnector();
        m_fixture->secrets->failure = QStringLiteral("secrets/locked");
        QVERIFY(!QCoro::waitFor(workspace().remove(QStringLiteral("main"))));
        QVERIFY(workspace().load(QStringLiteral("main")));
        m_fixture->secrets->failure.clear();
        QVERIFY(QCoro::waitFor(workspace().remove(QStringLiteral("main"))));
        QVERIFY(!workspace().load(QStringLiteral("main")));
        QVERIFY(m_fixture->secrets->entries.isEmpty());
    }

    void openIsShared()
    {
        m_fixture->saveConnector();
        const auto first = m_fixture->open();
        QCOMPARE(m_fixture->open(), first);
        // Another secret, other settings, a file changed by another program: opened anew each time.
        QVERIFY(save(m_fixture->connector(), written(loginPassword, QStringLiteral("new"))));
        const auto second = m_fixture->open();
        QVERIFY(second != first);
        QVERIFY(save(m_fixture->connector({ { QStringLiteral("org-id"), QStringLiteral("7") } })));
        const auto third = m_fixture->open();
        QVERIFY(third != second);
        QCOMPARE(third->resolved().orgId, 7);
        const settings::SettingsStore elsewhere(
            QDir(m_fixture->folder.filePath(QStringLiteral("config/connectors"))));
        QVERIFY(elsewhere.save(
            m_fixture->connector({ { QStringLiteral("org-id"), QStringLiteral("8") } })));
        QCOMPARE(m_fixture->open()->resolved().orgId, 8);
    }

    void openErrorIsNotRemembered()
    {
        m_fixture->saveConnector();
        m_fixture->secrets->failure = QStringLiteral("secrets/locked");
        const auto opened = QCoro::waitFor(workspace().open(QStringLiteral("main")));
        QCOMPARE(opened.error().cause, QStringLiteral("secrets/locked"));
        m_fixture->secrets->failure.clear();
        QVERIFY(m_fixture->open());
    }

    void twoOpensAtOnceMakeOne()
    {
        m_fixture->saveConnector();
        m_fixture->open();
        const int readsOfOne = m_fixture->secrets->reads;
        QVERIFY(save(m_fixture->connector(), written(loginPassword, QStringLiteral("new"))));
        m_fixture->secrets->reads = 0;
        m_fixture->secrets->slow = m_fixture->clock;
        auto first = workspace().open(QStringLiteral("main"));
        auto second = workspace().open(QStringLiteral("main"));
        m_fixture->clock->setAutoAdvance(true);
        const auto one = QCoro::waitFor(std::move(first));
        QCOMPARE(QCoro::waitFor(std::move(second)).value(), one.value());
        QVERIFY(m_fixture->secrets->reads <= readsOfOne);
    }

    void settingsChangedWhileOpeningCount()
    {
        m_fixture->saveConnector();
        m_fixture->secrets->slow = m_fixture->clock;
        auto opening = workspace().open(QStringLiteral("main"));
        QVERIFY(save(m_fixture->connector({ { QStringLiteral("org-id"), QStringLiteral("7") } })));
        m_fixture->clock->setAutoAdvance(true);
        QCOMPARE(QCoro::waitFor(std::move(opening)).value()->resolved().orgId, 7);
    }

    void openOutlivesTheWorkspace()
    {
        m_fixture->saveConnector();
        m_fixture->secrets->slow = m_fixture->clock;
        auto opening = workspace().open(QStringLiteral("main"));
        m_fixture->workspace.reset();
        m_fixture->clock->setAutoAdvance(true);
        QVERIFY(QCoro::waitFor(std::move(opening)));
    }

    void endangeredAreSecretsThatWouldGoElsewhere_data()
    {
        QTest::addColumn<QString>("key");
        QTest::addColumn<QString>("before");
        QTest::addColumn<QString>("after");
        QTest::addColumn<QStringList>("endangered");
        const QStringList ca { loginPassword, QStringLiteral("oauth-client-secret") };
        const QStringList oauth { QStringLiteral("oauth-client-secret") };
        const QStringList proxy { QStringLiteral("proxy-password") };
        QTest::newRow("another host") << "url"
                                      << "https://ca.test/api"
                                      << "https://evil.test/api" << ca;
        QTest::newRow("another port") << "url"
                                      << "https://ca.test/api"
                                      << "https://ca.test:8443/api" << ca;
        QTest::newRow("the host taken away") << "url"
                                             << "https://ca.test/api"
                                             << "" << ca;
        QTest::newRow("a look-alike with user info") << "url"
                                                     << "https://ca.test/api"
                                                     << "https://ca.test@evil.test/api" << ca;
        QTest::newRow("another path") << "url"
                                      << "https://ca.test/api"
                                      << "https://CA.test:443/private/api" << QStringList();
        QTest::newRow("the first host") << "url"
                                        << ""
                                        << "https://ca.test/api" << QStringList();
        QTest::newRow("another token host") << "oauth-token-url"
                                            << "https://auth.test/t"
                                            << "https://evil.test/t" << oauth;
        QTest::newRow("another trust store") << "ssl-trust-store"
                                             << "/etc/trust.jks"
                                             << "/tmp/trust.jks" << ca;
        QTest::newRow("the same trust store, spelled otherwise")
            << "ssl-trust-store"
            << "/etc/trust.jks"
            << "/etc/./trust.jks" << QStringList();
        QTest::newRow("another proxy") << "proxy-host-name"
                                       << "proxy.test"
                                       << "evil.test" << proxy;
        QTest::newRow("the first proxy") << "proxy-host-name"
                                         << ""
                                         << "proxy.test" << QStringList();
        QTest::newRow("another login") << "login"
                                       << "svc"
                                       << "other" << QStringList();
    }

    void endangeredAreSecretsThatWouldGoElsewhere()
    {
        QFETCH(QString, key);
        QFETCH(QString, before);
        QFETCH(QString, after);
        QFETCH(QStringList, endangered);
        QCOMPARE(endangeredSecrets(m_fixture->connector({ { key, before } }),
                     m_fixture->connector({ { key, after } })),
            endangered);
    }

    void reviewTellsWhatAnImportChanges()
    {
        m_fixture->saveConnector({ { QStringLiteral("my-own-key"), QStringLiteral("1") } });
        ConnectorSettings imported = m_fixture->connector(
            { { QStringLiteral("url"), QStringLiteral("https://evil.test/api") },
                { QStringLiteral("customer-uri"), QStringLiteral("other") } });
        imported.name = QStringLiteral("Renamed");
        imported.profiles.append({ QStringLiteral("p1"), {}, {}, {}, {} });
        const ImportReview found = review(imported, {});
        QCOMPARE(found.imported.settings.uuid, m_fixture->uuid);
        using Change = ImportReview::Change;
        const QList<Change> changes {
            { QStringLiteral("name"), QStringLiteral("Main"), QStringLiteral("Renamed") },
            { QStringLiteral("customer-uri"), QStringLiteral("cust"), QStringLiteral("other") },
            { QStringLiteral("url"), QStringLiteral("https://ca.test/api"),
                QStringLiteral("https://evil.test/api") },
            { QStringLiteral("my-own-key"), QStringLiteral("1"), QString() },
            { QStringLiteral("profiles"), QString(), QStringLiteral("p1") },
        };
        QCOMPARE(found.changes, changes);
        QVERIFY(found.endangered.contains(loginPassword));
        QVERIFY(m_fixture->fileOf(QStringLiteral("main")).contains("ca.test"));
    }

    void importDropsSecretsThatWouldGoElsewhere()
    {
        m_fixture->saveConnector();
        const ConnectorSettings crafted = m_fixture->connector(
            { { QStringLiteral("url"), QStringLiteral("https://evil.test/api") } });
        QVERIFY(QCoro::waitFor(workspace().import(review(crafted, {}))));
        QCOMPARE(stored(loginPassword), QString());
        QCOMPARE(stored(QStringLiteral("ssl-trust-store-password")), QStringLiteral("trust"));
        QCOMPARE(workspace().load(QStringLiteral("main"))->value(u"url"),
            QStringLiteral("https://evil.test/api"));
        // What the file brings goes where the file says.
        const ConnectorSettings back = m_fixture->connector();
        QVERIFY(QCoro::waitFor(workspace().import(
            review(back, written(loginPassword, QStringLiteral("brought")).written))));
        QCOMPARE(stored(loginPassword), QStringLiteral("brought"));
    }

    void importThatCannotDropThemChangesNothing()
    {
        m_fixture->saveConnector();
        const QByteArray before = m_fixture->fileOf(QStringLiteral("main"));
        const ConnectorSettings crafted = m_fixture->connector(
            { { QStringLiteral("url"), QStringLiteral("https://evil.test/api") } });
        m_fixture->secrets->failure = QStringLiteral("secrets/read-only");
        QVERIFY(!QCoro::waitFor(workspace().import(review(crafted, {}))));
        QCOMPARE(m_fixture->fileOf(QStringLiteral("main")), before);
        QCOMPARE(stored(loginPassword), QStringLiteral("pw"));
    }

    void storedSecretsAreNamed()
    {
        const ConnectorSettings settings = m_fixture->saveConnector();
        const QStringList expected { loginPassword, QStringLiteral("ssl-trust-store-password") };
        QCOMPARE(QCoro::waitFor(workspace().storedSecrets(settings)).value(), expected);
    }

    void supportBundleHoldsNoSecret()
    {
        m_fixture->saveConnector();
        m_fixture->clock->setAutoAdvance(true);
        m_fixture->scm.intercept =
            [](const http::Request& request) -> std::optional<FakeScm::Answer> {
            if (request.method != "POST")
                return std::nullopt;
            return FakeScm::refusal(400, -14, QStringLiteral("what the CA said"));
        };
        auto plan = makePlan();
        plan.requestedBy = QStringLiteral("Ann Example");
        QVERIFY(QCoro::waitFor(workspace().tracker().enroll(m_fixture->open(), plan, {}, {})));
        connector::CheckReport report;
        report.conclusion = QStringLiteral("The trust store is another one.");
        workspace().checks().add(m_fixture->connector(), report);
        const QString text = QCoro::waitFor(supportBundle(workspace(), QStringLiteral("main")));
        for (const char* expected :
            { "https://ca.test/api", "login-password", "not kept", "-14", "what the CA said",
                "The trust store is another one.", "CN=www.example.org", "Qt" })
            QVERIFY2(text.contains(QLatin1String(expected)), expected);
        QVERIFY(text.section(u'\n', 1, 2).contains(u"host names"));
        for (const QString& secret : { QStringLiteral("Ann Example"), QStringLiteral("\"pw\""),
                 QString::fromLatin1(plan.csr.toPem().mid(40, 30)) })
            QVERIFY2(!text.contains(secret), qPrintable(secret));
        const QString other = QCoro::waitFor(supportBundle(workspace(), QStringLiteral("none")));
        QVERIFY(other.contains(u"none"));
    }

    void readOnlyRefusesEveryChange()
    {
        const ConnectorSettings settings = m_fixture->saveConnector();
        const QByteArray before = m_fixture->fileOf(QStringLiteral("main"));
        m_fixture->restart(Access::ReadOnly);
        const QString cause = QStringLiteral("access/read-only");
        QCOMPARE(save(settings, m_fixture->passwords()).error().cause, cause);
        QCOMPARE(QCoro::waitFor(workspace().remove(QStringLiteral("main"))).error().cause, cause);
        QCOMPARE(QCoro::waitFor(workspace().import(review(settings, {}))).error().cause, cause);
        const auto name = connector::secretName(settings, loginPassword);
        QCOMPARE(QCoro::waitFor(workspace().secrets()->remove(name)).error().cause, cause);
        const auto plan = makePlan();
        const auto connector = m_fixture->open();
        QCOMPARE(
            QCoro::waitFor(workspace().tracker().enroll(connector, plan, {}, {})).error().cause,
            cause);
        // Past everything: the engine itself, and the client below it.
        QCOMPARE(QCoro::waitFor(connector->engine()->enroll(plan, {}, {})).error().cause, cause);
        scm::EnrollRequest request;
        request.csr = QString::fromLatin1(plan.csr.toPem());
        QCOMPARE(QCoro::waitFor(connector->scm()->enroll(request, {})).error().cause, cause);
        QCOMPARE(m_fixture->scm.transport().requests().size(), 0);
        QCOMPARE(m_fixture->fileOf(QStringLiteral("main")), before);
        QCOMPARE(m_fixture->secrets->entries.size(), 2);
    }
};

QTEST_GUILESS_MAIN(TestWorkspace)
#include "tst_workspace.moc"
