// SPDX-License-Identifier: Apache-2.0
#include <app/ctl/command.h>
#include <app/ctl/output.h>
#include <app/ctl/words.h>
#include <core/workspace/delivery.h>

namespace gatehouse::ctl {

namespace {

constexpr int mostMatches = 100;
constexpr qint64 largestInput = 1024 * 1024;

Json toJson(const lookup::LookupAnswer& answer)
{
    Json json;
    json["understoodAs"] = utf8Of(answer.understoodAs.description());
    json["matches"] = Json::array();
    for (const auto& match : answer.matches) {
        Json item;
        item["sslId"] = match.details.id;
        item["status"] = utf8Of(match.details.statusText);
        item["commonName"] = utf8Of(match.details.commonName);
        item["serialNumber"] = utf8Of(match.details.serialNumber.toHex());
        item["subject"] = utf8Of(match.details.subject);
        item["coversOnly"] = match.coversOnly;
        if (match.order)
            item["order"] = ctl::toJson(*match.order);
        if (!match.chain.isEmpty())
            item["certificate"] = ctl::toJson(match.chain.first());
        json["matches"].push_back(item);
    }
    json["pending"] = Json::array();
    for (const auto& order : answer.pending)
        json["pending"].push_back(ctl::toJson(order));
    return json;
}

/// What --out may write: where something bears the name, what merely covers it does not count.
QList<lookup::Match> foremost(const QList<lookup::Match>& matches)
{
    QList<lookup::Match> named = matches;
    named.removeIf([](const lookup::Match& match) { return match.coversOnly; });
    return named.isEmpty() ? matches : named;
}

class LookupCommand final : public Command {
public:
    QString name() const override { return QStringLiteral("lookup"); }
    QString arguments() const override { return QStringLiteral("ID TERM"); }
    QString summary() const override
    {
        return Words::tr("Find certificates by DN, serial number, name or order.");
    }
    int argumentCount() const override { return 2; }
    QList<QCommandLineOption> options() const override
    {
        return { jsonOption(), outOption(), formatOption() };
    }
    QString details() const override
    {
        return Words::tr(
            "TERM is a DN in any spelling, a serial number (hex, or dec:NUMBER), a host name, a "
            "wildcard, an\n"
            "e-mail address, an order number, or - to read a PEM certificate from standard input.\n"
            "A host name also finds the wildcard certificates that cover it; they come last, "
            "marked.");
    }

    Task<int> run(
        Context& context, const QCommandLineParser& parser, QStringList arguments) override
    {
        Terminal& terminal = context.terminal();
        const bool json = parser.isSet(QStringLiteral("json"));
        if (auto format = workspace::parseCertificateFormat(parser.value(QStringLiteral("format")));
            !format)
            co_return report(terminal, format.error(), json);
        auto term = termFrom(arguments.at(1));
        if (!term)
            co_return report(terminal, term.error(), json);
        auto connector = co_await context.open(arguments.first());
        if (!connector)
            co_return report(terminal, connector.error(), json);
        auto answer = co_await (*connector)->lookup()->find(*term, mostMatches, context.stop());
        if (!answer)
            co_return report(terminal, answer.error(), json);
        if (auto delivered = deliver(terminal, *answer, parser); !delivered)
            co_return report(terminal, delivered.error(), json);
        co_return answer->matches.isEmpty() ? StillPending : Done;
    }

private:
    static Result<QString> termFrom(const QString& argument)
    {
        if (argument != u"-")
            return argument;
        auto bytes = readInput(argument, largestInput);
        if (!bytes)
            return failure(bytes.error());
        return QString::fromUtf8(*bytes);
    }

    static Result<void> deliver(
        Terminal& terminal, const lookup::LookupAnswer& answer, const QCommandLineParser& parser)
    {
        if (parser.isSet(QStringLiteral("json")))
            print(terminal, toJson(answer));
        else
            printAnswer(terminal, answer);
        const QList<lookup::Match> matches = foremost(answer.matches);
        if (!parser.isSet(QStringLiteral("out")) || matches.isEmpty())
            return {};
        if (matches.size() > 1) {
            return failure(ErrorKind::Usage,
                Words::tr("%n certificates fit; --out writes one. Look up the serial number of the "
                          "one you want.",
                    nullptr, static_cast<int>(matches.size())));
        }
        return deliverCertificate(terminal, matches.first().chain, parser);
    }

    static void printAnswer(Terminal& terminal, const lookup::LookupAnswer& answer)
    {
        terminal.err() << Words::tr("Understood as: %1").arg(answer.understoodAs.description())
                       << Qt::endl;
        for (const auto& match : answer.matches) {
            terminal.out() << QStringLiteral("%1  [%2]\n")
                                  .arg(match.details.commonName, match.details.statusText);
            if (!match.chain.isEmpty())
                terminal.out() << describe(match.chain.first());
            if (match.coversOnly) {
                terminal.out() << Words::tr("  covers         %1 by a wildcard\n")
                                      .arg(answer.understoodAs.text);
            }
            terminal.out() << Words::tr("  Sectigo ID     %1\n").arg(match.details.id);
            if (match.order)
                terminal.out() << Words::tr("  our order      %1\n").arg(match.order->id);
        }
        for (const auto& order : answer.pending) {
            terminal.out() << Words::tr("%1  [waiting: %2]\n  our order      %3\n")
                                  .arg(order.subject, order.caStatus, order.id);
        }
        terminal.out().flush();
    }
};

} // namespace

std::unique_ptr<Command> lookupCommand()
{
    return std::make_unique<LookupCommand>();
}

} // namespace gatehouse::ctl
