// SPDX-License-Identifier: Apache-2.0
#include <core/scm/client.h>
#include <core/scm/retry.h>
#include <tests/support/faketransport.h>

#include <QtTest>

using namespace gatehouse;
using namespace gatehouse::scm;
using gatehouse::testsupport::FakeTransport;

namespace {

/// JSON with ' for ": moc stumbles over raw strings.
QByteArray json(const char* text)
{
    return QByteArray(text).replace('\'', '"');
}

QByteArray refusal(int code, const QByteArray& words)
{
    return "{\"code\":" + QByteArray::number(code) + ",\"description\":\"" + words + "\"}";
}

AnswerContext contextOf(AuthenticationMethod method, const char* base, bool acceptedBefore = false)
{
    AnswerContext context;
    context.endpoint = QStringLiteral("GET /ssl/v1/types");
    context.apiBase = QUrl(QLatin1String(base));
    context.method = method;
    context.acceptedBefore = acceptedBefore;
    context.now = QDateTime(QDate(2026, 1, 1), QTime(12, 0), Qt::UTC);
    return context;
}

// Every code of SCM's table of errors (25.5), and those seen in the field.
constexpr std::array documentedCodes { -1, -14, -2, -3, -7, -16, -25, -37, -43, -44, -65, -226,
    -410, -429, -970, -1601, -3114, -3115, -9, -10, -11, -13, -194, -76, -78, -138, -140, -141,
    -170, -1138, -35, -36, -39, -62, -64, -107, -111, -129, -164, -195, -196, -843, -951, -1010,
    -1104, -1137, -1603, -1608, -639, -1021, -1023, -700, -705, -707, -709, -711, -728, -741, -306,
    -712, -713, -714, -732, -715, -727, -723, -724, -737, -731, -738, -740, -103, -109, -110, -124,
    -126, -130, -166, -169, -183, -1108, -1113, -1117, -1144, -1400, -1450, -5101, -5109, -102,
    -105, -123, -159, -180, -181, -1112, -1140, -1148, -131, -134, -135, -160, -172, -176, -184,
    -185, -834, -840, -188, -500, -507, -508, -518, -524, -213, -219, -220, -221, -222, -223, -233,
    -234, -237, -249, -253, -255, -256, -976, -977, -982, -303, -304, -305, -607, -615, -618, -637,
    -3301, -5001, -5002, -5003, 0, -192, -1001, -1002, -7306 };

constexpr std::array notReadyCodes { 0, -103, -109, -130, -183, -1400 };

} // namespace

