// SPDX-License-Identifier: Apache-2.0
#include <ui/forms/connectorform.h>
#include <ui/settings/sectionlinks.h>
#include <ui/theme.h>

#include <QScrollArea>
#include <QScrollBar>
#include <QStyleOptionToolButton>
#include <QStylePainter>
#include <QToolButton>
#include <QVBoxLayout>

namespace gatehouse::ui {

namespace {

constexpr int markSize = 16;

/// A tool button whose text stands at its beginning, as in a list, and whose icon at its end.
class Link final : public QToolButton {
public:
    using QToolButton::QToolButton;

    QSize sizeHint() const override
    {
        const QSize text = fontMetrics().size(Qt::TextSingleLine, this->text());
        return { text.width() + markSize + 4 * gap, text.height() + gap };
    }

protected:
    void paintEvent(QPaintEvent*) override
    {
        QStylePainter painter(this);
        QStyleOptionToolButton option;
        initStyleOption(&option);
        option.text.clear();
        option.icon = QIcon();
        painter.drawComplexControl(QStyle::CC_ToolButton, option);
        const QRect inside = rect().adjusted(gap, 0, -gap, 0);
        const QRect mark = QStyle::alignedRect(layoutDirection(), Qt::AlignRight | Qt::AlignVCenter,
            QSize(markSize, markSize), inside);
        icon().paint(&painter, mark);
        const Qt::Alignment alignment =
            QStyle::visualAlignment(layoutDirection(), Qt::AlignLeft) | Qt::AlignVCenter;
        painter.drawItemText(inside, static_cast<int>(alignment.toInt()), palette(), isEnabled(),
            text(), QPalette::WindowText);
    }
};

} // namespace

SectionLinks::SectionLinks(ConnectorForm* form, QScrollArea* area, QWidget* parent)
    : QWidget(parent)
    , m_form(form)
    , m_area(area)
{
    setObjectName(QStringLiteral("sectionLinks"));
    setAccessibleName(tr("Sections"));
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(smallGap);
    for (int index = 0; index < form->parts().size(); ++index) {
        const ConnectorForm::Part& part = form->parts().at(index);
        if (part.title.isEmpty()) {
            m_links.append(nullptr);
            continue;
        }
        auto* link = new Link(this);
        link->setObjectName(part.name + QStringLiteral("Link"));
        link->setText(part.title);
        link->setAutoRaise(true);
        link->setCheckable(true);
        link->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
        link->setFocusPolicy(Qt::TabFocus);
        connect(link, &QToolButton::clicked, this, [this, index] { showPart(index); });
        layout->addWidget(link);
        m_links.append(link);
    }
    layout->addStretch(1);
    connect(area->verticalScrollBar(), &QScrollBar::valueChanged, this, &SectionLinks::markCurrent);
    connect(area->verticalScrollBar(), &QScrollBar::rangeChanged, this, &SectionLinks::markCurrent);
    connect(form, &ConnectorForm::changed, this, &SectionLinks::markProblems);
    markCurrent();
    markProblems();
}

void SectionLinks::showPart(int index)
{
    QWidget* part = m_form->parts().at(index).widget;
    const int top = part->mapTo(m_area->widget(), QPoint()).y();
    m_area->verticalScrollBar()->setValue(top - gap);
    markCurrent();
    m_links.at(index)->setChecked(true);
}

void SectionLinks::markCurrent()
{
    // The last part whose heading stands in the upper third; at the very end, the last one.
    const QScrollBar* bar = m_area->verticalScrollBar();
    const int line = bar->value() + m_area->viewport()->height() / 3;
    qsizetype current = -1;
    for (qsizetype index = 0; index < m_links.size(); ++index) {
        const QWidget* part = m_form->parts().at(index).widget;
        const bool isReached = part->mapTo(m_area->widget(), QPoint()).y() <= line;
        if (m_links.at(index) != nullptr && (isReached || current < 0))
            current = index;
    }
    if (bar->maximum() > 0 && bar->value() == bar->maximum())
        current = m_links.size() - 1;
    for (qsizetype index = 0; index < m_links.size(); ++index) {
        if (m_links.at(index) != nullptr)
            m_links.at(index)->setChecked(index == current);
    }
}

void SectionLinks::markProblems()
{
    for (qsizetype index = 0; index < m_links.size(); ++index) {
        QToolButton* link = m_links.at(index);
        if (link == nullptr)
            continue;
        const ConnectorForm::Part& part = m_form->parts().at(index);
        const bool isWrong = m_form->hasShownProblem(part);
        link->setIcon(isWrong ? toneIcon(Tone::Error) : QIcon());
        link->setAccessibleName(
            isWrong ? tr("%1: has an invalid entry", "section").arg(part.title) : part.title);
        link->setToolTip(isWrong ? link->accessibleName() : QString());
    }
}

} // namespace gatehouse::ui
