// SPDX-License-Identifier: Apache-2.0
#include "pkifixtures.h"
#include <core/pki/opensslpointers.h>

#include <QTest>

#include <openssl/err.h>
#include <openssl/provider.h>

using namespace gatehouse;
using namespace gatehouse::pki;
using namespace gatehouse::pki::tests;

class PrivateKeyTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void generates_data()
    {
        QTest::addColumn<QString>("type");
        for (const char* type : { "RSA 2048", "RSA 3072", "EC P-256", "EC P-384", "EC P-521" })
            QTest::newRow(type) << QString::fromLatin1(type);
    }

    void generates()
    {
        QFETCH(QString, type);
        const auto key = PrivateKey::generate(KeyType::parse(type).value());
        QVERIFY(key);
        QCOMPARE(key->keyType().toString(), type);
        QVERIFY(!key->publicKeyInfo().isEmpty());
        QVERIFY(*key != PrivateKey::generate(KeyType::parse(type).value()).value());
    }

    void namesTheCurve()
    {
        // prime256v1 by its OID, not by its parameters: nothing else is accepted by CAs.
        QVERIFY(newKey().publicKeyInfo().contains(QByteArray::fromHex("06082a8648ce3d030107")));
    }

    void refusesOtherTypes()
    {
        for (const KeyType type :
            { KeyType { KeyAlgorithm::Rsa, 1024 }, KeyType { KeyAlgorithm::Rsa, 1'000'000 },
                KeyType { KeyAlgorithm::Rsa, -1 }, KeyType { KeyAlgorithm::Ec, 224 } }) {
            const auto key = PrivateKey::generate(type);
            QVERIFY(!key);
            QCOMPARE(key.error().kind, ErrorKind::Usage);
        }
    }

    void comesBackFromPkcs8_data()
    {
        QTest::addColumn<QString>("passwordText");
        QTest::newRow("plain") << QStringLiteral("secret");
        QTest::newRow("umlauts") << QStringLiteral("Zürich ß");
        QTest::newRow("outside of the BMP") << QStringLiteral("\U0001F511");
        QTest::newRow("long") << QString(1000, u'x');
    }

    void comesBackFromPkcs8()
    {
        QFETCH(QString, passwordText);
        const Secret secret = Secret::fromString(passwordText);
        const PrivateKey key = newKey();
        QCOMPARE(PrivateKey::fromPkcs8(key.toPkcs8().utf8()), key);
        const QByteArray der = key.toEncryptedPkcs8(secret).value();
        QCOMPARE(PrivateKey::fromEncryptedPkcs8(der, secret), key);
        const QByteArray pem = key.toEncryptedPem(secret).value();
        QVERIFY(pem.startsWith("-----BEGIN ENCRYPTED PRIVATE KEY-----\n"));
        QCOMPARE(PrivateKey::fromEncryptedPkcs8(pem, secret), key);
        QCOMPARE(
            PrivateKey::fromEncryptedPkcs8("text\n" + pem.chopped(1).replace("\n", "\r\n"), secret),
            key);
        const auto wrong = PrivateKey::fromEncryptedPkcs8(pem, password("other"));
        QVERIFY(!wrong);
        QCOMPARE(wrong.error().cause, QStringLiteral("pki/wrong-password"));
        QCOMPARE(wrong.error().kind, ErrorKind::KeyStore);
        QVERIFY(!wrong.error().message.contains(passwordText));
        // PBES2, AES-256-CBC, HMAC-SHA-256
        QVERIFY(der.contains(QByteArray::fromHex("06092a864886f70d01050d")));
        QVERIFY(der.contains(QByteArray::fromHex("060960864801650304012a")));
        QVERIFY(der.contains(QByteArray::fromHex("06082a864886f70d0209")));
    }

    void neverSavesWithoutAPassword()
    {
        QVERIFY(!newKey().toEncryptedPkcs8({}));
        QVERIFY(!PrivateKey().toEncryptedPkcs8(password("x")));
        QVERIFY(PrivateKey().toPkcs8().isEmpty());
        QVERIFY(PrivateKey().publicKeyInfo().isEmpty());
        QVERIFY(!PrivateKey().keyType().isSupported());
        QCOMPARE(PrivateKey(), PrivateKey());
        QVERIFY(PrivateKey() != newKey());
    }

    void refusesWhatIsNone_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::newRow("nothing") << QByteArray();
        QTest::newRow("text") << QByteArray("hello");
        QTest::newRow("a certificate") << smallPki().leaf.toDer();
        QTest::newRow("a sequence") << QByteArray::fromHex("3000");
        QTest::newRow("2 MB") << QByteArray(2'000'000, '0');
    }

    void refusesWhatIsNone()
    {
        QFETCH(QByteArray, bytes);
        for (const auto& key : { PrivateKey::fromPkcs8(bytes),
                 PrivateKey::fromEncryptedPkcs8(bytes, password("x")) }) {
            QVERIFY(!key);
            QCOMPARE(key.error().cause, QStringLiteral("pki/not-private-key"));
        }
    }

    void refusesEndlessDerivation()
    {
        QByteArray der = newKey().toEncryptedPkcs8(password("x")).value();
        // 100,000 iterations become 8,362,656: one octet of the count is changed.
        const qsizetype at = der.indexOf(QByteArray::fromHex("02030186a0"));
        QVERIFY(at > 0);
        der[at + 2] = 0x7f;
        const auto key = PrivateKey::fromEncryptedPkcs8(der, password("x"));
        QVERIFY(!key);
        QCOMPARE(key.error().cause, QStringLiteral("pki/altered"));
    }

    void knowsItsPublicKey()
    {
        const PrivateKey rsa = PrivateKey::generate({ KeyAlgorithm::Rsa, 2048 }).value();
        const PrivateKey ec = newKey();
        QVERIFY(rsa.hasPublicKey(rsa.publicKeyInfo()));
        QVERIFY(ec.hasPublicKey(ec.publicKeyInfo()));
        QVERIFY(!ec.hasPublicKey(rsa.publicKeyInfo()));
        QVERIFY(!rsa.hasPublicKey(ec.publicKeyInfo()));
        QVERIFY(!ec.hasPublicKey(newKey().publicKeyInfo()));
        QVERIFY(!ec.hasPublicKey({}));
        QVERIFY(!ec.hasPublicKey("hello"));
        QVERIFY(!PrivateKey().hasPublicKey(ec.publicKeyInfo()));
    }

    void leavesOpenSslAsItWas()
    {
        ERR_clear_error();
        PrivateKey::fromPkcs8("hello");
        PrivateKey::fromEncryptedPkcs8(
            newKey().toEncryptedPem(password("a")).value(), password("b"));
        Certificate::parse("hello");
        QCOMPARE(ERR_peek_error(), 0UL);
        // RC2 stays out of reach of everything but the reading of old files.
        const OpenSslPointer<EVP_CIPHER, EVP_CIPHER_free> rc2(
            EVP_CIPHER_fetch(nullptr, "RC2-40-CBC", nullptr));
        const OpenSslPointer<EVP_CIPHER, EVP_CIPHER_free> aes(
            EVP_CIPHER_fetch(nullptr, "AES-256-CBC", nullptr));
        ERR_clear_error();
        QVERIFY(!rc2);
        QVERIFY(aes);
        QCOMPARE(OSSL_PROVIDER_available(nullptr, "default"), 1);
    }

    void damagedOnesNeverCrash()
    {
        const PrivateKey key = newKey();
        const QByteArray der = key.toPkcs8().utf8().toByteArray();
        for (qsizetype size = 0; size < der.size(); ++size)
            QVERIFY(!PrivateKey::fromPkcs8(der.first(size)));
        for (qsizetype at = 0; at < der.size(); ++at) {
            QByteArray flipped = der;
            flipped[at] = static_cast<char>(flipped[at] ^ 0x01);
            const auto read = PrivateKey::fromPkcs8(flipped);
            QVERIFY(!read || !read->publicKeyInfo().isEmpty());
        }
    }
};

QTEST_GUILESS_MAIN(PrivateKeyTest)
#include "tst_privatekey.moc"
