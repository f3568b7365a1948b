// SPDX-License-Identifier: Apache-2.0
#include <ui/check/chainview.h>
#include <ui/check/checkladder.h>
#include <ui/check/rung.h>
#include <ui/widgets/iconlabel.h>
#include <ui/widgets/textlabel.h>

#include <QAccessible>
#include <QEvent>
#include <QFrame>
#include <QHBoxLayout>
#include <QLabel>
#include <QVBoxLayout>

namespace gatehouse::ui {

namespace {

using connector::CheckStep;
using connector::StepState;

constexpr int iconSize = 24;

/// A line between two rungs.
QFrame* separator(QWidget* parent)
{
    auto* line = new QFrame(parent);
    line->setFrameShape(QFrame::HLine);
    line->setForegroundRole(QPalette::Mid);
    line->setFrameShadow(QFrame::Plain);
    return line;
}

Tone toneOf(const connector::CheckReport& report)
{
    if (workspace::wasStopped(report))
        return Tone::Neutral;
    return report.works ? Tone::Success : Tone::Error;
}

} // namespace

CheckLadder::CheckLadder(QWidget* parent)
    : QWidget(parent)
    , m_banner(new QFrame(this))
    , m_icon(new IconLabel(iconSize, m_banner))
    , m_conclusion(new QLabel(m_banner))
    , m_chain(new ChainView(tr("Certificates seen"), this))
{
    setObjectName(QStringLiteral("checkLadder"));
    setAccessibleName(tr("Steps of the connection check"));
    m_chain->setObjectName(QStringLiteral("checkChain"));
    m_banner->setObjectName(QStringLiteral("checkBanner"));
    m_banner->setFrameShape(QFrame::StyledPanel);
    m_banner->setAutoFillBackground(true);
    m_conclusion->setObjectName(QStringLiteral("checkConclusion"));
    m_conclusion->setTextFormat(Qt::PlainText);
    m_conclusion->setWordWrap(true);
    makeSelectable(m_conclusion);
    styleHeading(m_conclusion, 2);
    auto* banner = new QHBoxLayout(m_banner);
    banner->setContentsMargins(gap + smallGap, gap + smallGap, gap + smallGap, gap + smallGap);
    banner->setSpacing(gap + smallGap);
    banner->addWidget(m_icon, 0, Qt::AlignTop);
    banner->addWidget(m_conclusion, 1);

    auto* card = new QFrame(this);
    card->setFrameShape(QFrame::StyledPanel);
    card->setAutoFillBackground(true);
    card->setBackgroundRole(QPalette::Base);
    auto* rungs = new QVBoxLayout(card);
    rungs->setContentsMargins(0, smallGap, 0, smallGap);
    rungs->setSpacing(0);
    for (const CheckStep step : { CheckStep::Settings, CheckStep::Stores, CheckStep::NameLookup,
             CheckStep::Proxy, CheckStep::Tcp, CheckStep::Tls, CheckStep::Authentication,
             CheckStep::Organization, CheckStep::Profiles }) {
        if (!m_rungs.isEmpty())
            rungs->addWidget(separator(card));
        auto* made = new Rung(step, card);
        connect(made, &Rung::settingWanted, this, &CheckLadder::settingWanted);
        m_rungs.append(made);
        rungs->addWidget(made);
    }
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(wideGap);
    layout->addWidget(m_banner);
    layout->addWidget(card);
    layout->addWidget(m_chain);
    clear(tr("Not checked yet."));
}

void CheckLadder::clear(const QString& text)
{
    for (Rung* one : std::as_const(m_rungs))
        one->clear();
    m_chain->setChain({}, {});
    conclude(Tone::Neutral, text);
}

void CheckLadder::begin()
{
    clear({});
    conclude(Tone::Waiting, tr("The check is under way."));
}

void CheckLadder::showStep(const connector::StepResult& result)
{
    rung(result.step)->showResult(result);
    if (result.state == StepState::Running)
        conclude(Tone::Waiting,
            tr("The check is under way: %1.").arg(connector::checkStepTitle(result.step)));
}

void CheckLadder::finish(const connector::CheckReport& report, const QDateTime& now)
{
    showReport(report, now);
    QAccessibleEvent event(m_banner, QAccessible::Alert);
    QAccessible::updateAccessibility(&event);
}

void CheckLadder::showReport(const connector::CheckReport& report, const QDateTime& now)
{
    for (const connector::StepResult& step : report.steps)
        rung(step.step)->showResult(step);
    m_chain->setChain(report.chain, now);
    conclude(toneOf(report), report.conclusion);
}

void CheckLadder::showRecord(const workspace::CheckRecord& record, const QString& text)
{
    clear({});
    for (const workspace::CheckRecord::Step& step : record.steps) {
        connector::StepResult result;
        result.step = step.step;
        result.state = step.state;
        result.duration = step.duration;
        if (step.state == StepState::Failed) {
            result.failure = Error::of(ErrorKind::Settings, step.text);
            result.failure->setting = record.setting;
        } else {
            result.finding = step.text;
        }
        rung(step.step)->showResult(result);
    }
    conclude(record.works ? Tone::Success : Tone::Error, text);
}

void CheckLadder::markOutdated()
{
    conclude(Tone::Neutral,
        tr("Before the settings were changed: %1", "a check's conclusion").arg(conclusion()));
}

void CheckLadder::insertBelowConclusion(QWidget* widget)
{
    static_cast<QVBoxLayout*>(layout())->insertWidget(1, widget);
}

QString CheckLadder::conclusion() const
{
    return m_conclusion->text();
}

QString CheckLadder::toText() const
{
    QStringList lines { m_conclusion->text(), QString() };
    for (const Rung* one : m_rungs)
        lines.append(one->toText());
    const QString chain = m_chain->toText();
    if (!chain.isEmpty())
        lines << QString() << chain;
    return lines.join(u'\n') + u'\n';
}

void CheckLadder::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::PaletteChange)
        restyle();
    QWidget::changeEvent(event);
}

void CheckLadder::conclude(Tone tone, const QString& text)
{
    m_tone = tone;
    m_conclusion->setText(text);
    m_banner->setAccessibleName(text);
    restyle();
}

void CheckLadder::restyle()
{
    m_icon->setIcon(toneIcon(m_tone));
    QPalette own; // only this one colour is the banner's own
    own.setColor(QPalette::Window, toneBackground(m_tone, palette()));
    m_banner->setPalette(own);
}

Rung* CheckLadder::rung(CheckStep step) const
{
    return m_rungs.at(static_cast<int>(step));
}

} // namespace gatehouse::ui
