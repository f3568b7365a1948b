// SPDX-License-Identifier: Apache-2.0
#include <core/pki/attributetypes.h>
#include <ui/enroll/dneditor.h>
#include <ui/enroll/fields.h>
#include <ui/theme.h>
#include <ui/widgets/availability.h>
#include <ui/widgets/inlinenote.h>

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

namespace gatehouse::ui {

namespace {

// What is asked for in practice, in the order of use; any other name or OID can be typed.
constexpr std::array usualAttributes { "CN", "O", "OU", "L", "ST", "C", "E", "SERIALNUMBER",
    "STREET", "POSTALCODE", "DC", "UID", "ORGANIZATIONIDENTIFIER" };

/// The OID that a name or dotted number stands for; empty when it stands for none.
QString oidOf(const QString& attribute)
{
    const auto parsed =
        pki::DistinguishedName::parse(QString(attribute.trimmed() + QLatin1String("=x")));
    const bool isOne = parsed && parsed->rdns().size() == 1 && parsed->rdns().first().size() == 1;
    return isOne ? parsed->rdns().first().first().oid : QString();
}

QString nameOf(const QString& oid)
{
    const QString name = pki::attributeShortName(oid);
    return name.isEmpty() ? oid : name;
}

QToolButton* toolButton(
    const char* name, const QString& text, const QString& iconName, QWidget* parent)
{
    auto* button = new QToolButton(parent);
    button->setObjectName(QString::fromLatin1(name));
    button->setAutoRaise(true);
    button->setToolTip(text);
    button->setAccessibleName(text);
    if (iconName.isEmpty())
        button->setArrowType(qstrcmp(name, "dnUp") == 0 ? Qt::UpArrow : Qt::DownArrow);
    else
        button->setIcon(icon(iconName));
    return button;
}

} // namespace

DnEditor::DnEditor(QWidget* parent)
    : QWidget(parent)
    , m_list(new QVBoxLayout)
    , m_line(new QLineEdit(this))
    , m_lineNote(new InlineNote(QStringLiteral("dnLineNote"), m_line, this))
{
    m_line->setObjectName(QStringLiteral("dnLine"));
    m_line->setPlaceholderText(QStringLiteral("CN=www.example.org,O=Example GmbH,C=DE"));
    m_line->setToolTip(tr("RFC 4514, or with slashes as OpenSSL writes it"));
    auto* add = new QPushButton(icon(QStringLiteral("add")), tr("Add &attribute"), this);
    add->setObjectName(QStringLiteral("dnAdd"));
    auto* buttons = new QHBoxLayout;
    buttons->addWidget(add);
    buttons->addStretch(1);
    m_list->setSpacing(smallGap);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(smallGap);
    layout->addLayout(m_list);
    layout->addLayout(buttons);
    layout->addSpacing(smallGap);
    addLabel(layout, tr("The same as &text"), m_line);
    layout->addWidget(m_line);
    layout->addWidget(m_lineNote);
    connect(add, &QPushButton::clicked, this, &DnEditor::addRow);
    connect(m_line, &QLineEdit::textEdited, this, &DnEditor::takeLine);
    // Shown on leaving; while it is typed it is wrong most of the time.
    connect(m_line, &QLineEdit::editingFinished, this, [this] {
        if (m_lineError)
            m_lineNote->showError(m_lineError->message);
    });
    appendRow(QStringLiteral("CN"), {});
    updateRows();
}

DnEditor::Row DnEditor::makeRow()
{
    Row row;
    row.widget = new QWidget(this);
    row.plus = new QLabel(QStringLiteral("+"), row.widget);
    row.plus->setToolTip(tr("Belongs to the same part of the name as the row above"));
    row.attribute = new QComboBox(row.widget);
    row.attribute->setObjectName(QStringLiteral("dnAttribute"));
    row.attribute->setAccessibleName(tr("Attribute"));
    row.attribute->setEditable(true);
    row.attribute->setInsertPolicy(QComboBox::NoInsert);
    for (const char* attribute : usualAttributes)
        row.attribute->addItem(QString::fromLatin1(attribute));
    row.value = new QLineEdit(row.widget);
    row.value->setObjectName(QStringLiteral("dnValue"));
    row.value->setAccessibleName(tr("Value"));
    row.up = toolButton("dnUp", tr("Move up"), {}, row.widget);
    row.down = toolButton("dnDown", tr("Move down"), {}, row.widget);
    auto* remove =
        toolButton("dnRemove", tr("Remove this attribute"), QStringLiteral("delete"), row.widget);
    row.note = new InlineNote(QStringLiteral("dnRowNote"), row.value, row.widget);
    auto* line = new QHBoxLayout;
    line->setSpacing(smallGap);
    line->addWidget(row.plus);
    line->addWidget(row.attribute);
    line->addWidget(row.value, 1);
    line->addWidget(row.up);
    line->addWidget(row.down);
    line->addWidget(remove);
    auto* layout = new QVBoxLayout(row.widget);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(2);
    layout->addLayout(line);
    layout->addWidget(row.note);

    QWidget* widget = row.widget;
    connect(row.attribute, &QComboBox::editTextChanged, this, &DnEditor::rowsEdited);
    connect(row.attribute->lineEdit(), &QLineEdit::editingFinished, this, &DnEditor::showRowErrors);
    connect(row.value, &QLineEdit::textEdited, this, [this, widget] {
        m_rows[indexOf(widget)].isEncoded = false;
        rowsEdited();
    });
    connect(row.up, &QToolButton::clicked, this, [this, widget] { moveRow(widget, -1); });
    connect(row.down, &QToolButton::clicked, this, [this, widget] { moveRow(widget, 1); });
    connect(remove, &QToolButton::clicked, this, [this, widget] { removeRow(widget); });
    return row;
}

void DnEditor::appendRow(const QString& attribute, const QString& value)
{
    const bool wasFilling = std::exchange(m_isFilling, true);
    const Row row = makeRow();
    row.attribute->setEditText(attribute);
    row.value->setText(value);
    m_rows.append(row);
    m_list->addWidget(row.widget);
    m_isFilling = wasFilling;
}

/// An attribute that is not there yet, in the order of use.
void DnEditor::addRow()
{
    QString next = QStringLiteral("OU");
    for (const char* usual : usualAttributes) {
        const QString name = QString::fromLatin1(usual);
        const bool isThere = std::ranges::any_of(m_rows, [&name](const Row& row) {
            return row.attribute->currentText().compare(name, Qt::CaseInsensitive) == 0;
        });
        if (!isThere) {
            next = name;
            break;
        }
    }
    appendRow(next, {});
    updateRows();
    m_rows.last().value->setFocus();
}

int DnEditor::indexOf(QWidget* widget) const
{
    const auto found = std::ranges::find(m_rows, widget, &Row::widget);
    return static_cast<int>(found - m_rows.begin());
}

void DnEditor::removeRow(QWidget* widget)
{
    const int index = indexOf(widget);
    const bool hadFocus = widget->isAncestorOf(focusWidget());
    dropRow(index);
    if (m_rows.isEmpty())
        appendRow(QStringLiteral("CN"), {});
    if (hadFocus)
        m_rows[std::min<qsizetype>(index, m_rows.size() - 1)].value->setFocus();
    updateRows();
    rowsEdited();
}

void DnEditor::moveRow(QWidget* widget, int by)
{
    const int from = indexOf(widget);
    const int to = from + by;
    if (to < 0 || to >= m_rows.size())
        return;
    m_rows.move(from, to);
    // What stood together in one part of the name does not any more.
    m_rows[to].joins = false;
    m_rows[from].joins = false;
    m_list->removeWidget(widget);
    m_list->insertWidget(to, widget);
    updateRows();
    rowsEdited();
}

void DnEditor::dropRow(int index)
{
    const Row row = m_rows.takeAt(index);
    m_list->removeWidget(row.widget);
    row.widget->hide();
    row.widget->deleteLater();
}

/// Rows that are there already are used again: a name that is typed changes them with each letter.
void DnEditor::takeRows(const pki::DistinguishedName& name)
{
    const bool wasFilling = std::exchange(m_isFilling, true);
    int used = 0;
    const QList<pki::RelativeDistinguishedName> rdns = name.reversed().rdns();
    for (const pki::RelativeDistinguishedName& rdn : rdns) {
        bool joins = false;
        for (const pki::AttributeTypeAndValue& attribute : rdn) {
            if (used == m_rows.size())
                appendRow({}, {});
            Row& row = m_rows[used];
            row.attribute->setEditText(nameOf(attribute.oid));
            row.value->setText(attribute.value);
            row.note->clear();
            row.joins = std::exchange(joins, true);
            row.isEncoded = attribute.isEncoded;
            ++used;
        }
    }
    while (m_rows.size() > std::max(used, 1))
        dropRow(static_cast<int>(m_rows.size()) - 1);
    if (used == 0) {
        m_rows.first().attribute->setEditText(QStringLiteral("CN"));
        m_rows.first().value->clear();
        m_rows.first().note->clear();
    }
    m_isFilling = wasFilling;
    updateRows();
}

void DnEditor::updateRows()
{
    for (qsizetype i = 0; i < m_rows.size(); ++i) {
        Row& row = m_rows[i];
        row.joins = row.joins && i > 0;
        row.plus->setVisible(row.joins);
        setAvailable(
            row.up, i == 0 ? tr("This is the first attribute.") : QString(), tr("Move up"));
        setAvailable(row.down,
            i == m_rows.size() - 1 ? tr("This is the last attribute.") : QString(),
            tr("Move down"));
    }
}

QString DnEditor::attributeProblem(const Row& row)
{
    if (row.value->text().isEmpty() || !oidOf(row.attribute->currentText()).isEmpty())
        return {};
    return tr("\"%1\" is no attribute. Choose one from the list, or give its object identifier "
              "such as 2.5.4.11.")
        .arg(row.attribute->currentText().trimmed());
}

void DnEditor::showRowErrors()
{
    for (const Row& row : std::as_const(m_rows))
        row.note->showError(attributeProblem(row));
}

Result<pki::DistinguishedName> DnEditor::value() const
{
    if (m_lineError)
        return failure(*m_lineError);
    QList<pki::RelativeDistinguishedName> rdns;
    for (const Row& row : m_rows) {
        if (row.value->text().trimmed().isEmpty())
            continue;
        if (const QString problem = attributeProblem(row); !problem.isEmpty())
            return failure(ErrorKind::Usage, problem);
        const pki::AttributeTypeAndValue attribute { oidOf(row.attribute->currentText()),
            row.isEncoded ? row.value->text() : row.value->text().trimmed(), row.isEncoded };
        if (row.joins && !rdns.isEmpty())
            rdns.last().append(attribute);
        else
            rdns.append(pki::RelativeDistinguishedName { attribute });
    }
    return pki::DistinguishedName(rdns).reversed();
}

void DnEditor::rowsEdited()
{
    if (m_isFilling)
        return;
    m_lineError.reset();
    m_lineNote->clear();
    for (const Row& row : std::as_const(m_rows)) {
        if (!row.note->text().isEmpty())
            row.note->showError(attributeProblem(row));
    }
    if (const auto name = value())
        m_line->setText(name->toString());
    Q_EMIT changed();
}

void DnEditor::takeLine()
{
    const auto name = pki::DistinguishedName::parse(m_line->text());
    if (!name) {
        m_lineError = name.error();
        if (!m_lineNote->text().isEmpty())
            m_lineNote->showError(name.error().message);
        Q_EMIT changed();
        return;
    }
    m_lineError.reset();
    m_lineNote->clear();
    takeRows(*name);
    Q_EMIT changed();
}

void DnEditor::setValue(const pki::DistinguishedName& name)
{
    m_lineError.reset();
    m_lineNote->clear();
    takeRows(name);
    m_line->setText(name.toString());
    Q_EMIT changed();
}

void DnEditor::clear()
{
    setValue({});
}

bool DnEditor::isEmpty() const
{
    return m_line->text().isEmpty()
        && std::ranges::all_of(m_rows, [](const Row& row) { return row.value->text().isEmpty(); });
}

void DnEditor::showPolicyError(const QString& text)
{
    if (!m_lineError)
        m_lineNote->showError(text);
}

} // namespace gatehouse::ui
