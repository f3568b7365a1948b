// SPDX-License-Identifier: Apache-2.0
#include <QElapsedTimer>
#include <QFile>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <nlohmann/json.hpp>

using Json = nlohmann::ordered_json;

namespace {

QString text(const Json& json)
{
    return QString::fromStdString(json.get<std::string>());
}

/// What curl said: its exit code, the HTTP status and the body.
struct Answer {
    int exitCode = -1;
    int status = 0;
    QByteArray body;
};

} // namespace

/// The real program, seen with curl and openssl.
class TestSandboxProgram : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void cleanup();
    void printsOneLineAndEndsOnSigterm();
    void endsWhenItsStandardInputCloses();
    void knowsThreeWaysToLogIn();
    void issuesAndSurvivesARestart();
    void harmsTheWire_data();
    void harmsTheWire();
    void hangsUntilTheClientLeaves();
    void refusesASecondSandboxInTheSameFolder();
    void refusesToStartWithNonsense();

private:
    void start(const QStringList& arguments = {});
    void stop();
    Answer curl(const QString& url, const QStringList& arguments = {});
    Answer asAdministrator(const QString& path, const QStringList& arguments = {});
    Answer control(const QString& path, const QByteArray& body);
    QPair<int, QByteArray> openssl(const QStringList& arguments, const QByteArray& input = {});
    QByteArray credential(const QString& name) const;
    QString file(const QString& name, const QByteArray& content) const;
    QByteArray enrollment();

    QTemporaryDir m_directory;
    QProcess m_program;
    Json m_ready;
};

void TestSandboxProgram::initTestCase()
{
    QVERIFY(m_directory.isValid());
    qunsetenv("http_proxy");
    qunsetenv("https_proxy");
    qunsetenv("HTTPS_PROXY");
}

void TestSandboxProgram::cleanup()
{
    if (m_program.state() != QProcess::NotRunning)
        stop();
}

void TestSandboxProgram::start(const QStringList& arguments)
{
    m_program.start(QStringLiteral(SANDBOX_PROGRAM),
        QStringList { QStringLiteral("--data"), m_directory.filePath(QStringLiteral("data")),
            QStringLiteral("--exit-with-parent") }
            + arguments);
    QElapsedTimer timer;
    timer.start();
    while (!m_program.canReadLine() && timer.elapsed() < 30000)
        m_program.waitForReadyRead(1000);
    m_ready = Json::parse(m_program.readLine().toStdString(), nullptr, false);
    QVERIFY2(m_ready.is_object(), m_program.readAllStandardError().constData());
    file(QStringLiteral("headers"),
        "login: sandbox-admin\ncustomerUri: gatehouse-sandbox\npassword: "
            + credential(QStringLiteral("sandbox.login-password")) + '\n');
    file(QStringLiteral("control"),
        "Authorization: Bearer " + credential(QStringLiteral("control-token")) + '\n');
}

void TestSandboxProgram::stop()
{
    m_program.terminate();
    QVERIFY(m_program.waitForFinished(10000));
    QCOMPARE(m_program.exitStatus(), QProcess::NormalExit);
    QCOMPARE(m_program.exitCode(), 0);
}

QByteArray TestSandboxProgram::credential(const QString& name) const
{
    QFile secret(text(m_ready["credentialsDir"]) + QLatin1Char('/') + name);
    return secret.open(QIODevice::ReadOnly) ? secret.readAll() : QByteArray();
}

QString TestSandboxProgram::file(const QString& name, const QByteArray& content) const
{
    QFile target(m_directory.filePath(name));
    if (!target.open(QIODevice::WriteOnly) || target.write(content) != content.size())
        qFatal("cannot write %s", qPrintable(name));
    return target.fileName();
}

Answer TestSandboxProgram::curl(const QString& url, const QStringList& arguments)
{
    QProcess process;
    const QString body = m_directory.filePath(QStringLiteral("body"));
    QFile::remove(body);
    process.start(QStringLiteral("curl"),
        QStringList { QStringLiteral("-sS"), QStringLiteral("--max-time"), QStringLiteral("20"),
            QStringLiteral("--cacert"), text(m_ready["trustStore"]["pem"]), QStringLiteral("-o"),
            body, QStringLiteral("-w"), QStringLiteral("%{http_code}") }
            + arguments + QStringList { url });
    process.waitForFinished(30000);
    QFile answer(body);
    return { process.exitCode(), process.readAllStandardOutput().toInt(),
        answer.open(QIODevice::ReadOnly) ? answer.readAll() : QByteArray() };
}

