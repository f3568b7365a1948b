// SPDX-License-Identifier: Apache-2.0
#include <ui/forms/backoffpreview.h>
#include <ui/theme.h>
#include <ui/widgets/textlabel.h>

#include <QLabel>
#include <QPainter>
#include <QVBoxLayout>

namespace gatehouse::ui {

using enrollment::BackOffPolicy;

namespace {

constexpr int dot = 9;
constexpr int lineWidth = 3;

/// The drawing alone. What it says is said in words by the preview around it.
class TimeLine final : public QWidget {
public:
    TimeLine(const std::optional<BackOffPolicy>& policy, QWidget* parent)
        : QWidget(parent)
        , m_policy(policy)
    {
        setObjectName(QStringLiteral("timeLine"));
        setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    }

    QSize sizeHint() const override { return minimumSizeHint(); }
    QSize minimumSizeHint() const override
    {
        const int height = fontMetrics().height();
        return { height * 12, 2 * height + dot + 3 * smallGap };
    }

protected:
    void paintEvent(QPaintEvent*) override
    {
        if (!m_policy)
            return;
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        const double left = dot;
        const double length = width() - 2.0 * dot;
        const double y = fontMetrics().height() + smallGap + dot / 2.0;
        const auto widthOf = [this](const QString& text) {
            return fontMetrics().horizontalAdvance(text) + 2.0 * smallGap;
        };
        const QList<ScheduleMark> marks = scheduleMarks(*m_policy, length, widthOf);
        painter.setPen(QPen(toneColor(Tone::Info, palette()), lineWidth));
        painter.drawLine(QPointF(left, y), QPointF(left + length, y));
        for (const ScheduleMark& mark : marks)
            paintMark(painter, mark, left, length, y);
        paintEnds(painter, left, length, y);
    }

private:
    void paintMark(
        QPainter& painter, const ScheduleMark& mark, double left, double length, double y) const
    {
        const bool isLast = mark.attempt == m_policy->maxAttempts;
        const Tone tone = isLast ? Tone::Warning : Tone::Info;
        painter.setPen(QPen(toneColor(tone, palette()), 2));
        painter.setBrush(palette().color(QPalette::Window));
        painter.drawEllipse(QPointF(left + mark.end * length, y), dot / 2.0, dot / 2.0);
        if (!mark.isLabelled)
            return;
        painter.setPen(palette().color(QPalette::WindowText));
        const QRectF box(left + mark.begin * length, 0, (mark.end - mark.begin) * length,
            fontMetrics().height());
        painter.drawText(box, Qt::AlignCenter, waitText(mark.wait));
    }

    void paintEnds(QPainter& painter, double left, double length, double y) const
    {
        painter.setPen(Qt::NoPen);
        painter.setBrush(toneColor(Tone::Info, palette()));
        painter.drawEllipse(QPointF(left, y), dot / 2.0, dot / 2.0);
        painter.setPen(palette().color(QPalette::PlaceholderText));
        const QRectF below(
            0, y + dot / 2.0 + smallGap, left + length + dot, fontMetrics().height());
        const QString begin = BackOffPreview::tr("ordered");
        const QString end =
            BackOffPreview::tr("gives up after %1").arg(waitText(m_policy->total()));
        painter.drawText(below, Qt::AlignRight | Qt::AlignTop, end);
        const int both =
            fontMetrics().horizontalAdvance(begin) + fontMetrics().horizontalAdvance(end) + gap;
        if (both < below.width())
            painter.drawText(below, Qt::AlignLeft | Qt::AlignTop, begin);
    }

