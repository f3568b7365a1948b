// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <core/http/server.h>
#include <core/json.h>

namespace gatehouse::gateway {

http::ServerResponse jsonReply(int status, const Json& body);
/// The same for bytes that are JSON already.
http::ServerResponse jsonReply(int status, const QByteArray& body);
void addHeader(http::ServerResponse& response, const char* name, const QByteArray& value);

/// For where a task is wanted and nothing is waited for.
Task<http::ServerResponse> immediately(http::ServerResponse response);

} // namespace gatehouse::gateway
