// SPDX-License-Identifier: Apache-2.0
#include <core/settings/connectorsettings.h>

#include <QtTest>

using namespace gatehouse;
using namespace gatehouse::settings;

namespace {

using Properties = QMap<QString, QString>;

const QStringList passwordSecrets { QStringLiteral("login-password"),
    QStringLiteral("ssl-trust-store-password") };
const QStringList keyStoreSecrets { QStringLiteral("client-cert-key-store-password"),
    QStringLiteral("ssl-trust-store-password") };
const QStringList oauthSecrets { QStringLiteral("oauth-client-secret"),
    QStringLiteral("ssl-trust-store-password") };

ConnectorSettings passwordConnector()
{
    ConnectorSettings settings;
    settings.uuid = QUuid::createUuid();
    settings.id = QStringLiteral("sectigo-1");
    settings.properties = { { QStringLiteral("customer-uri"), QStringLiteral("acme") },
        { QStringLiteral("org-id"), QStringLiteral("42") },
        { QStringLiteral("url"), QStringLiteral("https://cert-manager.com/api") },
        { QStringLiteral("login"), QStringLiteral("api-user") },
        { QStringLiteral("ssl-trust-store"), QStringLiteral("/etc/trust.jks") } };
    return settings;
}

ConnectorSettings keyStoreConnector()
{
    ConnectorSettings settings = passwordConnector();
    settings.properties.insert(
        QStringLiteral("client-cert-key-store"), QStringLiteral("/etc/client.p12"));
    settings.properties.insert(QStringLiteral("client-cert-key-alias"), QStringLiteral("admin"));
    return settings;
}

ConnectorSettings oauthConnector()
{
    ConnectorSettings settings = passwordConnector();
    settings.properties.remove(QStringLiteral("login"));
    settings.properties.insert(QStringLiteral("oauth-client-id"), QStringLiteral("client"));
    settings.properties.insert(
        QStringLiteral("oauth-token-url"), QStringLiteral("https://auth.example/token"));
    return settings;
}

QStringList keysOf(const QList<Problem>& problems)
{
    QStringList keys;
    for (const Problem& problem : problems)
        keys.append(problem.key);
    return keys;
}

} // namespace

