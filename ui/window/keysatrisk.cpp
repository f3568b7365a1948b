// SPDX-License-Identifier: Apache-2.0
#include <ui/window/keysatrisk.h>

#include <algorithm>

namespace gatehouse::ui {

bool mayLoseKeys(workspace::Workspace& workspace, const secrets::SessionFallbackStore& secrets)
{
    if (!secrets.isOnlyInSession(secrets::orderKeyName()))
        return false;
    const auto orders = workspace.tracker().orders();
    return std::any_of(orders.begin(), orders.end(),
        [](const auto& tracked) { return tracked.order.kind == orders::OrderKind::Pkcs12; });
}

} // namespace gatehouse::ui
