// SPDX-License-Identifier: Apache-2.0
#include <core/workspace/builtinsandbox.h>
#include <ui/async.h>
#include <ui/orders/orderdelegate.h>
#include <ui/orders/orderphrase.h>
#include <ui/orders/ordersmodel.h>
#include <ui/orders/waitingorders.h>
#include <ui/theme.h>
#include <ui/widgets/availability.h>
#include <ui/widgets/messagebar.h>

#include <QApplication>
#include <QClipboard>
#include <QLabel>
#include <QListView>
#include <QMenu>
#include <QVBoxLayout>

namespace gatehouse::ui {

using orders::OrderId;

WaitingOrders::WaitingOrders(workspace::Workspace& workspace, QWidget* parent)
    : QWidget(parent)
    , m_workspace(workspace)
    , m_model(new OrdersModel(workspace.clock(), this))
    , m_title(new QLabel(this))
    , m_empty(new QLabel(tr("No order waits."), this))
    , m_messages(new MessageBar(this))
    , m_list(new QListView(this))
{
    setObjectName(QStringLiteral("waitingOrders"));
    styleHeading(m_title, 2);
    m_title->setBuddy(m_list);
    m_empty->setObjectName(QStringLiteral("waitingOrdersEmpty"));
    m_empty->setWordWrap(true);
    styleSecondary(m_empty);
    m_list->setObjectName(QStringLiteral("waitingOrdersList"));
    m_list->setAccessibleName(tr("Waiting orders"));
    m_list->setModel(m_model);
    m_list->setItemDelegate(new OrderDelegate(m_list));
    m_list->setUniformItemSizes(true);
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->viewport()->setAutoFillBackground(false);
    m_list->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_list->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setContextMenuPolicy(Qt::CustomContextMenu);
    connect(m_list, &QWidget::customContextMenuRequested, this, &WaitingOrders::showMenu);
    const auto openRow = [this](const QModelIndex& index) {
        open(index.data(OrdersModel::IdRole).toString());
    };
    // One click opens, as everything else at the side of the window does; Enter by `activated`.
    connect(m_list, &QListView::clicked, this, openRow);
    connect(m_list, &QListView::activated, this, openRow);

    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(smallGap);
    layout->addWidget(m_title);
    layout->addWidget(m_messages);
    layout->addWidget(m_empty);
    layout->addWidget(m_list, 1);
    layout->addStretch(0); // where there is no list, the texts stay at the top

    m_second.setInterval(std::chrono::seconds(1));
    connect(&m_second, &QTimer::timeout, m_model, &OrdersModel::tick);
    connect(&m_workspace.tracker(), &workspace::OrderTracker::changed, this, &WaitingOrders::take);
    connect(&m_workspace, &workspace::Workspace::connectorsChanged, this,
        &WaitingOrders::showConnectorNames);
    connect(&m_workspace, &workspace::Workspace::connectorChanged, this,
        &WaitingOrders::showConnectorNames);
    m_model->reset(m_workspace.tracker().orders());
    showConnectorNames();
    showCount();
}

int WaitingOrders::count() const
{
    return m_model->rowCount();
}

void WaitingOrders::showEvent(QShowEvent* event)
{
    m_model->tick();
    m_second.start();
    QWidget::showEvent(event);
}

void WaitingOrders::hideEvent(QHideEvent* event)
{
    m_second.stop();
    QWidget::hideEvent(event);
}

void WaitingOrders::take(const OrderId& id)
{
    const int before = count();
    m_model->update(id, m_workspace.tracker().order(id));
    if (count() != before)
        showCount();
}

void WaitingOrders::showConnectorNames()
{
    QHash<QUuid, QString> names;
    const QList<settings::ConnectorSettings> connectors = m_workspace.connectors().connectors;
    for (const settings::ConnectorSettings& connector : connectors)
        names.insert(connector.uuid, workspace::displayName(connector, m_workspace.home()));
    m_model->setConnectorNames(names);
}

void WaitingOrders::showCount()
{
    const int waiting = count();
    m_title->setText(waiting == 0 ? tr("Waiting orders") : tr("Waiting orders (%1)").arg(waiting));
    m_empty->setVisible(waiting == 0);
    m_list->setVisible(waiting > 0);
    Q_EMIT countChanged(waiting);
}

void WaitingOrders::showMenu(const QPoint& position)
{
    const QModelIndex index = m_list->indexAt(position);
    if (!index.isValid())
        return;
    const auto menu = menuFor(index.data(OrdersModel::IdRole).toString());
    menu->exec(m_list->viewport()->mapToGlobal(position));
}

std::unique_ptr<QMenu> WaitingOrders::menuFor(const OrderId& id)
{
    auto menu = std::make_unique<QMenu>(this);
    menu->setObjectName(QStringLiteral("waitingOrderMenu"));
    menu->setToolTipsVisible(true);
    const int row = m_model->rowOf(id);
    const workspace::TrackedOrder* tracked = m_model->at(row);
    if (tracked == nullptr)
        return menu;
    const auto add = [&](const char* name, const QString& text, const QString& whyNot, auto run) {
        QAction* action = menu->addAction(text);
        action->setObjectName(QString::fromLatin1(name));
        setAvailable(action, whyNot);
        connect(action, &QAction::triggered, this, run);
    };
    const bool isReadOnly = m_workspace.access() == workspace::Access::ReadOnly;
    const bool isIssued = tracked->order.state == orders::OrderState::Issued;
    const QString readOnly = isReadOnly ? tr("In read-only mode no order is touched.") : QString();
    const QString notWaiting =
        isIssued ? tr("The certificate is issued: open the order to save it.") : readOnly;
    add("openOrder", tr("&Open"), {}, [this, id] { open(id); });
    add("checkNow", tr("&Check now"), notWaiting, [this, id] { checkNow(id); });
    if (tracked->isFollowed)
        add("stopWaiting", tr("&Stop waiting"), notWaiting,
            [this, id] { m_workspace.tracker().stopWaiting(id); });
    else
        add("resume", tr("&Resume waiting"), notWaiting, [this, id] { resume(id); });
    menu->addSeparator();
    add("copyOrderId", tr("Copy order &id"), {}, [id] { QApplication::clipboard()->setText(id); });
    menu->addSeparator();
    add("giveUp", tr("&Give up…"), readOnly, [this, id] { askToGiveUp(id); });
    return menu;
}

void WaitingOrders::open(const OrderId& id)
{
    const workspace::TrackedOrder* tracked = m_model->at(m_model->rowOf(id));
    if (tracked == nullptr)
        return;
    Destination destination;
    destination.page = PageId::Enroll;
    const auto connector = m_workspace.connectorOf(tracked->order);
    destination.connectorId = connector ? connector->id : tracked->order.connectorId;
    destination.order = id;
    Q_EMIT wantsToGo(destination);
}

void WaitingOrders::checkNow(const OrderId& id)
{
    consume(m_workspace.tracker().checkNow(id, {}), this,
        [this](const Result<enrollment::Outcome>& outcome) {
            if (!outcome)
                m_messages->show(outcome.error());
        });
}

void WaitingOrders::resume(const OrderId& id)
{
    consume(m_workspace.tracker().resume(id, {}, {}), this,
        [this](const Result<enrollment::Outcome>& outcome) {
            if (!outcome)
                m_messages->show(outcome.error());
        });
}

void WaitingOrders::askToGiveUp(const OrderId& id)
{
    const workspace::TrackedOrder* tracked = m_model->at(m_model->rowOf(id));
    if (tracked == nullptr)
        return;
    m_messages->show(Tone::Warning,
        tracked->order.state == orders::OrderState::Issued
            ? tr("Give the certificate for %1 up? Its private key is kept only here and is "
                 "deleted.")
                  .arg(orderTitle(tracked->order))
            : tr("Give the order for %1 up? Sectigo is not told; a key made here is deleted.")
                  .arg(orderTitle(tracked->order)),
        { { tr("Give up"), QStringLiteral("confirmGiveUp"), [this, id] { giveUp(id); } },
            { tr("Keep it"), QStringLiteral("keepOrder"), {} } });
}

void WaitingOrders::giveUp(const OrderId& id)
{
    consume(m_workspace.tracker().abandon(id), this, [this](const Result<void>& done) {
        if (!done)
            m_messages->show(done.error());
    });
}

} // namespace gatehouse::ui
