// SPDX-License-Identifier: Apache-2.0
#include <core/enrollment/sealing.h>
#include <core/enrollment/words.h>
#include <core/pki/inbackground.h>

#include <QCoro/QCoroFuture>
#include <QFutureWatcher>
#include <QTimer>

#include <coroutine>

namespace gatehouse::enrollment {

namespace {

struct MadeRequest {
    pki::PrivateKey key;
    pki::CertificateRequest csr;
};

Error noOrderKey(const secrets::SecretStore& store)
{
    Error error = Error::of(ErrorKind::SecretStore,
        Words::tr(
            "The private key of a PKCS #12 order is kept encrypted until it is delivered, and "
            "there is no key to encrypt it with: %1 has none and cannot be written. Put a "
            "random text of at least 32 characters there under the name gatehouse.%2. Nothing "
            "was ordered.")
            .arg(store.description(), secrets::orderKeyName().property));
    error.cause = QStringLiteral("enrollment/no-order-key");
    return error;
}

/// The key that seals private keys; made on first use.
Task<Result<Secret>> orderKey(std::shared_ptr<secrets::SecretStore> store)
{
    constexpr int keyBytes = 32;
    const secrets::SecretName name = secrets::orderKeyName();
    const Result<std::optional<Secret>> present = co_await store->read(name);
    if (!present)
        co_return failure(present.error());
    if (*present && !(*present)->isEmpty())
        co_return **present;
    if (!store->isWritable())
        co_return failure(noOrderKey(*store));
    const Secret fresh = Secret::random(keyBytes);
    const Result<void> written = co_await store->write(name, fresh);
    if (!written)
        co_return failure(written.error());
    // Another program may have had the same thought; what the store holds now counts.
    const Result<std::optional<Secret>> kept = co_await store->read(name);
    if (!kept)
        co_return failure(kept.error());
    if (!*kept || (*kept)->isEmpty())
        co_return failure(noOrderKey(*store));
    co_return **kept;
}

/// Suspends until a timer fires. QCoro's own waiting for a signal cannot take a private one.
struct Fired {
    QTimer* timer;
    // NOLINTBEGIN(readability-identifier-naming): the language's names
    bool await_ready() const { return false; }
    void await_suspend(std::coroutine_handle<> waiter) const
    {
        QObject::connect(timer, &QTimer::timeout, timer, [waiter] { waiter.resume(); });
    }
    void await_resume() const { }
    // NOLINTEND(readability-identifier-naming)
};

/// Waits until the work on another thread is done, or until `stop`: a thread that makes an RSA key
/// cannot be interrupted, but nobody has to wait for it. False when stopped.
template <class T> Task<bool> finishedOrStopped(QFuture<T> future, std::stop_token stop)
{
    QTimer wake;
    wake.setSingleShot(true);
    QFutureWatcher<T> watcher;
    QObject::connect(&watcher, &QFutureWatcherBase::finished, &wake, [&wake] { wake.start(0); });
    watcher.setFuture(future);
    const std::stop_callback onStop(stop, [&wake] { wake.start(0); });
    Fired fired { &wake };
    co_await fired;
    const bool isWanted = future.isFinished() && !stop.stop_requested();
    if (!isWanted)
        future.cancel(); // what no thread has begun yet is not begun any more
    co_return isWanted;
}

Result<MadeRequest> makeRequest(const pki::KeyType& keyType, const pki::DistinguishedName& subject,
    const QList<pki::GeneralName>& subjectAltNames)
{
    const Result<pki::PrivateKey> key = pki::PrivateKey::generate(keyType);
    if (!key)
        return failure(key.error());
    const auto csr = pki::CertificateRequest::create(*key, subject, subjectAltNames);
    if (!csr)
        return failure(csr.error());
    return MadeRequest { *key, *csr };
}

} // namespace

Task<Result<SealedRequest>> makeSealedRequest(ContextPointer context, pki::KeyType keyType,
    pki::DistinguishedName subject, QList<pki::GeneralName> subjectAltNames, std::stop_token stop)
{
    // Asked for first: a store that cannot keep the key must not be found out after the purchase.
    Result<Secret> secret = co_await orderKey(context->secrets);
    if (!secret)
        co_return failure(secret.error());
    const QFuture<Result<MadeRequest>> making =
        pki::inBackground([keyType, subject, subjectAltNames] {
            return makeRequest(keyType, subject, subjectAltNames);
        });
    const bool made = co_await finishedOrStopped(making, stop);
    if (!made)
        co_return failure(Error::cancelled());
    const Result<MadeRequest> request = making.result();
    if (!request)
        co_return failure(request.error());

    // Sealed with the key that the store holds before and after: two first uses at the same moment
    // would otherwise leave one private key under a secret that was overwritten.
    constexpr int maximumRounds = 5;
    for (int round = 0; round < maximumRounds; ++round) {
        const Secret sealWith = *secret;
        const pki::PrivateKey key = request->key;
        const QFuture<Result<QByteArray>> sealing =
            pki::inBackground([key, sealWith] { return key.toEncryptedPkcs8(sealWith); });
        const bool isSealed = co_await finishedOrStopped(sealing, stop);
        if (!isSealed)
            co_return failure(Error::cancelled());
        const Result<QByteArray> sealedKey = sealing.result();
        if (!sealedKey)
            co_return failure(sealedKey.error());
        secret = co_await orderKey(context->secrets);
        if (!secret)
            co_return failure(secret.error());
        if (*secret == sealWith)
            co_return SealedRequest { request->csr, *sealedKey };
    }
    co_return failure(noOrderKey(*context->secrets));
}

Task<Result<pki::PrivateKey>> unseal(ContextPointer context, QByteArray encryptedKey)
{
    const Result<std::optional<Secret>> present =
        co_await context->secrets->read(secrets::orderKeyName());
    if (!present)
        co_return failure(present.error());
    const Secret secret = present->value_or(Secret());
    const QFuture<Result<pki::PrivateKey>> opening = pki::inBackground([encryptedKey, secret] {
        return pki::PrivateKey::fromEncryptedPkcs8(encryptedKey, secret);
    });
    const Result<pki::PrivateKey> key = co_await opening;
    if (key || key.error().cause != QLatin1String("pki/wrong-password"))
        co_return key;
    Error error = Error::of(ErrorKind::SecretStore,
        Words::tr("The private key of this order was encrypted under a key that %1 does not give. "
                  "If it is "
                  "locked, unlock it and start Gatehouse again; otherwise bring back the entry "
                  "gatehouse.%2 from a backup.")
            .arg(context->secrets->description(), secrets::orderKeyName().property),
        key.error().message);
    error.cause = QStringLiteral("enrollment/other-order-key");
    co_return failure(error);
}

} // namespace gatehouse::enrollment
