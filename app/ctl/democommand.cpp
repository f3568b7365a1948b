// SPDX-License-Identifier: Apache-2.0
#include <app/ctl/command.h>
#include <app/ctl/delivery.h>
#include <app/ctl/ladderprinter.h>
#include <app/ctl/output.h>
#include <app/ctl/profiletable.h>
#include <app/ctl/words.h>
#include <core/workspace/delivery.h>
#include <core/workspace/files.h>
#include <core/workspace/sandboxprocess.h>

namespace gatehouse::ctl {

namespace {

using enrollment::Outcome;

constexpr qint64 largestConnector = 1024 * 1024;
constexpr int demoMatches = 10;

/// The main job from nothing, told step by step. Every step is the core call that the other
/// commands make; a step that does not end as expected ends the demonstration with its reason.
class Demo {
public:
    Demo(Context& outer, workspace::SandboxProcess& sandbox, const QDir& folder)
        : m_terminal(outer.terminal())
        , m_stop(outer.stop())
        , m_sandbox(sandbox)
        , m_folder(folder)
        , m_context({ QDir(folder.filePath(QStringLiteral("config"))),
                        QDir(folder.filePath(QStringLiteral("data"))) },
              sandbox.info().credentialsDir, outer.terminal(), outer.stop())
    {
    }

    Task<Result<void>> run();

private:
    using Step = Task<Result<void>> (Demo::*)();

    Task<Result<void>> addConnector();
    Task<Result<void>> check();
    Task<Result<void>> showProfiles();
    Task<Result<void>> showPkcs10();
    Task<Result<void>> showPkcs12();
    Task<Result<void>> lookUp();
    Task<Result<void>> showPending();
    Task<Result<void>> showFailure();

    /// An order that ends otherwise than `expected` is a failure.
    Task<Result<Outcome>> enroll(enrollment::EnrollmentRequest request, Outcome::State expected);
    Task<Result<Outcome>> enrollPkcs12(
        QString profile, QString commonName, Outcome::State expected);
    void showIssued(const Outcome& outcome);
    Task<Result<void>> find(QString term);
    void say(const QString& line) { m_terminal.out() << line << Qt::endl; }
    void title(const QString& line) { say(QStringLiteral("\n") + line); }
    QString path(const QString& name) const { return m_folder.filePath(name); }

