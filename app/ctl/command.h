// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <core/task.h>

#include <QCommandLineParser>
#include <QStringList>

#include <memory>
#include <vector>

namespace gatehouse::ctl {

class Context;

/// What a run ends with (design of the command line): scripts branch on it.
enum ExitCode {
    Done = 0, ///< done; a certificate is issued
    WrongUsage = 2, ///< wrong usage or settings: mend the call, nothing was ordered
    StillPending = 3,
    Failed = 4
};
/// WrongUsage for usage and settings, Failed for everything else.
int exitCodeFor(const Error& error);

/// One verb. Describes itself, takes its options, runs on the same core calls as the console.
class Command {
public:
    Command() = default;
    Command(const Command&) = delete;
    Command& operator=(const Command&) = delete;
    virtual ~Command() = default;

    virtual QString name() const = 0; ///< "enroll", "connector list"
    virtual QString arguments() const = 0; ///< positional ones, as the help shows them: "ID TERM"
    virtual QString summary() const = 0; ///< one sentence
    /// The number of positional arguments it takes.
    virtual int argumentCount() const = 0;
    /// Whether the last positional argument may be repeated.
    virtual bool takesMore() const { return false; }
    virtual QList<QCommandLineOption> options() const { return {}; }
    /// Extra lines for --help: examples. May be empty.
    virtual QString details() const { return {}; }
    virtual Task<int> run(
        Context& context, const QCommandLineParser& parser, QStringList arguments) = 0;
};

/// Every verb, in the order of the help.
std::vector<std::unique_ptr<Command>> allCommands();

std::unique_ptr<Command> connectorListCommand();
std::unique_ptr<Command> connectorShowCommand();
std::unique_ptr<Command> connectorAddCommand();
std::unique_ptr<Command> connectorSetCommand();
std::unique_ptr<Command> connectorRemoveCommand();
std::unique_ptr<Command> connectorImportCommand();
std::unique_ptr<Command> connectorExportCommand();
std::unique_ptr<Command> checkCommand();
std::unique_ptr<Command> profilesCommand();
std::unique_ptr<Command> enrollCommand();
std::unique_ptr<Command> lookupCommand();
std::unique_ptr<Command> ordersCommand();
std::unique_ptr<Command> ordersResumeCommand();
std::unique_ptr<Command> ordersAbandonCommand();
std::unique_ptr<Command> keystoreCommand();
std::unique_ptr<Command> demoCommand();

/// `--json`, `--out FILE` and the like, spelled the same everywhere.
QCommandLineOption jsonOption();
QCommandLineOption outOption();
QCommandLineOption formatOption();

} // namespace gatehouse::ctl
