// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "accounts.h"
#include "controlapi.h"
#include "datafolder.h"
#include "scmapi.h"

namespace gatehouse::sandbox {

/// The whole stand-in apart from its sockets: a request in, an answer out.
class Sandbox {
public:
    /// Makes what is missing in the folder. LocalFile, Database or Internal error.
    static Result<std::unique_ptr<Sandbox>> open(
        const DataFolder& folder, const Behaviour& behaviour, Clock& clock);
    Sandbox(const Sandbox&) = delete;
    Sandbox& operator=(const Sandbox&) = delete;

    http::ServerResponse answer(const http::ServerRequest& request);
    void addFault(const Fault& fault) { m_faults.add(fault); }

    const Authority& authority() const { return m_authority; }
    /// The port of the last start; 0 where there was none.
    quint16 rememberedPort() const;
    /// Writes what depends on the port and remembers it for the next start.
    Result<void> announce(quint16 port);
    /// What the program prints when it is ready; without any secret.
    Json readyLine(quint16 port, qint64 pid) const;

private:
    Sandbox(const DataFolder& folder, const Behaviour& behaviour, Clock& clock, Authority authority,
        std::unique_ptr<Store> store, const SandboxSecrets& secrets);

    http::ServerResponse carryOut(const http::ServerRequest& request);

    DataFolder m_folder;
    Behaviour m_behaviour;
    Catalogue m_catalogue;
    Authority m_authority;
    std::unique_ptr<Store> m_store;
    Accounts m_accounts;
    CertificateService m_service;
    ScmApi m_scm;
    Faults m_faults;
    Journal m_journal;
    ControlApi m_control;
};

} // namespace gatehouse::sandbox
