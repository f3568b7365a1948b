// SPDX-License-Identifier: Apache-2.0
#include <core/connector/readonly.h>
#include <core/workspace/importreview.h>
#include <core/workspace/secrettransaction.h>
#include <core/workspace/words.h>
#include <core/workspace/workspace.h>

#include <QCoro/QCoroFuture>
#include <QPromise>

#include <functional>

namespace gatehouse::workspace {

using settings::ConnectorSettings;

namespace {

using Opened = Result<std::shared_ptr<connector::Connector>>;

/// A connector on its way. Everybody who asks for it meanwhile gets the same.
struct Opening {
    ConnectorSettings settings;
    QPromise<Opened> promise;
    bool isOutdated = false; ///< settings or secrets were changed meanwhile
};

} // namespace

/// Shared with the tasks under way, so that the workspace may go first.
struct WorkspaceState {
    explicit WorkspaceState(Workspace::Parts from)
        : parts(std::move(from))
        , store(QDir(parts.home.config.filePath(QStringLiteral("connectors"))))
        , checks(parts.home.data.filePath(QStringLiteral("checks.jsonl")), parts.clock)
    {
    }

    bool isReadOnly() const { return parts.access == Access::ReadOnly; }

    Workspace* workspace = nullptr; ///< null when it is gone
    Workspace::Parts parts;
    settings::SettingsStore store;
    CheckHistory checks;
    std::shared_ptr<orders::OrderStore> orders;
    std::unique_ptr<OrderTracker> tracker;
    QHash<QString, std::shared_ptr<connector::Connector>> opened;
    QHash<QString, std::shared_ptr<Opening>> openings;

    std::shared_ptr<orders::OrderStore> ordersStore()
    {
        if (!orders) {
            orders = orders::sqliteOrderStore(
                parts.home.data.filePath(QStringLiteral("orders.sqlite")), parts.clock);
            if (isReadOnly())
                orders = connector::readOnly(orders);
        }
        return orders;
    }

    connector::Environment environment()
    {
        return { parts.secrets, ordersStore(), parts.clock, parts.access, parts.transport };
    }

    void forget(const QString& id)
    {
        opened.remove(id);
        if (const auto opening = openings.take(id))
            opening->isOutdated = true;
    }

    /// Sends a signal through the event loop.
    void tell(const std::function<void(Workspace*)>& signal)
    {
        if (workspace == nullptr)
            return;
        QMetaObject::invokeMethod(
            workspace, [signal, to = workspace] { signal(to); }, Qt::QueuedConnection);
    }

