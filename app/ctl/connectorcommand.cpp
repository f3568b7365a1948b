// SPDX-License-Identifier: Apache-2.0
#include <app/ctl/command.h>
#include <app/ctl/connectorsecrets.h>
#include <app/ctl/output.h>
#include <app/ctl/words.h>

namespace gatehouse::ctl {

namespace {

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
            ErrorKind::Usage, Words::tr("“%1” is not a setting. Write KEY=VALUE.").arg(assignment));
    const QString key = assignment.left(equals);
    const QString value = assignment.mid(equals + 1);
    if (isSecret(key)) {
        Error error = Error::of(ErrorKind::Usage,
            Words::tr("“%1” is a secret and cannot be given as an argument. Leave it out: it is "
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
        return Words::tr("List the configured certificate authorities.");
    }
    int argumentCount() const override { return 0; }
    QList<QCommandLineOption> options() const override { return { jsonOption() }; }

    Task<int> run(Context& context, const QCommandLineParser& parser, QStringList) override
    {
        const auto listing = context.workspace().connectors();
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
                context.terminal().err() << Words::tr(
                    "None yet. “gatehousectl connector add ID --set KEY=VALUE...” adds "
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
        return Words::tr("Show a connector's settings; secrets only as kept or missing.");
    }
    int argumentCount() const override { return 1; }
    QList<QCommandLineOption> options() const override { return { jsonOption() }; }

    Task<int> run(
        Context& context, const QCommandLineParser& parser, QStringList arguments) override
    {
        const bool json = parser.isSet(QStringLiteral("json"));
        auto settings = context.workspace().load(arguments.first());
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
        const settings::SettingsStore files(
            QDir(context.home().config.filePath(QStringLiteral("connectors"))));
        out << Words::tr("  file: %1").arg(files.filePath(settings->id)) << Qt::endl;
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
            co_return Words::tr("(kept)");
        co_return Words::tr("(missing)");
    }
};

class ConnectorAddCommand final : public Command {
public:
    QString name() const override { return QStringLiteral("connector add"); }
    QString arguments() const override { return QStringLiteral("ID"); }
    QString summary() const override { return Words::tr("Add a certificate authority."); }
    int argumentCount() const override { return 1; }
    QList<QCommandLineOption> options() const override
    {
        return { { QStringLiteral("set"),
            Words::tr("A setting, such as org-id=1234; may be repeated."),
            QStringLiteral("KEY=VALUE") } };
    }
    QString details() const override
    {
        QString text = Words::tr("Secrets are asked for, never arguments. The settings:\n");
        for (const auto& definition : settings::definitions())
            text += QStringLiteral("  %1 %2\n")
                        .arg(definition.key.leftJustified(32), definition.translatedHint());
        return text;
    }

    Task<int> run(
        Context& context, const QCommandLineParser& parser, QStringList arguments) override
    {
        const QString id = arguments.first();
        if (context.workspace().load(id)) {
            co_return report(context.terminal(),
                Error::of(ErrorKind::Usage,
                    Words::tr("There is a connector “%1” already. Change it with “gatehousectl "
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
        workspace::SecretChanges changes;
        changes.written = *secrets;
        auto finished = co_await saveConnector(context, settings, changes);
        if (!finished)
            co_return report(context.terminal(), finished.error(), false);
        context.terminal().err() << Words::tr("Added. Try it: gatehousectl check %1").arg(id)
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
        return Words::tr("Change settings; KEY= takes one away; a secret's KEY alone asks for it.");
    }
    int argumentCount() const override { return 2; }
    bool takesMore() const override { return true; }
    QList<QCommandLineOption> options() const override { return { keepSecretsOption() }; }
    QString details() const override
    {
        return Words::tr("When url, oauth-token-url, the proxy or the trust store becomes another "
                         "one, the kept secrets that would go there are asked for again.");
    }

    Task<int> run(
        Context& context, const QCommandLineParser& parser, QStringList arguments) override
    {
        auto settings = context.workspace().load(arguments.first());
        if (!settings)
            co_return report(context.terminal(), settings.error(), false);
        const settings::ConnectorSettings before = *settings;
        workspace::SecretChanges changes;
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
            changes.written.insert(argument, *secret);
        }
        if (!parser.isSet(QStringLiteral("keep-secrets"))) {
            auto asked = co_await askEndangered(context, before, *settings, changes);
            if (!asked)
                co_return report(context.terminal(), asked.error(), false);
            changes = *asked;
        }
        auto finished = co_await saveConnector(context, *settings, changes);
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
        return Words::tr("Remove a connector and its secrets; its orders stay.");
    }
    int argumentCount() const override { return 1; }
    QList<QCommandLineOption> options() const override
    {
        return { { m_leaveSecrets,
            Words::tr("Leave in the key chain what is locked there, and say which entries.") } };
    }

    Task<int> run(
        Context& context, const QCommandLineParser& parser, QStringList arguments) override
    {
        auto loaded = context.workspace().load(arguments.first());
        if (!loaded)
            co_return report(context.terminal(), loaded.error(), false);
        const settings::ConnectorSettings settings = *loaded;
        const bool isLeaving = parser.isSet(m_leaveSecrets);
        const QStringList locked = co_await context.workspace().lockedSecrets(settings);
        const auto stuck =
            isLeaving ? workspace::StuckSecrets::Leave : workspace::StuckSecrets::Refuse;
        const QString id = settings.id;
        auto removed = co_await context.workspace().remove(id, stuck);
        if (!removed) {
            Error error = removed.error();
            if (error.kind == ErrorKind::SecretStore && !isLeaving) {
                error.message += u' '
                    + Words::tr("With --leave-secrets the connector goes and its secrets stay "
                                "there.");
            }
            co_return report(context.terminal(), error, false);
        }
        if (isLeaving) {
            for (const QString& key : locked) {
                const QString entry = secrets::entryKey(connector::secretName(settings, key));
                context.terminal().err()
                    << Words::tr("Left in the key chain: %1, as the entry “Gatehouse” %2.")
                           .arg(key, entry)
                    << Qt::endl;
            }
        }
        co_return Done;
    }

private:
    const QString m_leaveSecrets = QStringLiteral("leave-secrets");
};

class ConnectorImportCommand final : public Command {
public:
    QString name() const override { return QStringLiteral("connector import"); }
    QString arguments() const override { return QStringLiteral("FILE"); }
    QString summary() const override
    {
        return Words::tr("Import connectors: Gatehouse JSON or CA Gateway's application.yml.");
    }
    int argumentCount() const override { return 1; }
    QList<QCommandLineOption> options() const override
    {
        return { { QStringLiteral("replace"),
                     Words::tr("Replace connectors that have the same id.") },
            keepSecretsOption() };
    }

    Task<int> run(
        Context& context, const QCommandLineParser& parser, QStringList arguments) override
    {
        auto bytes = readInput(arguments.first(), largestImport);
        if (!bytes)
            co_return report(context.terminal(), bytes.error(), false);
        auto imported = settings::importConnectors(*bytes);
        if (!imported)
            co_return report(context.terminal(), imported.error(), false);
        // All or nothing: what stands in the way is found before the first file is written.
        const auto reviews = context.workspace().review(*imported);
        QList<workspace::SecretChanges> changes;
        for (const auto& review : reviews) {
            auto changed = co_await changesFor(context, parser, review);
            if (!changed)
                co_return report(context.terminal(), changed.error(), false);
            changes.append(*changed);
        }
        for (qsizetype i = 0; i < reviews.size(); ++i) {
            const auto& connector = reviews.at(i).imported;
            for (const QString& note : connector.notes)
                context.terminal().err() << Words::tr("Note: %1").arg(note) << Qt::endl;
            auto finished = co_await saveConnector(context, connector.settings, changes.at(i));
            if (!finished) {
                // Only a secret that would be dropped can be kept instead.
                const bool isAboutDropped = finished.error().kind == ErrorKind::SecretStore
                    && !changes.at(i).removed.isEmpty();
                co_return report(context.terminal(),
                    isAboutDropped ? withWayOut(finished.error()) : finished.error(), false);
            }
            sayDropped(context, connector, changes.at(i));
            context.terminal().err() << Words::tr("Imported %1 (%2).")
                                            .arg(connector.settings.id, connector.settings.name)
                                     << Qt::endl;
        }
        co_return Done;
    }

private:
    /// What happens to the secrets of one connector: those that the file brings are kept, those
    /// that would go somewhere else are dropped.
    static Task<Result<workspace::SecretChanges>> changesFor(
        Context& context, const QCommandLineParser& parser, workspace::ImportReview review)
    {
        workspace::SecretChanges changes;
        changes.written = review.imported.secrets;
        if (!review.existing)
            co_return changes;
        const auto& after = review.imported.settings;
        if (!parser.isSet(QStringLiteral("replace"))) {
            co_return failure(ErrorKind::Usage,
                Words::tr("There is a connector “%1” already. Nothing was imported; --replace "
                          "overwrites it.")
                    .arg(after.id));
        }
        if (parser.isSet(QStringLiteral("keep-secrets")))
            co_return changes;
        auto endangered = workspace::endangeredSecrets(*review.existing, after);
        auto stored = co_await keptSecrets(context, *review.existing, endangered);
        if (!stored)
            co_return failure(stored.error());
        changes.removed = *stored;
        co_return changes;
    }

    static void sayDropped(Context& context, const settings::ImportedConnector& connector,
        const workspace::SecretChanges& changes)
    {
        for (const QString& key : changes.removed) {
            if (changes.written.contains(key))
                continue;
            context.terminal().err() << Words::tr(
                "The kept secret “%1” was dropped, because the imported settings would "
                "have sent it somewhere else. Enter it again: gatehousectl connector "
                "set %2 %1")
                                            .arg(key, connector.settings.id)
                                     << Qt::endl;
        }
    }
};

class ConnectorExportCommand final : public Command {
public:
    QString name() const override { return QStringLiteral("connector export"); }
    QString arguments() const override { return QStringLiteral("ID"); }
    QString summary() const override
    {
        return Words::tr("Print a connector's settings, without secrets, for another machine.");
    }
    int argumentCount() const override { return 1; }
    QList<QCommandLineOption> options() const override
    {
        return { { QStringLiteral("yaml"),
            Words::tr("As the managed-cas part of CA Gateway's application.yml.") } };
    }

    Task<int> run(
        Context& context, const QCommandLineParser& parser, QStringList arguments) override
    {
        auto settings = context.workspace().load(arguments.first());
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
