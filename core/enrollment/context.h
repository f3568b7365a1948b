// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <core/enrollment/engine.h>

#include <QByteArray>

#include <memory>
#include <optional>

namespace gatehouse::enrollment {

/// What every step of the engine works with. Shared with the tasks under way, so that the engine
/// may go first.
struct Context {
    EngineSettings settings;
    std::shared_ptr<scm::Client> scm;
    std::shared_ptr<orders::OrderStore> orders;
    std::shared_ptr<secrets::SecretStore> secrets;
    std::shared_ptr<Clock> clock;
};
using ContextPointer = std::shared_ptr<const Context>;

/// All that is kept in memory of an order while it waits: ten thousand may do so at once.
struct Ticket {
    orders::OrderId id;
    orders::OrderState state = orders::OrderState::Drafted;
    scm::SslId sslId = 0;
    QByteArray publicKeyHash;
};
Ticket ticketOf(const orders::Order& order);

/// How far a step has brought an order, and what kept it from going further.
struct Standing {
    Ticket ticket;
    std::optional<Error> trouble;
};

QByteArray publicKeyHash(const QByteArray& publicKeyInfo); ///< SHA-256
/// The mark by which SCM's record of an order is known again, in its comments.
QString orderMark(const orders::OrderId& id);

/// Someone else has moved the order meanwhile: look at it again.
bool isMovedElsewhere(const Error& error);

/// Tells whoever wants to know that the order has entered a phase.
void report(const ProgressSink& progress, const orders::OrderId& id, Phase phase);

} // namespace gatehouse::enrollment
