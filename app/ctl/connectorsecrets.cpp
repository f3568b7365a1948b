// SPDX-License-Identifier: Apache-2.0
#include <app/ctl/connectorsecrets.h>
#include <app/ctl/words.h>
#include <core/connector/connectorsecrets.h>

#include <utility>

namespace gatehouse::ctl {

namespace {

/// Says what could not be filed; it is used in this run all the same.
void useOnly(Context& context, const settings::ConnectorSettings& settings,
    const QMap<QString, Secret>& secrets, const Error& reason)
{
    for (auto secret = secrets.cbegin(); secret != secrets.cend(); ++secret) {
        context.use(settings, secret.key(), secret.value());
        context.terminal().err() << Words::tr(
            "The secret “%1” was not kept: %2 It will be asked for each time, or can be "
            "laid into a credentials directory as %3.%1.")
                                        .arg(secret.key(), reason.message, settings.id)
                                 << Qt::endl;
    }
}

} // namespace

Task<Result<void>> saveConnector(
    Context& context, settings::ConnectorSettings settings, workspace::SecretChanges changes)
{
    auto saved = co_await context.workspace().save(settings, changes);
    if (!saved && saved.error().kind == ErrorKind::SecretStore && !changes.written.isEmpty()) {
        const Error reason = saved.error();
        const QMap<QString, Secret> notKept = changes.written;
        changes.written.clear();
        saved = co_await context.workspace().save(settings, changes);
        if (saved)
            useOnly(context, settings, notKept, reason);
    }
    if (!saved)
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
        context.terminal().err() << Words::tr("Still to do: %1").arg(problem.message) << Qt::endl;
    co_return Result<void> {};
}

Error withWayOut(Error error)
{
    error.message += u' '
        + Words::tr("With --keep-secrets the kept secrets go along with the changed settings.");
    return error;
}

Task<Result<QStringList>> keptSecrets(
    Context& context, settings::ConnectorSettings settings, QStringList keys)
{
    QStringList found;
    for (const QString& key : std::as_const(keys)) {
        auto name = connector::secretName(settings, key);
        auto stored = co_await context.secrets()->read(name);
        if (!stored)
            co_return failure(withWayOut(stored.error()));
        if (stored->has_value())
            found.append(key);
    }
    co_return found;
}

Task<Result<workspace::SecretChanges>> askEndangered(Context& context,
    settings::ConnectorSettings before, settings::ConnectorSettings after,
    workspace::SecretChanges changes)
{
    auto endangered = workspace::endangeredSecrets(before, after);
    auto stored = co_await keptSecrets(context, before, endangered);
    if (!stored)
        co_return failure(stored.error());
    changes.removed = *stored;
    const QStringList needed = connector::neededSecrets(after);
    for (const QString& key : std::as_const(*stored)) {
        if (changes.written.contains(key) || !needed.contains(key))
            continue;
        const QString label = settings::findDefinition(key)->translatedLabel();
        if (!context.terminal().canAsk()) {
            Error error = Error::of(ErrorKind::Usage,
                Words::tr("The %1 kept for “%2” would go somewhere else with the changed settings: "
                          "enter it again on a terminal or with --password-stdin.")
                    .arg(label, after.id));
            error.setting = key;
            co_return failure(withWayOut(error));
        }
        auto secret = context.terminal().secret(
            Words::tr("%1, again: it will go somewhere else from now on").arg(label));
        if (!secret)
            co_return failure(withWayOut(secret.error()));
        if (!secret->isEmpty())
            changes.written.insert(key, *secret);
    }
    co_return changes;
}

QCommandLineOption keepSecretsOption()
{
    return { QStringLiteral("keep-secrets"),
        Words::tr("Keep the connector's secrets, also if they will be sent to another host, over "
                  "another proxy, or on the word of another trust store.") };
}

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

} // namespace gatehouse::ctl