    Terminal& m_terminal;
    std::stop_token m_stop;
    workspace::SandboxProcess& m_sandbox;
    QDir m_folder;
    Context m_context;
    std::shared_ptr<connector::Connector> m_connector;
    QList<pki::Certificate> m_issued;
};

Error unexpected(const QString& step)
{
    return Error::of(
        ErrorKind::Internal, Words::tr("The demonstration did not go as it should: %1.").arg(step));
}

Task<Result<void>> Demo::run()
{
    static constexpr std::array<Step, 8> steps { &Demo::addConnector, &Demo::check,
        &Demo::showProfiles, &Demo::showPkcs10, &Demo::showPkcs12, &Demo::lookUp,
        &Demo::showPending, &Demo::showFailure };
    for (const Step step : steps) {
        auto done = co_await (this->*step)();
        if (!done)
            co_return done;
    }
    title(Words::tr("Everything was written to %1:").arg(m_folder.absolutePath()));
    say(Words::tr("  config/connectors/sandbox.json   the connector, without secrets"));
    say(Words::tr("  data/orders.sqlite               every order and how it ended"));
    say(Words::tr(
        "  www.example.org.pem              the certificate for the CSR, with its chain"));
    say(Words::tr(
        "  app.example.org.p12              key, certificate and chain; its password is in\n"
        "                                   sandbox/credentials/pkcs12-password"));
    say(Words::tr("  sandbox/                         the sandbox: its CA, key and trust stores, "
                  "credentials"));
    say(Words::tr("\nGo on by hand:\n  gatehouse-sandbox --data %1/sandbox &\n  GATEHOUSE_HOME=%1 "
                  "gatehousectl profiles sandbox --credentials %1/sandbox/credentials")
            .arg(m_folder.absolutePath()));
    co_return Result<void> {};
}

Task<Result<void>> Demo::addConnector()
{
    title(Words::tr("1. A connector that points to the sandbox"));
    auto bytes = workspace::readFile(m_sandbox.info().connectorFile, largestConnector);
    if (!bytes)
        co_return failure(bytes.error());
    auto imported = settings::importConnectors(*bytes);
    if (!imported)
        co_return failure(imported.error());
    settings::ConnectorSettings settings = imported->first().settings;
    // Three attempts (2, 4, 8 s) instead of five, so that the order that is never approved does not
    // take a minute.
    settings.properties.insert(QStringLiteral("enroll-max-attempts"), QStringLiteral("3"));
    // Shown before, in the same folder: it is the same connector.
    if (const auto before = m_context.workspace().load(settings.id))
        settings.uuid = before->uuid;
    const workspace::SecretChanges none;
    auto saved = co_await m_context.workspace().save(settings, none);
    if (!saved)
        co_return failure(saved.error());
    say(Words::tr("  %1 at %2").arg(settings.name, settings.value(u"url")));
    auto opened = co_await m_context.open(settings.id);
    if (!opened)
        co_return failure(opened.error());
    m_connector = *opened;
    co_return Result<void> {};
}

Task<Result<void>> Demo::check()
{
    title(Words::tr("2. The connection check"));
    auto printer = ladderPrinter(m_terminal);
    const workspace::SecretChanges none;
    auto report =
        co_await m_context.workspace().check(m_connector->settings(), none, printer, m_stop);
    say(QStringLiteral("  ") + report.conclusion);
    if (!report.works)
        co_return failure(unexpected(Words::tr("the connection check failed")));
    co_return Result<void> {};
}

Task<Result<void>> Demo::showProfiles()
{
    title(Words::tr("3. Local profiles merged with Sectigo's"));
    auto table = co_await profileTable(m_connector, m_stop);
    if (!table)
        co_return failure(table.error());
    m_terminal.out() << *table << Qt::flush;
    co_return Result<void> {};
}

Task<Result<Outcome>> Demo::enroll(enrollment::EnrollmentRequest request, Outcome::State expected)
{
    request.requestedBy = QStringLiteral("demo");
    auto plan = co_await m_connector->plan(request, m_stop);
    if (!plan)
        co_return failure(plan.error());
    for (const QString& rule : std::as_const(plan->rules))
        say(QStringLiteral("  · ") + rule);
    m_terminal.out().flush();
    auto progress = progressPrinter(m_terminal);
    Result<Outcome> outcome = co_await m_connector->engine()->enroll(*plan, progress, m_stop);
    if (outcome && outcome->state != expected)
        co_return failure(outcome->failure.value_or(
            unexpected(Words::tr("an order ended otherwise than it should"))));
    co_return outcome;
}

Task<Result<Outcome>> Demo::enrollPkcs12(
    QString profile, QString commonName, Outcome::State expected)
{
    auto subject = pki::DistinguishedName::parse(QStringLiteral("CN=") + commonName);
    if (!subject)
        co_return failure(subject.error());
    enrollment::EnrollmentRequest request;
    request.profileId = profile;
    request.subject = *subject;
    co_return co_await enroll(request, expected);
}

void Demo::showIssued(const Outcome& outcome)
{
    m_terminal.out() << Words::tr("  200, issued:\n") << describe(outcome.chain.first())
                     << Qt::flush;
    m_issued.append(outcome.chain.first());
}

Task<Result<void>> Demo::showPkcs10()
{
    title(Words::tr("4. A certificate for a PKCS #10 request"));
    auto key = pki::PrivateKey::generate({ pki::KeyAlgorithm::Ec, 256 });
    auto subject = pki::DistinguishedName::parse(u"CN=www.example.org");
    if (!key || !subject)
        co_return failure(unexpected(Words::tr("no key could be made")));
    const QList<pki::GeneralName> names { { pki::GeneralName::Type::DnsName,
        QStringLiteral("api.example.org") } };
    auto csr = pki::CertificateRequest::create(*key, *subject, names);
    if (!csr)
        co_return failure(csr.error());
    enrollment::EnrollmentRequest request;
    request.profileId = QStringLiteral("sectigo-profile-1");
    request.csr = *csr;
    auto outcome = co_await enroll(request, Outcome::State::Issued);
    if (!outcome)
        co_return failure(outcome.error());
    if (auto written = workspace::writeFile(path(QStringLiteral("www.example.org.pem")),
            pki::toPem(outcome->chain), workspace::FilePrivacy::Shared);
        !written)
        co_return failure(written.error());
    showIssued(*outcome);
    co_return co_await m_connector->engine()->markDelivered(outcome->order.id);
}

Task<Result<void>> Demo::showPkcs12()
{
    title(Words::tr("5. Key and certificate as PKCS #12"));
    const QString profile = QStringLiteral("70001");
    const QString commonName = QStringLiteral("app.example.org");
    auto outcome = co_await enrollPkcs12(profile, commonName, Outcome::State::Issued);
    if (!outcome)
        co_return failure(outcome.error());
    // A credentials directory is where a program without a person keeps a password: one private
    // file.
    const Secret password = Secret::random(18);
    const QString passwordFile =
        QDir(m_sandbox.info().credentialsDir).filePath(QStringLiteral("pkcs12-password"));
    QByteArray text = password.utf8().toByteArray();
    auto kept = workspace::writeFile(passwordFile, text, workspace::FilePrivacy::Private);
    wipe(text);
    if (!kept)
        co_return failure(kept.error());
    auto delivered = co_await workspace::deliverPkcs12(m_connector, *outcome,
        path(QStringLiteral("app.example.org.p12")), password, pki::Pkcs12Form::Modern);
    if (!delivered)
        co_return failure(delivered.error());
    showIssued(*outcome);
    co_return Result<void> {};
}

Task<Result<void>> Demo::find(QString term)
{
    auto answer = co_await m_connector->lookup()->find(term, demoMatches, m_stop);
    if (!answer)
        co_return failure(answer.error());
    say(Words::tr("  %1").arg(answer->understoodAs.description()));
    for (const auto& match : std::as_const(answer->matches)) {
        say(Words::tr("    found: %1, %2, serial number %3")
                .arg(match.details.commonName, match.details.statusText,
                    match.details.serialNumber.toHex()));
    }
    if (answer->matches.isEmpty())
        co_return failure(unexpected(Words::tr("%1 was not found").arg(term)));
    co_return Result<void> {};
}

Task<Result<void>> Demo::lookUp()
{
    title(Words::tr("6. Both are found again, by DN in another spelling and by serial number"));
    const QStringList terms { QStringLiteral("cn = WWW.example.org"),
        m_issued.at(0).serialNumber().toColonHex(), QStringLiteral("/CN=app.example.org"),
        m_issued.at(1).serialNumber().toHex() };
    for (const QString& term : terms) {
        auto found = co_await find(term);
        if (!found)
            co_return found;
    }
    co_return Result<void> {};
}

Task<Result<void>> Demo::showPending()
{
    title(Words::tr("7. An order that waits for an administrator's approval"));
    const QString profile = QStringLiteral("70010");
    const QString commonName = QStringLiteral("slow.example.org");
    auto outcome = co_await enrollPkcs12(profile, commonName, Outcome::State::Pending);
    if (!outcome)
        co_return failure(outcome.error());
    say(Words::tr("  202, pending: order %1 stays recorded, Sectigo says %2")
            .arg(outcome->order.id, outcome->order.caStatus));
    say(Words::tr("  An administrator approves it; the lookup by DN then finds and collects it:"));
    auto approved = co_await m_sandbox.approve(outcome->order.sslId, m_stop);
    if (!approved)
        co_return approved;
    co_return co_await find(QStringLiteral("CN=slow.example.org"));
}

Task<Result<void>> Demo::showFailure()
{
    title(Words::tr("8. An order that is declined"));
    const QString profile = QStringLiteral("70011");
    const QString commonName = QStringLiteral("declined.example.org");
    auto outcome = co_await enrollPkcs12(profile, commonName, Outcome::State::Failed);
    if (!outcome)
        co_return failure(outcome.error());
    const Error reason = outcome->failure.value_or(Error());
    say(Words::tr("  404, failed: %1").arg(reason.message));
    co_return Result<void> {};
}

class DemoCommand final : public Command {
public:
    QString name() const override { return QStringLiteral("demo"); }
    QString arguments() const override { return {}; }
    QString summary() const override
    {
        return Words::tr("Show the whole job from nothing, against the built-in sandbox.");
    }
    int argumentCount() const override { return 0; }
    QList<QCommandLineOption> options() const override
    {
        return { { QStringLiteral("folder"),
            Words::tr("Where to write everything. Default: demo in Gatehouse's data folder."),
            QStringLiteral("DIR") } };
    }

    Task<int> run(Context& context, const QCommandLineParser& parser, QStringList) override
    {
        const QDir folder(parser.isSet(QStringLiteral("folder"))
                ? parser.value(QStringLiteral("folder"))
                : context.home().data.filePath(QStringLiteral("demo")));
        if (!folder.mkpath(QStringLiteral("."))) {
            co_return report(context.terminal(),
                Error::of(ErrorKind::LocalFile,
                    Words::tr("The folder %1 could not be made. Choose another with --folder.")
                        .arg(folder.path())),
                false);
        }
        auto clock = std::make_shared<SystemClock>();
        auto sandbox = co_await workspace::SandboxProcess::start(
            folder.filePath(QStringLiteral("sandbox")), clock, context.stop());
        if (!sandbox)
            co_return report(context.terminal(), sandbox.error(), false);
        Demo demo(context, **sandbox, folder);
        auto done = co_await demo.run();
        if (!done)
            co_return report(context.terminal(), done.error(), false);
        co_return Done;
    }
};

} // namespace

std::unique_ptr<Command> demoCommand()
{
    return std::make_unique<DemoCommand>();
}

} // namespace gatehouse::ctl
