// SPDX-License-Identifier: Apache-2.0
#include <ui/check/rung.h>
#include <ui/format.h>
#include <ui/widgets/iconlabel.h>
#include <ui/widgets/textlabel.h>

#include <QEvent>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QToolButton>

namespace gatehouse::ui {

namespace {

using connector::StepState;

constexpr int rungIconSize = 20;
constexpr std::chrono::milliseconds longestUsual { 999 };

QLabel* plainLabel(const QString& name, QWidget* parent)
{
    auto* label = new QLabel(parent);
    label->setObjectName(name);
    label->setTextFormat(Qt::PlainText);
    return label;
}

} // namespace

QString stepStateWord(std::optional<StepState> state)
{
    if (!state)
        return Rung::tr("not yet");
    switch (*state) {
    case StepState::Running:
        return Rung::tr("under way");
    case StepState::Passed:
        return Rung::tr("passed");
    case StepState::Warned:
        return Rung::tr("passed with a warning");
    case StepState::Failed:
        return Rung::tr("failed");
    case StepState::Skipped:
        break;
    }
    return Rung::tr("skipped");
}

Tone stepStateTone(std::optional<StepState> state)
{
    if (!state)
        return Tone::Neutral;
    switch (*state) {
    case StepState::Running:
        return Tone::Waiting;
    case StepState::Passed:
        return Tone::Success;
    case StepState::Warned:
        return Tone::Warning;
    case StepState::Failed:
        return Tone::Error;
    case StepState::Skipped:
        break;
    }
    return Tone::Neutral;
}

Rung::Rung(connector::CheckStep step, QWidget* parent)
    : QFrame(parent)
    , m_step(step)
    , m_icon(new IconLabel(rungIconSize, this))
    , m_title(plainLabel(QStringLiteral("rungTitle"), this))
    , m_word(plainLabel(QStringLiteral("rungState"), this))
    , m_time(plainLabel(QStringLiteral("rungTime"), this))
    , m_text(textLabel(QStringLiteral("rungText"), this))
    , m_detail(textLabel(QStringLiteral("rungDetail"), this))
    , m_fold(new QToolButton(this))
    , m_goToSetting(new QPushButton(this))
{
    setObjectName(QStringLiteral("rung-") + connector::checkStepName(step));
    m_title->setText(connector::checkStepTitle(step));
    QFont bold = m_title->font();
    bold.setWeight(QFont::DemiBold);
    m_title->setFont(bold);
    m_word->setForegroundRole(QPalette::WindowText); // and not that of the card it stands on
    styleSecondary(m_time);
    // So that the words stand below each other.
    m_time->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    m_time->setMinimumWidth(m_time->fontMetrics().horizontalAdvance(formatDuration(longestUsual)));
    QSizePolicy kept = m_time->sizePolicy();
    kept.setRetainSizeWhenHidden(true);
    m_time->setSizePolicy(kept);
    m_detail->setFont(monospaceFont());
    m_fold->setObjectName(QStringLiteral("rungFold"));
    m_fold->setText(tr("Details"));
    m_fold->setAccessibleName(tr("Technical details"));
    m_fold->setCheckable(true);
    m_fold->setAutoRaise(true);
    connect(m_fold, &QToolButton::toggled, m_detail, &QLabel::setVisible);
    m_goToSetting->setObjectName(QStringLiteral("goToSetting"));
    connect(
        m_goToSetting, &QPushButton::clicked, this, [this] { Q_EMIT settingWanted(m_setting); });

    auto* head = new QHBoxLayout;
    head->addWidget(m_title);
    head->addStretch(1);
    head->addWidget(m_word);
    head->addWidget(m_time);
    head->setSpacing(gap + smallGap);
    auto* actions = new QHBoxLayout;
    actions->addWidget(m_goToSetting);
    actions->addWidget(m_fold);
    actions->addStretch(1);
    auto* layout = new QGridLayout(this);
    layout->setContentsMargins(gap + smallGap, gap, gap + smallGap, gap);
    layout->setHorizontalSpacing(gap + smallGap);
    layout->setVerticalSpacing(smallGap);
    layout->setColumnStretch(1, 1);
    layout->addWidget(m_icon, 0, 0, Qt::AlignTop);
    layout->addLayout(head, 0, 1);
    layout->addWidget(m_text, 1, 1);
    layout->addLayout(actions, 2, 1);
    layout->addWidget(m_detail, 3, 1);
    clear();
}

void Rung::clear()
{
    m_state.reset();
    m_setting.clear();
    m_time->clear();
    m_time->hide();
    m_text->clear();
    m_text->hide();
    m_detail->clear();
    m_fold->setChecked(false);
    m_detail->hide();
    m_fold->hide();
    m_goToSetting->hide();
    restyle();
}

void Rung::showResult(const connector::StepResult& result)
{
    clear();
    m_state = result.state;
    if (result.state != StepState::Running && result.state != StepState::Skipped) {
        m_time->setText(formatDuration(result.duration));
        m_time->show();
    }
    m_text->setText(result.failure ? result.failure->message : result.finding);
    m_text->setVisible(!m_text->text().isEmpty());
    if (result.failure) {
        m_detail->setText(result.failure->detail);
        m_fold->setVisible(!result.failure->detail.isEmpty());
        const auto* definition = settings::findDefinition(result.failure->setting);
        if (definition != nullptr && result.failure->kind != ErrorKind::Cancelled) {
            m_setting = definition->key;
            m_goToSetting->setText(tr("Go to “%1”").arg(definition->translatedLabel()));
            m_goToSetting->setAccessibleName(
                tr("Go to the setting “%1”").arg(definition->translatedLabel()));
            m_goToSetting->show();
        }
    }
    restyle();
}

QString Rung::toText() const
{
    QStringList parts { stepStateWord(m_state), m_title->text() };
    for (const QLabel* label : { m_time, m_text }) {
        if (!label->text().isEmpty())
            parts.append(label->text());
    }
    QString text = parts.join(QStringLiteral("   "));
    if (!m_setting.isEmpty())
        text += QStringLiteral("\n    ")
            + tr("Setting: %1 (%2)")
                  .arg(settings::findDefinition(m_setting)->translatedLabel(), m_setting);
    if (!m_detail->text().isEmpty())
        text += QStringLiteral("\n    ") + tr("Details: %1").arg(m_detail->text());
    return text;
}

void Rung::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::PaletteChange)
        restyle();
    QFrame::changeEvent(event);
}

void Rung::restyle()
{
    const Tone tone = stepStateTone(m_state);
    m_icon->setIcon(toneIcon(tone));
    m_word->setText(stepStateWord(m_state));
    QPalette own; // only this one colour is the word's own
    own.setColor(QPalette::WindowText, toneColor(tone, palette()));
    m_word->setPalette(own);
    const bool isAside = !m_state || *m_state == StepState::Skipped;
    m_title->setForegroundRole(isAside ? QPalette::PlaceholderText : QPalette::WindowText);
    setAccessibleName(tr("%1: %2", "step of the connection check, its state")
                          .arg(m_title->text(), m_word->text()));
    setAccessibleDescription(m_text->text());
    m_text->setAccessibleDescription(accessibleName());
}

} // namespace gatehouse::ui
