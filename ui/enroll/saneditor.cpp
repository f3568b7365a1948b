// SPDX-License-Identifier: Apache-2.0
#include <ui/enroll/saneditor.h>
#include <ui/theme.h>
#include <ui/widgets/inlinenote.h>

#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QPushButton>
#include <QRegularExpression>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

namespace gatehouse::ui {

namespace {

using pki::GeneralName;

/// More than SCM takes in one order.
constexpr int mostRows = 1000;

// The kinds that can be ordered.
struct Kind {
    GeneralName::Type type;
    const char* prefix;
};
constexpr std::array kinds { Kind { GeneralName::Type::DnsName, "DNS" },
    Kind { GeneralName::Type::IpAddress, "IP" }, Kind { GeneralName::Type::Rfc822Name, "email" },
    Kind { GeneralName::Type::Uri, "URI" } };

QStringList split(const QString& text)
{
    static const QRegularExpression separators(QStringLiteral("[\\s,;]+"));
    return text.split(separators, Qt::SkipEmptyParts);
}

/// What a pasted text is, by its prefix or its looks; DNS where it is neither.
GeneralName::Type typeOf(const QString& text)
{
    const auto name = GeneralName::parse(text);
    return name ? name->type : GeneralName::Type::DnsName;
}

bool isOrderable(GeneralName::Type type)
{
    return std::ranges::any_of(kinds, [type](const Kind& kind) { return kind.type == type; });
}

} // namespace

SanEditor::SanEditor(QWidget* parent)
    : QWidget(parent)
    , m_list(new QVBoxLayout)
    , m_note(new InlineNote(QStringLiteral("sanNote"), this, this))
{
    auto* add = new QPushButton(icon(QStringLiteral("add")), tr("Add &name"), this);
    add->setObjectName(QStringLiteral("sanAdd"));
    auto* paste = new QPushButton(tr("Paste &many"), this);
    paste->setObjectName(QStringLiteral("sanPaste"));
    paste->setToolTip(tr("Adds every name on the clipboard, with blanks, commas or lines between "
                         "them"));
    auto* buttons = new QHBoxLayout;
    buttons->addWidget(add);
    buttons->addWidget(paste);
    buttons->addStretch(1);
    m_list->setSpacing(smallGap);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(smallGap);
    layout->addLayout(m_list);
    layout->addWidget(m_note);
    layout->addLayout(buttons);
    connect(add, &QPushButton::clicked, this, &SanEditor::addRow);
    connect(paste, &QPushButton::clicked, this, &SanEditor::pasteMany);
}

SanEditor::Row SanEditor::makeRow()
{
    Row row;
    row.widget = new QWidget(this);
    row.type = new QComboBox(row.widget);
    row.type->setObjectName(QStringLiteral("sanType"));
    row.type->setAccessibleName(tr("Kind of name"));
    const std::array labels { tr("DNS name"), tr("IP address"), tr("E-mail"), tr("URI") };
    for (std::size_t i = 0; i < kinds.size(); ++i)
        row.type->addItem(labels[i], static_cast<int>(kinds[i].type));
    row.value = new QLineEdit(row.widget);
    row.value->setObjectName(QStringLiteral("sanValue"));
    row.value->setAccessibleName(tr("Name"));
    auto* remove = new QToolButton(row.widget);
    remove->setObjectName(QStringLiteral("sanRemove"));
    remove->setIcon(icon(QStringLiteral("delete")));
    remove->setAutoRaise(true);
    remove->setToolTip(tr("Remove this name"));
    remove->setAccessibleName(tr("Remove this name"));
    row.note = new InlineNote(QStringLiteral("sanRowNote"), row.value, row.widget);
    auto* line = new QHBoxLayout;
    line->setSpacing(smallGap);
    line->addWidget(row.type);
    line->addWidget(row.value, 1);
    line->addWidget(remove);
    auto* layout = new QVBoxLayout(row.widget);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(2);
    layout->addLayout(line);
    layout->addWidget(row.note);
    QWidget* widget = row.widget;
    connect(row.type, &QComboBox::activated, this, [this, widget] {
        m_rows[indexOf(widget)].isTypeChosen = true;
        valueEdited(widget);
    });
    connect(row.value, &QLineEdit::textEdited, this, [this, widget] { valueEdited(widget); });
    connect(row.value, &QLineEdit::editingFinished, this, [this, widget] {
        const int at = indexOf(widget);
        if (at < m_rows.size())
            showProblem(m_rows[at]);
    });
    connect(remove, &QToolButton::clicked, this, [this, widget] { removeRow(widget); });
    return row;
}

void SanEditor::insertRow(int at, GeneralName::Type type, const QString& value)
{
    const Row row = makeRow();
    row.type->setCurrentIndex(std::max(0, row.type->findData(static_cast<int>(type))));
    row.value->setText(value);
    m_rows.insert(at, row);
    m_list->insertWidget(at, row.widget);
}

void SanEditor::addRow()
{
    insertRow(rowCount(), GeneralName::Type::DnsName, {});
    m_rows.last().value->setFocus();
}

int SanEditor::indexOf(QWidget* widget) const
{
    return static_cast<int>(std::ranges::find(m_rows, widget, &Row::widget) - m_rows.begin());
}

void SanEditor::removeRow(QWidget* widget)
{
    const int at = indexOf(widget);
    m_rows.removeAt(at);
    m_list->removeWidget(widget);
    widget->hide();
    widget->deleteLater();
    if (!m_rows.isEmpty())
        m_rows[std::min<qsizetype>(at, m_rows.size() - 1)].value->setFocus();
    m_note->clear();
    Q_EMIT changed();
}

void SanEditor::clearRows()
{
    for (const Row& row : std::as_const(m_rows)) {
        m_list->removeWidget(row.widget);
        row.widget->hide();
        row.widget->deleteLater();
    }
    m_rows.clear();
}

void SanEditor::valueEdited(QWidget* widget)
{
    const int at = indexOf(widget);
    const Row& row = m_rows[at];
    m_note->clear();
    const QStringList parts = split(row.value->text());
    if (parts.size() > 1) {
        spread(at, parts);
        return;
    }
    if (!row.isTypeChosen && !parts.isEmpty())
        row.type->setCurrentIndex(
            std::max(0, row.type->findData(static_cast<int>(typeOf(parts.first())))));
    if (!row.note->text().isEmpty())
        showProblem(row);
    Q_EMIT changed();
}

/// The first text stays in its row, the others follow it.
void SanEditor::spread(int at, const QStringList& texts)
{
    const qsizetype room = mostRows - m_rows.size() + 1;
    for (qsizetype i = 0; i < std::min(texts.size(), room); ++i) {
        const auto parsed = GeneralName::parse(texts[i]);
        const bool isKnown = parsed && isOrderable(parsed->type);
        const GeneralName::Type type = isKnown ? parsed->type : typeOf(texts[i]);
        const QString value = isKnown ? parsed->value : texts[i];
        const int row = at + static_cast<int>(i);
        if (i == 0 && at < m_rows.size()) {
            m_rows[at].type->setCurrentIndex(
                std::max(0, m_rows[at].type->findData(static_cast<int>(type))));
            m_rows[at].value->setText(value);
        } else {
            insertRow(row, type, value);
        }
        showProblem(m_rows[row]);
    }
    const auto last = std::min<qsizetype>(at + texts.size(), m_rows.size()) - 1;
    if (last >= 0)
        m_rows[last].value->setFocus();
    if (texts.size() > room)
        m_note->showError(tr("More than %1 names do not fit into one order.").arg(mostRows));
    Q_EMIT changed();
}

void SanEditor::pasteMany()
{
    const QStringList texts = split(QApplication::clipboard()->text());
    if (texts.isEmpty()) {
        m_note->show(Tone::Info,
            tr("There is no text on the clipboard. Copy the names, then paste them here."));
        return;
    }
    m_note->clear();
    spread(rowCount(), texts);
}

/// A prefix that was typed counts more than what is chosen beside it.
Result<GeneralName> SanEditor::nameOf(const Row& row)
{
    const QString text = row.value->text().trimmed();
    const auto asTyped = GeneralName::parse(text);
    const bool hasPrefix = asTyped && text.contains(u':') && asTyped->value != text
        && text.endsWith(asTyped->value, Qt::CaseInsensitive);
    if (hasPrefix)
        return *asTyped;
    const int type = row.type->currentData().toInt();
    const auto* kind = std::ranges::find_if(
        kinds, [type](const Kind& candidate) { return static_cast<int>(candidate.type) == type; });
    return GeneralName::parse(QString(QLatin1String(kind->prefix) + u':' + text));
}

void SanEditor::showProblem(const Row& row)
{
    if (row.value->text().trimmed().isEmpty()) {
        row.note->clear();
        return;
    }
    const auto name = nameOf(row);
    row.note->showError(name ? QString() : name.error().message);
}

void SanEditor::setValue(const QList<GeneralName>& names)
{
    clearRows();
    m_note->clear();
    for (const GeneralName& name : names)
        insertRow(rowCount(), name.type, isOrderable(name.type) ? name.value : name.toString());
    Q_EMIT changed();
}

Result<QList<GeneralName>> SanEditor::value() const
{
    QList<GeneralName> names;
    for (const Row& row : m_rows) {
        if (row.value->text().trimmed().isEmpty())
            continue;
        const auto name = nameOf(row);
        if (!name)
            return failure(name.error());
        names.append(*name);
    }
    return names;
}

bool SanEditor::isEmpty() const
{
    return std::ranges::all_of(m_rows, [](const Row& row) { return row.value->text().isEmpty(); });
}

void SanEditor::showPolicyError(const QString& text)
{
    m_note->showError(text);
}

} // namespace gatehouse::ui
