// SPDX-License-Identifier: Apache-2.0
#include <app/gateway/reply.h>

namespace gatehouse::gateway {

http::ServerResponse jsonReply(int status, const Json& body)
{
    return jsonReply(status, toBytes(body));
}

http::ServerResponse jsonReply(int status, const QByteArray& body)
{
    http::ServerResponse response;
    response.status = status;
    addHeader(response, "Content-Type", "application/json");
    // Answers hold certificates, names and now and then a private key: no cache may keep them.
    addHeader(response, "Cache-Control", "no-store");
    response.body = body;
    return response;
}

void addHeader(http::ServerResponse& response, const char* name, const QByteArray& value)
{
    response.headers.append(http::Header { .name = QByteArray(name), .value = value });
}

Task<http::ServerResponse> immediately(http::ServerResponse response)
{
    co_return response;
}

} // namespace gatehouse::gateway
