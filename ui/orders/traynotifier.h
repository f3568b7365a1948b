// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <ui/orders/notifier.h>

class QSystemTrayIcon;

namespace gatehouse::ui {

/// Messages of an icon in the system tray, which is there once something was to be told. Silent
/// where there is no tray.
class TrayNotifier final : public Notifier {
    Q_OBJECT

public:
    using Notifier::Notifier;
    void notify(const Notice& notice) override;

private:
    QSystemTrayIcon* m_icon = nullptr;
    orders::OrderId m_last;
};

} // namespace gatehouse::ui
