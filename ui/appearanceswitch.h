// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <ui/theme.h>

#include <QDBusConnection>
#include <QDBusVariant>
#include <QObject>

#include <optional>

namespace gatehouse::ui {

/// The appearance that a person chose, applied; "like the desktop" follows the desktop while the
/// program runs. The desktop says by its portal (org.freedesktop.appearance) whether it is dark;
/// where there is no portal, what it was at the start stays.
class AppearanceSwitch final : public QObject {
    Q_OBJECT

public:
    AppearanceSwitch(QApplication& application, Appearance chosen);

    void choose(Appearance appearance);
    /// Connects to the session bus in a thread and asks there: the start does not wait for it.
    void followDesktop();
    void followDesktop(QDBusConnection bus);

private Q_SLOTS:
    void hear(const QString& group, const QString& key, const QDBusVariant& value);

private:
    void apply();

    QApplication& m_application;
    Appearance m_chosen;
    std::optional<bool> m_isDesktopDark; ///< none: it does not say
    std::optional<Appearance> m_applied;
};

} // namespace gatehouse::ui
