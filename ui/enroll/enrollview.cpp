// SPDX-License-Identifier: Apache-2.0
#include <core/enrollment/samerequest.h>
#include <core/workspace/builtinsandbox.h>
#include <ui/enroll/confirmpanel.h>
#include <ui/enroll/enrollview.h>
#include <ui/enroll/fields.h>
#include <ui/enroll/purchase.h>
#include <ui/enroll/requestform.h>
#include <ui/enroll/resultpanel.h>
#include <ui/format.h>
#include <ui/orders/orderphrase.h>
#include <ui/orders/orderprogress.h>
#include <ui/theme.h>
#include <ui/widgets/emptystate.h>
#include <ui/widgets/messagebar.h>
#include <ui/widgets/pkcs12field.h>
#include <ui/widgets/secretoffer.h>
#include <ui/widgets/worknote.h>

#include <QApplication>
#include <QLabel>
#include <QPushButton>
#include <QStackedWidget>
#include <QVBoxLayout>

#include <utility>

namespace gatehouse::ui {

namespace {

constexpr int widestProgress = 860;
using OutcomeState = enrollment::Outcome::State;

} // namespace

EnrollView::EnrollView(
    workspace::Workspace& workspace, UiState& state, const QString& connectorId, QWidget* parent)
    : QWidget(parent)
    , m_workspace(workspace)
    , m_connectorId(connectorId)
    , m_purchase(new Purchase(workspace, this))
    , m_messages(new MessageBar(this))
    , m_work(new WorkNote(QStringLiteral("enrollWork"), this))
    , m_stack(new QStackedWidget(this))
    , m_empty(new EmptyState(QStringLiteral("profile"), tr("No profile yet"),
          tr("A certificate is ordered under a profile, and this certificate authority has none. "
             "Synchronise with Sectigo or add a local profile."),
          this))
    , m_request(new RequestForm(this))
    , m_confirm(new ConfirmPanel(this))
    , m_progress(new OrderProgress(workspace, this))
    , m_result(new ResultPanel(workspace.clock(), state, this))
{
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_messages);
    layout->addWidget(m_work);
    layout->addWidget(m_stack, 1);
    m_progressPage = makeProgress();
    for (QWidget* panel : { static_cast<QWidget*>(m_request), static_cast<QWidget*>(m_confirm),
             m_progressPage, static_cast<QWidget*>(m_result), static_cast<QWidget*>(m_empty) })
        m_stack->addWidget(panel);
    connectPanels();
    connectOrders();
    load(false);
}

QWidget* EnrollView::makeProgress()
{
    // Keeps the focus while the buttons on it come and go, so that the result gets it.
    auto* page = new QWidget(this);
    page->setObjectName(QStringLiteral("progressPage"));
    page->setAccessibleName(tr("Progress of the order"));
    page->setFocusPolicy(Qt::StrongFocus);
    auto* content = new QWidget(page);
    content->setMaximumWidth(widestProgress);
    auto* inner = new QVBoxLayout(content);
    inner->setContentsMargins(pageMargin, wideGap, pageMargin, pageMargin);
    inner->setSpacing(wideGap);
    inner->addWidget(m_progress);
    auto* hint = textLabel(QStringLiteral("progressHint"), content, TextStop::None);
    hint->setText(tr("You may leave this page or close Gatehouse: the order stays among the "
                     "waiting orders, is taken up with the next start, and you are told when it "
                     "is issued."));
    styleSecondary(hint);
    inner->addWidget(hint);
    auto* another = new QPushButton(tr("&New request"), content);
    another->setObjectName(QStringLiteral("progressNew"));
    another->setToolTip(tr("This order goes on; enter another one meanwhile"));
    connect(another, &QPushButton::clicked, this, &EnrollView::newRequest);
    inner->addWidget(another, 0, Qt::AlignLeft);
    inner->addStretch(1);
    auto* layout = new QVBoxLayout(page);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(content);
    return page;
}

