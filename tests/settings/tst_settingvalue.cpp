// SPDX-License-Identifier: Apache-2.0
#include <core/settings/connectorsettings.h>

#include <QtTest>

using namespace gatehouse;
using namespace gatehouse::settings;

namespace {

const SettingDefinition& definition(const char* key)
{
    const SettingDefinition* found = findDefinition(QString::fromLatin1(key));
    if (!found)
        qFatal("no setting %s", key);
    return *found;
}

} // namespace

class TestSettingValue : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void definitionsAreTheDocumentedTable()
    {
        // Key, label and default in the order of the form.
        static constexpr const char* expected[][3] = {
            { "customer-uri", "Customer URI", "" },
            { "org-id", "Organization ID", "" },
            { "url", "URL", "" },
            { "login", "Login Userid", "" },
            { "login-password", "Login Password", "" },
            { "client-cert-key-store", "Client key store file", "" },
            { "client-cert-key-alias", "Client key alias", "" },
            { "client-cert-key-store-password", "Client key store password", "" },
            { "client-cert-key-store-type", "Client key store type", "" },
            { "oauth-client-id", "OAuth client ID", "" },
            { "oauth-client-secret", "OAuth client secret", "" },
            { "oauth-token-url", "OAuth token URL", "" },
            { "ssl-trust-store", "SSL Truststore File", "" },
            { "ssl-trust-store-password", "SSL Truststore Password", "" },
            { "ssl-truststore-type", "SSL Truststore Type", "" },
            { "enroll-back-off-timer", "Back-off timer", "2" },
            { "enroll-max-back-off-timer", "Maximum back-off timer", "32" },
            { "enroll-max-attempts", "Maximum attempts", "5" },
            { "proxy-host-name", "Proxy host name", "" },
            { "proxy-port", "Proxy port", "" },
            { "proxy-username", "Proxy user name", "" },
            { "proxy-password", "Proxy password", "" },
            { "enable-ca-profile-sync", "Enable CA Profile Sync", "no" },
        };
        QCOMPARE(definitions().size(), qsizetype(std::size(expected)));
        for (qsizetype i = 0; i < definitions().size(); ++i) {
            const SettingDefinition& one = definitions().at(i);
            QCOMPARE(one.key, QString::fromLatin1(expected[i][0]));
            QCOMPARE(one.translatedLabel(), QString::fromLatin1(expected[i][1]));
            QCOMPARE(one.defaultValue, QString::fromLatin1(expected[i][2]));
            QVERIFY2(one.translatedHint().endsWith(u'.'), qPrintable(one.key));
            QVERIFY(!sectionTitle(one.section).isEmpty());
            const bool isSecret = one.key.endsWith(QLatin1String("password"))
                || one.key.endsWith(QLatin1String("secret"));
            QCOMPARE(one.kind == ValueKind::Secret, isSecret);
            // A default is in normal form, or a form would show a change that nobody made.
            QCOMPARE(normalise(one, one.defaultValue).value(), one.defaultValue);
        }
        QVERIFY(!findDefinition(u"no-such-key"));
    }

    void acceptedValues_data()
    {
        QTest::addColumn<QString>("key");
        QTest::addColumn<QString>("value");
        QTest::addColumn<QString>("normal");
        const auto row = [](const char* key, const char* value, const char* normal) {
            QTest::addRow("%s: %s", key, value) << QString::fromLatin1(
                key) << QString::fromUtf8(value) << QString::fromUtf8(normal);
        };
        row("customer-uri", "  acme ", "acme");
        row("customer-uri", "", "");
        row("customer-uri", "Bäckerei 🥐", "Bäckerei 🥐");
        row("org-id", "1", "1");
        row("org-id", " 0012345 ", "12345");
        row("org-id", "2147483647", "2147483647");
        row("url", "https://cert-manager.com/api", "https://cert-manager.com/api");
        row("url", " https://cert-manager.com/api/// ", "https://cert-manager.com/api");
        row("url", "HTTPS://Cert-Manager.COM", "https://cert-manager.com");
        row("url", "https://cert-manager.com:443/x/private/api/",
            "https://cert-manager.com/x/private/api");
        row("url", "https://127.0.0.1:8443/", "https://127.0.0.1:8443");
        row("url", "https://[::1]:8443/api", "https://[::1]:8443/api");
        row("oauth-token-url", "https://auth.example/token/?v=1",
            "https://auth.example/token/?v=1");
        row("client-cert-key-store-type", "jks", "JKS");
        row("client-cert-key-store-type", "PKCS #12", "PKCS12");
        row("client-cert-key-store-type", "p12", "PKCS12");
        row("ssl-truststore-type", "pkcs12", "PKCS12");
        row("ssl-truststore-type", "pem", "PEM");
        row("enroll-back-off-timer", "PT1M", "60");
        row("enroll-back-off-timer", "32 sec", "32");
        row("enroll-max-attempts", "100", "100");
        row("proxy-host-name", "proxy.example.com", "proxy.example.com");
        row("proxy-host-name", "10.0.0.1", "10.0.0.1");
        row("proxy-host-name", "[fe80::1]", "fe80::1");
        row("proxy-port", "65535", "65535");
        row("enable-ca-profile-sync", "TRUE", "yes");
        row("enable-ca-profile-sync", "off", "no");
        row("enable-ca-profile-sync", "1", "yes");
        row("ssl-trust-store", "/etc/a b/trust.jks", "/etc/a b/trust.jks");
        row("login-password", " blanks count ", " blanks count ");
    }

    void acceptedValues()
    {
        QFETCH(QString, key);
        QFETCH(QString, value);
        QFETCH(QString, normal);
        const auto result = normalise(definition(qPrintable(key)), value);
        QVERIFY2(result, qPrintable(result ? QString() : result.error().message));
        QCOMPARE(*result, normal);
        QCOMPARE(normalise(definition(qPrintable(key)), *result).value(), normal);
    }

    void refusedValues_data()
    {
        QTest::addColumn<QString>("key");
        QTest::addColumn<QString>("value");
        QTest::addColumn<QString>("remedy");
        const auto row = [](const char* key, const QString& value, const char* remedy) {
            QTest::addRow("%s: %s", key, qPrintable(value.left(40)))
                << QString::fromLatin1(key) << value << QString::fromLatin1(remedy);
        };
        for (const char* number : { "0", "-1", "+5", "1.5", "12a", "0x10", "99999999999999999999",
                 "2147483648", "1 2", "١" })
            row("org-id", QString::fromUtf8(number), "from 1 to 2147483647");
        row("url", QStringLiteral("http://cert-manager.com/api"), "use https://");
        row("url", QStringLiteral("cert-manager.com/api"), "in full");
        row("url", QStringLiteral("ftp://cert-manager.com"), "must begin with https://");
        row("url", QStringLiteral("https://"), "in full");
        row("url", QStringLiteral("https:///api"), "in full");
        row("url", QStringLiteral("https://user:hunter2@cert-manager.com/"), "take it out");
        row("url", QStringLiteral("https://@cert-manager.com/"), "take it out");
        row("url", QStringLiteral("https://cert-manager.com/api?x=1"),
            "only the host and the path");
        row("url", QStringLiteral("https://cert-manager.com/api#top"),
            "only the host and the path");
        row("url", QStringLiteral("https://cert-manager.com:0/api"), "port 0");
        row("url", QStringLiteral("https://cert-manager.com:99999/api"), "in full");
        row("url", QStringLiteral("https://cert manager.com/api"), "in full");
        row("oauth-token-url", QStringLiteral("http://auth.example/token"), "use https://");
        row("client-cert-key-store-type", QStringLiteral("PEM"), "JKS or PKCS12");
        row("client-cert-key-store-type", QStringLiteral("BCFKS"), "JKS or PKCS12");
        row("enroll-back-off-timer", QStringLiteral("0"), "32 sec or PT32S");
        row("enroll-max-attempts", QStringLiteral("0"), "from 1 to 100");
        row("enroll-max-attempts", QStringLiteral("101"), "from 1 to 100");
        row("proxy-host-name", QStringLiteral("http://proxy:3128"), "leave out http://");
        row("proxy-host-name", QStringLiteral("proxy:3128"), "the port");
        row("proxy-host-name", QStringLiteral("proxy/path"), "leave out");
        row("proxy-host-name", QStringLiteral("my proxy"), "only a host name");
        row("proxy-port", QStringLiteral("0"), "from 1 to 65535");
        row("proxy-port", QStringLiteral("65536"), "from 1 to 65535");
        row("enable-ca-profile-sync", QStringLiteral("perhaps"), "yes or no");
        row("login", QStringLiteral("a\nX-Header: b"), "invisible character");
        row("login", QString(5000, u'a'), "shorten it");
    }

    void refusedValues()
    {
        QFETCH(QString, key);
        QFETCH(QString, value);
        QFETCH(QString, remedy);
        const SettingDefinition& one = definition(qPrintable(key));
        const auto result = normalise(one, value);
        QVERIFY(!result);
        const Error& error = result.error();
        QCOMPARE(error.kind, ErrorKind::Settings);
        QCOMPARE(error.setting, key);
        QVERIFY2(error.message.startsWith(one.translatedLabel()), qPrintable(error.message));
        QVERIFY2(error.message.contains(remedy), qPrintable(error.message));
        QVERIFY(!error.message.contains(QLatin1String("hunter2")));
        QVERIFY(!error.detail.contains(QLatin1String("hunter2")));
    }

    void durations_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<qint64>("seconds"); // 0: refused
        const auto row = [](const char* text, qint64 seconds) {
            QTest::addRow("'%s'", text) << QString::fromUtf8(text) << seconds;
        };
        row("32", 32);
        row(" 32 ", 32);
        row("32 sec", 32);
        row("32s", 32);
        row("32S", 32);
        row("1 second", 1);
        row("2 seconds", 2);
        row("2 secs", 2);
        row("PT32S", 32);
        row("pt32s", 32);
        row("PT1M", 60);
        row("PT1M30S", 90);
        row("PT1H", 3600);
        row("1m", 60);
        row("2 min", 120);
        row("604800", 604800);
        row("PT168H", 604800);
        row("", 0);
        row("0", 0);
        row("PT", 0);
        row("PT0S", 0);
        row("P1D", 0);
        row("PT1.5S", 0);
        row("1.5", 0);
        row("-2", 0);
        row("2ms", 0);
        row("s", 0);
        row("604801", 0);
        row("99999999999999999999999", 0);
        row("999999999h", 0);
        row("2\n", 2);
        row("2 s x", 0);
        row("٣", 0);
    }

    void durations()
    {
        QFETCH(QString, text);
        QFETCH(qint64, seconds);
        const auto parsed = parseSeconds(text);
        QCOMPARE(parsed ? qint64(parsed->count()) : 0, seconds);
        if (!parsed)
            QCOMPARE(parsed.error().kind, ErrorKind::Settings);
    }
};

QTEST_GUILESS_MAIN(TestSettingValue)
#include "tst_settingvalue.moc"
