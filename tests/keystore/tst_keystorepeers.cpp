// SPDX-License-Identifier: Apache-2.0
#include "jkswriter.h"
#include "material.h"
#include <core/keystore/keystore.h>
#include <core/pki/pkcs12.h>

#include <QFile>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

using namespace gatehouse;
using namespace gatehouse::keystore;

namespace {

const QString storeWord = QStringLiteral("store-word");

/// Runs a program to its end; its output, or what it complained about in a failed comparison.
QString run(const QString& program, const QStringList& arguments)
{
    QProcess process;
    process.setProcessChannelMode(QProcess::MergedChannels);
    process.start(program, arguments);
    if (!process.waitForFinished(60000) || process.exitCode() != 0)
        return QStringLiteral("FAILED: ") + QString::fromUtf8(process.readAll())
            + process.errorString();
    return QString::fromUtf8(process.readAll());
}

QString keytool(const QStringList& arguments)
{
    // A short-lived JVM starts faster without its optimising compiler.
    return run(QStringLiteral("keytool"),
        arguments + QStringList { QStringLiteral("-J-XX:TieredStopAtLevel=1") });
}

QStringList words(const char* line)
{
    return QString::fromUtf8(line).split(u' ', Qt::SkipEmptyParts);
}

Result<KeyStore> openWith(const QString& path, const QString& password)
{
    return openFile(path, { {}, std::nullopt, Secret::fromString(password) });
}

void write(const QString& path, const QByteArray& bytes)
{
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    QCOMPARE(file.write(bytes), bytes.size());
}

const Entry* entryNamed(const KeyStore& store, const QString& alias)
{
    for (const Entry& entry : store.entries) {
        if (entry.alias == alias)
            return &entry;
    }
    return nullptr;
}

} // namespace

#define QVERIFY_RAN(output) QVERIFY2(!(output).startsWith(u"FAILED"), qPrintable(output))
#define QVERIFY_HAS(result)                                                                        \
    QVERIFY2((result).has_value(),                                                                 \
        (result).has_value() ? ""                                                                  \
                             : qPrintable((result).error().message + (result).error().detail))

/// Stores made by keytool and openssl, read by us, and ours read by keytool.
class TestKeyStorePeers : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void readsJksOfKeytool();
    void readsChainsOfKeytool();
    void readsJksWithUnicodePasswords();
    void readsPkcs12OfKeytool();
    void readsPkcs12OfOpenSsl_data();
    void readsPkcs12OfOpenSsl();
    void opensKeyWithItsOwnPasswordInPkcs12OfJava();
    void readsTrustStoreOfOpenSsl();
    void keytoolReadsWhatTheTestsWrite_data();
    void keytoolReadsWhatTheTestsWrite();

private:
    QString path(const char* file) const { return m_folder.filePath(QString::fromLatin1(file)); }
    QTemporaryDir m_folder;
};

void TestKeyStorePeers::initTestCase()
{
    QVERIFY(m_folder.isValid());
    const Material& material = Material::get();
    write(path("root.pem"), material.root.certificate.toPem());
    write(path("alice.pem"), material.alice.certificate.toPem());
    write(path("chain.pem"),
        material.intermediate.certificate.toPem() + material.root.certificate.toPem());
    write(path("alice.key"),
        material.alice.key.toEncryptedPem(Secret::fromString(QStringLiteral("pem-word"))).value());
    write(path("alice.p12"),
        pki::writePkcs12(material.alice.key, material.alice.certificate,
            material.aliceChain().mid(1), QStringLiteral("alice"), Secret::fromString(storeWord),
            pki::Pkcs12Form::Modern)
            .value());
}

