// SPDX-License-Identifier: Apache-2.0
#include <core/settings/settingdefinition.h>
#include <ui/activity/activitydetails.h>
#include <ui/records.h>
#include <ui/widgets/availability.h>
#include <ui/widgets/iconlabel.h>
#include <ui/widgets/textlabel.h>

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>

namespace gatehouse::ui {

namespace {

constexpr int iconSize = 20;

QString stateText(connector::StepState state)
{
    using enum connector::StepState;
    switch (state) {
    case Passed:
        return ActivityDetails::tr("Passed");
    case Warned:
        return ActivityDetails::tr("Passed with a warning");
    case Failed:
        return ActivityDetails::tr("Failed");
    case Running:
    case Skipped:
        break;
    }
    return ActivityDetails::tr("Not reached");
}

QString stepText(const workspace::CheckRecord::Step& step)
{
    if (step.state == connector::StepState::Skipped)
        return stateText(step.state);
    if (step.text.isEmpty()) {
        return ActivityDetails::tr("%1 after %2", "passed, 120 ms")
            .arg(stateText(step.state), formatDuration(step.duration));
    }
    return ActivityDetails::tr("%1 after %2. %3", "passed, 120 ms, finding")
        .arg(stateText(step.state), formatDuration(step.duration), visibleText(step.text));
}

QString settingText(const QString& key)
{
    const settings::SettingDefinition* definition = settings::findDefinition(key);
    return definition == nullptr ? key : definition->translatedLabel();
}

} // namespace

ActivityDetails::ActivityDetails(workspace::Workspace& workspace, QWidget* parent)
    : QScrollArea(parent)
    , m_workspace(workspace)
    , m_isReadOnly(workspace.access() == workspace::Access::ReadOnly)
{
    setObjectName(QStringLiteral("activityDetails"));
    setAccessibleName(tr("Details of the chosen line"));
    setWidgetResizable(true);
    setFrameShape(QFrame::NoFrame);
    auto* content = new QWidget;
    auto* layout = new QVBoxLayout(content);
    layout->setContentsMargins(0, gap, gap, 0);
    layout->setSpacing(gap);
    layout->addWidget(makeHeader());
    m_grid = new DetailsGrid(content);
    m_grid->setObjectName(QStringLiteral("activityFacts"));
    layout->addWidget(m_grid);
    layout->addStretch(1);
    setWidget(content);
    clear();
}

QWidget* ActivityDetails::makeHeader()
{
    auto* header = new QWidget;
    m_icon = new IconLabel(iconSize);
    m_title = textLabel(QStringLiteral("activityTitle"), header);
    styleHeading(m_title, 2);
    m_text = textLabel(QStringLiteral("activityText"), header);
    auto* line = new QHBoxLayout;
    line->addWidget(m_icon, 0, Qt::AlignTop);
    line->addWidget(m_title, 1);
    auto* buttons = new QHBoxLayout;
    const auto add = [this, buttons](const QString& name, const QString& iconName,
                         const QString& text, const Destination& place) {
        auto* button = new QPushButton(icon(iconName), text);
        button->setObjectName(name);
        buttons->addWidget(button);
        connect(button, &QPushButton::clicked, this, [this, &place] { Q_EMIT wantsToGo(place); });
        return button;
    };
    m_certificate = add(QStringLiteral("activityCertificate"), QStringLiteral("certificate"),
        tr("Show the &certificate"), m_certificatePlace);
    m_order = add(QStringLiteral("activityOrder"), QStringLiteral("enroll"), tr("Go to the &order"),
        m_orderPlace);
    m_setting = add(QStringLiteral("activitySetting"), QStringLiteral("settings"),
        tr("Open the &setting"), m_settingPlace);
    m_check = add(
        QStringLiteral("activityCheck"), QStringLiteral("check"), tr("Check a&gain"), m_checkPlace);
    buttons->addStretch(1);
    auto* layout = new QVBoxLayout(header);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addLayout(line);
    layout->addWidget(m_text);
    layout->addLayout(buttons);
    return header;
}

void ActivityDetails::showEntry(const ActivityEntry& entry)
{
    if (entry.kind == ActivityEntry::Kind::Check) {
        m_reading.end(m_reading.begin());
        const auto& records = m_workspace.checks().records();
        const auto found =
            std::ranges::find_if(records, [&entry](const workspace::CheckRecord& check) {
                return check.connector == entry.connector
                    && check.time.toMSecsSinceEpoch() == entry.time;
            });
        if (found != records.end())
            showCheck(*found, connectorText(entry));
        else
            clear();
        return;
    }
    const std::stop_token token = m_reading.begin();
    consume(m_workspace.orders()->find(entry.id), this,
        [this, token, connector = connectorText(entry)](const Result<orders::Order>& order) {
            if (!m_reading.end(token))
                return;
            if (order)
                showOrder(*order, connector);
            else
                showProblem(order.error());
        });
}

void ActivityDetails::clear()
{
    m_reading.end(m_reading.begin());
    widget()->hide();
}

void ActivityDetails::showOrder(const orders::Order& order, const QString& connector)
{
    const auto settings = m_workspace.connectorOf(order);
    showHeader(orderStatePhrase(order.state),
        order.failure ? visibleText(order.failure->message) : QString());
    const QString whyNot = settings ? QString() : settings.error().message;
    const QString connectorId = settings ? settings->id : order.connectorId;
    m_certificatePlace = {};
    m_certificatePlace.page = PageId::Certificates;
    m_certificatePlace.connectorId = connectorId;
    m_certificatePlace.lookup = order.id;
    m_certificate->setVisible(order.sslId != 0);
    setAvailable(m_certificate, whyNot);
    m_orderPlace = {};
    m_orderPlace.page = PageId::Enroll;
    m_orderPlace.connectorId = connectorId;
    m_orderPlace.order = order.id;
    m_order->setVisible(!m_isReadOnly);
    setAvailable(m_order, whyNot);
    offerSetting(
        settings ? connectorId : QString(), order.failure ? order.failure->setting : QString());
    m_check->hide();
    m_grid->setRows(orderRows(order, connector));
    widget()->show();
}

void ActivityDetails::showCheck(const workspace::CheckRecord& check, const QString& connector)
{
    showHeader(outcomeOf(entryOf(check)), visibleText(check.conclusion));
    QList<DetailsGrid::Row> rows {
        { QStringLiteral("checkTime"), tr("Checked"), formatTimeWithUtc(check.time) },
        { QStringLiteral("checkConnector"), tr("Certificate authority"), connector },
        { QStringLiteral("checkOf"), tr("Of"),
            check.isTrial ? tr("What was entered and not saved") : tr("What was saved") },
        { QStringLiteral("checkDuration"), tr("Took"), formatDuration(check.duration) },
        { QStringLiteral("checkSetting"), tr("Setting to look at"), settingText(check.setting) },
    };
    for (const auto& step : check.steps) {
        rows.append({ QStringLiteral("step-") + connector::checkStepName(step.step),
            connector::checkStepTitle(step.step), stepText(step) });
    }
    m_certificate->hide();
    m_order->hide();
    // By its UUID: its id may have become another one, or another's.
    const QList<settings::ConnectorSettings> connectors = m_workspace.connectors().connectors;
    const auto here =
        std::ranges::find(connectors, check.connector, &settings::ConnectorSettings::uuid);
    const QString id = here == connectors.end() ? QString() : here->id;
    offerSetting(id, check.setting);
    m_checkPlace = {};
    m_checkPlace.page = PageId::Check;
    m_checkPlace.connectorId = id;
    m_check->setVisible(!id.isEmpty() && !m_isReadOnly);
    m_grid->setRows(rows);
    widget()->show();
}

void ActivityDetails::showHeader(const Phrase& phrase, const QString& text)
{
    m_icon->setIcon(toneIcon(phrase.tone));
    m_title->setText(phrase.text);
    m_text->setText(text);
    m_text->setVisible(!text.isEmpty());
}

void ActivityDetails::showProblem(const Error& error)
{
    showHeader({ tr("The order could not be read"), Tone::Error }, visibleText(error.message));
    for (auto* button : { m_certificate, m_order, m_setting, m_check })
        button->hide();
    m_grid->setRows({});
    widget()->show();
}

void ActivityDetails::offerSetting(const QString& connectorId, const QString& key)
{
    m_settingPlace = {};
    m_settingPlace.page = PageId::Settings;
    m_settingPlace.connectorId = connectorId;
    m_settingPlace.settingKey = key;
    m_setting->setVisible(!m_isReadOnly && !connectorId.isEmpty() && !key.isEmpty());
}

} // namespace gatehouse::ui
