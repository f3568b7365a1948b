// SPDX-License-Identifier: Apache-2.0
#include <core/lookup/lookup.h>
#include <tests/enrollment/fakescm.h>

#include <QTemporaryDir>
#include <QtTest>

using namespace gatehouse;
using namespace gatehouse::lookup;
using namespace gatehouse::testsupport;
using orders::Order;
using orders::OrderState;

class TestLookup : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;
    std::shared_ptr<FakeClock> m_clock;
    std::unique_ptr<FakeScm> m_scm;
    std::shared_ptr<orders::OrderStore> m_orders;
    std::shared_ptr<enrollment::Engine> m_engine;
    std::unique_ptr<Lookup> m_lookup;

    scm::SslId issued(const QString& subject, const QStringList& names = {})
    {
        FakeScm::Record& record = m_scm->add(subject, names);
        m_scm->issue(record);
        return record.id;
    }
    Result<LookupAnswer> find(const QString& input, int limit = 10, std::stop_token stop = {})
    {
        return QCoro::waitFor(m_lookup->find(input, limit, stop));
    }
    QList<scm::SslId> ids(const QString& input, int limit = 10)
    {
        QList<scm::SslId> found;
        const auto answer = find(input, limit);
        if (answer) {
            for (const Match& match : answer->matches)
                found.append(match.details.id);
        }
        return found;
    }
    Result<enrollment::Outcome> enroll(const enrollment::Plan& plan)
    {
        return QCoro::waitFor(m_engine->enroll(plan, {}, {}));
    }