    const std::optional<BackOffPolicy>& m_policy;
};

/// Every different wait once; a long row is told by its beginning and end.
QString waitsText(const QList<std::chrono::seconds>& schedule)
{
    constexpr qsizetype shownAtMost = 6;
    QStringList waits;
    for (const std::chrono::seconds wait : schedule) {
        const QString text = waitText(wait);
        if (waits.isEmpty() || waits.last() != text)
            waits.append(text);
    }
    const bool isRepeated = waits.size() < schedule.size();
    const QString last = waits.takeLast();
    if (waits.isEmpty())
        return isRepeated ? BackOffPreview::tr("%1 each time").arg(last) : last;
    const QString first = waits.first(std::min(waits.size(), shownAtMost - 1))
                              .join(BackOffPreview::tr(", ", "between the waits of a schedule"));
    if (waits.size() >= shownAtMost)
        return BackOffPreview::tr("%1 and so on up to %2").arg(first, last);
    return isRepeated ? BackOffPreview::tr("%1, then %2 each time").arg(first, last)
                      : BackOffPreview::tr("%1 and %2").arg(first, last);
}

} // namespace

QList<ScheduleMark> scheduleMarks(const BackOffPolicy& policy, double width,
    const std::function<double(const QString&)>& labelWidth)
{
    QList<ScheduleMark> marks;
    const auto total = static_cast<double>(policy.total().count());
    std::chrono::seconds at { 0 };
    int attempt = 0;
    double labelledUpTo = 0;
    for (const std::chrono::seconds wait : policy.schedule()) {
        ScheduleMark mark;
        mark.attempt = ++attempt;
        mark.wait = wait;
        mark.begin = static_cast<double>(at.count()) / total;
        at += wait;
        mark.end = static_cast<double>(at.count()) / total;
        const double label = labelWidth(waitText(wait));
        const double middle = (mark.begin + mark.end) / 2 * width;
        mark.isLabelled =
            label <= (mark.end - mark.begin) * width && middle - label / 2 >= labelledUpTo;
        if (mark.isLabelled)
            labelledUpTo = middle + label / 2;
        marks.append(mark);
    }
    return marks;
}

QString waitText(std::chrono::seconds wait)
{
    using namespace std::chrono;
    const auto inDays = duration_cast<hours>(wait).count() / 24;
    const auto inHours = duration_cast<hours>(wait).count() % 24;
    const auto inMinutes = duration_cast<minutes>(wait).count() % 60;
    const auto inSeconds = wait.count() % 60;
    if (inDays > 0)
        return inHours > 0 ? BackOffPreview::tr("%1 d %2 h").arg(inDays).arg(inHours)
                           : BackOffPreview::tr("%1 d").arg(inDays);
    if (inHours > 0)
        return inMinutes > 0 ? BackOffPreview::tr("%1 h %2 min").arg(inHours).arg(inMinutes)
                             : BackOffPreview::tr("%1 h").arg(inHours);
    if (inMinutes > 0)
        return inSeconds > 0 ? BackOffPreview::tr("%1 min %2 s").arg(inMinutes).arg(inSeconds)
                             : BackOffPreview::tr("%1 min").arg(inMinutes);
    return BackOffPreview::tr("%1 s").arg(inSeconds);
}

QString scheduleText(const BackOffPolicy& policy)
{
    if (policy.maxAttempts == 1)
        return BackOffPreview::tr("After the order it waits %1 and tries once to collect the "
                                  "certificate; after that the order stays pending.")
            .arg(waitText(policy.total()));
    return BackOffPreview::tr("It waits %1 before trying to collect the certificate. After attempt "
                              "%2, %3 after the order, it gives up; the order stays pending.")
        .arg(waitsText(policy.schedule()), QString::number(policy.maxAttempts),
            waitText(policy.total()));
}

BackOffPreview::BackOffPreview(QWidget* parent)
    : QWidget(parent)
    , m_line(new TimeLine(m_policy, this))
    , m_text(new QLabel(this))
{
    setObjectName(QStringLiteral("backOffPreview"));
    setAccessibleName(tr("Schedule of the attempts"));
    m_text->setObjectName(QStringLiteral("schedule"));
    m_text->setWordWrap(true);
    makeSelectable(m_text);
    styleSecondary(m_text);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(smallGap);
    layout->addWidget(m_line);
    layout->addWidget(m_text);
    setPolicy(std::nullopt);
}

void BackOffPreview::setPolicy(const std::optional<BackOffPolicy>& policy)
{
    m_policy = policy;
    m_text->setText(policy
            ? scheduleText(*policy)
            : tr("The schedule is shown here when the three numbers above are right."));
    m_line->setVisible(policy.has_value());
    setAccessibleDescription(m_text->text());
    m_line->update();
}

} // namespace gatehouse::ui
