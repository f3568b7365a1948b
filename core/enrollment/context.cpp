// SPDX-License-Identifier: Apache-2.0
#include <core/enrollment/context.h>

#include <QCryptographicHash>

namespace gatehouse::enrollment {

using orders::Order;
using orders::OrderId;

Ticket ticketOf(const Order& order)
{
    return { order.id, order.state, order.sslId, order.publicKeyHash };
}

QByteArray publicKeyHash(const QByteArray& publicKeyInfo)
{
    return QCryptographicHash::hash(publicKeyInfo, QCryptographicHash::Sha256);
}

QString orderMark(const OrderId& id)
{
    return QLatin1String("gatehouse:") + id;
}

bool isMovedElsewhere(const Error& error)
{
    return error.cause == QLatin1String("orders/transition");
}

void report(const ProgressSink& progress, const OrderId& id, Phase phase)
{
    if (!progress)
        return;
    Progress now;
    now.order = id;
    now.phase = phase;
    progress(now);
}

} // namespace gatehouse::enrollment
