// SPDX-License-Identifier: Apache-2.0
#include <ui/check/checkladder.h>
#include <ui/check/trustofferview.h>
#include <ui/settings/trypanel.h>
#include <ui/theme.h>
#include <ui/widgets/availability.h>
#include <ui/widgets/messagebar.h>
#include <ui/widgets/scrollarea.h>

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <QVBoxLayout>

namespace gatehouse::ui {

TryPanel::TryPanel(workspace::Workspace& workspace, UiState& state, QWidget* parent)
    : QWidget(parent)
    , m_workspace(workspace)
    , m_message(new MessageBar(this))
    , m_ladder(new CheckLadder(this))
    , m_trust(new TrustOfferView(state, this))
    , m_stop(new QPushButton(icon(QStringLiteral("stop")), tr("S&top"), this))
    , m_close(new QPushButton(tr("&Back to the settings"), this))
{
    setObjectName(QStringLiteral("tryPanel"));
    build();
    connect(m_stop, &QPushButton::clicked, this, &TryPanel::stop);
    connect(m_close, &QPushButton::clicked, this, [this] {
        stop();
        Q_EMIT closed();
    });
    connect(m_trust, &TrustOfferView::accepted, this, &TryPanel::trust);
    connect(m_ladder, &CheckLadder::settingWanted, this, [this](const QString& key) {
        stop();
        Q_EMIT settingWanted(key);
    });
}

void TryPanel::build()
{
    auto* title = new QLabel(tr("Try what is entered"), this);
    styleHeading(title, 1);
    auto* hint = new QLabel(tr("The connection is checked with the settings as they stand in the "
                               "form. Nothing of them is saved."),
        this);
    hint->setWordWrap(true);
    styleSecondary(hint);
    m_stop->setObjectName(QStringLiteral("tryStop"));
    m_close->setObjectName(QStringLiteral("tryClose"));

    auto* top = new QHBoxLayout;
    top->addWidget(title, 1);
    top->addWidget(m_stop);
    top->addWidget(m_close);
    m_message->setObjectName(QStringLiteral("tryMessage"));
    m_ladder->insertBelowConclusion(m_trust);
    auto* area =
        scrollAround(m_ladder, QStringLiteral("tryScroll"), tr("Steps of the check"), this);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(pageMargin, pageMargin, pageMargin, pageMargin);
    layout->setSpacing(wideGap);
    layout->addLayout(top);
    layout->addWidget(hint);
    layout->addWidget(m_message);
    layout->addWidget(area, 1);
}

void TryPanel::run(
    const settings::ConnectorSettings& settings, const workspace::SecretChanges& unsaved)
{
    const std::stop_token token = m_operation.begin();
    m_settings = settings;
    m_unsaved = unsaved;
    m_message->clear();
    m_trust->hide();
    m_ladder->begin();
    setAvailable(m_stop, {}, tr("Stop the check"));
    m_close->setFocus();
    const connector::StepSink sink = [self = QPointer(this), token](
                                         const connector::StepResult& step) {
        if (self && !token.stop_requested())
            self->m_ladder->showStep(step);
    };
    consume(m_workspace.check(settings, unsaved, sink, token), this,
        [this, token](const connector::CheckReport& report) {
            if (!m_operation.end(token))
                return;
            setAvailable(m_stop, tr("The check has ended."));
            m_ladder->finish(report, m_workspace.clock()->now());
            if (m_workspace.access() == workspace::Access::Full)
                m_trust->offerAfter(m_workspace, m_settings, report);
        });
}

void TryPanel::trust()
{
    const std::stop_token token = m_operation.begin();
    consume(workspace::extendTrustStore(
                m_workspace, m_settings, m_unsaved, m_trust->certificate(), m_trust->file(), token),
        this, [this, token](const Result<settings::ConnectorSettings>& made) {
            if (!m_operation.end(token))
                return;
            if (made)
                Q_EMIT trustStoreMade(*made);
            else
                m_message->show(made.error());
        });
}

} // namespace gatehouse::ui
