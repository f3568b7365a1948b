// SPDX-License-Identifier: Apache-2.0
#include <core/secrets/sessionfallbackstore.h>
#include <core/secrets/storeerror.h>
#include <core/secrets/words.h>

#include <QHash>

#include <algorithm>
#include <array>

namespace gatehouse::secrets {

struct SessionFallbackStore::State {
    std::shared_ptr<SecretStore> lasting;
    bool isAllowed = false;
    QHash<QString, Secret> session;
    bool hasHiddenOrderKey = false; ///< the lasting store was asked for it and did not answer
};

namespace {

/// Whether the store is what stands in the way, and not the secret.
bool isStoresFault(const Error& error)
{
    constexpr std::array causes { QLatin1String("secrets/unavailable"),
        QLatin1String("secrets/locked"), QLatin1String("secrets/denied") };
    return std::ranges::find(causes, error.cause) != causes.end();
}

} // namespace

SessionFallbackStore::SessionFallbackStore(std::shared_ptr<SecretStore> lasting)
    : m_state(std::make_shared<State>(State { std::move(lasting), false, {} }))
{
}

void SessionFallbackStore::allowSession()
{
    m_state->isAllowed = true;
}

bool SessionFallbackStore::isSessionAllowed() const
{
    return m_state->isAllowed;
}

Result<void> SessionFallbackStore::keepForSession(const SecretName& name, const Secret& value)
{
    Result<void> valid = checkValue(name, value);
    if (!valid)
        return valid;
    m_state->isAllowed = true;
    m_state->session.insert(entryKey(name), value);
    return valid;
}

bool SessionFallbackStore::isOnlyInSession(const SecretName& name) const
{
    return m_state->session.contains(entryKey(name));
}

bool SessionFallbackStore::hasSessionSecrets() const
{
    return !m_state->session.isEmpty();
}

Task<Result<std::optional<Secret>>> SessionFallbackStore::read(SecretName name)
{
    const auto state = m_state;
    const auto found = state->session.constFind(entryKey(name));
    if (found != state->session.constEnd()) {
        std::optional<Secret> secret = *found;
        co_return secret;
    }
    Result<std::optional<Secret>> stored = co_await state->lasting->read(name);
    if (!stored && state->isAllowed && isStoresFault(stored.error())) {
        if (name == orderKeyName())
            state->hasHiddenOrderKey = true;
        co_return std::optional<Secret>();
    }
    co_return stored;
}

Task<Result<void>> SessionFallbackStore::write(SecretName name, Secret value)
{
    const auto state = m_state;
    if (state->hasHiddenOrderKey && name == orderKeyName()) {
        const Result<void> valid = checkValue(name, value);
        if (valid)
            state->session.insert(entryKey(name), value);
        co_return valid;
    }
    const Result<void> written = co_await state->lasting->write(name, value);
    if (written) {
        state->session.remove(entryKey(name));
        co_return written;
    }
    if (!state->isAllowed || !isStoresFault(written.error()))
        co_return written;
    const Result<void> valid = checkValue(name, value);
    if (valid)
        state->session.insert(entryKey(name), value);
    co_return valid;
}

Task<Result<void>> SessionFallbackStore::remove(SecretName name)
{
    const auto state = m_state;
    const Result<void> removed = co_await state->lasting->remove(name);
    if (!removed && !(state->isAllowed && isStoresFault(removed.error())))
        co_return removed;
    const bool wasHere = state->session.remove(entryKey(name));
    if (!removed && !wasHere && !isAbsence(removed.error()))
        co_return removed;
    co_return Result<void>();
}

Task<bool> SessionFallbackStore::isLocked(SecretName name)
{
    const auto state = m_state;
    co_return co_await state->lasting->isLocked(name);
}

bool SessionFallbackStore::isPersistent() const
{
    return m_state->session.isEmpty() && m_state->lasting->isPersistent();
}

bool SessionFallbackStore::isWritable() const
{
    return m_state->isAllowed || m_state->lasting->isWritable();
}

QString SessionFallbackStore::description() const
{
    QString lasting = m_state->lasting->description();
    if (!m_state->isAllowed)
        return lasting;
    return Words::tr("%1, or this session only").arg(lasting);
}

} // namespace gatehouse::secrets
