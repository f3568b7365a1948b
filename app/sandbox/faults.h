// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "answer.h"

#include <functional>

namespace gatehouse::sandbox {

enum class FaultKind { Latency, Reset, Hang, Cut, WrongJson, Html, Status, Redirect, Empty };

/// What goes wrong with answers to certain requests.
struct Fault {
    QByteArray path; ///< raw path; '*' stands for any characters, '/' included
    QByteArray method; ///< empty: every method
    qint64 after = 0; ///< so many matching requests pass unharmed first
    qint64 count = 1; ///< so many are harmed; -1: all
    FaultKind kind = FaultKind::Latency;
    std::chrono::milliseconds delay =
        std::chrono::milliseconds(0); ///< before the first byte, for every kind
    std::optional<qint64> bytes; ///< reset: of the whole answer; cut: of the body
    int status = 0; ///< 0: the kind's own
    std::optional<qint64> retryAfter; ///< seconds
    std::optional<int> number; ///< SCM's code in the body
    QString description;
    QByteArray location; ///< of a redirect
    std::optional<QByteArray> body; ///< instead of the kind's own
    /// Whether the request is carried out before its answer is harmed.
    bool process = true;
};

/// A fault from its JSON: {"path":..,"kind":..} and, where wanted, method, after, count, ms, bytes,
/// status, retryAfter, code, description, location, body, process. Numbers may be strings. Code
/// -1001 names what is wrong.
ApiResult<Fault> readFault(const Json& json);
/// The same from "path=/api/*,kind=latency,ms=500".
ApiResult<Fault> readFault(const QString& text);

/// Whether `text` matches the pattern, in which only '*' is special.
bool globMatches(QByteArrayView pattern, QByteArrayView text);

/// The faults that wait for their request.
class Faults {
public:
    void add(const Fault& fault) { m_faults.append(fault); }
    void clear() { m_faults.clear(); }
    /// The fault that strikes this request, used up by one; the earliest added wins.
    std::optional<Fault> take(const QByteArray& method, const QByteArray& path);

private:
    QList<Fault> m_faults;
};

/// The harmed answer. `answer` carries the request out; it is not called where the fault replaces
/// the answer.
http::ServerResponse applyFault(
    const Fault& fault, const std::function<http::ServerResponse()>& answer);

} // namespace gatehouse::sandbox
