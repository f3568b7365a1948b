// SPDX-License-Identifier: Apache-2.0
#include <core/workspace/builtinsandbox.h>
#include <ui/check/checkladder.h>
#include <ui/check/checkpage.h>
#include <ui/check/trustofferview.h>
#include <ui/theme.h>
#include <ui/timetext.h>
#include <ui/widgets/availability.h>
#include <ui/widgets/messagebar.h>
#include <ui/widgets/scrollarea.h>
#include <ui/widgets/textlabel.h>

#include <QApplication>
#include <QClipboard>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <QVBoxLayout>

namespace gatehouse::ui {

namespace {

QPushButton* button(const QString& name, const QString& iconName, const QString& text,
    const QString& toolTip, QWidget* parent)
{
    auto* made = new QPushButton(icon(iconName), text, parent);
    made->setObjectName(name);
    made->setToolTip(toolTip);
    return made;
}

} // namespace

CheckPage::CheckPage(workspace::Workspace& workspace, UiState& state, QWidget* parent)
    : Page(parent)
    , m_workspace(workspace)
    , m_message(new MessageBar(this))
    , m_last(new QLabel(this))
    , m_check(button(QStringLiteral("checkNow"), QStringLiteral("play"), tr("&Check now"),
          tr("Check the connection step by step (F5)"), this))
    , m_stop(button(QStringLiteral("checkStop"), QStringLiteral("stop"), tr("S&top"),
          tr("Stop the check (Esc)"), this))
    , m_copy(button(QStringLiteral("checkCopy"), QStringLiteral("copy"), tr("C&opy as text"),
          tr("Copy all steps, for instance for whoever runs the network"), this))
    , m_trust(new TrustOfferView(state, this))
    , m_ladder(new CheckLadder(this))
{
    setObjectName(QStringLiteral("checkPage"));
    m_last->setObjectName(QStringLiteral("checkLast"));
    makeSelectable(m_last);
    m_last->setWordWrap(true);
    styleSecondary(m_last);
    m_check->setDefault(true);
    layOut();
    connect(m_check, &QPushButton::clicked, this, &CheckPage::check);
    connect(m_stop, &QPushButton::clicked, this, &CheckPage::cancel);
    connect(m_copy, &QPushButton::clicked, this, &CheckPage::copy);
    connect(m_trust, &TrustOfferView::accepted, this, &CheckPage::trust);
    connect(m_ladder, &CheckLadder::settingWanted, this, [this](const QString& key) {
        Destination destination;
        destination.page = PageId::Settings;
        destination.settingKey = key;
        Q_EMIT wantsToGo(destination);
    });
    connect(&m_workspace, &workspace::Workspace::connectorChanged, this, [this](const QString& id) {
        if (id == m_settings.id && !m_operation.isRunning())
            showConnector(id);
    });
    connect(&m_workspace.checks(), &workspace::CheckHistory::read, this, [this] {
        if (!m_operation.isRunning())
            showLast();
    });
    showRunning(false);
}

void CheckPage::layOut()
{
    auto* heading = new QLabel(tr("Check connection"), this);
    styleHeading(heading, 1);
    auto* titles = new QVBoxLayout;
    titles->setSpacing(smallGap);
    titles->addWidget(heading);
    titles->addWidget(m_last);
    auto* head = new QHBoxLayout;
    head->setSpacing(gap);
    head->addLayout(titles, 1);
    for (QPushButton* one : { m_copy, m_stop, m_check })
        head->addWidget(one, 0, Qt::AlignTop);

    auto* content = new QWidget(this);
    auto* column = new QVBoxLayout(content);
    column->setContentsMargins(0, 0, gap, 0); // beside the scroll bar
    column->setSpacing(wideGap);
    m_ladder->insertBelowConclusion(m_trust);
    column->addWidget(m_ladder);
    column->addStretch(1);
    auto* scroll =
        scrollAround(content, QStringLiteral("checkScroll"), tr("Steps of the check"), this);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);

    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(pageMargin, pageMargin, pageMargin, pageMargin);
    layout->setSpacing(wideGap);
    layout->addLayout(head);
    layout->addWidget(m_message);
    layout->addWidget(scroll, 1);
}

void CheckPage::showConnector(const QString& id)
{
    if (id == m_settings.id && m_operation.isRunning())
        return;
    const bool isOther = id != m_settings.id;
    if (isOther) {
        // What is still under way belongs to another certificate authority.
        const std::stop_token former = m_operation.begin();
        m_operation.end(former);
        m_message->clear();
    }
    auto loaded = m_workspace.load(id);
    if (!loaded) {
        m_settings = {};
        m_settings.id = id;
        if (!id.isEmpty())
            m_message->show(loaded.error());
    } else {
        m_settings = *loaded;
    }
    setAvailable(m_check, loaded ? QString() : tr("There are no settings that could be checked."),
        tr("Check the connection step by step (F5)"));
    m_trust->hide();
    showRunning(false);
    showLast();
}

void CheckPage::refresh()
{
    if (m_check->isEnabled())
        check();
}

void CheckPage::cancel()
{
    m_operation.cancel();
}

void CheckPage::check()
{
    m_message->clear();
    m_trust->hide();
    m_ladder->begin();
    // As they are now: they may have been changed during the check before.
    m_settings = m_workspace.load(m_settings.id).value_or(m_settings);
    m_last->setText(
        tr("“%1” is being checked.").arg(workspace::displayName(m_settings, m_workspace.home())));
    const std::stop_token token = m_operation.begin();
    showRunning(true);
    const QPointer<CheckPage> self(this);
    const connector::StepSink sink = [self, token](const connector::StepResult& step) {
        if (self && !token.stop_requested())
            self->m_ladder->showStep(step);
    };
    consume(m_workspace.check(m_settings, {}, sink, token), this,
        [this, token](const connector::CheckReport& report) { finish(token, report); });
}

