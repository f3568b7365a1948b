// SPDX-License-Identifier: Apache-2.0
#include <ui/async.h>
#include <ui/enroll/purchase.h>

namespace gatehouse::ui {

Purchase::Purchase(workspace::Workspace& workspace, QObject* parent)
    : QObject(parent)
    , m_workspace(workspace)
{
    connect(&m_workspace.tracker(), &workspace::OrderTracker::ended, this,
        [this](const enrollment::Outcome& outcome) {
            if (outcome.state == enrollment::Outcome::State::Failed)
                dropSeal(outcome.order.id);
        });
}

void Purchase::send(const std::shared_ptr<connector::Connector>& connector,
    const enrollment::Plan& plan, std::optional<FileSeal> seal)
{
    if (m_isUnderWay)
        return;
    m_isUnderWay = true;
    m_seal = std::move(seal);
    m_stop = std::stop_source();
    const auto isRecorded = std::make_shared<bool>(false);
    const QPointer<Purchase> self(this);
    const enrollment::ProgressSink sink = [self, isRecorded](const enrollment::Progress& progress) {
        if (!self || progress.order.isEmpty() || std::exchange(*isRecorded, true))
            return;
        self->take(progress);
    };
    consume(m_workspace.tracker().enroll(connector, plan, sink, m_stop.get_token()), this,
        [this](const Result<enrollment::Outcome>& outcome) { finish(outcome); });
}

void Purchase::take(const enrollment::Progress& progress)
{
    m_isUnderWay = false;
    m_stop = std::stop_source(); // from here on the order is not undone by stopping
    if (m_seal)
        m_seals.insert(progress.order, *std::exchange(m_seal, std::nullopt));
    Q_EMIT recorded(progress.order);
}

void Purchase::finish(const Result<enrollment::Outcome>& outcome)
{
    if (outcome) {
        Q_EMIT came(*outcome);
        return;
    }
    m_isUnderWay = false;
    m_seal.reset();
    Q_EMIT cameToNothing(outcome.error());
}

std::optional<FileSeal> Purchase::seal(const orders::OrderId& order) const
{
    const auto found = m_seals.constFind(order);
    return found == m_seals.constEnd() ? std::nullopt : std::optional(*found);
}

} // namespace gatehouse::ui
