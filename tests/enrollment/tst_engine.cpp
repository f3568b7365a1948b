// SPDX-License-Identifier: Apache-2.0
#include <core/background.h>
#include <core/enrollment/engine.h>
#include <tests/enrollment/fakescm.h>

#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QtTest>

using namespace gatehouse;
using namespace gatehouse::enrollment;
using namespace gatehouse::testsupport;
using namespace std::chrono_literals;
using orders::Order;
using orders::OrderState;

namespace {

using State = Outcome::State;

QStringList phases(const QList<Progress>& reports)
{
    static const QStringList words { QStringLiteral("key"), QStringLiteral("submit"),
        QStringLiteral("wait"), QStringLiteral("collect"), QStringLiteral("done") };
    QStringList result;
    for (const Progress& report : reports) {
        QString word = words[static_cast<int>(report.phase)];
        if (report.attempt > 0)
            word += QString::number(report.attempt);
        result.append(word);
    }
    return result;
}

Error wireError(const char* cause)
{
    Error error = Error::of(ErrorKind::Network, QStringLiteral("The wire broke."));
    error.cause = QString::fromLatin1(cause);
    return error;
}

bool isEnroll(const http::Request& request)
{
    return request.url.path().endsWith(QLatin1String("/enroll"));
}

bool isCollect(const http::Request& request)
{
    return request.url.path().contains(QLatin1String("/collect/"));
}

} // namespace

class TestEngine : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;
    QString m_file;
    std::shared_ptr<FakeClock> m_clock;
    std::unique_ptr<FakeScm> m_scm;
    std::shared_ptr<orders::OrderStore> m_orders;
    std::shared_ptr<secrets::SecretStore> m_secrets;
    std::unique_ptr<Engine> m_engine;
    EngineSettings m_settings;
    QList<Progress> m_reports;

    ProgressSink sink()
    {
        return [this](const Progress& progress) { m_reports.append(progress); };
    }
    void makeEngine()
    {
        m_engine =
            std::make_unique<Engine>(m_settings, m_scm->client(), m_orders, m_secrets, m_clock);
    }
    Result<Outcome> enroll(const Plan& plan, std::stop_token stop = {})
    {
        return QCoro::waitFor(m_engine->enroll(plan, sink(), stop));
    }
    QList<Order> recorded() { return QCoro::waitFor(m_orders->list({})).value(); }
    static Plan pkcs12Plan()
    {
        Plan plan = makePlan();
        plan.kind = orders::OrderKind::Pkcs12;
        plan.csr = {};
        return plan;
    }

