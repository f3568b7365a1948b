// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <core/workspace/ordertracker.h>

#include <QAbstractListModel>
#include <QHash>

#include <memory>
#include <vector>

namespace gatehouse::ui {

/// Open orders, newest first, for lists of thousands: a change costs a search in a sorted list.
class OrdersModel final : public QAbstractListModel {
    Q_OBJECT

public:
    enum Role {
        IdRole = Qt::UserRole,
        ConnectorRole, ///< the display name of the certificate authority
        StateRole, ///< where it stands, in a few words
        SentenceRole,
        ToneRole ///< ui::Tone as int
    };

    explicit OrdersModel(std::shared_ptr<Clock> clock, QObject* parent = nullptr);

    void reset(const QList<workspace::TrackedOrder>& orders);
    /// The order is this now; nullopt: it is not open any more.
    void update(const orders::OrderId& id, const std::optional<workspace::TrackedOrder>& tracked);
    /// Display names by connector UUID, which stays when the id becomes another one.
    void setConnectorNames(const QHash<QUuid, QString>& names);
    /// A second has passed: the countdowns are others.
    void tick();

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    int rowOf(const orders::OrderId& id) const; ///< -1 when it is not here
    const workspace::TrackedOrder* at(int row) const; ///< nullptr for a row that is not there

private:
    using Entry = std::shared_ptr<workspace::TrackedOrder>;
    static bool isNewer(const Entry& left, const Entry& right);
    std::vector<Entry>::iterator placeOf(const Entry& entry);
    QString connectorName(const orders::Order& order) const;

    std::shared_ptr<Clock> m_clock;
    std::vector<Entry> m_rows;
    QHash<orders::OrderId, Entry> m_byId;
    QHash<QUuid, QString> m_names;
};

} // namespace gatehouse::ui