void CheckPage::finish(const std::stop_token& token, const connector::CheckReport& report)
{
    const bool isCurrent = m_operation.end(token);
    if (!isCurrent)
        return;
    showRunning(false);
    m_ladder->finish(report, m_workspace.clock()->now());
    if (workspace::wasStopped(report)) {
        m_last->setText(tr("Stopped just now."));
        return;
    }
    remember(report);
    m_last->setText(tr("Checked just now."));
    if (m_workspace.access() == workspace::Access::Full)
        m_trust->offerAfter(m_workspace, m_settings, report);
    // It may have been changed during the check.
    if (m_workspace.load(m_settings.id).value_or(m_settings) != m_settings)
        showConnector(m_settings.id);
}

void CheckPage::remember(const connector::CheckReport& report)
{
    const workspace::CheckRecord newest = m_workspace.checks().records().value(0);
    if (newest.connector == m_settings.uuid && newest.isConclusive())
        m_seen.insert(m_settings.uuid, { newest.time, report });
}

void CheckPage::showLast()
{
    const auto last = m_workspace.checks().latest(m_settings.uuid);
    if (!last && !m_workspace.checks().isRead()) {
        m_last->setText(tr("The last check is being read…"));
        m_ladder->clear(m_last->text());
        return;
    }
    if (!last) {
        m_last->setText(tr("Not checked yet."));
        m_ladder->clear(tr("Nothing is known about this connection yet. “Check now” goes through "
                           "it step by step and changes nothing."));
        return;
    }
    showResult(*last);
}

void CheckPage::showResult(const workspace::CheckRecord& last)
{
    const bool isOutdated = !last.isOf(workspace::settingsDigest(m_settings));
    const QDateTime now = m_workspace.clock()->now();
    const auto seen = m_seen.constFind(m_settings.uuid);
    const bool wasSeen = seen != m_seen.constEnd() && seen->time == last.time;
    if (wasSeen)
        m_ladder->showReport(seen->report, now);
    else
        m_ladder->showRecord(last, last.conclusion);
    const QString when = agoText(last.time, now);
    if (isOutdated) {
        m_ladder->markOutdated();
        m_last->setText(last.works
                ? tr("Last check: worked, %1, with the settings before the last change.").arg(when)
                : tr("Last check: did not work, %1, with the settings before the last change.")
                      .arg(when));
        return;
    }
    m_last->setText(last.works ? tr("Last check: worked, %1.").arg(when)
                               : tr("Last check: did not work, %1.").arg(when));
    if (wasSeen && m_workspace.access() == workspace::Access::Full)
        m_trust->offerAfter(m_workspace, m_settings, seen->report);
}

void CheckPage::showRunning(bool running)
{
    Q_EMIT checking(running ? m_settings.uuid : QUuid());
    m_check->setVisible(!running);
    m_stop->setVisible(running);
    setAvailable(m_copy, running ? tr("Wait until the check has ended.") : QString(),
        tr("Copy all steps, for instance for whoever runs the network"));
}

void CheckPage::copy()
{
    const QString head = tr("Connection check of “%1” (%2), %3, Gatehouse %4")
                             .arg(workspace::displayName(m_settings, m_workspace.home()),
                                 m_settings.id, m_workspace.clock()->now().toString(Qt::ISODate),
                                 QStringLiteral(GATEHOUSE_VERSION));
    QApplication::clipboard()->setText(head + u'\n' + m_last->text() + u'\n' + m_ladder->toText());
}

void CheckPage::trust()
{
    const QString file = m_trust->file();
    const QString id = m_settings.id;
    const QString issuer = m_trust->certificate().subject().toString();
    const std::stop_token token = m_operation.begin();
    consume(workspace::addTrustedCertificate(m_workspace, id, m_trust->certificate(), file), this,
        [this, token, file, issuer](const Result<settings::ConnectorSettings>& before) {
            if (!m_operation.end(token))
                return;
            if (!before) {
                m_message->show(before.error());
                return;
            }
            showConnector(before->id);
            check();
            m_message->show(Tone::Success,
                tr("“%1” is trusted from now on: the trust store is %2.").arg(issuer, file),
                { { tr("&Undo"), QStringLiteral("undoTrust"),
                    [this, settings = *before] { undoTrust(settings); } } });
        });
}

void CheckPage::undoTrust(const settings::ConnectorSettings& before)
{
    // What was changed elsewhere in the meantime stays; only the trust store goes back.
    auto present = m_workspace.load(before.id);
    if (!present) {
        m_message->show(present.error());
        return;
    }
    for (const QString& key :
        { QStringLiteral("ssl-trust-store"), QStringLiteral("ssl-truststore-type") }) {
        if (before.properties.contains(key))
            present->properties.insert(key, before.properties.value(key));
        else
            present->properties.remove(key);
    }
    const std::stop_token token = m_operation.begin();
    consume(m_workspace.save(*present, {}), this, [this, token](const Result<void>& saved) {
        if (!m_operation.end(token))
            return;
        if (!saved) {
            m_message->show(saved.error());
            return;
        }
        showConnector(m_settings.id);
        m_message->show(Tone::Success, tr("The former trust store is used again."));
    });
}

} // namespace gatehouse::ui
