// SPDX-License-Identifier: Apache-2.0
#include <ui/activity/csv.h>

#include <QProcess>
#include <QTest>

using gatehouse::ui::toCsv;

class TestCsv : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void writesOneField_data();
    void writesOneField();
    void writesRowsWithABom();
    void anotherReaderReadsTheSame();
};

void TestCsv::writesOneField_data()
{
    QTest::addColumn<QString>("field");
    QTest::addColumn<QString>("written");
    QTest::newRow("a plain word") << "www.example.org"
                                  << "www.example.org";
    QTest::newRow("nothing") << ""
                             << "";
    QTest::newRow("a comma") << "CN=a,O=b"
                             << "\"CN=a,O=b\"";
    QTest::newRow("a semicolon, where that separates") << "a;b"
                                                       << "\"a;b\"";
    QTest::newRow("quotation marks") << "say \"yes\""
                                     << "\"say \"\"yes\"\"\"";
    QTest::newRow("a line break") << "a\r\nb"
                                  << "\"a\r\nb\"";
    QTest::newRow("blanks at the ends") << " a "
                                        << "\" a \"";
    QTest::newRow("a formula") << "=1+1"
                               << "'=1+1";
    QTest::newRow("a command") << "=cmd|' /C calc'!A0"
                               << "'=cmd|' /C calc'!A0";
    QTest::newRow("a formula that begins with a plus") << "+1"
                                                       << "'+1";
    QTest::newRow("a formula that begins with a minus") << "-1+1"
                                                        << "'-1+1";
    QTest::newRow("a formula that begins with an at sign") << "@SUM(A1)"
                                                           << "'@SUM(A1)";
    QTest::newRow("a formula after a tab") << "\t=1"
                                           << "'\t=1";
    QTest::newRow("a formula after a line break") << "\n=1"
                                                  << "\"'\n=1\"";
    QTest::newRow("a formula after blanks") << "  =1"
                                            << "'  =1";
    QTest::newRow("a formula in full width")
        << QStringLiteral("\uFF1D1") << QStringLiteral("'\uFF1D1");
    QTest::newRow("a formula in quotation marks") << "=\"a\",1"
                                                  << "\"'=\"\"a\"\",1\"";
    QTest::newRow("an equals sign further on") << "CN=a"
                                               << "CN=a";
}

void TestCsv::writesOneField()
{
    QFETCH(QString, field);
    QFETCH(QString, written);
    QCOMPARE(toCsv({ { field } }), "\xEF\xBB\xBF" + written.toUtf8() + "\r\n");
}

void TestCsv::writesRowsWithABom()
{
    QCOMPARE(toCsv({}), QByteArray("\xEF\xBB\xBF"));
    QCOMPARE(toCsv({ { QStringLiteral("time"), QStringLiteral("who") },
                 { QStringLiteral("1"), QStringLiteral("Ü") } }),
        QByteArray("\xEF\xBB\xBFtime,who\r\n1,\xC3\x9C\r\n"));
}

void TestCsv::anotherReaderReadsTheSame()
{
    const QStringList row { QStringLiteral("a,\"b\"\r\nc"), QStringLiteral(" x "),
        QStringLiteral("Ωmega"), QString(), QStringLiteral("it's") };
    QProcess python;
    python.start(QStringLiteral("python3"),
        { QStringLiteral("-c"),
            QStringLiteral("import csv,io,sys\n"
                           "text=sys.stdin.buffer.read().decode('utf-8-sig')\n"
                           "rows=list(csv.reader(io.StringIO(text,newline='')))\n"
                           "sys.stdout.buffer.write('\\0'.join(rows[0]).encode())\n"
                           "sys.exit(len(rows)-1)") });
    python.write(toCsv({ row }));
    python.closeWriteChannel();
    QVERIFY(python.waitForFinished());
    QCOMPARE(python.exitCode(), 0);
    QCOMPARE(QString::fromUtf8(python.readAllStandardOutput()).split(QChar(0)), row);
}

QTEST_APPLESS_MAIN(TestCsv)
#include "tst_csv.moc"
