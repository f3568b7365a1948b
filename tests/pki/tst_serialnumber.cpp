// SPDX-License-Identifier: Apache-2.0
#include <core/pki/serialnumber.h>

#include <QTest>

using namespace gatehouse::pki;

class SerialNumberTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void readsEverySpelling_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("hex");
        QTest::newRow("lower case") << QStringLiteral("a93ec0") << QStringLiteral("a93ec0");
        QTest::newRow("upper-case pairs with colons")
            << QStringLiteral("A9:3E:C0") << QStringLiteral("a93ec0");
        QTest::newRow("leading 00") << QStringLiteral("00a93ec0") << QStringLiteral("a93ec0");
        QTest::newRow("padded to 20 bytes")
            << QStringLiteral("00000000dc517fb9b9c3eb3b890ff2a34812e33c")
            << QStringLiteral("dc517fb9b9c3eb3b890ff2a34812e33c");
        QTest::newRow("odd number of digits") << QStringLiteral("a93") << QStringLiteral("0a93");
        QTest::newRow("0x") << QStringLiteral("0XA93E") << QStringLiteral("a93e");
        QTest::newRow("blanks and dashes")
            << QStringLiteral(" a9 3e-c0\t\n") << QStringLiteral("a93ec0");
        QTest::newRow("zero") << QStringLiteral("0") << QStringLiteral("00");
        QTest::newRow("the letter G") << QStringLiteral("a9g3") << QString();
        QTest::newRow("nothing") << QString() << QString();
        QTest::newRow("only 0x") << QStringLiteral("0x") << QString();
        QTest::newRow("only colons") << QStringLiteral("::") << QString();
        QTest::newRow("negative in words") << QStringLiteral("minus 1") << QString();
        QTest::newRow("very long") << QString(100000, u'a') << QString();
        QTest::newRow("full-width digits") << QStringLiteral("１２") << QString();
    }

    void readsEverySpelling()
    {
        QFETCH(QString, text);
        QFETCH(QString, hex);
        const auto serial = SerialNumber::fromHex(text);
        QCOMPARE(serial.has_value(), !hex.isEmpty());
        if (serial) {
            QCOMPARE(serial->toHex(), hex);
        } else {
            QCOMPARE(serial.error().kind, gatehouse::ErrorKind::Usage);
            QVERIFY(serial.error().message.size() < 300);
        }
    }

    void decimalAndHexAgree()
    {
        const auto decimal = SerialNumber::fromDecimal(u"1234567890123456789012345678901234567890");
        const auto hex = SerialNumber::fromHex(u"03A0C92075C0DBF3B8ACBC5F96CE3F0AD2");
        QVERIFY(decimal);
        QCOMPARE(decimal->toHex(), QStringLiteral("03a0c92075c0dbf3b8acbc5f96ce3f0ad2"));
        QCOMPARE(*decimal, *hex);
        QCOMPARE(hex->toDecimal(), QStringLiteral("1234567890123456789012345678901234567890"));
        QCOMPARE(SerialNumber::fromDecimal(u"0")->toDecimal(), QStringLiteral("0"));
        QVERIFY(!SerialNumber::fromDecimal(u"12a"));
        QVERIFY(!SerialNumber::fromDecimal(u"-1"));
        QVERIFY(!SerialNumber::fromDecimal(u""));
        QVERIFY(!SerialNumber::fromDecimal(QString(100000, u'9')));
    }

    void writesSectigosForm()
    {
        QCOMPARE(SerialNumber::fromHex(u"00a93ec0")->toColonHex(), QStringLiteral("A9:3E:C0"));
        QCOMPARE(SerialNumber().toColonHex(), QString());
        QCOMPARE(SerialNumber().toDecimal(), QString());
    }

    void isOrderedByValue()
    {
        const auto small = *SerialNumber::fromHex(u"ff");
        const auto large = *SerialNumber::fromHex(u"0100");
        const auto high = *SerialNumber::fromHex(u"8000");
        QVERIFY(small < large);
        QVERIFY(large < high);
        QVERIFY(SerialNumber() < small);
        QVERIFY(!(large < large));
        QCOMPARE(qHash(*SerialNumber::fromHex(u"00ff")), qHash(small));
    }

    void emptyMeansNoneAndZeroDoesNot()
    {
        QVERIFY(SerialNumber().isEmpty());
        QVERIFY(SerialNumber::fromBytes({}).isEmpty());
        QVERIFY(!SerialNumber::fromBytes(QByteArray(3, '\0')).isEmpty());
        QCOMPARE(SerialNumber::fromBytes(QByteArray(3, '\0')).toHex(), QStringLiteral("00"));
    }
};

QTEST_GUILESS_MAIN(SerialNumberTest)
#include "tst_serialnumber.moc"