void TestKeyStorePeers::readsJksOfKeytool()
{
    const QStringList store { QStringLiteral("-keystore"), path("two.jks"),
        QStringLiteral("-storepass"), storeWord };
    QVERIFY_RAN(
        keytool(words("-genkeypair -storetype JKS -keyalg EC -groupname secp256r1 -dname CN=one "
                      "-alias Schlüssel-ÄÖ -keypass first-key-word")
            + store));
    QVERIFY_RAN(keytool(words("-genkeypair -storetype JKS -keyalg RSA -keysize 2048 -dname CN=two "
                              "-alias TWO -keypass store-word")
        + store));
    QVERIFY_RAN(keytool(words("-importcert -noprompt -alias root -file")
        + QStringList { path("root.pem") } + store));

    const auto opened = openWith(path("two.jks"), storeWord);
    QVERIFY_HAS(opened);
    QCOMPARE(opened->type, StoreType::Jks);
    QCOMPARE(opened->name, QStringLiteral("two.jks"));
    QCOMPARE(opened->entries.size(), 3);
    QVERIFY(entryNamed(*opened, QStringLiteral("schlüssel-äö")));
    QCOMPARE(trustAnchors(*opened).value(), QList { Material::get().root.certificate });
    const qint64 age = opened->entries.constFirst().created.secsTo(QDateTime::currentDateTimeUtc());
    QVERIFY(age >= 0 && age < 300);

    const Secret storePassword = Secret::fromString(storeWord);
    const QString first = QStringLiteral("Schlüssel-ÄÖ");
    const auto one = credential(
        *opened, first, Secret::fromString(QStringLiteral("first-key-word")), storePassword);
    QVERIFY_HAS(one);
    QCOMPARE(one->key.publicKeyInfo(), one->chain.constFirst().publicKeyInfo());
    QCOMPARE(credential(*opened, first, {}, storePassword).error().cause,
        QStringLiteral("keystore/wrong-key-password"));
    const auto two = credential(*opened, QStringLiteral("two"), {}, storePassword);
    QVERIFY_HAS(two);
    QCOMPARE(two->key.keyType().toString(), QStringLiteral("RSA 2048"));
    QCOMPARE(openWith(path("two.jks"), QStringLiteral("wrong-word")).error().cause,
        QStringLiteral("keystore/wrong-store-password"));
}

void TestKeyStorePeers::readsChainsOfKeytool()
{
    QVERIFY_RAN(keytool(
        words("-importkeystore -noprompt -srcstoretype PKCS12 -srcstorepass store-word "
              "-deststoretype JKS -deststorepass other-word -srckeystore")
        + QStringList { path("alice.p12"), QStringLiteral("-destkeystore"), path("alice.jks") }));
    const auto opened = openWith(path("alice.jks"), QStringLiteral("other-word"));
    QVERIFY_HAS(opened);
    // keytool keeps the key's password when it changes the store's.
    const auto alice = credential(*opened, {}, Secret::fromString(storeWord), {});
    QVERIFY_HAS(alice);
    QCOMPARE(alice->chain, Material::get().aliceChain());
    QCOMPARE(alice->key, Material::get().alice.key);
}

void TestKeyStorePeers::readsJksWithUnicodePasswords()
{
    const QString password = QStringLiteral("Schlüssel-🔑-κλειδί");
    const QStringList options { QStringLiteral("-keystore"), path("unicode.jks"),
        QStringLiteral("-storepass"), password, QStringLiteral("-keypass"), password };
    QVERIFY_RAN(keytool(
        words("-genkeypair -storetype JKS -keyalg EC -groupname secp384r1 -dname CN=u -alias 钥匙")
        + options));
    const auto opened = openWith(path("unicode.jks"), password);
    QVERIFY_HAS(opened);
    const auto key = credential(*opened, QStringLiteral("钥匙"), {}, Secret::fromString(password));
    QVERIFY_HAS(key);
    QCOMPARE(key->key.keyType().toString(), QStringLiteral("EC P-384"));
}

