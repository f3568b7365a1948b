// SPDX-License-Identifier: Apache-2.0
#include <core/background.h>
#include <core/connector/transportsettings.h>
#include <tests/keystore/pkcs12file.h>
#include <tests/support/busythreads.h>

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace gatehouse;

/// The stores that a connector's settings name, opened.
class TestTransportSettings : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void clientKeyOpensWithTheStoresPassword();
    void clientKeyWithItsOwnPasswordNamesTheRemedy();
    void theCallersThreadDoesNotOpenThem();

private:
    QString store(const char* name, const QByteArray& content)
    {
        const QString path = m_folder.filePath(QString::fromLatin1(name));
        QFile file(path);
        return file.open(QIODevice::WriteOnly) && file.write(content) == content.size() ? path
                                                                                        : QString();
    }

    Task<Result<connector::TransportSettings>> opening(const QString& keyPassword)
    {
        settings::ResolvedSettings settings;
        settings.mode = settings::AuthenticationMode::KeyStore;
        settings.trustStore = store("trust.pem", Material::get().root.certificate.toPem());
        settings.clientKeyStore = store("client.p12",
            pkcs12file::write(
                { QStringLiteral("store-word"), QStringLiteral("store-word"), keyPassword }));
        const connector::ConnectorSecrets secrets { { QStringLiteral(
                                                          "client-cert-key-store-password"),
            Secret::fromString(QStringLiteral("store-word")) } };
        return connector::transportSettings(settings, secrets, QDateTime::currentDateTimeUtc());
    }

    Result<connector::TransportSettings> openWithKeyPassword(const QString& keyPassword)
    {
        return QCoro::waitFor(opening(keyPassword));
    }

    QTemporaryDir m_folder;
};

void TestTransportSettings::clientKeyOpensWithTheStoresPassword()
{
    const auto opened = openWithKeyPassword(QStringLiteral("store-word"));
    QVERIFY2(opened, opened ? "" : qPrintable(opened.error().message));
    QCOMPARE(opened->client.identity->key, Material::get().alice.key);
}

void TestTransportSettings::clientKeyWithItsOwnPasswordNamesTheRemedy()
{
    const auto opened = openWithKeyPassword(QStringLiteral("key-word"));
    QVERIFY(!opened);
    QCOMPARE(opened.error().cause, QStringLiteral("keystore/wrong-key-password"));
    QCOMPARE(opened.error().setting, QStringLiteral("client-cert-key-store"));
    QVERIFY2(opened.error().message.contains(u"keytool -importkeystore"),
        qPrintable(opened.error().message));
}

/// With every thread of the pool at work, nothing is opened before one is free.
void TestTransportSettings::theCallersThreadDoesNotOpenThem()
{
    testsupport::BusyThreads busy;
    auto task = opening(QStringLiteral("store-word"));
    QVERIFY(!task.isReady());
    busy.release();
    QVERIFY(QCoro::waitFor(std::move(task)));
}

QTEST_GUILESS_MAIN(TestTransportSettings)
#include "tst_transportsettings.moc"
