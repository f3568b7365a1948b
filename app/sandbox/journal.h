// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "json.h"
#include <core/clock.h>
#include <core/http/server.h>

#include <deque>

namespace gatehouse::sandbox {

/// What was asked of the sandbox, so that a test can see the times and that nothing secret went
/// astray. Names of headers only, never a value. Keeps the last 10,000 requests.
class Journal {
public:
    explicit Journal(Clock& clock);

    /// Notes a request that has just been received whole; the number names it.
    qint64 begin(const http::ServerRequest& request);
    /// Notes what was answered; 0 for an answer that never left or broke off.
    void finish(qint64 index, int status);
    void clear() { m_entries.clear(); }
    /// The array of entries, the oldest first.
    Json toJson() const;

private:
    struct Entry {
        qint64 index = 0;
        qint64 milliseconds = 0; ///< on a clock that never goes back
        QByteArray method;
        QByteArray target;
        int status = 0;
        QList<QByteArray> headerNames;
        bool hasPassword = false;
        bool hasBearer = false;
    };

    Clock& m_clock;
    std::deque<Entry> m_entries;
    qint64 m_next = 0;
};

} // namespace gatehouse::sandbox
