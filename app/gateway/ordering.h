// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <app/gateway/call.h>

namespace gatehouse::gateway {

/// Keeps an order in the list of those that a connected client waits for.
class Attendance {
public:
    explicit Attendance(std::shared_ptr<Surroundings> around);
    ~Attendance();
    Attendance(const Attendance&) = delete;
    Attendance& operator=(const Attendance&) = delete;

    void begin(const orders::OrderId& order);

private:
    std::shared_ptr<Surroundings> m_around;
    orders::OrderId m_order;
};
using AttendancePointer = std::shared_ptr<Attendance>;

/// Orders, or, when the client repeats a request whose order is still open, joins that order
/// instead of buying again: one for the same public key, and for PKCS #12 (where the key is made
/// here) one for the same profile, names and term whose client is not connected any more. An open
/// order of somebody else for the same key is a Usage error. `attendance` begins with the order and
/// lasts until the client has its answer. What is given back has begun and waits for the order's
/// end.
Task<Result<Task<Result<enrollment::Outcome>>>> orderOnce(
    Call call, ConnectorPointer connector, enrollment::Plan plan, AttendancePointer attendance);

} // namespace gatehouse::gateway
