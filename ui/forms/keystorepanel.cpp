// SPDX-License-Identifier: Apache-2.0
#include <core/pki/inbackground.h>
#include <ui/async.h>
#include <ui/forms/keystorepanel.h>
#include <ui/forms/storeentrymodel.h>
#include <ui/theme.h>
#include <ui/widgets/iconlabel.h>
#include <ui/widgets/tableview.h>
#include <ui/widgets/textlabel.h>

#include <QAccessible>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QScrollBar>
#include <QVBoxLayout>

namespace gatehouse::ui {

namespace {

constexpr std::chrono::milliseconds typingPause { 400 };
constexpr int stateIconSize = 16;
constexpr int rowsShownAtMost = 6;

QWidget* line(IconLabel* iconLabel, QLabel* text, const QString& name, QWidget* parent)
{
    auto* widget = new QWidget(parent);
    iconLabel->setParent(widget);
    text->setParent(widget);
    text->setObjectName(name);
    text->setTextFormat(Qt::PlainText);
    text->setWordWrap(true);
    makeSelectable(text);
    auto* layout = new QHBoxLayout(widget);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(smallGap + 2);
    layout->addWidget(iconLabel, 0, Qt::AlignTop);
    layout->addWidget(text, 1);
    return widget;
}

void say(IconLabel* iconLabel, QLabel* text, Tone tone, const QString& sentence)
{
    iconLabel->setIcon(toneIcon(tone));
    text->setText(sentence);
    if (tone == Tone::Error) {
        QAccessibleEvent event(text, QAccessible::Alert);
        QAccessible::updateAccessibility(&event);
    }
}

/// Whether a failure is about the key rather than the store.
bool isAboutKey(const StoreLook& look)
{
    return look.isOpen && look.failure;
}

} // namespace

KeyStorePanel::KeyStorePanel(StorePurpose purpose, QWidget* parent)
    : QWidget(parent)
    , m_purpose(purpose)
    , m_clock(std::make_shared<SystemClock>())
    , m_icon(new IconLabel(stateIconSize))
    , m_text(new QLabel)
    , m_keyIcon(new IconLabel(stateIconSize))
    , m_keyText(new QLabel)
    , m_table(new TableView(this))
    , m_model(new StoreEntryModel(this))
{
    setObjectName(purpose == StorePurpose::Trust ? QStringLiteral("trustStorePanel")
                                                 : QStringLiteral("keyStorePanel"));
    build();
    m_delay.setSingleShot(true);
    m_delay.setInterval(typingPause);
    connect(&m_delay, &QTimer::timeout, this, &KeyStorePanel::start);
    setVisible(false);
}

void KeyStorePanel::build()
{
    m_table->setObjectName(QStringLiteral("storeEntries"));
    m_table->setAccessibleName(m_purpose == StorePurpose::Trust
            ? tr("Trusted certificates in the store")
            : tr("Keys in the store"));
    m_table->setTableModel(m_model);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    connect(m_table, &QTableView::clicked, this,
        [this](const QModelIndex& index) { choose(m_model->recordOf(index.row())); });
    connect(m_table, &TableView::recordActivated, this, &KeyStorePanel::choose);

    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(gap);
    layout->addWidget(line(m_icon, m_text, QStringLiteral("storeState"), this));
    layout->addWidget(m_table);
    m_keyLine = line(m_keyIcon, m_keyText, QStringLiteral("keyState"), this);
    layout->addWidget(m_keyLine);
}

void KeyStorePanel::setKeptPassword(const SecretReader& reader, const QString& key)
{
    m_reader = reader;
    m_secretKey = key;
}

void KeyStorePanel::setQuestion(const StoreQuestion& question, bool usesKept)
{
    const bool isSame = question.path == m_question.path && question.type == m_question.type
        && question.alias == m_question.alias && question.hasPassword == m_question.hasPassword
        && question.password == m_question.password && usesKept == m_usesKept;
    if (isSame)
        return;
    m_question = question;
    m_question.purpose = m_purpose;
    m_usesKept = usesKept;
    ++m_round; // what is on its way answers an old question
    if (m_question.path.isEmpty())
        setVisible(false);
    m_delay.start();
}

void KeyStorePanel::lookAgain()
{
    ++m_round;
    m_delay.start();
}

void KeyStorePanel::start()
{
    const quint64 round = ++m_round;
    if (m_question.path.trimmed().isEmpty()) {
        m_look = {};
        setVisible(false);
        Q_EMIT looked();
        return;
    }
    setVisible(true);
    say(m_icon, m_text, Tone::Waiting,
        tr("Opening %1…").arg(QFileInfo(m_question.path).fileName()));
    if (!m_usesKept || !m_reader) {
        lookWith(m_question);
        return;
    }
    consume(m_reader(m_secretKey), this, [this, round](const Result<std::optional<Secret>>& kept) {
        if (round != m_round)
            return;
        StoreQuestion question = m_question;
        question.hasPassword = kept && kept->has_value();
        if (question.hasPassword)
            question.password = **kept;
        lookWith(question);
    });
}

void KeyStorePanel::lookWith(const StoreQuestion& question)
{
    const quint64 round = m_round;
    consume(pki::inBackground([question] { return lookInto(question); }), this,
        [this, round](const StoreLook& look) {
            if (round == m_round)
                show(look);
        });
}

void KeyStorePanel::show(const StoreLook& look)
{
    m_look = look;
    showTable();
    showLines();
    Q_EMIT looked();
    if (m_purpose != StorePurpose::ClientKey || !m_question.alias.isEmpty())
        return;
    const auto isKey = [](const StoreEntry& entry) { return entry.isChoosable; };
    if (std::ranges::count_if(look.entries, isKey) == 1) {
        const auto only = std::ranges::find_if(look.entries, isKey);
        if (!only->alias.isEmpty())
            Q_EMIT aliasChosen(only->alias);
    }
}

void KeyStorePanel::showLines()
{
    const QString name = QFileInfo(m_question.path).fileName();
    const QString type = m_look.type ? keystore::storeTypeName(*m_look.type) : QString();
    m_keyLine->setVisible(false);
    if (m_look.wantsPassword) {
        say(m_icon, m_text, Tone::Info,
            tr("%1 is of type %2. Enter its password to see what it holds.").arg(name, type));
        return;
    }
    if (!m_look.isOpen) {
        say(m_icon, m_text, Tone::Error,
            m_look.failure ? m_look.failure->message : tr("%1 could not be read.").arg(name));
        return;
    }
    say(m_icon, m_text, Tone::Success,
        m_purpose == StorePurpose::Trust
            ? tr("%1, of type %2, opens. It vouches for these certificates:").arg(name, type)
            : tr("%1, of type %2, opens. Choose the key to use:").arg(name, type));
    if (isAboutKey(m_look)) {
        say(m_keyIcon, m_keyText, Tone::Error, m_look.failure->message);
        m_keyLine->setVisible(true);
    } else if (m_look.opensKey) {
        say(m_keyIcon, m_keyText, Tone::Success,
            m_question.alias.isEmpty()
                ? tr("The password opens the key, and its certificate belongs to it.")
                : tr("The password opens the key \"%1\", and its certificate belongs to it.")
                      .arg(m_question.alias));
        m_keyLine->setVisible(true);
    }
}

void KeyStorePanel::showTable()
{
    m_model->setEntries(m_look.entries, m_clock->now());
    m_table->setVisible(!m_look.entries.isEmpty());
    if (m_look.entries.isEmpty())
        return;
    m_table->resizeColumnsToContents();
    const int widest = fontMetrics().averageCharWidth() * 28;
    for (int column = 0; column < StoreEntryModel::ColumnCount; ++column)
        m_table->setColumnWidth(column, std::min(m_table->columnWidth(column) + gap, widest));
    const int rows = std::min(m_model->rowCount(), rowsShownAtMost);
    const int row = m_table->verticalHeader()->defaultSectionSize();
    m_table->setFixedHeight(m_table->horizontalHeader()->sizeHint().height() + rows * row
        + m_table->horizontalScrollBar()->sizeHint().height() + 2 * m_table->frameWidth());
    selectAlias();
}

void KeyStorePanel::selectAlias()
{
    m_table->clearSelection();
    for (int row = 0; row < m_model->rowCount(); ++row) {
        const StoreEntry& entry = m_model->entry(m_model->recordOf(row));
        if (entry.isChoosable && !m_question.alias.isEmpty()
            && entry.alias.compare(m_question.alias, Qt::CaseInsensitive) == 0) {
            m_table->selectRow(row);
            return;
        }
    }
}

void KeyStorePanel::choose(int record)
{
    if (record < 0 || m_purpose != StorePurpose::ClientKey)
        return;
    const StoreEntry entry = m_model->entry(record);
    if (entry.isChoosable)
        Q_EMIT aliasChosen(entry.alias);
}

} // namespace gatehouse::ui