private Q_SLOTS:
    void init()
    {
        static int number = 0;
        m_clock = std::make_shared<FakeClock>();
        m_clock->setAutoAdvance(true);
        m_scm = std::make_unique<FakeScm>(m_clock);
        m_orders = orders::sqliteOrderStore(
            m_folder.filePath(QStringLiteral("%1.sqlite").arg(++number)), m_clock);
        enrollment::EngineSettings settings;
        settings.connector = QUuid::createUuid();
        settings.connectorId = QStringLiteral("main");
        settings.orgId = 1201;
        m_engine = std::make_shared<enrollment::Engine>(settings, m_scm->client(), m_orders,
            std::shared_ptr<secrets::SecretStore>(secrets::sessionStore()), m_clock);
        m_lookup =
            std::make_unique<Lookup>(settings.connector, m_scm->client(), m_orders, m_engine);
    }

    void aNameIsFoundInAnySpelling_data()
    {
        QTest::addColumn<QString>("input");
        QTest::newRow("as it is") << QStringLiteral("CN=www.example.org,O=Example,C=US");
        QTest::newRow("case and blanks") << QStringLiteral("c=us, o=EXAMPLE , cn=WWW.example.org");
        QTest::newRow("slash form") << QStringLiteral("/C=US/O=Example/CN=www.example.org");
        QTest::newRow("reversed") << QStringLiteral("C=US,O=Example,CN=www.example.org");
    }

    void aNameIsFoundInAnySpelling()
    {
        QFETCH(QString, input);
        const auto wanted = issued(QStringLiteral("CN=www.example.org,O=Example,C=US"));
        issued(QStringLiteral("CN=www.example.org,O=Other,C=US"));
        issued(QStringLiteral("CN=not-www.example.org,O=Example,C=US"));
        QCOMPARE(ids(input), QList<scm::SslId> { wanted });
    }

    void theChainComesWithIt()
    {
        const auto wanted = issued(QStringLiteral("CN=www.example.org"));
        const auto answer = find(QStringLiteral("CN=www.example.org"));
        QVERIFY(answer);
        QCOMPARE(answer->understoodAs.kind, Term::Kind::DistinguishedName);
        const Match& match = answer->matches.first();
        QCOMPARE(match.chain.size(), 3);
        QCOMPARE(match.chain[0], m_scm->records[wanted].leaf);
        QCOMPARE(match.chain[2], m_scm->root());
        QVERIFY(!match.order);
    }

    void theNameAsOrderedFindsOurOrder()
    {
        m_scm->onIssue = [](pki::CertificateTemplate& content) {
            content.subject =
                pki::DistinguishedName::parse(u"CN=www.example.org,O=Verified Ltd,C=GB").value();
        };
        const auto outcome = enroll(makePlan(QStringLiteral("CN=www.example.org,O=Example")));
        QCOMPARE(outcome->state, enrollment::Outcome::State::Issued);
        const auto answer = find(QStringLiteral("o=example, cn=www.example.org"));
        QVERIFY(answer);
        QCOMPARE(answer->matches.size(), 1);
        QCOMPARE(answer->matches[0].order->id, outcome->order.id);
        QCOMPARE(answer->matches[0].chain, outcome->chain);
        QCOMPARE(ids(QStringLiteral("C=GB, O=Verified Ltd, CN=www.example.org")).size(), 1);
        QCOMPARE(ids(QStringLiteral("CN=www.example.org")).size(), 0);
    }

    void serialNumbersAreFoundInAnySpelling()
    {
        const auto wanted = issued(QStringLiteral("CN=www.example.org"));
        issued(QStringLiteral("CN=other.example.org"));
        const pki::SerialNumber serial = m_scm->records[wanted].leaf.serialNumber();
        const QList<scm::SslId> expected { wanted };
        QCOMPARE(ids(serial.toHex()), expected);
        QCOMPARE(ids(serial.toColonHex()), expected);
        QCOMPARE(ids(QLatin1String("0x00") + serial.toHex().toUpper()), expected);
        QCOMPARE(ids(QLatin1String("dec:") + serial.toDecimal()), expected);
        QCOMPARE(ids(QLatin1String("serial=") + serial.toHex().toUpper()), expected);
    }

    void hostsAndWildcardsAreFoundByEitherName()
    {
        const auto first = issued(QStringLiteral("CN=www.example.org"));
        const auto second = issued(QStringLiteral("CN=shop.example.org"),
            { QStringLiteral("www.example.org"), QStringLiteral("*.example.org") });
        issued(QStringLiteral("CN=www.example.org.test"));
        QCOMPARE(ids(QStringLiteral("WWW.example.org")), QList<scm::SslId>({ second, first }));
        QCOMPARE(
            ids(QStringLiteral("https://www.example.org/")), QList<scm::SslId>({ second, first }));
        QCOMPARE(ids(QStringLiteral("*.example.org")), QList<scm::SslId> { second });
        QCOMPARE(ids(QStringLiteral("www.example.org"), 1), QList<scm::SslId> { second });
    }

    void aHostFindsTheWildcardsThatCoverIt_data()
    {
        QTest::addColumn<QString>("input");
        QTest::addColumn<bool>("isCovered");
        QTest::newRow("one label below") << QStringLiteral("www.example.org") << true;
        QTest::newRow("in another case") << QStringLiteral("WWW.Example.org") << true;
        QTest::newRow("the domain itself") << QStringLiteral("example.org") << false;
        QTest::newRow("two labels below") << QStringLiteral("a.www.example.org") << false;
        QTest::newRow("another domain") << QStringLiteral("www.example.net") << false;
        QTest::newRow("a longer domain") << QStringLiteral("www.my-example.org") << false;
    }

    void aHostFindsTheWildcardsThatCoverIt()
    {
        QFETCH(QString, input);
        QFETCH(bool, isCovered);
        const auto byCommonName = issued(QStringLiteral("CN=*.example.org"));
        const auto byOtherName =
            issued(QStringLiteral("CN=shop.example.com"), { QStringLiteral("*.example.org") });
        const auto answer = find(input);
        QCOMPARE(answer.has_value(), isCovered);
        if (!isCovered)
            return;
        QCOMPARE(ids(input), QList<scm::SslId>({ byOtherName, byCommonName }));
        for (const Match& match : answer->matches) {
            QVERIFY(match.coversOnly);
            QCOMPARE(match.chain.size(), 3);
        }
    }

    void whatBearsTheNameComesBeforeWhatCoversIt()
    {
        const auto named = issued(QStringLiteral("CN=www.example.org"));
        const auto both =
            issued(QStringLiteral("CN=*.example.org"), { QStringLiteral("www.example.org") });
        const auto wildcard = issued(QStringLiteral("CN=*.example.org"));
        const auto answer = find(QStringLiteral("www.example.org"));
        QCOMPARE(
            ids(QStringLiteral("www.example.org")), QList<scm::SslId>({ both, named, wildcard }));
        QCOMPARE(answer->matches[0].coversOnly, false);
        QCOMPARE(answer->matches[1].coversOnly, false);
        QCOMPARE(answer->matches[2].coversOnly, true);
        QCOMPARE(ids(QStringLiteral("www.example.org"), 2), QList<scm::SslId>({ both, named }));
        // Asked for by its own name it does not merely cover.
        QCOMPARE(find(QStringLiteral("*.example.org"))->matches[0].coversOnly, false);
    }

    void anAddressHasNoWildcard()
    {
        issued(QStringLiteral("CN=host.example.org"), { QStringLiteral("10.1.2.3") });
        const qsizetype before = m_scm->transport().requests().size();
        QVERIFY(find(QStringLiteral("10.1.2.3")));
        for (const auto& request : m_scm->transport().requests().mid(before))
            QVERIFY2(!request.url.query(QUrl::FullyDecoded).contains(u'*'),
                qPrintable(request.url.toString()));
    }

    void aPastedCertificateIsFound()
    {
        const auto wanted = issued(QStringLiteral("CN=www.example.org"));
        const FakeScm::Record& record = m_scm->records[wanted];
        QCOMPARE(ids(QString::fromLatin1(record.leaf.toPem())), QList<scm::SslId> { wanted });
        // The same serial number of another issuer's is another certificate.
        FakeScm other(m_clock);
        other.onIssue = [&record](pki::CertificateTemplate& content) {
            content.serialNumber = record.leaf.serialNumber();
        };
        FakeScm::Record& twin = other.add(QStringLiteral("CN=www.example.org"));
        other.issue(twin);
        const auto answer = find(QString::fromLatin1(twin.leaf.toPem()));
        QCOMPARE(answer.error().kind, ErrorKind::NotFound);
    }

    void orderNumbersAreFound()
    {
        const auto outcome = enroll(makePlan());
        const QList<scm::SslId> expected { outcome->order.sslId };
        QCOMPARE(ids(QString::number(outcome->order.sslId)), expected);
        QCOMPARE(ids(outcome->order.id), expected);
        QCOMPARE(ids(QLatin1String("order ") + outcome->order.id.first(8)), expected);
        const auto foreign = issued(QStringLiteral("CN=other.example.org"));
        QCOMPARE(ids(QStringLiteral("#%1").arg(foreign)), QList<scm::SslId> { foreign });
    }

    void pendingOrdersAreShown()
    {
        m_scm->notReady = 100;
        const auto outcome = enroll(makePlan());
        QCOMPARE(outcome->state, enrollment::Outcome::State::Pending);
        for (const QString& input : { QStringLiteral("CN=www.example.org,O=Example"),
                 QStringLiteral("api.example.org"), QStringLiteral("www.example.org"),
                 outcome->order.id, QString::number(outcome->order.sslId) }) {
            const auto answer = find(input);
            QVERIFY2(answer, qPrintable(input));
            QCOMPARE(answer->matches.size(), 0);
            QCOMPARE(answer->pending.size(), 1);
            QCOMPARE(answer->pending[0].id, outcome->order.id);
        }
    }

    void anOrderIssuedMeanwhileIsCollectedOnTheWay()
    {
        m_scm->notReady = 5;
        const auto outcome = enroll(makePlan());
        QCOMPARE(outcome->state, enrollment::Outcome::State::Pending);
        const auto answer = find(QStringLiteral("CN=www.example.org,O=Example"));
        QVERIFY(answer);
        QCOMPARE(answer->pending.size(), 0);
        QCOMPARE(answer->matches.size(), 1);
        QCOMPARE(answer->matches[0].order->state, OrderState::Issued);
        QCOMPARE(answer->matches[0].chain.size(), 3);
        QCOMPARE(QCoro::waitFor(m_orders->find(outcome->order.id))->state, OrderState::Issued);
    }

    void anotherRequestersPendingCertificateIsShownWithoutAChain()
    {
        FakeScm::Record& record = m_scm->add(QStringLiteral("CN=www.example.org"));
        record.status = QStringLiteral("Requested");
        const auto answer = find(QStringLiteral("www.example.org"));
        QCOMPARE(answer->matches.size(), 1);
        QCOMPARE(answer->matches[0].details.status, scm::Status::Requested);
        QCOMPARE(answer->matches[0].chain.size(), 0);
        QCOMPARE(m_scm->count(u"/collect/"), 0);
    }

    void aRevokedCertificateIsFoundWithoutAChain()
    {
        const auto wanted = issued(QStringLiteral("CN=www.example.org"));
        m_scm->records[wanted].status = QStringLiteral("Revoked");
        const auto answer = find(QStringLiteral("CN=www.example.org"));
        QCOMPARE(answer->matches.size(), 1);
        QCOMPARE(answer->matches[0].chain.size(), 0);
    }

    void whatIsNotThereIsToldWithItsReading()
    {
        const auto name = find(QStringLiteral("cn=nowhere.example.org"));
        QCOMPARE(name.error().kind, ErrorKind::NotFound);
        QVERIFY(name.error().message.contains(QStringLiteral("CN=nowhere.example.org")));
        const auto digits = find(QStringLiteral("123456"));
        QCOMPARE(digits.error().kind, ErrorKind::NotFound);
        QVERIFY(digits.error().message.contains(QStringLiteral("12:34:56")));
        QVERIFY(digits.error().message.contains(QStringLiteral("01:e2:40")));
        const auto noName = find(QStringLiteral("O=Example"));
        QVERIFY(noName.error().message.contains(QStringLiteral("CN=")));
        QCOMPARE(find(QStringLiteral("??")).error().kind, ErrorKind::Usage);
    }

    void aBrokenWireIsNotNothingFound()
    {
        m_scm->intercept = [](const http::Request&) {
            Error error = Error::of(ErrorKind::Tls, QStringLiteral("m"));
            return FakeScm::Answer(failure(error));
        };
        QCOMPARE(find(QStringLiteral("www.example.org")).error().kind, ErrorKind::Tls);
        QCOMPARE(find(QStringLiteral("123456")).error().kind, ErrorKind::Tls);
    }

    void detailsAreFetchedAFewAtATime()
    {
        for (int i = 0; i < 20; ++i)
            issued(QStringLiteral("CN=www.example.org,O=%1").arg(i));
        // Details and chains are held; lists are not.
        qsizetype most = 0;
        m_scm->transport().setDelay(m_clock, std::chrono::milliseconds(10));
        m_clock->setAutoAdvance(false);
        auto task = m_lookup->find(QStringLiteral("www.example.org"), 100, {});
        for (int i = 0; i < 2000 && !task.isReady(); ++i) {
            QTest::qWait(1);
            most = std::max(most, m_clock->waiting());
            m_clock->advance(std::chrono::milliseconds(10));
        }
        QVERIFY(task.isReady());
        QCOMPARE(QCoro::waitFor(std::move(task))->matches.size(), 20);
        QCOMPARE(most, 8);
    }

    void theInventoryDoesNotMatter_data()
    {
        QTest::addColumn<QString>("input");
        QTest::newRow("DN") << QStringLiteral("CN=www.example.org");
        QTest::newRow("host") << QStringLiteral("www.example.org");
    }

    void theInventoryDoesNotMatter()
    {
        QFETCH(QString, input);
        const auto requests = [this, &input] {
            const qsizetype before = m_scm->transport().requests().size();
            const auto answer = find(input);
            return answer ? m_scm->transport().requests().size() - before : -1;
        };
        issued(QStringLiteral("CN=www.example.org"));
        const qsizetype few = requests();
        for (int i = 0; i < 1000; ++i) {
            FakeScm::Record record = m_scm->records.first();
            record.id += 1000 + i;
            record.commonName = QStringLiteral("host%1.test").arg(i);
            m_scm->records.insert(record.id, record);
        }
        QVERIFY(few > 0);
        QCOMPARE(requests(), few);
    }

    void stoppingEndsIt()
    {
        issued(QStringLiteral("CN=www.example.org"));
        for (int request = 0; request < 4; ++request) {
            std::stop_source stop;
            int seen = 0;
            if (request == 0)
                stop.request_stop();
            m_scm->intercept = [&](const http::Request&) -> std::optional<FakeScm::Answer> {
                if (++seen == request)
                    stop.request_stop();
                return std::nullopt;
            };
            const auto answer = find(QStringLiteral("CN=www.example.org"), 10, stop.get_token());
            QCOMPARE(answer.has_value(), false);
            QCOMPARE(answer.error().kind, ErrorKind::Cancelled);
        }
    }
};

QTEST_GUILESS_MAIN(TestLookup)
#include "tst_lookup.moc"