private Q_SLOTS:
    void init()
    {
        static int number = 0;
        m_clock = std::make_shared<FakeClock>();
        m_clock->setAutoAdvance(true);
        m_scm = std::make_unique<FakeScm>(m_clock);
        m_file = m_folder.filePath(QStringLiteral("%1.sqlite").arg(++number));
        m_orders = orders::sqliteOrderStore(m_file, m_clock);
        m_secrets = secrets::sessionStore();
        m_settings = {};
        m_settings.connector = QUuid::createUuid();
        m_settings.connectorId = QStringLiteral("main");
        m_settings.orgId = 1201;
        m_reports.clear();
        makeEngine();
    }

    void aRequestIsIssuedAfterSomeAttempts()
    {
        m_scm->notReady = 2;
        QString stateAtPost;
        m_scm->intercept = [&](const http::Request& request) -> std::optional<FakeScm::Answer> {
            if (isEnroll(request)) {
                const auto other = orders::sqliteOrderStore(m_file, m_clock);
                const QList<Order> seen = QCoro::waitFor(other->list({})).value();
                stateAtPost = seen.size() == 1 ? orders::orderStateName(seen[0].state) : QString();
            }
            return std::nullopt;
        };
        const Plan plan = makePlan();
        const Result<Outcome> outcome = enroll(plan);
        QVERIFY(outcome);
        QCOMPARE(outcome->state, State::Issued);
        QCOMPARE(outcome->failure, std::nullopt);
        QCOMPARE(outcome->differences, QStringList());
        QCOMPARE(outcome->chain.size(), 3);
        QCOMPARE(outcome->chain[0].publicKeyInfo(), plan.csr.publicKeyInfo());
        QCOMPARE(outcome->chain[1], m_scm->intermediate());
        QCOMPARE(outcome->chain[2], m_scm->root());
        QCOMPARE(outcome->order.state, OrderState::Issued);
        QCOMPARE(outcome->order.attempt, 3);
        QCOMPARE(outcome->order.serialNumber, outcome->chain[0].serialNumber());
        QCOMPARE(outcome->order.notAfter, outcome->chain[0].notAfter());
        // Recorded, and committed, before the request left.
        QCOMPARE(stateAtPost, QStringLiteral("submitting"));
        QCOMPARE(m_clock->waits(), QList<std::chrono::milliseconds>({ 2s, 4s, 8s }));
        QCOMPARE(phases(m_reports),
            QStringList({ QStringLiteral("submit"), QStringLiteral("wait1"),
                QStringLiteral("collect1"), QStringLiteral("wait2"), QStringLiteral("collect2"),
                QStringLiteral("wait3"), QStringLiteral("collect3"), QStringLiteral("done") }));
        QCOMPARE(m_reports[5].caStatus, QStringLiteral("Applied"));
        QCOMPARE(m_reports[5].lastAnswer, QStringLiteral("Being processed by Sectigo"));
        QCOMPARE(m_reports[5].wait, 8s);
        QCOMPARE(m_reports[5].maxAttempts, 5);
        QCOMPARE(m_scm->count(u"/enroll"), 1);
    }

    void everythingOrderedIsSpelledOut()
    {
        Plan plan = makePlan();
        plan.customFields = { { QStringLiteral("Cost centre"), QStringLiteral("4711") } };
        plan.externalRequester = QStringLiteral("bob@example.org");
        QJsonObject body;
        m_scm->intercept = [&](const http::Request& request) -> std::optional<FakeScm::Answer> {
            if (isEnroll(request))
                body = QJsonDocument::fromJson(FakeTransport::bodyOf(request)).object();
            return std::nullopt;
        };
        const Result<Outcome> outcome = enroll(plan);
        QVERIFY(outcome);
        QCOMPARE(body[QLatin1String("orgId")].toInt(), 1201);
        QCOMPARE(body[QLatin1String("certType")].toInt(), 60515);
        QCOMPARE(body[QLatin1String("term")].toInt(), 365);
        QCOMPARE(body[QLatin1String("subjAltNames")].toString(), QStringLiteral("api.example.org"));
        QCOMPARE(body[QLatin1String("comments")].toString(),
            QStringLiteral("for the shop gatehouse:") + outcome->order.id);
        QCOMPARE(body[QLatin1String("externalRequester")].toString(), plan.externalRequester);
    }

    void aKeyMadeHereIsSealedUntilDelivery()
    {
        const Result<Outcome> outcome = enroll(pkcs12Plan());
        QVERIFY(outcome);
        QCOMPARE(outcome->state, State::Issued);
        QCOMPARE(phases(m_reports).first(), QStringLiteral("key"));
        const QByteArray sealed = outcome->order.encryptedKey;
        QVERIFY(!sealed.isEmpty());
        const auto key = QCoro::waitFor(m_engine->privateKey(outcome->order.id));
        QVERIFY(key);
        QCOMPARE(key->publicKeyInfo(), outcome->chain[0].publicKeyInfo());
        const Secret orderKey =
            QCoro::waitFor(m_secrets->read(secrets::orderKeyName())).value().value();
        QVERIFY(pki::PrivateKey::fromEncryptedPkcs8(sealed, orderKey));

        QVERIFY(QCoro::waitFor(m_engine->markDelivered(outcome->order.id)));
        const auto gone = QCoro::waitFor(m_engine->privateKey(outcome->order.id));
        QCOMPARE(gone.error().cause, QStringLiteral("enrollment/no-private-key"));
        QVERIFY(QCoro::waitFor(m_engine->markDelivered(outcome->order.id))); // twice is fine
        const auto again = QCoro::waitFor(m_engine->resume(outcome->order.id, {}, {}));
        QCOMPARE(again->state, State::Issued);
        QCOMPARE(again->chain, outcome->chain);
        m_orders.reset();
        m_engine.reset();
        QFile file(m_file);
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QByteArray content = file.readAll();
        QVERIFY(!content.contains(sealed));
        QVERIFY(!content.contains(orderKey.utf8().toByteArray()));
    }

    void theKeyIsSealedBeforeTheRequestLeaves()
    {
        QByteArray sealedAtPost;
        m_scm->intercept = [&](const http::Request& request) -> std::optional<FakeScm::Answer> {
            if (isEnroll(request)) {
                const auto other = orders::sqliteOrderStore(m_file, m_clock);
                sealedAtPost = QCoro::waitFor(other->list({})).value()[0].encryptedKey;
            }
            return std::nullopt;
        };
        const Result<Outcome> outcome = enroll(pkcs12Plan());
        QVERIFY(!sealedAtPost.isEmpty());
        QCOMPARE(outcome->order.encryptedKey, sealedAtPost);
    }

    void manyFirstKeysShareOneOrderKey()
    {
        std::vector<Task<Result<Outcome>>> tasks;
        for (int i = 0; i < 8; ++i)
            tasks.push_back(m_engine->enroll(pkcs12Plan(), {}, {}));
        for (auto& task : tasks) {
            const Result<Outcome> outcome = QCoro::waitFor(std::move(task));
            QCOMPARE(outcome->state, State::Issued);
            QVERIFY(QCoro::waitFor(m_engine->privateKey(outcome->order.id)));
        }
    }

    void withoutAPlaceForTheOrderKeyNothingIsOrdered()
    {
        QTemporaryDir credentials;
        m_secrets = secrets::credentialsDirectoryStore(credentials.path());
        makeEngine();
        const Result<Outcome> outcome = enroll(pkcs12Plan());
        QVERIFY(!outcome);
        QCOMPARE(outcome.error().kind, ErrorKind::SecretStore);
        QCOMPARE(outcome.error().cause, QStringLiteral("enrollment/no-order-key"));
        QVERIFY(outcome.error().message.contains(credentials.path()));
        QCOMPARE(recorded().size(), 0);
        QCOMPARE(m_scm->transport().requests().size(), 0);
        QVERIFY(enroll(makePlan())); // PKCS #10 needs none
    }

    void aSealedKeyWhoseOrderKeyWasReplacedIsTold()
    {
        const Result<Outcome> outcome = enroll(pkcs12Plan());
        QVERIFY(QCoro::waitFor(m_secrets->write(secrets::orderKeyName(), Secret::random(32))));
        const auto key = QCoro::waitFor(m_engine->privateKey(outcome->order.id));
        QCOMPARE(key.error().cause, QStringLiteral("enrollment/other-order-key"));
    }

    void anUnusableOrdersFileMeansThatNothingIsOrdered()
    {
        QFile file(m_file);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(QByteArray(5000, 'x'));
        file.close();
        const Result<Outcome> outcome = enroll(makePlan());
        QVERIFY(!outcome);
        QCOMPARE(outcome.error().kind, ErrorKind::Database);
        QCOMPARE(m_scm->transport().requests().size(), 0);
    }

    void aRenewalIsSentOnceInsteadOfAnOrder()
    {
        Plan plan = makePlan();
        plan.renewalOf = 4711;
        int renewals = 0;
        m_scm->intercept = [&](const http::Request& request) -> std::optional<FakeScm::Answer> {
            if (!request.url.path().endsWith(QLatin1String("/renewById/4711")))
                return std::nullopt;
            ++renewals;
            FakeScm::Record& record = m_scm->add(QStringLiteral("CN=www.example.org,O=Example"),
                { QStringLiteral("DNS:api.example.org") });
            record.csr = plan.csr;
            http::Response response;
            response.status = 200;
            response.body = "{\"sslId\":" + QByteArray::number(record.id) + '}';
            return response;
        };
        const auto outcome = enroll(plan);
        QVERIFY(outcome.has_value());
        QCOMPARE(outcome->state, State::Issued);
        QCOMPARE(outcome->differences, QStringList());
        QCOMPARE(renewals, 1);
        QCOMPARE(m_scm->count(u"/enroll"), qsizetype(0));
    }

    void aRenewalWithoutAnAnswerIsUncertain()
    {
        Plan plan = makePlan();
        plan.renewalOf = 4711;
        m_scm->intercept = [&](const http::Request& request) -> std::optional<FakeScm::Answer> {
            if (!request.url.path().contains(QLatin1String("/renewById/")))
                return std::nullopt;
            return failure(wireError("network/broken"));
        };
        const auto outcome = enroll(plan);
        QVERIFY(outcome.has_value());
        QCOMPARE(outcome->state, State::Pending);
        QCOMPARE(recorded().first().state, OrderState::Uncertain);
        QCOMPARE(m_scm->count(u"/renewById/"), qsizetype(1));
    }

    void usedUpAttemptsLeaveItPending()
    {
        m_scm->notReady = 100;
        const Result<Outcome> outcome = enroll(makePlan());
        QCOMPARE(outcome->state, State::Pending);
        QCOMPARE(outcome->failure, std::nullopt);
        QCOMPARE(outcome->order.state, OrderState::Waiting);
        QCOMPARE(outcome->order.caStatus, QStringLiteral("Applied"));
        QCOMPARE(outcome->order.lastAnswer, QStringLiteral("Being processed by Sectigo"));
        QCOMPARE(m_clock->waits(), QList<std::chrono::milliseconds>({ 2s, 4s, 8s, 16s, 32s }));
        QCOMPARE(exitCode(outcome->state), 3);
        QCOMPARE(httpStatus(outcome->state), 202);
    }

    void theOutcomeSaysTheSameEverywhere()
    {
        QCOMPARE(exitCode(State::Issued), 0);
        QCOMPARE(exitCode(State::Failed), 4);
        QCOMPARE(httpStatus(State::Issued), 200);
        QCOMPARE(httpStatus(State::Failed), 404);
    }

    void finalStatusesEndIt_data()
    {
        QTest::addColumn<QString>("status");
        for (const char* status : { "Declined", "Rejected", "Invalid", "Revoked" })
            QTest::newRow(status) << QString::fromLatin1(status);
    }

    void finalStatusesEndIt()
    {
        QFETCH(QString, status);
        m_scm->notReady = 100;
        m_scm->onEnroll = [&](FakeScm::Record& record) { record.status = status; };
        m_scm->intercept = [&](const http::Request& request) -> std::optional<FakeScm::Answer> {
            if (!isCollect(request))
                return std::nullopt;
            return FakeScm::refusal(400, -183, QStringLiteral("Not collectable"));
        };
        const Result<Outcome> outcome = enroll(makePlan());
        QCOMPARE(outcome->state, State::Failed);
        QVERIFY(outcome->failure->message.contains(status));
        QCOMPARE(outcome->order.state, OrderState::Failed);
        QCOMPARE(outcome->order.caStatus, status);
        QCOMPARE(m_clock->waits().size(), 1);
    }

    void whatTheCaRefusesEndsIt_data()
    {
        QTest::addColumn<int>("status");
        QTest::addColumn<int>("code");
        QTest::newRow("revoked") << 400 << -110;
        QTest::newRow("unknown id") << 404 << -124;
        QTest::newRow("wrong password") << 401 << -16;
        QTest::newRow("no privilege") << 400 << -3;
        QTest::newRow("bad format") << 400 << -126;
        QTest::newRow("a code nobody knows") << 400 << -98765;
    }

    void whatTheCaRefusesEndsIt()
    {
        QFETCH(int, status);
        QFETCH(int, code);
        m_scm->intercept = [&](const http::Request& request) -> std::optional<FakeScm::Answer> {
            if (!isCollect(request))
                return std::nullopt;
            return FakeScm::refusal(status, code, QStringLiteral("No"));
        };
        const Result<Outcome> outcome = enroll(makePlan());
        QCOMPARE(outcome->state, State::Failed);
        QCOMPARE(outcome->order.failure->caCode, std::optional(code));
        QCOMPARE(m_scm->count(u"/collect/"), 1);
    }

    void aBrokenCollectCountsAsAnAttempt_data()
    {
        QTest::addColumn<int>("fault");
        QTest::newRow("connection lost") << 0;
        QTest::newRow("internal server error") << 501; // 501 is not repeated by the client
        QTest::newRow("a login page") << 200;
        QTest::newRow("an empty body") << 204;
    }

    void aBrokenCollectCountsAsAnAttempt()
    {
        QFETCH(int, fault);
        int collects = 0;
        m_scm->intercept = [&](const http::Request& request) -> std::optional<FakeScm::Answer> {
            if (!isCollect(request) || ++collects > 2)
                return std::nullopt;
            if (fault == 0)
                return FakeScm::Answer(failure(wireError("network/connection-lost")));
            const QByteArray body = fault == 204 ? QByteArray() : QByteArray("<html>Hi</html>");
            return FakeTransport::answer(fault, body, "text/plain");
        };
        const Result<Outcome> outcome = enroll(makePlan());
        QCOMPARE(outcome->state, State::Issued);
        QCOMPARE(outcome->order.attempt, 3);
        QCOMPARE(m_scm->count(u"/enroll"), 1);
    }

    void aRefusedOrderFails()
    {
        m_scm->intercept = [&](const http::Request& request) -> std::optional<FakeScm::Answer> {
            if (!isEnroll(request))
                return std::nullopt;
            return FakeScm::refusal(400, -111, QStringLiteral("No such profile"));
        };
        const Result<Outcome> outcome = enroll(pkcs12Plan());
        QVERIFY(outcome);
        QCOMPARE(outcome->state, State::Failed);
        QCOMPARE(outcome->failure->caCode, std::optional(-111));
        QCOMPARE(outcome->order.state, OrderState::Failed);
        QCOMPARE(outcome->order.encryptedKey, QByteArray());
        QCOMPARE(m_scm->transport().requests().size(), 1);
        QCOMPARE(m_clock->waits().size(), 0);
    }

    void whatNeverLeftHasFailed_data()
    {
        QTest::addColumn<QString>("cause");
        QTest::addColumn<int>("kind");
        const auto network = static_cast<int>(ErrorKind::Network);
        QTest::newRow("refused") << QStringLiteral("network/unreachable") << network;
        QTest::newRow("no such host") << QStringLiteral("network/host-not-found") << network;
        QTest::newRow("no connection") << QStringLiteral("network/connect-timeout") << network;
        QTest::newRow("proxy") << QStringLiteral("proxy/unreachable")
                               << static_cast<int>(ErrorKind::Proxy);
        QTest::newRow("tls") << QStringLiteral("tls/untrusted") << static_cast<int>(ErrorKind::Tls);
    }

    void whatNeverLeftHasFailed()
    {
        QFETCH(QString, cause);
        QFETCH(int, kind);
        Error error = Error::of(static_cast<ErrorKind>(kind), QStringLiteral("m"));
        error.cause = cause;
        m_scm->intercept = [&](const http::Request&) { return FakeScm::Answer(failure(error)); };
        const Result<Outcome> outcome = enroll(makePlan());
        QCOMPARE(outcome->state, State::Failed);
        QCOMPARE(outcome->order.state, OrderState::Failed);
        QCOMPARE(outcome->failure->cause, cause);
        QCOMPARE(m_scm->transport().requests().size(), 1);
    }

    void aLostAnswerIsLookedForNeverRepeated_data()
    {
        QTest::addColumn<int>("fault");
        QTest::addColumn<bool>("arrived");
        QTest::newRow("connection lost, arrived") << 0 << true;
        QTest::newRow("connection lost, did not arrive") << 0 << false;
        QTest::newRow("server error, arrived") << 500 << true;
        QTest::newRow("gateway time-out, did not arrive") << 504 << false;
        QTest::newRow("request time-out, arrived") << 408 << true;
        QTest::newRow("an answer without a number, arrived") << 200 << true;
        QTest::newRow("an answer without a number, did not arrive") << 200 << false;
    }

    void aLostAnswerIsLookedForNeverRepeated()
    {
        QFETCH(int, fault);
        QFETCH(bool, arrived);
        m_scm->intercept = [&](const http::Request& request) -> std::optional<FakeScm::Answer> {
            if (!isEnroll(request))
                return std::nullopt;
            if (arrived)
                static_cast<void>(m_scm->enroll(request));
            if (fault == 0)
                return FakeScm::Answer(failure(wireError("network/connection-lost")));
            return FakeTransport::answer(fault, "{}");
        };
        m_scm->add(QStringLiteral("CN=www.example.org")); // somebody else's of the same name
        m_scm->add(QStringLiteral("CN=not.www.example.org.test"));
        const Result<Outcome> outcome = enroll(makePlan());
        QVERIFY(outcome);
        QCOMPARE(outcome->state, arrived ? State::Issued : State::Pending);
        QCOMPARE(outcome->order.state, arrived ? OrderState::Issued : OrderState::Uncertain);
        QCOMPARE(m_scm->count(u"/enroll"), 1);
        if (!arrived) {
            QCOMPARE(outcome->failure->cause, QStringLiteral("enrollment/uncertain"));
            QVERIFY(outcome->failure->message.contains(outcome->order.id));
            QCOMPARE(m_clock->waits(), QList<std::chrono::milliseconds>({ 2s })); // two looks
        }
    }

    void aListThatLagsIsAskedTwice()
    {
        QList<http::Request> late;
        int lists = 0;
        m_scm->intercept = [&](const http::Request& request) -> std::optional<FakeScm::Answer> {
            if (isEnroll(request)) {
                late.append(request);
                return FakeScm::Answer(failure(wireError("network/no-answer")));
            }
            if (request.url.path().endsWith(QLatin1String("/v1")) && ++lists == 2)
                static_cast<void>(m_scm->enroll(late.first()));
            return std::nullopt;
        };
        const Result<Outcome> outcome = enroll(makePlan());
        QCOMPARE(outcome->state, State::Issued);
        QCOMPARE(lists, 2);
    }

    void anOrderIsRecognisedByItsKeyWhenTheCommentIsGone()
    {
        m_scm->onEnroll = [](FakeScm::Record& record) { record.comments.clear(); };
        m_scm->intercept = [&](const http::Request& request) -> std::optional<FakeScm::Answer> {
            if (!isEnroll(request))
                return std::nullopt;
            static_cast<void>(m_scm->enroll(request));
            m_scm->issue(m_scm->records.last());
            m_scm->issue(m_scm->add(QStringLiteral("CN=www.example.org"))); // same name, other key
            return FakeScm::Answer(failure(wireError("network/connection-lost")));
        };
        const Plan plan = makePlan();
        const Result<Outcome> outcome = enroll(plan);
        QCOMPARE(outcome->state, State::Issued);
        QCOMPARE(outcome->chain[0].publicKeyInfo(), plan.csr.publicKeyInfo());
    }

    void aSearchThatFailsProvesNothing()
    {
        m_scm->intercept = [&](const http::Request& request) -> std::optional<FakeScm::Answer> {
            if (isEnroll(request))
                static_cast<void>(m_scm->enroll(request));
            return FakeScm::Answer(failure(wireError("network/connection-lost")));
        };
        const Result<Outcome> outcome = enroll(makePlan());
        QCOMPARE(outcome->state, State::Pending);
        QCOMPARE(outcome->order.state, OrderState::Uncertain);
        QCOMPARE(outcome->failure->cause, QStringLiteral("network/connection-lost"));
        QCOMPARE(m_scm->count(u"/enroll"), 1);
        m_scm->intercept = {};
        const auto resumed = QCoro::waitFor(m_engine->resume(outcome->order.id, {}, {}));
        QCOMPARE(resumed->state, State::Issued);
    }

    void aForeignKeyIsAFailure()
    {
        const auto other = makeCsr(QStringLiteral("CN=www.example.org"));
        m_scm->onIssue = [&](pki::CertificateTemplate& content) {
            content.publicKeyInfo = other.publicKeyInfo();
        };
        const Result<Outcome> outcome = enroll(makePlan());
        QCOMPARE(outcome->state, State::Failed);
        QCOMPARE(outcome->failure->cause, QStringLiteral("enrollment/foreign-key"));
        QCOMPARE(outcome->order.certificates, QByteArray());
    }

    void differencesAreShown()
    {
        m_scm->onIssue = [&](pki::CertificateTemplate& content) {
            content.subject =
                pki::DistinguishedName::parse(u"CN=www.example.org,O=Example Verified GmbH,C=DE")
                    .value();
            content.subjectAltNames[1].value = QStringLiteral("swapped.example.org");
            content.notAfter = content.notBefore.addDays(90);
        };
        const Result<Outcome> outcome = enroll(makePlan());
        QCOMPARE(outcome->state, State::Issued);
        QCOMPARE(outcome->differences.size(), 4);
        QVERIFY(outcome->differences[0].contains(QStringLiteral("Example Verified GmbH")));
        QVERIFY(outcome->differences[1].contains(QStringLiteral("api.example.org")));
        QVERIFY(outcome->differences[2].contains(QStringLiteral("swapped.example.org")));
        QVERIFY(outcome->differences[3].contains(QStringLiteral("90")));
    }

    void aDayMoreOrLessIsNoDifference()
    {
        m_scm->onIssue = [&](pki::CertificateTemplate& content) {
            content.notAfter = content.notBefore.addDays(366);
        };
        QCOMPARE(enroll(makePlan())->differences, QStringList());
    }

    void chainsAreOrderedBySignature_data()
    {
        QTest::addColumn<int>("form");
        QTest::addColumn<int>("length");
        QTest::addColumn<int>("differences");
        QTest::newRow("CR LF and text around") << 0 << 3 << 0;
        QTest::newRow("leaf first, twice") << 1 << 3 << 0;
        QTest::newRow("the root only") << 2 << 1 << 1;
        QTest::newRow("another CA of the same name") << 3 << 1 << 1;
    }

    void chainsAreOrderedBySignature()
    {
        QFETCH(int, form);
        QFETCH(int, length);
        QFETCH(int, differences);
        const FakeScm other(m_clock);
        const QByteArray intermediate = m_scm->intermediate().toPem();
        const QByteArray root = m_scm->root().toPem();
        QByteArray crlf = "Subject: x\n" + root + intermediate;
        crlf.replace("\n", "\r\n");
        const QList<QByteArray> bodies { crlf, intermediate + root + intermediate, root,
            other.intermediate().toPem() };
        m_scm->chainBody = bodies[form];
        const Result<Outcome> outcome = enroll(makePlan());
        QCOMPARE(outcome->state, State::Issued);
        QCOMPARE(outcome->chain.size(), length);
        QCOMPARE(outcome->differences.size(), differences);
    }

    void issuersThatCannotBeHadDoNotHoldTheCertificateBack()
    {
        m_scm->intercept = [&](const http::Request& request) -> std::optional<FakeScm::Answer> {
            const QString query = request.url.query();
            const bool isChain = isCollect(request)
                && query.compare(QLatin1String("format=x509"), Qt::CaseInsensitive) == 0;
            if (!isChain)
                return std::nullopt;
            return FakeScm::Answer(failure(wireError("network/connection-lost")));
        };
        const Result<Outcome> outcome = enroll(makePlan());
        QCOMPARE(outcome->state, State::Issued);
        QCOMPARE(outcome->order.attempt, 5); // not before the last attempt
        QCOMPARE(outcome->chain.size(), 1);
        QCOMPARE(outcome->differences.size(), 1);
    }

    void stoppingAnywhereLosesNothing_data()
    {
        QTest::addColumn<int>("request"); // the stop comes while this one is under way
        QTest::addColumn<bool>("pkcs12");
        for (int request = 0; request < 8; ++request) {
            QTest::addRow("PKCS #10, request %d", request) << request << false;
            QTest::addRow("PKCS #12, request %d", request) << request << true;
        }
    }

    void stoppingAnywhereLosesNothing()
    {
        QFETCH(int, request);
        QFETCH(bool, pkcs12);
        m_scm->notReady = 2;
        std::stop_source stop;
        int seen = 0;
        if (request == 0)
            stop.request_stop();
        m_scm->intercept = [&](const http::Request&) -> std::optional<FakeScm::Answer> {
            if (++seen == request)
                stop.request_stop();
            return std::nullopt;
        };
        const Result<Outcome> outcome =
            enroll(pkcs12 ? pkcs12Plan() : makePlan(), stop.get_token());
        if (request == 0) {
            QCOMPARE(outcome.error().kind, ErrorKind::Cancelled);
            QCOMPARE(seen, 0);
            for (const Order& order : recorded())
                QCOMPARE(order.state, OrderState::Abandoned);
            return;
        }
        QVERIFY(outcome);
        QCOMPARE(outcome->state, State::Pending);
        QCOMPARE(outcome->failure->kind, ErrorKind::Cancelled);
        QVERIFY(outcome->order.state == OrderState::Waiting
            || outcome->order.state == OrderState::Uncertain);
        const auto resumed = QCoro::waitFor(m_engine->resume(outcome->order.id, {}, {}));
        QCOMPARE(resumed->state, State::Issued);
        QCOMPARE(m_scm->records.size(), 1);
        if (pkcs12)
            QVERIFY(QCoro::waitFor(m_engine->privateKey(outcome->order.id)));
    }

    void stoppingWhileItWaitsLeavesTheOrder()
    {
        m_clock->setAutoAdvance(false);
        std::stop_source stop;
        auto task = m_engine->enroll(makePlan(), sink(), stop.get_token());
        QTRY_COMPARE(m_clock->waiting(), 1);
        stop.request_stop();
        const Result<Outcome> outcome = QCoro::waitFor(std::move(task));
        QCOMPARE(outcome->state, State::Pending);
        QCOMPARE(outcome->failure->kind, ErrorKind::Cancelled);
        QCOMPARE(outcome->order.state, OrderState::Waiting);
        QCOMPARE(m_scm->count(u"/collect/"), 0);
    }

    void stoppingWhileAKeyIsMadeReturnsAtOnce()
    {
        Plan plan = pkcs12Plan();
        plan.keyType = { pki::KeyAlgorithm::Rsa, 4096 };
        std::stop_source stop;
        auto task = m_engine->enroll(plan, sink(), stop.get_token());
        QTimer::singleShot(0, this, [&stop] { stop.request_stop(); });
        const Result<Outcome> outcome = QCoro::waitFor(std::move(task));
        QCOMPARE(outcome.error().kind, ErrorKind::Cancelled);
        QCOMPARE(recorded().size(), 0);
        backgroundThreads()->waitForDone();
    }

    void theEngineMayGoWhileItsOrdersWait()
    {
        auto task = m_engine->enroll(makePlan(), sink(), {});
        m_engine.reset();
        const Result<Outcome> outcome = QCoro::waitFor(std::move(task));
        QCOMPARE(outcome->state, State::Issued);
    }

    void theSameRequestIsKnownAgain()
    {
        m_scm->notReady = 100;
        const Plan plan = makePlan();
        const auto before = QCoro::waitFor(m_engine->openOrderFor(plan.csr.publicKeyInfo()));
        QVERIFY(before);
        QVERIFY(!*before);
        const Result<Outcome> outcome = enroll(plan);
        const auto open = QCoro::waitFor(m_engine->openOrderFor(plan.csr.publicKeyInfo()));
        QCOMPARE((*open)->id, outcome->order.id);
        QVERIFY(QCoro::waitFor(m_engine->abandon(outcome->order.id)));
        const auto after = QCoro::waitFor(m_engine->openOrderFor(plan.csr.publicKeyInfo()));
        QVERIFY(!*after);
    }
};

QTEST_GUILESS_MAIN(TestEngine)
#include "tst_engine.moc"