class TestConnectorSettings : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void completeConnectorsAreValid()
    {
        QCOMPARE(validate(passwordConnector(), passwordSecrets), QList<Problem>());
        QCOMPARE(validate(keyStoreConnector(), keyStoreSecrets), QList<Problem>());
        QCOMPARE(validate(oauthConnector(), oauthSecrets), QList<Problem>());
    }

    void emptyConnectorNamesEverythingInTheOrderOfTheForm()
    {
        const QList<Problem> problems = validate(ConnectorSettings(), {});
        const QStringList expected { QStringLiteral("id"), QStringLiteral("customer-uri"),
            QStringLiteral("org-id"), QStringLiteral("url"), QStringLiteral("login"),
            QStringLiteral("login-password"), QStringLiteral("ssl-trust-store"),
            QStringLiteral("ssl-trust-store-password") };
        QCOMPARE(keysOf(problems), expected);
        for (const Problem& problem : problems) {
            if (const SettingDefinition* definition = findDefinition(problem.key))
                QCOMPARE(problem.message,
                    definition->translatedLabel() + QLatin1String(" is missing. ")
                        + definition->translatedHint());
        }
    }

    void eachMissingSettingIsNamed_data()
    {
        QTest::addColumn<int>("mode");
        QTest::addColumn<QString>("key");
        QTest::addColumn<bool>("isProblem");
        const auto row = [](int mode, const char* key, bool isProblem) {
            QTest::addRow("mode %d without %s", mode, key)
                << mode << QString::fromLatin1(key) << isProblem;
        };
        for (int mode = 0; mode < 3; ++mode) {
            for (const char* key :
                { "customer-uri", "org-id", "url", "ssl-trust-store", "ssl-trust-store-password" })
                row(mode, key, true);
        }
        row(0, "login", true);
        row(0, "login-password", true);
        row(1, "login", true);
        row(1, "client-cert-key-store", true);
        row(1, "client-cert-key-alias", true);
        row(1, "client-cert-key-store-password", true);
        row(1, "client-cert-key-store-type", false);
        row(2, "oauth-client-id", true);
        row(2, "oauth-client-secret", true);
        row(2, "oauth-token-url", true);
        row(2, "login", false);
    }

    void eachMissingSettingIsNamed()
    {
        QFETCH(int, mode);
        QFETCH(QString, key);
        QFETCH(bool, isProblem);
        ConnectorSettings settings = mode == 0 ? passwordConnector()
            : mode == 1                        ? keyStoreConnector()
                                               : oauthConnector();
        QStringList secrets = mode == 0 ? passwordSecrets
            : mode == 1                 ? keyStoreSecrets
                                        : oauthSecrets;
        settings.properties.remove(key);
        secrets.removeAll(key);
        const QList<Problem> problems = validate(settings, secrets);
        QCOMPARE(keysOf(problems), isProblem ? QStringList { key } : QStringList());
        const auto resolved = resolve(settings, secrets);
        QCOMPARE(resolved.has_value(), !isProblem);
        if (isProblem) {
            QCOMPARE(resolved.error().setting, key);
            QCOMPARE(resolved.error().message, problems.first().message);
            QCOMPARE(resolved.error().kind, ErrorKind::Settings);
        }
    }

    void twoWaysOfLoggingInAreAnErrorThatNamesBoth_data()
    {
        QTest::addColumn<Properties>("properties");
        QTest::addColumn<QStringList>("secrets");
        QTest::addColumn<QStringList>("labels");
        QTest::newRow("password and key store")
            << Properties { { QStringLiteral("client-cert-key-store"), QStringLiteral("/k") } }
            << QStringList { QStringLiteral("login-password") }
            << QStringList { QStringLiteral("Login Password"),
                   QStringLiteral("Client key store file") };
        QTest::newRow("password and alias")
            << Properties { { QStringLiteral("client-cert-key-alias"), QStringLiteral("a") } }
            << QStringList { QStringLiteral("login-password") }
            << QStringList { QStringLiteral("Login Password"), QStringLiteral("Client key alias") };
        QTest::newRow("password and key store password")
            << Properties {}
            << QStringList { QStringLiteral("login-password"),
                   QStringLiteral("client-cert-key-store-password") }
            << QStringList { QStringLiteral("Login Password"),
                   QStringLiteral("Client key store password") };
        QTest::newRow("password and OAuth")
            << Properties { { QStringLiteral("oauth-client-id"), QStringLiteral("c") } }
            << QStringList { QStringLiteral("login-password") }
            << QStringList { QStringLiteral("Login Password"), QStringLiteral("OAuth client ID") };
        QTest::newRow("key store and OAuth")
            << Properties { { QStringLiteral("client-cert-key-store"), QStringLiteral("/k") } }
            << QStringList { QStringLiteral("oauth-client-secret") }
            << QStringList { QStringLiteral("Client key store file"),
                   QStringLiteral("OAuth client secret") };
    }

    void twoWaysOfLoggingInAreAnErrorThatNamesBoth()
    {
        QFETCH(Properties, properties);
        QFETCH(QStringList, secrets);
        QFETCH(QStringList, labels);
        ConnectorSettings settings = passwordConnector();
        settings.properties.insert(properties);
        const auto mode = authenticationMode(settings, secrets);
        QVERIFY(!mode);
        QCOMPARE(mode.error().cause, QStringLiteral("settings/two-authentication-modes"));
        for (const QString& label : labels)
            QVERIFY2(mode.error().message.contains(label), qPrintable(mode.error().message));
        // Exactly one problem more than the missing trust store password: no guesses about either
        // mode.
        const QStringList all =
            secrets + QStringList { QStringLiteral("ssl-trust-store-password") };
        QCOMPARE(keysOf(validate(settings, all)), QStringList { mode.error().setting });
    }

    void modeFollowsFromWhatIsThere()
    {
        QCOMPARE(authenticationMode(ConnectorSettings(), {}).value(), AuthenticationMode::Password);
        QCOMPARE(authenticationMode(passwordConnector(), passwordSecrets).value(),
            AuthenticationMode::Password);
        QCOMPARE(authenticationMode(keyStoreConnector(), {}).value(), AuthenticationMode::KeyStore);
        QCOMPARE(authenticationMode(oauthConnector(), {}).value(), AuthenticationMode::OAuth);
        // The type alone, which a form fills in by itself, and blanks decide nothing.
        ConnectorSettings settings = passwordConnector();
        settings.properties.insert(
            QStringLiteral("client-cert-key-store-type"), QStringLiteral("JKS"));
        settings.properties.insert(QStringLiteral("client-cert-key-store"), QStringLiteral("  "));
        QCOMPARE(
            authenticationMode(settings, passwordSecrets).value(), AuthenticationMode::Password);
    }

    void apiBaseIsFoundInEverySpelling_data()
    {
        QTest::addColumn<QString>("url");
        QTest::addColumn<bool>("keyStore");
        QTest::addColumn<QString>("base");
        for (const char* suffix : { "", "/", "/api", "/api/", "/private", "/private/",
                 "/private/api", "/private/api/", "//api//" }) {
            for (const char* prefix : { "https://cert-manager.com", "https://h.example:8443",
                     "https://h.example/sectigo/eu", "https://[::1]:1" }) {
                const QString url = QString::fromLatin1(prefix) + QString::fromLatin1(suffix);
                QTest::addRow("password %s", qPrintable(url))
                    << url << false << QString(QString::fromLatin1(prefix) + QLatin1String("/api"));
                QTest::addRow("key store %s", qPrintable(url))
                    << url << true
                    << QString(QString::fromLatin1(prefix) + QLatin1String("/private/api"));
            }
        }
        QTest::newRow("a prefix that ends like it")
            << QStringLiteral("https://h/myapi") << false << QStringLiteral("https://h/myapi/api");
        QTest::newRow("an encoded path") << QStringLiteral("https://h/a%20b/api") << false
                                         << QStringLiteral("https://h/a%20b/api");
        QTest::newRow("capitals") << QStringLiteral("https://h/API") << false
                                  << QStringLiteral("https://h/api");
    }

    void apiBaseIsFoundInEverySpelling()
    {
        QFETCH(QString, url);
        QFETCH(bool, keyStore);
        QFETCH(QString, base);
        ConnectorSettings settings = keyStore ? keyStoreConnector() : passwordConnector();
        settings.properties.insert(QStringLiteral("url"), url);
        const auto resolved = resolve(settings, keyStore ? keyStoreSecrets : passwordSecrets);
        QVERIFY(resolved);
        QCOMPARE(resolved->apiBase.toString(QUrl::FullyEncoded), base);
    }

    void capBelowTheTimerIsAnErrorThatNamesBoth_data()
    {
        QTest::addColumn<QString>("base");
        QTest::addColumn<QString>("cap");
        QTest::addColumn<bool>("isProblem");
        QTest::newRow("below") << QStringLiteral("10") << QStringLiteral("9") << true;
        QTest::newRow("equal") << QStringLiteral("10") << QStringLiteral("10 sec") << false;
        QTest::newRow("above the default cap") << QStringLiteral("PT1M") << QString() << true;
        QTest::newRow("below the default timer") << QString() << QStringLiteral("1") << true;
        QTest::newRow("defaults") << QString() << QString() << false;
    }

    void capBelowTheTimerIsAnErrorThatNamesBoth()
    {
        QFETCH(QString, base);
        QFETCH(QString, cap);
        QFETCH(bool, isProblem);
        ConnectorSettings settings = passwordConnector();
        settings.properties.insert(QStringLiteral("enroll-back-off-timer"), base);
        settings.properties.insert(QStringLiteral("enroll-max-back-off-timer"), cap);
        const QList<Problem> problems = validate(settings, passwordSecrets);
        QCOMPARE(!problems.isEmpty(), isProblem);
        if (isProblem) {
            QCOMPARE(problems.first().key, QStringLiteral("enroll-max-back-off-timer"));
            QVERIFY(problems.first().message.contains(QStringLiteral("Maximum back-off timer")));
            QVERIFY(problems.first().message.contains(QStringLiteral("than Back-off timer")));
        }
    }

    void proxyNeedsHostAndPort_data()
    {
        QTest::addColumn<Properties>("properties");
        QTest::addColumn<QStringList>("secrets");
        QTest::addColumn<QStringList>("problems");
        const QString host = QStringLiteral("proxy-host-name");
        const QString port = QStringLiteral("proxy-port");
        QTest::newRow("both") << Properties { { host, QStringLiteral("p") },
            { port, QStringLiteral("3128") } }
                              << QStringList() << QStringList();
        QTest::newRow("host alone") << Properties { { host, QStringLiteral("p") } } << QStringList()
                                    << QStringList { port };
        QTest::newRow("port alone") << Properties { { port, QStringLiteral("3128") } }
                                    << QStringList() << QStringList { host };
        QTest::newRow("user alone")
            << Properties { { QStringLiteral("proxy-username"), QStringLiteral("u") } }
            << QStringList() << QStringList { host, port };
        QTest::newRow("password alone")
            << Properties {} << QStringList { QStringLiteral("proxy-password") }
            << QStringList { host, port };
    }

    void proxyNeedsHostAndPort()
    {
        QFETCH(Properties, properties);
        QFETCH(QStringList, secrets);
        QFETCH(QStringList, problems);
        ConnectorSettings settings = passwordConnector();
        settings.properties.insert(properties);
        QCOMPARE(keysOf(validate(settings, passwordSecrets + secrets)), problems);
    }

    void secretAmongThePropertiesIsAProblem()
    {
        ConnectorSettings settings = passwordConnector();
        settings.properties.insert(QStringLiteral("login-password"), QStringLiteral("hunter2"));
        const QList<Problem> problems = validate(settings, passwordSecrets);
        QCOMPARE(keysOf(problems), QStringList { QStringLiteral("login-password") });
        QVERIFY(!problems.first().message.contains(QStringLiteral("hunter2")));
    }

    void pemTrustStoreNeedsNoPassword()
    {
        ConnectorSettings settings = passwordConnector();
        settings.properties.insert(QStringLiteral("ssl-truststore-type"), QStringLiteral("PEM"));
        QCOMPARE(validate(settings, { QStringLiteral("login-password") }), QList<Problem>());
    }

    void wrongProfilesAreToldButDoNotStopTheConnector()
    {
        ConnectorSettings settings = passwordConnector();
        LocalProfile profile;
        profile.id = profile.name = QStringLiteral("p");
        profile.properties = { { QStringLiteral("cert_type"), QStringLiteral("1") } };
        settings.profiles = { profile, profile };
        const QList<Problem> problems = validate(settings, passwordSecrets);
        QCOMPARE(keysOf(problems), QStringList { QStringLiteral("profiles") });
        QVERIFY(problems.first().message.contains(QStringLiteral("\"p\"")));
        QVERIFY(resolve(settings, passwordSecrets));
    }

    void theChosenModeDecidesWhatIsMissing_data()
    {
        QTest::addColumn<int>("mode");
        QTest::addColumn<QStringList>("missing");
        const auto row = [](const char* name, AuthenticationMode mode, QStringList keys) {
            keys.append(QStringLiteral("ssl-trust-store"));
            keys.append(QStringLiteral("ssl-trust-store-password"));
            QTest::newRow(name) << static_cast<int>(mode) << keys;
        };
        row("password", AuthenticationMode::Password,
            { QStringLiteral("login"), QStringLiteral("login-password") });
        row("key store", AuthenticationMode::KeyStore,
            { QStringLiteral("login"), QStringLiteral("client-cert-key-store"),
                QStringLiteral("client-cert-key-alias"),
                QStringLiteral("client-cert-key-store-password") });
        row("OAuth", AuthenticationMode::OAuth,
            { QStringLiteral("oauth-client-id"), QStringLiteral("oauth-client-secret"),
                QStringLiteral("oauth-token-url") });
    }
    void theChosenModeDecidesWhatIsMissing()
    {
        QFETCH(int, mode);
        QFETCH(QStringList, missing);
        const auto chosen = static_cast<AuthenticationMode>(mode);
        const QStringList always { QStringLiteral("customer-uri"), QStringLiteral("org-id"),
            QStringLiteral("url") };
        ConnectorSettings nothing;
        nothing.id = QStringLiteral("new");
        QCOMPARE(keysOf(validate(nothing, {}, chosen)), always + missing);
        QCOMPARE(requiredSettings(nothing, {}, chosen), always + missing);
        for (const QString& key : missing)
            QVERIFY2(belongsTo(*findDefinition(key), chosen), qPrintable(key));
    }

    void keysAreKnownInEverySpelling()
    {
        QCOMPARE(definitionForSpelling(u"customerUri")->key, QStringLiteral("customer-uri"));
        QCOMPARE(definitionForSpelling(u"org_id")->key, QStringLiteral("org-id"));
        QVERIFY(definitionForSpelling(u"organisation") == nullptr);
        QCOMPARE(likelyMeant(u"enrol-max-attempts")->key, QStringLiteral("enroll-max-attempts"));
        QVERIFY(likelyMeant(u"x-of-another-program") == nullptr);
        QVERIFY(looksSecret(u"login_password"));
        QVERIFY(looksSecret(u"ldapPassword"));
        QVERIFY(looksSecret(u"oauth-client-secrt"));
        QVERIFY(!looksSecret(u"login"));
    }

    void resolvedValuesAreTypedWithDefaults()
    {
        ConnectorSettings settings = keyStoreConnector();
        auto resolved = resolve(settings, keyStoreSecrets);
        QVERIFY(resolved);
        ResolvedSettings expected;
        expected.customerUri = QStringLiteral("acme");
        expected.orgId = 42;
        expected.apiBase = QUrl(QStringLiteral("https://cert-manager.com/private/api"));
        expected.mode = AuthenticationMode::KeyStore;
        expected.login = QStringLiteral("api-user");
        expected.clientKeyStore = QStringLiteral("/etc/client.p12");
        expected.clientKeyAlias = QStringLiteral("admin");
        expected.trustStore = QStringLiteral("/etc/trust.jks");
        QCOMPARE(*resolved, expected);

        const Properties more { { QStringLiteral("client-cert-key-store-type"),
                                    QStringLiteral("p12") },
            { QStringLiteral("ssl-truststore-type"), QStringLiteral("jks") },
            { QStringLiteral("enroll-back-off-timer"), QStringLiteral("3 sec") },
            { QStringLiteral("enroll-max-back-off-timer"), QStringLiteral("PT1M") },
            { QStringLiteral("enroll-max-attempts"), QStringLiteral("7") },
            { QStringLiteral("proxy-host-name"), QStringLiteral("proxy.example") },
            { QStringLiteral("proxy-port"), QStringLiteral("65535") },
            { QStringLiteral("proxy-username"), QStringLiteral("me") },
            { QStringLiteral("enable-ca-profile-sync"), QStringLiteral("true") } };
        settings.properties.insert(more);
        resolved = resolve(settings, keyStoreSecrets);
        QVERIFY(resolved);
        expected.clientKeyStoreType = QStringLiteral("PKCS12");
        expected.trustStoreType = QStringLiteral("JKS");
        expected.backOffTimer = std::chrono::seconds(3);
        expected.maxBackOffTimer = std::chrono::seconds(60);
        expected.maxAttempts = 7;
        expected.proxyHost = QStringLiteral("proxy.example");
        expected.proxyPort = 65535;
        expected.proxyUser = QStringLiteral("me");
        expected.profileSync = true;
        QCOMPARE(*resolved, expected);
    }

    void ids_data()
    {
        QTest::addColumn<QString>("id");
        QTest::addColumn<bool>("valid");
        const auto row = [](const QString& id, bool valid) {
            QTest::addRow("'%s'", qPrintable(id.left(70))) << id << valid;
        };
        for (const char* id : { "sectigo-1", "A", "a.b_c~d-e", "0", "CON1", "console", "a..b" })
            row(QString::fromLatin1(id), true);
        row(QString(64, u'x'), true);
        for (const char* id : { "", ".", "..", ".hidden", "a/b", "../x", "a\\b", "a b", "ä", "a\n",
                 "con", "NUL", "com1", "Lpt9.x", "a:b", "%2e" })
            row(QString::fromUtf8(id), false);
        row(QString(65, u'x'), false);
        row(QStringLiteral("a") + QChar(u'\0'), false);
    }

    void ids()
    {
        QFETCH(QString, id);
        QFETCH(bool, valid);
        QCOMPARE(isValidConnectorId(id), valid);
        ConnectorSettings settings = passwordConnector();
        settings.id = id;
        QCOMPARE(keysOf(validate(settings, passwordSecrets)),
            valid ? QStringList() : QStringList { QStringLiteral("id") });
    }
};

QTEST_GUILESS_MAIN(TestConnectorSettings)
#include "tst_connectorsettings.moc"
