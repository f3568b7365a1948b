// SPDX-License-Identifier: Apache-2.0
#include <app/ctl/command.h>
#include <app/ctl/output.h>
#include <core/connector/connectorsecrets.h>

#include <QCoreApplication>

#include <nlohmann/json.hpp>

namespace gatehouse::ctl {

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(gatehouse::ConnectorCommand)
};

constexpr qint64 largestImport = 1024 * 1024;

bool isSecret(const QString& key)
{
    const auto* definition = settings::findDefinition(key);
    return definition != nullptr && definition->kind == settings::ValueKind::Secret;
}

/// Applies "KEY=VALUE"; "KEY=" takes the setting away. A secret's value is refused: arguments are
/// seen by everybody on the machine.
Result<void> apply(settings::ConnectorSettings& settings, const QString& assignment)
{
    const qsizetype equals = assignment.indexOf(u'=');
    if (equals < 1)
        return failure(
            ErrorKind::Usage, Text::tr("“%1” is not a setting. Write KEY=VALUE.").arg(assignment));
    const QString key = assignment.left(equals);
    const QString value = assignment.mid(equals + 1);
    if (isSecret(key)) {
        Error error = Error::of(ErrorKind::Usage,
            Text::tr("“%1” is a secret and cannot be given as an argument. Leave it out: it is "
                     "asked for, or read from "
                     "standard input with --password-stdin.")
                .arg(key));
        error.setting = key;
        return failure(error);
    }
    if (key == u"name") {
        settings.name = value;
        return {};
    }
    if (value.isEmpty()) {
        settings.properties.remove(key);
        return {};
    }
    QString normal = value;
    if (const auto* definition = settings::findDefinition(key)) {
        auto checked = settings::normalise(*definition, value);
        if (!checked)
            return failure(checked.error());
        normal = *checked;
    }
    settings.properties.insert(key, normal);
    return {};
}

/// Asks for each secret that no store has, files it, and saves the settings. Reports what is still
/// wrong, without refusing to save: a connector may be set up in several steps.
Task<Result<void>> finish(
    Context& context, settings::ConnectorSettings settings, QMap<QString, Secret> secrets)
{
    for (auto secret = secrets.cbegin(); secret != secrets.cend(); ++secret) {
        [[maybe_unused]] auto kept = co_await context.keep(settings, secret.key(), secret.value());
    }
    if (auto saved = context.settingsStore().save(settings); !saved)
        co_return failure(saved.error());
    const QStringList needed = connector::neededSecrets(settings);
    QStringList known;
    for (const QString& key : needed) {
        auto name = connector::secretName(settings, key);
        auto stored = co_await context.secrets()->read(name);
        if (stored && stored->has_value())
            known.append(key);
    }
    const auto problems = settings::validate(settings, known);
    for (const auto& problem : problems)
        context.terminal().err() << Text::tr("Still to do: %1").arg(problem.message) << Qt::endl;
    co_return Result<void> {};
}

/// The secrets that are missing, asked for where that is possible.
Task<Result<QMap<QString, Secret>>> askMissing(
    Context& context, settings::ConnectorSettings settings)
{
    QMap<QString, Secret> asked;
    if (!context.terminal().canAsk())
        co_return asked;
    const QStringList needed = connector::neededSecrets(settings);
    for (const QString& key : needed) {
        auto name = connector::secretName(settings, key);
        auto stored = co_await context.secrets()->read(name);
        if (stored && stored->has_value())
            continue;
        auto secret = context.terminal().secret(settings::findDefinition(key)->translatedLabel());
        if (!secret)
            co_return failure(secret.error());
        if (!secret->isEmpty())
            asked.insert(key, *secret);
    }
    co_return asked;
}

Json toJson(const settings::ConnectorSettings& settings)
{
    return Json::parse(settings::exportJson(settings).toStdString());
}

class ConnectorListCommand final : public Command {
public:
    QString name() const override { return QStringLiteral("connector list"); }
    QString arguments() const override { return {}; }
    QString summary() const override
    {
        return Text::tr("List the configured certificate authorities.");
    }
    int argumentCount() const override { return 0; }
    QList<QCommandLineOption> options() const override { return { jsonOption() }; }

