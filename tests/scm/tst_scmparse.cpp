// SPDX-License-Identifier: Apache-2.0
#include <core/scm/parse.h>

#include <QElapsedTimer>
#include <QtTest>

using namespace gatehouse;
using namespace gatehouse::scm;

namespace {

/// JSON with ' for ": moc stumbles over raw strings.
QByteArray json(const char* text)
{
    return QByteArray(text).replace('\'', '"');
}

using KeyTypes = QList<std::pair<QString, QStringList>>;

QDateTime utc(
    int year, int month, int day, int hour = 0, int minute = 0, int second = 0, int ms = 0)
{
    return QDateTime(QDate(year, month, day), QTime(hour, minute, second, ms), Qt::UTC);
}

template <class T> bool isMalformed(const Result<T>& result, QLatin1String endpoint)
{
    return !result && result.error().kind == ErrorKind::Malformed
        && (result.error().message.contains(endpoint) || result.error().detail.contains(endpoint))
        && !result.error().cause.isEmpty();
}

const char* const detailsSample =
    "{ 'commonName': 'www.example.org', 'sslId': 880017, 'id': 880017, 'orgId': 1201,"
    " 'status': 'Issued', 'orderNumber': 1923000001, 'backendCertId': '1923000001',"
    " 'vendor': 'Sectigo Limited', 'certType': { 'id': 5011, 'name': 'OV Multi-Domain',"
    " 'terms': [ 90, 365 ], 'keyTypes': { 'RSA': [ '2048', '3072', '4096' ] },"
    " 'useSecondaryOrgName': false }, 'subType': '',"
    " 'validationType': 'Organization Validation (OV)', 'term': 365, 'owner': 'Ann Admin',"
    " 'ownerId': 85, 'requester': 'svc-api@example.org', 'requestedVia': 'REST API',"
    " 'comments': 'requested by ops', 'requested': '05/21/2025', 'issued': '05/21/2025',"
    " 'expires': '05/21/2026', 'renewed': false,"
    " 'serialNumber': '3A:5F:00:1C:92:E4:77:B0:AA:10:0D:5E:FF:21:8C:43',"
    " 'signatureAlg': 'SHA256WITHRSA', 'keyAlgorithm': 'RSA', 'keySize': 2048,"
    " 'keyType': 'RSA - 2048', 'subjectAlternativeNames': [ 'www.example.org',"
    " 'api.example.org' ], 'certificateDetails': { 'issuer': 'CN=Test CA,O=Example,C=DE',"
    " 'subject': 'CN=www.example.org,O=Example GmbH,C=DE', 'subjectAltNames':"
    " 'dNSName=www.example.org, dNSName=api.example.org', 'md5Hash': 'aa', 'sha1Hash': 'bb' },"
    " 'autoInstallDetails': { 'state': 'Not configured' },"
    " 'autoRenewDetails': { 'state': 'Not scheduled' }, 'suspendNotifications': false }";

} // namespace