void EnrollView::connectPanels()
{
    m_empty->setObjectName(QStringLiteral("noProfiles"));
    connect(m_empty->addAction(QStringLiteral("openProfiles"), tr("Open Profiles")),
        &QPushButton::clicked, this, [this] {
            Destination destination;
            destination.page = PageId::Profiles;
            destination.connectorId = m_connectorId;
            Q_EMIT wantsToGo(destination);
        });
    connect(m_request, &RequestForm::edited, this, [this] {
        if (m_stack->currentWidget() == m_request)
            m_formOf.clear(); // another request by now
    });
    connect(m_request, &RequestForm::reviewRequested, this, &EnrollView::review);
    connect(m_confirm, &ConfirmPanel::backRequested, this, &EnrollView::backToRequest);
    connect(m_confirm, &ConfirmPanel::orderRequested, this, &EnrollView::order);
    connect(m_result, &ResultPanel::delivered, m_purchase, &Purchase::dropSeal);
    connect(m_result, &ResultPanel::delivered, &m_workspace.tracker(),
        &workspace::OrderTracker::forgetDelivered);
    connect(m_result, &ResultPanel::editRequested, this, &EnrollView::edit);
    connect(m_result, &ResultPanel::newRequested, this, &EnrollView::newRequest);
    connect(&m_workspace, &workspace::Workspace::connectorChanged, this, [this](const QString& id) {
        if (id == m_connectorId)
            load(false);
    });
}

void EnrollView::connectOrders()
{
    connect(m_purchase, &Purchase::recorded, this, &EnrollView::showRecorded);
    connect(m_purchase, &Purchase::came, this, &EnrollView::takeOutcome);
    connect(m_purchase, &Purchase::cameToNothing, this, &EnrollView::showNothing);
    connect(m_progress, &OrderProgress::cancelled, m_purchase, &Purchase::cancel);
    connect(m_progress, &OrderProgress::left, this, [this] { showEnded(m_shown); });
    connect(m_progress, &OrderProgress::givenUp, this, [this] {
        m_purchase->dropSeal(m_shown);
        backToRequest();
        m_messages->show(Tone::Info, tr("The order was given up."));
    });
    connect(&m_workspace.tracker(), &workspace::OrderTracker::ended, this,
        [this](const enrollment::Outcome& outcome) {
            if (outcome.order.id == m_shown)
                showOutcome(outcome);
        });
}

void EnrollView::load(bool refresh)
{
    const std::stop_token token = m_loading.begin();
    m_work->begin(
        tr("Sectigo is being asked what may be ordered."), [this] { m_loading.cancel(); });
    consume(loadOffer(m_workspace, m_connectorId, refresh, token), this,
        [this, token](const Offer& offer) {
            if (!m_loading.end(token))
                return;
            m_work->end();
            takeOffer(offer);
        });
}

void EnrollView::takeOffer(const Offer& offer)
{
    // What was fetched before is better than nothing, for as long as the settings are the same.
    const bool keepsOld = offer.trouble && m_offer.connector && offer.connector
        && m_offer.connector->settings() == offer.connector->settings();
    if (!keepsOld)
        m_offer = offer;
    m_request->setOffer(m_offer);
    if (offer.trouble)
        showTrouble(*offer.trouble);
    else if (m_isTroubleShown)
        m_messages->clear();
    m_isTroubleShown = offer.trouble.has_value();
    const bool hasProfiles = offer.trouble || !m_offer.connector
        || !m_offer.connector->settings().profiles.isEmpty()
        || !m_offer.synced.value_or(QList<scm::CertificateType>()).isEmpty();
    if (m_stack->currentWidget() == m_request && !hasProfiles)
        m_stack->setCurrentWidget(m_empty);
    else if (m_stack->currentWidget() == m_empty && hasProfiles)
        m_stack->setCurrentWidget(m_request);
}

