// SPDX-License-Identifier: Apache-2.0
// The workspace against the real sandbox: an order's whole way, the check, and read-only access by
// what arrives at the other end.
#include <core/workspace/workspace.h>
#include <tests/support/sandboxpeer.h>

#include <QFile>
#include <QJsonArray>
#include <QtTest>

using namespace gatehouse;
using namespace gatehouse::testsupport;
using namespace gatehouse::workspace;

class TestWorkspaceSandbox : public QObject {
    Q_OBJECT

    SandboxPeer m_sandbox;
    QTemporaryDir m_folder;
    std::unique_ptr<Workspace> m_workspace;
    settings::ConnectorSettings m_settings;

    void open(Access access)
    {
        m_workspace.reset();
        Workspace::Parts parts;
        parts.home = { QDir(m_folder.filePath(QStringLiteral("config"))),
            QDir(m_folder.filePath(QStringLiteral("data"))) };
        // The order key has to be kept somewhere, and a test has no key chain.
        std::vector<std::unique_ptr<secrets::SecretStore>> stores;
        stores.push_back(secrets::credentialsDirectoryStore(
            m_sandbox.info().value(u"credentialsDir").toString()));
        stores.push_back(secrets::sessionStore());
        parts.secrets = secrets::layeredStore(std::move(stores));
        parts.clock = std::make_shared<SystemClock>();
        parts.access = access;
        m_workspace = std::make_unique<Workspace>(std::move(parts));
    }
    void importConnector(const QString& mode)
    {
        QFile file(m_sandbox.info().value(u"connectorFiles").toObject().value(mode).toString());
        QVERIFY(file.open(QIODevice::ReadOnly));
        auto imported = settings::importConnectors(file.readAll());
        QVERIFY(imported);
        imported->first().settings.properties.insert(
            QStringLiteral("enroll-max-attempts"), QStringLiteral("1"));
        imported->first().settings.properties.insert(
            QStringLiteral("enroll-back-off-timer"), QStringLiteral("1"));
        const auto reviews = m_workspace->review(*imported);
        const auto saved = QCoro::waitFor(m_workspace->import(reviews.constFirst()));
        QVERIFY2(saved, qPrintable(saved ? QString() : saved.error().message));
        m_settings = m_workspace->load(imported->constFirst().settings.id).value();
    }
    std::shared_ptr<connector::Connector> connector(const QString& id)
    {
        const auto opened = QCoro::waitFor(m_workspace->open(id));
        if (!opened)
            qFatal("%s", qPrintable(opened.error().message));
        return *opened;
    }
    Result<enrollment::Plan> planFor(const QString& profile, const QString& subject)
    {
        enrollment::EnrollmentRequest request;
        request.profileId = profile;
        const auto key = pki::PrivateKey::generate({ pki::KeyAlgorithm::Ec, 256 });
        const auto name = pki::DistinguishedName::parse(subject);
        request.csr = pki::CertificateRequest::create(*key, *name, {}).value();
        return QCoro::waitFor(connector(m_settings.id)->plan(request, {}));
    }
    QList<orders::Order> recorded()
    {
        return QCoro::waitFor(m_workspace->orders()->list({})).value();
    }
    QSet<QString> methodsSeen()
    {
        QSet<QString> methods;
        const QJsonArray requests = m_sandbox.control("GET", QStringLiteral("/requests")).array();
        for (const QJsonValue& request : requests) {
            methods.insert(request[u"method"].toString()
                + (request[u"target"].toString().endsWith(u"/openid-connect/token")
                        ? QStringLiteral(" token")
                        : QString()));
        }
        return methods;
    }

private Q_SLOTS:
    void initTestCase()
    {
        QString problem;
        QVERIFY2(m_sandbox.start({ QStringLiteral("--issue-after"), QStringLiteral("0") }, problem),
            qPrintable(problem));
        open(Access::Full);
        importConnector(QStringLiteral("password"));
    }

    void savedConnectorsCheckIsRemembered()
    {
        const auto report = QCoro::waitFor(m_workspace->check(m_settings, {}, {}, {}));
        QVERIFY2(report.works, qPrintable(report.conclusion));
        QCOMPARE(m_workspace->checks().records().size(), 1);
        // Other settings, or a secret that is not saved: says nothing about the connector, and is
        // remembered as that.
        SecretChanges unsaved;
        unsaved.written.insert(
            QStringLiteral("login-password"), Secret::fromString(QStringLiteral("wrong")));
        const auto refused = QCoro::waitFor(m_workspace->check(m_settings, unsaved, {}, {}));
        QVERIFY(!refused.works);
        auto other = m_settings;
        other.properties.insert(QStringLiteral("org-id"), QStringLiteral("10003"));
        QCoro::waitFor(m_workspace->check(other, {}, {}, {}));
        QCOMPARE(m_workspace->checks().records().size(), 3);
        QVERIFY(m_workspace->checks().records().at(0).isTrial);
        QVERIFY(m_workspace->checks().records().at(1).isTrial);
        QVERIFY(m_workspace->checks().latest(m_settings.uuid)->works);
    }

