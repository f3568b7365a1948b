// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <core/http/transport.h>
#include <core/orders/orderstore.h>
#include <core/secrets/secretstore.h>

#include <memory>

// What holds read-only access: below everything that could want to change something.
namespace gatehouse::connector {

/// Usage error of cause "access/read-only".
Error readOnlyError();
bool isReadOnly(const Error& error); ///< that one

/// Refuses to create, move and note.
std::shared_ptr<orders::OrderStore> readOnly(std::shared_ptr<orders::OrderStore> store);
/// Refuses to write and remove; a password may still be entered for the session.
std::shared_ptr<secrets::SecretStore> readOnly(std::shared_ptr<secrets::SecretStore> store);
/// Refuses everything but GET and HEAD, and the POST to `tokenUrl` that buys an OAuth token (none:
/// an empty URL).
std::shared_ptr<http::Transport> readOnly(
    std::shared_ptr<http::Transport> transport, const QUrl& tokenUrl);

} // namespace gatehouse::connector
