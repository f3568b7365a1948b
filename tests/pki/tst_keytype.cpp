// SPDX-License-Identifier: Apache-2.0
#include <core/pki/keytype.h>

#include <QTest>

using namespace gatehouse::pki;

class KeyTypeTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void readsOneText_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("expected");
        for (const char* text :
            { "RSA 2048", "RSA-2048", "rsa:2048", "2048", "rsa2048", " RSA_2048 " })
            QTest::newRow(text) << QString::fromLatin1(text) << QStringLiteral("RSA 2048");
        for (const char* text : { "EC P-256", "ECC-P256", "ECDSA P-256", "ec:secp256r1",
                 "prime256v1", "256", "p_256", "EC 256" })
            QTest::newRow(text) << QString::fromLatin1(text) << QStringLiteral("EC P-256");
        QTest::newRow("P-384") << QStringLiteral("P-384") << QStringLiteral("EC P-384");
        QTest::newRow("EC-secp521r1")
            << QStringLiteral("EC-secp521r1") << QStringLiteral("EC P-521");
        QTest::newRow("RSA 1024") << QStringLiteral("RSA 1024") << QStringLiteral("RSA 1024");
        for (const char* text : { "", "RSA", "EC", "RSA P-256", "EC 2048", "RSA 256", "DSA 2048",
                 "P-224", "secp256k1", "RSA -2048", "RSA 99999999999", "RSA 2048 bits", "hello" })
            QTest::addRow("not: %s", text) << QString::fromLatin1(
                text) << (qstrcmp(text, "RSA -2048") == 0 ? QStringLiteral("RSA 2048") : QString());
    }

    void readsOneText()
    {
        QFETCH(QString, text);
        QFETCH(QString, expected);
        const auto type = KeyType::parse(text);
        QCOMPARE(type ? type->toString() : QString(), expected);
        if (type)
            QCOMPARE(KeyType::parse(type->algorithmName(), type->parameterName()), *type);
        else
            QCOMPARE(type.error().kind, gatehouse::ErrorKind::Usage);
    }

    void knowsWhatIsSupported()
    {
        for (const int bits : { 2048, 3072, 4096, 8192 })
            QVERIFY((KeyType { KeyAlgorithm::Rsa, bits }.isSupported()));
        for (const int bits : { 256, 384, 521 })
            QVERIFY((KeyType { KeyAlgorithm::Ec, bits }.isSupported()));
        for (const int bits : { 0, 1024, 2047, 6144, 16384, 256 })
            QVERIFY((!KeyType { KeyAlgorithm::Rsa, bits }.isSupported()));
        QVERIFY((!KeyType { KeyAlgorithm::Ec, 224 }.isSupported()));
    }
};

QTEST_GUILESS_MAIN(KeyTypeTest)
#include "tst_keytype.moc"
