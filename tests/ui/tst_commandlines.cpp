// SPDX-License-Identifier: Apache-2.0
#include <tests/pki/pkifixtures.h>
#include <ui/certificates/commandlines.h>

#include <QProcess>
#include <QTest>

using namespace gatehouse;
using namespace gatehouse::ui;

namespace {

lookup::Term term(const QString& input)
{
    return lookup::interpret(input).value().first();
}

lookup::Term nameTerm(const QString& commonName)
{
    lookup::Term result;
    result.kind = lookup::Term::Kind::DistinguishedName;
    result.name = pki::DistinguishedName({ { { QStringLiteral("2.5.4.3"), commonName } } });
    return result;
}

/// What the shell hands to the program: its arguments, one a line, in hexadecimal.
QByteArrayList argumentsSeenBy(const QString& shell, const QString& commandLine)
{
    QProcess process;
    process.start(shell,
        { QStringLiteral("-c"),
            QStringLiteral(
                "show() { for word; do printf '%s' \"$word\" | od -An -v -tx1 | tr -d ' \\n'; "
                "echo; done; }; show ")
                + commandLine });
    process.waitForFinished();
    QByteArrayList words;
    const QByteArrayList lines = process.readAllStandardOutput().split('\n');
    for (const QByteArray& line : lines)
        words.append(QByteArray::fromHex(line));
    words.removeLast();
    return words;
}

} // namespace

class TestCommandLines : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void quotesOnlyWhatNeedsIt_data();
    void quotesOnlyWhatNeedsIt();
    void theShellSeesWhatWasMeant_data();
    void theShellSeesWhatWasMeant();
    void nothingHiddenIsPasted();
    void writesTheLookup_data();
    void writesTheLookup();
    void writesTheGatewaysCall_data();
    void writesTheGatewaysCall();
    void anOrderIsAskedForByWhoPlacedIt();
    void aCertificateIsFoundByItsSerialNumber();
    void whatIsWrittenIsUnderstoodTheSame_data();
    void whatIsWrittenIsUnderstoodTheSame();
};

void TestCommandLines::quotesOnlyWhatNeedsIt_data()
{
    QTest::addColumn<QString>("word");
    QTest::addColumn<QString>("quoted");
    QTest::newRow("a plain word") << "www.example.org"
                                  << "www.example.org";
    QTest::newRow("a name without blanks") << "CN=www.example.org,O=Example"
                                           << "CN=www.example.org,O=Example";
    QTest::newRow("nothing") << ""
                             << "''";
    QTest::newRow("a blank") << "a b"
                             << "'a b'";
    QTest::newRow("a wildcard") << "*.example.org"
                                << "'*.example.org'";
    QTest::newRow("an apostrophe") << "O'Brien"
                                   << "'O'\\''Brien'";
    QTest::newRow("a command") << "$(reboot)"
                               << "'$(reboot)'";
    QTest::newRow("a tilde") << "~root"
                             << "'~root'";
    QTest::newRow("letters beyond ASCII") << QStringLiteral("Müller") << QStringLiteral("'Müller'");
    QTest::newRow("a line break") << "a\nb'\\c"
                                  << "$'a\\012b\\'\\\\c'";
    QTest::newRow("turned direction")
        << QStringLiteral("a\u202E") << QStringLiteral("$'a\\342\\200\\256'");
}

void TestCommandLines::quotesOnlyWhatNeedsIt()
{
    QFETCH(QString, word);
    QFETCH(QString, quoted);
    QCOMPARE(shellQuoted(word), quoted);
}

void TestCommandLines::theShellSeesWhatWasMeant_data()
{
    QTest::addColumn<QString>("word");
    QTest::newRow("an apostrophe and a command") << "O'Brien'; $(id); `id` \"x\" \\";
    QTest::newRow("every ASCII character") << [] {
        QString all;
        for (char16_t c = 1; c < 0x7f; ++c)
            all += QChar(c);
        return all;
    }();
    QTest::newRow("an escape sequence that ends a bracketed paste")
        << QStringLiteral("a\x1b[201~\nid\n");
    QTest::newRow("octal digits after a control character") << QStringLiteral("\x01"
                                                                              "77");
    QTest::newRow("hidden characters") << QStringLiteral("\u202Eabc\u200B\u2066ü😀");
    QTest::newRow("an exclamation mark") << "wow!! !1";
    QTest::newRow("nothing") << "";
}

void TestCommandLines::theShellSeesWhatWasMeant()
{
    QFETCH(QString, word);
    const QByteArrayList seen =
        argumentsSeenBy(QStringLiteral("bash"), shellQuoted(word) + QStringLiteral(" end"));
    QCOMPARE(seen, QByteArrayList({ word.toUtf8(), "end" }));
}

void TestCommandLines::nothingHiddenIsPasted()
{
    const QString line = lookupCommand(
        QStringLiteral("ca"), nameTerm(QStringLiteral("a\x1b[201~\nrm -rf ~\n\u202E\u2028b")));
    for (const QChar character : line)
        QVERIFY(character.isPrint());
}

