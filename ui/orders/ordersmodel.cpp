// SPDX-License-Identifier: Apache-2.0
#include <ui/orders/orderphrase.h>
#include <ui/orders/ordersmodel.h>

#include <algorithm>

namespace gatehouse::ui {

using workspace::TrackedOrder;

OrdersModel::OrdersModel(std::shared_ptr<Clock> clock, QObject* parent)
    : QAbstractListModel(parent)
    , m_clock(std::move(clock))
{
}

bool OrdersModel::isNewer(const Entry& left, const Entry& right)
{
    return std::tie(right->order.created, right->order.id)
        < std::tie(left->order.created, left->order.id);
}

std::vector<OrdersModel::Entry>::iterator OrdersModel::placeOf(const Entry& entry)
{
    return std::lower_bound(m_rows.begin(), m_rows.end(), entry, isNewer);
}

void OrdersModel::reset(const QList<TrackedOrder>& orders)
{
    beginResetModel();
    m_rows.clear();
    m_byId.clear();
    for (const TrackedOrder& tracked : orders) {
        auto entry = std::make_shared<TrackedOrder>(tracked);
        m_rows.push_back(entry);
        m_byId.insert(tracked.order.id, entry);
    }
    std::sort(m_rows.begin(), m_rows.end(), isNewer);
    endResetModel();
}

void OrdersModel::update(const orders::OrderId& id, const std::optional<TrackedOrder>& tracked)
{
    const Entry known = m_byId.value(id);
    if (known) {
        const auto place = placeOf(known);
        const auto row = static_cast<int>(place - m_rows.begin());
        // When an order was made never changes, so its place does not either.
        if (tracked && tracked->order.created == known->order.created) {
            *known = *tracked;
            Q_EMIT dataChanged(index(row), index(row));
            return;
        }
        beginRemoveRows({}, row, row);
        m_rows.erase(place);
        m_byId.remove(id);
        endRemoveRows();
    }
    if (!tracked)
        return;
    const auto entry = std::make_shared<TrackedOrder>(*tracked);
    const auto place = placeOf(entry);
    const auto row = static_cast<int>(place - m_rows.begin());
    beginInsertRows({}, row, row);
    m_rows.insert(place, entry);
    m_byId.insert(id, entry);
    endInsertRows();
}

void OrdersModel::setConnectorNames(const QHash<QUuid, QString>& names)
{
    m_names = names;
    tick();
}

void OrdersModel::tick()
{
    if (!m_rows.empty())
        Q_EMIT dataChanged(index(0), index(rowCount() - 1));
}

int OrdersModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

QString OrdersModel::connectorName(const orders::Order& order) const
{
    return m_names.value(order.connector, order.connectorId);
}

QVariant OrdersModel::data(const QModelIndex& index, int role) const
{
    const TrackedOrder* tracked = at(index.row());
    if (tracked == nullptr)
        return {};
    switch (role) {
    case Qt::DisplayRole:
        return orderTitle(tracked->order);
    case IdRole:
        return tracked->order.id;
    case ConnectorRole:
        return connectorName(tracked->order);
    default:
        break;
    }
    const OrderPhrase phrase = describe(*tracked, m_clock->now());
    switch (role) {
    case StateRole:
        return phrase.brief;
    case SentenceRole:
        return phrase.sentence;
    case ToneRole:
        return static_cast<int>(phrase.tone);
    case Qt::ToolTipRole:
        return tr("%1\n%2\n%3\nOrder %4",
            "subject, certificate authority, where the order stands, its id")
            .arg(tracked->order.subject, connectorName(tracked->order), phrase.sentence,
                tracked->order.id);
    case Qt::AccessibleTextRole:
        return tr("%1 at %2: %3", "subject, certificate authority, where the order stands")
            .arg(orderTitle(tracked->order), connectorName(tracked->order), phrase.brief);
    default:
        return {};
    }
}

int OrdersModel::rowOf(const orders::OrderId& id) const
{
    const Entry known = m_byId.value(id);
    if (!known)
        return -1;
    const auto place = std::lower_bound(m_rows.begin(), m_rows.end(), known, isNewer);
    return static_cast<int>(place - m_rows.begin());
}

const TrackedOrder* OrdersModel::at(int row) const
{
    return row < 0 || row >= rowCount() ? nullptr : m_rows[static_cast<std::size_t>(row)].get();
}

} // namespace gatehouse::ui
