// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <core/enrollment/engine.h>
#include <core/lookup/term.h>
#include <core/orders/orderstore.h>
#include <core/scm/client.h>

#include <memory>

namespace gatehouse::lookup {

/// One certificate that fits. `details` is SCM's record; `order` is ours if we ordered it.
struct Match {
    scm::CertificateDetails details;
    std::optional<orders::Order> order;
    QList<pki::Certificate>
        chain; ///< leaf first; empty while it is not issued or where it may not be collected
    bool coversOnly = false; ///< by a wildcard for the host that was asked for, which is not named
};

struct LookupAnswer {
    Term understoodAs; ///< the reading that led to the result
    QList<Match> matches; ///< newest first, those that only cover the name last; may be empty only
                          ///< when orders are pending
    QList<orders::Order> pending; ///< open orders that fit but are not issued yet
};

/// Finds certificates. SCM has no search by DN: it is asked for the common name, and whole DNs are
/// compared by X.500 rules. The DN as ordered finds our order's certificate too. An open order that
/// turns out to be issued is collected on the way. A host finds the wildcards that cover it, too.
class Lookup {
public:
    Lookup(QUuid connector, std::shared_ptr<scm::Client> scm,
        std::shared_ptr<orders::OrderStore> orders, std::shared_ptr<enrollment::Engine> engine);

    /// Tries the readings in turn until one finds something. NotFound says how the input was
    /// understood. At most `limit` matches.
    Task<Result<LookupAnswer>> find(QString input, int limit, std::stop_token stop);
    Task<Result<LookupAnswer>> find(Term term, int limit, std::stop_token stop);

private:
    struct Private;
    std::shared_ptr<Private> m_d;
};

} // namespace gatehouse::lookup
