// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <core/secrets/secretstore.h>

#include <memory>

namespace gatehouse::secrets {

/// Secrets of this run in front of a store that lasts: typed on a terminal, or not yet saved in a
/// form. They are never written through, and what is written goes to the lasting store alone, so
/// that what must outlive the process (the key of a waiting order) never ends here. For one thread.
class OverlayStore final : public SecretStore {
public:
    explicit OverlayStore(std::shared_ptr<SecretStore> lasting);

    const std::shared_ptr<SecretStore>& lasting() const;
    void put(const SecretName& name, const Secret& value); ///< read in front of the lasting one
    void hide(const SecretName& name); ///< read as absent, whatever the lasting store holds

    Task<Result<std::optional<Secret>>> read(SecretName name) override;
    Task<Result<void>> write(SecretName name, Secret value) override;
    Task<Result<void>> remove(SecretName name) override;
    Task<bool> isLocked(SecretName name) override;
    Result<void> keepForSession(const SecretName& name, const Secret& value) override;
    bool canKeepForSession() const override;
    bool isPersistent() const override;
    bool isWritable() const override;
    QString description() const override;

private:
    struct State;
    std::shared_ptr<State> m_state; ///< shared with the tasks under way
};

} // namespace gatehouse::secrets
