// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <ui/page.h>

#include <QTabBar>

namespace gatehouse::ui {

QString pageTitle(PageId page); ///< "Check connection"
/// What the page is for, one sentence: its tool tip and its place in the help.
QString pagePurpose(PageId page);
/// The help desk's pages change nothing.
bool isReadOnlyPage(PageId page);

/// The links to the pages of a certificate authority. A click asks; only `setCurrent` moves.
class PageBar final : public QTabBar {
    Q_OBJECT

public:
    explicit PageBar(const QList<PageId>& pages, QWidget* parent = nullptr);
    void setCurrent(PageId page);

Q_SIGNALS:
    void chosen(gatehouse::ui::PageId page);

protected:
    QSize tabSizeHint(int index) const override;
    void paintEvent(QPaintEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    void paintTab(QPainter& painter, int index);

    QList<PageId> m_pages;
    int m_shown = 0; ///< the page that is really shown
};

} // namespace gatehouse::ui