    Task<int> run(Context& context, const QCommandLineParser& parser, QStringList) override
    {
        const auto listing = context.settingsStore().list();
        for (const auto& error : listing.failures)
            context.terminal().err() << error.message << Qt::endl;
        if (parser.isSet(QStringLiteral("json"))) {
            Json document = Json::array();
            for (const auto& settings : listing.connectors)
                document.push_back(toJson(settings));
            print(context.terminal(), document);
        } else {
            for (const auto& settings : listing.connectors) {
                context.terminal().out()
                    << QStringLiteral("%1  %2  %3\n")
                           .arg(settings.id.leftJustified(20), settings.name.leftJustified(30),
                               settings.value(u"url"));
            }
            context.terminal().out().flush();
            if (listing.connectors.isEmpty() && listing.failures.isEmpty())
                context.terminal().err()
                    << Text::tr("None yet. “gatehousectl connector add ID --set KEY=VALUE...” adds "
                                "one; “gatehousectl demo” shows how it works.")
                    << Qt::endl;
        }
        co_return listing.failures.isEmpty() ? Done : WrongUsage;
    }
};

class ConnectorShowCommand final : public Command {
public:
    QString name() const override { return QStringLiteral("connector show"); }
    QString arguments() const override { return QStringLiteral("ID"); }
    QString summary() const override
    {
        return Text::tr("Show a connector's settings; secrets only as kept or missing.");
    }
    int argumentCount() const override { return 1; }
    QList<QCommandLineOption> options() const override { return { jsonOption() }; }

    Task<int> run(
        Context& context, const QCommandLineParser& parser, QStringList arguments) override
    {
        const bool json = parser.isSet(QStringLiteral("json"));
        auto settings = context.settingsStore().load(arguments.first());
        if (!settings)
            co_return report(context.terminal(), settings.error(), json);
        if (json) {
            print(context.terminal(), toJson(*settings));
            co_return Done;
        }
        auto& out = context.terminal().out();
        out << QStringLiteral("%1 (%2)\n").arg(settings->name, settings->id);
        const auto& definitions = settings::definitions();
        for (const auto& definition : definitions) {
            QString value = settings->value(definition.key);
            if (definition.kind == settings::ValueKind::Secret)
                value = co_await secretState(context, *settings, definition.key);
            if (!value.isEmpty())
                out << QStringLiteral("  %1 %2\n").arg(definition.key.leftJustified(32), value);
        }
        for (auto property = settings->properties.cbegin(); property != settings->properties.cend();
             ++property) {
            if (settings::findDefinition(property.key()) == nullptr)
                out << QStringLiteral("  %1 %2\n")
                           .arg(property.key().leftJustified(32), property.value());
        }
        out << Text::tr("  file: %1").arg(context.settingsStore().filePath(settings->id))
            << Qt::endl;
        co_return Done;
    }

private:
    static Task<QString> secretState(
        Context& context, settings::ConnectorSettings settings, QString key)
    {
        if (!connector::neededSecrets(settings).contains(key))
            co_return QString();
        auto name = connector::secretName(settings, key);
        auto stored = co_await context.secrets()->read(name);
        if (stored && stored->has_value())
            co_return Text::tr("(kept)");
        co_return Text::tr("(missing)");
    }
};

class ConnectorAddCommand final : public Command {
public:
    QString name() const override { return QStringLiteral("connector add"); }
    QString arguments() const override { return QStringLiteral("ID"); }
    QString summary() const override { return Text::tr("Add a certificate authority."); }
    int argumentCount() const override { return 1; }
    QList<QCommandLineOption> options() const override
    {
        return { { QStringLiteral("set"),
            Text::tr("A setting, such as org-id=1234; may be repeated."),
            QStringLiteral("KEY=VALUE") } };
    }
    QString details() const override
    {
        QString text = Text::tr("Secrets are asked for, never arguments. The settings:\n");
        for (const auto& definition : settings::definitions())
            text += QStringLiteral("  %1 %2\n")
                        .arg(definition.key.leftJustified(32), definition.translatedHint());
        return text;
    }

