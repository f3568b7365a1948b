// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <core/lookup/lookup.h>

namespace gatehouse::lookup {

/// What every step of a lookup works with; shared with the tasks under way.
struct Context {
    QUuid connector;
    std::shared_ptr<scm::Client> scm;
    std::shared_ptr<orders::OrderStore> orders;
    std::shared_ptr<enrollment::Engine> engine;
};
using ContextPointer = std::shared_ptr<const Context>;

/// SCM's certificates that may fit, newest first. Bounded: the cost does not grow with what else
/// is in the inventory.
Task<Result<QList<scm::SslId>>> candidates(ContextPointer context, Term term, std::stop_token stop);

/// Our own orders that fit, as they were ordered, newest first.
Task<Result<QList<orders::Order>>> fittingOrders(ContextPointer context, Term term);

/// The wildcard that covers a host: "*.example.org" for "www.example.org". nullopt for an address,
/// for a name too short to have one, and for every other term.
std::optional<Term> coveringWildcard(const Term& term);

/// Whether SCM's record is what was asked for; `order` is ours for it, if any.
bool fits(const Term& term, const scm::CertificateDetails& details,
    const std::optional<orders::Order>& order);

} // namespace gatehouse::lookup
