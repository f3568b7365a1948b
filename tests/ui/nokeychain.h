// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <core/secrets/secretstore.h>

namespace gatehouse::testsupport {

/// A key chain that is not there.
class NoKeyChain final : public secrets::SecretStore {
public:
    Task<Result<std::optional<Secret>>> read(secrets::SecretName) override
    {
        ++reads;
        const Error error = unavailable();
        co_return failure(error);
    }
    Task<Result<void>> write(secrets::SecretName, Secret) override
    {
        const Error error = unavailable();
        co_return failure(error);
    }
    Task<Result<void>> remove(secrets::SecretName) override { co_return Result<void>(); }
    bool isPersistent() const override { return true; }
    bool isWritable() const override { return true; }
    QString description() const override { return QStringLiteral("key chain"); }

    int reads = 0;

private:
    static Error unavailable()
    {
        Error error = Error::of(ErrorKind::SecretStore, QStringLiteral("There is no key chain."));
        error.cause = QStringLiteral("secrets/unavailable");
        return error;
    }
};

} // namespace gatehouse::testsupport
