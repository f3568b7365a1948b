// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <core/orders/order.h>
#include <core/result.h>

#include <chrono>
#include <functional>
#include <memory>

namespace gatehouse::workspace {

class Workspace;

/// Removes the private keys of orders that are over and that nobody has come for in time
/// (enrollment::expireKey), now and then for as long as it lives. Nothing is removed before
/// `begin`: a person's own program keeps what it was not told to remove.
class KeyExpiry {
public:
    /// What the program around it has to say to each order.
    struct Rules {
        std::function<bool(const orders::Order&)> concerns; ///< whether its key may be removed
        /// Before the key goes. An error is logged and keeps it until the next round.
        std::function<Result<void>(const orders::Order&)> announce;
        /// How that ended: nothing, or why the key stayed.
        std::function<void(const orders::Order&, const Result<void>&)> ended;
    };

    KeyExpiry(Workspace& workspace, Rules rules);
    ~KeyExpiry();
    KeyExpiry(const KeyExpiry&) = delete;
    KeyExpiry& operator=(const KeyExpiry&) = delete;

    /// Looks at once, and then again each hour, or as often as a key may live. With another
    /// lifetime it begins anew. At least a second.
    void begin(std::chrono::seconds lifetime);

private:
    struct Private;
    std::shared_ptr<Private> m_d; ///< shared with the round under way
};

} // namespace gatehouse::workspace
