// SPDX-License-Identifier: Apache-2.0
#include <app/ctl/command.h>
#include <app/ctl/output.h>
#include <app/ctl/profiletable.h>
#include <app/ctl/words.h>
#include <core/profiles/description.h>

namespace gatehouse::ctl {

namespace {

using Row = QStringList;

QString table(const QList<Row>& rows)
{
    QList<qsizetype> widths(rows.first().size(), 0);
    for (const Row& row : rows) {
        for (qsizetype column = 0; column < row.size(); ++column)
            widths[column] = std::max(widths[column], row[column].size());
    }
    QString text;
    for (const Row& row : rows) {
        QString line;
        for (qsizetype column = 0; column < row.size(); ++column)
            line += row[column].leftJustified(widths[column] + 2);
        text += QStringLiteral("  ") + line.trimmed() + u'\n';
    }
    return text;
}

class ProfilesCommand final : public Command {
public:
    QString name() const override { return QStringLiteral("profiles"); }
    QString arguments() const override { return QStringLiteral("ID"); }
    QString summary() const override
    {
        return Words::tr("List the local and synchronised profiles.");
    }
    int argumentCount() const override { return 1; }
    QList<QCommandLineOption> options() const override
    {
        return { { QStringLiteral("json"), Words::tr("Print CA Gateway's ProfilesResponse.") } };
    }

    Task<int> run(
        Context& context, const QCommandLineParser& parser, QStringList arguments) override
    {
        const bool json = parser.isSet(QStringLiteral("json"));
        auto connector = co_await context.open(arguments.first());
        if (!connector)
            co_return report(context.terminal(), connector.error(), json);
        if (json) {
            auto response = co_await (*connector)->profilesResponse(true, context.stop());
            if (!response)
                co_return report(context.terminal(), response.error(), json);
            context.terminal().write(*response + '\n');
            co_return Done;
        }
        auto text = co_await profileTable(*connector, context.stop());
        if (!text)
            co_return report(context.terminal(), text.error(), json);
        context.terminal().out() << *text;
        co_return Done;
    }
};

} // namespace

std::unique_ptr<Command> profilesCommand()
{
    return std::make_unique<ProfilesCommand>();
}

Task<Result<QString>> profileTable(
    std::shared_ptr<connector::Connector> connector, std::stop_token stop)
{
    auto synced = co_await connector->syncedProfiles(false, stop);
    if (!synced)
        co_return failure(synced.error());
    const auto& local = connector->settings().profiles;
    QList<Row> rows { { Words::tr("ID"), Words::tr("NAME"), Words::tr("CERT TYPE"),
        Words::tr("KEY TYPES"), Words::tr("DAYS"), Words::tr("FROM") } };
    const QStringList ids = profiles::profileIds(local, *synced);
    for (const QString& id : ids) {
        auto profile = profiles::effectiveProfile(id, local, *synced);
        if (!profile) {
            rows.append({ id, {}, {}, {}, {}, profile.error().message });
            continue;
        }
        const QString from = profile->knownAtSectigo ? profiles::sourceName(profile->keyTypesSource)
                                                     : Words::tr("local; unknown at Sectigo");
        rows.append({ profile->id, profile->name, QString::number(profile->certType),
            profiles::keyTypesText(profile->keyTypes), profiles::termsText(profile->terms), from });
    }
    co_return table(rows);
}

} // namespace gatehouse::ctl