void TestCommandLines::writesTheLookup_data()
{
    QTest::addColumn<lookup::Term>("what");
    QTest::addColumn<QString>("command");
    QTest::newRow("a host name") << term(QStringLiteral("www.example.org"))
                                 << "gatehousectl lookup sectigo-1 www.example.org";
    QTest::newRow("a serial number is marked as hexadecimal")
        << term(QStringLiteral("00:12:34:56")) << "gatehousectl lookup sectigo-1 0x123456";
    QTest::newRow("a name with an apostrophe")
        << nameTerm(QStringLiteral("O'Brien & Sons"))
        << "gatehousectl lookup sectigo-1 'CN=O'\\''Brien & Sons'";
    QTest::newRow("a wildcard") << term(QStringLiteral("*.example.org"))
                                << "gatehousectl lookup sectigo-1 '*.example.org'";
}

void TestCommandLines::writesTheLookup()
{
    QFETCH(lookup::Term, what);
    QFETCH(QString, command);
    QCOMPARE(lookupCommand(QStringLiteral("sectigo-1"), what), command);
}

void TestCommandLines::writesTheGatewaysCall_data()
{
    QTest::addColumn<lookup::Term>("what");
    QTest::addColumn<QString>("call");
    const QString start =
        QStringLiteral("curl --cert CLIENT.pem --key CLIENT.key --cacert GATEWAY-CA.pem "
                       "https://GATEWAY:8444/cagw/v1/certificate-authorities/acme~1/");
    QTest::newRow("a serial number")
        << termOf(pki::SerialNumber::fromHex(u"A93E").value())
        << QString(start).replace(QStringLiteral("https"), QStringLiteral("'https"))
            + QStringLiteral("certificates/a93e'");
    QTest::newRow("a name is encoded whole")
        << nameTerm(QStringLiteral("a/b?c#d%e'f &g"))
        << QString(start).replace(QStringLiteral("https"), QStringLiteral("'https"))
            + QStringLiteral("subjects/CN%3Da%2Fb%3Fc%23d%25e%27f%20%26g'");
    QTest::newRow("the gateway does not look up host names")
        << term(QStringLiteral("www.example.org")) << QString();
}

void TestCommandLines::writesTheGatewaysCall()
{
    QFETCH(lookup::Term, what);
    QFETCH(QString, call);
    QCOMPARE(restCommand(QStringLiteral("acme~1"), what), call);
}

void TestCommandLines::anOrderIsAskedForByWhoPlacedIt()
{
    orders::Order order;
    order.id = QStringLiteral("0b6f");
    order.subject = QStringLiteral("CN=www.example.org,O=Example");
    order.encryptedKey = "secret";
    order.requestedBy = QStringLiteral("CN=issuer-client,O=Example");
    QString call = restCommand(QStringLiteral("ca"), order);
    QVERIFY2(call.endsWith(QStringLiteral("/ca/enrollments/0b6f")), qPrintable(call));
    // A person's order is none of the gateway's clients': what is issued for its subject.
    order.requestedBy = QStringLiteral("alice");
    call = restCommand(QStringLiteral("ca"), order);
    QVERIFY2(call.endsWith(QStringLiteral("/ca/subjects/CN%3Dwww.example.org%2CO%3DExample")),
        qPrintable(call));
    QVERIFY(!call.contains(QStringLiteral("secret")));
    order.subject = QStringLiteral("no name");
    QVERIFY(restCommand(QStringLiteral("ca"), order).isEmpty());
}

void TestCommandLines::aCertificateIsFoundByItsSerialNumber()
{
    const auto& leaf = pki::tests::smallPki().leaf;
    const lookup::Term pasted = term(QString::fromLatin1(leaf.toPem()));
    QCOMPARE(pasted.kind, lookup::Term::Kind::Certificate);
    QVERIFY(lookupCommand(QStringLiteral("ca"), pasted)
                .endsWith(QStringLiteral(" 0x") + leaf.serialNumber().toHex()));
    QVERIFY(restCommand(QStringLiteral("ca"), pasted)
                .endsWith(QStringLiteral("/certificates/") + leaf.serialNumber().toHex()));
}

void TestCommandLines::whatIsWrittenIsUnderstoodTheSame_data()
{
    QTest::addColumn<lookup::Term>("what");
    QTest::newRow("a serial number of digits only")
        << termOf(pki::SerialNumber::fromHex(u"1234567890").value());
    QTest::newRow("a name with everything that has to be escaped")
        << nameTerm(QStringLiteral(" a,b+c\"d\\e<f>g;h=i#'\u202E "));
    QTest::newRow("a name that begins with a dash") << nameTerm(QStringLiteral("-x"));
    QTest::newRow("an order number") << term(QStringLiteral("order 12345678901234567"));
    QTest::newRow("a host that could be a serial number") << term(QStringLiteral("host: cafe"));
}

void TestCommandLines::whatIsWrittenIsUnderstoodTheSame()
{
    QFETCH(lookup::Term, what);
    const QByteArrayList words =
        argumentsSeenBy(QStringLiteral("bash"), lookupCommand(QStringLiteral("ca"), what));
    const lookup::Term read = term(QString::fromUtf8(words.last()));
    QCOMPARE(read.kind, what.kind);
    QCOMPARE(read.text, what.text);
    QCOMPARE(read.serialNumber, what.serialNumber);
    QVERIFY(read.name.matches(what.name));
}

QTEST_APPLESS_MAIN(TestCommandLines)
#include "tst_commandlines.moc"
