// SPDX-License-Identifier: Apache-2.0
#include <ui/orders/dbusnotifier.h>

#include <QDBusMessage>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>
#include <QVariantMap>

namespace gatehouse::ui {

namespace {

constexpr int patience = 5000; // milliseconds: the service is started on demand

const QString service = QStringLiteral("org.freedesktop.Notifications");
const QString path = QStringLiteral("/org/freedesktop/Notifications");

QDBusMessage call(const char* method)
{
    return QDBusMessage::createMethodCall(service, path, service, QString::fromLatin1(method));
}

} // namespace

DBusNotifier::DBusNotifier(const QDBusConnection& bus, QObject* parent)
    : Notifier(parent)
    , m_bus(bus)
{
    m_bus.connect(
        service, path, service, QStringLiteral("ActionInvoked"), this, SLOT(invoke(uint, QString)));
    m_bus.connect(service, path, service, QStringLiteral("NotificationClosed"), this,
        SLOT(forget(uint, uint)));
}

void DBusNotifier::notify(const Notice& notice)
{
    if (m_isAvailable == true) {
        send(notice);
        return;
    }
    m_early.append(notice);
    // The service may have come since: asked again for each notice.
    if (m_early.size() == 1)
        askCapabilities();
}

void DBusNotifier::askCapabilities()
{
    auto* watcher =
        new QDBusPendingCallWatcher(m_bus.asyncCall(call("GetCapabilities"), patience), this);
    connect(watcher, &QDBusPendingCallWatcher::finished, this, [this, watcher] {
        watcher->deleteLater();
        const QDBusPendingReply<QStringList> reply = *watcher;
        m_isAvailable = !reply.isError();
        if (*m_isAvailable) {
            m_hasMarkup = reply.value().contains(QStringLiteral("body-markup"));
            m_hasActions = reply.value().contains(QStringLiteral("actions"));
        }
        const QList<Notice> early = std::exchange(m_early, {});
        for (const Notice& notice : early) {
            if (*m_isAvailable)
                send(notice);
            else
                Q_EMIT unavailable(notice);
        }
    });
}

void DBusNotifier::send(const Notice& notice)
{
    const uchar normalUrgency = 1;
    const QVariantMap hints { { QStringLiteral("desktop-entry"), QStringLiteral("gatehouse") },
        { QStringLiteral("urgency"), QVariant::fromValue(normalUrgency) } };
    QStringList actions;
    if (m_hasActions)
        actions = { QStringLiteral("default"), tr("Open the order") };
    constexpr int timeoutOfTheDesktop = -1;
    QDBusMessage message = call("Notify");
    message.setArguments({ QStringLiteral("Gatehouse"), 0U, QStringLiteral("gatehouse"),
        notice.title, m_hasMarkup ? notice.text.toHtmlEscaped() : notice.text, actions, hints,
        timeoutOfTheDesktop });
    auto* watcher = new QDBusPendingCallWatcher(m_bus.asyncCall(message, patience), this);
    connect(
        watcher, &QDBusPendingCallWatcher::finished, this, [this, watcher, order = notice.order] {
            watcher->deleteLater();
            const QDBusPendingReply<uint> reply = *watcher;
            if (!reply.isError())
                m_shown.insert(reply.value(), order);
            else
                m_isAvailable.reset();
        });
}

void DBusNotifier::invoke(uint id, const QString& action)
{
    const orders::OrderId order = m_shown.value(id);
    if (action == QLatin1String("default") && !order.isEmpty())
        Q_EMIT activated(order);
}

void DBusNotifier::forget(uint id, uint)
{
    m_shown.remove(id);
}

} // namespace gatehouse::ui
