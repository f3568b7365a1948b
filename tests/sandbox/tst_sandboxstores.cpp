// SPDX-License-Identifier: Apache-2.0
#include "sandboxfixture.h"

#include <QProcess>

using namespace gatehouse;
using namespace gatehouse::sandbox;

/// The stores are opened with the JDK's own tool: Gatehouse must not be the only one to read them.
class TestSandboxStores : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void trustStoresOpenInJava_data();
    void trustStoresOpenInJava();
    void keyStoresOpenInJava_data();
    void keyStoresOpenInJava();
    void wrongPasswordIsRefusedByJava();

private:
    QPair<int, QString> keytool(const QStringList& arguments)
    {
        QProcess process;
        process.setProcessChannelMode(QProcess::MergedChannels);
        process.start(QStringLiteral("keytool"),
            QStringList { QStringLiteral("-J-Duser.language=en") } + arguments);
        if (!process.waitForFinished(60000))
            return { -1, process.errorString() };
        return { process.exitCode(), QString::fromUtf8(process.readAll()) };
    }
    QPair<int, QString> list(const QString& path, const QString& type, const QString& credential)
    {
        return keytool({ QStringLiteral("-list"), QStringLiteral("-v"), QStringLiteral("-keystore"),
            path, QStringLiteral("-storetype"), type, QStringLiteral("-storepass:file"),
            m_fixture.folder.credentials() + QLatin1Char('/') + credential });
    }

    SandboxFixture m_fixture;
};

void TestSandboxStores::trustStoresOpenInJava_data()
{
    QTest::addColumn<QString>("type");
    QTest::addColumn<QString>("ending");
    QTest::newRow("JKS") << QStringLiteral("JKS") << QStringLiteral("jks");
    QTest::newRow("PKCS12") << QStringLiteral("PKCS12") << QStringLiteral("p12");
}

void TestSandboxStores::trustStoresOpenInJava()
{
    QFETCH(QString, type);
    QFETCH(QString, ending);
    const auto [exitCode, text] =
        list(m_fixture.folder.trustStore(ending), type, QStringLiteral("ssl-trust-store-password"));
    QVERIFY2(exitCode == 0, qPrintable(text));
    QVERIFY(text.contains(QLatin1String("Alias name: sandbox-root")));
    QVERIFY(text.contains(QLatin1String("Entry type: trustedCertEntry")));
    const QString fingerprint = QString::fromLatin1(
        m_fixture.stage->authority().root().sha256Fingerprint().toHex(':').toUpper());
    QVERIFY2(text.contains(fingerprint), qPrintable(text));
}

void TestSandboxStores::keyStoresOpenInJava_data()
{
    trustStoresOpenInJava_data();
}

void TestSandboxStores::keyStoresOpenInJava()
{
    QFETCH(QString, type);
    QFETCH(QString, ending);
    const QString path = m_fixture.folder.clientKeyStore(ending);
    const auto [exitCode, text] =
        list(path, type, QStringLiteral("client-cert-key-store-password"));
    QVERIFY2(exitCode == 0, qPrintable(text));
    QVERIFY(text.contains(QLatin1String("Alias name: sandbox-client")));
    QVERIFY(text.contains(QLatin1String("Entry type: PrivateKeyEntry")));
    QVERIFY(text.contains(QLatin1String("Certificate chain length: 3")));
    // A request signed with the key proves that the key itself opens.
    const QString password =
        m_fixture.folder.credentials() + QStringLiteral("/client-cert-key-store-password");
    const auto [signedCode, request] = keytool({ QStringLiteral("-certreq"),
        QStringLiteral("-alias"), QStringLiteral("sandbox-client"), QStringLiteral("-keystore"),
        path, QStringLiteral("-storetype"), type, QStringLiteral("-storepass:file"), password });
    QVERIFY2(signedCode == 0, qPrintable(request));
    const auto parsed = pki::CertificateRequest::parse(request.toUtf8());
    QVERIFY(parsed && parsed->hasValidSignature());
    QCOMPARE(
        parsed->publicKeyInfo(), m_fixture.stage->authority().administrator().key.publicKeyInfo());
}

void TestSandboxStores::wrongPasswordIsRefusedByJava()
{
    const auto [exitCode, text] = list(m_fixture.folder.trustStore(QStringLiteral("jks")),
        QStringLiteral("JKS"), QStringLiteral("control-token"));
    QVERIFY(exitCode != 0);
    QVERIFY(text.contains(QLatin1String("password was incorrect")));
}

QTEST_GUILESS_MAIN(TestSandboxStores)
#include "tst_sandboxstores.moc"
