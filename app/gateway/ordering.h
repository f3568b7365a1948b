// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <app/gateway/call.h>

namespace gatehouse::gateway {

/// Keeps an order in the list of those that a connected client waits for; from `handOver` on, the
/// client is also the only one to be given the order's key.
class Attendance {
public:
    Attendance(std::shared_ptr<Surroundings> around, const QHostAddress& peer);
    ~Attendance();
    Attendance(const Attendance&) = delete;
    Attendance& operator=(const Attendance&) = delete;

    void begin(const orders::OrderId& order); ///< instead of one before
    void handOver(Turns::Turn turn) { m_turn = std::move(turn); }
    /// Another request has placed the order.
    void setJoined(bool isJoined) { m_isJoined = isJoined; }
    bool isJoined() const { return m_isJoined; }

private:
    void end();

    std::shared_ptr<Surroundings> m_around;
    QHostAddress m_peer;
    orders::OrderId m_order;
    Turns::Turn m_turn;
    bool m_isJoined = false;
};
using AttendancePointer = std::shared_ptr<Attendance>;

/// Orders, or, when the client repeats a request whose order is still open, joins that order
/// instead of buying again: one for the same public key, and for PKCS #12 (where the key is made
/// here) one for the same profile, names and term whose client is not connected any more, or seems
/// to be, from the same address: it may be the one that repeats. An open order of somebody else for
/// the same key is a Usage error. `attendance` begins with the order and lasts until the client has
/// its answer. What is given back has begun and waits for the order's end.
Task<Result<Task<Result<enrollment::Outcome>>>> orderOnce(
    Call call, ConnectorPointer connector, enrollment::Plan plan, AttendancePointer attendance);

/// Of several clients that have waited for the key of one PKCS #12 order, one at a time is given
/// it: waits for this one's turn, which ends with `attendance`. False when another one has
/// acknowledged it before; then the request is one of its own, to be ordered for anew.
Task<Result<bool>> holdKey(Call call, orders::OrderId order, AttendancePointer attendance);

} // namespace gatehouse::gateway
