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
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>
#include <array>

namespace gatehouse::ui {

namespace {

using pki::GeneralName;

/// More than SCM takes in one order.
constexpr int mostRows = 1000;
/// A row is four widgets: so many are made before the event loop has its turn.
constexpr int rowsAtOnce = 10;

// The kinds that can be ordered.
struct Kind {
    GeneralName::Type type;
    const char* prefix;
};
constexpr std::array kinds { Kind { GeneralName::Type::DnsName, "DNS" },
    Kind { GeneralName::Type::IpAddress, "IP" }, Kind { GeneralName::Type::Rfc822Name, "email" },
    Kind { GeneralName::Type::Uri, "URI" } };

bool isSeparator(QChar c)
{
    return c.isSpace() || c == u',' || c == u';';
}

/// One more than there is room for at most: a clipboard may hold anything.
QStringList split(const QString& text)
{
    QStringList parts;
    for (auto at = text.begin(); at != text.end() && parts.size() <= mostRows;) {
        const auto begin = std::find_if_not(at, text.end(), isSeparator);
        at = std::find_if(begin, text.end(), isSeparator);
        if (begin != at)
            parts.append(QString(begin, at - begin));
    }
    return parts;
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
    m_nextRows.setSingleShot(true);
    connect(&m_nextRows, &QTimer::timeout, this, &SanEditor::insertWaiting);
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
    m_waiting.clear();
    m_nextRows.stop();
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

SanEditor::Named SanEditor::named(const QString& text)
{
    const auto parsed = GeneralName::parse(text);
    if (parsed && isOrderable(parsed->type))
        return { parsed->type, parsed->value };
    return { typeOf(text), text };
}

/// The first text stays in its row, the others follow it.
void SanEditor::spread(int at, QStringList texts)
{
    if (at < m_rows.size()) {
        const Row& row = m_rows[at];
        const Named first = named(texts.takeFirst());
        row.type->setCurrentIndex(std::max(0, row.type->findData(static_cast<int>(first.type))));
        row.value->setText(first.value);
        showProblem(row);
    }
    // What is pasted while others wait comes after them.
    if (m_waiting.isEmpty()) {
        m_isTooMany = false;
        m_lastSpread = at < m_rows.size() ? m_rows[at].widget : nullptr;
    }
    const auto room = std::max<qsizetype>(0, mostRows - m_rows.size() - m_waiting.size());
    m_isTooMany = m_isTooMany || texts.size() > room;
    m_waiting += texts.mid(0, room);
    insertWaiting();
    Q_EMIT changed();
}

void SanEditor::insertWaiting()
{
    for (int made = 0; made < rowsAtOnce && !m_waiting.isEmpty(); ++made) {
        const int before = m_lastSpread ? indexOf(m_lastSpread) : rowCount();
        const int at = std::min(before + 1, rowCount());
        const Named name = named(m_waiting.takeFirst());
        insertRow(at, name.type, name.value);
        showProblem(m_rows[at]);
        m_lastSpread = m_rows[at].widget;
    }
    if (!m_waiting.isEmpty()) {
        m_note->show(Tone::Info, tr("%1 more names are being added…").arg(m_waiting.size()));
        m_nextRows.start();
        return;
    }
    m_note->clear();
    if (m_isTooMany)
        m_note->showError(tr("More than %1 names do not fit into one order.").arg(mostRows));
    if (const int last = m_lastSpread ? indexOf(m_lastSpread) : 0; last < m_rows.size())
        m_rows[last].value->setFocus();
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

Result<GeneralName> SanEditor::nameOf(const Row& row)
{
    const auto type = static_cast<GeneralName::Type>(row.type->currentData().toInt());
    return nameOf(type, row.value->text().trimmed());
}

/// A prefix that was typed counts more than what is chosen beside it.
Result<GeneralName> SanEditor::nameOf(GeneralName::Type type, const QString& text)
{
    const auto asTyped = GeneralName::parse(text);
    const bool hasPrefix = asTyped && text.contains(u':') && asTyped->value != text
        && text.endsWith(asTyped->value, Qt::CaseInsensitive);
    if (hasPrefix)
        return *asTyped;
    const auto* kind = std::ranges::find(kinds, type, &Kind::type);
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
    for (const QString& text : m_waiting) {
        const Named waiting = named(text);
        const auto name = nameOf(waiting.type, waiting.value);
        if (!name)
            return failure(name.error());
        names.append(*name);
    }
    return names;
}

bool SanEditor::isEmpty() const
{
    return m_waiting.isEmpty()
        && std::ranges::all_of(m_rows, [](const Row& row) { return row.value->text().isEmpty(); });
}

void SanEditor::showPolicyError(const QString& text)
{
    m_note->showError(text);
}

} // namespace gatehouse::ui
