// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <core/workspace/workspace.h>
#include <ui/enroll/fileseal.h>

#include <QHash>
#include <QObject>

#include <stop_token>

namespace gatehouse::ui {

/// Sends an order, once, and keeps what the file of its key is to be sealed with until that is
/// written. It belongs to a page, the order does not: it goes on when the page is gone.
class Purchase final : public QObject {
    Q_OBJECT

public:
    explicit Purchase(workspace::Workspace& workspace, QObject* parent = nullptr);

    /// From `send` until the order is recorded or comes to nothing: there is no second one then.
    bool isUnderWay() const { return m_isUnderWay; }
    void send(const std::shared_ptr<connector::Connector>& connector, const enrollment::Plan& plan,
        std::optional<FileSeal> seal);
    /// Undoes an order that has not left yet; does nothing to one that has.
    void cancel() { m_stop.request_stop(); }

    std::optional<FileSeal> seal(const orders::OrderId& order) const;
    void dropSeal(const orders::OrderId& order) { m_seals.remove(order); }

Q_SIGNALS:
    void recorded(const gatehouse::orders::OrderId& order); ///< it has an id and is leaving
    void came(const gatehouse::enrollment::Outcome& outcome); ///< its attempts are over
    void cameToNothing(const gatehouse::Error& error); ///< nothing was ordered

private:
    void take(const enrollment::Progress& progress);
    void finish(const Result<enrollment::Outcome>& outcome);

    workspace::Workspace& m_workspace;
    bool m_isUnderWay = false;
    std::stop_source m_stop;
    std::optional<FileSeal> m_seal; ///< of the order that has no id yet
    QHash<orders::OrderId, FileSeal> m_seals;
};

} // namespace gatehouse::ui
