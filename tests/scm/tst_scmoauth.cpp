// SPDX-License-Identifier: Apache-2.0
#include <core/scm/client.h>
#include <tests/support/fakeclock.h>
#include <tests/support/faketransport.h>

#include <QCoro/QCoroCore>
#include <QtTest>

using namespace gatehouse;
using namespace gatehouse::scm;
using namespace std::chrono_literals;
using gatehouse::testsupport::FakeClock;
using gatehouse::testsupport::FakeTransport;

namespace {

/// JSON with ' for ": moc stumbles over raw strings.
QByteArray json(const char* text)
{
    return QByteArray(text).replace('\'', '"');
}

constexpr auto tokenUrl = "https://auth.test/token";

struct Setup {
    std::shared_ptr<FakeClock> clock = std::make_shared<FakeClock>();
    std::shared_ptr<FakeTransport> transport = std::make_shared<FakeTransport>();
    std::shared_ptr<Authenticator> authenticator;
    int issued = 0;
    QByteArray expiry = "\"expires_in\":300,";

    Setup()
    {
        OAuthCredentials credentials { QStringLiteral("my id"),
            Secret::fromUtf8(QByteArrayView("s+cr&t=\xc3\xa4")), QUrl(QLatin1String(tokenUrl)) };
        authenticator = oauthAuthenticator(std::move(credentials), transport, clock);
        transport->setHandler([this](const http::Request&) {
            ++issued;
            return FakeTransport::answer(200,
                "{\"access_token\":\"eyJ.token-" + QByteArray::number(issued) + "\"," + expiry
                    + "\"token_type\":\"Bearer\"}");
        });
    }

    Result<http::Request> authenticate()
    {
        return QCoro::waitFor(authenticator->authenticate(http::Request(), {}));
    }
    QByteArray token()
    {
        const auto request = authenticate();
        return request ? FakeTransport::headerOf(*request, "Authorization") : QByteArray("failed");
    }
};

Task<void> call(
    std::shared_ptr<Authenticator> authenticator, std::stop_token stop, QStringList* log)
{
    const Result<http::Request> result =
        co_await authenticator->authenticate(http::Request(), stop);
    log->append(result ? QString::fromLatin1(FakeTransport::headerOf(*result, "Authorization"))
                       : errorKindName(result.error().kind));
}

} // namespace

