// SPDX-License-Identifier: Apache-2.0
#include <app/ctl/command.h>
#include <app/ctl/ladderprinter.h>
#include <app/ctl/output.h>
#include <app/ctl/words.h>

namespace gatehouse::ctl {

namespace {

Json toJson(const connector::CheckReport& report)
{
    Json json;
    json["works"] = report.works;
    json["conclusion"] = utf8Of(report.conclusion);
    json["steps"] = Json::array();
    for (const auto& step : report.steps) {
        Json entry;
        entry["step"] = utf8Of(connector::checkStepName(step.step));
        entry["state"] = utf8Of(connector::stepStateName(step.state));
        entry["milliseconds"] = step.duration.count();
        entry["finding"] = utf8Of(step.finding);
        if (step.failure)
            entry["error"] = ctl::toJson(*step.failure);
        json["steps"].push_back(entry);
    }
    json["chain"] = Json::array();
    for (const auto& certificate : report.chain)
        json["chain"].push_back(ctl::toJson(certificate));
    return json;
}

class CheckCommand final : public Command {
public:
    QString name() const override { return QStringLiteral("check"); }
    QString arguments() const override { return QStringLiteral("ID"); }
    QString summary() const override
    {
        return Words::tr("Try a connector step by step and say which setting is wrong.");
    }
    int argumentCount() const override { return 1; }
    QList<QCommandLineOption> options() const override { return { jsonOption() }; }

    Task<int> run(
        Context& context, const QCommandLineParser& parser, QStringList arguments) override
    {
        const bool json = parser.isSet(QStringLiteral("json"));
        auto settings = co_await context.load(arguments.first());
        if (!settings)
            co_return report(context.terminal(), settings.error(), json);
        auto printer = json ? connector::StepSink() : ladderPrinter(context.terminal());
        const workspace::SecretChanges none;
        auto result = co_await context.workspace().check(*settings, none, printer, context.stop());
        if (json)
            print(context.terminal(), toJson(result));
        else
            context.terminal().out() << result.conclusion << Qt::endl;
        co_return result.works ? Done : Failed;
    }
};

} // namespace

std::unique_ptr<Command> checkCommand()
{
    return std::make_unique<CheckCommand>();
}

connector::StepSink ladderPrinter(Terminal& terminal)
{
    return [&terminal](const connector::StepResult& step) {
        using enum connector::StepState;
        if (step.state == Running || step.state == Skipped)
            return;
        const QString mark = step.state == Failed ? Words::tr("failed")
            : step.state == Warned                ? Words::tr("warning")
                                                  : Words::tr("ok");
        terminal.out()
            << QStringLiteral("  %1  %2 %3  %4")
                   .arg(mark.leftJustified(8),
                       connector::checkStepTitle(step.step).leftJustified(22),
                       QStringLiteral("%1 ms").arg(step.duration.count()).rightJustified(8),
                       step.failure ? step.failure->message : step.finding)
            << Qt::endl;
    };
}

} // namespace gatehouse::ctl
