// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <core/http/server.h>

namespace gatehouse::http {

/// What the request and the connection decide about the form of an answer.
struct Framing {
    bool withoutBody = false; ///< the request was HEAD
    bool keepAlive = true;
    bool http10 = false;
};

/// An answer as it goes on the wire.
struct SerializedResponse {
    QByteArray bytes;
    qsizetype headSize = 0; ///< status line, header fields and the empty line
    bool keepAlive = true; ///< the handler may have said "Connection: close"
};

/// Writes the answer (RFC 9112) in one block. Content-Length, Date and Connection are ours whatever
/// the handler set; line breaks in a handler's header value become blanks, and a field with a name
/// that is no token is left out. A status outside 200..599 becomes 500.
SerializedResponse serializeResponse(const ServerResponse& response, const Framing& framing);

/// The answer to a failure of the HTTP layer where the server has no ErrorBody: plain text.
ServerResponse plainError(int status, const QString& reason);

} // namespace gatehouse::http