    void tellChanges(const std::optional<ConnectorSettings>& before, const QString& id)
    {
        const bool isListChanged = !before || before->id != id;
        if (before)
            forget(before->id);
        forget(id);
        if (isListChanged)
            tell([](Workspace* to) { Q_EMIT to->connectorsChanged(); });
        tell([id](Workspace* to) { Q_EMIT to->connectorChanged(id); });
    }
};

struct Workspace::Private : WorkspaceState {
    using WorkspaceState::WorkspaceState;
};

namespace {

using StatePointer = std::shared_ptr<WorkspaceState>;

Task<Opened> openOnce(StatePointer state, std::shared_ptr<Opening> opening)
{
    const QString id = opening->settings.id;
    const connector::Environment environment = state->environment();
    const Opened opened = co_await connector::Connector::open(opening->settings, environment);
    if (!opening->isOutdated) {
        state->openings.remove(id);
        if (opened) {
            state->opened.insert(id, *opened);
            state->tell([id](Workspace* to) { Q_EMIT to->connectorOpened(id); });
        }
    }
    opening->promise.addResult(opened);
    opening->promise.finish();
    co_return opened;
}

Task<Opened> openConnector(StatePointer state, QString id)
{
    // Again as long as the settings change while they are being opened.
    while (true) {
        const Result<ConnectorSettings> settings = state->store.load(id);
        if (!settings) {
            state->forget(id);
            co_return failure(settings.error());
        }
        const std::shared_ptr<connector::Connector> known = state->opened.value(id);
        if (known && known->settings() == *settings)
            co_return known;
        std::shared_ptr<Opening> opening = state->openings.value(id);
        if (opening && opening->settings == *settings) {
            const QFuture<Opened> future = opening->promise.future();
            const Opened opened = co_await future;
            if (!opening->isOutdated)
                co_return opened;
            continue;
        }
        state->forget(id);
        opening = std::make_shared<Opening>();
        opening->settings = *settings;
        opening->promise.start();
        state->openings.insert(id, opening);
        const Opened opened = co_await openOnce(state, opening);
        if (!opening->isOutdated)
            co_return opened;
    }
}

/// What stands under the id that is about to be written: nothing, or the very connector.
Result<void> checkIsFree(const StatePointer& state, const ConnectorSettings& settings)
{
    const Result<ConnectorSettings> present = state->store.load(settings.id);
    if (!present) {
        if (present.error().kind == ErrorKind::NotFound)
            return {};
        return failure(present.error());
    }
    if (present->uuid == settings.uuid)
        return {};
    Error error = Error::of(ErrorKind::Settings,
        Words::tr("There is another connector “%1” already: choose another ID.").arg(settings.id));
    error.cause = QStringLiteral("settings/id-taken");
    error.setting = QStringLiteral("id");
    return failure(error);
}

/// Writes the file under its new id, then removes the one under the old.
Result<void> writeFiles(
    const StatePointer& state, const ConnectorSettings& settings, const QString& replacing)
{
    Result<void> saved = state->store.save(settings);
    if (!saved || replacing.isEmpty() || replacing == settings.id)
        return saved;
    Result<void> removed = state->store.remove(replacing);
    if (!removed && removed.error().kind != ErrorKind::NotFound) {
        // Two files of one UUID would be one connector under two names.
        [[maybe_unused]] const Result<void> undone = state->store.remove(settings.id);
        return removed;
    }
    return {};
}

Task<Result<void>> saveConnector(
    StatePointer state, ConnectorSettings settings, SecretChanges changes, QString replacing)
{
    if (state->isReadOnly())
        co_return failure(connector::readOnlyError());
    if (settings.uuid.isNull())
        settings.uuid = QUuid::createUuid();
    const Result<void> isFree = checkIsFree(state, settings);
    if (!isFree)
        co_return isFree;
    const QString oldId = replacing.isEmpty() ? settings.id : replacing;
    const Result<ConnectorSettings> loaded = state->store.load(oldId);
    std::optional<ConnectorSettings> before;
    if (loaded && loaded->uuid == settings.uuid)
        before = *loaded;
    const std::shared_ptr<secrets::SecretStore> store = state->parts.secrets;
    const Result<SecretsBefore> secretsBefore = co_await changeSecrets(store, settings, changes);
    if (!secretsBefore)
        co_return failure(secretsBefore.error());
    const Result<void> written = writeFiles(state, settings, before ? replacing : QString());
    if (!written) {
        co_await restoreSecrets(store, *secretsBefore);
        co_return written;
    }
    if (before && !changes.isEmpty())
        state->checks.secretsChanged(settings.uuid);
    if (!before || *before != settings || !changes.isEmpty())
        state->tellChanges(before, settings.id);
    co_return Result<void>();
}

/// A secret that cannot be there, or is not ours to remove, does not keep a connector.
bool keepsConnector(const Error& error)
{
    return error.cause != QLatin1String("secrets/unavailable")
        && error.cause != QLatin1String("secrets/read-only");
}

QStringList secretKeys()
{
    QStringList keys;
    const QList<settings::SettingDefinition>& definitions = settings::definitions();
    for (const settings::SettingDefinition& definition : definitions) {
        if (definition.kind == settings::ValueKind::Secret)
            keys.append(definition.key);
    }
    return keys;
}

Task<Result<void>> removeSecrets(StatePointer state, ConnectorSettings settings, StuckSecrets stuck)
{
    const std::shared_ptr<secrets::SecretStore> store = state->parts.secrets;
    const QStringList keys = secretKeys();
    for (const QString& key : keys) {
        const secrets::SecretName name = connector::secretName(settings, key);
        if (stuck == StuckSecrets::Leave) {
            const bool isLocked = co_await store->isLocked(name);
            if (isLocked)
                continue;
        }
        const Result<void> removed = co_await store->remove(name);
        const bool mayStay = stuck == StuckSecrets::Leave && !removed
            && removed.error().kind == ErrorKind::SecretStore;
        if (!removed && keepsConnector(removed.error()) && !mayStay)
            co_return removed;
    }
    co_return Result<void>();
}

Task<Result<void>> removeConnector(StatePointer state, QString id, StuckSecrets stuck)
{
    if (state->isReadOnly())
        co_return failure(connector::readOnlyError());
    const Result<ConnectorSettings> settings = state->store.load(id);
    // A damaged file names no UUID: it goes, whatever it was.
    if (!settings && settings.error().kind != ErrorKind::LocalFile)
        co_return failure(settings.error());
    if (settings) {
        const ConnectorSettings& known = *settings;
        const Result<void> emptied = co_await removeSecrets(state, known, stuck);
        if (!emptied)
            co_return emptied;
    }
    const Result<void> removed = state->store.remove(id);
    if (!removed)
        co_return removed;
    state->forget(id);
    state->tell([](Workspace* to) { Q_EMIT to->connectorsChanged(); });
    co_return Result<void>();
}

Task<Result<void>> importConnector(StatePointer state, ImportReview review)
{
    ConnectorSettings settings = review.imported.settings;
    // As it is now: the review may have stood on the screen for a while.
    const Result<ConnectorSettings> loaded = state->store.load(settings.id);
    std::optional<ConnectorSettings> existing;
    if (loaded) {
        existing = *loaded;
        settings.uuid = loaded->uuid;
    }
    SecretChanges changes;
    changes.written = review.imported.secrets;
    changes.removed = lostSecrets(existing, review.imported);
    co_return co_await saveConnector(state, settings, changes, QString());
}

Task<Result<QStringList>> secretsOf(StatePointer state, ConnectorSettings settings)
{
    QStringList stored;
    const std::shared_ptr<secrets::SecretStore> store = state->parts.secrets;
    const QStringList keys = secretKeys();
    for (const QString& key : keys) {
        const secrets::SecretName name = connector::secretName(settings, key);
        const auto secret = co_await store->read(name);
        if (!secret)
            co_return failure(secret.error());
        if (secret->has_value())
            stored.append(key);
    }
    co_return stored;
}

Task<QStringList> lockedSecretsOf(StatePointer state, ConnectorSettings settings)
{
    QStringList locked;
    const std::shared_ptr<secrets::SecretStore> store = state->parts.secrets;
    const QStringList keys = secretKeys();
    for (const QString& key : keys) {
        const secrets::SecretName name = connector::secretName(settings, key);
        const bool isLocked = co_await store->isLocked(name);
        if (isLocked)
            locked.append(key);
    }
    co_return locked;
}

Task<connector::CheckReport> checkSettings(StatePointer state, ConnectorSettings settings,
    SecretChanges unsaved, connector::StepSink sink, std::stop_token stop)
{
    using enum CheckHistory::Checked;
    connector::Environment environment = state->environment();
    environment.secrets = withUnsaved(environment.secrets, settings, unsaved);
    // As it is now: a save during the check makes it one of the settings before.
    const Result<ConnectorSettings> saved = state->store.load(settings.id);
    const auto what = unsaved.isEmpty() && saved && *saved == settings ? Saved : Trial;
    const connector::CheckReport report =
        co_await connector::checkConnection(settings, environment, sink, stop);
    if (state->workspace != nullptr && !state->isReadOnly())
        state->checks.add(settings, report, what);
    co_return report;
}

} // namespace

Workspace::Workspace(Parts parts)
    : m_d(std::make_shared<Private>(std::move(parts)))
{
    if (m_d->isReadOnly())
        m_d->parts.secrets = connector::readOnly(m_d->parts.secrets);
    m_d->workspace = this;
}

Workspace::~Workspace()
{
    m_d->workspace = nullptr;
    m_d->tracker.reset();
}

Access Workspace::access() const
{
    return m_d->parts.access;
}

const settings::HomeFolders& Workspace::home() const
{
    return m_d->parts.home;
}

const std::shared_ptr<secrets::SecretStore>& Workspace::secrets() const
{
    return m_d->parts.secrets;
}

const std::shared_ptr<Clock>& Workspace::clock() const
{
    return m_d->parts.clock;
}

std::shared_ptr<orders::OrderStore> Workspace::orders()
{
    return m_d->ordersStore();
}

connector::Environment Workspace::environment()
{
    return m_d->environment();
}

OrderTracker& Workspace::tracker()
{
    if (!m_d->tracker)
        m_d->tracker = std::make_unique<OrderTracker>(*this);
    return *m_d->tracker;
}

CheckHistory& Workspace::checks()
{
    return m_d->checks;
}

settings::SettingsStore::Listing Workspace::connectors() const
{
    return m_d->store.list();
}

Result<ConnectorSettings> Workspace::load(const QString& id) const
{
    return m_d->store.load(id);
}

Result<ConnectorSettings> Workspace::connectorOf(const orders::Order& order) const
{
    Result<ConnectorSettings> same = m_d->store.load(order.connectorId);
    if (same && same->uuid == order.connector)
        return same;
    const settings::SettingsStore::Listing listing = m_d->store.list();
    const auto found =
        std::ranges::find(listing.connectors, order.connector, &ConnectorSettings::uuid);
    if (found != listing.connectors.end())
        return *found;
    Error error = Error::of(ErrorKind::NotFound,
        Words::tr("The connector “%1” with which order %2 was made is not here any more. Look the "
                  "certificate up through another connector of the same account, or give the order "
                  "up.")
            .arg(order.connectorId, order.id));
    error.cause = QStringLiteral("workspace/connector-gone");
    return failure(error);
}

QList<ImportReview> Workspace::review(const QList<settings::ImportedConnector>& imported) const
{
    QList<ImportReview> reviews;
    for (const settings::ImportedConnector& connector : imported) {
        ImportReview review;
        review.imported = connector;
        if (const Result<ConnectorSettings> existing = load(connector.settings.id)) {
            review.existing = *existing;
            review.imported.settings.uuid = existing->uuid;
        }
        review.changes = changesBetween(review.existing, review.imported.settings);
        review.endangered = lostSecrets(review.existing, review.imported);
        reviews.append(review);
    }
    return reviews;
}

// None of these is a coroutine: a task holds the state, never the workspace.

Task<Result<QStringList>> Workspace::storedSecrets(ConnectorSettings settings)
{
    return secretsOf(m_d, std::move(settings));
}

Task<Result<void>> Workspace::save(
    ConnectorSettings settings, SecretChanges secrets, QString replacing)
{
    return saveConnector(m_d, std::move(settings), std::move(secrets), std::move(replacing));
}

Task<Result<void>> Workspace::remove(QString id, StuckSecrets stuck)
{
    return removeConnector(m_d, std::move(id), stuck);
}

void Workspace::forgetOpened()
{
    const QStringList ids = m_d->opened.keys() + m_d->openings.keys();
    for (const QString& id : ids)
        m_d->forget(id);
}

Task<QStringList> Workspace::lockedSecrets(ConnectorSettings settings)
{
    return lockedSecretsOf(m_d, std::move(settings));
}

Task<Result<void>> Workspace::import(ImportReview review)
{
    return importConnector(m_d, std::move(review));
}

Task<Result<std::shared_ptr<connector::Connector>>> Workspace::open(QString id)
{
    return openConnector(m_d, std::move(id));
}

Task<connector::CheckReport> Workspace::check(ConnectorSettings settings, SecretChanges unsaved,
    connector::StepSink sink, std::stop_token stop)
{
    return checkSettings(
        m_d, std::move(settings), std::move(unsaved), std::move(sink), std::move(stop));
}

} // namespace gatehouse::workspace