Answer TestSandboxProgram::asAdministrator(const QString& path, const QStringList& arguments)
{
    return curl(text(m_ready["url"]) + path,
        QStringList { QStringLiteral("-H"),
            QLatin1Char('@') + m_directory.filePath(QStringLiteral("headers")) }
            + arguments);
}

Answer TestSandboxProgram::control(const QString& path, const QByteArray& body)
{
    return curl(text(m_ready["controlUrl"]) + path,
        { QStringLiteral("-H"), QLatin1Char('@') + m_directory.filePath(QStringLiteral("control")),
            QStringLiteral("--data"), QString::fromUtf8(body) });
}

QPair<int, QByteArray> TestSandboxProgram::openssl(
    const QStringList& arguments, const QByteArray& input)
{
    QProcess process;
    process.start(QStringLiteral("openssl"), arguments);
    process.write(input);
    process.closeWriteChannel();
    process.waitForFinished(30000);
    return { process.exitCode(), process.readAllStandardOutput() };
}

QByteArray TestSandboxProgram::enrollment()
{
    const auto request = openssl({ QStringLiteral("req"), QStringLiteral("-new"),
        QStringLiteral("-newkey"), QStringLiteral("ec"), QStringLiteral("-pkeyopt"),
        QStringLiteral("ec_paramgen_curve:P-256"), QStringLiteral("-nodes"),
        QStringLiteral("-keyout"), m_directory.filePath(QStringLiteral("key.pem")),
        QStringLiteral("-subj"), QStringLiteral("/CN=www.example.org") });
    Json body;
    body["orgId"] = 10002;
    body["certType"] = 60515;
    body["term"] = 30;
    body["csr"] = request.second.toStdString();
    body["subjAltNames"] = "www.example.org";
    return QByteArray::fromStdString(body.dump());
}

void TestSandboxProgram::printsOneLineAndEndsOnSigterm()
{
    start();
    QVERIFY(m_ready["program"] == Json("gatehouse-sandbox"));
    QVERIFY(m_ready["pid"] == Json(m_program.processId()));
    const int port = m_ready["port"].get<int>();
    QCOMPARE(text(m_ready["url"]), QStringLiteral("https://localhost:%1/api").arg(port));
    const QString byAddress = QStringLiteral("https://127.0.0.1:%1/api").arg(port);
    QCOMPARE(curl(byAddress).status, 401);
    stop();
    QVERIFY(m_program.readAllStandardOutput().isEmpty());
    QVERIFY(m_program.readAllStandardError().isEmpty());
    start();
    QCOMPARE(m_ready["port"].get<int>(), port);
}

void TestSandboxProgram::endsWhenItsStandardInputCloses()
{
    start();
    m_program.closeWriteChannel();
    QVERIFY(m_program.waitForFinished(10000));
    QCOMPARE(m_program.exitCode(), 0);
}