    Task<int> run(
        Context& context, const QCommandLineParser& parser, QStringList arguments) override
    {
        const QString id = arguments.first();
        if (context.settingsStore().load(id)) {
            co_return report(context.terminal(),
                Error::of(ErrorKind::Usage,
                    Text::tr("There is a connector “%1” already. Change it with “gatehousectl "
                             "connector set %1 KEY=VALUE”.")
                        .arg(id)),
                false);
        }
        settings::ConnectorSettings settings;
        settings.uuid = QUuid::createUuid();
        settings.id = id;
        settings.name = id;
        const QStringList assignments = parser.values(QStringLiteral("set"));
        for (const QString& assignment : assignments) {
            if (auto applied = apply(settings, assignment); !applied)
                co_return report(context.terminal(), applied.error(), false);
        }
        auto secrets = co_await askMissing(context, settings);
        if (!secrets)
            co_return report(context.terminal(), secrets.error(), false);
        auto finished = co_await finish(context, settings, *secrets);
        if (!finished)
            co_return report(context.terminal(), finished.error(), false);
        context.terminal().err() << Text::tr("Added. Try it: gatehousectl check %1").arg(id)
                                 << Qt::endl;
        co_return Done;
    }
};

class ConnectorSetCommand final : public Command {
public:
    QString name() const override { return QStringLiteral("connector set"); }
    QString arguments() const override { return QStringLiteral("ID KEY=VALUE..."); }
    QString summary() const override
    {
        return Text::tr("Change settings; KEY= takes one away; a secret's KEY alone asks for it.");
    }
    int argumentCount() const override { return 2; }
    bool takesMore() const override { return true; }

    Task<int> run(Context& context, const QCommandLineParser&, QStringList arguments) override
    {
        auto settings = context.settingsStore().load(arguments.first());
        if (!settings)
            co_return report(context.terminal(), settings.error(), false);
        QMap<QString, Secret> secrets;
        for (const QString& argument : arguments.mid(1)) {
            if (!isSecret(argument)) {
                if (auto applied = apply(*settings, argument); !applied)
                    co_return report(context.terminal(), applied.error(), false);
                continue;
            }
            auto secret =
                context.terminal().newSecret(settings::findDefinition(argument)->translatedLabel());
            if (!secret)
                co_return report(context.terminal(), secret.error(), false);
            secrets.insert(argument, *secret);
        }
        auto finished = co_await finish(context, *settings, secrets);
        if (!finished)
            co_return report(context.terminal(), finished.error(), false);
        co_return Done;
    }
};

class ConnectorRemoveCommand final : public Command {
public:
    QString name() const override { return QStringLiteral("connector remove"); }
    QString arguments() const override { return QStringLiteral("ID"); }
    QString summary() const override
    {
        return Text::tr("Remove a connector and its secrets; its orders stay.");
    }
    int argumentCount() const override { return 1; }

    Task<int> run(Context& context, const QCommandLineParser&, QStringList arguments) override
    {
        auto settings = context.settingsStore().load(arguments.first());
        if (!settings)
            co_return report(context.terminal(), settings.error(), false);
        const auto& definitions = settings::definitions();
        for (const auto& definition : definitions) {
            if (definition.kind != settings::ValueKind::Secret)
                continue;
            auto name = connector::secretName(*settings, definition.key);
            auto removed = co_await context.secrets()->remove(name);
            if (!removed && removed.error().cause != u"secrets/unavailable"
                && removed.error().cause != u"secrets/read-only")
                context.terminal().err() << removed.error().message << Qt::endl;
        }
        if (auto removed = context.settingsStore().remove(settings->id); !removed)
            co_return report(context.terminal(), removed.error(), false);
        co_return Done;
    }
};