void EnrollView::showTrouble(const Error& error)
{
    const auto again = [this] { load(true); };
    QList<MessageBar::Action> actions = secretActions(m_workspace.secrets(), error, again);
    if (actions.isEmpty())
        actions.append({ tr("Try again"), QStringLiteral("tryAgain"), again });
    if (error.kind == ErrorKind::Cancelled) {
        m_messages->show(Tone::Info, tr("Stopped. Sectigo was not asked to the end."), actions);
        return;
    }
    if (!error.setting.isEmpty()) {
        actions.append(
            { tr("Open settings"), QStringLiteral("openSettings"), [this, key = error.setting] {
                 Destination destination;
                 destination.page = PageId::Settings;
                 destination.connectorId = m_connectorId;
                 destination.settingKey = key;
                 Q_EMIT wantsToGo(destination);
             } });
    }
    m_messages->show(error, actions);
}

QString EnrollView::authorityName() const
{
    const auto settings = m_workspace.load(m_connectorId);
    return settings ? workspace::displayName(*settings, m_workspace.home()) : m_connectorId;
}

/// The rules are asked once more, with Sectigo's custom fields of this moment.
void EnrollView::review()
{
    const auto request = m_request->request();
    if (!request || !m_offer.connector || m_reviewing.isRunning())
        return;
    const std::stop_token token = m_reviewing.begin();
    m_request->setBusy(true);
    m_messages->clear();
    m_work->begin(tr("The request is checked once more, with what Sectigo says now."),
        [this] { m_reviewing.cancel(); });
    consume(m_offer.connector->plan(*request, token), this,
        [this, token](const Result<enrollment::Plan>& plan) {
            if (!m_reviewing.end(token))
                return;
            m_work->end();
            m_request->setBusy(false);
            if (plan) {
                confirm(*plan);
                return;
            }
            if (plan.error().kind == ErrorKind::Cancelled) {
                m_messages->show(Tone::Info, tr("Stopped. Nothing was ordered."));
                return;
            }
            m_request->showPolicyError(plan.error());
            if (plan.error().kind == ErrorKind::Policy)
                load(true); // the fields or profiles may be others than the form knows
            else
                showTrouble(plan.error());
        });
}

void EnrollView::confirm(const enrollment::Plan& plan)
{
    const bool isPkcs12 = plan.kind == orders::OrderKind::Pkcs12;
    m_ordersAnyway = false;
    m_confirm->setPlan(plan, authorityName(),
        isPkcs12 ? Pkcs12Field::targetName(m_request->pkcs12().target()) : QString());
    show(m_confirm);
    lookForSame([](bool) {});
}

void EnrollView::lookForSame(std::function<void(bool)> then)
{
    const QUuid uuid = m_offer.connector->settings().uuid;
    const QDateTime now = m_workspace.clock()->now();
    consume(enrollment::findSameRequest(m_workspace.orders(), uuid, m_confirm->plan(), now), this,
        [this, then = std::move(then)](const Result<std::optional<orders::Order>>& same) {
            if (m_stack->currentWidget() != m_confirm) {
                then(false);
                return;
            }
            if (!same)
                m_confirm->messages().show(same.error());
            else if (*same)
                offerSame(**same);
            then(same && !*same);
        });
}

void EnrollView::offerSame(const orders::Order& known)
{
    const bool isWaiting = known.state < orders::OrderState::Issued;
    const QString open = isWaiting ? tr("Take that order up") : tr("Open that order");
    m_confirm->messages().show(Tone::Warning, sameText(known),
        { { open, QStringLiteral("resumeSame"),
              [this, id = known.id, isWaiting] {
                  m_confirm->setBusy(false);
                  if (isWaiting)
                      consume(m_workspace.tracker().resume(id, {}, {}), this, [](const auto&) {});
                  showOrder(id);
              } },
            { tr("Order another one"), QStringLiteral("orderAnother"), [this] {
                 m_ordersAnyway = true;
                 m_confirm->setBusy(true);
                 order();
             } } });
}

QString EnrollView::sameText(const orders::Order& known)
{
    const QString time = formatTime(known.created);
    switch (known.state) {
    case orders::OrderState::Issued:
        return tr("The same was ordered on %1 and is issued, but was not saved yet. Open that "
                  "order instead of buying a second certificate?")
            .arg(time);
    case orders::OrderState::Delivered:
        return tr("The same was ordered on %1, and its certificate was saved on %2. Open that "
                  "order instead of buying a second certificate?")
            .arg(time, formatTime(known.updated));
    default:
        return tr("The same was ordered on %1 and is not issued yet. Take that order up instead "
                  "of buying a second certificate?")
            .arg(time);
    }
}