void TestSandboxProgram::knowsThreeWaysToLogIn()
{
    start();
    QCOMPARE(asAdministrator(QStringLiteral("/organization/v1")).status, 200);

    const QString pem = m_directory.filePath(QStringLiteral("client.pem"));
    const auto unpacked = openssl({ QStringLiteral("pkcs12"), QStringLiteral("-in"),
        text(m_ready["clientKeyStore"]["pkcs12"]), QStringLiteral("-passin"),
        QStringLiteral("file:") + text(m_ready["credentialsDir"])
            + QStringLiteral("/client-cert-key-store-password"),
        QStringLiteral("-nodes"), QStringLiteral("-out"), pem });
    QCOMPARE(unpacked.first, 0);
    const QStringList names { QStringLiteral("-H"), QStringLiteral("login: sandbox-cert-admin"),
        QStringLiteral("-H"), QStringLiteral("customerUri: gatehouse-sandbox") };
    const QStringList certificate { QStringLiteral("--cert"), pem };
    const QString organizations = text(m_ready["privateUrl"]) + QStringLiteral("/organization/v1");
    QCOMPARE(curl(organizations, names + certificate).status, 200);
    QCOMPARE(curl(organizations, names).status, 401);

    file(QStringLiteral("secret"), credential(QStringLiteral("oauth-client-secret")));
    const Answer token = curl(text(m_ready["tokenUrl"]),
        { QStringLiteral("-d"), QStringLiteral("grant_type=client_credentials"),
            QStringLiteral("-d"), QStringLiteral("client_id=sandbox-api-client"),
            QStringLiteral("--data-urlencode"),
            QStringLiteral("client_secret@") + m_directory.filePath(QStringLiteral("secret")) });
    QCOMPARE(token.status, 200);
    const Json answer = Json::parse(token.body.toStdString());
    const QString bearer = file(QStringLiteral("bearer"),
        "Authorization: Bearer " + text(answer["access_token"]).toLatin1());
    QCOMPARE(curl(text(m_ready["url"]) + QStringLiteral("/organization/v1"),
                 { QStringLiteral("-H"), QLatin1Char('@') + bearer })
                 .status,
        200);
}

void TestSandboxProgram::issuesAndSurvivesARestart()
{
    start({ QStringLiteral("--issue-after"), QStringLiteral("2") });
    const QString body = file(QStringLiteral("enroll.json"), enrollment());
    const Answer enrolled = asAdministrator(QStringLiteral("/ssl/v1/enroll"),
        { QStringLiteral("--data-binary"), QLatin1Char('@') + body });
    QCOMPARE(enrolled.status, 200);
    const QString id =
        QString::number(Json::parse(enrolled.body.toStdString())["sslId"].get<qint64>());
    const QString path = QStringLiteral("/ssl/v1/collect/") + id;
    const Answer early = asAdministrator(path);
    QCOMPARE(early.status, 400);
    QCOMPARE(early.body, QByteArray(R"({"code":0,"description":"Being processed by Sectigo"})"));
    QTRY_COMPARE_WITH_TIMEOUT(asAdministrator(path).status, 200, 15000);

    const QList<std::pair<QString, int>> counts { { QStringLiteral("x509"), 3 },
        { QStringLiteral("x509R"), 3 }, { QStringLiteral("x509CO"), 1 },
        { QStringLiteral("x509IO"), 2 }, { QStringLiteral("x509IOR"), 2 },
        { QStringLiteral("pem"), 3 }, { QStringLiteral("pemco"), 1 },
        { QStringLiteral("pemia"), 3 } };
    for (const auto& format : counts) {
        const Answer answer = asAdministrator(path + QStringLiteral("?format=") + format.first);
        QCOMPARE(answer.body.count("BEGIN CERTIFICATE"), format.second);
        const auto parsed =
            openssl({ QStringLiteral("x509"), QStringLiteral("-noout") }, answer.body);
        QCOMPARE(parsed.first, 0);
    }
    for (const char* form : { "PEM", "DER" }) {
        const QString format = QString::fromLatin1(QByteArray(form) == "PEM" ? "base64" : "bin");
        const auto parsed = openssl({ QStringLiteral("pkcs7"), QStringLiteral("-inform"),
                                        QString::fromLatin1(form), QStringLiteral("-print_certs") },
            asAdministrator(path + QLatin1Char('/') + format).body);
        QCOMPARE(parsed.first, 0);
        QCOMPARE(parsed.second.count("BEGIN CERTIFICATE"), 3);
    }
    const QByteArray chain = asAdministrator(path + QStringLiteral("?format=x509R")).body;
    const QString bundle = file(QStringLiteral("chain.pem"), chain);
    QCOMPARE(openssl({ QStringLiteral("verify"), QStringLiteral("-x509_strict"),
                         QStringLiteral("-CAfile"), text(m_ready["trustStore"]["pem"]),
                         QStringLiteral("-untrusted"), bundle, bundle })
                 .first,
        0);
    stop();
    start();
    QVERIFY(m_ready["certificates"].get<int>() >= 1);
    QCOMPARE(asAdministrator(path + QStringLiteral("?format=x509R")).body, chain);
}

