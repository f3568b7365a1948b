// SPDX-License-Identifier: Apache-2.0
#include <core/logging.h>
#include <core/secrets/lockedentry.h>
#include <core/secrets/storeerror.h>
#include <core/secrets/words.h>

#include <QCoreApplication>
#include <QCoro/QCoroSignal>
#include <qt6keychain/keychain.h>

namespace gatehouse::secrets {

namespace {

/// A person may have to type the key chain's password first. Where nobody does, a program without a
/// window must not wait for ever.
constexpr std::chrono::milliseconds patience = std::chrono::minutes(2);

constexpr QLatin1String serviceName("Gatehouse");

Error unavailable(const QString& detail)
{
    return storeError("unavailable",
        Words::tr("There is no key chain that answers: start one (on Linux GNOME Keyring, KWallet "
                  "or KeePassXC), or keep the secret for "
                  "this session only."),
        detail);
}

/// The library's words for what went wrong. They name services and D-Bus errors, never a secret.
Error errorOf(QKeychain::Error error, const SecretName& name, const QString& detail)
{
    switch (error) {
    case QKeychain::AccessDenied:
        return storeError("locked",
            Words::tr(
                "The key chain is locked and did not give out or take %1: unlock it and try again.")
                .arg(displayName(name)),
            detail);
    case QKeychain::AccessDeniedByUser:
        return storeError("denied",
            Words::tr("Access to %1 in the key chain was refused: allow it and try again.")
                .arg(displayName(name)),
            detail);
    case QKeychain::CouldNotDeleteEntry:
        return storeError("denied",
            Words::tr(
                "The key chain did not remove %1: remove it with the key chain's own program.")
                .arg(displayName(name)),
            detail);
    case QKeychain::NoBackendAvailable:
    case QKeychain::NotImplemented:
    case QKeychain::OtherError: // what the Secret Service library says when there is no bus or no
                                // service
    case QKeychain::NoError:
    case QKeychain::EntryNotFound:
        break;
    }
    return unavailable(detail);
}

/// Runs a job to its end. It then still lives, until control is back in the event loop, and can be
/// asked for its data.
Task<Result<void>> run(QKeychain::Job* job, SecretName name)
{
    job->setAutoDelete(false);
    job->setInsecureFallback(false);
    job->setKey(entryKey(name));
    job->start();
    const auto finished = co_await qCoro(job, &QKeychain::Job::finished, patience);
    if (!finished) {
        // The library still holds the job and may yet finish it.
        QObject::connect(job, &QKeychain::Job::finished, job, &QObject::deleteLater);
        co_return failure(storeError("locked",
            Words::tr("The key chain has not answered for two minutes: unlock it and try again.")));
    }
    job->deleteLater();
    if (job->error() != QKeychain::NoError && job->error() != QKeychain::EntryNotFound) {
        const Error error = errorOf(job->error(), name, job->errorString());
        qCInfo(logSecrets) << "key chain:" << error;
        co_return failure(error);
    }
    co_return Result<void>();
}

Task<bool> isLockedEntry(SecretName name)
{
    const QString service(serviceName);
    const QString key = entryKey(name);
    co_return co_await isEntryLocked(service, key);
}

/// To be asked when an entry was not found: it may be there, but locked, and an unlocking have been
/// declined or not possible.
Task<Result<void>> checkUnlocked(SecretName name)
{
    const bool locked = co_await isLockedEntry(name);
    if (locked)
        co_return failure(errorOf(QKeychain::AccessDenied, name, {}));
    co_return Result<void>();
}

Task<Result<std::optional<Secret>>> readEntry(SecretName name)
{
    auto* job = new QKeychain::ReadPasswordJob(QString(serviceName));
    const Result<void> done = co_await run(job, name);
    if (!done)
        co_return failure(done.error());
    if (job->error() == QKeychain::EntryNotFound) {
        const Result<void> unlocked = co_await checkUnlocked(name);
        if (!unlocked)
            co_return failure(unlocked.error());
        co_return std::optional<Secret>();
    }
    QByteArray bytes = job->binaryData();
    const Secret secret = Secret::fromUtf8(QByteArrayView(bytes));
    // The job shares these bytes: they can be overwritten only when it is gone.
    QObject::connect(job, &QObject::destroyed, QCoreApplication::instance(),
        [kept = std::move(bytes)]() mutable { wipe(kept); });
    co_return std::optional<Secret>(secret);
}

Task<Result<void>> writeEntry(SecretName name, Secret value)
{
    const Result<void> valid = checkValue(name, value);
    if (!valid)
        co_return failure(valid.error());
    auto* job = new QKeychain::WritePasswordJob(QString(serviceName));
    QString text = QString::fromUtf8(value.utf8());
    job->setTextData(text);
    wipe(text);
    co_return co_await run(job, name);
}

Task<Result<void>> removeEntry(SecretName name)
{
    const bool locked = co_await isLockedEntry(name);
    if (locked) {
        // The library asks nobody to unlock what it is to remove, but does for what it reads.
        const Result<std::optional<Secret>> unlocked = co_await readEntry(name);
        if (!unlocked)
            co_return failure(unlocked.error());
    }
    auto* job = new QKeychain::DeletePasswordJob(QString(serviceName));
    const Result<void> done = co_await run(job, name);
    if (!done)
        co_return done;
    co_return co_await checkUnlocked(name);
}

class KeyChainStore final : public SecretStore {
public:
    Task<Result<std::optional<Secret>>> read(SecretName name) override { return readEntry(name); }
    Task<Result<void>> write(SecretName name, Secret value) override
    {
        return writeEntry(name, value);
    }
    Task<Result<void>> remove(SecretName name) override { return removeEntry(name); }
    Task<bool> isLocked(SecretName name) override { return isLockedEntry(name); }
    bool isPersistent() const override { return true; }
    bool isWritable() const override { return true; }
    QString description() const override { return Words::tr("key chain"); }
};

} // namespace

std::unique_ptr<SecretStore> keyChainStore()
{
    return std::make_unique<KeyChainStore>();
}

} // namespace gatehouse::secrets
