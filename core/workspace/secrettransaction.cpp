// SPDX-License-Identifier: Apache-2.0
#include <core/logging.h>
#include <core/secrets/overlaystore.h>
#include <core/workspace/secrettransaction.h>

namespace gatehouse::workspace {

namespace {

using Change = std::pair<QString, std::optional<Secret>>;

QList<Change> changeList(const SecretChanges& changes)
{
    QList<Change> list;
    for (auto secret = changes.written.cbegin(); secret != changes.written.cend(); ++secret)
        list.append({ secret.key(), secret.value() });
    for (const QString& key : changes.removed) {
        if (!changes.written.contains(key))
            list.append({ key, std::nullopt });
    }
    return list;
}

Task<Result<void>> set(std::shared_ptr<secrets::SecretStore> store, secrets::SecretName name,
    std::optional<Secret> value)
{
    if (!value)
        co_return co_await store->remove(name);
    const Secret secret = *value;
    co_return co_await store->write(name, secret);
}

} // namespace

std::shared_ptr<secrets::SecretStore> withUnsaved(std::shared_ptr<secrets::SecretStore> store,
    const settings::ConnectorSettings& settings, const SecretChanges& unsaved)
{
    if (unsaved.isEmpty())
        return store;
    auto overlay = std::make_shared<secrets::OverlayStore>(std::move(store));
    for (const QString& key : unsaved.removed)
        overlay->hide(connector::secretName(settings, key));
    for (auto secret = unsaved.written.cbegin(); secret != unsaved.written.cend(); ++secret)
        overlay->put(connector::secretName(settings, secret.key()), secret.value());
    return overlay;
}

Task<Result<SecretsBefore>> changeSecrets(std::shared_ptr<secrets::SecretStore> store,
    settings::ConnectorSettings settings, SecretChanges changes)
{
    SecretsBefore before;
    const QList<Change> list = changeList(changes);
    for (const Change& change : list) {
        const secrets::SecretName name = connector::secretName(settings, change.first);
        const std::optional<Secret> value = change.second;
        std::optional<Error> error;
        const auto old = co_await store->read(name);
        if (old) {
            const auto done = co_await set(store, name, value);
            if (done)
                before.append({ name, *old });
            else
                error = done.error();
        } else {
            error = old.error();
        }
        if (error) {
            co_await restoreSecrets(store, before);
            co_return failure(*error);
        }
    }
    co_return before;
}

Task<void> restoreSecrets(std::shared_ptr<secrets::SecretStore> store, SecretsBefore before)
{
    // Last changed, first put back: a secret that was changed twice gets its oldest value.
    while (!before.isEmpty()) {
        const auto secret = before.takeLast();
        const secrets::SecretName name = secret.first;
        const std::optional<Secret> value = secret.second;
        const auto restored = co_await set(store, name, value);
        if (!restored)
            qCWarning(logSecrets) << "not put back:" << name.property << restored.error();
    }
}

} // namespace gatehouse::workspace
