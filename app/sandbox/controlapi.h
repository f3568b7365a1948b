// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "accounts.h"
#include "certificateservice.h"
#include "faults.h"
#include "journal.h"
#include <core/secret.h>

namespace gatehouse::sandbox {

/// What a test or a demonstration may do to the sandbox: set faults, read the journal, force
/// states, fill the inventory, change the behaviour. Needs the control token.
class ControlApi {
public:
    /// What it works on; everything outlives it.
    struct Parts {
        CertificateService& service;
        Accounts& accounts;
        Faults& faults;
        Journal& journal;
        Behaviour& behaviour;
    };

    ControlApi(Parts parts, Secret token);

    /// `segments` is the path after "sandbox".
    http::ServerResponse handle(const http::ServerRequest& request, const QStringList& segments);

private:
    using Answer = ApiResult<http::ServerResponse>;

    Answer route(const http::ServerRequest& request, const QStringList& segments);
    Answer addFaults(const http::ServerRequest& request);
    Answer setCertificate(const http::ServerRequest& request, const QString& id);
    Answer addInventory(const http::ServerRequest& request);
    Answer setConfig(const http::ServerRequest& request);
    Json config() const;

    Parts m_parts;
    Secret m_token;
};

/// "code0", "code-1400", "code-183", "empty"; nothing for anything else.
std::optional<NotReady> notReadyFromWord(const QString& word);
QString notReadyWord(NotReady notReady);

} // namespace gatehouse::sandbox
