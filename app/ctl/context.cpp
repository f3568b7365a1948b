// SPDX-License-Identifier: Apache-2.0
#include <app/ctl/context.h>
#include <app/ctl/words.h>
#include <core/connector/connectorsecrets.h>

namespace gatehouse::ctl {

namespace {

std::shared_ptr<secrets::SecretStore> lastingStores(const QString& credentials)
{
    std::vector<std::unique_ptr<secrets::SecretStore>> stores;
    if (!credentials.isEmpty())
        stores.push_back(secrets::credentialsDirectoryStore(credentials));
    stores.push_back(secrets::keyChainStore());
    return secrets::layeredStore(std::move(stores));
}

} // namespace

Context::Context(settings::HomeFolders home, const QString& credentials, Terminal& terminal,
    std::stop_token stop)
    : m_terminal(terminal)
    , m_stop(std::move(stop))
    , m_asked(std::make_shared<secrets::OverlayStore>(lastingStores(credentials)))
    , m_workspace({ std::move(home), m_asked, std::make_shared<SystemClock>() })
{
}

Task<Result<void>> Context::ask(settings::ConnectorSettings settings, QStringList keys)
{
    for (const QString& key : std::as_const(keys)) {
        auto name = connector::secretName(settings, key);
        auto stored = co_await m_asked->read(name);
        if (stored && stored->has_value())
            continue;
        // A key chain that is not there or locked is no obstacle where a person can be asked
        // instead.
        if (!stored && !m_terminal.canAsk())
            co_return failure(stored.error());
        const auto* definition = settings::findDefinition(key);
        const QString prompt = definition != nullptr ? definition->translatedLabel() : key;
        auto secret = m_terminal.secret(prompt);
        if (!secret) {
            Error error = secret.error();
            error.setting = key;
            co_return failure(error);
        }
        m_asked->put(name, *secret);
    }
    co_return Result<void> {};
}

Task<Result<settings::ConnectorSettings>> Context::load(QString id)
{
    auto settings = m_workspace.load(id);
    if (!settings)
        co_return failure(settings.error());
    const QStringList needed = connector::neededSecrets(*settings);
    auto asked = co_await ask(*settings, needed);
    if (!asked)
        co_return failure(asked.error());
    co_return *settings;
}

Task<Result<std::shared_ptr<connector::Connector>>> Context::open(QString id)
{
    auto settings = co_await load(id);
    if (!settings)
        co_return failure(settings.error());
    auto opened = co_await m_workspace.open(id);
    if (opened) {
        const QStringList warnings = (*opened)->warnings();
        for (const QString& warning : warnings)
            m_terminal.err() << Words::tr("Warning: %1").arg(warning) << Qt::endl;
    }
    co_return opened;
}

void Context::use(
    const settings::ConnectorSettings& settings, const QString& key, const Secret& secret)
{
    m_asked->put(connector::secretName(settings, key), secret);
}

} // namespace gatehouse::ctl
