// SPDX-License-Identifier: Apache-2.0
#include <ui/orders/dbusnotifier.h>
#include <ui/orders/notifier.h>
#include <ui/orders/traynotifier.h>

namespace gatehouse::ui {

namespace {

class DesktopNotifier final : public Notifier {
public:
    DesktopNotifier()
        : m_bus(new DBusNotifier(QDBusConnection::sessionBus(), this))
        , m_tray(new TrayNotifier(this))
    {
        connect(m_bus, &DBusNotifier::unavailable, m_tray, &TrayNotifier::notify);
        connect(m_bus, &Notifier::activated, this, &Notifier::activated);
        connect(m_tray, &Notifier::activated, this, &Notifier::activated);
    }

    void notify(const Notice& notice) override { m_bus->notify(notice); }

private:
    DBusNotifier* m_bus;
    TrayNotifier* m_tray;
};

} // namespace

std::unique_ptr<Notifier> desktopNotifier()
{
    return std::make_unique<DesktopNotifier>();
}

} // namespace gatehouse::ui
