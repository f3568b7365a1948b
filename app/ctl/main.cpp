// SPDX-License-Identifier: Apache-2.0
#include <app/ctl/command.h>
#include <app/ctl/context.h>
#include <app/ctl/output.h>
#include <app/ctl/words.h>
#include <core/program.h>

#include <QCoreApplication>
#include <QSocketNotifier>

#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <csignal>

using namespace gatehouse;
using namespace gatehouse::ctl;

namespace {

std::array<int, 2> signalSockets {};

void noteSignal(int)
{
    const char byte = 1;
    [[maybe_unused]] const auto written = ::write(signalSockets[0], &byte, 1);
}

/// Ctrl+C asks whatever waits to stop, which leaves orders in order; a second one ends the program
/// the hard way.
void stopOnInterrupt(QObject* parent, std::stop_source& stop)
{
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, signalSockets.data()) != 0)
        return;
    auto* notifier = new QSocketNotifier(signalSockets[1], QSocketNotifier::Read, parent);
    QObject::connect(notifier, &QSocketNotifier::activated, parent, [notifier, &stop] {
        notifier->setEnabled(false);
        std::signal(SIGINT, SIG_DFL);
        std::signal(SIGTERM, SIG_DFL);
        stop.request_stop();
    });
    std::signal(SIGINT, noteSignal);
    std::signal(SIGTERM, noteSignal);
}

QString overview(const std::vector<std::unique_ptr<Command>>& commands)
{
    QString text =
        Words::tr("gatehousectl %1: certificates from Sectigo Certificate Manager\n\nCommands:\n")
            .arg(QStringLiteral(GATEHOUSE_VERSION));
    for (const auto& command : commands)
        text += QStringLiteral("  %1\n").arg(
            (command->name() + u' ' + command->arguments()).leftJustified(44) + command->summary());
    text += Words::tr(
        "\nEvery command takes --help, --credentials DIR (one file a secret; default: "
        "$CREDENTIALS_DIRECTORY) and\n"
        "--password-stdin (one secret a line, in the order in which they would be asked for).\n"
        "Exit codes: 0 done, 2 wrong usage or settings, 3 pending, 4 failed.\n");
    return text;
}

/// The command that the first words name, the longest name first; what is left are its own words.
Command* findCommand(const std::vector<std::unique_ptr<Command>>& commands, QStringList& words)
{
    for (int length = 2; length >= 1; --length) {
        const QString name = words.mid(0, length).join(u' ');
        for (const auto& command : commands) {
            if (command->name() == name && words.size() >= length) {
                words = words.mid(length);
                return command.get();
            }
        }
    }
    return nullptr;
}

struct Call {
    Command* command = nullptr;
    QStringList words;
};

void addOptions(QCommandLineParser& parser, const Command& command)
{
    parser.setApplicationDescription(
        command.summary() + (command.details().isEmpty() ? QString() : u'\n' + command.details()));
    parser.addHelpOption();
    parser.addOption(
        { QStringLiteral("credentials"), Words::tr("Read secrets from this folder, one file each."),
            QStringLiteral("DIR"), qEnvironmentVariable("CREDENTIALS_DIRECTORY") });
    parser.addOption({ QStringLiteral("password-stdin"),
        Words::tr("Read one secret a line from standard input.") });
    parser.addOptions(command.options());
    parser.addPositionalArgument(command.arguments(), QString(), command.arguments());
}

int runCommand(const Call& call, const QCommandLineParser& parser)
{
    Terminal terminal(parser.isSet(QStringLiteral("password-stdin")));
    std::stop_source stop;
    stopOnInterrupt(QCoreApplication::instance(), stop);
    Context context(settings::HomeFolders::fromEnvironment(),
        parser.value(QStringLiteral("credentials")), terminal, stop.get_token());
    const QStringList arguments = parser.positionalArguments();
    return QCoro::waitFor(call.command->run(context, parser, arguments));
}

int start(const std::vector<std::unique_ptr<Command>>& commands)
{
    QTextStream err(stderr);
    QStringList words = QCoreApplication::arguments().mid(1);
    if (words.isEmpty() || words.first() == u"--help" || words.first() == u"help"
        || words.first() == u"-h") {
        QTextStream(stdout) << overview(commands);
        return words.isEmpty() ? WrongUsage : Done;
    }
    if (words.first() == u"--version") {
        QTextStream(stdout) << QStringLiteral("gatehousectl " GATEHOUSE_VERSION "\n");
        return Done;
    }
    const QString first = words.first();
    Call call { findCommand(commands, words), {} };
    if (call.command == nullptr) {
        err << Words::tr("There is no command “%1”. Run gatehousectl --help for the list.")
                   .arg(first)
            << Qt::endl;
        return WrongUsage;
    }
    QCommandLineParser parser;
    addOptions(parser, *call.command);
    const bool parsed = parser.parse(
        QStringList { QStringLiteral("gatehousectl ") + call.command->name() } + words);
    if (parsed && parser.isSet(QStringLiteral("help"))) {
        QTextStream(stdout) << parser.helpText();
        return Done;
    }
    const qsizetype given = parser.positionalArguments().size();
    const qsizetype wanted = call.command->argumentCount();
    if (!parsed || given < wanted || (given > wanted && !call.command->takesMore())) {
        if (!parsed)
            err << parser.errorText() << Qt::endl;
        err << Words::tr("Usage: gatehousectl %1 %2 [options]; --help says more.")
                   .arg(call.command->name(), call.command->arguments())
            << Qt::endl;
        return WrongUsage;
    }
    return runCommand(call, parser);
}

} // namespace

int main(int argc, char* argv[])
{
    forbidCoreFiles();
    QCoreApplication application(argc, argv);
    QCoreApplication::setApplicationName(QStringLiteral("gatehouse"));
    QCoreApplication::setApplicationVersion(QStringLiteral(GATEHOUSE_VERSION));
    installTranslation(application);
    return start(allCommands());
}
