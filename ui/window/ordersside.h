// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <core/workspace/builtinsandbox.h>
#include <ui/orders/notifier.h>
#include <ui/page.h>

namespace gatehouse::ui {

class AuthorityModel;
class WaitingOrders;

/// Makes a notifier; called once the window stands.
using NotifierFactory = std::function<std::unique_ptr<Notifier>()>;

/// What goes on about orders whatever page is shown: the panel of those that wait, the desktop
/// notification when one ends, and taking up what an earlier run left open.
class OrdersSide final : public QObject {
    Q_OBJECT

public:
    struct Parts {
        workspace::Workspace& workspace;
        workspace::BuiltInSandbox& sandbox;
        AuthorityModel& authorities;
        std::function<bool(const orders::OrderId&)> isInFront; ///< a person sees this order now
    };
    OrdersSide(Parts parts, const NotifierFactory& notifier, QWidget* parent);

    WaitingOrders* panel() const { return m_panel; }
    /// Once: also at a sandbox that does not run yet.
    void takeUp();

Q_SIGNALS:
    void wantsToGo(const gatehouse::ui::Destination& destination);
    /// The same, from outside of the window.
    void wantsToFront(const gatehouse::ui::Destination& destination);

private:
    Parts m_parts;
    WaitingOrders* m_panel;
    bool m_hasTakenUp = false;
};

} // namespace gatehouse::ui
