// SPDX-License-Identifier: Apache-2.0
#include <ui/enroll/confirmpanel.h>
#include <ui/enroll/fields.h>
#include <ui/format.h>
#include <ui/theme.h>
#include <ui/widgets/availability.h>
#include <ui/widgets/detailsgrid.h>
#include <ui/widgets/messagebar.h>
#include <ui/widgets/scrollarea.h>

#include <QApplication>
#include <QKeyEvent>
#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <QVBoxLayout>

namespace gatehouse::ui {

namespace {

constexpr int widestPanel = 860;

QString namesText(const enrollment::Plan& plan)
{
    QStringList names;
    for (const pki::GeneralName& name : plan.subjectAltNames)
        names.append(visibleText(formatGeneralName(name)));
    return names.isEmpty() ? ConfirmPanel::tr("none besides the common name") : names.join(u'\n');
}

QString fieldsText(const enrollment::Plan& plan)
{
    QStringList lines;
    for (const scm::CustomField& field : plan.customFields)
        lines.append(
            ConfirmPanel::tr("%1: %2", "name of a field, its value").arg(field.name, field.value));
    return lines.join(u'\n');
}

QString row(const char* name)
{
    return QStringLiteral("confirm") + QLatin1String(name);
}

} // namespace

ConfirmPanel::ConfirmPanel(QWidget* parent)
    : QWidget(parent)
    , m_messages(new MessageBar(this))
    , m_facts(new DetailsGrid(this))
    , m_rules(textLabel(QStringLiteral("confirmRules"), this))
{
    setObjectName(QStringLiteral("confirmPanel"));
    auto* content = new QWidget(this);
    content->setMaximumWidth(widestPanel);
    auto* inner = new QVBoxLayout(content);
    inner->setContentsMargins(pageMargin, wideGap, pageMargin, pageMargin);
    inner->setSpacing(gap);
    auto* heading = new QLabel(tr("This will be ordered"), content);
    styleHeading(heading, 1);
    inner->addWidget(heading);
    inner->addWidget(m_facts);
    addHeading(inner, tr("Decided by these rules"));
    inner->addWidget(m_rules);
    inner->addStretch(1);
    auto* scroll =
        scrollAround(content, QStringLiteral("confirmScroll"), tr("What will be ordered"), this);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_messages);
    layout->addWidget(scroll, 1);
    layout->addWidget(makeFooter());
    m_arming.setSingleShot(true);
    connect(&m_arming, &QTimer::timeout, this, [this] {
        updateButtons();
        if (isVisible())
            m_order->setFocus();
    });
}

QWidget* ConfirmPanel::makeFooter()
{
    auto* footer = new QWidget(this);
    m_order = new QPushButton(icon(QStringLiteral("enroll")), tr("&Order the certificate"), footer);
    m_order->setObjectName(QStringLiteral("orderNow"));
    m_order->setDefault(true);
    m_order->installEventFilter(this);
    m_back = new QPushButton(tr("&Back"), footer);
    m_back->setObjectName(QStringLiteral("confirmBack"));
    auto* layout = new QHBoxLayout(footer);
    layout->setContentsMargins(pageMargin, gap, pageMargin, wideGap);
    layout->addWidget(m_order);
    layout->addWidget(m_back);
    layout->addStretch(1);
    connect(m_order, &QPushButton::clicked, this, [this] {
        if (m_isBusy || m_arming.isActive())
            return;
        setBusy(true);
        Q_EMIT orderRequested();
    });
    connect(m_back, &QPushButton::clicked, this, &ConfirmPanel::backRequested);
    return footer;
}

void ConfirmPanel::setPlan(
    const enrollment::Plan& plan, const QString& authority, const QString& target)
{
    m_plan = plan;
    m_messages->clear();
    const bool isPkcs12 = plan.kind == orders::OrderKind::Pkcs12;
    QList<DetailsGrid::Row> rows {
        { row("Authority"), tr("Certificate authority"), authority },
        { row("Profile"), tr("Profile"),
            tr("%1 (%2), Sectigo's certificate type %3", "name of a profile, its id")
                .arg(plan.profileName, plan.profileId)
                .arg(plan.certType) },
        { row("Subject"), tr("Subject"), visibleText(plan.subject.toString()) },
        { row("Names"), tr("Further names"), namesText(plan) },
        { row("Key"), tr("Key"),
            isPkcs12 ? tr("%1, made on this computer").arg(plan.keyType.toString())
                     : tr("%1, the request's own").arg(plan.keyType.toString()) },
        { row("Validity"), tr("Validity"), tr("%1 days").arg(plan.term) },
        { row("Fields"), tr("Custom fields"), fieldsText(plan) },
        { row("Comment"), tr("Comment"), plan.comment },
        { row("Target"), tr("PKCS #12 file for"), isPkcs12 ? target : QString() },
    };
    m_facts->setRows(rows);
    QStringList rules;
    for (const QString& rule : plan.rules)
        rules.append(visibleText(rule));
    m_rules->setText(rules.join(QStringLiteral("\n\n")));
    m_arming.start(QApplication::doubleClickInterval());
    setBusy(false);
}

/// A Return held down since the review orders nothing.
bool ConfirmPanel::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == m_order && event->type() == QEvent::KeyPress
        && static_cast<QKeyEvent*>(event)->isAutoRepeat())
        return true;
    return QWidget::eventFilter(watched, event);
}

void ConfirmPanel::setBusy(bool isBusy)
{
    m_isBusy = isBusy;
    updateButtons();
}

void ConfirmPanel::updateButtons()
{
    const QString busy = m_isBusy ? tr("The order is on its way.") : QString();
    setAvailable(m_order,
        m_arming.isActive() ? tr("A moment, so that a double click does not order.") : busy,
        tr("Sends the order to Sectigo, once"));
    setAvailable(m_back, busy, tr("Nothing is ordered; what was entered stays"));
}

} // namespace gatehouse::ui
