// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <core/clock.h>
#include <core/enrollment/backoff.h>
#include <core/enrollment/plan.h>
#include <core/orders/orderstore.h>
#include <core/pki/certificate.h>
#include <core/scm/client.h>
#include <core/secrets/secretstore.h>

#include <functional>
#include <memory>

namespace gatehouse::enrollment {

enum class Phase { GeneratingKey, Submitting, Waiting, Collecting, Done };

/// Where an enrollment stands; a status bar can count down from it.
struct Progress {
    orders::OrderId order;
    Phase phase = Phase::Submitting;
    int attempt = 0; ///< 1..maxAttempts while waiting or collecting
    int maxAttempts = 0;
    std::chrono::seconds wait { 0 }; ///< of this attempt
    QString caStatus; ///< "Applied"
    QString lastAnswer; ///< the CA's words
};
using ProgressSink = std::function<void(const Progress&)>;

/// How an order stands when the waiting is over. The console, the command line (0, 3, 4) and the
/// gateway (200, 202, 404) say the same of it.
struct Outcome {
    enum class State { Issued, Pending, Failed };
    State state = State::Failed;
    orders::Order order;
    QList<pki::Certificate> chain; ///< leaf first, when issued
    QStringList
        differences; ///< what came back other than ordered (names, validity), one sentence each
    std::optional<Error> failure; ///< when failed; when pending, why waiting ended early
                                  ///< (Cancelled, Database) or why the order is uncertain
};
int exitCode(Outcome::State state); ///< 0, 3, 4
int httpStatus(Outcome::State state); ///< 200, 202, 404

struct EngineSettings {
    QUuid connector;
    QString connectorId;
    scm::OrgId orgId = 0;
    BackOffPolicy backOff;
};

/// Request -> order -> back-off -> outcome, for one connector. Any number of enrollments at once.
class Engine {
public:
    Engine(EngineSettings settings, std::shared_ptr<scm::Client> scm,
        std::shared_ptr<orders::OrderStore> orders, std::shared_ptr<secrets::SecretStore> secrets,
        std::shared_ptr<Clock> clock);

    /// Records, orders once, waits, collects, checks. An error means that nothing was ordered; once
    /// it may have been, there is an Outcome. Stopping while it waits leaves the order waiting
    /// (Pending). PKCS #12 plans make key and request here, and seal the key with the order before
    /// the request leaves.
    Task<Result<Outcome>> enroll(Plan plan, ProgressSink progress, std::stop_token stop);
    /// Takes an order up again. Submitting and uncertain ones are looked for in SCM, twice, never
    /// ordered again; one that is not found stays uncertain (Pending, cause
    /// "enrollment/uncertain"). Waiting ones are collected with a fresh back-off, and so are failed
    /// ones that SCM has: a person mended what refused the collect. A draft older than a minute
    /// never left and fails. Issued and delivered ones are answered at once.
    Task<Result<Outcome>> resume(
        orders::OrderId order, ProgressSink progress, std::stop_token stop);
    /// One collect without waiting: for lookups and "check now".
    Task<Result<Outcome>> checkNow(orders::OrderId order, std::stop_token stop);

    /// The private key of a PKCS #12 order that is not delivered yet.
    Task<Result<pki::PrivateKey>> privateKey(orders::OrderId order);
    /// The result has reached its owner: removes the private key.
    Task<Result<void>> markDelivered(orders::OrderId order);
    /// A person gives an open order up. SCM is not told; the private key is removed.
    Task<Result<void>> abandon(orders::OrderId order);

    /// Open order of this connector for the same public key, if any: the same request again.
    Task<Result<std::optional<orders::Order>>> openOrderFor(QByteArray publicKeyInfo);

private:
    struct Private;
    std::shared_ptr<Private> m_d;
};

/// Engine::abandon for an order whose connector may not be there any more. The outcome is what
/// those who wait for the order are told: Failed, cause "enrollment/abandoned".
Task<Result<Outcome>> abandon(std::shared_ptr<orders::OrderStore> orders, orders::OrderId order);

} // namespace gatehouse::enrollment
