// SPDX-License-Identifier: Apache-2.0
#include <ui/profiles/comparisonview.h>
#include <ui/theme.h>
#include <ui/widgets/textlabel.h>

#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QTableWidget>
#include <QVBoxLayout>

namespace gatehouse::ui {

namespace {

using profiles::ComparedValue;
using profiles::Difference;

enum ComparedColumns { Label, Left, Right, Mark, ComparedColumnCount };

QString differenceWord(Difference difference)
{
    switch (difference) {
    case Difference::None:
        return ComparisonView::tr("same");
    case Difference::Order:
        return ComparisonView::tr("other order");
    case Difference::Value:
        break;
    }
    return ComparisonView::tr("differs");
}

QString shownValue(const profiles::DescribedValue& value)
{
    if (value.key.isEmpty())
        return ComparisonView::tr("not there");
    const QString text = value.text.isEmpty() ? ComparisonView::tr("none") : value.text;
    return ComparisonView::tr("%1  (%2)", "a value, its source")
        .arg(text, profiles::sourceName(value.source));
}

/// Id and name differ always, and say nothing.
bool counts(const ComparedValue& value)
{
    return value.left.key != u"id" && value.left.key != u"name";
}

} // namespace

ComparisonView::ComparisonView(QWidget* parent)
    : QWidget(parent)
    , m_summary(new QLabel(this))
    , m_close(new QPushButton(icon(QStringLiteral("close")), tr("&Close comparison"), this))
    , m_table(new QTableWidget(0, ComparedColumnCount, this))
{
    setObjectName(QStringLiteral("comparison"));
    m_summary->setObjectName(QStringLiteral("comparisonSummary"));
    m_summary->setWordWrap(true);
    m_summary->setTextFormat(Qt::PlainText);
    makeSelectable(m_summary);
    styleHeading(m_summary, 2);
    m_close->setObjectName(QStringLiteral("comparisonClose"));
    connect(m_close, &QPushButton::clicked, this, &ComparisonView::closed);
    m_table->setObjectName(QStringLiteral("comparisonTable"));
    m_table->setAccessibleName(tr("The two profiles side by side"));
    m_table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_table->setTabKeyNavigation(false);
    m_table->setShowGrid(false);
    m_table->setAlternatingRowColors(true);
    m_table->verticalHeader()->hide();
    m_table->verticalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
    m_table->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    m_table->horizontalHeader()->setHighlightSections(false);
    m_table->horizontalHeader()->setSectionResizeMode(Label, QHeaderView::ResizeToContents);
    m_table->horizontalHeader()->setSectionResizeMode(Left, QHeaderView::Stretch);
    m_table->horizontalHeader()->setSectionResizeMode(Right, QHeaderView::Stretch);
    m_table->horizontalHeader()->setSectionResizeMode(Mark, QHeaderView::ResizeToContents);
    auto* head = new QHBoxLayout;
    head->addWidget(m_summary, 1);
    head->addWidget(m_close, 0, Qt::AlignTop);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(gap);
    layout->addLayout(head);
    layout->addWidget(m_table, 1);
}

void ComparisonView::setProfiles(
    const profiles::ListedProfile& left, const profiles::ListedProfile& right)
{
    const QList<ComparedValue> rows = profiles::compare(left, right);
    m_table->setHorizontalHeaderLabels(
        { tr("Value"), left.profile.name, right.profile.name, tr("Difference") });
    m_table->setRowCount(static_cast<int>(rows.size()));
    QStringList different;
    for (int row = 0; row < m_table->rowCount(); ++row) {
        fillRow(row, rows.at(row));
        if (counts(rows.at(row)) && rows.at(row).difference != Difference::None)
            different.append(rows.at(row).label);
    }
    m_summary->setText(different.isEmpty()
            ? tr("The two profiles have the same values.")
            : tr("Different: %1.").arg(different.join(QStringLiteral(", "))));
}

void ComparisonView::fillRow(int row, const ComparedValue& value)
{
    const bool isMarked = counts(value) && value.difference != Difference::None;
    const auto item = [this, row, isMarked](int column, const QString& text) {
        auto* made = new QTableWidgetItem(text);
        QFont font = m_table->font();
        font.setBold(isMarked && column != Label);
        made->setFont(font);
        made->setToolTip(text);
        m_table->setItem(row, column, made);
        return made;
    };
    item(Label, value.label);
    item(Left, shownValue(value.left));
    item(Right, shownValue(value.right));
    auto* mark = item(Mark, counts(value) ? differenceWord(value.difference) : QString());
    if (isMarked)
        mark->setIcon(toneIcon(value.difference == Difference::Order ? Tone::Info : Tone::Warning));
}

} // namespace gatehouse::ui
