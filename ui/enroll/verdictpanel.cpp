// SPDX-License-Identifier: Apache-2.0
#include <ui/enroll/fields.h>
#include <ui/enroll/verdictpanel.h>
#include <ui/format.h>
#include <ui/theme.h>
#include <ui/widgets/inlinenote.h>

#include <QLabel>
#include <QVBoxLayout>

namespace gatehouse::ui {

VerdictPanel::VerdictPanel(QWidget* parent)
    : QFrame(parent)
    , m_state(new InlineNote(QStringLiteral("verdict"), this, this))
    , m_rules(textLabel(QStringLiteral("verdictRules"), this))
{
    setObjectName(QStringLiteral("verdictPanel"));
    setFrameShape(QFrame::StyledPanel);
    setBackgroundRole(QPalette::Base);
    setAutoFillBackground(true);
    setAccessibleName(tr("Checked against the profile"));
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(wideGap, wideGap, wideGap, wideGap);
    layout->setSpacing(gap);
    auto* heading = new QLabel(tr("Checked against the profile"), this);
    styleHeading(heading, 2);
    layout->addWidget(heading);
    layout->addWidget(m_state);
    layout->addWidget(m_rules);
    layout->addStretch(1);
}

void VerdictPanel::showPlan(const enrollment::Plan& plan)
{
    m_state->show(Tone::Success, tr("This can be ordered."));
    showRules(plan.rules);
}

void VerdictPanel::showError(const QString& text)
{
    m_state->showError(text);
    showRules({});
}

void VerdictPanel::showMissing(const QString& text)
{
    m_state->show(Tone::Neutral, text);
    showRules({});
}

QStringList VerdictPanel::rules() const
{
    return m_shown;
}

void VerdictPanel::showRules(const QStringList& rules)
{
    m_shown = rules;
    QStringList lines;
    for (const QString& rule : rules)
        lines.append(visibleText(rule));
    m_rules->setText(lines.join(QStringLiteral("\n\n")));
    m_rules->setVisible(!rules.isEmpty());
}

} // namespace gatehouse::ui
