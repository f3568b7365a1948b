// SPDX-License-Identifier: Apache-2.0
#include "options.h"

#include "controlapi.h"
#include "datafolder.h"

#include <QCommandLineParser>
#include <QCoreApplication>

#include <cmath>

namespace gatehouse::sandbox {

namespace {

constexpr double longestIssueOption = 86400; ///< seconds

QString tr(const char* text)
{
    return QCoreApplication::translate("gatehouse::Sandbox", text);
}

struct OptionSet {
    QCommandLineOption data { QStringLiteral("data"),
        tr("Folder that holds everything the sandbox makes."), QStringLiteral("DIR"),
        DataFolder::defaultPath() };
    QCommandLineOption port { QStringLiteral("port"),
        tr("Port on the loopback interface; 0 for any free one. Without it the port of the "
           "last start is used when it is free."),
        QStringLiteral("N") };
    QCommandLineOption issueAfter { QStringLiteral("issue-after"),
        tr("Seconds from a request to its certificate, such as 0.5 (3 if not given)."),
        QStringLiteral("SECONDS") };
    QCommandLineOption notReady { QStringLiteral("not-ready"),
        tr("What is answered while there is no certificate: code0 (the default), code-1400, "
           "code-183 or empty."),
        QStringLiteral("KIND") };
    QCommandLineOption fault { QStringLiteral("fault"),
        tr("A fault such as path=/api/*,kind=latency,ms=500,count=-1. May be repeated. Kinds: "
           "latency, reset, hang, cut, wrong-json, html, status, redirect, empty."),
        QStringLiteral("SPEC") };
    QCommandLineOption exitWithParent { QStringLiteral("exit-with-parent"),
        tr("End when standard input is closed.") };
    QCommandLineOption help { { QStringLiteral("h"), QStringLiteral("help") },
        tr("Show this text.") };
    QCommandLineOption version { { QStringLiteral("v"), QStringLiteral("version") },
        tr("Show the version.") };
};

tl::unexpected<Error> wrongValue(const QCommandLineOption& option, const QString& value)
{
    return failure(ErrorKind::Usage,
        tr("--%1 does not take '%2'. %3").arg(option.names().first(), value, option.description()));
}

Result<void> readBehaviour(
    const QCommandLineParser& parser, const OptionSet& set, Behaviour& behaviour)
{
    if (parser.isSet(set.issueAfter)) {
        bool ok = false;
        const double seconds = parser.value(set.issueAfter).toDouble(&ok);
        if (!ok || !(seconds >= 0 && seconds <= longestIssueOption))
            return wrongValue(set.issueAfter, parser.value(set.issueAfter));
        behaviour.issueAfter = std::chrono::milliseconds(std::llround(seconds * 1000));
    }
    if (parser.isSet(set.notReady)) {
        const std::optional<NotReady> notReady = notReadyFromWord(parser.value(set.notReady));
        if (!notReady)
            return wrongValue(set.notReady, parser.value(set.notReady));
        behaviour.notReady = *notReady;
    }
    return {};
}

} // namespace

Result<Options> readOptions(const QStringList& arguments)
{
    const OptionSet set;
    QCommandLineParser parser;
    parser.setApplicationDescription(
        tr("A local stand-in for Sectigo Certificate Manager. Prints one line of JSON when it is "
           "ready and runs until it is told to end."));
    parser.addOptions({ set.data, set.port, set.issueAfter, set.notReady, set.fault,
        set.exitWithParent, set.help, set.version });
    if (!parser.parse(arguments)) {
        return failure(
            ErrorKind::Usage, tr("%1. --help lists the options.").arg(parser.errorText()));
    }
    Options options;
    if (parser.isSet(set.help)) {
        options.text = parser.helpText();
        return options;
    }
    if (parser.isSet(set.version)) {
        options.text = QStringLiteral("gatehouse-sandbox " GATEHOUSE_VERSION "\n");
        return options;
    }
    if (!parser.positionalArguments().isEmpty()) {
        return failure(ErrorKind::Usage,
            tr("'%1' is not an option. --help lists the options.")
                .arg(parser.positionalArguments().first()));
    }
    options.data = parser.value(set.data);
    options.exitWithParent = parser.isSet(set.exitWithParent);
    if (parser.isSet(set.port)) {
        bool ok = false;
        options.port = parser.value(set.port).toUShort(&ok);
        if (!ok)
            return wrongValue(set.port, parser.value(set.port));
    }
    if (const Result<void> read = readBehaviour(parser, set, options.behaviour); !read)
        return failure(read.error());
    for (const QString& text : parser.values(set.fault)) {
        const ApiResult<Fault> fault = readFault(text);
        if (!fault) {
            return failure(ErrorKind::Usage, tr("--fault: %1").arg(fault.error().description));
        }
        options.faults.append(*fault);
    }
    return options;
}

} // namespace gatehouse::sandbox
