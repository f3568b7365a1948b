// SPDX-License-Identifier: Apache-2.0
#include <ui/async.h>
#include <ui/orders/orderphrase.h>
#include <ui/orders/orderprogress.h>
#include <ui/orders/schedulebar.h>
#include <ui/theme.h>
#include <ui/widgets/availability.h>
#include <ui/widgets/inlinenote.h>
#include <ui/widgets/messagebar.h>
#include <ui/widgets/textlabel.h>

#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

namespace gatehouse::ui {

OrderProgress::OrderProgress(workspace::Workspace& workspace, QWidget* parent)
    : QWidget(parent)
    , m_workspace(workspace)
    , m_title(new QLabel(this))
    , m_state(new InlineNote(QStringLiteral("orderState"), this, this))
    , m_schedule(new ScheduleBar(this))
    , m_messages(new MessageBar(this))
{
    setObjectName(QStringLiteral("orderProgress"));
    m_title->setObjectName(QStringLiteral("orderTitle"));
    m_title->setWordWrap(true);
    makeSelectable(m_title);
    styleHeading(m_title, 1);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(wideGap);
    layout->addWidget(m_messages);
    layout->addWidget(m_title);
    layout->addWidget(m_state);
    layout->addWidget(m_schedule);
    layout->addWidget(makeFacts());
    layout->addWidget(makeButtons());
    layout->addStretch(1);
    m_second.setInterval(std::chrono::seconds(1));
    connect(&m_second, &QTimer::timeout, this, &OrderProgress::refresh);
    connect(&m_workspace.tracker(), &workspace::OrderTracker::changed, this,
        [this](const orders::OrderId& id) {
            if (id == m_order)
                refresh();
        });
}

QWidget* OrderProgress::makeFacts()
{
    auto* facts = new QWidget(this);
    m_status = textLabel(QStringLiteral("orderCaStatus"), facts);
    m_answer = textLabel(QStringLiteral("orderLastAnswer"), facts);
    m_id = textLabel(QStringLiteral("orderId"), facts);
    auto* form = new QFormLayout(facts);
    form->setContentsMargins(0, 0, 0, 0);
    form->setHorizontalSpacing(wideGap);
    form->addRow(tr("Status at Sectigo:"), m_status);
    form->addRow(tr("Last answer:"), m_answer);
    form->addRow(tr("Order:"), m_id);
    return facts;
}

QWidget* OrderProgress::makeButtons()
{
    auto* row = new QWidget(this);
    auto* layout = new QHBoxLayout(row);
    layout->setContentsMargins(0, 0, 0, 0);
    const auto add = [&](const char* name, const QString& text, auto run) {
        auto* button = new QPushButton(text, row);
        button->setObjectName(QString::fromLatin1(name));
        connect(button, &QPushButton::clicked, this, run);
        layout->addWidget(button);
        return button;
    };
    m_check = add("checkNow", tr("Check &now"), [this] { checkNow(); });
    m_stop = add(
        "stopWaiting", tr("&Stop waiting"), [this] { m_workspace.tracker().stopWaiting(m_order); });
    m_resume = add("resume", tr("&Resume waiting"), [this] { resume(); });
    m_cancel = add("cancelKey", tr("&Cancel"), [this] { Q_EMIT cancelled(); });
    m_cancel->setToolTip(tr("Nothing has been ordered yet"));
    layout->addStretch(1);
    m_giveUp = add("giveUp", tr("&Give up…"), [this] { askToGiveUp(); });
    return row;
}

void OrderProgress::showBegin(const QString& title, const enrollment::Progress& progress)
{
    m_order.clear();
    m_messages->clear();
    m_title->setText(title);
    const bool makesKey = progress.phase == enrollment::Phase::GeneratingKey;
    m_state->show(Tone::Info,
        makesKey ? tr("Making the private key on this computer. Nothing has been ordered yet.")
                 : tr("Sending the order to Sectigo. It is sent once."));
    m_schedule->setPosition(0, std::chrono::seconds(0));
    m_status->clear();
    m_answer->clear();
    m_id->setText(progress.order);
    for (QPushButton* button : { m_check, m_stop, m_resume, m_giveUp })
        button->hide();
    m_cancel->setVisible(makesKey);
}

void OrderProgress::follow(const orders::OrderId& id)
{
    if (id != m_order)
        m_messages->clear();
    m_order = id;
    m_cancel->hide();
    const auto tracked = m_workspace.tracker().order(id);
    if (tracked)
        readPolicy(tracked->order);
    refresh();
}

void OrderProgress::clear()
{
    m_order.clear();
    m_messages->clear();
    m_second.stop();
}

void OrderProgress::showEvent(QShowEvent* event)
{
    m_second.start();
    refresh();
    QWidget::showEvent(event);
}

void OrderProgress::hideEvent(QHideEvent* event)
{
    m_second.stop();
    QWidget::hideEvent(event);
}

void OrderProgress::readPolicy(const orders::Order& order)
{
    const auto owner = m_workspace.connectorOf(order);
    if (!owner)
        return;
    consume(m_workspace.open(owner->id), this,
        [this](const Result<std::shared_ptr<connector::Connector>>& connector) {
            if (!connector)
                return;
            const settings::ResolvedSettings& settings = (*connector)->resolved();
            enrollment::BackOffPolicy policy;
            policy.timer = settings.backOffTimer;
            policy.cap = settings.maxBackOffTimer;
            policy.maxAttempts = settings.maxAttempts;
            m_schedule->setPolicy(policy);
        });
}

void OrderProgress::refresh()
{
    if (m_order.isEmpty())
        return;
    const auto tracked = m_workspace.tracker().order(m_order);
    if (!tracked || tracked->order.state == orders::OrderState::Issued) {
        m_second.stop();
        Q_EMIT left();
        return;
    }
    showFacts(*tracked);
    showButtons(*tracked);
}

void OrderProgress::showFacts(const workspace::TrackedOrder& tracked)
{
    const QDateTime now = m_workspace.clock()->now();
    const OrderPhrase phrase = describe(tracked, now);
    m_title->setText(tr("Waiting for %1").arg(orderTitle(tracked.order)));
    if (m_state->text() != phrase.sentence || m_state->tone() != phrase.tone)
        m_state->show(phrase.tone, phrase.sentence);
    const bool hasProgress = tracked.progress && tracked.isFollowed;
    const QString status = hasProgress && !tracked.progress->caStatus.isEmpty()
        ? tracked.progress->caStatus
        : tracked.order.caStatus;
    const QString answer = hasProgress && !tracked.progress->lastAnswer.isEmpty()
        ? tracked.progress->lastAnswer
        : tracked.order.lastAnswer;
    m_status->setText(status.isEmpty() ? tr("not known yet") : status);
    m_answer->setText(answer.isEmpty() ? tr("none yet") : answer);
    m_id->setText(tracked.order.sslId == 0
            ? tracked.order.id
            : tr("%1, Sectigo's number %2").arg(tracked.order.id).arg(tracked.order.sslId));
    const bool hasSchedule = hasProgress && tracked.progress->maxAttempts > 0;
    m_schedule->setVisible(hasSchedule);
    if (!hasSchedule)
        return;
    const bool isUsedUp = tracked.progress->attempt < 1;
    m_schedule->setPosition(
        isUsedUp ? tracked.progress->maxAttempts + 1 : tracked.progress->attempt,
        secondsLeft(tracked, now));
}

void OrderProgress::showButtons(const workspace::TrackedOrder& tracked)
{
    const bool isSending =
        tracked.progress && tracked.progress->phase == enrollment::Phase::Submitting;
    const QString readOnly = m_workspace.access() == workspace::Access::ReadOnly
        ? tr("In read-only mode no order is touched.")
        : QString();
    const QString sending =
        isSending ? tr("The order is being sent; wait for Sectigo's answer.") : readOnly;
    m_check->setVisible(true);
    setAvailable(m_check, m_isChecking ? tr("Sectigo is being asked.") : sending,
        tr("Ask Sectigo once, without disturbing the wait"));
    m_stop->setVisible(tracked.isFollowed);
    setAvailable(m_stop, sending, tr("Nobody here waits any more; the order stays with Sectigo"));
    m_resume->setVisible(!tracked.isFollowed);
    setAvailable(m_resume, readOnly, tr("Wait again, by the back-off from its start"));
    m_giveUp->setVisible(true);
    setAvailable(m_giveUp, sending, tr("Forget the order here; Sectigo is not told"));
}

void OrderProgress::checkNow()
{
    if (m_isChecking)
        return;
    m_isChecking = true;
    refresh();
    const orders::OrderId id = m_order;
    consume(m_workspace.tracker().checkNow(id, {}), this,
        [this, id](const Result<enrollment::Outcome>& outcome) {
            m_isChecking = false;
            if (id != m_order)
                return;
            refresh();
            if (!outcome) {
                m_messages->show(outcome.error());
            } else if (outcome->state == enrollment::Outcome::State::Pending) {
                const QString status = outcome->order.caStatus;
                m_messages->show(Tone::Waiting,
                    status.isEmpty()
                        ? tr("Sectigo has not issued it yet.")
                        : tr("Sectigo has not issued it yet; it says %1.").arg(status));
            }
        });
}

void OrderProgress::resume()
{
    const orders::OrderId id = m_order;
    consume(m_workspace.tracker().resume(id, {}, {}), this,
        [this, id](const Result<enrollment::Outcome>& outcome) {
            if (id == m_order && !outcome)
                m_messages->show(outcome.error());
        });
}

void OrderProgress::askToGiveUp()
{
    m_messages->show(Tone::Warning,
        tr("Give this order up? Gatehouse forgets it and deletes a key it made for it. Sectigo is "
           "not told and may still issue the certificate."),
        { { tr("Give up"), QStringLiteral("confirmGiveUp"), [this] { giveUp(); } },
            { tr("Keep it"), QStringLiteral("keepOrder"), {} } });
}

void OrderProgress::giveUp()
{
    const orders::OrderId id = m_order;
    consume(m_workspace.tracker().abandon(id), this, [this, id](const Result<void>& done) {
        if (id != m_order)
            return;
        if (!done) {
            m_messages->show(done.error());
            return;
        }
        m_order.clear();
        Q_EMIT givenUp();
    });
}

} // namespace gatehouse::ui
