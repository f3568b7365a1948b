// SPDX-License-Identifier: Apache-2.0
#include <app/ctl/command.h>
#include <app/ctl/words.h>

namespace gatehouse::ctl {

int exitCodeFor(const Error& error)
{
    // A connector or profile that is not there is a word mistyped; a certificate that is not there
    // is an answer.
    if (error.kind == ErrorKind::NotFound && error.cause.startsWith(u"settings/"))
        return WrongUsage;
    switch (error.kind) {
    case ErrorKind::Usage:
    case ErrorKind::Settings:
    case ErrorKind::KeyStore:
    case ErrorKind::SecretStore:
    case ErrorKind::LocalFile:
        return WrongUsage;
    default:
        return Failed;
    }
}

std::vector<std::unique_ptr<Command>> allCommands()
{
    std::vector<std::unique_ptr<Command>> commands;
    commands.push_back(connectorListCommand());
    commands.push_back(connectorShowCommand());
    commands.push_back(connectorAddCommand());
    commands.push_back(connectorSetCommand());
    commands.push_back(connectorRemoveCommand());
    commands.push_back(connectorImportCommand());
    commands.push_back(connectorExportCommand());
    commands.push_back(checkCommand());
    commands.push_back(profilesCommand());
    commands.push_back(enrollCommand());
    commands.push_back(lookupCommand());
    commands.push_back(ordersResumeCommand());
    commands.push_back(ordersAbandonCommand());
    commands.push_back(ordersCommand());
    commands.push_back(keystoreCommand());
    commands.push_back(demoCommand());
    return commands;
}

QCommandLineOption jsonOption()
{
    return { QStringLiteral("json"),
        Words::tr("Print one JSON document on standard output and nothing else there.") };
}

QCommandLineOption outOption()
{
    return { QStringLiteral("out"),
        Words::tr("Write the certificate to this file instead of standard output."),
        QStringLiteral("FILE") };
}

QCommandLineOption formatOption()
{
    return { QStringLiteral("format"),
        Words::tr("Format of the certificate: pem (with its chain), der, p7b."),
        QStringLiteral("pem|der|p7b"), QStringLiteral("pem") };
}

} // namespace gatehouse::ctl
