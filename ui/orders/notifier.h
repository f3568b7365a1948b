// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <core/orders/order.h>
#include <ui/theme.h>

#include <QObject>

#include <memory>

namespace gatehouse::ui {

/// What a desktop notification says: never more than subject and certificate authority.
struct Notice {
    orders::OrderId order;
    QString title;
    QString text; ///< plain text
    Tone tone = Tone::Info;
    bool operator==(const Notice&) const = default;
};

/// Tells a person something outside of the window.
class Notifier : public QObject {
    Q_OBJECT

public:
    using QObject::QObject;
    virtual void notify(const Notice& notice) = 0;

Q_SIGNALS:
    void activated(const gatehouse::orders::OrderId& order); ///< the person clicked on it
};

/// org.freedesktop.Notifications where there is such a service, else the system tray, else nothing.
std::unique_ptr<Notifier> desktopNotifier();

} // namespace gatehouse::ui
