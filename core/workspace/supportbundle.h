// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <core/workspace/workspace.h>

namespace gatehouse::workspace {

/// What leaves with a question to support, as one text that is shown before it is written: versions
/// of Gatehouse, Qt, OpenSSL and the system; the connector's settings (exportJson, so never a
/// secret; which secrets are kept is said, not what they are); its last checks step by step; its
/// last failed orders with the CA's words, without CSRs, keys, certificates or names of requesters.
/// Host names and DNs stay, and the text says so at its top.
Task<QString> supportBundle(Workspace& workspace, const QString& connectorId);

} // namespace gatehouse::workspace
