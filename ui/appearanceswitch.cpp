// SPDX-License-Identifier: Apache-2.0
#include <ui/appearanceswitch.h>
#include <ui/async.h>

#include <QApplication>
#include <QDBusMessage>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>

namespace gatehouse::ui {

namespace {

const QString portalService = QStringLiteral("org.freedesktop.portal.Desktop");
const QString portalPath = QStringLiteral("/org/freedesktop/portal/desktop");
const QString portalInterface = QStringLiteral("org.freedesktop.portal.Settings");
const QString appearanceGroup = QStringLiteral("org.freedesktop.appearance");
const QString schemeKey = QStringLiteral("color-scheme");

/// The portal's answer is a variant in a variant.
QVariant unwrapped(QVariant value)
{
    while (value.canConvert<QDBusVariant>())
        value = value.value<QDBusVariant>().variant();
    return value;
}

} // namespace

AppearanceSwitch::AppearanceSwitch(QApplication& application, Appearance chosen)
    : m_application(application)
    , m_chosen(chosen)
{
    apply();
}

void AppearanceSwitch::choose(Appearance appearance)
{
    m_chosen = appearance;
    apply();
}

void AppearanceSwitch::followDesktop()
{
    const auto connectToBus = [] { return QDBusConnection::sessionBus().isConnected(); };
    consume(QtConcurrent::run(backgroundThreads(), connectToBus), this, [this](bool isConnected) {
        if (isConnected)
            followDesktop(QDBusConnection::sessionBus());
    });
}

void AppearanceSwitch::followDesktop(QDBusConnection bus)
{
    qRegisterMetaType<QDBusVariant>(); // or Qt finds no slot for it
    bus.connect(portalService, portalPath, portalInterface, QStringLiteral("SettingChanged"), this,
        SLOT(hear(QString, QString, QDBusVariant)));
    QDBusMessage question = QDBusMessage::createMethodCall(
        portalService, portalPath, portalInterface, QStringLiteral("Read"));
    question.setArguments({ appearanceGroup, schemeKey });
    auto* watcher = new QDBusPendingCallWatcher(bus.asyncCall(question), this);
    connect(watcher, &QDBusPendingCallWatcher::finished, this, [this, watcher] {
        watcher->deleteLater();
        const QDBusPendingReply<QDBusVariant> reply = *watcher;
        if (!reply.isError())
            hear(appearanceGroup, schemeKey, reply.value());
    });
}

void AppearanceSwitch::hear(const QString& group, const QString& key, const QDBusVariant& value)
{
    if (group != appearanceGroup || key != schemeKey)
        return;
    constexpr uint prefersDark = 1;
    constexpr uint prefersLight = 2;
    const uint scheme = unwrapped(value.variant()).toUInt();
    m_isDesktopDark.reset();
    if (scheme == prefersDark || scheme == prefersLight)
        m_isDesktopDark = scheme == prefersDark;
    apply();
}

void AppearanceSwitch::apply()
{
    Appearance wanted = m_chosen;
    if (wanted == Appearance::System && m_isDesktopDark)
        wanted = *m_isDesktopDark ? Appearance::Dark : Appearance::Light;
    // Applying it makes every widget anew inside.
    if (std::exchange(m_applied, wanted) != wanted)
        applyAppearance(m_application, wanted);
}

} // namespace gatehouse::ui