class TestScmOAuth : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void theTokenRequestIsAForm()
    {
        Setup setup;
        const auto request = setup.authenticate();
        QVERIFY(request);
        QCOMPARE(request->secretHeaders.size(), 1);
        QCOMPARE(request->secretHeaders.first().value.utf8().toByteArray(),
            QByteArray("Bearer eyJ.token-1"));
        QVERIFY(http::headerValue(request->headers, "Authorization").isEmpty());
        const http::Request asked = setup.transport->requests().first();
        QCOMPARE(asked.method, QByteArray("POST"));
        QCOMPARE(asked.url, QUrl(QLatin1String(tokenUrl)));
        QCOMPARE(FakeTransport::headerOf(asked, "Content-Type"),
            QByteArray("application/x-www-form-urlencoded"));
        QVERIFY(std::holds_alternative<Secret>(asked.body));
        QCOMPARE(FakeTransport::bodyOf(asked),
            QByteArray("grant_type=client_credentials&client_id=my%20id"
                       "&client_secret=s%2Bcr%26t%3D%C3%A4"));
    }

    void aTokenIsKeptUntilShortlyBeforeItExpires_data()
    {
        QTest::addColumn<QByteArray>("expiry");
        QTest::addColumn<int>("kept"); // seconds
        QTest::newRow("300 s") << QByteArray("\"expires_in\":300,") << 240;
        QTest::newRow("an hour") << QByteArray("\"expires_in\":3600,") << 3540;
        QTest::newRow("as text") << QByteArray("\"expires_in\":\"300\",") << 240;
        QTest::newRow("a short life") << QByteArray("\"expires_in\":40,") << 30;
        QTest::newRow("missing") << QByteArray() << 240;
        QTest::newRow("zero") << QByteArray("\"expires_in\":0,") << 240;
        QTest::newRow("negative") << QByteArray("\"expires_in\":-5,") << 240;
        QTest::newRow("nonsense") << QByteArray("\"expires_in\":[],") << 240;
        QTest::newRow("for ever") << QByteArray("\"expires_in\":9223372036854775807,")
                                  << 86400 - 60;
    }
    void aTokenIsKeptUntilShortlyBeforeItExpires()
    {
        QFETCH(QByteArray, expiry);
        QFETCH(int, kept);
        Setup setup;
        setup.expiry = expiry;
        QCOMPARE(setup.token(), QByteArray("Bearer eyJ.token-1"));
        setup.clock->advance(std::chrono::seconds(kept) - 1ms);
        QCOMPARE(setup.token(), QByteArray("Bearer eyJ.token-1"));
        QCOMPARE(setup.token(), QByteArray("Bearer eyJ.token-1"));
        setup.clock->advance(1ms);
        QCOMPARE(setup.token(), QByteArray("Bearer eyJ.token-2"));
    }

    void aSlowAnswerShortensTheTokensLife()
    {
        Setup setup;
        setup.clock->setAutoAdvance(true);
        setup.transport->setDelay(setup.clock, 50s);
        QCOMPARE(setup.token(), QByteArray("Bearer eyJ.token-1"));
        setup.clock->advance(189s);
        QCOMPARE(setup.token(), QByteArray("Bearer eyJ.token-1"));
        setup.clock->advance(1s);
        QCOMPARE(setup.token(), QByteArray("Bearer eyJ.token-2"));
    }

    void manyCallersCauseOneRequest()
    {
        Setup setup;
        setup.transport->hold();
        QStringList log;
        for (int i = 0; i < 100; ++i)
            call(setup.authenticator, {}, &log);
        FakeClock::settle();
        QCOMPARE(setup.transport->requests().size(), 1);
        setup.transport->release();
        FakeClock::settle();
        QCOMPARE(log.size(), 100);
        QCOMPARE(log.count(QStringLiteral("Bearer eyJ.token-1")), 100);
        QCOMPARE(setup.transport->requests().size(), 1);
    }

    void oneCallerThatStopsLeavesTheOthersAlone()
    {
        Setup setup;
        setup.transport->hold();
        QStringList stopped;
        QStringList others;
        std::stop_source stop;
        call(setup.authenticator, stop.get_token(), &stopped); // the one that caused the request
        call(setup.authenticator, {}, &others);
        FakeClock::settle();
        stop.request_stop();
        FakeClock::settle();
        QCOMPARE(stopped, QStringList { QStringLiteral("cancelled") });
        QVERIFY(others.isEmpty());
        setup.transport->release();
        FakeClock::settle();
        QCOMPARE(others, QStringList { QStringLiteral("Bearer eyJ.token-1") });
        QCOMPARE(setup.transport->requests().size(), 1);
    }

    void whenAllCallersStopTheRequestStopsAndTheNextAsksAnew()
    {
        Setup setup;
        setup.transport->hold();
        QStringList log;
        std::stop_source stop;
        call(setup.authenticator, stop.get_token(), &log);
        call(setup.authenticator, stop.get_token(), &log);
        FakeClock::settle();
        stop.request_stop();
        FakeClock::settle();
        QCOMPARE(log.count(QStringLiteral("cancelled")), 2);
        QCOMPARE(setup.transport->held(), 0);
        setup.transport->release();
        QCOMPARE(setup.token(), QByteArray("Bearer eyJ.token-2"));
        // Stopped before it began.
        std::stop_source early;
        early.request_stop();
        setup.authenticator->refused();
        const auto result =
            QCoro::waitFor(setup.authenticator->authenticate(http::Request(), early.get_token()));
        QVERIFY(!result);
        QCOMPARE(result.error().kind, ErrorKind::Cancelled);
    }

    void aFlightOutlivesItsAuthenticator()
    {
        Setup setup;
        setup.transport->hold();
        auto task = setup.authenticator->authenticate(http::Request(), {});
        setup.authenticator.reset();
        setup.transport->release();
        QVERIFY(QCoro::waitFor(std::move(task)));
    }

    void refusedForgetsTheToken()
    {
        Setup setup;
        QCOMPARE(setup.token(), QByteArray("Bearer eyJ.token-1"));
        QVERIFY(setup.authenticator->refused());
        QCOMPARE(setup.token(), QByteArray("Bearer eyJ.token-2"));
    }

    void refusals_data()
    {
        QTest::addColumn<int>("status");
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<int>("kind");
        QTest::addColumn<QString>("cause");
        QTest::addColumn<QString>("setting");
        const auto row = [](const char* name, int status, const QByteArray& body, ErrorKind kind,
                             const char* cause, const char* setting) {
            QTest::newRow(name) << status << body << static_cast<int>(kind)
                                << QString::fromLatin1(cause) << QString::fromLatin1(setting);
        };
        using enum ErrorKind;
        row("wrong secret", 401, json("{'error':'invalid_client'}"), Authentication,
            "oauth/invalid-client", "oauth-client-secret");
        row("wrong secret with 400", 400, json("{'error':'invalid_client'}"), Authentication,
            "oauth/invalid-client", "oauth-client-secret");
        row("401, empty", 401, {}, Authentication, "oauth/invalid-client", "oauth-client-secret");
        row("not this client", 400, json("{'error':'unauthorized_client'}"), Authentication,
            "oauth/unauthorized-client", "oauth-client-id");
        row("other grant", 400, json("{'error':'unsupported_grant_type'}"), Settings,
            "oauth/refused", "oauth-token-url");
        row("404", 404, "<html>", Settings, "oauth/refused", "oauth-token-url");
        row("503", 503, {}, Network, "oauth/unavailable", "");
        row("HTML", 200, "<html>", Malformed, "oauth/malformed", "oauth-token-url");
        row("empty", 200, {}, Malformed, "oauth/malformed", "oauth-token-url");
        row("a list", 200, "[]", Malformed, "oauth/malformed", "oauth-token-url");
        row("no token", 200, json("{'expires_in':300}"), Malformed, "oauth/malformed",
            "oauth-token-url");
        row("token a number", 200, json("{'access_token':5}"), Malformed, "oauth/malformed",
            "oauth-token-url");
        row("token empty", 200, json("{'access_token':''}"), Malformed, "oauth/malformed",
            "oauth-token-url");
        row("token with a line break", 200, json("{'access_token':'a\\r\\nlogin: admin'}"),
            Malformed, "oauth/malformed", "oauth-token-url");
    }
    void refusals()
    {
        QFETCH(int, status);
        QFETCH(QByteArray, body);
        QFETCH(int, kind);
        QFETCH(QString, cause);
        QFETCH(QString, setting);
        Setup setup;
        setup.transport->setHandler(
            [status, body](const http::Request&) { return FakeTransport::answer(status, body); });
        const auto result = setup.authenticate();
        QVERIFY(!result);
        QCOMPARE(errorKindName(result.error().kind), errorKindName(static_cast<ErrorKind>(kind)));
        QCOMPARE(result.error().cause, cause);
        QCOMPARE(result.error().setting, setting);
        QVERIFY(!result.error().message.contains(QLatin1String("s+cr")));
        // A failure is not kept.
        QVERIFY(!setup.authenticate());
        QCOMPARE(setup.transport->requests().size(), 2);
    }

    void anUnreachableTokenUrlIsToldApart()
    {
        Setup setup;
        setup.transport->setHandler([](const http::Request&) -> Result<http::Response> {
            Error error = Error::of(ErrorKind::Network, QStringLiteral("No such host."));
            error.cause = QStringLiteral("network/host-not-found");
            return failure(error);
        });
        const auto result = setup.authenticate();
        QVERIFY(!result);
        QCOMPARE(result.error().cause, QStringLiteral("oauth/unreachable"));
        QCOMPARE(result.error().setting, QStringLiteral("oauth-token-url"));
        QVERIFY(result.error().detail.contains(QLatin1String("network/host-not-found")));
    }

    void aClientRepeatsAReadWhoseTokenIsNotToBeHad()
    {
        Setup setup;
        setup.clock->setAutoAdvance(true);
        setup.transport->setHandler([](const http::Request& request) {
            const bool isToken = request.url == QUrl(QLatin1String(tokenUrl));
            return FakeTransport::answer(isToken ? 503 : 200, "[]");
        });
        Client client(QUrl(QStringLiteral("https://admin.test/api")), setup.transport,
            setup.authenticator, setup.clock, [] { return 0.0; });
        QVERIFY(!QCoro::waitFor(client.organizations({})));
        QCOMPARE(setup.transport->requests().size(), 3);
    }

    void aClientRenewsAnExpiredTokenOnce()
    {
        Setup setup;
        setup.transport->setHandler([&setup](const http::Request& request) {
            if (request.url == QUrl(QLatin1String(tokenUrl)))
                return FakeTransport::answer(
                    200, "{\"access_token\":\"t" + QByteArray::number(++setup.issued) + "\"}");
            const bool isFresh = FakeTransport::headerOf(request, "Authorization") == "Bearer t2";
            return FakeTransport::answer(isFresh ? 200 : 401, isFresh ? "[]" : "");
        });
        Client client(QUrl(QStringLiteral("https://admin.test/api")), setup.transport,
            setup.authenticator, setup.clock, [] { return 0.0; });
        QVERIFY(QCoro::waitFor(client.organizations({})));
        QCOMPARE(setup.issued, 2);
        QCOMPARE(setup.transport->requests().size(), 4);
    }
};

QTEST_GUILESS_MAIN(TestScmOAuth)
#include "tst_scmoauth.moc"
