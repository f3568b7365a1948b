// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <core/json.h>

#include <QDateTime>

namespace gatehouse::gateway {

/// Log lines as JSON objects on standard error, one a line, each beginning with time and level:
/// what journald, Loki and the like read. Qt's own messages and Gatehouse's categories come the
/// same way.
void installStructuredLog();

/// Writes one line; "time" and "level" are put in front.
void logLine(const char* level, const Json& fields);

/// A request and its answer.
struct RequestRecord {
    QString client;
    QString peer;
    QByteArray method;
    QByteArray path; ///< raw
    QString endpoint;
    int status = 0;
    qsizetype bytes = 0;
    double milliseconds = 0;
    bool isAbandoned = false; ///< the client left before the answer
    QString clientId; ///< header ca-client-id
};
void logRequest(const RequestRecord& record);

} // namespace gatehouse::gateway
