// SPDX-License-Identifier: Apache-2.0
#include <core/json.h>

#include <QtTest>

using namespace gatehouse;

class TestJson : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void membersKeepTheirOrder()
    {
        const QByteArray text = R"({"b":1,"a":{"z":null,"y":[true,"x"]}})";
        QCOMPARE(toBytes(*parseJson(text, 8)), text);
    }

    void faultsNameTheirPlace_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<int>("line");
        QTest::addColumn<int>("column");
        QTest::newRow("nothing") << QByteArray() << 1 << 1;
        QTest::newRow("a word") << QByteArray("{\n \"a\": no\n}") << 2 << 8;
        QTest::newRow("cut off") << QByteArray("{\"a\":\n[1,") << 2 << 4;
        QTest::newRow("more behind it") << QByteArray("{} {}") << 1 << 4;
        QTest::newRow("no UTF-8") << QByteArray("\"\xff\"") << 1 << 2;
    }

    void faultsNameTheirPlace()
    {
        QFETCH(QByteArray, text);
        const auto parsed = parseJson(text, 8);
        QVERIFY(!parsed);
        QVERIFY(!parsed.error().isTooDeep);
        QTEST(int(parsed.error().line), "line");
        QTEST(int(parsed.error().column), "column");
    }

    void depthHasABound()
    {
        QVERIFY(parseJson("[[[1]]]", 3));
        const auto deeper = parseJson("[[[[1]]]]", 3);
        QVERIFY(!deeper);
        QVERIFY(deeper.error().isTooDeep);
        const auto deepest = parseJson(QByteArray(1'000'000, '['), 3);
        QVERIFY(!deepest); // and no stack was used up
    }

    void textsGoBothWays()
    {
        const QString text = QStringLiteral("Z\u00fcrich \U0001F512 \"\\\n");
        QCOMPARE(toText(toJson(text)), text);
        QCOMPARE(textOf(utf8Of(text)), text);
        QCOMPARE(toBytes(toJson(QStringList { text.left(6), QString() })),
            QByteArray("[\"Z\xc3\xbcrich\",\"\"]"));
        QVERIFY(toText(Json(7)).isEmpty());
        QCOMPARE(toBytes(Json(std::string("a\xff"))), QByteArray("\"a\xef\xbf\xbd\""));
    }

    void absentAndNullMembersAreAlike()
    {
        const Json object { { "a", 1 }, { "b", nullptr } };
        QCOMPARE(member(object, "a")->get<int>(), 1);
        QVERIFY(member(object, "b") == nullptr);
        QVERIFY(member(object, "c") == nullptr);
        QVERIFY(member(Json(7), "a") == nullptr);
    }
};

QTEST_APPLESS_MAIN(TestJson)
#include "tst_json.moc"
