// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <core/secrets/secretstore.h>

#include <memory>

namespace gatehouse::secrets {

/// A store that lasts, and the memory of this process for what it cannot take once a person has
/// agreed to that. Nothing ever reaches a disk but through the lasting store. For one thread.
class SessionFallbackStore final : public SecretStore {
public:
    explicit SessionFallbackStore(std::shared_ptr<SecretStore> lasting);

    /// From now on a secret that the lasting store cannot take (unavailable, locked, denied) is
    /// kept for this session, and such a store counts as empty. The key of the orders is then not
    /// written to it either: it may hold one that was not seen.
    void allowSession();
    bool isSessionAllowed() const;
    /// Whether this secret is gone when the program ends. Ask for orderKeyName() before ending: the
    /// private keys of orders that are not delivered would be lost with it.
    bool isOnlyInSession(const SecretName& name) const;
    bool hasSessionSecrets() const; ///< whether any secret is only here

    Task<Result<std::optional<Secret>>> read(SecretName name) override;
    Task<Result<void>> write(SecretName name, Secret value) override;
    Task<Result<void>> remove(SecretName name) override;
    Task<bool> isLocked(SecretName name) override;
    /// Agrees to the session, too.
    Result<void> keepForSession(const SecretName& name, const Secret& value) override;
    bool canKeepForSession() const override { return true; }
    bool isPersistent() const override; ///< false as soon as something is only in this session
    bool isWritable() const override;
    QString description() const override;

private:
    struct State;
    std::shared_ptr<State> m_state; ///< shared with the tasks under way
};

} // namespace gatehouse::secrets
