// SPDX-License-Identifier: Apache-2.0
#include <core/keystore/keystore.h>
#include <core/workspace/trustaddition.h>
#include <tests/pki/pkifixtures.h>

#include <QTemporaryDir>
#include <QTest>

using namespace gatehouse;
using namespace gatehouse::workspace;
using pki::Certificate;

namespace {

/// What stands between us and the CA: its own root, and a certificate in the CA's name.
struct Interceptor {
    Certificate root;
    Certificate leaf;
};

Interceptor interceptor(const QString& host = QStringLiteral("scm.example.org"))
{
    const pki::PrivateKey rootKey = pki::tests::newKey();
    auto rootContent = pki::tests::templateFor(rootKey, u"CN=Inspecting Proxy");
    rootContent.isCa = true;
    const Certificate root =
        pki::buildCertificate(rootContent, {}, rootKey).value_or(Certificate());
    auto content = pki::tests::templateFor(pki::tests::newKey(), u"CN=server");
    content.subjectAltNames = { { pki::GeneralName::Type::DnsName, host } };
    content.extendedKeyUsages = { QStringLiteral("serverAuth") };
    return { root, pki::buildCertificate(content, root, rootKey).value_or(Certificate()) };
}

settings::ConnectorSettings sectigo()
{
    settings::ConnectorSettings settings;
    settings.id = QStringLiteral("sectigo");
    settings.properties.insert(
        QStringLiteral("url"), QStringLiteral("https://scm.example.org/api"));
    return settings;
}

connector::CheckReport report(
    const QList<Certificate>& chain, const QString& cause = QStringLiteral("tls/untrusted-issuer"))
{
    connector::CheckReport report;
    connector::StepResult failed;
    failed.step = connector::CheckStep::Tls;
    failed.failure = Error::of(ErrorKind::Tls, QStringLiteral("No."));
    failed.failure->cause = cause;
    report.steps = { failed };
    report.chain = chain;
    return report;
}

} // namespace

class TestTrustAddition : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void offersTheTopmostCa();
    void offersAServersOwnWhenItSignedItself();
    void offersNothingAfterOtherFailures();
    void saysWhyThereIsNothingToOffer_data();
    void saysWhyThereIsNothingToOffer();
    void bundlesEachCertificateOnce();
    void aNameCannotForgeArmour();
    void suggestsAFreeName();
};

void TestTrustAddition::offersTheTopmostCa()
{
    const Interceptor between = interceptor();
    const auto offer = trustOffer(sectigo(), report({ between.leaf, between.root }));
    QVERIFY(offer.has_value());
    QCOMPARE(offer->host, QStringLiteral("scm.example.org"));
    QCOMPARE(offer->issuer, QStringLiteral("CN=Inspecting Proxy"));
    QCOMPARE(offer->certificate, between.root);
    QVERIFY(offer->obstacle.isEmpty());
}

void TestTrustAddition::offersAServersOwnWhenItSignedItself()
{
    const pki::PrivateKey key = pki::tests::newKey();
    auto content = pki::tests::templateFor(key, u"CN=appliance");
    content.subjectAltNames = { { pki::GeneralName::Type::DnsName,
        QStringLiteral("scm.example.org") } };
    const auto own = pki::buildCertificate(content, {}, key);
    const auto offer = trustOffer(sectigo(), report({ *own }));
    QVERIFY(offer.has_value());
    QVERIFY2(offer->obstacle.isEmpty(), qPrintable(offer->obstacle));
    QCOMPARE(offer->certificate, *own);
}

void TestTrustAddition::offersNothingAfterOtherFailures()
{
    const Interceptor between = interceptor();
    const QList<Certificate> chain { between.leaf, between.root };
    QVERIFY(!trustOffer(sectigo(), report(chain, QStringLiteral("tls/expired"))));
    QVERIFY(!trustOffer(sectigo(), report({})));
    QVERIFY(!trustOffer(sectigo(), connector::CheckReport()));
}

void TestTrustAddition::saysWhyThereIsNothingToOffer_data()
{
    QTest::addColumn<QString>("host");
    QTest::addColumn<bool>("sendsRoot");
    QTest::addColumn<QString>("word");
    QTest::newRow("the issuer's certificate was not sent")
        << QStringLiteral("scm.example.org") << false << QStringLiteral("Inspecting Proxy");
    QTest::newRow("the certificate is for another host")
        << QStringLiteral("www.example.net") << true << QStringLiteral("www.example.net");
}

void TestTrustAddition::saysWhyThereIsNothingToOffer()
{
    QFETCH(QString, host);
    QFETCH(bool, sendsRoot);
    QFETCH(QString, word);
    const Interceptor between = interceptor(host);
    QList<Certificate> chain { between.leaf };
    if (sendsRoot)
        chain.append(between.root);
    const auto offer = trustOffer(sectigo(), report(chain));
    QVERIFY(offer.has_value());
    QVERIFY(offer->certificate.isNull());
    QVERIFY2(offer->obstacle.contains(word), qPrintable(offer->obstacle));
}

void TestTrustAddition::bundlesEachCertificateOnce()
{
    const Certificate old = interceptor().root;
    const Certificate added = interceptor().root;
    const QByteArray bundle = trustBundle({ old, old }, added);
    QCOMPARE(trustBundle({ old, added }, old), trustBundle({ old }, added));
    const auto store = keystore::open(bundle, { QStringLiteral("trust.pem"), {}, {} });
    QVERIFY(store.has_value());
    QCOMPARE(store->type, keystore::StoreType::Pem);
    QCOMPARE(keystore::trustAnchors(*store).value_or(QList<Certificate>()),
        QList<Certificate>({ old, added }));
}

void TestTrustAddition::aNameCannotForgeArmour()
{
    const Certificate odd = pki::tests::selfSigned(pki::tests::newKey(),
        u"CN=x-----BEGIN CERTIFICATE-----\\0AAAAA\\0A-----END CERTIFICATE-----");
    QVERIFY(!odd.isNull());
    const auto parsed = Certificate::parseAll(trustBundle({}, odd));
    QVERIFY(parsed.has_value());
    QCOMPARE(*parsed, QList<Certificate> { odd });
}

void TestTrustAddition::suggestsAFreeName()
{
    const QTemporaryDir folder;
    const settings::HomeFolders home { QDir(folder.path()), QDir(folder.path()) };
    settings::ConnectorSettings settings = sectigo();
    QCOMPARE(suggestedTrustFile(settings, home),
        folder.filePath(QStringLiteral("sectigo-trust-extended.pem")));
    const auto touch = [](const QString& path) {
        QFile file(path);
        return file.open(QIODevice::WriteOnly);
    };
    const QString store = folder.filePath(QStringLiteral("trust.jks"));
    QVERIFY(touch(store));
    settings.properties.insert(QStringLiteral("ssl-trust-store"), store);
    const QString suggested = suggestedTrustFile(settings, home);
    QCOMPARE(suggested, folder.filePath(QStringLiteral("trust-extended.pem")));
    QVERIFY(touch(suggested));
    QCOMPARE(suggestedTrustFile(settings, home),
        folder.filePath(QStringLiteral("trust-extended-2.pem")));
}

QTEST_GUILESS_MAIN(TestTrustAddition)
#include "tst_trustaddition.moc"
