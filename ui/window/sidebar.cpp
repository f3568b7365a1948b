// SPDX-License-Identifier: Apache-2.0
#include <ui/theme.h>
#include <ui/widgets/availability.h>
#include <ui/window/authoritydelegate.h>
#include <ui/window/authoritymodel.h>
#include <ui/window/pagebar.h>
#include <ui/window/sidebar.h>

#include <QHBoxLayout>
#include <QLabel>
#include <QListView>
#include <QMenu>
#include <QMouseEvent>
#include <QPainter>
#include <QSplitter>
#include <QToolButton>
#include <QVBoxLayout>

namespace gatehouse::ui {

namespace {

constexpr int listShare = 2; // of three parts of the height

QToolButton* addButton(QMenu* menu, QWidget* parent)
{
    auto* button = new QToolButton(parent);
    button->setObjectName(QStringLiteral("addAuthority"));
    button->setText(Sidebar::tr("&Add"));
    button->setIcon(icon(QStringLiteral("add")));
    button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    button->setPopupMode(QToolButton::InstantPopup);
    button->setMenu(menu);
    button->setFocusPolicy(Qt::TabFocus);
    button->setToolTip(Sidebar::tr("Add or import a certificate authority, or try the sandbox"));
    button->setAccessibleName(Sidebar::tr("Add a certificate authority"));
    return button;
}

} // namespace

Sidebar::Sidebar(AuthorityModel& model, const QList<PageId>& pages, QMenu* addMenu, QWidget* parent)
    : QWidget(parent)
    , m_model(model)
    , m_pages(pages)
    , m_splitter(new QSplitter(Qt::Vertical, this))
    , m_list(new QListView(this))
{
    setObjectName(QStringLiteral("sidebar"));
    auto* top = new QWidget(m_splitter);
    auto* title = new QLabel(tr("&Certificate authorities"), top);
    title->setObjectName(QStringLiteral("authoritiesTitle"));
    title->setBuddy(m_list);
    styleHeading(title, 2);
    auto* head = new QHBoxLayout;
    head->addWidget(title, 1);
    if (addMenu != nullptr)
        head->addWidget(addButton(addMenu, top));

    m_list->setObjectName(QStringLiteral("authorities"));
    m_list->setAccessibleName(tr("Certificate authorities"));
    m_list->setModel(&m_model);
    m_list->setItemDelegate(new AuthorityDelegate(m_list));
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->viewport()->setAutoFillBackground(false);
    m_list->setMouseTracking(true);
    m_list->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_list->setUniformItemSizes(true);
    m_list->setContextMenuPolicy(Qt::CustomContextMenu);
    m_list->viewport()->installEventFilter(this);
    connect(m_list, &QWidget::customContextMenuRequested, this, &Sidebar::showMenu);
    connect(m_list->selectionModel(), &QItemSelectionModel::currentChanged, this,
        [this](const QModelIndex& current) {
            if (m_isFollowing && current.isValid())
                Q_EMIT chosen(m_model.idAt(current.row()));
        });
    // Chosen again: back from a new connector's form, where nothing is current.
    connect(m_list, &QListView::activated, this,
        [this](const QModelIndex& index) { Q_EMIT chosen(m_model.idAt(index.row())); });

    auto* column = new QVBoxLayout(top);
    column->setContentsMargins(wideGap, wideGap, gap, gap);
    column->setSpacing(gap);
    column->addLayout(head);
    column->addWidget(m_list, 1);
    m_splitter->addWidget(top);
    m_splitter->setChildrenCollapsible(false);
    m_splitter->setObjectName(QStringLiteral("sidebarSplitter"));
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_splitter);
}

/// A right click asks where to go; the list alone would take it as an answer.
bool Sidebar::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() == QEvent::MouseButtonPress
        && static_cast<QMouseEvent*>(event)->button() == Qt::RightButton)
        return true;
    return QWidget::eventFilter(watched, event);
}

void Sidebar::showMenu(const QPoint& position)
{
    const QString id = m_model.idAt(m_list->indexAt(position).row());
    if (id.isEmpty())
        return;
    auto* menu = new QMenu(this);
    menu->setObjectName(QStringLiteral("authorityMenu"));
    menu->setAccessibleName(tr("Pages of %1", "certificate authority").arg(m_model.nameOf(id)));
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->setToolTipsVisible(true);
    for (const PageId page : std::as_const(m_pages)) {
        QAction* action = menu->addAction(
            pageTitle(page), this, [this, page, id] { Q_EMIT pageWanted(page, id); });
        action->setObjectName(QStringLiteral("authorityPage%1").arg(static_cast<int>(page) + 1));
        setAvailable(action, {}, pagePurpose(page));
    }
    menu->popup(m_list->viewport()->mapToGlobal(position));
}

void Sidebar::setCurrent(const QString& id)
{
    m_isFollowing = false;
    m_list->setCurrentIndex(m_model.index(m_model.rowOf(id)));
    if (m_model.rowOf(id) < 0)
        m_list->clearSelection();
    m_isFollowing = true;
}

void Sidebar::setBelow(QWidget* panel)
{
    auto* framed = new QWidget(m_splitter);
    auto* layout = new QVBoxLayout(framed);
    layout->setContentsMargins(wideGap, gap, gap, gap);
    layout->addWidget(panel);
    m_splitter->addWidget(framed);
    m_splitter->setStretchFactor(0, listShare);
    m_splitter->setStretchFactor(1, 1);
    m_splitter->setSizes({ listShare * height() / (listShare + 1), height() / (listShare + 1) });
}

/// A line between it and the page.
void Sidebar::paintEvent(QPaintEvent* event)
{
    QWidget::paintEvent(event);
    QPainter painter(this);
    painter.setPen(palette().color(QPalette::Mid));
    const int edge = isRightToLeft() ? 0 : width() - 1;
    painter.drawLine(edge, 0, edge, height());
}

QByteArray Sidebar::saveState() const
{
    return m_splitter->saveState();
}

void Sidebar::restoreState(const QByteArray& state)
{
    m_splitter->restoreState(state);
}

} // namespace gatehouse::ui