void EnrollView::order()
{
    if (m_isOrdering || m_purchase->isUnderWay() || !m_offer.connector)
        return;
    m_isOrdering = true;
    if (m_ordersAnyway) {
        send();
        return;
    }
    lookForSame([this](bool isClear) {
        if (isClear) {
            send();
            return;
        }
        m_isOrdering = false;
        m_confirm->setBusy(false);
    });
}

void EnrollView::send()
{
    const enrollment::Plan plan = m_confirm->plan();
    const bool isPkcs12 = plan.kind == orders::OrderKind::Pkcs12;
    enrollment::Progress begin;
    begin.phase = isPkcs12 ? enrollment::Phase::GeneratingKey : enrollment::Phase::Submitting;
    m_shown.clear();
    m_progress->showBegin(
        tr("Ordering %1").arg(plan.subject.commonName().value_or(QString())), begin);
    show(m_progressPage);

    std::optional<FileSeal> seal;
    if (isPkcs12)
        seal = FileSeal { m_request->pkcs12().password(), m_request->pkcs12().target() };
    m_isOrdering = false;
    m_purchase->send(m_offer.connector, plan, std::move(seal));
}

/// Once the order has an id, the tracker shows it.
void EnrollView::showRecorded(const orders::OrderId& id)
{
    m_formOf = id;
    if (m_stack->currentWidget() != m_progressPage || !m_shown.isEmpty())
        return;
    m_shown = id;
    m_progress->follow(id);
}

void EnrollView::showNothing(const Error& error)
{
    m_confirm->setBusy(false);
    if (m_stack->currentWidget() != m_progressPage || !m_shown.isEmpty())
        return;
    show(m_confirm);
    if (error.kind == ErrorKind::Cancelled)
        m_confirm->messages().show(Tone::Info, tr("Cancelled. Nothing was ordered."));
    else
        m_confirm->messages().show(error, secretActions(m_workspace.secrets(), error, [this] {
            m_confirm->setBusy(true);
            order();
        }));
}

void EnrollView::takeOutcome(const enrollment::Outcome& outcome)
{
    // A failed one is edited and tried again; by now the form may hold another request.
    if (outcome.state != OutcomeState::Failed && outcome.order.id == m_formOf)
        m_request->pkcs12().clearPassword();
    if (outcome.order.id == m_shown && outcome.state != OutcomeState::Pending)
        showOutcome(outcome);
}

void EnrollView::backToRequest()
{
    m_shown.clear();
    m_progress->clear();
    show(m_request);
}

void EnrollView::newRequest()
{
    if (m_purchase->isUnderWay()) {
        m_messages->show(Tone::Info, tr("The order is just being made. A moment, please."));
        return;
    }
    // What was typed for another request than the order shown stays.
    if (m_shown == m_formOf) {
        m_request->clearRequest();
    }
    m_formOf.clear();
    m_result->clear();
    backToRequest();
    m_request->focusProfile();
}

void EnrollView::edit(const orders::Order& order)
{
    if (order.id == m_formOf) {
        backToRequest();
        return;
    }
    if (m_request->isPristine()) {
        fillFrom(order);
        return;
    }
    m_result->messages().show(Tone::Warning,
        tr("Another request is being entered. Replace it with what this order asked for?"),
        { { tr("Replace it"), QStringLiteral("replaceRequest"),
              [this, order] { fillFrom(order); } },
            { tr("Keep it"), QStringLiteral("keepRequest"), {} } });
}

void EnrollView::fillFrom(const orders::Order& order)
{
    m_request->setOrder(order);
    backToRequest();
}

void EnrollView::showOrder(const orders::OrderId& id)
{
    m_messages->clear();
    m_shown = id;
    const auto tracked = m_workspace.tracker().order(id);
    if (tracked && tracked->order.state != orders::OrderState::Issued) {
        m_progress->follow(id);
        show(m_progressPage);
        return;
    }
    showEnded(id);
}