class ConnectorImportCommand final : public Command {
public:
    QString name() const override { return QStringLiteral("connector import"); }
    QString arguments() const override { return QStringLiteral("FILE"); }
    QString summary() const override
    {
        return Text::tr("Import connectors: Gatehouse JSON or CA Gateway's application.yml.");
    }
    int argumentCount() const override { return 1; }
    QList<QCommandLineOption> options() const override
    {
        return { { QStringLiteral("replace"),
            Text::tr("Replace connectors that have the same id.") } };
    }

    Task<int> run(
        Context& context, const QCommandLineParser& parser, QStringList arguments) override
    {
        auto bytes = readFile(arguments.first(), largestImport);
        if (!bytes)
            co_return report(context.terminal(), bytes.error(), false);
        auto imported = settings::importConnectors(*bytes);
        if (!imported)
            co_return report(context.terminal(), imported.error(), false);
        // All or nothing: a clash is found before the first file is written.
        for (const auto& connector : std::as_const(*imported)) {
            if (!parser.isSet(QStringLiteral("replace"))
                && context.settingsStore().load(connector.settings.id)) {
                co_return report(context.terminal(),
                    Error::of(ErrorKind::Usage,
                        Text::tr("There is a connector “%1” already. Nothing was imported; "
                                 "--replace overwrites it.")
                            .arg(connector.settings.id)),
                    false);
            }
        }
        for (const auto& connector : std::as_const(*imported)) {
            for (const QString& note : connector.notes)
                context.terminal().err() << Text::tr("Note: %1").arg(note) << Qt::endl;
            auto finished =
                co_await finish(context, withUuid(context, connector.settings), connector.secrets);
            if (!finished)
                co_return report(context.terminal(), finished.error(), false);
            context.terminal().err()
                << Text::tr("Imported %1 (%2).").arg(connector.settings.id, connector.settings.name)
                << Qt::endl;
        }
        co_return Done;
    }

private:
    /// Keeps the uuid of a connector that is replaced: its secrets and orders are filed under it.
    static settings::ConnectorSettings withUuid(
        Context& context, settings::ConnectorSettings settings)
    {
        if (const auto old = context.settingsStore().load(settings.id))
            settings.uuid = old->uuid;
        if (settings.uuid.isNull())
            settings.uuid = QUuid::createUuid();
        return settings;
    }
};

class ConnectorExportCommand final : public Command {
public:
    QString name() const override { return QStringLiteral("connector export"); }
    QString arguments() const override { return QStringLiteral("ID"); }
    QString summary() const override
    {
        return Text::tr("Print a connector's settings, without secrets, for another machine.");
    }
    int argumentCount() const override { return 1; }
    QList<QCommandLineOption> options() const override
    {
        return { { QStringLiteral("yaml"),
            Text::tr("As the managed-cas part of CA Gateway's application.yml.") } };
    }

    Task<int> run(
        Context& context, const QCommandLineParser& parser, QStringList arguments) override
    {
        auto settings = context.settingsStore().load(arguments.first());
        if (!settings)
            co_return report(context.terminal(), settings.error(), false);
        context.terminal().write(parser.isSet(QStringLiteral("yaml"))
                ? settings::exportYaml(*settings)
                : settings::exportJson(*settings));
        co_return Done;
    }
};

} // namespace

std::unique_ptr<Command> connectorListCommand()
{
    return std::make_unique<ConnectorListCommand>();
}

std::unique_ptr<Command> connectorShowCommand()
{
    return std::make_unique<ConnectorShowCommand>();
}

std::unique_ptr<Command> connectorAddCommand()
{
    return std::make_unique<ConnectorAddCommand>();
}

std::unique_ptr<Command> connectorSetCommand()
{
    return std::make_unique<ConnectorSetCommand>();
}

std::unique_ptr<Command> connectorRemoveCommand()
{
    return std::make_unique<ConnectorRemoveCommand>();
}

std::unique_ptr<Command> connectorImportCommand()
{
    return std::make_unique<ConnectorImportCommand>();
}

std::unique_ptr<Command> connectorExportCommand()
{
    return std::make_unique<ConnectorExportCommand>();
}

} // namespace gatehouse::ctl
