// SPDX-License-Identifier: Apache-2.0
#include <ui/orders/traynotifier.h>

#include <QSystemTrayIcon>

namespace gatehouse::ui {

void TrayNotifier::notify(const Notice& notice)
{
    if (!QSystemTrayIcon::isSystemTrayAvailable() || !QSystemTrayIcon::supportsMessages())
        return;
    if (m_icon == nullptr) {
        m_icon = new QSystemTrayIcon(icon(QStringLiteral("gatehouse")), this);
        m_icon->setToolTip(QStringLiteral("Gatehouse"));
        connect(
            m_icon, &QSystemTrayIcon::messageClicked, this, [this] { Q_EMIT activated(m_last); });
    }
    m_last = notice.order;
    m_icon->show();
    m_icon->showMessage(notice.title, notice.text,
        notice.tone == Tone::Error ? QSystemTrayIcon::Warning : QSystemTrayIcon::Information);
}

} // namespace gatehouse::ui