class TestScmParse : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void typesAsDocumented()
    {
        const auto types = parseTypes(json(
            "[ { 'id' : 5011, 'name' : 'OV Multi-Domain', 'description' : 'OV SSL, 100 names',"
            " 'terms' : [ 365, 90 ], 'keyTypes' : { 'RSA' : [ '4096', '2048' ], 'EC' : [ 'P-384',"
            " 'secp256r1' ], 'Alg' : null }, 'useSecondaryOrgName' : true } ]"));
        QVERIFY(types);
        QCOMPARE(types->size(), 1);
        const CertificateType& type = types->first();
        QCOMPARE(type.id, 5011);
        QCOMPARE(type.name, QStringLiteral("OV Multi-Domain"));
        QCOMPARE(type.description, QStringLiteral("OV SSL, 100 names"));
        QCOMPARE(*type.terms, QList<int>({ 365, 90 }));
        const KeyTypes expected {
            { QStringLiteral("RSA"), { QStringLiteral("4096"), QStringLiteral("2048") } },
            { QStringLiteral("EC"), { QStringLiteral("P-384"), QStringLiteral("secp256r1") } },
            { QStringLiteral("Alg"), {} },
        };
        QCOMPARE(*type.keyTypes, expected);
        QVERIFY(type.useSecondaryOrgName);
    }

    void typesInUnusualSpellings_data()
    {
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<bool>("hasKeyTypes");
        QTest::addColumn<bool>("hasTerms");
        QTest::newRow("old servers send three members")
            << json("[{'id':1,'name':'a','terms':[90]}]") << false << true;
        QTest::newRow("null everywhere")
            << json("[{'id':1,'name':'a','description':null,'terms':null,'keyTypes':null,"
                    "'useSecondaryOrgName':null}]")
            << false << false;
        QTest::newRow("empty text everywhere")
            << json("[{'id':'1','name':'a','description':'','terms':'','keyTypes':'',"
                    "'useSecondaryOrgName':''}]")
            << false << false;
        QTest::newRow("0 for terms") << json("[{'id':1,'name':'a','terms':0}]") << false << false;
        QTest::newRow("one term, as text")
            << json("[{'id':1,'name':'a','terms':'90'}]") << false << true;
        QTest::newRow("numbers as text and text as numbers")
            << json("[{'id':'1','name':'a','terms':['90'],'keyTypes':{'RSA':[2048]}}]") << true
            << true;
        QTest::newRow("empty lists are lists")
            << json("[{'id':1,'name':'a','terms':[],'keyTypes':{}}]") << true << true;
        QTest::newRow("members nobody knows")
            << json("[{'new':{'deep':[1,{}]},'id':1,'name':'a'}]") << false << false;
        QTest::newRow("id as 1.0") << json("[{'id':1.0,'name':'a'}]") << false << false;
        QTest::newRow("byte order mark")
            << QByteArray("\xef\xbb\xbf") + json("[{'id':1,'name':'a'}]") << false << false;
    }
    void typesInUnusualSpellings()
    {
        QFETCH(QByteArray, body);
        QFETCH(bool, hasKeyTypes);
        QFETCH(bool, hasTerms);
        const auto types = parseTypes(body);
        QVERIFY(types);
        QCOMPARE(types->first().id, 1);
        QCOMPARE(types->first().name, QStringLiteral("a"));
        QCOMPARE(types->first().keyTypes.has_value(), hasKeyTypes);
        QCOMPARE(types->first().terms.has_value(), hasTerms);
        QVERIFY(!types->first().useSecondaryOrgName);
    }

    void hostileTypes_data()
    {
        QTest::addColumn<QByteArray>("body");
        QTest::newRow("empty") << QByteArray();
        QTest::newRow("blank") << QByteArray(" \r\n");
        QTest::newRow("not JSON") << QByteArray("nonsense");
        QTest::newRow("HTML") << QByteArray("<!DOCTYPE html><html>Log in</html>");
        QTest::newRow("truncated") << json("[{'id':1,'name':'a'},{'id'");
        QTest::newRow("trailing rubbish") << json("[{'id':1,'name':'a'}] x");
        QTest::newRow("an object") << json("{'id':1}");
        QTest::newRow("null") << QByteArray("null");
        QTest::newRow("text") << json("'types'");
        QTest::newRow("a list of numbers") << QByteArray("[1,2]");
        QTest::newRow("no id") << json("[{'name':'a'}]");
        QTest::newRow("id 0") << json("[{'id':0,'name':'a'}]");
        QTest::newRow("id negative") << json("[{'id':-1,'name':'a'}]");
        QTest::newRow("id a word") << json("[{'id':'one','name':'a'}]");
        QTest::newRow("id a fraction") << json("[{'id':1.5,'name':'a'}]");
        QTest::newRow("id beyond an int") << json("[{'id':4294967297,'name':'a'}]");
        QTest::newRow("id beyond everything") << json("[{'id':1e400,'name':'a'}]");
        QTest::newRow("id unsigned") << json("[{'id':18446744073709551615,'name':'a'}]");
        QTest::newRow("name an object") << json("[{'id':1,'name':{}}]");
        QTest::newRow("key types a list") << json("[{'id':1,'keyTypes':['RSA']}]");
        QTest::newRow("key types of objects") << json("[{'id':1,'keyTypes':{'RSA':{}}}]");
        QTest::newRow("key types of lists") << json("[{'id':1,'keyTypes':{'RSA':[[]]}}]");
        QTest::newRow("terms an object") << json("[{'id':1,'terms':{}}]");
        QTest::newRow("terms of words") << json("[{'id':1,'terms':['long']}]");
        QTest::newRow("terms negative") << json("[{'id':1,'terms':[-90]}]");
        QTest::newRow("terms huge") << json("[{'id':1,'terms':[99999999999]}]");
        QTest::newRow("flag a word") << json("[{'id':1,'useSecondaryOrgName':'maybe'}]");
        QTest::newRow("not UTF-8") << QByteArray("[{\"id\":1,\"name\":\"\xff\xfe\"}]");
        QTest::newRow("65 levels") << QByteArray(65, '[') + QByteArray(65, ']');
        QTest::newRow("a million levels") << QByteArray(1000000, '[');
        QByteArray members("{\"id\":1");
        for (int i = 0; i < 300; ++i)
            members.append(",\"m" + QByteArray::number(i) + "\":0");
        QTest::newRow("300 members") << '[' + members + "}]";
        QTest::newRow("33 MiB") << '[' + QByteArray(33 * 1024 * 1024, ' ') + ']';
        QTest::newRow("NULs") << QByteArray(100, '\0');
    }
    void hostileTypes()
    {
        QFETCH(QByteArray, body);
        QVERIFY(isMalformed(parseTypes(body), QLatin1String("GET /ssl/v1/types")));
    }

    void manyMembersCostNoTime()
    {
        QByteArray body("[{");
        for (int i = 0; i < 400000; ++i)
            body.append("\"member" + QByteArray::number(i) + "\":0,");
        body.append("\"id\":1}]");
        QElapsedTimer timer;
        timer.start();
        QVERIFY(!parseTypes(body));
        QVERIFY2(timer.elapsed() < 5000, qPrintable(QString::number(timer.elapsed())));
    }

    void anyPrefixOfAnAnswerIsRefusedOrRead()
    {
        const QByteArray body = json(detailsSample);
        for (qsizetype size = 0; size < body.size(); ++size)
            QVERIFY(!parseDetails(body.left(size)));
        QVERIFY(parseDetails(body));
    }

    void anAlteredByteNeverCrashes()
    {
        const QByteArray body = json(detailsSample);
        int refused = 0;
        for (qsizetype i = 0; i < body.size(); i += 7) {
            for (const char c : { '\0', '"', '{', '}', '[', ']', '\\', '9', '-', '\xff' }) {
                QByteArray altered = body;
                altered[i] = c;
                refused += parseDetails(altered) ? 0 : 1;
            }
        }
        QVERIFY(refused > 0);
    }

    void aPortalPageIsNamed()
    {
        const auto result = parseTypes("\n <html><body>Please log in</body></html>");
        QVERIFY(!result);
        QCOMPARE(result.error().cause, QStringLiteral("scm/portal-page"));
        QCOMPARE(result.error().setting, QStringLiteral("url"));
    }

    void customFields()
    {
        const auto fields = parseCustomFields(
            json("[{'id':1,'name':'Cost centre','mandatory':true},"
                 "{'id':'2','name':'Owner','mandatory':'false'},{'id':3,'name':'x'}]"));
        QVERIFY(fields);
        QCOMPARE(fields->size(), 3);
        QCOMPARE(
            fields->first(), (CustomFieldDefinition { 1, QStringLiteral("Cost centre"), true }));
        QVERIFY(!fields->at(1).mandatory);
        QVERIFY(!fields->at(2).mandatory);
        QVERIFY(isMalformed(
            parseCustomFields(json("[{'name':'x'}]")), QLatin1String("/ssl/v1/customFields")));
    }

    void organizations()
    {
        const auto list = parseOrganizations(json(
            "[ { 'id': 1201, 'name': 'Example GmbH', 'certTypes': ['SSL'], 'departments': [ { 'id':"
            " 1202, 'parentName': 'Example GmbH', 'name': 'IT' }, {'id':1203,'name':'HR'} ] },"
            " { 'id': 7, 'name': 'Other', 'departments': null } ]"));
        QVERIFY(list);
        QCOMPARE(list->size(), 2);
        const Organization& first = list->first();
        QCOMPARE(first.certTypes, QStringList { QStringLiteral("SSL") });
        QCOMPARE(first.departments.size(), 2);
        QCOMPARE(first.departments.at(0).id, 1202);
        QCOMPARE(first.departments.at(0).name, QStringLiteral("IT"));
        QCOMPARE(first.departments.at(1).parentName, QStringLiteral("Example GmbH"));
        QVERIFY(!first.sslCertsApiEnabled);
        QVERIFY(list->at(1).departments.isEmpty());
    }

    void oneOrganization()
    {
        const auto result = parseOrganization(
            json("{'id':1202,'name':'IT','parentName':'Example GmbH','certTypes':['SSL','SMIME'],"
                 "'sslCertsApiEnabled':false,'departments':[]}"));
        QVERIFY(result);
        QCOMPARE(result->sslCertsApiEnabled, std::optional(false));
        QCOMPARE(result->certTypes.size(), 2);
        QCOMPARE(result->parentName, QStringLiteral("Example GmbH"));
    }

    void hostileOrganizations_data()
    {
        QTest::addColumn<QByteArray>("body");
        QTest::newRow("no list") << json("{'id':1}");
        QTest::newRow("no id") << json("[{'name':'x'}]");
        QTest::newRow("departments an object") << json("[{'id':1,'departments':{}}]");
        QTest::newRow("departments of numbers") << json("[{'id':1,'departments':[1]}]");
        QTest::newRow("department without an id") << json("[{'id':1,'departments':[{}]}]");
    }
    void hostileOrganizations()
    {
        QFETCH(QByteArray, body);
        QVERIFY(isMalformed(parseOrganizations(body), QLatin1String("GET /organization/v1")));
    }

    void listItems()
    {
        const auto items = parseListItems(json(
            "[ { 'sslId' : 880017, 'commonName' : 'www.example.org', 'subjectAlternativeNames' :"
            " [ 'www.example.org', 'api.example.org' ], 'serialNumber' :"
            " '3A:5F:00:1C:92:E4:77:B0:AA:10:0D:5E:FF:21:8C:43' },"
            " { 'sslId' : 880018, 'commonName' : 'old.example.org' },"
            " { 'id' : '880019', 'sslId': null, 'serialNumber': '', 'status': 'Issued',"
            " 'subjectAlternativeNames': 'a.org; b.org,c.org' },"
            " { 'sslId' : 4294967297, 'serialNumber': 'not a serial' } ]"));
        QVERIFY(items);
        QCOMPARE(items->size(), 4);
        QCOMPARE(
            items->at(0).serialNumber.toHex(), QStringLiteral("3a5f001c92e477b0aa100d5eff218c43"));
        QCOMPARE(items->at(0).subjectAlternativeNames.size(), 2);
        QVERIFY(items->at(1).serialNumber.isEmpty());
        QCOMPARE(items->at(2).id, 880019);
        QCOMPARE(items->at(2).subjectAlternativeNames,
            QStringList(
                { QStringLiteral("a.org"), QStringLiteral("b.org"), QStringLiteral("c.org") }));
        QCOMPARE(items->at(3).id, Q_INT64_C(4294967297));
        QVERIFY(items->at(3).serialNumber.isEmpty());
        QVERIFY(isMalformed(
            parseListItems(json("[{'commonName':'x'}]")), QLatin1String("GET /ssl/v1")));
    }

    void serialNumbersInAllSpellings_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::newRow("colons") << QByteArray("0A:9F:3E");
        QTest::newRow("bare") << QByteArray("0A9F3E");
        QTest::newRow("leading zero lost") << QByteArray("A9F3E");
        QTest::newRow("lower case") << QByteArray("0a:9f:3e");
        QTest::newRow("blanks") << QByteArray("0A 9F 3E");
    }
    void serialNumbersInAllSpellings()
    {
        QFETCH(QByteArray, text);
        const auto items = parseListItems("[{\"sslId\":1,\"serialNumber\":\"" + text + "\"}]");
        QVERIFY(items);
        QCOMPARE(items->first().serialNumber.toHex(), QStringLiteral("0a9f3e"));
    }

    void details()
    {
        const auto result = parseDetails(json(detailsSample));
        QVERIFY(result);
        QCOMPARE(result->id, 880017);
        QCOMPARE(result->status, Status::Issued);
        QCOMPARE(result->orgId, 1201);
        QCOMPARE(result->orderNumber, QStringLiteral("1923000001"));
        QCOMPARE(result->backendCertId, QStringLiteral("1923000001"));
        QCOMPARE(result->certType.id, 5011);
        QCOMPARE(result->term, 365);
        QCOMPARE(result->issued, utc(2025, 5, 21));
        QCOMPARE(result->expires, utc(2026, 5, 21));
        QVERIFY(!result->revoked.isValid());
        QVERIFY(!result->revocationReason);
        QCOMPARE(result->keyType, QStringLiteral("RSA - 2048"));
        QCOMPARE(result->subject, QStringLiteral("CN=www.example.org,O=Example GmbH,C=DE"));
        QCOMPARE(result->issuer, QStringLiteral("CN=Test CA,O=Example,C=DE"));
        QCOMPARE(result->sha1Hash, QStringLiteral("bb"));
        QCOMPARE(result->subjectAlternativeNames.size(), 2);
    }

    void unsetDetailsAreAlike_data()
    {
        QTest::addColumn<QByteArray>("body");
        QTest::newRow("missing") << json("{'sslId':1}");
        QTest::newRow("null") << json(
            "{'sslId':1,'commonName':null,'orgId':null,'status':null,'orderNumber':null,"
            "'backendCertId':null,'certType':null,'term':null,'expires':null,"
            "'reasonCode':null,'serialNumber':null,'customFields':null,"
            "'subjectAlternativeNames':null,'certificateDetails':null}");
        QTest::newRow("empty text")
            << json("{'sslId':1,'commonName':'','orgId':'','status':'','orderNumber':'',"
                    "'backendCertId':'','certType':'','term':'','expires':'','approved':'',"
                    "'reasonCode':'','serialNumber':'','customFields':'',"
                    "'subjectAlternativeNames':'','certificateDetails':''}");
        QTest::newRow("zero") << json(
            "{'sslId':1,'orgId':0,'orderNumber':0,'term':0,'expires':0,'reasonCode':0}");
    }
    void unsetDetailsAreAlike()
    {
        QFETCH(QByteArray, body);
        const auto result = parseDetails(body);
        QVERIFY(result);
        CertificateDetails expected;
        expected.id = 1;
        QCOMPARE(*result, expected);
    }

    void detailsOfOlderServersAndOtherSpellings()
    {
        const auto result = parseDetails(
            json("{'id':5,'status':'SA Approved','orderNumber':'77','backendCertId':88,'issuer':"
                 "'CN=Old CA','approved':'','revoked':'2026-01-02T03:04:05.678Z','reasonCode':'0',"
                 "'customFields':[{'name':'a','value':null}],"
                 "'certificateDetails':{'subjectAltNames':'dNSName=a.org, dNSName=b.org'}}"));
        QVERIFY(result);
        QCOMPARE(result->status, Status::SaApproved);
        QCOMPARE(result->statusText, QStringLiteral("SA Approved"));
        QCOMPARE(result->orderNumber, QStringLiteral("77"));
        QCOMPARE(result->backendCertId, QStringLiteral("88"));
        QCOMPARE(result->issuer, QStringLiteral("CN=Old CA"));
        QCOMPARE(result->revoked, utc(2026, 1, 2, 3, 4, 5, 678));
        QCOMPARE(result->revocationReason, std::optional(0));
        QCOMPARE(result->customFields,
            QList<CustomField>({ CustomField { QStringLiteral("a"), QString() } }));
        QCOMPARE(result->subjectAlternativeNames,
            QStringList({ QStringLiteral("a.org"), QStringLiteral("b.org") }));
    }

    void hostileDetails_data()
    {
        QTest::addColumn<QByteArray>("body");
        QTest::newRow("a list") << json("[]");
        QTest::newRow("no id") << json("{'commonName':'x'}");
        QTest::newRow("date a list") << json("{'sslId':1,'expires':[2026]}");
        QTest::newRow("certificate type a list") << json("{'sslId':1,'certType':[1]}");
        QTest::newRow("custom fields of texts") << json("{'sslId':1,'customFields':['a']}");
        QTest::newRow("custom field value an object")
            << json("{'sslId':1,'customFields':[{'name':'a','value':{}}]}");
        QTest::newRow("names of objects") << json("{'sslId':1,'subjectAlternativeNames':[{}]}");
        QTest::newRow("inner issuer a list")
            << json("{'sslId':1,'certificateDetails':{'issuer':[]}}");
        QTest::newRow("reason a word") << json("{'sslId':1,'reasonCode':'superseded'}");
    }
    void hostileDetails()
    {
        QFETCH(QByteArray, body);
        QVERIFY(isMalformed(parseDetails(body), QLatin1String("GET /ssl/v1/{sslId}")));
    }

    void answersToOrders()
    {
        const auto enrolled = parseEnrollAnswer(json("{ 'sslId' : '880017' }"));
        QVERIFY(enrolled);
        QCOMPARE(*enrolled, (EnrollAnswer { 880017, QString() }));
        const auto renewed = parseRenewAnswer(json("{ 'sslId' : 880041 }"));
        QVERIFY(renewed);
        QCOMPARE(*renewed, 880041);
        for (const QByteArray& body : { QByteArray(), QByteArray("<html>"), json("{}"), json("[]"),
                 json("{'sslId':0}"), json("{'sslId':[1]}") }) {
            const auto answer = parseEnrollAnswer(body);
            QVERIFY(!answer);
            QCOMPARE(answer.error().kind, ErrorKind::Malformed);
            QCOMPARE(answer.error().cause, QStringLiteral("scm/order-answer-unreadable"));
            QVERIFY(answer.error().detail.contains(QLatin1String("POST /ssl/v1/enroll")));
            QVERIFY(!parseRenewAnswer(body));
        }
    }

    void dates_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QDateTime>("expected");
        const auto row = [](const char* text, const QDateTime& expected) {
            QTest::newRow(text) << QString::fromLatin1(text) << expected;
        };
        row("05/21/2026", utc(2026, 5, 21));
        row("03/04/2026", utc(2026, 3, 4));
        row("21/05/2026", utc(2026, 5, 21));
        row("2027-06-07", utc(2027, 6, 7));
        row("2025-05-21T11:27:52.082Z", utc(2025, 5, 21, 11, 27, 52, 82));
        row("2025-05-21 12:24:26", utc(2025, 5, 21, 12, 24, 26));
        row("2025-05-21T12:24:27.916+00:00", utc(2025, 5, 21, 12, 24, 27, 916));
        row("2025-05-21T01:00:00+02:00", utc(2025, 5, 20, 23));
        row("2025-05-21T23:30:00-0130", utc(2025, 5, 22, 1));
        row("2025-05-21T11:27:52.082123456Z", utc(2025, 5, 21, 11, 27, 52, 82));
        row("2025-05-21T11:27Z", utc(2025, 5, 21, 11, 27));
        row("21.05.2026", utc(2026, 5, 21));
        row("21.05.2026 10:11:12", utc(2026, 5, 21, 10, 11, 12));
        row("05/21/2026 10:11:12", utc(2026, 5, 21, 10, 11, 12));
        row("21/05/2026 10:11:12", utc(2026, 5, 21, 10, 11, 12));
        row("2026/05/21", utc(2026, 5, 21));
        row("2026/05/21 10:11:12", utc(2026, 5, 21, 10, 11, 12));
        row(" 05/21/2026 ", utc(2026, 5, 21));
        row("02/29/2028", utc(2028, 2, 29));
        row("", {});
        row("0", {});
        row("02/30/2026", {});
        row("31/31/2026", {});
        row("21-05-2026", {});
        row("2026-05-21T25:00:00", {});
        row("2026-05-21T10:00:61", {});
        row("99/99/9999", {});
        row("0000-00-00", {});
        row("2026-5/21", {});
        row("1/2/3", {});
        row("tomorrow", {});
        row("1748000000000", {});
    }
    void dates()
    {
        QFETCH(QString, text);
        QFETCH(QDateTime, expected);
        QCOMPARE(parseDate(text), expected);
        if (expected.isValid())
            QCOMPARE(parseDate(text).timeSpec(), Qt::UTC);
    }

    void aLongDateCostsNothing() { QVERIFY(!parseDate(QString(10000000, u'1')).isValid()); }

    void statuses_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<int>("expected");
        const auto row = [](const char* text, Status expected) {
            QTest::newRow(text) << QString::fromLatin1(text) << static_cast<int>(expected);
        };
        row("SAApproved", Status::SaApproved);
        row("SA Approved", Status::SaApproved);
        row("sa_approved", Status::SaApproved);
        row("ISSUED", Status::Issued);
        row("issued", Status::Issued);
        row(" Issued ", Status::Issued);
        row("Requested", Status::Requested);
        row("Init", Status::Init);
        row("Applied", Status::Applied);
        row("Approved", Status::Approved);
        row("Declined", Status::Declined);
        row("Rejected", Status::Rejected);
        row("Invalid", Status::Invalid);
        row("Replaced", Status::Replaced);
        row("revoked", Status::Revoked);
        row("Expired", Status::Expired);
        row("Unmanaged", Status::Unmanaged);
        row("", Status::Unknown);
        row("Frozen", Status::Unknown);
        row("Unknown", Status::Unknown);
    }
    void statuses()
    {
        QFETCH(QString, text);
        QFETCH(int, expected);
        QCOMPARE(static_cast<int>(parseStatus(text)), expected);
    }

    void onlyFinalFailuresEndAWait()
    {
        QList<Status> final;
        for (int i = 0; i <= static_cast<int>(Status::Unmanaged); ++i) {
            const auto status = static_cast<Status>(i);
            QCOMPARE(static_cast<int>(parseStatus(statusName(status))), i);
            if (isFinalFailure(status))
                final.append(status);
        }
        QCOMPARE(final,
            QList<Status>(
                { Status::Declined, Status::Rejected, Status::Invalid, Status::Revoked }));
    }

    void collectFormats()
    {
        const QList<std::pair<CollectFormat, QString>> names {
            { CollectFormat::X509, QStringLiteral("x509") },
            { CollectFormat::X509R, QStringLiteral("x509R") },
            { CollectFormat::X509CO, QStringLiteral("x509CO") },
            { CollectFormat::X509IO, QStringLiteral("x509IO") },
            { CollectFormat::X509IOR, QStringLiteral("x509IOR") },
            { CollectFormat::Base64, QStringLiteral("base64") },
            { CollectFormat::Bin, QStringLiteral("bin") },
            { CollectFormat::Pem, QStringLiteral("pem") },
            { CollectFormat::PemCo, QStringLiteral("pemco") },
            { CollectFormat::PemIa, QStringLiteral("pemia") },
        };
        for (const auto& [format, name] : names)
            QCOMPARE(collectFormatName(format), name);
    }

    void wordsAreFitToBeShown()
    {
        QCOMPARE(cleanWords(u"a\r\n\tb\u0007 c"), QStringLiteral("a b c"));
        QCOMPARE(cleanWords(u"x\u202Ey\u200Fz"), QStringLiteral("x y z"));
        const QString longWords = cleanWords(QString(100000, u'w'));
        QCOMPARE(longWords.size(), 301);
        QVERIFY(longWords.endsWith(QChar(0x2026)));
        QCOMPARE(cleanWords(u"  "), QString());
    }
};

QTEST_GUILESS_MAIN(TestScmParse)
#include "tst_scmparse.moc"