void TestKeyStorePeers::readsPkcs12OfKeytool()
{
    const QStringList store { QStringLiteral("-keystore"), path("two.p12"),
        QStringLiteral("-storepass"), storeWord };
    QVERIFY_RAN(
        keytool(words("-importkeystore -noprompt -srcstoretype PKCS12 -srcstorepass store-word "
                      "-deststoretype PKCS12 -deststorepass store-word -srckeystore")
            + QStringList { path("alice.p12"), QStringLiteral("-destkeystore"), path("two.p12") }));
    QVERIFY_RAN(keytool(
        words("-genkeypair -keyalg EC -groupname secp256r1 -dname CN=bob -alias Bob-Ä") + store));
    QVERIFY_RAN(keytool(words("-importcert -noprompt -alias Wurzel -file")
        + QStringList { path("root.pem") } + store));

    const auto opened = openWith(path("two.p12"), storeWord);
    QVERIFY_HAS(opened);
    QCOMPARE(opened->type, StoreType::Pkcs12);
    QVERIFY(opened->marksTrust);
    QCOMPARE(opened->entries.size(), 3);
    QCOMPARE(trustAnchors(*opened).value(), QList { Material::get().root.certificate });
    QVERIFY(entryNamed(*opened, QStringLiteral("Wurzel")));
    const auto alice = credential(*opened, QStringLiteral("ALICE"), {}, {});
    QVERIFY_HAS(alice);
    QCOMPARE(alice->chain, Material::get().aliceChain());
    const auto bob = credential(*opened, QStringLiteral("bob-ä"), {}, {});
    QVERIFY_HAS(bob);
    QCOMPARE(bob->chain.size(), 1);
    QVERIFY(opened->entries.at(1).created.isValid());
    QCOMPARE(
        credential(*opened, {}, {}, {}).error().cause, QStringLiteral("keystore/alias-needed"));
}

void TestKeyStorePeers::readsPkcs12OfOpenSsl_data()
{
    QTest::addColumn<QStringList>("options");
    QTest::addColumn<QString>("password");
    QTest::newRow("modern") << QStringList() << storeWord;
    QTest::newRow("legacy: RC2 and 3DES") << words("-legacy") << storeWord;
    QTest::newRow("no MAC") << words("-nomac") << storeWord;
    QTest::newRow("nothing encrypted") << words("-nomac -keypbe NONE -certpbe NONE") << storeWord;
    QTest::newRow("empty password") << QStringList() << QString();
    QTest::newRow("legacy, empty password") << words("-legacy") << QString();
    QTest::newRow("umlauts, emoji") << QStringList() << QStringLiteral("Größe-🔑");
    QTest::newRow("legacy, umlauts") << words("-legacy") << QStringLiteral("Größe-€");
}

void TestKeyStorePeers::readsPkcs12OfOpenSsl()
{
    QFETCH(QStringList, options);
    QFETCH(QString, password);
    const QStringList always { QStringLiteral("-inkey"), path("alice.key"),
        QStringLiteral("-passin"), QStringLiteral("pass:pem-word"), QStringLiteral("-in"),
        path("alice.pem"), QStringLiteral("-certfile"), path("chain.pem"), QStringLiteral("-name"),
        QStringLiteral("Alice"), QStringLiteral("-out"), path("openssl.p12"),
        QStringLiteral("-passout"), QStringLiteral("pass:") + password };
    QVERIFY_RAN(run(QStringLiteral("openssl"), words("pkcs12 -export") + options + always));
    const auto opened = openWith(path("openssl.p12"), password);
    QVERIFY_HAS(opened);
    QCOMPARE(opened->entries.size(), 1);
    const auto alice = credential(*opened, QStringLiteral("alice"), {}, {});
    QVERIFY_HAS(alice);
    QCOMPARE(alice->alias, QStringLiteral("Alice"));
    QCOMPARE(alice->chain, Material::get().aliceChain());
    const bool isSealed = !options.contains(QStringLiteral("NONE"));
    const auto wrong = openWith(path("openssl.p12"), QStringLiteral("wrong-word"));
    QCOMPARE(!wrong, isSealed);
    if (isSealed)
        QCOMPARE(wrong.error().cause, QStringLiteral("keystore/wrong-store-password"));
}

