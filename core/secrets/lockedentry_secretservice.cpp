// SPDX-License-Identifier: Apache-2.0
#include <core/secrets/lockedentry.h>

#include <QCoro/QCoroSignal>
#include <QDBusConnection>
#include <QDBusMetaType>
#include <QDBusObjectPath>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>

namespace gatehouse::secrets {

namespace {

using Attributes = QMap<QString, QString>;
using Paths = QList<QDBusObjectPath>;

/// The service has just answered the key chain library, so this is a formality.
constexpr std::chrono::milliseconds servicePatience = std::chrono::seconds(5);

} // namespace

// Secret Service API, Service.SearchItems: unlocked and locked items apart. libsecret, on which
// QtKeychain builds, reports a locked item that nobody unlocks as absent, and its removal as done.
Task<bool> isEntryLocked(QString service, QString key)
{
    qDBusRegisterMetaType<Attributes>();
    // The attributes are QtKeychain's.
    const Attributes attributes { { QStringLiteral("server"), service },
        { QStringLiteral("user"), key } };
    QDBusMessage call = QDBusMessage::createMethodCall(QStringLiteral("org.freedesktop.secrets"),
        QStringLiteral("/org/freedesktop/secrets"),
        QStringLiteral("org.freedesktop.Secret.Service"), QStringLiteral("SearchItems"));
    call << QVariant::fromValue(attributes);
    call.setAutoStartService(false);
    const QDBusPendingCall pending = QDBusConnection::sessionBus().asyncCall(call);
    const auto watcher = std::make_unique<QDBusPendingCallWatcher>(pending);
    const auto finished =
        co_await qCoro(watcher.get(), &QDBusPendingCallWatcher::finished, servicePatience);
    if (!finished)
        co_return false;
    const QDBusPendingReply<Paths, Paths> reply = *watcher;
    co_return reply.isValid() && !reply.argumentAt<1>().isEmpty();
}

} // namespace gatehouse::secrets
