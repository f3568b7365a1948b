// SPDX-License-Identifier: Apache-2.0
#include <app/ctl/context.h>
#include <core/connector/connectorsecrets.h>

#include <QCoreApplication>

namespace gatehouse::ctl {

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(gatehouse::Context)
};

} // namespace

/// Secrets that were asked for in this run, in front of the stores that last. It cannot be written
/// to, so that what must outlive the process (the key of a waiting order) never ends here.
class AskedSecrets final : public secrets::SecretStore {
public:
    explicit AskedSecrets(std::shared_ptr<secrets::SecretStore> lasting)
        : m_lasting(std::move(lasting))
    {
    }

    void add(const QString& connectorId, const QString& property, const Secret& secret)
    {
        m_asked.insert({ connectorId, property }, secret);
    }

    Task<Result<std::optional<Secret>>> read(secrets::SecretName name) override
    {
        const auto found = m_asked.constFind({ name.connectorId, name.property });
        if (found != m_asked.constEnd()) {
            std::optional<Secret> secret = *found;
            co_return secret;
        }
        co_return co_await m_lasting->read(name);
    }
    Task<Result<void>> write(secrets::SecretName name, Secret value) override
    {
        return m_lasting->write(std::move(name), std::move(value));
    }
    Task<Result<void>> remove(secrets::SecretName name) override
    {
        m_asked.remove({ name.connectorId, name.property });
        return m_lasting->remove(std::move(name));
    }
    bool isPersistent() const override { return m_lasting->isPersistent(); }
    bool isWritable() const override { return m_lasting->isWritable(); }
    QString description() const override { return m_lasting->description(); }

private:
    std::shared_ptr<secrets::SecretStore> m_lasting;
    QHash<std::pair<QString, QString>, Secret> m_asked;
};

Context::Context(settings::HomeFolders home, const QString& credentials, Terminal& terminal,
    std::stop_token stop)
    : m_home(std::move(home))
    , m_settingsStore(QDir(m_home.config.filePath(QStringLiteral("connectors"))))
    , m_terminal(terminal)
    , m_stop(std::move(stop))
    , m_clock(std::make_shared<SystemClock>())
{
    std::vector<std::unique_ptr<secrets::SecretStore>> stores;
    if (!credentials.isEmpty())
        stores.push_back(secrets::credentialsDirectoryStore(credentials));
    stores.push_back(secrets::keyChainStore());
    m_asked = std::make_shared<AskedSecrets>(secrets::layeredStore(std::move(stores)));
    m_secrets = m_asked;
}

QString Context::ordersFile() const
{
    return m_home.data.filePath(QStringLiteral("orders.sqlite"));
}

std::shared_ptr<orders::OrderStore> Context::orders()
{
    if (!m_orders)
        m_orders = orders::sqliteOrderStore(ordersFile(), m_clock);
    return m_orders;
}

connector::Environment Context::environment()
{
    return { m_secrets, orders(), m_clock };
}

Task<Result<void>> Context::ask(settings::ConnectorSettings settings, QStringList keys)
{
    for (const QString& key : std::as_const(keys)) {
        auto name = connector::secretName(settings, key);
        auto stored = co_await m_secrets->read(name);
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
        m_asked->add(settings.id, key, *secret);
    }
    co_return Result<void> {};
}

Task<Result<settings::ConnectorSettings>> Context::load(QString id)
{
    auto settings = m_settingsStore.load(id);
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
    auto opened = co_await connector::Connector::open(*settings, environment());
    if (opened) {
        const QStringList warnings = (*opened)->warnings();
        for (const QString& warning : warnings)
            m_terminal.err() << Text::tr("Warning: %1").arg(warning) << Qt::endl;
    }
    co_return opened;
}

Task<Result<void>> Context::keep(settings::ConnectorSettings settings, QString key, Secret secret)
{
    m_asked->add(settings.id, key, secret);
    auto name = connector::secretName(settings, key);
    auto written = co_await m_secrets->write(name, secret);
    if (!written) {
        m_terminal.err() << Text::tr(
            "The secret “%1” was not kept: %2 It will be asked for each time, or can be "
            "laid into a credentials directory as %3.%1.")
                                .arg(key, written.error().message, settings.id)
                         << Qt::endl;
    }
    co_return written;
}

} // namespace gatehouse::ctl
