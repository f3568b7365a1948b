// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <ui/page.h>
#include <ui/theme.h>

class QAction;
class QMainWindow;
class QMenu;

namespace gatehouse::ui {

/// The window's menus and shortcuts. A read-only window has none that adds or changes anything.
class WindowMenus final : public QObject {
    Q_OBJECT

public:
    WindowMenus(const QList<PageId>& pages, bool isReadOnly, QMainWindow* window);

    QMenu* addMenu() const { return m_addMenu; } ///< nullptr when read-only
    /// Why no page can be opened now; empty: they can.
    void setPagesUnavailable(const QString& reason);
    void setShownPage(std::optional<PageId> page); ///< before setPagesUnavailable
    void setAppearance(Appearance appearance);

Q_SIGNALS:
    void addWanted();
    void importWanted();
    void sandboxWanted();
    void pageWanted(gatehouse::ui::PageId page);
    void refreshWanted();
    void filterWanted();
    void nextPaneWanted(bool isForward);
    void appearanceWanted(gatehouse::ui::Appearance appearance);

private:
    QAction* make(QMenu* menu, const char* name, const QString& text, const QString& about,
        const QList<QKeySequence>& keys);
    void makeFileMenu(bool isReadOnly);
    void makeGoMenu(const QList<PageId>& pages);
    void makeViewMenu();
    void makeHelpMenu();
    void showHelp();
    void showAbout();
    QList<std::pair<QString, QString>> shortcuts() const; ///< keys, what they do

    QMainWindow* m_window;
    QMenu* m_addMenu = nullptr;
    QList<QAction*> m_all;
    QMap<PageId, QAction*> m_pages;
    QAction* m_refresh = nullptr;
    QAction* m_filter = nullptr;
    std::optional<PageId> m_shown;
    QMap<Appearance, QAction*> m_appearances;
};

} // namespace gatehouse::ui