void TestSandboxProgram::harmsTheWire_data()
{
    QTest::addColumn<QByteArray>("fault");
    QTest::addColumn<int>(
        "exitCode"); ///< curl's: 18 partial file, 52 empty reply, 56 receive error
    QTest::addColumn<int>("status");
    QTest::newRow("reset at once") << QByteArray(R"("kind":"reset")") << 56 << 0;
    QTest::newRow("reset in the header") << QByteArray(R"("kind":"reset","bytes":20)") << 56 << 200;
    QTest::newRow("cut body") << QByteArray(R"("kind":"cut","bytes":10)") << 18 << 200;
    QTest::newRow("wrong JSON") << QByteArray(R"("kind":"wrong-json")") << 0 << 200;
    QTest::newRow("HTML") << QByteArray(R"("kind":"html")") << 0 << 200;
    QTest::newRow("empty") << QByteArray(R"("kind":"empty")") << 0 << 200;
    QTest::newRow("latency") << QByteArray(R"("kind":"latency","ms":300)") << 0 << 200;
    QTest::newRow("429") << QByteArray(R"("kind":"status","status":429,"retryAfter":1)") << 0
                         << 429;
    QTest::newRow("503") << QByteArray(R"("kind":"status")") << 0 << 503;
    QTest::newRow("redirect") << QByteArray(R"("kind":"redirect","location":"https://x.example/")")
                              << 0 << 302;
}

void TestSandboxProgram::harmsTheWire()
{
    QFETCH(QByteArray, fault);
    QFETCH(int, exitCode);
    QFETCH(int, status);
    start();
    QCOMPARE(
        control(QStringLiteral("/faults"), R"({"path":"/api/ssl/v1/types",)" + fault + '}').status,
        204);
    QElapsedTimer timer;
    timer.start();
    const Answer harmed = asAdministrator(QStringLiteral("/ssl/v1/types"));
    QCOMPARE(harmed.exitCode, exitCode);
    QCOMPARE(harmed.status, status);
    if (fault.contains("latency"))
        QVERIFY(timer.elapsed() >= 300);
    // The fault is used up: the next request is answered as ever.
    const Answer next = asAdministrator(QStringLiteral("/ssl/v1/types"));
    QCOMPARE(next.status, 200);
    QVERIFY(next.body.startsWith("[{\"id\":60515"));
}

void TestSandboxProgram::hangsUntilTheClientLeaves()
{
    start({ QStringLiteral("--fault"), QStringLiteral("path=*,kind=hang") });
    const Answer harmed = asAdministrator(
        QStringLiteral("/ssl/v1/types"), { QStringLiteral("--max-time"), QStringLiteral("1") });
    QCOMPARE(harmed.exitCode, 28);
    QCOMPARE(asAdministrator(QStringLiteral("/ssl/v1/types")).status, 200);
}

void TestSandboxProgram::refusesASecondSandboxInTheSameFolder()
{
    start();
    QProcess second;
    second.start(QStringLiteral(SANDBOX_PROGRAM),
        { QStringLiteral("--data"), m_directory.filePath(QStringLiteral("data")) });
    QVERIFY(second.waitForFinished(20000));
    QCOMPARE(second.exitCode(), 4);
    QVERIFY(second.readAllStandardOutput().isEmpty());
    QVERIFY(second.readAllStandardError().contains("--data"));
}

void TestSandboxProgram::refusesToStartWithNonsense()
{
    QProcess process;
    process.start(
        QStringLiteral(SANDBOX_PROGRAM), { QStringLiteral("--fault"), QStringLiteral("x") });
    QVERIFY(process.waitForFinished(20000));
    QCOMPARE(process.exitCode(), 2);
    process.start(QStringLiteral(SANDBOX_PROGRAM), { QStringLiteral("--version") });
    QVERIFY(process.waitForFinished(20000));
    QCOMPARE(process.exitCode(), 0);
    QVERIFY(process.readAllStandardOutput().startsWith("gatehouse-sandbox "));
}

QTEST_GUILESS_MAIN(TestSandboxProgram)
#include "tst_sandboxprogram.moc"
