// SPDX-License-Identifier: Apache-2.0
#include <ui/theme.h>
#include <ui/widgets/detailsgrid.h>
#include <ui/widgets/valuetext.h>

#include <QApplication>
#include <QClipboard>
#include <QGridLayout>
#include <QLabel>
#include <QToolButton>

#include <algorithm>

namespace gatehouse::ui {

namespace {

enum Column { LabelColumn, ValueColumn, CopyColumn };

} // namespace

DetailsGrid::DetailsGrid(QWidget* parent)
    : QWidget(parent)
    , m_layout(new QGridLayout(this))
{
    m_layout->setContentsMargins(0, 0, 0, 0);
    m_layout->setHorizontalSpacing(wideGap);
    m_layout->setVerticalSpacing(smallGap);
    m_layout->setColumnStretch(ValueColumn, 1);
}

void DetailsGrid::setRows(QList<Row> rows)
{
    rows.removeIf([](const Row& row) { return row.value.isEmpty(); });
    if (rows == m_rows)
        return;
    m_rows = std::move(rows);
    const auto count = static_cast<size_t>(m_rows.size());
    while (m_lines.size() < count)
        addLine();
    for (size_t index = 0; index < m_lines.size(); ++index) {
        Line& line = m_lines[index];
        const bool isShown = index < count;
        if (isShown)
            fill(index, m_rows.at(static_cast<qsizetype>(index)));
        else
            line.value->setObjectName(QString());
        line.label->setVisible(isShown);
        line.value->setVisible(isShown);
        line.copy->setVisible(isShown);
    }
}

QString DetailsGrid::value(const QString& name) const
{
    const auto found = std::ranges::find(m_rows, name, &Row::name);
    return found == m_rows.end() ? QString() : found->value;
}

void DetailsGrid::addLine()
{
    Line line;
    line.label = new QLabel(this);
    line.label->setTextFormat(Qt::PlainText);
    line.label->setContentsMargins(0, ValueText::padding, 0, 0);
    styleSecondary(line.label);
    line.value = new ValueText(this);
    line.label->setBuddy(line.value);
    line.copy = new QToolButton(this);
    line.copy->setIcon(icon(QStringLiteral("copy")));
    line.copy->setAutoRaise(true);
    connect(line.copy, &QToolButton::clicked, this, [this, index = m_lines.size()] {
        QApplication::clipboard()->setText(m_lines[index].copied);
    });
    const int row = static_cast<int>(m_lines.size());
    m_layout->addWidget(line.label, row, LabelColumn, Qt::AlignTop);
    m_layout->addWidget(line.value, row, ValueColumn, Qt::AlignTop);
    m_layout->addWidget(line.copy, row, CopyColumn, Qt::AlignTop);
    m_lines.push_back(line);
}

void DetailsGrid::fill(size_t index, const Row& row)
{
    Line& line = m_lines[index];
    line.label->setText(row.label);
    line.value->setObjectName(row.name);
    line.value->setAccessibleName(row.label);
    line.value->setFont(row.isCode ? monospaceFont() : font());
    line.value->setValue(row.value);
    line.copied = row.copied.isEmpty() ? row.value : row.copied;
    line.copy->setObjectName(row.name + QStringLiteral("Copy"));
    const QString text = tr("Copy: %1", "label of a value").arg(row.label);
    line.copy->setToolTip(text);
    line.copy->setAccessibleName(text);
}

} // namespace gatehouse::ui
