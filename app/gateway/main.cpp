// SPDX-License-Identifier: Apache-2.0
#include <app/gateway/service.h>
#include <app/gateway/signals.h>

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QTextStream>
#include <QTimer>

#include <sys/resource.h>

#include <utility>

using namespace gatehouse;
using namespace gatehouse::gateway;

namespace {

constexpr int exitUsage = 2;

struct Text {
    Q_DECLARE_TR_FUNCTIONS(gatehouse::GatewayMain)
};

void logProblems(const char* event, const QStringList& problems)
{
    for (const QString& problem : problems) {
        Json line;
        line["event"] = event;
        line["message"] = toJson(problem);
        logLine("error", line);
    }
}

void logEvent(const char* event)
{
    Json line;
    line["event"] = event;
    logLine("info", line);
}

void logReady(const Service& service)
{
    Json line;
    line["event"] = "ready";
    line["port"] = service.port();
    line["contextPath"] = toJson(service.contextPath());
    if (service.managementPort() != 0)
        line["managementPort"] = service.managementPort();
    line["pid"] = QCoreApplication::applicationPid();
    logLine("info", line);
}

/// Prints what is wrong and what was understood otherwise, for a person.
int checkOnly(const QString& file, const std::shared_ptr<secrets::SecretStore>& secrets)
{
    const auto clock = std::make_shared<SystemClock>();
    const CheckedConfiguration checked = QCoro::waitFor(checkConfiguration(file, secrets, clock));
    QTextStream err(stderr);
    for (const QString& note : checked.notes)
        err << Text::tr("Note: %1").arg(note) << '\n';
    for (const ConfigurationProblem& problem : checked.problems)
        err << problem.toString(file) << '\n';
    if (!checked.problems.isEmpty())
        return exitUsage;
    QStringList ids;
    for (const CaEntry& ca : checked.configuration.cas)
        ids.append(ca.id);
    QTextStream(stdout)
        << Text::tr("%1 is right. CAs: %2.").arg(file, ids.join(QLatin1String(", "))) << '\n';
    return 0;
}

Task<void> reload(Service* service)
{
    notifySystemd("RELOADING=1");
    const QStringList problems = co_await service->reload();
    logProblems("reload-refused", problems);
    if (problems.isEmpty())
        logEvent("reloaded");
    notifySystemd("READY=1");
}

Task<void> end(Service* service)
{
    // Said once it is true: from this line on no connection is taken.
    const Task<void> stopping = service->stop();
    logEvent("stopping");
    notifySystemd("STOPPING=1");
    co_await stopping;
    logEvent("stopped");
    QCoreApplication::quit();
}

/// What signals have asked for. One thing is done after the other: a reload that waits for a key
/// store is over before the service ends.
struct Wishes {
    bool isBusy = true; ///< with the start, first
    bool wantsReload = false;
    bool wantsEnd = false;
};

Task<void> fulfil(Service* service, Wishes* wishes)
{
    if (wishes->isBusy)
        co_return;
    wishes->isBusy = true;
    while (wishes->wantsReload && !wishes->wantsEnd) {
        wishes->wantsReload = false;
        co_await reload(service);
    }
    if (wishes->wantsEnd)
        co_await end(service);
    else
        wishes->isBusy = false;
}

Task<void> start(Service* service, Wishes* wishes)
{
    const QStringList problems = co_await service->start();
    if (!problems.isEmpty()) {
        logProblems("refused", problems);
        QCoreApplication::exit(exitUsage);
        co_return;
    }
    logReady(*service);
    notifySystemd("READY=1");
    wishes->isBusy = false;
    co_await fulfil(service, wishes);
}

int run(Service& service)
{
    Wishes wishes;
    const Signals handling(
        [&] {
            if (std::exchange(wishes.wantsEnd, true))
                service.hurry(); // the second time
            else
                fulfil(&service, &wishes);
        },
        [&] {
            wishes.wantsReload = true;
            fulfil(&service, &wishes);
        });
    QMetaObject::invokeMethod(
        QCoreApplication::instance(), [&] { start(&service, &wishes); }, Qt::QueuedConnection);
    return QCoreApplication::exec();
}

/// Orders that wait for their next collect are told to stop with the service. They end through the
/// event loop, and with them what they hold: their store goes with the last of them.
void finish(const std::weak_ptr<orders::OrderStore>& store)
{
    constexpr std::chrono::seconds longest { 5 };
    QTimer latest;
    latest.setSingleShot(true);
    latest.start(longest);
    while (!store.expired() && latest.isActive())
        QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
    QCoreApplication::processEvents();
}

int serve(const QString& file, const std::shared_ptr<secrets::SecretStore>& secrets)
{
    installStructuredLog();
    auto service = std::make_unique<Service>(file, secrets);
    const int code = run(*service);
    const std::weak_ptr<orders::OrderStore> store = service->orders();
    service.reset();
    finish(store);
    return code;
}

} // namespace

int main(int argc, char* argv[])
{
    // A core file would hold passwords and keys.
    const rlimit none { 0, 0 };
    setrlimit(RLIMIT_CORE, &none);
    // Each connection is an open file, and the usual soft limit is for programs with few.
    rlimit files {};
    if (getrlimit(RLIMIT_NOFILE, &files) == 0) {
        files.rlim_cur = files.rlim_max;
        setrlimit(RLIMIT_NOFILE, &files);
    }
    QCoreApplication application(argc, argv);
    QCoreApplication::setApplicationName(QStringLiteral("gatehouse"));
    QCoreApplication::setApplicationVersion(QStringLiteral(GATEHOUSE_VERSION));
    QCommandLineParser parser;
    parser.setApplicationDescription(
        Text::tr("Serves CA Gateway's v1 REST API for Sectigo Certificate Manager."));
    parser.addHelpOption();
    parser.addVersionOption();
    const QCommandLineOption configOption(QStringLiteral("config"),
        Text::tr("The configuration file; default /etc/gatehouse/gateway.yml."),
        QStringLiteral("FILE"), QStringLiteral("/etc/gatehouse/gateway.yml"));
    const QCommandLineOption credentialsOption(QStringLiteral("credentials"),
        Text::tr("Read secrets from this folder, one file each; default $CREDENTIALS_DIRECTORY."),
        QStringLiteral("DIR"), qEnvironmentVariable("CREDENTIALS_DIRECTORY"));
    const QCommandLineOption checkOption(QStringLiteral("check-config"),
        Text::tr("Check the configuration and everything it refers to, say all that is wrong, and "
                 "end."));
    parser.addOptions({ configOption, credentialsOption, checkOption });
    parser.process(application);
    const QString credentials = parser.value(credentialsOption);
    if (credentials.isEmpty() || !parser.positionalArguments().isEmpty()) {
        QTextStream(stderr) << (credentials.isEmpty()
                ? Text::tr(
                    "Name the folder with the secrets: --credentials DIR, or LoadCredential= in "
                    "the systemd unit.")
                : Text::tr("There are no arguments besides options: see --help."))
                            << '\n';
        return exitUsage;
    }
    const std::shared_ptr<secrets::SecretStore> secrets =
        secrets::credentialsDirectoryStore(credentials);
    const QString file = parser.value(configOption);
    return parser.isSet(checkOption) ? checkOnly(file, secrets) : serve(file, secrets);
}