/// An order that nobody waits for any more: what became of it stands in the orders table.
void EnrollView::showEnded(const orders::OrderId& id)
{
    if (id.isEmpty())
        return;
    if (!m_offer.connector) {
        consume(
            loadOffer(m_workspace, m_connectorId, false, {}), this, [this, id](const Offer& offer) {
                if (offer.connector)
                    takeOffer(offer);
                else if (offer.trouble)
                    showTrouble(*offer.trouble);
                if (offer.connector && id == m_shown)
                    showEnded(id);
            });
        return;
    }
    consume(m_offer.connector->engine()->checkNow(id, {}), this,
        [this, id](const Result<enrollment::Outcome>& outcome) {
            if (id != m_shown)
                return;
            if (!outcome)
                m_messages->show(outcome.error());
            else if (outcome->state != OutcomeState::Pending)
                showOutcome(*outcome);
            else
                show(m_progressPage);
        });
}

void EnrollView::showOutcome(const enrollment::Outcome& outcome)
{
    const orders::OrderId id = outcome.order.id;
    // Told by several sides; the first that comes is shown, and what was done with it stays.
    if (m_stack->currentWidget() == m_result && m_result->order() == id)
        return;
    if (outcome.order.state == orders::OrderState::Delivered)
        m_workspace.tracker().forgetDelivered(id); // by another program
    m_result->setOutcome(outcome, m_offer.connector, m_purchase->seal(id));
    const bool takesFocus = mayTakeFocus();
    show(m_result);
    m_progress->clear();
    if (takesFocus)
        m_result->focusFirst();
}

void EnrollView::show(QWidget* panel)
{
    const bool takesFocus = mayTakeFocus();
    m_stack->setCurrentWidget(panel);
    if (takesFocus && panel == m_progressPage)
        panel->setFocus(Qt::OtherFocusReason);
}

/// Whether the focus is here, or nowhere since what had it was disabled.
bool EnrollView::mayTakeFocus() const
{
    const QWidget* focused = QApplication::focusWidget();
    return isVisible() && (focused == nullptr || isAncestorOf(focused));
}

void EnrollView::setConnectorId(const QString& id)
{
    if (id == std::exchange(m_connectorId, id))
        return;
    load(false);
}

void EnrollView::returnTo()
{
    // Profiles may have been synchronised or edited on another page.
    if (!m_loading.isRunning()
        && (m_stack->currentWidget() == m_request || m_stack->currentWidget() == m_empty))
        load(false);
}

void EnrollView::goTo(const Destination& destination)
{
    if (!destination.order.isEmpty()) {
        if (destination.order != m_shown)
            showOrder(destination.order);
        return;
    }
    if (destination.profileId.isEmpty() && destination.files.isEmpty())
        return;
    backToRequest();
    if (!destination.profileId.isEmpty())
        m_request->chooseProfile(destination.profileId);
    if (!destination.files.isEmpty())
        m_request->openFiles(destination.files);
}

void EnrollView::refresh()
{
    load(true);
}

void EnrollView::focusFilter()
{
    if (m_stack->currentWidget() == m_request)
        m_request->focusProfile();
}

void EnrollView::cancel()
{
    if (m_stack->currentWidget() == m_confirm && !m_isOrdering)
        backToRequest();
    else if (m_stack->currentWidget() == m_progressPage && m_purchase->isUnderWay())
        m_purchase->cancel();
    else if (m_reviewing.isRunning())
        m_reviewing.cancel();
    else if (m_loading.isRunning())
        m_loading.cancel();
    else
        m_messages->clear();
}

bool EnrollView::hasRequest() const
{
    return m_formOf.isEmpty() && m_request->hasTyped();
}

orders::OrderId EnrollView::shownOrder() const
{
    QWidget* current = m_stack->currentWidget();
    return current == m_progressPage || current == m_result ? m_shown : orders::OrderId();
}

} // namespace gatehouse::ui
