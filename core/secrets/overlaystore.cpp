// SPDX-License-Identifier: Apache-2.0
#include <core/secrets/overlaystore.h>
#include <core/secrets/storeerror.h>

#include <QHash>

namespace gatehouse::secrets {

struct OverlayStore::State {
    std::shared_ptr<SecretStore> lasting;
    QHash<QString, std::optional<Secret>> front; ///< nullopt: hidden
};

OverlayStore::OverlayStore(std::shared_ptr<SecretStore> lasting)
    : m_state(std::make_shared<State>(State { std::move(lasting), {} }))
{
}

const std::shared_ptr<SecretStore>& OverlayStore::lasting() const
{
    return m_state->lasting;
}

void OverlayStore::put(const SecretName& name, const Secret& value)
{
    m_state->front.insert(entryKey(name), value);
}

void OverlayStore::hide(const SecretName& name)
{
    m_state->front.insert(entryKey(name), std::nullopt);
}

Task<Result<std::optional<Secret>>> OverlayStore::read(SecretName name)
{
    const auto state = m_state;
    const auto found = state->front.constFind(entryKey(name));
    if (found != state->front.constEnd()) {
        std::optional<Secret> secret = *found;
        co_return secret;
    }
    co_return co_await state->lasting->read(name);
}

Task<Result<void>> OverlayStore::write(SecretName name, Secret value)
{
    const auto state = m_state;
    const Result<void> written = co_await state->lasting->write(name, value);
    if (written)
        state->front.remove(entryKey(name));
    co_return written;
}

Task<Result<void>> OverlayStore::remove(SecretName name)
{
    const auto state = m_state;
    const Result<void> removed = co_await state->lasting->remove(name);
    if (removed)
        state->front.remove(entryKey(name));
    co_return removed;
}

Task<bool> OverlayStore::isLocked(SecretName name)
{
    const auto state = m_state;
    co_return co_await state->lasting->isLocked(name);
}

Result<void> OverlayStore::keepForSession(const SecretName& name, const Secret& value)
{
    return m_state->lasting->keepForSession(name, value);
}

bool OverlayStore::canKeepForSession() const
{
    return m_state->lasting->canKeepForSession();
}

bool OverlayStore::isPersistent() const
{
    return m_state->lasting->isPersistent();
}

bool OverlayStore::isWritable() const
{
    return m_state->lasting->isWritable();
}

QString OverlayStore::description() const
{
    return m_state->lasting->description();
}

} // namespace gatehouse::secrets