class TestScmErrors : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void everyDocumentedCodeIsExplained()
    {
        for (const int code : documentedCodes) {
            const CodeDescription* row = describeCode(code);
            QVERIFY2(row != nullptr, qPrintable(QString::number(code)));
            QCOMPARE(row->code, code);
            QVERIFY2(QByteArrayView(row->meaning).size() > 10, qPrintable(QString::number(code)));
            QVERIFY2(QByteArrayView(row->nextStep).size() > 5, qPrintable(QString::number(code)));
            QVERIFY(!QByteArrayView(row->whoCanMend).isEmpty());
            const Error error = errorFromAnswer(FakeTransport::answer(400, refusal(code, "words")));
            QCOMPARE(error.caCode, std::optional(code));
            QCOMPARE(error.httpStatus, 400);
            QVERIFY(error.cause.startsWith(QLatin1String("scm/")));
            QVERIFY(error.message.contains(QLatin1String("\"words\"")));
            QVERIFY(error.message.contains(QLatin1String(describeCode(code, u"words")->nextStep)));
        }
        QVERIFY(describeCode(-99999) == nullptr);
    }

    void exactlySixCodesMeanNotReady()
    {
        for (const int code : documentedCodes) {
            const bool isExpected = std::ranges::find(notReadyCodes, code) != notReadyCodes.end();
            QCOMPARE(describeCode(code)->kind == ErrorKind::NotReady, isExpected);
        }
    }

    void codesAreClassified_data()
    {
        QTest::addColumn<int>("status");
        QTest::addColumn<int>("code");
        QTest::addColumn<QByteArray>("words");
        QTest::addColumn<int>("kind");
        QTest::addColumn<QString>("cause");
        QTest::addColumn<QString>("setting");
        const auto row = [](const char* name, int status, int code, const char* words,
                             ErrorKind kind, const char* cause, const char* setting) {
            QTest::newRow(name) << status << code << QByteArray(words) << static_cast<int>(kind)
                                << QString::fromLatin1(cause) << QString::fromLatin1(setting);
        };
        using enum ErrorKind;
        row("unknown user", 401, -16, "Unknown user", Authentication, "scm/unknown-user", "login");
        row("wrong credentials", 401, -970, "", Authentication, "scm/wrong-credentials",
            "login-password");
        row("unknown customer", 400, -410, "x", Settings, "scm/unknown-customer", "customer-uri");
        row("unknown organisation", 400, -1023, "x", Settings, "scm/unknown-organisation",
            "org-id");
        row("invalid organisation", 400, -639, "x", Settings, "scm/unknown-organisation", "org-id");
        row("organisation of others", 400, -226, "x", Authorisation, "scm/organisation-not-managed",
            "org-id");
        row("no permission", 400, -3, "You are not authorized to perform DCV validation.",
            Authorisation, "scm/not-authorised", "login");
        row("access denied with 403", 403, -37, "", Authorisation, "scm/access-denied", "login");
        row("term", 400, -36, "x", Rejected, "scm/code-36", "");
        row("revoked", 400, -110, "", Rejected, "scm/revoked", "");
        row("revoked S/MIME", 400, -192, "The Certificate has been revoked!", Rejected,
            "scm/revoked", "");
        row("unknown id", 404, -124, "", NotFound, "scm/unknown-certificate", "");
        row("processing", 400, 0, "Being processed by Sectigo", NotReady, "scm/processing", "");
        // One code, two meanings.
        row("CSR", 400, -9, "The CSR is not valid Base-64 data", Rejected, "scm/csr-invalid", "");
        row("notification", 400, -9, "Unknown notification type", Rejected, "scm/code-9", "");
        row("profile id", 400, -39, "The certificate profile id is invalid", Rejected,
            "scm/code-39", "");
        row("free text", 400, -39, "Something else", Rejected, "scm/code-39", "");
        row("custom field", 400, -62, "Mandatory custom field is missing", Rejected,
            "scm/custom-field-missing", "");
        row("address", 400, -62, "Invalid IP address 1.2.3", Rejected, "scm/ip-address-invalid",
            "");
        row("renewal", 400, -105, "Renewal failed. Status Revoked", Rejected, "scm/renewal-failed",
            "");
        row("person", 404, -105, "Person not found", NotFound, "scm/unknown-person", "");
        row("revoked already", 400, -159, "Certificate is already revoked", Rejected,
            "scm/already-revoked", "");
        row("field limit", 400, -159, "Custom fields limit 5 has been reached", Rejected,
            "scm/custom-field-limit", "");
        // Unknown codes: the status decides.
        row("unknown code", 400, -99999, "Brand new", Rejected, "scm/code-99999", "");
        row("unknown code and 401", 401, -99999, "", Authentication, "scm/code-99999", "");
        row("unknown code and 403", 403, -99999, "", Authorisation, "scm/code-99999", "");
        row("unknown code and 404", 404, -99999, "", NotFound, "scm/code-99999", "");
        row("unknown code and 500", 500, -99999, "", Network, "scm/code-99999", "");
        row("positive code", 400, 17, "", Rejected, "scm/code17", "");
    }
    void codesAreClassified()
    {
        QFETCH(int, status);
        QFETCH(int, code);
        QFETCH(QByteArray, words);
        QFETCH(int, kind);
        QFETCH(QString, cause);
        QFETCH(QString, setting);
        const Error error = errorFromAnswer(FakeTransport::answer(status, refusal(code, words)));
        QCOMPARE(errorKindName(error.kind), errorKindName(static_cast<ErrorKind>(kind)));
        QCOMPARE(error.cause, cause);
        QCOMPARE(error.setting, setting);
        QVERIFY(error.message.contains(QString::fromLatin1(words)));
    }

    void twoMeaningsHaveTwoTexts()
    {
        for (const auto& [code, other] : { std::pair(-9, u"unknown notification type"),
                 std::pair(-39, u"something else"), std::pair(-62, u"invalid IP address"),
                 std::pair(-105, u"person not found"), std::pair(-159, u"limit 5 reached") }) {
            QVERIFY(describeCode(code, other) != nullptr);
            QVERIFY(QByteArray(describeCode(code)->meaning)
                != QByteArray(describeCode(code, other)->meaning));
        }
    }

    void whoCanMendIsNamedUnlessItIsTheReader()
    {
        const auto message = [](int code) {
            return errorFromAnswer(FakeTransport::answer(400, refusal(code, {}))).message;
        };
        QVERIFY(message(-1137).contains(QLatin1String("SCM administrator")));
        QVERIFY(message(-65).contains(QLatin1String("Sectigo support")));
        QVERIFY(!message(-36).contains(QLatin1String("Who can mend")));
    }

    void unknownWordsAreShownSafely()
    {
        const QByteArray body = "{\"code\":-99999,\"description\":\"bad\\u0007\\r\\nthing\\u202e "
            + QByteArray(5000, 'x') + "\"}";
        const Error error = errorFromAnswer(FakeTransport::answer(400, body));
        QVERIFY(error.message.contains(QLatin1String("bad thing xxx")));
        QVERIFY(error.message.size() < 400);
        QVERIFY(error.detail.size() < 500);
        for (const QChar c : error.message)
            QVERIFY(c.category() != QChar::Other_Control && c.category() != QChar::Other_Format);
    }

    void answersWithoutACode_data()
    {
        QTest::addColumn<int>("status");
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<int>("kind");
        QTest::addColumn<QString>("cause");
        QTest::addColumn<bool>("retriable");
        const auto row = [](const char* name, int status, const QByteArray& body, ErrorKind kind,
                             const char* cause, bool retriable) {
            QTest::newRow(name) << status << body << static_cast<int>(kind)
                                << QString::fromLatin1(cause) << retriable;
        };
        using enum ErrorKind;
        row("401, empty", 401, {}, Authentication, "scm/unknown-user", false);
        row("401, HTML", 401, "<html>", Authentication, "scm/unknown-user", false);
        row("403, empty", 403, {}, Authorisation, "scm/http-403", false);
        row("403, HTML", 403, "<html>blocked", Malformed, "scm/portal-page", false);
        row("404, empty", 404, {}, NotFound, "scm/http-404", false);
        row("404, JSON without a code", 404, json("{'description':'No such thing','items':[]}"),
            NotFound, "scm/http-404", false);
        row("400, empty", 400, {}, Rejected, "scm/http-400", false);
        row("400, HTML", 400, "<!DOCTYPE html>", Malformed, "scm/portal-page", false);
        row("400, cut", 400, json("{'code':-3"), Rejected, "scm/http-400", false);
        row("400, a list", 400, "[]", Rejected, "scm/http-400", false);
        row("400, code null", 400, json("{'code':null}"), Rejected, "scm/http-400", false);
        row("400, code an object", 400, json("{'code':{}}"), Rejected, "scm/http-400", false);
        row("400, code huge", 400, json("{'code':-99999999999999}"), Rejected, "scm/http-400",
            false);
        row("400, deep", 400, QByteArray(100000, '['), Rejected, "scm/http-400", false);
        row("429", 429, {}, Network, "scm/http-429", true);
        row("500", 500, {}, Network, "scm/http-500", true);
        row("501", 501, {}, Network, "scm/http-501", false);
        row("502, HTML", 502, "<html>Bad Gateway</html>", Network, "scm/http-502", true);
        row("503, text", 503, "upstream connect error or disconnect", Network, "scm/http-503",
            true);
        row("504", 504, {}, Network, "scm/http-504", true);
        row("418", 418, {}, Rejected, "scm/http-418", false);
    }
    void answersWithoutACode()
    {
        QFETCH(int, status);
        QFETCH(QByteArray, body);
        QFETCH(int, kind);
        QFETCH(QString, cause);
        QFETCH(bool, retriable);
        const Error error = errorFromAnswer(FakeTransport::answer(status, body, "text/plain"));
        QCOMPARE(errorKindName(error.kind), errorKindName(static_cast<ErrorKind>(kind)));
        QCOMPARE(error.cause, cause);
        QCOMPARE(error.retriable, retriable);
        QCOMPARE(error.httpStatus, status);
        QVERIFY(!error.caCode);
        QVERIFY(!error.message.isEmpty());
    }

    void aCodeAsTextIsACode()
    {
        const Error error =
            errorFromAnswer(FakeTransport::answer(400, json("{'code':'-36','description':'x'}")));
        QCOMPARE(error.caCode, std::optional(-36));
    }

    void whatIsKnownDecidesThe401_data()
    {
        QTest::addColumn<int>("method");
        QTest::addColumn<QString>("base");
        QTest::addColumn<bool>("acceptedBefore");
        QTest::addColumn<QString>("cause");
        QTest::addColumn<QString>("setting");
        const auto row = [](const char* name, AuthenticationMethod method, const char* base,
                             bool before, const char* cause, const char* setting) {
            QTest::newRow(name) << static_cast<int>(method) << QString::fromLatin1(base) << before
                                << QString::fromLatin1(cause) << QString::fromLatin1(setting);
        };
        using enum AuthenticationMethod;
        row("password", Password, "https://a.test/api", false, "scm/unknown-user", "login");
        row("password that worked", Password, "https://a.test/api", true,
            "scm/login-no-longer-accepted", "login-password");
        row("password below /private", Password, "https://a.test/private/api", false,
            "scm/private-without-certificate", "url");
        row("certificate", Certificate, "https://a.test/private/api", false, "scm/unknown-user",
            "login");
        row("certificate that worked", Certificate, "https://a.test/private/api", true,
            "scm/login-no-longer-accepted", "login");
        row("certificate without /private", Certificate, "https://a.test/api", false,
            "scm/private-missing", "url");
        row("token", OAuth, "https://a.test/api", false, "scm/token-refused", "oauth-client-id");
    }
    void whatIsKnownDecidesThe401()
    {
        QFETCH(int, method);
        QFETCH(QString, base);
        QFETCH(bool, acceptedBefore);
        QFETCH(QString, cause);
        QFETCH(QString, setting);
        const AnswerContext context =
            contextOf(static_cast<AuthenticationMethod>(method), qPrintable(base), acceptedBefore);
        for (const QByteArray& body : { QByteArray(), refusal(-16, "Unknown user") }) {
            const Error error = errorFromAnswer(FakeTransport::answer(401, body), context);
            QCOMPARE(error.cause, cause);
            QCOMPARE(error.setting, setting);
            QVERIFY(error.detail.contains(context.endpoint));
        }
    }

    void theFirst404PointsToTheUrl()
    {
        using enum AuthenticationMethod;
        const http::Response page = FakeTransport::answer(404, "<html>404</html>", "text/html");
        const Error first = errorFromAnswer(page, contextOf(Password, "https://a.test/api"));
        QCOMPARE(first.kind, ErrorKind::Settings);
        QCOMPARE(first.setting, QStringLiteral("url"));
        QVERIFY(first.message.contains(QLatin1String("https://a.test/api")));
        const Error later = errorFromAnswer(page, contextOf(Password, "https://a.test/api", true));
        QCOMPARE(later.kind, ErrorKind::NotFound);
        const Error known = errorFromAnswer(FakeTransport::answer(404, refusal(-5101, "x")),
            contextOf(Password, "https://a.test/"));
        QCOMPARE(known.kind, ErrorKind::NotFound);
        const Error text = errorFromAnswer(FakeTransport::answer(404, "404 page not found"),
            contextOf(Certificate, "https://a.test/api"));
        QCOMPARE(text.cause, QStringLiteral("scm/private-missing"));
    }

    // SCM API, section 'Certificate "not ready" on collect'.
    void notReadyIsExactlyTheRule_data()
    {
        QTest::addColumn<int>("status");
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<bool>("pending");
        for (const int code : documentedCodes) {
            const bool isPending = std::ranges::find(notReadyCodes, code) != notReadyCodes.end();
            QTest::addRow("400 and code %d", code) << 400 << refusal(code, "x") << isPending;
        }
        for (const int code : notReadyCodes) {
            for (const int status : { 401, 403, 404, 429, 500, 503 })
                QTest::addRow("%d and code %d", status, code)
                    << status << refusal(code, "x") << false;
        }
        QTest::newRow("unknown code") << 400 << refusal(-99999, "x") << false;
        QTest::newRow("code 0 as text") << 400 << json("{'code':'0'}") << true;
        QTest::newRow("code missing is not 0") << 400 << json("{'description':'x'}") << false;
        QTest::newRow("code null is not 0") << 400 << json("{'code':null}") << false;
        QTest::newRow("code empty is not 0") << 400 << json("{'code':''}") << false;
        QTest::newRow("400 and empty") << 400 << QByteArray() << false;
        QTest::newRow("400 and HTML") << 400 << QByteArray("<html>") << false;
        QTest::newRow("400 and text") << 400 << QByteArray("Being processed by Sectigo") << false;
        QTest::newRow("404 and empty") << 404 << QByteArray() << true;
        QTest::newRow("404 and HTML") << 404 << QByteArray("<html>") << false;
        QTest::newRow("200 and empty") << 200 << QByteArray() << true;
        QTest::newRow("204") << 204 << QByteArray() << true;
        QTest::newRow("200 and a certificate") << 200 << QByteArray("-----BEGIN") << false;
        QTest::newRow("200 and a refusal") << 200 << refusal(0, "x") << false;
        for (const int status : { 401, 403, 410, 429, 500, 503 })
            QTest::addRow("%d and empty", status) << status << QByteArray() << false;
    }
    void notReadyIsExactlyTheRule()
    {
        QFETCH(int, status);
        QFETCH(QByteArray, body);
        QFETCH(bool, pending);
        const auto waiting = notReady(FakeTransport::answer(status, body));
        QCOMPARE(waiting.has_value(), pending);
        if (pending)
            QCOMPARE(waiting->caCode.has_value(), !body.isEmpty());
    }

    void retryAfterIsRead_data()
    {
        QTest::addColumn<QByteArray>("value");
        QTest::addColumn<int>("seconds"); // -1: none
        QTest::newRow("none") << QByteArray() << -1;
        QTest::newRow("seconds") << QByteArray("12") << 12;
        QTest::newRow("zero") << QByteArray("0") << 0;
        QTest::newRow("blanks") << QByteArray(" 12 ") << 12;
        QTest::newRow("negative") << QByteArray("-1") << -1;
        QTest::newRow("fraction") << QByteArray("1.5") << -1;
        QTest::newRow("a year") << QByteArray("31536000") << 86400;
        QTest::newRow("date") << QByteArray("Thu, 01 Jan 2026 12:01:00 GMT") << 60;
        QTest::newRow("date in the past") << QByteArray("Wed, 01 Jan 2025 12:01:00 GMT") << 0;
        QTest::newRow("not a date") << QByteArray("Thu, 45 Jan 2026 12:01:00 GMT") << -1;
        QTest::newRow("long") << QByteArray(1000000, '1') << -1;
    }
    void retryAfterIsRead()
    {
        QFETCH(QByteArray, value);
        QFETCH(int, seconds);
        const QDateTime now(QDate(2026, 1, 1), QTime(12, 0), Qt::UTC);
        const auto result = parseRetryAfter(value, now);
        QCOMPARE(result ? static_cast<int>(result->count()) : -1, seconds);
    }
};

QTEST_GUILESS_MAIN(TestScmErrors)
#include "tst_scmerrors.moc"
