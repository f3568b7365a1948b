// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <ui/page.h>

class QListView;
class QMenu;
class QSplitter;
class QToolButton;

namespace gatehouse::ui {

class AuthorityModel;

/// The left side: the certificate authorities with their state and, in a context menu, their pages;
/// "Add"; and below them the orders that wait.
class Sidebar final : public QWidget {
    Q_OBJECT

public:
    /// `addMenu` may be null: then nothing can be added.
    Sidebar(AuthorityModel& model, const QList<PageId>& pages, QMenu* addMenu,
        QWidget* parent = nullptr);

    void setCurrent(const QString& id); ///< without a signal
    /// The panel under the list; it shows itself when there is something to show.
    void setBelow(QWidget* panel);
    QByteArray saveState() const;
    void restoreState(const QByteArray& state);
    QListView* list() const { return m_list; }

Q_SIGNALS:
    void chosen(const QString& id);
    void pageWanted(gatehouse::ui::PageId page, const QString& id);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

private:
    void showMenu(const QPoint& position);

    AuthorityModel& m_model;
    QList<PageId> m_pages;
    QSplitter* m_splitter;
    QListView* m_list;
    bool m_isFollowing = true;
};

} // namespace gatehouse::ui
