// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <ui/page.h>

#include <QStackedWidget>

#include <map>

namespace gatehouse::ui {

/// Makes a page when it is first shown.
using PageFactory = std::function<Page*(PageId page, QWidget* parent)>;

/// The pages of the window, made one by one, and the place for what stands instead of them.
class PageStack final : public QStackedWidget {
    Q_OBJECT

public:
    explicit PageStack(PageFactory factory, QWidget* parent = nullptr);

    /// Makes it if need be, and shows it.
    Page* show(PageId page);
    /// Shows something else: the welcome, a note. The stack owns it from now on.
    void showInstead(QWidget* widget);
    /// nullptr while something else stands there.
    Page* current() const;
    std::optional<PageId> currentId() const { return m_current; }
    bool isMade(PageId page) const { return m_pages.contains(page); }

    /// Runs `proceed` when the page that is shown may be left. A later request replaces one that
    /// the page has not answered yet.
    void leave(std::function<void()> proceed);

Q_SIGNALS:
    void made(gatehouse::ui::Page* page);
    void wantsToGo(const gatehouse::ui::Destination& destination);

private:
    PageFactory m_factory;
    std::map<PageId, Page*> m_pages;
    std::optional<PageId> m_current;
    int m_leaving = 0; ///< counts requests
};

} // namespace gatehouse::ui
