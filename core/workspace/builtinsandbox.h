// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <core/secrets/overlaystore.h>
#include <core/workspace/sandboxprocess.h>
#include <core/workspace/workspace.h>

#include <QSet>

namespace gatehouse::workspace {

/// Whether a connector points to the sandbox of this home folder: a local address, vouched for by
/// the sandbox's own trust store.
bool isSandbox(const settings::ConnectorSettings& settings, const settings::HomeFolders& home);

/// What a connector is called where it is named; a sandbox is marked as such, unless its name says
/// so.
QString displayName(const settings::ConnectorSettings& settings, const settings::HomeFolders& home);

/// A name with the mark of a sandbox, unless it says so itself.
QString markedAsSandbox(const QString& name);
/// The connector's id, marked where it is a sandbox.
QString displayId(const settings::ConnectorSettings& settings, const settings::HomeFolders& home);
/// The UUIDs of the connectors that point to the sandbox: reads all of them.
QSet<QUuid> sandboxUuids(const Workspace& workspace);

/// The sandbox that comes with Gatehouse as a certificate authority like any other: its process,
/// which ends with this object, its connector, and its secrets. Those stay files of the sandbox and
/// are put in front of the key chain while it runs, so that trying it out asks for no key chain.
class BuiltInSandbox final {
public:
    BuiltInSandbox(Workspace& workspace, std::shared_ptr<secrets::OverlayStore> secrets);
    ~BuiltInSandbox();
    BuiltInSandbox(const BuiltInSandbox&) = delete;
    BuiltInSandbox& operator=(const BuiltInSandbox&) = delete;

    bool isRunning() const;
    /// Starts it unless it runs, leads every sandbox connector to the port it has now, and makes
    /// one if there is none. The answer is the id of the first.
    Task<Result<QString>> start(std::stop_token stop);
    /// A request to try it with, as a file; its key lies beside it. Made when it is not there yet.
    Result<QString> exampleRequest() const;

private:
    struct State;
    std::shared_ptr<State> m_state; ///< shared with the task under way
};

} // namespace gatehouse::workspace