    void orderGoesItsWholeWay()
    {
        const auto plan = planFor(QStringLiteral("60515"), QStringLiteral("CN=way.example.org"));
        QVERIFY(plan);
        const auto outcome =
            QCoro::waitFor(m_workspace->tracker().enroll(connector(m_settings.id), *plan, {}, {}));
        QVERIFY(outcome);
        QCOMPARE(outcome->state, enrollment::Outcome::State::Issued);
        QVERIFY(m_workspace->tracker().orders().isEmpty());
    }

    void readOnlyAccessOnlyReads_data()
    {
        QTest::addColumn<QString>("mode");
        QTest::newRow("password") << "password";
        QTest::newRow("OAuth, whose token has to be bought") << "oauth";
    }

    void readOnlyAccessOnlyReads()
    {
        QFETCH(QString, mode);
        open(Access::Full);
        importConnector(mode);
        const QString subject = QStringLiteral("CN=slow-%1.example.org").arg(mode);
        const auto plan = planFor(QStringLiteral("70010"), subject);
        QVERIFY(plan);
        const auto pending =
            QCoro::waitFor(m_workspace->tracker().enroll(connector(m_settings.id), *plan, {}, {}));
        QVERIFY(pending && pending->state == enrollment::Outcome::State::Pending);
        m_sandbox.control("POST", QStringLiteral("/certificates/%1").arg(pending->order.sslId),
            QJsonDocument(QJsonObject { { QStringLiteral("status"), QStringLiteral("Issued") } }));

        open(Access::ReadOnly);
        const QList<orders::Order> before = recorded();
        QVERIFY(!before.isEmpty());
        m_sandbox.control("DELETE", QStringLiteral("/requests"));
        const auto found =
            QCoro::waitFor(connector(m_settings.id)->lookup()->find(subject, 10, {}));
        QVERIFY2(found, qPrintable(found ? QString() : found.error().message));
        QCOMPARE(found->matches.size(), 1);
        QVERIFY(!found->matches.first().chain.isEmpty()); // shown, though it cannot be recorded
        QVERIFY(found->pending.isEmpty());
        QVERIFY(QCoro::waitFor(m_workspace->check(m_settings, {}, {}, {})).works);
        QVERIFY(QCoro::waitFor(connector(m_settings.id)->profilesResponse(false, {})));
        const auto engine = connector(m_settings.id)->engine();
        QVERIFY(!QCoro::waitFor(engine->enroll(*plan, {}, {})));
        [[maybe_unused]] const auto resumed =
            QCoro::waitFor(engine->resume(pending->order.id, {}, {}));
        QVERIFY(!QCoro::waitFor(engine->abandon(pending->order.id)));
        QVERIFY(!QCoro::waitFor(m_workspace->tracker().resume(pending->order.id, {}, {})));
        QVERIFY(!QCoro::waitFor(m_workspace->tracker().abandon(pending->order.id)));
        QCoro::waitFor(m_workspace->tracker().takeUpOpenOrders());
        QCOMPARE(m_workspace->tracker().orders().size(), 1);
        scm::EnrollRequest request;
        request.csr = QString::fromLatin1(plan->csr.toPem());
        QVERIFY(!QCoro::waitFor(connector(m_settings.id)->scm()->enroll(request, {})));
        const QSet<QString> seen = methodsSeen();
        QSet<QString> allowed { QStringLiteral("GET") };
        if (mode == u"oauth")
            allowed.insert(QStringLiteral("POST token"));
        QVERIFY2(allowed.contains(seen) && seen.contains(QStringLiteral("GET")),
            qPrintable(QStringList(seen.values()).join(u' ')));
        QCOMPARE(recorded(), before);
        // With full access the same order is taken up and recorded.
        open(Access::Full);
        const auto taken = QCoro::waitFor(m_workspace->tracker().resume(pending->order.id, {}, {}));
        QVERIFY(taken && taken->state == enrollment::Outcome::State::Issued);
    }
};

QTEST_GUILESS_MAIN(TestWorkspaceSandbox)
#include "tst_workspacesandbox.moc"
