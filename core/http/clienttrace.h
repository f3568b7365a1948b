// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <core/error.h>
#include <core/http/message.h>

namespace gatehouse::http {

// One line to gatehouse.http (debug) for each request and each outcome. The types decide what is
// shown: a SecretHeader and a Secret body appear as "(secret)"; of a body nothing but the size is
// ever shown.

void traceRequest(const Request& request);
void traceResponse(
    const Request& request, const Response& response, std::chrono::milliseconds duration);
void traceFailure(const Request& request, const Error& error, std::chrono::milliseconds duration);

} // namespace gatehouse::http
