// SPDX-License-Identifier: Apache-2.0
#include <ui/profiles/profileshead.h>
#include <ui/theme.h>
#include <ui/widgets/availability.h>
#include <ui/widgets/textlabel.h>

#include <QHBoxLayout>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QVBoxLayout>

namespace gatehouse::ui {

namespace {

constexpr int progressHeight = 4;

} // namespace

ProfilesHead::ProfilesHead(QWidget* parent)
    : QWidget(parent)
    , m_summary(new QLabel(this))
    , m_cancel(new QPushButton(icon(QStringLiteral("stop")), tr("&Cancel"), this))
    , m_synchronise(new QPushButton(icon(QStringLiteral("sync")), tr("&Synchronise now"), this))
    , m_progress(new QProgressBar(this))
{
    setObjectName(QStringLiteral("profilesHead"));
    m_summary->setObjectName(QStringLiteral("profilesSummary"));
    m_summary->setWordWrap(true);
    makeSelectable(m_summary);
    styleSecondary(m_summary);
    m_synchronise->setObjectName(QStringLiteral("synchronise"));
    m_cancel->setObjectName(QStringLiteral("cancelSync"));
    m_cancel->setToolTip(tr("Stop asking (Esc)"));
    m_progress->setObjectName(QStringLiteral("syncProgress"));
    m_progress->setAccessibleName(tr("Sectigo is being asked for its profiles"));
    m_progress->setTextVisible(false);
    m_progress->setFixedHeight(progressHeight);
    // The table must not jump when the line comes and goes.
    QSizePolicy policy = m_progress->sizePolicy();
    policy.setRetainSizeWhenHidden(true);
    m_progress->setSizePolicy(policy);

    auto* heading = new QLabel(tr("Profiles"), this);
    styleHeading(heading, 1);
    auto* titles = new QVBoxLayout;
    titles->setSpacing(smallGap);
    titles->addWidget(heading);
    titles->addWidget(m_summary);
    auto* line = new QHBoxLayout;
    line->setSpacing(gap);
    line->addLayout(titles, 1);
    line->addWidget(m_cancel, 0, Qt::AlignTop);
    line->addWidget(m_synchronise, 0, Qt::AlignTop);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(gap);
    layout->addLayout(line);
    layout->addWidget(m_progress);
    connect(m_synchronise, &QPushButton::clicked, this, &ProfilesHead::synchroniseWanted);
    connect(m_cancel, &QPushButton::clicked, this, &ProfilesHead::cancelWanted);
    setWhyNot({});
    setRunning(false);
}

void ProfilesHead::setSummary(const QString& text)
{
    m_summary->setText(text);
}

void ProfilesHead::setRunning(bool running)
{
    m_synchronise->setVisible(!running);
    m_cancel->setVisible(running);
    // Without an end to run towards it moves, which takes time to draw: only while it is seen.
    m_progress->setRange(0, running ? 0 : 1);
    m_progress->setVisible(running);
}

void ProfilesHead::setWhyNot(const QString& reason)
{
    setAvailable(m_synchronise, reason, tr("Ask Sectigo for the organization's profiles (F5)"));
}

} // namespace gatehouse::ui
