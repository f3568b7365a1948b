// SPDX-License-Identifier: Apache-2.0
#include <ui/orders/schedulebar.h>
#include <ui/theme.h>

#include <QPainter>

#include <algorithm>

namespace gatehouse::ui {

namespace {

constexpr int lineWidth = 4;
constexpr int markRadius = 6;
constexpr int shortestBar = 160;

} // namespace

ScheduleBar::ScheduleBar(QWidget* parent)
    : QWidget(parent)
{
    setObjectName(QStringLiteral("scheduleBar"));
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setAccessibleName(tr("Schedule of the attempts"));
}

void ScheduleBar::setPolicy(const enrollment::BackOffPolicy& policy)
{
    if (m_policy == policy)
        return;
    m_policy = policy;
    setToolTip(tr("Gatehouse asks for the certificate %1 times and waits longer each time.")
                   .arg(policy.maxAttempts));
    update();
}

void ScheduleBar::setPosition(int attempt, std::chrono::seconds left)
{
    if (m_attempt == attempt && m_left == left)
        return;
    m_attempt = attempt;
    m_left = left;
    setAccessibleDescription(tr("Attempt %1 of %2")
                                 .arg(std::min(attempt, m_policy.maxAttempts))
                                 .arg(m_policy.maxAttempts));
    update();
}

qreal ScheduleBar::fraction() const
{
    const auto total = m_policy.total().count();
    if (m_attempt < 1 || total <= 0)
        return 0;
    if (m_attempt > m_policy.maxAttempts)
        return 1;
    std::chrono::seconds passed { 0 };
    for (int attempt = 1; attempt <= m_attempt; ++attempt)
        passed += m_policy.waitBefore(attempt);
    passed -= std::min(m_left, m_policy.waitBefore(m_attempt));
    return static_cast<qreal>(passed.count()) / static_cast<qreal>(total);
}

QSize ScheduleBar::sizeHint() const
{
    return { shortestBar * 2, minimumSizeHint().height() };
}

QSize ScheduleBar::minimumSizeHint() const
{
    return { shortestBar, 2 * markRadius + gap + fontMetrics().height() };
}

void ScheduleBar::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const qreal left = markRadius + 1;
    const qreal length = width() - 2 * left;
    const qreal y = markRadius + 1;
    const qreal now = fraction();
    const QColor rest = palette().color(QPalette::Mid);
    const QColor done = toneColor(Tone::Waiting, palette());
    painter.setPen(QPen(rest, lineWidth, Qt::SolidLine, Qt::RoundCap));
    painter.drawLine(QPointF(left, y), QPointF(left + length, y));
    painter.setPen(QPen(done, lineWidth, Qt::SolidLine, Qt::RoundCap));
    if (now > 0)
        painter.drawLine(QPointF(left, y), QPointF(left + length * now, y));

    const QList<std::chrono::seconds> waits = m_policy.schedule();
    const auto total = std::max<qreal>(1, static_cast<qreal>(m_policy.total().count()));
    std::chrono::seconds at { 0 };
    qreal lastText = -1;
    for (const std::chrono::seconds wait : waits) {
        at += wait;
        const qreal part = static_cast<qreal>(at.count()) / total;
        const qreal x = left + length * part;
        const bool isPast = part <= now;
        painter.setPen(QPen(isPast ? done : rest, 2));
        painter.setBrush(isPast ? done : palette().color(QPalette::Base));
        painter.drawEllipse(QPointF(x, y), markRadius - 1, markRadius - 1);
        const QString text = tr("%1 s").arg(at.count());
        const qreal textWidth = fontMetrics().horizontalAdvance(text);
        const qreal start = std::clamp(x - textWidth / 2, 0.0, std::max(0.0, width() - textWidth));
        if (start <= lastText + gap)
            continue;
        painter.setPen(palette().color(QPalette::PlaceholderText));
        painter.drawText(QPointF(start, y + markRadius + gap / 2.0 + fontMetrics().ascent()), text);
        lastText = start + textWidth;
    }
}

} // namespace gatehouse::ui
