// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <core/secrets/secretstore.h>

#include <QCoro/QCoroFuture>
#include <QPromise>

namespace gatehouse::testsupport {

/// A key chain that asks a person for each secret, and waits until `answer`: there is none.
class AskingSecrets final : public secrets::SecretStore {
public:
    AskingSecrets() { m_question.start(); }

    Task<Result<std::optional<Secret>>> read(secrets::SecretName /*name*/) override
    {
        const QFuture<void> answer = m_question.future();
        co_await answer;
        std::optional<Secret> none;
        co_return none;
    }
    Task<Result<void>> write(secrets::SecretName /*name*/, Secret /*value*/) override
    {
        const QFuture<void> answer = m_question.future();
        co_await answer;
        co_return Result<void>();
    }
    Task<Result<void>> remove(secrets::SecretName /*name*/) override { co_return Result<void>(); }
    bool isPersistent() const override { return true; }
    bool isWritable() const override { return true; }
    QString description() const override { return QStringLiteral("asking"); }
    void answer() { m_question.finish(); }

private:
    QPromise<void> m_question;
};

} // namespace gatehouse::testsupport
