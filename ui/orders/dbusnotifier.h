// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <ui/orders/notifier.h>

#include <QDBusConnection>
#include <QHash>

namespace gatehouse::ui {

/// Desktop notifications by the freedesktop.org specification.
class DBusNotifier final : public Notifier {
    Q_OBJECT

public:
    explicit DBusNotifier(const QDBusConnection& bus, QObject* parent = nullptr);

    void notify(const Notice& notice) override;
    /// Once it is known; until then notices wait.
    std::optional<bool> isAvailable() const { return m_isAvailable; }

Q_SIGNALS:
    void unavailable(const gatehouse::ui::Notice& notice); ///< there is no such service

private Q_SLOTS:
    void invoke(uint id, const QString& action);
    void forget(uint id, uint reason);

private:
    void askCapabilities();
    void send(const Notice& notice);

    QDBusConnection m_bus;
    std::optional<bool> m_isAvailable;
    bool m_hasMarkup = false;
    bool m_hasActions = false;
    QList<Notice> m_early;
    QHash<uint, orders::OrderId> m_shown;
};

} // namespace gatehouse::ui
