// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <core/clock.h>
#include <core/orders/order.h>
#include <core/task.h>

#include <memory>

namespace gatehouse::orders {

/// Which orders; unset members do not restrict.
struct OrderFilter {
    std::optional<QUuid> connector;
    bool onlyOpen = false;
    std::optional<QByteArray> publicKeyHash;
    std::optional<pki::SerialNumber> serialNumber;
    std::optional<QString> subject; ///< DN text, compared by X.500 rules in either order
    std::optional<qint64> sslId;
    std::optional<QDateTime> keepsKeySince; ///< issued or failed, not changed after this, and its
                                            ///< private key is still here
    int limit = 1000; ///< newest first
    bool onlySummaries = false; ///< without CSR, private key and certificates: for long lists
};

/// The durable record of every order. Each call is one committed transaction; the step it allows
/// comes after. Database errors say which file.
class OrderStore {
public:
    OrderStore() = default;
    OrderStore(const OrderStore&) = delete;
    OrderStore& operator=(const OrderStore&) = delete;
    virtual ~OrderStore() = default;

    /// Records a drafted order under a new random id, which is in the answer.
    virtual Task<Result<Order>> create(Order draft) = 0;
    /// Moves an order from one of `from` to `to` and applies `change`, all or nothing. Usage error
    /// of cause "orders/transition" when it is in another state or the step is not allowed: someone
    /// else moved it.
    virtual Task<Result<Order>> move(
        OrderId id, QList<OrderState> from, OrderState to, OrderChange change) = 0;
    /// Changes an order without moving it, if it is still in `state`.
    virtual Task<Result<void>> note(OrderId id, OrderState state, OrderChange change) = 0;
    virtual Task<Result<Order>> find(
        OrderId id) = 0; ///< NotFound; an unambiguous beginning of at least 6 characters will do
    virtual Task<Result<QList<Order>>> list(OrderFilter filter) = 0;
    /// False when everything that would change an order is refused.
    virtual bool isWritable() const { return true; }
};

/// SQLite with write-ahead log and full sync, on a thread of its own, so that no caller waits for a
/// disk. Opened on first use; the file is made with mode 0600. Several processes may share it.
/// Calls may come from any thread and are answered on it; what is still queued when the store goes
/// is done before.
std::unique_ptr<OrderStore> sqliteOrderStore(QString file, std::shared_ptr<Clock> clock);

} // namespace gatehouse::orders