void TestKeyStorePeers::opensKeyWithItsOwnPasswordInPkcs12OfJava()
{
    QVERIFY_RAN(
        keytool(words("-importkeystore -noprompt -srcstoretype PKCS12 -srcstorepass store-word "
                      "-deststoretype PKCS12 -deststorepass store-word -srckeystore")
            + QStringList { path("alice.p12"), QStringLiteral("-destkeystore"), path("own.p12") }));
    QVERIFY_RAN(keytool(words("-genkeypair -keyalg EC -groupname secp256r1 -dname CN=bob -alias "
                              "bob -storepass store-word -keystore")
        + QStringList { path("own.p12") }));
    QVERIFY_RAN(run(QStringLiteral("java"),
        { QStringLiteral(KEY_PASSWORD_PROGRAM), path("own.p12"), QStringLiteral("alice"), storeWord,
            QStringLiteral("key-word") }));

    const auto opened = openWith(path("own.p12"), storeWord);
    QVERIFY_HAS(opened);
    QCOMPARE(opened->entries.size(), 2);
    const QString alice = QStringLiteral("alice");
    const Secret storePassword = Secret::fromString(storeWord);
    const auto own =
        credential(*opened, alice, Secret::fromString(QStringLiteral("key-word")), storePassword);
    QVERIFY_HAS(own);
    QCOMPARE(own->key, Material::get().alice.key);
    QCOMPARE(own->chain, Material::get().aliceChain());
    QVERIFY_HAS(credential(*opened, QStringLiteral("bob"), {}, storePassword));
    QCOMPARE(credential(*opened, alice, {}, storePassword).error().cause,
        QStringLiteral("keystore/wrong-key-password"));
    QCOMPARE(openWith(path("own.p12"), QStringLiteral("wrong-word")).error().cause,
        QStringLiteral("keystore/wrong-store-password"));
}

void TestKeyStorePeers::readsTrustStoreOfOpenSsl()
{
    QVERIFY_RAN(run(QStringLiteral("openssl"),
        words("pkcs12 -export -nokeys -passout pass:store-word -in")
            + QStringList { path("chain.pem"), QStringLiteral("-out"), path("trust.p12") }));
    const auto opened = openWith(path("trust.p12"), storeWord);
    QVERIFY_HAS(opened);
    QVERIFY(!opened->marksTrust);
    QCOMPARE(trustAnchors(*opened).value().size(), 2);
    QCOMPARE(credential(*opened, {}, {}, {}).error().cause, QStringLiteral("keystore/no-key"));
}

void TestKeyStorePeers::keytoolReadsWhatTheTestsWrite_data()
{
    QTest::addColumn<quint32>("version");
    QTest::newRow("version 1") << 1U;
    QTest::newRow("version 2") << 2U;
}

/// Otherwise writer and reader of this project could be wrong together.
void TestKeyStorePeers::keytoolReadsWhatTheTestsWrite()
{
    QFETCH(quint32, version);
    const Material& material = Material::get();
    write(path("ours.jks"),
        jkswriter::write({ { QStringLiteral("alice-ä"), toDer(material.aliceChain()),
                               pkcs8(material.alice.key), storeWord },
                             { QStringLiteral("root"), { material.root.certificate.toDer() } } },
            storeWord, version));
    const QString listing =
        keytool(words("-list -storepass store-word -keystore") + QStringList { path("ours.jks") });
    QVERIFY_RAN(listing);
    QVERIFY2(listing.contains(u"PrivateKeyEntry"), qPrintable(listing));
    QVERIFY2(listing.contains(u"trustedCertEntry"), qPrintable(listing));
    QVERIFY2(listing.contains(u"alice-ä"), qPrintable(listing));
    QCOMPARE(openWith(path("ours.jks"), storeWord).value().entries.size(), 2);
}

QTEST_GUILESS_MAIN(TestKeyStorePeers)
#include "tst_keystorepeers.moc"
